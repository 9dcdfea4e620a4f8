"""Put layers on top of each other: a config says only what it adds to the one it extends."""

from __future__ import annotations

from collections.abc import Sequence

from ictsim.config.faults.fault import Fault, Keys
from ictsim.config.files.reading import Layer
from ictsim.config.layers.items import left_of
from ictsim.config.layers.tree import SHAPE, Shape, Tree, item_of, leaves

__all__ = ["SHAPE", "Shape", "item_of", "merge", "merge_layers"]


def merge_layers(layers: Sequence[Layer]) -> tuple[Tree, list[Fault]]:
    """All layers together, and what stood in the way of fixing base values."""
    tree: Tree = {}
    faults: list[Fault] = []
    for number, layer in enumerate(layers):
        tree = merge(tree, leaves(layer.tables, number), faults)
    return tree, faults


def merge(
    below: Tree, above: Tree, faults: list[Fault], shape: Shape = SHAPE, keys: Keys = ()
) -> Tree:
    """``above`` over ``below``; what is wrong with items that are overridden joins ``faults``."""
    merged = dict(below) if shape else left_of(keys, below, above, faults)
    for name, node in above.items():
        inner = shape.get(name, shape.get("*"))
        under = below.get(name)
        if inner is not None and isinstance(under, dict) and isinstance(node, dict):
            node = merge(under, node, faults, inner, (*keys, name))
        merged[name] = node
    return merged
