"""What the report says of the budget and of cash."""

from __future__ import annotations

from ictsim.report.language import _


def heading() -> str:
    """Of the section."""
    return _("Budget and cash")


def sheet() -> str:
    """Name of the sheet in a workbook."""
    return _("Budget and cash")


def reading() -> str:
    """What the two are, and which figures rest on which."""
    return _(
        "The budget bears an investment over its life, as depreciation and interest, and a "
        "write-off at once; cash is paid when something is bought. The net saving, the payback "
        "year, the chances and the certainty table are on the budget; the net present value is on "
        "cash; the funding peak is given on both."
    )


def the_same() -> str:
    """Where no line makes them differ."""
    return _(
        "No investment is depreciated in this case, and no line counts in one of the two alone: "
        "the budget and cash are the same, and every figure holds for both."
    )


def book_value(horizon: int) -> str:
    """A row: what is on the books in the end."""
    return _(
        "book value at the end of {year} against going on alone, for later budgets to bear"
    ).format(year=horizon)


def peak_budget() -> str:
    """A row."""
    return _("funding peak on the budget")


def peak_cash() -> str:
    """A row."""
    return _("funding peak in cash")


def caption(scenario: str) -> str:
    """Of the table by year."""
    return _("{scenario}: net saving since the start, x € 1,000; minus is extra cost").format(
        scenario=scenario
    )


def columns() -> tuple[str, ...]:
    """Heads of the table by year."""
    return (
        _("year"),
        _("budget: the plan"),
        _("budget: P10"),
        _("budget: P50"),
        _("budget: P90"),
        _("cash: the plan"),
        _("cash: P10"),
        _("cash: P50"),
        _("cash: P90"),
    )


def amounts_caption(scenario: str) -> str:
    """Of the table of peaks and book value."""
    return _("{scenario}: what has to be found, x € 1,000").format(scenario=scenario)


def amounts_columns() -> tuple[str, ...]:
    """Heads of that table."""
    return ("", _("the plan"), "P10", "P50", "P80", "P90")
