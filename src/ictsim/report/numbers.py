"""Numbers as text: rounded after their sampling interval, never finer than the runs support.

The rule: a figure is rounded to a step of 1, 2 or 5 times a power of ten that is not below half
the width of its 95 % interval. Probabilities on page one become natural frequencies. Separators
are those of the language that is spoken.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeGuard

from ictsim.report.language import _, digits
from ictsim.results.record import Estimate

MINUS, NBSP, PLUS_MINUS = "\u2212", "\u00a0", "±"
NEVER = "never"
MARK = "*"  # beside a figure that a note below the table explains
PAGE_ONE_STEP = 50_000.0  # euros; finer suggests knowledge that is not there


class Cell(NamedTuple):
    """What stands in a table: the figure, and in small beside it its sampling error.

    A cell that tells a figure of the results has its ``name``, ``value``, ``unit`` and, where
    the runs bound it, its ``error`` (half the width of the interval) as well, unrounded: for
    forms that hold numbers. A plan's value has the name of its figure with ``.base`` behind it.
    """

    text: str
    margin: str = ""
    name: str = ""
    value: float | str | None = None
    unit: str = ""
    error: float | None = None

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
    """A probability as a count of futures: ``relation`` count of ``out_of``.

    ``relation`` is ``about``, ``fewer than``, ``more than``, ``between`` (count and ``upper``),
    or ``none`` and ``all`` where that is certain; ``unknown`` where there is no figure.
    """

    relation: str
    count: int = 0
    out_of: int = 100
    upper: int = 0

    @property
    def icons(self) -> int:
        """How many of 100 squares are filled: as the words have it."""
        share = self.count / self.out_of
        if self.relation == "between":
            share = (self.count + self.upper) / 2 / self.out_of
        if self.relation == "fewer than":
            share = 0.0 if self.count == 1 else share / 2
        if self.relation == "more than":
            share = 1.0 if self.count == self.out_of - 1 else (1 + share) / 2
        return round(100 * share)


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


def to_step(value: float, step: float, least_decimals: int = 0) -> str:
    """``value`` rounded to ``step`` with the decimals that step needs."""
    if step <= 0.0:
        return grouped(value, least_decimals)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return grouped(round(value / step) * step, decimals)


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
        return Cell(to_step(value, nice_step(abs(value) / 10)), _("no bounds"))
    margin = f"{PLUS_MINUS}{NBSP}{one_digit_up(half / scale)}" if half > 0.0 else ""
    if estimate.low is None or estimate.high is None:
        margin = _("no lower bound") if estimate.low is None else _("no upper bound")
    return Cell(to_step(value, nice_step(half / scale)), margin)


def deviation(estimate: Estimate, scale: float = 1_000.0) -> Cell:
    """A standard deviation: it has no interval, so two digits, fewer where the runs are few."""
    if not _is_number(estimate.value):
        return undefined(estimate)
    value = float(estimate.value) / scale
    step = nice_step(value * max(0.01, 3.0 / math.sqrt(2.0 * max(1, estimate.runs))))
    return Cell(to_step(value, step))


def exact_amount(value: float | str | None, scale: float = 1_000.0) -> Cell:
    """A value without sampling error (the plan), in units of ``scale`` euros."""
    if value is None or isinstance(value, str):
        return Cell(value or "–")
    return Cell(grouped(value / scale))


def percent(estimate: Estimate) -> Cell:
    """A probability in per cent; never 0 % or 100 % unless that is certain."""
    if not _is_number(estimate.value):
        return undefined(estimate)
    value, half = 100.0 * float(estimate.value), 100.0 * (half_width(estimate) or 0.0)
    if half == 0.0:
        return Cell(in_percent(digits(f"{value:.4g}")))
    step = nice_step(half)
    if round(value / step) == 0:
        high = one_digit_up(100.0 * _number(estimate.high, 1.0))
        return Cell(_("below {share}").format(share=in_percent(high)))
    if round((100.0 - value) / step) == 0:
        return Cell(_above(100.0 * _number(estimate.low, 0.0)))
    margin = f"{PLUS_MINUS}{NBSP}{one_digit_up(half)}"
    return Cell(in_percent(to_step(value, step)), margin)


def _above(low: float) -> str:
    rest, decimals = rounded_up(100.0 - low) if low < 100.0 else (0.0, 0)
    return _("above {share}").format(share=in_percent(grouped(100.0 - rest, decimals)))


def share(estimate: Estimate) -> Cell:
    """A ratio in per cent (it may be below 0 or above 100); two decimals where it has no error."""
    if _is_number(estimate.value) and half_width(estimate) == 0.0:
        return Cell(in_percent(grouped(100.0 * estimate.value, 2)))
    cell = amount(estimate, scale=0.01)
    return Cell(in_percent(cell.text), cell.margin) if _is_number(estimate.value) else cell


def year(estimate: Estimate, horizon: int) -> Cell:
    """A year, or ``not by 2030`` (the horizon); the range where the runs leave more than one."""
    if estimate.value is None:
        return undefined(estimate)
    low, high = (year_text(x, horizon) for x in (estimate.low, estimate.high))
    margin = ""
    if low and high and low != high:
        is_open = estimate.high == NEVER
        margin = _("{low} or later") if is_open else _("{low} to {high}")
    return Cell(year_text(estimate.value, horizon), margin.format(low=low, high=high))


def year_text(value: float | str | None, horizon: int) -> str:
    """A year as it is written, or that it is not by the horizon; empty where there is none."""
    if value is None:
        return ""
    if value == NEVER:
        return tied(_("not by {year}"), "year").format(year=horizon)
    return value if isinstance(value, str) else f"{value:.0f}"


def frequencies(estimates: Sequence[Estimate]) -> list[Frequency]:
    """Frequencies that stand in one row: all out of the same number, so that they compare.

    That is the coarsest of them. "Fewer than 1 of" and "all but 1 of" a larger number stay: they
    are beyond all others in the row however they are read, and coarser they would say less.
    """
    told = [frequency(estimate) for estimate in estimates]
    shared = min((one.out_of for one in told if _is_count(one)), default=0)
    return [
        frequency(estimate, shared) if _is_count(one) else one
        for estimate, one in zip(estimates, told, strict=True)
    ]


def _is_count(said: Frequency) -> bool:
    """Whether it says a count, and not only that it is beyond the first or the last one."""
    beyond = (said.relation == "fewer than" and said.count == 1) or (
        said.relation == "more than" and said.count == said.out_of - 1
    )
    return said.relation in ("about", "between", "fewer than", "more than") and not beyond


def frequency(estimate: Estimate, finest: int = 10_000) -> Frequency:
    """The natural frequency a probability supports: 5 in 100 in the middle, finer at the ends.

    It is out of 10, 100, 1,000 or 10,000, of ``finest`` at most.
    """
    if not _is_number(estimate.value):
        return Frequency("unknown")
    value = float(estimate.value)
    low, high = _number(estimate.low, 0.0), _number(estimate.high, 1.0)
    if low == high and value in (0.0, 1.0):
        return Frequency("all" if value else "none")
    if value > 0.5:
        return _mirrored(_at_most_half(1.0 - value, 1.0 - high, 1.0 - low, finest))
    return _at_most_half(value, low, high, finest)


# Step, and the denominator it is told in: the same 100 wherever the size allows, because
# frequencies with one denominator can be compared at a glance.
_GRADES = ((0.0001, 10_000), (0.001, 1_000), (0.01, 100), (0.05, 100), (0.1, 10))


def _at_most_half(value: float, low: float, high: float, finest: int) -> Frequency:
    half = max(value - low, high - value)
    wanted = max(next((s for s, least in _SIZES if value >= least), 0.0001), 1.0 / finest)
    for step, out_of in _GRADES:
        if step >= max(wanted, half) * (1.0 - 1e-9):
            unit = round(step * out_of)
            if unit == 1 and 1.25 <= value / step < 1.75:  # neither one nor two would be fair
                return Frequency("between", 1, out_of, 2)
            count = round(value / step) * unit
            return Frequency("about", count, out_of) if count else _bound(high, finest)
    if low * 10 < 1.0:
        return Frequency("fewer than", math.ceil(high * 10), 10)
    return Frequency("between", math.floor(low * 10), 10, math.ceil(high * 10))


# From which size on which step is fine enough.
_SIZES = ((0.05, 0.095), (0.01, 0.0095), (0.001, 0.00095), (0.0001, 0.0))


def _bound(high: float, finest: int) -> Frequency:
    for out_of in (10_000, 1_000, 100):
        if high <= 1.0 / out_of and out_of <= finest:
            return Frequency("fewer than", 1, out_of)
    if high <= 0.1 and finest >= 100:
        return Frequency("fewer than", math.ceil(high * 100), 100)
    return Frequency("fewer than", math.ceil(high * 10), 10)


def _mirrored(rest: Frequency) -> Frequency:
    count, out_of = rest.out_of - rest.count, rest.out_of
    if rest.relation == "between":
        return Frequency("between", rest.out_of - rest.upper, out_of, count)
    relation = {"fewer than": "more than"}.get(rest.relation, rest.relation)
    return Frequency(relation, count, out_of)


def page_one_step(estimate: Estimate, spread: float) -> float:
    """The step in euros that an amount on page one is rounded to.

    50,000, or finer by powers of ten where all amounts of the case (``spread``) are small;
    never finer than the runs support.
    """
    step = PAGE_ONE_STEP
    while spread and spread < 10.0 * step:
        step /= 10.0
    return max(step, nice_step(half_width(estimate) or 0.0))


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
