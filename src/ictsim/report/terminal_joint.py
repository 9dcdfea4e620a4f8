"""A comparison on one screen of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ictsim.report.cleaning import shorten
from ictsim.report.joint import Joint
from ictsim.report.language import _
from ictsim.report.numbers import frequency
from ictsim.report.terminal import (
    Brief,
    amounts,
    laid_out,
    room_for_labels,
    short,
    year_in_brief,
)
from ictsim.report.view import View
from ictsim.report.wording import comparing, words
from ictsim.results.comparison import Comparison

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH, _LABEL, _YEARS, _ROWS, _LATE = 80, 20, 2, 16, 240


def joint_answer(comparison: Comparison) -> str:
    """The answer of the first config, and what the others say of the same."""
    return comparing.headline(Joint.of(comparison))


def print_comparison(comparison: Comparison, console: Console | None = None) -> None:
    """A row for each scenario of each config, councils where they fit, and what the columns are.

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
    if late := comparing.late(joint):
        say(shorten(" ".join(late), _LATE), "bold")
    for note in comparing.notes(joint):
        say(note)
    if not comparison.complete:
        say(comparing.partial(joint), "bold")


def _table(joint: Joint) -> Table:
    from rich.table import Table
    from rich.text import Text

    years, rows = joint.years[:_YEARS], list(_rows(joint))
    heads, texts = laid_out(list(_heads(years)), years, [cells for _name, cells in rows])
    label = room_for_labels([heads, *texts], _LABEL)
    made = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    made.add_column("", max_width=label, no_wrap=True)
    for head in heads:
        made.add_column(head, justify="right", no_wrap=True)
    for (name, _told), cells in zip(rows, texts, strict=True):
        text = Text(shorten(name, label), style="" if name.startswith(" ") else "bold")
        made.add_row(text, *map(Text, cells))
    return made


def _rows(joint: Joint) -> Iterator[tuple[str, list[Brief]]]:
    """Scenarios, below each the configs, and below these the councils where they fit."""
    with_councils = _with_councils(joint)
    for scenario in joint.scenarios:
        yield joint.of_scenario(scenario)[0][1].short(scenario), []
        for column in joint.columns:
            view, label = column.view, f" {column.label}"
            if view is None or scenario not in view.scenarios:
                yield label, ["–"]
                continue
            yield label, list(_cells(joint, view, scenario))
            if scenario in with_councils:
                for name, flow in view.councils(scenario):
                    yield f"  {name}", list(_cells(joint, view, flow))


def _with_councils(joint: Joint) -> list[str]:
    """The scenarios whose councils are shown: the first, where that is no more than a screen."""
    rows = len(joint.scenarios) * (1 + len(joint.columns))
    for scenario in joint.scenarios[:1]:
        councils = [len(view.partners) for _column, view in joint.of_scenario(scenario)]
        if max(councils) > 1 and rows + sum(councils) <= _ROWS:
            return [scenario]
    return []


def _heads(years: list[int]) -> Iterator[str]:
    yield from (comparing.terminal_cheaper(y) for y in years)
    yield _(words.TERMINAL_HALF)
    yield _(comparing.TERMINAL_MOST)


def _cells(joint: Joint, view: View, flow: str) -> Iterator[Brief]:
    years = joint.years[:_YEARS]
    yield from (short(frequency(view.estimate(f"{flow}.beats.{y}"))) for y in years)
    yield from (year_in_brief(view, f"{flow}.payback.p{level}") for level in (50, 90))
    yield from (amounts(view, f"{flow}.saving.{y}") for y in years)
