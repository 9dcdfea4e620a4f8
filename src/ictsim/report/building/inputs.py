"""Everything that goes in: what is drawn, held certain, may happen, goes together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ictsim.report import inputs
from ictsim.report.building.subject import Subject
from ictsim.report.document import Block, Paragraph, Section, TableBlock
from ictsim.report.view import View
from ictsim.report.wording import page


def sections(subject: Subject) -> Iterator[Section]:
    """The inputs and the lines, where there are any."""
    view = subject.view
    tables = tuple(_tables(view))
    if tables:
        blocks: tuple[Block, ...] = (Paragraph(page.plan_place_note()), *tables)
        yield Section("inputs", page.what_goes_in(), blocks, page.sheet_inputs())
    lines = replace(inputs.lines(view), layout="wide")
    if lines.rows:
        yield Section("lines", page.what_is_counted(), (TableBlock(lines),), page.sheet_lines())


def _tables(view: View) -> Iterator[TableBlock]:
    for make in (inputs.sampled_inputs, inputs.fixed_inputs, inputs.events, inputs.correlations):
        made = make(view)
        if made.rows:
            yield TableBlock(replace(made, layout="wide"))
