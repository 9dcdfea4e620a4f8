"""The amount that suffices at each level of certainty, and a capacity beside it."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report import certainty
from ictsim.report.building.excerpts import narrowed
from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Paragraph, Section, TableBlock
from ictsim.report.view import View
from ictsim.report.wording import certainty as words


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there is a scenario."""
    if subject.told is not None:
        view = subject.view
        made = [certainty.certainty_table(view, s, view.label(s)) for s in view.scenarios]
        rest = tuple(_rest(view))
        yield Section(
            "certainty",
            words.heading(),
            (*map(TableBlock, made), *rest),
            words.sheet(),
            in_chapter=True,
            chapter=(*(narrowed(table, words.in_chapter()) for table in made), *rest),
        )


def _rest(view: View) -> Iterator[Block]:
    resilience = certainty.resilience_table(view)
    if resilience.rows:
        yield TableBlock(resilience)
        source = certainty.source_of_capacity(view)
        yield Paragraph(words.source(source) if source else words.no_source(), "note")
    for note in certainty.notes(view):
        yield Paragraph(note, "note")
