"""The words of tables and figures: headings, captions, labels. Sentences are next door.

A constant is English, marked for translation; who prints it translates it.
"""

from __future__ import annotations

from ictsim.metrics.payback import NEVER, NEVER_UNDER_WATER, NO_CHANGE
from ictsim.report.language import N_, _, digits, ngettext
from ictsim.report.numbers import grouped

BASELINE = N_("going on alone")
PLAN = N_("the plan")
TOTAL = N_("all councils together")
YEAR = N_("year")
MEDIAN = N_("P50 (median)")
MEAN = N_("mean")
SD = N_("standard deviation")
OUTCOMES = {
    NEVER_UNDER_WATER: N_("never under water"),
    NO_CHANGE: N_("no change"),
}
NATURES = {"investment": N_("one-off"), "running": N_("running")}


def every_council(count: int) -> str:
    """All ``count`` councils at the same time."""
    return _("both councils") if count == 2 else _("every council at once")


def collaboration(short: str) -> str:
    """A scenario in a sentence."""
    return _("collaboration {name}").format(name=short)


def difference(upper: str, lower: str) -> str:
    """The difference of two scenarios."""
    return _("{scenario} against {other}").format(scenario=upper, other=lower)


def paid_back_by(year: int) -> str:
    """Column head."""
    return _("paid back by the end of {year}").format(year=year)


def cheaper_by(year: int) -> str:
    """Column head."""
    return _("cheaper by the end of {year}").format(year=year)


def not_paid_back_by(horizon: int) -> str:
    """Column head."""
    return _("not paid back by the end of {year}").format(year=horizon)


HALF_BY = N_("half paid back by")
PLAN_YEAR = N_("the plan says")
AS_PLANNED = N_("the year in which it pays back if all goes as planned")
TOO_FEW = N_("too few runs")


def saving_to(year: int) -> str:
    """A row: cumulative net saving."""
    return _("net saving to {year}").format(year=year)


def npv_to(year: int) -> str:
    """A row: net present value."""
    return _("net present value to {year}").format(year=year)


def npv_in_cash(year: int) -> str:
    """The same where cash is not the budget."""
    return _("net present value to {year}, on cash").format(year=year)


PEAK = N_("funding peak (deepest loss)")
WORST_RISE = N_("largest rise of cost in one year")
ONE_OFF = N_("one-off cost")


def share_to(year: int) -> str:
    """A row: saving as a share of the baseline cost."""
    return _("net saving to {year}, share of the cost alone").format(year=year)


def best_by(year: int) -> str:
    """Column head."""
    return _("cheapest by the end of {year}").format(year=year)


def cost_in(year: int) -> str:
    """A row: cost of going on alone."""
    return _("cost in {year}").format(year=year)


# --- Captions of tables ---------------------------------------------------------------------------

PAGE_ONE_CHANCES = N_("How often it is paid back")
COUNCIL_CHANCES = N_("How often each council is paid back")


def page_one_row(scenario: str, year: int) -> str:
    """A row: the saving of a scenario by a year."""
    return _("{scenario}, to the end of {year}").format(scenario=scenario, year=year)


def page_one_money(scale: float) -> str:
    """Caption."""
    return _("Net saving, {unit}; minus is extra cost").format(unit=axis_money(scale))


def councils_chances(scenario: str) -> str:
    """Caption."""
    return _("{scenario}: chances for each council, %").format(scenario=scenario)


def councils_money(scenario: str) -> str:
    """Caption."""
    return _("{scenario}: net saving for each council, x € 1,000; minus is extra cost").format(
        scenario=scenario
    )


def percentiles(scenario: str) -> str:
    """Caption."""
    return _("{scenario}: percentiles, amounts x € 1,000; minus is extra cost").format(
        scenario=scenario
    )


BEST = N_("Which is cheapest: share of the futures, %")
INPUTS = N_("Inputs that are drawn")
FIXED_INPUTS = N_("Inputs held certain")
LINES = N_("Costs and savings that are counted; the plan's amounts x € 1,000, minus is a saving")
BASELINE_COST = N_("Cost of going on alone, x € 1,000")
PASSPORT = N_("Where these figures come from")

