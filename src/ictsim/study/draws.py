"""The first draws, one row a run: for those who want to recompute them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ictsim.metrics import Output
from ictsim.study.prepare import Study

_ROWS = 1_000  # made into Python numbers together

Values = NDArray[np.float64]
Row = tuple[Any, ...]


def first_draws(study: Study, runs: int) -> tuple[list[str], Iterator[Row]]:
    """Column names and rows of the first ``runs`` runs, numbers exact.

    Columns: the run's number, every sampled input, whether each event came, every outcome; a
    payback year or a best scenario as text, a probability as 1 or 0 in its run.
    """
    values = study.first_runs(runs, with_inputs=True)
    outputs = {output.name: output for output in study.outputs}
    cells = [_cells_of(outputs.get(name)) for name in values]

    def rows() -> Iterator[Row]:
        for first in range(0, runs, _ROWS):
            part = slice(first, first + _ROWS)
            columns = [cell(kept[part]) for cell, kept in zip(cells, values.values(), strict=True)]
            yield from zip(range(first, min(runs, first + _ROWS)), *columns, strict=True)

    return ["run", *values], rows()


def _cells_of(output: Output | None) -> Callable[[Values], list[Any]]:
    """How the values of an output, or of an input (None), are written."""
    if output is None or output.unit in ("eur", "share"):
        return np.ndarray.tolist
    if output.unit == "probability":
        return lambda values: (values > 0.0).astype(int).tolist()
    codes = output.codes
    return lambda values: [codes[int(value)] for value in values.tolist()]
