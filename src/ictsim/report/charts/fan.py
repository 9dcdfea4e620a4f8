"""Fan of the cumulative saving per year, with the plan on it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ictsim.report.charts.base import (
    BANDS,
    BLACK,
    GREY,
    VERMILLION,
    Chart,
    axes,
    end_labels,
    money_scale,
    money_ticks,
    y_label,
    year_ticks,
)
from ictsim.report.language import _
from ictsim.report.tables import Row, Table, plan_amount, shown, table
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.alternatives import fan_alt

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LEVELS = (5, 10, 25, 50, 75, 90, 95)


def charts(view: View) -> Iterator[Chart]:
    """One per scenario; without scenarios the cost of going on alone."""
    if not view.scenarios:
        yield _chart(view, "baseline.cost", words.cost_fan_title(), _(words.AXIS_COST))
    for scenario in view.scenarios:
        title = words.fan_title(view.label(scenario))
        yield _chart(view, f"{scenario}.saving", title, _(words.AXIS_SAVING))


def _chart(view: View, stem: str, title: str, axis: str) -> Chart:
    flow, what = stem.split(".")
    name = f"{'cost' if what == 'cost' else 'fan'}_{flow}"
    alt = fan_alt(view, stem, title, _scale(view, stem, _years(view, stem)))
    return Chart(name, title, alt, _table(view, stem, title), partial(draw, view, stem, axis))


def _table(view: View, stem: str, title: str) -> Table:
    rows: list[Row] = [
        (
            str(year),
            *(shown(view, f"{stem}.{year}.p{level}") for level in _LEVELS),
            plan_amount(view, f"{stem}.{year}"),
        )
        for year in view.years
    ]
    heads = (_(words.MEDIAN) if level == 50 else f"P{level}" for level in _LEVELS)
    return table(words.fan_caption(title), (_(words.YEAR), *heads, _(words.PLAN)), rows)


def draw(view: View, stem: str, axis: str, figure: Figure) -> None:
    """Three bands, the median, the plan; each labelled at its end."""
    years = _years(view, stem)
    made = axes(figure, right=0.82)
    if not years:
        return
    rows = {level: _row(view, stem, level, years) for level in _LEVELS}
    known = _plan(view, stem, years)
    scale = _scale(view, stem, years)
    lines = {level: [v / scale for v in row] for level, row in rows.items()}
    for colour, low, high in zip(BANDS, (5, 10, 25), (95, 90, 75), strict=True):
        made.fill_between(years, lines[low], lines[high], color=colour, lw=0)
    made.plot(years, lines[50], color=BLACK, lw=1.8)
    labels = [
        (lines[level][-1], _(words.MEDIAN_LABEL) if level == 50 else f"P{level}", GREY)
        for level in _LEVELS
    ]
    if len(known) == len(years):
        amounts = [v / scale for v in known]
        made.plot(years, amounts, color=VERMILLION, lw=1.8, ls=(0, (5, 2)), marker="o", ms=2.5)
        labels.append((amounts[-1], _(words.PLAN), VERMILLION))
    _frame(made, view, years, axis, words.axis_money(scale))
    end_labels(made, years[-1], labels)


def _years(view: View, stem: str) -> list[int]:
    """The years that have every percentile: others have no place in a drawing."""
    return [year for year in view.years if all(len(_row(view, stem, p, [year])) for p in _LEVELS)]


def _row(view: View, stem: str, level: int, years: list[int]) -> list[float]:
    """A percentile in the years that have one."""
    found = (view.value(f"{stem}.{year}.p{level}") for year in years)
    return [value for value in found if value is not None]


def _plan(view: View, stem: str, years: list[int]) -> list[float]:
    """The plan in the years in which it has an amount."""
    found = (view.base_number(f"{stem}.{year}") for year in years)
    return [value for value in found if value is not None]


def _scale(view: View, stem: str, years: list[int]) -> float:
    """Euros per unit of the amounts, in the drawing and in words."""
    ends = (_row(view, stem, level, years) for level in (5, 95))
    return money_scale([*(v for row in ends for v in row), *_plan(view, stem, years)])


def _frame(made: Axes, view: View, years: list[int], axis: str, unit: str) -> None:
    year_ticks(made, years)
    money_ticks(made.yaxis)
    made.axhline(0.0, color=BLACK, lw=0.8) if made.get_ylim()[0] < 0 else None
    for year in view.headline_years:
        made.axvline(year, color=GREY, lw=0.6, ls=(0, (1, 2)))
    made.set_xlim(years[0] - 0.3, years[-1] + 0.05)
    y_label(made, f"{axis}, {unit}")
