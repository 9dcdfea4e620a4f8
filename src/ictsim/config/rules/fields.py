"""Where values stand in a case, and which names are used in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from ictsim.config.faults.fault import Keys
from ictsim.model import Case, Settled, Settlement
from ictsim.values import Id, Record, Value, Year


def records(case: Case) -> Iterator[tuple[Keys, Record]]:
    """All records in which values may stand, with their keys."""
    for name, partner in case.partners.items():
        yield ("partners", name), partner
    for name, event in case.events.items():
        yield ("events", name), event
    for name, category in case.baseline.categories.items():
        yield ("baseline", "categories", name), category
    for name, index in case.indices.items():
        yield ("indices", name), index
    for name, schedule in case.schedules.items():
        yield ("schedules", name), schedule
    for keys, settlement in settlements(case):
        yield keys, settlement
        if isinstance(settlement.settled, Settled):
            yield (*keys, "settled"), settlement.settled
    for scenario, content in case.scenarios.items():
        for name, line in content.lines.items():
            yield ("scenarios", scenario, "lines", name), line


def settlements(case: Case) -> Iterator[tuple[Keys, Settlement]]:
    """The settlement of the case and those of scenarios, with their keys."""
    yield ("settlement",), case.settlement
    for name, scenario in case.scenarios.items():
        if scenario.settlement is not None:
            yield ("scenarios", name, "settlement"), scenario.settlement


def amounts_of(line: Record) -> Iterator[tuple[Keys, Value]]:
    """The amounts in euros of a line, once or by year, and where they stand in it."""
    amount = getattr(line, "amount_eur", None)
    if amount is not None:
        yield ("amount_eur",), amount
    for year, value in (getattr(line, "amounts_eur", None) or {}).items():
        yield ("amounts_eur", str(year)), value


def values_named(record: Record) -> Iterator[tuple[Keys, str]]:
    """The names that stand for a number in a record, and where.

    Read off the field types, so that a new kind of line is covered the moment it exists.
    """
    for field in _fields_with_values(type(record)):
        for place, name in texts(getattr(record, field.name)):
            if name not in field.words and len(place) >= field.depth:
                yield (field.key, *place), name


class _Field(NamedTuple):
    """A field in which values may stand: its name and key, and words that are no names.

    ``depth`` tables or lists stand around its values: a text further out is another name.
    """

    name: str
    key: str
    words: tuple[Any, ...]
    depth: int


@cache
def _fields_with_values(record: type[Record]) -> tuple[_Field, ...]:
    return tuple(
        _Field(name, info.alias or name, _literals(info.annotation), depth)
        for name, info in record.model_fields.items()
        if (depth := _depth(info.annotation)) is not None
    )


def _depth(annotation: Any) -> int | None:
    """How many tables or lists are around the names of inputs; None where there are none."""
    members, origin = get_args(annotation), get_origin(annotation)
    if origin in (Union, UnionType) and Id in members and (float in members or Year in members):
        return 0
    inside = members[:1] if origin is Annotated else members
    depths = [depth for member in inside if (depth := _depth(member)) is not None]
    if not depths:
        return None
    return min(depths) + (origin in (dict, list))


def _literals(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(word for member in get_args(annotation) for word in _literals(member))


def texts(value: Any) -> Iterator[tuple[Keys, str]]:
    """The texts in a value, a list or a table of them, and where in it."""
    if isinstance(value, str):
        yield (), value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from (((str(key), *place), text) for place, text in texts(member))
    elif isinstance(value, list):
        for key, member in enumerate(value):
            yield from (((key, *place), text) for place, text in texts(member))
