"""How page one and the terminal write their amounts: one step and as many decimals for all.

The step is that of the page, not of its least certain amount: at a jump of the distribution an
interval stays wide however many runs there are, and says nothing about the other amounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from ictsim.report.language import _
from ictsim.report.numbers import decimals_of, grouped, half_width, nice_step
from ictsim.results.record import Estimate


class Money(NamedTuple):
    """How a page writes its amounts, all euros.

    ``step`` is what they are rounded to, ``exact_step`` what those without sampling error are,
    ``scale`` the unit they are shown in.
    """

    step: float
    exact_step: float
    scale: float

    @property
    def decimals(self) -> int:
        """Of every amount in a table, in units of ``scale``."""
        return decimals_of(self.exact_step / self.scale)

    def text(self, value: float, step: float | None = None) -> str:
        """An amount of ``value`` euros in a table, rounded to ``step`` (the page's)."""
        one = step or self.step
        return grouped(round(value / one) * one / self.scale, self.decimals)

    def step_of(self, estimate: Estimate) -> float:
        """What this amount is rounded to."""
        return self.exact_step if half_width(estimate) == 0.0 else self.step

    def interval(self, estimate: Estimate) -> str:
        """The interval of an amount that is less certain than the page's step; else empty."""
        if (half_width(estimate) or 0.0) <= self.step:
            return ""
        ends = (estimate.low, estimate.high)
        low, high = (self.text(end) if isinstance(end, float | int) else "" for end in ends)
        if not low or not high:
            return _("no upper bound") if low else _("no lower bound")
        return _("{low} to {high}").format(low=low, high=high)


def money_of(largest: float, errors: Sequence[float]) -> Money:
    """How a page writes its amounts.

    Parameters
    ----------
    largest
        Its largest amount in euros: 50,000 is the step below 10 million, 100,000 from there on;
        finer by powers of ten below half a million.
    errors
        Half the width of the interval of each of its amounts, in euros: the step is not below the
        middle one. Where one is 0, the page has the decimals that such an amount needs.
    """
    finest = 50_000.0 if largest < 10e6 else 100_000.0
    while largest and largest < 10.0 * finest:
        finest /= 10.0
    scale = 1e6 if largest >= 2e6 else 1e3
    step = max(finest, nice_step(median(errors) if errors else 0.0))
    if 0.0 in errors:
        return Money(step, finest, scale)
    return Money(step, max(finest, scale * 10.0 ** -decimals_of(step / scale)), scale)
