"""One distribution on a terminal: its figures, and its shape in characters."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from ictsim.distributions import Distribution
from ictsim.distributions.summary import percentiles_of
from ictsim.report.density import Outline, atoms, outline

Show: TypeAlias = Callable[[float], str]

LEVELS: tuple[int, ...] = (1, 5, 10, 25, 50, 75, 90, 95, 99)
_NARROWEST, _WIDEST = 40, 100
_LEFT = 8  # of the plots, for the labels
_ROWS = 8
# From nothing to a full cell in eighths, then the lines: on any terminal, and on one with blocks.
_PLAIN = (" ...:::##", "|", "+", "-")
_BLOCKS = (" ▁▂▃▄▅▆▇█", "│", "└", "─")


def density_text(distribution: Distribution, width: int, *, blocks: bool) -> str:
    """Figures, chance per column and distribution function.

    Parameters
    ----------
    distribution
        What to show.
    width
        Of the terminal, in characters.
    blocks
        The terminal has block characters; else plain signs stand for them.
    """
    width = min(max(width - 1, _NARROWEST), _WIDEST)
    shape = outline(distribution, width - _LEFT - 2)
    plot = _Plot(shape, width - _LEFT - 2, _BLOCKS if blocks else _PLAIN)
    lines = [
        *textwrap.wrap(_summary(distribution, shape), width),
        *_percentiles(distribution, shape, width),
        *_atoms(distribution, shape),
        "",
        *textwrap.wrap(_shares_title(shape), width),
        *plot.lines([float(p) / _highest(shape) for p in shape.shares], _percent(_highest(shape))),
        "",
        *textwrap.wrap("Chance of a draw up to the end of each column", width),
        *plot.lines([float(p) for p in shape.below[1:]], "100 %"),
    ]
    return "\n".join(line.rstrip() for line in lines)


def can_show_blocks(encoding: str | None) -> bool:
    """Whether a stream with this encoding has the block characters."""
    try:
        "".join(_BLOCKS).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _summary(distribution: Distribution, shape: Outline) -> str:
    show = number_like(shape)
    low, high = map(show, distribution.support())
    text = f"mean {show(distribution.mean_value())}, from {low} to {high}"
    try:
        return f"{text}, base {show(distribution.base_value())}"
    except ValueError:  # a mixture has no base of its own
        return text


def _percentiles(distribution: Distribution, shape: Outline, width: int) -> Iterator[str]:
    show = number_like(shape)
    cells = [show(value) for value in percentiles_of(distribution, LEVELS).values()]
    wide = max(map(len, cells)) + 2
    fitting = max(1, width // wide)
    for first in range(0, len(cells), fitting):
        part = slice(first, first + fitting)
        yield "".join(f"{f'P{level}':>{wide}}" for level in LEVELS[part])
        yield "".join(f"{cell:>{wide}}" for cell in cells[part])


def _atoms(distribution: Distribution, shape: Outline) -> Iterator[str]:
    show = number_like(shape)
    found, more = atoms(distribution)
    for value, chance in found:
        yield f"exactly {show(value)}: {_percent(chance)}"
    if more:
        yield f"{more} {'more ' if found else ''}single values, each less likely than 5 %"


def _shares_title(shape: Outline) -> str:
    outside = shape.before + shape.beyond
    rest = f"; {_percent(outside)} lie outside" if outside > 0.0 else ""
    wide = f"{shape.width:,.0f}" if 1e3 <= shape.width < 1e12 else f"{shape.width:.3g}"
    return f"Chance of a draw in each column, {wide} wide{rest}"


def _highest(shape: Outline) -> float:
    return float(shape.shares.max())


class _Plot:
    """Draws one number for each column of an outline, as wide as it fits."""

    def __init__(self, shape: Outline, width: int, signs: tuple[str, str, str, str]) -> None:
        self.shape = shape
        self.wide = max(1, width // len(shape.shares))
        self.cells, self.upright, self.corner, self.level = signs

    def lines(self, heights: Sequence[float], top: str) -> Iterator[str]:
        """Heights from 0 to 1, ``top`` being 1. What is above 0 shows, if only by a thin mark."""
        least = [1 if height > 0.0 else 0 for height in heights]
        steps = [max(round(8 * _ROWS * h), n) for h, n in zip(heights, least, strict=True)]
        labels = {_ROWS - 1: top, 0: "0 %"}
        for row in reversed(range(_ROWS)):
            cells = (self.cells[min(max(step - 8 * row, 0), 8)] * self.wide for step in steps)
            yield f"{labels.get(row, ''):>{_LEFT - 1}} {self.upright}{''.join(cells)}"
        yield " " * _LEFT + self.corner + self.level * self.wide * len(steps)
        yield self._ticks()

    def _ticks(self) -> str:
        """The values at the first, the last and the middle border, where there is room."""
        show, edges = number_like(self.shape), self.shape.edges
        middle = len(edges) // 2
        line = " " * _LEFT + show(float(edges[0]))
        for border in (middle, len(edges) - 1):
            text = show(float(edges[border]))
            begin = _LEFT + border * self.wide
            begin -= len(text) // 2 if border == middle else len(text) - 1
            if begin > len(line):
                line = line.ljust(begin) + text
        return line


def number_like(shape: Outline) -> Show:
    """How to write values of this distribution: to a hundredth of what the outline spans."""
    span = float(shape.edges[-1] - shape.edges[0])
    places = max(0, 2 - math.floor(math.log10(span))) if math.isfinite(span) else 0
    largest = max(abs(float(shape.edges[0])), abs(float(shape.edges[-1])))

    def show(value: float) -> str:
        if not math.isfinite(value):
            return "infinity" if value > 0.0 else "-infinity"
        if places > 9 or max(largest, abs(value)) >= 1e12:
            return f"{value:.6g}"
        text = f"{value:,.{places}f}"
        return text.removeprefix("-") if float(text.replace(",", "")) == 0.0 else text

    return show


def _percent(chance: float) -> str:
    return f"{100.0 * chance:.3g} %" if chance < 0.9995 else f"{100.0 * chance:.6g} %"
