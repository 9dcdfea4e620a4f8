"""The cost model once more, slowly: plain floats and loops, one run at a time.

It follows the definitions of the model one by one, and shares nothing with the package but the
case as its data: no graph, no NumPy, none of the package's formulas. Where the package
integrates, this sums over pieces; where it steps from year to year, this asks the definition
of the whole path. Figures are euros of the year; moments are decimal years.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ictsim.lines import AnyLine
    from ictsim.model import Case, Schedule
    from ictsim.values import Value

# ---------------------------------------------------------------------------------------------
# Streams: the uniform behind draw i of an input


def philox4x32(key: tuple[int, int], counter: tuple[int, int, int, int]) -> tuple[int, ...]:
    """Philox4x32-10 as its authors wrote it down: ten rounds, the key raised after each."""
    k0, k1 = key
    x0, x1, x2, x3 = counter
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * x0, 2**32)
        high1, low1 = divmod(0xCD9E8D57 * x2, 2**32)
        x0, x1, x2, x3 = high1 ^ x1 ^ k0, low1, high0 ^ x3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return x0, x1, x2, x3


def uniform(seed: int, name: str, i: int) -> float:
    """Draw ``i`` of the stream ``name``: the middle of one of 2**32 equal steps of 0 to 1."""
    stream = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    block, word = divmod(i, 4)
    counter = (block % 2**32, block // 2**32, stream % 2**32, stream // 2**32)
    return (philox4x32((seed % 2**32, seed // 2**32), counter)[word] + 0.5) / 2**32


# ---------------------------------------------------------------------------------------------
# Realisation paths


def planned_until(plan: Sequence[Sequence[float]], moment: float) -> float:
    """The planned value just before a moment: a step on that very moment has not come."""
    if moment <= plan[0][0]:
        return plan[0][1]
    for (x0, v0), (x1, v1) in pairwise(plan):
        if x0 < moment <= x1:
            return v0 + (v1 - v0) * (moment - x0) / (x1 - x0)
    return plan[-1][1]


def plan_at(plan: Sequence[Sequence[float]], moment: float) -> float:
    """The planned value: linear between points, constant outside, after a step its upper end."""
    if moment < plan[0][0]:
        return plan[0][1]
    for (x0, v0), (x1, v1) in pairwise(plan):
        if x0 <= moment < x1:
            return v0 + (v1 - v0) * (moment - x0) / (x1 - x0)
    return plan[-1][1]


@dataclass(frozen=True)
class Path:
    """h: a plan with one run's delay, pace and ceiling."""

    plan: Sequence[Sequence[float]]
    delay: float
    pace: float
    ceiling: float

    def at(self, moment: float) -> float:
        """h(tau) = min(c, plan(t0 + p (tau - t0 - d))), before t0 + d min(c, first value)."""
        first, before = self.plan[0]
        if moment < first + self.delay:
            return min(self.ceiling, before)
        return min(
            self.ceiling, plan_at(self.plan, first + self.pace * (moment - first - self.delay))
        )

    def until(self, moment: float) -> float:
        """h(tau-), the limit from the left: a step on 1 January is not of the year before."""
        first, before = self.plan[0]
        if moment <= first + self.delay:
            return min(self.ceiling, before)
        planned = first + self.pace * (moment - first - self.delay)
        return min(self.ceiling, planned_until(self.plan, planned))

    def ends(self) -> tuple[float, float]:
        """h before everything, and h after everything."""
        return min(self.ceiling, self.plan[0][1]), min(self.ceiling, self.plan[-1][1])

    def steps(self) -> list[float]:
        """The moments at which h may jump."""
        first = self.plan[0][0]
        doubled = [x0 for (x0, _), (x1, _) in pairwise(self.plan) if x0 == x1]
        return [first + self.delay + (x - first) / self.pace for x in doubled]

    def kinks(self) -> list[float]:
        """The moments at which h bends or jumps: the plan's points, and where it meets c."""
        moments = [x for x, _ in self.plan]
        for (x0, v0), (x1, v1) in pairwise(self.plan):
            if v0 < self.ceiling < v1:
                moments.append(x0 + (x1 - x0) * (self.ceiling - v0) / (v1 - v0))
        first = self.plan[0][0]
        return sorted(first + self.delay + (x - first) / self.pace for x in moments)

    def average(self, year: int) -> float:
        """S(t). Between kinks h is a straight line, whose mean is its value in the middle."""
        inside = [kink for kink in self.kinks() if year < kink < year + 1]
        edges = [float(year), *inside, year + 1.0]
        return math.fsum((b - a) * self.at((a + b) / 2) for a, b in pairwise(edges))


