"""The budget beside cash, where they differ."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report import two_bases
from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Paragraph, Section, TableBlock
from ictsim.report.wording import two_bases as words


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there is a scenario; a sentence alone where they are the same."""
    if subject.told is None:
        return
    blocks = tuple(_blocks(subject))
    yield Section("two-bases", words.heading(), blocks, words.sheet(), in_chapter=True)


def _blocks(subject: Subject) -> Iterator[Block]:
    view = subject.view
    if not view.case.get("two_bases"):
        yield Paragraph(words.the_same())
        return
    yield Paragraph(words.reading())
    for scenario in view.scenarios:
        yield TableBlock(two_bases.by_year(view, scenario, view.label(scenario)))
        yield TableBlock(two_bases.amounts(view, scenario, view.label(scenario)))
