"""Whether the printed 95 % intervals hold in 95 % of the runs with other seeds.

A case whose answer is known in closed form (lines linear in normal inputs, so savings are
normal) is run with many seeds. Of each figure the program prints an interval; counted is in how
many of the seeds it holds the true value, and how far the estimates lie off on average.

What is allowed follows from the law of the count itself. An interval that is honest holds in
K of N seeds with K binomial(N, c); of 200 seeds 190 or more in only 58 % of tries, 184 or more
in 97 %. c is not exactly 95 %, as counts are whole numbers: it is computed for each figure from
the binomial law of its runs. Bounds on K, and on the average miss (normal, standard error
1 / sqrt(N) of an estimate's), are set so that a sound program fails any of them for one choice of
seeds in a thousand. The seeds are fixed, so the answer is the same each time.

Two planted errors have to be found: intervals a tenth too narrow, and estimates that are a
fifth of a standard error off.

Usage: python verification/many_seeds.py [--seeds N] [--runs N]
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np
from program import scratch
from scipy.stats import binom

from ictsim.config import load_case
from ictsim.statistics import order_ranks, wilson
from ictsim.study import prepare, run_study

ERROR_RATE = 1e-3  # of this whole check, for a sound program
PERCENTILES = (5, 10, 25, 50, 75, 80, 90, 95)
FIRST_SEED = 1_000

CASE = """\
[case]
name = "linear_in_normal"
title = "Closed form"
start = 2013
horizon = 2018
headline_years = [2018]
discount_rate = 0.04

[partners.a]
label = "A"
attributes = { inhabitants = 3 }
baseline_eur = { 2013 = 1_520_000 }

[partners.b]
label = "B"
attributes = { inhabitants = 1 }
baseline_eur = { 2013 = 480_000 }

[baseline.categories.all]
label = "All"
rate = 0.0

[inputs.saved]
dist = "normal"
mean = 150_000
sd = 60_000

[inputs.paid]
dist = "normal"
mean = 100_000
sd = 40_000

[inputs.once]
dist = "normal"
mean = 80_000
sd = 50_000

[scenarios.s1]
label = "S1"

[scenarios.s1.lines.saving]
kind = "yearly"
label = "Saving from 2014"
effect = "saving"
amount_eur = "saved"
from = 2014

[scenarios.s1.lines.cost]
kind = "yearly"
label = "Yearly cost"
amount_eur = ["paid", 10_000]

