"""The tile machine: one compiled function that runs every case.

A case comes as a list of instructions on rows of TILE runs. The loops over a tile are short,
straight and branch-free, so they compile to vector instructions; what it costs to step from
instruction to instruction is shared by the tile.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ictsim.kernels import opcodes as op
from ictsim.kernels.arithmetic import (
    add,
    add_scaled,
    add_two,
    affine,
    combine,
    floor,
    inverse,
    larger,
    larger_number,
    load,
    mul,
    mul_add,
    mul_affine,
    mul_mul_add,
    payback,
    pick,
    positive,
    reached,
    smaller,
    smaller_affine,
    smaller_number,
    sub,
    under,
)
from ictsim.kernels.jit import entry, inline
from ictsim.kernels.keeping import Totals, bin_row, bin_row_with_atoms, count, sums, tally
from ictsim.kernels.layout import TILE
from ictsim.kernels.sampling import (
    FLOATS,
    INTEGERS,
    Tables,
    by_pieces,
    by_table,
    normal_cdf,
    uniforms,
    uniforms_by_word,
)

U = np.uint64

__all__ = ["Program", "Tables", "Totals", "run_block"]


class Program(NamedTuple):
    """Instructions, a cache line each: code, w, a, b, c, then k0 and k1 as doubles, d.

    ``words`` and ``numbers`` are the same memory, shape (n, 8), read as integers and doubles;
    w, a, b, c, d are rows times TILE, or slots.
    """

    words: np.ndarray
    numbers: np.ndarray
    rows: int


@entry
def run_block(program, tables, totals, key, first_run, runs):  # type: ignore[no-untyped-def]
    """Run ``first_run`` ... ``first_run + runs - 1`` and add what they give to ``totals``.

    ``first_run`` is a multiple of TILE; ``key`` holds the two 32-bit words of the seed.
    """
    # Taken out of their records once: each look into one costs a reference count, which is
    # atomic, and in this loop five times the work (740 against 145 ns a run).
    words, numbers, rows = program
    edges, starts, coefficients, normal = tables
    counts, moments, histograms, atoms, atom_first, atom_counts, tallies, store = totals
    bars, codes = histograms.ravel(), tallies.ravel()
    bar_count, code_count = U(histograms.shape[1]), U(tallies.shape[2])
    any_order = store.shape[1] == 0
    W = _aligned(rows * TILE)
    F = np.empty(FLOATS * TILE)
    bits = F.view(np.int64)
    I = np.empty(INTEGERS * TILE, np.int64)  # noqa: E741
    for first in range(0, runs, TILE):
        lanes = min(TILE, runs - first)
        counter = U(first_run + first) >> U(2)
        for p in range(words.shape[0]):
            todo = np.int64(words[p, 0])
            w = words[p, 1]
            a = words[p, 2]
            b = words[p, 3]
            c = words[p, 4]
            k0 = numbers[p, 5]
            k1 = numbers[p, 6]
            if todo == op.ADD_SCALED:
                add_scaled(W, w, a, b, k0)
            elif todo == op.MUL:
                mul(W, w, a, b)
            elif todo == op.ADD:
                add(W, w, a, b)
            elif todo == op.SUB:
                sub(W, w, a, b)
            elif todo == op.AFFINE:
                affine(W, w, a, k0, k1)
            elif todo == op.COMBINE:
                combine(W, w, a, b, k0, k1)
            elif todo == op.MUL_ADD:
                mul_add(W, w, a, b, c, k0)
            elif todo == op.MUL_MUL_ADD:
                mul_mul_add(W, w, a, b, c, words[p, 7], k0)
            elif todo == op.MUL_AFFINE:
                mul_affine(W, w, a, b, k0, k1)
            elif todo == op.ADD_TWO:
                add_two(W, w, a, b, c, k0, k1)
            elif todo == op.INVERSE:
                inverse(W, w, a)
            elif todo == op.FLOOR:
                floor(W, w, a)
            elif todo == op.LOAD:
                load(W, w, k0)
            elif todo == op.MIN:
                smaller(W, w, a, b)
            elif todo == op.MAX:
                larger(W, w, a, b)
            elif todo == op.MIN_NUMBER:
                smaller_number(W, w, a, k0)
            elif todo == op.MIN_AFFINE:
                smaller_affine(W, w, a, b, k0, k1)
            elif todo == op.MAX_NUMBER:
                larger_number(W, w, a, k0)
            elif todo == op.UNDER:
                under(W, w, a, b, k0)
            elif todo == op.UNDER_COUNT:
                under(W, w, a, b, k0)
                counts[c] += count(W, b, lanes)
            elif todo == op.PAYBACK:
                payback(W, w, a, b, k0, k1)
            elif todo == op.PAYBACK_COUNT:
                payback(W, w, a, b, k0, k1)
                counts[c] += count(W, b, lanes)
            elif todo == op.POSITIVE:
                positive(W, w, a)
            elif todo == op.REACHED:
                reached(W, w, a)
            elif todo == op.PICK:
                pick(W, w, a, b, c, k0)
            elif todo == op.UNIFORM:
                if any_order and lanes == TILE:
                    uniforms_by_word(W, w, a, b, key, counter)
                else:
                    uniforms(W, w, a, b, key, counter)
            elif todo == op.DRAW:
                if any_order and lanes == TILE:
                    uniforms_by_word(W, w, a, b, key, counter)
                else:
                    uniforms(W, w, a, b, key, counter)
                by_table(W, w, w, starts[c, 0], coefficients, F, bits, I)
            elif todo == op.PIECES:
                by_pieces(W, w, a, b, c, edges, starts, coefficients, F, bits, I)
            elif todo == op.NORMAL_CDF:
                normal_cdf(W, w, a, normal, F, I)
            elif todo == op.COUNT:
                counts[w] += count(W, a, lanes)
            elif todo == op.MOMENTS:
                s, ss = sums(W, a, k0, lanes, F)
                moments[w, 0] += s
                moments[w, 1] += ss
            elif todo == op.HISTOGRAM:
                bin_row(W, a, k0, k1, w * bar_count, bar_count, lanes, bars, I)
            elif todo == op.ATOMS:
                lo, hi = atom_first[w], atom_first[w + U(1)]
                bin_row_with_atoms(
                    W, a, k0, k1, w * bar_count, bar_count, lanes, bars, atoms, atom_counts, lo, hi
                )
            elif todo == op.TALLY:
                tally(W, a, w * code_count * U(4), code_count, lanes, codes, I)
            elif todo == op.STORE:
                for i in range(lanes):
                    store[w, first + i] = W[a + U(i)]


@inline
def _aligned(size):  # type: ignore[no-untyped-def]
    """Zeros that begin on a cache line, so that no vector straddles two."""
    whole = np.zeros(size + 8)
    shift = (-(whole.ctypes.data // 8)) % 8
    return whole[shift : shift + size]
