"""What is gathered over blocks of runs, and how it is merged.

Everything merged is an integer: counts, and sums scaled by a power of two. Integer addition
has no order, so any number of threads and any grouping of blocks give the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ictsim.engine.plan import BINS
from ictsim.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ictsim.compile import Bins, Tape
    from ictsim.kernels.machine import Totals

# A block's sum of doubles, times 2**40, cut to a whole number: below a millionth of a
# millionth of a euro is lost per block, the same on every machine and in every order.
_SCALE_BITS = 40


@dataclass
class Gathered:
    """Merged counts and exact sums of ``runs`` runs, ``sampled_runs`` of them with fans.

    ``sums`` has shape (amounts, 2): scaled integers of x - centre and its square.
    """

    tape: Tape
    bins: Mapping[str, Bins]
    runs: int = 0
    sampled_runs: int = 0
    counts: NDArray[np.int64] = field(init=False)
    histograms: NDArray[np.int64] = field(init=False)
    atom_counts: NDArray[np.int64] = field(init=False)
    tallies: NDArray[np.int64] = field(init=False)
    sums: NDArray[np.object_] = field(init=False)

    def __post_init__(self) -> None:
        empty = empty_totals(self.tape, self.bins)
        self.counts = empty.counts
        self.histograms = empty.histograms
        self.atom_counts = empty.atom_counts
        self.tallies = empty.tallies
        self.sums = np.zeros(empty.moments.shape, object)

    def add_sums(self, moments: NDArray[np.float64]) -> None:
        """Add one block's sums, shape (amounts, 2)."""
        if not np.isfinite(moments).all():
            slot = int(np.argwhere(~np.isfinite(moments))[0, 0])
            raise ModelError(
                f"{self.tape.moments[slot]} is not a finite number in some runs; "
                "look for an amount, factor or rate that is far too large"
            )
        scaled = np.ldexp(moments, _SCALE_BITS)
        self.sums += np.array([int(x) for x in scaled.ravel()], object).reshape(scaled.shape)

    def add_counts(self, totals: Totals) -> None:
        """Add all counts of one worker."""
        self.counts += totals.counts
        self.histograms += totals.histograms
        self.atom_counts += totals.atom_counts
        self.tallies += totals.tallies

    def mean_and_sd(self, slot: int) -> tuple[float, float]:
        """Mean and standard deviation (n - 1) of the amount in ``slot``, in its own unit."""
        n, (s, ss) = self.runs, self.sums[slot]
        scale = 2**_SCALE_BITS
        mean = self.bins[self.tape.moments[slot]].centre + s / (n * scale)
        if n < 2:
            return mean, 0.0
        # Exact integers until the one division: nothing cancels.
        squares = ss * n * scale - s * s
        variance = max(0, squares) / (n * (n - 1) * scale * scale)
        return mean, float(variance**0.5)


def empty_totals(tape: Tape, bins: Mapping[str, Bins], stored_runs: int = 0) -> Totals:
    """Zeroed totals for one worker; ``stored_runs`` columns' length of a store tape."""
    from ictsim.kernels.machine import Totals

    atoms = [bins[name].atoms for name in tape.histograms]
    first = np.concatenate([[0], np.cumsum([len(a) for a in atoms], dtype=np.int64)])
    values = np.array([value for some in atoms for value in some], np.float64)
    return Totals(
        counts=np.zeros(len(tape.counted), np.int64),
        moments=np.zeros((len(tape.moments), 2)),
        histograms=np.zeros((len(tape.histograms), BINS + 2), np.int64),
        atoms=values,
        atom_first=first.astype(np.int64),
        atom_counts=np.zeros(len(values), np.int64),
        tallies=np.zeros((len(tape.tallies), tape.codes), np.int64),
        store=np.zeros((len(tape.stored), stored_runs)),
    )
