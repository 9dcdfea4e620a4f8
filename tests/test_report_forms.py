"""Every form of the report tells the same figures under the same names, and none does harm."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import math
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from openpyxl.worksheet.worksheet import Worksheet
from test_report_comparison import compared
from test_report_samples import HEADLINE, HOSTILE, sample

from ictsim.cli.forms import FORMS
from ictsim.cli.forms import LANGUAGES as OFFERED
from ictsim.report import comparison_document, make_figures, results_document
from ictsim.report.document import Document, NamedEstimate
from ictsim.report.formats import FORMATS, PICTURES, csv_table, written
from ictsim.report.formats.markdown import escaped
from ictsim.report.formats.xlsx_numbers import number_format
from ictsim.report.language import LANGUAGES, speaking
from ictsim.report.language import _ as translate
from ictsim.report.numbers import Cell
from ictsim.report.tables import Table
from ictsim.report.view import View
from ictsim.report.wording import page, words
from ictsim.results.record import Estimate, Results
from ictsim.results.tables import summary_json
from ictsim.statistics import wilson

Figures = dict[str, float | str | None]


def names() -> list[str]:
    return [one.NAME for one in (*FORMATS, *PICTURES)]


def document_of(record: Results, *, drawn: bool = False) -> Document:
    return results_document(record, {"numpy": "2.4"}, make_figures(record) if drawn else None)


def forms_of(document: Document) -> dict[str, bytes]:
    return written(document, names())


@pytest.fixture(scope="module")
def record() -> Results:
    return sample(runs=400)


@pytest.fixture(scope="module")
def document(record: Results) -> Document:
    return document_of(record, drawn=True)


@pytest.fixture(scope="module")
def forms(document: Document) -> dict[str, bytes]:
    return forms_of(document)


# ---------------------------------------------------------------------------------------------
# Readers of each form, that know nothing of how it was written


class Page(HTMLParser):
    """Tables of a page: caption -> rows of cells, each (text, name, value)."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[str, list[list[list[str | None]]]]] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "table":
            self.tables.append(("", []))
        elif tag == "caption":
            self.inside = "caption"
        elif tag == "tr":
            self.tables[-1][1].append([])
        elif tag in ("td", "th"):
            self.inside = "cell"
            self.tables[-1][1][-1].append(["", given.get("data-name"), None])
        elif tag == "data":
            self.tables[-1][1][-1][-1][2] = given["value"]

    def handle_endtag(self, tag):
        if tag in ("caption", "td", "th"):
            self.inside = ""

    def handle_data(self, data):
        if self.inside == "caption":
            caption, rows = self.tables[-1]
            self.tables[-1] = (caption + data, rows)
        elif self.inside == "cell":
            cell = self.tables[-1][1][-1][-1]
            cell[0] = (cell[0] or "") + data


def parsed(markdown: bytes) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(markdown.decode())


def text_of(token: Token) -> str:
    """What a reader sees of a line of Markdown."""
    return "".join(t.content for t in token.children or () if t.type in ("text", "text_special"))


def markdown_tables(markdown: bytes) -> list[tuple[str, list[list[str]]]]:
    """Tables of a chapter: caption, and rows of texts; the heads are the first row."""
    found: list[tuple[str, list[list[str]]]] = []
    last = ""
    for token in parsed(markdown):
        if token.type == "table_open":
            found.append((last, []))
        elif token.type == "tr_open":
            found[-1][1].append([])
        elif token.type == "inline":
            last = text_of(token)
            if token.level >= 4:  # table, its head or body, row, cell
                found[-1][1][-1].append(last)
    return found


def sheets_of(workbook: bytes) -> list[Worksheet]:
    return openpyxl.load_workbook(io.BytesIO(workbook)).worksheets


def rows_below(sheets: list[Worksheet], caption: str) -> Iterator[list[list[Any]]]:
    """The rows of cells under each cell that holds the caption, the heads first."""
    for sheet in sheets:
        for row in sheet.iter_rows():
            if row[0].value == caption and row[0].font.bold:
                yield [list(cells) for cells in sheet.iter_rows(min_row=row[0].row + 1)]


