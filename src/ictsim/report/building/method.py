"""How it was calculated, the warnings of the run, and where the figures come from."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building.subject import Subject
from ictsim.report.document import Item, Items, Section, TableBlock
from ictsim.report.inputs import passport
from ictsim.report.wording import page, sentences


def sections(subject: Subject) -> Iterator[Section]:
    """Method, warnings where there are any, passport."""
    view, sheet = subject.view, page.sheet_texts()
    method = Items(tuple(Item(text) for text in sentences.method_sentences(view)))
    yield Section("method", page.method(), (method,), sheet, in_chapter=True)
    if view.results.warnings:
        warnings = Items(tuple(Item(text) for text in view.results.warnings))
        yield Section("warnings", page.warnings(), (warnings,), sheet, level=3)
    table = TableBlock(passport(view, dict(subject.packages)))
    yield Section("passport", page.passport(), (table,), page.sheet_passport())
