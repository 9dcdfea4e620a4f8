"""PERT: a smooth hump from three figures, the usual form for an expert's estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law, Smooth
from ictsim.distributions.triangular import require_order

# Smaller probabilities have the quantile of this one.
LEAST_P = 1e-60


class Pert(Distribution):
    """Beta on ``low`` to ``high`` with the given ``mode``.

    Shapes 1 + weight (mode - low)/(high - low) and 1 + weight (high - mode)/(high - low), so
    the mean is (low + weight mode + high)/(2 + weight) (Malcolm and others 1959, weight 4;
    weight free: Vose 2008). The mode may equal an end; a constant if all three are equal.
    """

    dist: Literal["pert"] = "pert"
    low: float
    mode: float
    high: float
    weight: float = 4.0

    def _check_parameters(self) -> None:
        require_order(self.low, self.mode, self.high)
        require(
            self.weight > 0.0,
            f"weight {self.weight:.12g} is not above 0; 4 is usual, more is narrower",
        )

    def _parent(self) -> Law:
        if self.low == self.high:
            return atoms([self.low], [1.0])
        width = self.high - self.low
        a = 1.0 + self.weight * ((self.mode - self.low) / width)
        b = 1.0 + self.weight * ((self.high - self.mode) / width)
        return BetaLaw(a, b, self.low, self.high)

    def _natural_base(self) -> float:
        return self.mode


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
        from scipy.special import betainc

        y = np.clip((x - self.low) / self._width, 0.0, 1.0)
        return np.asarray(betainc(self.a, self.b, y))

    def sf(self, x: Array) -> Array:
        from scipy.special import betainc

        y = np.clip((self.high - x) / self._width, 0.0, 1.0)
        return np.asarray(betainc(self.b, self.a, y))

    def knots(self) -> tuple[float, ...]:
        return self.low, self.high

    def mean(self) -> float:
        return self.low + self._width * self.a / (self.a + self.b)


def _inverse(a: float, b: float, p: Array) -> Array:
    """Quantile of the beta on 0 to 1."""
    from scipy.special import betaincinv

    # SciPy's search gives nan below some 1e-90 (checked for shapes up to 3000).
    return np.asarray(betaincinv(a, b, np.where(p > 0.0, np.maximum(p, LEAST_P), 0.0)))
