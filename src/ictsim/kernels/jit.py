"""How everything in this folder is compiled.

* ``error_model="numpy"``: a division by 0 gives an infinity, without a branch in the loop.
* No fastmath: an infinity or a NaN must stay one, and a sum keeps the order it is written in.
* ``forceinline``: a call inside a loop over runs would keep it from becoming vector code.
"""

from __future__ import annotations

from numba import njit

entry = njit(nogil=True, error_model="numpy", cache=True)
inline = njit(nogil=True, error_model="numpy", forceinline=True)