def path_of(schedule: Schedule, run: Run) -> Path:
    pace = 1.0
    if schedule.pace is not None:
        pace = run.sum_of(schedule.pace)
    if schedule.years is not None:
        pace = schedule.planned_years / run.sum_of(schedule.years)
    ceiling = math.inf if schedule.ceiling is None else run.sum_of(schedule.ceiling)
    return Path(schedule.plan, run.sum_of(schedule.delay), pace, ceiling)


# ---------------------------------------------------------------------------------------------
# One run


@dataclass(frozen=True)
class Run:
    """A case with the value each input has in one run; what is not drawn has one value only."""

    case: Case
    draws: dict[str, float]

    @property
    def start(self) -> int:
        return self.case.case.start

    @property
    def horizon(self) -> int:
        return self.case.case.horizon

    # Values. What is drawn by year is known as "name.year", at the base by its name alone.

    def number(self, term: float | str, year: int | None = None) -> float:
        if not isinstance(term, str):
            return float(term)
        law = self.case.sampled[term]
        assert not law.per_year or year is not None, f"{term} is asked without a year"
        label = f"{term}.{year}" if law.per_year else term
        if label in self.draws or term in self.draws:
            return self.draws[label] if label in self.draws else self.draws[term]
        if year is not None and year not in self.case.years:
            return law.base_value()  # not drawn: it can only stand beside an amount of 0
        assert law.is_constant(), f"{label} was not drawn"
        return law.support()[0]

    def sum_of(self, value: Value, year: int | None = None) -> float:
        members = value if isinstance(value, list) else [value]
        return sum(self.number(member, year) for member in members)

    def product_of(self, factors: Sequence[float | str], year: int | None) -> float:
        return math.prod(self.number(factor, year) for factor in factors)

    def at_base(self, value: Value) -> float:
        members = value if isinstance(value, list) else [value]
        inputs = self.case.sampled
        return sum(inputs[m].base_value() if isinstance(m, str) else m for m in members)

    # Prices

    def growth(self, rate: Value, year: int) -> float:
        """1 + rate of a year; years up to the start of the case have the base value."""
        return 1.0 + (self.at_base(rate) if year <= self.start else self.sum_of(rate, year))

    def price(self, name: str, year: int) -> float:
        """I(t): forward from the price year a product, backward its reciprocal."""
        index = self.case.indices[name]
        forward = [self.growth(index.rate, s) for s in range(index.price_year + 1, year + 1)]
        backward = [self.growth(index.rate, s) for s in range(year + 1, index.price_year + 1)]
        return math.prod(forward) / math.prod(backward)

    # Baseline

    def category_share(self, category: str, year: int) -> float:
        categories = self.case.baseline.categories
        if categories[category].share != "rest":
            return self.sum_of(categories[category].share, year)
        return 1.0 - sum(self.category_share(c, year) for c in categories if c != category)

    def baseline_prices(self, rates: Sequence[Value], last: int, year: int) -> float:
        """J(t): over the growth that published rows already hold, then by itself.

        The rates, of the category and of the partner, add up.
        """
        included = 1.0 + self.case.baseline.included_growth
        level = 1.0
        for s in range(self.start + 1, year + 1):
            growth = 1.0 + sum(self.growth(rate, s) - 1.0 for rate in rates)
            level *= growth / included if s <= last else growth
        return level

    def baseline(self, partner: str, category: str, year: int) -> float:
        """B_ic(t) = (row share + additive) factors J; what is added belongs to the row."""
        own = self.case.partners[partner]
        part = self.case.baseline.categories[category]
        last = max(own.baseline_eur)
        amount = own.baseline_eur[min(year, last)] * self.category_share(category, year)
        if partner in part.additive_eur:
            amount += self.sum_of(part.additive_eur[partner], min(year, last))
        rates = [part.rate] if own.growth is None else [part.rate, own.growth]
        factors = self.product_of(part.factors, year)
        return amount * factors * self.baseline_prices(rates, last, year)

    def partner_baseline(self, partner: str, year: int) -> float:
        return sum(self.baseline(partner, c, year) for c in self.case.baseline.categories)

    def whole_baseline(self, year: int) -> float:
        return sum(self.partner_baseline(partner, year) for partner in self.case.partners)

    # Events

    def first_year(self, event: str) -> float:
        """The first year in which an event counts; infinite where it does not by the horizon."""
        record, uniform = self.case.events[event], self.draws[event]
        if record.kind == "chance":
            if not uniform < self.sum_of(record.probability):
                return math.inf
            year = math.ceil(self.sum_of(record.moment))
            return year if year <= self.horizon else math.inf
        assert record.kind == "hazard", f"the twin does not know {record.kind}"
        first = self.start if record.from_ is None else record.from_
        spared = 1.0
        for year in range(first, self.horizon + 1):
            spared *= 1.0 - self.sum_of(record.rate, year)
            if uniform < 1.0 - spared:
                return year
        return math.inf

    # Lines

    def window(self, line: AnyLine, year: int) -> float:
        """W(t): 1 in the whole years from ... until, and where when and unless let it count."""
        if line.from_ is not None and year < self.first_of(line.from_):
            return 0.0
        if line.until is not None and year > self.last_of(line.until):
            return 0.0
        if line.when is not None and not self.holds(line.when, year):
            return 0.0
        if line.unless is not None and self.holds(line.unless, year):
            return 0.0
        return 1.0

    def first_of(self, begin: int | str) -> float:
        if begin in self.case.events:
            return self.first_year(str(begin))
        return math.floor(self.number(begin))

    def last_of(self, end: int | str) -> float:
        if end in self.case.events:
            return self.first_year(str(end)) - 1.0
        return math.floor(self.number(end))

    def holds(self, name: str, year: int) -> bool:
        if name in self.case.events:
            return year >= self.first_year(name)
        value = self.number(name)
        assert value in (0.0, 1.0), f"{name} is {value}, neither 0 nor 1"
        return value == 1.0

    def full_amount(self, line: AnyLine, year: int) -> float:
        """A(t), of a one-off cost the whole amount."""
        if line.kind == "staff":
            fte = sum(self.sum_of(group, year) for group in line.fte.values())
            return fte * self.sum_of(line.cost_per_fte_eur, year)
        if line.kind == "reduction":
            cost = sum(self.baseline(partner, line.of, year) for partner in self.case.partners)
            return self.sum_of(line.rate, year) * cost
        if line.kind == "amounts":
            return self.calendar_amount(line, year)
        assert line.kind in ("yearly", "one_off"), f"the twin does not know {line.kind}"
        return self.sum_of(line.amount_eur, year if line.kind == "yearly" else None)

    def calendar_amount(self, line: AnyLine, year: int) -> float:
        """The amount of that year; after the last one 0, the same, or with compound growth."""
        last = max(line.amounts_eur)
        if year <= last:
            return self.sum_of(line.amounts_eur[year], year) if year in line.amounts_eur else 0.0
        if line.after == "end":
            return 0.0
        amount = self.sum_of(line.amounts_eur[last], last)
        if line.after == "grow":
            amount *= math.prod(
                1.0 + self.sum_of(line.growth, later) for later in range(last + 1, year + 1)
            )
        return amount

    def spent(self, line: AnyLine, moment: float) -> float:
        """The shares cumulated up to a moment of the calendar; ``at`` moves the first year."""
        if isinstance(line.phasing, str):
            return path_of(self.case.schedules[line.phasing], self).until(moment)
        planned_first = min(line.phasing)
        first = planned_first if line.at is None else self.first_year(line.at)
        if first == math.inf:
            return 0.0
        progress = (moment - first - self.sum_of(line.delay)) / self.sum_of(line.duration)
        planned = planned_first + progress
        elapsed = {year: min(max(planned - year, 0.0), 1.0) for year in line.phasing}
        return math.fsum(share * elapsed[year] for year, share in line.phasing.items())

    def spent_ends(self, line: AnyLine) -> tuple[float, float]:
        """The cumulated share before everything, and after everything."""
        if isinstance(line.phasing, str):
            return path_of(self.case.schedules[line.phasing], self).ends()
        return 0.0, 0.0 if line.at and self.first_year(line.at) == math.inf else 1.0

    def phased_share(self, line: AnyLine, year: int) -> float:
        """w(t); what would fall before the start of the case falls in its first year."""
        before = self.spent_ends(line)[0] if year == self.start else self.spent(line, year)
        return self.spent(line, year + 1) - before

    def remainder(self, line: AnyLine) -> float:
        """What of a one-off amount falls beyond the horizon, at no year's prices."""
        if line.kind != "one_off":
            return 0.0
        sign = {"cost": 1.0, "saving": -1.0}[line.effect]
        amount = sign * self.sum_of(line.amount_eur) * self.product_of(line.factors, None)
        if line.schedule is not None:
            amount *= path_of(self.case.schedules[line.schedule], self).average(self.horizon + 1)
        later = self.spent_ends(line)[1] - self.spent(line, self.horizon + 1)
        return amount * later / line.reference * self.window(line, self.horizon + 1)

    def full_change(self, line: AnyLine, year: int) -> float:
        """What the line would change if all of it came in this one year."""
        sign = {"cost": 1.0, "saving": -1.0}[line.effect]
        factors = self.product_of(line.factors, None if line.kind == "one_off" else year)
        change = sign * self.full_amount(line, year) * factors
        return change if line.index is None else change * self.price(line.index, year)

    def change(self, line: AnyLine, year: int) -> float:
        """delta(t) = sign A(t) factors I(t) S(t)/reference W(t)."""
        change = self.full_change(line, year) * self.window(line, year)
        if line.kind == "one_off":
            change *= self.phased_share(line, year)
        coverage = 1.0
        if line.schedule is not None:
            coverage = path_of(self.case.schedules[line.schedule], self).average(year)
        return change * coverage / line.reference


