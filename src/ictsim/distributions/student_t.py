"""Student's t: a bell curve with heavy tails on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law, Smooth, by_half

# Of fewer degrees of freedom the quantile of 1e-12 is too large to count with.
LEAST_DF = 0.1

# Smaller probabilities have the quantile of this one.
LEAST_P = 1e-60


class StudentT(Distribution):
    """A bell around ``loc`` with heavy tails: ``loc`` + ``scale`` times Student's t.

    The tails fall like x**-df on both sides: the fewer the degrees of freedom ``df``, the heavier;
    above 30 it is nearly normal. For df up to 1 it has no mean: it then needs an end on both
    sides, ``min`` and one of ``max`` and ``cap``. A constant if the scale is 0.
    """

    use: ClassVar[str] = (
        "For a deviation to both sides in which extremes are more likely than in a normal law, or "
        "a mean estimated from few figures (df = their number less 1)."
    )
    example: ClassVar[dict[str, Any]] = {"df": 4.0, "loc": 0.02, "scale": 0.01}

    dist: Literal["student_t"] = "student_t"
    """A symmetric bell with heavy tails."""
    df: float
    """Degrees of freedom: fewer make the tails heavier."""
    loc: float
    """Middle."""
    scale: float
    """Width, 0 or more."""

    def _check_parameters(self) -> None:
        require(
            self.df >= LEAST_DF,
            f"df {self.df:.12g} is below {LEAST_DF}; 2 to 30 is usual, more is nearly normal",
        )
        require(self.scale >= 0.0, f"scale {self.scale:.12g} is below 0; write 0 or more")
        bounded = self.min is not None and (self.max is not None or self.cap is not None)
        require(
            self.df > 1.0 or bounded or self.scale == 0.0,
            f"df {self.df:.12g} has no finite mean; write min = <smallest value counted> and "
            "cap = <largest> (or max), or df above 1",
        )

    def _parent(self) -> Law:
        if self.scale == 0.0:
            return atoms([self.loc], [1.0])
        return StudentLaw(self.df, self.loc, self.scale)


@dataclass(frozen=True)
class StudentLaw(Smooth):
    """Student's t, shifted to ``loc`` and stretched by ``scale > 0``."""

    df: float
    loc: float
    scale: float

    def quantile(self, p: Array) -> Array:
        return self.loc + self.scale * self._lower(p)

    def upper_quantile(self, q: Array) -> Array:
        return self.loc - self.scale * self._lower(q)

    def _lower(self, p: Array) -> Array:
        """Quantile of t itself, for p up to 1/2."""
        from scipy.special import betainccinv, betaincinv

        twice = 2.0 * np.maximum(p, LEAST_P)
        far = np.asarray(betaincinv(self.df / 2.0, 0.5, twice))
        near = np.asarray(betainccinv(0.5, self.df / 2.0, twice))
        squared = np.where(near < 0.5, near / (1.0 - np.minimum(near, 0.5)), (1.0 - far) / far)
        return np.where(p > 0.0, -np.sqrt(self.df * squared), -np.inf)

    def cdf(self, x: Array) -> Array:
        return self._up_to((x - self.loc) / self.scale)

    def sf(self, x: Array) -> Array:
        return self._up_to((self.loc - x) / self.scale)

    def _up_to(self, t: Array) -> Array:
        """P(T <= t), from P(T > |t|): half an incomplete beta function of df/(df + t**2).

        SciPy's own stdtr is off by up to 4e-14 near the middle, which a cut makes larger.
        """
        from scipy.special import betainc, betaincc

        with np.errstate(divide="ignore", over="ignore"):
            ratio = t * t / self.df
            inverse = 1.0 / ratio
        tail = by_half(
            ratio,
            inverse,
            lambda r: np.asarray(betaincc(0.5, self.df / 2.0, r / (1.0 + r))) / 2.0,
            lambda r: np.asarray(betainc(self.df / 2.0, 0.5, r / (1.0 + r))) / 2.0,
        )
        return np.where(t < 0.0, tail, 1.0 - tail)

    def knots(self) -> tuple[float, ...]:
        return -np.inf, np.inf

    def middle(self) -> float:
        return self.loc

    def mean(self) -> float:
        return self.loc if self.df > 1.0 else np.nan
