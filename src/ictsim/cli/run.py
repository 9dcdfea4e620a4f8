"""``ictsim run``: configs in, a results folder and an answer out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ictsim.cli.clock import Clock
from ictsim.cli.comparing import compare
from ictsim.cli.computing import Landing, Task, compute
from ictsim.cli.forms import FORMS, Forms, language_option
from ictsim.cli.interrupts import Interrupts
from ictsim.cli.options import (
    LARGEST_DRAWS,
    LARGEST_RUNS,
    Count,
    available_threads,
    load,
    set_option,
    traceback_option,
)
from ictsim.cli.program import INTERRUPTED, Command, StoppedError
from ictsim.cli.streams import printing, tell
from ictsim.errors import UsageError

if TYPE_CHECKING:
    from ictsim.results.comparison import Comparison
    from ictsim.results.record import Results


@click.command(cls=Command)
@click.argument("configs", metavar="CONFIG...", nargs=-1, required=True,
                type=click.Path(path_type=Path))  # fmt: skip
@click.option("--runs", type=Count(1, LARGEST_RUNS), default=1_000_000, show_default=True,
              help="How many futures to compute: 1000000, 1_000_000, 1e6 or 1M.")  # fmt: skip
@click.option("--seed", type=Count(0, 2**64 - 1), default=2013, show_default=True,
              help="Same config, runs, seed and version: same results.")  # fmt: skip
@click.option("--threads", type=Count(1, 1024), default=available_threads,
              show_default="all cores",
              help="How many threads compute; they change no result.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None,
              show_default="results/<config name>; of several <first>_and_<number>_more",
              help="Results folder. Earlier results of the same config, seed and version in it "
              "are replaced, unless they have more runs.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True,
              help="Print summary.json (of several configs comparison.json) instead of tables."
              )  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress; on stdout the answer alone.")
@click.option("--force", is_flag=True,
              help="Write into a folder that holds something else, or more runs; your own files "
              "stay.")  # fmt: skip
@click.option("--to", "forms", type=Forms(), default="html,md,svg,png", show_default=True,
              help=f"Forms of the report, with commas between: {', '.join(FORMS)}."
              )  # fmt: skip
@language_option
@click.option("--no-figures", is_flag=True, help="Leave the figures out: saves seconds.")
@click.option("--draws", type=Count(0, LARGEST_DRAWS), default=0,
              help="Keep inputs and outcomes of the first N runs in draws.csv.")  # fmt: skip
@click.option("--timings", is_flag=True, help="Print where the time went, on stderr.")
@click.option("--yes", is_flag=True, help="Start runs that will take more than an hour.")
@set_option
@traceback_option
def run(configs: tuple[Path, ...], **options: Any) -> None:
    """Compute CONFIG's scenarios over many futures.

    Writes a results folder. Several configs are computed on the same draws: a folder for each,
    and one report in which they stand side by side. On stdout comes the result, on stderr
    progress and warnings. Ctrl-C ends the runs and keeps what was computed, marked as partial;
    twice gives it up.
    """
    from ictsim.report.language import speaking

    clock = Clock()
    if options["draws"] > options["runs"]:
        raise UsageError(f"--draws {options['draws']} is more than --runs {options['runs']}")
    with speaking(options["lang"]), Interrupts() as interrupts:
        try:
            made: Results | Comparison
            if len(configs) > 1:
                made, target = compare(configs, options, clock, interrupts)
            else:
                made, target = _compute(configs[0], options, clock, interrupts)
        except KeyboardInterrupt:
            raise StoppedError("interrupted: nothing was written") from None
        with printing():
            _print(made, target, options)
        if options["timings"]:
            tell(*clock.lines())
        if interrupts.asked is not None:
            tell(_interrupted(made))
            raise SystemExit(INTERRUPTED)


def _compute(
    config: Path, options: dict[str, Any], clock: Clock, interrupts: Interrupts
) -> tuple[Results, Path]:
    """Load, open the folder, run, write: the folder appears when all of it is there."""
    from ictsim import __version__
    from ictsim.results.folder import results_folder

    with clock.part("config"):
        loaded = load(config, options["overrides"])
    landing = Landing(options["out"] or Path("results") / config.stem)
    identity = {"config": loaded.sha256, "seed": options["seed"], "version": __version__}
    with results_folder(
        landing.target, identity, force=options["force"], runs=options["runs"],
        elsewhere=landing.elsewhere,
    ) as folder:  # fmt: skip
        task = Task(options, interrupts, landing.target)
        results = compute(loaded, folder, task, clock).results
    return results, landing.place


def _interrupted(made: Results | Comparison) -> str:
    """What an interrupt left, in one line."""
    from ictsim.results.comparison import Comparison

    done = f"{made.runs:,} of {made.planned_runs:,} runs"
    if isinstance(made, Comparison):
        kept = sum(layer.results is not None for layer in made.layers)
        done = f"{kept} of {len(made.layers)} configs"
    return f"interrupted: {done} are kept" + ", marked as partial" * (not made.complete)


def _print(made: Results | Comparison, target: Path, options: dict[str, Any]) -> None:
    """Print the result on stdout."""
    if options["as_json"]:
        click.echo(_json(made).encode(), nl=False)
        return
    from rich.text import Text

    from ictsim import report
    from ictsim.cli.console import Console
    from ictsim.report.formats import report_files
    from ictsim.report.language import _
    from ictsim.results.comparison import Comparison

    console = Console(highlight=False)
    if not options["quiet"]:
        if isinstance(made, Comparison):
            report.print_comparison(made, console)
        else:
            report.print_summary(made, console)
        for name in report_files(options["forms"])[:1]:
            told = _("Report: {path}").format(path=target / name)
            console.print(Text(told), soft_wrap=True)
    answer = report.joint_answer(made) if isinstance(made, Comparison) else report.answer(made)
    # In a file or a pipe the answer is one line, on a terminal it is broken between words.
    console.print(Text(answer), soft_wrap=not console.is_terminal)


def _json(made: Results | Comparison) -> str:
    from ictsim.results.comparison import Comparison, comparison_json
    from ictsim.results.tables import summary_json

    if isinstance(made, Comparison):
        return comparison_json(made)
    return summary_json(made)
