"""Beta: a share between two ends, of any skew."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import EPSILON, Array, Law, Smooth, by_half

# Smaller probabilities have the quantile of this one.
LEAST_P = 1e-60

# Of a smaller shape the quantile of 1e-12 is below the smallest float.
LEAST_SHAPE = 0.05


class Beta(Distribution):
    """Beta with shapes ``a`` and ``b``, stretched to run from ``low`` to ``high``.

    Its mean is low + (high - low) a/(a + b). With a and b above 1 it has one hump, below 1 the
    density rises towards that end; 1 and 1 is uniform. A constant if the ends are equal.
    """

    use: ClassVar[str] = (
        "For a share of which the two shapes are known, say from a count: a successes, b failures."
    )
    example: ClassVar[dict[str, Any]] = {"a": 2.0, "b": 5.0, "low": 0.0, "high": 1.0}

    dist: Literal["beta"] = "beta"
    """Between two ends, with a shape for each."""
    a: float
    """Shape at the lower end, 0.05 or more."""
    b: float
    """Shape at the upper end, 0.05 or more."""
    low: float
    """Least value."""
    high: float
    """Highest value."""

    def _check_parameters(self) -> None:
        for name, shape in (("a", self.a), ("b", self.b)):
            require(
                shape >= LEAST_SHAPE,
                f"{name} {shape:.12g} is below {LEAST_SHAPE}; 1 to 10 is usual, and below "
                f"{LEAST_SHAPE} all lies at the ends: write a discrete law of these",
            )
        require(
            self.low <= self.high,
            f"low {self.low:.12g} is above high {self.high:.12g}; write low <= high",
        )

    def _parent(self) -> Law:
        if self.low == self.high:
            return atoms([self.low], [1.0])
        return BetaLaw(self.a, self.b, self.low, self.high)


@dataclass(frozen=True)
class BetaLaw(Smooth):
    """Beta with shapes ``a`` and ``b``, stretched to ``low < high``.

    Distances are measured from the nearer end: 1 - X has the same law with a and b exchanged.
    """

    a: float
    b: float
    low: float
    high: float

    @property
    def _width(self) -> float:
        return self.high - self.low

    def quantile(self, p: Array) -> Array:
        return self.low + self._width * _inverse(self.a, self.b, p)

    def upper_quantile(self, q: Array) -> Array:
        return self.high - self._width * _inverse(self.b, self.a, q)

    def cdf(self, x: Array) -> Array:
        return _share(self.a, self.b, *self._distances(x))

    def sf(self, x: Array) -> Array:
        return _share(self.b, self.a, *self._distances(x)[::-1])

    def _distances(self, x: Array) -> tuple[Array, Array]:
        """From ``low`` and from ``high``, in widths."""
        y, z = (x - self.low) / self._width, (self.high - x) / self._width
        return np.clip(y, 0.0, 1.0), np.clip(z, 0.0, 1.0)

    def knots(self) -> tuple[float, ...]:
        return self.low, self.high

    def resolution(self) -> float:
        # SciPy's functions, and their inverses, lose digits as the law gets narrow (measured).
        return EPSILON * (1.0 + sqrt(self.a + self.b))

    def mean(self) -> float:
        return self.low + self._width * self.a / (self.a + self.b)


def _inverse(a: float, b: float, p: Array) -> Array:
    """Quantile of the beta on 0 to 1."""
    from scipy.special import betaincinv

    # SciPy's search gives nan below some 1e-90 (checked for shapes up to 3000).
    return np.asarray(betaincinv(a, b, np.where(p > 0.0, np.maximum(p, LEAST_P), 0.0)))


def _share(a: float, b: float, y: Array, z: Array) -> Array:
    """Distribution function of the beta on 0 to 1, from the distance to the nearer end."""
    from scipy.special import betainc, betaincc

    return by_half(
        y,
        z,
        lambda near: np.asarray(betainc(a, b, near)),
        lambda near: np.asarray(betaincc(b, a, near)),
    )
