"""Lowering: what the compiled code reads in place of a distribution."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ictsim.distributions.base import Distribution
from ictsim.distributions.law import Array, Law, Piece
from ictsim.distributions.parabolas import (
    evaluate_parabola,
    parabolas,
    probabilities,
    segments,
    values,
)
from ictsim.kernels.layout import OCTAVES, SEGMENTS_PER_OCTAVE, SEGMENTS_PER_SIDE, SMALLEST_Q

# How far F(x(u)) may be from u: absolute, and relative to min(u, 1 - u) (MODEL.md section 4).
ABSOLUTE, RELATIVE = 1e-6, 1e-2

# Probabilities below this are not checked, nor do misses count that are mere rounding.
LEAST_CHECKED = 1e-9
ROUNDING = 64.0

# Where in a segment to check: a parabola deviates most near t = 0.211 and 0.789. Elsewhere it may
# be slightly worse, hence the margin.
CHECKED_T = (0.211, 0.789)
MARGIN = 0.8

# A table's first value stands for all nearer to its end than SMALLEST_Q. Where that is too coarse,
# beside a kink at some 1e-9, this share of the piece gets a table of its own.
INSIDE = 1.0 / 16.0

# A piece that misses is split where it is worst. Two narrow humps in one law need some ten.
MOST_TABLES = 64

# A narrower piece gets one value: it is below what can be checked.
SLIVER = 2.0**-38

# A segment's number is the exponent and the leading bits of the mantissa of q.
LEADING_BITS = SEGMENTS_PER_OCTAVE.bit_length() - 1
OTHER_BITS = 52 - LEADING_BITS
FIRST_NUMBER = (1023 - OCTAVES - 1) << LEADING_BITS

Integers = NDArray[np.int64]


def _none() -> Array:
    return np.zeros(0)


def _no_integers() -> Integers:
    return np.zeros(0, dtype=np.int64)


def _no_rows() -> Array:
    return np.zeros((0, 3))


@dataclass(frozen=True, eq=False)
class Lowered:
    """A quantile function x(u), 0 < u < 1, as numbers.

    ``constant``: x = ``value``. ``affine``: x = ``intercept`` + ``slope`` u. ``pieces``: piece j
    holds ``edges[j] <= u < edges[j + 1]``; its first row in ``coefs`` is ``offset[j]``. With
    ``stride[j] == 0`` that row is (value, 0, 0), an atom. With 1 it starts a table of
    ``2 SEGMENTS_PER_SIDE`` rows: those counted from the lower end, then from the upper.

    Attributes
    ----------
    edges
        Shape (pieces + 1,), increasing from 0.0 to 1.0.
    offset, stride
        Shape (pieces,).
    coefs
        Shape (rows, 3): x = c0 + t (c1 + t c2), t from 0 to 1 over the segment.
    """

    kind: Literal["constant", "affine", "pieces"]
    value: float = 0.0
    intercept: float = 0.0
    slope: float = 0.0
    edges: Array = field(default_factory=_none)
    offset: Integers = field(default_factory=_no_integers)
    stride: Integers = field(default_factory=_no_integers)
    coefs: Array = field(default_factory=_no_rows)

    def __post_init__(self) -> None:
        for array in (self.edges, self.offset, self.stride, self.coefs):
            array.flags.writeable = False


class Table(NamedTuple):
    """The rows of one piece, which begins at ``start``: a whole table, or one row."""

    start: float
    coefs: Array


def lower(distribution: Distribution) -> Lowered:
    """Turn a distribution into what the compiled code reads.

    Raises
    ------
    ValueError
        The quantile function changes too suddenly somewhere to be tabulated accurately, or its
        values are too large for a float.
    """
    law = distribution.law()
    pieces = law.pieces()
    low, high = pieces[0].low, pieces[-1].high
    if low == high:
        return Lowered("constant", value=low)
    if distribution.linear and distribution.cap is None:
        return Lowered("affine", intercept=low, slope=high - low)
    return _packed([table for piece in pieces for table in _tables(law, piece)])


def evaluate(lowered: Lowered, u: ArrayLike) -> Array:
    """The values x(u), 0 < u < 1, as the compiled code looks them up; same shape as ``u``."""
    u = np.asarray(u, dtype=np.float64)
    if lowered.kind == "constant":
        return np.full(u.shape, lowered.value)
    if lowered.kind == "affine":
        return np.asarray(lowered.intercept + lowered.slope * u)
    piece = np.searchsorted(lowered.edges, u, side="right") - 1
    a, b = lowered.edges[piece], lowered.edges[piece + 1]
    from_a, from_b = (u - a) / (b - a), (b - u) / (b - a)
    side = (from_b < from_a).astype(np.int64)
    bits = np.maximum(np.minimum(from_a, from_b), SMALLEST_Q).view(np.int64)
    segment = (bits >> OTHER_BITS) - FIRST_NUMBER
    t = (bits & ((1 << OTHER_BITS) - 1)) / 2.0**OTHER_BITS
    row = lowered.offset[piece] + lowered.stride[piece] * (side * SEGMENTS_PER_SIDE + segment)
    return evaluate_parabola(lowered.coefs[row], t)


def _packed(tables: list[Table]) -> Lowered:
    rows = np.array([len(table.coefs) for table in tables], dtype=np.int64)
    return Lowered(
        "pieces",
        edges=np.array([table.start for table in tables] + [1.0]),
        offset=np.cumsum(rows) - rows,
        stride=(rows > 1).astype(np.int64),
        coefs=np.concatenate([table.coefs for table in tables]),
    )


def _tables(law: Law, piece: Piece) -> list[Table]:
    """Tables that cover the piece in order, split until each is accurate."""
    if piece.low == piece.high:
        return [Table(piece.a, np.array([[piece.low, 0.0, 0.0]]))]
    if piece.b - piece.a < SLIVER:
        middle = values(law, piece, *probabilities(piece, 0, np.array([0.5])))
        return [Table(piece.a, np.array([[middle[0], 0.0, 0.0]]))]
    done: list[Table] = []
    waiting = [piece]
    while waiting:
        part = waiting.pop()
        coefs = parabolas(law, part)
        miss, p, q = _worst_miss(law, part, coefs)
        if miss <= MARGIN:
            done.append(Table(part.a, coefs))
            continue
        x = float(values(law, part, np.array([p]), np.array([q]))[0])
        if len(done) + len(waiting) >= MOST_TABLES:
            raise ValueError(
                f"the law changes too suddenly near {x:.12g} (probability {p:.12g}) to be "
                "tabulated; widen what is so narrow there, or make it one single value"
            )
        waiting.append(part._replace(a=p, low=x, survival_a=q))
        waiting.append(part._replace(b=p, high=x, survival_b=q))
    return done


def _worst_miss(law: Law, piece: Piece, coefs: Array) -> tuple[float, float, float]:
    """Largest miss of a table as a multiple of what is allowed, and p and q of that place.

    At an end, where there is nothing to split, the place is a little inside.
    """
    start, width = segments()
    found = []
    for side in (0, 1):
        rows = coefs[side * SEGMENTS_PER_SIDE :][: len(start)]
        for t in CHECKED_T:
            p, q = probabilities(piece, side, start + t * width)
            miss = _miss(law, evaluate_parabola(rows, t), p, q)
            worst = int(np.argmax(miss))
            found.append((float(miss[worst]), float(p[worst]), float(q[worst])))
        miss = _miss(law, rows[:1, 0], *probabilities(piece, side, np.zeros(1)))
        p, q = probabilities(piece, side, np.array([INSIDE]))
        found.append((float(miss[0]), float(p[0]), float(q[0])))
    return max(found)


def _miss(law: Law, x: Array, p: Array, q: Array) -> Array:
    """Distance of p from F(x-) .. F(x), as a multiple of what is allowed."""
    rounding = 4.0 * np.spacing(np.abs(x))
    down, up = x - rounding, x + rounding
    below = np.maximum(law.cdf_left(down) - p, p - law.cdf(up))
    above = np.maximum(law.sf(up) - q, q - law.sf_left(down))
    least = np.minimum(p, q)
    allowed = np.minimum(ABSOLUTE, RELATIVE * least) + ROUNDING * law.resolution()
    return np.where(least < LEAST_CHECKED, 0.0, np.where(p <= q, below, above) / allowed)
