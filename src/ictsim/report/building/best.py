"""How often each scenario, or going on alone, is the cheapest."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report import tables
from ictsim.report.building.subject import Subject
from ictsim.report.document import Section, TableBlock
from ictsim.report.language import _
from ictsim.report.wording import page, words


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there is a scenario with runs."""
    if subject.told is not None:
        table = TableBlock(tables.best(subject.view))
        yield Section("best", _(words.SECTION_BEST), (table,), page.sheet_chances())
