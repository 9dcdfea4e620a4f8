"""What every line has in common: a cost or saving that a scenario adds to the baseline.

The formula, year by year (a line kind supplies A):

    change = sign * A(t) * product of factors * I(t) * S(t) / reference * W(t)
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Literal, Protocol

from pydantic import Field

from ictsim.graph import Expr, floor, reached
from ictsim.values import Id, Record, Text, Value, Year

if TYPE_CHECKING:
    from collections.abc import Iterable


class Surroundings(Protocol):
    """What a line may ask of the case it stands in; all amounts in euros of that year."""

    @property
    def start(self) -> int:
        """First calendar year."""

    @property
    def horizon(self) -> int:
        """Last calendar year."""

    def number(self, value: float) -> Expr:
        """A constant."""

    def sum_of(self, value: Value) -> Expr:
        """The sum of a value's members."""

    def product_of(self, factors: Iterable[float | str]) -> Expr:
        """The product of numbers and inputs."""

    def price(self, index: str, year: int) -> Expr:
        """I(t): the index's price level."""

    def coverage(self, schedule: str, year: int) -> Expr:
        """S(t): the schedule's exact average over the year."""

    def baseline(self, category: str, year: int) -> Expr:
        """The sampled baseline cost of a category, all partners together."""


class Line(Record):
    """The keys that every line kind has.

    ``nature`` says whether it is one-off (``investment``) or ``running``; ``category`` is the
    cost category it is reported under. ``reference`` (> 0) is the coverage at which the amount
    was quoted. ``from``/``until``: whole years, both included; an input is rounded down.
    """

    label: Text
    category: Id = "other"
    nature: Literal["investment", "running"] = "running"
    effect: Literal["cost", "saving"] = "cost"
    factors: list[float | Id] = []
    index: Id | None = None
    schedule: Id | None = None
    reference: float = Field(default=1.0, gt=0.0)
    from_: Year | Id | None = Field(default=None, alias="from")
    until: Year | Id | None = None
    reconciling: bool = False
    source: Text = ""

    @abstractmethod
    def amount(self, case: Surroundings, year: int) -> Expr:
        """A(t) in euros, before sign, factors, index, schedule and window."""

    def change(self, case: Surroundings, year: int) -> Expr:
        """The change against the baseline in ``year``: cost above 0, saving below, in euros."""
        amount = self.amount(case, year)
        if amount.is_constant and amount.constant == 0.0:
            return amount
        sign = 1.0 if self.effect == "cost" else -1.0
        change = amount * case.product_of(self.factors) * sign
        if self.index is not None:
            change = change * case.price(self.index, year)
        coverage = case.number(1.0) if self.schedule is None else case.coverage(self.schedule, year)
        return change * (coverage / self.reference) * self.window(case, year)

    def remainder(self, case: Surroundings) -> Expr:
        """What of the amount falls beyond the horizon, in euros: one-off lines alone have it."""
        return case.number(0.0)

    def window(self, case: Surroundings, year: int) -> Expr:
        """W(t): 1 in the whole years from ... until, else 0."""
        window = case.number(1.0)
        if self.from_ is not None:
            window = window * reached(year - floor(case.sum_of(self.from_)))
        if self.until is not None:
            window = window * reached(floor(case.sum_of(self.until)) - float(year))
        return window
