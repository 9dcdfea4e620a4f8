"""The result on one screen of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ictsim.report.cleaning import shorten
from ictsim.report.language import _, digits
from ictsim.report.numbers import (
    NEVER,
    Frequency,
    frequency,
    half_width,
    in_percent,
    nice_step,
    to_step,
    year,
)
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.left_out import late_sentences
from ictsim.report.wording.sentences import answer_of, base_sentence, partial_sentence
from ictsim.results.record import Estimate, Results

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH, _LABEL, _ROWS, _YEARS, _ANSWER, _LATE = 80, 18, 12, 2, 400, 240


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

    made = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    made.add_column("", max_width=_LABEL, no_wrap=True)
    years = view.headline_years[:_YEARS]
    heads = (
        *(words.terminal_by(y) for y in years),
        _(words.TERMINAL_HALF),
        words.terminal_not_by(view.horizon),
        *(words.terminal_saving(y) for y in years),
    )
    for column in heads:
        made.add_column(column, justify="right", no_wrap=True)
    rows = list(_rows(view))
    for label, flow, total in rows[:_ROWS]:
        cells = (Text(cell) for cell in _cells(view, flow, years))
        name = Text(shorten(label, _LABEL), style="bold" if total else "")
        made.add_row(name, *cells)
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


def _cells(view: View, flow: str, years: list[int]) -> Iterator[str]:
    yield from (short(frequency(view.estimate(f"{flow}.payback_by.{y}"))) for y in years)
    yield year_in_brief(view, f"{flow}.payback.p50")
    yield short(frequency(view.estimate(f"{flow}.payback.never")))
    for y in years:
        amounts = (view.estimate(f"{flow}.saving.{y}.p{level}") for level in (10, 50, 90))
        yield " ".join(f"{amount_text(amount, view.scale):>4}" for amount in amounts)


def year_in_brief(view: View, name: str) -> str:
    """A year in a few characters: ``2020``, ``>2030``."""
    estimate = view.estimate(name)
    if estimate.value == NEVER:
        return words.terminal_late(view.horizon)
    return year(estimate, view.horizon).text


def short(how_often: Frequency) -> str:
    """A frequency in a few characters, in per cent: ``2 %``, ``<0.01 %``."""
    share = digits(f"{100.0 * how_often.count / how_often.out_of:g}")
    signs = {"about": "", "fewer than": "<", "more than": ">"}
    match how_often.relation:
        case "none":
            return _("none")
        case "all":
            return _("all")
        case "unknown":
            return "?"
        case "between":
            upper = digits(f"{100.0 * how_often.upper / how_often.out_of:g}")
            return in_percent(f"{share}-{upper}")
    return in_percent(f"{signs[how_often.relation]}{share}")


def amount_text(estimate: Estimate, scale: float) -> str:
    """An amount in a few characters, in units of ``scale`` euros."""
    half = half_width(estimate)
    if not isinstance(estimate.value, float | int) or half is None:
        return "?"
    value = estimate.value / scale
    finest = 0.1 if abs(value) < 9.95 and scale == 1e6 else 1.0
    return to_step(value, max(finest, nice_step(half / scale)))
