"""Every sentence of the report, made from the record. Headings and labels are next door.

Page one counts in natural frequencies ("about 2 of 100 calculated futures") and rounds all its
money to one step: finer would suggest knowledge that is not there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ictsim.report.language import _, digits, ngettext
from ictsim.report.numbers import (
    NEVER,
    euros,
    frequency,
    grouped,
    half_width,
    in_percent,
    one_digit_up,
    year_text,
)
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.notes import capped_sentences, note_sentences
from ictsim.report.wording.parts import counted, futures, listed, lower_first, result
from ictsim.report.wording.unchanged import above_water, no_change, with_unchanged
from ictsim.results.record import Results

_FEW_COUNCILS = 4  # with more, a table says it better
_FEW = 6  # sentences about the plan on page one; the tables have the others


# --- The answer -----------------------------------------------------------------------------------


def answer(results: Results) -> str:
    """The answer to the case's question, also against the scenario that the last one builds on."""
    view = View.of(results)
    return " ".join((answer_of(view), *against_sentences(view)))


def answer_of(view: View) -> str:
    """The answer to the case's question against going on alone."""
    return " ".join(answer_sentences(view))


def answer_sentences(view: View) -> list[str]:
    """The same, sentence by sentence: what is asked comes first."""
    results, scenario = view.results, view.headline_scenario
    if results.runs == 0:
        return [_("No answer: the run was stopped before the first future was calculated.")]
    first, *others = _payback(view, scenario) if scenario else [_baseline_sentence(view)]
    if not results.complete:
        first = _("Partial run, {done} of {planned} planned futures: {answer}").format(
            done=grouped(results.runs),
            planned=grouped(results.planned_runs),
            answer=lower_first(first),
        )
    return [first, *others]


def _payback(view: View, scenario: str) -> list[str]:
    """How often it is paid back by the plan's year, by when half, how often not in time."""
    if view.value(f"{scenario}.payback.no_change") == 1.0:
        text = _("Collaboration {name} changes nothing against going on alone in any future.")
        return [text.format(name=view.short(scenario))]
    others = (
        _half(view, scenario),
        _never(view, scenario),
        no_change(view, scenario),
        above_water(view, scenario),
    )
    return [_paid_back(view, scenario), *(sentence for sentence in others if sentence)]


def _paid_back(view: View, scenario: str) -> str:
    """How often by the year of the answer."""
    year = answer_year(view, scenario)
    text = _(
        "In {futures} {collaboration} has paid back by the end of {year} (the plan itself has not "
        "by the end of {horizon})."
    )
    if view.plan_year(scenario):
        text = _("In {futures} {collaboration} has paid back by the end of {year}, {as_planned}.")
    said = futures(view.estimate(f"{scenario}.payback_by.{year}"))
    return text.format(
        futures=with_unchanged(view, scenario, said),
        collaboration=words.collaboration(view.short(scenario)),
        year=year,
        as_planned=_(words.AS_PLANNED),
        horizon=view.horizon,
    )


def _half(view: View, scenario: str) -> str:
    """By when half of the futures are; empty where that is not in time."""
    half = half_by(view, scenario)
    return _("Half of the futures have by {half}.").format(half=half) if half else ""


def _never(view: View, scenario: str) -> str:
    """How many are not at all."""
    never = frequency(view.estimate(f"{scenario}.payback.never"))
    text = _("In {never} it has not by the end of {horizon}, the last year calculated.")
    if never.relation == "none":
        text = _("All have by the end of {horizon}, the last year calculated.")
    return text.format(never=counted(never), horizon=view.horizon)


def answer_year(view: View, flow: str) -> int:
    """The year the answer is about: the plan's, else the last one the case asks for."""
    return view.plan_year(flow) or view.headline_years[-1]


def half_by(view: View, flow: str) -> str:
    """By when half is paid back, or the years the runs leave open; empty where not in time."""
    middle = view.estimate(f"{flow}.payback.p50")
    if middle.value in (None, NEVER):
        return ""
    low, value, high = (year_text(x, view.horizon) for x in (middle.low, middle.value, middle.high))
    if not low or not high or low == high:
        return _("the end of {year}").format(year=value)
    is_open = middle.high == NEVER
    if is_open and view.is_last(flow, middle.low):
        text = _("the end of {low} or (the runs leave both open) not by the end of {horizon}")
        return text.format(low=low, horizon=view.horizon)
    text = _("some year from {low} on") if is_open else _("some year from {low} to {high}")
    return text.format(low=low, high=high)


