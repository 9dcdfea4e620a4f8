"""``contribution``: what a partner paid in an event's year, tapering off from there."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ictsim.graph import Expr
from ictsim.lines.base import Line, Surroundings
from ictsim.values import Id


class Contribution(Line):
    """A partner's share of shared cost in the first year an event counts, times a profile.

    The first number of ``profile`` is for that year, the next for the year after, and so on: a
    partner that leaves and pays on for five years has 1, 0.8, 0.6, 0.4, 0.2. It is no part of the
    shared cost itself: it is borne by ``partners``, or a ``transfer``.
    """

    kind: Literal["contribution"]
    """A share of the cost in an event's year, tapering off."""
    partner: Id
    """Id of the partner whose share it is."""
    event: Id
    """Id of the event in whose first whole year the share is taken."""
    profile: Annotated[list[Annotated[float, Field(ge=0.0)]], Field(min_length=1)]
    """Part of that share, from the event's year on. [fraction]"""

    @model_validator(mode="after")
    def _not_shared(self) -> Self:
        if self.is_shared:
            raise ValueError(
                "a contribution is no shared cost; say who bears it: "
                'partners = ["..."], or transfer = { from = "..." }'
            )
        return self

    def amount(self, case: Surroundings, year: int) -> Expr:
        """The part of the event's year's share that is due in ``year``, in euros."""
        due = case.number(0.0)
        for since in range(max(case.start, year - len(self.profile) + 1), year + 1):
            struck = case.happened(self.event, since)
            if since > case.start:
                struck = struck - case.happened(self.event, since - 1)
            if struck.is_constant and struck.constant == 0.0:
                continue
            share = case.shared_cost(self.partner, since)
            due = due + struck * share * self.profile[year - since]
        return due
