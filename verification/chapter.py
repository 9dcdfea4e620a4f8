"""The report's chapter, read by a Markdown library: tables stay tables, texts stay texts.

Each chapter of ``reports.py``, those with hostile texts too, is turned into HTML by markdown-it,
with tables and with HTML allowed. Then:

- the headings are those of the report's record, in its order;
- the tables are those of the record, with as many columns in every row, each cell saying what it
  says in the record;
- nothing else has become markup: no HTML, code, picture or rule, no link but those to the reports
  of single configs, no bold but what the program makes bold.

Planted errors have to be found: signs that are no longer escaped, a table without its rule.

Usage: python verification/chapter.py
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from reports import CASES, HOSTILE, LANGUAGES, reports

OURS = re.compile(r"\w+/report(_\w+)?\.html")  # where a link may lead
TAGS = {"h1", "h2", "h3", "p", "strong", "ul", "ol", "li", "a"}
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}

Row = list[str]


class Reader(HTMLParser):
    """The headings, tables and everything unexpected of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.headings: list[str] = []
        self.tables: list[list[Row]] = []
        self.strange: list[str] = []
        self.bold = 0
        self._open = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        target = dict(attrs).get("href") or ""
        if tag not in TAGS | TABLE_TAGS or (tag == "a" and not OURS.fullmatch(target)):
            self.strange.append(f"<{tag} {target}>")
        self.bold += tag == "strong"
        if tag in ("h1", "h2", "h3"):
            self.headings.append(f"{tag} ")
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open in ("th", "td"):
            self.tables[-1][-1][-1] += data
        elif self._open in ("h1", "h2", "h3"):
            self.headings[-1] += data

    def handle_comment(self, data: str) -> None:
        self.strange.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.strange.append(f"<!{decl}>")


def faults(record: dict[str, Any], chapter: str) -> Iterator[str]:
    """What is wrong with a chapter; ``record`` is the report as JSON."""
    page = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    read = Reader(page.render(chapter))
    yield from read.strange
    if read.bold != bold(record):
        yield f"{read.bold} times bold, not {bold(record)}"
    sections = [section for section in record["sections"] if section["in_chapter"]]
    wanted = [f"h{s['level']} {s['heading']}" for s in sections if s["heading"]]
    wanted.insert(0, f"h1 {record['title']}")
    if list(map(plain, read.headings)) != list(map(plain, wanted)):
        yield f"headings are {read.headings}"
    tables = [b["table"] for s in sections for b in chapter_blocks(s) if "table" in b]
    if len(read.tables) != len(tables):
        yield f"{len(read.tables)} tables, not {len(tables)}"
        return
    for found, table in zip(read.tables, tables, strict=True):
        yield from table_faults(found, table)


def chapter_blocks(section: dict[str, Any]) -> list[dict[str, Any]]:
    """What a chapter has of a section that is in it: all of it, or what stands in its place."""
    short: list[dict[str, Any]] | None = section["chapter"]
    return section["blocks"] if short is None else short


def bold(record: dict[str, Any]) -> int:
    """How many texts the program makes bold: captions, answers and warnings, heads of items."""
    blocks = [b for s in record["sections"] if s["in_chapter"] for b in chapter_blocks(s)]
    captions = sum("table" in block for block in blocks)
    strong = sum(block.get("tone", "plain") not in ("plain", "note") for block in blocks)
    return captions + strong + sum(bool(i["lead"]) for b in blocks for i in b.get("items", ()))


def table_faults(found: list[Row], table: dict[str, Any]) -> Iterator[str]:
    """Rows that have not as many cells as the table has columns, or say something else."""
    wanted = [table["columns"], *([said(cell) for cell in row] for row in table["rows"])]
    if len(found) != len(wanted):
        yield f"{table['caption']}: {len(found)} rows, not {len(wanted)}"
    for row, cells in zip(found, wanted, strict=False):
        if len(row) != len(table["columns"]):
            yield f"{table['caption']}: {len(row)} columns, not {len(table['columns'])}"
        elif list(map(plain, row)) != list(map(plain, cells)):
            yield f"{table['caption']}: {row}, not {cells}"


def said(cell: dict[str, Any]) -> str:
    """What a cell says, with its margin in brackets unless that says the same."""
    text, margin = str(cell["text"]), cell.get("margin")
    return f"{text} ({margin})" if margin and margin != text else text


def plain(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


def planted(record: dict[str, Any], chapter: str) -> list[str]:
    """The planted errors that were not found for what they are."""
    changes = {
        "<a http": (r"\\([\[\]])", r"\1"),
        "times bold": (r"\\\*", "*"),
        "], not [": (r"\\\|", "|"),
        "tables, not": (r"\n\| :---", r"\n| x :---"),
        "headings are": (r"\n## ", r"\n### "),
        "<!--": (r"\\([<>!-])", r"\1"),
    }
    missed = []
    for fault, (old, new) in changes.items():
        if not any(fault in one for one in faults(record, re.sub(old, new, chapter))):
            missed.append(fault)
    return missed


def both(folder: Path, name: str, language: str) -> tuple[dict[str, Any], str]:
    """A report's record and its chapter."""
    record = json.loads((folder / name / f"report_{language}.json").read_text("utf-8"))
    return record, (folder / name / f"chapter_{language}.md").read_text("utf-8")


def main() -> None:
    folder = reports()
    found, tables = [], 0
    for name in (*CASES, *HOSTILE):
        for language in LANGUAGES:
            record, chapter = both(folder, name, language)
            tables += chapter.count("\n| :---")
            found += [f"{name}_{language}: {fault}" for fault in faults(record, chapter)]
    missed = planted(*both(folder, "hostile", "en"))
    for fault in [*found, *(f"planted error not found: {name}" for name in missed)]:
        print(fault[:400])
    good = not found and not missed
    count = len((*CASES, *HOSTILE)) * len(LANGUAGES)
    print(
        f"\n{'ok' if good else 'FAILED'}: {count} chapters with {tables} tables read by "
        f"markdown-it: {len(found)} faults; 6 planted errors, {len(missed)} missed"
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
