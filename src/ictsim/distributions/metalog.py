"""Metalog: a smooth law through percentiles, with tails of its own."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law
from ictsim.distributions.metalog_law import MetalogLaw, Scale, basis, split
from ictsim.distributions.quantiles import require_rising

SHORT = ("p10", "p50", "p90")
MOST_TERMS = 16


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
        require(
            where is None,
            f"the density would be negative near p = {where or 0.0:.6g}; move the values there "
            "further apart, or write fewer terms, or bounds lower and upper",
        )
        self._check_mean(law)

    def _points(self) -> tuple[list[float], list[float]]:
        if self.p is not None and self.values is not None:
            return self.p, self.values
        points = (self.p10, self.p50, self.p90)
        return [0.1, 0.5, 0.9], [value for value in points if value is not None]

    def _check_points(self, p: list[float], values: list[float]) -> None:
        require(len(p) == len(values), f"{len(p)} p but {len(values)} values; write one for each")
        require(len(p) >= 2, f"{len(p)} points; write 2 or more")
        require_rising(p, "p")
        require_rising(values, "value")
        require(
            p[0] > 0.0 and p[-1] < 1.0,
            f"p runs from {p[0]:.12g} to {p[-1]:.12g}; write p above 0 and below 1, and the ends "
            "as lower and upper",
        )
        if self.lower is not None:
            require(
                self.lower < values[0],
                f"lower {self.lower:.12g} is not below the smallest value {values[0]:.12g}",
            )
        if self.upper is not None:
            require(
                self.upper > values[-1],
                f"upper {self.upper:.12g} is not above the largest value {values[-1]:.12g}",
            )

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


def _fitted(p: Array, z: Array, terms: int) -> Array:
    """Coefficients of the series, by least squares."""
    matrix = basis(np.log(p / (1.0 - p)), terms)
    coefficients, _, rank, _ = np.linalg.lstsq(matrix, z, rcond=None)
    require(
        int(rank) == terms,
        f"the points lie too close together for {terms} terms; write fewer terms",
    )
    return np.asarray(coefficients)
