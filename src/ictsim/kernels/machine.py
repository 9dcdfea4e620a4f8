"""The tile machine: one compiled function that runs every case.

A case comes as a list of instructions on rows of TILE runs. The loops over a tile are short,
straight and branch-free, so they compile to vector instructions; what it costs to step from
instruction to instruction is shared by the tile.

Three rules of this file, each measured on one core:

* Rows are addressed as ``W[row + i]`` in unsigned integers. Slices cost a reference count per
  operand (0.96 against 0.09 ns per operation and run); signed indices wrap around when
  negative, and then nothing is vectorised.
* A destination is never one of its operands: overlap makes the vector loop fall back.
* No fastmath: an infinity or a NaN must stay one. A sum over a tile runs in eight lanes whose
  order is written down, so it is the same on every call.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from ictsim.kernels import opcodes as op
from ictsim.kernels.layout import OCTAVES, SEGMENTS_PER_SIDE, SMALLEST_Q, TILE
from ictsim.kernels.philox import philox4x32

U = np.uint64
_MASK32 = U(0xFFFFFFFF)
_TILE = U(TILE)
_LANES = TILE // 8
_L1, _L2, _L3, _L4, _L5, _L6, _L7 = (U(n * _LANES) for n in range(1, 8))
_STEP = 2.0**-32
# The bits of a double: 3 of its 52 mantissa bits choose the segment, 49 the place within.
_PLACE_BITS = 49
_PLACE_MASK = (1 << _PLACE_BITS) - 1
_ONE_BITS = 0x3FF0000000000000
_FIRST_SEGMENT = (1023 - OCTAVES - 1) << 3


class Program(NamedTuple):
    """Instructions: codes, destination and operand rows (times TILE), numbers (n, 2)."""

    code: np.ndarray
    w: np.ndarray
    a: np.ndarray
    b: np.ndarray
    c: np.ndarray
    k: np.ndarray
    rows: int


class Tables(NamedTuple):
    """Quantile tables: per piece its edges, 1/width, first row and stride; rows of 4."""

    low: np.ndarray
    high: np.ndarray
    inverse_width: np.ndarray
    offset: np.ndarray
    stride: np.ndarray
    coefficients: np.ndarray


class Totals(NamedTuple):
    """What is kept over the runs. Counts are integers; ``moments`` are of this call alone."""

    counts: np.ndarray  # (count outputs,)
    moments: np.ndarray  # (amount outputs, 2)
    histograms: np.ndarray  # (histograms, bins + 2): below, bins, above
    atoms: np.ndarray  # sorted values of all histograms' atoms, one after the other
    atom_first: np.ndarray  # (histograms + 1,)
    atom_counts: np.ndarray  # like atoms
    tallies: np.ndarray  # (tallies, 4, codes): runs in turn, as most have the same code
    store: np.ndarray  # (stored outputs, runs kept)


@njit(nogil=True, error_model="numpy", cache=True)
def run_block(program, tables, totals, key, first_run, runs):  # type: ignore[no-untyped-def]
    """Run ``first_run`` ... ``first_run + runs - 1`` and add what they give to ``totals``.

    ``first_run`` is a multiple of TILE; ``key`` holds the two 32-bit words of the seed.
    """
    code, w_, a_, b_, c_, k_, rows = program
    low, high, inverse_width, offset, stride, coefficients = tables
    counts, moments, histograms, atoms, atom_first, atom_counts, tallies, store = totals
    W = _aligned(rows * TILE)
    bars = histograms.ravel()
    width = U(histograms.shape[1])
    codes = tallies.ravel()
    kinds = U(tallies.shape[2])
    q = np.empty(TILE)
    bits = q.view(np.int64)
    row = np.empty(TILE, np.int64)
    sums = np.empty(_LANES)
    squares = np.empty(_LANES)
    piece = np.empty(TILE, np.int64)
    bins = histograms.shape[1] - 2
    top = bins + 1.0
    for first in range(0, runs, TILE):
        lanes = min(TILE, runs - first)
        counter = U(first_run + first) >> U(2)
        for p in range(code.shape[0]):
            todo = code[p]
            w = w_[p]
            a = a_[p]
            b = b_[p]
            c = c_[p]
            k0 = k_[p, 0]
            k1 = k_[p, 1]
            if todo == op.ADD_SCALED:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = W[a + j] + k0 * W[b + j]
            elif todo == op.ADD:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = W[a + j] + W[b + j]
            elif todo == op.SUB:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = W[a + j] - W[b + j]
            elif todo == op.MUL:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = W[a + j] * W[b + j]
            elif todo == op.AFFINE:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = k0 * W[a + j] + k1
            elif todo == op.COMBINE:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = k0 * W[a + j] + k1 * W[b + j]
            elif todo == op.PAYBACK:
                for i in range(TILE):
                    j = U(i)
                    saving = W[b + j]
                    before = W[a + j]
                    above = max(before, k1) if saving > 0.0 else before
                    W[w + j] = k0 if saving < 0.0 else above
            elif todo == op.COUNT:
                n = 0
                for i in range(lanes):
                    if W[a + U(i)] > 0.0:
                        n += 1
                counts[w] += n
            elif todo == op.MOMENTS:
                s, ss = _moments(W, a, k0, lanes, sums, squares)
                moments[w, 0] += s
                moments[w, 1] += ss
            elif todo == op.HISTOGRAM:
                for i in range(TILE):
                    x = (W[a + U(i)] - k0) * k1 + 1.0
                    x = x if x > 0.0 else 0.0
                    row[i] = np.int64(x if x < top else top)
                at = w * width
                for i in range(lanes):
                    bars[at + U(row[i])] += 1
            elif todo == op.MIN_NUMBER:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = min(W[a + j], k0)
            elif todo == op.MAX_NUMBER:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = max(W[a + j], k0)
            elif todo == op.MIN:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = min(W[a + j], W[b + j])
            elif todo == op.MAX:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = max(W[a + j], W[b + j])
            elif todo == op.UNIFORM:
                for i in range(TILE // 4):
                    block = counter + U(i)
                    x0, x1, x2, x3 = philox4x32(
                        key[0], key[1], block & _MASK32, block >> U(32), a, b
                    )
                    j = w + U(4 * i)
                    W[j] = (np.float64(np.int64(x0)) + 0.5) * _STEP
                    W[j + U(1)] = (np.float64(np.int64(x1)) + 0.5) * _STEP
                    W[j + U(2)] = (np.float64(np.int64(x2)) + 0.5) * _STEP
                    W[j + U(3)] = (np.float64(np.int64(x3)) + 0.5) * _STEP
            elif todo == op.TABLE:
                start = offset[b]
                for i in range(TILE):
                    u = W[a + U(i)]
                    r = 1.0 - u
                    row[i] = start + (SEGMENTS_PER_SIDE if r < u else 0)
                    q[i] = max(min(u, r), SMALLEST_Q)
                _cubic(W, w, q, bits, row, coefficients)
            elif todo == op.PIECES:
                _find_pieces(W, a, piece, high, b, c)
                for i in range(TILE):
                    u = W[a + U(i)]
                    in_ = piece[i]
                    s = (u - low[in_]) * inverse_width[in_]
                    r = (high[in_] - u) * inverse_width[in_]
                    row[i] = SEGMENTS_PER_SIDE if r < s else 0
                    q[i] = min(max(min(s, r), SMALLEST_Q), 0.5)
                _cubic_of_pieces(W, w, q, bits, row, piece, offset, stride, coefficients)
            elif todo == op.TALLY:
                for i in range(TILE):
                    row[i] = np.int64(W[a + U(i)])
                at = w * kinds * U(4)
                for i in range(lanes):
                    codes[at + U(i & 3) * kinds + U(row[i])] += 1
            elif todo == op.ATOMS:
                lo = atom_first[w]
                hi = atom_first[w + U(1)]
                for i in range(lanes):
                    v = W[a + U(i)]
                    near = lo + np.searchsorted(atoms[lo:hi], v)
                    if near < hi and atoms[near] == v:
                        atom_counts[near] += 1
                    else:
                        x = (v - k0) * k1 + 1.0
                        x = x if x > 0.0 else 0.0
                        bars[w * width + U(np.int64(x if x < top else top))] += 1
            elif todo == op.INVERSE:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = 1.0 / W[a + j]
            elif todo == op.FLOOR:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = np.floor(W[a + j])
            elif todo == op.POSITIVE:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = 1.0 if W[a + j] > 0.0 else 0.0
            elif todo == op.REACHED:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = 1.0 if W[a + j] >= 0.0 else 0.0
            elif todo == op.PICK:
                for i in range(TILE):
                    j = U(i)
                    W[w + j] = k0 if W[a + j] > W[b + j] else W[c + j]
            elif todo == op.LOAD:
                for i in range(TILE):
                    W[w + U(i)] = k0
            elif todo == op.STORE:
                for i in range(lanes):
                    store[w, first + i] = W[a + U(i)]


@njit(nogil=True, error_model="numpy", forceinline=True)
def _moments(W, a, centre, lanes, sums, squares):  # type: ignore[no-untyped-def]
    """Sum and sum of squares of (row a - centre) over ``lanes`` runs, in a fixed order."""
    if lanes < TILE:
        s = 0.0
        ss = 0.0
        for i in range(lanes):
            x = W[a + U(i)] - centre
            s += x
            ss += x * x
        return s, ss
    # Lanes side by side, eight runs in each: vectors, in one written order.
    for i in range(_LANES):
        j = a + U(i)
        x0 = W[j] - centre
        x1 = W[j + _L1] - centre
        x2 = W[j + _L2] - centre
        x3 = W[j + _L3] - centre
        x4 = W[j + _L4] - centre
        x5 = W[j + _L5] - centre
        x6 = W[j + _L6] - centre
        x7 = W[j + _L7] - centre
        sums[i] = ((x0 + x1) + (x2 + x3)) + ((x4 + x5) + (x6 + x7))
        squares[i] = ((x0 * x0 + x1 * x1) + (x2 * x2 + x3 * x3)) + (
            (x4 * x4 + x5 * x5) + (x6 * x6 + x7 * x7)
        )
    s = 0.0
    ss = 0.0
    for i in range(0, _LANES, 4):
        s += (sums[i] + sums[i + 1]) + (sums[i + 2] + sums[i + 3])
        ss += (squares[i] + squares[i + 1]) + (squares[i + 2] + squares[i + 3])
    return s, ss


@njit(nogil=True, error_model="numpy")
def _aligned(size):  # type: ignore[no-untyped-def]
    """Zeros that begin on a cache line, so that no vector straddles two."""
    whole = np.zeros(size + 8)
    shift = (-(whole.ctypes.data // 8)) % 8
    return whole[shift : shift + size]


@njit(nogil=True, error_model="numpy", forceinline=True)
def _cubic(W, w, q, bits, row, coefficients):  # type: ignore[no-untyped-def]
    """Evaluate the cubic of each run's segment; ``row`` holds the first row of its side."""
    for i in range(TILE):
        pattern = bits[i]
        row[i] = 4 * (row[i] + (pattern >> _PLACE_BITS) - _FIRST_SEGMENT)
        bits[i] = ((pattern & _PLACE_MASK) << 3) | _ONE_BITS
    for i in range(TILE):
        at = U(row[i])
        t = q[i] - 1.0
        x = coefficients[at + U(3)]
        x = coefficients[at + U(2)] + t * x
        x = coefficients[at + U(1)] + t * x
        W[w + U(i)] = coefficients[at] + t * x


