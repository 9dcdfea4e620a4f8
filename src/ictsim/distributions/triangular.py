"""The triangle: two ends and a mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law, Smooth


class Triangular(Distribution):
    """Density rising in a straight line from ``low`` to ``mode`` and falling to ``high``.

    The mode may equal an end; a constant if all three are equal.
    """

    dist: Literal["triangular"] = "triangular"
    low: float
    mode: float
    high: float

    def _check_parameters(self) -> None:
        require_order(self.low, self.mode, self.high)

    def _parent(self) -> Law:
        if self.low == self.high:
            return atoms([self.low], [1.0])
        return TriangularLaw(self.low, self.mode, self.high)

    def _natural_base(self) -> float:
        return self.mode


def require_order(low: float, mode: float, high: float) -> None:
    """Refuse a mode outside its ends."""
    require(
        low <= mode,
        f"low {low:.12g} is above mode {mode:.12g}; write low <= mode <= high",
    )
    require(
        mode <= high,
        f"mode {mode:.12g} is above high {high:.12g}; write low <= mode <= high",
    )


@dataclass(frozen=True)
class TriangularLaw(Smooth):
    """Triangular with ``low < high``; the upper tail is the lower one of its mirror image."""

    low: float
    mode: float
    high: float

    @property
    def _width(self) -> float:
        return self.high - self.low

    @property
    def _rise(self) -> float:
        return (self.mode - self.low) / self._width

    @property
    def _fall(self) -> float:
        return (self.high - self.mode) / self._width

    def quantile(self, p: Array) -> Array:
        return self.low + self._width * _distance(p, self._rise)

    def upper_quantile(self, q: Array) -> Array:
        return self.high - self._width * _distance(q, self._fall)

    def cdf(self, x: Array) -> Array:
        return _probability(*self._distances(x), self._rise, self._fall)

    def sf(self, x: Array) -> Array:
        return _probability(*self._distances(x)[::-1], self._fall, self._rise)

    def _distances(self, x: Array) -> tuple[Array, Array]:
        """From ``low`` and from ``high``, in widths."""
        y, z = (x - self.low) / self._width, (self.high - x) / self._width
        return np.clip(y, 0.0, 1.0), np.clip(z, 0.0, 1.0)

    def knots(self) -> tuple[float, ...]:
        return self.low, self.mode, self.high

    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3


def _distance(p: Array, m: float) -> Array:
    """Quantile of the triangle on 0, m, 1: sqrt(pm), and 1 - sqrt((1-p)(1-m)) beyond the mode.

    The latter is multiplied out: as it stands it has no digits for p near 0 with the mode at 0.
    """
    beyond = (p + m - p * m) / (1.0 + np.sqrt((1.0 - p) * (1.0 - m)))
    return np.where(p < m, np.sqrt(p * m), beyond)


def _probability(y: Array, z: Array, m: float, n: float) -> Array:
    """Distribution function of the triangle on 0, m, 1: y**2/m, and 1 - z**2/n beyond the mode.

    Here z = 1 - y and n = 1 - m, each accurate.
    """
    # For a mode near 0 the latter is multiplied out, as above. The branch not taken may divide
    # by zero: give it a divisor that cannot.
    beyond = (y * (2.0 - y) - m) / n if m < 0.5 else 1.0 - z * z / (n or 1.0)
    rising = y * y / (m or 1.0)
    return np.where(y < m, rising, np.where(z > 0.0, beyond, 1.0))
