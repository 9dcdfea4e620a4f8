"""The triangle: two ends and a mode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution
from ictsim.distributions.law import Array, Law, Smooth
from ictsim.distributions.limits import Limits, ends_of, require_order


class Triangular(Distribution):
    """A density that rises in a straight line from ``low`` to ``mode`` and falls to ``high``.

    The mode may equal an end; a constant if all three are equal. With ``limits = "p10-p90"`` low
    and high are its 10 % and 90 % points, not its ends.
    """

    use: ClassVar[str] = (
        "For an estimate in three figures, when the ends deserve as much trust as the most likely "
        "one."
    )
    example: ClassVar[dict[str, Any]] = {"low": 80.0, "mode": 100.0, "high": 160.0}

    dist: Literal["triangular"] = "triangular"
    """Rises in a straight line to the mode and falls in another."""
    low: float
    """Least value; with ``limits`` the value below which 10 % of the draws lie."""
    mode: float
    """Most likely value, from ``low`` to ``high``."""
    high: float
    """Highest value; with ``limits`` the value above which 10 % of the draws lie."""
    limits: Limits = "ends"
    """What ``low`` and ``high`` are: the ends, or the 10 % and 90 % points."""

    def _check_parameters(self) -> None:
        if self.limits == "ends":
            require_order(self.low, self.mode, self.high)
        else:
            self._ends()

    def _parent(self) -> Law:
        low, high = (self.low, self.high) if self.limits == "ends" else self._ends()
        return atoms([low], [1.0]) if low == high else TriangularLaw(low, self.mode, high)

    def _ends(self) -> tuple[float, float]:
        return ends_of(lambda r: TriangularLaw(0.0, r, 1.0), self.low, self.mode, self.high)

    def _natural_base(self) -> float:
        return self.mode


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
