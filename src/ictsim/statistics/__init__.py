"""Estimates from counts: distributions, sampling intervals, and what may be printed of them."""

from ictsim.statistics.distribution import BinnedDistribution
from ictsim.statistics.intervals import mean_interval, order_ranks, wilson

__all__ = ["BinnedDistribution", "mean_interval", "order_ranks", "wilson"]