def _baseline_sentence(view: View) -> str:
    year = view.headline_years[0]
    found = [view.estimate(f"baseline.cost.{year}.p{p}") for p in (10, 50, 90)]
    if not all(isinstance(x.value, float) for x in found):
        return _("What going on alone costs in {year} is not defined.").format(year=year)
    low, middle, high = (euros(float(x.value or 0.0), view.money.step_of(x)) for x in found)
    if low == high:
        return _(
            "Going on alone costs {middle} in {year} in at least 80 of 100 calculated futures; no "
            "collaboration is compared with it here."
        ).format(middle=middle, year=year)
    return _(
        "Going on alone costs {middle} in {year} in the middle of the calculated futures, and "
        "between {low} and {high} in 80 of 100; no collaboration is compared with it here."
    ).format(middle=middle, year=year, low=low, high=high)


def against_sentences(view: View) -> list[str]:
    """How often the last scenario is cheaper than one it builds on, and by when half is."""
    scenario = view.headline_scenario
    if scenario is None or view.results.runs == 0:
        return []
    pairs = view.differences_of(scenario)
    return [s for name, lower in pairs for s in _against(view, scenario, name, lower)]


def _against(view: View, scenario: str, name: str, lower: str) -> Iterator[str]:
    parts = [_by_end(view, f"{name}.beats", year) for year in view.headline_years]
    yield _("Compared with {other}, {scenario} is cheaper {parts}.").format(
        other=view.short(lower), scenario=view.short(scenario), parts=listed(parts)
    )
    half, never = half_by(view, name), view.estimate(f"{name}.payback.p50").value == NEVER
    if half:
        yield _("In half of the futures it has paid back against {other} by {half}.").format(
            other=view.short(lower), half=half
        )
    elif never:
        yield _(
            "In half of the futures it has not paid back against {other} by the end of {horizon}."
        ).format(other=view.short(lower), horizon=view.horizon)


def _by_end(view: View, stem: str, year: int) -> str:
    """How often by the end of a year, as a part of a sentence."""
    return _("by the end of {year} in {counted}").format(
        year=year, counted=counted(frequency(view.estimate(f"{stem}.{year}")))
    )


# --- The same for each council --------------------------------------------------------------------


def council_sentences(view: View, scenario: str) -> list[tuple[str, str]]:
    """Each council's name and its own answer; empty where there are too many, or one partner."""
    if not 2 <= len(view.partners) <= _FEW_COUNCILS:
        return []
    return [(label, _council_sentence(view, flow)) for label, flow in view.councils(scenario)]


def _council_sentence(view: View, flow: str) -> str:
    if view.value(f"{flow}.payback.no_change") == 1.0:
        return _("nothing changes against going on alone in any future.")
    plan, year = view.plan_year(flow), answer_year(view, flow)
    by = _("paid back by the end of {year} in {futures}")
    if plan:
        by = _("paid back by the end of {year}, {as_planned}, in {futures}")
    said = with_unchanged(view, flow, futures(view.estimate(f"{flow}.payback_by.{year}")))
    parts = [by.format(year=year, futures=said, as_planned=_(words.AS_PLANNED))]
    if plan is None:
        parts.append(_("in the plan not by the end of {horizon}").format(horizon=view.horizon))
    if half := half_by(view, flow):
        parts.append(_("half of the futures by {half}").format(half=half))
    never = counted(frequency(view.estimate(f"{flow}.payback.never")))
    parts.append(
        _("not by the end of {horizon} in {never}").format(horizon=view.horizon, never=never)
    )
    return "; ".join(parts) + "."


def every_council_sentence(view: View, scenario: str) -> str:
    """How often no council loses; empty where there is one partner only."""
    if len(view.partners) < 2:
        return ""
    parts = [_by_end(view, f"{scenario}.all_partners", year) for year in view.headline_years]
    return _("cheaper {parts}.").format(parts=listed(parts))


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


def headline_place(view: View) -> str:
    """Where the plan of the last scenario lies at the last headline year; empty without one."""
    scenario = view.headline_scenario
    if scenario is None or view.results.runs == 0:
        return ""
    return plan_place(view, scenario, view.headline_years[-1])


def plan_and_against(view: View) -> list[str]:
    """Where the plan of the last scenario lies, and the scenario against the one it builds on."""
    return [s for s in (headline_place(view), *against_sentences(view)) if s]


def plan_place(view: View, scenario: str, year: int) -> str:
    """What the plan counts on by a year, and how many futures that beats; empty without."""
    stem = f"{scenario}.saving.{year}"
    plan, below = view.base_number(stem), view.chance_of_falling_below_plan(stem)
    if plan is None or below is None:
        return ""
    return _(
        "By the end of {year} the plan for {scenario} counts on {planned}; that beats {futures}."
    ).format(
        year=year,
        scenario=view.short(scenario),
        planned=result(plan, view.money.exact_step),
        futures=futures(below),
    )


