"""What a chapter has of tables that are wider or longer than a page of text takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ictsim.report.document import TableBlock
from ictsim.report.tables import Table


def narrowed(made: Table, heads: Collection[str]) -> TableBlock:
    """A table with its first column and those under ``heads`` alone."""
    kept = [i for i, head in enumerate(made.columns) if i == 0 or head in heads]
    return TableBlock(
        replace(
            made,
            columns=tuple(made.columns[i] for i in kept),
            rows=tuple(tuple(row[i] for i in kept) for row in made.rows),
            text_columns=frozenset(new for new, i in enumerate(kept) if i in made.text_columns),
        )
    )
