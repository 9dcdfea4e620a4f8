"""A sheet of a workbook that is filled from the top down: texts, tables, numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ictsim.report.cleaning import shorten
from ictsim.report.formats.xlsx_numbers import number_format
from ictsim.report.numbers import PLUS_MINUS, Cell
from ictsim.report.tables import Table
from ictsim.report.wording import page

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_LONGEST = 32_767  # signs in a cell; more would be left out without a word
_TEXT_COLUMNS, _TEXT_SIGNS = 8, 120  # what a sentence runs over, and what fits on a line of it
_HEAD_SIGNS = 14  # what fits on a line of a column's head
_LINE, _HIGHEST = 15.0, 409.0  # points: a line, and what a row can have


class Styles:
    """The formats of the cells of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """A format with these properties, named as in XlsxWriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"valign": "top", **properties})
        return self._made[key]


class Placed(NamedTuple):
    """Where a table stands: row of its caption, and the column of each of its columns.

    The heads are in the row below the caption, ``rows`` rows of figures below those.
    """

    caption: int
    columns: list[int]
    rows: int

    @property
    def width(self) -> int:
        """The first free column on its right, with one left empty."""
        return max(self.columns) + 3


class Sheet:
    """A sheet, and the row that comes next."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet, self.styles = sheet, styles
        self.row = 0
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, 60, 15)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        # A year at the head of a row is a name, not a number.
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def heading(self, text: str, size: int) -> None:
        """A heading, in points."""
        self._write(self.row, 0, text, self.styles.of(bold=True, font_size=size))
        self.row += 1

    def text(self, text: str, *, bold: bool = False) -> None:
        """One text over the width of a page, as high as it is long."""
        style = self.styles.of(text_wrap=True, bold=bold)
        self.sheet.merge_range(self.row, 0, self.row, _TEXT_COLUMNS - 1, "", style)
        lines = 1 + len(text) // _TEXT_SIGNS
        self.sheet.set_row(self.row, min(_HIGHEST, _LINE * lines))
        self._write(self.row, 0, text, style)
        self.row += 1

    def table(self, table: Table) -> Placed:
        """Caption, heads and rows, after an empty row; beside a figure its error or its mark."""
        doubled = [
            i
            for i, _ in enumerate(table.columns)
            if any(row[i].error or row[i].margin for row in table.rows)
        ]
        columns = [i + sum(e < i for e in doubled) for i, _ in enumerate(table.columns)]
        placed = Placed(self.row + 1, columns, len(table.rows))
        self._write(placed.caption, 0, table.caption, self.styles.of(bold=True))
        heads = dict(zip(columns, table.columns, strict=True))
        heads |= {columns[i] + 1: _beside(row[i] for row in table.rows) for i in doubled}
        self._heads(placed.caption + 1, heads, {0, *(columns[i] for i in table.text_columns)})
        for number, row in enumerate(table.rows, start=placed.caption + 2):
            for i, cell in enumerate(row):
                self._cell(number, columns[i], cell, table.scale)
        self.row = placed.caption + 2 + placed.rows
        return placed

    def column(
        self, place: int, heads: tuple[str, str], values: Sequence[float], form: str
    ) -> None:
        """Numbers under their two heads, from the next row down; the next row stays the same."""
        self._write(self.row, place, heads[0], self.styles.of(bold=True))
        self._heads(self.row + 1, {place: heads[1]})
        for number, value in enumerate(values, start=self.row + 2):
            self.sheet.write_number(number, place, value, self.styles.of(num_format=form))

    def value(self, row: int, place: int, value: float | str | None, form: str) -> None:
        """A number in this format, a text, or nothing."""
        if isinstance(value, str):
            self._write(row, place, value, self.styles.of())
        elif value is not None:
            self.sheet.write_number(row, place, value, self.styles.of(num_format=form))

    def _heads(self, row: int, heads: Mapping[int, str], left: Collection[int] = ()) -> None:
        """The heads of columns, as high as the longest of them; those of figures on the right."""
        longest = max((len(text) for place, text in heads.items() if place > 0), default=0)
        self.sheet.set_row(row, min(_HIGHEST, _LINE * (1 + longest // _HEAD_SIGNS)))
        for place, text in heads.items():
            align = "left" if place in left else "right"
            style = self.styles.of(bold=True, text_wrap=True, bottom=1, align=align)
            self._write(row, place, text, style)

    def _cell(self, row: int, place: int, cell: Cell, scale: float) -> None:
        """A figure as its number, with its error beside it; any other cell as its text."""
        if cell.name and isinstance(cell.value, int | float):
            form = number_format(cell.value, cell.unit, cell.error, scale)
            self.sheet.write_number(row, place, cell.value, self.styles.of(num_format=form))
        else:
            self._write(row, place, cell.text, self.styles.of(text_wrap=True))
        if cell.margin and not cell.margin.startswith(PLUS_MINUS):
            self._write(row, place + 1, cell.margin, self.styles.of(text_wrap=True))
        elif cell.error:
            form = number_format(cell.error, cell.unit, cell.error, scale)
            self.sheet.write_number(row, place + 1, cell.error, self.styles.of(num_format=form))

    def _write(self, row: int, place: int, text: str, style: Format) -> None:
        self.sheet.write_string(row, place, shorten(text, _LONGEST), style)


def _beside(cells: Iterable[Cell]) -> str:
    """The head above what stands beside figures: their errors, or nothing above mere marks."""
    return page.sheet_margin() if any(cell.is_bounded for cell in cells) else ""
