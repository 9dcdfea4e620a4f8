"""What the report says of the inputs that decide the outcome."""

from __future__ import annotations

from ictsim.report.language import _


def sheet() -> str:
    """Name of the sheet in a workbook."""
    return _("What decides")


def reading(runs: str) -> str:
    """What the bands are."""
    return _(
        "For each input the runs in which it lies low (between its P5 and P15) beside those in "
        "which it lies high (P85 to P95), everything else varying as it does; of an input with few "
        "values the runs with the lowest beside those with the highest; of an event the runs in "
        "which it stays away beside those in which it comes. It rests on {runs} runs."
    ).format(runs=runs)


def reading_by_year() -> str:
    """What the bands of an input are that is drawn each year."""
    return _(
        "An input that is drawn each year is low, or high, on average over the years: in any one "
        "year it can lie elsewhere."
    )


def caption(scenario: str, year: int) -> str:
    """Of the table, and title of the figure."""
    return _("{scenario}: what moves the net saving to {year}").format(scenario=scenario, year=year)


def table_caption(scenario: str, year: int) -> str:
    """Of the table: with its unit."""
    return _(
        "{scenario}: mean net saving to {year}, x € 1,000, and chance of being cheaper, where an "
        "input is low and where it is high"
    ).format(scenario=scenario, year=year)


def most_caption(scenario: str, year: int, told: int, among: int) -> str:
    """Of the table of those that decide most; all of them where there are no more."""
    if told == among:
        return _(
            "{scenario}: mean net saving to {year}, x € 1,000, where an input is low and where it "
            "is high"
        ).format(scenario=scenario, year=year)
    return _(
        "{scenario}: mean net saving to {year}, x € 1,000, where an input is low and where it is "
        "high; the {told} of {among} inputs that move it most"
    ).format(scenario=scenario, year=year, told=told, among=among)


def columns() -> tuple[str, ...]:
    """Heads of the table."""
    return (
        _("input"),
        _("low"),
        _("high"),
        _("saving where low"),
        _("saving where high"),
        _("difference"),
        _("cheaper where low"),
        _("cheaper where high"),
    )


def event_low() -> str:
    """In place of a value of an event."""
    return _("stays away")


def event_high() -> str:
    """In place of a value of an event."""
    return _("comes")


def low_by_year() -> str:
    """In place of the values of an input that is drawn each year."""
    return _("low on average over the years")


def high_by_year() -> str:
    """In place of the values of an input that is drawn each year."""
    return _("high on average over the years")


def from_to(low: str, high: str) -> str:
    """A band of values."""
    return _("{low} to {high}").format(low=low, high=high)


def low_end() -> str:
    """At the bar of low values."""
    return _("low")


def high_end() -> str:
    """At the bar of high values."""
    return _("high")


def alt(scenario: str, year: int, parts: str) -> str:
    """The figure in words."""
    return _(
        "Tornado: bars from the mean net saving to {year} of {scenario} where an input is low to "
        "where it is high, the longest on top. {parts}."
    ).format(scenario=scenario, year=year, parts=parts)


def alt_part(label: str, low: str, high: str) -> str:
    """One bar in words."""
    return _("{label}: {low} where low, {high} where high").format(label=label, low=low, high=high)
