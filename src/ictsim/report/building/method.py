"""How it was calculated, the warnings of the run, and where the figures come from."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Item, Items, Paragraph, Section, TableBlock
from ictsim.report.inputs import passport
from ictsim.report.language import PROGRAM, foreign
from ictsim.report.view import View
from ictsim.report.wording import page, sentences
from ictsim.report.wording.notes import remark_sentences, untranslated_sentences


def sections(subject: Subject) -> Iterator[Section]:
    """Method, warnings where there are any, passport."""
    view, sheet = subject.view, page.sheet_texts()
    method = Items(tuple(Item(text) for text in sentences.method_sentences(view)))
    yield Section("method", page.method(), (method,), sheet, in_chapter=True)
    warnings = tuple(_warnings(view))
    if warnings:
        yield Section("warnings", page.warnings(), warnings, sheet, level=3)
    table = TableBlock(passport(view, dict(subject.packages)))
    yield Section("passport", page.passport(), (table,), page.sheet_passport())


def _warnings(view: View) -> Iterator[Block]:
    """On the figures; and on the config, in the program's own words."""
    remarks = [*remark_sentences(view), *untranslated_sentences(view)]
    if remarks:
        yield Items(tuple(Item(text) for text in remarks))
    if view.results.warnings:
        yield Paragraph(page.about_config(), "note")
        yield Items(tuple(Item(text, language=foreign(PROGRAM)) for text in view.results.warnings))