def _plan_sentence(view: View, scenario: str, year: int) -> str:
    place, name = plan_place(view, scenario, year), f"{scenario}.saving.{year}.p50"
    middle = view.estimate(name)
    if not place or half_width(middle) is None:
        return ""
    said = result(view.value(name) or 0.0, view.money.step_of(middle))
    worse = _("Half of the futures come out at {middle}, or worse.").format(middle=said)
    return f"{place} {worse}"


# --- What the figures rest on ---------------------------------------------------------------------


def base_sentence(view: View) -> str:
    """Runs, seed and the size of the sampling error."""
    results = view.results
    runs = grouped(results.runs)
    if view.certain:
        return ngettext(
            "{runs} run, seed {seed}; no input has a range, so every run is the same and nothing "
            "here is uncertain.",
            "{runs} runs, seed {seed}; no input has a range, so every run is the same and nothing "
            "here is uncertain.",
            results.runs,
        ).format(runs=runs, seed=results.seed)
    error = one_digit_up(100 * 1.96 * 0.5 / math.sqrt(max(1, results.runs)))
    return ngettext(
        "{runs} calculated future, seed {seed}. Chance in the drawing moves a probability by at "
        "most {error} percentage points; what moves it far more is which ranges are chosen and "
        "what is left out.",
        "{runs} calculated futures, seed {seed}. Chance in the drawing moves a probability by at "
        "most {error} percentage points; what moves it far more is which ranges are chosen and "
        "what is left out.",
        results.runs,
    ).format(runs=runs, seed=results.seed, error=error)


def partial_sentence(view: View) -> str:
    """The warning on a run that was cut short; empty for a complete one."""
    results = view.results
    if results.complete:
        return ""
    if results.runs == 0:
        return _("PARTIAL: the run was stopped before the first future was calculated.")
    return _(
        "PARTIAL: {done} of {planned} planned runs were calculated before the run was stopped. The "
        "figures hold for those; their intervals are wider than planned."
    ).format(done=grouped(results.runs), planned=grouped(results.planned_runs))


def future_in_brief() -> str:
    """What a calculated future is, where the words are met first."""
    return _(
        "One calculated future = all years worked out once, with one value from its range for "
        "every uncertain number."
    )


def future_sentence(view: View) -> str:
    """What a calculated future is, and what the plan is."""
    return _(
        "A calculated future is one run of the years {start} to {horizon}: every uncertain number "
        "gets one value from its range, and the collaboration and going on alone are worked out "
        "with the same values. The plan is the same calculation with every number as planned."
    ).format(start=view.start, horizon=view.horizon)


# --- Method and errors ----------------------------------------------------------------------------


def method_sentences(view: View) -> list[str]:
    """How it was calculated and how exact it is."""
    results = view.results
    found = [
        _(
            "Amounts are nominal euros per calendar year. Paid back: the first year from which the "
            "net saving since {start} stays at or above zero to {horizon}, the last year "
            "calculated. Cheaper: that saving is above zero; a tie is not."
        ).format(start=view.start, horizon=view.horizon),
        _(
            "Net present value: to the end of {start}, at a nominal rate of {rate}. P10 is the "
            "value that 10 of 100 futures stay at or below; P50 is the middle one. A mean is an "
            "average: a few very dear futures pull it down."
        ).format(
            start=view.start,
            rate=in_percent(digits(f"{100 * float(view.case['discount_rate']):g}")),
        ),
        _(
            "Each probability and percentile has a 95 % sampling interval (Wilson for "
            "probabilities, order statistics for percentiles); its half width stands in small "
            "print after the ± sign, or both its ends where one side is more than twice the "
            "other, and the figure is rounded after it. Page one is rounded further: amounts to "
            "{step}, with the interval beside what is less certain; chances to whole ones of 100 "
            "below 10, above 90 and from 45 to 55, to fives elsewhere, and coarser with fewer than "
            "10,000 runs."
        ).format(step=euros(view.money.step, view.money.step)),
    ]
    if results.fan_runs < results.runs:
        found.append(
            _(
                "Yearly fans, shares, one-off cost and the largest rise rest on the first {first} "
                "runs; everything else on all {runs}."
            ).format(first=grouped(results.fan_runs), runs=grouped(results.runs))
        )
    return found + capped_sentences(view) + note_sentences(view)
