"""What two configs say differently once their layers are merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ictsim.config.faults.fault import Keys
from ictsim.config.layers.tree import SHAPE
from ictsim.config.loading import LoadedCase
from ictsim.config.resolved import Given, Item, items
from ictsim.distributions import Distribution
from ictsim.errors import Place
from ictsim.model import Case
from ictsim.values import Record

State = Literal["added", "removed", "changed"]

# The parameters of a distribution make one change, under this key.
DISTRIBUTION = "distribution"
_WORDS = ("label", "unit", "source", "base", "per_year", "persistence")


@dataclass(frozen=True)
class Change:
    """One difference: ``old`` is None where something is added, ``new`` where it is removed.

    ``keys`` are those of an item (all of it is added or removed), or of a value in it; the
    parameters of an input's distribution are one value.
    """

    keys: Keys
    state: State
    old: Given | None
    new: Given | None


def differences(old: LoadedCase, new: LoadedCase) -> list[Change]:
    """All differences, section by section; items that are only in ``old`` last in theirs.

    What is left to its default in one and written out in the other is no difference.
    """
    before, after = items(old), items(new)
    order = [*after, *(keys for keys in before if keys not in after)]
    found: list[Change] = []
    for section in SHAPE:
        for keys in order:
            if keys[0] == section:
                found += _of_item(keys, (old, before.get(keys)), (new, after.get(keys)))
    return found


def _of_item(
    keys: Keys, old: tuple[LoadedCase, Item | None], new: tuple[LoadedCase, Item | None]
) -> Iterator[Change]:
    (old_loaded, before), (new_loaded, after) = old, new
    if before is None and after is not None:
        yield Change(keys, "added", None, _whole(new_loaded, after))
    elif after is None and before is not None:
        yield Change(keys, "removed", _whole(old_loaded, before), None)
    elif before is not None and after is not None:
        yield from _of_values(keys, (old_loaded.case, before), (new_loaded.case, after))


def _whole(loaded: LoadedCase, item: Item) -> Given:
    place = loaded.origins.place_of(item.keys)
    return Given(item.values, place or Place(str(loaded.files[-1])))


def _of_values(keys: Keys, old: tuple[Case, Item], new: tuple[Case, Item]) -> Iterator[Change]:
    (old_case, before), (new_case, after) = old, new
    inside = dict.fromkeys((*after.given, *before.given))
    of_law = [key for key in inside if keys[0] == "inputs" and key[0] not in _WORDS]
    changed = [
        key
        for key in inside
        if before.given.get(key, _NONE).value != after.given.get(key, _NONE).value
        and not _mean_the_same(old_case, new_case, (*keys, *key))
    ]
    law_changes = [key for key in changed if key in of_law]
    if law_changes:
        # The place of what differs: a later layer may change one parameter alone.
        old_law = _law(before, law_changes)
        new_law = _law(after, law_changes)
        yield Change((*keys, DISTRIBUTION), "changed", old_law, new_law)
    for key in changed:
        if key not in of_law:
            old_given, new_given = before.given.get(key), after.given.get(key)
            yield Change((*keys, *key), _state(old_given, new_given), old_given, new_given)


_NONE = Given(None, Place(""))


def _state(old: Given | None, new: Given | None) -> State:
    if old is None:
        return "added"
    return "removed" if new is None else "changed"


def _law(item: Item, changed: list[Keys]) -> Given:
    """The distribution of an input, at the place of the first parameter that differs."""
    law = {key: value for key, value in item.values.items() if key not in _WORDS}
    there = [key for key in changed if key in item.given] or [("dist",)]
    return Given(law, item.given[there[0]].place)


def _mean_the_same(old: Case, new: Case, keys: Keys) -> bool:
    """Whether a key that one of two cases leaves out has there, by default, the other's value."""
    try:
        return bool(_value_at(old, keys) == _value_at(new, keys))
    except (AttributeError, KeyError):
        return False


def _value_at(value: Any, keys: Keys) -> Any:
    """What a case has at some keys, defaults and base values included."""
    for key in keys:
        if isinstance(value, Distribution) and key == "base":
            return value.base_value()
        value = _field(value, str(key)) if isinstance(value, Record) else _entry(value, key)
    return value


def _field(record: Record, key: str) -> Any:
    fields = type(record).model_fields
    names = {info.alias or name: name for name, info in fields.items()}
    return getattr(record, names[key])


def _entry(table: dict[Any, Any], key: str | int) -> Any:
    """A year is a number in a case, and text in TOML."""
    text = str(key)
    return table[int(text)] if text.isdigit() and int(text) in table else table[key]
