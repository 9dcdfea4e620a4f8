"""Instructions that draw: uniforms of a stream, and values by quantile tables.

A table is read in two steps: the segment from the bits of q, and the parabola of that segment.
Each step is a loop of its own, or it does not become vector code.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ictsim.kernels.jit import inline
from ictsim.kernels.layout import (
    NORMAL_END,
    NORMAL_STEPS,
    OCTAVES,
    SEGMENTS_PER_OCTAVE,
    SEGMENTS_PER_SIDE,
    SMALLEST_Q,
    TILE,
)
from ictsim.kernels.philox import philox4x32

U = np.uint64
_MASK32 = U(0xFFFFFFFF)
_STEP = 2.0**-32
_QUARTER = TILE // 4
# The bits of a double: 4 of its 52 mantissa bits choose the segment, 48 the place within.
_SEGMENT_BITS = 4
assert 1 << _SEGMENT_BITS == SEGMENTS_PER_OCTAVE
_PLACE_BITS = 52 - _SEGMENT_BITS
_PLACE_MASK = (1 << _PLACE_BITS) - 1
_ONE_BITS = 0x3FF0000000000000
_FIRST_SEGMENT = (1023 - OCTAVES - 1) << _SEGMENT_BITS
_LAST_PLACE = NORMAL_STEPS * NORMAL_END - 2.0**-20
_FEW = U(3)  # pieces up to which each run's is selected, not searched


# Scratch: q, and a run's piece's low and high edge and 1/width; then the row, the side, and
# the piece's first row and stride. The bits of q are the same memory read as integers.
FLOATS, INTEGERS = 4, 4
_LOW, _HIGH, _INVERSE = U(TILE), U(2 * TILE), U(3 * TILE)
_SIDE, _OFFSET, _STRIDE = U(TILE), U(2 * TILE), U(3 * TILE)


class Tables(NamedTuple):
    """Quantile tables: rows of three coefficients, and for each piece where it lies."""

    edges: np.ndarray  # (pieces, 3): low and high edge, 1 / width
    starts: np.ndarray  # (pieces, 2): first row, stride
    coefficients: np.ndarray  # (3 * rows,)
    normal: np.ndarray  # (4 * NORMAL_STEPS * NORMAL_END,): see normal_cdf


@inline
def by_table(W, w, a, start, coefficients, F, bits, I):  # type: ignore[no-untyped-def]  # noqa: E741
    """Values from the uniforms in row a, by the only table of an input."""
    _one_table(W, a, start, F, bits, I)
    _parabola(W, w, coefficients, F, I)


@inline
def by_pieces(W, w, a, b, c, edges, starts, coefficients, F, bits, I):  # type: ignore[no-untyped-def]  # noqa: E741
    """Values from the uniforms in row a, by the c pieces from b on."""
    if c <= _FEW:
        _select_pieces(W, a, b, c, edges, starts, F, I)
    else:
        _search_pieces(W, a, b, c, edges, starts, F, I)
    _pieces(W, a, F, bits, I)
    _parabola(W, w, coefficients, F, I)


@inline
def normal_cdf(W, w, a, normal, F, I):  # type: ignore[no-untyped-def]  # noqa: E741
    """Probabilities of a standard normal up to row a: the smaller tail, by cubics, or 1 less it."""
    for i in range(TILE):
        j = U(i)
        x = min(abs(W[a + j]) * NORMAL_STEPS, _LAST_PLACE)
        n = np.int64(x)
        I[j] = 4 * n
        F[j] = x - n
    for i in range(TILE):
        j = U(i)
        at = U(I[j])
        t = F[j]
        tail = normal[at + U(2)] + t * normal[at + U(3)]
        tail = normal[at] + t * (normal[at + U(1)] + t * tail)
        W[w + j] = 1.0 - tail if W[a + j] > 0.0 else tail


@inline
def uniforms(W, w, low, high, key, counter):  # type: ignore[no-untyped-def]
    """(k + 1/2) / 2**32 for the four words of each counter, run by run."""
    for i in range(_QUARTER):
        x0, x1, x2, x3 = _words(i, low, high, key, counter)
        j = w + U(4 * i)
        W[j] = (x0 + 0.5) * _STEP
        W[j + U(1)] = (x1 + 0.5) * _STEP
        W[j + U(2)] = (x2 + 0.5) * _STEP
        W[j + U(3)] = (x3 + 0.5) * _STEP


@inline
def uniforms_by_word(W, w, low, high, key, counter):  # type: ignore[no-untyped-def]
    """The same in another order of the runs, the same for every input: word by word.

    Where a whole tile is counted the order is nothing to anybody, and a quarter of the time
    goes into interleaving the words (0.75 against 0.53 ns a run).
    """
    for i in range(_QUARTER):
        x0, x1, x2, x3 = _words(i, low, high, key, counter)
        j = w + U(i)
        W[j] = (x0 + 0.5) * _STEP
        W[j + U(_QUARTER)] = (x1 + 0.5) * _STEP
        W[j + U(2 * _QUARTER)] = (x2 + 0.5) * _STEP
        W[j + U(3 * _QUARTER)] = (x3 + 0.5) * _STEP


@inline
def _words(i, low, high, key, counter):  # type: ignore[no-untyped-def]
    """The four words of one counter, as doubles."""
    block = counter + U(i)
    x0, x1, x2, x3 = philox4x32(key[0], key[1], block & _MASK32, block >> U(32), low, high)
    return (
        np.float64(np.int64(x0)),
        np.float64(np.int64(x1)),
        np.float64(np.int64(x2)),
        np.float64(np.int64(x3)),
    )


@inline
def _one_table(W, a, start, F, bits, I):  # type: ignore[no-untyped-def]  # noqa: E741
    """Row and place in the only table of an input, which covers 0 to 1."""
    for i in range(TILE):
        j = U(i)
        u = W[a + j]
        r = 1.0 - u
        I[_SIDE + j] = start + (SEGMENTS_PER_SIDE if r < u else 0)
        F[j] = max(min(u, r), SMALLEST_Q)
    for i in range(TILE):
        j = U(i)
        pattern = bits[j]
        I[j] = 3 * (I[_SIDE + j] + (pattern >> _PLACE_BITS) - _FIRST_SEGMENT)
        bits[j] = ((pattern & _PLACE_MASK) << _SEGMENT_BITS) | _ONE_BITS


@inline
def _pieces(W, a, F, bits, I):  # type: ignore[no-untyped-def]  # noqa: E741
    """Row and place in each run's own piece; a constant piece has stride 0."""
    for i in range(TILE):
        j = U(i)
        u = W[a + j]
        s = (u - F[_LOW + j]) * F[_INVERSE + j]
        r = (F[_HIGH + j] - u) * F[_INVERSE + j]
        I[_SIDE + j] = SEGMENTS_PER_SIDE if r < s else 0
        F[j] = min(max(min(s, r), SMALLEST_Q), 0.5)
    for i in range(TILE):
        j = U(i)
        pattern = bits[j]
        segment = I[_SIDE + j] + (pattern >> _PLACE_BITS) - _FIRST_SEGMENT
        I[j] = 3 * (I[_OFFSET + j] + I[_STRIDE + j] * segment)
        bits[j] = ((pattern & _PLACE_MASK) << _SEGMENT_BITS) | _ONE_BITS


