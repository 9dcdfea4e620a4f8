"""``reduction``: a share of a baseline category."""

from __future__ import annotations

from typing import Literal

from ictsim.graph import Expr
from ictsim.lines.base import Line, Surroundings
from ictsim.values import Id, Value


class Reduction(Line):
    """A rate times the unreduced, sampled baseline cost of a category; a saving by default.

    Of all partners, or of those in ``partners``. Reductions of one category add. The baseline
    carries its own prices: no index beside it.
    """

    kind: Literal["reduction"]
    """A share of a baseline category."""
    effect: Literal["cost", "saving"] = "saving"
    """Whether the amount is a cost or a saving."""
    rate: Value
    """Share of the category's baseline cost. [fraction]"""
    of: Id
    """Id of the baseline category."""
    index: None = None

    def amount(self, case: Surroundings, year: int) -> Expr:
        """The rate times the category's baseline cost, of who bears it, in euros per year."""
        return case.sum_of(self.rate, year) * case.baseline(self.of, year, self.partners)
