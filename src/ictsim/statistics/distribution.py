"""A distribution known by equal bins and exact atoms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

_ROUNDING = 1e-12  # relative: two ways to one sum


def rank_of(level: float, runs: int) -> int:
    """The smallest rank k with k / runs >= level, at least 1."""
    return max(1, math.ceil(level * runs - 1e-9))


class Distribution(Protocol):
    """How an amount is distributed over ``runs`` runs."""

    @property
    def runs(self) -> int:
        """Number of runs counted."""

    def cdf(self, value: float) -> tuple[float, float]:
        """The shares of runs below and up to ``value``."""

    def at_rank(self, rank: int) -> float | None:
        """The ``rank``-th smallest value (1 ... runs); None where it is not known."""

    def quantile(self, level: float) -> float | None:
        """The smallest x with F(x) >= level; None where it is not known."""

    def binning_error(self, level: float) -> float:
        """How far F may be off at a percentile, beside the sampling error (a share)."""


@dataclass(frozen=True)
class ExactDistribution:
    """The values themselves, rising: of a few runs, or where bins would be too coarse."""

    values: NDArray[np.float64]

    @property
    def runs(self) -> int:
        """Number of runs counted."""
        return len(self.values)

    def times(self, scale: float) -> ExactDistribution:
        """The distribution of ``scale`` times this amount."""
        return ExactDistribution(np.sort(self.values * scale))

    def cdf(self, value: float) -> tuple[float, float]:
        """The shares of runs below and up to ``value``, rounding aside."""
        within = _ROUNDING * max(abs(value), 1.0)
        below = np.searchsorted(self.values, value - within)
        upto = np.searchsorted(self.values, value + within, side="right")
        return float(below / self.runs), float(upto / self.runs)

    def at_rank(self, rank: int) -> float:
        """The ``rank``-th smallest value (1 ... runs)."""
        return float(self.values[rank - 1])

    def quantile(self, level: float) -> float:
        """The smallest x with F(x) >= level."""
        return self.at_rank(rank_of(level, self.runs))

    def binning_error(self, level: float) -> float:
        """No bins, no error."""
        return 0.0


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
        within = _ROUNDING * max(abs(value), 1.0)
        atom = int(np.searchsorted(self.atoms, value - within))
        if atom < len(self.atoms) and self.atoms[atom] <= value + within:
            at = int(np.searchsorted(x, self.atoms[atom]))
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
        return self.at_rank(rank_of(level, self.runs))

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


@dataclass(frozen=True)
class FlooredDistribution:
    """The distribution of max(``floor``, X), from that of X.

    Raising what is below does not change the order of the runs, so a quantile of max(floor, X)
    is the larger of the floor and the quantile of X.
    """

    inner: Distribution
    floor: float

    @property
    def runs(self) -> int:
        """Number of runs counted."""
        return self.inner.runs

    def cdf(self, value: float) -> tuple[float, float]:
        """The shares of runs below and up to ``value``, rounding aside: none below the floor."""
        within = _ROUNDING * max(abs(self.floor), 1.0)
        if value > self.floor + within:
            return self.inner.cdf(value)
        return 0.0, self.inner.cdf(self.floor)[1] if value >= self.floor - within else 0.0

    def at_rank(self, rank: int) -> float | None:
        """The ``rank``-th smallest value (1 ... runs); None where it is not known."""
        value = self.inner.at_rank(rank)
        return None if value is None else max(self.floor, value)

    def quantile(self, level: float) -> float | None:
        """The smallest x with F(x) >= level; None where it is not known."""
        return self.at_rank(rank_of(level, self.runs))

    def binning_error(self, level: float) -> float:
        """How far F may be off at a percentile: not at the floor, whatever lies below it."""
        value = self.inner.quantile(level)
        at_floor = value is not None and value <= self.floor
        return 0.0 if at_floor else self.inner.binning_error(level)
