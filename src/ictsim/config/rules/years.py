"""Years that must fit the frame of the case."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.config.faults.fault import Fault
from ictsim.config.rules.fields import records
from ictsim.lines.amounts import Amounts
from ictsim.lines.base import Line
from ictsim.lines.one_off import OneOff
from ictsim.model import Case
from ictsim.values import FIRST_YEAR, LAST_YEAR


def baseline_rows(case: Case) -> Iterator[Fault]:
    """Each partner's rows run from the start without gaps, not past the horizon."""
    for name, partner in case.partners.items():
        keys = ("partners", name, "baseline_eur")
        given = set(partner.baseline_eur)
        last = max(given)
        missing = [year for year in range(case.case.start, last + 1) if year not in given]
        early = [year for year in sorted(given) if year < case.case.start]
        if missing:
            yield Fault(keys, f"{_list(missing)} missing; give every year from the start on")
        if early:
            yield Fault(keys, f"{_list(early)} before the start {case.case.start}; remove it")
        if last > case.case.horizon:
            yield Fault(keys, f"{last} is after the horizon {case.case.horizon}; remove it")


def published_years(case: Case) -> Iterator[Fault]:
    """The published table is about years of the case."""
    for scenario, rows in (case.published.costs_eur if case.published else {}).items():
        for partner, row in rows.items():
            outside = sorted(year for year in row if year not in case.years)
            if outside:
                message = f"{_list(outside)} outside {case.case.start} ... {case.case.horizon}"
                yield Fault(("published", "costs_eur", scenario, partner), message)


def years_of_lines(case: Case) -> Iterator[Fault]:
    """No amount stands in a year that is never counted, and no window ends before it begins."""
    for keys, line in records(case):
        if isinstance(line, OneOff) and isinstance(line.phasing, dict):
            end = max(line.phasing)
            if end > case.case.horizon:
                message = f"{end} is after the horizon {case.case.horizon}"
                yield Fault((*keys, "phasing"), f"{message}; planned years end by then")
        if isinstance(line, Amounts) and min(line.amounts_eur) < case.case.start:
            message = f"{min(line.amounts_eur)} is before the start {case.case.start}"
            yield Fault((*keys, "amounts_eur"), f"{message} and would not count; remove it")
        if isinstance(line, Line):
            first, last = line.from_, line.until
            if isinstance(first, int) and isinstance(last, int) and last < first:
                message = f"{last} is before from = {first}; write from <= until"
                yield Fault((*keys, "until"), message)


def moments_of_schedules(case: Case) -> Iterator[Fault]:
    """Plans are written in decimal calendar years."""
    for name, schedule in case.schedules.items():
        odd = [moment for moment, _ in schedule.plan if not FIRST_YEAR <= moment <= LAST_YEAR]
        if odd:
            message = f"{odd[0]:g} is no moment; write decimal years, 1 July 2014 is 2014.5"
            yield Fault(("schedules", name, "plan"), message)


def _list(years: list[int]) -> str:
    return ", ".join(map(str, years))


YEARS = (baseline_rows, published_years, years_of_lines, moments_of_schedules)
