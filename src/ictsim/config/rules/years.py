"""Years that must fit the frame of the case."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.config.faults.fault import Fault, Keys
from ictsim.config.rules.fields import records
from ictsim.config.rules.limits import bounds
from ictsim.events.chance import Chance
from ictsim.lines.base import Line
from ictsim.lines.investment import Investment
from ictsim.lines.phasing import Phased
from ictsim.model import Case, Settled
from ictsim.values import FIRST_YEAR, LAST_YEAR, Value


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
    """No amount stands in a year that is never counted, and nothing is written off in one."""
    frame = f"{case.case.start} ... {case.case.horizon}"
    for keys, line in records(case):
        if isinstance(line, Phased) and isinstance(line.phasing, dict):
            end = max(line.phasing)
            if end > case.case.horizon:
                message = f"{end} is after the horizon {case.case.horizon}"
                yield Fault((*keys, "phasing"), f"{message}; planned years end by then")
        outside = sorted(y for y in getattr(line, "amounts_eur", None) or () if y not in case.years)
        if outside:
            message = f"{_list(outside)} outside {frame}, where nothing counts; remove it"
            yield Fault((*keys, "amounts_eur"), message)
        year = line.written_off if isinstance(line, Investment) else None
        if isinstance(year, int) and year not in case.years:
            message = f"{year} is outside the years of the case, {frame}; choose one of these"
            yield Fault((*keys, "written_off"), message)


def windows(case: Case) -> Iterator[Fault]:
    """No window ends before it begins, or lies outside the case altogether."""
    for keys, record in records(case):
        if isinstance(record, Line):
            yield from _window(case, keys, record, "the line never counts")
        elif isinstance(record, Settled):
            yield from _window(case, keys, record, "the whole cost is never divided")


def _window(case: Case, keys: Keys, window: Line | Settled, so: str) -> Iterator[Fault]:
    """From and until, where they are years. ``so`` is what follows if none is in the case."""
    first, last = window.from_, window.until
    start, horizon = case.case.start, case.case.horizon
    if isinstance(first, int) and isinstance(last, int) and last < first:
        yield Fault((*keys, "until"), f"{last} is before from = {first}; write from <= until")
    elif isinstance(first, int) and first > horizon:
        message = f"{first} is after the horizon {horizon}, so {so}"
        yield Fault((*keys, "from"), f"{message}; write an earlier year")
    elif isinstance(last, int) and last < start:
        message = f"{last} is before the start {start}, so {so}"
        yield Fault((*keys, "until"), f"{message}; write a later year")


def years_of_values(case: Case) -> Iterator[Fault]:
    """Inputs in ``from``, ``until`` and ``written_off``, and moments of events, are years."""
    values: dict[Keys, Value] = {}
    for keys, record in records(case):
        if isinstance(record, Line | Settled):
            written_off = record.written_off if isinstance(record, Investment) else None
            given = {"from": record.from_, "until": record.until, "written_off": written_off}
            for key, name in given.items():
                if isinstance(name, str) and name in case.inputs:
                    values[*keys, key] = name
    for name, event in case.events.items():
        if isinstance(event, Chance):
            values["events", name, "moment"] = event.moment
    for keys, value in values.items():
        ends = bounds(case, value)
        if ends is not None and not FIRST_YEAR <= ends[0] <= ends[1] <= LAST_YEAR + 1:
            runs = f"is {ends[0]:g}" if ends[0] == ends[1] else f"runs {ends[0]:g} to {ends[1]:g}"
            yield Fault(keys, f"{runs}; must be calendar years, 1 July 2014 is 2014.5")


def moments_of_schedules(case: Case) -> Iterator[Fault]:
    """Plans are written in decimal calendar years."""
    for name, schedule in case.schedules.items():
        odd = [moment for moment, _ in schedule.plan if not FIRST_YEAR <= moment <= LAST_YEAR]
        if odd:
            message = f"{odd[0]:g} is no moment; write decimal years, 1 July 2014 is 2014.5"
            yield Fault(("schedules", name, "plan"), message)


def _list(years: list[int]) -> str:
    return ", ".join(map(str, years))


YEARS = (
    baseline_rows,
    published_years,
    years_of_lines,
    windows,
    years_of_values,
    moments_of_schedules,
)
