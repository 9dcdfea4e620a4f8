"""Numbers as text: rounded after their sampling interval, never finer than the runs support.

Detail: a figure is rounded to the decimal place of its error, half the width of its 95 % interval
in one digit. Page one and the terminal: probabilities are counts out of 100 (``frequency``), and
all amounts have one step (``report/money.py``). Separators are those of the spoken language.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, TypeGuard

from ictsim.report.language import _, digits
from ictsim.results.record import Estimate

MINUS, NBSP, PLUS_MINUS = "\u2212", "\u00a0", "±"
NEVER = "never"
MARK = "*"  # beside a figure that a note below the table explains
OUT_OF = 100  # of all frequencies, so that they compare at a glance


class Cell(NamedTuple):
    """What stands in a table: the figure, and in small beside it its sampling error.

    A cell that tells a figure of the results has its ``name``, ``value``, ``unit`` and, where
    the runs bound it, its ``error`` (half the width of the interval) as well, unrounded: for
    forms that hold numbers. A plan's value has the name of its figure with ``.base`` behind it.
    ``language`` of the text is empty where it is that of the report. ``is_interval`` where the
    margin is both ends of the interval, not half its width.
    """

    text: str
    margin: str = ""
    name: str = ""
    value: float | str | None = None
    unit: str = ""
    error: float | None = None
    language: str = ""
    is_interval: bool = False

    def __str__(self) -> str:
        return f"{self.text} {self.beside}".rstrip()

    @property
    def beside(self) -> str:
        """The margin, for a form that writes the text too; empty where the text says it already."""
        return "" if self.margin == self.text else self.margin

    @property
    def is_bounded(self) -> bool:
        """Whether what stands beside the figure is its sampling error, not a mark or a remark."""
        return bool(self.name and (self.error or self.margin) and self.margin != MARK)


@dataclass(frozen=True)
class Frequency:
    """A probability as a count of 100 futures: ``relation`` count.

    ``relation`` is ``about``, ``fewer than``, ``more than``, ``between`` (count and ``upper``),
    or ``none`` and ``all`` where that is certain; ``unknown`` where there is no figure.
    """

    relation: str
    count: int = 0
    upper: int = 0

    @property
    def icons(self) -> int:
        """How many of 100 squares are filled: as the words have it."""
        match self.relation:
            case "between":
                return (self.count + self.upper) // 2
            case "fewer than":
                return self.count // 2
            case "more than":
                return OUT_OF - (OUT_OF - self.count) // 2
            case "all":
                return OUT_OF
        return self.count

    @property
    def brief(self) -> str:
        """In a few characters: ``2``, ``<1``, ``>99``, ``20-80``; ``?`` where it is unknown."""
        match self.relation:
            case "unknown":
                return "?"
            case "all":
                return str(OUT_OF)
            case "between":
                return f"{self.count}-{self.upper}"
        return {"fewer than": "<", "more than": ">"}.get(self.relation, "") + str(self.count)


def grouped(value: float, decimals: int = 0) -> str:
    """1,234.5 with a real minus sign; what rounds to zero has no sign."""
    return _signed(value, f"{abs(value):,.{decimals}f}")


def _signed(value: float, text: str) -> str:
    """The sign of a value, and its size as Python writes it in the separators spoken."""
    return (MINUS if value < 0 and text.strip("0,.") else "") + digits(text)


def tied(message: str, field: str) -> str:
    """A message in which a field stays on the line of the word before it."""
    return message.replace(f" {{{field}}}", f"{NBSP}{{{field}}}")


def in_percent(number: str) -> str:
    """A number that is written already, and its sign of per cent."""
    return f"{number}{NBSP}%"


def in_euros(number: str) -> str:
    """A number that is written already, behind the sign of its currency."""
    return f"€{NBSP}{number}"


def nice_step(half_width: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten at or above ``half_width``; 0 for 0."""
    if half_width <= 0.0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(half_width))
    for factor in (1.0, 2.0, 5.0, 10.0):
        if half_width <= factor * power * (1.0 + 1e-9):
            return factor * power
    return 10.0 * power


def half_width(estimate: Estimate) -> float | None:
    """The larger side of the interval; None where the runs bound neither side."""
    if not isinstance(estimate.value, float | int):
        return None
    sides = [abs(s - estimate.value) for s in (estimate.low, estimate.high) if _is_number(s)]
    return max(sides, default=None)


def error_step(half_width: float) -> float:
    """The decimal place of a margin as it is printed: 0.1 for 0.3, 1 for 8; 0 for 0."""
    if half_width <= 0.0:
        return 0.0
    return 10.0 ** math.floor(math.log10(rounded_up(half_width)[0]) + 1e-9)


def to_step(value: float, step: float, least_decimals: int = 0) -> str:
    """``value`` rounded to ``step`` with the decimals that step needs."""
    if step <= 0.0:
        return grouped(value, least_decimals)
    return grouped(round(value / step) * step, decimals_of(step))