INPUT_COLUMNS = (
    N_("input"), N_("unit"), N_("distribution"), "P10", "P50", "P90", N_("plan"), N_("plan lies at")
)  # fmt: skip
FIXED_COLUMNS = (N_("input"), N_("unit"), N_("value"), N_("source"))
SOURCE = N_("source")
CORRELATIONS = N_("Inputs that are drawn together")
CORRELATION_COLUMNS = (N_("input"), N_("and"), N_("rank correlation"), N_("as drawn"), SOURCE)
EVENTS = N_("What may happen, or not")
EVENT_COLUMNS = (N_("event"), N_("kind"), N_("with"), SOURCE)
CORRELATION_SCALE = N_("rank correlations times")
OVERRIDE = N_("set on the command line")
LOWEST, HIGHEST = N_("lowest value"), N_("highest value")
BELOW, ABOVE = N_("P0: at or below the range"), N_("P100: at or above the range")
LINE_COLUMNS = (N_("item"), N_("scenario"), N_("category"), N_("kind"))
COUNCIL_END = N_("to the end of")
RECONCILING = N_("reconciling item")
PASSPORT_COLUMNS = (N_("what"), N_("value"))
CONFIG, CONFIG_HASH = N_("configuration"), N_("hash of its content (SHA-256)")
RUNS, SEED, DRAWING, INPUTS_IN_ALL = N_("runs"), N_("seed"), N_("drawing"), N_("inputs")
WEIGHTS, OR = N_("weights"), N_("or")  # of a mixture
METHODS = {"mc": "Monte Carlo, Philox4x32-10"}


def runs_of(runs: int, planned: int) -> str:
    """In the passport."""
    return _("{runs} of {planned} planned").format(runs=grouped(runs), planned=grouped(planned))


def drawn_of(drawn: int, fixed: int) -> str:
    """In the passport."""
    return _("{drawn} drawn, {fixed} held certain").format(drawn=drawn, fixed=fixed)


def exactly(share: float) -> str:
    """How often an input is exactly what the plan says."""
    return _("{share} % are exactly it").format(share=f"{100 * share:.0f}")


def many_values(count: int) -> str:
    """A list too long to print."""
    return _("{count} values").format(count=grouped(count))


def drawn_by_year(persistence: float | None) -> str:
    """What stands with an input that has another value each year."""
    if not persistence:
        return _("drawn for each year")
    return _("drawn for each year, persistence {value}").format(value=digits(f"{persistence:g}"))


def line_sum(start: int, end: int) -> str:
    """Column head."""
    return f"{start}–{end}"


# --- Figures --------------------------------------------------------------------------------------


def right_of_zero(other: str) -> str:
    """Below a distribution function; ``other`` is what the scenario is compared with."""
    return _("Right of zero, so cheaper than {other}:").format(other=other)


def saves(other: str) -> str:
    """A row: the chance that the saving is above zero."""
    return _("above zero: cheaper than {other}").format(other=other)


def axis_money(scale: float) -> str:
    """Unit of a money axis."""
    return _("€ million") if scale == 1e6 else _("x € 1,000")


def payback_title(scenario: str) -> str:
    """Title of the payback bars."""
    return _("{scenario}: in which year is it paid back?").format(scenario=scenario)


def fan_title(scenario: str) -> str:
    """Title of the fan."""
    return _("{scenario}: net saving since the start, year by year").format(scenario=scenario)


def cost_fan_title() -> str:
    """Title of the fan of a case without scenarios."""
    return _("Cost of going on alone, year by year")


def curve_title(scenario: str) -> str:
    """Title of the distribution function."""
    return _("{scenario}: how large a saving, how often?").format(scenario=scenario)


def chance_title(scenario: str) -> str:
    """Title of the chance by year."""
    return _("{scenario}: how often is it cheaper than going on alone?").format(scenario=scenario)


