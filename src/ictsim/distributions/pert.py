"""PERT: a smooth hump from three figures, the usual form for an expert's estimate."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.beta import BetaLaw
from ictsim.distributions.law import Law
from ictsim.distributions.limits import Limits, ends_of, require_order


class Pert(Distribution):
    """A smooth hump from ``low`` to ``high`` with its top at ``mode``.

    It is the beta with shapes 1 + weight (mode - low)/(high - low) and 1 + weight (high -
    mode)/(high - low), so the mean is (low + weight mode + high)/(2 + weight) (Malcolm and others
    1959, weight 4; weight free: Vose 2008). The mode may equal an end; a constant if all three
    are equal. With ``limits = "p10-p90"`` low and high are its 10 % and 90 % points, not its ends.
    """

    use: ClassVar[str] = (
        "For an estimate in three figures, when the most likely one deserves more trust than the "
        "ends."
    )
    example: ClassVar[dict[str, Any]] = {"low": 80.0, "mode": 100.0, "high": 160.0}

    dist: Literal["pert"] = "pert"
    """A smooth hump from three figures."""
    low: float
    """Least value; with ``limits`` the value below which 10 % of the draws lie."""
    mode: float
    """Most likely value, from ``low`` to ``high``."""
    high: float
    """Highest value; with ``limits`` the value above which 10 % of the draws lie."""
    weight: float = 4.0
    """Above 0; more makes the hump narrower."""
    limits: Limits = "ends"
    """What ``low`` and ``high`` are: the ends, or the 10 % and 90 % points."""

    def _check_parameters(self) -> None:
        require(
            self.weight > 0.0,
            f"weight {self.weight:.12g} is not above 0; 4 is usual, more is narrower",
        )
        if self.limits == "ends":
            require_order(self.low, self.mode, self.high)
        else:
            self._ends()

    def _parent(self) -> Law:
        low, high = (self.low, self.high) if self.limits == "ends" else self._ends()
        if low == high:
            return atoms([low], [1.0])
        width = high - low
        a = 1.0 + self.weight * ((self.mode - low) / width)
        b = 1.0 + self.weight * ((high - self.mode) / width)
        return BetaLaw(a, b, low, high)

    def _ends(self) -> tuple[float, float]:
        def standard(r: float) -> Law:
            return BetaLaw(1.0 + self.weight * r, 1.0 + self.weight * (1.0 - r), 0.0, 1.0)

        return ends_of(standard, self.low, self.mode, self.high)

    def _natural_base(self) -> float:
        return self.mode
