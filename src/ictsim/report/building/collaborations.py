"""The tables of one config alone: how often each scenario is paid back, and what it saves."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report import tables
from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Icon, Icons, Paragraph, Section, TableBlock
from ictsim.report.numbers import frequency
from ictsim.report.view import View
from ictsim.report.wording import page, sentences
from ictsim.report.wording.parts import counted

_ICON_SCENARIOS, _ICON_YEARS = 3, 2  # more would not be looked at


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there is a scenario with runs."""
    scenario = subject.told
    if scenario is not None:
        yield Section(
            "collaborations",
            page.each_collaboration(),
            tuple(_blocks(subject.view, scenario)),
            page.sheet_answer(),
            page_one=subject.joint is None,
            in_chapter=True,
        )


def _blocks(view: View, scenario: str) -> Iterator[Block]:
    icons = tuple(_icons(view))
    if icons:
        yield Icons(icons)
    yield TableBlock(tables.page_one_chances(view))
    if len(view.partners) > 1 and not sentences.council_sentences(view, scenario):
        yield TableBlock(tables.council_chances(view, scenario))
    yield TableBlock(tables.page_one_money(view))
    yield Paragraph(page.words_note(view.start, view.horizon), "note")


def _icons(view: View) -> Iterator[Icon]:
    for scenario in view.scenarios if len(view.scenarios) <= _ICON_SCENARIOS else ():
        for year in view.headline_years[:_ICON_YEARS]:
            how_often = frequency(view.estimate(f"{scenario}.payback_by.{year}"))
            yield Icon(
                page.icon_heading(view.short(scenario), year),
                how_often.icons,
                page.icon_text(counted(how_often)),
            )
