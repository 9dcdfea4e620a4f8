"""Tornado: how far the mean saving moves between the low and the high end of each input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ictsim.report.charts.base import (
    BLACK,
    BLUE,
    GREY,
    SMALL,
    Chart,
    axes,
    money_scale,
    money_ticks,
)
from ictsim.report.cleaning import shorten
from ictsim.report.deciding import MOST, by_swing, deciding_table, ends
from ictsim.report.numbers import grouped
from ictsim.report.view import View
from ictsim.report.wording import deciding as words
from ictsim.report.wording.words import axis_money
from ictsim.results.record import TornadoRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LABEL = 66  # letters above a bar
_HALO: dict[str, Any] = {"facecolor": "white", "lw": 0, "pad": 0.3}
_LEFT = -0.1  # of the width of the axes: where the labels begin
_BAR = 0.2  # how far a bar lies below its place, so that its label has room above it


def charts(view: View) -> Iterator[Chart]:
    """One per headline year of the scenario that the report is about."""
    scenario = view.headline_scenario
    for year in view.headline_years if scenario else ():
        rows = [row for row in by_swing(view, scenario, year) if ends(row)] if scenario else []
        if rows and scenario:
            title = words.caption(view.label(scenario), year)
            yield Chart(
                f"tornado_{scenario}_{year}",
                title,
                _alt(view, scenario, year, rows[:MOST]),
                deciding_table(view, scenario, year),
                partial(draw, view, scenario, year, rows[:MOST]),
            )


def _alt(view: View, scenario: str, year: int, rows: Sequence[TornadoRow]) -> str:
    scale = money_scale([v for row in rows for v in _ends(row)])
    parts = [
        words.alt_part(row.label, *(grouped(end / scale, 1) for end in _ends(row)))
        for row in rows[:3]
    ]
    return words.alt(view.short(scenario), year, f"{'; '.join(parts)} ({axis_money(scale)})")


def _ends(row: TornadoRow) -> tuple[float, float]:
    """Both ends of a bar; only what has them is drawn."""
    found = ends(row)
    if found is None:
        raise ValueError(f"{row.name} has no bar")
    return found


def draw(view: View, scenario: str, year: int, rows: Sequence[TornadoRow], figure: Figure) -> None:
    """Bars with their labels above them; what is low is hatched, what is high is filled."""
    made = axes(figure, bottom=0.13)
    made.spines["left"].set_visible(False)
    middle = view.value(f"{scenario}.saving.{year}.mean") or 0.0
    scale = money_scale([middle, *(v for row in rows for v in _ends(row))])
    for place, row in enumerate(rows):
        low, high = (end / scale for end in _ends(row))
        for end, colour, hatch in ((low, "white", "////"), (high, BLUE, "")):
            made.barh(
                place + _BAR,
                end - middle / scale,
                left=middle / scale,
                height=0.34,
                color=colour,
                edgecolor=BLUE,
                hatch=hatch,
                lw=0.9,
            )
        label = shorten(row.label, _LABEL)
        made.text(
            _LEFT,
            place - 0.03,
            label,
            transform=made.get_yaxis_transform(),
            va="bottom",
            fontsize=SMALL,
            color=BLACK,
            parse_math=False,
            bbox=_HALO,
        )
    made.axvline(middle / scale, color=GREY, lw=0.8)
    made.set_ylim(len(rows) - 0.45, -0.55)
    made.set_yticks([])
    made.margins(x=0.12)
    money_ticks(made.xaxis)
    _name_ends(made, rows[0], middle / scale, scale)
    figure.text(0.97, 0.02, axis_money(scale), ha="right", va="bottom", parse_math=False)


def _name_ends(made: Axes, row: TornadoRow, middle: float, scale: float) -> None:
    """``low`` and ``high`` outside the two ends of the longest bar."""
    for end, text in zip(_ends(row), (words.low_end(), words.high_end()), strict=True):
        right = end / scale >= middle
        made.annotate(
            text,
            (end / scale, _BAR),
            xytext=(4 if right else -4, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            fontsize=SMALL,
            color=BLACK,
        )
