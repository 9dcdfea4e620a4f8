"""The inputs that move an outcome most, and the table of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from ictsim.report.numbers import Cell, amount, half_width, percent
from ictsim.report.tables import Row, Table, own_text, table
from ictsim.report.view import View
from ictsim.report.wording import deciding as words
from ictsim.report.wording.inputs import number
from ictsim.results.record import Band, Estimate, TornadoRow

MOST = 8
"""So many inputs at most are drawn, or told in a chapter."""
_AMOUNTS = 6  # columns before the chances


def ends(row: TornadoRow) -> tuple[float, float] | None:
    """The mean saving at the low and at the high end, in euros; None where one is undefined."""
    low, high = row.bands[0].saving.value, row.bands[-1].saving.value
    if not (isinstance(low, float | int) and isinstance(high, float | int)):
        return None
    return float(low), float(high)


def swing(row: TornadoRow) -> float | None:
    """How far the mean saving moves from the low to the high end, in euros; None if undefined."""
    found = ends(row)
    return found[1] - found[0] if found else None


def difference(row: TornadoRow) -> Estimate:
    """The swing with its interval.

    The bands have no run in common, so their errors are independent and add up as squares.
    """
    low, high = row.bands[0].saving, row.bands[-1].saving
    value, runs = swing(row), min(low.runs, high.runs)
    if value is None:
        return Estimate(None, None, None, "eur", runs, low.note or high.note)
    errors = half_width(low), half_width(high)
    if errors[0] is None or errors[1] is None:
        return Estimate(value, None, None, "eur", runs)
    half = math.hypot(errors[0], errors[1])
    return Estimate(value, value - half, value + half, "eur", runs)


def by_swing(view: View, scenario: str, year: int) -> list[TornadoRow]:
    """The rows of a scenario and year with two bands: the longest first, undefined ones last."""
    rows = [
        row
        for row in view.results.tornado
        if (row.scenario, row.year) == (scenario, year) and len(row.bands) > 1
    ]
    return sorted(rows, key=lambda row: (swing(row) is None, -abs(swing(row) or 0.0), row.name))


def deciding_table(view: View, scenario: str, year: int) -> Table:
    """Every input that is drawn, with what comes out where it is low and where it is high."""
    rows: list[Row] = [
        (
            own_text(view, row.label),
            *_low_and_high(view, row),
            _cell(row, "low", row.bands[0].saving, amount),
            _cell(row, "high", row.bands[-1].saving, amount),
            _cell(row, "difference", difference(row), amount),
            _cell(row, "low.beats", row.bands[0].beats, percent),
            _cell(row, "high.beats", row.bands[-1].beats, percent),
        )
        for row in by_swing(view, scenario, year)
    ]
    caption = words.table_caption(view.label(scenario), year)
    return table(caption, words.columns(), rows, text_columns=(1, 2))


def most_deciding(view: View, scenario: str, year: int) -> Table:
    """The inputs that move the mean saving most, without the chances."""
    whole = deciding_table(view, scenario, year)
    rows = whole.rows[:MOST]
    return replace(
        whole,
        caption=words.most_caption(view.label(scenario), year, len(rows), len(whole.rows)),
        columns=whole.columns[:_AMOUNTS],
        rows=tuple(row[:_AMOUNTS] for row in rows),
    )


def some_drawn_by_year(view: View, among: int | None = None) -> bool:
    """Whether an input that is drawn each year is in a table; ``among``: its first rows alone."""
    scenario = view.headline_scenario
    return any(
        _is_drawn_by_year(view, row)
        for year in (view.headline_years if scenario else ())
        for row in by_swing(view, scenario or "", year)[:among]
    )


def _is_drawn_by_year(view: View, row: TornadoRow) -> bool:
    return any(drawn.name == row.name and drawn.per_year for drawn in view.results.inputs)


def _stem(row: TornadoRow) -> str:
    return f"{row.scenario}.tornado.{row.year}.{row.name}"


def _cell(row: TornadoRow, what: str, figure: Estimate, show: Callable[[Estimate], Cell]) -> Cell:
    """A figure of a band, under ``SCENARIO.tornado.YEAR.INPUT.WHAT``."""
    return show(figure)._replace(
        name=f"{_stem(row)}.{what}", value=figure.value, unit=figure.unit, error=half_width(figure)
    )


def _low_and_high(view: View, row: TornadoRow) -> tuple[str, str]:
    """What low and high are of an input or event.

    One drawn each year goes by the mean of its scores over the years. Its mean value then has no
    band of its own: a low one can stand beside a high score, so its ends would mislead.
    """
    units = {drawn.name: drawn.unit for drawn in view.results.inputs}
    if row.name not in units:
        return words.event_low(), words.event_high()
    if _is_drawn_by_year(view, row):
        return words.low_by_year(), words.high_by_year()
    return _values(row.bands[0], units[row.name]), _values(row.bands[-1], units[row.name])


def _values(band: Band, unit: str) -> str:
    low, high = (number(value, unit) for value in (band.low, band.high))
    return low if low == high else words.from_to(low, high)