def displayed(value: float, form: str) -> str:
    """What a spreadsheet shows of a number in one of the formats that are used here."""
    if form.startswith('"'):
        return form.strip('"')
    pattern = re.fullmatch(r"(?:#,##0|0)(\.0+)?(,*)(%?)", form)
    assert pattern, form
    decimals, commas, percent = pattern.groups()
    shown = value / 1_000.0 ** len(commas) * (100.0 if percent else 1.0)
    return f"{shown:.{len(decimals or '.') - 1}f}{percent}"


# ---------------------------------------------------------------------------------------------
# The same value under the same name


def figures_of(record: Results) -> Figures:
    """Every figure of a record by name, the plan's as ``NAME.base``, and what went in."""
    found: Figures = {name: e.value for name, e in record.estimates.items()}
    found |= {f"{name}.base": value for name, value in record.base.items()}
    for row in record.inputs:
        numbers = {"p10": row.p10, "p50": row.p50, "p90": row.p90, "base": row.base}
        found |= {f"inputs.{row.name}.{which}": value for which, value in numbers.items()}
    for line in record.lines:
        for end in HEADLINE:
            sums = [x for year, x in line.base_eur.items() if int(year) <= end]
            found[f"lines.{line.scenario}.{line.name}.{end}"] = sum(sums)
    return found


def listed(figures: Figures) -> Iterator[tuple[str, float | str | None]]:
    """Those that stand in the list of all estimates."""
    for name, value in figures.items():
        if not name.endswith(".base") and not name.startswith(("inputs.", "lines.")):
            yield name, value


def differing(document: Document, figures: Figures, forms: dict[str, bytes]) -> list[str]:
    """Where a form, or the record behind it, tells another figure than the results."""
    found = [
        f"record {cell.name}"
        for cell in named(document)
        if cell.value is not None and figures.get(cell.name) != cell.value
    ]
    found += _in_page(document, forms["report.html"].decode())
    found += _in_chapter(document, forms["chapter.md"])
    found += _in_workbook(document, figures, forms["report.xlsx"])
    found += _in_lists(figures, forms["figures.csv"], forms["report.json"])
    return found + [
        f"{path} {figure.alt}"
        for figure in document.figures
        if figure.svg
        for path in [f"figures/{figure.name}.svg"]
        if figure.alt not in "".join(ElementTree.fromstring(forms[path]).itertext())
    ]


def named(document: Document) -> Iterator[Cell]:
    """Cells that tell a figure."""
    for table in document.tables:
        for row in table.rows:
            yield from (cell for cell in row if cell.name)


def _in_page(document: Document, text: str) -> Iterator[str]:
    """Each cell of each table: its text, and where it tells a figure name and value."""
    tables = Page(text).tables
    if len(tables) != len(list(document.tables)):
        yield "page: number of tables"
    for (caption, (_, *rows)), table in zip(tables, document.tables, strict=False):
        if caption != table.caption:
            yield f"page: {caption}"
        for row, cells in zip(rows, table.rows, strict=True):
            for (text, name, value), cell in zip(row, cells, strict=True):
                told = None if cell.value is None else str(cell.value)
                if (name or "", value) != (cell.name, told) or text.strip() != str(cell):
                    yield f"page: {caption} {name}"


def _in_chapter(document: Document, text: bytes) -> Iterator[str]:
    """Each table of the chapter's sections, cell by cell, with the error in brackets."""
    sections = tuple(dataclasses.replace(s, blocks=s.chapter_blocks) for s in document.sections)
    wanted = list(dataclasses.replace(document, sections=sections).tables)
    found = markdown_tables(text)
    if [caption for caption, _ in found] != [table.caption for table in wanted]:
        yield "chapter: tables"
    for (caption, (_, *rows)), table in zip(found, wanted, strict=True):
        for row, cells in zip(rows, table.rows, strict=True):
            for text_, cell in zip(row, cells, strict=True):
                is_said = cell.margin in ("", cell.text)
                margin = "" if is_said else f" ({cell.margin})"
                if text_ != (cell.text + margin).strip():
                    yield f"chapter: {caption} {cell.name}"