@njit(nogil=True, error_model="numpy", forceinline=True)
def _cubic_of_pieces(W, w, q, bits, row, piece, offset, stride, coefficients):  # type: ignore[no-untyped-def]
    """The same where each run has its own piece; a constant piece has stride 0."""
    for i in range(TILE):
        pattern = bits[i]
        at = piece[i]
        segment = row[i] + (pattern >> _PLACE_BITS) - _FIRST_SEGMENT
        row[i] = 4 * (offset[at] + stride[at] * segment)
        bits[i] = ((pattern & _PLACE_MASK) << 3) | _ONE_BITS
    for i in range(TILE):
        at = U(row[i])
        t = q[i] - 1.0
        x = coefficients[at + U(3)]
        x = coefficients[at + U(2)] + t * x
        x = coefficients[at + U(1)] + t * x
        W[w + U(i)] = coefficients[at] + t * x


@njit(nogil=True, error_model="numpy", forceinline=True)
def _find_pieces(W, a, piece, high, first, count):  # type: ignore[no-untyped-def]
    """The piece of ``count`` from ``first`` on in which each run's uniform lies."""
    if count <= U(8):
        for i in range(TILE):
            piece[i] = np.int64(first)
        for edge in range(np.int64(first), np.int64(first + count) - 1):
            end = high[edge]
            for i in range(TILE):
                piece[i] += 1 if W[a + U(i)] >= end else 0
    else:
        inner = high[np.int64(first) : np.int64(first + count) - 1]
        for i in range(TILE):
            piece[i] = np.int64(first) + np.searchsorted(inner, W[a + U(i)], side="right")
