"""What is not in the figures: on page one in a few words each, with a way to the whole."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building.subject import Subject
from ictsim.report.cleaning import head
from ictsim.report.document import Item, Items, Link, Section
from ictsim.report.joint import Joint
from ictsim.report.language import _
from ictsim.report.view import View
from ictsim.report.wording import comparing, left_out, page

ID = "left-out"


def is_told(subject: Subject) -> bool:
    """Whether any config names something that is not in its figures."""
    return any(_texts(subject, key) for key in left_out.LISTS)


def sections(subject: Subject) -> Iterator[Section]:
    """A heading, and below it a part for each list; none where all are empty."""
    if not is_told(subject):
        return
    sheet, in_chapter = page.sheet_answer(), subject.joint is not None
    yield Section(ID, page.not_in_figures(), (), sheet, page_one=True, in_chapter=in_chapter)
    for key in left_out.LISTS:
        for number, (heading, texts) in enumerate(_groups(subject, key).items(), start=1):
            yield Section(
                f"{ID}-{key}-{number}",
                heading,
                (Items(tuple(_item(subject, key, text) for text in texts)),),
                sheet,
                level=3,
                page_one=True,
                in_chapter=in_chapter,
                link=_in_full(subject, key, texts),
            )


def _item(subject: Subject, key: str, text: str) -> Item:
    """A text in a few words; its config knows the language it is in."""
    view = next(view for view in _views(subject) if text in view.case.get(key, ()))
    return Item(head(text), language=view.language_of(text))


def _in_full(subject: Subject, key: str, texts: list[str]) -> Link | None:
    """The way to the full texts, which are here for the first config only."""
    is_here = set(texts) <= set(subject.view.case.get(key, ()))
    return Link(page.in_full(), f"#{key}") if is_here else None


def _groups(subject: Subject, key: str) -> dict[str, list[str]]:
    """The texts of a list under their headings, which say whose they are."""
    what, groups = _(left_out.LISTS[key]), dict[str, list[str]]()
    for text in _texts(subject, key):
        heading = _where(subject.joint, what, key, text) if subject.joint else what
        groups.setdefault(heading, []).append(text)
    return groups


def _where(joint: Joint, what: str, key: str, text: str) -> str:
    leaving = [c for c, view in joint.calculated if text in view.case.get(key, ())]
    naming = [c for c, view in joint.calculated if view.case.get(key)]
    return comparing.where_left_out(joint, what, leaving, naming)


def _texts(subject: Subject, key: str) -> list[str]:
    """The texts that any config has in a list, each once; first those that all have."""
    lists = [view.case.get(key, ()) for view in _views(subject)]
    found = dict.fromkeys(text for texts in lists for text in texts)
    return sorted(found, key=lambda text: not all(text in texts for texts in lists))


def _views(subject: Subject) -> list[View]:
    """The configs that have results."""
    joint = subject.joint
    return [view for _column, view in joint.calculated] if joint else [subject.view]
