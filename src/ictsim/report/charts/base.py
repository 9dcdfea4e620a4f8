"""What a chart is before it is drawn, and the house style of all of them.

Colours are those of Okabe and Ito that stand out 3:1 on white; no chart needs colour to be read.
Lines are labelled directly, and differ by dashes too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ictsim.report.cleaning import shorten
from ictsim.report.language import digits
from ictsim.report.numbers import MINUS
from ictsim.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, VERMILLION, GREEN, BLACK, GREY = "#0072B2", "#D55E00", "#007A58", "#1A1A1A", "#6B6B6B"
TEXT = {VERMILLION: "#A34700"}  # letters need 4.5:1 where a line needs 3:1
_COLOURS = (BLUE, VERMILLION, GREEN)
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 1.5, 1.5, 1.5)))
# Neighbours differ in both; twelve in all.
LINES = tuple((_COLOURS[i % 3], _DASHES[i % 4]) for i in range(12))
# Bands from outer to inner: one hue, so that grey prints in the same order.
BANDS = ("#D6E6F2", "#A9CBE4", "#76AACF")
WIDTH, HEIGHT = 4.6, 3.1  # inches: small, so that the text stays readable on a phone
SMALL = 8.0
_LEFT = 0.12
LABEL_LIMIT = 17


@dataclass(frozen=True)
class Chart:
    """A chart not drawn yet. ``draw`` fills a figure of WIDTH x HEIGHT inches."""

    name: str
    title: str
    alt: str
    table: Table
    draw: Callable[[Figure], None]


def axes(figure: Figure, right: float = 0.97, bottom: float = 0.1) -> Axes:
    """Axes at a fixed place (fractions of the figure), open at the top and the right."""
    made = figure.add_axes((_LEFT, bottom, right - _LEFT, 0.91 - bottom))
    made.spines[["top", "right"]].set_visible(False)
    made.tick_params(length=3, color=GREY)
    return made


def y_label(made: Axes, text: str) -> None:
    """The name of the upright axis, set level above it."""
    place = made.get_position()
    made.figure.text(0.02, place.y1 + 0.02, text, va="bottom", parse_math=False)


def money_scale(values: Sequence[float]) -> float:
    """Euros per unit of a money axis: a million, or a thousand for small cases."""
    return 1e6 if max((abs(v) for v in values), default=0.0) >= 2e6 else 1e3


def money_ticks(axis: object) -> None:
    """Tick labels with thousands separators and a real minus sign."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(6))  # type: ignore[attr-defined]
    axis.set_major_formatter(  # type: ignore[attr-defined]
        FuncFormatter(lambda x, at: digits(f"{x:,.6g}").replace("-", MINUS))
    )


def share_ticks(axis: object) -> None:
    """Tick labels as matplotlib writes them, with the separators of the language spoken."""
    from matplotlib.ticker import ScalarFormatter

    class Spoken(ScalarFormatter):
        def __call__(self, x: float, pos: int | None = None) -> str:
            return digits(super().__call__(x, pos))

    axis.set_major_formatter(Spoken())  # type: ignore[attr-defined]


def year_ticks(made: Axes, years: Sequence[int], most: int = 10) -> None:
    """A tick per year, a number for at most ``most`` of them."""
    every = spacing(len(years), most)
    shown = [year for year in years if (year - years[-1]) % every == 0]
    made.set_xticks(shown)
    made.set_xticklabels([str(year) for year in shown])
    made.set_xticks(list(years), minor=True)


def spacing(count: int, most: int = 10) -> int:
    """Every how many of ``count`` years one has a number, so that ``most`` have."""
    return next((n for n in (1, 2, 5, 10, 20) if count / n <= most), 50)


def chart_label(text: str) -> str:
    """A name short enough to stand beside a line."""
    return shorten(text, LABEL_LIMIT)


def apart(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """``heights`` moved as little as can be so that neighbours are ``gap`` apart."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed = [heights[i] for i in order]
    room = min(gap, (high - low) / max(1, len(placed) - 1)) if placed else gap
    for _round in range(200):
        moved = False
        for i in range(1, len(placed)):
            overlap = room - (placed[i] - placed[i - 1])
            if overlap > 1e-6 * room:
                placed[i - 1] -= overlap / 2
                placed[i] += overlap / 2
                moved = True
        for i, lowest in enumerate(placed):
            placed[i] = min(max(lowest, low + i * room), high - (len(placed) - 1 - i) * room)
        if not moved:
            break
    result = [0.0] * len(placed)
    for position, i in enumerate(order):
        result[i] = placed[position]
    return result


def end_labels(made: Axes, x: float, labels: Sequence[tuple[float, str, str]]) -> None:
    """Direct labels right of the last point: (height, text, colour), kept apart."""
    low, high = made.get_ylim()
    gap = 0.058 * (high - low)
    heights = apart([height for height, _, _ in labels], gap, low, high)
    left, right = made.get_xlim()
    step = 0.03 * (right - left)
    for (height, text, colour), place in zip(labels, heights, strict=True):
        made.plot([x, x + step], [height, place], color=colour, lw=0.6, clip_on=False)
        made.text(
            x + 1.3 * step,
            place,
            text,
            va="center",
            fontsize=SMALL,
            color=BLACK,
            clip_on=False,
            parse_math=False,
        )
