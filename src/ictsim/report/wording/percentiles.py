"""What the report says of percentiles."""

from __future__ import annotations

from ictsim.report.language import _
from ictsim.report.wording import words


def of_scenarios() -> str:
    """Below savings that stand with amounts of which less is better."""
    return _(
        "Of a saving or a present value P10 is the bad side, P90 the good side; of a funding peak, "
        "a rise of cost or one-off cost P10 is the good side and P90 the bad side."
    )


def of_cost() -> str:
    """Below costs."""
    return _("Of a cost P10 is the good side, P90 the bad side.")


def of_both_bases() -> str:
    """Below savings in one table, peaks and a book value in the next."""
    return _(
        "Of a saving P10 is the bad side, P90 the good side; of a funding peak or a book value, "
        "which later budgets bear, P10 is the good side and P90 the bad side."
    )


def in_chapter() -> tuple[str, ...]:
    """Heads of the columns that a chapter has."""
    return (_(words.PLAN), "P10", _(words.MEDIAN), "P90", _(words.MEAN))
