"""What the report says of the source's own table."""

from __future__ import annotations

from ictsim.report.language import _, ngettext


def heading() -> str:
    """Of the section."""
    return _("Does the calculation give back the source's own table?")


def sheet() -> str:
    """Name of the sheet in a workbook."""
    return _("Reconciliation")


def fits(fitting: int, published: int, tolerance: str) -> str:
    """With the reconciling items."""
    return _(
        "With everything as planned {fitting} of the {published} printed figures come out within "
        "{tolerance}."
    ).format(fitting=fitting, published=published, tolerance=tolerance)


def without_items(fitting: int, published: int, items: int) -> str:
    """Without them."""
    return ngettext(
        "Without the reconciling item, which stands for what the source's tables hold and its text "
        "does not explain, {fitting} of {published} do.",
        "Without the {items} reconciling items, which stand for what the source's tables hold and "
        "its text does not explain, {fitting} of {published} do.",
        items,
    ).format(fitting=fitting, published=published, items=items)


def no_items() -> str:
    """Where the config has none."""
    return _("No reconciling item is used.")


def source(text: str) -> str:
    """Where the table comes from."""
    return _("The source's table: {source}.").format(source=text)


def caption(scenario: str) -> str:
    """Of the table of a scenario."""
    return _("{scenario}: the source's figures beside the calculation, x € 1,000").format(
        scenario=scenario
    )


def published(partner: str) -> str:
    """A row."""
    return _("{partner}: as printed").format(partner=partner)


def computed(partner: str) -> str:
    """A row."""
    return _("{partner}: calculated").format(partner=partner)


def residual(partner: str) -> str:
    """A row."""
    return _("{partner}: calculated less printed").format(partner=partner)


def residual_without(partner: str) -> str:
    """A row."""
    return _("{partner}: the same without reconciling items").format(partner=partner)


def break_even(scenario: str, with_items: str, without: str) -> str:
    """The plan's payback year with and without the items."""
    return _(
        "{scenario}: paid back in {with_items} as planned; in {without} without the reconciling "
        "items."
    ).format(scenario=scenario, with_items=with_items, without=without)


def break_even_alone(scenario: str, with_items: str) -> str:
    """Where there are no such items."""
    return _("{scenario}: paid back in {with_items} as planned.").format(
        scenario=scenario, with_items=with_items
    )


def not_by(horizon: int) -> str:
    """In place of a year that does not come."""
    return _("no year up to {horizon}").format(horizon=horizon)


def mark(tolerance: str) -> str:
    """Below the tables."""
    return _("* further from the printed figure than its rounding, {tolerance}.").format(
        tolerance=tolerance
    )
