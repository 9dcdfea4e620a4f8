"""Bars of the payback year, with "not within the horizon" apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ictsim.metrics.payback import NEVER, NEVER_UNDER_WATER, NO_CHANGE
from ictsim.report.charts.base import (
    BLUE,
    GREY,
    SMALL,
    TEXT,
    VERMILLION,
    Chart,
    axes,
    share_ticks,
    spacing,
    y_label,
)
from ictsim.report.language import _
from ictsim.report.numbers import frequency, percent
from ictsim.report.tables import Table, shown, table
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.alternatives import payback_alt

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NUMBERED = 22  # with more bars only the highest has its number


def charts(view: View) -> Iterator[Chart]:
    """One per scenario."""
    for scenario in view.scenarios:
        yield Chart(
            f"payback_{scenario}",
            words.payback_title(view.label(scenario)),
            payback_alt(view, scenario),
            _table(view, scenario),
            partial(draw, view, scenario),
        )


def outcomes(view: View, scenario: str) -> list[str]:
    """Outcomes to show: special ones that occur, the years after the start, never."""
    special = [
        code for code in (NO_CHANGE, NEVER_UNDER_WATER) if view.value(f"{scenario}.payback.{code}")
    ]
    return [*special, *(str(year) for year in view.years[1:]), NEVER]


def _table(view: View, scenario: str) -> Table:
    rows = []
    for outcome in outcomes(view, scenario):
        year = view.start if outcome == NEVER_UNDER_WATER else outcome
        by = f"{scenario}.payback_by.{year}"
        rows.append(
            (
                words.outcome(outcome, view.horizon),
                shown(view, f"{scenario}.payback.{outcome}", percent),
                shown(view, by, percent) if view.has(by) else "–",
            )
        )
    columns = [_(head) for head in words.PAYBACK_COLUMNS]
    return table(words.payback_title(view.label(scenario)), columns, rows)


def draw(view: View, scenario: str, figure: Figure) -> None:
    """Bars per year, counted in futures of 100."""
    made = axes(figure, bottom=0.19)
    found = {o: view.value(f"{scenario}.payback.{o}") for o in outcomes(view, scenario)}
    known = {o: 100.0 * share for o, share in found.items() if share is not None}
    if not known:
        return
    shown, shares = list(known), list(known.values())
    gap = max(2.4, 0.13 * len(shown))  # so that "never" stands apart
    places = [float(i) for i in range(len(shown) - 1)] + [len(shown) - 2 + gap]
    top = 1.25 * max(*shares, 1.0)
    for place, share, outcome in zip(places, shares, shown, strict=True):
        year = outcome.isdigit()
        made.bar(
            place,
            share,
            width=0.8,
            color=BLUE if year else "white",
            edgecolor=BLUE if year else GREY,
            lw=1.0 if share else 0.0,
            hatch=None if year else "////",
        )
        if outcome == NEVER or share == max(shares) or (share >= 1.0 and len(shown) <= _NUMBERED):
            text = frequency(view.estimate(f"{scenario}.payback.{outcome}")).brief
            made.text(place, share + 0.01 * top, text, ha="center", va="bottom", fontsize=SMALL)
    made.axvline(places[-1] - gap / 2, color=GREY, lw=0.8, ls=(0, (2, 2)))
    made.set_ylim(0.0, top)
    made.set_yticks([tick for tick in made.get_yticks() if tick <= min(100.0, top)])
    share_ticks(made.yaxis)
    made.set_xlim(-0.7, places[-1] + 0.6 * gap)
    _ticks(made, view, shown, places)
    y_label(made, _(words.AXIS_FUTURES))
    plan = plan_outcome(view, scenario)
    if plan in shown:
        at = shown.index(plan)
        _mark_plan(made, plan, places[at], shares[at], view.horizon)


def _ticks(made: Axes, view: View, shown: list[str], places: list[float]) -> None:
    years = [int(outcome) for outcome in shown if outcome.isdigit()]
    every = spacing(len(years))
    kept = [
        i
        for i, outcome in enumerate(shown)
        if not outcome.isdigit() or (int(outcome) - years[-1]) % every == 0
    ]
    made.set_xticks(places, minor=True)
    made.set_xticks([places[i] for i in kept])
    labels = [words.outcome_tick(shown[i], view.horizon) for i in kept]
    made.set_xticklabels(labels, fontsize=SMALL)


def _mark_plan(made: Axes, outcome: str, place: float, share: float, horizon: int) -> None:
    """An arrow from the top straight down to the plan's bar."""
    top, right = made.get_ylim()[1], made.get_xlim()[1]
    arrow = {"arrowstyle": "-|>", "color": VERMILLION, "lw": 1.5, "shrinkA": 0, "shrinkB": 0}
    made.annotate("", xy=(place, share + 0.08 * top), xytext=(place, 0.99 * top), arrowprops=arrow)
    to_left = place > 0.6 * right
    made.text(
        place + (-0.4 if to_left else 0.4),
        0.99 * top,
        words.plan_mark(outcome, horizon),
        ha="right" if to_left else "left",
        va="top",
        color=TEXT[VERMILLION],
        fontweight="bold",
        parse_math=False,
    )


def plan_outcome(view: View, scenario: str) -> str:
    """The outcome that the plan has."""
    year = view.plan_year(scenario)
    return NEVER_UNDER_WATER if year == view.start else str(year or NEVER)
