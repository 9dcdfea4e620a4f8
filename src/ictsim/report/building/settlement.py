"""How the cost is divided over the councils."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building.subject import Subject
from ictsim.report.document import Paragraph, Section
from ictsim.report.wording import page
from ictsim.report.wording.settlement import settlement_sentences


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there are several councils."""
    said = tuple(Paragraph(text) for text in settlement_sentences(subject.view))
    if said:
        yield Section("settlement", page.divided(), said, page.sheet_texts(), in_chapter=True)
