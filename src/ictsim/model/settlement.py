"""Who pays which part of shared cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from ictsim.values import Id, Record, Text, Value, Year

EQUAL, BASELINE_COST = "equal", "baseline_cost"

Key = Id | Annotated[dict[Id, Value], Field(min_length=1)]
"""One key, or a mix: the weight of each key, a number or an input."""


class Settled(Record):
    """The years in which the whole cost is divided, and not the lines alone."""

    once: ClassVar[frozenset[str]] = frozenset({"from_", "until"})
    """Fields whose value holds for the whole run: an input drawn each year cannot stand there."""

    from_: Year | Id | None = Field(default=None, alias="from")
    """First whole year: a year, an input (rounded down) or an event. [year]"""
    until: Year | Id | None = None
    """Last whole year: a year, an input (rounded down) or an event, which ends it before. [year]"""


class Settlement(Record):
    """How shared cost is divided: by a key, or by a mix of keys.

    A key is an attribute that all partners have, ``equal``, or ``baseline_cost``: the partner's
    own cost of going on alone in the year. A mix divides by the weighted mean of its keys' shares.
    ``settled = false``: each partner bears its own baseline, shared lines go by the key.
    """

    key: Key = "inhabitants"
    """An attribute of the partners, "equal", "baseline_cost", or a mix: a weight for each."""
    per_category: dict[Id, Key] = {}
    """Another key for a cost category: for its baseline cost and its shared lines."""
    settled: bool | Settled = True
    """``true``: the whole cost is divided by the key. ``false``: each partner bears its own
    baseline, and only the lines are divided. Or in which years the whole cost is divided."""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""

    def key_of(self, category: str) -> Key:
        """The key by which a cost category is divided."""
        return self.per_category.get(category, self.key)

    def all_keys(self) -> Iterator[tuple[tuple[str, ...], Key]]:
        """All keys, each with where it stands in the settlement."""
        yield ("key",), self.key
        for category, key in self.per_category.items():
            yield ("per_category", category), key


def weights_of(key: Key) -> dict[str, Value]:
    """The single keys of a mix with their weights; one key alone has weight 1."""
    return key if isinstance(key, dict) else {key: 1.0}
