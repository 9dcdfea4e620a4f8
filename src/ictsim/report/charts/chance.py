"""Chance of beating the baseline by each year: in total and per council."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ictsim.report.charts.base import (
    BLACK,
    GREY,
    LINES,
    Chart,
    axes,
    chart_label,
    end_labels,
    y_label,
    year_ticks,
)
from ictsim.report.language import _
from ictsim.report.numbers import Cell, percent
from ictsim.report.tables import Row, Table, councils, shown, table
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.alternatives import chance_alt

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def charts(view: View) -> Iterator[Chart]:
    """One per scenario."""
    for scenario in view.scenarios:
        yield Chart(
            f"chance_{scenario}",
            words.chance_title(view.label(scenario)),
            chance_alt(view, scenario),
            _table(view, scenario),
            partial(draw, view, scenario),
        )


def _flows(view: View, scenario: str) -> list[tuple[Cell, str]]:
    others = list(councils(view, scenario)) if len(view.partners) > 1 else []
    return [(Cell(_(words.TOTAL if others else words.TOTAL_ALONE)), scenario), *others]


def _table(view: View, scenario: str) -> Table:
    flows = _flows(view, scenario)
    rows: list[Row] = [
        (str(y), *(shown(view, f"{flow}.beats.{y}", percent) for _label, flow in flows))
        for y in view.years
    ]
    heads = (label for label, _flow in flows)
    return table(words.chance_title(view.label(scenario)), (_(words.YEAR), *heads), rows)


def draw(view: View, scenario: str, figure: Figure) -> None:
    """The total as a thick black line, the councils thinner; labelled at their ends."""
    made = axes(figure, right=0.7)
    years = list(view.years)
    made.set_ylim(0.0, 104.0)
    made.set_yticks([0, 25, 50, 75, 100])
    labels = []
    for i, (label, flow) in enumerate(_flows(view, scenario)):
        colour, dash = LINES[(i - 1) % len(LINES)] if i else (BLACK, "-")
        chances = {y: view.value(f"{flow}.beats.{y}") for y in years}
        known = {y: 100.0 * chance for y, chance in chances.items() if chance is not None}
        if not known:
            continue
        heights = list(known.values())
        made.plot(list(known), heights, color=colour, ls=dash, lw=1.4 if i else 2.6)
        labels.append((heights[-1], chart_label(label.text) if i else _(words.TOTAL_LABEL), colour))
    for year in view.headline_years:
        made.axvline(year, color=GREY, lw=0.6, ls=(0, (1, 2)))
    year_ticks(made, years, most=7)
    made.set_xlim(years[0] - 0.3, years[-1] + 0.05)
    y_label(made, _(words.AXIS_FUTURES))
    end_labels(made, years[-1], labels)
