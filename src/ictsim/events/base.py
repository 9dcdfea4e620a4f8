"""What every event has in common: it happens at a moment in a run, or never."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Protocol

from ictsim.graph import Expr
from ictsim.values import Record, Text, Value


class Frame(Protocol):
    """What an event may ask of the case it stands in."""

    @property
    def start(self) -> int:
        """First calendar year."""

    @property
    def horizon(self) -> int:
        """Last calendar year."""

    def number(self, value: float) -> Expr:
        """A constant."""

    def sum_of(self, value: Value, year: int | None = None) -> Expr:
        """The sum of a value's members; ``year`` picks the draw of inputs drawn each year."""


class Event(Record):
    """Something that happens at one moment of a run, or never.

    Each event owns one uniform U, an input under the event's name: it is sampled, correlated and
    listed like any other. In the base case no event happens. An event counts from the first
    whole year at or after its moment.
    """

    once: ClassVar[frozenset[str]] = frozenset()
    """Fields whose value holds for the whole run: an input drawn each year cannot stand there."""

    label: Text = ""
    """Name."""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""

    @abstractmethod
    def happened(self, case: Frame, uniform: Expr, year: int) -> Expr:
        """1 where the event counts in ``year``, so where it came by 1 January of it; else 0."""

    @abstractmethod
    def first_year(self, case: Frame, uniform: Expr) -> Expr:
        """The first year in which the event counts; of no meaning in a run where it never comes."""