def _tables_in_workbook(document: Document, sheets: list[Worksheet]) -> Iterator[str]:
    with speaking(document.language):
        for table in document.tables:
            if not any(_fits(table, rows) for rows in rows_below(sheets, table.caption)):
                yield f"workbook: {table.caption}"


def _in_workbook(document: Document, figures: Figures, workbook: bytes) -> Iterator[str]:
    sheets = sheets_of(workbook)
    yield from _tables_in_workbook(document, sheets)
    rows_of = {row[0]: row for row in sheets[-1].iter_rows(min_row=3, values_only=True)}
    for name, value in listed(figures):
        told = rows_of[name][1] if name in rows_of else None
        if not same(told, value):
            yield f"workbook: {name} {told}"


def _fits(table: Table, rows: list[list[Any]]) -> bool:
    """Whether the rows hold the table's numbers as numbers, with each error on the right."""
    heads, *body = rows
    place = 0
    for i, column in enumerate(table.columns):
        cells = [row[i] for row in table.rows]
        doubled = any(cell.error or cell.margin for cell in cells)
        if (heads[place].value or "") != column:
            return False
        if not all(_holds(row[place:], cell) for row, cell in zip(body, cells, strict=False)):
            return False
        if doubled and not _heads_beside(heads[place + 1].value, body, place + 1, cells):
            return False
        place += 1 + doubled
    return True


def _heads_beside(head: str | None, body: list[list[Any]], place: int, cells: list[Cell]) -> bool:
    """Whether intervals alone stand under the head of intervals, and none without it."""
    below = [(row[place].value, cell) for row, cell in zip(body, cells, strict=False)]
    is_interval = [
        isinstance(found, float | int) or cell.unit == "year" or found in _bounds()
        for found, cell in below
        if found is not None
    ]
    if not head:
        return not any(is_interval)
    return head == page.sheet_margin() and all(is_interval)


def _bounds() -> set[str]:
    return {translate(text) for text in ("no bounds", "no lower bound", "no upper bound")}


def _holds(places: list[Any], cell: Cell) -> bool:
    """Whether a figure's number stands in the first place, and its error in the next one."""
    if not cell.name or not isinstance(cell.value, float | int):
        return (places[0].value or "") == cell.text
    beside = places[1].value if cell.error or cell.margin else None
    if cell.error and (cell.is_interval or cell.margin.startswith("±") or not cell.margin):
        if not same(beside, cell.error):
            return False
    elif cell.margin and beside != cell.margin:
        return False
    return same(places[0].value, cell.value) and _shows(places[0], cell)


def _shows(place: Any, cell: Cell) -> bool:
    """Whether what is seen of a number is within its error, and no more certain than it is."""
    if not cell.error:
        return True
    shown = displayed(place.value, place.number_format)
    if shown[0] in "<>":
        bound = 0.01 * float(shown[2:-1].replace(",", "."))
        room = bound if shown[0] == "<" else 1.0 - bound
        is_end = cell.value == (0.0 if shown[0] == "<" else 1.0)
        return is_end and cell.error * (1.0 - 1e-6) <= room <= 2.0 * cell.error
    if cell.unit == "probability" and float(shown.strip("%")) in (0.0, 100.0):
        return False
    form = place.number_format
    scale = 0.01 if form.endswith("%") else 1_000.0 ** (len(form) - len(form.rstrip(",")))
    return abs(float(shown.strip("%")) * scale - cell.value) <= cell.error * (1.0 + 1e-9)


def same(found: object, wanted: object) -> bool:
    """The same text or number; a workbook keeps 16 digits."""
    if isinstance(found, float | int) and isinstance(wanted, float | int):
        return math.isclose(found, wanted, rel_tol=1e-15)
    return found == wanted


