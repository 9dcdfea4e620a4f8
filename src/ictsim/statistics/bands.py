"""What goes with the low and with the high end of an input: means over bands of its draws.

MODEL section 12: the runs in which the input's own uniform lies in [0.05, 0.15], against those in
which it lies in [0.85, 0.95]. An atom is a band of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

LOW_BAND, HIGH_BAND = (0.05, 0.15), (0.85, 0.95)
_MOST_VALUES = 12  # an input with more values than these is banded like a smooth one

Array = NDArray[np.float64]


def bands(values: Array, *, discrete: bool) -> Iterator[tuple[float, float, NDArray[np.bool_]]]:
    """The bands of an input, low ones first: their ends, and which runs are in them.

    Parameters
    ----------
    values
        The input in every run, shape (runs,).
    discrete
        Whether it takes single values only: each is then a band, if they are few.
    """
    single = np.unique(values) if discrete else np.empty(0)
    if 0 < single.size <= _MOST_VALUES:
        for value in single.tolist():
            yield value, value, values == value
        return
    for band in (LOW_BAND, HIGH_BAND):
        # Both ends are values that occur, so an atom at one of them is in as a whole.
        low, high = np.quantile(values, band, method="inverted_cdf").tolist()
        yield low, high, (values >= low) & (values <= high)
