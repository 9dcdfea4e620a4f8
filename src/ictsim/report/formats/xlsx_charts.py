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


def place_figure(sheet: Sheet, figure: Figure) -> Placed:
    """The data table of a chart, with room for the chart beside it."""
    placed = sheet.table(figure.table)
    if figure.chart in _TYPES:
        sheet.row = max(sheet.row, placed.caption + _ROWS)
    return placed


def add_chart(sheet: Sheet, figure: Figure, placed: Placed) -> None:
    """A chart of Excel beside its table; lines of many points get these at the sheet's end."""
    if figure.chart not in _TYPES:
        return
    chart = sheet.styles.book.add_chart(_TYPES[figure.chart])
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
    upright = {"num_format": _PER_CENT if by_share else _THOUSANDS, "label_position": "low"}
    along = {"num_format": _THOUSANDS} if figure.series else {}
    chart.set_y_axis(upright | ({"min": 0, "max": 1} if figure.series else {}))
    chart.set_x_axis(along | {"label_position": "low"})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    words = shorten(figure.alt, _LONGEST_WORDS)
    sheet.sheet.insert_chart(placed.caption, placed.width, chart, {"description": words})


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
    """Two columns for each line, below their caption, and the series of them."""
    sheet.row += 1
    sheet.heading(figure.title, 11)
    name, head = sheet.sheet.get_name(), sheet.row
    found: list[dict[str, Any]] = []
    for number, series in enumerate(figure.series):
        x, y = 2 * number + 1, 2 * number + 2
        sheet.column(x, (series.label, page.points_amount()), series.x, _THOUSANDS)
        sheet.column(y, ("", page.points_share()), series.y, "0.0%")
        first, last = head + 2, head + 1 + len(series.x)
        found.append(
            {
                "name": [name, head, x],
                "categories": [name, first, x, last, x],
                "values": [name, first, y, last, y],
                "line": _line("", number),
            }
        )
    sheet.row += 2 + max(len(series.x) for series in figure.series)
    return found


def _line(figure: str, number: int) -> dict[str, Any]:
    """The median black and thick, the plan dashed, the others each in a colour and dash."""
    if figure.endswith(".p50"):
        return {"color": BLACK, "width": 2.5}
    if figure.endswith(".base"):
        return {"color": VERMILLION, "width": 2.0, "dash_type": "dash"}
    dashes = ("solid", "dash", "round_dot", "dash_dot")
    return {"color": LINES[number % len(LINES)][0], "width": 1.25, "dash_type": dashes[number % 4]}
