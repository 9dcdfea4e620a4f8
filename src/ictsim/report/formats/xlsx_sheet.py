"""A sheet of a workbook that is filled from the top down: texts, tables, numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ictsim.report.cleaning import shorten
from ictsim.report.formats.xlsx_layout import Layout
from ictsim.report.formats.xlsx_numbers import number_format, shown_signs
from ictsim.report.numbers import PLUS_MINUS, Cell
from ictsim.report.tables import Table
from ictsim.report.wording import page

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# Every system has this font or one of the same widths, so lines break where they are counted.
FONT = {"font_name": "Arial", "font_size": 10}
_LONGEST = 32_767  # signs in a cell; more would be left out without a word
_LINE, _SPACE, _HIGHEST = 13.0, 3.0, 409.0  # points: a line, below the last, the most of a row
_A4 = 9
_MARGINS = (0.4, 0.4, 0.5, 0.7)  # inches: left, right, top, bottom with the footer


class Styles:
    """The formats of the cells of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """A format with these properties, named as in XlsxWriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(FONT | {"valign": "top"} | properties)
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
    """A sheet, and the row that comes next; :meth:`finish` fits columns and rows to the texts."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet, self.styles = sheet, styles
        self.row = 0
        self._layout = Layout()
        self._sentences: list[tuple[int, str, bool]] = []
        self._pages: list[int] = []
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(*_MARGINS)
        sheet.set_footer("&L&A&R&P / &N")  # name of the sheet, page, pages
        # A year at the head of a row is a name, not a number.
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def heading(self, text: str, size: int) -> None:
        """A heading, in points."""
        self._write(self.row, 0, text, self.styles.of(bold=True, font_size=size))
        self.sheet.set_row(self.row, _LINE * size / 10.0 + _SPACE)
        self.row += 1

    def text(self, text: str, *, bold: bool = False) -> None:
        """One text over the width of a page, as high as it is long."""
        self._sentences.append((self.row, text, bold))
        self.row += 1

    def new_page(self) -> None:
        """In print what comes next begins on a page of its own."""
        self._pages.append(self.row)

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
        left = {0, *(columns[i] for i in table.text_columns)}
        self._heads(placed.caption + 1, heads, left)
        for number, row in enumerate(table.rows, start=placed.caption + 2):
            for i, cell in enumerate(row):
                self._cell(number, columns[i], cell, table.scale, _side(columns[i], left))
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

    def finish(self) -> None:
        """Columns as wide and rows as high as their texts need; texts over the whole width."""
        for place, width in enumerate(self._layout.widths()):
            self.sheet.set_column(place, place, width)
        for row, lines in self._layout.lines().items():
            self.sheet.set_row(row, _height(lines))
        for row, text, bold in self._sentences:
            style = self.styles.of(text_wrap=True, bold=bold)
            last, lines = self._layout.sentence(text, bold=bold)
            if last:
                self.sheet.merge_range(row, 0, row, last, "", style)
            self.sheet.set_row(row, _height(lines))
            self._write(row, 0, text, style)
        self.sheet.set_h_pagebreaks(self._pages)
        if self._layout.is_wide:
            self.sheet.freeze_panes(0, 1)

    def _heads(self, row: int, heads: Mapping[int, str], left: Collection[int] = ()) -> None:
        """The heads of columns, those of figures on the right."""
        for place, text in heads.items():
            side = _side(place, left)
            style = self.styles.of(bold=True, text_wrap=True, bottom=1, valign="bottom", **side)
            self._layout.add_head(row, place, text)
            self._write(row, place, text, style)

    def _cell(self, row: int, place: int, cell: Cell, scale: float, side: dict[str, Any]) -> None:
        """A figure as its number, with its error beside it; any other cell as its text."""
        if cell.name and isinstance(cell.value, int | float):
            form = number_format(cell.value, cell.unit, cell.error, scale)
            self._layout.add_number(place, shown_signs(cell.value, form))
            self.sheet.write_number(row, place, cell.value, self.styles.of(num_format=form))
        else:
            self._layout.add(row, place, cell.text)
            self._write(row, place, cell.text, self.styles.of(text_wrap=True, **side))
        is_error = cell.is_interval or cell.margin.startswith(PLUS_MINUS)
        if cell.margin and not is_error:
            self._layout.add(row, place + 1, cell.margin)
            self._write(row, place + 1, cell.margin, self.styles.of(text_wrap=True, **side))
        elif cell.error:
            form = number_format(cell.error, cell.unit, cell.error, scale)
            self._layout.add_number(place + 1, shown_signs(cell.error, form))
            self.sheet.write_number(row, place + 1, cell.error, self.styles.of(num_format=form))

    def _write(self, row: int, place: int, text: str, style: Format) -> None:
        self.sheet.write_string(row, place, shorten(text, _LONGEST), style)


def _side(place: int, left: Collection[int]) -> dict[str, Any]:
    """Texts on the left, a little away from the figures before them; all else on the right."""
    return {"align": "left", "indent": int(place > 0)} if place in left else {"align": "right"}


def _height(lines: int) -> float:
    """Points of a row with so many lines."""
    return min(_HIGHEST, _LINE * lines + _SPACE)


def _beside(cells: Iterable[Cell]) -> str:
    """The head above what stands beside figures: their errors, or nothing above mere marks."""
    return page.sheet_margin() if any(cell.is_bounded for cell in cells) else ""
