"""``one_off``: an amount spent once, phased over years, that may slip and stretch."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from ictsim.graph import Expr, maximum, minimum
from ictsim.lines.base import Line, Surroundings
from ictsim.values import Id, Value, YearAmounts

_SHARES_SUM_WITHIN = 1e-6


def _shares(phasing: dict[int, float]) -> dict[int, float]:
    below = [str(year) for year, share in phasing.items() if share < 0.0]
    if below:
        raise ValueError(f"the share of {', '.join(below)} is below 0; shares are 0 to 1")
    total = sum(phasing.values())
    if abs(total - 1.0) > _SHARES_SUM_WITHIN:
        raise ValueError(f"the shares sum to {total:.9g}; they must sum to 1")
    return {year: share / total for year, share in sorted(phasing.items())}


Shares = Annotated[YearAmounts, Field(min_length=1), AfterValidator(_shares)]


class OneOff(Line):
    """An amount in euros times the share w(t) that falls in each year.

    ``phasing`` gives the planned shares per calendar year (sum 1), spent evenly within each
    year. With ``delay`` d and ``duration`` f (a factor on the planned length, > 0) and a the
    first planned year: w(t) = W(a + (t+1-a-d)/f) - W(a + (t-a-d)/f), W the cumulated shares.
    ``at`` an event moves the first year to the event's; if that never comes there is no cost.
    Shares before the start of the case fall in its first year.

    ``phasing`` may instead name a schedule: what that realises within a year is the share that
    falls in it, over ``reference``. The schedule then brings its own delay and pace.
    """

    once: ClassVar[frozenset[str]] = Line.once | {"amount_eur", "factors", "delay", "duration"}

    kind: Literal["one_off"]
    """An amount that is spent once."""
    nature: Literal["investment", "running"] = "investment"
    """One-off (``investment``) or ``running``."""
    amount_eur: Value
    """The whole amount. [EUR]"""
    phasing: Shares | Id
    """Planned share of each year, sum 1; or the id of a schedule. [fraction]"""
    delay: Value = 0.0
    """All of it shifts by this much. [years]"""
    duration: Value = 1.0
    """A factor on the planned length, above 0."""
    at: Id | None = None
    """Id of an event that the first planned year moves to; never: no cost."""

    @model_validator(mode="after")
    def _schedule_alone(self) -> Self:
        if isinstance(self.phasing, str):
            beside = self.model_fields_set & {"delay", "duration", "at", "schedule"}
            if beside:
                raise ValueError(
                    f"{' and '.join(sorted(beside))} beside a phasing that names the schedule "
                    f"{self.phasing}, which has its own timing; remove it"
                )
        return self

    def amount(self, case: Surroundings, year: int) -> Expr:
        """The part of the amount that falls in ``year``, in euros."""
        share = self.spent(case, year + 1) - self._spent_before(case, year)
        if share.is_constant and share.constant == 0.0:
            return share
        return case.sum_of(self.amount_eur) * share

    def remainder(self, case: Surroundings) -> Expr:
        """What comes after the horizon, in euros before any index: as if in the next year."""
        later = self._spent_in_the_end(case) - self.spent(case, case.horizon + 1)
        window = self.window(case, case.horizon + 1)
        sign = 1.0 if self.effect == "cost" else -1.0
        amount = case.sum_of(self.amount_eur) * case.product_of(self.factors)
        if self.schedule is not None:
            amount = amount * case.coverage(self.schedule, case.horizon + 1)
        return amount * (later * (sign / self.reference)) * window

    def spent(self, case: Surroundings, moment: int) -> Expr:
        """The share of the amount spent before 1 January of ``moment``."""
        if isinstance(self.phasing, str):
            return case.realised(self.phasing, moment)
        first = min(self.phasing)
        begin = case.number(first) if self.at is None else case.first_year(self.at)
        progress = (moment - begin - case.sum_of(self.delay)) / case.sum_of(self.duration)
        spent = case.number(0.0)
        for year, share in self.phasing.items():
            within = maximum(minimum(progress - float(year - first), 1.0), 0.0)
            spent = spent + within * share
        return spent if self.at is None else spent * case.happened(self.at, case.horizon)

    def _spent_before(self, case: Surroundings, year: int) -> Expr:
        """The share spent before ``year``; what comes before the start falls in the start."""
        if year > case.start:
            return self.spent(case, year)
        return self._never_spent(case)

    def _never_spent(self, case: Surroundings) -> Expr:
        """What no year counts: the part that a schedule has realised from the beginning."""
        if isinstance(self.phasing, str):
            return case.realised_range(self.phasing)[0]
        return case.number(0.0)

    def _spent_in_the_end(self, case: Surroundings) -> Expr:
        if isinstance(self.phasing, str):
            return case.realised_range(self.phasing)[1]
        return case.number(1.0) if self.at is None else case.happened(self.at, case.horizon)
