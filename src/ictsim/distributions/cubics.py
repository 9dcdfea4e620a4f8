"""The cubics of one smooth piece of a quantile function.

Segments halve towards both ends of the piece, so each is as fine, relative to the probability
left, as the next: tails need no special case. Sizes are in ``ictsim.kernels.layout``.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ictsim.distributions.law import Array, Law, Piece
from ictsim.kernels.layout import OCTAVES, SEGMENTS_PER_OCTAVE, SMALLEST_Q


def cubics(law: Law, piece: Piece) -> Array:
    """Coefficients of a piece, shape (2 SEGMENTS_PER_SIDE, 4): from its lower end, then upper.

    Raises
    ------
    ValueError
        The values are too large for a float.
    """
    below, above = (values(law, piece, *probabilities(piece, side, _nodes())) for side in (0, 1))
    # One increasing run over both sides, which share the middle: rounding in a quantile function
    # can put two close nodes in the wrong order.
    run = np.maximum.accumulate(np.concatenate([below, above[-2::-1]]))
    if not np.isfinite(run).all():
        raise ValueError("some values are too large to count with; narrow the law, or add a cap")
    middle = len(below) - 1
    return np.concatenate([_through(run[: middle + 1]), _through(run[middle:][::-1])])


def evaluate_cubic(rows: Array, t: ArrayLike) -> Array:
    """c0 + t (c1 + t (c2 + t c3)) for ``rows`` of shape (..., 4)."""
    c0, c1, c2, c3 = np.moveaxis(rows, -1, 0)
    return np.asarray(c0 + t * (c1 + t * (c2 + t * c3)))


def probabilities(piece: Piece, side: int, q: Array) -> tuple[Array, Array]:
    """From below and from above, at share ``q`` of the piece counted from its end ``side``."""
    step = q * (piece.b - piece.a)
    if side == 0:
        return piece.a + step, piece.survival_a - step
    return piece.b - step, piece.survival_b + step


def values(law: Law, piece: Piece, p: Array, q: Array) -> Array:
    """Quantiles at probabilities ``p`` from below and ``q`` from above, inside the piece.

    Clipping keeps a node beside a jump, where p is rounded, on its own side of the jump.
    """
    return np.clip(law.at(p, q), piece.low, piece.high)


@cache
def segments() -> tuple[Array, Array]:
    """Start and width of the segments of one side, SMALLEST_Q <= q < 1/2."""
    octave, part = np.divmod(np.arange(OCTAVES * SEGMENTS_PER_OCTAVE), SEGMENTS_PER_OCTAVE)
    width = np.ldexp(SMALLEST_Q / SEGMENTS_PER_OCTAVE, octave)
    return width * (SEGMENTS_PER_OCTAVE + part), width


@cache
def _nodes() -> Array:
    """Shares q at t = 0, 1/3, 2/3 of each segment of a side, and at its end 1/2."""
    start, width = segments()
    inner = start[:, None] + width[:, None] * (np.arange(3) / 3)
    return np.append(inner.ravel(), 0.5)


def _through(nodes: Array) -> Array:
    """Rows of one side: the cubic through the four nodes of each segment, ends shared."""
    y0 = nodes[:-1:3]
    d1, d2, d3 = nodes[1::3] - y0, nodes[2::3] - y0, nodes[3::3] - y0
    c1 = 9.0 * d1 - 4.5 * d2 + d3
    c2 = -22.5 * d1 + 18.0 * d2 - 4.5 * d3
    c3 = 13.5 * d1 - 13.5 * d2 + 4.5 * d3
    # Where nodes differ by rounding alone a cubic may wiggle: take the straight line.
    fine = _monotone(c1, c2, c3)
    c1, c2, c3 = np.where(fine, c1, d3), np.where(fine, c2, 0.0), np.where(fine, c3, 0.0)
    last = np.array([[nodes[-1], 0.0, 0.0, 0.0]])
    return np.concatenate([np.stack([y0, c1, c2, c3], axis=1), last])


def _monotone(c1: Array, c2: Array, c3: Array) -> NDArray[np.bool_]:
    """Whether the slope c1 + 2 c2 t + 3 c3 t**2 has one sign on 0 <= t <= 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        t = -c2 / (3.0 * c3)
        turn = np.where((t > 0.0) & (t < 1.0), c1 + c2 * t, c1)
    slopes = np.stack([c1, c1 + 2.0 * c2 + 3.0 * c3, turn])
    return np.asarray((slopes.min(axis=0) >= 0.0) | (slopes.max(axis=0) <= 0.0))
