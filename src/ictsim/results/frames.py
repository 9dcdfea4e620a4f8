"""A results folder as pandas DataFrames. The only place that needs pandas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ictsim.errors import ResultsError
from ictsim.results.comparison import COMPARISON
from ictsim.results.store import MANIFEST, check_format, read_json

_NEVER = "never"
_TABLES = ("percentiles", "payback", "yearly", "inputs")

# Columns of the tables by kind; all others are numbers.
_TEXT = {"name", "statistic", "unit", "note", "flow", "outcome", "label", "distribution",
         "parameters", "source", "what", "class_", "class_low", "class_high"}  # fmt: skip
_WHOLE = {"year", "runs", "fan_runs"}
_FLAGS = {"sampled", "per_year"}


@dataclass(frozen=True)
class ResultFrames:
    """The tables of a results folder; amounts in euros, shares and chances as fractions.

    ``estimates``: one row per result name with value, 95 % interval (low, high), unit and
    runs. ``percentiles``, ``payback``, ``yearly`` and ``inputs`` are the CSV tables; ``resilience``
    is one too where the config gives a capacity to bear losses, ``draws`` has the first runs where
    they were kept, else they are None. In all of them a payback year that never
    comes is infinite, except in ``draws`` and ``outcome``, which hold its name. ``summary`` and
    ``manifest`` are the JSON files as they stand.
    """

    estimates: pd.DataFrame
    percentiles: pd.DataFrame
    payback: pd.DataFrame
    yearly: pd.DataFrame
    inputs: pd.DataFrame
    resilience: pd.DataFrame | None
    draws: pd.DataFrame | None
    summary: dict[str, Any]
    manifest: dict[str, Any]


def read_frames(folder: str | Path) -> ResultFrames:
    """Read a results folder (see :func:`ictsim.load_results`)."""
    place = Path(folder)
    if not place.is_dir():
        raise ResultsError(f"{place}: no such folder")
    if (place / COMPARISON).exists():
        folders = ", ".join(sorted(path.parent.name for path in place.glob("*/summary.json")))
        raise ResultsError(f"{place} holds several results: {folders}; read one of these folders")
    summary = read_json(place, "summary.json")
    check_format(summary, place)
    percentiles, payback, yearly, inputs = (_table(place, name) for name in _TABLES)
    return ResultFrames(
        estimates=_estimates(summary, place),
        percentiles=percentiles,
        payback=payback,
        yearly=yearly,
        inputs=inputs,
        resilience=_table(place, "resilience") if summary.get("resilience") else None,
        draws=_draws(place) if (place / "draws.csv").exists() else None,
        summary=summary,
        manifest=read_json(place, MANIFEST),
    )


def _estimates(summary: dict[str, Any], folder: Path) -> pd.DataFrame:
    listed = summary.get("estimates")
    try:
        if not isinstance(listed, dict):
            raise TypeError("no object")
        frame = pd.DataFrame.from_dict(listed, orient="index")
        for column in ("value", "low", "high"):
            frame[column] = frame[column].map(_number).astype(float)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise ResultsError(f"{folder / 'summary.json'} holds no sound estimates") from problem
    frame.index.name = "name"
    return frame


def _table(folder: Path, name: str) -> pd.DataFrame:
    """A CSV table; read as text first, so that a scenario named ``nan`` stays one."""
    path = folder / f"{name}.csv"
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in frame:
            frame[column] = _column(str(column), frame[column])
    except FileNotFoundError as problem:
        raise ResultsError(f"{folder} has no {path.name}: incomplete results") from problem
    except (OSError, ValueError) as problem:
        raise ResultsError(f"{path} cannot be read: {problem}") from problem
    return frame


def _column(name: str, texts: pd.Series[str]) -> pd.Series[Any]:
    if name in _TEXT:
        return texts.str.replace(r"^'(?=[=+\-@\t\n])", "", regex=True)
    if name in _WHOLE:
        return texts.astype(int)
    if name in _FLAGS:
        return texts == "True"
    return texts.map(_number).astype(float)


def _number(value: float | str | None) -> float:
    if value is None or value == "":
        return math.nan
    return math.inf if value == _NEVER else float(value)


def _draws(folder: Path) -> pd.DataFrame:
    """One row a run; payback years and cheapest scenarios as their names."""
    path = folder / "draws.csv"
    try:
        names = pd.read_csv(path, nrows=0).columns
        texts = {n: str for n in names if n.endswith(".payback") or n.startswith("best.")}
        return pd.read_csv(path, dtype=texts, keep_default_na=False)
    except (OSError, ValueError) as problem:
        raise ResultsError(f"{path} cannot be read: {problem}") from problem