# ---------------------------------------------------------------------------------------------
# Scenarios and settlement


@dataclass(frozen=True)
class Flow:
    """Yearly changes of a scenario, in total or for one partner, against ``baseline``.

    ``size`` is what its lines would come to if no schedule, window or phasing held them back,
    with the baseline they are set off against: rounding errors are fractions of it.
    """

    change: list[float]
    baseline: list[float]
    size: float
    one_off: list[float] = field(default_factory=list)
    remainder: float | None = None

    @cached_property
    def saving(self) -> list[float]:
        """C(t), each year's from the sum of all years before it."""
        return [-math.fsum(self.change[: n + 1]) for n in range(len(self.change))]

    def minus(self, other: Flow) -> Flow:
        change = [a - b for a, b in zip(self.change, other.change, strict=True)]
        return Flow(change, self.baseline, self.size + other.size)


def base_draws(case: Case) -> dict[str, float]:
    """The draws of the base case: each input at its base, and no event happens."""
    return {name: law.base_value() for name, law in case.sampled.items()}


def rounding_decides(case: Case, draws: dict[str, float]) -> bool:
    """Whether a step comes so near to a 1 January that rounding says in which year it falls.

    With a pace of 1 and moments on a coarse grid it can fall on the day exactly, which is no
    matter of rounding.
    """
    run = Run(case, draws)
    for schedule in case.schedules.values():
        path = path_of(schedule, run)
        for moment in path.steps():
            off = abs(moment - round(moment))
            if off < 1e-9 and (off > 0.0 or path.pace != 1.0):
                return True
    return False


