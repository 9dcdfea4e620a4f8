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

from register import Register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ictsim.lines import AnyLine
    from ictsim.model import Case, Key, Schedule, Settlement
    from ictsim.values import Value

    SharedCost = Callable[[str, int], float]

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
    """A case with the value each input has in one run; what is not drawn has one value only.

    ``common``: the draws of the case, where ``draws`` are those of one copy of a line.
    """

    case: Case
    draws: dict[str, float]
    common: dict[str, float] | None = None
    known: dict[tuple[str, str, int], float] = field(default_factory=dict, repr=False)

    @property
    def start(self) -> int:
        return self.case.case.start

    @property
    def horizon(self) -> int:
        return self.case.case.horizon

    def copies(self, line: AnyLine) -> list[Run]:
        """The run as each copy of a line sees it: in place of the input x, copy j has x#j."""
        return [self.copy(set(line.own), number) for number in range(1, line.copies + 1)]

    def copy(self, own: set[str], number: int) -> Run:
        if number == 1 or not own:
            return self
        draws = {label: x for label, x in self.draws.items() if label.split(".")[0] not in own}
        for label, x in self.draws.items():
            drawn, _, year = label.partition(".")
            name, _, copy_number = drawn.partition("#")
            if name in own and copy_number == str(number):
                draws[f"{name}.{year}" if year else name] = x
        return Run(self.case, draws, self.draws)

    @cached_property
    def outside(self) -> Run:
        """What a line finds and does not draw: the baseline, and whether events come."""
        return self if self.common is None else Run(self.case, self.common)

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
        """B_ic(t), worked out once."""
        key = partner, category, year
        if key not in self.known:
            self.known[key] = self.baseline_cost(*key)
        return self.known[key]

    def baseline_cost(self, partner: str, category: str, year: int) -> float:
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
        if self.common is not None:
            return self.outside.first_year(event)
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
        """A(t), of what is phased the whole amount; of a contribution without the share."""
        if line.kind == "staff":
            fte = sum(self.sum_of(group, year) for group in line.fte.values())
            return fte * self.sum_of(line.cost_per_fte_eur, year)
        if line.kind == "reduction":
            everyone = self.outside
            whose = line.partners or self.case.partners
            cost = sum(everyone.baseline(p, line.of, year) for p in whose)
            return self.sum_of(line.rate, year) * cost
        if line.kind == "contribution":
            return self.tapered(line, year)
        if line.kind == "amounts" or (line.kind == "investment" and line.amounts_eur is not None):
            return self.calendar_amount(line, year)
        assert line.kind in ("yearly", "one_off", "investment"), f"not known: {line.kind}"
        return self.sum_of(line.amount_eur, None if is_phased(line) else year)

    def tapered(self, line: AnyLine, year: int) -> float:
        """The number of the profile that a year has, counted from the event's year."""
        since = year - self.counted_from(line.event)
        return line.profile[int(since)] if 0 <= since < len(line.profile) else 0.0

    def counted_from(self, event: str) -> float:
        """The first year of the case in which an event counts: before it no cost is known."""
        return max(self.start, self.first_year(event))

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
        if not is_phased(line):
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
        factors = self.product_of(line.factors, None if is_phased(line) else year)
        change = sign * self.full_amount(line, year) * factors
        return change if line.index is None else change * self.price(line.index, year)

    def change(self, line: AnyLine, year: int) -> float:
        """delta(t) = sign A(t) factors I(t) S(t)/reference W(t); of an investment, what is bought.

        Of a contribution it is the factor on the share that it is of.
        """
        change = self.full_change(line, year) * self.window(line, year)
        if is_phased(line):
            change *= self.phased_share(line, year)
        coverage = 1.0
        if line.schedule is not None:
            coverage = path_of(self.case.schedules[line.schedule], self).average(year)
        return change * coverage / line.reference

    # What a line comes to: in the accounts and in cash

    def row(self, line: AnyLine, shared: SharedCost | None = None) -> Row:
        """All copies of a line together; ``shared`` is a partner's share of the shared cost."""
        rows = [copy.one_row(line, shared) for copy in self.copies(line)]
        return Row(
            [math.fsum(each) for each in zip(*(row.budget for row in rows), strict=True)],
            [math.fsum(each) for each in zip(*(row.cash for row in rows), strict=True)],
            math.fsum(row.book_value for row in rows),
            math.fsum(row.remainder for row in rows),
            math.fsum(row.size for row in rows),
        )

    def one_row(self, line: AnyLine, shared: SharedCost | None) -> Row:
        years = self.case.years
        paid = [self.change(line, year) for year in years]
        full = [self.full_change(line, year) for year in years]
        if line.kind == "contribution":
            since = self.counted_from(line.event)
            of = shared(line.partner, int(since)) if since <= self.horizon else 0.0
            paid, full = [of * x for x in paid], [of * x for x in full]
        size = math.fsum(map(abs, full))
        charged, left = paid, 0.0
        if line.kind == "investment":
            rates = [self.sum_of(line.interest, year) for year in years]
            size *= 1.0 + sum(map(abs, rates))
            charged, left = self.charges(line, paid, rates)
        nothing = [0.0] * len(years)
        return Row(
            nothing if line.basis == "cash" else charged,
            nothing if line.basis == "budget" else paid,
            0.0 if line.basis == "cash" else left,
            self.remainder(line),
            size / line.reference,
        )

    def charges(
        self, line: AnyLine, bought: list[float], rates: list[float]
    ) -> tuple[list[float], float]:
        """What purchases cost the budget year by year, and what is on the books at last."""
        asset_class = self.case.asset_classes[line.asset_class]
        term = asset_class.term_years
        if isinstance(term, dict):
            term = term[line.buyer or "collaboration"]
        end = math.inf if line.written_off is None else self.first_of(line.written_off)
        register = Register(term, end)
        charges = [
            register.year(year, price, rate).total
            for year, price, rate in zip(self.case.years, bought, rates, strict=True)
        ]
        return charges, register.book_value


