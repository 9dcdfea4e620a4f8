"""Poisson: how often something happens."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Law

LARGEST_MEAN = 1e6

# A count of this probability, relative to the most likely one, is never drawn.
LEAST_RATIO = 1e-290


class Poisson(Distribution):
    """How often something happens that happens ``mean`` times on average, each time by itself.

    The values are 0, 1, 2 and so on, without those whose probability is below some 1e-290 of the
    largest.
    """

    use: ClassVar[str] = "For a number of incidents, failures or leavers in a period."
    example: ClassVar[dict[str, Any]] = {"mean": 2.5}

    dist: Literal["poisson"] = "poisson"
    """How often something happens."""
    mean: float
    """Mean number of times, 0 or more."""

    def _check_parameters(self) -> None:
        require(self.mean >= 0.0, f"mean {self.mean:.12g} is below 0; it is a number of times")
        require(
            self.mean <= LARGEST_MEAN,
            f"mean {self.mean:.12g} is above {LARGEST_MEAN:.0f}; write a normal law with this "
            "mean and its square root as sd",
        )

    def _parent(self) -> Law:
        """Neighbouring probabilities have the ratio mean/k, so they follow from the largest.

        No factorial is needed, and each is right to its last digits: the largest is set to 1,
        and ``atoms`` divides by their sum.
        """
        most_likely = np.floor(self.mean)
        # So far from the mean the ratio is below LEAST_RATIO, for a mean of 0 and of 1e6.
        steps = np.arange(1.0, 400.0 + np.ceil(40.0 * np.sqrt(self.mean)))
        above = np.cumprod(self.mean / (most_likely + steps))
        fewer = steps[steps <= most_likely]
        # Of a mean of 0 nothing is left here to divide by.
        below = np.cumprod((most_likely - fewer + 1.0) / (self.mean or 1.0))
        counts = np.concatenate([most_likely - fewer[::-1], [most_likely], most_likely + steps])
        weights = np.concatenate([below[::-1], [1.0], above])
        return atoms(counts, np.where(weights >= LEAST_RATIO, weights, 0.0))