def lines_of(case: Case, scenario: str) -> list[tuple[str, AnyLine]]:
    """Names and lines of a scenario: what it builds on, less what it drops, and its own."""
    record = case.scenarios[scenario]
    below = lines_of(case, record.builds_on) if record.builds_on else []
    return [(n, line) for n, line in below if n not in record.without] + list(record.lines.items())


def shares_of(case: Case, scenario: str) -> dict[str, float]:
    settlement = case.scenarios[scenario].settlement or case.settlement
    if settlement.key == "equal":
        return {partner: 1 / len(case.partners) for partner in case.partners}
    weight = {name: p.attributes[settlement.key] for name, p in case.partners.items()}
    return {name: w / sum(weight.values()) for name, w in weight.items()}


def scenario_flows(run: Run, scenario: str) -> dict[str, Flow]:
    """The scenario's flows: in total under "", and by partner."""
    case, years = run.case, run.case.years
    lines = [line for _, line in lines_of(case, scenario)]
    total = [math.fsum(run.change(line, t) for line in lines) for t in years]
    investment = [line for line in lines if line.nature == "investment"]
    one_off = [math.fsum(run.change(line, t) for line in investment) for t in years]
    together = [run.whole_baseline(t) for t in years]
    size = sum(abs(run.full_change(line, t)) for line in lines for t in years)
    left = math.fsum(run.remainder(line) for line in lines)
    flows = {"": Flow(total, together, size, one_off, left)}
    settled = (case.scenarios[scenario].settlement or case.settlement).settled
    for partner, share in shares_of(case, scenario).items():
        own = [run.partner_baseline(partner, t) for t in years]
        change = [share * d for d in total]
        if settled:
            change = [
                share * (b + d) - alone for b, d, alone in zip(together, total, own, strict=True)
            ]
        flows[partner] = Flow(change, own, size + settled * sum(map(abs, together)))
    return flows


