"""The whole record as JSON: sections, sentences, tables with their figures by name."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from ictsim.report.document import Block, Document, NamedEstimate, Section
from ictsim.report.numbers import Cell
from ictsim.report.tables import Table

NAME, STEM, SUFFIX = "json", "report", ".json"


def render(document: Document) -> bytes:
    """One object, in UTF-8; without the drawings of the charts."""
    content = {
        "language": document.language,
        "title": document.title,
        "question": document.question,
        "version": document.version,
        "sections": [_section(section) for section in document.sections],
        "estimates": {one.name: _without_name(one) for one in document.estimates},
    }
    # Without indents: those take a slower encoder, and a fifth more room.
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def _without_name(one: NamedEstimate) -> dict[str, Any]:
    return {key: value for key, value in vars(one).items() if key != "name"}


def _section(section: Section) -> dict[str, Any]:
    told = dataclasses.asdict(dataclasses.replace(section, blocks=(), chapter=None))
    told["blocks"] = [_block(block) for block in section.blocks]
    if section.chapter is not None:
        told["chapter"] = [_block(block) for block in section.chapter]
    return told


def _block(block: Block) -> dict[str, Any]:
    fields = {f.name: getattr(block, f.name) for f in dataclasses.fields(block)}
    told = {
        key: _table(value) if isinstance(value, Table) else _plain(value)
        for key, value in fields.items()
        if key not in ("svg", "png")
    }
    return {"kind": block.kind, **told}


def _plain(value: Any) -> Any:
    """Records as objects, tuples of them as lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    """What the cell has; a text alone where it tells no figure."""
    told = {key: value for key, value in cell._asdict().items() if value not in ("", None)}
    return {"text": cell.text} | told | ({"value": cell.value} if cell.name else {})