[scenarios.s1.lines.start]
kind = "one_off"
label = "Once, in 2014"
amount_eur = "once"
factors = [0.5]
phasing = { 2014 = 1.0 }
"""


@dataclass(frozen=True)
class Figure:
    """A figure with its true value, its standard error, and how often its interval holds."""

    name: str
    true: float
    error: float
    coverage: float


def figures(runs: int) -> list[Figure]:
    """All figures of the case that are known in closed form.

    Saving to 2018: 5 saved - 6 (paid + 10,000) - once / 2; NPV the same with discounted years.
    """
    found = []
    for metric, years in (("saving", [1.0] * 6), ("npv", [1.04**-n for n in range(6)])):
        weights = (sum(years[1:]), -sum(years), -0.5 * years[1])
        mean = sum(a * m for a, m in zip(weights, (150e3, 110e3, 80e3), strict=True))
        sd = math.hypot(*(a * s for a, s in zip(weights, (60e3, 40e3, 50e3), strict=True)))
        name = f"s1.{metric}.2018"
        law = NormalDist(mean, sd)
        found.append(Figure(f"{name}.mean", mean, sd / math.sqrt(runs), 0.95))
        found += [percentile(name, law, percent, runs) for percent in PERCENTILES]
        beats = {"saving": "beats", "npv": "npv_beats"}[metric]
        chance = 1.0 - law.cdf(0.0)
        error = math.sqrt(chance * (1.0 - chance) / runs)
        found.append(Figure(f"s1.{beats}.2018", chance, error, wilson_coverage(chance, runs)))
    return found


def percentile(name: str, law: NormalDist, percent: int, runs: int) -> Figure:
    level = percent / 100
    value = law.inv_cdf(level)
    error = math.sqrt(level * (1 - level) / runs) / law.pdf(value)
    low, high = order_ranks(level, runs)
    if low is None or high is None:
        sys.exit(f"{runs} runs are too few for an interval of P{percent}")
    # The l-th smallest lies below x, and the u-th above it, when l ... u - 1 values lie below.
    coverage = float(binom.cdf(high - 1, runs, level) - binom.cdf(low - 1, runs, level))
    return Figure(f"{name}.p{percent}", value, error, coverage)


def wilson_coverage(chance: float, runs: int) -> float:
    """How often the Wilson interval holds this chance: the sum over all counts."""
    middle, spread = runs * chance, 8 * math.sqrt(runs * chance * (1 - chance)) + 8
    counts = range(max(0, int(middle - spread)), min(runs, int(middle + spread)) + 1)
    holds = [n for n in counts if wilson(n, runs)[0] <= chance <= wilson(n, runs)[1]]
    return float(binom.pmf(holds, runs, chance).sum())


def estimates(config: Path, seeds: Iterable[int], runs: int, names: list[str]) -> np.ndarray:
    """Value, low and high of the figures for each seed: shape (seeds, figures, 3)."""
    case = load_case(config).case
    rows = []
    for seed in seeds:
        found = run_study(prepare(case, seed), runs, threads=1).estimates
        rows.append([(found[name].value, found[name].low, found[name].high) for name in names])
    return np.array(rows, dtype=float)


def all_estimates(seeds: int, runs: int, names: list[str]) -> np.ndarray:
    """The same on all cores, seed by seed in order."""
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    parts = [range(FIRST_SEED + k, FIRST_SEED + seeds, workers) for k in range(workers)]
    with scratch() as folder, ProcessPoolExecutor(workers) as pool:
        config = folder / "case.toml"
        config.write_text(CASE, "utf-8")
        waiting = [pool.submit(estimates, config, part, runs, names) for part in parts]
        return np.concatenate([work.result() for work in waiting])


@dataclass(frozen=True)
class Verdict:
    """What one figure did over the seeds, and what is allowed."""

    figure: Figure
    holds: int
    least: int
    most: int
    average: float
    limit: float

    @property
    def fine(self) -> bool:
        return self.least <= self.holds <= self.most and abs(self.average) <= self.limit


def judged(known: list[Figure], found: np.ndarray) -> list[Verdict]:
    """Coverage and average miss (in standard errors) of each figure."""
    seeds = len(found)
    each = ERROR_RATE / (2 * len(known)) / 2  # two checks a figure, two sides
    limit = -NormalDist().inv_cdf(each) / math.sqrt(seeds)
    verdicts = []
    for place, figure in enumerate(known):
        value, low, high = found[:, place].T
        holds = int(np.sum((low <= figure.true) & (figure.true <= high)))
        # The extreme counts that still have a probability of at least ``each`` beyond them.
        least = int(binom.ppf(each, seeds, figure.coverage))
        most = int(binom.isf(each, seeds, figure.coverage))
        average = float(np.mean(value - figure.true)) / figure.error
        verdicts.append(Verdict(figure, holds, least, most, average, limit))
    return verdicts


def planted_errors(known: list[Figure], found: np.ndarray) -> dict[str, int]:
    """In how many figures each planted error shows."""
    value, low, high = np.moveaxis(found, 2, 0)
    narrow = np.stack([value, value + 0.9 * (low - value), value + 0.9 * (high - value)], axis=2)
    moved = found + 0.2 * np.array([figure.error for figure in known])[None, :, None]
    return {
        name: sum(not verdict.fine for verdict in judged(known, wrong))
        for name, wrong in (("intervals too narrow", narrow), ("estimates off", moved))
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=65_536)
    options = parser.parse_args()

    known = figures(options.runs)
    found = all_estimates(options.seeds, options.runs, [figure.name for figure in known])
    verdicts = judged(known, found)
    print(f"{'figure':24s} {'true':>12s} {'holds':>6s} {'allowed':>12s} {'average miss':>13s}")
    for v in verdicts:
        allowed = f"{v.least} ... {v.most}"
        mark = "" if v.fine else "  <-- MISS"
        true = f"{v.figure.true:,.4f}" if abs(v.figure.true) < 1 else f"{v.figure.true:,.0f}"
        print(
            f"{v.figure.name:24s} {true:>12s} {v.holds:6d} {allowed:>12s} {v.average:13.3f}{mark}"
        )

    bad = [v for v in verdicts if not v.fine]
    shows = planted_errors(known, found)
    good = not bad and all(shows.values())
    shares = [v.holds / options.seeds for v in verdicts]
    print(
        f"\n{'ok' if good else 'FAILED'}: 95 % intervals of {len(known)} figures over "
        f"{options.seeds} seeds of {options.runs:,} runs hold in {min(shares):.1%} ... "
        f"{max(shares):.1%}, {len(bad)} outside the binomial bounds; average miss at most "
        f"{max(abs(v.average) for v in verdicts):.3f} standard errors (allowed "
        f"{verdicts[0].limit:.3f}); planted errors show in "
        + " and ".join(f"{count} figures ({name})" for name, count in shows.items())
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
