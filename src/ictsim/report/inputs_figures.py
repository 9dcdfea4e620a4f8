"""Pictures of inputs: density above distribution function, exact values as stems."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ictsim.distributions import Distribution
from ictsim.distributions.summary import Summary, exact_values
from ictsim.report.charts.base import BANDS, BLACK, BLUE, GREEN, GREY, SMALL, VERMILLION
from ictsim.report.cleaning import shorten
from ictsim.report.density import outline
from ictsim.report.figures import house_style, inline
from ictsim.report.language import _
from ictsim.report.wording.inputs import AT_OR_BELOW, HOW_LIKELY, often

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_SIZE = (4.6, 3.4)  # inches; as the charts of the report, so that it can be read on a phone
_LEFT, _WIDE = 0.1, 0.84
_COLUMNS = 160
_MOST_STEMS = 60
_LABELLED = 4
_TALLEST, _SHORTEST = 0.92, 0.1
_DPI = 100
_HEAD = 0.5  # inches above all pictures
_TITLE_LIMIT = 50
_CHARACTER = 0.07  # inches, of a value at the axis
_MOST_TICKS = 9


@dataclass(frozen=True)
class Picture:
    """What is drawn of one input: its law and figures, and how a value is written."""

    name: str
    title: str
    law: Distribution
    figures: Summary
    show: Callable[[float], str]


def svg_of(picture: Picture) -> str:
    """The picture as an ``<svg>`` element.

    Raises
    ------
    ModelError
        The values cannot be told apart in a picture.
    """
    from matplotlib.figure import Figure

    with house_style():
        figure = Figure(figsize=_SIZE)
        draw(picture, figure)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    return inline(out.getvalue(), f"input_{picture.name}")


def png_of(pictures: Sequence[Picture], title: str, software: str) -> bytes:
    """All pictures side by side, as one PNG file; ``software`` is noted in it."""
    from matplotlib.figure import Figure

    across = max(1, math.ceil(math.sqrt(len(pictures) / 3)))
    down = max(1, math.ceil(len(pictures) / across))
    wide, high = _SIZE[0], _SIZE[1] + 0.3
    with house_style():
        figure = Figure(figsize=(across * wide, _HEAD + down * high))
        ratios = [_HEAD, down * high]
        head, body = figure.subfigures(2, 1, squeeze=False, height_ratios=ratios).ravel()
        head.text(0.1 / across, 0.5, title, fontsize=12, fontweight="bold", va="center")
        cells = body.subfigures(down, across, squeeze=False).ravel()
        for picture, cell in zip(pictures, cells, strict=False):
            label = shorten(picture.title, _TITLE_LIMIT)
            cell.text(_LEFT, 0.955, label, fontweight="bold", va="bottom")
            draw(picture, cell)
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=_DPI, metadata={"Software": software})
    return out.getvalue()


def draw(picture: Picture, figure: Figure | SubFigure) -> None:
    """Fill a figure: density above, distribution function below, one axis of values.

    Raises
    ------
    ModelError
        The values cannot be told apart in a picture.
    """
    edges = outline(picture.law, _COLUMNS).edges
    upper = figure.add_axes((_LEFT, 0.55, _WIDE, 0.36))
    lower = figure.add_axes((_LEFT, 0.14, _WIDE, 0.32))
    low, high = _with_base(picture.figures.base, float(edges[0]), float(edges[-1]))
    for made in (upper, lower):
        made.spines[["top", "right"]].set_visible(False)
        made.tick_params(length=3, color=GREY)
        made.set_xlim(low, high)
    _draw_density(upper, picture)
    _draw_function(lower, picture, np.linspace(low, high, 400))
    _mark_plan(upper, lower, picture)
    _name_values(upper, lower, picture)


def _with_base(base: float | None, low: float, high: float) -> tuple[float, float]:
    """The values shown: with the plan, unless that would leave no room for the rest."""
    margin = 0.03 * (high - low)
    if base is not None and low - (high - low) <= base <= high + (high - low):
        low, high = min(low, base), max(high, base)
    return low - margin, high + margin


def _draw_density(axes: Axes, picture: Picture) -> None:
    """Columns of the smooth part, and stems: each as tall as the share of the cases it stands for.

    A density and a chance have no common scale, so the smooth part counts as a whole: its peak is
    as tall as a stem of the same share would be.
    """
    exact = exact_values(picture.law)
    axes.set_ylim(0.0, 1.08)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    edges, shares = _smooth_part(picture.law, exact)
    smooth = 1.0 - math.fsum(exact.values()) if shares.max() > 0.0 else 0.0
    full = max(smooth, *exact.values()) if exact else 1.0
    if smooth:
        peak = _height(smooth, full)
        heights = peak * shares / shares.max()
        axes.stairs(heights, edges, fill=True, color=BANDS[1])
        axes.stairs(heights, edges, color=BLUE, lw=1.0, baseline=None)
        if any(edges[0] <= value <= edges[-1] for value in exact):
            _name_smooth(axes, edges, shares, peak, smooth)
    likeliest = sorted(exact, key=lambda value: -exact[value])[:_MOST_STEMS]
    right = sum(axes.get_xlim()) / 2.0
    for rank, value in enumerate(likeliest):
        height = _height(exact[value], full)
        axes.plot([value, value], [0.0, height], color=GREEN, lw=2.0)
        axes.plot([value], [height], marker="o", ms=4.5, color=GREEN)
        if rank == 0 or len(exact) <= _LABELLED:
            axes.annotate(
                often(exact[value]), (value, height), (-5 if value > right else 5, -2),
                textcoords="offset points", ha="right" if value > right else "left",
                fontsize=SMALL, color=BLACK, va="bottom",
            )  # fmt: skip


def _height(share: float, full: float) -> float:
    """How tall something of this share is; ``full`` is the largest share there is."""
    return max(_SHORTEST, _TALLEST * share / full)


def _name_smooth(axes: Axes, edges: Array, shares: Array, peak: float, smooth: float) -> None:
    """The share of the smooth part, over its middle."""
    middle = int(np.searchsorted(np.cumsum(shares), shares.sum() / 2.0))
    height = peak * shares[max(0, middle - 15) : middle + 16].max() / shares.max()
    said = _("{often} spread").format(often=often(smooth))
    axes.annotate(
        said, (edges[middle], height), (0, 2), textcoords="offset points",
        ha="center", va="bottom", fontsize=SMALL, color=BLACK,
    )  # fmt: skip


def _smooth_part(law: Distribution, exact: dict[float, float]) -> tuple[Array, Array]:
    """Columns without what exact values add to them; a column holds its right border."""
    shape = outline(law, _COLUMNS)
    shares = shape.shares.copy()
    for value, chance in exact.items():
        column = max(0, int(np.searchsorted(shape.edges, value, side="left")) - 1)
        if shape.edges[0] <= value <= shape.edges[-1]:
            shares[column] -= chance
    # What is left of a column by rounding alone is nothing.
    return shape.edges, np.where(shares > 1e-9, shares, 0.0)


def _draw_function(axes: Axes, picture: Picture, grid: Array) -> None:
    """How many of 100 cases lie at or below each value, upright at exact values."""
    values = np.array(list(exact_values(picture.law)), dtype=np.float64)
    x = np.concatenate([grid, values, values])
    order = np.argsort(x, kind="stable")
    below = np.concatenate(
        [picture.law.cdf(grid), picture.law.cdf_left(values), picture.law.cdf(values)]
    )
    axes.plot(x[order], 100.0 * np.maximum.accumulate(below[order]), color=BLUE, lw=1.6)
    axes.set_ylim(0.0, 104.0)
    axes.set_yticks([0, 10, 50, 90, 100], ["0", "10", "50", "90", "100"], fontsize=SMALL)
    for level in (10, 50, 90):
        value = picture.figures.percentiles[level]
        axes.plot([grid[0], value], [level, level], color=GREY, lw=0.6, ls=(0, (2, 2)))
        axes.plot([value, value], [0.0, level], color=GREY, lw=0.6, ls=(0, (2, 2)))


def _mark_plan(upper: Axes, lower: Axes, picture: Picture) -> None:
    """A triangle on both axes at the plan's value, an arrow where it lies outside."""
    base = picture.figures.base
    if base is None:
        return
    low, high = upper.get_xlim()
    for axes in (upper, lower):
        place = min(max(base, low), high)
        sign = "^" if low <= base <= high else "<" if base < low else ">"
        axes.plot([place], [0.0], marker=sign, ms=8, color=VERMILLION, clip_on=False, zorder=5)
    for level in (10, 50, 90):
        value = picture.figures.percentiles[level]
        upper.plot([value, value], [0.0, 1.0], color=GREY, lw=0.6, ls=(0, (2, 2)), zorder=0)


