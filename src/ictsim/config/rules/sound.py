"""The sound part of a broken case, so that the rest can still be checked in the same go."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from ictsim.config.faults.fault import Fault, Keys, Table, at
from ictsim.config.layers.tree import item_of
from ictsim.model import Case, Settings
from ictsim.values import FIRST_YEAR, LAST_YEAR

_NO_BASELINE = {"categories": {"all": {"label": "", "rate": 0.0}}}


def sound_part(tables: Table, faults: Sequence[Fault]) -> tuple[Case | None, bool]:
    """The case without the items that are at fault, ``None`` where too little is left.

    And whether its years are the author's: where those are at fault, it has all years there are.
    """
    sound = copy.deepcopy(tables)
    for keys in sorted({_to_remove(fault, tables) for fault in faults}, key=len, reverse=True):
        _remove(sound, keys)
    sound.setdefault("baseline", _NO_BASELINE)
    sound.setdefault("case", _frame(tables.get("case")))
    case = _valid(sound)
    if case is not None:
        return case, True
    all_years = _frame_of(FIRST_YEAR, LAST_YEAR)
    return _valid({**sound, "case": all_years}), False


def _valid(tables: Table) -> Case | None:
    try:
        return Case.model_validate(tables)
    except ValidationError:
        return None


def _to_remove(fault: Fault, tables: Table) -> Keys:
    # A key that nobody knows goes alone; any other fault spoils its whole item.
    return fault.keys if fault.state == "unknown" else item_of(fault.keys)


def _remove(tables: Table, keys: Keys) -> None:
    try:
        at(tables, keys[:-1]).pop(keys[-1], None)
    except KeyError:
        return


def _frame(settings: Any) -> Table | None:
    """The years of a case whose other settings are wrong, and how far its inputs correlate."""
    if not isinstance(settings, dict):
        return None
    frame = _frame_of(settings.get("start"), settings.get("horizon"))
    scale = settings.get("correlation")
    return frame | ({"correlation": scale} if _is_scale(scale) else {})


def _is_scale(value: Any) -> bool:
    try:
        Settings.model_validate(_frame_of(FIRST_YEAR, LAST_YEAR) | {"correlation": value})
    except ValidationError:
        return False
    return True


def _frame_of(start: Any, horizon: Any) -> Table:
    rest = {"name": "sound_part", "title": "", "discount_rate": 0.0}
    return {"start": start, "horizon": horizon, "headline_years": [start], **rest}
