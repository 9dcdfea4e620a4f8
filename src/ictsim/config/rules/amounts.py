"""Amounts that look as if they were written in thousands, beside others in euros."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from ictsim.config.faults.fault import Fault, Keys
from ictsim.config.rules.fields import amounts_of
from ictsim.config.rules.rows import EUROS, ROWS, mean, rows_are_odd
from ictsim.config.rules.sizes import fte_of, reach
from ictsim.config.rules.values import is_percentage
from ictsim.lines.base import Line
from ictsim.lines.phasing import Phased
from ictsim.lines.staff import Staff
from ictsim.lines.yearly import Yearly
from ictsim.model import Case
from ictsim.values import terms

# Small lines are real: one part in 20,000 of the yearly baseline, or less, hardly is (21 million:
# 1,000 euros). Of a whole scenario the largest amount counts: below one part in 3,000 (7,000
# euros) it is not worth a business case, and written in thousands it is below that unless it
# is a third of the baseline. What is spent once, and what someone gave a range, is seldom small.
_LINE_PART = 20_000
_RANGE_PART = 5_000
_ONE_OFF_PART = 2_000
_SCENARIO_PART = 3_000
# What a line can be at most: so many times what all partners spend in a year.
_MOST_YEARS = 20
# No one works for less a year, in euros.
_LEAST_FTE_COST = 1_000
# How far the published cost of a partner may be from its own baseline.
_PUBLISHED_FACTOR = 100


def amounts(case: Case) -> Iterator[Fault]:
    """Scenarios and lines that vanish beside the baseline, or beside which it vanishes."""
    yearly = sum(partner.baseline_eur[case.case.start] for partner in case.partners.values())
    sizes = {
        f"{scenario}.{name}": _largest(case, line)
        for scenario, content in case.scenarios.items()
        for name, line in content.lines.items()
    }
    for scenario, content in case.scenarios.items():
        own = {name: sizes[f"{scenario}.{name}"] for name in content.lines}
        largest = max((sizes[line] for line in case.lines_of(scenario)), default=0.0)
        if any(own.values()) and largest < yearly / _SCENARIO_PART:
            message = (
                f"its largest amount is {largest:,.0f} euros beside a baseline of {yearly:,.0f} a "
                f"year; if it is in thousands: {EUROS}"
            )
            yield Fault(("scenarios", scenario), message)
            continue
        for name, line in content.lines.items():
            message = _size_message(own[name], yearly, line)
            # Where the rows of all partners are odd, they are told of instead.
            if message and not (own[name] > yearly and rows_are_odd(case)):
                yield Fault(("scenarios", scenario, "lines", name, _amount_key(line)), message)


def _least_part(line: Line) -> int:
    """The part of the yearly baseline below which a line is odd, as one in so many."""
    if isinstance(line, Phased) and line.phasing is not None:
        return _ONE_OFF_PART
    is_range = isinstance(line, Yearly) and any(isinstance(t, str) for t in terms(line.amount_eur))
    return _RANGE_PART if is_range else _LINE_PART


def _size_message(amount: float, yearly: float, line: Line) -> str:
    """What is odd about an amount beside the yearly baseline, both in euros; empty if nothing."""
    if 0.0 < amount < yearly / _least_part(line) and not line.reconciling:
        return (
            f"is {amount:,.6g} euros at most beside a baseline of {yearly:,.0f} a year; if it is "
            f"in thousands: {EUROS}"
        )
    if amount > _MOST_YEARS * yearly > 0.0:
        return (
            f"reaches {amount:,.0f} euros, and the baseline of all partners is {yearly:,.0f} a "
            f"year; if that is in thousands: {EUROS}"
        )
    return ""


def fte_costs(case: Case) -> Iterator[Fault]:
    """A year of work for less than a thousand euros."""
    for scenario, content in case.scenarios.items():
        for name, line in content.lines.items():
            cost = reach(case, line.cost_per_fte_eur) if isinstance(line, Staff) else 0.0
            if 0.0 < cost < _LEAST_FTE_COST:
                keys: Keys = ("scenarios", scenario, "lines", name, "cost_per_fte_eur")
                yield Fault(keys, f"is {cost:,.6g} euros a year for one fte at most; {EUROS}")


def published_amounts(case: Case) -> Iterator[Fault]:
    """A published table in thousands beside a baseline in euros, or the other way round."""
    if rows_are_odd(case):
        return
    for scenario, rows in (case.published.costs_eur if case.published else {}).items():
        for partner, row in rows.items():
            own = mean(case.partners[partner].baseline_eur.values())
            printed = mean(row.values())
            if (
                own > 0.0 < printed
                and not 1 / _PUBLISHED_FACTOR < printed / own < _PUBLISHED_FACTOR
            ):
                message = (
                    f"is {printed:,.0f} euros a year on average, and the baseline of {partner} is "
                    f"{own:,.0f}; {EUROS}"
                )
                yield Fault(("published", "costs_eur", scenario, partner), message)


def _amount_key(line: Line) -> str:
    if isinstance(line, Staff):
        return "cost_per_fte_eur"
    return "amounts_eur" if getattr(line, "amounts_eur", None) else "amount_eur"


def _largest(case: Case, line: Line) -> float:
    """The largest amount in euros that a line can reach in a year, 0 for a share of others."""
    if isinstance(line, Staff):
        amount = fte_of(case, line) * reach(case, line.cost_per_fte_eur)
    else:
        amount = max((reach(case, value) for _, value in amounts_of(line)), default=0.0)
    factors = math.prod(max(1.0, reach(case, factor)) for factor in _sound(case, line))
    return amount * factors * line.copies


def _sound(case: Case, line: Line) -> Iterator[float | str]:
    """The factors of a line, without those that seem to be in per cent: that is told of them."""
    for factor in line.factors:
        if not isinstance(factor, str) or not is_percentage(case.inputs[factor]):
            yield factor


AMOUNTS: tuple[Callable[[Case], Iterator[Fault]], ...] = (
    *ROWS,
    amounts,
    fte_costs,
    published_amounts,
)
