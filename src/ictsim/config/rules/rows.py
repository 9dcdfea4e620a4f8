"""Baseline rows that look as if they were written in thousands: one year, one partner, or all."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from ictsim.config.faults.fault import Fault
from ictsim.model import Case, weights_of
from ictsim.model.parts import Partner

EUROS = "all amounts are whole euros, 1_500_000 and not 1_500: write them out"

# From one year to the next a budget neither halves nor doubles.
_YEARLY_FACTOR = 2.0
# Per inhabitant one partner may spend this many times what another does; where nothing says how
# large a partner is, the rows themselves may differ more.
_PARTNER_FACTOR = 10.0
_ROW_FACTOR = 200.0
# What ICT costs at least per inhabitant, in euros a year.
_LEAST_PER_INHABITANT = 1.0


def mean(values: Iterable[float]) -> float:
    """The mean, 0 of nothing."""
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else 0.0


def _median(values: Iterable[float]) -> float:
    # The standard library's takes longer to import than a whole check may.
    numbers = sorted(values)
    return (numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / 2


def odd_years(case: Case) -> Iterator[Fault]:
    """A year of a row that is under half or over twice the year beside it."""
    for name, partner in case.partners.items():
        row = dict(sorted(partner.baseline_eur.items()))
        usual = _median(row.values())
        told: dict[int, int] = {}
        for year, later in pairwise(row):
            low, high = sorted((row[year], row[later]))
            if high > 0.0 and high > _YEARLY_FACTOR * low:
                # Of the two, the one that is further from what is usual.
                odd, beside = (year, later) if _further(row, year, later, usual) else (later, year)
                told.setdefault(odd, beside)
        for odd, beside in told.items():
            message = (
                f"is {row[odd]:,.0f} euros, and {beside} is {row[beside]:,.0f}; if one of them is "
                f"in thousands: {EUROS}"
            )
            yield Fault(("partners", name, "baseline_eur", str(odd)), message)


def _further(row: dict[int, float], year: int, later: int, usual: float) -> bool:
    def distance(amount: float) -> float:
        return abs(math.log(amount / usual)) if amount > 0.0 < usual else math.inf

    return distance(row[year]) > distance(row[later])


def odd_partners(case: Case) -> Iterator[Fault]:
    """A partner that spends a tenth of what the others do per inhabitant, or ten times that."""
    if len(case.partners) < 2 or rows_are_odd(case):
        return
    key = _size_key(case)
    factor = _PARTNER_FACTOR if key else _ROW_FACTOR
    spent = {name: _spent(partner, key) for name, partner in case.partners.items()}
    spent = {name: amount for name, amount in spent.items() if amount > 0.0}
    others = {name: _median_of_others(spent, name) for name in spent}
    low = [name for name in spent if spent[name] < others[name] / factor]
    # Beside one that is too low the other of two looks too high: tell the one.
    high = [name for name in spent if spent[name] > others[name] * factor > 0.0]
    for name in low or high:
        row = mean(case.partners[name].baseline_eur.values())
        each = f", {_euros(spent[name])} for each of its {key}," if key else ""
        message = (
            f"is {row:,.0f} euros a year on average{each} and the others have "
            f"{_euros(others[name])}; if some are in thousands: {EUROS}"
        )
        yield Fault(("partners", name, "baseline_eur"), message)


def _euros(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 99.5 else f"{amount:.2g}"


def _spent(partner: Partner, key: str) -> float:
    """Euros a year on average, per unit of an attribute where there is one; 0 if that is 0."""
    size = partner.attributes[key] if key else 1.0
    return mean(partner.baseline_eur.values()) / size if size > 0.0 else 0.0


def _median_of_others(spent: dict[str, float], name: str) -> float:
    others = [amount for other, amount in spent.items() if other != name]
    return _median(others) if others else spent[name]


def _size_key(case: Case) -> str:
    """An attribute that all partners have and that says how large they are; empty if none."""
    for key in ("inhabitants", *weights_of(case.settlement.key)):
        if all(key in partner.attributes for partner in case.partners.values()):
            return key
    return ""


def all_rows(case: Case) -> Iterator[Fault]:
    """All partners together spend less than a euro per inhabitant."""
    if rows_are_odd(case):
        inhabitants = sum(partner.attributes["inhabitants"] for partner in case.partners.values())
        yearly = sum(mean(partner.baseline_eur.values()) for partner in case.partners.values())
        message = (
            f"together spend {yearly:,.0f} euros a year, {_euros(yearly / inhabitants)} per "
            f"inhabitant; if baseline_eur is in thousands: {EUROS}"
        )
        yield Fault(("partners",), message)


def rows_are_odd(case: Case) -> bool:
    """Whether the rows of all partners together are too low for so many inhabitants."""
    partners = case.partners.values()
    if not all("inhabitants" in partner.attributes for partner in partners):
        return False
    inhabitants = sum(partner.attributes["inhabitants"] for partner in partners)
    yearly = sum(mean(partner.baseline_eur.values()) for partner in partners)
    return 0.0 < yearly < _LEAST_PER_INHABITANT * inhabitants


ROWS: tuple[Callable[[Case], Iterator[Fault]], ...] = (odd_years, odd_partners, all_rows)
