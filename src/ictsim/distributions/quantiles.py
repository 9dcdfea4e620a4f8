"""Percentiles drawn as a curve: what was read from a report or agreed at a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Array, Law, by_half
from ictsim.distributions.monotone import Curve, monotone_curve

MOST_POINTS = 200


class Quantiles(Distribution):
    """A law through given percentiles: P(X <= values[i]) = p[i], and a smooth curve in between.

    ``p`` rises from 0 to 1, both included, so the first and last value are the ends; the values do
    not fall. The curve is the monotone cubic of value on p (Fritsch and Butland 1984). Two equal
    neighbours make that value an atom, with the probability between their p.
    """

    use: ClassVar[str] = (
        "For percentiles that were published or agreed, when no named law has that shape."
    )
    example: ClassVar[dict[str, Any]] = {
        "p": [0.0, 0.1, 0.5, 0.9, 1.0],
        "values": [70.0, 90.0, 105.0, 150.0, 220.0],
    }

    dist: Literal["quantiles"] = "quantiles"
    """A smooth law through given percentiles."""
    p: list[float]
    """Probabilities, rising from 0 to 1, both included."""
    values: list[float]
    """The value at each ``p``, not falling."""

    def _check_parameters(self) -> None:
        require(
            len(self.p) == len(self.values),
            f"{len(self.p)} p but {len(self.values)} values; write one for each",
        )
        require(
            2 <= len(self.p) <= MOST_POINTS,
            f"{len(self.p)} points; write 2 to {MOST_POINTS}",
        )
        require_rising(self.p, "p")
        require(
            self.p[0] == 0.0 and self.p[-1] == 1.0,
            f"p runs from {self.p[0]:.12g} to {self.p[-1]:.12g}; start at 0 and end at 1, with the "
            "smallest and largest value",
        )
        for (p, first), (q, second) in pairwise(zip(self.p, self.values, strict=True)):
            require(
                first <= second,
                f"value {second:.12g} (p {q:.12g}) comes after {first:.12g} (p {p:.12g}); a higher "
                "percentile is not lower",
            )

    def _parent(self) -> Law:
        return QuantilesLaw(monotone_curve(np.array(self.p), np.array(self.values)))


def require_rising(p: list[float], name: str) -> None:
    """Refuse numbers of which one is not above the one before."""
    for first, second in pairwise(p):
        require(
            first < second,
            f"{name} {second:.12g} comes after {first:.12g}; write them in increasing order, each "
            "once",
        )


@dataclass(frozen=True, eq=False)
class QuantilesLaw(Law):
    """The law whose quantile function is ``curve``; its upper tail is the lower one of -X."""

    curve: Curve

    @cached_property
    def _mirror(self) -> Curve:
        return self.curve.mirrored()

    def at(self, p: Array, q: Array) -> Array:
        return by_half(p, q, self.curve.value, lambda above: -self._mirror.value(above))

    def cdf(self, x: Array) -> Array:
        return self.curve.probability(x, up_to=True)

    def cdf_left(self, x: Array) -> Array:
        return self.curve.probability(x, up_to=False)

    def sf(self, x: Array) -> Array:
        return self._mirror.probability(-x, up_to=False)

    def sf_left(self, x: Array) -> Array:
        return self._mirror.probability(-x, up_to=True)

    def knots(self) -> tuple[float, ...]:
        return tuple(self.curve.x.tolist())

    def mean(self) -> float:
        return self.curve.integral()
