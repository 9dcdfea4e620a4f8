"""What a credible risk report contains, item by item, and where this one has it."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building.subject import Subject
from ictsim.report.checklist import checklist_table
from ictsim.report.document import Paragraph, Section, TableBlock
from ictsim.report.wording import checklist as words


def sections(subject: Subject) -> Iterator[Section]:
    """One section, the last of the report, where there is a scenario with runs."""
    if subject.told is not None:
        blocks = (Paragraph(words.reading()), TableBlock(checklist_table(subject.view)))
        yield Section("checklist", words.heading(), blocks, words.sheet())
