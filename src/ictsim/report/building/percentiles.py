"""P5 ... P95, mean and plan of every amount."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report import tables
from ictsim.report.building.excerpts import narrowed
from ictsim.report.building.subject import Subject
from ictsim.report.document import Paragraph, Section, TableBlock
from ictsim.report.language import _
from ictsim.report.wording import page, words
from ictsim.report.wording import percentiles as wording


def sections(subject: Subject) -> Iterator[Section]:
    """A table for each scenario; without scenarios one of the cost of going on alone."""
    view = subject.view
    if view.results.runs == 0:
        return
    made = [tables.percentiles(view, flow, view.label(flow)) for flow in view.scenarios]
    said = Paragraph(wording.of_scenarios() if made else wording.of_cost(), "note")
    made = made or [tables.baseline_percentiles(view)]
    yield Section(
        "percentiles",
        _(words.SECTION_PERCENTILES),
        (*map(TableBlock, made), said),
        page.sheet_percentiles(),
        in_chapter=True,
        chapter=(*(narrowed(table, wording.in_chapter()) for table in made), said),
    )
