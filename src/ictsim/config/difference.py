"""What two configs say differently once their layers are merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ictsim.config.faults.fault import Keys, at, names_at
from ictsim.config.layers.tree import SHAPE
from ictsim.config.loading import ORDERED, LoadedCase
from ictsim.config.resolved import Given, Item, items
from ictsim.distributions import Distribution
from ictsim.distributions.base import SHARED_FIELDS
from ictsim.errors import Place
from ictsim.model import Case
from ictsim.values import Record

State = Literal["added", "removed", "changed"]

# The parameters of a distribution make one change, under this key.
DISTRIBUTION = "distribution"


@dataclass(frozen=True)
class Change:
    """One difference: ``old`` is None where something is added, ``new`` where it is removed.

    ``keys`` are those of an item (all of it is added or removed), or of a value in it; the
    parameters of an input's distribution are one value. The keys of a section alone stand for the
    order of its items: the values are the names that stand in another order.
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
        found += _of_order(section, old, new)
        for keys in order:
            if keys[0] == section:
                found += _of_item(keys, (old, before.get(keys)), (new, after.get(keys)))
    return found


def _of_order(section: str, old: LoadedCase, new: LoadedCase) -> Iterator[Change]:
    """Where the order counts: draws of correlated inputs, the first of scenarios that tie."""
    if section not in ORDERED:
        return
    there, here = names_at(old.tables, section), names_at(new.tables, section)
    before = [name for name in there if name in set(here)]
    after = [name for name in here if name in set(there)]
    moved = [place for place, name in enumerate(before) if after[place] != name]
    if moved:
        stretch = slice(moved[0], moved[-1] + 1)
        sides = ((old, before[stretch]), (new, after[stretch]))
        one, other = (Given(names, _place(loaded, (section, names[0]))) for loaded, names in sides)
        yield Change((section,), "changed", one, other)


def _of_item(
    keys: Keys, old: tuple[LoadedCase, Item | None], new: tuple[LoadedCase, Item | None]
) -> Iterator[Change]:
    (old_loaded, before), (new_loaded, after) = old, new
    before = before or _by_default(old_loaded.case, keys)
    after = after or _by_default(new_loaded.case, keys)
    if before is None and after is not None:
        yield Change(keys, "added", None, _whole(new_loaded, after))
    elif after is None and before is not None:
        yield Change(keys, "removed", _whole(old_loaded, before), None)
    elif before is not None and after is not None:
        yield from _of_values(keys, (old_loaded.case, before), (new_loaded.case, after))


def _by_default(case: Case, keys: Keys) -> Item | None:
    """An item without values where a case has it although the config does not say so."""
    try:
        return Item(keys, {}) if isinstance(_value_at(case, keys), Record) else None
    except KeyError:
        return None


def _whole(loaded: LoadedCase, item: Item) -> Given:
    return Given(item.values, _place(loaded, item.keys))


def _place(loaded: LoadedCase, keys: Keys) -> Place:
    return loaded.origins.place_of(keys) or Place(str(loaded.files[-1]))


def _of_values(keys: Keys, old: tuple[Case, Item], new: tuple[Case, Item]) -> Iterator[Change]:
    (old_case, before), (new_case, after) = old, new
    inside = _compared(before, after)
    of_law = [key for key in inside if keys[0] == "inputs" and key[0] not in SHARED_FIELDS]
    changed = [
        key
        for key in inside
        if _given_value(before, key) != _given_value(after, key)
        and not _mean_the_same(old_case, new_case, (*keys, *key))
    ]
    law_changes = [key for key in changed if key in of_law]
    if law_changes:
        # The place of what differs: a later layer may change one parameter alone.
        old_law = _law(before, law_changes)
        new_law = _law(after, law_changes)
        yield Change((*keys, DISTRIBUTION), "changed", old_law, new_law)
        if ("base",) not in before.given and _plan_stays(old_case, new_case, str(keys[-1])):
            changed.append(("base",))
    for key in changed:
        if key not in of_law:
            old_given, new_given = _given_at(before, key), _given_at(after, key)
            yield Change((*keys, *key), _state(old_given, new_given), old_given, new_given)


def _compared(before: Item, after: Item) -> list[Keys]:
    """The keys of all values; where one side has a table and the other none, that of the table."""
    known = {*before.given, *after.given}

    def outermost(keys: Keys) -> Keys:
        around = (keys[:depth] for depth in range(1, len(keys)))
        return next((outer for outer in around if outer in known), keys)

    return list(dict.fromkeys(map(outermost, (*after.given, *before.given))))


def _given_at(item: Item, keys: Keys) -> Given | None:
    """A value of an item; a table of values stands where its first one does."""
    inside = [key for key in item.given if key[: len(keys)] == keys]
    return Given(at(item.values, keys), item.given[inside[0]].place) if inside else None


def _given_value(item: Item, keys: Keys) -> Any:
    given = _given_at(item, keys)
    return given and given.value


def _plan_stays(old: Case, new: Case, name: str) -> bool:
    """Whether an input is held at another value than the plan, and the plan is the old one."""
    law = new.inputs[name]
    if not law.is_constant():
        return False
    return law.support()[0] != law.base_value() == old.inputs[name].base_value()


def _state(old: Given | None, new: Given | None) -> State:
    if old is None:
        return "added"
    return "removed" if new is None else "changed"


def _law(item: Item, changed: list[Keys]) -> Given:
    """The distribution of an input, at the place of the first parameter that differs."""
    law = {key: value for key, value in item.values.items() if key not in SHARED_FIELDS}
    there = [key for key in changed if key in item.given] or [("dist",)]
    return Given(law, item.given[there[0]].place)


def _mean_the_same(old: Case, new: Case, keys: Keys) -> bool:
    """Whether a key that one of two cases leaves out has there, by default, the other's value."""
    try:
        return bool(_value_at(old, keys) == _value_at(new, keys))
    except KeyError:
        return False


def _value_at(value: Any, keys: Keys) -> Any:
    """What a case has at some keys, defaults and base values included; ``KeyError`` for nothing."""
    for key in map(str, keys):
        if isinstance(value, Distribution) and key == "base":
            return value.base_value()
        if isinstance(value, Record):
            value = _field(value, key)
        elif isinstance(value, dict):
            value = _entry(value, key)
        else:
            raise KeyError(key)
    return value


def _field(record: Record, key: str) -> Any:
    fields = type(record).model_fields
    names = {info.alias or name: name for name, info in fields.items()}
    return getattr(record, names[key])


def _entry(table: dict[Any, Any], key: str) -> Any:
    """A year is a number in a case, and text in TOML."""
    return table[int(key)] if key.isdecimal() and int(key) in table else table[key]
