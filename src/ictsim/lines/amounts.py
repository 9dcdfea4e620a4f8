"""``amounts``: an amount for each calendar year, and what comes after the last one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ictsim.graph import Expr
from ictsim.lines.base import Line, Surroundings
from ictsim.values import Value, YearTable

After = Literal["end", "hold", "grow"]


class Amounts(Line):
    """Amounts in euros per calendar year; years between that are not named are 0.

    ``after`` the last one: ``end`` (0), ``hold`` (the same), or ``grow`` by ``growth`` a year.
    """

    kind: Literal["amounts"]
    """An amount for each calendar year."""
    amounts_eur: Annotated[YearTable, Field(min_length=1)]
    """By year; years between that are not named are 0. [EUR]"""
    after: After = "end"
    """What comes after the last year: nothing, the same amount, or growth."""
    growth: Value | None = None
    """With after = "grow". [fraction per year]"""

    @model_validator(mode="after")
    def _growth_with_grow(self) -> Amounts:
        growth_with_grow(self.after, self.growth)
        return self

    def amount(self, case: Surroundings, year: int) -> Expr:
        """The amount of that calendar year, in euros."""
        return amount_of_year(case, self.amounts_eur, self.after, self.growth, year)


def growth_with_grow(after: After, growth: Value | None) -> None:
    """Refuse a growth that is not used, and a rise without one: ValueError."""
    if (after == "grow") != (growth is not None):
        raise ValueError(
            'growth goes with after = "grow" and only with it; '
            'give both (growth = 0.02, after = "grow") or neither'
        )


def amount_of_year(
    case: Surroundings,
    amounts: dict[int, Value],
    after: After,
    growth: Value | None,
    year: int,
) -> Expr:
    """The amount of a calendar year from a table of years and what comes after it, in euros."""
    last = max(amounts)
    if year <= last:
        return case.sum_of(amounts.get(year, 0.0), year)
    if after == "end":
        return case.number(0.0)
    amount = case.sum_of(amounts[last], last)
    if growth is not None:
        for later in range(last + 1, year + 1):
            amount = amount * (case.sum_of(growth, later) + 1.0)
    return amount
