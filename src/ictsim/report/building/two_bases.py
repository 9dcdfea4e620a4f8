"""The budget beside cash, where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ictsim.report import two_bases
from ictsim.report.building.excerpts import narrowed
from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Paragraph, Section, TableBlock
from ictsim.report.view import View
from ictsim.report.wording import percentiles
from ictsim.report.wording import two_bases as words


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there is a scenario; a sentence alone where they are the same."""
    if subject.told is None:
        return
    yield Section(
        "two-bases",
        words.heading(),
        tuple(_blocks(subject.view, _whole)),
        words.sheet(),
        in_chapter=True,
        chapter=tuple(_blocks(subject.view, _short)),
    )


def _blocks(view: View, by_year: Callable[[View, str], TableBlock]) -> Iterator[Block]:
    if not view.case.get("two_bases"):
        yield Paragraph(words.the_same())
        return
    yield Paragraph(words.reading())
    for scenario in view.scenarios:
        yield by_year(view, scenario)
        yield TableBlock(two_bases.amounts(view, scenario, view.label(scenario)))
    yield Paragraph(percentiles.of_both_bases(), "note")


def _whole(view: View, scenario: str) -> TableBlock:
    return TableBlock(two_bases.by_year(view, scenario, view.label(scenario), view.years))


def _short(view: View, scenario: str) -> TableBlock:
    """The plan and the middle of both, to the years that the report is about."""
    made = two_bases.by_year(view, scenario, view.label(scenario), view.ends)
    return narrowed(made, words.columns()[1::2])
