"""``ictsim settle``: keys of the settlement compared, and the mix that suits all most often."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ictsim.cli.files import check_free, printable, write_file
from ictsim.cli.forms import language_option
from ictsim.cli.options import Count, config_argument, load, set_option, traceback_option
from ictsim.cli.program import Command
from ictsim.cli.streams import printing, tell
from ictsim.errors import OutputError

if TYPE_CHECKING:
    from ictsim.results.settling import SettlingResults

LARGEST_RUNS = 10_000_000


@click.command(cls=Command)
@config_argument
@click.option("--runs", type=Count(2, LARGEST_RUNS), default=200_000, show_default=True,
              help="How many futures: half of them, 131,072 at most, to search the mix, the "
              "others for the chances.")  # fmt: skip
@click.option("--seed", type=Count(0, 2**64 - 1), default=2013, show_default=True,
              help="Same config, runs, seed and version: same results.")  # fmt: skip
@click.option("--year", type=Count(1, 9999), default=None, show_default="the last headline year",
              metavar="YEAR", help="Better off by the end of this year.")  # fmt: skip
@click.option("--scenario", default=None, show_default="the last one", metavar="NAME",
              help="Whose cost is divided.")  # fmt: skip
@click.option("--key", "keys", multiple=True, metavar="NAME",
              help="Compare and mix this key; may be given more than once. All keys else."
              )  # fmt: skip
@set_option
@click.option("--json", "as_json", is_flag=True,
              help="Print JSON, every figure with its interval, instead of the table.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="Write the JSON to this file as well.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the file of --out.")
@language_option
@click.option("--quiet", is_flag=True, help="No progress.")
@traceback_option
def settle(
    config: Path,
    overrides: tuple[str, ...],
    as_json: bool,
    out: Path | None,
    **options: Any,
) -> None:
    """Compare ways to divide CONFIG's cost between the councils.

    On the same draws, for each key (an attribute that all have, equal parts, own cost of going on
    alone) and for the settlement of the config: how often each council is better off, and how
    often all are. Then the mix of keys is searched under which all are better off most often; on
    draws that the search has not seen it is compared with the best single key. A key takes the
    place of the config's own for all cost categories.

    ictsim settle my_case.toml --year 2030
    """
    if out is not None:
        _check_place(out, force=options["force"])
    loaded = load(config, overrides)
    from ictsim.results.settling import settling_json
    from ictsim.study.settle import Asked
    from ictsim.study.settle import settle as compare

    asked = Asked(**{name: options[name] for name in ("runs", "seed", "scenario", "year", "keys")})
    results = compare(loaded, asked, tell, _unheard if options["quiet"] else tell)
    content = json.dumps(settling_json(results), ensure_ascii=False, allow_nan=False, indent=1)
    if out is not None:
        write_file(out, f"{content}\n".encode(), replace=options["force"])
    with printing():
        if as_json:
            click.echo(content.encode())
        else:
            _print(results, options["lang"])


def _check_place(out: Path, *, force: bool) -> None:
    """Refuse, before anything runs, a file that could not be written after it."""
    if not out.parent.is_dir():
        raise OutputError(f"{printable(out.parent)} is no folder; make it first")
    check_free(out, replace=force)


def _unheard(_progress: str) -> None:
    """No progress is wanted."""


def _print(results: SettlingResults, lang: str) -> None:
    from ictsim.cli.console import Console
    from ictsim.report.language import speaking
    from ictsim.report.terminal_settling import print_settling

    with speaking(lang):
        print_settling(results, Console(highlight=False))
