"""Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").

A counter-based generator: any draw of any stream is computed by itself, in any order.
"""

from __future__ import annotations

import numpy as np

from ictsim.kernels.jit import inline

U = np.uint64
_MASK = U(0xFFFFFFFF)
_SHIFT = U(32)
_M0 = U(0xD2511F53)
_M1 = U(0xCD9E8D57)
_W0 = U(0x9E3779B9)
_W1 = U(0xBB67AE85)


@inline
def philox4x32(k0, k1, c0, c1, c2, c3):  # type: ignore[no-untyped-def]
    """Ten rounds; all arguments and results are 32-bit words held in uint64."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (
            (p1 >> _SHIFT) ^ c1 ^ k0,
            p1 & _MASK,
            (p0 >> _SHIFT) ^ c3 ^ k1,
            p0 & _MASK,
        )
        k0 = (k0 + _W0) & _MASK
        k1 = (k1 + _W1) & _MASK
    return c0, c1, c2, c3
