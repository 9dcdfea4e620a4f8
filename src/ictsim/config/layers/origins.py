"""Where in the files, or on the command line, a value of the merged tables comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ictsim.config.faults.fault import Fault, Keys, Table, dotted, holds, names_at
from ictsim.config.files.reading import Layer
from ictsim.config.layers.overrides import Override
from ictsim.config.layers.tree import Leaf, Tree
from ictsim.errors import Place, Problem

# Which keys of an item say what record it is: a missing key is missing beside these.
_TAGS = ("dist", "kind")

# A key that says nothing about how an item behaves.
_WORDS = ("label", "unit", "source", "description", "base")


@dataclass(frozen=True)
class Origins:
    """The files and settings that some merged tables were made of.

    Attributes
    ----------
    layers
        The files: what is extended first, the named one last.
    overrides
        The settings of the command line, in their order.
    tables
        What came out.
    tree
        The layers merged, each leaf with the layer it is from; without the overrides.
    """

    layers: tuple[Layer, ...] = ()
    overrides: tuple[Override, ...] = ()
    tables: Table = field(default_factory=dict)
    tree: Tree = field(default_factory=dict)

    def place_of(self, keys: Keys) -> Place | None:
        """Where the value at some keys of the merged tables comes from.

        Parameters
        ----------
        keys
            For example ``("inputs", "delay", "mode")``; list positions are whole numbers from 0.

        Returns
        -------
        Place or None
            File, line and column of the key; for a table that several files write, of the last
            one. A base that no file gives stands where the mode or value stands that it was
            taken from. None where the merged tables hold nothing.
        """
        if not holds(self.tables, keys):
            return None
        for override in reversed(self.overrides):
            if keys[: len(override.keys)] == override.keys and override.holds(keys):
                return override.place
        node: Tree | Leaf | None = self.tree
        for depth, key in enumerate(keys):
            node = node.get(str(key)) if isinstance(node, dict) else None
            if isinstance(node, Leaf):
                return self._place_of_leaf(node, keys[depth + 1 :])
        sample = self._place_of_sample(keys[:2]) if node is None else None
        return sample or self._last_place(keys)

    def is_own(self, keys: Keys) -> bool:
        """Whether the named file or a setting says something at some keys."""
        return any(override.holds(keys) for override in self.overrides) or (
            bool(self.layers) and holds(self.layers[-1].tables, keys)
        )

    def problem(self, fault: Fault) -> Problem:
        """A fault with its place."""
        place = self._missing_place(fault) if fault.state == "missing" else None
        place = place or self._item_place(fault.keys) or self._last_place(fault.keys)
        return Problem(dotted(fault.keys), fault.message, *place)

    def problems(self, faults: Iterable[Fault]) -> list[Problem]:
        """The problems of all faults, each once: settings first, then file by file downwards."""
        files = [str(layer.file) for layer in self.layers]

        def order(problem: Problem) -> tuple[int, int, int]:
            file = files.index(problem.file) if problem.file in files else -1
            return file, problem.line, problem.column

        return sorted(dict.fromkeys(map(self.problem, faults)), key=order)

    def _place_of_leaf(self, leaf: Leaf, inside: Keys) -> Place:
        return self.layers[leaf.layer].place((*leaf.keys, *inside))

    def _place_of_sample(self, item: Keys) -> Place | None:
        """The setting that names the CSV whose figures an input has: no layer holds those."""
        for override in reversed(self.overrides):
            if override.holds((*item, "file")) or override.holds((*item, "column")):
                return override.place
        return None

    def _missing_place(self, fault: Fault) -> Place | None:
        """The item in the layer that says what record it is."""
        table = fault.keys[:-1]
        for tag in _TAGS:
            if holds(self.tables, (*table, tag)):
                return self._header_of(table, tag)
        return self._last_place(table)

    def _item_place(self, keys: Keys) -> Place | None:
        """For an item as a whole: the last layer that says more of it than words."""
        item = self._node(keys)
        if not isinstance(item, dict) or any(isinstance(node, dict) for node in item.values()):
            return None
        if any(self._tells(override, keys) for override in self.overrides):
            return None
        telling = [
            node.layer
            for name, node in item.items()
            if isinstance(node, Leaf) and name not in _WORDS
        ]
        return self.layers[max(telling)].place(keys) if telling else None

    def _tells(self, override: Override, item: Keys) -> bool:
        """Whether a setting says more of an item than words."""
        there = names_at(self.tables, *item)
        if not there:  # the setting may have put something else in its place
            return override.holds(item)
        return any(override.holds((*item, name)) for name in there if name not in _WORDS)

    def _header_of(self, table: Keys, name: str) -> Place | None:
        """The header of a table in the layer that gives one of its keys."""
        for override in reversed(self.overrides):
            if override.holds((*table, name)):
                return override.place
        leaf = self._node((*table, name))
        return self.layers[leaf.layer].place(table) if isinstance(leaf, Leaf) else None

    def _node(self, keys: Keys) -> Tree | Leaf | None:
        node: Tree | Leaf | None = self.tree
        for key in keys:
            node = node.get(str(key)) if isinstance(node, dict) else None
        return node

    def _last_place(self, keys: Keys) -> Place:
        """The last layer that holds the keys, or as many of them as any layer holds."""
        for length in range(len(keys), 0, -1):
            for override in reversed(self.overrides):
                if override.holds(keys[:length]):
                    return override.place
            for layer in reversed(self.layers):
                if holds(layer.tables, keys[:length]):
                    return layer.place(keys[:length])
        return Place(str(self.layers[-1].file))
