"""Distributions of inputs: one family, one file, one line in the catalogue.

To add a family: a file with its record and its law, an import, and a line in ``Family``.
"""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from ictsim.distributions.base import Distribution
from ictsim.distributions.bernoulli import Bernoulli
from ictsim.distributions.beta import Beta
from ictsim.distributions.constant import Constant
from ictsim.distributions.discrete import Discrete
from ictsim.distributions.empirical import Empirical
from ictsim.distributions.gamma import Gamma
from ictsim.distributions.lognormal import LogNormal
from ictsim.distributions.metalog import Metalog
from ictsim.distributions.mixture import Mixture
from ictsim.distributions.normal import Normal
from ictsim.distributions.pareto import Pareto
from ictsim.distributions.pert import Pert
from ictsim.distributions.poisson import Poisson
from ictsim.distributions.quantiles import Quantiles
from ictsim.distributions.student_t import StudentT
from ictsim.distributions.triangular import Triangular
from ictsim.distributions.uniform import Uniform
from ictsim.distributions.weibull import Weibull

# The catalogue.
Family = (
    Constant
    | Uniform
    | Triangular
    | Pert
    | Beta
    | Normal
    | LogNormal
    | Gamma
    | Weibull
    | Pareto
    | StudentT
    | Bernoulli
    | Discrete
    | Poisson
    | Empirical
    | Quantiles
    | Metalog
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
    "Beta",
    "Constant",
    "Discrete",
    "Distribution",
    "Empirical",
    "Gamma",
    "LogNormal",
    "Metalog",
    "Mixture",
    "Normal",
    "Pareto",
    "Pert",
    "Poisson",
    "Quantiles",
    "StudentT",
    "Triangular",
    "Uniform",
    "Weibull",
]
