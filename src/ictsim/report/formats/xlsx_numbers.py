"""How a workbook shows a number: by its unit, and no finer than its sampling error."""

from __future__ import annotations

import math

from ictsim.report.language import digits
from ictsim.report.numbers import rounded_up

_MOST_DECIMALS = 6
# Commas at the end of a number format divide by a thousand each.
_DIVIDED = {1.0: "", 1e3: ",", 1e6: ",,"}


def number_format(value: float, unit: str, error: float | None, scale: float) -> str:
    """The number format of a figure.

    Parameters
    ----------
    value, unit
        The figure: ``eur``, a fraction shown in per cent (``probability``, ``share``), ``year``,
        or another unit, shown as it is.
    error
        Half the width of its 95 % interval, None where there is none.
    scale
        Euros per unit that is shown: 1, 1e3 or 1e6.
    """
    if unit == "year":
        return "0"
    if unit == "eur":
        least = 2 if scale == 1e6 else 0
        decimals = least if not error else _decimals_of(error / scale)
        return f"{_with_decimals('#,##0', decimals)}{_DIVIDED[scale]}"
    if unit == "probability" and error and value in (0.0, 1.0):
        return _beyond(value, 100.0 * error)
    if unit in ("probability", "share"):
        return f"{_with_decimals('0', _of_percentage(100.0 * value, 100.0 * (error or 0.0)))}%"
    return _with_decimals("#,##0", _significant(value) if not error else _decimals_of(error))


def shown_signs(value: float, form: str) -> int:
    """How many signs a figure has in its number format, at most: digits, separators, sign."""
    if form.startswith('"'):  # a text
        return len(form) - 2
    divided = value / 1_000.0 ** form.count(",,") / 1_000.0 ** form.endswith(",")
    decimals = form.partition(".")[2].count("0")
    percent = form.endswith("%")
    return len(f"{divided * (100.0 if percent else 1.0):,.{decimals}f}") + percent


def full_format(unit: str) -> str:
    """The number format in the list of all figures: fine enough to calculate with."""
    if unit in ("probability", "share"):
        return "0.0000%"
    return {"year": "0", "eur": "#,##0.00"}.get(unit, "General")


def _beyond(value: float, error: float) -> str:
    """A format that shows 0 or 1 as the bound, in per cent, that the runs put on it.

    The bound is a text in the format, so that the cell holds the number all the same.
    """
    most, decimals = rounded_up(error)
    sign, bound = ("<", most) if value == 0.0 else (">", 100.0 - most)
    told = digits(f"{bound:.{decimals}f}")
    return f'"{sign} {told}%"'


def _with_decimals(whole: str, decimals: int) -> str:
    return f"{whole}.{'0' * decimals}" if decimals else whole


def _decimals_of(error: float) -> int:
    """Those of half the width of the interval, in one digit."""
    return min(_MOST_DECIMALS, rounded_up(error)[1]) if error else 0


def _of_percentage(value: float, error: float) -> int:
    """As many as the error allows, and more where it would show a certainty that is none."""
    decimals = _decimals_of(error) if error else _significant(value)
    while decimals < _MOST_DECIMALS and _looks_certain(value, decimals):
        decimals += 1
    return decimals


def _looks_certain(value: float, decimals: int) -> bool:
    shown = round(value, decimals)
    return (shown == 0.0 and value != 0.0) or (shown == 100.0 and value != 100.0)


def _significant(value: float) -> int:
    """Decimals for four significant digits; none for a whole number."""
    if value == round(value):
        return 0
    return min(_MOST_DECIMALS, max(0, 3 - math.floor(math.log10(abs(value)))))
