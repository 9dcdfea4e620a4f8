"""Tables as a tree: down to the keys of items by name, and what stands there as a leaf."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias, Union

from ictsim.config.faults.fault import Keys, Table

Shape: TypeAlias = dict[str, "Shape"]

# Tables are merged by name down to the items; "*" stands for the names an author chooses. An
# item's own key replaces the earlier value whole: a table of years is never a mix of two layers.
_ITEM: Shape = {}
_ITEMS: Shape = {"*": _ITEM}
SHAPE: Shape = {
    "case": _ITEM,
    "partners": _ITEMS,
    "inputs": _ITEMS,
    "correlations": _ITEMS,
    "events": _ITEMS,
    "indices": _ITEMS,
    "schedules": _ITEMS,
    "asset_classes": _ITEMS,
    "baseline": {"categories": _ITEMS},
    "settlement": _ITEM,
    "scenarios": {"*": {"lines": _ITEMS}},
    "published": {"costs_eur": _ITEMS},
    "texts": _ITEMS,
    "resilience": _ITEM,
}


class Leaf(NamedTuple):
    """A value that is replaced whole, the number of the layer it is from, its keys there."""

    value: Any
    layer: int
    keys: Keys


Tree: TypeAlias = dict[str, Union["Tree", Leaf]]
"""Tables down to the keys of items, with leaves for what stands there."""


def leaves(tables: Table, layer: int, shape: Shape = SHAPE, keys: Keys = ()) -> Tree:
    """The tables of one layer as a tree."""
    tree: Tree = {}
    for name, value in tables.items():
        inner = shape.get(name, shape.get("*"))
        if inner is not None and isinstance(value, dict):
            tree[name] = leaves(value, layer, inner, (*keys, name))
        else:
            tree[name] = Leaf(value, layer, (*keys, name))
    return tree


def tables_of(tree: Tree) -> Table:
    """The plain tables of a tree."""
    return {
        name: node.value if isinstance(node, Leaf) else tables_of(node)
        for name, node in tree.items()
    }


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


def is_item(keys: Keys) -> bool:
    """Whether some keys are those of an item, as an input or a line."""
    return _shape_at(keys) == {}


def is_merged(keys: Keys) -> bool:
    """Whether tables of two layers at some keys are merged by name, and not replaced whole."""
    return _shape_at(keys) is not None


def has_names(keys: Keys) -> bool:
    """Whether the table at some keys holds things that an author names, as ``inputs`` does."""
    return "*" in (_shape_at(keys) or {})


def _shape_at(keys: Keys) -> Shape | None:
    shape: Shape | None = SHAPE
    for key in keys:
        shape = shape.get(str(key), shape.get("*")) if shape else None
    return shape
