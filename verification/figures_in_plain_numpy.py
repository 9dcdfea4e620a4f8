"""Figures of the case over many runs, in plain numpy, each with its standard error.

Usage: python verification/figures_in_plain_numpy.py [--layer NAME] [--runs N] [--seed S]
"""

from __future__ import annotations

import argparse
import math
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
from case_in_plain_numpy import (
    DISCOUNT_RATE,
    PARTNERS,
    START,
    YEARS,
    Array,
    check_base_case,
    npv,
    outcome,
    payback_index,
)
from layers_in_plain_numpy import LAYERS, Draw, check_layers

Stats = dict[str, dict[str, float]]

BEATS_YEARS = (2018, 2021, 2023, 2030)
AMOUNT_YEARS = ALL_PARTNERS_YEARS = (2018, 2023, 2030)
Z = 1.96
CHUNK = 1 << 13


class Tally:
    """Counts and kept values of all runs; several threads may fill it."""

    def __init__(self, runs: int) -> None:
        self.runs = runs
        self.counts: dict[str, int] = {}
        self.samples: dict[str, Array] = {}
        self._lock = threading.Lock()

    def count(self, name: str, hits: npt.ArrayLike) -> None:
        number = int(np.sum(hits))
        with self._lock:
            self.counts[name] = self.counts.get(name, 0) + number

    def keep(self, name: str, first: int, values: Array) -> None:
        with self._lock:
            place = self.samples.setdefault(name, np.empty(self.runs))
        place[first : first + len(values)] = values

    def stats(self) -> Stats:
        result = {name: share_of(hits, self.runs) for name, hits in self.counts.items()}
        for name in list(self.samples):
            values = self.samples.pop(name)
            result[f"{name}.mean"] = mean_of(values)
            values.sort()
            result |= {f"{name}.p{q}": percentile_of(values, q / 100) for q in (10, 50, 90)}
        return dict(sorted(result.items()))


def share_of(count: float, n: int) -> dict[str, float]:
    """A probability; the standard error is the Wilson half-width / 1.96, so never exactly 0."""
    p = count / n
    half = Z / (1 + Z**2 / n) * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return {"value": p, "se": half / Z}


def mean_of(values: Array) -> dict[str, float]:
    """A mean with its standard error."""
    return {"value": float(values.mean()), "se": float(values.std(ddof=1)) / math.sqrt(len(values))}


def percentile_of(ordered: Array, q: float) -> dict[str, float]:
    """The smallest x with F(x) >= q; the error from the 95 % order-statistic interval."""
    n = len(ordered)
    spread = Z * math.sqrt(n * q * (1 - q))
    ranks = (math.ceil(n * q), math.floor(n * q - spread), math.ceil(n * q + spread) + 1)
    mid, low, high = (float(ordered[min(max(rank, 1), n) - 1]) for rank in ranks)
    return {"value": mid, "se": (high - low) / 2 / Z}


def tally_scenario(tally: Tally, first: int, s: str, deltas: dict[str, Array]) -> None:
    """All figures of one scenario in one chunk of runs."""
    better = {}
    for who in ("total", *PARTNERS):
        name = s if who == "total" else f"{s}.{who}"
        delta, cash = deltas[f"{s}.{who}"], deltas[f"{s}.{who}.cash"]
        c = -np.cumsum(delta, axis=0)
        better[who] = c > 0
        for t in BEATS_YEARS:
            tally.count(f"{name}.beats.{t}", better[who][t - START])
        for t in AMOUNT_YEARS:
            tally.keep(f"{name}.saving.{t}", first, c[t - START])
            tally.keep(f"{name}.npv.{t}", first, npv(cash, DISCOUNT_RATE, t))
        tally.keep(f"{name}.peak", first, np.maximum(-c, 0.0).max(axis=0))
        if not np.array_equal(cash, delta):
            c_cash = -np.cumsum(cash, axis=0)
            tally.keep(f"{name}.peak_cash", first, np.maximum(-c_cash, 0.0).max(axis=0))
            for t in AMOUNT_YEARS:
                tally.keep(f"{name}.saving_cash.{t}", first, c_cash[t - START])
        no_change = ~delta.any(axis=0)
        times = np.bincount(payback_index(c[:, ~no_change]) + 1, minlength=len(YEARS) + 2)
        labels = ["never_under_water", *(str(t) for t in YEARS), "never"]
        for label, number in zip(labels, times, strict=True):
            tally.count(f"{name}.payback.{label}", number)
        tally.count(f"{name}.payback.no_change", no_change)
    for t in ALL_PARTNERS_YEARS:
        both = np.logical_and.reduce([better[p][t - START] for p in PARTNERS])
        tally.count(f"{s}.all_partners.{t}", both)


def simulate(draw: Draw, runs: int, seed: int) -> Stats:
    """All statistics of 2.0 and 3.0 under flat names, each with its standard error.

    Each chunk of runs has a generator of its own, so the number of threads changes nothing.
    """
    tally = Tally(runs)

    def chunk(number: int) -> None:
        first = number * CHUNK
        rng = np.random.Generator(np.random.SFC64([seed, number]))
        deltas = outcome(draw(rng, min(CHUNK, runs - first)))
        for s in ("s2", "s3"):
            tally_scenario(tally, first, s, deltas)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(chunk, range(-(-runs // CHUNK))))
    return tally.stats()


def main() -> None:
    """Check the base case, simulate, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--layer", choices=list(LAYERS), default="3_0")
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=20130101)
    options = parser.parse_args()
    check_base_case()
    check_layers()
    stats = simulate(LAYERS[options.layer], options.runs, options.seed)
    for name, entry in stats.items():
        digits = 6 if abs(entry["value"]) <= 1 else 0
        print(f"{name:40s} {entry['value']:16,.{digits}f}  se {entry['se']:14,.{digits}f}")


if __name__ == "__main__":
    main()
