"""The words of tables and figures: headings, captions, labels. Sentences are next door."""

from __future__ import annotations

from ictsim.metrics.payback import NEVER, NEVER_UNDER_WATER, NO_CHANGE

BASELINE = "going on alone"
PLAN = "the plan"
TOTAL = "all councils together"
EVERY_COUNCIL = "every council at once"
THOUSANDS = "amounts x € 1,000; minus is extra cost"
YEAR = "year"
MEDIAN = "P50 (median)"
MEAN = "mean"
SD = "standard deviation"
OUTCOMES = {
    NEVER_UNDER_WATER: "never under water",
    NO_CHANGE: "no change",
}
NATURES = {"investment": "one-off", "running": "running"}


def collaboration(short: str) -> str:
    """A scenario in a sentence."""
    return f"collaboration {short}"


def difference(upper: str, lower: str) -> str:
    """The difference of two scenarios."""
    return f"{upper} against {lower}"


def paid_back_by(year: int) -> str:
    """Column head."""
    return f"paid back by the end of {year}"


def better_off_by(year: int) -> str:
    """Column head."""
    return f"better off by the end of {year}"


def not_paid_back_by(horizon: int) -> str:
    """Column head."""
    return f"not paid back by the end of {horizon}"


HALF_BY = "half of the futures paid back by"
PLAN_YEAR = "the plan says"
AS_PLANNED = "the year in which it pays back if all goes as planned"
TOO_FEW = "too few runs"


def saving_to(year: int) -> str:
    """A row: cumulative net saving."""
    return f"net saving to {year}"


def npv_to(year: int) -> str:
    """A row: net present value."""
    return f"net present value to {year}"


PEAK = "funding peak (deepest loss)"
WORST_RISE = "largest rise of cost in one year"
ONE_OFF = "one-off cost"


def share_to(year: int) -> str:
    """A row: saving as a share of the baseline cost."""
    return f"net saving to {year}, share of the cost alone"


def best_by(year: int) -> str:
    """Column head."""
    return f"cheapest by the end of {year}"


def cost_in(year: int) -> str:
    """A row: cost of going on alone."""
    return f"cost in {year}"


# --- Captions of tables ---------------------------------------------------------------------------

PAGE_ONE_CHANCES = "How often it is paid back"
COUNCIL_CHANCES = "How often each council is paid back"


def page_one_money(scale: float) -> str:
    """Caption."""
    return f"Net saving, {axis_money(scale)}; minus is extra cost"


def councils_chances(scenario: str) -> str:
    """Caption."""
    return f"{scenario}: chances for each council, %"


def councils_money(scenario: str) -> str:
    """Caption."""
    return f"{scenario}: net saving for each council, x € 1,000; minus is extra cost"


def percentiles(scenario: str) -> str:
    """Caption."""
    return f"{scenario}: percentiles, {THOUSANDS}"


BEST = "Which is cheapest: share of the futures, %"
INPUTS = "Inputs that are drawn"
FIXED_INPUTS = "Inputs held certain"
LINES = "Costs and savings that are counted; the plan's amounts x € 1,000, minus is a saving"
BASELINE_COST = "Cost of going on alone, x € 1,000"
PASSPORT = "Where these figures come from"

INPUT_COLUMNS = ("input", "unit", "distribution", "P10", "P50", "P90", "plan", "plan lies at")
FIXED_COLUMNS = ("input", "unit", "value", "source")
SOURCE = "source"
CORRELATIONS = "Inputs that are drawn together"
CORRELATION_COLUMNS = ("input", "and", "rank correlation", "as drawn", SOURCE)
EVENTS = "What may happen, or not"
EVENT_COLUMNS = ("event", "kind", "with", SOURCE)
CORRELATION_SCALE = "rank correlations times"
OVERRIDE = "set on the command line"
LOWEST, HIGHEST = "lowest value", "highest value"
BELOW, ABOVE = "P0: at or below the range", "P100: at or above the range"
LINE_COLUMNS = ("item", "scenario", "category", "kind")
PASSPORT_COLUMNS = ("what", "value")


def exactly(share: float) -> str:
    """How often an input is exactly what the plan says."""
    return f"{100 * share:.0f} % are exactly it"


def many_values(count: int) -> str:
    """A list too long to print."""
    return f"{count:,} values"


