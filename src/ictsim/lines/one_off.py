"""``one_off``: an amount spent once, phased over years, that may slip and stretch."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from ictsim.graph import Expr
from ictsim.lines.base import Surroundings
from ictsim.lines.phasing import Phased, Shares
from ictsim.values import Id, Value


class OneOff(Phased):
    """An amount in euros times the share w(t) that falls in each year."""

    kind: Literal["one_off"]
    """An amount that is spent once."""
    nature: Literal["investment", "running"] = "investment"
    """One-off (``investment``) or ``running``."""
    amount_eur: Value
    """The whole amount. [EUR]"""
    phasing: Shares | Id
    """Planned share of each year, sum 1; or the id of a schedule. [fraction]"""

    @model_validator(mode="after")
    def _schedule_alone(self) -> Self:
        self.refuse_beside_schedule()
        return self

    def amount(self, case: Surroundings, year: int) -> Expr:
        """The part of the amount that falls in ``year``, in euros."""
        share = self.share(case, year)
        if share.is_constant and share.constant == 0.0:
            return share
        return case.sum_of(self.amount_eur) * share

    def remainder(self, case: Surroundings) -> Expr:
        """What comes after the horizon, in euros before any index: as if in the next year."""
        return self.remainder_of(case, self.amount_eur)
