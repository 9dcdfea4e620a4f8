"""What is fixed before the runs start: the pilot, the subsample, the bins.

All of it follows from the config, the seed and the planned number of runs alone.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ictsim.compile import Bins
from ictsim.kernels.layout import ATOM_WITHIN

PILOT_RUNS = 8_192
SAMPLED_RUNS = 2**18  # a multiple of BLOCK

# With bins of a hundredth of a standard deviation a percentile is off by 3e-6 in probability,
# a fifth of what a thousand million runs leave as sampling error.
BINS = 1_024

# Bins reach from the pilot's 0.2 % to its 99.8 % point and this share of that width beyond:
# every printed percentile (P5 ... P95) lies well inside, whatever a fat tail brings; what
# falls outside is counted.
_CORE = (0.002, 0.998)
_MARGIN = 0.35


def choose_bins(pilot: Iterable[NDArray[np.float64]]) -> list[Bins]:
    """Bins, centre and atoms for each amount from the pilot's values, each of shape (runs,).

    A value that occurs twice among some thousands of doubles is an atom: by accident that
    happens to one outcome in a hundred, and does no harm.
    """
    return [_bins(values) for values in pilot]


def _bins(values: NDArray[np.float64]) -> Bins:
    distinct, repeats = np.unique(values, return_counts=True)
    atoms = distinct[repeats > 1]
    spread = distinct[repeats == 1]
    if spread.size < 2:
        spread = distinct
    low, high = np.quantile(spread, _CORE)
    margin = _MARGIN * (high - low)
    if margin == 0.0:
        margin = max(1.0, abs(high)) * 2.0**-20  # one value only: any bin will do
    low, high = low - margin, high + margin
    centre = float(np.mean(values))
    width = float((high - low) / BINS)
    apart = np.diff(atoms, prepend=-np.inf) > 2.0 * ATOM_WITHIN * width
    return Bins(float(low), width, centre, tuple(atoms[apart].tolist()))
