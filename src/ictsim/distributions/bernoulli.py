"""It happens or it does not."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Law


class Bernoulli(Distribution):
    """It happens or it does not: 1 with probability ``p``, else 0.

    In the base case it does not happen.
    """

    use: ClassVar[str] = (
        "For something that happens or does not: as a factor, or to let a line count or not."
    )
    example: ClassVar[dict[str, Any]] = {"p": 0.35}

    dist: Literal["bernoulli"] = "bernoulli"
    """1 or 0."""
    p: float
    """Probability of 1."""

    def _check_parameters(self) -> None:
        require(0.0 <= self.p <= 1.0, f"p {self.p:.12g} is not a probability; write 0 <= p <= 1")

    def _parent(self) -> Law:
        return atoms([0.0, 1.0], [1.0 - self.p, self.p])

    def _natural_base(self) -> float:
        return 0.0
