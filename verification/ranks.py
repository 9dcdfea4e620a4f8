"""Whether inputs go together, and years follow each other, as much as was asked for.

A million runs of a case with an input of every family that varies, all pairs with one rank
correlation, and of inputs drawn by year. Each figure is known in closed form:

- Spearman's rank correlation of every pair, of the uniforms underneath (an input of each name
  that is uniform has the same uniform), and of the values where neither has atoms;
- both above their medians in 1/4 + asin(r) / (2 pi) of the runs, r = 2 sin(pi rank / 6);
- the uniforms of each year are uniform, and those of neighbouring years have the rank
  correlation 6/pi asin(persistence / 2).

With m figures each may be off by as many standard errors as a sound program passes in one of
1,000 m tries. The seed is fixed, so the answer is the same each time. Planted errors have to be
found: every figure asked for 0.01 too high, and uniforms that are 1 % too wide.

Usage: python verification/ranks.py [--runs N]
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2, rankdata

from ictsim.distributions import FAMILIES
from ictsim.model import Case
from ictsim.study import prepare

ERROR_RATE = 1e-3  # of each list of figures, for a sound program
SEED = 20130101
RANKS = (0.6, 0.1, -0.05)
PERSISTENCES = (0.9, 0.4, -0.5)
CLASSES = 1_000

Table = dict[str, Any]
Columns = Mapping[str, NDArray[np.float64]]
Figure = tuple[str, float, float, float]
"""What, as found, as asked, and its standard error."""

UNIFORM: Table = {"dist": "uniform", "low": 0.0, "high": 1.0}
LAWS: dict[str, Table] = {
    "uniform": {"low": 2.0, "high": 5.0},
    "triangular": {"low": 0.0, "mode": 1.0, "high": 4.0},
    "pert": {"low": 0.0, "mode": 1.0, "high": 4.0},
    "beta": {"a": 2.0, "b": 3.0, "low": 0.0, "high": 1.0},
    "normal": {"mean": 0.0, "sd": 1.0},
    "lognormal": {"p50": 1.1, "p90": 2.5},
    "gamma": {"mean": 10.0, "sd": 5.0},
    "weibull": {"shape": 2.0, "scale": 8.0},
    "pareto": {"xm": 1.5, "alpha": 1.4},
    "student_t": {"df": 4.0, "loc": 0.0, "scale": 1.0},
    "bernoulli": {"p": 0.35},
    "discrete": {"values": [1.0, 2.0, 5.0], "weights": [0.2, 0.3, 0.5]},
    "poisson": {"mean": 2.5},
    "empirical": {"values": [3.0, 1.0, 2.0, 9.0]},
    "quantiles": {"p": [0.0, 0.1, 0.5, 0.9, 1.0], "values": [70.0, 90.0, 105.0, 150.0, 220.0]},
    "metalog": {"p10": -1.0, "p50": 0.0, "p90": 2.0},
    "mixture": {
        "weights": [0.35, 0.65],
        "components": [
            {"dist": "constant", "value": 0.0},
            {"dist": "pert", "low": 0.0, "mode": 1.0, "high": 3.0},
        ],
        "base": 0.0,
    },
}


def columns_of(inputs: Table, rank: float | None, years: tuple[int, int], runs: int) -> Columns:
    """The draws of these inputs, all pairs correlated where ``rank`` is given."""
    together = {"all": {"inputs": list(inputs), "rank": rank}} if rank is not None else {}
    case = Case.model_validate(
        {
            "case": {
                "name": "ranks",
                "title": "Rank correlations",
                "start": years[0],
                "horizon": years[1],
                "headline_years": [years[1]],
                "discount_rate": 0.04,
            },
            "partners": {"a": {"label": "A", "baseline_eur": {str(years[0]): 1.0}}},
            "inputs": inputs,
            "correlations": together,
            "baseline": {"categories": {"all": {"label": "All", "rate": 0.0}}},
        }
    )
    columns = prepare(case, SEED).first_runs(runs, with_inputs=True)
    return {name: x for name, x in columns.items() if name.partition(".")[0] in inputs}


def rank_figures(pairs: Iterable[tuple[str, str]], u: Columns, asked: float) -> Iterator[Figure]:
    """Spearman's of uniforms is a mean, 12 E(u - 1/2)(v - 1/2), and has that standard error."""
    for a, b in pairs:
        products = 12.0 * (u[a] - 0.5) * (u[b] - 0.5)
        error = float(products.std()) / math.sqrt(products.size)
        yield f"rank correlation of {a} and {b}", float(products.mean()), asked, error