@dataclass(frozen=True)
class Row:
    """What a line comes to by year, in euros: its charge to the budget and what is paid.

    ``size`` is what it would come to if no schedule, window or phasing held it back: rounding
    errors are fractions of it.
    """

    budget: list[float]
    cash: list[float]
    book_value: float
    remainder: float
    size: float


def is_phased(line: AnyLine) -> bool:
    """Whether an amount is spent once, and spread."""
    return line.kind in ("one_off", "investment") and line.phasing is not None


# ---------------------------------------------------------------------------------------------
# Scenarios and settlement


@dataclass(frozen=True)
class Flow:
    """Yearly changes of a scenario, in total or for one partner, against ``baseline``.

    ``cash`` is None where no line of the case makes it differ from the budget. ``size`` is what
    its lines would come to if nothing held them back, with the baseline they are set off
    against: rounding errors are fractions of it.
    """

    change: list[float]
    baseline: list[float]
    size: float
    cash: list[float] | None = None
    whole: Whole | None = None

    @cached_property
    def saving(self) -> list[float]:
        """C(t), each year's from the sum of all years before it."""
        return cumulated(self.change)

    @property
    def paid(self) -> list[float]:
        """The changes in cash."""
        return self.change if self.cash is None else self.cash

    def minus(self, other: Flow) -> Flow:
        change = [a - b for a, b in zip(self.change, other.change, strict=True)]
        cash = None
        if self.cash is not None:
            cash = [a - b for a, b in zip(self.cash, other.paid, strict=True)]
        return Flow(change, self.baseline, self.size + other.size, cash)


@dataclass(frozen=True)
class Whole:
    """What is known of a scenario in total only; ``book_value`` where it buys anything."""

    one_off: float
    remainder: float
    book_value: float | None


def cumulated(change: list[float]) -> list[float]:
    return [-math.fsum(change[: n + 1]) for n in range(len(change))]


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


def two_bases(case: Case) -> bool:
    """Whether any line of the case makes budget and cash differ."""
    lines = [line for record in case.scenarios.values() for line in record.lines.values()]
    return any(line.kind == "investment" or line.basis != "both" for line in lines)


@dataclass(frozen=True)
class Division:
    """A scenario's settlement in one run: who bears which part of what."""

    run: Run
    settlement: Settlement

    def share_by(self, key: str, partner: str, year: int) -> float:
        """A partner's share by one key."""
        partners = self.run.case.partners
        if key == "equal":
            return 1.0 / len(partners)
        if key == "baseline_cost":
            return self.run.partner_baseline(partner, year) / self.run.whole_baseline(year)
        return partners[partner].attributes[key] / math.fsum(
            other.attributes[key] for other in partners.values()
        )

    def share(self, category: str, partner: str, year: int) -> float:
        """A partner's share of a category: the mean of its shares by the keys of the mix."""
        key: Key = self.settlement.per_category.get(category, self.settlement.key)
        if isinstance(key, str):
            return self.share_by(key, partner, year)
        weights = {name: self.run.sum_of(weight, year) for name, weight in key.items()}
        parts = [w * self.share_by(name, partner, year) for name, w in weights.items()]
        return math.fsum(parts) / math.fsum(weights.values())

    def among(self, category: str, partners: Sequence[str], year: int) -> dict[str, float]:
        """The shares of some partners, as parts of what they have together."""
        shares = {name: self.share(category, name, year) for name in partners}
        return {name: share / math.fsum(shares.values()) for name, share in shares.items()}

    def applies(self, year: int) -> bool:
        """Whether the whole cost is divided in a year, and not the lines alone."""
        settled = self.settlement.settled
        if isinstance(settled, bool):
            return settled
        begun = settled.from_ is None or year >= self.run.first_of(settled.from_)
        return begun and (settled.until is None or year <= self.run.last_of(settled.until))

    def of_line(self, line: AnyLine, amount: float, year: int) -> dict[str, float]:
        """What each partner bears of a line that not all bear; the payee's part is below 0."""
        if line.transfer is None:
            parts = self.among(line.category, line.partners, year)
            return {name: part * amount for name, part in parts.items()}
        payer = line.transfer.from_
        payees = line.transfer.to or [name for name in self.run.case.partners if name != payer]
        parts = self.among(line.category, payees, year)
        return {payer: amount} | {name: -part * amount for name, part in parts.items()}

    def of_shared(self, partner: str, shared: dict[str, float], year: int) -> float:
        """What a partner bears of what is divided, lines by category and maybe the baseline."""
        run, categories = self.run, self.run.case.baseline.categories
        parts = [self.share(c, partner, year) * amount for c, amount in shared.items()]
        if self.applies(year):
            for c in categories:
                cost = math.fsum(run.baseline(other, c, year) for other in run.case.partners)
                parts.append(self.share(c, partner, year) * cost)
        return math.fsum(parts)


