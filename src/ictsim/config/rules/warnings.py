"""What is valid and looks like a slip: told, with its place and the fix; it is computed anyway."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from ictsim.config.faults.fault import Fault, Keys
from ictsim.config.rules.amounts import AMOUNTS
from ictsim.config.rules.fields import records, values_named
from ictsim.config.rules.timing import TIMING, has_schedule
from ictsim.config.rules.values import PERCENT, VALUES
from ictsim.distributions import Distribution
from ictsim.lines.base import Line
from ictsim.model import Case
from ictsim.values import Record

_SOURCE = 'say where it comes from: source = "document, section" or "assumption: why"'
_PLACEHOLDER = re.compile(r"\bplaceholder\b", re.IGNORECASE)
_THOUSANDS = re.compile(
    r"\bk\s?(?:€|eur)|(?:€|eur\w*)\s?k\b|(?:€|eur\w*)\D*(?:1[.,]?000|thousand|duizend|mln|mil[jl])"
    r"|(?:1[.,]?000|thousand|duizend|mln|milj?\w*|\bM)\s?(?:€|eur)",
    re.IGNORECASE,
)

# Keys of a line that may name an event, and those that name a schedule.
_EVENT_KEYS = ("from_", "until", "when", "unless", "at", "event")
_SCHEDULE_KEYS = ("schedule", "phasing")


def warn(case: Case, is_own: Callable[[Keys], bool]) -> list[Fault]:
    """All warnings about a valid case, in the order of the rules.

    ``is_own`` tells whether the config itself writes something, and not a file it extends: what
    is unused in those may be there for others.
    """
    idle = [fault for fault in unused(case) if is_own(fault.keys)]
    return idle + [fault for rule in _RULES for fault in rule(case)]


def unused(case: Case) -> Iterator[Fault]:
    """Inputs, indices, schedules, asset classes and events that change nothing.

    None in a case without scenarios: that is a file for others to extend.
    """
    if not case.scenarios:
        return
    lines = [line for _, line in records(case) if isinstance(line, Line)]
    names = {name for _, record in records(case) for _, name in values_named(record)}
    names |= _named(lines, *_EVENT_KEYS)
    for section, what, used in (
        ("inputs", "no line, schedule, index, category or settlement", names),
        ("indices", "no line", _named(lines, "index")),
        ("schedules", "no line", _named(lines, *_SCHEDULE_KEYS)),
        ("asset_classes", "no investment", _named(lines, "asset_class")),
        ("events", "no line or settlement", names),
    ):
        for name in getattr(case, section):
            if name not in used:
                message = f"changes nothing, because {what} names it; use it or remove it"
                yield Fault((section, name), message)


def _named(lines: list[Line], *keys: str) -> set[str]:
    """The names at some keys of lines."""
    values = (getattr(line, key, None) for line in lines for key in keys)
    return {value for value in values if isinstance(value, str)}


def sources(case: Case) -> Iterator[Fault]:
    """Inputs and lines of which nobody can tell where they come from."""
    sourced: list[tuple[Keys, Distribution | Line]] = [
        (("inputs", name), law) for name, law in case.inputs.items()
    ]
    sourced += [(keys, line) for keys, line in records(case) if isinstance(line, Line)]
    for keys, item in sourced:
        if not item.source.strip():
            state: Literal["wrong", "missing"] = (
                "wrong" if "source" in item.model_fields_set else "missing"
            )
            yield Fault((*keys, "source"), f"no source; {_SOURCE}", state)


def placeholders(case: Case) -> Iterator[Fault]:
    """Sources of a first config that nobody has replaced yet: told once, at one of them."""
    sourced = [*records(case), (("baseline",), case.baseline)]
    sourced += [(("asset_classes", name), item) for name, item in case.asset_classes.items()]
    sourced += [(("inputs", name), law) for name, law in case.inputs.items()]
    sourced += [(("correlations", name), pair) for name, pair in case.correlations.items()]
    sourced += [(("scenarios", name), scenario) for name, scenario in case.scenarios.items()]
    found = [keys for keys, item in sourced if _PLACEHOLDER.search(getattr(item, "source", ""))]
    if found:
        count = "1 source still says" if len(found) == 1 else f"{len(found)} sources still say"
        message = f"{count} placeholder; replace each with its number, and say where that is from"
        yield Fault((*found[0], "source"), message)


def units(case: Case) -> Iterator[Fault]:
    """Units that say percent beside fractions, or thousands beside euros."""
    for name, law in case.inputs.items():
        keys: Keys = ("inputs", name, "unit")
        if PERCENT.search(law.unit):
            low, high = law.support()
            if low >= -1.0 and high <= 1.0:
                message = (
                    f'is "{law.unit}", and the values run from {low:.4g} to {high:.4g}; they are '
                    'read as fractions (2 % is 0.02): write unit = "share", or other values'
                )
                yield Fault(keys, message)
        elif _THOUSANDS.search(law.unit):
            message = (
                f'is "{law.unit}"; amounts are read as whole euros (1_500_000, not 1_500): write '
                'the numbers in euros and unit = "EUR"'
            )
            yield Fault(keys, message)


def bases_outside(case: Case) -> Iterator[Fault]:
    """The plan's value is one that the distribution never takes."""
    for name, law in case.inputs.items():
        if law.base is None or law.is_constant():
            continue
        low, high = law.support()
        if not low <= law.base <= high:
            message = (
                f"the plan, {law.base:.6g}, lies outside what is held possible, {low:.6g} to "
                f"{high:.6g}: right if the plan cannot be met; else widen the range"
            )
            yield Fault(("inputs", name, "base"), message)


