"""The parabolas of one smooth piece of a quantile function.

Segments halve towards both ends of the piece, so each is as fine, relative to the probability
left, as the next: tails need no special case. Sizes are in ``ictsim.kernels.layout``.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from ictsim.distributions.law import Array, Law, Piece
from ictsim.kernels.layout import OCTAVES, SEGMENTS_PER_OCTAVE, SMALLEST_Q


def parabolas(law: Law, piece: Piece) -> Array:
    """Coefficients of a piece, shape (2 SEGMENTS_PER_SIDE, 3): from its lower end, then upper.

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


def evaluate_parabola(rows: Array, t: ArrayLike) -> Array:
    """c0 + t (c1 + t c2) for ``rows`` of shape (..., 3)."""
    c0, c1, c2 = np.moveaxis(rows, -1, 0)
    return np.asarray(c0 + t * (c1 + t * c2))


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
    """Shares q at t = 0, 1/2 of each segment of a side, and at its end 1/2."""
    start, width = segments()
    inner = start[:, None] + width[:, None] * (np.arange(2) / 2)
    return np.append(inner.ravel(), 0.5)


def _through(nodes: Array) -> Array:
    """Rows of one side: the parabola through the three nodes of each segment, ends shared."""
    y0 = nodes[:-1:2]
    middle, end = nodes[1::2] - y0, nodes[2::2] - y0
    c1 = 4.0 * middle - end
    c2 = 2.0 * end - 4.0 * middle
    # Where nodes differ by rounding alone a parabola may turn back: take the straight line.
    fine = c1 * (c1 + 2.0 * c2) >= 0.0  # the slopes at t = 0 and 1 have one sign
    c1, c2 = np.where(fine, c1, end), np.where(fine, c2, 0.0)
    return np.concatenate([np.stack([y0, c1, c2], axis=1), [[nodes[-1], 0.0, 0.0]]])
