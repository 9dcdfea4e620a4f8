"""What is gathered over blocks of runs, and how it is merged.

Everything merged is an integer: counts, and sums scaled by a power of two. Integer addition
has no order, so any number of threads and any grouping of blocks give the same bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ictsim.compile import Slots
from ictsim.engine.plan import BINS
from ictsim.errors import ModelError
from ictsim.statistics import BinnedDistribution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ictsim.compile import Bins
    from ictsim.kernels.machine import Totals

# A block's sum of doubles becomes two integers: multiples of 2**24, and of 2**-32 below that.
# What lies below 2**-32 (of a euro) is cut off, per block, the same in every order. Amounts of
# millions are counted in a larger unit, a power of two so that this is exact: how far they
# reached in the first runs. Not in a smaller one than 1: a rare event may lie far beyond.
_HIGH_BITS, _LOW_BITS = 24, 32


@dataclass
class Gathered:
    """Merged counts and exact sums of ``runs`` runs.

    Slots of outputs over all runs rest on ``runs``, the others on the first ``sampled_runs``.
    The sums of x - centre and of its square are whole: ``high`` * 2**24 + ``low`` * 2**-32
    times 2**``unit``, all of shape (amounts, 2).
    """

    slots: Slots
    bins: Sequence[Bins]
    blocks: int = 1  # planned, so that all of them together stay within 63 bits
    runs: int = 0
    sampled_runs: int = 0
    counts: NDArray[np.int64] = field(init=False)
    histograms: NDArray[np.int64] = field(init=False)
    atom_counts: NDArray[np.int64] = field(init=False)
    tallies: NDArray[np.int64] = field(init=False)
    high: NDArray[np.int64] = field(init=False)
    low: NDArray[np.int64] = field(init=False)
    unit: NDArray[np.int32] = field(init=False)

    def __post_init__(self) -> None:
        empty = empty_totals(self.slots, self.bins)
        self.counts = empty.counts.astype(np.int64)
        self.histograms = empty.histograms.astype(np.int64)
        self.atom_counts = empty.atom_counts.astype(np.int64)
        self.tallies = empty.tallies.sum(axis=1, dtype=np.int64)
        self.high = np.zeros(empty.moments.shape, np.int64)
        self.low = np.zeros(empty.moments.shape, np.int64)
        exponents = np.maximum(0, np.frexp([_reach(plan) for plan in self.bins])[1])
        self.unit = np.stack([exponents, 2 * exponents], axis=-1)

    def add_sums(self, moments: NDArray[np.float64]) -> None:
        """Add one block's sums, shape (amounts, 2); slots not kept in it are 0."""
        moments = np.ldexp(moments, -self.unit)
        high = np.trunc(np.ldexp(moments, -_HIGH_BITS))
        if not (np.abs(high) < 2.0**62 / self.blocks).all():
            raise ModelError(
                "an outcome is not a finite number in some runs, or thousands of times what the "
                "first runs showed; look for an amount, factor or rate that is far too large, a "
                "tail without a cap, or a divisor that can be 0"
            )
        rest = moments - np.ldexp(high, _HIGH_BITS)  # exact: both are multiples of its last bit
        self.high += high.astype(np.int64)
        self.low += np.ldexp(rest, _LOW_BITS).astype(np.int64)
        carry = self.low >> (_HIGH_BITS + _LOW_BITS)
        self.high += carry
        self.low -= carry << (_HIGH_BITS + _LOW_BITS)

    def take_counts(self, totals: Totals) -> None:
        """Add all counts of one worker, and set them to 0 there."""
        for merged, counts in (
            (self.counts, totals.counts),
            (self.histograms, totals.histograms),
            (self.atom_counts, totals.atom_counts),
        ):
            merged += counts
            counts[:] = 0
        self.tallies += totals.tallies.sum(axis=1, dtype=np.int64)
        totals.tallies[:] = 0

    def runs_of(self, slot: int) -> int:
        """How many runs the amount in ``slot`` rests on."""
        return self.runs if slot < self.slots.everywhere[1] else self.sampled_runs

    def mean_and_sd(self, slot: int) -> tuple[float, float]:
        """Mean and standard deviation (n - 1) of the node in ``slot``."""
        n = self.runs_of(slot)
        s, ss = (
            (int(high) << (_HIGH_BITS + _LOW_BITS)) + int(low)
            for high, low in zip(self.high[slot], self.low[slot], strict=True)
        )
        scale = 2**_LOW_BITS
        mean = self.bins[slot].centre + math.ldexp(s / (n * scale), int(self.unit[slot, 0]))
        if n < 2:
            return mean, 0.0
        # Whole numbers until the one division: nothing cancels.
        squares = ss * n * scale - s * s
        variance = max(0, squares) / (n * (n - 1) * scale * scale)
        return mean, math.ldexp(variance**0.5, int(self.unit[slot, 0]))

    def distribution(self, slot: int) -> BinnedDistribution:
        """How the node in ``slot`` is distributed."""
        plan = self.bins[slot]
        first = sum(len(some.atoms) for some in self.bins[:slot])
        return BinnedDistribution(
            plan.low,
            plan.width,
            self.histograms[slot],
            np.array(plan.atoms),
            self.atom_counts[first : first + len(plan.atoms)],
        )


def _reach(plan: Bins) -> float:
    """How far from their centre bins and atoms lie."""
    ends = (plan.low, plan.low + plan.width * BINS, *plan.atoms)
    return max(abs(end - plan.centre) for end in ends)


def empty_totals(slots: Slots, bins: Sequence[Bins]) -> Totals:
    """Zeroed totals for one worker. Its counts are 32-bit: half the cache of 64-bit ones."""
    from ictsim.kernels.machine import Totals

    first = np.concatenate([[0], np.cumsum([len(plan.atoms) for plan in bins], dtype=np.int64)])
    atoms = np.array([value for plan in bins for value in plan.atoms], np.float64)
    return Totals(
        counts=np.zeros(len(slots.counts), np.int32),
        moments=np.zeros((len(slots.amounts), 2)),
        histograms=np.zeros((len(slots.amounts), BINS + 2), np.int32),
        atoms=atoms,
        atom_first=first.astype(np.int64),
        atom_counts=np.zeros(len(atoms), np.int32),
        tallies=np.zeros((len(slots.tallies), 4, slots.codes), np.int32),
        store=np.zeros((0, 0)),
    )


def store_totals(columns: int, runs: int) -> Totals:
    """Totals of a tape that only stores: a row per column, a number per run."""
    nothing = empty_totals(Slots((), (), (), (0, 0, 0), 1, {}), ())
    return nothing._replace(store=np.zeros((columns, runs)))