def constant_correlations(case: Case) -> Iterator[Fault]:
    """What never varies cannot go together with anything."""
    for label, correlation in case.correlations.items():
        for place, name in enumerate(correlation.inputs):
            law: Distribution | None = case.inputs.get(name)
            if law is not None and law.is_constant():
                message = f'"{name}" never varies, so it correlates with nothing; leave it out'
                yield Fault(("correlations", label, "inputs", place), message)


def references_alone(case: Case) -> Iterator[Fault]:
    """A coverage at which an amount was quoted, and no schedule that gives a coverage."""
    for keys, line in records(case):
        if not isinstance(line, Line) or "reference" not in line.model_fields_set:
            continue
        if not has_schedule(line) and line.reference != 1.0:
            message = (
                f"is {line.reference:g} without a schedule, so every amount is divided by it; add "
                "the schedule, or remove reference"
            )
            yield Fault((*keys, "reference"), message)


def idle_copies(case: Case) -> Iterator[Fault]:
    """Inputs that each copy of a line draws for itself, and that the line does not use."""
    for keys, line in records(case):
        own = line.own if isinstance(line, Line) else ()
        used = _used_by(case, line) if isinstance(line, Line) and own else set()
        for place, name in enumerate(own):
            if name not in used:
                message = f'"{name}" stands in no value of this line, its index or its schedule'
                yield Fault(
                    (*keys, "own", place), f"{message}, so the copies share it; leave it out"
                )


def _used_by(case: Case, line: Line) -> set[str]:
    """The inputs that a line uses itself, and those of its index and schedules."""
    schedules = [getattr(line, key, None) for key in _SCHEDULE_KEYS]
    parts: list[Record] = [line]
    parts += [case.indices[line.index]] if line.index is not None else []
    parts += [case.schedules[name] for name in schedules if isinstance(name, str)]
    return {name for part in parts for _, name in values_named(part)} | _named([line], *_EVENT_KEYS)


def empty_scenarios(case: Case) -> Iterator[Fault]:
    """Scenarios that are going on alone under another name."""
    for name in case.scenarios:
        if not case.lines_of(name):
            message = "has no lines, so it is the same as going on alone; add a line or remove it"
            yield Fault(("scenarios", name), message)


_RULES: tuple[Callable[[Case], Iterator[Fault]], ...] = (
    sources,
    placeholders,
    units,
    *AMOUNTS,
    *VALUES,
    *TIMING,
    bases_outside,
    constant_correlations,
    references_alone,
    idle_copies,
    empty_scenarios,
)