def decimals_of(step: float) -> int:
    """How many decimals a multiple of ``step`` has."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


def one_digit_up(value: float) -> str:
    """One significant digit, rounded up: a margin is never made smaller."""
    return "0" if value <= 0.0 else grouped(*rounded_up(value))


def rounded_up(value: float) -> tuple[float, int]:
    """One significant digit of what is above 0, rounded up, and its decimals."""
    exponent = math.floor(math.log10(value) + 1e-12)
    digit = math.ceil(value / 10.0**exponent - 1e-9)
    if digit == 10:
        digit, exponent = 1, exponent + 1
    return digit * 10.0**exponent, max(0, -exponent)


def undefined(estimate: Estimate) -> Cell:
    """For a figure there is none of, with the reason."""
    if not estimate.note:
        return Cell(_("undefined"))
    return Cell(_("undefined ({reason})").format(reason=noted(estimate.note)))


def noted(note: str) -> str:
    """The note of a figure in the language spoken; of several, with semicolons between."""
    whole = _(note)
    return whole if whole != note else "; ".join(map(_, note.split("; ")))


def amount(estimate: Estimate, scale: float = 1_000.0) -> Cell:
    """An amount in units of ``scale`` euros, with its margin."""
    if not _is_number(estimate.value):
        return undefined(estimate)
    value, half = float(estimate.value) / scale, half_width(estimate)
    if half is None:
        return Cell(to_step(value, error_step(abs(value) / 10)), _("no bounds"))
    margin = f"{PLUS_MINUS}{NBSP}{one_digit_up(half / scale)}" if half > 0.0 else ""
    if estimate.low is None or estimate.high is None:
        margin = _("no lower bound") if estimate.low is None else _("no upper bound")
    elif is_lopsided(estimate):
        return _lopsided(estimate, scale)
    return Cell(to_step(value, error_step(half / scale)), margin)


def is_lopsided(estimate: Estimate) -> bool:
    """Whether one side of the interval is more than twice the other, as beside a jump.

    One margin for both sides would hold values that cannot occur there.
    """
    if not (_is_number(estimate.value) and _is_number(estimate.low) and _is_number(estimate.high)):
        return False
    sides = estimate.value - estimate.low, estimate.high - estimate.value
    return max(sides) > 2.0 * min(sides)


def _lopsided(estimate: Estimate, scale: float) -> Cell:
    """The figure and both ends, so fine that the smaller side shows, or three digits are there."""
    figures = estimate.value, estimate.low, estimate.high
    value, low, high = (_number(x, 0.0) / scale for x in figures)
    sides = [side for side in (value - low, high - value) if side > 0.0]
    size = max(map(abs, (value, low, high)))
    step = min(error_step(min(sides)), 10.0 ** (math.floor(math.log10(size)) - 2))
    texts = {end: to_step(x, step) for end, x in (("low", low), ("high", high))}
    return Cell(to_step(value, step), _("{low} to {high}").format(**texts), is_interval=True)


def deviation(estimate: Estimate, scale: float = 1_000.0) -> Cell:
    """A standard deviation: it has no interval, so to some 1 %, coarser where the runs are few."""
    if not _is_number(estimate.value):
        return undefined(estimate)
    value = float(estimate.value) / scale
    step = error_step(value * max(0.01, 3.0 / math.sqrt(2.0 * max(1, estimate.runs))))
    return Cell(to_step(value, step))


def exact_amount(value: float | str | None, scale: float = 1_000.0) -> Cell:
    """A value without sampling error (the plan), in units of ``scale`` euros."""
    if value is None or isinstance(value, str):
        return Cell(value or "–")
    return Cell(grouped(value / scale))


def percent(estimate: Estimate) -> Cell:
    """A probability in per cent; never 0 % or 100 % unless that is certain.

    Where its margin would reach 0 % or 100 %, it is told as the bound of its interval.
    """
    if not _is_number(estimate.value):
        return undefined(estimate)
    value, half = 100.0 * float(estimate.value), 100.0 * (half_width(estimate) or 0.0)
    if half == 0.0:
        return Cell(in_percent(digits(f"{value:.4g}")))
    if value <= half:
        high = one_digit_up(100.0 * _number(estimate.high, 1.0))
        return Cell(_("below {share}").format(share=in_percent(high)))
    if 100.0 - value <= half:
        return Cell(_above(100.0 * _number(estimate.low, 0.0)))
    margin = f"{PLUS_MINUS}{NBSP}{one_digit_up(half)}"
    return Cell(in_percent(to_step(value, error_step(half))), margin)


def _above(low: float) -> str:
    rest, decimals = rounded_up(100.0 - low) if low < 100.0 else (0.0, 0)
    return _("above {share}").format(share=in_percent(grouped(100.0 - rest, decimals)))


def share(estimate: Estimate) -> Cell:
    """A ratio in per cent (it may be below 0 or above 100); two decimals where it has no error."""
    if _is_number(estimate.value) and half_width(estimate) == 0.0:
        return Cell(in_percent(grouped(100.0 * estimate.value, 2)))
    cell = amount(estimate, scale=0.01)
    return cell._replace(text=in_percent(cell.text)) if _is_number(estimate.value) else cell


def year(estimate: Estimate, horizon: int, *, last: bool = False) -> Cell:
    """A year, or ``not by 2030`` (the horizon); the range where the runs leave more than one.

    ``last`` where no run has a year after the interval's low end: it is that one or not in time.
    """
    if estimate.value is None:
        return undefined(estimate)
    low, high = (year_text(x, horizon) for x in (estimate.low, estimate.high))
    margin = ""
    if low and high and low != high:
        margin = _("{low} to {high}")
        if estimate.high == NEVER:
            margin = _("{low}, or {high}") if last else _("{low} or later")
    return Cell(year_text(estimate.value, horizon), margin.format(low=low, high=high))


def year_text(value: float | str | None, horizon: int) -> str:
    """A year as it is written, or that it is not by the horizon; empty where there is none."""
    if value is None:
        return ""
    if value == NEVER:
        return tied(_("not by {year}"), "year").format(year=horizon)
    return value if isinstance(value, str) else f"{value:.0f}"


# From how many runs on a step is not below the sampling error: whole ones from 45 to 55 of 100,
# whole ones at the ends, fives, tens.
_ONES, _ONES_AT_ENDS, _FIVES, _TENS = 10_000, 4_000, 400, 100
_ENDS, _MIDDLE = 10.0, 45.0  # of 100: whole ones below the one and from the other up to a half


def frequency(estimate: Estimate) -> Frequency:
    """A probability as a count of 100 futures.

    Whole ones below 10, above 90 and from 45 to 55, fives between; below 0.5 ``fewer than 1``,
    above 99.5 ``more than 99``. The steps are coarser where the sampling error of so many runs is
    larger: a matter of the runs alone, so that in one record a larger probability never has the
    smaller count. With fewer than 100 runs it is the tens that its interval lies between. A half
    is 50 only where the interval holds it: 49.7 of 100 is 49 else, and 50.3 is 51.
    """
    if not _is_number(estimate.value):
        return Frequency("unknown")
    value = float(estimate.value)
    low, high = _number(estimate.low, 0.0), _number(estimate.high, 1.0)
    if low == high and value in (0.0, 1.0):
        return Frequency("all" if value else "none")
    runs = math.inf if low == high else estimate.runs
    if value > 0.5:
        return _mirrored(_at_most_half(1.0 - value, 1.0 - high, 1.0 - low, runs))
    return _at_most_half(value, low, high, runs)


def _at_most_half(value: float, low: float, high: float, runs: float) -> Frequency:
    value, low, high = (round(OUT_OF * share, 9) for share in (value, low, high))
    if runs < _TENS:
        return _between_tens(low, high)
    step = _count_step(value, runs)
    count = step * math.floor(value / step + 0.5)
    if count == 0:
        return Frequency("fewer than", max(1, math.ceil(high)))
    return Frequency("about", count - step if count == 50 and high < 50.0 else count)


def _between_tens(low: float, high: float) -> Frequency:
    """The tens that an interval lies between; the upper one alone where the lower one is 0."""
    first, last = 10 * int(low / 10.0), 10 * math.ceil(high / 10.0)
    if first == 0 and last < OUT_OF:
        return Frequency("fewer than", last)
    return Frequency("between", first, last)


def _count_step(value: float, runs: float) -> int:
    """The step of a count of at most 50 of 100 in so many runs."""
    least = _ONES_AT_ENDS if value < _ENDS else _ONES if value >= _MIDDLE else math.inf
    return 1 if runs >= least else 5 if runs >= _FIVES else 10


def _mirrored(rest: Frequency) -> Frequency:
    count = OUT_OF - rest.count
    if rest.relation == "between":
        return Frequency("between", OUT_OF - rest.upper, count)
    relation = {"fewer than": "more than"}.get(rest.relation, rest.relation)
    return Frequency(relation, count)


def euros(value: float, step: float) -> str:
    """An amount in words: ``€ 1.85 million``, ``€ 35,000``; without a sign."""
    rounded = round(abs(value) / step) * step if step > 0.0 else abs(value)
    if rounded >= 1e6:
        millions = in_euros(to_step(rounded / 1e6, step / 1e6))
        return _("{amount} million").format(amount=millions).replace(" ", NBSP)
    return in_euros(grouped(rounded))


def plain(value: float) -> str:
    """A number of an input: four significant digits, or all digits of a large whole number."""
    if value == 0.0 or abs(value) >= 1_000.0:
        return grouped(value)
    decimals = max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{abs(value):,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return _signed(value, text)


def _is_number(value: float | str | None) -> TypeGuard[float]:
    return isinstance(value, float | int)


def _number(value: float | str | None, otherwise: float) -> float:
    return float(value) if isinstance(value, float | int) else otherwise
