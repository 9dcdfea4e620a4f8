"""One chart as an SVG file, with its title and its words for those who do not see it."""

from __future__ import annotations

from xml.sax.saxutils import escape

from ictsim.report.document import Figure

NAME, SUFFIX = "svg", ".svg"


def render(figure: Figure) -> bytes:
    """The drawing, in UTF-8."""
    start, end, rest = figure.svg.partition(">")
    told = f"<title>{escape(figure.title)}</title><desc>{escape(figure.alt)}</desc>"
    return f"{start}{end}{told}{rest}".encode()
