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
        blocks = tuple(_blocks(subject.view, found))
        yield Section("reconciliation", words.heading(), blocks, words.sheet())


def _blocks(view: View, found: dict[str, Any]) -> Iterator[Block]:
    cells, tolerance = found[WITH]["cells"], found["tolerance_eur"]
    said = [words.fits(cells["fitting"], cells["published"], euros(tolerance, 1.0))]
    if found["has_reconciling"]:
        without = found[WITHOUT]["cells"]
        items = sum(row.reconciling for row in view.results.lines)
        said.append(words.without_items(without["fitting"], without["published"], items))
    else:
        said.append(words.no_items())
    if found["published_source"]:
        said.append(words.source(found["published_source"]))
    yield Paragraph(" ".join(said))
    for scenario in view.scenarios:
        made = published_table(view, scenario)
        if made.rows:
            yield TableBlock(made)
    yield Paragraph(words.mark(euros(tolerance, 1.0)), "note")
    yield Items(tuple(Item(_break_even(view, found, s)) for s in view.scenarios))


def _break_even(view: View, found: dict[str, Any], scenario: str) -> str:
    years = [
        found[which]["scenarios"][scenario]["break_even"]["growing_on"] for which in (WITH, WITHOUT)
    ]
    first, second = (str(y) if y is not None else words.not_by(view.horizon) for y in years)
    if not found["has_reconciling"]:
        return words.break_even_alone(view.short(scenario), first)
    return words.break_even(view.short(scenario), first, second)
