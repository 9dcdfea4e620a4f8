"""Which nodes are computed, in which order, and in which rows of a tile's memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ictsim.graph import Node


def needed(nodes: Sequence[Node], wanted: Iterable[int]) -> list[int]:
    """All nodes that ``wanted`` rest on, in order of computation.

    By year first: few values are then alive at a time, and a later year may react to what the
    earlier ones brought. Within a year by number, and a node's number is above its arguments'.
    """
    seen: set[int] = set()
    todo = list(wanted)
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo.extend(nodes[node].args)
    return sorted(seen, key=lambda number: (nodes[number].stage, number))


class Rows:
    """Hands out the rows of a tile's memory; a row is free again after its last use.

    The row freed last is given out first: it is still in the cache.
    """

    def __init__(self) -> None:
        self.count = 0
        self._free: list[int] = []

    def take(self) -> int:
        """A row nobody uses."""
        if self._free:
            return self._free.pop()
        self.count += 1
        return self.count - 1

    def give_back(self, row: int) -> None:
        """The row's value is not needed any more."""
        self._free.append(row)
