"""Timing that looks like a slip: what a schedule never realises, and what comes too late."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from ictsim.config.faults.fault import Fault, Keys, dotted
from ictsim.config.faults.hints import percent
from ictsim.config.rules.fields import amounts_of, records
from ictsim.lines.base import Line
from ictsim.lines.phasing import Phased
from ictsim.model import Case
from ictsim.model.parts import Schedule
from ictsim.values import Value, terms

_ROUNDING = 1e-9
# A delay is too long where more than this part of the draws goes past the horizon.
_LATE = 0.1


def references(case: Case) -> Iterator[Fault]:
    """A fault: the part realised at which an amount was quoted is no percentage."""
    for keys, line in records(case):
        if isinstance(line, Line) and has_schedule(line) and line.reference > 1.0:
            is_percentage = 2.0 <= line.reference <= 100.0
            spelled = f": {line.reference:g} % is {line.reference / 100:g}" if is_percentage else ""
            message = (
                f"is {line.reference:g}; it is the part realised at which the amount was quoted, "
                f"at most 1{spelled}"
            )
            yield Fault((*keys, "reference"), message)


def has_schedule(line: Line) -> bool:
    """Whether a schedule says how much of a line counts."""
    return line.schedule is not None or (isinstance(line, Phased) and isinstance(line.phasing, str))


def unspent(case: Case) -> Iterator[Fault]:
    """One-off lines of which a schedule that stops short spends a part only."""
    for keys, line in records(case):
        if not isinstance(line, Phased) or not isinstance(line.phasing, str):
            continue
        part = _realised(case, case.schedules[line.phasing])
        if "reference" in line.model_fields_set or not 0.0 < part < 1.0 - _ROUNDING:
            continue
        amount = sum(_base(case, value) for _, value in amounts_of(line)) * line.copies
        amount *= math.prod(_base(case, factor) for factor in line.factors)
        message = (
            f"in the plan {part * amount:,.0f} of {amount:,.0f} euros is spent, because the "
            f"schedule {line.phasing} realises {part:.6g}; if that is the whole bill, write "
            f"reference = {part:.6g}; if only this part is to be paid, write reference = 1"
        )
        yield Fault((*keys, "phasing"), message)


def _realised(case: Case, schedule: Schedule) -> float:
    """What the base case realises between the first and the last point of a plan."""
    ceiling = 1.0 if schedule.ceiling is None else _base(case, schedule.ceiling)
    return min(ceiling, schedule.plan[-1][1]) - min(ceiling, schedule.plan[0][1])


def _base(case: Case, value: Value) -> float:
    return sum(
        case.inputs[term].base_value() if isinstance(term, str) else term for term in terms(value)
    )


def late(case: Case) -> Iterator[Fault]:
    """Delays that often go past the horizon: in months, perhaps."""
    span = case.case.horizon - case.case.start
    delays: list[tuple[Keys, Value]] = [
        (("schedules", name, "delay"), schedule.delay) for name, schedule in case.schedules.items()
    ]
    delays += [
        ((*keys, "delay"), line.delay) for keys, line in records(case) if isinstance(line, Phased)
    ]
    for keys, value in delays:
        for term in terms(value):
            chance = _chance_above(case, term, span)
            if chance > _LATE:
                at: Keys = ("inputs", term) if isinstance(term, str) else keys
                used = f" (used as {dotted(keys)})" if isinstance(term, str) else ""
                message = (
                    f"is longer than the {span} years from start to horizon in "
                    f"{percent(chance)} of runs; a delay is in years, 6 months is 0.5{used}"
                )
                yield Fault(at, message)


def _chance_above(case: Case, term: float | str, years: float) -> float:
    if not isinstance(term, str):
        return float(term > years)
    law = case.inputs[term]
    return float(law.sf(years)) if law.support()[1] > years else 0.0


TIMING: tuple[Callable[[Case], Iterator[Fault]], ...] = (unspent, late)
