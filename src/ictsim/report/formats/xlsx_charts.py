"""The charts of a workbook: Excel's own, drawn from the numbers that stand in the sheet."""

from __future__ import annotations

from typing import Any

from ictsim.report.charts.base import BLACK, LINES, VERMILLION
from ictsim.report.cleaning import shorten
from ictsim.report.document import Figure
from ictsim.report.formats.xlsx_sheet import Placed, Sheet
from ictsim.report.wording import page

# A kind that is not here has its table alone.
_TYPES: dict[str, dict[str, str]] = {
    "fan": {"type": "line"},
    "cost": {"type": "line"},
    "chance": {"type": "line"},
    "payback": {"type": "column"},
    "curve": {"type": "scatter", "subtype": "straight"},
}
_WIDTH, _HEIGHT, _ROWS = 720, 360, 18
_LONGEST_WORDS = 2_000  # of the text for those who do not see the chart
_THOUSANDS, _PER_CENT = "#,##0,", "0%"


def add_figure(sheet: Sheet, figure: Figure) -> None:
    """The data table of a chart with a chart of Excel beside it; below it its finer points."""
    placed = sheet.table(figure.table)
    if figure.chart not in _TYPES:
        return
    book = sheet.styles.book
    chart = book.add_chart(_TYPES[figure.chart])
    series = _points(sheet, figure) if figure.series else _columns(sheet, figure, placed)
    for one in series:
        chart.add_series(one)
    if not series:
        return
    # Names are taken from cells: in a text of its own, Excel would see a formula after "=".
    chart.set_title(
        {"name": [sheet.sheet.get_name(), placed.caption, 0], "name_font": {"size": 11}}
    )
    chart.set_legend({"position": "bottom"} if len(series) > 1 else {"none": True})
    by_share = figure.chart in ("chance", "payback", "curve")
    chart.set_y_axis({"num_format": _PER_CENT if by_share else _THOUSANDS})
    along: dict[str, Any] = {"label_position": "low"}
    chart.set_x_axis(along | ({"num_format": _THOUSANDS} if figure.series else {}))
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    words = shorten(figure.alt, _LONGEST_WORDS)
    sheet.sheet.insert_chart(placed.caption, placed.width, chart, {"description": words})
    sheet.row = max(sheet.row, placed.caption + _ROWS)


def _columns(sheet: Sheet, figure: Figure, placed: Placed) -> list[dict[str, Any]]:
    """A series for each column of the table that holds numbers alone; of bars the first."""
    first, last, name = placed.caption + 2, placed.caption + 1 + placed.rows, sheet.sheet.get_name()
    found: list[dict[str, Any]] = []
    for i, place in enumerate(placed.columns):
        cells = [row[i] for row in figure.table.rows]
        if cells and all(c.name and isinstance(c.value, int | float) for c in cells):
            found.append(
                {
                    "name": [name, placed.caption + 1, place],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, place, last, place],
                    "line": _line(cells[0].name, len(found)),
                }
            )
    if figure.chart == "payback":
        return [{key: value for key, value in one.items() if key != "line"} for one in found[:1]]
    return found


def _points(sheet: Sheet, figure: Figure) -> list[dict[str, Any]]:
    """Two columns for each line, below the table, and the series of them."""
    name, head = sheet.sheet.get_name(), sheet.row + 1
    sheet.row = head
    found: list[dict[str, Any]] = []
    for number, series in enumerate(figure.series):
        x, y = 2 * number + 1, 2 * number + 2
        sheet.column(x, page.points_amount(series.label), series.x, _THOUSANDS)
        sheet.column(y, page.points_share(series.label), series.y, "0.0%")
        last = head + len(series.x)
        found.append(
            {
                "name": [name, head, x],
                "categories": [name, head + 1, x, last, x],
                "values": [name, head + 1, y, last, y],
                "line": _line("", number),
            }
        )
    sheet.row = head + 1 + max(len(series.x) for series in figure.series)
    return found


def _line(figure: str, number: int) -> dict[str, Any]:
    """The median black and thick, the plan dashed, the others each in a colour and dash."""
    if figure.endswith(".p50"):
        return {"color": BLACK, "width": 2.5}
    if figure.endswith(".base"):
        return {"color": VERMILLION, "width": 2.0, "dash_type": "dash"}
    dashes = ("solid", "dash", "round_dot", "dash_dot")
    return {"color": LINES[number % len(LINES)][0], "width": 1.25, "dash_type": dashes[number % 4]}
