"""Estimates of one output each: name -> value with its 95 % interval.

Names follow ``scenario[.partner].metric[.year][.statistic]``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ictsim.metrics import Output
from ictsim.metrics.payback import NEVER, NEVER_UNDER_WATER, NO_CHANGE
from ictsim.results.messages import N_
from ictsim.results.record import PERCENTILES, Estimate, Place
from ictsim.statistics import Distribution, mean_interval, order_ranks, wilson

Named = Iterator[tuple[str, Estimate]]

_NO_INTERVAL = N_("no interval given")
_TOO_FEW = N_("too few runs for a 95 % interval on that side")


def probability(successes: int, runs: int) -> Estimate:
    """A probability from a count, with its Wilson interval."""
    low, high = wilson(successes, runs)
    return Estimate(successes / runs, low, high, "probability", runs)


def always(happens: bool, runs: int) -> Estimate:
    """A probability that follows from the formulas alone."""
    value = float(happens)
    return Estimate(value, value, value, "probability", runs, N_("the same in every run"))


def moments(output: Output, mean: float, sd: float, runs: int) -> Named:
    """Mean and standard deviation over ``runs``."""
    low, high = mean_interval(mean, sd, runs)
    if runs < 2:
        alone = Estimate(None, None, None, output.unit, runs, N_("one run has no spread"))
        yield f"{output.name}.mean", Estimate(mean, None, None, output.unit, runs, _TOO_FEW)
        yield f"{output.name}.sd", alone
    else:
        yield f"{output.name}.mean", Estimate(mean, low, high, output.unit, runs)
        yield f"{output.name}.sd", Estimate(sd, None, None, output.unit, runs, _NO_INTERVAL)


def percentiles(output: Output, spread: Distribution) -> Named:
    """The output's percentiles over the runs in ``spread``."""
    for percent in output.levels:
        yield f"{output.name}.p{percent}", _percentile(output, spread, percent)


def _percentile(output: Output, spread: Distribution, percent: int) -> Estimate:
    runs = spread.runs
    value = spread.quantile(percent / 100)
    if value is None:
        why = N_("outside the range that the first runs showed; more of the runs lie there")
        return Estimate(None, None, None, output.unit, runs, why)
    low, high = (None if rank is None else spread.at_rank(rank) for rank in _ranks(percent, runs))
    note = _TOO_FEW if low is None or high is None else ""
    return Estimate(value, low, high, output.unit, runs, note)


def is_coarse(spread: Distribution, percents: Sequence[int] = PERCENTILES) -> bool:
    """Whether at some of these percentiles bins err more than the sampling."""
    levels = [percent / 100 for percent in percents]
    return any(
        spread.binning_error(p) > 1.96 * math.sqrt(p * (1 - p) / spread.runs) for p in levels
    )


@lru_cache(maxsize=64)
def _ranks(percent: int, runs: int) -> tuple[int | None, int | None]:
    return order_ranks(percent / 100, runs)


def payback_estimates(
    output: Output, tally: NDArray[np.int64], start: int, *, certain: bool = False
) -> Named:
    """The payback year: a probability for each outcome, cumulated ones, and percentiles.

    "Never within the horizon" counts as later than every year; "no change" and "never under
    water" as the first year. No mean is given.
    """
    runs = int(tally.sum())
    name, so_far = output.name, 0

    def chance(count: int) -> Estimate:
        return always(count > 0, runs) if certain else probability(count, runs)

    for code, outcome in enumerate(output.codes):
        yield f"{name}.{outcome}", chance(int(tally[code]))
        so_far += int(tally[code])
        if outcome not in (NO_CHANGE, NEVER):
            year = str(start) if outcome == NEVER_UNDER_WATER else outcome
            yield f"{name}_by.{year}", chance(so_far)
    upto = np.cumsum(tally)
    years = [payback_year(outcome, start) for outcome in output.codes]

    def at_rank(rank: int | None) -> float | str | None:
        return None if rank is None else years[int(np.searchsorted(upto, rank))]

    for percent in PERCENTILES:
        rank = max(1, math.ceil(percent / 100 * runs - 1e-9))
        low, high = (at_rank(r) for r in _ranks(percent, runs))
        note = _TOO_FEW if low is None or high is None else ""
        yield f"{name}.p{percent}", Estimate(at_rank(rank), low, high, "year", runs, note)


def payback_year(outcome: str, start: int) -> float | str:
    """The payback year of an outcome: a year, or ``never``."""
    if outcome in (NO_CHANGE, NEVER_UNDER_WATER):
        return float(start)
    return NEVER if outcome == NEVER else float(outcome)


def best_estimates(output: Output, tally: NDArray[np.int64], *, certain: bool = False) -> Named:
    """For each scenario and the baseline the chance that it is the cheapest."""
    runs = int(tally.sum())
    for code, scenario in enumerate(output.codes):
        count = int(tally[code])
        chance = always(count > 0, runs) if certain else probability(count, runs)
        yield f"{scenario}.{output.name}", chance


def place_of(base: float, spread: Distribution) -> Place:
    """Where the base value lies in the distribution."""
    below, upto = spread.cdf(base)
    return Place(base, below, upto)


def place_of_year(
    code: int, outcomes: Sequence[str], tally: NDArray[np.int64], start: int
) -> Place:
    """Where the base case's payback year lies; outcomes of one year count together."""
    years = [payback_year(outcome, start) for outcome in outcomes]
    order = [math.inf if year == NEVER else float(year) for year in years]
    runs = int(tally.sum())
    below = sum(int(n) for n, year in zip(tally, order, strict=True) if year < order[code])
    upto = sum(int(n) for n, year in zip(tally, order, strict=True) if year <= order[code])
    return Place(years[code], below / runs, upto / runs)
