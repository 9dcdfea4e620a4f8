"""Words and sentences of a comparison: what several configs say of the same scenario."""

from __future__ import annotations

from collections.abc import Sequence

from ictsim.report.joint import Column, Joint
from ictsim.report.numbers import NEVER, frequency, grouped, year_text
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.left_out import late_sentences, left_out_sentence
from ictsim.report.wording.sentences import answer_of, answer_year, counted, listed

HEADING = "Side by side"
NOT_IN_CONFIG = "not in this config"
NOT_CALCULATED = "not calculated: stopped before"
HALF_BY = "half of the futures paid back by"
MOST_BY = "90 of 100 paid back by"
READING = (
    "All configurations are drawn with the same random numbers underneath: an input has the same "
    "value in the same future where neither its range nor what it goes together with differs, so "
    "what differs comes from the configurations and not from chance. Cheaper and better "
    "off: than going on alone, by the end of the year; how many of the calculated futures. Net "
    "saving: P50 is the middle one; 10 of 100 futures come out at P10 or worse, 90 at P90 or worse."
)


def caption(scenario: str, scale: float) -> str:
    """Of the table of one scenario."""
    return f"{scenario}, side by side; net saving in {words.axis_money(scale)}, minus is extra cost"


def cheaper_by(year: int) -> str:
    """A row."""
    return f"cheaper by {year}"


def council(name: str, year: int) -> str:
    """A row: the same chance for one council."""
    return f"{name} better off by {year}"


def saving_to(year: int) -> str:
    """A row."""
    return f"{words.saving_to(year)}: P50, and P10 to P90"


def low_to_high(low: str, high: str) -> str:
    """P10 and P90 in small print."""
    return f"{low} to {high}"


def terminal_cheaper(year: int) -> str:
    """Column head."""
    return f"cheaper\nby {year}"


TERMINAL_MOST = "90 %\nby"


def terminal_note(unit: str) -> str:
    """What the columns are."""
    return (
        "Cheaper than going on alone: share of futures; half and 90 % of them paid back by "
        f"(>: not by then). Savings in {unit}; minus is extra cost."
    )


def rest_of_page(joint: Joint) -> str:
    """What the rest of the report is about."""
    return f"Everything below is about {_quoted(joint.columns[0])} alone."


# --- What each of them says -----------------------------------------------------------------------


def headline(joint: Joint) -> str:
    """The answer of the first config, said to be its own, and what the others say of the same."""
    answer = answer_of(joint.first)
    own = f"In {_quoted(joint.columns[0])}: {answer[0].lower()}{answer[1:]}"
    return " ".join(part for part in (own, others(joint)) if part)


def others(joint: Joint) -> str:
    """How often it has paid back in the other configs; empty where no other one tells of it.

    It is what the answer is about: the last scenario of the first config, by the year its plan has
    paid back. Where no other config has that scenario, it is about one that two of them have.
    """
    told = _told(joint)
    if len(told) < 2:
        return ""
    scenario, view = joint.scenarios[0], told[0][1]
    is_answered = view is joint.first and scenario == joint.first.headline_scenario
    year = answer_year(view, scenario)
    name = f"{scenario}.payback_by.{year}"
    found: dict[str, list[str]] = {}
    for column, its_view in told[is_answered:]:
        if its_view.has(name):
            said = counted(frequency(its_view.estimate(name)))
            found.setdefault(said, []).append(_quoted(column))
    subject = "it" if is_answered else words.collaboration(view.short(scenario))
    parts = [f"in {said} in {listed(names)}" for said, names in found.items()]
    return f"By the end of {year} {subject} has paid back {listed(parts)}." if parts else ""


def _told(joint: Joint) -> list[tuple[Column, View]]:
    """The configs that have the scenario the sentences are about."""
    return joint.of_scenario(joint.scenarios[0]) if joint.scenarios else []


