"""95 % sampling intervals of probabilities, percentiles and means."""

from __future__ import annotations

import math

Z = 1.959963984540054  # the normal's 97.5 % point
_TAIL = 0.025


def wilson(successes: int, runs: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a probability (Wilson 1927); within [0, 1]."""
    share = successes / runs
    spread = Z * math.sqrt(share * (1.0 - share) / runs + Z * Z / (4.0 * runs * runs))
    centre = share + Z * Z / (2.0 * runs)
    scale = 1.0 + Z * Z / runs
    low = 0.0 if successes == 0 else max(0.0, (centre - spread) / scale)
    high = 1.0 if successes == runs else min(1.0, (centre + spread) / scale)
    return low, high


def order_ranks(level: float, runs: int) -> tuple[int | None, int | None]:
    """Ranks (1 ... runs) of the order statistics that enclose a percentile with 95 %.

    None where no order statistic lies far enough out: too few runs for that side.
    The largest l and smallest u with P(B < l) <= 2.5 % and P(B >= u) <= 2.5 %, B being
    binomial(runs, level).
    """
    from scipy.special import bdtr

    middle = level * runs
    spread = Z * math.sqrt(level * (1.0 - level) * runs)
    low = max(0, math.floor(middle - spread) + 2)
    while low > 0 and bdtr(low - 1, runs, level) > _TAIL:
        low -= 1
    high = max(1, math.ceil(middle + spread) - 2)
    while high <= runs and 1.0 - bdtr(high - 1, runs, level) > _TAIL:
        high += 1
    return (low or None), (high if high <= runs else None)


def mean_interval(mean: float, sd: float, runs: int) -> tuple[float, float]:
    """The 95 % interval of a mean of two runs or more (Student's t)."""
    if runs < 2:
        return mean, mean
    from scipy.special import stdtrit

    half = float(stdtrit(runs - 1, 1.0 - _TAIL)) * sd / math.sqrt(runs)
    return mean - half, mean + half
