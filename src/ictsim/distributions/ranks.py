"""The rank correlation of two values whose uniforms are joined by a Gaussian copula.

Continuous laws keep the rank correlation of their uniforms. Atoms are ties: Spearman's
correlation of the values is then that of the mid-distribution functions
G(u) = (F(x-) + F(x)) / 2, which is u outside atoms and the middle of an atom inside it.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from ictsim.distributions.base import Distribution
from ictsim.distributions.law import Array, Piece
from ictsim.statistics.correlation import normal_from_rank

# Scores beyond have probability 1e-15; Gauss-Legendre nodes for each piece.
_END = 8.0
_NODES = 64
# The density of one score given the other is followed over this many of its deviations.
_WIDE = 7.0
_PERFECT = 1.0 - 1e-9
_SMALL_ATOM = 0.005


def has_atoms(law: Distribution) -> bool:
    """Whether some single value has a probability of its own."""
    return any(piece.low == piece.high for piece in law.pieces())


def realised_rank_correlation(a: Distribution, b: Distribution, rank: float) -> float | None:
    """Spearman correlation of the values of ``a`` and ``b``, from -1 to 1.

    Parameters
    ----------
    a, b
        The laws of two inputs.
    rank
        The rank correlation of their uniforms.

    Returns
    -------
    float or None
        By quadrature, to some six digits; None where one of the two never varies.
    """
    pieces = _coarse(a.pieces()), _coarse(b.pieces())
    spread = [_variance(own) for own in pieces]
    if min(spread) <= 0.0:
        return None
    if not any(piece.low == piece.high for own in pieces for piece in own):
        return rank
    covariance = _mean_product(*pieces, normal_from_rank(rank)) - 0.25
    return covariance / math.sqrt(spread[0] * spread[1])


def _coarse(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Neighbours that are smooth, or atoms too small to matter, as one smooth piece.

    Atoms of probability p add sum p**3 to what ties take away: for p below 1/200 less than 3e-5.
    """
    found: list[Piece] = []
    for piece in pieces:
        large = piece.low == piece.high and piece.b - piece.a >= _SMALL_ATOM
        if large or not found or found[-1].low == found[-1].high:
            # A small atom by itself stands for a smooth piece: its ends must differ.
            found.append(piece if large else piece._replace(low=-math.inf, high=math.inf))
        else:
            found[-1] = found[-1]._replace(b=piece.b, survival_b=piece.survival_b)
    return tuple(found)


def _variance(pieces: tuple[Piece, ...]) -> float:
    """Var G(U) = (1 - sum of cubes of the atoms) / 12."""
    cubes = [(piece.b - piece.a) ** 3 for piece in pieces if piece.low == piece.high]
    return (1.0 - math.fsum(cubes)) / 12.0


def _mean_product(first: tuple[Piece, ...], second: tuple[Piece, ...], r: float) -> float:
    """E[G(U) H(V)], U and V joined with normal correlation r."""
    splits = _turns(second, r)
    total = 0.0
    for piece in first:
        begin, end = _scores(piece)
        inside = [split for split in splits if begin < split < end]
        ends = np.array([begin, *inside, end])
        z, weight, value = _grid(piece, ends[:-1], ends[1:])
        density = weight * np.exp(-(z**2) / 2.0) / math.sqrt(2.0 * math.pi)
        given = _given(second, z.ravel(), r).reshape(z.shape)
        total += float(np.sum(density * value * given))
    return total


def _turns(pieces: tuple[Piece, ...], r: float) -> list[float]:
    """Where E[H(V) | score] may turn within the reach of one deviation: near each piece's end."""
    if r == 0.0:
        return []
    sd = math.sqrt(max(0.0, 1.0 - r * r))
    ends = [_scores(piece)[1] for piece in pieces[:-1]]
    return sorted((end + reach * sd) / r for end in ends for reach in (-_WIDE, 0.0, _WIDE))


def _given(pieces: tuple[Piece, ...], z: Array, r: float) -> Array:
    """E[H(V)] given each score z of the other."""
    from scipy.special import ndtr

    if abs(r) > _PERFECT:
        return _middles(pieces, np.sign(r) * z)
    sd = math.sqrt(1.0 - r * r)
    found = np.zeros_like(z)
    for piece in pieces:
        begin, end = _scores(piece)
        if piece.low == piece.high:
            inside = ndtr((end - r * z) / sd) - ndtr((begin - r * z) / sd)
            found += inside * (piece.a + piece.b) / 2.0
        else:
            y, weight, value = _grid(piece, np.maximum(r * z - _WIDE * sd, begin),
                                     np.minimum(r * z + _WIDE * sd, end))  # fmt: skip
            density = np.exp(-(((y - r * z[:, None]) / sd) ** 2) / 2.0)
            found += np.sum(weight * density * value, axis=1) / (sd * math.sqrt(2.0 * math.pi))
    return found


def _grid(piece: Piece, low: Array, high: Array) -> tuple[Array, Array, Array]:
    """Nodes, weights and G at the nodes of each row's interval of scores, within one piece.

    All of shape (rows, nodes); an interval that is empty has weight 0.
    """
    unit, unit_weight = _rule()
    half = np.maximum(high - low, 0.0)[:, None] / 2.0
    nodes = low[:, None] + half * (unit + 1.0)
    return nodes, half * unit_weight, _piece_value(piece, nodes)


@cache
def _rule() -> tuple[Array, Array]:
    """Gauss-Legendre nodes and weights on -1 to 1."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return nodes, weights


def _scores(piece: Piece) -> tuple[float, float]:
    from scipy.special import ndtri

    ends = (
        ndtri(p) if p <= 0.5 else -ndtri(q)
        for p, q in ((piece.a, piece.survival_a), (piece.b, piece.survival_b))
    )
    begin, end = (float(np.clip(x, -_END, _END)) for x in ends)
    return begin, end


def _piece_value(piece: Piece, z: Array) -> Array:
    from scipy.special import ndtr

    if piece.low == piece.high:
        return np.full_like(z, (piece.a + piece.b) / 2.0)
    return np.asarray(ndtr(z))


def _middles(pieces: tuple[Piece, ...], z: Array) -> Array:
    """H at the scores themselves."""
    ends = np.array([_scores(piece)[1] for piece in pieces[:-1]])
    number = np.searchsorted(ends, z)
    found = np.empty_like(z)
    for index, piece in enumerate(pieces):
        here = number == index
        found[here] = _piece_value(piece, z[here])
    return found
