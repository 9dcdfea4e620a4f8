"""``investment``: what is bought is paid at once and charged to the budget over its life."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from ictsim.graph import Expr
from ictsim.lines.amounts import After, amount_of_year, growth_with_grow
from ictsim.lines.base import Surroundings, begun
from ictsim.lines.phasing import Phased
from ictsim.values import Id, Value, Year, YearTable

COLLABORATION = "collaboration"


class Investment(Phased):
    """Purchases in their year of taking into use, and the charges that follow from them.

    The line's formula gives the purchases P(t): each year ``amount_eur``; with a ``phasing`` that
    amount once, spread; or ``amounts_eur`` by year. That is the cash. The budget bears, with n the
    term of the asset class: depreciation P/n in each of the n years after the purchase, interest
    on the book value at the opening of the year, and, in the year in which the line is
    ``written_off``, all that was then left of it. Nothing multiplies these charges again.
    """

    once: ClassVar[frozenset[str]] = Phased.once | {"written_off"}

    kind: Literal["investment"]
    """Purchases, with depreciation and interest."""
    nature: Literal["investment", "running"] = "investment"
    """One-off (``investment``) or ``running``."""
    amount_eur: Value | None = None
    """Bought each year; with a phasing: in all. [EUR]"""
    amounts_eur: Annotated[YearTable, Field(min_length=1)] | None = None
    """Bought by year; years between that are not named are 0. [EUR]"""
    after: After = "end"
    """What comes after the last year of amounts_eur: nothing, the same amount, or growth."""
    growth: Value | None = None
    """With after = "grow". [fraction per year]"""
    asset_class: Id
    """Id of an asset class: how long it lasts."""
    buyer: Id | None = None
    """Id of the partner whose term counts; left out: the collaboration's."""
    interest: Value
    """On the book value at the opening of the year. [fraction per year]"""
    written_off: Year | Id | None = None
    """Year, input (rounded down) or event in which all that was bought by then is written off.
    [year]"""

    @property
    def has_two_bases(self) -> bool:
        """Purchases and charges fall in different years."""
        return True

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if (self.amount_eur is None) == (self.amounts_eur is None):
            raise ValueError("give amount_eur or amounts_eur, one of them")
        growth_with_grow(self.after, self.growth)
        if self.amounts_eur is None:
            self.refuse_beside("amount_eur (they belong to amounts_eur)", "after", "growth")
        else:
            self.refuse_beside("amounts_eur, which names its years", "phasing")
        if self.phasing is None:
            self.refuse_beside("no phasing", "delay", "duration", "at")
        self.refuse_beside_schedule()
        return self

    def amount(self, case: Surroundings, year: int) -> Expr:
        """What is bought in ``year``, in euros, before factors, index, schedule and window."""
        if self.amounts_eur is not None:
            return amount_of_year(case, self.amounts_eur, self.after, self.growth, year)
        amount = self.amount_eur or 0.0
        if self.phasing is None:
            return case.sum_of(amount, year)
        return case.sum_of(amount) * self.share(case, year)

    def change(self, case: Surroundings, year: int) -> Expr:
        """Depreciation, interest and write-off of ``year``, in euros: the budget."""
        if self.basis == "cash":
            return case.number(0.0)
        depreciation = self.depreciation(case, year)
        interest = self.opening_value(case, year) * case.sum_of(self.interest, year)
        return depreciation + interest + self.write_off(case, year)

    def remainder(self, case: Surroundings) -> Expr:
        """What of a phased purchase comes after the horizon, in euros before any index."""
        if self.phasing is None:
            return case.number(0.0)
        return self.remainder_of(case, self.amount_eur or 0.0)

    def book_value(self, case: Surroundings) -> Expr:
        """What stands on the books at the end of the horizon, in euros."""
        if self.basis == "cash":
            return case.number(0.0)
        return self.opening_value(case, case.horizon + 1)

    def depreciation(self, case: Surroundings, year: int) -> Expr:
        """P/n of each purchase of the n years before that has not been written off, in euros."""
        term = case.term(self.asset_class, self.buyer or COLLABORATION)
        return _sum(case, (left * (1.0 / term) for _, left in self._on_the_books(case, year)))

    def opening_value(self, case: Surroundings, year: int) -> Expr:
        """The book value on 1 January of ``year``, in euros."""
        term = case.term(self.asset_class, self.buyer or COLLABORATION)
        return _sum(
            case,
            (
                left * (1.0 - (year - 1 - bought) / term)
                for bought, left in self._on_the_books(case, year)
            ),
        )

    def write_off(self, case: Surroundings, year: int) -> Expr:
        """The whole book value at the end of the year in which the line is written off."""
        struck = self._written_off_by(case, year) - self._written_off_by(case, year - 1)
        if struck.is_constant and struck.constant == 0.0:
            return struck
        closing = self.opening_value(case, year) - self.depreciation(case, year)
        return (closing + self.planned(case, year)) * struck

    def _on_the_books(self, case: Surroundings, year: int) -> Iterator[tuple[int, Expr]]:
        """Each year of purchase that is still depreciated in ``year``, and what was bought then.

        Of what was written off before ``year`` that is 0. A purchase after the write-off is a new
        asset: it counts although the line was written off.
        """
        term = case.term(self.asset_class, self.buyer or COLLABORATION)
        gone = self._written_off_by(case, year - 1)
        for bought in range(max(case.start, year - term), year):
            spared = 1.0 - gone + self._written_off_by(case, bought - 1)
            yield bought, self.planned(case, bought) * spared

    def _written_off_by(self, case: Surroundings, year: int) -> Expr:
        if self.written_off is None:
            return case.number(0.0)
        return begun(case, self.written_off, year)


def _sum(case: Surroundings, parts: Iterator[Expr]) -> Expr:
    return sum(parts, case.number(0.0))
