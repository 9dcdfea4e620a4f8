"""A case's inputs, prices, coverages and baseline as expressions of one graph.

The formulas are MODEL sections 5 and 6; each method is one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ictsim.compile.coverage import SampledSchedule, average, realised, realised_range
from ictsim.compile.dependence import Dependence
from ictsim.graph import Expr, Graph
from ictsim.lines import Line
from ictsim.model import Case, Category, copy_name
from ictsim.values import Value, terms


@dataclass(eq=False)
class CaseSurroundings:
    """What lines and settlement ask of a case (:class:`ictsim.lines.Surroundings`)."""

    case: Case
    graph: Graph = field(default_factory=Graph)
    shared: Mapping[tuple[str, int], Expr] = field(default_factory=dict)
    _names: Mapping[str, str] = field(default_factory=dict)
    _whole: CaseSurroundings | None = None
    _copies: dict[tuple[tuple[str, ...], int], CaseSurroundings] = field(default_factory=dict)
    _levels: dict[tuple[object, ...], Expr] = field(default_factory=dict)
    _happened: dict[tuple[str, int], Expr] = field(default_factory=dict)
    _first_years: dict[str, Expr] = field(default_factory=dict)

    @cached_property
    def inputs(self) -> Dependence:
        """All inputs, those that depend on each other too."""
        return Dependence(self.case, self.graph)

    def within(self, shared: Mapping[tuple[str, int], Expr]) -> CaseSurroundings:
        """The same within one scenario: what each partner bears of its shared cost, by year."""
        made = replace(self, shared=shared, _copies={})
        made.__dict__["inputs"] = self.inputs
        return made

    def over_copies(self, line: Line, ask: Callable[[CaseSurroundings], Expr]) -> Expr:
        """What is asked of a line, summed over its copies."""
        if line.copies == 1 or not line.own:
            return ask(self) * float(line.copies)
        own = tuple(line.own)
        return sum(
            (ask(self._copy(own, number)) for number in range(1, line.copies + 1)),
            self.number(0.0),
        )

    def _copy(self, own: tuple[str, ...], number: int) -> CaseSurroundings:
        """The same for one copy of a line, which draws some inputs for itself."""
        if (own, number) not in self._copies:
            names = {name: copy_name(name, number) for name in own}
            # Events and the baseline stay those of the case: `_whole`.
            made = replace(self, _names=names, _levels={}, _copies={}, _whole=self)
            made.__dict__["inputs"] = self.inputs
            self._copies[own, number] = made
        return self._copies[own, number]

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

    def _term(self, term: float | str, year: int | None) -> Expr:
        if isinstance(term, str):
            return self.inputs.input(self._names.get(term, term), year)
        return self.graph.number(term)

    def sum_of(self, value: Value, year: int | None = None) -> Expr:
        """The sum of a value's members; ``year`` picks the draw of inputs drawn each year."""
        total = self.graph.number(0.0)
        for term in terms(value):
            total = total + self._term(term, year)
        return total

    def product_of(self, factors: Iterable[float | str], year: int | None = None) -> Expr:
        """The product of numbers and inputs."""
        product = self.graph.number(1.0)
        for factor in factors:
            product = product * self._term(factor, year)
        return product

    def is_event(self, name: str) -> bool:
        """Whether a name is that of an event."""
        return name in self.case.events

    def happened(self, event: str, year: int) -> Expr:
        """1 where the event counts in ``year``, else 0; what comes after the horizon never does."""
        if self._whole is not None:
            return self._whole.happened(event, year)
        year = min(year, self.horizon)
        if (event, year) not in self._happened:
            found = self.case.events[event].happened(self, self._term(event, None), year)
            self._happened[event, year] = found.hold()
        return self._happened[event, year]

    def first_year(self, event: str) -> Expr:
        """The first year in which the event counts, where it comes at all."""
        if self._whole is not None:
            return self._whole.first_year(event)
        if event not in self._first_years:
            found = self.case.events[event].first_year(self, self._term(event, None))
            self._first_years[event] = found.hold()
        return self._first_years[event]

    def base_of(self, value: Value) -> float:
        """A value with every input at its base."""
        inputs = self.case.sampled
        return sum(t if not isinstance(t, str) else inputs[t].base_value() for t in terms(value))

    def growth(self, rate: Value, year: int) -> Expr:
        """1 + rate in ``year``; rates of years up to the start are the base value."""
        if year <= self.start:
            return self.graph.number(1.0 + self.base_of(rate))
        return self.sum_of(rate, year) + 1.0

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
        return average(self._sampled(schedule), year).whole()

    def realised(self, schedule: str, moment: int) -> Expr:
        """What of the schedule is realised just before 1 January of ``moment``."""
        return realised(self._sampled(schedule), moment).hold()

    def realised_range(self, schedule: str) -> tuple[Expr, Expr]:
        """What of the schedule is realised from the beginning, and what in the end."""
        return realised_range(self._sampled(schedule))

    def _sampled(self, schedule: str) -> SampledSchedule:
        plan = self.case.schedules[schedule]
        if plan.years is not None and plan.planned_years is not None:
            stretch = self.sum_of(plan.years) / plan.planned_years
        elif plan.pace is not None:
            stretch = 1.0 / self.sum_of(plan.pace)
        else:
            stretch = self.graph.number(1.0)
        ceiling = None if plan.ceiling is None else self.sum_of(plan.ceiling)
        points = [(moment, value) for moment, value in plan.plan]
        return SampledSchedule(points, self.sum_of(plan.delay), stretch, ceiling)

    def baseline(self, category: str, year: int, partners: Sequence[str] = ()) -> Expr:
        """The category's baseline cost, of some partners or of all together, in euros."""
        if self._whole is not None:
            return self._whole.baseline(category, year, partners)
        total = self.graph.number(0.0)
        for partner in partners or self.case.partners:
            total = total + self.partner_baseline(partner, category, year)
        return total

    def term(self, asset_class: str, buyer: str) -> int:
        """In how many years the buyer depreciates assets of a class."""
        return self.case.asset_classes[asset_class].term(buyer)

    def shared_cost(self, partner: str, year: int) -> Expr:
        """A partner's share of the cost that the scenario at hand divides in ``year``."""
        return self.shared[partner, year]

    def partner_baseline(self, partner: str, category: str, year: int) -> Expr:
        """B_ic(t) = (row * share + additive) * factors * J(t), in euros.

        What is added belongs to the published row: after the last one, both go on as they were.
        """
        rows = self.case.partners[partner].baseline_eur
        part = self.case.baseline.categories[category]
        last = max(rows)
        prices = self._baseline_prices(partner, part, year) * self.product_of(part.factors, year)
        published = self._share(part, year).spread(prices) * rows[min(year, last)]
        additive = self.sum_of(part.additive_eur.get(partner, 0.0), min(year, last))
        return published + additive * prices

    def _share(self, part: Category, year: int) -> Expr:
        if part.share != "rest":
            return self.sum_of(part.share, year)
        others = [c for c in self.case.baseline.categories.values() if c.share != "rest"]
        rest = self.graph.number(1.0)
        for other in others:
            rest = rest - self.sum_of(other.share, year)
        return rest

    def _baseline_prices(self, partner: str, part: Category, year: int) -> Expr:
        """J(t): sampled over included growth as long as rows are published, then sampled."""
        own = self.case.partners[partner]
        included = 1.0 + self.case.baseline.included_growth
        rate = part.rate if own.growth is None else [*terms(part.rate), *terms(own.growth)]
        level = self._grown(rate, self.start, year)
        return level / included ** (min(year, max(own.baseline_eur)) - self.start)
