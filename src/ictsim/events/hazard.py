"""``hazard``: may strike in any year, with a yearly rate."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ictsim.events.base import Event, Frame
from ictsim.graph import Expr, positive
from ictsim.values import Value, Year


class Hazard(Event):
    """Strikes on 1 January of the first year y with U < 1 - product over s = from..y of (1 - q_s).

    ``rate`` is the yearly rate q, a fraction; ``from`` the first year in which it can strike, by
    default the start of the case; it can strike up to the horizon.
    """

    kind: Literal["hazard"]
    """May strike in any year."""
    rate: Value
    """Chance to strike in a year in which it had not struck before. [fraction per year]"""
    from_: Year | None = Field(default=None, alias="from")
    """First year in which it can strike; by default the start of the case. [year]"""

    def happened(self, case: Frame, uniform: Expr, year: int) -> Expr:
        """1 where it has struck by 1 January of ``year``."""
        first = self._first(case)
        if year < first:
            return case.number(0.0)
        spared = case.number(1.0)
        for past in range(first, min(year, case.horizon) + 1):
            spared = (spared * (1.0 - case.sum_of(self.rate, past))).hold()
        return positive(1.0 - spared - uniform)

    def first_year(self, case: Frame, uniform: Expr) -> Expr:
        """The first year, and one more for each year in which it had not struck yet."""
        first = self._first(case)
        year = case.number(float(first))
        for past in range(first, case.horizon + 1):
            year = year + (1.0 - self.happened(case, uniform, past))
        return year.hold()

    def _first(self, case: Frame) -> int:
        return case.start if self.from_ is None else self.from_
