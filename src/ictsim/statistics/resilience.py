"""The classes in which Dutch municipalities rate their capacity to bear losses.

The ratio is the capacity over the amount that is needed; at 1 it is just enough.
"""

from __future__ import annotations

CLASSES = {"A": 2.0, "B": 1.4, "C": 1.0, "D": 0.8, "E": 0.6}
"""The ratio at which each class begins. The bound belongs to it, but 2.0 itself is not yet A."""

BEST, WORST = "A", "F"

# A ratio this near to a bound, as a part of it, is the bound: the rest is rounding.
_ROUNDING = 1e-9


def class_of(ratio: float) -> str:
    """The class of a ratio of 0 or more (MODEL section 10)."""
    if ratio > CLASSES[BEST] * (1.0 + _ROUNDING):
        return BEST
    reached = (
        name
        for name, bound in CLASSES.items()
        if name != BEST and ratio >= bound * (1.0 - _ROUNDING)
    )
    return next(reached, WORST)
