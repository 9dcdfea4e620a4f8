"""One distribution as a picture: how likely which values are.

The height of a bar is the exact probability of a draw within it, from the distribution function;
nothing is sampled or smoothed, and atoms count like all else.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ictsim.distributions import Distribution
from ictsim.errors import ModelError
from ictsim.report.language import _, digits

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# The values shown run from P0.5 to P99.5, and on to an end that is near.
TAIL = 0.005
_NEAR = 0.15
_FEW, _OFTEN = 6, 0.05


@dataclass(frozen=True)
class Outline:
    """A distribution cut into columns of one width.

    Attributes
    ----------
    edges
        n + 1 borders of n columns, in the unit of the input.
    shares
        Probability of each column; a column holds its right border, the first its left one too.
    below
        P(X <= edge) for each border; P(X < edge) at the first.
    before, beyond
        Probability below the first border and above the last.
    """

    edges: Array
    shares: Array
    below: Array
    before: float
    beyond: float

    @property
    def width(self) -> float:
        """Width of a column, in the unit of the input."""
        return float(self.edges[1] - self.edges[0])


def outline(distribution: Distribution, columns: int) -> Outline:
    """The distribution in at most ``columns`` columns (2 or more).

    Raises
    ------
    ModelError
        The values lie too close together, or too far apart, to be told apart in a picture.
    """
    with np.errstate(all="ignore"):  # what comes of it is looked at below
        edges = _edges(distribution, columns)
        below = distribution.cdf(edges)
        below[0] = distribution.cdf_left(edges[0])
        beyond = float(distribution.sf(edges[-1]))
        low, high = distribution.support()
    if not (np.all(np.isfinite(edges)) and np.all(np.diff(edges) > 0.0)):
        raise ModelError(f"values from {low:g} to {high:g} cannot be drawn; choose another unit")
    return Outline(edges, np.diff(below), below, float(below[0]), beyond)


def _edges(distribution: Distribution, columns: int) -> Array:
    low, high = _range(distribution)
    step = _lattice(distribution, low, high)
    if step:
        # Whole numbers and the like: as many values in each column, so that none stands out.
        values = round((high - low) / step) + 1
        wide = step * -(-values // columns)
        count = -(-values // round(wide / step))
        return np.asarray(low - step / 2 + wide * np.arange(count + 1), dtype=np.float64)
    return np.linspace(low, high, columns + 1, dtype=np.float64)


def _range(distribution: Distribution) -> tuple[float, float]:
    low, high = map(float, distribution.quantile([TAIL, 1.0 - TAIL]))
    first, last = distribution.support()
    near = _NEAR * (high - low)
    low = first if low - first <= near else low
    high = last if last - high <= near else high
    if low == high:
        half = 0.5 * abs(low) or 0.5
        return low - half, high + half
    return low, high


def _lattice(distribution: Distribution, low: float, high: float) -> float:
    """The distance of the values if there are atoms only, evenly spaced; else 0."""
    inside = [piece for piece in distribution.pieces() if low <= piece.low and piece.high <= high]
    if len(inside) < 3 or any(piece.low < piece.high for piece in inside):
        return 0.0
    steps = np.diff([piece.low for piece in inside])
    return float(steps[0]) if np.allclose(steps, steps[0], rtol=1e-9, atol=0.0) else 0.0


def atoms(distribution: Distribution) -> tuple[list[tuple[float, float]], int]:
    """``(value, probability)`` of the single values that matter, and how many others there are.

    All of them if they are few, else those of 5 % or more; the likeliest first.
    """
    found = [(p.low, p.b - p.a) for p in distribution.pieces() if p.low == p.high]
    found.sort(key=lambda atom: -atom[1])
    shown = found if len(found) <= _FEW else [atom for atom in found if atom[1] >= _OFTEN]
    return shown, len(found) - len(shown)


def density_png(distribution: Distribution, title: str, unit: str = "") -> bytes:
    """The columns and the distribution function below each other, as a PNG file.

    Parameters
    ----------
    distribution
        What to draw.
    title
        Set above it.
    unit
        Written below the values, where given.
    """
    from matplotlib.figure import Figure

    shape = outline(distribution, 120)
    figure = Figure(figsize=(6.4, 5.6))
    upper, lower = figure.subplots(2, 1, sharex=True)
    _draw_shares(upper, shape)
    _draw_function(lower, distribution, shape)
    lower.set_xlabel(unit, parse_math=False)
    lines = "\n".join(textwrap.wrap(title, 80, max_lines=3, placeholder=" ..."))
    figure.suptitle(lines, x=0.02, ha="left", fontsize=9, parse_math=False)
    out = io.BytesIO()
    with warnings.catch_warnings():
        # A unit in a script that the font lacks shows as boxes; the picture is right all the same.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.tight_layout()
        figure.savefig(out, format="png", dpi=150, metadata={"Software": None})
    return out.getvalue()


def _draw_shares(axes: Axes, shape: Outline) -> None:
    from ictsim.report.charts.base import BLUE

    axes.stairs(100.0 * shape.shares, shape.edges, fill=True, color=BLUE)
    axes.set_ylim(bottom=0.0)
    width = digits(f"{shape.width:.3g}")
    axes.set_ylabel(_("% of draws per {width}").format(width=width))
    axes.spines[["top", "right"]].set_visible(False)


def _draw_function(axes: Axes, distribution: Distribution, shape: Outline) -> None:
    from ictsim.report.charts.base import BLUE

    x = np.unique(np.concatenate([shape.edges, np.linspace(shape.edges[0], shape.edges[-1], 600)]))
    axes.step(x, 100.0 * distribution.cdf(x), where="post", color=BLUE, lw=1.6)
    axes.set_ylim(0.0, 102.0)
    axes.set_ylabel(_("% of draws at most this"))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#DDDDDD", lw=0.6)
