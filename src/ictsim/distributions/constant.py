"""A number that is known."""

from __future__ import annotations

from typing import Literal

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution
from ictsim.distributions.law import Law


class Constant(Distribution):
    """Always ``value``."""

    dist: Literal["constant"] = "constant"
    value: float

    def _check_parameters(self) -> None:
        """Any number will do."""

    def _parent(self) -> Law:
        return atoms([self.value], [1.0])
