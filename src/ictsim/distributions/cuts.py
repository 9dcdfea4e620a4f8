"""What ``min``, ``max`` and ``cap`` make of a law."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ictsim.distributions.law import Array, Law, Smooth
from ictsim.distributions.quadrature import mean_by_quadrature


@dataclass(frozen=True)
class Conditioned(Law):
    """The parent given ``low <= X <= high``: renormalised, the shape inside is the parent's.

    Subtracting two distribution functions near 1 would leave no digits, so each probability is
    counted from the side on which the interval lies: normal(0, 1) from 9 on stays accurate.
    """

    parent: Law
    low: float
    high: float

    @cached_property
    def below(self) -> float:
        """P(X < low) of the parent."""
        return float(self.parent.cdf_left(np.array([self.low]))[0])

    @cached_property
    def from_low(self) -> float:
        """P(X >= low) of the parent."""
        return float(self.parent.sf_left(np.array([self.low]))[0])

    @cached_property
    def to_high(self) -> float:
        """P(X <= high) of the parent."""
        return float(self.parent.cdf(np.array([self.high]))[0])

    @cached_property
    def above(self) -> float:
        """P(X > high) of the parent."""
        return float(self.parent.sf(np.array([self.high]))[0])

    @cached_property
    def mass(self) -> float:
        """P(low <= X <= high) of the parent, what is divided by."""
        return self.from_low - self.above if self.below > 0.5 else self.to_high - self.below

    def at(self, p: Array, q: Array) -> Array:
        lower = p <= q
        parent_p = np.where(lower, self.below + p * self.mass, self.to_high - q * self.mass)
        parent_q = np.where(lower, self.from_low - p * self.mass, self.above + q * self.mass)
        x = self.parent.at(np.clip(parent_p, 0.0, 1.0), np.clip(parent_q, 0.0, 1.0))
        low, high = self._ends
        x = np.where(p == 0.0, low, np.where(q == 0.0, high, x))
        return np.clip(x, low, high)

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """Smallest and largest value left: not ``low`` if nothing falls there."""
        if isinstance(self.parent, Smooth):
            low, high = self.parent.ends()
            return max(self.low, low), min(self.high, high)
        pieces = self.pieces()
        return pieces[0].low, pieces[-1].high

    def ends(self) -> tuple[float, float]:
        return self._ends

    def is_discrete(self) -> bool:
        return self.parent.is_discrete()

    def cdf(self, x: Array) -> Array:
        if self.below > 0.5:
            return self._share(self.from_low - self.parent.sf(x))
        return self._share(self.parent.cdf(x) - self.below)

    def cdf_left(self, x: Array) -> Array:
        if self.below > 0.5:
            return self._share(self.from_low - self.parent.sf_left(x))
        return self._share(self.parent.cdf_left(x) - self.below)

    def sf(self, x: Array) -> Array:
        if self.above > 0.5:
            return self._share(self.to_high - self.parent.cdf(x))
        return self._share(self.parent.sf(x) - self.above)

    def sf_left(self, x: Array) -> Array:
        if self.above > 0.5:
            return self._share(self.to_high - self.parent.cdf_left(x))
        return self._share(self.parent.sf_left(x) - self.above)

    def _share(self, probability: Array) -> Array:
        return np.clip(probability / self.mass, 0.0, 1.0)

    def knots(self) -> tuple[float, ...]:
        knots = self.parent.knots()
        ends = max(self.low, min(knots)), min(self.high, max(knots))
        return (*(knot for knot in knots if self.low <= knot <= self.high), *ends)

    def mean(self) -> float:
        return mean_by_quadrature(self)

    def resolution(self) -> float:
        return self.parent.resolution() * min(self.from_low, self.to_high) / self.mass

    def cap_atoms(self) -> tuple[tuple[float, float], ...]:
        return tuple(
            (value, probability / self.mass)
            for value, probability in self.parent.cap_atoms()
            if self.low <= value <= self.high
        )


@dataclass(frozen=True)
class Capped(Law):
    """min(X, cap): whatever the parent puts above ``cap`` becomes an atom there."""

    parent: Law
    cap: float

    def at(self, p: Array, q: Array) -> Array:
        return np.minimum(self.parent.at(p, q), self.cap)

    def ends(self) -> tuple[float, float]:
        low, high = self.parent.ends()
        return low, min(high, self.cap)

    def middle(self) -> float:
        return min(self.parent.middle(), self.cap)

    def is_discrete(self) -> bool:
        return self.parent.is_discrete()

    def cdf(self, x: Array) -> Array:
        return np.where(x >= self.cap, 1.0, self.parent.cdf(x))

    def cdf_left(self, x: Array) -> Array:
        return np.where(x > self.cap, 1.0, self.parent.cdf_left(x))

    def sf(self, x: Array) -> Array:
        return np.where(x >= self.cap, 0.0, self.parent.sf(x))

    def sf_left(self, x: Array) -> Array:
        return np.where(x > self.cap, 0.0, self.parent.sf_left(x))

    def knots(self) -> tuple[float, ...]:
        knots = self.parent.knots()
        return (*(knot for knot in knots if knot < self.cap), min(self.cap, max(knots)))

    def mean(self) -> float:
        # The cap of a mixture caps each of its parts, and most of them end below it.
        return sum(weight * _mean_below(law, self.cap) for weight, law in self.parent.parts())

    def resolution(self) -> float:
        return self.parent.resolution()

    def cap_atoms(self) -> tuple[tuple[float, float], ...]:
        kept = ((x, share) for x, share in self.parent.cap_atoms() if x <= self.cap)
        share = float(self.parent.sf(np.array([self.cap]))[0])
        return (*kept, (self.cap, share)) if share > 0.0 else tuple(kept)


def _mean_below(law: Law, cap: float) -> float:
    """E[min(X, cap)]."""
    return law.mean() if law.ends()[1] <= cap else mean_by_quadrature(Capped(law, cap))
