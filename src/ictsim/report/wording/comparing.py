"""Words and sentences of a comparison: what several configs say of the same scenario."""

from __future__ import annotations

from collections.abc import Sequence

from ictsim.report.joint import Column, Joint
from ictsim.report.language import N_, _
from ictsim.report.numbers import frequency, grouped
from ictsim.report.view import View
from ictsim.report.wording import sentences, words
from ictsim.report.wording.left_out import late_sentences, left_out_sentence
from ictsim.report.wording.parts import counted, listed, lower_first
from ictsim.report.wording.unchanged import with_unchanged

HEADING = N_("Side by side")
NOT_IN_CONFIG = N_("not in this config")
NOT_CALCULATED = N_("not calculated: stopped before")
CONFIGS = N_("The configurations")
READING = N_(
    "All configurations are drawn with the same random numbers underneath: an input has the same "
    "value in the same future where neither its range nor what it goes together with differs, so "
    "what differs comes from the configurations and not from chance."
)


def caption(scenario: str, scale: float) -> str:
    """Of the table of one scenario."""
    return _("{scenario}, side by side; net saving in {unit}, minus is extra cost").format(
        scenario=scenario, unit=words.axis_money(scale)
    )


def cheaper_by(year: int) -> str:
    """A row."""
    return _("cheaper by {year}").format(year=year)


def cheaper_than(other: str, year: int) -> str:
    """A row: the chance to beat another scenario."""
    return _("cheaper than {other} by {year}").format(other=other, year=year)


def council(name: str, year: int) -> str:
    """A row: the same chance for one council."""
    return _("{council}: cheaper by {year}").format(council=name, year=year)


def council_half(name: str) -> str:
    """A row: by when it is paid back for one council in half of the futures."""
    return _("{council}: half paid back by").format(council=name)


def council_saving(name: str, year: int) -> str:
    """A row: the middle saving of one council."""
    return _("{council}: net saving to {year}, P50").format(council=name, year=year)


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
        "(>: not by then; ~: another year is possible). Savings in {unit}; minus is extra cost."
    ).format(unit=unit)


def rest_of_page(joint: Joint) -> str:
    """What the rest of the report is about."""
    return _("Everything below is about {config} alone.").format(config=_quoted(joint.columns[0]))


# --- What each of them says -----------------------------------------------------------------------


def headline(joint: Joint) -> str:
    """The answer of the first config, said to be its own, and what the others say of the same."""
    return " ".join((*answer_sentences(joint), *others(joint), *against(joint)))


def answer_sentences(joint: Joint) -> list[str]:
    """The answer of the first config; the first sentence says that it is its own."""
    return _owned(joint, sentences.answer_sentences(joint.first))


def against(joint: Joint) -> list[str]:
    """What the first config says of its last scenario against the one this builds on."""
    return _owned(joint, sentences.against_sentences(joint.first))


def plan_and_against(joint: Joint) -> list[str]:
    """The same, after where its plan lies."""
    return _owned(joint, sentences.plan_and_against(joint.first))


def _owned(joint: Joint, said: list[str]) -> list[str]:
    """Sentences of the first config; the first of them says so."""
    return [_own(joint, said[0]), *said[1:]] if said else []


def _own(joint: Joint, sentence: str) -> str:
    return _("In {config}: {answer}").format(
        config=_quoted(joint.columns[0]), answer=lower_first(sentence)
    )


def others(joint: Joint) -> list[str]:
    """How often it has paid back in the other configs, by when half have, how often not in time.

    It is what the answer is about: the last scenario of the first config, by the year its plan has
    paid back. Where no other config has that scenario, it is about one that two of them have.
    """
    told = joint.of_scenario(joint.scenarios[0]) if joint.scenarios else []
    if len(told) < 2:
        return []
    is_answered = told[0][1] is joint.first and joint.scenarios[0] == joint.first.headline_scenario
    scenario, rest = joint.scenarios[0], told[is_answered:]
    found = [
        _paid_back(joint, told, is_answered),
        _middles(rest, scenario),
        _not_paid_back(joint, rest),
    ]
    return [sentence for sentence in found if sentence]


def _paid_back(joint: Joint, told: list[tuple[Column, View]], is_answered: bool) -> str:
    scenario, view = joint.scenarios[0], told[0][1]
    year = sentences.answer_year(view, scenario)
    figure = f"{scenario}.payback_by.{year}"
    found: dict[str, list[str]] = {}
    for column, its_view in told[is_answered:]:
        if its_view.has(figure):
            said = counted(frequency(its_view.estimate(figure)))
            said = with_unchanged(its_view, scenario, said)
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


def _middles(told: list[tuple[Column, View]], scenario: str) -> str:
    """By when half of the futures are paid back in each; what is the same is told once."""
    found: dict[str, list[str]] = {}
    for column, view in told:
        found.setdefault(_by(view, scenario), []).append(_quoted(column))
    each = _("{by} in {configs}")
    parts = [each.format(by=by, configs=listed(names)) for by, names in found.items()]
    return _("Half of the futures have {parts}.").format(parts=listed(parts))


def _by(view: View, scenario: str) -> str:
    half = sentences.half_by(view, scenario)
    if half:
        return _("by {half}").format(half=half)
    if view.estimate(f"{scenario}.payback.p50").value is None:
        return _("in an unknown year")
    return _("not by the end of {year}").format(year=view.horizon)


def _not_paid_back(joint: Joint, told: list[tuple[Column, View]]) -> str:
    """How often not by the last year calculated, where that is the same in all."""
    if joint.horizon is None:
        return ""
    found: dict[str, list[str]] = {}
    for column, view in told:
        never = view.estimate(f"{joint.scenarios[0]}.payback.never")
        found.setdefault(counted(frequency(never)), []).append(_quoted(column))
    each = _("in {counted} in {configs}")
    parts = [each.format(counted=said, configs=listed(names)) for said, names in found.items()]
    return _("By the end of {year} it has still not paid back {parts}.").format(
        year=joint.horizon, parts=listed(parts)
    )


def councils_heading(joint: Joint) -> str:
    """Above what the first config says of each council."""
    return _("What that means for each council, in {config}").format(
        config=_quoted(joint.columns[0])
    )


def left_out(joint: Joint) -> str:
    """How much is not in the figures of the first config."""
    return left_out_sentence(joint.first, _figures_of(joint.columns[0]))


def where_left_out(
    joint: Joint, what: str, leaving: Sequence[Column], naming: Sequence[Column]
) -> str:
    """Heading of what the configs ``leaving`` leave out, with the configs after them that do not.

    A config that names what it leaves out (it is in ``naming``) counts what one before it leaves
    out and it does not name: its list replaces that of the layer below. What only a later one
    names may be in none before it. Where the councils differ, the configs are no layers of one
    case.
    """
    columns = [column for column, _view in joint.calculated]
    if len(columns) == 1:
        return what
    if len(leaving) == len(columns):
        return _("{what} in every configuration").format(what=what)
    names = [column.name for column in leaving]
    after = columns[columns.index(leaving[0]) + 1 :] if joint.same_partners else []
    counting = [_quoted(c) for c in after if c in naming and c.name not in names]
    if counting:
        return _("{what}, but counted in {configs}").format(what=what, configs=listed(counting))
    return _("{what} in {configs}").format(what=what, configs=listed([*map(_quoted, leaving)]))


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
