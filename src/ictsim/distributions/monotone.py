"""A rising curve through points: a cubic between each two, that never falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ictsim.distributions.law import Array
from ictsim.distributions.roots import increasing_root

# Of a cubic between two points that never falls, in units of the line between them.
MOST_SLOPE = 4.0


@dataclass(frozen=True, eq=False)
class Curve:
    """x as a function of p through the points (p[i], x[i]), with the given slopes there.

    ``p`` rises, ``x`` does not fall, and the slopes are such that neither do the cubics.
    """

    p: Array
    x: Array
    slopes: Array

    def value(self, p: Array) -> Array:
        """Value at p, which lies from the first point to the last."""
        i = np.clip(np.searchsorted(self.p, p, side="left") - 1, 0, len(self.p) - 2)
        x = self.x[i] + self._rise(i, (p - self.p[i]) / (self.p[i + 1] - self.p[i]))
        return np.clip(x, self.x[i], self.x[i + 1])

    def probability(self, x: Array, *, up_to: bool) -> Array:
        """P(X <= x) with ``up_to``, else P(X < x), of which this curve is the quantile function."""
        i = np.searchsorted(self.x, x, side="right" if up_to else "left") - 1
        inside = (i >= 0) & (i < len(self.p) - 1)
        p = np.where(i < 0, 0.0, 1.0)
        p[inside] = self._within(i[inside], x[inside])
        return p

    def _rise(self, i: NDArray[np.intp], t: Array) -> Array:
        """What x rises from point i on, at share t of the way to the next (Hermite's cubic)."""
        width = self.p[i + 1] - self.p[i]
        rise = self.x[i + 1] - self.x[i]
        first, last = self.slopes[i] * width, self.slopes[i + 1] * width
        rising: Array = t * (
            first + t * (3.0 * rise - 2.0 * first - last + t * (first + last - 2.0 * rise))
        )
        return rising

    def _within(self, i: NDArray[np.intp], x: Array) -> Array:
        """Probability between point i and the next."""
        wanted = x - self.x[i]
        there = np.flatnonzero(wanted > 0.0)
        i_there, wanted = i[there], wanted[there]

        def excess(log_t: Array, chosen: NDArray[np.intp]) -> Array:
            rise = self._rise(i_there[chosen], np.exp(log_t))
            # Far from the root the ratio may be 0 or infinite: the sign is right.
            with np.errstate(divide="ignore", over="ignore"):
                return np.log(np.maximum(rise, 0.0) / wanted[chosen])

        # In logarithms the cubic is nearly straight. No slope is above MOST_SLOPE.
        whole = self.x[i_there + 1] - self.x[i_there]
        least = np.minimum(np.log(wanted) - np.log(MOST_SLOPE * whole), 0.0)
        t = np.zeros_like(x)
        t[there] = np.exp(increasing_root(excess, least, np.zeros(len(there))))
        return self.p[i] + t * (self.p[i + 1] - self.p[i])

    def mirrored(self) -> Curve:
        """The quantile function of -X."""
        return Curve((1.0 - self.p)[::-1], -self.x[::-1], self.slopes[::-1])

    def integral(self) -> float:
        """Of x over p, from the first point to the last."""
        width = np.diff(self.p)
        bend = width * -np.diff(self.slopes) / 12.0
        return float(np.sum(width * ((self.x[1:] + self.x[:-1]) / 2.0 + bend)))


def monotone_curve(p: Array, x: Array) -> Curve:
    """The curve of Fritsch and Butland (1984, SIAM J. Sci. Stat. Comput. 5), known as PCHIP.

    At a point inside, the slope is a weighted harmonic mean of the slopes to both sides, and 0
    beside a flat stretch; at an end it is that of a parabola through three points, held back
    where the cubic would turn.
    """
    width = np.diff(p)
    rate = np.diff(x) / width
    if len(p) == 2:
        return Curve(p, x, np.repeat(rate, 2))
    slopes = np.empty_like(p)
    slopes[1:-1] = _inside(width, rate)
    slopes[0] = _at_end(width[0], width[1], rate[0], rate[1])
    slopes[-1] = _at_end(width[-1], width[-2], rate[-1], rate[-2])
    return Curve(p, x, slopes)


def _inside(width: Array, rate: Array) -> Array:
    before, after = 2.0 * width[1:] + width[:-1], width[1:] + 2.0 * width[:-1]
    # Beside a flat stretch the mean is (before + after)/inf: 0.
    with np.errstate(divide="ignore"):
        slopes: Array = (before + after) / (before / rate[:-1] + after / rate[1:])
    return slopes


def _at_end(width: float, next_width: float, rate: float, next_rate: float) -> float:
    slope = ((2.0 * width + next_width) * rate - width * next_rate) / (width + next_width)
    return float(np.clip(slope, 0.0, 3.0 * rate))
