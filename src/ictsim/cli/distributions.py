"""``ictsim distributions``: which there are, and what one of them looks like."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ictsim.cli.files import check_free, printable, write_file
from ictsim.cli.options import traceback_option
from ictsim.cli.program import Command
from ictsim.cli.streams import printing
from ictsim.errors import UsageError

if TYPE_CHECKING:
    from ictsim.distributions import Distribution

_NARROWEST, _WIDEST = 50, 100


@click.command(cls=Command)
@click.argument("family", required=False)
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--list", "as_list", is_flag=True, help="List the families (as without FAMILY).")
@click.option("--png", type=click.Path(path_type=Path), default=None,
              help="Draw a picture into this file too.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@traceback_option
def distributions(
    family: str | None, parameters: tuple[str, ...], as_list: bool, png: Path | None, force: bool
) -> None:
    """List the distributions, or show what one looks like.

    ictsim distributions pert

    ictsim distributions pert low=0 mode=1 high=5 --png pert.png

    Values are written as in a config. With brackets or quotes in them, put single quotes around:
    'values=[1, 2]', 'limits="p10-p90"'.
    """
    if family is None or as_list:
        if family is not None or png is not None:
            raise UsageError(
                "a list has no picture and no parameters; name a family without --list"
            )
        lines = _overview(_width())
    else:
        if png is not None:
            check_free(png, replace=force)
        lines = _one(family, parameters, png, force)
    text = "\n".join(lines)
    with printing():
        click.echo(text)


def _overview(width: int) -> Iterator[str]:
    from ictsim.config.asked import family_name
    from ictsim.distributions import FAMILIES

    for family in FAMILIES:
        yield f"{family_name(family)}: {', '.join(_own_keys(family))}"
        yield from textwrap.wrap(family.use, width, initial_indent="  ", subsequent_indent="  ")
    yield ""
    rest = "Any of them also takes min, max and cap. 'ictsim distributions NAME' explains one."
    yield from textwrap.wrap(rest, width)


def _one(family: str, words: tuple[str, ...], png: Path | None, force: bool) -> Iterator[str]:
    from ictsim.cli.density_text import can_show_blocks, density_text
    from ictsim.config.asked import example_words, family_named, read_distribution

    kind = family_named(family)
    if not words:
        yield from _explained(kind)
        words = example_words(kind)
    distribution = read_distribution(family, words)
    title = shlex.join((family, *words))
    blocks = can_show_blocks(getattr(sys.stdout, "encoding", None))
    text = density_text(distribution, shutil.get_terminal_size().columns, blocks=blocks)
    if png is not None:
        from ictsim.report.density import density_png

        write_file(png, density_png(distribution, title, distribution.unit), replace=force)
    yield from textwrap.wrap(title, _width())
    yield text
    if png is not None:
        yield f"Picture: {printable(png)}"


def _explained(family: type[Distribution]) -> Iterator[str]:
    """What the family is, when to use it, and its parameters."""
    from ictsim.config.schema.fielddocs import field_docs, record_doc

    width = _width()
    for paragraph in (*record_doc(family).split("\n\n"), family.use):
        yield from textwrap.wrap(_bare(paragraph), width)
        yield ""
    docs = field_docs(family)
    for key in _own_keys(family):
        said = _bare(str(docs.get(key, "")))
        yield from textwrap.wrap(f"{key}: {said}", width, subsequent_indent="    ")
    yield ""
    yield "For example:"


def _bare(markdown: str) -> str:
    """Text without the marks for code and for emphasis."""
    return re.sub(r"(?<!\*)\*(\w+)\*(?!\*)", r"\1", markdown.replace("`", ""))


def _own_keys(family: type[Distribution]) -> list[str]:
    """The parameters that are the family's own."""
    from ictsim.distributions import Distribution

    common = Distribution.model_fields
    return [key for key in family.model_fields if key not in common and key != "dist"]


def _width() -> int:
    return min(max(shutil.get_terminal_size().columns - 1, _NARROWEST), _WIDEST)