FIELDS = [field.name for field in dataclasses.fields(NamedEstimate)]


def _in_lists(figures: Figures, table: bytes, record: bytes) -> Iterator[str]:
    """CSV and JSON: every estimate, exactly."""
    # The heads are in the language of the report.
    _, *listed_rows = csv.reader(io.StringIO(table.decode()))
    rows = {row[0]: dict(zip(FIELDS, row, strict=True)) for row in listed_rows}
    content = json.loads(record)
    for name, value in listed(figures):
        if rows[name]["value"] != ("" if value is None else str(value)):
            yield f"csv: {name}"
        if content["estimates"][name]["value"] != value:
            yield f"json: {name}"
    for section in content["sections"]:
        for block in section["blocks"]:
            for row in block["table"]["rows"] if "table" in block else ():
                for cell in row:
                    value = figures.get(cell.get("name", ""))
                    if "name" in cell and cell["value"] not in (None, value):
                        yield f"json: {cell['name']}"


def test_every_form_tells_the_same_value_under_the_same_name(
    record: Results, document: Document, forms: dict[str, bytes]
):
    told = {cell.name for cell in named(document) if isinstance(cell.value, float)}
    stored = json.loads(summary_json(record))["estimates"]

    assert differing(document, figures_of(record), forms) == []
    assert {name: e["value"] for name, e in stored.items()} == {
        name: e.value for name, e in record.estimates.items()
    }
    assert len(told) > 500
    assert {"s2.beats.2018", "s2.saving.2018.p10", "s2.saving.2018.base", "s2.payback_by.2018",
            "s2.town1.beats.2022", "s2_vs_s1.peak.mean", "s1.best.2020",
            "inputs.overrun.p90", "lines.s1.line1.2018"} <= told  # fmt: skip


def test_every_form_tells_the_same_in_dutch(record: Results):
    with speaking("nl"):
        document = document_of(record)
        forms = written(document, ["html", "md", "xlsx", "csv", "json"])
        assert differing(document, figures_of(record), forms) == []

    assert document.language == "nl"
    assert 'lang="nl"' in forms["report.html"].decode()
    assert "Yearly fan" not in {sheet.title for sheet in sheets_of(forms["report.xlsx"])}


def test_the_heads_of_the_table_of_figures_are_in_the_language_of_the_report(document: Document):
    dutch = dataclasses.replace(document, language="nl")
    heads = {}
    for one in (document, dutch):
        with speaking(one.language):
            first, second, *_ = csv_table.render(one).decode().splitlines()
        heads[one.language] = first.split(",")
        assert second.startswith(f"{document.estimates[0].name},")

    assert heads["en"] == FIELDS
    assert heads["nl"] == [
        "naam", "waarde", "laag", "hoog", "eenheid", "doorrekeningen", "plan", "opmerking",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["page", "chapter", "workbook", "csv", "json", "svg", "record"])
def test_the_walk_finds_a_wrong_figure_in_any_form(
    form: str, record: Results, document: Document, forms: dict[str, bytes]
):
    """The forms of a record with one other figure, put in the place of the right ones."""
    figure = record.estimates["s2.beats.2018"]
    wrong = dataclasses.replace(figure, value=figure.value / 2, low=0.0)
    estimates = record.estimates | {"s2.beats.2018": wrong}
    other = document_of(dataclasses.replace(record, estimates=estimates))
    made = written(other, ["html", "md", "xlsx", "csv", "json"])
    made["figures/chance_s2.svg"] = forms["figures/chance_s2.svg"].replace(b"2018", b"2019")
    files = {
        "page": "report.html",
        "chapter": "chapter.md",
        "workbook": "report.xlsx",
        "csv": "figures.csv",
        "json": "report.json",
        "svg": "figures/chance_s2.svg",
    }
    planted = forms | {files[form]: made[files[form]]} if form in files else forms
    found = differing(other if form == "record" else document, figures_of(record), planted)

    assert found
    assert form == "svg" or any(form in one for one in found)


