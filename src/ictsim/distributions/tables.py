"""Lowering: what the compiled code reads in place of a distribution.

A table holds a cubic for each of many segments of one smooth piece of the quantile function.
Segments halve towards both ends of the piece, so each is as fine, relative to the probability
left, as the next: tails need no special case. Sizes are in ``ictsim.kernels.layout``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ictsim.distributions.base import Distribution
from ictsim.distributions.law import Array, Law, Piece
from ictsim.kernels.layout import OCTAVES, SEGMENTS_PER_OCTAVE, SEGMENTS_PER_SIDE, SMALLEST_Q

# How far F(x(u)) may be from u: absolute, and relative to min(u, 1 - u) (MODEL.md section 4).
ABSOLUTE, RELATIVE = 1e-6, 1e-2

# Probabilities below this are not checked; nor are misses that are no more than rounding.
LEAST_CHECKED = 1e-9
ROUNDING = 64.0

# Where in a segment to check: the cubic deviates most near t = 0.127 and 0.873.
CHECKED_T = (0.127, 0.5, 0.873)

# A piece that misses is split where it is worst. Overlapping mixtures need up to a dozen.
MOST_TABLES = 64

# A narrower piece gets one value: it is below what can be checked.
SLIVER = 2.0**-38

# A segment's number is the exponent and the leading bits of the mantissa of q.
LEADING_BITS = SEGMENTS_PER_OCTAVE.bit_length() - 1
OTHER_BITS = 52 - LEADING_BITS
FIRST_NUMBER = (1023 - OCTAVES - 1) << LEADING_BITS

Integers = NDArray[np.int64]


def _no_floats() -> Array:
    return np.zeros(0)


def _no_integers() -> Integers:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Lowered:
    """A quantile function x(u), 0 < u < 1, as numbers.

    ``constant``: x = ``value``. ``affine``: x = ``intercept`` + ``slope`` u. ``pieces``: piece j
    holds ``edges[j] <= u < edges[j + 1]``; its first row in ``coefs`` is ``offset[j]``. With
    ``stride[j] == 0`` that row starts with its one value, an atom. With 1 it is a table of
    ``2 SEGMENTS_PER_SIDE`` rows, first those counted from its lower end, then from its upper.

    Attributes
    ----------
    edges
        Shape (pieces + 1,): from 0.0 to 1.0.
    offset, stride
        Shape (pieces,).
    coefs
        Shape (rows, 4): c0 + t (c1 + t (c2 + t c3)), with t from 0 to 1 over the segment.
    """

    kind: Literal["constant", "affine", "pieces"]
    value: float = 0.0
    intercept: float = 0.0
    slope: float = 0.0
    edges: Array = field(default_factory=_no_floats)
    offset: Integers = field(default_factory=_no_integers)
    stride: Integers = field(default_factory=_no_integers)
    coefs: Array = field(default_factory=lambda: np.zeros((0, 4)))

    def __post_init__(self) -> None:
        for array in (self.edges, self.offset, self.stride, self.coefs):
            array.flags.writeable = False


class Table(NamedTuple):
    """The rows of one piece: a whole table, or the one row of a constant."""

    start: float
    coefs: Array


def lower(distribution: Distribution) -> Lowered:
    """Turn a distribution into what the compiled code reads.

    Raises
    ------
    ValueError
        The quantile function changes too suddenly somewhere to be tabulated accurately.
    """
    law = distribution.law()
    pieces = law.pieces()
    low, high = pieces[0].low, pieces[-1].high
    if low == high:
        return Lowered("constant", value=low)
    if distribution.linear and distribution.cap is None:
        return Lowered("affine", intercept=low, slope=high - low)
    return _packed([table for piece in pieces for table in _tables(law, piece)])


def _packed(tables: list[Table]) -> Lowered:
    rows = np.array([len(table.coefs) for table in tables])
    return Lowered(
        "pieces",
        edges=np.array([table.start for table in tables] + [1.0]),
        offset=np.cumsum(rows) - rows,
        stride=(rows > 1).astype(np.int64),
        coefs=np.concatenate([table.coefs for table in tables]),
    )


def _tables(law: Law, piece: Piece) -> list[Table]:
    """Tables that cover the piece in order, split until each is accurate."""
    done: list[Table] = []
    waiting = [piece]
    while waiting:
        piece = waiting.pop()
        coefs = _coefs(law, piece)
        miss, p, q = _worst_miss(law, piece, coefs)
        if miss <= 1.0:
            done.append(Table(piece.a, coefs))
            continue
        x = float(_at(law, piece, np.array([p]), np.array([q]))[0])
        if len(done) + len(waiting) >= MOST_TABLES:
            raise ValueError(
                f"the law changes too suddenly near {x:.12g} (probability {p:.12g}) to be "
                "tabulated; widen what is so narrow there, or make it a single value"
            )
        waiting.append(piece._replace(a=p, low=x, survival_a=q))
        waiting.append(piece._replace(b=p, high=x, survival_b=q))
    return done


def _coefs(law: Law, piece: Piece) -> Array:
    if piece.low == piece.high or piece.b - piece.a < SLIVER:
        middle = _probabilities(piece, 0, np.array([0.5]))
        return np.array([[_at(law, piece, *middle)[0], 0.0, 0.0, 0.0]])
    x = [_at(law, piece, *_probabilities(piece, side, _nodes())) for side in (0, 1)]
    # One increasing run over both sides, which share the middle: rounding in a quantile function
    # can put two close nodes in the wrong order.
    run = np.maximum.accumulate(np.concatenate([x[0], x[1][-2::-1]]))
    middle_node = len(_nodes()) - 1
    return np.concatenate([_cubics(run[: middle_node + 1]), _cubics(run[middle_node:][::-1])])


def _probabilities(piece: Piece, side: int, q: Array) -> tuple[Array, Array]:
    """P from below and from above at share ``q`` of the piece, counted from end ``side``."""
    step = q * (piece.b - piece.a)
    if side == 0:
        return piece.a + step, piece.survival_a - step
    return piece.b - step, piece.survival_b + step


def _at(law: Law, piece: Piece, p: Array, q: Array) -> Array:
    # Clipping keeps a node beside a jump, where p is rounded, on its own side of the jump.
    return np.clip(law.at(p, q), piece.low, piece.high)


@cache
def _segments() -> tuple[Array, Array]:
    """Start and width of the segments of one side, 2**-36 <= q < 1/2."""
    octave, part = np.divmod(np.arange(OCTAVES * SEGMENTS_PER_OCTAVE), SEGMENTS_PER_OCTAVE)
    width = np.ldexp(SMALLEST_Q / SEGMENTS_PER_OCTAVE, octave)
    return width * (SEGMENTS_PER_OCTAVE + part), width


@cache
def _nodes() -> Array:
    """Shares q at t = 0, 1/3, 2/3 of each segment of a side, and at its end 1/2."""
    start, width = _segments()
    inner = start[:, None] + width[:, None] * (np.arange(3) / 3)
    return np.append(inner.ravel(), 0.5)


def _cubics(nodes: Array) -> Array:
    """Rows of one side: the cubic through the four nodes of each segment, ends shared."""
    y0 = nodes[:-1:3]
    d1, d2, d3 = nodes[1::3] - y0, nodes[2::3] - y0, nodes[3::3] - y0
    c1 = 9.0 * d1 - 4.5 * d2 + d3
    c2 = -22.5 * d1 + 18.0 * d2 - 4.5 * d3
    c3 = 13.5 * d1 - 13.5 * d2 + 4.5 * d3
    # Where nodes differ by rounding alone a cubic may wiggle: take the straight line.
    bad = ~_monotone(c1, c2, c3)
    c1, c2, c3 = np.where(bad, d3, c1), np.where(bad, 0.0, c2), np.where(bad, 0.0, c3)
    last = np.array([[nodes[-1], 0.0, 0.0, 0.0]])
    return np.concatenate([np.stack([y0, c1, c2, c3], axis=1), last])


def _monotone(c1: Array, c2: Array, c3: Array) -> NDArray[np.bool_]:
    """Whether c1 + 2 c2 t + 3 c3 t**2 has one sign on 0 <= t <= 1."""
    end = c1 + 2.0 * c2 + 3.0 * c3
    with np.errstate(divide="ignore", invalid="ignore"):
        t = -c2 / (3.0 * c3)
        turn = np.where((t > 0.0) & (t < 1.0), c1 + c2 * t, c1)
    return np.asarray(
        (np.minimum(np.minimum(c1, end), turn) >= 0.0)
        | (np.maximum(np.maximum(c1, end), turn) <= 0.0)
    )


def _worst_miss(law: Law, piece: Piece, coefs: Array) -> tuple[float, float, float]:
    """Largest miss of a table as a multiple of what is allowed, and p and q of that place."""
    if len(coefs) == 1:
        return 0.0, 0.0, 0.0
    start, width = _segments()
    found = []
    for side in (0, 1):
        rows = coefs[side * SEGMENTS_PER_SIDE :][: len(start)]
        for t in CHECKED_T:
            p, q = _probabilities(piece, side, start + t * width)
            miss = _miss(law, _cubic(rows, t), p, q)
            worst = int(np.argmax(miss))
            found.append((float(miss[worst]), float(p[worst]), float(q[worst])))
    return max(found)


def _miss(law: Law, x: Array, p: Array, q: Array) -> Array:
    """Distance of u from F(x-) .. F(x), as a multiple of what is allowed."""
    rounding = 4.0 * np.spacing(np.abs(x))
    down, up = x - rounding, x + rounding
    below = np.maximum(law.cdf_left(down) - p, p - law.cdf(up))
    above = np.maximum(law.sf(up) - q, q - law.sf_left(down))
    least = np.minimum(p, q)
    allowed = np.minimum(ABSOLUTE, RELATIVE * least) + ROUNDING * law.resolution()
    return np.where(least < LEAST_CHECKED, 0.0, np.where(p <= q, below, above) / allowed)


def _cubic(rows: Array, t: ArrayLike) -> Array:
    c0, c1, c2, c3 = np.moveaxis(rows, -1, 0)
    return np.asarray(c0 + t * (c1 + t * (c2 + t * c3)))


def evaluate(lowered: Lowered, u: ArrayLike) -> Array:
    """The values x(u), 0 < u < 1, exactly as the compiled code looks them up; shape of ``u``."""
    u = np.asarray(u, dtype=np.float64)
    if lowered.kind == "constant":
        return np.full(u.shape, lowered.value)
    if lowered.kind == "affine":
        return lowered.intercept + lowered.slope * u
    piece = np.searchsorted(lowered.edges, u, side="right") - 1
    a, b = lowered.edges[piece], lowered.edges[piece + 1]
    from_a, from_b = (u - a) / (b - a), (b - u) / (b - a)
    side = from_b < from_a
    q = np.maximum(np.where(side, from_b, from_a), SMALLEST_Q)
    bits = np.ascontiguousarray(q).view(np.int64)
    segment = (bits >> OTHER_BITS) - FIRST_NUMBER
    t = (bits & ((1 << OTHER_BITS) - 1)) / float(1 << OTHER_BITS)
    row = lowered.offset[piece] + lowered.stride[piece] * (side * SEGMENTS_PER_SIDE + segment)
    rows = lowered.coefs[row]
    return _cubic(rows, t)
