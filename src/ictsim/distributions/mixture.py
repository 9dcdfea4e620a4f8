"""Several laws in one: with each weight, a draw of that component."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ictsim.distributions.base import Distribution, require
from ictsim.distributions.discrete import require_weights
from ictsim.distributions.law import Law
from ictsim.distributions.mixing import mixed

if TYPE_CHECKING:
    # At run time this is the union of the catalogue, which can only exist once all families do.
    AnyDistribution = Distribution

OWN_FIELDS = ("label", "unit", "source", "base")


class Mixture(Distribution):
    """With probability ``weights[i]`` a draw of ``components[i]``.

    The inverse of the mixed distribution function, so *one* input: high u means a high value,
    whatever component it comes from. Components may have ``min``, ``max`` and ``cap``; text and
    ``base`` belong to the mixture.
    """

    dist: Literal["mixture"] = "mixture"
    weights: list[float]
    components: list[AnyDistribution]

    def _check_parameters(self) -> None:
        require(
            len(self.components) == len(self.weights),
            f"{len(self.components)} components but {len(self.weights)} weights; write one for "
            "each",
        )
        require_weights(self.weights)
        for number, component in enumerate(self.components, start=1):
            given = [name for name in OWN_FIELDS if getattr(component, name) not in ("", None)]
            require(
                not given,
                f"component {number} has {' and '.join(given)}; write that on the mixture",
            )

    def _parent(self) -> Law:
        return mixed(self.weights, [component.law() for component in self.components])

    def _natural_base(self) -> float:
        raise ValueError("a mixture has no natural value for the base case; write base = <value>")
