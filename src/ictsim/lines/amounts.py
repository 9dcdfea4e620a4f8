"""``amounts``: an amount for each calendar year, and what comes after the last one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ictsim.graph import Expr
from ictsim.lines.base import Line, Surroundings
from ictsim.values import Value, YearTable


class Amounts(Line):
    """Amounts in euros per calendar year; years between that are not named are 0.

    ``after`` the last one: ``end`` (0), ``hold`` (the same), or ``grow`` by ``growth`` a year.
    """

    kind: Literal["amounts"]
    """An amount for each calendar year."""
    amounts_eur: Annotated[YearTable, Field(min_length=1)]
    """By year; years between that are not named are 0. [EUR]"""
    after: Literal["end", "hold", "grow"] = "end"
    """What comes after the last year: nothing, the same amount, or growth."""
    growth: Value | None = None
    """With after = "grow". [fraction per year]"""

    @model_validator(mode="after")
    def _growth_with_grow(self) -> Amounts:
        if (self.after == "grow") != (self.growth is not None):
            raise ValueError(
                'growth goes with after = "grow" and only with it; '
                'give both (growth = 0.02, after = "grow") or neither'
            )
        return self

    def amount(self, case: Surroundings, year: int) -> Expr:
        """The amount of that calendar year, in euros."""
        last = max(self.amounts_eur)
        if year <= last:
            return case.sum_of(self.amounts_eur.get(year, 0.0), year)
        if self.after == "end":
            return case.number(0.0)
        amount = case.sum_of(self.amounts_eur[last], last)
        if self.growth is not None:
            for later in range(last + 1, year + 1):
                amount = amount * (case.sum_of(self.growth, later) + 1.0)
        return amount
