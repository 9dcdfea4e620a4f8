"""What a chapter has of tables that are wider or longer than a page of text takes."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import replace

from ictsim.report.document import TableBlock
from ictsim.report.numbers import Cell
from ictsim.report.tables import Table
from ictsim.report.wording import words

_RARE = 0.005  # of the futures


def narrowed(made: Table, heads: Collection[str]) -> TableBlock:
    """A table with its first column and those under ``heads`` alone."""
    kept = [i for i, head in enumerate(made.columns) if i == 0 or head in heads]
    return TableBlock(
        replace(
            made,
            columns=tuple(made.columns[i] for i in kept),
            rows=tuple(tuple(row[i] for i in kept) for row in made.rows),
            text_columns=frozenset(new for new, i in enumerate(kept) if i in made.text_columns),
            languages={new: made.languages[i] for new, i in enumerate(kept) if i in made.languages},
        )
    )


def first_years_together(made: Table) -> TableBlock:
    """A table of payback years with those in one row by which next to no future is paid back.

    What was in that year or before is then the share of the whole row.
    """
    rare = list(itertools.takewhile(lambda row: _is_rare(row[-1]), made.rows))
    if len(rare) < 2:
        return TableBlock(made)
    year, _in_that_year, by = rare[-1]
    row = Cell(words.or_before(year.text)), by, by
    return TableBlock(replace(made, rows=(row, *made.rows[len(rare) :])))


def _is_rare(cell: Cell) -> bool:
    return isinstance(cell.value, float) and cell.value < _RARE
