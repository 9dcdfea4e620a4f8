"""``ictsim run``: a config in, a results folder and an answer out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ictsim.cli.clock import Clock
from ictsim.cli.interrupts import Interrupts
from ictsim.cli.options import (
    LARGEST_DRAWS,
    LARGEST_RUNS,
    Count,
    available_threads,
    config_argument,
    load,
    traceback_option,
)
from ictsim.cli.program import INTERRUPTED, StoppedError
from ictsim.cli.streams import printing, tell
from ictsim.errors import UsageError

if TYPE_CHECKING:
    from ictsim.config import LoadedCase
    from ictsim.engine import Progress
    from ictsim.results.record import Results
    from ictsim.study import Study
    from ictsim.study.run import Outcome

_ASK_ABOVE = 3600.0  # seconds


@click.command()
@config_argument
@click.option("--runs", type=Count(1, LARGEST_RUNS), default=1_000_000, show_default=True,
              help="How many futures to compute: 1000000, 1_000_000, 1e6 or 1M.")  # fmt: skip
@click.option("--seed", type=Count(0, 2**64 - 1), default=2013, show_default=True,
              help="Same config, runs, seed and version: same results.")  # fmt: skip
@click.option("--threads", type=Count(1, 1024), default=available_threads,
              show_default="all cores",
              help="How many threads compute; they change no result.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None,
              show_default="results/<config name>",
              help="Results folder. Earlier results of the same config, seed and version in it "
              "are replaced.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print summary.json instead of tables.")
@click.option("--quiet", is_flag=True, help="No progress; on stdout the answer alone.")
@click.option("--force", is_flag=True,
              help="Write into a folder that holds something else; your own files stay."
              )  # fmt: skip
@click.option("--no-figures", is_flag=True, help="Leave the figures out: saves seconds.")
@click.option("--draws", type=Count(0, LARGEST_DRAWS), default=0,
              help="Keep inputs and outcomes of the first N runs in draws.csv.")  # fmt: skip
@click.option("--timings", is_flag=True, help="Print where the time went, on stderr.")
@click.option("--yes", is_flag=True, help="Start runs that will take more than an hour.")
@traceback_option
def run(config: Path, **options: Any) -> None:
    """Compute CONFIG's scenarios over many futures.

    Writes a results folder. On stdout comes the result, on stderr progress and warnings. Ctrl-C
    ends the runs and keeps what was computed, marked as partial; twice gives it up.
    """
    clock = Clock()
    with Interrupts() as interrupts:
        try:
            results, target = _compute(config, options, clock, interrupts)
        except KeyboardInterrupt:
            raise StoppedError("interrupted: nothing was written") from None
        with printing():
            _print(results, target, options)
        if options["timings"]:
            tell(*clock.lines())
        if interrupts.asked is not None:
            done = f"{results.runs:,} of {results.planned_runs:,} runs"
            tell(f"interrupted: {done} are kept" + ", marked as partial" * (not results.complete))
            raise SystemExit(INTERRUPTED)


def _compute(
    config: Path, options: dict[str, Any], clock: Clock, interrupts: Interrupts
) -> tuple[Results, Path]:
    """Load, open the folder, run, write: the folder appears when all of it is there."""
    if options["draws"] > options["runs"]:
        raise UsageError(f"--draws {options['draws']} is more than --runs {options['runs']}")
    with clock.part("imports"):
        from ictsim.results.folder import results_folder, writing
        from ictsim.study import prepare
        from ictsim.study.assemble import assemble
        from ictsim.study.write import write_all
    with clock.part("config"):
        loaded = load(config)
    target: Path = options["out"] or Path("results") / config.stem
    seed = options["seed"]
    with results_folder(target, _identity(loaded, seed), force=options["force"]) as folder:
        study = prepare(loaded.case, seed, clock.part, notice=tell)
        outcome = _run(study, options, interrupts)
        for part, seconds in outcome.seconds.items():
            clock.add(part, seconds)
        with clock.part("estimates"):
            results = assemble(loaded, study, outcome, seed, options["runs"])
        with writing(target):
            write_all(results, loaded, study, folder, options, clock)
    return results, target


def _identity(loaded: LoadedCase, seed: int) -> dict[str, Any]:
    from ictsim import __version__

    return {"config": loaded.sha256, "seed": seed, "version": __version__}


def _run(study: Study, options: dict[str, Any], interrupts: Interrupts) -> Outcome:
    from ictsim.cli.progress import progress_shown
    from ictsim.study import run_study

    runs, threads = options["runs"], options["threads"]

    def accept(seconds: float) -> None:
        if seconds > _ASK_ABOVE and not options["yes"]:
            raise UsageError(
                f"{runs:,} runs will take about {_duration(seconds)} on {threads} threads; "
                "--yes starts them, a smaller --runs is enough for most questions "
                "(a million runs give chances to 0.1 percentage point)"
            )
        interrupts.keep()

    with progress_shown(runs, quiet=options["quiet"]) as show:

        def report(progress: Progress) -> None:
            show(progress)
            interrupts.check(progress)

        outcome = run_study(study, runs, threads, report, accept)
    if outcome.runs == 0:
        raise KeyboardInterrupt
    return outcome


def _duration(seconds: float) -> str:
    for size, name in ((86_400 * 365, "years"), (86_400, "days"), (3_600, "hours")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {name}"
    return f"{seconds / 60:.0f} minutes"


def _print(results: Results, target: Path, options: dict[str, Any]) -> None:
    """Print the result on stdout."""
    if options["as_json"]:
        from ictsim.results.tables import summary_json

        click.echo(summary_json(results).encode(), nl=False)
        return
    from rich.text import Text

    from ictsim.cli.console import Console
    from ictsim.report import answer, print_summary

    console = Console(highlight=False)
    if not options["quiet"]:
        print_summary(results, console)
        console.print(Text(f"Report: {target / 'report.html'}"), soft_wrap=True)
    # In a file or a pipe the answer is one line, on a terminal it is broken between words.
    console.print(Text(answer(results)), soft_wrap=not console.is_terminal)
