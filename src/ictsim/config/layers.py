"""Put layers on top of each other: a config says only what it adds to the one it extends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from ictsim.config.faults import Fault, Keys, Table
from ictsim.config.messages import translate
from ictsim.config.reading import Layer
from ictsim.distributions import AnyDistribution, Distribution

Shape: TypeAlias = dict[str, "Shape"]

# Tables are merged by name down to the items; "*" stands for the names an author chooses. An
# item's own key replaces the earlier value whole: a table of years is never a mix of two layers.
_ITEM: Shape = {}
_ITEMS: Shape = {"*": _ITEM}
SHAPE: Shape = {
    "case": _ITEM,
    "partners": _ITEMS,
    "inputs": _ITEMS,
    "indices": _ITEMS,
    "schedules": _ITEMS,
    "baseline": {"categories": _ITEMS},
    "settlement": _ITEM,
    "scenarios": {"*": {"lines": _ITEMS}},
    "published": {"costs_eur": _ITEMS},
}

# What an input keeps when a later layer gives it another distribution.
_KEPT = ("label", "unit", "source")

_DISTRIBUTION: TypeAdapter[Distribution] = TypeAdapter(AnyDistribution)


def merge_layers(layers: Sequence[Layer]) -> tuple[Table, list[Fault]]:
    """The tables of all layers together, and what stood in the way of fixing base values."""
    tables: Table = {}
    faults: list[Fault] = []
    for layer in layers:
        merged = merge(tables, layer.tables, SHAPE)
        inputs, base_faults = _overridden_inputs(tables.get("inputs"), layer.tables.get("inputs"))
        if inputs:
            merged["inputs"] |= inputs
        tables = merged
        faults += base_faults
    return tables, faults


def merge(below: Table, above: Table, shape: Shape) -> Table:
    """``above`` over ``below``; an empty ``shape`` replaces key by key."""
    merged = dict(below)
    for name, value in above.items():
        inner = shape.get(name, shape.get("*"))
        under = below.get(name)
        if inner is not None and isinstance(under, dict) and isinstance(value, dict):
            value = merge(under, value, inner)
        merged[name] = value
    return merged


def item_of(keys: Keys) -> Keys:
    """The keys of the item that some keys lie in: the unit that is merged by name."""
    shape: Shape | None = SHAPE
    depth = 0
    for depth, key in enumerate(keys):
        inner = shape.get(str(key), shape.get("*")) if shape else None
        if inner is None:
            return keys[:depth]
        shape = inner
    return keys[: depth + 1]


def _overridden_inputs(below: Any, above: Any) -> tuple[Table, list[Fault]]:
    """The inputs that are in both layers: as the later one wants them, with the plan's base."""
    inputs: Table = {}
    faults: list[Fault] = []
    if isinstance(below, dict) and isinstance(above, dict):
        for name, new in above.items():
            old = below.get(name)
            if isinstance(old, dict) and isinstance(new, dict):
                base, base_faults = ({}, []) if "base" in new else _base_of(name, old)
                inputs[name] = _override(old, new) | base
                faults += base_faults
    return inputs, faults


def _override(old: Table, new: Table) -> Table:
    kept = {key: old[key] for key in _KEPT if key in old} if "dist" in new else old
    return {**kept, **new}


def _base_of(name: str, table: Table) -> tuple[dict[str, Any], list[Fault]]:
    """The base value of an input as a table of one key, none if the input is not valid."""
    if "base" in table:
        return {"base": table["base"]}, []
    try:
        return {"base": _DISTRIBUTION.validate_python(table).base_value()}, []
    except ValidationError as error:
        return {}, translate(error, table, ("inputs", name))
    except ValueError as error:
        return {}, [Fault(("inputs", name, "base"), str(error), "missing")]
