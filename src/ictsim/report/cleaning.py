"""Makes texts of a config fit to print: one line, nothing that steers a page or a terminal.

Whatever stays is text; escaping it is the business of each format.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import Any

from ictsim.results.record import Results

# Cc control (escape codes too), Cf format (marks that turn the reading direction), Cs half a
# character, Co private use, Cn unassigned: none of them shows, and some hide what follows.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
ELLIPSIS = "…"
_END = re.compile(r": |; | \(|\. ")
_TOLD = 3  # words


def clean(text: str) -> str:
    """One line of visible text: white space runs together, what does not show is left out."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    return " ".join("".join(c for c in spaced if unicodedata.category(c) not in _UNSEEN).split())


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, an ellipsis where the rest was."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def head(text: str, limit: int = 90) -> str:
    """What a list item is about: all of it if it is short, else its first words.

    They end before the first colon, bracket or full stop that has three words before it: fewer
    would be a title that says nothing by itself.
    """
    if len(text) <= limit:
        return text.rstrip(".")
    ends = [m.start() for m in _END.finditer(text) if len(text[: m.start()].split()) >= _TOLD]
    short = text[: min(ends, default=len(text))].rstrip(".")
    if len(short) > limit and 0 < short.find(", ") <= limit:
        short = short[: short.find(", ")]
    if len(short) > limit and " " in short[:limit]:
        return f"{short[:limit].rpartition(' ')[0]} {ELLIPSIS}"
    return shorten(short, limit)


def clean_results(results: Results) -> Results:
    """The same results with every text cleaned; names of estimates are ids already."""
    return dataclasses.replace(
        results,
        case=_deep(results.case),
        inputs=[_record(row) for row in results.inputs],
        lines=[_record(row) for row in results.lines],
        warnings=_deep(results.warnings),
        correlations=[_record(row) for row in results.correlations],
        events=[_record(row) for row in results.events],
        overrides=_deep(results.overrides),
        resilience=[_record(row) for row in results.resilience],
        config_name=clean(results.config_name),
        estimates={
            name: dataclasses.replace(e, note=clean(e.note)) if e.note else e
            for name, e in results.estimates.items()
        },
    )


def _record(row: Any) -> Any:
    fields = {f.name: _deep(getattr(row, f.name)) for f in dataclasses.fields(row)}
    return dataclasses.replace(row, **fields)


def _deep(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _deep(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_deep(inner) for inner in value]
    return value
