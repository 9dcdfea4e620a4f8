"""Inputs that depend on each other or on their own past: normal scores instead of uniforms.

An input that depends on nothing is drawn from its own uniform. One that does is the quantile at
Phi(z), z a sum of independent normal scores: of the inputs before it in its group, and of its own
value a year earlier (MODEL section 4).
"""

from __future__ import annotations

import math

from ictsim.compile.inputs import range_of, varies
from ictsim.graph import Expr, Graph
from ictsim.model import Case
from ictsim.statistics.correlation import correlation_matrix, factor, groups_of


class Dependence:
    """The inputs of a case as expressions of one graph."""

    def __init__(self, case: Case, graph: Graph) -> None:
        self._case = case
        self._graph = graph
        self._laws = case.sampled
        self._start = case.case.start
        self._mixes = mixes_of(case)
        self._made: dict[tuple[str, int | None], Expr] = {}
        self._scores: dict[tuple[str, int | None], Expr] = {}

    def input(self, name: str, year: int | None) -> Expr:
        """The value of an input; of one that is drawn each year the value of ``year``."""
        key = name, year if self._laws[name].per_year else None
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def all(self, years: range) -> dict[str, Expr]:
        """Every input that varies: ``name``, or ``name.year`` where it is drawn each year."""
        found = {}
        for name, law in self._laws.items():
            if varies(law):
                # A price path may have asked for years outside the case.
                asked = {year for other, year in self._made if other == name and year is not None}
                for year in sorted({*years, *asked}) if law.per_year else (None,):
                    found[_label(name, year)] = self.input(name, year)
        return found

    def _make(self, name: str, year: int | None) -> Expr:
        law = self._laws[name]
        if law.per_year and year is None:
            raise ValueError(f"{name} is drawn each year, and no year is known here")
        low, high = range_of(law)
        if not varies(law):
            return self._graph.number(low)
        label = _label(name, year)
        if self._is_independent(name, year):
            return self._graph.input(label, low, high)
        return self._graph.dependent_input(label, low, high, self._score(name, year))

    def _is_independent(self, name: str, year: int | None) -> bool:
        mix = self._mixes.get(name, {name: 1.0})
        alone = [other for other, weight in mix.items() if weight] == [name]
        first = year is None or year <= self._start or not self._laws[name].persistence
        return alone and first

    def _score(self, name: str, year: int | None) -> Expr:
        """The normal score behind an input: standard normal in every year."""
        key = name, year
        if key not in self._scores:
            # All weights, also those of 0: a sum adds up in the order in which its scores were
            # made, and that order must not depend on which input is asked for first.
            score = self._graph.number(0.0)
            for other, weight in self._mixes.get(name, {name: 1.0}).items():
                score = score + self._graph.score(_label(other, year)) * weight
            rho = self._laws[name].persistence
            if rho and year is not None and year > self._start:
                score = score * math.sqrt(1.0 - rho * rho) + self._score(name, year - 1) * rho
            self._scores[key] = score.hold()
        return self._scores[key]


def _label(name: str, year: int | None) -> str:
    return name if year is None else f"{name}.{year}"


def mixes_of(case: Case) -> dict[str, dict[str, float]]:
    """For each correlated input the weights of its group's independent scores, whose sum it is.

    Groups are factored in the order in which the correlations name their members, so one that is
    added leaves those before it as they were.
    """
    laws = case.sampled
    ranks = {
        pair: rank
        for pair, rank in case.rank_correlations().items()
        if rank != 0.0 and all(varies(laws[name]) for name in pair)
    }
    mixes = {}
    for group in groups_of(ranks, case.correlated):
        lower = factor(correlation_matrix(ranks, group))
        for name, row in zip(group, lower, strict=True):
            mixes[name] = {other: float(w) for other, w in zip(group, row, strict=True)}
    return mixes
