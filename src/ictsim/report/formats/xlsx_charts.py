"""The charts of a workbook: Excel's own, drawn from the numbers that stand in the sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from ictsim.report.charts.base import BLACK, BLUE, LINES, VERMILLION
from ictsim.report.cleaning import shorten
from ictsim.report.deciding import MOST
from ictsim.report.document import Figure
from ictsim.report.formats.xlsx_sheet import Placed, Sheet
from ictsim.report.numbers import Cell, nice_step
from ictsim.report.wording import page

# A kind that is not here has its table alone.
_TYPES: dict[str, dict[str, str]] = {
    "fan": {"type": "line"},
    "cost": {"type": "line"},
    "chance": {"type": "line"},
    "payback": {"type": "column"},
    "curve": {"type": "scatter", "subtype": "straight"},
    "tornado": {"type": "bar"},
}
_WIDTH, _HEIGHT, _ROWS = 720, 360, 18
_TICKS = 5  # between the ends of the longest bars, at most
_ENDS = (".low", ".high")  # names of what the two ends of a bar of a tornado tell
_COLUMNS = 12  # that a chart covers at most, beside a table
_BESIDE = 8  # a chart stands beside a table with so many columns at most, else below it
_BARS = {"payback": 1, "tornado": 2}  # columns of a table that become bars
_LONGEST_WORDS = 2_000  # of the text for those who do not see the chart
# Percentiles as far from the median on either side are drawn alike.
_PAIRS = {
    f"p{level}": dash
    for levels, dash in (((25, 75), "solid"), ((10, 90), "dash"), ((5, 95), "round_dot"))
    for level in levels
}
_THOUSANDS, _PER_CENT = "#,##0,", "0%"


class PlacedFigure(NamedTuple):
    """A figure: where its table stands, and row and column of its chart's upper left corner."""

    figure: Figure
    table: Placed
    row: int
    column: int


def place_figure(sheet: Sheet, figure: Figure) -> PlacedFigure:
    """The data table of a chart, with room for the chart beside it, or below it on its own page."""
    placed = sheet.table(figure.table)
    if figure.chart not in _TYPES:
        return PlacedFigure(figure, placed, 0, 0)
    row, column = placed.caption, placed.width
    if placed.width > _BESIDE:
        sheet.row += 1
        sheet.new_page()
        row, column = sheet.row + 1, 0  # away from the edge of the page, which is on both
    sheet.row = max(sheet.row, row + _ROWS)
    return PlacedFigure(figure, placed, row, column)


def print_charts_alone(sheet: Sheet, figures: Sequence[PlacedFigure]) -> None:
    """Leave out of print what comes from the next row on: the many points of charts."""
    if any(one.figure.series for one in figures):
        last = max(one.table.width for one in figures) + _COLUMNS
        sheet.sheet.print_area(0, 0, sheet.row, last)


def add_chart(sheet: Sheet, placed: PlacedFigure) -> None:
    """A chart of Excel at its place; lines of many points get these at the sheet's end."""
    figure = placed.figure
    if figure.chart not in _TYPES:
        return
    chart = sheet.styles.book.add_chart(_TYPES[figure.chart])
    series = _points(sheet, figure) if figure.series else _columns(sheet, placed)
    for one in series:
        chart.add_series(one)
    if not series:
        return
    # Names are taken from cells: in a text of its own, Excel would see a formula after "=".
    chart.set_title(
        {"name": [sheet.sheet.get_name(), placed.table.caption, 0], "name_font": {"size": 11}}
    )
    chart.set_legend({"position": "bottom"} if len(series) > 1 else {"none": True})
    level, upright = _axes(figure)
    chart.set_x_axis(level)
    chart.set_y_axis(upright)
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    words = shorten(figure.alt, _LONGEST_WORDS)
    sheet.sheet.insert_chart(placed.row, placed.column, chart, {"description": words})


