"""What goes with the low and with the high end of an input: means over bands of its draws.

MODEL section 12: the runs in which the input's own uniform lies in [0.05, 0.15], against those in
which it lies in [0.85, 0.95].
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

LOW_BAND, HIGH_BAND = (0.05, 0.15), (0.85, 0.95)
_MOST_VALUES = 12  # an input with more values than these is banded like a smooth one
_LEAST_SHARE = 0.05  # of the runs, in a band of the lowest or the highest values

Array = NDArray[np.float64]
Runs = NDArray[np.bool_]


def values_of(draws: Array) -> list[float]:
    """The values of an input that takes single ones, rising; none where they are many."""
    found = np.unique(draws)
    return found.tolist() if found.size <= _MOST_VALUES else []


def bands(draws: Array, *, discrete: bool) -> Iterator[Runs]:
    """The low band of an input and its high band: which runs are in each, shape (runs,).

    By the rank of its draws. Runs with one and the same value are alike but for chance, so of an
    atom at the end of a band as many are in as the band has room for. An input of few single
    values has its lowest and its highest: so many of them that a twentieth of the runs are in,
    but never its most frequent one beside others. None where one value is all there is.
    """
    single = values_of(draws) if discrete else []
    if single:
        if len(single) > 1:
            yield _ends(draws, single)
            yield _ends(draws, single[::-1])
        return
    rank = np.empty(draws.size, np.int64)
    rank[np.argsort(draws, kind="stable")] = np.arange(draws.size)
    for low, high in (LOW_BAND, HIGH_BAND):
        yield (rank >= round(low * draws.size)) & (rank < round(high * draws.size))


def _ends(draws: Array, values: list[float]) -> Runs:
    shares = {value: float(np.mean(draws == value)) for value in values}
    most = max(shares, key=lambda value: shares[value])
    within: Runs = draws == values[0]
    for value in values[1:]:
        if float(np.mean(within)) >= _LEAST_SHARE or most in (value, values[0]):
            break
        within |= draws == value
    return within
