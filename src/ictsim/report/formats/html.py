"""The report as one self-contained HTML page."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ictsim.report.document import Block, Document, Figure, Section
from ictsim.report.icons import icon_array
from ictsim.report.pages import fill
from ictsim.report.wording import page

if TYPE_CHECKING:
    from markupsafe import Markup

NAME, STEM, SUFFIX = "html", "report", ".html"


def render(document: Document) -> bytes:
    """The page, in UTF-8."""
    content = {
        "document": document,
        "parts": _parts(document.sections),
        "page": page,
        "by_size": _by_size,
        "grouped": _grouped,
        "drawing": _drawing,
        "icon_array": _icon_array,
    }
    return fill("report.html.j2", content).encode()


def _parts(sections: Sequence[Section]) -> list[list[Section]]:
    """Page one, then each section with the smaller ones that belong to it."""
    parts: list[list[Section]] = []
    for section in sections:
        apart = section.level == 2 and not section.page_one
        if apart or not parts:
            parts.append([])
        parts[-1].append(section)
    return parts


def _by_size(part: Sequence[Section]) -> list[tuple[bool, list[Section]]]:
    """Sections in a row that are small, or not: on page one the small ones stand in columns."""
    runs = itertools.groupby(part, key=lambda section: section.page_one and section.level == 3)
    return [(is_small, list(run)) for is_small, run in runs]


def _grouped(blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """Blocks of one kind that follow each other, under the name of the kind."""
    by_kind = itertools.groupby(blocks, key=lambda block: block.kind)
    return [(kind, list(group)) for kind, group in by_kind]


def _drawing(figure: Figure) -> Markup:
    from markupsafe import Markup

    # figures.inline writes every text in it escaped.
    return Markup(figure.svg)


def _icon_array(filled: int) -> Markup:
    from markupsafe import Markup

    # Made of numbers only.
    return Markup(icon_array(filled))