def _axes(figure: Figure) -> tuple[dict[str, Any], dict[str, Any]]:
    """The level axis and the upright one."""
    along: dict[str, Any] = {"label_position": "low"}
    upright: dict[str, Any] = {"label_position": "low", "num_format": _THOUSANDS}
    if figure.chart in ("chance", "payback", "curve"):
        upright["num_format"] = _PER_CENT
    if figure.chart in ("chance", "curve"):
        upright |= {"min": 0, "max": 1}
    if figure.series:
        along["num_format"] = _THOUSANDS
    if figure.chart == "tornado":  # bars lie, and the longest is on top
        return _scale_of_bars(figure), along | {"reverse": True}
    return along, upright


def _scale_of_bars(figure: Figure) -> dict[str, Any]:
    """The axis of amounts below bars that go to both sides of the middle, no longer than they."""
    ends = [c.value for row in _drawn_rows(figure) for c in row if c.name.endswith(_ENDS)]
    values = [value for value in (*ends, figure.middle) if isinstance(value, int | float)]
    step = nice_step((max(values) - min(values)) / _TICKS) or 1.0
    return {
        "crossing": figure.middle,
        "label_position": "high",
        "num_format": _THOUSANDS,
        "min": step * math.floor(min(values) / step),
        "max": step * math.ceil(max(values) / step),
        "major_unit": step,
    }


def _columns(sheet: Sheet, placed: PlacedFigure) -> list[dict[str, Any]]:
    """A series for each column of the table that holds numbers alone; of bars the first ones."""
    kind, rows = placed.figure.chart, _drawn_rows(placed.figure)
    name, caption = sheet.sheet.get_name(), placed.table.caption
    first, last = caption + 2, caption + 1 + len(rows)
    found: list[dict[str, Any]] = []
    for i, place in enumerate(placed.table.columns):
        cells = [row[i] for row in rows]
        if cells and all(map(_is_number, cells)):
            found.append(
                {
                    "name": [name, caption + 1, place],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, place, last, place],
                    **_look(kind, cells[0].name, len(found)),
                }
            )
    return found[: _BARS.get(kind)]


def _drawn_rows(figure: Figure) -> tuple[tuple[Cell, ...], ...]:
    """The rows that have a bar or a point; of a tornado the longest bars."""
    if figure.chart != "tornado":
        return figure.table.rows
    rows = figure.table.rows
    drawn = [row for row in rows if all(_is_number(c) for c in row if c.name.endswith(_ENDS))]
    return tuple(drawn[:MOST])


def _is_number(cell: Cell) -> bool:
    return bool(cell.name and isinstance(cell.value, int | float))


def _look(kind: str, figure: str, number: int) -> dict[str, Any]:
    """Bars of a tornado are hatched where low and filled where high, as in the drawing."""
    if kind == "payback":
        return {"fill": {"color": BLUE}}
    if kind != "tornado":
        return {"line": _line(figure, number)}
    bars: dict[str, Any] = {"overlap": 100, "gap": 40, "border": {"color": BLUE}}
    if number == 0:
        pattern = {"pattern": "wide_upward_diagonal", "fg_color": BLUE, "bg_color": "white"}
        return bars | {"pattern": pattern}
    return bars | {"fill": {"color": BLUE}}


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
    """The median black and thick, the plan dashed, percentiles in pairs, others all different."""
    statistic = figure.rpartition(".")[2]
    if statistic == "p50":
        return {"color": BLACK, "width": 2.5}
    if statistic == "base":
        return {"color": VERMILLION, "width": 2.0, "dash_type": "dash"}
    if statistic in _PAIRS:
        return {"color": BLUE, "width": 1.25, "dash_type": _PAIRS[statistic]}
    dashes = ("solid", "dash", "round_dot", "dash_dot")
    return {"color": LINES[number % len(LINES)][0], "width": 1.25, "dash_type": dashes[number % 4]}
