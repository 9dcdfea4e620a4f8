"""Draws computed alone, slowly: from the stream of an input to its value in one run.

The uniform is the twin's; the scores are SciPy's, and sums of them are written out in floats. It
shares nothing with the package but the case as its data and the quantile function of a law.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri
from twin import uniform

if TYPE_CHECKING:
    from ictsim.model import Case


def groups(case: Case) -> list[list[str]]:
    """Inputs and events that correlate, by way of others too, as the correlations name them."""
    ranks = ranks_of(case)
    named = [name for correlation in case.correlations.values() for name in correlation.inputs]
    names, found = list(dict.fromkeys(named)), []
    waiting = [name for name in names if any(name in pair for pair in ranks)]
    while waiting:
        group = {waiting[0]}
        while grown := {n for pair in ranks if group & set(pair) for n in pair} - group:
            group |= grown
        found.append([name for name in names if name in group])
        waiting = [name for name in waiting if name not in group]
    return found


def ranks_of(case: Case) -> dict[tuple[str, str], float]:
    """Each correlated pair with its rank correlation, scaled as the case says."""
    scale = float(case.case.correlation.removeprefix("x"))
    ranks = {}
    for correlation in case.correlations.values():
        for n, first in enumerate(correlation.inputs):
            for second in correlation.inputs[n + 1 :]:
                ranks[first, second] = ranks[second, first] = scale * correlation.rank
    return {pair: rank for pair, rank in ranks.items() if rank and not constants(case) & set(pair)}


def constants(case: Case) -> set[str]:
    """What has one value, in the base case too: nothing can go together with it."""
    return {
        name
        for name, law in case.sampled.items()
        if law.is_constant() and law.base_value() == law.support()[0]
    }


def own_uniform(seed: int, name: str, year: int | None, run: int) -> float:
    """The independent uniform of an input; a year is hashed with the name, after a null."""
    return uniform(seed, name if year is None else f"{name}\0{year}", run)


@dataclass(frozen=True)
class Replay:
    """The draws of a case with a seed, one number at a time."""

    case: Case
    seed: int

    @cached_property
    def weights(self) -> dict[str, list[tuple[str, float]]]:
        """For each correlated input the independent scores it sums, by NumPy's Cholesky factor."""
        ranks, found = ranks_of(self.case), {}
        for group in groups(self.case):
            matrix = [
                [2.0 * math.sin(math.pi / 6.0 * ranks.get((a, b), 0.0)) if a != b else 1.0
                 for b in group]
                for a in group
            ]  # fmt: skip
            for name, row in zip(group, np.linalg.cholesky(np.array(matrix)), strict=True):
                found[name] = list(zip(group, row.tolist(), strict=True))
        return found

    def own_score(self, name: str, year: int | None, run: int) -> float:
        return float(ndtri(own_uniform(self.seed, name, year, run)))

    def joint_score(self, name: str, year: int | None, run: int) -> float:
        """Correlated with other inputs, and not yet with earlier years."""
        weights = self.weights.get(name, [(name, 1.0)])
        return math.fsum(w * self.own_score(other, year, run) for other, w in weights)

    def score(self, name: str, year: int | None, run: int) -> float:
        """The sum over all years so far: each by sqrt(1 - rho^2), times rho for a year passed.

        The start stands alone, and so does each year before it.
        """
        rho = self.case.sampled[name].persistence or 0.0
        if year is None or not rho:
            return self.joint_score(name, year, run)
        first = min(year, self.case.case.start)
        terms = [rho ** (year - first) * self.joint_score(name, first, run)]
        for s in range(first + 1, year + 1):
            fresh = math.sqrt(1.0 - rho * rho) * self.joint_score(name, s, run)
            terms.append(rho ** (year - s) * fresh)
        return math.fsum(terms)

    def probability(self, name: str, year: int | None, run: int) -> float:
        """The uniform behind the value."""
        return float(ndtr(self.score(name, year, run)))
