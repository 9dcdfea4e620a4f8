"""A distribution known by equal bins and exact atoms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class BinnedDistribution:
    """Counts of one amount over the runs.

    ``bins`` holds the count below ``low``, of each bin of ``width``, and above the last;
    ``atoms`` are exact values (rising) with counts of their own, in no bin.
    """

    low: float
    width: float
    bins: NDArray[np.int64]
    atoms: NDArray[np.float64]
    atom_counts: NDArray[np.int64]

    @classmethod
    def of_one_value(cls, value: float, runs: int) -> BinnedDistribution:
        """What is the same in all ``runs`` runs."""
        atoms, counts = np.array([value]), np.array([runs], np.int64)
        return cls(value, 1.0, np.zeros(3, np.int64), atoms, counts)

    def times(self, scale: float) -> BinnedDistribution:
        """The distribution of ``scale`` times this amount; ``scale`` is not 0."""
        if scale > 0.0:
            return BinnedDistribution(
                self.low * scale, self.width * scale, self.bins, self.atoms * scale,
                self.atom_counts,
            )  # fmt: skip
        high = self.low + self.width * (len(self.bins) - 2)
        return BinnedDistribution(
            high * scale, self.width * -scale, self.bins[::-1], self.atoms[::-1] * scale,
            self.atom_counts[::-1],
        )  # fmt: skip

    @cached_property
    def runs(self) -> int:
        """Number of runs counted."""
        return int(self.bins.sum() + self.atom_counts.sum())

    @cached_property
    def _knots(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Points x, rising, with the number of runs below and up to each: atoms are jumps."""
        edges = self.low + self.width * np.arange(len(self.bins) - 1)
        upto_edge = np.cumsum(self.bins[:-1]).astype(float)
        x = np.union1d(edges, self.atoms)
        smooth = np.interp(x, edges, upto_edge)
        jump = np.zeros(len(x))
        jump[np.searchsorted(x, self.atoms)] = self.atom_counts
        upto = smooth + np.cumsum(jump)
        return x, upto - jump, upto

    def cdf(self, value: float) -> tuple[float, float]:
        """The shares of runs below and up to ``value``."""
        x, below, upto = self._knots
        at = int(np.searchsorted(x, value))
        if at < len(x) and x[at] == value:
            return float(below[at] / self.runs), float(upto[at] / self.runs)
        if at == 0:
            left, right = 0.0, float(below[0])
            count = left if value < x[0] else right
        elif at == len(x):
            count = float(self.runs) if self.bins[-1] else float(upto[-1])
        else:
            share = (value - x[at - 1]) / (x[at] - x[at - 1])
            count = float(upto[at - 1] + share * (below[at] - upto[at - 1]))
        return count / self.runs, count / self.runs

    def at_rank(self, rank: int) -> float | None:
        """The ``rank``-th smallest value (1 ... runs); None where it lies outside the bins."""
        x, below, upto = self._knots
        at = int(np.searchsorted(upto, rank))  # the first knot with at least rank runs up to it
        if at == len(x) or (at == 0 and below[0] >= rank):
            return None
        if below[at] < rank:
            return float(x[at])
        start = upto[at - 1]
        return float(x[at - 1] + (rank - start) / (below[at] - start) * (x[at] - x[at - 1]))

    def quantile(self, level: float) -> float | None:
        """The smallest x with F(x) >= level; None where it lies outside the bins."""
        return self.at_rank(max(1, math.ceil(level * self.runs - 1e-9)))

    def binning_error(self, level: float) -> float:
        """How far F may be off at a percentile because a bin is taken as level (a share).

        With density linear within the bin the error is at most an eighth of the change of
        the bin's count from neighbour to neighbour.
        """
        value = self.quantile(level)
        if value is None or self.width == 0.0:
            return 0.0
        bin_ = int(np.clip((value - self.low) / self.width + 1.0, 1, len(self.bins) - 2))
        around = self.bins[max(0, bin_ - 1) : bin_ + 2]
        return float(np.ptp(around)) / (16.0 * self.runs)
