"""Words and sentences of a comparison: what several configs say of the same scenario."""

from __future__ import annotations

from collections.abc import Sequence

from ictsim.report.joint import Column, Joint
from ictsim.report.language import N_, _
from ictsim.report.numbers import NEVER, frequency, grouped, year_text
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.left_out import late_sentences, left_out_sentence
from ictsim.report.wording.parts import counted, listed, lower_first
from ictsim.report.wording.sentences import answer_of, answer_year

HEADING = N_("Side by side")
NOT_IN_CONFIG = N_("not in this config")
NOT_CALCULATED = N_("not calculated: stopped before")
HALF_BY = words.HALF_BY
MOST_BY = N_("90 of 100 paid back by")
READING = N_(
    "All configurations are drawn with the same random numbers underneath: an input has the same "
    "value in the same future where neither its range nor what it goes together with differs, so "
    "what differs comes from the configurations and not from chance. Cheaper and better "
    "off: than going on alone, by the end of the year; how many of the calculated futures. Net "
    "saving: P50 is the middle one; 10 of 100 futures come out at P10 or worse, 90 at P90 or worse."
)


def caption(scenario: str, scale: float) -> str:
    """Of the table of one scenario."""
    return _("{scenario}, side by side; net saving in {unit}, minus is extra cost").format(
        scenario=scenario, unit=words.axis_money(scale)
    )


def cheaper_by(year: int) -> str:
    """A row."""
    return _("cheaper by {year}").format(year=year)


def council(name: str, year: int) -> str:
    """A row: the same chance for one council."""
    return _("{council} better off by {year}").format(council=name, year=year)


def saving_to(year: int, level: int) -> str:
    """A row: a percentile of the saving."""
    return _("net saving to {year}: P{level}").format(year=year, level=level)


def terminal_cheaper(year: int) -> str:
    """Column head."""
    return _("cheaper\nby {year}").format(year=year)


TERMINAL_MOST = N_("90 %\nby")


def terminal_note(unit: str) -> str:
    """What the columns are."""
    return _(
        "Cheaper than going on alone: share of futures; half and 90 % of them paid back by "
        "(>: not by then). Savings in {unit}; minus is extra cost."
    ).format(unit=unit)


def rest_of_page(joint: Joint) -> str:
    """What the rest of the report is about."""
    return _("Everything below is about {config} alone.").format(config=_quoted(joint.columns[0]))


# --- What each of them says -----------------------------------------------------------------------


def headline(joint: Joint) -> str:
    """The answer of the first config, said to be its own, and what the others say of the same."""
    own = _("In {config}: {answer}").format(
        config=_quoted(joint.columns[0]), answer=lower_first(answer_of(joint.first))
    )
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
    figure = f"{scenario}.payback_by.{year}"
    found: dict[str, list[str]] = {}
    for column, its_view in told[is_answered:]:
        if its_view.has(figure):
            said = counted(frequency(its_view.estimate(figure)))
            found.setdefault(said, []).append(_quoted(column))
    if not found:
        return ""
    text = _("By the end of {year} {collaboration} has paid back {parts}.")
    if is_answered:
        text = _("By the end of {year} it has paid back {parts}.")
    each = _("in {counted} in {configs}")
    parts = [each.format(counted=said, configs=listed(names)) for said, names in found.items()]
    name = words.collaboration(view.short(scenario))
    return text.format(year=year, collaboration=name, parts=listed(parts))


def _told(joint: Joint) -> list[tuple[Column, View]]:
    """The configs that have the scenario the sentences are about."""
    return joint.of_scenario(joint.scenarios[0]) if joint.scenarios else []


def middle_years(joint: Joint) -> str:
    """By when half of the futures are paid back in each; empty where there is one config only."""
    told = _told(joint)
    if len(told) < 2:
        return ""
    scenario = joint.scenarios[0]
    parts = [_by(column, view, scenario) for column, view in told]
    return _("In half of the futures {collaboration} is paid back {parts}.").format(
        collaboration=words.collaboration(told[0][1].short(scenario)), parts=listed(parts)
    )


def _by(column: Column, view: View, scenario: str) -> str:
    value = view.estimate(f"{scenario}.payback.p50").value
    text, year = _("by the end of {year} in {config}"), year_text(value, view.horizon)
    if value is None:
        text = _("in an unknown year in {config}")
    if value == NEVER:
        text, year = _("not by the end of {year} in {config}"), str(view.horizon)
    return text.format(year=year, config=_quoted(column))


def councils_heading(joint: Joint) -> str:
    """Above what the first config says of each council."""
    return _("What that means for each council, in {config}").format(
        config=_quoted(joint.columns[0])
    )


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
    return _("the figures of {config}").format(config=_quoted(column))


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
        _("{value} in {config}").format(value=_one(case[key]), config=_quoted(column))
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
    return _(
        "Headline years differ: {years}. Compared are the years that all have: {shared}."
    ).format(
        years="; ".join(_each(joint, "headline_years")),
        shared=listed([str(year) for year in joint.years]),
    )


def _starts(joint: Joint) -> str:
    if not _differ(joint, "start"):
        return ""
    return _(
        "First years differ: {years}. A net saving counts from the first year of its own "
        "configuration."
    ).format(years="; ".join(_each(joint, "start")))


def _horizons(joint: Joint) -> str:
    if not _differ(joint, "horizon"):
        return ""
    return _(
        "Last years calculated differ: {years}. What is paid back after the last year of its own "
        "configuration counts as not paid back."
    ).format(years="; ".join(_each(joint, "horizon")))


def _partners(joint: Joint) -> str:
    if joint.same_partners:
        return ""
    shared = joint.comparison.shared.partners
    return _(
        "The councils differ; those that all have: {names}. Totals are of all councils of each "
        "configuration, so they are not alike."
    ).format(names=listed([joint.first.partner(p) for p in shared]) if shared else _("none"))


def partial(joint: Joint) -> str:
    """The warning on runs that were cut short; empty where all are complete."""
    comparison = joint.comparison
    if comparison.complete:
        return ""
    parts = [_done(layer.results.runs if layer.results else 0, comparison.planned_runs, column)
             for layer, column in zip(comparison.layers, joint.columns, strict=True)]  # fmt: skip
    return _("PARTIAL: the runs were stopped. Calculated: {parts}.").format(parts="; ".join(parts))


def _done(runs: int, planned: int, column: Column) -> str:
    return _("{done} of {planned} runs of {config}").format(
        done=grouped(runs), planned=grouped(planned), config=_quoted(column)
    )
