"""A results folder as pandas DataFrames. The only place that needs pandas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ictsim.errors import ResultsError
from ictsim.results.record import FORMAT
from ictsim.results.store import MANIFEST, read_json

_NEVER = "never"


@dataclass(frozen=True)
class ResultFrames:
    """The tables of a results folder; amounts in euros, shares and chances as fractions.

    ``estimates``: one row per result name with value, 95 % interval (low, high), unit and
    runs; a payback year that never comes is infinite. ``percentiles``, ``payback``,
    ``yearly`` and ``inputs`` are the CSV tables; ``draws`` the first runs where they were
    kept, else None. ``summary`` and ``manifest`` are the JSON files as they stand.
    """

    estimates: pd.DataFrame
    percentiles: pd.DataFrame
    payback: pd.DataFrame
    yearly: pd.DataFrame
    inputs: pd.DataFrame
    draws: pd.DataFrame | None
    summary: dict[str, Any]
    manifest: dict[str, Any]


def read_frames(folder: str | Path) -> ResultFrames:
    """Read a results folder (see :func:`ictsim.load_results`)."""
    place = Path(folder)
    summary = read_json(place, "summary.json")
    if summary.get("format") != FORMAT:
        raise ResultsError(
            f"{place} has results format {summary.get('format')!r}; this version reads {FORMAT}: "
            "run the config again, or use the version that wrote it"
        )
    draws = place / "draws.csv"
    return ResultFrames(
        _estimates(summary["estimates"]),
        *(_table(place, name) for name in ("percentiles", "payback", "yearly", "inputs")),
        pd.read_csv(draws) if draws.exists() else None,
        summary,
        read_json(place, MANIFEST),
    )


def _table(folder: Path, name: str) -> pd.DataFrame:
    try:
        return pd.read_csv(folder / f"{name}.csv")
    except (OSError, ValueError) as problem:
        raise ResultsError(f"{folder / name}.csv cannot be read: {problem}") from problem


def _estimates(estimates: dict[str, dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(estimates, orient="index")
    frame.index.name = "name"
    for column in ("value", "low", "high"):
        frame[column] = pd.to_numeric(frame[column].replace(_NEVER, float("inf")))
    return frame
