"""Every sentence of the report, made from the record. Headings and labels are next door.

Page one counts in natural frequencies ("about 2 of 100 calculated futures") and rounds money to
50,000 euros: finer would suggest knowledge that is not there.
"""

from __future__ import annotations

import math

from ictsim.report.numbers import (
    NBSP,
    NEVER,
    Frequency,
    euros,
    frequency,
    grouped,
    half_width,
    one_digit_up,
    page_one_step,
    year_text,
)
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.results.record import Estimate, Results

_UNIT = "calculated futures"
_EXACT = Estimate(0.0, 0.0, 0.0, "eur", 1)  # a figure without sampling error
_FEW_COUNCILS = 4  # with more, a table says it better
_FEW = 6  # sentences about the plan on page one; the tables have the others


# --- Parts ----------------------------------------------------------------------------------------


def counted(how_often: Frequency) -> str:
    """A frequency in words: ``about 2 of 100``."""
    count, out_of = grouped(how_often.count), grouped(how_often.out_of)
    match how_often.relation:
        case "none" | "all":
            return how_often.relation
        case "unknown":
            return "an unknown number"
        case "between":
            return f"{count} to {how_often.upper} of{NBSP}{out_of}"
    return f"{how_often.relation} {count} of {out_of}".replace(f"{count} of ", f"{count} of{NBSP}")


def futures(estimate: Estimate, unit: str = _UNIT) -> str:
    """A probability as a number of futures: ``about 2 of 100 calculated futures``."""
    how_often = frequency(estimate)
    if how_often.relation == "unknown":
        return f"an unknown number of {unit}"
    if how_often.relation == "none":
        return f"none of the {unit}"
    return f"{counted(how_often)} {unit}"


def result(value: float, step: float) -> str:
    """An outcome in money, said as a saving or as extra cost."""
    if round(abs(value) / step) == 0:
        return "about nil"
    return f"{'a saving' if value > 0 else 'extra cost'} of {euros(value, step)}"


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- The answer -----------------------------------------------------------------------------------


def answer(results: Results) -> str:
    """The answer to the case's question in one sentence."""
    return answer_of(View.of(results))


def answer_of(view: View) -> str:
    """The answer to the case's question in one sentence."""
    results, scenario = view.results, view.headline_scenario
    if results.runs == 0:
        return "No answer: the run was stopped before the first future was calculated."
    text = payback_sentence(view, scenario) if scenario else _baseline_sentence(view)
    if results.complete:
        return text
    done, planned = grouped(results.runs), grouped(results.planned_runs)
    return f"Partial run, {done} of {planned} planned futures: {text[0].lower()}{text[1:]}"


def payback_sentence(view: View, scenario: str) -> str:
    """How often it is paid back by the plan's year, by when half, how often not in time."""
    subject = words.collaboration(view.short(scenario))
    if view.value(f"{scenario}.payback.no_change") == 1.0:
        return f"{_first_up(subject)} changes nothing against going on alone in any future."
    plan, year = view.plan_year(scenario), answer_year(view, scenario)
    by = view.estimate(f"{scenario}.payback_by.{year}")
    said = f", {words.AS_PLANNED}" if plan else ""
    text = f"In {futures(by)} {subject} has paid back by the end of {year}{said}"
    if plan is None:
        text += f" (the plan itself has not by the end of {view.horizon})"
    never = frequency(view.estimate(f"{scenario}.payback.never"))
    beyond = (
        f"in {counted(never)} it has not by the end of {view.horizon}, the last year calculated"
    )
    if never.relation == "none":
        beyond = f"all have by the end of {view.horizon}, the last year calculated"
    half = _half_by(view, scenario)
    rest = f"half of the futures have by {half}, and {beyond}" if half else beyond
    return f"{text}; {rest}{_never_under_water(view, scenario)}."


def answer_year(view: View, flow: str) -> int:
    """The year the answer is about: the plan's, else the last one the case asks for."""
    return view.plan_year(flow) or view.headline_years[-1]


def _half_by(view: View, flow: str) -> str:
    """By when half is paid back, or the years the runs leave open; empty where not in time."""
    middle = view.estimate(f"{flow}.payback.p50")
    if middle.value in (None, NEVER):
        return ""
    low, value, high = (year_text(x, view.horizon) for x in (middle.low, middle.value, middle.high))
    if not low or not high or low == high:
        return f"the end of {value}"
    is_open = middle.high == NEVER
    return f"some year from {low} on" if is_open else f"some year from {low} to {high}"


