"""The report's workbook in LibreOffice: printed, and saved again.

Each workbook of ``reports.py`` is opened and saved as a workbook of LibreOffice's own, and some are
written as PDF. Then:

- every sheet is there, and on its pages every heading and every caption of it;
- nowhere an error (``#NAME?``, ``Err:502``), nor ``###`` for a number that its column is too
  narrow for; numbers with the decimal comma in Dutch and the point in English;
- every chart that the report has is there, and drawn: pages of its sheet are coloured, those of
  sheets without charts are not;
- every cell of what LibreOffice saved is what the program wrote; every figure of the results is in
  the list of figures, and every figure of a table in a row below the table's caption, as numbers.

Planted errors have to be found: a formula with an error, a narrow column, another number, a
missing heading, a missing chart.

The pages go to ``verification/output/workbook``, to be looked at: whether they read well is no
matter for a program.

Usage: python verification/workbook.py
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import office
import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image
from program import ROOT, scratch, summary
from reports import CASES, HOSTILE, LANGUAGES, RESULTS, reports

OUTPUT = ROOT / "verification" / "output" / "workbook"
DRAWN = (
    "payback",
    "fan",
    "cost",
    "chance",
    "curve",
    "tornado",
)  # kinds that a workbook has charts of
ERRORS = re.compile(r"#(?:NAME|REF|VALUE|DIV/0|NUM|N/A|NULL)\S*|Err:\d+|#{3,}")
OTHERS = {"en": re.compile(r"\d,\d+%"), "nl": re.compile(r"\d\.\d+%")}  # the other's decimals
PRINTED = ("plain_en", "investments_en", "joint_nl", "investments_nl")

Record = dict[str, Any]
Book = list[Worksheet]


def printed(record: Record, pdf: Path) -> Iterator[str]:
    """What is missing on the pages, or wrong with what they say."""
    texts, wanted_of = office.pages(pdf), headings(record)
    sheets = office.by_sheet(pdf, list(wanted_of))
    for sheet, wanted in wanted_of.items():
        if not sheets[sheet]:
            yield f"sheet {sheet}: not printed"
        told = solid("".join(texts[number - 1] for number in sheets[sheet]))
        yield from (f"sheet {sheet}: no {text!r}" for text in wanted if solid(text) not in told)
    yield from shown_wrong(record["language"], texts)


def shown_wrong(language: str, texts: list[str]) -> Iterator[str]:
    """Errors, and numbers that are not shown or have the wrong decimal sign."""
    for number, text in enumerate(texts, start=1):
        for found in (*ERRORS.findall(text), *OTHERS[language].findall(text)):
            yield f"page {number}: {found}"


def headings(record: Record) -> dict[str, list[str]]:
    """The headings and captions of each sheet."""
    found: dict[str, list[str]] = {}
    for section in record["sections"]:
        captions = [block["table"]["caption"] for block in section["blocks"] if "table" in block]
        found.setdefault(section["sheet"], []).extend([section["heading"], *captions])
    return found


def solid(text: str) -> str:
    """A text without white space, as lines break where they like."""
    return "".join(text.split())


def charts(record: Record, book: Book) -> Iterator[str]:
    """Sheets with other charts than the report has."""
    for sheet in book[:-1]:
        wanted = number_of_charts(record, sheet.title)
        if len(sheet._charts) != wanted:
            yield f"sheet {sheet.title}: {len(sheet._charts)} charts, not {wanted}"


def number_of_charts(record: Record, title: str) -> int:
    """The charts that a sheet has in the report, of the kinds that a workbook draws."""
    blocks = [b for s in record["sections"] if s["sheet"] == title for b in s["blocks"]]
    return sum(block.get("chart") in DRAWN for block in blocks)


def drawn(record: Record, pdf: Path) -> Iterator[str]:
    """Sheets whose pages are coloured, or are not, where they should be otherwise."""
    sheets = office.by_sheet(pdf, list(headings(record)))
    for place, (title, numbers) in enumerate(sheets.items()):
        stem = pdf.with_name(f"{pdf.stem}_sheet{place}")
        coloured = sum(map(colours, office.pictures(pdf, numbers, stem))) if numbers else 0
        wanted = number_of_charts(record, title)
        if (coloured > 0) != (wanted > 0):
            yield f"sheet {title}: {coloured} colours, {wanted} charts"


def colours(picture: Path) -> int:
    """The number of different colours that are no grey, each in twenty places at least."""
    with Image.open(picture) as image:
        counted = image.convert("RGB").getcolors(image.width * image.height) or []
    return sum(count >= 20 and max(colour) - min(colour) > 40 for count, colour in counted)


def saved(first: Book, again: Book) -> Iterator[str]:
    """Cells that are not the same after LibreOffice has saved the workbook."""
    if [sheet.title for sheet in first] != [sheet.title for sheet in again]:
        yield f"sheets are {[sheet.title for sheet in again]}"
        return
    for one, other in zip(first, again, strict=True):
        for row in one.iter_rows():
            for cell in row:
                found = other.cell(cell.row, cell.column)
                if not same(cell.value, found.value):
                    yield f"{one.title} {cell.coordinate}: {found.value!r}, not {cell.value!r}"
                if cell.data_type == "f" or cell.hyperlink:
                    yield f"{one.title} {cell.coordinate}: a formula or a link"


def same(one: object, other: object) -> bool:
    """The same text, or the same number to the 15 digits that LibreOffice keeps."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=6e-15)
    return (one or "") == (other or "")


