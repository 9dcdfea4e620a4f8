"""``ictsim check --diff OLD NEW``: two configs side by side, value by value.

What only the old one says is marked ``-``, what only the new one says ``+``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from ictsim.cli.check_words import (
    INDENT,
    key_texts,
    law_text,
    one_line,
    place_text,
    value_text,
    wrapped,
)
from ictsim.cli.placed import with_place
from ictsim.config import LoadedCase
from ictsim.config.difference import DISTRIBUTION, Change, differences
from ictsim.config.faults.fault import dotted
from ictsim.distributions.base import SHARED_FIELDS

Table = dict[str, Any]

_NARROWEST = 50
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def diff_data(old: LoadedCase, new: LoadedCase) -> Table:
    """The differences as JSON can hold them; values as TOML holds them."""
    found = differences(old, new)
    return {
        "old": str(old.files[-1]),
        "new": str(new.files[-1]),
        "differences": [_change(change) for change in found],
    }


def _change(change: Change) -> Table:
    return {
        "section": str(change.keys[0]),
        "key": dotted(change.keys),
        "state": change.state,
        "old": None if change.old is None else with_place(change.old),
        "new": None if change.new is None else with_place(change.new),
    }


def diff_text(data: Table, width: int) -> str:
    """What :func:`diff_data` gives, as text; ``width`` is the terminal's, in characters."""
    return "\n".join(_lines(data, max(width - 1, _NARROWEST)))


def _lines(data: Table, width: int) -> Iterator[str]:
    yield from wrapped(f"- {data['old']}", width, "")
    yield from wrapped(f"+ {data['new']}", width, "")
    changes = data["differences"]
    for section, group in groupby(changes, key=lambda change: change["section"]):
        yield from ("", str(section).upper())
        if section == "texts":
            yield from _translations(group)
            continue
        for change in group:
            yield from _entry(change, width)
    yield ""
    counts = [sum(change["state"] == state for change in changes) for state in _SIGNS]
    told = ", ".join(f"{n} {state}" for n, state in zip(counts, _SIGNS, strict=True))
    number = f"{len(changes)} difference{'' if len(changes) == 1 else 's'}"
    yield f"{number}: {told}" if changes else "no differences"


def _translations(changes: Iterable[Table]) -> Iterator[str]:
    """How many there are of each kind, by language: the texts themselves are told above them."""
    counts: Counter[tuple[str, str]] = Counter()
    for change in changes:
        _, language, *_ = change["key"].split(".", 2)
        # A language that only one side has comes as one change.
        value = (change["new"] or change["old"])["value"]
        counts[language, change["state"]] += len(value) if isinstance(value, dict) else 1
    for (language, state), number in counts.items():
        yield f"{_SIGNS[state]} {language}: {number} translation{'' if number == 1 else 's'}"


def _entry(change: Table, width: int) -> Iterator[str]:
    """The key, then what it was and what it is, each with its place."""
    old, new = change["old"], change["new"]
    moved = " in another order" if change["key"] == change["section"] and old and new else ""
    yield from wrapped(f"{_SIGNS[change['state']]} {change['key']}{moved}", width, "")
    for sign, side, other in (("-", old, new), ("+", new, old)):
        if side is not None:
            for text in _texts(change["key"], side["value"], other and other["value"]):
                yield from wrapped(f"{sign} {text} ({place_text(side)})", width, INDENT * 2)


def _texts(key: str, value: Any, other: Any) -> Iterator[str]:
    """A value; of a list of sentences those that the other side does not have."""
    if isinstance(value, list) and any(isinstance(entry, str) and " " in entry for entry in value):
        kept = other if isinstance(other, list) else []
        yield from (one_line(entry) for entry in value if entry not in kept)
    else:
        yield _text(key, value)


def _text(key: str, value: Any) -> str:
    if not isinstance(value, dict):
        return value_text(value)
    if key.startswith("inputs.") and key.endswith(f".{DISTRIBUTION}"):
        return law_text(value)
    if key.startswith("inputs."):
        law = {name: inner for name, inner in value.items() if name not in SHARED_FIELDS}
        words = {name: inner for name, inner in value.items() if name in SHARED_FIELDS}
        return f"{law_text(law)}, {key_texts(words)}" if words else law_text(law)
    return one_line(key_texts(value))
