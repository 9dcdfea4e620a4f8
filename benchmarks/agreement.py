"""Whether the kernel's and numpy's statistics are of the same law: both have done the same work."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from numpy_statistics import Amount, Statistics
from workload import Kept, Workload

from ictsim.engine import Gathered
from ictsim.statistics import BinnedDistribution

LIMIT = 5.0
# A count in which fewer than this were to be expected on both sides together is not judged.
FEWEST = 10.0


class Deviation(NamedTuple):
    """How many standard errors kernel and numpy lie apart, in what, and both values."""

    errors: float
    name: str
    kernel: float
    numpy: float


def deviations(work: Workload, kernel: Gathered, other: Statistics) -> list[Deviation]:
    """Counts, tallies, means, standard deviations, distributions; the largest first.

    Raises
    ------
    KeyError
        The kernel keeps an output that numpy does not.
    """
    units = {output.name: output.unit for output in work.outputs}
    found: list[Deviation] = []
    for name, kept in work.kept.items():
        if units[name] == "probability":
            mine = int(kernel.counts[kept.slot])
            found += _counts(name, [mine], kernel.runs, [other.counts[name]], other.runs)
        elif units[name] == "year":
            tally = kernel.tallies[kept.slot].tolist()
            theirs = other.tallies[name].tolist()
            theirs += [0] * (len(tally) - len(theirs))
            found += _counts(name, tally, kernel.runs, theirs, other.runs)
        else:
            found += _amount(work, kernel, name, kept, other.amounts[name])
    return sorted(found, reverse=True)


def _counts(
    name: str, mine: list[int], runs: int, theirs: list[int], other_runs: int
) -> Iterator[Deviation]:
    for code, (a, b) in enumerate(zip(mine, theirs, strict=True)):
        p = (a + b) / (runs + other_runs)
        if min(p, 1.0 - p) * (runs + other_runs) < FEWEST:
            continue
        error = math.sqrt(p * (1.0 - p) * (1.0 / runs + 1.0 / other_runs))
        apart = abs(a / runs - b / other_runs) / error
        yield Deviation(apart, f"{name}[{code}]", a / runs, b / other_runs)


def _amount(
    work: Workload, kernel: Gathered, name: str, kept: Kept, theirs: Amount
) -> Iterator[Deviation]:
    plan = work.bins[name]
    runs = kernel.runs if plan.every_run else kernel.sampled_runs
    mean, sd = kernel.mean_and_sd(kept.slot)
    mean, sd = mean * kept.scale, sd * abs(kept.scale)
    other_mean = theirs.total / theirs.runs
    other_sd = math.sqrt(max(0.0, theirs.squares / theirs.runs - other_mean**2))
    rounding = 1e-9 * max(abs(mean), 1e-9)
    error = sd * math.sqrt(1.0 / runs + 1.0 / theirs.runs)
    yield Deviation(abs(mean - other_mean) / (error + rounding), f"{name} mean", mean, other_mean)
    spread = kernel.distribution(kept.slot).times(kept.scale)
    # The fourth moment, for the standard error of the standard deviation, from the bins.
    error *= math.sqrt(max(0.0, _kurtosis(spread, mean, sd) - 1.0)) / 2.0
    yield Deviation(abs(sd - other_sd) / (error + rounding), f"{name} sd", sd, other_sd)
    atoms = spread.atom_counts.tolist()
    yield from _counts(f"{name} atom", atoms, runs, theirs.atom_counts, theirs.runs)
    yield _farthest(f"{name} distribution", spread.bins, runs, theirs.histogram, theirs.runs)


def _kurtosis(spread: BinnedDistribution, mean: float, sd: float) -> float:
    """The fourth moment about the mean over sd^4: the standard error of a standard deviation."""
    middles = spread.low + spread.width * (np.arange(len(spread.bins)) - 0.5)
    bins = (spread.bins * (middles - mean) ** 4).sum()
    atoms = (spread.atom_counts * (spread.atoms - mean) ** 4).sum()
    return float((bins + atoms) / max(1, spread.runs)) / max(sd, 1e-300) ** 4


def _farthest(
    name: str, a: NDArray[np.int64], runs: int, b: NDArray[np.int64], other_runs: int
) -> Deviation:
    """Kolmogorov and Smirnov's distance, on the scale of standard errors of one probability.

    The distance times sqrt(n m / (n + m)) exceeds x with probability 2 exp(-2 x^2); half a
    standard error at the median is 0.5 of it, so 2.5 stands for 5 standard errors: 1 in 10^5.
    """
    mine, theirs = np.cumsum(a) / runs, np.cumsum(b) / other_runs
    at = int(np.argmax(np.abs(mine - theirs)))
    apart = abs(mine[at] - theirs[at]) * math.sqrt(runs * other_runs / (runs + other_runs))
    return Deviation(float(apart) * 2.0, name, float(mine[at]), float(theirs[at]))
