"""How wide the columns of a sheet are, and over how many lines its texts run.

Widths are in digits of the sheet's font, as Excel counts them. A letter of plain prose is narrower
than a digit, so a text never needs more lines than are counted here.
"""

from __future__ import annotations

import math
from collections import defaultdict

_FIRST, _OTHERS = 36, 44  # the widest that texts make the first column, and the others
_LEAST = 6.0  # the narrowest a column is, and what a column without texts has
_PADDING = 2
_PAGE = 115.0  # a sentence runs over columns of together this width
_PROSE, _BOLD = 0.95, 1.1  # letters of whole sentences, and bold ones, against digits
_WIDE = 150.0  # a sheet that is wider keeps its first column in sight


class Layout:
    """Collects the texts of a sheet's tables, then says how to fit columns and rows to them."""

    def __init__(self) -> None:
        self._texts: list[tuple[int, int, str, float]] = []
        self._widths: defaultdict[int, float] = defaultdict(lambda: _LEAST)

    def add(self, row: int, place: int, text: str) -> None:
        """A text in a table."""
        widest = _OTHERS if place else _FIRST
        self._texts.append((row, place, text, 1.0))
        self._widen(place, min(widest, len(text)))

    def add_number(self, place: int, signs: int) -> None:
        """A number, which is not broken: so many signs in its format."""
        self._widen(place, signs)

    def add_head(self, row: int, place: int, text: str) -> None:
        """The head of a column: it breaks between words, so the longest of them has to fit."""
        longest = max((len(word) for word in text.split()), default=0)
        self._texts.append((row, place, text, _BOLD))
        self._widen(place, min(_OTHERS, longest))

    def _widen(self, place: int, signs: int) -> None:
        self._widths[place] = max(self._widths[place], float(signs + _PADDING))

    def widths(self) -> list[float]:
        """The width of every column up to the last with a text."""
        return [self._widths[place] for place in range(1 + max(self._widths, default=-1))]

    @property
    def is_wide(self) -> bool:
        """Whether the tables are wider than most screens."""
        return sum(self.widths()) > _WIDE

    def lines(self) -> dict[int, int]:
        """The number of lines of each row that has more than one."""
        lines: dict[int, int] = {}
        for row, place, text, factor in self._texts:
            needed = broken(text, self._widths[place] / factor)
            if needed > 1:
                lines[row] = max(needed, lines.get(row, 1))
        return lines

    def sentence(self, text: str, *, bold: bool) -> tuple[int, int]:
        """The last column that a sentence runs over, and its number of lines."""
        last, width = 0, self._widths[0]
        while width < _PAGE:
            last += 1
            width += self._widths[last]
        return last, broken(text, width / (_PROSE * _BOLD if bold else _PROSE))


def broken(text: str, width: float) -> int:
    """Number of lines of a text in a column of this width; words longer than a line break too."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        if used and used + 1 + len(word) > width:
            lines, used = lines + 1, 0.0
        used += len(word) + (1 if used else 0)
        if used > width:
            more = math.ceil(used / width) - 1
            lines, used = lines + more, used - more * width
    return lines