def test_a_comparison_tells_each_figure_under_its_configs_name():
    records = {"c0": sample(runs=300), "c1": sample(runs=200, scenarios=3)}
    document = comparison_document(compared(*records.values()), {"numpy": "2.4"})
    figures = figures_of(records["c0"])
    for name, record in records.items():
        figures |= {f"{name}.{key}": value for key, value in figures_of(record).items()}
    forms = written(document, ["html", "md", "xlsx"])
    told = {cell.name for cell in named(document)}

    assert [c.name for c in named(document) if figures.get(c.name) != c.value] == []
    assert list(_in_page(document, forms["report.html"].decode())) == []
    assert list(_in_chapter(document, forms["chapter.md"])) == []
    assert list(_tables_in_workbook(document, sheets_of(forms["report.xlsx"]))) == []
    assert {"c0.s2.beats.2018", "c1.s2.beats.2018", "c1.s2.saving.2018.p50"} <= told
    assert {"c0.s2.saving.2018.p10", "c1.s2.saving.2020.p90"} <= told
    assert {"c1.s2.beats.2018", "s2.beats.2018"} <= {one.name for one in document.estimates}


def test_the_lines_of_a_fan_go_through_the_figures(record: Results, forms: dict[str, bytes]):
    """The drawing's heights are the medians, by one scale for all years."""
    root = ElementTree.fromstring(forms["figures/fan_s2.svg"])
    medians = [record.estimates[f"s2.saving.{year}.p50"].value for year in range(2013, 2023)]
    paths = [element.get("d") or "" for element in root.iter() if element.tag.endswith("path")]
    lines = [re.findall(r"[ML] ([-\d.]+) ([-\d.]+)", path) for path in paths]

    def is_median(points: list[tuple[str, str]]) -> bool:
        heights = [float(y) for _, y in points]
        if len(heights) != len(medians) or heights[0] == heights[-1]:
            return False
        scale = (heights[-1] - heights[0]) / (medians[-1] - medians[0])
        drawn = [heights[0] + scale * (m - medians[0]) for m in medians]
        return max(abs(a - b) for a, b in zip(heights, drawn, strict=True)) < 0.01

    assert sum(map(is_median, lines)) == 1


# ---------------------------------------------------------------------------------------------
# The same bytes


def test_two_renderings_are_the_same_bytes_in_another_process_too(forms: dict[str, bytes]):
    program = (
        "import hashlib, json, sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_report_forms import document_of, forms_of\n"
        "from test_report_samples import sample\n"
        "made = forms_of(document_of(sample(runs=400), drawn=True))\n"
        "print(json.dumps({k: hashlib.sha256(v).hexdigest() for k, v in made.items()}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, os.path.dirname(__file__)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland"},
    )

    assert json.loads(run.stdout) == {k: hashlib.sha256(v).hexdigest() for k, v in forms.items()}
    assert len(forms) == 5 + 2 * 9


# ---------------------------------------------------------------------------------------------
# The catalogue


def test_each_form_has_a_name_and_a_file_of_its_own():
    assert set(names()) == set(FORMS)
    assert OFFERED == LANGUAGES
    assert len(names()) == len(set(names()))
    assert len({(one.STEM, one.SUFFIX) for one in FORMATS}) == len(FORMATS)
    assert all(re.fullmatch(r"\.\w+", one.SUFFIX) for one in (*FORMATS, *PICTURES))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("scenarios", "partners"), [(0, 2), (1, 1), (6, 3), (2, 12)])
def test_each_form_renders_cases_of_any_shape(form, scenarios: int, partners: int):
    made = document_of(sample(runs=20, scenarios=scenarios, partners=partners))

    assert len(form.render(made)) > 1_000
    assert form.render(dataclasses.replace(made, sections=made.sections[:1]))


