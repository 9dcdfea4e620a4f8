"""Instructions that compute a row from rows.

Rows are addressed as ``W[row + i]`` in unsigned integers: slices would cost a reference count
per operand (0.96 against 0.09 ns per instruction and run, one core), and signed indices, which
may wrap around, keep a loop from becoming vector code. A destination is none of its operands,
for the same reason.
"""

from __future__ import annotations

import numpy as np

from ictsim.kernels.jit import inline
from ictsim.kernels.layout import TIE_EUR, TILE

U = np.uint64


@inline
def add_scaled(W, w, a, b, k0):  # type: ignore[no-untyped-def]
    """Row w = a + k0 * b."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = W[a + j] + k0 * W[b + j]


@inline
def mul(W, w, a, b):  # type: ignore[no-untyped-def]
    """Row w = a * b."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = W[a + j] * W[b + j]


@inline
def add(W, w, a, b):  # type: ignore[no-untyped-def]
    """Row w = a + b."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = W[a + j] + W[b + j]


@inline
def sub(W, w, a, b):  # type: ignore[no-untyped-def]
    """Row w = a - b."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = W[a + j] - W[b + j]


@inline
def affine(W, w, a, k0, k1):  # type: ignore[no-untyped-def]
    """Row w = k0 * a + k1."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = k0 * W[a + j] + k1


@inline
def combine(W, w, a, b, k0, k1):  # type: ignore[no-untyped-def]
    """Row w = k0 * a + k1 * b."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = k0 * W[a + j] + k1 * W[b + j]


@inline
def mul_add(W, w, a, b, c, k0):  # type: ignore[no-untyped-def]
    """Row w = c + k0 * a * b."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = W[c + j] + k0 * (W[a + j] * W[b + j])


@inline
def mul_mul_add(W, w, a, b, c, d, k0):  # type: ignore[no-untyped-def]
    """Row w = c + k0 * a * b * d."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = W[c + j] + k0 * (W[a + j] * W[b + j] * W[d + j])


@inline
def mul_affine(W, w, a, b, k0, k1):  # type: ignore[no-untyped-def]
    """Row w = k0 * a * b + k1."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = k0 * (W[a + j] * W[b + j]) + k1


@inline
def add_two(W, w, a, b, c, k0, k1):  # type: ignore[no-untyped-def]
    """Row w = c + k0 * a + k1 * b."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = W[c + j] + (k0 * W[a + j] + k1 * W[b + j])


@inline
def inverse(W, w, a):  # type: ignore[no-untyped-def]
    """Row w = 1 / a."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = 1.0 / W[a + j]


@inline
def floor(W, w, a):  # type: ignore[no-untyped-def]
    """Row w = a rounded down."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = np.floor(W[a + j])


@inline
def load(W, w, k0):  # type: ignore[no-untyped-def]
    """Row w = k0."""
    for i in range(TILE):
        W[w + U(i)] = k0


@inline
def smaller(W, w, a, b):  # type: ignore[no-untyped-def]
    """Row w = min(a, b)."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = min(W[a + j], W[b + j])


@inline
def larger(W, w, a, b):  # type: ignore[no-untyped-def]
    """Row w = max(a, b)."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = max(W[a + j], W[b + j])


@inline
def smaller_number(W, w, a, k0):  # type: ignore[no-untyped-def]
    """Row w = min(a, k0)."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = min(W[a + j], k0)


@inline
def smaller_affine(W, w, a, b, k0, k1):  # type: ignore[no-untyped-def]
    """Row w = min(k0 * a + k1, b)."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = min(k0 * W[a + j] + k1, W[b + j])


@inline
def larger_number(W, w, a, k0):  # type: ignore[no-untyped-def]
    """Row w = max(a, k0)."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = max(W[a + j], k0)


@inline
def under(W, w, a, b, k0):  # type: ignore[no-untyped-def]
    """Row w = k0 where b is below 0 by more than rounding, else a."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = k0 if W[b + j] < -TIE_EUR else W[a + j]


@inline
def payback(W, w, a, b, k0, k1):  # type: ignore[no-untyped-def]
    """Row w = k0 where b < 0, max(a, k1) where b > 0, else a; rounding aside."""
    for i in range(TILE):
        j = U(i)
        saving = W[b + j]
        before = W[a + j]
        above = max(before, k1) if saving > TIE_EUR else before
        W[w + j] = k0 if saving < -TIE_EUR else above


@inline
def positive(W, w, a):  # type: ignore[no-untyped-def]
    """Row w = 1 where a > 0, else 0."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = 1.0 if W[a + j] > 0.0 else 0.0


@inline
def reached(W, w, a):  # type: ignore[no-untyped-def]
    """Row w = 1 where a >= 0, else 0."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = 1.0 if W[a + j] >= 0.0 else 0.0


@inline
def pick(W, w, a, b, c, k0):  # type: ignore[no-untyped-def]
    """Row w = k0 where a > b by more than rounding, else c."""
    for i in range(TILE):
        j = U(i)
        W[w + j] = k0 if W[a + j] > W[b + j] + TIE_EUR else W[c + j]
