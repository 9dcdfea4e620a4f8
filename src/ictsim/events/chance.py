"""``chance``: happens at a given moment, or never."""

from __future__ import annotations

from typing import ClassVar, Literal

from ictsim.events.base import Event, Frame
from ictsim.graph import Expr, floor, positive, reached
from ictsim.values import TIE_YEARS, Value


class Chance(Event):
    """Happens at ``moment`` (a decimal year) if U < ``probability``."""

    once: ClassVar[frozenset[str]] = frozenset({"probability", "moment"})

    kind: Literal["chance"]
    """Happens at a given moment, or never."""
    probability: Value
    """Chance that it happens, 0 to 1. [fraction]"""
    moment: Value
    """When it happens. [decimal year]"""

    def happened(self, case: Frame, uniform: Expr, year: int) -> Expr:
        """1 where U < p and the moment has come by 1 January of ``year``."""
        struck = positive(case.sum_of(self.probability) - uniform)
        return struck * reached(year - self.first_year(case, uniform))

    def first_year(self, case: Frame, uniform: Expr) -> Expr:
        """The moment, rounded up to a whole year."""
        return -floor(TIE_YEARS - case.sum_of(self.moment))
