"""Makes texts of a config fit to print: one line, nothing that steers a page or a terminal.

Whatever stays is text; escaping it is the business of each format. Where the config has a text in
the language that is spoken, that one stands in its place.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from ictsim.report.language import language
from ictsim.results.record import Results

# Cc control (escape codes too), Cf format (marks that turn the reading direction), Cs half a
# character, Co private use, Cn unassigned: none of them shows, and some hide what follows.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
ELLIPSIS = "…"
_END = re.compile(r": |; | \(|\. ")
_TOLD = 3  # words

# What stands here is an id, which other parts of the record are found by, and no text.
_IDS = {
    "basis", "borne_by", "builds_on", "category", "class_", "class_high", "class_low",
    "correlation", "differences", "distribution", "effect", "flow", "key", "kind", "message",
    "name", "nature", "note", "parameters", "per_category", "scenario", "settled", "texts",
    "transfer", "what",
}  # fmt: skip
# What stands here is by the name of a thing, and such a name may be that of a field too.
_BY_NAME = {"partners", "scenarios"}


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


def translations(case: Mapping[str, Any]) -> Mapping[str, str]:
    """Texts of a config with what stands in their place in the language that is spoken."""
    own: Mapping[str, str] = case.get("texts", {}).get(language(), {})
    return own


def translated(case: Mapping[str, Any], text: str) -> str:
    """A text of a config in the language that is spoken, cleaned."""
    return clean(translations(case).get(text, text))


def clean_results(results: Results) -> Results:
    """The same results with every text translated and cleaned; names of estimates are ids."""
    own = translations(results.case)
    return dataclasses.replace(
        results,
        case=_deep(results.case, own),
        inputs=[_record(row, own) for row in results.inputs],
        lines=[_record(row, own) for row in results.lines],
        warnings=_deep(results.warnings, {}),
        remarks=[_record(remark, own) for remark in results.remarks],
        correlations=[_record(row, own) for row in results.correlations],
        events=[_record(row, own) for row in results.events],
        overrides=_deep(results.overrides, {}),
        tornado=[_record(row, own) for row in results.tornado],
        reconciliation=_deep(results.reconciliation, own),
        resilience=[_record(row, own) for row in results.resilience],
        config_name=clean(results.config_name),
        estimates={
            name: dataclasses.replace(e, note=clean(e.note)) if e.note else e
            for name, e in results.estimates.items()
        },
    )


def _record(row: Any, own: Mapping[str, str]) -> Any:
    fields = {f.name: getattr(row, f.name) for f in dataclasses.fields(row)}
    return dataclasses.replace(row, **_deep(fields, own))


def _deep(value: Any, own: Mapping[str, str]) -> Any:
    """All texts in plain data, cleaned; ``own`` holds their translations."""
    if isinstance(value, str):
        return clean(own.get(value, value))
    if isinstance(value, dict):
        return {key: _field(key, inner, own) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_deep(inner, own) for inner in value]
    return value


def _field(key: str, value: Any, own: Mapping[str, str]) -> Any:
    """What stands in a field, cleaned; names in it stay as they are."""
    if key in _BY_NAME and isinstance(value, dict):
        return {name: _deep(inner, own) for name, inner in value.items()}
    return _deep(value, {} if key in _IDS else own)
