"""Many roots of an increasing function at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ictsim.distributions.law import EPSILON, Array

# Bisection alone needs some 60 halvings to the last digit of any bracket of one sign, and up to
# a thousand for one that starts at 0; interpolation mostly needs ten.
MOST_STEPS = 1100

# A function value that counts as zero.
SMALL = 4 * EPSILON

Function = Callable[[Array, NDArray[np.intp]], Array]


def increasing_root(f: Function, low: Array, high: Array) -> Array:
    """Roots between ``low`` and ``high`` of increasing functions, one for each element.

    Chandrupatla's method (1997, Advances in Engineering Software 28): inverse quadratic
    interpolation where it is safe, halving where not.

    Parameters
    ----------
    f
        Called as ``f(x, chosen)``: the functions numbered ``chosen``, each at its own x.
    low, high
        Brackets with f(low) <= 0 <= f(high), up to rounding.

    Returns
    -------
    ndarray
        Accurate to a few units in the last place of x, or of the function.
    """
    chosen = np.arange(low.size)
    root = np.array(low)
    x1, x2 = np.array(low), np.array(high)
    f1, f2 = f(x1, chosen), f(x2, chosen)
    share = np.full(low.size, 0.5)
    for _ in range(MOST_STEPS):
        best = np.where(np.abs(f1) < np.abs(f2), x1, x2)
        root[chosen] = best
        width = np.abs(x2 - x1)
        tolerance = 2 * EPSILON * np.abs(best)
        # By rounding both ends may lie on one side of the root: the nearer one is it then.
        going = (np.sign(f1) != np.sign(f2)) & (width > tolerance)
        going &= np.minimum(np.abs(f1), np.abs(f2)) > SMALL
        if not going.any():
            break
        chosen, share, least = chosen[going], share[going], tolerance[going] / width[going] / 2
        x1, x2, f1, f2 = (part[going] for part in (x1, x2, f1, f2))
        x = x1 + np.clip(share, least, 1.0 - least) * (x2 - x1)
        fx = f(x, chosen)
        x1, x2, x3, f1, f2, f3 = _bracket(x, x1, x2, fx, f1, f2)
        share = _share(x1, x2, x3, f1, f2, f3)
    return root


def _bracket(
    x: Array, x1: Array, x2: Array, fx: Array, f1: Array, f2: Array
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """The new point, the old one on the other side of the root, and the one left over."""
    same = np.sign(fx) == np.sign(f1)
    x2, x3 = np.where(same, x2, x1), np.where(same, x1, x2)
    f2, f3 = np.where(same, f2, f1), np.where(same, f1, f2)
    return x, x2, x3, fx, f2, f3


def _share(x1: Array, x2: Array, x3: Array, f1: Array, f2: Array, f3: Array) -> Array:
    """How far from x1 to x2 to go next: a half, unless interpolation is safe."""
    with np.errstate(all="ignore"):
        xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
        safe = (phi**2 < xi) & ((1.0 - phi) ** 2 < 1.0 - xi)
        curve = f1 / (f2 - f1) * f3 / (f2 - f3)
        curve += (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
        return np.where(safe & np.isfinite(curve), curve, 0.5)
