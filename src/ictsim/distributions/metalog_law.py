"""The metalog's quantile function, as a function of L = log(p/(1-p)).

With s = p - 1/2 it is M = a1 + a2 L + a3 s L + a4 s + a5 s**2 + a6 s**2 L + a7 s**3 + ... (Keelin
2016, Decision Analysis 13, eq. 6): a polynomial in s plus L times another. L and s are accurate in
both tails, where p is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial import polynomial
from numpy.typing import NDArray

from ictsim.distributions.law import Array, Smooth
from ictsim.distributions.quadrature import mean_by_quadrature
from ictsim.distributions.roots import increasing_root

# Between 1e-10 and 1 - 1e-10 the series holds; beyond, M goes on straight in L.
EDGE = float(np.log(1e10 - 1.0))

# Where the slope is looked at first, and how often the neighbourhood of its lowest valleys is
# looked at again, ten times finer each time. A series of 16 terms has some ten.
GRID = 4001
ZOOMS = 3
VALLEYS = 30


@dataclass(frozen=True)
class Scale:
    """What lies between x and M: nothing, a logarithm with one bound, a log-odds with two."""

    lower: float | None
    upper: float | None

    def straighten(self, x: Array) -> Array:
        """M at x; the bounds, and what lies beyond them, are at minus and plus infinity."""
        with np.errstate(divide="ignore"):
            below = 0.0 if self.lower is None else np.log(np.maximum(x - self.lower, 0.0))
            above = 0.0 if self.upper is None else np.log(np.maximum(self.upper - x, 0.0))
        if self.lower is None and self.upper is None:
            return x
        return np.asarray(below - above)

    def bend(self, m: Array) -> Array:
        """X at M."""
        with np.errstate(over="ignore"):
            if self.lower is not None and self.upper is not None:
                width = self.upper - self.lower
                from_lower = self.lower + width / (1.0 + np.exp(-m))
                return np.where(m < 0.0, from_lower, self.upper - width / (1.0 + np.exp(m)))
            if self.lower is not None:
                return self.lower + np.exp(m)
            return m if self.upper is None else self.upper - np.exp(-m)


@dataclass(frozen=True, eq=False)
class MetalogLaw(Smooth):
    """Metalog with M = ``plain``(s) + L ``steep``(s), coefficients of rising powers of s."""

    plain: Array
    steep: Array
    scale: Scale

    def at(self, p: Array, q: Array) -> Array:
        # Of 0 the logarithm is minus infinity, and so is then M, or plus infinity.
        with np.errstate(divide="ignore"):
            return self.scale.bend(self._rising(np.log(p) - np.log(q)))

    def quantile(self, p: Array) -> Array:
        return self.at(p, 1.0 - p)

    def upper_quantile(self, q: Array) -> Array:
        return self.at(1.0 - q, q)

    def cdf(self, x: Array) -> Array:
        return _share(self._log_odds(x))

    def sf(self, x: Array) -> Array:
        return _share(-self._log_odds(x))

    def knots(self) -> tuple[float, ...]:
        lower, upper = self.scale.lower, self.scale.upper
        return -np.inf if lower is None else lower, np.inf if upper is None else upper

    def mean(self) -> float:
        below, above = self.has_mean()
        if below and above:
            return mean_by_quadrature(self)
        return np.inf if below else -np.inf if above else np.nan

    def has_mean(self) -> tuple[bool, bool]:
        """Whether the lower and the upper tail have a finite mean.

        With one bound the tail away from it is that of exp(slope L): it falls like
        x**(-1/slope).
        """
        (_, _), (first, last) = self._ends
        one = (self.scale.lower is None) != (self.scale.upper is None)
        below = not one or self.scale.upper is None or first < 1.0
        return below, not one or self.scale.lower is None or last < 1.0

    def first_fall(self) -> float | None:
        """The smallest p found, from 1e-10 to 1 - 1e-10, where M does not rise; none if it does."""
        at = np.linspace(-EDGE, EDGE, GRID)
        step = at[1] - at[0]
        for _ in range(ZOOMS):
            slope = self._slope(at)
            if (slope <= 0.0).any():
                return float(_share(at[np.argmax(slope <= 0.0)]))
            lowest = at[_valleys(slope)]
            around = lowest[:, None] + np.linspace(-step, step, 21)
            at = np.clip(np.sort(around.ravel()), -EDGE, EDGE)
            step /= 10.0
        return None

    @cached_property
    def _ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """M and its slope at both edges of the series."""
        edges = np.array([-EDGE, EDGE])
        low, high = self._series(edges).tolist()
        first, last = self._slope(edges).tolist()
        return (low, high), (first, last)

    def _series(self, odds: Array) -> Array:
        s = np.tanh(odds / 2.0) / 2.0
        return np.asarray(
            polynomial.polyval(s, self.plain) + odds * polynomial.polyval(s, self.steep)
        )

    def _slope(self, odds: Array) -> Array:
        """DM/dL; ds/dL = p (1 - p)."""
        s = np.tanh(odds / 2.0) / 2.0
        inner = polynomial.polyval(s, polynomial.polyder(self.plain))
        inner = inner + odds * polynomial.polyval(s, polynomial.polyder(self.steep))
        return np.asarray(polynomial.polyval(s, self.steep) + _share(odds) * _share(-odds) * inner)

    def _rising(self, odds: Array) -> Array:
        _, (first, last) = self._ends
        inner = np.clip(odds, -EDGE, EDGE)
        beyond = (odds - inner) * np.where(odds < 0.0, first, last)
        return np.asarray(self._series(inner) + beyond)

    def _log_odds(self, x: Array) -> Array:
        m = self.scale.straighten(x)
        (low, high), (first, last) = self._ends
        inside = (m > low) & (m < high)
        odds = np.where(m <= low, -EDGE + (m - low) / first, EDGE + (m - high) / last)
        wanted = m[inside]
        # In units of the gentlest slope at an edge: what then is no difference is none in L.
        unit = min(first, last)

        def excess(at: Array, chosen: NDArray[np.intp]) -> Array:
            return (self._series(at) - wanted[chosen]) / unit

        ends = np.full(wanted.shape, EDGE)
        odds[inside] = increasing_root(excess, -ends, ends)
        return odds


def _valleys(slope: Array) -> NDArray[np.intp]:
    """Where the slope is lower than to both sides: the lowest of these places."""
    least = slope <= np.append(slope[1:], np.inf)
    least &= slope <= np.append(np.inf, slope[:-1])
    places = np.flatnonzero(least)
    return places[np.argsort(slope[places])[:VALLEYS]]


def _share(odds: Array) -> Array:
    """P with log(p/(1-p)) = odds."""
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def basis(odds: Array, terms: int) -> Array:
    """The terms of the series at some log-odds, shape (points, terms)."""
    s = np.tanh(odds / 2.0) / 2.0
    columns = [s**0, odds, s * odds, s]
    for power in range(2, (terms + 1) // 2):
        columns += [s**power, s**power * odds]
    return np.stack(columns[:terms], axis=1)


def split(coefficients: Array) -> tuple[Array, Array]:
    """Coefficients of the polynomials ``plain`` and ``steep``, from those of the series."""
    a = [*map(float, coefficients), 0.0, 0.0, 0.0][: max(len(coefficients), 4)]
    return np.array([a[0], a[3], *a[4::2]]), np.array([a[1], a[2], *a[5::2]])
