"""Where values stand in a case, and which names are used in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from ictsim.config.faults.fault import Keys
from ictsim.model import Case
from ictsim.values import Id, Record, Year


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
    for scenario, content in case.scenarios.items():
        for name, line in content.lines.items():
            yield ("scenarios", scenario, "lines", name), line


def values_named(record: Record) -> Iterator[tuple[Keys, str]]:
    """The names that stand for a number in a record, and where.

    Read off the field types, so that a new kind of line is covered the moment it exists.
    """
    for field, key, words in _fields_with_values(type(record)):
        for place, name in texts(getattr(record, field)):
            if name not in words:
                yield (key, *place), name


@cache
def _fields_with_values(record: type[Record]) -> tuple[tuple[str, str, tuple[Any, ...]], ...]:
    """Fields in which values may stand: their name, their key, and words that are no names."""
    return tuple(
        (field, info.alias or field, _literals(info.annotation))
        for field, info in record.model_fields.items()
        if takes_names(info.annotation)
    )


def takes_names(annotation: Any) -> bool:
    """Whether a type lets the name of an input stand for a number or a year."""
    if get_origin(annotation) in (Union, UnionType):
        members = get_args(annotation)
        if Id in members and (float in members or Year in members):
            return True
    if get_origin(annotation) is Annotated:
        return takes_names(get_args(annotation)[0])
    return any(takes_names(member) for member in get_args(annotation))


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
