"""The inputs that move an outcome most, and the table of them."""

from __future__ import annotations

from collections.abc import Callable

from ictsim.report.numbers import Cell, amount, exact_amount, half_width, percent, plain
from ictsim.report.tables import Row, Table, table
from ictsim.report.view import View
from ictsim.report.wording import deciding as words
from ictsim.results.record import Band, Estimate, TornadoRow


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
            _cell(row, "low", row.bands[0].saving, amount),
            _cell(row, "high", row.bands[-1].saving, amount),
            exact_amount(swing(row))._replace(
                name=f"{_stem(row)}.difference", value=swing(row), unit="eur"
            ),
            _cell(row, "low.beats", row.bands[0].beats, percent),
            _cell(row, "high.beats", row.bands[-1].beats, percent),
        )
        for row in by_swing(view, scenario, year)
    ]
    caption = words.table_caption(view.label(scenario), year)
    return table(caption, words.columns(), rows, text_columns=(1, 2))


def _stem(row: TornadoRow) -> str:
    return f"{row.scenario}.tornado.{row.year}.{row.name}"


def _cell(row: TornadoRow, what: str, figure: Estimate, show: Callable[[Estimate], Cell]) -> Cell:
    """A figure of a band, under ``SCENARIO.tornado.YEAR.INPUT.WHAT``."""
    return show(figure)._replace(
        name=f"{_stem(row)}.{what}", value=figure.value, unit=figure.unit, error=half_width(figure)
    )


def _values(view: View, row: TornadoRow, band: Band, event: str) -> str:
    if any(one.name == row.name for one in view.results.events):
        return event
    if band.low == band.high:
        return plain(band.low)
    return words.from_to(plain(band.low), plain(band.high))