def fan_caption(title: str) -> str:
    """Caption of the data of a fan."""
    return _("{title}, x € 1,000").format(title=title)


def curve_caption(title: str) -> str:
    """Caption of the data of a distribution function."""
    return _("{title} x € 1,000").format(title=title)


AXIS_FUTURES = N_("of 100 futures")
AXIS_SAVING = N_("net saving since the start")
AXIS_COST = N_("cost in the year")
AXIS_AT_MOST = N_("of 100 futures, at or below")
SAVING_SIDE, COST_SIDE = N_("saving →"), N_("← extra cost")
MEDIAN_LABEL = N_("median")
TOTAL_LABEL = N_("all together")
TOTAL_ALONE = N_("total")
PAYBACK_COLUMNS = (N_("paid back in"), N_("share of the futures"), N_("in that year or before"))
_TICKS = {  # the same in lines short enough to stand under a bar
    NEVER: N_("not by\nthe end\nof {year}"),
    NEVER_UNDER_WATER: N_("never\nunder water"),
    NO_CHANGE: N_("no\nchange"),
}


def outcome(code: str, horizon: int) -> str:
    """An outcome of the payback year, in a table."""
    if code == NEVER:
        return _("not by the end of {year}").format(year=horizon)
    return _(OUTCOMES[code]) if code in OUTCOMES else code


def or_before(year: str) -> str:
    """Several payback years, up to this one."""
    return _("{year} or before").format(year=year)


def outcome_tick(code: str, horizon: int) -> str:
    """An outcome of the payback year, under a bar."""
    return _(_TICKS[code]).format(year=horizon) if code in _TICKS else code


def plan_mark(code: str, horizon: int) -> str:
    """What stands at the plan's bar."""
    return _("the plan: {outcome}").format(outcome=outcome(code, horizon))


def curve_label(year: int) -> str:
    """A line's name."""
    return _("to {year}").format(year=year)


# --- Headings of the page that depend on the record -----------------------------------------------

LISTS = {
    "omitted": N_("Cost items left out"),
    "not_in_money": N_("Effects nobody has put an amount on"),
    "waiting": N_("What this model cannot calculate yet"),
    "assumptions": N_("Choices of this model"),
    "inconsistencies": N_("Where the source contradicts itself"),
}
CHART_KINDS = {
    "payback": N_("In which year is it paid back?"),
    "fan": N_("How does the saving grow over the years?"),
    "cost": N_("How does the cost of going on alone grow?"),
    "curve": N_("How large a saving, how often?"),
    "chance": N_("How often is it cheaper than going on alone?"),
    "tornado": N_("What decides the outcome?"),
}
COUNCILS_HEADING = N_("What that means for each council")
SECTION_PERCENTILES = N_("Percentiles")
SECTION_COUNCILS = N_("Council by council")
SECTION_BEST = N_("Which is cheapest?")


def section_difference(label: str) -> str:
    """Heading of what one scenario adds to another."""
    return _("The difference: {label}").format(label=label)


# --- The terminal ---------------------------------------------------------------------------------

TERMINAL_HALF = N_("half\nby")


def terminal_by(year: int) -> str:
    """Column head."""
    return _("paid by\n{year}").format(year=year)


def terminal_not_by(horizon: int) -> str:
    """Column head."""
    return _("not by\n{year}").format(year=horizon)


def terminal_saving(year: int) -> str:
    """Column head, above the names of the percentiles."""
    return _("saving to {year}").format(year=year)


def terminal_note(unit: str) -> str:
    """What the columns are."""
    return _("% of futures; savings in {unit}, minus: extra cost; >: later; ~: not sure.").format(
        unit=unit
    )


def terminal_late(horizon: int) -> str:
    """A year in a few characters: none up to the last one."""
    return f">{horizon}"


def terminal_open(year: str) -> str:
    """A year that is not certain within the sampling error."""
    return f"~{year}"


def terminal_more(rows: int) -> str:
    """Below a table that is cut."""
    return ngettext("… {count} more row", "… {count} more rows", rows).format(count=rows)
