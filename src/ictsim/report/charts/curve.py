"""Distribution functions of the saving at the headline years, with zero and the plan marked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from ictsim.report.charts.base import (
    BLACK,
    LINES,
    SMALL,
    TEXT,
    VERMILLION,
    Chart,
    axes,
    money_scale,
    money_ticks,
    y_label,
)
from ictsim.report.language import _
from ictsim.report.numbers import percent
from ictsim.report.tables import Row, Table, shown, table
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.alternatives import compared_with, curve_alt, saving_share
from ictsim.results.record import PERCENTILES, Curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST = 4  # lines in one figure
_HALO: dict[str, Any] = {"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.5}


def charts(view: View) -> Iterator[Chart]:
    """One per scenario and one per difference."""
    flows = {s: view.label(s) for s in view.scenarios}
    for name, (upper, lower) in view.differences.items():
        flows[name] = words.difference(view.short(upper), view.short(lower))
    for flow, label in flows.items():
        years = [y for y in view.headline_years if f"{flow}.saving.{y}" in view.results.curves]
        years = [*years[: _MOST - 1], years[-1]] if len(years) > _MOST else years
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
            _(words.MEDIAN) if level == 50 else f"P{level}",
            *(shown(view, f"{flow}.saving.{y}.p{level}") for y in years),
        )
        for level in PERCENTILES
    ]
    saves = words.saves(compared_with(view, flow))
    rows.append((saves, *(shown(view, f"{flow}.beats.{y}", percent) for y in years)))
    heads = (words.saving_to(y) for y in years)
    return table(words.curve_caption(words.curve_title(label)), ("", *heads), rows)


def draw(view: View, flow: str, years: list[int], figure: Figure) -> None:
    """A line per headline year; what lies right of zero saves."""
    said = [saving_share(view, flow, year) for year in years]
    made = axes(figure, right=0.96, bottom=0.24 + 0.045 * len(said))
    curves = {y: view.results.curves[f"{flow}.saving.{y}"] for y in years}
    plans = {y: view.base_number(f"{flow}.saving.{y}") for y in years}
    scale = money_scale([v for c in curves.values() for v in c.values])
    for curve, (colour, dash) in zip(curves.values(), LINES, strict=False):
        values = [v / scale for v in curve.values]
        heights = [100.0 * p for p in curve.probabilities]
        made.plot(values, heights, color=colour, ls=dash, lw=2.0)
    made.margins(x=0.06)
    _label_lines(made, curves, scale)
    for year, plan in plans.items():
        named = len(years) <= 2 or year == years[-1]
        _mark_plan(made, plan, scale, curves[year], named=named)
    made.set_ylim(0.0, 104.0)
    made.set_yticks([0, 25, 50, 75, 100])
    money_ticks(made.xaxis)
    y_label(made, _(words.AXIS_AT_MOST))
    axis = f"{_(words.AXIS_SAVING)}, {words.axis_money(scale)}"
    sides = _(words.COST_SIDE), axis, _(words.SAVING_SIDE)
    made.set_xlabel("\u2003".join(sides), parse_math=False)
    _mark_zero(made)
    figure.text(
        0.12,
        0.02,
        "\n".join([words.right_of_zero(compared_with(view, flow)), *said]),
        fontsize=SMALL,
        va="bottom",
        parse_math=False,
    )


def _label_lines(made: Axes, curves: dict[int, Curve], scale: float) -> None:
    """Each line's name left of it, the last one's right of it; at heights of their own."""
    order = sorted(curves, key=lambda y: curves[y].values[len(curves[y].values) // 2])
    for i, year in enumerate(order):
        colour = LINES[list(curves).index(year)][0]
        curve, to_right = curves[year], i == len(order) - 1 and i > 0
        at = int((0.7 - 0.3 * i / max(1, len(order) - 1)) * (len(curve.values) - 1))
        made.annotate(
            words.curve_label(year),
            (curve.values[at] / scale, 100.0 * curve.probabilities[at]),
            xytext=(7, -4) if to_right else (-6, 2),
            textcoords="offset points",
            ha="left" if to_right else "right",
            fontsize=SMALL,
            fontweight="bold",
            color=TEXT.get(colour, colour),
            bbox=_HALO,
            parse_math=False,
        )


def _mark_plan(made: Axes, plan: float | None, scale: float, curve: Curve, *, named: bool) -> None:
    """A diamond on the curve, or beyond its end."""
    if plan is None:
        return
    import numpy as np

    x = plan / scale
    height = 100.0 * float(np.interp(plan, curve.values, curve.probabilities, 0.0, 1.0))
    made.plot([x], [height], marker="D", ms=6, color=VERMILLION, mec="white", zorder=5)
    if not named:
        return
    left, right = made.get_xlim()
    at_end = x > left + 0.85 * (right - left)
    made.annotate(
        _(words.PLAN),
        (x, height),
        xytext=(4, -13) if at_end else (7, -3),
        textcoords="offset points",
        ha="right" if at_end else "left",
        fontsize=SMALL,
        color=BLACK,
        bbox=_HALO,
    )


def _mark_zero(made: Axes) -> None:
    """The zero line, with the saving side shaded."""
    left, right = made.get_xlim()
    made.set_xlim(left, right)
    made.axvline(0.0, color=BLACK, lw=0.8)
    if right > 0.0:
        made.axvspan(max(0.0, left), right, color="#EFEFEF", lw=0, zorder=0)
