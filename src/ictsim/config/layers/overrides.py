"""Settings of the command line (``--set key.path=value``): a last layer that goes deeper."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ictsim.config.faults.fault import Fault, Keys, Table, dotted, holds, names_at
from ictsim.config.faults.hints import listed
from ictsim.config.faults.messages import shown
from ictsim.config.layers.items import left_of
from ictsim.config.layers.tree import Leaf, Tree, has_names, is_item, is_merged, item_of, tables_of
from ictsim.errors import ConfigError, Place, Problem

_SHOWN = 100
_PART = re.compile(r"""\s*([A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')\s*((?:\[\d{1,6}\]\s*)*)""")
_ITEM_NAMES = {
    "partners": "partner",
    "inputs": "input",
    "correlations": "correlation",
    "events": "event",
    "indices": "index",
    "schedules": "schedule",
    "asset_classes": "asset class",
    "categories": "category",
    "scenarios": "scenario",
    "lines": "line",
    "costs_eur": "published scenario",
    "texts": "language",
}
_LIKE_THIS = "write it as key.path=value, for example inputs.delay.mode=0.5"


@dataclass(frozen=True)
class Override:
    """One setting: the keys it is for, what it sets, and the argument as it was given."""

    keys: Keys
    value: Any
    argument: str

    @property
    def place(self) -> Place:
        """The argument, shortened."""
        return _place(self.argument)

    def holds(self, keys: Keys) -> bool:
        """Whether the setting says something at some keys."""
        common = min(len(keys), len(self.keys))
        if keys[:common] != self.keys[:common]:
            return False
        return len(keys) <= len(self.keys) or holds(self.value, keys[common:])


def read_overrides(arguments: Iterable[str]) -> tuple[Override, ...]:
    """What the arguments of ``--set`` say, in their order.

    Raises
    ------
    ConfigError
        With a problem for each that is no key with a TOML value.
    """
    overrides: list[Override] = []
    problems: list[Problem] = []
    for argument in arguments:
        try:
            overrides.append(_read(argument))
        except ValueError as error:
            problems.append(Problem("", str(error), *_place(argument)))
    if problems:
        raise ConfigError(problems)
    return tuple(overrides)


def _place(argument: str) -> Place:
    return Place(f"--set {argument if len(argument) <= _SHOWN else argument[:_SHOWN] + '...'}")


def _read(argument: str) -> Override:
    keys, rest = _keys(argument)
    text = rest.strip()
    if not text:
        raise ValueError(f"no value; {_LIKE_THIS}")
    try:
        tables = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        raise ValueError(_no_value(keys, text)) from None
    if set(tables) != {"value"}:
        raise ValueError("more than one value; give each its own --set")
    return Override(keys, tables["value"], argument)


def _keys(argument: str) -> tuple[Keys, str]:
    """The keys left of the first equals sign, and what is right of it."""
    keys: list[str | int] = []
    at_ = 0
    while True:
        match = _PART.match(argument, at_)
        if match is None:
            raise ValueError(f"no key; {_LIKE_THIS}")
        keys.append(_name(match[1]))
        keys += [int(place) for place in re.findall(r"\d+", match[2])]
        at_ = match.end() + 1
        if argument[match.end() : at_] == "=":
            return tuple(keys), argument[at_:]
        if argument[match.end() : at_] != ".":
            raise ValueError(f"no key with an equals sign and a value; {_LIKE_THIS}")


def _name(part: str) -> str:
    if part[0] not in "\"'":
        return part
    try:
        return str(tomllib.loads(f"name = {part}")["name"])
    except ValueError:
        raise ValueError(f"{part} is no key; {_LIKE_THIS}") from None


def _no_value(keys: Keys, text: str) -> str:
    """Why a text is no value: most often it lacks the quotes that a shell takes away."""
    short = text if len(text) <= 40 else text[:37] + "..."
    if re.fullmatch(r"[^\W\d][\w .-]*", text):
        fix = f"'{dotted(keys)}=\"{text}\"'"
        return f"{short} is no TOML value; put text in quotes, and all of it for the shell: {fix}"
    return f'{short} is no TOML value; write a number, true, false, "text", [list] or {{table}}'


def apply_overrides(tree: Tree, overrides: Sequence[Override]) -> tuple[Tree, Table, list[Fault]]:
    """The tables with all settings in them.

    A table is merged by name down to the keys of items, and replaces what stands at such a key, as
    that of a file does. A key that lies deeper, in a list or a table of years, is changed alone.
    The settings count as one layer, so an input keeps its base, and one that gets another
    ``dist`` loses its parameters.

    Returns
    -------
    tuple
        The layers' tree without what the settings take back, the tables with the settings, and
        the settings that cannot be.
    """
    if not overrides:
        return tree, tables_of(tree), []
    faults: list[Fault] = []
    for item, new in _by_item(overrides).items():
        tree = _with_item_left(tree, item, item, new, faults)
    tables = copy.deepcopy(tables_of(tree))
    for override in overrides:
        fault = _unknown_item(tables, override.keys) or _put(tables, override)
        if fault:
            faults.append(fault)
    return tree, tables, faults


def _by_item(overrides: Iterable[Override]) -> dict[Keys, Tree]:
    """What the settings say of each item, as a layer would."""
    items: dict[Keys, Tree] = {}
    for override in overrides:
        for keys, value in _parts(override.keys, override.value):
            item = item_of(keys)
            if is_item(item):
                new = items.setdefault(item, {})
                inside = keys[len(item) :]
                if inside:
                    new[str(inside[0])] = Leaf(value if len(inside) == 1 else None, 0, ())
    return items


def _parts(keys: Keys, value: Any) -> Iterator[tuple[Keys, Any]]:
    """A value, or what stands in it at the keys of items where it is a table that is merged."""
    if not (isinstance(value, dict) and value and is_merged(keys)):
        yield keys, value
        return
    for key, inner in value.items():
        yield from _parts((*keys, key), inner)


def _with_item_left(node: Tree, keys: Keys, item: Keys, new: Tree, faults: list[Fault]) -> Tree:
    """The tree with what is left of the item at ``keys`` below ``node``."""
    if not keys:
        return left_of(item, node, new, faults)
    name = str(keys[0])
    inner = node.get(name)
    if not isinstance(inner, dict):
        return node
    return {**node, name: _with_item_left(inner, keys[1:], item, new, faults)}


def _unknown_item(tables: Table, keys: Keys) -> Fault | None:
    """A setting inside an item that is not there changes nothing: most often a slip."""
    for depth in range(1, len(keys) - 1):
        above, name = keys[:depth], keys[depth]
        there = names_at(tables, *above)
        if isinstance(name, str) and has_names(above) and name not in there:
            what = _ITEM_NAMES.get(str(above[-1]), "item")
            message = f'"{name}" is no {what} of this config; {listed(there, name)}'
            return Fault(keys[: depth + 1], message)
    return None


def _put(tables: Table, override: Override) -> Fault | None:
    """Set one value. A fault leaves the tables as they were."""
    keys = override.keys
    around: Any = tables
    for depth, key in enumerate(keys):
        fits = isinstance(around, dict) if isinstance(key, str) else holds(around, (key,))
        if not fits:
            return _no_way(keys, depth, around)
        if holds(around, (key,)):
            around = around[key]
        elif any(isinstance(later, int) for later in keys[depth + 1 :]):
            return Fault(keys[: depth + 1], "is not there, so it has no [places]; set it whole")
        else:
            break
    around = tables
    for key in keys[:-1]:
        around = around.setdefault(key, {}) if isinstance(around, dict) else around[key]
    last = keys[-1]
    old = around[last] if holds(around, (last,)) else None
    around[last] = _merged(old, override.value, keys)
    return None


def _merged(old: Any, new: Any, keys: Keys) -> Any:
    if not (isinstance(old, dict) and isinstance(new, dict) and is_merged(keys)):
        return copy.deepcopy(new)  # a later setting may go deeper, and must not change this one
    added = {key: _merged(old.get(key), value, (*keys, key)) for key, value in new.items()}
    return {**old, **added}


def _no_way(keys: Keys, depth: int, around: Any) -> Fault:
    path, key = dotted(keys[:depth]), keys[depth]
    if isinstance(around, list) and isinstance(key, int):
        last = f"[0] to [{len(around) - 1}]" if around else "nothing"
        return Fault(keys[: depth + 1], f"{path} is a list and holds no [{key}]; it has {last}")
    if isinstance(around, list):
        message = f"{path} is a list; name a place in it ({path}[0]) or set it whole"
        return Fault(keys[: depth + 1], message)
    if isinstance(around, dict):
        return Fault(keys[: depth + 1], f"{path} is a table; [{key}] stands for a place in a list")
    return Fault(keys[: depth + 1], f"{path} is {shown(around)}, which has no keys; set it whole")
