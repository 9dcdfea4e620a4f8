"""``ictsim run``: a config in, a results folder and an answer out."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ictsim.cli.clock import Clock
from ictsim.cli.failures import INTERRUPTED, ends_cleanly
from ictsim.cli.options import LARGEST_DRAWS, LARGEST_RUNS, Count, available_threads
from ictsim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ictsim.config import LoadedCase
    from ictsim.results.record import Results
    from ictsim.study import Outcome, Study

_ASK_ABOVE = 3600.0  # seconds


@click.command()
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--runs", type=Count(1, LARGEST_RUNS), default=1_000_000, show_default=True,
              help="How many futures to compute: 1000000, 1e6, 1M.")  # fmt: skip
@click.option("--seed", type=Count(0, 2**64 - 1), default=2013, show_default=True,
              help="Same config, seed and version: same results.")  # fmt: skip
@click.option("--threads", type=Count(1, 1024), default=None, help="[default: all cores]")
@click.option("--out", type=click.Path(path_type=Path), default=None,
              help="Results folder.  [default: results/<config name>]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print summary.json instead of tables.")
@click.option("--quiet", is_flag=True, help="No progress; on stdout the answer alone.")
@click.option("--force", is_flag=True, help="Replace other results in the folder.")
@click.option("--no-figures", is_flag=True, help="Tables only: saves a second.")
@click.option("--draws", type=Count(0, LARGEST_DRAWS), default=0,
              help="Keep inputs and outcomes of the first N runs in draws.csv.")  # fmt: skip
@click.option("--timings", is_flag=True, help="Print where the time went, on stderr.")
@click.option("--traceback", is_flag=True, help="On an error show where it came from.")
@click.option("--yes", is_flag=True, help="Start runs that will take more than an hour.")
@ends_cleanly
def run(config: Path, **options: Any) -> None:
    """Compute CONFIG's scenarios over many possible futures and write a results folder."""
    clock = Clock()
    loaded, results, target = _compute(config, clock, options)
    _print(results, target, options)
    if options["timings"]:
        print("\n".join(clock.lines()), file=sys.stderr)
    if not results.complete:
        done = f"{results.runs:,} of {results.planned_runs:,} runs"
        print(f"interrupted: {done} are kept, marked as partial", file=sys.stderr)
        raise SystemExit(INTERRUPTED)


def _compute(
    config: Path, clock: Clock, options: dict[str, Any]
) -> tuple[LoadedCase, Results, Path]:
    """Load, open the folder, run, write: the folder appears when all of it is there."""
    with clock.part("imports"):
        from ictsim.config import load_case
        from ictsim.results.store import check_target, results_folder
        from ictsim.study import prepare
        from ictsim.study.assemble import assemble
        from ictsim.study.write import write_all
    if options["draws"] > options["runs"]:
        raise UsageError(f"--draws {options['draws']} is more than --runs {options['runs']}")
    with clock.part("config"):
        loaded = load_case(config)
    target = options["out"] or Path("results") / config.stem
    seed = options["seed"]
    check_target(target, _identity(loaded, seed), force=options["force"])
    with results_folder(target) as folder:
        study = prepare(loaded.case, seed, clock.part)
        if study.core.cache_warning:
            print(f"warning: {study.core.cache_warning}", file=sys.stderr)
        outcome = _run(study, options)
        for part, seconds in outcome.seconds.items():
            clock.add(part, seconds)
        with clock.part("estimates"):
            results = assemble(loaded, study, outcome, seed, options["runs"])
        write_all(results, loaded, study, folder, options, clock)
    return loaded, results, target


def _identity(loaded: LoadedCase, seed: int) -> dict[str, Any]:
    from ictsim import __version__

    return {"config": loaded.sha256, "seed": seed, "version": __version__}


def _run(study: Study, options: dict[str, Any]) -> Outcome:
    from ictsim.cli.progress import progress_shown
    from ictsim.study import run_study

    runs = options["runs"]
    threads = options["threads"] or available_threads()

    def accept(seconds: float) -> None:
        if seconds > _ASK_ABOVE and not options["yes"]:
            raise UsageError(
                f"{runs:,} runs will take about {_duration(seconds)} on {threads} threads; "
                "--yes starts them, a smaller --runs is enough for most questions "
                "(a million runs give chances to 0.1 percentage point)"
            )

    with _interruptible(), progress_shown(runs, quiet=options["quiet"]) as report:
        outcome = run_study(study, runs, threads, report, accept)
    if outcome.runs == 0:
        raise KeyboardInterrupt
    return outcome


@contextmanager
def _interruptible() -> Iterator[None]:
    """A polite end from outside (SIGTERM) keeps what is computed, as Ctrl-C does."""

    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not the main thread: nothing to set
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _duration(seconds: float) -> str:
    for size, name in ((86_400 * 365, "years"), (86_400, "days"), (3_600, "hours")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {name}"
    return f"{seconds / 60:.0f} minutes"


def _print(results: Results, target: Path, options: dict[str, Any]) -> None:
    """stdout carries the result."""
    if options["as_json"]:
        from ictsim.results.tables import summary_json

        print(summary_json(results), end="")
        return
    from ictsim.report import answer, print_summary

    if not options["quiet"]:
        print_summary(results)
    print(f"Report: {target / 'report.html'}")
    print(answer(results))
