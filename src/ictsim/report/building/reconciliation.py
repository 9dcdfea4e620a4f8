"""The base case beside the source's own table, with and without reconciling items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Item, Items, Paragraph, Section, TableBlock
from ictsim.report.numbers import euros
from ictsim.report.reconciliation import WITH, WITHOUT, published_table
from ictsim.report.view import View
from ictsim.report.wording import reconciling as words


def sections(subject: Subject) -> Iterator[Section]:
    """One section where the source has a table."""
    found = subject.view.results.reconciliation
    if found and found[WITH]["cells"]["published"]:
        view = subject.view
        fits = Paragraph(" ".join(_fits(view, found)))
        years = Items(tuple(Item(_break_even(view, found, s)) for s in view.scenarios))
        yield Section(
            "reconciliation",
            words.heading(),
            (fits, *_tables(view, found), years),
            words.sheet(),
            in_chapter=True,
            chapter=(fits, years),
        )


def _fits(view: View, found: dict[str, Any]) -> Iterator[str]:
    """How many of the printed figures come out, with reconciling items and without."""
    cells = found[WITH]["cells"]
    yield words.fits(cells["fitting"], cells["published"], euros(found["tolerance_eur"], 1.0))
    if found["has_reconciling"]:
        without = found[WITHOUT]["cells"]
        items = sum(row.reconciling for row in view.results.lines)
        yield words.without_items(without["fitting"], without["published"], items)
    else:
        yield words.no_items()
    if found["published_source"]:
        yield words.source(found["published_source"])


def _tables(view: View, found: dict[str, Any]) -> Iterator[Block]:
    for scenario in view.scenarios:
        made = published_table(view, scenario)
        if made.rows:
            yield TableBlock(made)
    yield Paragraph(words.mark(euros(found["tolerance_eur"], 1.0)), "note")


def _break_even(view: View, found: dict[str, Any], scenario: str) -> str:
    years = [
        found[which]["scenarios"][scenario]["break_even"]["growing_on"] for which in (WITH, WITHOUT)
    ]
    first, second = (str(y) if y is not None else words.not_by(view.horizon) for y in years)
    if not found["has_reconciling"]:
        return words.break_even_alone(view.short(scenario), first)
    return words.break_even(view.short(scenario), first, second)
