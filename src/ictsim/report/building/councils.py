"""What the answer means for each council, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.building.subject import Subject
from ictsim.report.document import Item, Items, Section
from ictsim.report.language import _
from ictsim.report.tables import council_name
from ictsim.report.wording import comparing, page, sentences, words
from ictsim.report.wording.parts import upper_first


def sections(subject: Subject) -> Iterator[Section]:
    """One section where there are two councils or a few more."""
    view, scenario = subject.view, subject.told
    told = sentences.council_sentences(view, scenario) if scenario else []
    if scenario is None or not told:
        return
    items = [
        Item(text, name, lead_language=council_name(view, partner).language)
        for partner, (name, text) in zip(view.partners, told, strict=True)
    ]
    together = sentences.every_council_sentence(view, scenario)
    if together:
        items.append(Item(together, upper_first(words.every_council(len(view.partners)))))
    joint = subject.joint
    yield Section(
        "councils",
        comparing.councils_heading(joint) if joint else _(words.COUNCILS_HEADING),
        (Items(tuple(items)),),
        page.sheet_answer(),
        page_one=joint is None,
        in_chapter=True,
    )
