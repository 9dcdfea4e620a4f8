"""Estimates from counts: distributions, sampling intervals, and what may be printed of them."""

from ictsim.statistics.distribution import (
    BinnedDistribution,
    Distribution,
    ExactDistribution,
    rank_of,
)
from ictsim.statistics.intervals import mean_interval, order_ranks, wilson

__all__ = [
    "BinnedDistribution",
    "Distribution",
    "ExactDistribution",
    "mean_interval",
    "order_ranks",
    "rank_of",
    "wilson",
]
