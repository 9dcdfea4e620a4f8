"""The words of tables and figures: headings, captions, labels. Sentences are next door."""

from __future__ import annotations

from ictsim.metrics.payback import NEVER_UNDER_WATER, NO_CHANGE

BASELINE = "going on alone"
PLAN = "the plan"
TOTAL = "all councils together"
EVERY_COUNCIL = "every council"
THOUSANDS = "amounts x € 1,000; minus is extra cost"
YEAR = "year"
MEDIAN = "P50 (median)"
MEAN = "mean (average)"
SD = "standard deviation"
NEVER_BAR = "not by the\nend of {horizon}"
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


def saving_to(year: int) -> str:
    """A row: cumulative net saving."""
    return f"net saving to the end of {year}"


def npv_to(year: int, rate: float) -> str:
    """A row: net present value."""
    return f"net present value to {year} at {100 * rate:g} %"


PEAK = "funding peak: deepest cumulative loss"
WORST_RISE = "largest rise of cost in one year"
ONE_OFF = "one-off cost"


def share_to(year: int) -> str:
    """A row: saving as a share of the baseline cost."""
    return f"net saving to {year}, share of the cost of going on alone"


def best_by(year: int) -> str:
    """Column head."""
    return f"cheapest by the end of {year}"


def cost_in(year: int) -> str:
    """A row: cost of going on alone."""
    return f"cost in {year}"


# --- Captions of tables ---------------------------------------------------------------------------

PAGE_ONE_CHANCES = "How often it is paid back"
PAGE_ONE_MONEY = "Net saving, € million; minus is extra cost"
COUNCIL_CHANCES = "How often each council is paid back"


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
LOWEST, HIGHEST = "the lowest value", "the highest value"
BELOW, ABOVE = "P0: at or below the range", "P100: at or above the range"
LINE_COLUMNS = ("item", "scenario", "category", "kind")
PASSPORT_COLUMNS = ("what", "value")


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
BREAK_EVEN = "as dear as going on alone"
ABOVE_ZERO = "of 100 save"
FAN_BANDS = ("P5–P95: 90 of 100", "P10–P90: 80 of 100", "P25–P75: 50 of 100")