@pytest.mark.parametrize("form", FORMATS)
def test_a_run_that_was_stopped_at_once_is_told_in_each_form(form):
    record = sample(runs=20)
    stopped = dataclasses.replace(record, runs=0, complete=False, estimates={}, places={})
    text = form.render(document_of(stopped))
    if form.NAME == "xlsx":
        text = zipfile.ZipFile(io.BytesIO(text)).read("xl/sharedStrings.xml")

    assert form.NAME == "csv" or b"before the first future was calculated" in text


def test_only_forms_that_were_asked_for_are_written(document: Document):
    assert set(written(document, ["md", "csv"], "_nl")) == {"chapter_nl.md", "figures_nl.csv"}
    assert written(document, []) == {}
    svgs = written(document, ["svg"], "_en")
    assert len(svgs) == 9
    assert all(re.fullmatch(r"figures_en/\w+\.svg", name) for name in svgs)


# ---------------------------------------------------------------------------------------------
# Hostile texts


def hostile(shift: int) -> list[str]:
    return HOSTILE[shift:] + HOSTILE[:shift]


@pytest.mark.parametrize("shift", range(0, len(HOSTILE), 2))
def test_hostile_texts_in_a_workbook_are_texts(shift: int):
    files = zipfile.ZipFile(io.BytesIO(written(document_of(sample(runs=30, texts=hostile(shift))),
                                               ["xlsx"])["report.xlsx"]))  # fmt: skip
    parts = {name: files.read(name).decode() for name in files.namelist()}
    sheets = sheets_of(files.fp.getvalue())
    kinds = Counter(cell.data_type for s in sheets for row in s.iter_rows() for cell in row)
    formulas = {
        formula
        for name, text in parts.items()
        if "chart" in name
        for formula in re.findall(r"<c:f>(.*?)</c:f>", text)
    }
    own = "|".join(re.escape(sheet.title) for sheet in sheets)

    assert all(ElementTree.fromstring(text) is not None for text in parts.values())
    assert set(kinds) <= {"s", "n"}
    assert kinds["n"] > 1_000
    assert formulas
    assert all(re.fullmatch(rf"'?({own})'?!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", f) for f in formulas)
    assert not any("externalLink" in name or "TargetMode" in text for name, text in parts.items())
    assert not any("<f>" in text or "<hyperlink" in text for text in parts.values())
    assert not re.search("[\u202e\x1b\x00]", "".join(parts.values()))


@pytest.mark.parametrize("shift", range(0, len(HOSTILE), 2))
def test_hostile_texts_in_a_chapter_are_texts(shift: int):
    texts = [text if text.strip() else "blank" for text in hostile(shift)]
    tame = [f"Tame {n}" for n, _ in enumerate(texts)]

    def kinds(words: list[str]) -> list[str]:
        made = written(document_of(sample(runs=30, texts=words)), ["md"])["chapter.md"]
        return [token.type for token in parsed(made)]

    made = written(document_of(sample(runs=30, texts=texts)), ["md"])["chapter.md"]
    inner = {child.type for token in parsed(made) for child in token.children or ()}

    assert kinds(texts) == kinds(tame)
    assert inner <= {"text", "text_special", "strong_open", "strong_close"}
    assert not re.search("[\u202e\x1b\x00\r]", made.decode())


@given(st.text(min_size=1, max_size=60), st.sampled_from(["", "1. ", "- ", "# ", "= ", "> "]))
def test_an_escaped_text_is_shown_as_it_is(text: str, start: str):
    line = " ".join((start + text).split())
    if not line or not line.isprintable():
        return
    tokens = parsed(escaped(line).encode())

    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert text_of(tokens[1]) == line


def test_template_syntax_formulas_and_mentions_are_escaped():
    made = escaped("{{ 7 }} $x$ @me #1 ~~a~~ [^1] https://x www.x <b> a|b")

    assert made == (r"\{\{ 7 \}\} \$x\$ \@me \#1 \~\~a\~\~ \[\^1\] https\://x www\.x \<b\> a\|b")


