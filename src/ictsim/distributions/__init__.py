"""Distributions of inputs: one family, one file, one line in the catalogue.

To add a family: a file with its record and its law, an import, and a line in ``Family``.
"""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from ictsim.distributions.base import Distribution
from ictsim.distributions.bernoulli import Bernoulli
from ictsim.distributions.constant import Constant
from ictsim.distributions.discrete import Discrete
from ictsim.distributions.lognormal import LogNormal
from ictsim.distributions.mixture import Mixture
from ictsim.distributions.normal import Normal
from ictsim.distributions.pareto import Pareto
from ictsim.distributions.pert import Pert
from ictsim.distributions.triangular import Triangular
from ictsim.distributions.uniform import Uniform

# The catalogue.
Family = (
    Constant
    | Uniform
    | Triangular
    | Pert
    | Normal
    | LogNormal
    | Bernoulli
    | Discrete
    | Pareto
    | Mixture
)

AnyDistribution = Annotated[Family, Field(discriminator="dist")]
"""The table ``[inputs.<name>]``: ``dist`` says which family it is."""

FAMILIES: tuple[type[Distribution], ...] = get_args(Family)

# A component of a mixture is any of these, a mixture too.
Mixture.model_rebuild(_types_namespace={"AnyDistribution": AnyDistribution})

__all__ = [
    "FAMILIES",
    "AnyDistribution",
    "Bernoulli",
    "Constant",
    "Discrete",
    "Distribution",
    "LogNormal",
    "Mixture",
    "Normal",
    "Pareto",
    "Pert",
    "Triangular",
    "Uniform",
]
