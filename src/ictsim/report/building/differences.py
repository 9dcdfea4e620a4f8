"""What one scenario adds to another."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report import tables
from ictsim.report.building.council_tables import council_tables
from ictsim.report.building.subject import Subject
from ictsim.report.document import Section, TableBlock
from ictsim.report.view import View
from ictsim.report.wording import page, words


def sections(subject: Subject) -> Iterator[Section]:
    """A section for each difference."""
    view = subject.view
    for name, (upper, lower) in view.differences.items() if subject.told else ():
        label = words.difference(view.short(upper), view.short(lower))
        yield Section(
            f"difference-{name}",
            words.section_difference(label),
            tuple(_blocks(view, name, label)),
            page.sheet_differences(),
        )


def _blocks(view: View, name: str, label: str) -> Iterator[TableBlock]:
    yield TableBlock(tables.percentiles(view, name, label))
    if len(view.partners) > 1:
        yield from council_tables(view, name, label)