def _never_under_water(view: View, flow: str) -> str:
    above = view.estimate(f"{flow}.payback.never_under_water")
    if not isinstance(above.value, float) or above.value < 0.01:
        return ""
    return f"; in {counted(frequency(above))} it never costs more than going on alone"


def _baseline_sentence(view: View) -> str:
    year = view.headline_years[0]
    low, middle, high = (view.estimate(f"baseline.cost.{year}.p{p}") for p in (10, 50, 90))
    if not all(isinstance(x.value, float) for x in (low, middle, high)):
        return f"What going on alone costs in {year} is not defined."
    amounts = [euros(float(x.value or 0.0), page_one_step(x, 1e9)) for x in (low, middle, high)]
    return (
        f"Going on alone costs {amounts[1]} in {year} in the middle of the calculated futures, "
        f"and between {amounts[0]} and {amounts[2]} in 80 of 100; no collaboration is "
        "compared with it here."
    )


# --- The same for each council --------------------------------------------------------------------


def council_sentences(view: View, scenario: str) -> list[tuple[str, str]]:
    """Each council's name and its own answer; empty where there are too many, or one partner."""
    if not 2 <= len(view.partners) <= _FEW_COUNCILS:
        return []
    return [(label, _council_sentence(view, flow)) for label, flow in view.councils(scenario)]


def _council_sentence(view: View, flow: str) -> str:
    plan, year = view.plan_year(flow), answer_year(view, flow)
    by = futures(view.estimate(f"{flow}.payback_by.{year}"))
    said = f"by the end of {year}, {words.AS_PLANNED}," if plan else f"by the end of {year}"
    parts = [f"paid back {said} in {by}"]
    if plan is None:
        parts.append(f"in the plan not by the end of {view.horizon}")
    half = _half_by(view, flow)
    if half:
        parts.append(f"half of the futures by {half}")
    never = counted(frequency(view.estimate(f"{flow}.payback.never")))
    parts.append(f"not by the end of {view.horizon} in {never}")
    return "; ".join(parts) + "."


def every_council_sentence(view: View, scenario: str) -> str:
    """How often no council loses; empty where there is one partner only."""
    if len(view.partners) < 2:
        return ""
    parts = [
        f"by the end of {year} in "
        f"{counted(frequency(view.estimate(f'{scenario}.all_partners.{year}')))}"
        for year in view.headline_years
    ]
    return f"better off {listed(parts)}."


def settlement_sentences(view: View) -> list[str]:
    """How cost is divided over the councils; scenarios that do the same are told together."""
    if len(view.partners) < 2:
        return []
    alike: dict[tuple[str, bool], list[str]] = {}
    for scenario in view.scenarios:
        texts = view.case["scenarios"][scenario]
        how = (_divided(view, scenario), bool(texts.get("settled", True)))
        alike.setdefault(how, []).append(view.short(scenario))
    return [_settlement(names, *how) for how, names in alike.items()]


def _divided(view: View, scenario: str) -> str:
    texts = view.case["scenarios"][scenario]
    shares = texts.get("shares", {})
    said = [f"{view.partner(p)} {100 * shares[p]:.1f}{NBSP}%" for p in view.partners if p in shares]
    parts = f" ({listed(said)})" if said else ""
    key = str(texts.get("key", "")).replace("_", " ")
    return f"equally{parts}" if key == "equal" else f"by {key or 'a key'}{parts}"


def _settlement(names: list[str], divided: str, settled: bool) -> str:
    subject = words.collaboration(listed(names))
    if settled:
        return (
            f"The whole cost of {subject} is divided {divided}; each council is compared with "
            "its own cost of going on alone, so the key itself moves money between the councils."
        )
    return (
        f"In {subject} each council bears its own cost of going on alone; what the collaboration "
        f"adds or saves is divided {divided}."
    )


