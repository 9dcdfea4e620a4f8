"""What a calculated future is, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building.subject import Subject
from ictsim.report.document import Paragraph, Section
from ictsim.report.wording import page, sentences


def sections(subject: Subject) -> Iterator[Section]:
    """One section."""
    view = subject.view
    said = (sentences.future_sentence(view), sentences.base_sentence(view))
    yield Section(
        "basis",
        page.rest_on(),
        tuple(Paragraph(sentence) for sentence in said),
        page.sheet_answer(),
        in_chapter=True,
    )
