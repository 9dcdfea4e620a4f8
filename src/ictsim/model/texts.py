"""The texts of a case that a reader sees, and which of them have a translation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from ictsim.model.case import Case
from ictsim.values import Record, Text

_TRANSLATIONS = "texts"


def texts_of(case: Case) -> Iterator[str]:
    """Every text of a case that is not empty: labels, titles, units, sources and the lists.

    Read off the field types: what is a ``Text`` there is one, also in a field that comes later.
    Names are no texts, nor are the translations. A text that stands twice comes twice.
    """
    for field, holds_text in _fields(type(case)).items():
        if field != _TRANSLATIONS:
            yield from _texts(getattr(case, field), holds_text)


def untranslated(case: Case, language: str) -> list[str]:
    """The texts of a case, each once, that have no translation into a language (``nl``)."""
    known = case.texts.get(language, {})
    return [text for text in dict.fromkeys(texts_of(case)) if text not in known]


def _texts(value: Any, is_text: bool) -> Iterator[str]:
    if isinstance(value, Record):
        for field, holds_text in _fields(type(value)).items():
            yield from _texts(getattr(value, field), holds_text)
    elif isinstance(value, dict):
        for member in value.values():
            yield from _texts(member, is_text)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member, is_text)
    elif isinstance(value, str) and is_text and value:
        yield value


@cache
def _fields(record: type[Record]) -> dict[str, bool]:
    """The fields of a record, and whether a string in them is a text rather than a name."""
    return {
        field: _holds_text(info.rebuild_annotation()) for field, info in record.model_fields.items()
    }


def _holds_text(hint: Any) -> bool:
    return hint == Text or any(_holds_text(member) for member in get_args(hint))
