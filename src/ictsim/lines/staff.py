"""``staff``: full-time equivalents per function group times the cost of one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ictsim.graph import Expr
from ictsim.lines.base import Line, Surroundings
from ictsim.values import Id, Value


class Staff(Line):
    """Fte per function group, times the yearly cost of one fte in euros."""

    kind: Literal["staff"]
    """Full-time equivalents times the cost of one."""
    fte: Annotated[dict[Id, Value], Field(min_length=1)]
    """By function group. [fte]"""
    cost_per_fte_eur: Value
    """Cost of one. [EUR per fte per year]"""

    def amount(self, case: Surroundings, year: int) -> Expr:
        """Fte of all groups times the cost of one, in euros per year."""
        fte = case.number(0.0)
        for group in self.fte.values():
            fte = fte + case.sum_of(group, year)
        return fte * case.sum_of(self.cost_per_fte_eur, year)
