"""Several configs side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Item, Items, Link, Paragraph, Section, TableBlock
from ictsim.report.joint import Column, Joint
from ictsim.report.language import _
from ictsim.report.side_by_side import scenario_table
from ictsim.report.wording import comparing, page


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there are several configs, else none."""
    if subject.joint is not None:
        yield Section(
            "side-by-side",
            _(comparing.HEADING),
            tuple(_blocks(subject.joint, subject.reports)),
            page.sheet_answer(),
            page_one=True,
            in_chapter=True,
        )


def _blocks(joint: Joint, reports: Mapping[str, str]) -> Iterator[Block]:
    middle = comparing.middle_years(joint)
    if middle:
        yield Paragraph(middle)
    yield Items(
        tuple(_item(column, reports.get(column.name)) for column in joint.columns), numbered=True
    )
    for scenario in joint.scenarios:
        yield TableBlock(scenario_table(joint, scenario))
    for note in (_(comparing.READING), *comparing.notes(joint)):
        yield Paragraph(note, "note")
    yield Paragraph(comparing.rest_of_page(joint))


def _item(column: Column, report: str | None) -> Item:
    """A config: its title, and the way to its own report where there is one."""
    if column.view is not None and report is not None:
        link = Link(page.its_own_report(column.config_name), report)
        return Item(column.title, column.label, link)
    text = f"{column.title} ({column.config_name})"
    if column.view is None:
        text = f"{column.title} ({column.config_name}, {_(comparing.NOT_CALCULATED)})"
    return Item(text, column.label)
