"""Gamma: positive, skewed to the right, with a tail that falls like an exponential."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import EPSILON, Array, Law, Smooth

# sd/mean: above, the quantile of 1e-12 is below the smallest float; below, the search for it
# loses its digits, and the law is a normal one to a thousandth.
NARROWEST, WIDEST = 1e-3, 5.0


class Gamma(Distribution):
    """Positive and skewed to the right, with the given ``mean`` and standard deviation ``sd``.

    It has shape (mean/sd)**2 and scale sd**2/mean; sd = mean is the exponential law. A constant
    if sd is 0.
    """

    use: ClassVar[str] = (
        "For a positive amount or time known by its mean and spread, with a lighter tail than "
        "lognormal."
    )
    example: ClassVar[dict[str, Any]] = {"mean": 10.0, "sd": 5.0}

    dist: Literal["gamma"] = "gamma"
    """Above 0, with a lighter upper tail than lognormal."""
    mean: float
    """Mean, above 0."""
    sd: float
    """Standard deviation, 0 or more."""

    def _check_parameters(self) -> None:
        require(self.mean > 0.0, f"mean {self.mean:.12g} is not above 0, as all values are")
        require(self.sd >= 0.0, f"sd {self.sd:.12g} is below 0; write 0 or more")
        require(
            self.sd <= WIDEST * self.mean,
            f"sd {self.sd:.12g} is more than {WIDEST:g} times the mean {self.mean:.12g}; write "
            "less, or a lognormal law",
        )
        require(
            self.sd == 0.0 or self.sd >= NARROWEST * self.mean,
            f"sd {self.sd:.12g} is less than a thousandth of the mean {self.mean:.12g}; write "
            'dist = "normal", which is then the same',
        )

    def _parent(self) -> Law:
        if self.sd == 0.0:
            return atoms([self.mean], [1.0])
        ratio = self.mean / self.sd
        return GammaLaw(ratio * ratio, self.sd / ratio)


@dataclass(frozen=True)
class GammaLaw(Smooth):
    """Gamma with the given ``shape`` and ``scale``."""

    shape: float
    scale: float

    def quantile(self, p: Array) -> Array:
        from scipy.special import gammaincinv

        return self.scale * np.asarray(gammaincinv(self.shape, p), dtype=np.float64)

    def upper_quantile(self, q: Array) -> Array:
        from scipy.special import gammainccinv

        return self.scale * np.asarray(gammainccinv(self.shape, q), dtype=np.float64)

    def cdf(self, x: Array) -> Array:
        from scipy.special import gammainc

        return np.asarray(gammainc(self.shape, np.maximum(x, 0.0) / self.scale), dtype=np.float64)

    def sf(self, x: Array) -> Array:
        from scipy.special import gammaincc

        return np.asarray(gammaincc(self.shape, np.maximum(x, 0.0) / self.scale), dtype=np.float64)

    def knots(self) -> tuple[float, ...]:
        return 0.0, np.inf

    def resolution(self) -> float:
        # SciPy's functions, and their inverses, lose digits as the law gets narrow (measured).
        return EPSILON * (1.0 + sqrt(self.shape))

    def mean(self) -> float:
        return self.shape * self.scale
