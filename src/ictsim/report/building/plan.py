"""Where the plan lies among the calculated futures."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building.subject import Subject
from ictsim.report.document import Item, Items, Section
from ictsim.report.wording import page, sentences


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there is a plan to tell about."""
    items = tuple(Item(sentence) for sentence in sentences.plan_sentences(subject.view))
    if items:
        yield Section(
            "plan",
            page.where_the_plan_lies(),
            (Items(items),),
            page.sheet_answer(),
            in_chapter=True,
        )
