"""Interleaved timing: every candidate once a round, so that all meet the same disturbances."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import NamedTuple


class Times(NamedTuple):
    """Seconds of every round of one candidate."""

    seconds: list[float]

    @property
    def median(self) -> float:
        """The middle round."""
        return median(self.seconds)

    @property
    def least(self) -> float:
        """The round least disturbed."""
        return min(self.seconds)

    def per(self, number: int) -> tuple[float, float]:
        """Median and least in nanoseconds per one of ``number``."""
        return self.median / number * 1e9, self.least / number * 1e9


def interleaved(
    candidates: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, Times]:
    """Time every candidate ``rounds`` times, in turn.

    ``clock`` counts the processor's seconds of all threads unless another one is given.
    """
    taken: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, candidate in candidates.items():
            began = clock()
            candidate()
            taken[name].append(clock() - began)
    return {name: Times(seconds) for name, seconds in taken.items()}
