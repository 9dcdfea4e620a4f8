"""Laws of finitely many values: constant, bernoulli, discrete, poisson, empirical."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

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

    def is_discrete(self) -> bool:
        return True

    def mean(self) -> float:
        # Both sums weigh each value with its probability; each is exact on its own side.
        weights = np.where(self.below[1:] <= 0.5, np.diff(self.below), -np.diff(self.above))
        return float(self.values @ weights)


def atoms(values: ArrayLike, weights: ArrayLike) -> Atoms:
    """The law that gives ``values[i]`` (increasing) a probability in proportion to its weight.

    Values of weight 0 are left out, so that they never show up as an end of the range.
    """
    weight = np.asarray(weights, dtype=np.float64)
    value = np.asarray(values, dtype=np.float64)[weight > 0.0]
    weight = weight[weight > 0.0]
    below = np.concatenate([[0.0], np.cumsum(weight)])
    above = np.concatenate([[0.0], np.cumsum(weight[::-1])])[::-1]
    # Divided, so that the last edge is 1 exactly. Of counts the sums are exact before it.
    return Atoms(value, below / below[-1], above / above[0])
