"""The report as an Excel workbook: real numbers under their names, with native charts.

Numbers and texts are written as such, never as formulas or links. A figure's sampling error
stands in a column of its own beside it. The same record gives the same bytes: no times in them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ictsim.report.cleaning import shorten
from ictsim.report.document import (
    Document,
    Figure,
    Icons,
    Item,
    Items,
    NamedEstimate,
    Paragraph,
    Section,
    TableBlock,
)
from ictsim.report.formats.xlsx_charts import (
    PlacedFigure,
    add_chart,
    place_figure,
    print_charts_alone,
)
from ictsim.report.formats.xlsx_numbers import full_format
from ictsim.report.formats.xlsx_sheet import FONT, Sheet, Styles
from ictsim.report.wording import page

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

NAME, STEM, SUFFIX = "xlsx", "report", ".xlsx"

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # a workbook must have a date; this one says nothing
_SIZES = {2: 13, 3: 11}  # points of a heading, by its level
_ESTIMATE_WIDTHS = (36, 17, 17, 17, 12, 11, 17, 40)


def render(document: Document) -> bytes:
    """The workbook: a sheet for each part, and one with every estimate."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": dict(FONT),
    }
    with Workbook(file, settings) as book:
        book.set_properties({"title": shorten(document.title, 250), "created": _CREATED})
        styles = Styles(book)
        for name, sections in _parts(document.sections).items():
            sheet = Sheet(book.add_worksheet(sheet_name(name, book)), styles)
            sheet.heading(document.title, 14)
            _fill(sheet, sections)
            sheet.finish()
        _add_estimates(book, styles, document.estimates)
    return file.getvalue()


def _parts(sections: Sequence[Section]) -> dict[str, list[Section]]:
    """The sections of each sheet; sheets in the order in which they are first named."""
    parts: dict[str, list[Section]] = {}
    for section in sections:
        parts.setdefault(section.sheet, []).append(section)
    return parts


def sheet_name(text: str, book: Workbook) -> str:
    """A name that Excel takes, and that no sheet of the book has yet."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", text).strip()[:31] or "-"
    taken, name, number = {s.get_name().lower() for s in book.worksheets()}, plain, 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[: 30 - len(str(number))]} {number}"
    return name


def _fill(sheet: Sheet, sections: Sequence[Section]) -> None:
    """Each heading after an empty row, with all that is below it; the charts' points last."""
    figures: list[PlacedFigure] = []
    for section in sections:
        sheet.row += 1
        if section.heading:
            sheet.heading(section.heading, _SIZES[section.level])
        for block in section.blocks:
            if isinstance(block, Figure):
                if figures:
                    sheet.new_page()
                figures.append(place_figure(sheet, block))
            else:
                _add_block(sheet, block)
    print_charts_alone(sheet, figures)
    for placed in figures:
        add_chart(sheet, placed)


def _add_block(sheet: Sheet, block: Paragraph | Items | TableBlock | Icons) -> None:
    match block:
        case Paragraph():
            sheet.text(block.text, bold=block.tone not in ("plain", "note"))
        case Items():
            for number, item in enumerate(block.items, start=1):
                mark = f"{number}." if block.numbered else "•"
                sheet.text(f"{mark} {_told(item)}")
        case TableBlock():
            sheet.table(block.table)
        case Icons():  # pictures of what the table below them says
            return


def _told(item: Item) -> str:
    return f"{item.lead}: {item.text}" if item.lead else item.text


def _add_estimates(book: Workbook, styles: Styles, estimates: Sequence[NamedEstimate]) -> None:
    """Every estimate under its name, in its own unit, on a sheet that can be filtered."""
    sheet = Sheet(book.add_worksheet(sheet_name(page.sheet_figures(), book)), styles)
    sheet.heading(page.sheet_figures_caption(), 11)
    heads = page.sheet_figures_columns()
    for place, head in enumerate(heads):
        sheet.value(sheet.row, place, head, "")
    for row, one in enumerate(estimates, start=sheet.row + 1):
        form = full_format(one.unit)
        sheet.value(row, 0, one.name, "")
        for place, figure in enumerate((one.value, one.low, one.high), start=1):
            sheet.value(row, place, figure, form)
        sheet.value(row, 4, one.unit, "")
        sheet.value(row, 5, one.runs, "#,##0")
        sheet.value(row, 6, one.base, form)
        sheet.value(row, 7, one.note or None, "")
    for place, width in enumerate(_ESTIMATE_WIDTHS):
        sheet.sheet.set_column(place, place, width)
    sheet.sheet.repeat_rows(sheet.row)
    sheet.sheet.freeze_panes(sheet.row + 1, 1)
    sheet.sheet.autofilter(sheet.row, 0, sheet.row + len(estimates), len(heads) - 1)
