"""The report as a chapter in Markdown, to be put into a document: plain text and pipe tables.

Headings begin at the second level, below the title. Links within the report are left out, as it
holds some of the sections only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ictsim.report.document import (
    Block,
    Document,
    Figure,
    Icons,
    Item,
    Items,
    Link,
    Paragraph,
    Section,
    TableBlock,
)
from ictsim.report.numbers import Cell
from ictsim.report.tables import Table
from ictsim.report.wording import page

NAME, STEM, SUFFIX = "md", "chapter", ".md"

# Whatever may begin markup within a line: emphasis, code, links, images, HTML, tables, formulas,
# footnotes, citations, attributes, template syntax.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|$~^@#&!])")
# What begins a list, a rule or a heading at the start of a line: "1. ", "1) ", "+", "-", "=".
_START = re.compile(r"^(\d*)([.)])(?=\s|$)|^([-+=:])")
_LINE, _MARGIN = 20, 3  # letters of a column of texts that may fill a line, and between columns
_ADDRESS = re.compile(r"(?i)(https?|ftp|mailto|www)(:|\.)")


def render(document: Document) -> bytes:
    """The sections that belong in a chapter, in UTF-8."""
    lines = [f"# {escaped(document.title)}"]
    if document.question:
        lines.append(escaped(document.question))
    for section in document.sections:
        if section.in_chapter:
            lines += _section(section)
    lines.append(escaped(page.made_with(document.version)))
    return ("\n\n".join(lines) + "\n").encode()


def escaped(text: str) -> str:
    """A text that Markdown shows as it is at the start of a line."""
    return _START.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", _inline(text))


def _inline(text: str) -> str:
    """A text that Markdown shows as it is within a line, with nothing in it that is markup."""
    return _ADDRESS.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text))


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield f"{'#' * section.level} {escaped(section.heading)}"
    for block in section.chapter_blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            plain = block.tone in ("plain", "note")
            yield escaped(block.text) if plain else f"**{_inline(block.text)}**"
        case Items():
            mark = "1." if block.numbered else "-"
            yield "\n".join(f"{mark} {_item(item)}" for item in block.items)
        case TableBlock() | Figure():
            yield _table(block.table)
        case Icons():  # pictures of what the first table says
            return


def _item(item: Item) -> str:
    text = f"**{_inline(item.lead)}**: {_inline(item.text)}" if item.lead else escaped(item.text)
    return f"{text}{_outside(item.link)}"


def _outside(link: Link | None) -> str:
    """A link to a file beside the report."""
    if link is None or link.target.startswith("#"):
        return ""
    return f" ([{_inline(link.text)}](<{link.target}>))"


def _table(table: Table) -> str:
    """A pipe table below its caption; texts are set left, figures right."""
    rules = (_rule(table, place) for place, _ in enumerate(table.columns))
    rows = [
        map(_inline, table.columns),
        rules,
        *(map(_cell, row) for row in table.rows),
    ]
    body = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"**{_inline(table.caption)}**\n\n{body}"


def _rule(table: Table, place: int) -> str:
    """The rule below a head, as long as the column is to be wide against the others.

    What turns a chapter into a document gives wide tables their columns by these. A column has
    room for its longest word, one of texts for a line of them.
    """
    texts = [table.columns[place], *(_shown(row[place]) for row in table.rows)]
    is_left = place == 0 or place in table.text_columns
    line = min(_LINE, max(map(len, texts))) if is_left else 0
    dashes = "-" * (_MARGIN + max(line, *(len(w) for text in texts for w in text.split(" "))))
    return f":{dashes}" if is_left else f"{dashes}:"


def _cell(cell: Cell) -> str:
    """A figure with its sampling error behind it in brackets."""
    return _inline(_shown(cell))


def _shown(cell: Cell) -> str:
    # A plain space: in a narrow column the error goes to a line of its own.
    return f"{cell.text} ({cell.beside})" if cell.beside else cell.text
