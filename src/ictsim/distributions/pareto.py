"""Pareto: the heavy tail of projects that get out of hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law, Smooth


class Pareto(Distribution):
    """A heavy tail from ``xm`` (above 0) on: P(X > x) = (xm/x)**alpha.

    Without an upper end the mean is infinite for ``alpha <= 1``: such a law needs ``cap`` or
    ``max``.
    """

    use: ClassVar[str] = (
        "For the tail of overruns, where a few cases are many times larger than most."
    )
    example: ClassVar[dict[str, Any]] = {"xm": 1.6, "alpha": 3.0}

    dist: Literal["pareto"] = "pareto"
    """A power-law tail."""
    xm: float
    """Least value, above 0."""
    alpha: float
    """Above 0; less makes the tail heavier. Up to 1 there is no mean, and a ``cap`` or ``max`` must
    be given."""

    def _check_parameters(self) -> None:
        require(self.xm > 0.0, f"xm {self.xm:.12g} is not above 0; it is the smallest value")
        require(self.alpha > 0.0, f"alpha {self.alpha:.12g} is not above 0; 1 to 4 is usual")
        require(
            self.alpha > 1.0 or self.cap is not None or self.max is not None,
            f"alpha {self.alpha:.12g} has no finite mean; write cap = <largest value counted> "
            "(or max), or alpha above 1",
        )

    def _parent(self) -> Law:
        return ParetoLaw(self.xm, self.alpha)


@dataclass(frozen=True)
class ParetoLaw(Smooth):
    """Pareto from ``xm`` with tail exponent ``alpha``."""

    xm: float
    alpha: float

    def quantile(self, p: Array) -> Array:
        return self.xm * np.exp(-np.log1p(-p) / self.alpha)

    def upper_quantile(self, q: Array) -> Array:
        # At survival 0, and far out for a tiny alpha, this is inf, which is right.
        with np.errstate(divide="ignore", over="ignore"):
            return self.xm * np.power(q, -1.0 / self.alpha)

    def cdf(self, x: Array) -> Array:
        return -np.expm1(-self.alpha * self._log_ratio(x))

    def sf(self, x: Array) -> Array:
        return np.exp(-self.alpha * self._log_ratio(x))

    def _log_ratio(self, x: Array) -> Array:
        return np.log(np.maximum(x, self.xm) / self.xm)

    def knots(self) -> tuple[float, ...]:
        return self.xm, np.inf

    def mean(self) -> float:
        return self.alpha * self.xm / (self.alpha - 1.0) if self.alpha > 1.0 else np.inf
