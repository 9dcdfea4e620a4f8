"""P5 ... P95, mean and plan of every amount."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report import tables
from ictsim.report.building.subject import Subject
from ictsim.report.document import Section, TableBlock
from ictsim.report.language import _
from ictsim.report.wording import page, words


def sections(subject: Subject) -> Iterator[Section]:
    """A table for each scenario; without scenarios one of the cost of going on alone."""
    view = subject.view
    if view.results.runs == 0:
        return
    made = [tables.percentiles(view, flow, view.label(flow)) for flow in view.scenarios]
    blocks = (TableBlock(table) for table in made or [tables.baseline_percentiles(view)])
    yield Section(
        "percentiles",
        _(words.SECTION_PERCENTILES),
        tuple(blocks),
        page.sheet_percentiles(),
        in_chapter=True,
    )
