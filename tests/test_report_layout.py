"""Columns and rows of the workbook: wide and high enough for what stands in them."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from test_report_samples import HOSTILE, sample

from ictsim.report import results_document
from ictsim.report.formats import xlsx
from ictsim.report.formats.xlsx_layout import Layout, broken
from ictsim.report.formats.xlsx_numbers import shown_signs
from ictsim.report.wording import page, words

TEXTS = ["", "one", "two words", "x" * 95, "a " * 40 + "b" * 33, " ".join(["word"] * 60)]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("width", [5, 9, 30])
def test_a_text_breaks_into_as_many_lines_as_a_plain_wrapper_makes(text: str, width: int):
    plain = textwrap.wrap(text, width, break_long_words=True, break_on_hyphens=False)

    # A long word may begin on a line of its own, where the wrapper begins it behind another.
    assert 0 <= broken(text, width) - max(1, len(plain)) <= 1


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (-1_234_567.0, "#,##0", "-1,234,567"),
        (-1_234_567.0, "#,##0,", "-1,235"),
        (1_234_567.0, "#,##0.00,,", "1.23"),
        (0.999_96, "0.00%", "100.00%"),
        (2018, "0", "2018"),
        (0.012_34, "#,##0.00000", "0.01234"),
    ],
)
def test_a_number_has_room_for_all_its_signs(value: float, form: str, shown: str):
    assert len(shown) <= shown_signs(value, form) <= len(shown) + 1


def test_a_column_is_as_wide_as_its_texts_up_to_a_bound_beyond_which_rows_grow():
    layout = Layout()
    layout.add_head(0, 1, "a head of several words")
    layout.add(1, 0, "short")
    layout.add(1, 1, "y" * 20)
    layout.add(2, 1, "z " * 300)
    first, second = layout.widths()

    assert first < 20 < second < 60
    assert 0 not in layout.lines()
    assert 1 not in layout.lines()
    assert layout.lines()[2] * second >= 600


def test_a_sentence_runs_over_columns_that_are_as_wide_as_a_page():
    layout = Layout()
    layout.add(0, 0, "x" * 30)
    last, lines = layout.sentence("word " * 100, bold=False)
    _, lines_bold = layout.sentence("word " * 100, bold=True)

    assert last > 3
    assert 3 <= lines <= 6
    assert lines <= lines_bold


def widths_of(sheet: Worksheet) -> dict[int, float]:
    """The width of each column; neighbours of one width share an entry in the file."""
    return {
        place: dimension.width
        for dimension in sheet.column_dimensions.values()
        for place in range(dimension.min, dimension.max + 1)
    }


def too_low(sheet: Worksheet) -> Iterator[str]:
    """Cells whose text needs more lines than its row has, with letters of 0.8 digits."""
    widths, ends = widths_of(sheet), {c.min_row: c.max_col for c in sheet.merged_cells.ranges}
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if isinstance(cell.value, str) and cell.alignment.wrap_text:
            last = ends.get(cell.row, cell.column)
            width = sum(widths.get(place, 9.0) for place in range(cell.column, last + 1))
            height = sheet.row_dimensions[cell.row].height or 15.0
            if height < min(400.0, 12.0 * 0.8 * len(cell.value) / width):
                yield f"{sheet.title} {cell.coordinate}"


@pytest.mark.parametrize("texts", [None, HOSTILE])
def test_rows_of_long_texts_are_high_enough(texts: list[str] | None):
    made = xlsx.render(results_document(sample(runs=50, texts=texts), {"numpy": "2.4"}, None))
    sheets = openpyxl.load_workbook(io.BytesIO(made)).worksheets[:-1]

    assert [place for sheet in sheets for place in too_low(sheet)] == []

    for sheet in sheets:
        for row in range(1, sheet.max_row + 1):
            sheet.row_dimensions[row].height = 2.0

    assert [place for sheet in sheets for place in too_low(sheet)] != []


def test_a_column_of_marks_is_not_headed_as_errors():
    made = xlsx.render(results_document(sample(runs=50), {"numpy": "2.4"}, None))
    cells = [
        (sheet, cell)
        for sheet in openpyxl.load_workbook(io.BytesIO(made)).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    marks = [(sheet, cell) for sheet, cell in cells if cell.value == words.RECONCILING]
    heads = [
        sheet.cell(row, mark.column).value for sheet, mark in marks for row in range(1, mark.row)
    ]

    assert marks
    assert page.sheet_margin() not in heads
    assert page.sheet_margin() in [cell.value for _, cell in cells]
