"""What is wrong, and where: faults name the keys they stand at, files are found afterwards."""

from __future__ import annotations

import json
import re
from typing import Any, Literal, NamedTuple, TypeAlias

from ictsim.config.faults.positions import Keys

__all__ = ["Fault", "Keys", "Table", "at", "dotted", "holds", "names_at", "without_misspelt"]

Table: TypeAlias = dict[str, Any]


class Fault(NamedTuple):
    """A problem at some keys of the merged tables; list positions are whole numbers from 0.

    ``missing``: the last key is not there, so the table around it is the place to look.
    ``unknown``: the last key should not be there, its value does not matter; ``meant`` is the key
    that the author seems to mean by it.
    """

    keys: Keys
    message: str
    state: Literal["wrong", "missing", "unknown"] = "wrong"
    meant: str = ""


def without_misspelt(faults: list[Fault]) -> list[Fault]:
    """The faults less the keys that are missing because they stand there under a wrong name."""
    meant = {(*fault.keys[:-1], fault.meant) for fault in faults if fault.meant}
    return [fault for fault in faults if fault.state != "missing" or fault.keys not in meant]


def dotted(keys: Keys) -> str:
    """``inputs.delay.low``; positions in a list as ``factors[0]``, odd names in quotes."""
    path = ""
    for key in keys:
        if isinstance(key, int):
            path += f"[{key}]"
        else:
            plain = re.fullmatch(r"[A-Za-z0-9_-]+", key)
            path += f".{key}" if plain else f".{json.dumps(key, ensure_ascii=False)}"
    return path.removeprefix(".")


def at(tables: Any, keys: Keys) -> Any:
    """What stands at some keys; ``KeyError`` where nothing does."""
    for key in keys:
        fits = isinstance(tables, list) if isinstance(key, int) else isinstance(tables, dict)
        if not fits or (isinstance(key, int) and key >= len(tables)):
            raise KeyError(key)
        tables = tables[key]
    return tables


def names_at(tables: Any, *keys: str | int) -> list[str]:
    """The names of the items in a table, none where there is no such table."""
    try:
        table = at(tables, keys)
    except KeyError:
        return []
    return list(table) if isinstance(table, dict) else []


def holds(tables: Any, keys: Keys) -> bool:
    """Whether something stands at some keys."""
    try:
        at(tables, keys)
    except KeyError:
        return False
    return True
