"""The amount that suffices at each level of certainty, and a capacity beside it."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report import certainty
from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Paragraph, Section, TableBlock
from ictsim.report.view import View
from ictsim.report.wording import certainty as words


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there is a scenario."""
    if subject.told is not None:
        blocks = tuple(_blocks(subject.view))
        yield Section("certainty", words.heading(), blocks, words.sheet(), in_chapter=True)


def _blocks(view: View) -> Iterator[Block]:
    for scenario in view.scenarios:
        yield TableBlock(certainty.certainty_table(view, scenario, view.label(scenario)))
    resilience = certainty.resilience_table(view)
    if resilience.rows:
        yield TableBlock(resilience)
    for note in certainty.notes(view):
        yield Paragraph(note, "note")
