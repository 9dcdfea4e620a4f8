"""Which nodes are computed, in which order, and in which rows of a tile's memory."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from ictsim.graph import Node, Op

_NO_YEAR = 10_000  # after all years


def needed(nodes: Sequence[Node], wanted: Iterable[int]) -> list[int]:
    """All nodes that ``wanted`` rest on, in order of computation, arguments first.

    Nodes that belong to a year come year by year, so few values are alive at a time; the
    others when one of these first needs them.
    """
    seen = set(wanted)
    todo = list(seen)
    while todo:
        fresh = [arg for arg in nodes[todo.pop()].args if arg not in seen]
        seen.update(fresh)
        todo.extend(fresh)
    order: dict[int, None] = {}
    by_year = sorted(seen, key=lambda number: (nodes[number].stage or _NO_YEAR, number))
    for number in by_year:
        _append(nodes, number, order)
    return list(order)


def _append(nodes: Sequence[Node], number: int, order: dict[int, None]) -> None:
    """Append a node after its arguments, without recursion: chains may be long."""
    stack = [number]
    while stack:
        node = stack[-1]
        missing = [arg for arg in nodes[node].args if arg not in order]
        if missing:
            stack.extend(reversed(missing))
        else:
            stack.pop()
            order[node] = None


def merged_nodes(nodes: Sequence[Node], order: Sequence[int], kept: Container[int]) -> set[int]:
    """Nodes that need no instruction of their own, because one other node alone needs them.

    A product of two within a sum, or of three where the sum has another term; a straight line
    within a minimum. Each such instruction saved is a row not written and read again.
    """
    users: dict[int, list[int]] = {}
    for number in order:
        for arg in nodes[number].args:
            users.setdefault(arg, []).append(number)
    merged: set[int] = set()
    for number in reversed(order):  # what needs a node comes after it
        if number in kept or len(users.get(number, ())) != 1:
            continue
        node, user = nodes[number], users[number][0]
        within_sum = nodes[user].op is Op.LINEAR and user not in merged
        third = user in merged and nodes[user].op is Op.MUL and _has_more_terms(nodes, users, user)
        inner = any(arg in merged for arg in nodes[user].args)
        if node.op is Op.MUL and (within_sum or (third and not inner)):
            merged.add(number)
        line = node.op is Op.LINEAR and len(node.args) == 1
        if line and nodes[user].op is Op.MIN and len(nodes[user].args) == 2 and not inner:
            merged.add(number)
    return merged


def _has_more_terms(nodes: Sequence[Node], users: dict[int, list[int]], product: int) -> bool:
    """Whether the sum a product stands in has a plain term to begin with."""
    total = nodes[users[product][0]]
    return total.op is Op.LINEAR and any(nodes[arg].op is not Op.MUL for arg in total.args)


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
