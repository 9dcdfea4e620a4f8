"""What every line has in common: a cost or saving that a scenario adds to the baseline.

The formula, year by year (a line kind supplies A):

    change = sign * A(t) * product of factors * I(t) * S(t) / reference * W(t)
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from pydantic import Field

from ictsim.graph import Expr, floor, reached
from ictsim.values import Id, Record, Text, Value, Year

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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

    def sum_of(self, value: Value, year: int | None = None) -> Expr:
        """The sum of a value's members; ``year`` picks the draw of inputs drawn each year."""

    def product_of(self, factors: Iterable[float | str], year: int | None = None) -> Expr:
        """The product of numbers and inputs."""

    def is_event(self, name: str) -> bool:
        """Whether a name is that of an event."""

    def happened(self, event: str, year: int) -> Expr:
        """1 where the event counts in ``year``, else 0."""

    def first_year(self, event: str) -> Expr:
        """The first year in which the event counts, where it comes at all."""

    def price(self, index: str, year: int) -> Expr:
        """I(t): the index's price level."""

    def coverage(self, schedule: str, year: int) -> Expr:
        """S(t): the schedule's exact average over the year."""

    def realised(self, schedule: str, moment: int) -> Expr:
        """What of the schedule is realised just before 1 January of ``moment``."""

    def realised_range(self, schedule: str) -> tuple[Expr, Expr]:
        """What of the schedule is realised from the beginning, and what in the end."""

    def baseline(self, category: str, year: int, partners: Sequence[str] = ()) -> Expr:
        """The sampled baseline cost of a category: of some partners, or of all together."""

    def term(self, asset_class: str, buyer: str) -> int:
        """In how many years the buyer depreciates assets of a class."""

    def shared_cost(self, partner: str, year: int) -> Expr:
        """A partner's share, by the key, of the cost that the scenario divides in ``year``."""


class Transfer(Record):
    """What one partner pays to others: it moves money between them and costs nothing in all."""

    from_: Id = Field(alias="from")
    """Id of the partner that pays."""
    to: list[Id] = []
    """Ids of the partners that receive, by the key among them; left out: all the others."""