def drawn_by_year(persistence: float | None) -> str:
    """What stands with an input that has another value each year."""
    with_it = f", persistence {persistence:g}" if persistence else ""
    return f"drawn for each year{with_it}"


def line_sum(start: int, end: int) -> str:
    """Column head."""
    return f"{start}–{end}"


# --- Figures --------------------------------------------------------------------------------------


def axis_money(scale: float) -> str:
    """Unit of a money axis."""
    return "€ million" if scale == 1e6 else "x € 1,000"


def payback_title(scenario: str) -> str:
    """Title of the payback bars."""
    return f"{scenario}: in which year is it paid back?"


def fan_title(scenario: str) -> str:
    """Title of the fan."""
    return f"{scenario}: net saving since the start, year by year"


def cost_fan_title() -> str:
    """Title of the fan of a case without scenarios."""
    return "Cost of going on alone, year by year"


def curve_title(scenario: str) -> str:
    """Title of the distribution function."""
    return f"{scenario}: how large a saving, how often?"


def chance_title(scenario: str) -> str:
    """Title of the chance by year."""
    return f"{scenario}: how often is it cheaper than going on alone?"


AXIS_FUTURES = "of 100 futures"
AXIS_SAVING = "net saving since the start"
AXIS_COST = "cost in the year"
AXIS_AT_MOST = "of 100 futures, at or below"
RIGHT_OF_ZERO = "Right of zero, so cheaper than going on alone:"
SAVING_SIDE, COST_SIDE = "saving →", "← extra cost"
SAVES = "above zero: cheaper than going on alone"
UNDER_ONE = "<1"
MEDIAN_LABEL = "median"
TOTAL_LABEL = "all together"
TOTAL_ALONE = "total"
PAYBACK_COLUMNS = ("paid back in", "share of the futures", "in that year or before")


def outcome(code: str, horizon: int) -> str:
    """An outcome of the payback year, in a table."""
    if code == NEVER:
        return f"not by the end of {horizon}"
    return OUTCOMES.get(code, code)


def outcome_tick(code: str, horizon: int) -> str:
    """An outcome of the payback year, under a bar."""
    text = outcome(code, horizon)
    for space in (" the end", " of ", " under", " change"):
        text = text.replace(space, "\n" + space[1:])
    return text


def plan_mark(code: str, horizon: int) -> str:
    """What stands at the plan's bar."""
    return f"{PLAN}: {outcome(code, horizon)}"


def curve_label(year: int) -> str:
    """A line's name."""
    return f"to {year}"


# --- Headings of the page that depend on the record -----------------------------------------------

LISTS = {
    "omitted": "Cost items left out",
    "not_in_money": "Effects nobody has put an amount on",
    "waiting": "What this model cannot calculate yet",
    "assumptions": "Choices of this model",
    "inconsistencies": "Where the source contradicts itself",
}
CHART_KINDS = {
    "payback": "In which year is it paid back?",
    "fan": "How does the saving grow over the years?",
    "cost": "How does the cost of going on alone grow?",
    "curve": "How large a saving, how often?",
    "chance": "How often is it cheaper than going on alone?",
    "tornado": "What decides the outcome?",
}
COUNCILS_HEADING = "What that means for each council"
SECTION_PERCENTILES = "Percentiles"
SECTION_COUNCILS = "Council by council"
SECTION_BEST = "Which is cheapest?"


def section_difference(label: str) -> str:
    """Heading of what one scenario adds to another."""
    return f"The difference: {label}"


# --- The terminal ---------------------------------------------------------------------------------

TERMINAL_HALF = "half\nby"


def terminal_by(year: int) -> str:
    """Column head."""
    return f"paid by\n{year}"


def terminal_not_by(horizon: int) -> str:
    """Column head."""
    return f"not by\n{horizon}"


def terminal_saving(year: int) -> str:
    """Column head."""
    return f"saving to {year}\nP10  P50  P90"


def terminal_note(unit: str) -> str:
    """What the columns are."""
    return f"Share of the futures; savings in {unit}, minus is extra cost; >: not by then."


def terminal_late(horizon: int) -> str:
    """A year in a few characters: none up to the last one."""
    return f">{horizon}"


def terminal_more(rows: int) -> str:
    """Below a table that is cut."""
    return f"… {rows} more rows"
