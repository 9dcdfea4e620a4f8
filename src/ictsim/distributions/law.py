"""A probability law: what a distribution is once its parameters are fixed.

Both tails are exact because every probability travels as a pair: ``p`` from below and the
survival ``q = 1 - p`` from above, each accurate to its own last digit. The smaller one is used.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Rounding of a probability near 1/2.
EPSILON = 2.0**-52


class Piece(NamedTuple):
    """A stretch of probability over which the quantile function is smooth.

    Runs from ``a`` to ``b`` (survival ``survival_a`` down to ``survival_b``), with values from
    ``low`` to ``high``, either of which may be infinite. An atom has ``low == high``.
    """

    a: float
    b: float
    low: float
    high: float
    survival_a: float
    survival_b: float


class Law(ABC):
    """The verbs of a law. Arrays are one-dimensional float64; ``x`` may be infinite."""

    @abstractmethod
    def at(self, p: Array, q: Array) -> Array:
        """Smallest x with P(X <= x) >= p, where q = 1 - p; 0 and 1 give the ends."""

    @abstractmethod
    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""

    @abstractmethod
    def sf(self, x: Array) -> Array:
        """P(X > x)."""

    def cdf_left(self, x: Array) -> Array:
        """P(X < x); differs from ``cdf`` at atoms."""
        return self.cdf(x)

    def sf_left(self, x: Array) -> Array:
        """P(X >= x); differs from ``sf`` at atoms."""
        return self.sf(x)

    @abstractmethod
    def knots(self) -> tuple[float, ...]:
        """Both ends of the support, and every kink of the distribution function and atom."""

    @abstractmethod
    def mean(self) -> float:
        """Expected value, ``inf`` where the integral diverges."""

    def ends(self) -> tuple[float, float]:
        """Smallest and largest value, possibly infinite; no probability is asked for it."""
        knots = self.knots()
        return min(knots), max(knots)

    def middle(self) -> float:
        """The median."""
        half = np.array([0.5])
        return float(self.at(half, half)[0])

    def is_discrete(self) -> bool:
        """Every value is an atom."""
        return False

    def resolution(self) -> float:
        """Absolute rounding error of a probability of this law."""
        return EPSILON

    def parts(self) -> tuple[tuple[float, Law], ...]:
        """The laws it is a mixture of, each with its weight; itself where it is none."""
        return ((1.0, self),)

    def cap_atoms(self) -> tuple[tuple[float, float], ...]:
        """``(value, probability)`` of the atoms that caps have made."""
        return ()

    def pieces(self) -> tuple[Piece, ...]:
        """The smooth pieces in increasing order; together they run from 0 to 1.

        Between two knots lies one piece, or none if nothing can fall there; a knot that is an
        atom is a piece of its own.
        """
        return self._pieces

    @cached_property
    def _pieces(self) -> tuple[Piece, ...]:
        x = np.unique(np.array(self.knots()))
        # For each knot the probability before it and up to it. Accumulating removes the last
        # digit by which two knots could otherwise appear in the wrong order.
        below = np.maximum.accumulate(np.stack([self.cdf_left(x), self.cdf(x)], axis=1).ravel())
        above = np.minimum.accumulate(np.stack([self.sf_left(x), self.sf(x)], axis=1).ravel())
        values = np.repeat(x, 2)
        ends = zip(below, below[1:], values, values[1:], above, above[1:], strict=False)
        return tuple(Piece(*map(float, end)) for end in ends if end[1] > end[0])


class Smooth(Law):
    """A law without atoms, given by one quantile function for each tail."""

    @abstractmethod
    def quantile(self, p: Array) -> Array:
        """X with P(X <= x) = p, for 0 <= p <= 1/2."""

    @abstractmethod
    def upper_quantile(self, q: Array) -> Array:
        """X with P(X > x) = q, for 0 <= q < 1/2."""

    def at(self, p: Array, q: Array) -> Array:
        return by_half(p, q, self.quantile, self.upper_quantile)


def by_half(
    p: Array, q: Array, below: Callable[[Array], Array], above: Callable[[Array], Array]
) -> Array:
    """``below(p)`` where p <= q, ``above(q)`` elsewhere: always the smaller probability."""
    lower = p <= q
    if lower.all():
        return below(p)
    x = np.empty_like(p)
    x[lower] = below(p[lower])
    x[~lower] = above(q[~lower])
    return x
