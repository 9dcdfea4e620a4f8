"""How an amount that is spent once is spread over years: planned shares that slip and stretch."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

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


class Phased(Line):
    """A line with shares per calendar year, or a schedule in their place.

    ``phasing`` gives the planned shares (sum 1), spent evenly within each year. With ``delay`` d
    and ``duration`` f (a factor on the planned length, > 0) and a the first planned year:
    w(t) = W(a + (t+1-a-d)/f) - W(a + (t-a-d)/f), W the cumulated shares. ``at`` an event moves
    the first year to the event's; if that never comes nothing is spent. Shares before the start
    of the case fall in its first year.

    ``phasing`` may instead name a schedule: what that realises within a year is the share that
    falls in it, over ``reference``. The schedule then brings its own delay and pace.
    """

    once: ClassVar[frozenset[str]] = Line.once | {"delay", "duration"}

    phasing: Shares | Id | None = None
    """Planned share of each year, sum 1; or the id of a schedule. [fraction]"""
    delay: Value = 0.0
    """All of it shifts by this much. [years]"""
    duration: Value = 1.0
    """A factor on the planned length, above 0."""
    at: Id | None = None
    """Id of an event that the first planned year moves to; never: nothing is spent."""

    def once_a_run(self) -> frozenset[str]:
        """The fields whose value holds for the whole run: of what is phased the amount too."""
        return self.once if self.phasing is None else self.once | {"amount_eur", "factors"}

    def refuse_beside(self, what: str, *keys: str) -> None:
        """Refuse keys that mean nothing beside ``what``: ValueError."""
        beside = self.model_fields_set & set(keys)
        if beside:
            raise ValueError(f"{' and '.join(sorted(beside))} beside {what}; remove it")

    def refuse_beside_schedule(self) -> None:
        """Refuse timing of its own beside a phasing that names a schedule: ValueError."""
        if isinstance(self.phasing, str):
            what = f"a phasing that names the schedule {self.phasing}, which has its own timing"
            self.refuse_beside(what, "delay", "duration", "at", "schedule")

    def share(self, case: Surroundings, year: int) -> Expr:
        """w(t): the share of the amount that falls in ``year``."""
        return self.spent(case, year + 1) - self._spent_before(case, year)

    def share_after_horizon(self, case: Surroundings) -> Expr:
        """The share that falls beyond the horizon."""
        return self._spent_in_the_end(case) - self.spent(case, case.horizon + 1)

    def remainder_of(self, case: Surroundings, amount: Value) -> Expr:
        """What comes after the horizon, in euros before any index: as if in the next year."""
        later = self.share_after_horizon(case)
        window = self.window(case, case.horizon + 1)
        sign = 1.0 if self.effect == "cost" else -1.0
        whole = case.sum_of(amount) * case.product_of(self.factors)
        if self.schedule is not None:
            whole = whole * case.coverage(self.schedule, case.horizon + 1)
        return whole * (later * (sign / self.reference)) * window

    def spent(self, case: Surroundings, moment: int) -> Expr:
        """The share of the amount spent before 1 January of ``moment``."""
        if not isinstance(self.phasing, dict):
            return case.realised(str(self.phasing), moment)
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
