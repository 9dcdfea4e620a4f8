"""A number that is known."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution
from ictsim.distributions.law import Law


class Constant(Distribution):
    """One known number, ``value``, in every draw."""

    use: ClassVar[str] = "For a figure that is known, or that is not to vary in this config."
    example: ClassVar[dict[str, Any]] = {"value": 100.0}

    dist: Literal["constant"] = "constant"
    """Always the same value."""
    value: float
    """The value."""

    def _check_parameters(self) -> None:
        """Any number will do."""

    def _parent(self) -> Law:
        return atoms([self.value], [1.0])
