"""A comparison on one screen of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ictsim.report.cleaning import shorten
from ictsim.report.joint import Joint
from ictsim.report.numbers import frequency, year
from ictsim.report.terminal import amount_text, short
from ictsim.report.view import View
from ictsim.report.wording import comparing, words
from ictsim.report.wording.sentences import answer_of
from ictsim.results.comparison import Comparison

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH, _LABEL, _YEARS = 80, 20, 2


def joint_answer(comparison: Comparison) -> str:
    """The answer of the first config, and what the others make of it."""
    joint = Joint.of(comparison)
    return " ".join(part for part in (answer_of(joint.first), comparing.difference(joint)) if part)


def print_comparison(comparison: Comparison, console: Console | None = None) -> None:
    """A row for each scenario of each config, and what the columns are.

    Parameters
    ----------
    comparison
        The records of the runs.
    console
        Where to print; standard output where none is given. NO_COLOR is honoured.
    """
    from rich.console import Console
    from rich.text import Text

    out = console or Console(highlight=False)
    joint = Joint.of(comparison)
    width = min(out.width, _WIDTH)

    def say(text: str, style: str = "") -> None:
        out.print(Text(text, style=style), width=width, highlight=False)

    say(shorten(joint.columns[0].title, width - 1), "bold")
    out.print(_table(joint), width=width, highlight=False)
    say(comparing.terminal_note(words.axis_money(joint.scale)), "dim")
    for note in comparing.notes(joint):
        say(note)
    if not comparison.complete:
        say(comparing.partial(joint), "bold")


def _table(joint: Joint) -> Table:
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    made.add_column("", max_width=_LABEL, no_wrap=True)
    for head in _heads(joint.years[:_YEARS]):
        made.add_column(head, justify="right", no_wrap=True)
    for scenario in joint.scenarios:
        name = joint.of_scenario(scenario)[0][1].short(scenario)
        made.add_row(Text(shorten(name, _LABEL), style="bold"))
        for column in joint.columns:
            has = column.view is not None and scenario in column.view.scenarios
            cells = _cells(joint, column.view, scenario) if column.view and has else ("–",)
            label = Text(shorten(f"  {column.label}", _LABEL))
            made.add_row(label, *(Text(cell) for cell in cells))
    return made


def _heads(years: list[int]) -> Iterator[str]:
    yield from (comparing.terminal_cheaper(y) for y in years)
    yield words.TERMINAL_HALF
    yield comparing.TERMINAL_MOST
    yield from (words.terminal_saving(y) for y in years)


def _cells(joint: Joint, view: View, flow: str) -> Iterator[str]:
    years = joint.years[:_YEARS]
    yield from (short(frequency(view.estimate(f"{flow}.beats.{y}"))) for y in years)
    yield from (year(view.estimate(f"{flow}.payback.p{level}")).text for level in (50, 90))
    for y in years:
        amounts = (view.estimate(f"{flow}.saving.{y}.p{level}") for level in (10, 50, 90))
        yield " ".join(f"{amount_text(amount, joint.scale):>4}" for amount in amounts)
