"""Every value between two ends equally likely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law, Smooth


class Uniform(Distribution):
    """Every value from ``low`` to ``high`` equally likely; a constant if they are equal."""

    linear: ClassVar[bool] = True

    use: ClassVar[str] = (
        "For a figure of which only the ends are known, and no value in between is more likely."
    )
    example: ClassVar[dict[str, Any]] = {"low": 80.0, "high": 120.0}

    dist: Literal["uniform"] = "uniform"
    """All values between two ends equally likely."""
    low: float
    """Least value."""
    high: float
    """Highest value."""

    def _check_parameters(self) -> None:
        require(
            self.low <= self.high,
            f"low {self.low:.12g} is above high {self.high:.12g}; write low <= high",
        )

    def _parent(self) -> Law:
        if self.low == self.high:
            return atoms([self.low], [1.0])
        return UniformLaw(self.low, self.high)


@dataclass(frozen=True)
class UniformLaw(Smooth):
    """Uniform on ``low < high``."""

    low: float
    high: float

    @property
    def _width(self) -> float:
        return self.high - self.low

    def quantile(self, p: Array) -> Array:
        return self.low + self._width * p

    def upper_quantile(self, q: Array) -> Array:
        return self.high - self._width * q

    def cdf(self, x: Array) -> Array:
        return np.clip((x - self.low) / self._width, 0.0, 1.0)

    def sf(self, x: Array) -> Array:
        return np.clip((self.high - x) / self._width, 0.0, 1.0)

    def knots(self) -> tuple[float, ...]:
        return self.low, self.high

    def mean(self) -> float:
        return (self.low + self.high) / 2
