"""The law of a mixture: a weighted sum of distribution functions, inverted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ictsim.distributions.law import Array, Law, Piece, by_half
from ictsim.distributions.roots import increasing_root


@dataclass(frozen=True)
class Mixed(Law):
    """``laws[i]`` with probability ``weights[i]`` (all above 0, summing to 1)."""

    weights: tuple[float, ...]
    laws: tuple[Law, ...]

    def cdf(self, x: Array) -> Array:
        return self._sum([law.cdf(x) for law in self.laws])

    def cdf_left(self, x: Array) -> Array:
        return self._sum([law.cdf_left(x) for law in self.laws])

    def sf(self, x: Array) -> Array:
        return self._sum([law.sf(x) for law in self.laws])

    def sf_left(self, x: Array) -> Array:
        return self._sum([law.sf_left(x) for law in self.laws])

    def _sum(self, probabilities: Sequence[Array]) -> Array:
        total = sum(w * p for w, p in zip(self.weights, probabilities, strict=True))
        # Rounded weights may miss 1 by a digit; where every component is at 1, so is the sum.
        return np.where(np.min(probabilities, axis=0) >= 1.0, 1.0, np.minimum(total, 1.0))

    def knots(self) -> tuple[float, ...]:
        return tuple(sorted({knot for law in self.laws for knot in law.knots()}))

    def ends(self) -> tuple[float, float]:
        ends = [law.ends() for law in self.laws]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def is_discrete(self) -> bool:
        return all(law.is_discrete() for law in self.laws)

    def parts(self) -> tuple[tuple[float, Law], ...]:
        return tuple(zip(self.weights, self.laws, strict=True))

    def mean(self) -> float:
        return sum(w * law.mean() for w, law in zip(self.weights, self.laws, strict=True))

    def resolution(self) -> float:
        return max(law.resolution() for law in self.laws)

    def cap_atoms(self) -> tuple[tuple[float, float], ...]:
        return tuple(
            (value, weight * share)
            for weight, law in zip(self.weights, self.laws, strict=True)
            for value, share in law.cap_atoms()
        )

    def at(self, p: Array, q: Array) -> Array:
        low, high = self.ends()
        x = np.where(p == 0.0, low, high)
        # At the very ends a search would have no sign to go by.
        inside = (p > 0.0) & (q > 0.0)
        x[inside] = self._at_inside(p[inside], q[inside])
        return x

    def _at_inside(self, p: Array, q: Array) -> Array:
        x = np.empty_like(p)
        number = by_half(p, q, self._piece_from_below, self._piece_from_above)
        for index in np.unique(number):
            here = number == index
            piece = self.pieces()[int(index)]
            x[here] = np.clip(self._within(piece, p[here], q[here]), piece.low, piece.high)
        return x

    def _piece_from_below(self, p: Array) -> Array:
        """Number of the piece with a < p <= b, as a float."""
        ends = np.array([piece.b for piece in self.pieces()[:-1]])
        return np.searchsorted(ends, p, side="left").astype(np.float64)

    def _piece_from_above(self, q: Array) -> Array:
        """Number of the first piece that ends with survival q or less, as a float."""
        ends = np.array([-piece.survival_b for piece in self.pieces()[:-1]])
        return np.searchsorted(ends, -q, side="left").astype(np.float64)

    def _within(self, piece: Piece, p: Array, q: Array) -> Array:
        if piece.low == piece.high:
            return np.full_like(p, piece.low)
        active = self._active(piece)
        if len(active) == 1:
            return self._within_one(active[0], piece, p, q)
        return self._within_several(piece, p, q)

    def _active(self, piece: Piece) -> list[int]:
        """Which components can fall strictly inside the piece."""
        low, high = np.array([piece.low]), np.array([piece.high])
        return [
            index
            for index, law in enumerate(self.laws)
            if law.cdf_left(high)[0] > law.cdf(low)[0] or law.sf(low)[0] > law.sf_left(high)[0]
        ]

    def _within_one(self, index: int, piece: Piece, p: Array, q: Array) -> Array:
        """One component alone: its own quantile at its own probability, no search."""
        weight, law = self.weights[index], self.laws[index]
        own_p = law.cdf(np.array([piece.low])) + (p - piece.a) / weight
        own_q = law.sf_left(np.array([piece.high])) + (q - piece.survival_b) / weight
        return law.at(np.clip(own_p, 0.0, 1.0), np.clip(own_q, 0.0, 1.0))

    def _within_several(self, piece: Piece, p: Array, q: Array) -> Array:
        """Overlapping components: the root lies between their lowest and highest quantile."""
        quantiles = [np.clip(law.at(p, q), piece.low, piece.high) for law in self.laws]
        low, high = np.min(quantiles, axis=0), np.max(quantiles, axis=0)
        x = np.empty_like(p)
        lower = p <= q
        # Logarithms make the tails, where F spans many powers of ten, nearly straight.
        x[lower] = increasing_root(
            lambda y, chosen: _log_ratio(self.cdf(y), p[lower][chosen]), low[lower], high[lower]
        )
        x[~lower] = increasing_root(
            lambda y, chosen: -_log_ratio(self.sf(y), q[~lower][chosen]), low[~lower], high[~lower]
        )
        return x


def _log_ratio(found: Array, wanted: Array) -> Array:
    # Far from the root the ratio may be 0 or too large: an infinite value has the right sign.
    with np.errstate(divide="ignore", over="ignore"):
        return np.log(found / wanted)


def mixed(weights: Sequence[float], laws: Sequence[Law]) -> Law:
    """The mixture of ``laws``; components of weight 0 are left out."""
    kept = [(weight, law) for weight, law in zip(weights, laws, strict=True) if weight > 0.0]
    total = sum(weight for weight, _ in kept)
    return Mixed(tuple(weight / total for weight, _ in kept), tuple(law for _, law in kept))
