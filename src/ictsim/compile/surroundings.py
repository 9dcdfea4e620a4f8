"""A case's inputs, prices, coverages and baseline as expressions of one graph.

The formulas are MODEL sections 5 and 6; each method is one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ictsim.compile.coverage import SampledSchedule, average
from ictsim.compile.inputs import varies
from ictsim.graph import Expr, Graph
from ictsim.model import Case, Category
from ictsim.values import Value, terms


@dataclass(eq=False)
class CaseSurroundings:
    """What lines and settlement ask of a case (:class:`ictsim.lines.Surroundings`)."""

    case: Case
    graph: Graph = field(default_factory=Graph)
    _inputs: dict[str, Expr] = field(default_factory=dict)
    _levels: dict[tuple[object, ...], Expr] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """First calendar year."""
        return self.case.case.start

    @property
    def horizon(self) -> int:
        """Last calendar year."""
        return self.case.case.horizon

    def number(self, value: float) -> Expr:
        """A constant."""
        return self.graph.number(value)

    def _term(self, term: float | str) -> Expr:
        if not isinstance(term, str):
            return self.graph.number(term)
        if term not in self._inputs:
            self._inputs[term] = self._input(term)
        return self._inputs[term]

    def _input(self, name: str) -> Expr:
        law = self.case.inputs[name]
        low, high = law.support()
        if not varies(law):
            return self.graph.number(low)
        # The base case runs through the same formulas: its value counts in every range.
        base = law.base_value()
        return self.graph.input(name, min(low, base), max(high, base))

    def sum_of(self, value: Value) -> Expr:
        """The sum of a value's members."""
        total = self.graph.number(0.0)
        for term in terms(value):
            total = total + self._term(term)
        return total

    def product_of(self, factors: Iterable[float | str]) -> Expr:
        """The product of numbers and inputs."""
        product = self.graph.number(1.0)
        for factor in factors:
            product = product * self._term(factor)
        return product

    def base_of(self, value: Value) -> float:
        """A value with every input at its base."""
        inputs = self.case.inputs
        return sum(t if not isinstance(t, str) else inputs[t].base_value() for t in terms(value))

    def growth(self, rate: Value, year: int) -> Expr:
        """1 + rate in ``year``; rates of years up to the start are the base value."""
        if year <= self.start:
            return self.graph.number(1.0 + self.base_of(rate))
        return self.sum_of(rate) + 1.0

    def price(self, index: str, year: int) -> Expr:
        """I(t): product of (1 + rate) over price_year+1 ... t, or its reciprocal before."""
        path = self.case.indices[index]
        if year >= path.price_year:
            return self._grown(path.rate, path.price_year, year)
        return 1.0 / self._grown(path.rate, year, path.price_year)

    def _grown(self, rate: Value, since: int, year: int) -> Expr:
        """Product of (1 + rate) over since+1 ... year; one node for all that rise alike."""
        key = (terms(rate), since, year)
        if key not in self._levels:
            if year <= since:
                self._levels[key] = self.graph.number(1.0)
            else:
                before = self._grown(rate, since, year - 1)
                self._levels[key] = (before * self.growth(rate, year)).of_year(year)
        return self._levels[key]

    def coverage(self, schedule: str, year: int) -> Expr:
        """S(t): the schedule's exact average over the year."""
        plan = self.case.schedules[schedule]
        if plan.years is not None and plan.planned_years is not None:
            stretch = self.sum_of(plan.years) / plan.planned_years
        elif plan.pace is not None:
            stretch = 1.0 / self.sum_of(plan.pace)
        else:
            stretch = self.graph.number(1.0)
        ceiling = None if plan.ceiling is None else self.sum_of(plan.ceiling)
        points = [(moment, value) for moment, value in plan.plan]
        sampled = SampledSchedule(points, self.sum_of(plan.delay), stretch, ceiling)
        return average(sampled, year).whole()

    def baseline(self, category: str, year: int) -> Expr:
        """The category's baseline cost, all partners together, in euros."""
        total = self.graph.number(0.0)
        for partner in self.case.partners:
            total = total + self.partner_baseline(partner, category, year)
        return total

    def partner_baseline(self, partner: str, category: str, year: int) -> Expr:
        """B_ic(t) = (row * share + additive) * factors * J(t), in euros."""
        rows = self.case.partners[partner].baseline_eur
        part = self.case.baseline.categories[category]
        last = max(rows)
        prices = self._baseline_prices(part, last, year) * self.product_of(part.factors)
        published = self._share(part).spread(prices) * rows[min(year, last)]
        additive = self.sum_of(part.additive_eur.get(partner, 0.0))
        return published + additive * prices

    def _share(self, part: Category) -> Expr:
        if part.share != "rest":
            return self.sum_of(part.share)
        others = [c for c in self.case.baseline.categories.values() if c.share != "rest"]
        rest = self.graph.number(1.0)
        for other in others:
            rest = rest - self.sum_of(other.share)
        return rest

    def _baseline_prices(self, part: Category, last: int, year: int) -> Expr:
        """J(t): sampled over included growth as long as rows are published, then sampled."""
        included = 1.0 + self.case.baseline.included_growth
        level = self._grown(part.rate, self.start, year)
        return level / included ** (min(year, last) - self.start)
