"""Draws the charts: SVG to stand in the page, PNG for everything else.

The object-oriented interface of matplotlib only, imported when figures are asked for. The same
record gives the same bytes: fixed salt, no dates, ids with the figure's name in front.
"""

from __future__ import annotations

import io
import logging
import re
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from ictsim.report.charts import Chart, all_charts
from ictsim.report.charts.base import BLACK, GREY, HEIGHT, WIDTH
from ictsim.report.tables import Table
from ictsim.report.view import View
from ictsim.results.record import Results

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_FAMILY = "DejaVu Sans"
_FONT, _FONTS = "'DejaVu Sans'", "'DejaVu Sans', Verdana, Arial, sans-serif"
_LACKING = re.compile(r"Glyph (\d+) .*missing from font")
_TOLD = 8  # signs that are told; a text in another script lacks all of them
_PNG_DPI = 200

_STYLE: dict[Any, Any] = {
    "font.family": [_FAMILY],
    "font.size": 9.0,
    "axes.edgecolor": GREY,
    "axes.labelcolor": BLACK,
    "text.color": BLACK,
    "xtick.labelcolor": BLACK,
    "ytick.labelcolor": BLACK,
    "hatch.color": GREY,
    "hatch.linewidth": 0.8,
    "text.parse_math": False,
    "svg.hashsalt": "ictsim",
    "svg.fonttype": "none",
    "path.simplify": True,
}


@dataclass(frozen=True)
class FigureFile:
    """A drawn chart. ``svg`` is an ``<svg>`` element without prologue; ``png`` has the title.

    ``lacking`` are signs that the font of the drawing does not have: boxes in ``png``. Readers of
    the SVG have a font for them.
    """

    name: str
    svg: str
    png: bytes
    title: str
    alt: str
    table: Table
    lacking: frozenset[str] = frozenset()


def make_figures(results: Results) -> list[FigureFile]:
    """Every chart of a record, drawn; in the order of the report."""
    return [draw(chart) for chart in all_charts(View.of(results))]


def draw(chart: Chart) -> FigureFile:
    """One chart as SVG and PNG."""
    from matplotlib.figure import Figure

    with house_style() as lacking:
        figure = Figure(figsize=(WIDTH, HEIGHT))
        chart.draw(figure)
        svg = _save(lambda out: figure.savefig(out, format="svg", metadata={"Date": None}))
        png = _save(lambda out: _save_png(figure, chart.title, out))
    name = re.sub(r"\W", "_", chart.name)
    table, signs = chart.table, frozenset(lacking)
    return FigureFile(name, inline(svg, name), png, chart.title, chart.alt, table, signs)


def troubles(figures: Iterable[FigureFile]) -> list[str]:
    """What a reader of drawn figures must be told: that a font or signs of it were missing."""
    figures = list(figures)
    found = []
    if figures and not _has_font():
        found.append(
            f"the font {_FAMILY} is not on this machine: the figures are drawn with another one, "
            "and labels may run into each other"
        )
    lacking = sorted(set().union(*(figure.lacking for figure in figures)))
    if lacking:
        more = ", ..." if len(lacking) > _TOLD else ""
        found.append(
            f"the font of the figures lacks {', '.join(lacking[:_TOLD])}{more}: boxes in the PNG "
            "files; the page and the SVG files have the signs"
        )
    return found


def _has_font() -> bool:
    from matplotlib.font_manager import findfont

    try:
        findfont(_FAMILY, fallback_to_default=False)
    except ValueError:
        return False
    return True


@contextmanager
def house_style() -> Iterator[set[str]]:
    """A block that draws in the style of all figures; the signs that its font lacks."""
    import matplotlib

    lacking: set[str] = set()
    log = logging.getLogger("matplotlib.font_manager")  # it says of each text what we say once
    level = log.level
    with matplotlib.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("always", message=_LACKING.pattern)
        tell = warnings.showwarning

        def show(message: Warning | str, *about: Any, **more: Any) -> None:
            found = _LACKING.match(str(message))
            if found:
                lacking.add(chr(int(found[1])))
            else:
                tell(message, *about, **more)

        warnings.showwarning = show
        log.setLevel(logging.ERROR)
        try:
            yield lacking
        finally:
            log.setLevel(level)


def _save(write: Callable[[io.BytesIO], None]) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()


def _save_png(figure: Figure, title: str, out: io.BytesIO) -> None:
    lines = "\n".join(textwrap.wrap(title, 56))
    figure.text(0.02, 1.02, lines, fontsize=10, fontweight="bold", va="bottom", parse_math=False)
    figure.savefig(
        out,
        format="png",
        dpi=_PNG_DPI,
        bbox_inches="tight",
        pad_inches=0.08,
        metadata={"Software": None},
    )


def inline(svg: bytes, name: str) -> str:
    """An SVG file made fit to stand in a page: no prologue, no style sheet, ids of its own."""
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    for element in root.iter():
        for key, value in element.attrib.items():
            element.attrib[key] = _attribute(key, value, name)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    # What the style sheet said, as attributes that children inherit.
    root.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt"}
    return ElementTree.tostring(root, encoding="unicode")


def _attribute(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key in ("href", f"{{{_XLINK}}}href"):
        return f"#{name}-{value[1:]}" if value.startswith("#") else ""
    return value.replace("url(#", f"url(#{name}-").replace(_FONT, _FONTS)
