"""Which keys and kinds may stand at a place of a config, read off the records that check it."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from ictsim.config.faults.fault import Keys
from ictsim.model import Case
from ictsim.values import Record

TAGS = ("dist", "kind")
"""The keys that say which record a table is."""


# The annotation of a key that its sort has and one record refuses, as the index of a reduction.
_NEVER = type(None)


def allowed_keys(place: Any, table: Any) -> list[str]:
    """The keys that a table may have, as an author writes them; none where any name goes.

    ``place`` is the annotation of the table, see ``annotation_at``.
    """
    for record in _records(place, table):
        # What is its own before what all of its sort have.
        fields = sorted(
            record.model_fields.items(), key=lambda f: f[0] not in record.__annotations__
        )
        return [info.alias or name for name, info in fields if info.annotation is not _NEVER]
    return []


def allowed_tags(place: Any, tag: str) -> list[str]:
    """What the tag of a table may say: ``dist`` of an input, ``kind`` of a line."""
    return [
        str(value)
        for record in _records(place, None)
        if tag in record.model_fields
        for value in get_args(record.model_fields[tag].annotation)
    ]


def annotation_at(keys: Keys, tables: Any = None, start: Any = Case) -> Any:
    """The annotation of what stands at some keys; ``None`` where nothing may.

    Parameters
    ----------
    keys
        The way, from ``start`` on.
    tables
        What the author wrote from there on: it tells which of several records is meant. None
        where that is not known.
    start
        The annotation to begin with.
    """
    place = start
    for key in keys:
        place = _inside(place, tables, key)
        tables = _content(tables, key)
    return place


def _content(tables: Any, key: str | int) -> Any:
    if isinstance(tables, list) and isinstance(key, int) and key < len(tables):
        return tables[key]
    return tables.get(key) if isinstance(tables, dict) else None


def _inside(place: Any, table: Any, key: str | int) -> Any:
    for member in _members(place):
        if get_origin(member) is dict:
            return get_args(member)[1]
        if get_origin(member) is list and isinstance(key, int):
            return get_args(member)[0]
    for record in _records(place, table):
        for name, info in record.model_fields.items():
            if key == (info.alias or name):
                return info.annotation
    return None


def _members(place: Any) -> Iterator[Any]:
    """The types that an annotation lets stand."""
    if get_origin(place) is Annotated:
        yield from _members(get_args(place)[0])
    elif get_origin(place) in (Union, UnionType):
        for member in get_args(place):
            yield from _members(member)
    else:
        yield place


def _records(place: Any, table: Any) -> list[type[Record]]:
    """The records among these types: the one that the table's tag names, or else all."""
    records = [
        member
        for member in _members(place)
        if isinstance(member, type) and issubclass(member, Record)
    ]
    said = [table.get(tag) for tag in TAGS] if isinstance(table, dict) else []
    named = [
        record
        for record in records
        for tag in TAGS
        if tag in record.model_fields
        and any(value in said for value in get_args(record.model_fields[tag].annotation))
    ]
    return named or records