def _ticks(low: float, high: float, show: Callable[[float], str]) -> list[float]:
    """Round values, as many as can be written side by side, and none over the edge."""
    from matplotlib.ticker import MaxNLocator

    def is_inside(value: float) -> bool:
        right = _SIZE[0] * (_LEFT + _WIDE * (value - low) / (high - low))
        return low <= value <= high and right + _CHARACTER * len(show(value)) / 2 <= _SIZE[0]

    found: list[float] = []
    for most in range(_MOST_TICKS, 1, -1):
        values = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        found = [float(value) for value in values if is_inside(value)]
        if _CHARACTER * sum(len(show(value)) + 2 for value in found) <= _SIZE[0] * _WIDE:
            break
    return found


def _name_values(upper: Axes, lower: Axes, picture: Picture) -> None:
    """Ticks at round values, written in the input's unit below the lower axis."""
    from matplotlib.ticker import FixedLocator, FuncFormatter

    ticks = FixedLocator(_ticks(*lower.get_xlim(), picture.show))
    for axes in (upper, lower):
        axes.xaxis.set_major_locator(ticks)
    upper.tick_params(labelbottom=False)
    lower.xaxis.set_major_formatter(FuncFormatter(lambda x, at: picture.show(x)))
    lower.tick_params(axis="x", labelsize=SMALL)
    place = lower.get_position()
    lower.figure.text(_LEFT, place.y1 + 0.015, _(AT_OR_BELOW), fontsize=SMALL)
    upper.figure.text(_LEFT, 0.915, _(HOW_LIKELY), fontsize=SMALL, va="bottom")