@inline
def _parabola(W, w, coefficients, F, I):  # type: ignore[no-untyped-def]  # noqa: E741
    """The parabola of each run's segment."""
    for i in range(TILE):
        at = U(I[U(i)])
        t = F[U(i)] - 1.0
        slope = coefficients[at + U(1)] + t * coefficients[at + U(2)]
        W[w + U(i)] = coefficients[at] + t * slope


@inline
def _select_pieces(W, a, first, count, edges, starts, F, I):  # type: ignore[no-untyped-def]  # noqa: E741
    """The piece in which each run's uniform lies, of two or three: selecting beats searching."""
    third = first + count - U(1)
    second = min(first + U(1), third)
    since2 = edges[second, 0]
    since3 = edges[third, 0]
    low1, high1, inverse1 = edges[first, 0], edges[first, 1], edges[first, 2]
    low2, high2, inverse2 = edges[second, 0], edges[second, 1], edges[second, 2]
    low3, high3, inverse3 = edges[third, 0], edges[third, 1], edges[third, 2]
    for i in range(TILE):
        j = U(i)
        in2 = W[a + j] >= since2
        in3 = W[a + j] >= since3
        F[_LOW + j] = low3 if in3 else (low2 if in2 else low1)
        F[_HIGH + j] = high3 if in3 else (high2 if in2 else high1)
        F[_INVERSE + j] = inverse3 if in3 else (inverse2 if in2 else inverse1)
    offset1, offset2, offset3 = starts[first, 0], starts[second, 0], starts[third, 0]
    stride1, stride2, stride3 = starts[first, 1], starts[second, 1], starts[third, 1]
    for i in range(TILE):
        j = U(i)
        in2 = W[a + j] >= since2
        in3 = W[a + j] >= since3
        I[_OFFSET + j] = offset3 if in3 else (offset2 if in2 else offset1)
        I[_STRIDE + j] = stride3 if in3 else (stride2 if in2 else stride1)


@inline
def _search_pieces(W, a, first, count, edges, starts, F, I):  # type: ignore[no-untyped-def]  # noqa: E741
    """The same of many pieces, by bisection."""
    begin, end = np.int64(first), np.int64(first + count)
    inner = edges[begin + 1 : end, 0]
    for i in range(TILE):
        j = U(i)
        piece = begin + np.searchsorted(inner, W[a + j], side="right")
        F[_LOW + j] = edges[piece, 0]
        F[_HIGH + j] = edges[piece, 1]
        F[_INVERSE + j] = edges[piece, 2]
        I[_OFFSET + j] = starts[piece, 0]
        I[_STRIDE + j] = starts[piece, 1]
