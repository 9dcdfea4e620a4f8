"""Several configs side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ictsim.report.building.subject import Subject
from ictsim.report.document import (
    Block,
    Icon,
    Icons,
    Item,
    Items,
    Link,
    Paragraph,
    Section,
    TableBlock,
)
from ictsim.report.joint import Column, Joint
from ictsim.report.language import _
from ictsim.report.numbers import frequency
from ictsim.report.side_by_side import scenario_table
from ictsim.report.wording import comparing, page
from ictsim.report.wording.parts import counted

_ICONS = 4  # with more, which do not fit beside each other, the table says it alone


def sections(subject: Subject) -> Iterator[Section]:
    """Two sections where there are several configs: what page one has of them, and the rest."""
    joint, sheet = subject.joint, page.sheet_answer()
    if joint is None:
        return
    if joint.scenarios:
        blocks, head = tuple(_told(joint)), _(comparing.HEADING)
        yield Section("side-by-side", head, blocks, sheet, page_one=True, in_chapter=True)
    rest = tuple(_rest(joint, subject.reports))
    yield Section("configurations", _(comparing.CONFIGS), rest, sheet, in_chapter=True)


def _told(joint: Joint) -> Iterator[Block]:
    """The scenario that page one is about."""
    scenario, *_others = joint.scenarios
    yield TableBlock(scenario_table(joint, scenario))
    icons = tuple(_icons(joint, scenario))
    if icons:
        yield Icons(icons)
    yield Paragraph(page.words_note(joint.first.start, joint.first.horizon), "note")
    for note in comparing.notes(joint):
        yield Paragraph(note, "note")


def _icons(joint: Joint, scenario: str) -> Iterator[Icon]:
    """How often each config is cheaper by the last year of the table."""
    year = joint.years[-1]
    found = joint.of_scenario(scenario)
    for column, view in found if len(found) <= _ICONS else ():
        how_often = frequency(view.estimate(f"{scenario}.beats.{year}"))
        text = page.icon_cheaper(counted(how_often))
        yield Icon(page.icon_heading(column.label, year), how_often.icons, text)


def _rest(joint: Joint, reports: Mapping[str, str]) -> Iterator[Block]:
    """What the configs are, and their other scenarios."""
    items = (_item(column, reports.get(column.name)) for column in joint.columns)
    yield Items(tuple(items), numbered=True)
    yield Paragraph(_(comparing.READING), "note")
    for scenario in joint.scenarios[1:]:
        yield TableBlock(scenario_table(joint, scenario))
    yield Paragraph(comparing.rest_of_page(joint))


def _item(column: Column, report: str | None) -> Item:
    """A config: its title, and the way to its own report where there is one."""
    if column.view is not None and report is not None:
        link = Link(page.its_own_report(column.config_name), report)
        return Item(column.title, column.label, link, column.title_language, column.label_language)
    text = f"{column.title} ({column.config_name})"
    if column.view is None:
        text = f"{column.title} ({column.config_name}, {_(comparing.NOT_CALCULATED)})"
    return Item(text, column.label, lead_language=column.label_language)
