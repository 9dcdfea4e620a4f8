"""Words and sentences of a comparison: what several configs say of the same scenario."""

from __future__ import annotations

from collections.abc import Sequence

from ictsim.report.joint import Column, Joint
from ictsim.report.numbers import NEVER, frequency, grouped, year_text
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.sentences import counted, futures, listed

HEADING = "Side by side"
NOT_IN_CONFIG = "not in this config"
NOT_CALCULATED = "not calculated: stopped before"
HALF_BY = "half of the futures paid back by"
MOST_BY = "90 of 100 paid back by"
READING = (
    "All configurations are drawn with the same seed: an input that two of them share has the same "
    "value in the same future, so what differs comes from the configurations. Cheaper and better "
    "off: than going on alone, by the end of the year; how many of the calculated futures. Net "
    "saving: the middle one, and P10 to P90 in small print."
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
        "Cheaper than going on alone: share of the futures; half and 90 % of them paid back by. "
        f"Savings in {unit}; minus is extra cost. Same draws in all."
    )


def rest_of_page(joint: Joint) -> str:
    """What the rest of the report is about."""
    return f"Everything below is about {_quoted(joint.columns[0])} alone."


# --- What the difference is -----------------------------------------------------------------------


def difference(joint: Joint) -> str:
    """How the chance of the headline scenario differs; empty where there is one config only."""
    told = _told(joint)
    if len(told) < 2:
        return ""
    scenario = joint.scenarios[0]
    (column, view), *others = told
    plan = view.plan_year(scenario)
    year = plan if plan in joint.years else joint.years[-1]
    said = ", the year the plan names," if year == plan else ""
    stem = f"{scenario}.beats.{year}"
    changes: dict[str, list[str]] = {}
    for other, its_view in others:
        changes.setdefault(_change(view, its_view, stem), []).append(_quoted(other))
    parts = [f"{change} in {listed(names)}" for change, names in changes.items()]
    return (
        f"By the end of {year}{said} {words.collaboration(view.short(scenario))} is cheaper than "
        f"going on alone in {futures(view.estimate(stem))} in {_quoted(column)}; that "
        f"{listed(parts)}."
    )


def _told(joint: Joint) -> list[tuple[Column, View]]:
    """The configs that have the scenario the sentences are about."""
    return joint.of_scenario(joint.scenarios[0]) if joint.scenarios else []


def _change(before: View, after: View, name: str) -> str:
    """``falls to fewer than 1 of 100``."""
    old, new = before.estimate(name), after.estimate(name)
    text = counted(frequency(new))
    values = before.value(name), after.value(name)
    if text == counted(frequency(old)) or None in values:
        return f"stays at {text}"
    return f"{'rises' if (values[1] or 0.0) > (values[0] or 0.0) else 'falls'} to {text}"


def middle_years(joint: Joint) -> str:
    """By when half of the futures are paid back in each; empty where there is one config only."""
    told = _told(joint)
    if len(told) < 2:
        return ""
    scenario = joint.scenarios[0]
    parts = [f"{_by(view, scenario)} in {_quoted(column)}" for column, view in told]
    return f"Half of the futures are paid back {listed(parts)}."


def _by(view: View, scenario: str) -> str:
    value = view.estimate(f"{scenario}.payback.p50").value
    if value == NEVER:
        return f"not by the end of {view.horizon}"
    return f"by the end of {year_text(value)}" if value is not None else "in an unknown year"


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
        "after the last year of its own configuration counts as never."
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
