"""Metalog: a smooth law through percentiles, with tails of its own."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law
from ictsim.distributions.metalog_law import MetalogLaw, Scale, basis, split
from ictsim.distributions.quantiles import require_rising

SHORT = ("p10", "p50", "p90")
MOST_TERMS = 16

# The largest value of d(s L)/dL = s + p (1 - p) L: where s L = 1, at L = 2.3993573 and s = 1/L.
STEEPEST = 0.5998393


class Metalog(Distribution):
    """A smooth law through percentiles, with tails beyond them (Keelin 2016).

    Given by ``p10``, ``p50`` and ``p90``, or by ``p`` (between 0 and 1) and ``values``: then the
    first ``terms`` terms of the series are fitted by least squares, as many as there are points
    unless stated, which hits them all. ``lower`` and ``upper`` are bounds of the law itself, which
    it approaches and never reaches; ``min`` and ``max`` would cut it instead. Points that would
    need a negative density are refused. With one bound the far tail can be so heavy that there is
    no mean; it then needs an end (``cap`` or ``max`` above, ``min`` below).
    """

    use: ClassVar[str] = (
        "For an expert's P10, P50 and P90, where extremes beyond them are to be allowed for."
    )
    example: ClassVar[dict[str, Any]] = {"p10": 90.0, "p50": 105.0, "p90": 150.0, "lower": 60.0}

    dist: Literal["metalog"] = "metalog"
    """A smooth law through percentiles, with tails beyond them."""
    p10: float | None = None
    """Value below which 10 % of the draws lie."""
    p50: float | None = None
    """Median."""
    p90: float | None = None
    """Value above which 10 % of the draws lie."""
    p: list[float] | None = None
    """In place of ``p10``, ``p50``, ``p90``: probabilities between 0 and 1, rising."""
    values: list[float] | None = None
    """The value at each ``p``, rising."""
    terms: int | None = None
    """Terms of the series, 2 or more; as many as points unless given."""
    lower: float | None = None
    """Bound that the law approaches below."""
    upper: float | None = None
    """Bound that the law approaches above."""

    def _check_parameters(self) -> None:
        names = (*SHORT, "p", "values")
        given = tuple(name for name in names if getattr(self, name) is not None)
        require(
            given in (SHORT, ("p", "values")),
            f"{' and '.join(given) or 'nothing'} given; write p10, p50 and p90, or p and values",
        )
        p, values = self._points()
        self._check_points(p, values)
        self._check_terms(len(p))
        law = self._own
        assert isinstance(law, MetalogLaw)
        where = law.first_fall()
        require(where is None, self._too_skew() if self.p is None else _falls(where or 0.0))
        self._check_mean(law)

    def _too_skew(self) -> str:
        """What is said of three percentiles that no law of this family goes through."""
        _, (p10, p50, p90) = self._points()
        low, high = _rounded_inwards(*middle_range(p10, p90, Scale(self.lower, self.upper)))
        ends = [f"{key} {end:.12g}" for key in ("lower", "upper")
                if (end := getattr(self, key)) is not None]  # fmt: skip
        beside = ", ".join([f"p10 {p10:.12g}", f"p90 {p90:.12g}", *ends])
        return (
            f"p50 {p50:.12g} is too near one of the others: with {beside} it can be {low:.12g} "
            f'to {high:.12g}; write one in between, or dist = "quantiles" with p = [0, 0.1, 0.5, '
            "0.9, 1] and as values the lowest, these three and the highest"
        )

    def _points(self) -> tuple[list[float], list[float]]:
        if self.p is not None and self.values is not None:
            return self.p, self.values
        points = (self.p10, self.p50, self.p90)
        return [0.1, 0.5, 0.9], [value for value in points if value is not None]

    def _check_points(self, p: list[float], values: list[float]) -> None:
        require(len(p) == len(values), f"{len(p)} p but {len(values)} values; write one for each")
        require(len(p) >= 2, f"{len(p)} points; write 2 or more")
        require_rising(p, "p")
        if self.p is None:
            _require_rising_percentiles(values)
        require_rising(values, "value")
        require(
            p[0] > 0.0 and p[-1] < 1.0,
            f"p runs from {p[0]:.12g} to {p[-1]:.12g}; write p above 0 and below 1, and the ends "
            "as lower and upper",
        )
        if self.lower is not None:
            require(
                self.lower < values[0],
                f"lower {self.lower:.12g} is not below {self._named(0)} {values[0]:.12g}; no draw "
                "comes below it: lower it, or leave it out",
            )
        if self.upper is not None:
            require(
                self.upper > values[-1],
                f"upper {self.upper:.12g} is not above {self._named(-1)} {values[-1]:.12g}; no "
                "draw comes above it: raise it, or leave it out",
            )

    def _named(self, place: int) -> str:
        """What the first or last of the points is called."""
        if self.p is None:
            return SHORT[place]
        return "the largest value" if place else "the smallest value"

    def _check_terms(self, points: int) -> None:
        require(
            self.terms is None or self.p is not None,
            "terms goes with p and values; p10, p50 and p90 make three terms",
        )
        most = min(points, MOST_TERMS)
        require(
            self.terms is None or 2 <= self.terms <= most,
            f"terms {self.terms}; write 2 to {most}, no more than there are points",
        )

    def _check_mean(self, law: MetalogLaw) -> None:
        below, above = law.has_mean()
        require(
            above or self.max is not None or self.cap is not None,
            "the upper tail is so heavy that there is no finite mean; write cap = <largest value "
            "counted> (or max), or an upper bound",
        )
        require(
            below or self.min is not None,
            "the lower tail is so heavy that there is no finite mean; write min = <smallest value "
            "counted>, or a lower bound",
        )

    def _parent(self) -> Law:
        p, values = (np.array(points) for points in self._points())
        scale = Scale(self.lower, self.upper)
        coefficients = _fitted(p, scale.straighten(values), self.terms or min(len(p), MOST_TERMS))
        return MetalogLaw(*split(coefficients), scale)


def _falls(p: float) -> str:
    return (
        f"the density would be negative near p = {p:.6g}; move the values there further apart, or "
        "write fewer terms, or bounds lower and upper"
    )


def _require_rising_percentiles(values: list[float]) -> None:
    for (first, low), (second, high) in pairwise(zip(SHORT, values, strict=True)):
        require(
            low < high,
            f"{second} {high:.12g} is not above {first} {low:.12g}; write p10 < p50 < p90",
        )


def middle_range(p10: float, p90: float, scale: Scale) -> tuple[float, float]:
    """The medians, from and to, that a law with this p10 and p90 can have.

    With r the place of the median between them on the straight scale, 0 to 1, the three terms are
    a2 = (z90 - z10) / (2 log 9) and a3 = a2 (1 - 2 r) / 0.4, and M rises where |a3| < a2 / peak.
    """
    z10, z90 = scale.straighten(np.array([p10, p90])).tolist()
    least = 0.5 - 0.2 / STEEPEST
    places = z10 + (z90 - z10) * np.array([least, 1.0 - least])
    low, high = scale.bend(places).tolist()
    return low, high


def _rounded_inwards(low: float, high: float) -> tuple[float, float]:
    """A range with as many digits as tell it, and not wider."""
    step = 10.0 ** (math.floor(math.log10(high - low)) - 3)
    return math.ceil(low / step) * step, math.floor(high / step) * step


def _fitted(p: Array, z: Array, terms: int) -> Array:
    """Coefficients of the series, by least squares."""
    matrix = basis(np.log(p / (1.0 - p)), terms)
    coefficients, _, rank, _ = np.linalg.lstsq(matrix, z, rcond=None)
    require(
        int(rank) == terms,
        f"the points lie too close together for {terms} terms; write fewer terms",
    )
    return np.asarray(coefficients)