def listed(parts: list[str]) -> str:
    """Parts with commas, and ``and`` before the last."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


# --- Where the plan lies --------------------------------------------------------------------------


def plan_sentences(view: View) -> list[str]:
    """Where the plan lies, by headline year; of the last scenario only where there are many."""
    few = len(view.scenarios) * len(view.headline_years) <= _FEW
    found = (
        _plan_sentence(view, scenario, year)
        for scenario in (reversed(view.scenarios) if few else view.scenarios[-1:])
        for year in view.headline_years[:_FEW]
    )
    return [sentence for sentence in found if sentence]


def _plan_sentence(view: View, scenario: str, year: int) -> str:
    stem = f"{scenario}.saving.{year}"
    plan, below = view.base_number(stem), view.chance_of_falling_below_plan(stem)
    middle = view.estimate(f"{stem}.p50")
    if plan is None or below is None or half_width(middle) is None:
        return ""
    exact, step = page_one_step(_EXACT, view.spread), page_one_step(middle, view.spread)
    return (
        f"By the end of {year} the plan for {view.short(scenario)} counts on "
        f"{result(plan, exact)}; that beats {futures(below)}. Half of the futures come out at "
        f"{result(view.value(f'{stem}.p50') or 0.0, step)}, or worse."
    )


# --- What the figures rest on ---------------------------------------------------------------------


def base_sentence(view: View) -> str:
    """Runs, seed and the size of the sampling error."""
    results = view.results
    if view.certain:
        return (
            f"{grouped(results.runs)} runs, seed {results.seed}; no input has a range, so every "
            "run is the same and nothing here is uncertain."
        )
    error = one_digit_up(100 * 1.96 * 0.5 / math.sqrt(max(1, results.runs)))
    return (
        f"{grouped(results.runs)} calculated future{'s' if results.runs > 1 else ''}, seed "
        f"{results.seed}. Chance in the drawing "
        f"moves a probability by at most {error} percentage points; what moves it far more is "
        "which ranges are chosen and what is left out."
    )


def partial_sentence(view: View) -> str:
    """The warning on a run that was cut short; empty for a complete one."""
    results = view.results
    if results.complete:
        return ""
    if results.runs == 0:
        return "PARTIAL: the run was stopped before the first future was calculated."
    return (
        f"PARTIAL: {grouped(results.runs)} of {grouped(results.planned_runs)} planned runs were "
        "calculated before the run was stopped. The figures hold for those; their intervals are "
        "wider than planned."
    )


def future_sentence(view: View) -> str:
    """What a calculated future is."""
    return (
        f"A calculated future is one run of the years {view.start} to {view.horizon}: every "
        "uncertain number gets one value from its range, and the collaboration and going on alone "
        "are worked out with the same values. The plan is the same calculation with every number "
        "as planned."
    )


# --- Method and errors ----------------------------------------------------------------------------


def method_sentences(view: View) -> list[str]:
    """How it was calculated and how exact it is."""
    results = view.results
    rate = 100 * float(view.case["discount_rate"])
    finest = page_one_step(_EXACT, view.spread)
    found = [
        f"Amounts are nominal euros per calendar year. Paid back: the first year from which the "
        f"net saving since {view.start} stays at or above zero to {view.horizon}, the last year "
        "calculated. Cheaper or better off: that saving is above zero; a tie is not.",
        f"Net present value: to the end of {view.start}, at a nominal rate of {rate:g}{NBSP}%. "
        "P10 is the value that 10 of 100 futures stay at or below; P50 is the middle one. A mean "
        "is an average: a few very dear futures pull it down.",
        "Each probability and percentile has a 95 % sampling interval (Wilson for probabilities, "
        "order statistics for percentiles); its half width stands in small print after the ± "
        "sign, and the figure is rounded after it. Page one is rounded further: amounts to "
        f"{euros(finest, finest)}, "
        "probabilities to a count of futures.",
    ]
    if results.fan_runs < results.runs:
        found.append(
            f"Yearly fans, shares, one-off cost and the largest rise rest on the first "
            f"{grouped(results.fan_runs)} runs; everything else on all {grouped(results.runs)}."
        )
    return found + capped_sentences(view) + note_sentences(view)


def capped_sentences(view: View) -> list[str]:
    """Which inputs are cut off, and in how many futures."""
    return [
        f"{row.label or row.name}: cut off at {grouped(float(row.parameters['cap']), 1)} in "
        f"{one_digit_up(100 * row.capped)}{NBSP}% of the futures, because a tail this long has no "
        "natural end. A mean of this input depends on the cut."
        for row in view.results.inputs
        if row.capped > 0.0 and isinstance(row.parameters.get("cap"), float | int)
    ]


def note_sentences(view: View) -> list[str]:
    """The notes that figures carry, each once with the number of figures."""
    counts: dict[str, int] = {}
    for name, estimate in view.results.estimates.items():
        if estimate.note and not name.endswith(".sd"):
            counts[estimate.note] = counts.get(estimate.note, 0) + 1
    return [f"{n} figures carry this note: {note}." for note, n in counts.items()]
