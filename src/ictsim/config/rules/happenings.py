"""Events, and the keys of lines that name them: each check yields the faults of one kind."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.config.faults.fault import Fault, Keys, Table, names_at
from ictsim.config.rules.fields import records
from ictsim.config.rules.limits import bounds
from ictsim.config.rules.references import unknown
from ictsim.events.chance import Chance
from ictsim.events.hazard import Hazard
from ictsim.lines.base import Line
from ictsim.lines.phasing import Phased
from ictsim.model import Case

_TRUE_OR_FALSE = (0.0, 1.0)


def event_names(case: Case, tables: Table) -> Iterator[Fault]:
    """An event owns an input under its name, so no other input has that name."""
    inputs = names_at(tables, "inputs")
    for name in case.events:
        if name in inputs:
            message = "is the name of an input too; an event has an input of its own: rename one"
            yield Fault(("events", name), message)


def conditions(case: Case, tables: Table) -> Iterator[Fault]:
    """``when`` and ``unless`` name an event, or an input that is 0 or 1."""
    inputs, events = names_at(tables, "inputs"), names_at(tables, "events")
    for keys, line in records(case):
        for key in ("when", "unless"):
            name = getattr(line, key, None) if isinstance(line, Line) else None
            if name is None or name in events:
                continue
            if name not in inputs:
                yield unknown((*keys, key), "event or input", name, [*events, *inputs])
            elif name in case.inputs and case.inputs[name].base not in (None, *_TRUE_OR_FALSE):
                message = f'its base is {case.inputs[name].base:g}; "{name}" is used as a condition'
                yield Fault(("inputs", name, "base"), f"{message}, so write base = 0 or base = 1")
            elif name in case.inputs and not _is_true_or_false(case, name):
                message = f'the input "{name}" takes other values than 0 and 1; name an event'
                yield Fault((*keys, key), f"{message}, or an input that is bernoulli")


def _is_true_or_false(case: Case, name: str) -> bool:
    law = case.inputs[name]
    return all(piece.low == piece.high and piece.low in _TRUE_OR_FALSE for piece in law.pieces())


def moments_of_events(case: Case, tables: Table) -> Iterator[Fault]:
    """``at`` names an event, ``phasing`` a table of shares or a schedule."""
    events, schedules = names_at(tables, "events"), names_at(tables, "schedules")
    for keys, line in records(case):
        if isinstance(line, Phased):
            if line.at is not None and line.at not in events:
                yield unknown((*keys, "at"), "event", line.at, events)
            if isinstance(line.phasing, str) and line.phasing not in schedules:
                yield unknown((*keys, "phasing"), "schedule", line.phasing, schedules)


def chances(case: Case, _: Table) -> Iterator[Fault]:
    """A probability and a yearly rate lie between 0 and 1; a hazard begins within the case."""
    for name, event in case.events.items():
        keys: Keys = ("events", name)
        key, value = (
            ("probability", event.probability)
            if isinstance(event, Chance)
            else ("rate", event.rate)
        )
        ends = bounds(case, value)
        if ends is not None and not 0.0 <= ends[0] <= ends[1] <= 1.0:
            runs = f"is {ends[0]:.6g}" if ends[0] == ends[1] else f"runs from {ends[0]:.6g} to "
            runs += "" if ends[0] == ends[1] else f"{ends[1]:.6g}"
            yield Fault((*keys, key), f"{runs}; a {key} is 0 to 1, 5 % is 0.05")
        if isinstance(event, Hazard) and event.from_ is not None and event.from_ not in case.years:
            frame = f"{case.case.start} ... {case.case.horizon}"
            message = f"{event.from_} is outside the years of the case, {frame}"
            yield Fault((*keys, "from"), f"{message}; choose one of these")


HAPPENINGS = (event_names, conditions, moments_of_events, chances)
