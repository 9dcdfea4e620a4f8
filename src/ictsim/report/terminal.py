"""The result on one screen of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from ictsim.report.cleaning import shorten
from ictsim.report.language import _
from ictsim.report.numbers import NEVER, Frequency, frequency, half_width, in_percent, year
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.left_out import late_sentences
from ictsim.report.wording.sentences import answer_of, base_sentence, partial_sentence
from ictsim.results.record import Estimate, Results

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH, _LABEL, _ROWS, _YEARS, _ANSWER, _LATE = 80, 18, 12, 2, 400, 240
_SHORTEST = 10  # characters of a label where the figures are wide
_LEVELS = (10, 50, 90)

Brief = str | tuple[str, ...]  # a cell; several texts are amounts beside each other


def print_summary(
    results: Results, console: Console | None = None, *, with_answer: bool = False
) -> None:
    """A table of scenarios and councils, and what it rests on: one screen of 24 lines of 80.

    Parameters
    ----------
    results
        The record of a run.
    console
        Where to print; standard output where none is given. NO_COLOR is honoured.
    with_answer
        Whether the answer comes above the table; leave it out where it is printed anyway.
    """
    from rich.console import Console
    from rich.text import Text

    out = console or Console(highlight=False)
    view = View.of(results)
    width = min(out.width, _WIDTH)

    def say(text: str, style: str = "") -> None:
        out.print(Text(text, style=style), width=width, highlight=False)

    say(shorten(view.case["title"] or view.case["name"], width - 1), "bold")
    if with_answer:
        say(shorten(answer_of(view), _ANSWER))
    if view.results.runs and view.scenarios:
        out.print(_table(view), width=width, highlight=False)
        say(words.terminal_note(words.axis_money(view.scale)), "dim")
        if late := late_sentences(view):
            say(shorten(" ".join(late), _LATE), "bold")
    if not results.complete:
        say(partial_sentence(view), "bold")
    elif results.runs:
        say(base_sentence(view), "dim")


def _table(view: View) -> Table:
    from rich.table import Table
    from rich.text import Text

    years, rows = view.headline_years[:_YEARS], list(_rows(view))
    first = [*(words.terminal_by(y) for y in years), _(words.TERMINAL_HALF)]
    first.append(words.terminal_not_by(view.horizon))
    cells = [list(_cells(view, flow, years)) for _label, flow, _total in rows[:_ROWS]]
    heads, texts = laid_out(first, years, cells)
    label_width = room_for_labels([heads, *texts], _LABEL)
    made = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    made.add_column("", max_width=label_width, no_wrap=True)
    for head in heads:
        made.add_column(head, justify="right", no_wrap=True)
    for (label, _flow, total), row in zip(rows, texts, strict=False):
        name = Text(shorten(label, label_width), style="bold" if total else "")
        made.add_row(name, *map(Text, row))
    if len(rows) > _ROWS:
        made.add_row(Text(words.terminal_more(len(rows) - _ROWS)))
    return made


def _rows(view: View) -> Iterator[tuple[str, str, bool]]:
    """Label and flow of each scenario and its councils; of the last one's where it gets long."""
    several = len(view.partners) > 1
    short = len(view.scenarios) * (1 + several * len(view.partners)) <= _ROWS
    for scenario in view.scenarios:
        yield view.short(scenario), scenario, True
        if several and (short or scenario == view.headline_scenario):
            yield from ((f"  {label}", flow, False) for label, flow in view.councils(scenario))


def _cells(view: View, flow: str, years: list[int]) -> Iterator[Brief]:
    yield from (short(frequency(view.estimate(f"{flow}.payback_by.{y}"))) for y in years)
    yield year_in_brief(view, f"{flow}.payback.p50")
    yield short(frequency(view.estimate(f"{flow}.payback.never")))
    yield from (amounts(view, f"{flow}.saving.{y}") for y in years)


def year_in_brief(view: View, name: str) -> str:
    """A year in a few characters: ``2020``, ``>2030``; ``~2020`` where the runs leave others."""
    estimate = view.estimate(name)
    said = year(estimate, view.horizon)
    text = words.terminal_late(view.horizon) if estimate.value == NEVER else said.text
    return words.terminal_open(text) if said.margin else text


def short(how_often: Frequency) -> str:
    """A frequency in a few characters, in per cent: ``2 %``, ``<1 %``."""
    match how_often.relation:
        case "none":
            return _("none")
        case "all":
            return _("all")
        case "unknown":
            return how_often.brief
    return in_percent(how_often.brief)


def amounts(view: View, stem: str) -> tuple[str, ...]:
    """P10, P50 and P90 of an amount, as page one has them; ``?`` where there is none."""
    return tuple(_amount(view, view.estimate(f"{stem}.p{level}")) for level in _LEVELS)


def _amount(view: View, estimate: Estimate) -> str:
    if not isinstance(estimate.value, float | int) or half_width(estimate) is None:
        return "?"
    return view.money.text(estimate.value, view.money.step_of(estimate))


def laid_out(
    first: Sequence[str], years: Sequence[int], rows: Sequence[Sequence[Brief]]
) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of a table as texts; amounts stand below each other and below their names.

    Parameters
    ----------
    first
        The heads before those of the savings.
    years
        To the end of which the savings are.
    rows
        Cells below these heads; a row may be shorter.
    """
    names = tuple(f"P{level}" for level in _LEVELS)
    heads, *texts = _aligned([[*first, *[names] * len(years)], *rows])
    savings = zip(years, heads[len(first) :], strict=True)
    return [*first, *(f"{words.terminal_saving(y)}\n{below}" for y, below in savings)], texts


def _aligned(rows: Sequence[Sequence[Brief]]) -> list[list[str]]:
    widths: dict[tuple[int, int], int] = {}  # of each column, and each place in it
    for row in rows:
        for i, cell in enumerate(row):
            for j, part in enumerate(cell if isinstance(cell, tuple) else ()):
                widths[i, j] = max(len(part), widths.get((i, j), 0))
    return [[_one(cell, i, widths) for i, cell in enumerate(row)] for row in rows]


def _one(cell: Brief, column: int, widths: dict[tuple[int, int], int]) -> str:
    if isinstance(cell, str):
        return cell
    return " ".join(f"{part:>{widths[column, j]}}" for j, part in enumerate(cell))


def room_for_labels(rows: Sequence[Sequence[str]], most: int) -> int:
    """Characters that columns with these texts, a space before each, leave for a label."""
    lines = ([max(map(len, text.split("\n"))) for text in row] for row in rows)
    figures = sum(1 + max(column) for column in zip_longest(*lines, fillvalue=0))
    return max(_SHORTEST, min(most, _WIDTH - figures))
