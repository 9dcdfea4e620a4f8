"""What an author may have meant: the names there are, cut where they are many, and the nearest."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

_MOST = 12
_NEARNESS = 0.6


def percent(share: float) -> str:
    """A chance or share in per cent, with two digits: ``0.35 %``, ``4.1 %``, ``100 %``."""
    number = 100.0 * share
    return f"{number:.0f} %" if number >= 9.95 else f"{number:.2g} %"


def listed(known: Iterable[str], name: str) -> str:
    """``there are: a, b, c; did you mean "b"?`` for a name that is none of them."""
    names = list(known)
    return f"there are: {shortened(names, name)}{hint(name, names)}"


def hint(name: str, known: Iterable[str]) -> str:
    """``; did you mean "b"?``, empty where no name is near."""
    found = nearest(name, known)
    return f'; did you mean "{found}"?' if found else ""


def nearest(name: str, known: Iterable[str], nearness: float = _NEARNESS) -> str:
    """The known name that a misspelt one resembles most, empty where none does."""
    names = {known_name.lower(): known_name for known_name in reversed(list(known))}
    found = difflib.get_close_matches(name.lower(), names, 1, nearness)
    return names[found[0]] if found else ""


def shortened(names: Sequence[str], name: str = "") -> str:
    """The names with commas, the nearest ones first where they are too many to read."""
    if not names:
        return "none"
    if len(names) <= _MOST:
        return ", ".join(names)
    near = difflib.get_close_matches(name, names, 3, _NEARNESS)
    kept = [*near, *(other for other in names if other not in near)][: _MOST - 2]
    return f"{', '.join(kept)} and {len(names) - len(kept)} more"
