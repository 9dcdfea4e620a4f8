"""Instructions that keep something of a row: counts, sums, histograms, tallies, the values.

``lanes`` is how many runs of the tile count: fewer than TILE in the last tile of all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ictsim.kernels.jit import inline
from ictsim.kernels.layout import ATOM_WITHIN, TIE_EUR, TILE

U = np.uint64
_LANES = TILE // 8
_L1, _L2, _L3, _L4, _L5, _L6, _L7 = (U(n * _LANES) for n in range(1, 8))


class Totals(NamedTuple):
    """What is kept over the runs. Counts are integers; ``moments`` are of this call alone."""

    counts: np.ndarray  # (count slots,)
    moments: np.ndarray  # (amount slots, 2)
    histograms: np.ndarray  # (amount slots, bins + 2): below, bins, above
    atoms: np.ndarray  # sorted values of all histograms' atoms, one after the other
    atom_first: np.ndarray  # (amount slots + 1,)
    atom_counts: np.ndarray  # like atoms
    tallies: np.ndarray  # (tally slots, 4, codes): runs in turn, as most have the same code
    store: np.ndarray  # (columns, runs)


@inline
def count(W, a, lanes):  # type: ignore[no-untyped-def]
    """In how many runs row a is above 0 by more than rounding."""
    n = 0
    for i in range(lanes):
        if W[a + U(i)] > TIE_EUR:
            n += 1
    return n


@inline
def bin_row(W, a, low, per_unit, start, width, lanes, bars, I):  # type: ignore[no-untyped-def]  # noqa: E741
    """Count row a in the histogram that begins at ``start`` in ``bars``."""
    top = float(width) - 1.0
    for i in range(TILE):
        x = (W[a + U(i)] - low) * per_unit + 1.0
        x = x if x > 0.0 else 0.0
        I[U(i)] = np.int64(x if x < top else top)
    for i in range(lanes):
        bars[start + U(I[U(i)])] += 1


@inline
def bin_row_with_atoms(  # type: ignore[no-untyped-def]
    W, a, low, per_unit, start, width, lanes, bars, atoms, atom_counts, begin, end
):
    """The same, but a value that is one of the atoms begin ... end counts there."""
    top = float(width) - 1.0
    within = ATOM_WITHIN / per_unit
    for i in range(lanes):
        v = W[a + U(i)]
        near = begin + np.searchsorted(atoms[begin:end], v - within)
        if near < end and atoms[near] <= v + within:
            atom_counts[near] += 1
        else:
            x = (v - low) * per_unit + 1.0
            x = x if x > 0.0 else 0.0
            bars[start + U(np.int64(x if x < top else top))] += 1


@inline
def tally(W, a, start, width, lanes, codes, I):  # type: ignore[no-untyped-def]  # noqa: E741
    """Count the whole numbers in row a, four runs in turn: most have the same code."""
    for i in range(TILE):
        I[U(i)] = np.int64(W[a + U(i)])
    for i in range(lanes):
        codes[start + U(i & 3) * width + U(I[U(i)])] += 1


@inline
def sums(W, a, centre, lanes, F):  # type: ignore[no-untyped-def]
    """Sum and sum of squares of (row a - centre) over ``lanes`` runs, in a fixed order."""
    s = 0.0
    ss = 0.0
    if lanes < TILE:
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
        F[U(i)] = ((x0 + x1) + (x2 + x3)) + ((x4 + x5) + (x6 + x7))
        F[_L1 + U(i)] = ((x0 * x0 + x1 * x1) + (x2 * x2 + x3 * x3)) + (
            (x4 * x4 + x5 * x5) + (x6 * x6 + x7 * x7)
        )
    for i in range(0, _LANES, 4):
        j = U(i)
        s += (F[j] + F[j + U(1)]) + (F[j + U(2)] + F[j + U(3)])
        j += _L1
        ss += (F[j] + F[j + U(1)]) + (F[j + U(2)] + F[j + U(3)])
    return s, ss
