"""What stands on the report besides figures and sentences: headings, links, names of sheets."""

from __future__ import annotations

from ictsim.report.language import _

# --- Headings -------------------------------------------------------------------------------------


def each_collaboration() -> str:
    """Heading of the tables of page one."""
    return _("Each collaboration")


def where_the_plan_lies() -> str:
    """Heading of the sentences about the plan."""
    return _("Where the plan lies")


def not_in_figures() -> str:
    """Heading of what is left out."""
    return _("What is not in these figures")


def rest_on() -> str:
    """Heading of what a calculated future is, and how many there are."""
    return _("What these figures rest on")


def divided() -> str:
    """Heading of the settlement."""
    return _("How the cost is divided")


def what_goes_in() -> str:
    """Heading of the inputs."""
    return _("What goes in")


def what_is_counted() -> str:
    """Heading of the lines."""
    return _("What is counted")


def method() -> str:
    """Heading of the method."""
    return _("Method and errors")


def warnings() -> str:
    """Heading of the warnings of a run."""
    return _("Warnings of this run")


def about_config() -> str:
    """Above the warnings that the program gave, which are in English."""
    return _("Messages of the program about the configuration:")


def passport() -> str:
    """Heading of config, seed and versions."""
    return _("Where these figures come from")


# --- Page one -------------------------------------------------------------------------------------


def icon_heading(scenario: str, year: int) -> str:
    """Above an icon array."""
    return _("{scenario}, by the end of {year}").format(scenario=scenario, year=year)


def icon_text(share: str) -> str:
    """Below an icon array: ``paid back in about 2 of 100``."""
    return _("paid back in {share}").format(share=share)


def icon_cheaper(share: str) -> str:
    """Below an icon array of another config: ``cheaper in about 2 of 100``."""
    return _("cheaper in {share}").format(share=share)


def words_note(start: int, horizon: int) -> str:
    """What the words of the tables of page one are."""
    return _(
        "Paid back: from that year on the net saving since {start}, against going on alone, stays "
        "at or above zero, to {horizon}. Cheaper: that saving is above zero at the end of the "
        "year, also where that turns later. P50: the middle future; 10 of 100 come out at P10 or "
        "worse, 90 at P90 or worse."
    ).format(start=start, horizon=horizon)


def plan_place_note() -> str:
    """What the place of the plan among the draws of an input is."""
    return _("The plan lies at P80 where 80 of 100 draws are at or below the value the plan uses.")


# --- Links ----------------------------------------------------------------------------------------


def skip() -> str:
    """The first link of the page."""
    return _("Skip to the answer")


def what_they_are() -> str:
    """Link to what is left out."""
    return _("what they are")


def in_full() -> str:
    """Link from the first words to the whole text."""
    return _("in full")


def its_own_report(config: str) -> str:
    """Link to the report of one config."""
    return _("{config}, its own report").format(config=config)


def data_table() -> str:
    """Opens the data table of a chart."""
    return _("Data table")


def made_with(version: str) -> str:
    """The foot of the page."""
    return _(
        "Made with ictsim {version}. The same configuration, seed and version give the same "
        "figures."
    ).format(version=version)


# --- Sheets of a workbook: at most 31 characters, none of []:*?/\ ---------------------------------


def sheet_answer() -> str:
    """Sentences and page one."""
    return _("Answer")


def sheet_percentiles() -> str:
    """Percentiles of the amounts."""
    return _("Percentiles")


def sheet_payback() -> str:
    """The payback year."""
    return _("Payback")


def sheet_councils() -> str:
    """Council by council."""
    return _("Councils")


def sheet_differences() -> str:
    """One scenario against another."""
    return _("Differences")


def sheet_chances() -> str:
    """The chance of being cheaper by each year, and which is cheapest."""
    return _("Chances")


def sheet_fan() -> str:
    """The saving by year."""
    return _("Yearly fan")


def sheet_curve() -> str:
    """The distribution function."""
    return _("Distribution function")


def sheet_inputs() -> str:
    """Inputs, events and correlations."""
    return _("Inputs")


def sheet_lines() -> str:
    """What is counted."""
    return _("Lines")


def sheet_texts() -> str:
    """What is left out, choices, method, warnings."""
    return _("Omissions and method")


def sheet_figures() -> str:
    """Every estimate by name."""
    return _("Figures")


def sheet_passport() -> str:
    """Config, seed, versions."""
    return _("Passport")


def sheet_margin() -> str:
    """Head of the column with half the width of the interval."""
    return _("± margin")


def points_amount() -> str:
    """Head of the amounts of a line of a distribution function."""
    return _("amount, x € 1,000")


def points_share() -> str:
    """Head of the shares of a line of a distribution function."""
    return _("share of the futures at or below")


def sheet_figures_caption() -> str:
    """Caption of the list of every estimate."""
    return _("Every estimate by its name: amounts in euros, shares and probabilities as fractions")


def sheet_figures_columns() -> tuple[str, ...]:
    """Column heads of the list of every estimate."""
    return (
        _("name"),
        _("value"),
        _("low (95 %)"),
        _("high (95 %)"),
        _("unit"),
        _("runs"),
        _("plan"),
        _("note"),
    )