def middle_years(joint: Joint) -> str:
    """By when half of the futures are paid back in each; empty where there is one config only."""
    told = _told(joint)
    if len(told) < 2:
        return ""
    scenario = joint.scenarios[0]
    parts = [f"{_by(view, scenario)} in {_quoted(column)}" for column, view in told]
    subject = words.collaboration(told[0][1].short(scenario))
    return f"In half of the futures {subject} is paid back {listed(parts)}."


def _by(view: View, scenario: str) -> str:
    value = view.estimate(f"{scenario}.payback.p50").value
    if value is None:
        return "in an unknown year"
    year = view.horizon if value == NEVER else year_text(value, view.horizon)
    return f"{'not ' if value == NEVER else ''}by the end of {year}"


def councils_heading(joint: Joint) -> str:
    """Above what the first config says of each council."""
    return f"{words.COUNCILS_HEADING}, in {_quoted(joint.columns[0])}"


def left_out(joint: Joint) -> str:
    """How much is not in the figures of the first config."""
    return left_out_sentence(joint.first, _figures_of(joint.columns[0]))


def late(joint: Joint) -> list[str]:
    """In each config how much of the one-off cost comes after its last year, where it is much."""
    return [
        sentence
        for column, view in joint.calculated
        for sentence in late_sentences(view, _figures_of(column))
    ]


def _figures_of(column: Column) -> str:
    return f"the figures of {_quoted(column)}"


def _quoted(column: Column) -> str:
    return f'"{column.label}"'


# --- What does not compare ------------------------------------------------------------------------


def notes(joint: Joint) -> list[str]:
    """Where the configs differ in what is asked, and what that does to the comparison."""
    found = [_years(joint), _partners(joint), _starts(joint), _horizons(joint)]
    return [note for note in found if note]


def _each(joint: Joint, key: str) -> list[str]:
    """What each config has under a key of its case, one after the other."""
    cases = [layer.case for layer in joint.comparison.layers]
    return [
        f"{_one(case[key])} in {_quoted(column)}"
        for case, column in zip(cases, joint.columns, strict=True)
    ]


def _one(value: int | Sequence[int]) -> str:
    return str(value) if isinstance(value, int) else listed([str(one) for one in value])


def _differ(joint: Joint, key: str) -> bool:
    first, *others = (layer.case[key] for layer in joint.comparison.layers)
    return any(other != first for other in others)


def _years(joint: Joint) -> str:
    if not _differ(joint, "headline_years"):
        return ""
    shared = listed([str(year) for year in joint.years])
    return (
        f"Headline years differ: {'; '.join(_each(joint, 'headline_years'))}. Compared are the "
        f"years that all have: {shared}."
    )


def _starts(joint: Joint) -> str:
    if not _differ(joint, "start"):
        return ""
    return (
        f"First years differ: {'; '.join(_each(joint, 'start'))}. A net saving counts from the "
        "first year of its own configuration."
    )


def _horizons(joint: Joint) -> str:
    if not _differ(joint, "horizon"):
        return ""
    return (
        f"Last years calculated differ: {'; '.join(_each(joint, 'horizon'))}. What is paid back "
        "after the last year of its own configuration counts as not paid back."
    )


def _partners(joint: Joint) -> str:
    if joint.same_partners:
        return ""
    shared = joint.comparison.shared.partners
    names = listed([joint.first.partner(p) for p in shared]) if shared else "none"
    return (
        f"The councils differ; those that all have: {names}. Totals are of all councils of each "
        "configuration, so they are not alike."
    )


def partial(joint: Joint) -> str:
    """The warning on runs that were cut short; empty where all are complete."""
    comparison = joint.comparison
    if comparison.complete:
        return ""
    parts = [_done(layer.results.runs if layer.results else 0, comparison.planned_runs, column)
             for layer, column in zip(comparison.layers, joint.columns, strict=True)]  # fmt: skip
    return f"PARTIAL: the runs were stopped. Calculated: {'; '.join(parts)}."


def _done(runs: int, planned: int, column: Column) -> str:
    return f"{grouped(runs)} of {grouped(planned)} runs of {_quoted(column)}"
