"""Values that look like a slip where they are used: percentages, signs, certainties."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ictsim.config.faults.fault import Fault, Keys, dotted
from ictsim.config.faults.hints import percent
from ictsim.config.rules.fields import amounts_of, records
from ictsim.config.rules.limits import bounds
from ictsim.distributions import Distribution
from ictsim.events.chance import Chance
from ictsim.lines.base import Line
from ictsim.lines.staff import Staff
from ictsim.model import Case
from ictsim.model.parts import Category
from ictsim.values import Record, Value, terms

PERCENT = re.compile(r"%|\b(?:percent|percentage|procent)", re.IGNORECASE)
_FACTOR = re.compile(r"^$|\b(?:factor|ratio|index|multiplier|share)s?\b", re.IGNORECASE)
# No factor on a cost has this for its usual value; numbers of things have, and say so in unit.
_LEAST_PERCENTAGE = 10.0

# What lies below 0 in fewer draws than this does no harm, in more it was meant.
_RARELY, _OFTEN = 0.001, 0.25


def factors(case: Case) -> Iterator[Fault]:
    """Factors that look like percentages, or that turn a cost into a saving."""
    for keys, record in records(case):
        if not isinstance(record, Line | Category):
            continue
        for place, term in enumerate(record.factors):
            at: Keys = ("inputs", term) if isinstance(term, str) else (*keys, "factors", place)
            used = f" (used as {dotted((*keys, 'factors'))})" if isinstance(term, str) else ""
            message = _factor_message(case, term)
            if message:
                yield Fault(at, f"{message}{used}")


def _factor_message(case: Case, term: float | str) -> str:
    if not isinstance(term, str):
        return f"is {term:g}; a factor below 0 turns a cost into a saving" if term < 0.0 else ""
    law = case.inputs[term]
    low, high = law.support()
    if is_percentage(law):
        return (
            f"a factor multiplies, and the values run from {low:.4g} to {high:.4g}: 23 % more is "
            "1.23, 100 % is 1"
        )
    below = _chance_below_zero(law)
    if below > _RARELY:
        return (
            f"a factor multiplies, and is below 0 in {percent(below)} of draws, where a cost "
            "turns into a saving: 23 % more is 1.23, 3 % less is 0.97; or write min = 0"
        )
    return ""


def is_percentage(law: Distribution) -> bool:
    """Whether an input that is used as a factor seems to be in per cent."""
    low, high = law.support()
    if max(abs(low), abs(high)) <= 1.0:
        return False
    if PERCENT.search(law.unit):
        return True
    return bool(_FACTOR.search(law.unit)) and law.base_value() >= _LEAST_PERCENTAGE


def _chance_below_zero(law: Distribution) -> float:
    return float(law.cdf_left(0.0)) if law.support()[0] < 0.0 else 0.0


def below_zero(case: Case) -> Iterator[Fault]:
    """Amounts and fte that a few draws turn round, or that are written as a saving below 0."""
    told: set[str] = set()
    for keys, line in records(case):
        for place, value in _amounts(line):
            name = _alone(value)
            if name is None or name in told:
                continue
            message = _sign_message(case.inputs[name], line)
            if message:
                told.add(name)
                yield Fault(("inputs", name), f"{message} (used as {dotted((*keys, *place))})")


def _sign_message(law: Distribution, line: Record) -> str:
    low, high = law.support()
    if low < 0.0 and high <= 0.0 and getattr(line, "effect", "") == "saving":
        return (
            f"runs from {low:.6g} to {high:.6g}, and a saving below 0 is a cost; write the values "
            "above 0"
        )
    # An end below 0 that stands in the config was meant; a tail that nobody wrote was not.
    below = _chance_below_zero(law) if low == -float("inf") else 0.0
    if _RARELY < below < _OFTEN:
        bound = "lower = 0" if getattr(law, "dist", "") == "metalog" else "min = 0"
        return (
            f"is below 0 in {percent(below)} of draws, where a cost is a saving and a saving a "
            f"cost; give {bound}"
        )
    return ""


def _amounts(line: Record) -> Iterator[tuple[Keys, Value]]:
    """The amounts and fte of a line, and where they stand in it."""
    yield from amounts_of(line)
    if isinstance(line, Staff):
        yield from ((("fte", group), value) for group, value in line.fte.items())
        yield ("cost_per_fte_eur",), line.cost_per_fte_eur


def _alone(value: Value) -> str | None:
    """The input that a value is, where it is no sum."""
    members = terms(value)
    name = members[0] if len(members) == 1 else None
    return name if isinstance(name, str) else None


def certainties(case: Case) -> Iterator[Fault]:
    """Chances and rank correlations of 1, which may be meant as 1 %."""
    for name, event in case.events.items():
        key, value = (
            ("probability", event.probability)
            if isinstance(event, Chance)
            else ("rate", event.rate)
        )
        if bounds(case, value) == (1.0, 1.0):
            message = "is 1, so it happens in every run; 1 % is 0.01"
            yield Fault(("events", name, key), message)
    for name, correlation in case.correlations.items():
        if abs(correlation.rank) == 1.0:
            message = (
                f"is {correlation.rank:g}, so each decides the others wholly; 0.2 is weak, 0.7 "
                "strong, and 1 % is 0.01"
            )
            yield Fault(("correlations", name, "rank"), message)


VALUES: tuple[Callable[[Case], Iterator[Fault]], ...] = (factors, below_zero, certainties)
