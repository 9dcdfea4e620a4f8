"""Sentences on single figures: what is cut off, what has no interval, what falls outside."""

from __future__ import annotations

import re

from ictsim.report.language import _, language, ngettext
from ictsim.report.numbers import grouped, in_percent, noted, one_digit_up
from ictsim.report.view import View
from ictsim.report.wording.inputs import number
from ictsim.results.record import Remark

_FIELD = re.compile(r"\{(\w+)\}")


def capped_sentences(view: View) -> list[str]:
    """Which inputs are cut off, and in how many futures."""
    return [
        _(
            "{input}: cut off at {cap} in {share} of the futures, because a tail this long has no "
            "natural end. A mean of this input depends on the cut."
        ).format(
            input=row.label or row.name,
            cap=number(float(row.parameters["cap"]), row.unit),
            share=in_percent(one_digit_up(100 * row.capped)),
        )
        for row in view.results.inputs
        if row.capped > 0.0 and isinstance(row.parameters.get("cap"), float | int)
    ]


def note_sentences(view: View) -> list[str]:
    """The notes that figures carry, each once with the number of figures."""
    counts: dict[str, int] = {}
    for name, estimate in view.results.estimates.items():
        if estimate.note and not name.endswith(".sd"):
            counts[estimate.note] = counts.get(estimate.note, 0) + 1
    return [
        ngettext(
            "{count} figure carries this note: {note}.",
            "{count} figures carry this note: {note}.",
            count,
        ).format(count=count, note=noted(note))
        for note, count in counts.items()
    ]


def remark_sentences(view: View) -> list[str]:
    """What a reader of the figures must know besides, as the record has it."""
    return [_filled(remark) for remark in view.results.remarks]


def _filled(remark: Remark) -> str:
    """A remark with its values. It may be from a file, so it is never a format of Python's."""
    told = {
        name: grouped(value) if isinstance(value, float) else str(value)
        for name, value in remark.values.items()
    }
    return _FIELD.sub(lambda found: told.get(found[1], found[0]), _(remark.message))


def untranslated_sentences(view: View) -> list[str]:
    """How many texts of the config stand in its own language, in a report in another."""
    count = int(view.case.get("untranslated", {}).get(language(), 0))
    if not count:
        return []
    said = ngettext(
        "{count} text of the configuration has no translation and stands as it was written.",
        "{count} texts of the configuration have no translation and stand as they were written.",
        count,
    )
    return [said.format(count=count)]
