"""Several laws in one: with each weight, a draw of that component."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from ictsim.distributions.base import SHARED_FIELDS, Distribution, require
from ictsim.distributions.discrete import require_weights
from ictsim.distributions.law import Law
from ictsim.distributions.mixing import mixed

if TYPE_CHECKING:
    # At run time this is the union of the catalogue, which can only exist once all families do.
    AnyDistribution = Distribution

# Between two atoms a smooth component needs a table of its own.
MOST_KNOTS = 2000


class Mixture(Distribution):
    """Several laws in one: with probability ``weights[i]`` a draw of ``components[i]``.

    The inverse of the mixed distribution function, so *one* input: high u means a high value,
    whatever component it comes from. Components may have ``min``, ``max`` and ``cap``; text and
    ``base`` belong to the mixture, and so do ``per_year`` and ``persistence``.
    """

    use: ClassVar[str] = (
        "For a figure that comes about in two ways: nothing or an amount, a usual overrun or one "
        "that gets out of hand."
    )
    example: ClassVar[dict[str, Any]] = {
        "weights": [0.8, 0.2],
        "components": [
            {"dist": "pert", "low": 0.85, "mode": 1.05, "high": 1.6},
            {"dist": "pareto", "xm": 1.6, "alpha": 3.0},
        ],
        "cap": 5.0,
    }

    dist: Literal["mixture"] = "mixture"
    """One of several distributions, by chance."""
    weights: list[float]
    """A probability for each component, sum 1."""
    components: list[AnyDistribution]
    """The distributions; what is said for people stands on the mixture."""

    def _check_parameters(self) -> None:
        require(
            len(self.components) == len(self.weights),
            f"{len(self.components)} components but {len(self.weights)} weights; write one for "
            "each",
        )
        require_weights(self.weights)
        # What is said once, of the mixture.
        defaults = {name: Distribution.model_fields[name].default for name in SHARED_FIELDS}
        for number, component in enumerate(self.components, start=1):
            given = [name for name in SHARED_FIELDS if getattr(component, name) != defaults[name]]
            require(
                not given,
                f"component {number} has {' and '.join(given)}; write that on the mixture",
            )

        law = self._own
        require(
            law.is_discrete() or len(law.knots()) <= MOST_KNOTS,
            f"the components have {len(law.knots())} values and ends together; next to a smooth "
            f"component write {MOST_KNOTS} at most, for example quantiles in place of a sample",
        )

    def _parent(self) -> Law:
        return mixed(self.weights, [component.law() for component in self.components])

    def _natural_base(self) -> float:
        raise ValueError("a mixture has no natural value for the base case; write base = <value>")