def median_figures(u: Columns, rank: float) -> Iterator[Figure]:
    p = 0.25 + math.asin(2.0 * math.sin(math.pi * rank / 6.0)) / (2.0 * math.pi)
    for a, b in combinations(u, 2):
        found = float(np.mean((u[a] > 0.5) & (u[b] > 0.5)))
        error = math.sqrt(p * (1.0 - p) / u[a].size)
        yield f"{a} and {b} above their medians", found, p, error


def off(figures: list[Figure], planted: float = 0.0) -> list[str]:
    """The figures that are further from what was asked than chance allows."""
    allowed = NormalDist().inv_cdf(1.0 - ERROR_RATE / (2.0 * len(figures)))
    return [
        f"{what} is {found:.5f}, asked was {asked:.5f}, {allowed:.1f} standard errors "
        f"are {allowed * error:.5f}"
        for what, found, asked, error in figures
        if abs(found - asked - planted) > allowed * error
    ]


def is_uniform(u: NDArray[np.float64]) -> bool:
    counts = np.histogram(u, bins=CLASSES, range=(0.0, 1.0))[0]
    spread = float(((counts - u.size / CLASSES) ** 2).sum()) * CLASSES / u.size
    return spread < chi2.isf(ERROR_RATE / 100.0, CLASSES - 1)


def check_families(rank: float, runs: int) -> list[str]:
    """All pairs of families, by their uniforms and by their values."""
    laws = {name: {"dist": name} | law for name, law in LAWS.items()}
    u = columns_of(dict.fromkeys(laws, UNIFORM), rank, (2013, 2013), runs)
    figures = [*rank_figures(combinations(u, 2), u, rank), *median_figures(u, rank)]
    x = columns_of(laws, rank, (2013, 2013), runs)
    smooth = [name for name, column in x.items() if np.unique(column).size > 0.99 * runs]
    ranks = {name: (rankdata(x[name]) - 0.5) / runs for name in smooth}
    figures += rank_figures(combinations(smooth, 2), ranks, rank)
    wrong = off(figures)
    print(f"rank {rank}: {len(figures)} figures, {len(smooth)} families without atoms")
    if len(off(figures, planted=0.01)) < 0.9 * len(figures):
        wrong.append(f"rank {rank}: figures 0.01 too high are not found")
    return wrong + [
        f"{name} is not uniform" for name, column in u.items() if not is_uniform(column)
    ]


def check_years(persistence: float, runs: int) -> list[str]:
    """Ten years of one input."""
    yearly = UNIFORM | {"per_year": True, "persistence": persistence}
    u = columns_of({"y": yearly}, None, (2013, 2022), runs)
    asked = 6.0 / math.pi * math.asin(persistence / 2.0)
    figures = list(rank_figures(pairwise(u), u, asked))
    wrong = off(figures) + [f"{year} is not uniform" for year, x in u.items() if not is_uniform(x)]
    print(f"persistence {persistence}: {len(figures)} figures, {len(u)} years")
    too_wide = np.minimum(1.01 * u["y.2022"], 1.0)
    if len(off(figures, planted=0.01)) < len(figures) or is_uniform(too_wide):
        wrong.append(f"persistence {persistence}: planted errors are not found")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--runs", type=int, default=1_000_000)
    runs = parser.parse_args().runs
    listed = {family.model_fields["dist"].default for family in FAMILIES} - {"constant"}
    wrong = [f"no example of {', '.join(sorted(listed - set(LAWS)))}"] if listed - set(LAWS) else []
    for rank in RANKS:
        wrong += check_families(rank, runs)
    for persistence in PERSISTENCES:
        wrong += check_years(persistence, runs)
    if wrong:
        print("\n".join(wrong))
        sys.exit(f"{len(wrong)} figures are off")
    print(f"rank correlations of {len(LAWS)} families and of years are as asked, in {runs:,} runs")


if __name__ == "__main__":
    main()
