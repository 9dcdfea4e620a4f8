"""What a config comes down to once its layers are merged: each value, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ictsim.config.faults.fault import Keys, Table
from ictsim.config.layers.tree import SHAPE, Shape
from ictsim.config.loading import LoadedCase
from ictsim.errors import Place


@dataclass(frozen=True)
class Given:
    """A value and the place it comes from; of a table of values each has its own.

    ``value`` is as TOML holds it.
    """

    value: Any
    place: Place


@dataclass(frozen=True)
class Item:
    """What is merged by name: an input, a line, a category, the settings.

    Attributes
    ----------
    keys
        For example ``("inputs", "delay")``.
    values
        Its own values by key, as TOML holds them, without items inside it.
    given
        The same taken apart: each number, text or list with its place, by the keys inside the
        item.
    """

    keys: Keys
    values: Table
    given: dict[Keys, Given] = field(default_factory=dict)


def items(loaded: LoadedCase) -> dict[Keys, Item]:
    """All items of a config by their keys, section by section, in the order of the files."""
    sections = {name: loaded.tables[name] for name in SHAPE if name in loaded.tables}
    found = _items(sections, SHAPE, ())
    return {
        item.keys: Item(item.keys, item.values, dict(_given(loaded, item.keys, (), item.values)))
        for item in found
    }


def _items(table: Table, shape: Shape, keys: Keys) -> Iterator[Item]:
    inner = {
        name: shape.get(name, shape.get("*"))
        for name, value in table.items()
        if isinstance(value, dict) and (name in shape or "*" in shape)
    }
    own = {name: value for name, value in table.items() if name not in inner}
    if own or not shape:
        yield Item(keys, own)
    for name, below in inner.items():
        yield from _items(table[name], below or {}, (*keys, name))


def _given(
    loaded: LoadedCase, item: Keys, inside: Keys, table: Table
) -> Iterator[tuple[Keys, Given]]:
    for name, value in table.items():
        keys = (*inside, name)
        if isinstance(value, dict):
            yield from _given(loaded, item, keys, value)
        else:
            place = loaded.origins.place_of((*item, *keys))
            yield keys, Given(value, place or Place(str(loaded.files[-1])))
