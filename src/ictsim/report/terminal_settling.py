"""Keys of the settlement beside each other, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ictsim.report.cleaning import shorten
from ictsim.report.numbers import percent
from ictsim.report.wording import settling
from ictsim.results.record import Estimate
from ictsim.results.settling import SettlingResults

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH, _LABEL, _HEAD = 80, 24, 20
_Column = tuple[str, list[str]]


def print_settling(results: SettlingResults, console: Console | None = None) -> None:
    """A row for each key, a column for each council, and what the best mix adds.

    Columns that do not fit beside each other come in blocks below.

    Parameters
    ----------
    results
        The record of the comparison.
    console
        Where to print; standard output where none is given. NO_COLOR is honoured.
    """
    from rich.console import Console
    from rich.text import Text

    out = console or Console(highlight=False)
    width = min(out.width, _WIDTH)

    def say(text: str, style: str = "") -> None:
        out.print(Text(text, style=style), width=width, highlight=False)

    say(shorten(settling.own(results, results.title), width - 1), "bold")
    say(settling.heading(results))
    labels = [shorten(label, _LABEL) for label in _labels(results)]
    for columns in _blocks(list(_columns(results)), width - max(map(len, labels))):
        out.print()
        out.print(_table(labels, columns), width=width, highlight=False)
    out.print()
    for sentence in settling.sentences(results):
        say(sentence)
    say(settling.base_sentence(results), "dim")


def _labels(results: SettlingResults) -> Iterator[str]:
    for name in results.rows():
        kind, _, key = name.partition(".")
        match kind:
            case "key":
                yield settling.key(results, key)
            case "configured":
                yield settling.row_as_configured()
            case _:
                yield settling.row_of_mix()


def _columns(results: SettlingResults) -> Iterator[_Column]:
    """Head and cells: all councils at once, then each."""
    rows = results.rows().values()
    yield settling.head_of_all(), [_cell(row.every) for row in rows]
    for partner, label in results.partners.items():
        head = shorten(settling.own(results, label) or partner, _HEAD)
        yield head, [_cell(row.partners[partner]) for row in rows]


def _cell(chance: Estimate) -> str:
    return percent(chance).text


def _blocks(columns: list[_Column], width: int) -> Iterator[list[_Column]]:
    """As many columns as fit beside each other, a space before each; at least one."""
    block: list[_Column] = []
    left = width
    for head, cells in columns:
        wide = 1 + max(map(len, [head, *cells]))
        if block and wide > left:
            yield block
            block, left = [], width
        block.append((head, cells))
        left -= wide
    yield block


def _table(labels: list[str], columns: list[_Column]) -> Table:
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    made.add_column(settling.head_of_keys(), no_wrap=True)
    for head, _ in columns:
        made.add_column(Text(head), justify="right", no_wrap=True)
    for number, label in enumerate(labels):
        style = "bold" if number == len(labels) - 1 else ""  # the mix
        cells = (Text(cells[number], style=style) for _, cells in columns)
        made.add_row(Text(label, style=style), *cells)
    return made
