"""One distribution in a few figures: percentiles, mean, base, and where the base lies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ictsim.distributions.base import Distribution

LEVELS = (1, 10, 50, 90, 99)


@dataclass(frozen=True)
class Summary:
    """Figures of one input, in its unit; chances are fractions.

    Attributes
    ----------
    percentiles
        P1, P10, P50, P90 and P99 by their level: the smallest x with P(X <= x) at least that.
    mean
        None where it is infinite or undefined.
    base
        Value in the base case; None where the family has none and none is given.
    below_base, at_base
        P(X < base) and P(X = base).
    capped_share
        How often the cap binds.
    drawn
        Whether it varies at all.
    """

    percentiles: dict[int, float]
    mean: float | None
    base: float | None
    below_base: float | None
    at_base: float | None
    capped_share: float
    drawn: bool


def summary(law: Distribution) -> Summary:
    """The figures of a distribution."""
    mean = law.mean_value()
    base = _base(law)
    below = None if base is None else float(law.cdf_left(base))
    at = None if base is None or below is None else max(0.0, float(law.cdf(base)) - below)
    drawn = not law.is_constant()
    finite = mean if math.isfinite(mean) else None
    return Summary(percentiles_of(law, LEVELS), finite, base, below, at, law.capped_share(), drawn)


def percentiles_of(law: Distribution, levels: Sequence[int]) -> dict[int, float]:
    """Percentiles by their level, 1 to 99, rising: the smallest x with P(X <= x) >= level / 100.

    Those above 50 are found from the upper end: 1 - 0.9 is not quite 0.1, and where a law jumps at
    0.9 (a value that 90 % of the draws have) the difference is the next value.
    """
    lower = law.quantile([level / 100 for level in levels if level <= 50])
    upper = law.upper_quantile([(100 - level) / 100 for level in levels if level > 50])
    return dict(zip(levels, map(float, [*lower, *upper]), strict=True))


def exact_values(law: Distribution) -> dict[float, float]:
    """Single values that have a chance of their own, increasing, each with that chance."""
    return {piece.low: piece.b - piece.a for piece in law.pieces() if piece.low == piece.high}


def _base(law: Distribution) -> float | None:
    try:
        return law.base_value()
    except ValueError:  # a mixture has no natural base
        return None
