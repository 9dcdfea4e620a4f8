"""Chances and amounts for each council."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report import tables
from ictsim.report.building.subject import Subject
from ictsim.report.document import Section, TableBlock
from ictsim.report.language import _
from ictsim.report.view import View
from ictsim.report.wording import page, words


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there are several councils."""
    view = subject.view
    if subject.told is not None and len(view.partners) > 1:
        yield Section(
            "council-tables",
            _(words.SECTION_COUNCILS),
            tuple(b for s in view.scenarios for b in council_tables(view, s, view.label(s))),
            page.sheet_councils(),
            in_chapter=True,
        )


def council_tables(view: View, flow: str, label: str) -> Iterator[TableBlock]:
    """The two tables of a scenario, or of a difference."""
    yield TableBlock(tables.councils_chances(view, flow, label))
    yield TableBlock(tables.councils_money(view, flow, label))
