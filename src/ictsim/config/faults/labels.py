"""Labels written where an id is meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ictsim.config.faults.fault import Fault, Keys, Table, at, names_at

# Where the items stand that a key names; any other key names inputs or events.
_SECTIONS: dict[str, tuple[Keys, ...]] = {
    "index": (("indices",),),
    "schedule": (("schedules",),),
    "phasing": (("schedules",),),
    "at": (("events",),),
    "event": (("events",),),
    "of": (("baseline", "categories"),),
    "builds_on": (("scenarios",),),
    "asset_class": (("asset_classes",),),
    "buyer": (("partners",),),
    "partner": (("partners",),),
    "partners": (("partners",),),
    "transfer": (("partners",),),
}
_NAMED: tuple[Keys, ...] = (("inputs",), ("events",))


def with_labels(faults: list[Fault], tables: Table) -> list[Fault]:
    """The faults; where a name is a label, with the id of the item that has it."""
    return [_with_label(fault, tables) for fault in faults]


def _with_label(fault: Fault, tables: Table) -> Fault:
    try:
        value = at(tables, fault.keys)
    except KeyError:
        return fault
    if not isinstance(value, str) or not fault.message.startswith(f"{_quoted(value)} is no "):
        return fault
    found = next(_labelled(value, fault.keys, tables), "")
    if not found:
        return fault
    message = fault.message.partition("; did you mean")[0]
    return fault._replace(message=f'{message}; did you mean "{found}", which has this label?')


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _labelled(label: str, keys: Keys, tables: Table) -> Iterator[str]:
    """The ids of the items with a label, among those that may be meant at some keys."""
    named = [key for key in keys if isinstance(key, str)]
    key = "transfer" if "transfer" in named[-2:] else named[-1]
    for section in _SECTIONS.get(key, _NAMED):
        for name in names_at(tables, *section):
            if _same(label, at(tables, (*section, name))):
                yield name


def _same(label: str, item: Any) -> bool:
    given = item.get("label") if isinstance(item, dict) else None
    return isinstance(given, str) and given.strip().casefold() == label.strip().casefold()
