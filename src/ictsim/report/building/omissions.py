"""What is not in the figures: on page one in a few words each, with a way to the whole."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building.subject import Subject
from ictsim.report.cleaning import head
from ictsim.report.document import Item, Items, Link, Paragraph, Section
from ictsim.report.view import View
from ictsim.report.wording import left_out, page

ID = "left-out"


def is_told(view: View) -> bool:
    """Whether the case names anything that is not in the figures."""
    return any(view.case.get(key) for key in ("omitted", "not_in_money", "waiting"))


def sections(subject: Subject) -> Iterator[Section]:
    """What cannot be calculated yet, and a part for each list; none where all are empty."""
    if not is_told(subject.view):
        return
    sheet = page.sheet_answer()
    waiting = tuple(_waiting(subject))
    yield Section(ID, page.not_in_figures(), waiting, sheet, page_one=True)
    for key, heading in (("omitted", page.left_out()), ("not_in_money", page.without_amount())):
        items = tuple(
            Item(head(text), language=subject.view.language_of(text))
            for text in subject.view.case.get(key, ())
        )
        if items:
            yield Section(
                f"{ID}-{key}",
                heading,
                (Items(items, short=True),),
                sheet,
                level=3,
                page_one=True,
                link=Link(page.in_full(), f"#{key}"),
            )


def _waiting(subject: Subject) -> Iterator[Paragraph]:
    text = left_out.waiting_sentence(subject.view)
    if text:
        yield Paragraph(f"{text}.", link=Link(page.in_full(), "#waiting"))
