"""The first draws, one row a run: for those who want to recompute them."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.study.prepare import Study


def first_draws(study: Study, runs: int) -> tuple[list[str], Iterator[list[str]]]:
    """Column names and rows of the first ``runs`` runs, numbers exact (``repr``).

    Columns: the run's number, every sampled input, every outcome; a payback year or a best
    scenario as text, a probability as 1 or 0 in its run.
    """
    inputs = list(study.inputs.laws)
    values = study.first_runs(runs, inputs)
    outputs = {output.name: output for output in study.outputs}

    def cell(name: str, run: int) -> str:
        value = float(values[name][run])
        output = outputs.get(name)
        if output is None or output.unit in ("eur", "share"):
            return repr(value)
        if output.unit == "year":
            return output.codes[int(value)]
        return "1" if value > 0.0 else "0"

    rows = ([str(run), *(cell(name, run) for name in values)] for run in range(runs))
    return ["run", *values], rows
