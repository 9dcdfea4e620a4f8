"""The report as a record: what stands where, in plain text, before any form is given to it.

It is built once from a results record (``report/building``); every format (``report/formats``)
writes down what is here and works out nothing itself. Texts are in one language and cleaned, not
escaped: escaping is the business of each format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from ictsim.report.tables import Table

Tone = Literal["plain", "answer", "strong", "warning", "note"]


@dataclass(frozen=True)
class Link:
    """A way to more: ``target`` is ``#`` and the id of a section, or a file beside the report."""

    text: str
    target: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; its link stands behind it in brackets.

    ``language`` of the text is empty where it is that of the report.
    """

    kind: ClassVar[str] = "paragraph"
    text: str
    tone: Tone = "plain"
    link: Link | None = None
    language: str = ""


@dataclass(frozen=True)
class Item:
    """One item of a list: what it is about (``lead``, may be empty), text, link in brackets.

    ``language`` of the text and ``lead_language`` are empty where they are that of the report.
    """

    text: str
    lead: str = ""
    link: Link | None = None
    language: str = ""
    lead_language: str = ""


@dataclass(frozen=True)
class Items:
    """A list; ``numbered`` ones have numbers."""

    kind: ClassVar[str] = "items"
    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A table among the blocks of a section."""

    kind: ClassVar[str] = "table"
    table: Table


@dataclass(frozen=True)
class Series:
    """A line to draw: points (x, y), in the units of their figures."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Figure:
    """A chart: what it shows in words (``alt``), its data table, and its drawings if there are.

    ``chart`` is the kind (``fan``, ``curve``, ...), ``name`` the name of its file. ``series`` are
    lines with more points than the table has rows. ``middle`` is where its bars begin, for bars
    that do not begin at 0.
    """

    kind: ClassVar[str] = "figure"
    chart: str
    name: str
    title: str
    alt: str
    table: Table
    series: tuple[Series, ...] = ()
    middle: float | None = None
    svg: str = ""
    png: bytes = b""


@dataclass(frozen=True)
class Icon:
    """A hundred squares of which ``filled`` are dark, and the words that say the same."""

    heading: str
    filled: int
    text: str


@dataclass(frozen=True)
class Icons:
    """Icon arrays side by side."""

    kind: ClassVar[str] = "icons"
    icons: tuple[Icon, ...]


Block = Paragraph | Items | TableBlock | Figure | Icons


@dataclass(frozen=True)
class Section:
    """A part of the report under one heading.

    ``id`` is unique; ``heading`` is empty for the very first. ``level`` 2, or 3 for a part of the
    section before it. ``link`` stands behind the heading. ``sheet`` is the name of the sheet it
    has in a workbook. ``chapter`` is what a chapter has in place of ``blocks``, where that is less.
    """

    id: str
    heading: str
    blocks: tuple[Block, ...]
    sheet: str
    level: int = 2
    page_one: bool = False
    in_chapter: bool = False
    link: Link | None = None
    chapter: tuple[Block, ...] | None = None

    @property
    def chapter_blocks(self) -> tuple[Block, ...]:
        """What a chapter has of this section; nothing of one that is not in it."""
        if not self.in_chapter:
            return ()
        return self.blocks if self.chapter is None else self.chapter


@dataclass(frozen=True)
class NamedEstimate:
    """One estimate of the results under its name, with its 95 % sampling interval.

    ``base`` is the plan's value of what the figure is a percentile or mean of; see
    :class:`ictsim.results.record.Estimate` for the others.
    """

    name: str
    value: float | str | None
    low: float | str | None
    high: float | str | None
    unit: str
    runs: int
    base: float | str | None
    note: str


@dataclass(frozen=True)
class Document:
    """The whole report in one language: its sections in order, and every estimate by name.

    ``title_language`` and ``question_language`` are empty where they are that of the report.
    """

    language: str
    title: str
    question: str
    version: str
    sections: tuple[Section, ...]
    estimates: tuple[NamedEstimate, ...]
    title_language: str = ""
    question_language: str = ""

    @property
    def figures(self) -> Iterator[Figure]:
        """Every chart, in the order of the report."""
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Figure))

    @property
    def tables(self) -> Iterator[Table]:
        """Every table, those of the charts too, in the order of the report."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, TableBlock | Figure):
                    yield block.table