@pytest.mark.parametrize("shift", range(0, len(HOSTILE), 4))
def test_hostile_texts_in_csv_and_json_are_values(shift: int):
    record = sample(runs=30, texts=hostile(shift))
    noted = dataclasses.replace(record.estimates["s1.peak.p50"], note='=1+1, "two"')
    record = dataclasses.replace(record, estimates=record.estimates | {"s1.peak.p50": noted})
    made = written(document_of(record), ["csv", "json"])
    rows = list(csv.reader(io.StringIO(made["figures.csv"].decode())))

    assert {len(row) for row in rows} == {8}
    assert next(row[7] for row in rows if row[0] == "s1.peak.p50") == '\'=1+1, "two"'
    assert json.loads(made["report.json"])["estimates"]["s1.peak.p50"]["note"] == '=1+1, "two"'


@pytest.mark.parametrize("shift", [0, 6, 12])
def test_hostile_texts_in_a_picture_are_texts(shift: int):
    document = document_of(sample(runs=30, scenarios=1, texts=hostile(shift)), drawn=True)
    for content in written(document, ["svg"]).values():
        tags = {
            element.tag.rpartition("}")[2] for element in ElementTree.fromstring(content).iter()
        }
        assert tags <= {"svg", "g", "path", "use", "defs", "text", "clipPath", "rect", "pattern",
                        "title", "desc"}  # fmt: skip


# ---------------------------------------------------------------------------------------------
# Numbers in a workbook


@pytest.mark.parametrize(
    ("value", "unit", "error", "scale", "form"),
    [
        (-5_773_412.0, "eur", 68_171.0, 1e3, "#,##0,"),
        (149.6, "eur", 3.1, 1e3, "#,##0.000,"),
        (-5_173_412.0, "eur", 24_171.0, 1e6, "#,##0.00,,"),
        (1_831_673.0, "eur", None, 1e6, "#,##0.00,,"),
        (0.987, "probability", 0.004, 1e3, "0.0%"),
        (0.00002, "probability", 0.004, 1e3, "0.000%"),
        (0.99999, "probability", 0.004, 1e3, "0.000%"),
        (1.0, "probability", 0.0, 1e3, "0%"),
        (0.0, "probability", 0.0, 1e3, "0%"),
        (0.0, "probability", 0.0038, 1e3, '"< 0.4%"'),
        (1.0, "probability", 0.0038, 1e3, '"> 99.6%"'),
        (2018.0, "year", None, 1e3, "0"),
        (0.3333333, "factor", None, 1e3, "#,##0.0000"),
        (25.0, "persons", None, 1e3, "#,##0"),
    ],
)
def test_a_number_is_shown_by_its_unit_and_its_error(
    value: float, unit: str, error: float | None, scale: float, form: str
):
    assert number_format(value, unit, error, scale) == form


@given(st.integers(0, 10**6), st.integers(1, 10**6))
@example(0, 1)
@example(1, 1)
@example(0, 10**6)
@example(10**6, 10**6)
def test_a_count_is_never_shown_as_certain(successes: int, runs: int):
    runs = max(runs, successes)
    share, (low, high) = successes / runs, wilson(successes, runs)
    form = number_format(share, "probability", max(share - low, high - share), 1.0)
    shown = displayed(share, form)

    assert shown.startswith(("<", ">")) == (successes in (0, runs))
    assert float(shown.strip("<> %")) not in (0.0, 100.0)


def test_a_bound_in_dutch_has_a_comma():
    with speaking("nl"):
        assert number_format(0.0, "probability", 0.0038, 1e3) == '"< 0,4%"'


def test_no_interval_stands_beside_a_remark_or_a_mark():
    """What the head of intervals may stand above is asked of the cells themselves."""
    assert Cell("5", "± 1", "a.p50", 5.0, "eur", 1.0).is_bounded
    assert Cell("2029", "2029 to 2030", "a.payback.p50", 2029.0, "year").is_bounded
    assert Cell("5", "no bounds", "a.p50", 5.0, "eur").is_bounded
    assert not Cell("5", "*", "published.s1", 5.0, "eur").is_bounded
    assert not Cell("line", "reconciling item").is_bounded


