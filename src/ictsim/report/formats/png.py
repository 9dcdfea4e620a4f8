"""One chart as a PNG file, with its title on it."""

from __future__ import annotations

from ictsim.report.document import Figure

NAME, SUFFIX = "png", ".png"


def render(figure: Figure) -> bytes:
    """The drawing."""
    return figure.png
