"""``yearly``: the same amount each year."""

from __future__ import annotations

from typing import Literal

from ictsim.graph import Expr
from ictsim.lines.base import Line, Surroundings
from ictsim.values import Value


class Yearly(Line):
    """An amount in euros per year."""

    kind: Literal["yearly"]
    """The same amount each year."""
    amount_eur: Value
    """Amount. [EUR per year]"""

    def amount(self, case: Surroundings, year: int) -> Expr:
        """The yearly amount, in euros."""
        return case.sum_of(self.amount_eur, year)
