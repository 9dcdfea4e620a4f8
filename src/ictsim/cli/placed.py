"""Values with the place they stand in, as ``ictsim check`` hands them on: JSON can hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ictsim.config.resolved import Given
from ictsim.errors import Problem

Table = dict[str, Any]


class Placed(dict[str, Any]):
    """``{"value": ..., "file": ..., "line": ...}``; line 0 where no line of a file gives it.

    A class of its own: an author may give positions of staff, or attributes, these very names.
    """


def with_place(given: Given) -> Placed:
    """A value with the file and the line it stands in."""
    return Placed(value=given.value, file=given.place.file, line=given.place.line)


def problem_table(problem: Problem) -> Table:
    """A fault or a warning with its place."""
    return {
        "key": problem.path,
        "message": problem.message,
        "file": problem.file,
        "line": problem.line,
    }


def plain(node: Any) -> Any:
    """Values without their places."""
    if isinstance(node, Placed):
        return node["value"]
    return {key: plain(inner) for key, inner in node.items()} if isinstance(node, dict) else node


def given_in(node: Any) -> Iterator[Placed]:
    """All values with a place in a table of them."""
    if isinstance(node, Placed):
        yield node
    elif isinstance(node, dict):
        for inner in node.values():
            yield from given_in(inner)
