"""Weibull: how long something lasts."""

from __future__ import annotations

from dataclasses import dataclass
from math import gamma
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law, Smooth

# Of a smaller shape the quantile of 1e-12 is below the smallest float.
LEAST_SHAPE = 0.05


class Weibull(Distribution):
    """The time that something lasts: P(X > x) = exp(-(x/scale)**shape) for x above 0.

    The chance to end soon falls with age for a shape below 1, stays the same at 1 (the
    exponential law) and rises above 1. 63 % of the values lie below ``scale``.
    """

    use: ClassVar[str] = "For the life of equipment or the time until something happens."
    example: ClassVar[dict[str, Any]] = {"shape": 2.0, "scale": 8.0}

    dist: Literal["weibull"] = "weibull"
    """How long something lasts."""
    shape: float
    """Below 1 it fails early, above 1 it ages."""
    scale: float
    """Value below which 63 % of the draws lie, above 0."""

    def _check_parameters(self) -> None:
        require(
            self.shape >= LEAST_SHAPE,
            f"shape {self.shape:.12g} is below {LEAST_SHAPE}; 0.5 to 4 is usual",
        )
        require(self.scale > 0.0, f"scale {self.scale:.12g} is not above 0, as all values are")

    def _parent(self) -> Law:
        return WeibullLaw(self.shape, self.scale)


@dataclass(frozen=True)
class WeibullLaw(Smooth):
    """Weibull with the given ``shape`` and ``scale``."""

    shape: float
    scale: float

    def quantile(self, p: Array) -> Array:
        return self.scale * np.power(-np.log1p(-p), 1.0 / self.shape)

    def upper_quantile(self, q: Array) -> Array:
        # At survival 0 this is inf, which is right.
        with np.errstate(divide="ignore"):
            return self.scale * np.power(-np.log(q), 1.0 / self.shape)

    def cdf(self, x: Array) -> Array:
        return -np.expm1(-self._hazard(x))

    def sf(self, x: Array) -> Array:
        return np.exp(-self._hazard(x))

    def _hazard(self, x: Array) -> Array:
        # Far out for a large shape this is inf, and the survival 0.
        with np.errstate(over="ignore"):
            return np.power(np.maximum(x, 0.0) / self.scale, self.shape)

    def knots(self) -> tuple[float, ...]:
        return 0.0, np.inf

    def mean(self) -> float:
        return self.scale * gamma(1.0 + 1.0 / self.shape)
