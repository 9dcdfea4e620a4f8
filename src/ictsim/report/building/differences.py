"""What one scenario adds to another."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report import tables
from ictsim.report.building.council_tables import council_tables
from ictsim.report.building.excerpts import narrowed
from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Paragraph, Section, TableBlock
from ictsim.report.view import View
from ictsim.report.wording import page, percentiles, words


def sections(subject: Subject) -> Iterator[Section]:
    """A section for each difference; a chapter has that of the scenario page one is about."""
    view = subject.view
    for name, (upper, lower) in view.differences.items() if subject.told else ():
        label = words.difference(view.short(upper), view.short(lower))
        made = tables.percentiles(view, name, label)
        said = Paragraph(percentiles.of_scenarios(), "note")
        councils = tuple(_councils(view, name, label))
        yield Section(
            f"difference-{name}",
            words.section_difference(label),
            (TableBlock(made), said, *councils),
            page.sheet_differences(),
            in_chapter=upper == subject.told,
            chapter=(narrowed(made, percentiles.in_chapter()), *councils[:1]),
        )


def _councils(view: View, name: str, label: str) -> Iterator[Block]:
    """The chances, then the amounts."""
    if len(view.partners) > 1:
        yield from council_tables(view, name, label)
