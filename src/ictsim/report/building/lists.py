"""The lists of the case in full: what is left out, choices, contradictions."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building.subject import Subject
from ictsim.report.document import Item, Items, Section
from ictsim.report.language import _
from ictsim.report.wording import page, words

_IN_CHAPTER = ("omitted", "not_in_money", "waiting")


def sections(subject: Subject) -> Iterator[Section]:
    """A section for each list that is not empty."""
    for key, heading in words.LISTS.items():
        items = tuple(
            Item(text, language=subject.view.language_of(text))
            for text in subject.view.case.get(key, ())
        )
        if items:
            yield Section(
                key, _(heading), (Items(items),), page.sheet_texts(), in_chapter=key in _IN_CHAPTER
            )
