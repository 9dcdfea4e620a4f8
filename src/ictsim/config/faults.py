"""What is wrong, and where: faults name the keys they stand at, files are found afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from ictsim.config.reading import Layer
from ictsim.errors import Problem

Keys: TypeAlias = tuple[str | int, ...]
Table: TypeAlias = dict[str, Any]


class Fault(NamedTuple):
    """A problem at some keys of the merged tables; list positions are whole numbers from 0.

    ``missing``: the last key is not there, so the table around it is the place to look.
    ``unknown``: the last key should not be there, its value does not matter.
    """

    keys: Keys
    message: str
    state: Literal["wrong", "missing", "unknown"] = "wrong"


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


def names_at(tables: Any, *keys: str) -> list[str]:
    """The names of the items in a table, none where there is no such table."""
    try:
        table = at(tables, keys)
    except KeyError:
        return []
    return list(table) if isinstance(table, dict) else []


def locate(fault: Fault, layers: Sequence[Layer]) -> Problem:
    """Put a fault in the file it stands in: the last layer that holds the keys.

    The one place where faults meet files; a line and a column belong here too.
    """
    keys = fault.keys[:-1] if fault.state == "missing" else fault.keys
    for length in range(len(keys), 0, -1):
        for layer in reversed(layers):
            if _holds(layer.tables, keys[:length]):
                return Problem(dotted(fault.keys), fault.message, str(layer.file))
    return Problem(dotted(fault.keys), fault.message, str(layers[-1].file))


def _holds(tables: Table, keys: Keys) -> bool:
    try:
        at(tables, keys)
    except KeyError:
        return False
    return True


def locate_all(faults: Iterable[Fault], layers: Sequence[Layer]) -> list[Problem]:
    """The problems of all faults in their order, each once."""
    return list(dict.fromkeys(locate(fault, layers) for fault in faults))