Booked = list[tuple["AnyLine", Row]]


def is_shared(line: AnyLine) -> bool:
    return not line.partners and line.transfer is None


def rows_of(run: Run, scenario: str, division: Division) -> Booked:
    """The scenario's lines, those that all share first: contributions are parts of these."""
    lines = [line for _, line in lines_of(run.case, scenario)]
    shared = [(line, run.row(line)) for line in lines if is_shared(line)]

    def shared_cost(partner: str, year: int) -> float:
        n = year - run.start
        return division.of_shared(partner, by_category([(x, r.budget[n]) for x, r in shared]), year)

    return shared + [(line, run.row(line, shared_cost)) for line in lines if not is_shared(line)]


def by_category(amounts: list[tuple[AnyLine, float]]) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for line, amount in amounts:
        found.setdefault(line.category, []).append(amount)
    return {category: math.fsum(some) for category, some in found.items()}


def partner_change(
    division: Division, partner: str, amounts: list[tuple[AnyLine, float]], year: int
) -> float:
    """The change of one partner in one year: its part of what is shared, and its own."""
    shared = by_category([(line, amount) for line, amount in amounts if is_shared(line)])
    parts = [division.of_shared(partner, shared, year)]
    if division.applies(year):
        parts.append(-division.run.partner_baseline(partner, year))
    for line, amount in amounts:
        if not is_shared(line):
            parts.append(division.of_line(line, amount, year).get(partner, 0.0))
    return math.fsum(parts)


def scenario_flows(run: Run, scenario: str) -> dict[str, Flow]:
    """The scenario's flows: in total under "", and by partner."""
    case, years = run.case, run.case.years
    division = Division(run, case.scenarios[scenario].settlement or case.settlement)
    rows = rows_of(run, scenario, division)
    together = [run.whole_baseline(t) for t in years]
    size = math.fsum(row.size for _, row in rows)
    flows = {"": total_flow(case, rows, together)}
    for partner in case.partners:
        budget, cash = (
            [
                partner_change(
                    division, partner, [(x, getattr(row, base)[n]) for x, row in rows], t
                )
                for n, t in enumerate(years)
            ]
            for base in ("budget", "cash")
        )
        own = [run.partner_baseline(partner, t) for t in years]
        moved = math.fsum(
            abs(b) for b, t in zip(together, years, strict=True) if division.applies(t)
        )
        flows[partner] = Flow(budget, own, size + moved, cash if two_bases(case) else None)
    return flows


def total_flow(case: Case, rows: Booked, together: list[float]) -> Flow:
    """All partners together: what one pays to another is nothing here."""
    costs = [(line, row) for line, row in rows if line.transfer is None]
    budget, cash = (
        [math.fsum(getattr(row, base)[n] for _, row in costs) for n in range(len(together))]
        for base in ("budget", "cash")
    )
    outlays = [math.fsum(row.cash) for line, row in costs if line.nature == "investment"]
    buys = any(line.kind == "investment" for line, _ in costs)
    whole = Whole(
        math.fsum(outlays),
        math.fsum(row.remainder for line, row in costs if line.basis != "budget"),
        math.fsum(row.book_value for _, row in costs) if buys else None,
    )
    size = math.fsum(row.size for _, row in rows)
    return Flow(budget, together, size, cash if two_bases(case) else None, whole)


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


def peak(saving: Sequence[float]) -> float:
    return max(max(0.0, -c) for c in saving)


def flow_results(case: Case, flow: Flow) -> Iterator[tuple[str, float]]:
    """All metrics of one flow, by the last part of their names."""
    start, rate, saving = case.case.start, case.case.discount_rate, flow.saving
    yield "payback", payback(saving)
    yield "peak", peak(saving)
    yield "worst_rise", max(flow.change)
    if flow.whole is not None:
        yield "one_off", flow.whole.one_off
        yield "remainder", flow.whole.remainder
        if flow.whole.book_value is not None:
            yield "book_value", flow.whole.book_value
    for t in case.years:
        yield f"saving.{t}", saving[t - start]
        yield f"beats.{t}", saving[t - start]
    if flow.cash is not None:
        yield "peak_cash", peak(cumulated(flow.cash))
        yield from ((f"saving_cash.{start + n}", c) for n, c in enumerate(cumulated(flow.cash)))
    for t in {*case.case.headline_years, case.case.horizon}:
        to_t = range(t - start + 1)
        npv = -math.fsum(flow.paid[n] / (1.0 + rate) ** n for n in to_t)
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
