"""The words of the certainty table and of the capacity beside it."""

from __future__ import annotations

from ictsim.report.language import _
from ictsim.report.numbers import grouped, in_percent
from ictsim.statistics.resilience import BEST, CLASSES, WORST


def heading() -> str:
    """Above both tables."""
    return _("How much suffices, with how much certainty?")


def sheet() -> str:
    """Name of the sheet in a workbook."""
    return _("Certainty")


def certainty_caption(scenario: str) -> str:
    """Caption of the certainty table."""
    return _(
        "{scenario}: the amount that suffices with this much certainty, x € 1,000; 0 where no "
        "amount is needed"
    ).format(scenario=scenario)


def resilience_caption(percent: int) -> str:
    """Caption of the table of ratios and classes; ``percent`` is how certain it is to suffice."""
    return _(
        "The capacity to bear losses beside the amount that suffices with {certainty} certainty, "
        "x € 1,000"
    ).format(certainty=level(percent))


def for_what() -> str:
    """Column head: the loss by a year, or the funding peak."""
    return _("for")


def loss_to(year: int | str) -> str:
    """A row: cumulative loss."""
    return _("the loss to the end of {year}").format(year=year)


def peak() -> str:
    """A row: the funding peak."""
    return _("the funding peak")


def peak_budget() -> str:
    """A row: the funding peak where cash is something else."""
    return _("the funding peak on the budget")


def peak_cash() -> str:
    """A row: the funding peak in cash."""
    return _("the funding peak in cash")


def level(percent: int) -> str:
    """A certainty."""
    return in_percent(str(percent))


def in_chapter() -> tuple[str, ...]:
    """Heads of the columns that a chapter has."""
    return (for_what(), *(level(percent) for percent in (50, 80, 90, 95)))


def source(text: str) -> str:
    """Where the capacity comes from."""
    return _("The capacity: {source}.").format(source=text)


def no_source() -> str:
    """The config has an amount without a word on where it comes from."""
    return _("The capacity: an amount without a source; check it before this is used.")


def resilience_columns() -> tuple[str, ...]:
    """Column heads of the table of ratios and classes."""
    return (
        _("scenario"),
        _("who"),
        for_what(),
        _("capacity"),
        _("amount that suffices"),
        _("ratio"),
        _("class"),
    )


def class_between(worst: str, best: str) -> str:
    """Beside a class that the sampling error leaves open."""
    return _("between {best} and {worst} within the sampling error").format(best=best, worst=worst)


def class_at_best(best: str) -> str:
    """Beside a class whose lower end the runs do not bound."""
    return _("{best} at best; too few runs to say how low it may be").format(best=best)


def class_at_worst(worst: str) -> str:
    """Beside a class whose upper end the runs do not bound."""
    return _("{worst} at worst; too few runs to say how high it may be").format(worst=worst)


def class_unbounded() -> str:
    """Beside a class that rests on too few runs for any bound."""
    return _("too few runs to say how sure this class is")


def no_sum() -> str:
    """That partners' amounts cannot be added."""
    return _(
        "The amounts of the councils do not add up to the amount for all of them together: the "
        "futures that are worst for one council are not the worst for another."
    )


def reading() -> str:
    """What an amount of the certainty table is."""
    return _(
        "With 90 % certainty an amount suffices if the loss is no larger in at least 90 of 100 "
        "calculated futures. The loss to a year is what collaboration has cost more than going on "
        "alone by its end; the funding peak is the largest such loss at the end of any year."
    )


def classes() -> str:
    """What the classes mean."""
    bounds = {f"bound_{name.lower()}": grouped(bound, 1) for name, bound in CLASSES.items()}
    return _(
        "The ratio is the capacity divided by the amount that suffices. Class {best}: above "
        "{bound_a}, or no amount is needed; B: from {bound_b} to {bound_a}; C: from {bound_c}; "
        "D: from {bound_d}; E: from {bound_e}; {worst}: below {bound_e}."
    ).format(best=BEST, worst=WORST, **bounds)