def test_the_range_of_a_median_year_is_in_every_form():
    """Once where there is room for one text, and beside the year where the year is a number."""
    record = sample(runs=400)
    open_year = Estimate(2019.0, 2019.0, 2021.0, "year", 400)
    estimates = record.estimates | {"s2.payback.p50": open_year}
    document = document_of(dataclasses.replace(record, estimates=estimates))
    table = next(t for t in document.tables if t.caption == translate(words.PAGE_ONE_CHANCES))
    (cell,) = (c for row in table.rows for c in row if c.name == "s2.payback.p50")
    forms = written(document, ["html", "md", "xlsx"])
    (rows,) = rows_below(sheets_of(forms["report.xlsx"]), table.caption)
    label = View.of(record).label("s2")
    row = next([c.value for c in row] for row in rows if row[0].value == label)
    place = [c.value for c in rows[0]].index(translate(words.HALF_BY))

    assert str(cell) == "2019 to 2021"
    assert row[place : place + 2] == [2019, "2019 to 2021"]
    assert rows[0][place + 1].value == page.sheet_margin()
    assert list(_in_page(document, forms["report.html"].decode())) == []
    assert list(_in_chapter(document, forms["chapter.md"])) == []


def test_a_standard_deviation_has_no_plan(forms: dict[str, bytes], record: Results):
    rows = {r["name"]: r for r in csv.DictReader(io.StringIO(forms["figures.csv"].decode()))}

    assert rows["s2.saving.2018.sd"]["base"] == ""
    assert rows["s2.beats.2018"]["base"] == ""
    assert float(rows["s2.saving.2018.mean"]["base"]) == record.base["s2.saving.2018"]


def test_every_number_of_a_workbook_has_a_format_that_excel_knows(forms: dict[str, bytes]):
    known = r'(#,##0|0)(\.0+)?(,{1,2}|%)?|General|"[<>] [\d.]+%"'
    for sheet in sheets_of(forms["report.xlsx"]):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "n" and cell.value is not None:
                    assert re.fullmatch(known, cell.number_format)


def test_a_workbook_has_a_sheet_for_each_part_and_native_charts(forms: dict[str, bytes]):
    sheets = {sheet.title: sheet for sheet in sheets_of(forms["report.xlsx"])}
    charts = {name: [type(c).__name__ for c in sheet._charts] for name, sheet in sheets.items()}

    assert {"Answer", "Percentiles", "Payback", "Councils", "Certainty", "Yearly fan", "Inputs",
            "Distribution function", "Lines", "Figures", "Passport"} <= set(sheets)  # fmt: skip
    assert charts["Yearly fan"] == ["LineChart"] * 2
    assert charts["Distribution function"] == ["ScatterChart"] * 3
    assert charts["Payback"] == ["BarChart"] * 2


def test_the_points_of_a_native_curve_are_the_records(record: Results, forms: dict[str, bytes]):
    sheet = next(s for s in sheets_of(forms["report.xlsx"]) if s.title == "Distribution function")
    chart = sheet._charts[1]  # of the second scenario

    for line, year in zip(chart.ser, (2018, 2020), strict=True):
        curve = record.curves[f"s2.saving.{year}"]
        for reference, points in ((line.xVal, curve.values), (line.yVal, curve.probabilities)):
            column = sheet[reference.numRef.f.rpartition("!")[2].replace("$", "")]
            assert len(column) == len(points)
            assert all(same(c.value, x) for (c,), x in zip(column, points, strict=True))


def test_sheets_have_names_that_excel_takes_in_every_language():
    for code in ("en", "nl"):
        with speaking(code):
            made = written(document_of(sample(runs=20)), ["xlsx"])["report.xlsx"]
        titles = [sheet.title for sheet in sheets_of(made)]
        assert len(titles) == len({title.lower() for title in titles})
        assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\'") for title in titles)
