"""Laws of finitely many values: constant, bernoulli, discrete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ictsim.distributions.law import Array, Law, by_half


@dataclass(frozen=True, eq=False)
class Atoms(Law):
    """Finitely many values (increasing) and the probabilities up to and beyond each of them.

    ``below[i]`` is P(X <= values[i-1]) and ``above[i]`` is P(X > values[i-1]); both start
    before the first value, at 0 and 1.
    """

    values: Array
    below: Array
    above: Array

    def at(self, p: Array, q: Array) -> Array:
        return by_half(p, q, self._from_below, self._from_above)

    def _from_below(self, p: Array) -> Array:
        index = np.searchsorted(self.below[1:-1], p, side="left")
        return self.values[index]

    def _from_above(self, q: Array) -> Array:
        # ``above`` decreases, searchsorted wants increasing: count in minus the survival.
        index = np.searchsorted(-self.above[1:-1], -q, side="left")
        return self.values[index]

    def cdf(self, x: Array) -> Array:
        return self.below[np.searchsorted(self.values, x, side="right")]

    def cdf_left(self, x: Array) -> Array:
        return self.below[np.searchsorted(self.values, x, side="left")]

    def sf(self, x: Array) -> Array:
        return self.above[np.searchsorted(self.values, x, side="right")]

    def sf_left(self, x: Array) -> Array:
        return self.above[np.searchsorted(self.values, x, side="left")]

    def knots(self) -> tuple[float, ...]:
        return tuple(map(float, self.values))

    def mean(self) -> float:
        # Both sums weigh each value with its probability; each is exact on its own side.
        weights = np.where(self.below[1:] <= 0.5, np.diff(self.below), -np.diff(self.above))
        return float(self.values @ weights)


def atoms(values: Sequence[float], weights: Sequence[float]) -> Atoms:
    """The law that gives ``values[i]`` (increasing) probability ``weights[i]`` (sum 1).

    Values of weight 0 are left out, so that they never show up as an end of the range.
    """
    kept = [(value, weight) for value, weight in zip(values, weights, strict=True) if weight > 0]
    weight = np.array([weight for _, weight in kept])
    below = np.concatenate([[0.0], np.cumsum(weight)])
    above = np.concatenate([[0.0], np.cumsum(weight[::-1])])[::-1]
    # The weights sum to 1 to nine digits only: divide, so that the last edge is 1 exactly.
    return Atoms(np.array([value for value, _ in kept]), below / below[-1], above / above[0])
