"""Distribution functions of the saving at the headline years, with zero and the plan marked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ictsim.report import words
from ictsim.report.charts.base import (
    BLACK,
    LINES,
    SMALL,
    VERMILLION,
    Chart,
    axes,
    money_scale,
    money_ticks,
    y_label,
)
from ictsim.report.numbers import amount, percent
from ictsim.report.sentences import curve_alt, saving_share
from ictsim.report.tables import Row, Table, table
from ictsim.report.view import View
from ictsim.results.record import PERCENTILES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def charts(view: View) -> Iterator[Chart]:
    """One per scenario and one per difference."""
    flows = {s: view.label(s) for s in view.scenarios}
    for name, (upper, lower) in view.differences.items():
        flows[name] = words.difference(view.short(upper), view.short(lower))
    for flow, label in flows.items():
        years = [y for y in view.headline_years if f"{flow}.saving.{y}" in view.results.curves]
        if years:
            yield Chart(
                f"curve_{flow}",
                words.curve_title(label),
                curve_alt(view, flow, label, years),
                _table(view, flow, label, years),
                partial(draw, view, flow, years),
            )


def _table(view: View, flow: str, label: str, years: list[int]) -> Table:
    rows: list[Row] = [
        (
            words.MEDIAN if level == 50 else f"P{level}",
            *(amount(view.estimate(f"{flow}.saving.{y}.p{level}")) for y in years),
        )
        for level in PERCENTILES
    ]
    rows.append((words.SAVES, *(percent(view.estimate(f"{flow}.beats.{y}")) for y in years)))
    heads = (words.saving_to(y) for y in years)
    return table(f"{words.curve_title(label)} x € 1,000", ("", *heads), rows)


def draw(view: View, flow: str, years: list[int], figure: Figure) -> None:
    """A line per headline year; what lies right of zero saves."""
    said = [saving_share(view, flow, year) for year in years]
    made = axes(figure, right=0.96, bottom=0.24 + 0.05 * len(said))
    curves = {y: view.results.curves[f"{flow}.saving.{y}"] for y in years}
    plans = {y: view.base_number(f"{flow}.saving.{y}") for y in years}
    scale = money_scale([v for c in curves.values() for v in c.values])
    for (year, curve), (colour, dash) in zip(curves.items(), LINES, strict=False):
        values = [v / scale for v in curve.values]
        heights = [100.0 * p for p in curve.probabilities]
        made.plot(values, heights, color=colour, ls=dash, lw=2.0)
        _mark_plan(made, plans[year], scale, values, heights)
        at = max(range(len(heights)), key=lambda i: heights[i] <= 70.0 and heights[i])
        _beside(made, values[at], heights[at], words.curve_label(year), colour)
    made.set_ylim(0.0, 104.0)
    made.set_yticks([0, 25, 50, 75, 100])
    money_ticks(made.xaxis)
    y_label(made, words.AXIS_AT_MOST)
    made.set_xlabel(f"{words.AXIS_SAVING}, {words.axis_money(scale)}", parse_math=False)
    _mark_zero(made)
    figure.text(
        0.13,
        0.02,
        "\n".join([words.RIGHT_OF_ZERO, *said]),
        fontsize=SMALL,
        va="bottom",
        parse_math=False,
    )


def _beside(made: Axes, x: float, y: float, text: str, colour: str) -> None:
    made.annotate(
        text,
        (x, y),
        xytext=(-6, 3),
        textcoords="offset points",
        ha="right",
        fontsize=SMALL,
        color=colour,
        fontweight="bold",
        parse_math=False,
    )


def _mark_plan(
    made: Axes, plan: float | None, scale: float, values: list[float], heights: list[float]
) -> None:
    if plan is None:
        return
    import numpy as np

    x = plan / scale
    height = float(np.interp(x, values, heights, left=0.0, right=100.0))
    made.plot([x], [height], marker="D", ms=6, color=VERMILLION, mec="white", zorder=5)
    made.annotate(
        words.PLAN,
        (x, height),
        xytext=(0, -12 if height > 15 else 7),
        textcoords="offset points",
        ha="center",
        fontsize=SMALL,
        color=BLACK,
    )


def _mark_zero(made: Axes) -> None:
    """The zero line, the saving side shaded, both sides named where there is room."""
    left, right = made.get_xlim()
    made.set_xlim(left, right)
    made.axvline(0.0, color=BLACK, lw=0.8)
    if right > 0.0:
        made.axvspan(max(0.0, left), right, color="#EFEFEF", lw=0, zorder=0)
    at = -left / (right - left)
    for room, x, text, side in (
        (1.0 - at, at + 0.01, words.SAVING_SIDE, "left"),
        (at - 0.2, at - 0.01, words.COST_SIDE, "right"),
    ):
        if room > 0.15 and 0.0 <= at <= 1.0:
            made.text(x, 1.02, text, transform=made.transAxes, ha=side, fontsize=SMALL)
