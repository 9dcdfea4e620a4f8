"""``one_off``: an amount spent once, phased over years, that may slip and stretch."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from ictsim.graph import Expr, maximum, minimum
from ictsim.lines.base import Line, Surroundings
from ictsim.values import Value, YearAmounts

_SHARES_SUM_WITHIN = 1e-6


class OneOff(Line):
    """An amount in euros times the share w(t) that falls in each year.

    ``phasing`` gives the planned shares per calendar year (sum 1), spent evenly within each
    year. With ``delay`` d and ``duration`` f (a factor on the planned length, > 0) and a the
    first planned year: w(t) = W(a + (t+1-a-d)/f) - W(a + (t-a-d)/f), W the cumulated shares.
    Shares before the start of the case fall in its first year.
    """

    kind: Literal["one_off"]
    nature: Literal["investment", "running"] = "investment"
    amount_eur: Value
    phasing: Annotated[YearAmounts, Field(min_length=1)]
    delay: Value = 0.0
    duration: Value = 1.0

    @field_validator("phasing")
    @classmethod
    def _shares(cls, phasing: dict[int, float]) -> dict[int, float]:
        below = [str(year) for year, share in phasing.items() if share < 0.0]
        if below:
            raise ValueError(f"the share of {', '.join(below)} is below 0; shares are 0 to 1")
        total = sum(phasing.values())
        if abs(total - 1.0) > _SHARES_SUM_WITHIN:
            raise ValueError(f"the shares sum to {total:.9g}; they must sum to 1")
        return {year: share / total for year, share in sorted(phasing.items())}

    def amount(self, case: Surroundings, year: int) -> Expr:
        """The part of the amount that falls in ``year``, in euros."""
        before = case.number(0.0) if year == case.start else self.spent(case, year)
        share = self.spent(case, year + 1) - before
        if share.is_constant and share.constant == 0.0:
            return share
        return case.sum_of(self.amount_eur) * share

    def remainder(self, case: Surroundings) -> Expr:
        """The part of the amount that comes after the horizon, before any index, in euros."""
        later = 1.0 - self.spent(case, case.horizon + 1)
        sign = 1.0 if self.effect == "cost" else -1.0
        return case.sum_of(self.amount_eur) * case.product_of(self.factors) * (later * sign)

    def spent(self, case: Surroundings, moment: int) -> Expr:
        """The share of the amount spent before 1 January of ``moment``."""
        first = min(self.phasing)
        progress = (moment - first - case.sum_of(self.delay)) / case.sum_of(self.duration)
        spent = case.number(0.0)
        for year, share in self.phasing.items():
            within = maximum(minimum(progress - float(year - first), 1.0), 0.0)
            spent = spent + within * share
        return spent
