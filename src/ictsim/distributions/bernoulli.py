"""It happens or it does not."""

from __future__ import annotations

from typing import Literal

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Law


class Bernoulli(Distribution):
    """1 with probability ``p``, else 0. In the base case it does not happen."""

    dist: Literal["bernoulli"] = "bernoulli"
    p: float

    def _check_parameters(self) -> None:
        require(0.0 <= self.p <= 1.0, f"p {self.p:.12g} is not a probability; write 0 <= p <= 1")

    def _parent(self) -> Law:
        return atoms([0.0, 1.0], [1.0 - self.p, self.p])

    def _natural_base(self) -> float:
        return 0.0