def figures(wanted: dict[str, Any], sheet: Worksheet) -> Iterator[str]:
    """Figures of the results that the list of figures does not have."""
    rows = {str(row[0]): row for row in sheet.iter_rows(min_row=3, values_only=True)}
    for name, figure in wanted.items():
        if name not in rows:
            yield f"no figure {name}"
        elif not all(map(same, rows[name][1:4], (figure[key] for key in ("value", "low", "high")))):
            yield f"figure {name} is {rows[name][1:4]}"
    yield from (f"a figure {name} of no results" for name in rows.keys() - wanted.keys())


def results(name: str, folder: Path) -> dict[str, Any]:
    """The estimates of the results, several configs' with the config's name in front."""
    place = folder / RESULTS[name]
    if name != "joint":
        return dict(summary(place)["estimates"])
    layers = [path.parent for path in sorted(place.glob("*/summary.json"))]
    parts = {layer.name: summary(layer)["estimates"] for layer in layers}
    joint = json.loads((place / "comparison.json").read_text("utf-8"))
    found, compared = dict(parts[joint["layers"][0]["name"]]), set(joint["estimates"])
    for layer, estimates in parts.items():
        names = {f"{layer}.{key}": one for key, one in estimates.items()}
        found |= {key: one for key, one in names.items() if key in compared}
    return found


def in_tables(record: Record, book: Book) -> Iterator[str]:
    """Figures of the report's tables that do not stand in their row as numbers, in order."""
    sheets = {sheet.title: sheet for sheet in book}
    for section in record["sections"]:
        for block in section["blocks"]:
            if "table" in block:
                rows = list(sheets[section["sheet"]].iter_rows(values_only=True))
                yield from in_table(block["table"], rows)


def in_table(table: Record, rows: list[tuple[object, ...]]) -> Iterator[str]:
    """The same for one table; captions may occur twice, as of a chart and of its points."""
    places = [i for i, row in enumerate(rows) if row[0] == table["caption"]]
    lacking = []
    for place in places:
        below = rows[place + 2 :]
        pairs = zip(table["rows"], below, strict=False)
        lacking.append([missed for cells, row in pairs for missed in not_in(cells, row)])
    if not places or min(map(len, lacking)) > 0:
        first = min(lacking, key=len)[0] if lacking else "its caption"
        yield f"table {table['caption']!r}: not {first}"


def not_in(cells: list[Record], row: tuple[object, ...]) -> Iterator[str]:
    """Figures of a row that do not follow each other in the workbook's row."""
    rest = iter(row)
    for cell in cells:
        value = cell.get("value")
        is_figure = cell.get("name") and isinstance(value, int | float)
        # ``any`` goes on from where the figure before was found.
        if is_figure and not any(is_number(there) and same(there, value) for there in rest):
            yield str(cell["name"])


def is_number(found: object) -> bool:
    return isinstance(found, int | float)


def load(file: Path) -> Book:
    return list(openpyxl.load_workbook(file).worksheets)