class Line(Record):
    """A cost or saving of a scenario: the keys that every kind has.

    ``nature`` says whether it is one-off (``investment``) or ``running``; ``category`` is the
    cost category it is reported under. ``reference`` (> 0) is the coverage at which the amount
    was quoted. ``from``/``until``: whole years, both included; an input is rounded down. An event
    counts from its first whole year: ``from`` and ``when`` begin in it, ``until`` and ``unless``
    end before it. ``when``/``unless`` may also name a 0/1 input, for the whole line.

    A line is borne by all partners, by those in ``partners``, or moved between them by a
    ``transfer``. ``basis``: in which account it counts. ``copies`` times, each with draws of its
    own of the inputs in ``own``.
    """

    once: ClassVar[frozenset[str]] = frozenset({"from_", "until", "when", "unless"})
    """Fields whose value holds for the whole run: an input drawn each year cannot stand there."""

    label: Text
    """Name."""
    category: Id = "other"
    """Id of the cost category it is reported under."""
    nature: Literal["investment", "running"] = "running"
    """One-off (``investment``) or ``running``."""
    effect: Literal["cost", "saving"] = "cost"
    """Whether the amount is a cost or a saving."""
    factors: list[float | Id] = []
    """The amount is multiplied by all of these."""
    index: Id | None = None
    """Id of a price path; without one the amount does not rise."""
    schedule: Id | None = None
    """Id of a schedule: the part of the amount that counts in each year."""
    reference: float = Field(default=1.0, gt=0.0)
    """The part realised at which the amount was quoted, above 0. [fraction]"""
    from_: Year | Id | None = Field(default=None, alias="from")
    """First whole year: a year, an input (rounded down) or an event. [year]"""
    until: Year | Id | None = None
    """Last whole year: a year, an input (rounded down) or an event, which ends it before. [year]"""
    when: Id | None = None
    """Counts from this event on, or only where this 0/1 input is 1."""
    unless: Id | None = None
    """Counts until this event, or only where this 0/1 input is 0."""
    basis: Literal["both", "budget", "cash"] = "both"
    """Where it counts: in the budget result, in cash, or in both."""
    partners: list[Id] = []
    """Ids of the partners that bear it, by the key among them; left out: all."""
    transfer: Transfer | None = None
    """One partner pays it to others; the total does not change."""
    copies: int = Field(default=1, ge=1, le=1_000)
    """How many times the line counts."""
    own: list[Id] = []
    """Inputs that each copy draws for itself; the first copy has the input's own draw."""
    reconciling: bool = False
    """``true``: stands for what the source's tables hold and its text does not explain."""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""

    def once_a_run(self) -> frozenset[str]:
        """The fields whose value holds for the whole run, as this line is written."""
        return self.once

    @property
    def has_two_bases(self) -> bool:
        """Whether the budget result and cash differ."""
        return self.basis != "both"

    @property
    def is_shared(self) -> bool:
        """Whether all partners bear it."""
        return not self.partners and self.transfer is None

    @abstractmethod
    def amount(self, case: Surroundings, year: int) -> Expr:
        """A(t) in euros, before sign, factors, index, schedule and window."""

    def change(self, case: Surroundings, year: int) -> Expr:
        """The change of the budget result in ``year``: cost above 0, saving below, in euros."""
        return case.number(0.0) if self.basis == "cash" else self.planned(case, year)

    def cash(self, case: Surroundings, year: int) -> Expr:
        """What is paid more than in the baseline in ``year``, or less, in euros."""
        return case.number(0.0) if self.basis == "budget" else self.planned(case, year)

    def planned(self, case: Surroundings, year: int) -> Expr:
        """The formula above: cost above 0, saving below, in euros."""
        amount = self.amount(case, year)
        if amount.is_constant and amount.constant == 0.0:
            return amount
        sign = 1.0 if self.effect == "cost" else -1.0
        change = amount * case.product_of(self.factors, year) * sign
        if self.index is not None:
            change = change * case.price(self.index, year)
        coverage = case.number(1.0) if self.schedule is None else case.coverage(self.schedule, year)
        return change * (coverage / self.reference) * self.window(case, year)

    def remainder(self, case: Surroundings) -> Expr:
        """What of the amount falls beyond the horizon, in euros: only what is phased has it."""
        return case.number(0.0)

    def book_value(self, case: Surroundings) -> Expr:
        """What stands on the books at the end of the horizon, in euros: of investments alone."""
        return case.number(0.0)

    def window(self, case: Surroundings, year: int) -> Expr:
        """W(t): 1 in the years in which the line counts, else 0."""
        window = case.number(1.0)
        if self.from_ is not None:
            window = window * begun(case, self.from_, year)
        if self.until is not None:
            window = window * not_over(case, self.until, year)
        if self.when is not None:
            window = window * _holds(case, self.when, year)
        if self.unless is not None:
            window = window * (1.0 - _holds(case, self.unless, year))
        return window


def begun(case: Surroundings, first: int | str, year: int) -> Expr:
    """1 from the year, the input (rounded down) or the event ``first`` on, else 0."""
    if isinstance(first, str) and case.is_event(first):
        return case.happened(first, year)
    return reached(year - floor(case.sum_of(first)))


def not_over(case: Surroundings, last: int | str, year: int) -> Expr:
    """1 to the year or input ``last``, included, or before the event; else 0."""
    if isinstance(last, str) and case.is_event(last):
        return 1.0 - case.happened(last, year)
    return reached(floor(case.sum_of(last)) - float(year))


def _holds(case: Surroundings, name: str, year: int) -> Expr:
    return case.happened(name, year) if case.is_event(name) else case.sum_of(name)
