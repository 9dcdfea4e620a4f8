"""The icon array: a hundred squares, the filled ones together, as many as the words say."""

from __future__ import annotations

from ictsim.report.charts.base import BLUE, GREY

_SIDE, _PITCH = 8, 10


def icon_array(filled: int) -> str:
    """An SVG of 10 x 10 squares, ``filled`` (0 ... 100) of them dark, row by row from the top.

    It says nothing by itself: the words beside it carry the figure, so it is hidden from
    readers that read aloud.
    """
    rows = [
        f'<rect x="{1 + _PITCH * (i % 10)}" y="{1 + _PITCH * (i // 10)}" width="{_SIDE}" '
        f'height="{_SIDE}" fill="{BLUE if i < filled else "#FFFFFF"}" '
        f'stroke="{BLUE if i < filled else GREY}"/>'
        for i in range(100)
    ]
    size = 10 * _PITCH
    return (
        f'<svg class="icons" viewBox="0 0 {size} {size}" aria-hidden="true" '
        f'focusable="false">{"".join(rows)}</svg>'
    )
