"""From a loaded config to a folder of results, with progress, and a way to stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ictsim.cli.clock import Clock
from ictsim.cli.interrupts import Interrupts
from ictsim.cli.progress import progress_shown
from ictsim.cli.streams import tell
from ictsim.errors import UsageError

if TYPE_CHECKING:
    from ictsim.config import LoadedCase
    from ictsim.engine import Progress
    from ictsim.report import FigureFile
    from ictsim.results.record import Results
    from ictsim.study import Study
    from ictsim.study.run import Outcome

_ASK_ABOVE = 3600.0  # seconds


class Task(NamedTuple):
    """What is asked: the options of the command, and what watches over it.

    ``configs`` is how many are to be computed in all; ``target`` the folder they go to.
    """

    options: Mapping[str, Any]
    interrupts: Interrupts
    target: Path
    configs: int = 1


class Computed(NamedTuple):
    """The record of a config's runs, and the figures of its report, where it has any."""

    results: Results
    figures: Sequence[FigureFile] | None


class Landing:
    """Where results came to lie: in the target, or beside it."""

    def __init__(self, target: Path) -> None:
        self.target = self.place = target

    def elsewhere(self, place: Path) -> None:
        """They are of an interrupted run, and the target holds a complete one."""
        self.place = place
        tell(f"{self.target} holds a complete run and stays as it is; this part is in {place}")


def compute(loaded: LoadedCase, folder: Path, task: Task, clock: Clock) -> Computed:
    """Run a config and write all its files into an empty folder.

    Raises
    ------
    KeyboardInterrupt
        Stopped before there was anything to keep.
    """
    with clock.part("imports"):
        from ictsim.results.folder import writing
        from ictsim.study import prepare
        from ictsim.study.assemble import assemble
        from ictsim.study.write import write_all
    options = task.options
    study = prepare(loaded.case, options["seed"], clock.part, notice=tell)
    outcome = _run(study, task)
    for part, seconds in outcome.seconds.items():
        clock.add(part, seconds)
    with clock.part("estimates"):
        results = assemble(loaded, study, outcome, options["seed"], options["runs"])
    with writing(task.target):
        figures = write_all(results, loaded, study, folder, options, clock)
    _tell_troubles(figures)
    return Computed(results, figures)


def _tell_troubles(figures: Sequence[FigureFile] | None) -> None:
    """Say what was missing for the figures."""
    if figures:
        from ictsim.report.figures import troubles

        tell(*(f"warning: {trouble}" for trouble in troubles(figures)))


def _run(study: Study, task: Task) -> Outcome:
    from ictsim.study import run_study

    runs, threads = task.options["runs"], task.options["threads"]

    def accept(seconds: float) -> None:
        if not task.interrupts.keeping:  # once, for all configs
            _ask(seconds * task.configs, task)
        task.interrupts.keep()

    with progress_shown(runs, quiet=task.options["quiet"]) as show:

        def report(progress: Progress) -> None:
            show(progress)
            task.interrupts.check(progress)

        outcome = run_study(study, runs, threads, report, accept)
    if outcome.runs == 0:
        raise KeyboardInterrupt
    return outcome


def _ask(seconds: float, task: Task) -> None:
    """Refuse what takes more than an hour, unless that is wanted."""
    if seconds > _ASK_ABOVE and not task.options["yes"]:
        each = f" of {task.configs} configs" if task.configs > 1 else ""
        raise UsageError(
            f"{task.options['runs']:,} runs{each} will take about {_duration(seconds)} on "
            f"{task.options['threads']} threads; "
            "--yes starts them, a smaller --runs is enough for most questions "
            "(a million runs give chances to 0.1 percentage point)"
        )


def _duration(seconds: float) -> str:
    for size, name in ((86_400 * 365, "years"), (86_400, "days"), (3_600, "hours")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {name}"
    return f"{seconds / 60:.0f} minutes"
