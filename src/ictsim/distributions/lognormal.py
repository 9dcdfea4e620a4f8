"""The bell curve on a logarithmic scale: positive, skewed to the right."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, log1p, sqrt
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law, Smooth
from ictsim.distributions.normal import NormalLaw

# 90 % point of the standard normal.
Z90 = 1.2815515655446004

# sd/mean: nobody means more, and from 1e154 on its square is no number.
WIDEST = 1e6

# p90/p50: about as wide as the widest sd, a standard deviation of log(X) of 5.4.
_WIDEST_P90 = 1e3


class LogNormal(Distribution):
    """The bell curve on a logarithmic scale: above 0 and skewed to the right.

    Given by ``mean`` and ``sd`` of X itself, or by its ``p50`` and ``p90``. log(X) then has
    variance log(1 + (sd/mean)**2) around log(mean) less half that variance, or standard deviation
    log(p90/p50)/1.2816 around log(p50). A constant if sd is 0 or p90 is p50.
    """

    use: ClassVar[str] = (
        "For an amount or ratio above 0 that may well turn out twice as large, hardly ever half."
    )
    example: ClassVar[dict[str, Any]] = {"p50": 1.1, "p90": 1.6}

    dist: Literal["lognormal"] = "lognormal"
    """Above 0, with a long upper tail."""
    mean: float | None = None
    """Mean, above 0; goes with ``sd``."""
    sd: float | None = None
    """Standard deviation, 0 to a million times the mean; goes with ``mean``."""
    p50: float | None = None
    """Median, above 0; goes with ``p90``."""
    p90: float | None = None
    """Value above which 10 % of the draws lie, 1 to 1,000 times ``p50``; goes with it."""

    def _check_parameters(self) -> None:
        given = [name for name in ("mean", "sd", "p50", "p90") if getattr(self, name) is not None]
        require(
            given in (["mean", "sd"], ["p50", "p90"]),
            f"{' and '.join(given) or 'nothing'} given; write mean and sd, or p50 and p90",
        )
        if self.mean is not None and self.sd is not None:
            require(self.mean > 0.0, f"mean {self.mean:.12g} is not above 0, as all values are")
            require(self.sd >= 0.0, f"sd {self.sd:.12g} is below 0; write 0 or more")
            require(
                self.sd <= WIDEST * self.mean,
                f"sd {self.sd:.12g} is more than {WIDEST:g} times the mean {self.mean:.12g}; write "
                "less, or p50 and p90",
            )
        if self.p50 is not None and self.p90 is not None:
            require(self.p50 > 0.0, f"p50 {self.p50:.12g} is not above 0, as all values are")
            require(
                self.p50 <= self.p90,
                f"p50 {self.p50:.12g} is above p90 {self.p90:.12g}; write p50 <= p90",
            )
            require(
                self.p90 <= _WIDEST_P90 * self.p50,
                f"p90 {self.p90:.12g} is more than {_WIDEST_P90:g} times the p50 {self.p50:.12g}; "
                f"write at most {_WIDEST_P90 * self.p50:.12g}, or a larger p50",
            )

    def _parent(self) -> Law:
        if self.mean is not None and self.sd is not None:
            variance = log1p((self.sd / self.mean) ** 2)
            median, sigma = self.mean * exp(-variance / 2), sqrt(variance)
        else:
            assert self.p50 is not None
            assert self.p90 is not None
            median, sigma = self.p50, log(self.p90 / self.p50) / Z90
        return LogNormalLaw(median, sigma) if sigma > 0.0 else atoms([median], [1.0])


@dataclass(frozen=True)
class LogNormalLaw(Smooth):
    """log(X / ``median``) is normal with centre 0 and ``sigma > 0``.

    Dividing by the median first keeps digits that log(X) - log(median) would lose.
    """

    median: float
    sigma: float

    @property
    def _log(self) -> NormalLaw:
        return NormalLaw(0.0, self.sigma)

    def quantile(self, p: Array) -> Array:
        return self.median * np.exp(self._log.quantile(p))

    def upper_quantile(self, q: Array) -> Array:
        # Very wide laws have quantiles beyond the largest float: inf, which a cap may cut off.
        with np.errstate(over="ignore"):
            return self.median * np.exp(self._log.upper_quantile(q))

    def cdf(self, x: Array) -> Array:
        return self._log.cdf(self._log_ratio(x))

    def sf(self, x: Array) -> Array:
        return self._log.sf(self._log_ratio(x))

    def _log_ratio(self, x: Array) -> Array:
        # Minus infinity for everything up to 0, which is right.
        with np.errstate(divide="ignore"):
            return np.log(np.maximum(x, 0.0) / self.median)

    def knots(self) -> tuple[float, ...]:
        return 0.0, np.inf

    def middle(self) -> float:
        return self.median

    def mean(self) -> float:
        with np.errstate(over="ignore"):
            return float(self.median * np.exp(self.sigma**2 / 2))