def flows_of(case: Case, draws: dict[str, float]) -> dict[str, dict[str, Flow]]:
    """All flows of one run: by scenario or difference (``s3_vs_s2``), then "" or the partner."""
    run = Run(case, draws)
    flows = {scenario: scenario_flows(run, scenario) for scenario in case.scenarios}
    for scenario, record in case.scenarios.items():
        if record.builds_on:
            upper, lower = flows[scenario], flows[record.builds_on]
            flows[f"{scenario}_vs_{record.builds_on}"] = {
                who: flow.minus(lower[who]) for who, flow in upper.items()
            }
    return flows


# ---------------------------------------------------------------------------------------------
# Metrics


# Savings that cancel leave 0 or a rounding error: up to a millionth of a euro is a tie.
TIE = 1e-6


def payback(saving: Sequence[float]) -> int:
    """The payback code: the first t with C(u) >= 0 for all u = t ... horizon.

    0 nothing changes, 1 it is the start (never under water), then a number for each later
    year, and at last one for never within the horizon.
    """
    if all(abs(c) <= TIE for c in saving):
        return 0
    paid_back = [all(c >= -TIE for c in saving[n:]) for n in range(len(saving))]
    return 1 + paid_back.index(True) if True in paid_back else 1 + len(saving)


def best(savings: Sequence[float]) -> int:
    """The number of the cheapest: 0 the baseline, 1 the first scenario; ties to the earlier."""
    costs = [0.0, *(-saving for saving in savings)]
    return [cost <= min(costs) + TIE for cost in costs].index(True)


def flow_results(case: Case, flow: Flow) -> Iterator[tuple[str, float]]:
    """All metrics of one flow, by the last part of their names."""
    start, rate, saving = case.case.start, case.case.discount_rate, flow.saving
    yield "payback", payback(saving)
    yield "peak", max(max(0.0, -c) for c in saving)
    yield "worst_rise", max(flow.change)
    if flow.one_off:
        yield "one_off", math.fsum(flow.one_off)
    if flow.remainder is not None:
        yield "remainder", flow.remainder
    for t in case.years:
        yield f"saving.{t}", saving[t - start]
        yield f"beats.{t}", saving[t - start]
    for t in {*case.case.headline_years, case.case.horizon}:
        to_t = range(t - start + 1)
        npv = -math.fsum(flow.change[n] / (1.0 + rate) ** n for n in to_t)
        yield f"npv.{t}", npv
        yield f"npv_beats.{t}", npv
        yield f"loss.{t}", -saving[t - start] if saving[t - start] < 0.0 else 0.0
        yield f"share.{t}", saving[t - start] / math.fsum(flow.baseline[n] for n in to_t)


def twin(case: Case, draws: dict[str, float]) -> dict[str, float]:
    """Every result of one run, by its name; what is counted over runs is counted where > TIE."""
    if not case.scenarios:
        run = Run(case, draws)
        return {f"baseline.cost.{t}": run.whole_baseline(t) for t in case.years}
    return results_of(case, flows_of(case, draws))


def results_of(case: Case, flows: dict[str, dict[str, Flow]]) -> dict[str, float]:
    """All results of all flows of a run."""
    years = case.years
    results: dict[str, float] = {}
    for name, group in flows.items():
        for who, flow in group.items():
            prefix = f"{name}.{who}" if who else name
            results |= {f"{prefix}.{metric}": x for metric, x in flow_results(case, flow)}
        for n, t in enumerate(years):
            worst_off = min(flow.saving[n] for who, flow in group.items() if who)
            results[f"{name}.all_partners.{t}"] = worst_off
    for t in {*case.case.headline_years, case.case.horizon}:
        savings = [flows[scenario][""].saving[t - years[0]] for scenario in case.scenarios]
        results[f"best.{t}"] = best(savings)
    return results
