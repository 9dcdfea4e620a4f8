"""Instructions that compute a row from rows.

Rows are addressed as ``W[row + i]`` in unsigned integers: slices would cost a reference count
per operand (0.96 against 0.09 ns per instruction and run, one core), and signed indices, which
may wrap around, keep a loop from becoming vector code. A destination is none of its operands,
for the same reason.
"""

from __future__ import annotations

import numpy as np

from ictsim.kernels import opcodes as op
from ictsim.kernels.jit import inline
from ictsim.kernels.layout import TILE

U = np.uint64


@inline
def compute(todo, W, w, a, b, k0, k1):  # type: ignore[no-untyped-def]
    """Sums and products."""
    if todo == op.ADD_SCALED:
        for i in range(TILE):
            j = U(i)
            W[w + j] = W[a + j] + k0 * W[b + j]
    elif todo == op.MUL:
        for i in range(TILE):
            j = U(i)
            W[w + j] = W[a + j] * W[b + j]
    elif todo == op.ADD:
        for i in range(TILE):
            j = U(i)
            W[w + j] = W[a + j] + W[b + j]
    elif todo == op.SUB:
        for i in range(TILE):
            j = U(i)
            W[w + j] = W[a + j] - W[b + j]
    elif todo == op.AFFINE:
        for i in range(TILE):
            j = U(i)
            W[w + j] = k0 * W[a + j] + k1
    elif todo == op.COMBINE:
        for i in range(TILE):
            j = U(i)
            W[w + j] = k0 * W[a + j] + k1 * W[b + j]
    elif todo == op.INVERSE:
        for i in range(TILE):
            j = U(i)
            W[w + j] = 1.0 / W[a + j]
    elif todo == op.FLOOR:
        for i in range(TILE):
            j = U(i)
            W[w + j] = np.floor(W[a + j])
    elif todo == op.LOAD:
        for i in range(TILE):
            W[w + U(i)] = k0


@inline
def choose(todo, W, w, a, b, c, k0, k1):  # type: ignore[no-untyped-def]
    """Smaller, larger, and values that depend on a comparison."""
    if todo == op.MIN:
        for i in range(TILE):
            j = U(i)
            W[w + j] = min(W[a + j], W[b + j])
    elif todo == op.MAX:
        for i in range(TILE):
            j = U(i)
            W[w + j] = max(W[a + j], W[b + j])
    elif todo == op.MIN_NUMBER:
        for i in range(TILE):
            j = U(i)
            W[w + j] = min(W[a + j], k0)
    elif todo == op.MAX_NUMBER:
        for i in range(TILE):
            j = U(i)
            W[w + j] = max(W[a + j], k0)
    elif todo == op.PAYBACK:
        for i in range(TILE):
            j = U(i)
            saving = W[b + j]
            before = W[a + j]
            above = max(before, k1) if saving > 0.0 else before
            W[w + j] = k0 if saving < 0.0 else above
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
