"""A list of values, each with its probability."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar, Literal

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Law

# How far weights may be from 1 in sum: rounding, not a slip.
WEIGHT_TOLERANCE = 1e-9


class Discrete(Distribution):
    """A few values, each with its own probability.

    ``values[i]`` has probability ``weights[i]``; values increasing, weights summing to 1.
    """

    use: ClassVar[str] = "For a few possibilities with known chances, such as three offers."
    example: ClassVar[dict[str, Any]] = {"values": [1.0, 2.0, 5.0], "weights": [0.2, 0.3, 0.5]}

    dist: Literal["discrete"] = "discrete"
    """A few values, each with its probability."""
    values: list[float]
    """The values, rising."""
    weights: list[float]
    """A probability for each value, sum 1."""

    def _check_parameters(self) -> None:
        require(
            len(self.values) == len(self.weights),
            f"{len(self.values)} values but {len(self.weights)} weights; write one for each",
        )
        require_weights(self.weights)
        for first, second in pairwise(self.values):
            require(
                first < second,
                f"value {second:.12g} comes after {first:.12g}; write values in increasing order, "
                "each once",
            )

    def _parent(self) -> Law:
        return atoms(self.values, self.weights)


def require_weights(weights: list[float]) -> None:
    """Refuse weights that are not probabilities summing to 1."""
    for weight in weights:
        require(weight >= 0.0, f"weight {weight:.12g} is below 0; weights are probabilities")
    total = sum(weights)
    require(
        abs(total - 1.0) <= WEIGHT_TOLERANCE,
        f"weights sum to {total:.12g}; they are probabilities, and sum to 1",
    )
