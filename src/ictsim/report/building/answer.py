"""The answer in a few sentences, with what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building import omissions
from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Link, Paragraph, Section
from ictsim.report.wording import comparing, left_out, page, sentences


def sections(subject: Subject) -> Iterator[Section]:
    """One section, without a heading: it comes right below the title."""
    blocks = tuple(_blocks(subject))
    yield Section("answer", "", blocks, page.sheet_answer(), page_one=True, in_chapter=True)


def _blocks(subject: Subject) -> Iterator[Block]:
    view, joint = subject.view, subject.joint
    partial = comparing.partial(joint) if joint else sentences.partial_sentence(view)
    if partial:
        yield Paragraph(partial, "warning")
    first, *paragraphs = _answer(subject)
    yield Paragraph(first, "answer")
    for paragraph in paragraphs:
        yield Paragraph(paragraph)
    missing = comparing.left_out(joint) if joint else left_out.left_out_sentence(view)
    more = Link(page.what_they_are(), f"#{omissions.ID}") if omissions.is_told(subject) else None
    yield Paragraph(missing, "strong", more)
    for sentence in comparing.late(joint) if joint else left_out.late_sentences(view):
        yield Paragraph(sentence, "strong")


def _answer(subject: Subject) -> Iterator[str]:
    """The first sentence, and paragraphs of the others."""
    view, joint = subject.view, subject.joint
    said = comparing.answer_sentences(joint) if joint else sentences.answer_sentences(view)
    yield said[0]
    if view.results.runs:
        yield " ".join((*said[1:], sentences.future_in_brief()))
    if joint:
        added = [comparing.others(joint), comparing.plan_and_against(joint)]
    else:
        added = [sentences.plan_and_against(view)]
    yield from (paragraph for paragraph in map(" ".join, added) if paragraph)
