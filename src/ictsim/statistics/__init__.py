"""Estimates from counts: distributions, sampling intervals, and what may be printed of them."""

from ictsim.statistics.distribution import (
    BinnedDistribution,
    Distribution,
    ExactDistribution,
    FlooredDistribution,
    rank_of,
)
from ictsim.statistics.intervals import mean_interval, order_ranks, wilson
from ictsim.statistics.levels import CERTAINTIES, PERCENTILES

__all__ = [
    "CERTAINTIES",
    "PERCENTILES",
    "BinnedDistribution",
    "Distribution",
    "ExactDistribution",
    "FlooredDistribution",
    "mean_interval",
    "order_ranks",
    "rank_of",
    "wilson",
]
