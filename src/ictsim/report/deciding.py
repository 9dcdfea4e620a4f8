"""The inputs that move an outcome most, and the table of them."""

from __future__ import annotations

from ictsim.report.numbers import Cell, amount, exact_amount, percent, plain
from ictsim.report.tables import Row, Table, table
from ictsim.report.view import View
from ictsim.report.wording import deciding as words
from ictsim.results.record import Band, TornadoRow


def swing(row: TornadoRow) -> float:
    """How far the mean saving moves from the low to the high end, in euros; 0 if undefined."""
    low, high = row.bands[0].saving.value, row.bands[-1].saving.value
    numbers = isinstance(low, float) and isinstance(high, float)
    return float(high) - float(low) if numbers and low is not None and high is not None else 0.0


def by_swing(view: View, scenario: str, year: int) -> list[TornadoRow]:
    """The rows of a scenario and year that have two bands, the longest bar first."""
    rows = [
        row
        for row in view.results.tornado
        if (row.scenario, row.year) == (scenario, year) and len(row.bands) > 1
    ]
    return sorted(rows, key=lambda row: (-abs(swing(row)), row.name))


def deciding_table(view: View, scenario: str, year: int) -> Table:
    """Every input that is drawn, with what comes out where it is low and where it is high."""
    rows: list[Row] = [
        (
            row.label,
            _values(view, row, row.bands[0], words.event_low()),
            _values(view, row, row.bands[-1], words.event_high()),
            _cell(row, "low", amount(row.bands[0].saving)),
            _cell(row, "high", amount(row.bands[-1].saving)),
            exact_amount(swing(row)),
            percent(row.bands[0].beats),
            percent(row.bands[-1].beats),
        )
        for row in by_swing(view, scenario, year)
    ]
    caption = words.table_caption(view.label(scenario), year)
    return table(caption, words.columns(), rows, text_columns=(1, 2))


def _cell(row: TornadoRow, end: str, cell: Cell) -> Cell:
    band = row.bands[0 if end == "low" else -1]
    name = f"{row.scenario}.tornado.{row.year}.{row.name}.{end}"
    return cell._replace(name=name, value=band.saving.value, unit="eur")


def _values(view: View, row: TornadoRow, band: Band, event: str) -> str:
    if any(one.name == row.name for one in view.results.events):
        return event
    if band.low == band.high:
        return plain(band.low)
    return words.from_to(plain(band.low), plain(band.high))
