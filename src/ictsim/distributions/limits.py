"""Three figures: two ends and a mode, or the 10 % and 90 % points and a mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from ictsim.distributions.base import require
from ictsim.distributions.law import Array, Law
from ictsim.distributions.roots import increasing_root

Limits = Literal["ends", "p10-p90"]
"""What ``low`` and ``high`` are: the ends, or values exceeded in 90 % and in 10 % of the draws."""

# P10 and P90, counted from below and from above.
_FROM_BELOW, _FROM_ABOVE = np.array([0.1, 0.9]), np.array([0.9, 0.1])


def require_order(low: float, mode: float, high: float) -> None:
    """Refuse a mode outside its ends."""
    require(
        low <= mode,
        f"low {low:.12g} is above mode {mode:.12g}; write low <= mode <= high",
    )
    require(
        mode <= high,
        f"mode {mode:.12g} is above high {high:.12g}; write low <= mode <= high",
    )


def ends_of(
    standard: Callable[[float], Law], p10: float, mode: float, p90: float
) -> tuple[float, float]:
    """Both ends of the law with the given 10 % point, mode and 90 % point.

    Such a law is a standard one, shifted and stretched; its shape is where the mode lies between
    the ends. So one number is searched for: the r at which the mode of ``standard(r)`` lies
    between its 10 % and 90 % point as ``mode`` does between ``p10`` and ``p90``.

    Parameters
    ----------
    standard
        The law on 0 to 1 with its mode at r, for r from 0 to 1.

    Raises
    ------
    ValueError
        There is none: the message says between what the mode can lie.
    """
    require(p10 <= p90, f"low {p10:.12g} is above high {p90:.12g}; write low <= high")
    if p10 == p90:
        require(mode == p10, f"low and high are both {p10:.12g}, but mode is {mode:.12g}")
        return p10, p90
    least, most = (p10 + _place(standard, r) * (p90 - p10) for r in (0.0, 1.0))
    require(
        least <= mode <= most,
        f"no such law has its P10 at {p10:.12g}, its P90 at {p90:.12g} and its mode at "
        f"{mode:.12g}; write a mode from {least:.6g} to {most:.6g}",
    )
    wanted = (mode - p10) / (p90 - p10)

    def too_high(r: Array, _: object) -> Array:
        return np.array([_place(standard, float(r[0])) - wanted])

    r = float(increasing_root(too_high, np.zeros(1), np.ones(1))[0])
    x10, x90 = _points(standard, r)
    width = (p90 - p10) / (x90 - x10)
    # At r = 0 and 1 the mode is an end, to the last digit.
    return min(p10 - x10 * width, mode), max(p90 + (1.0 - x90) * width, mode)


def _place(standard: Callable[[float], Law], r: float) -> float:
    """Where the mode lies: 0 at the 10 % point, 1 at the 90 % point."""
    x10, x90 = _points(standard, r)
    return (r - x10) / (x90 - x10)


def _points(standard: Callable[[float], Law], r: float) -> tuple[float, float]:
    x10, x90 = standard(r).at(_FROM_BELOW, _FROM_ABOVE).tolist()
    return x10, x90
