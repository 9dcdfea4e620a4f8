"""The bell curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law, Smooth


class Normal(Distribution):
    """The bell curve with the given ``mean`` and standard deviation ``sd``.

    68 % of the values lie within one sd of the mean, 95 % within two. A constant if sd is 0.
    """

    use: ClassVar[str] = "For a sum of many small deviations, as likely to be up as down."
    example: ClassVar[dict[str, Any]] = {"mean": 100.0, "sd": 15.0}

    dist: Literal["normal"] = "normal"
    """A symmetric bell."""
    mean: float
    """Mean."""
    sd: float
    """Standard deviation, 0 or more."""

    def _check_parameters(self) -> None:
        require(self.sd >= 0.0, f"sd {self.sd:.12g} is below 0; a standard deviation is 0 or more")

    def _parent(self) -> Law:
        return NormalLaw(self.mean, self.sd) if self.sd > 0.0 else atoms([self.mean], [1.0])


@dataclass(frozen=True)
class NormalLaw(Smooth):
    """Normal with centre ``mu`` and ``sigma > 0``."""

    mu: float
    sigma: float

    def quantile(self, p: Array) -> Array:
        from scipy.special import ndtri

        return self.mu + self.sigma * np.asarray(ndtri(p))

    def upper_quantile(self, q: Array) -> Array:
        from scipy.special import ndtri

        return self.mu - self.sigma * np.asarray(ndtri(q))

    def cdf(self, x: Array) -> Array:
        from scipy.special import ndtr

        return np.asarray(ndtr((x - self.mu) / self.sigma))

    def sf(self, x: Array) -> Array:
        from scipy.special import ndtr

        return np.asarray(ndtr((self.mu - x) / self.sigma))

    def knots(self) -> tuple[float, ...]:
        return -np.inf, np.inf

    def middle(self) -> float:
        return self.mu

    def mean(self) -> float:
        return self.mu