def faults(name: str, language: str, folder: Path, made: Path) -> Iterator[str]:
    """What is wrong with the workbook of one case; ``made`` has what LibreOffice made of it."""
    record = json.loads((folder / name / f"report_{language}.json").read_text("utf-8"))
    mark = f"{name}_{language}"
    first, again = load(folder / name / f"report_{language}.xlsx"), load(made / f"{mark}.xlsx")
    yield from saved(first, again)
    yield from in_tables(record, again)
    if name in CASES:
        yield from figures(results(name, folder), again[-1])
        yield from charts(record, first)
        yield from charts(record, again)
    if mark in PRINTED:
        yield from printed(record, made / f"{mark}.pdf")
        yield from drawn(record, made / f"{mark}.pdf")


def planted(folder: Path, made: Path) -> list[str]:
    """The planted errors that were not found for what they are."""
    record = json.loads((folder / "plain" / "report_en.json").read_text("utf-8"))
    right = folder / "plain" / "report_en.xlsx"
    book = openpyxl.load_workbook(right)
    answer, listed = book.worksheets[0], book.worksheets[-1]
    charted = next(sheet for sheet in book.worksheets if sheet._charts)
    charted._charts.clear()
    charted.cell(charted.max_row + 1, 1).value = "=1/0"
    listed.column_dimensions["B"].width = 2.0
    listed["B3"] = 12_345_678.5
    heading = next(text for text in headings(record)[answer.title] if text)
    next(row[0] for row in answer.iter_rows() if row[0].value == heading).value = "Other"
    book.save(made / "planted.xlsx")
    office.convert([made / "planted.xlsx"], "pdf", made, "en")
    pdf, wrong = made / "planted.pdf", load(made / "planted.xlsx")
    found = [
        *saved(load(right), wrong),
        *figures(results("plain", folder), wrong[-1]),
        *printed(record, pdf),
        *charts(record, wrong),
        *drawn(record, pdf),
    ]
    said = "\n".join(found)
    wanted = {
        "an error": "#DIV/0!",
        "a narrow column": "###",
        "another number": f"figure {listed['A3'].value} is",
        "another cell": "12345678.5, not",
        "a heading": f"no {heading!r}",
        "a chart": f"sheet {charted.title}: 0 charts",
        "no picture": f"sheet {charted.title}: 0 colours",
    }
    return [name for name, text in wanted.items() if text not in said]


def converted(folder: Path, made: Path) -> list[tuple[str, str]]:
    """Every workbook as PDF and saved again, by LibreOffice; their cases and languages."""
    found = []
    for language in LANGUAGES:
        names = [*CASES, *(HOSTILE if language == "en" else ())]
        found += [(name, language) for name in names]
        for name in names:
            content = (folder / name / f"report_{language}.xlsx").read_bytes()
            (made / "source").mkdir(exist_ok=True)
            (made / "source" / f"{name}_{language}.xlsx").write_bytes(content)
        files = [made / "source" / f"{name}_{language}.xlsx" for name in names]
        office.convert(files, "xlsx", made, language)
        office.convert([file for file in files if file.stem in PRINTED], "pdf", made, language)
    return found


def show(made: Path) -> None:
    """The first pages of some workbooks, for people."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for old in OUTPUT.iterdir():
        old.unlink()
    for mark in PRINTED:
        pdf = made / f"{mark}.pdf"
        *_, listed = load(made / f"{mark}.xlsx")
        last = office.by_sheet(pdf, [listed.title])[listed.title][0]
        office.pictures(pdf, [1, last], OUTPUT / mark, dpi=90)


def main() -> None:
    if office.missing():
        sys.exit(
            f"FAILED: needs {', '.join(office.missing())} (LibreOffice Calc, poppler-utils); as "
            "root `bash verification/run` gets them"
        )
    folder = reports()
    with scratch() as made:
        cases = converted(folder, made)
        found = [
            f"{n}_{lang}: {fault}" for n, lang in cases for fault in faults(n, lang, folder, made)
        ]
        missed = planted(folder, made)
        show(made)
    for fault in [*found[:200], *(f"planted error not found: {name}" for name in missed)]:
        print(fault)
    good = not found and not missed
    print(
        f"\n{'ok' if good else 'FAILED'}: {len(cases)} workbooks saved by LibreOffice, "
        f"{len(PRINTED)} printed: {len(found)} faults; 7 planted errors, {len(missed)} missed; "
        f"pages in {OUTPUT.relative_to(ROOT)}"
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
