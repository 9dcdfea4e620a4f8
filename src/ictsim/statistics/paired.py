"""Two ways compared in the same runs: the difference of their chances, with its interval."""

from __future__ import annotations

import math

from ictsim.statistics.intervals import Z


def paired_difference(first: int, second: int, runs: int) -> tuple[float, float]:
    """The 95 % interval of the chance of one thing less that of another; within [-1, 1].

    Only runs in which exactly one of them happens tell the two apart (McNemar 1947). With half a
    run added to each of the four kinds of runs the interval also holds where such runs are few
    (Agresti and Min 2005, "Simple improved confidence intervals for comparing matched
    proportions", Statistics in Medicine 24).

    Parameters
    ----------
    first, second
        Runs in which only the one, only the other happens.
    runs
        All runs, at least ``first + second`` and at least 1.
    """
    size = runs + 2.0
    centre = (first - second) / size
    spread = Z * math.sqrt((first + second + 1.0) / size - centre * centre) / math.sqrt(size)
    return max(-1.0, centre - spread), min(1.0, centre + spread)
