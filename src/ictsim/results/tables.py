"""The plain files of a results folder: summary.json and the CSV tables."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from ictsim.results.record import PERCENTILES, Estimate, ResilienceRow, Results
from ictsim.statistics.levels import CERTAINTIES

# Text that a spreadsheet would take for a formula gets an apostrophe in front.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = Sequence[Any]


def summary_json(results: Results) -> str:
    """Everything in the record, as one JSON object; the same bits for the same run."""
    content = dataclasses.asdict(results)
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def write_tables(results: Results, folder: Path) -> None:
    """Write summary.json, percentiles.csv, payback.csv, yearly.csv and inputs.csv.

    And resilience.csv where the config gives a capacity to bear losses.
    """
    (folder / "summary.json").write_text(summary_json(results), "utf-8")
    tables = {
        "percentiles.csv": _percentiles(results),
        "payback.csv": _payback(results),
        "yearly.csv": _yearly(results),
        "inputs.csv": _inputs(results),
    }
    if results.resilience:
        tables["resilience.csv"] = _resilience(results)
    for name, (head, rows) in tables.items():
        write_csv(folder / name, head, rows)


def write_csv(path: Path, head: Row, rows: Iterable[Row]) -> None:
    """One CSV file: UTF-8, comma, a header, text made harmless for spreadsheets.

    Numbers are written exactly (``repr``), so they have to come as numbers.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        write_rows(file, head, rows)


def write_rows(file: TextIO, head: Row, rows: Iterable[Row]) -> None:
    """The same into an open file that leaves line ends alone."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([_cell(name) for name in head])
    writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = "'" + value if value.startswith(_FORMULA) else value
    # A carriage return within a cell would end the row for some readers (and Python 3.11).
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _stems(results: Results, statistic: str) -> list[str]:
    """Names without their last part, of all estimates that have this statistic."""
    end = f".{statistic}"
    return [name.removesuffix(end) for name in results.estimates if name.endswith(end)]


def _percentiles(results: Results) -> tuple[Row, list[Row]]:
    """One row per amount and statistic, with interval."""
    head = ("name", "statistic", "value", "low", "high", "unit", "runs", "base", "note")
    rows: list[Row] = []
    levels = sorted({*PERCENTILES, *CERTAINTIES})
    statistics = ("mean", "sd", *(f"p{percent}" for percent in levels))
    for stem in _stems(results, "p50"):
        for statistic in statistics:
            found = results.estimates.get(f"{stem}.{statistic}")
            if found is not None:
                base = results.base_of(f"{stem}.{statistic}")
                rows.append((stem, statistic, *_figures(found), base, found.note))
    return head, rows


def _figures(estimate: Estimate) -> Row:
    return (estimate.value, estimate.low, estimate.high, estimate.unit, estimate.runs)


def _payback(results: Results) -> tuple[Row, list[Row]]:
    """One row per flow and outcome of the payback year."""
    head = ("flow", "outcome", "probability", "low", "high", "cumulative", "runs")
    rows: list[Row] = []
    for name, estimate in results.estimates.items():
        flow, metric, outcome = name.rsplit(".", 2) if name.count(".") > 1 else ("", "", "")
        if metric != "payback" or estimate.unit != "probability":
            continue
        year = results.case["start"] if outcome == "never_under_water" else outcome
        upto = results.estimates.get(f"{flow}.payback_by.{year}")
        cumulative = None if upto is None else upto.value
        rows.append((flow, outcome, estimate.value, estimate.low, estimate.high, cumulative,
                     estimate.runs))  # fmt: skip
    return head, rows


def _yearly(results: Results) -> tuple[Row, list[Row]]:
    """One row per flow and year: chance of beating the baseline, saving's mean and fan."""
    levels = [f"p{percent}" for percent in PERCENTILES]
    head = ("flow", "year", "base_eur", "mean_eur", *(f"{level}_eur" for level in levels),
            "fan_runs", "beats", "beats_low", "beats_high", "all_partners", "runs")  # fmt: skip
    rows: list[Row] = []
    for stem in _stems(results, "p50"):
        parts = stem.rsplit(".", 2)
        if len(parts) < 3 or parts[1] not in ("saving", "cost"):
            continue
        flow, _, year = parts
        mean, fan = results.estimates[f"{stem}.mean"], results.estimates[f"{stem}.p50"]
        beats = results.estimates.get(f"{flow}.beats.{year}")
        together = results.estimates.get(f"{flow}.all_partners.{year}")
        chance = (beats.value, beats.low, beats.high) if beats else (None, None, None)
        quantiles = [results.estimates[f"{stem}.{level}"].value for level in levels]
        rows.append((flow, int(year), results.base.get(stem), mean.value, *quantiles, fan.runs,
                     *chance, together.value if together else None, mean.runs))  # fmt: skip
    return head, rows


def _inputs(results: Results) -> tuple[Row, list[Row]]:
    """One row per input."""
    if not results.inputs:
        return ("name",), []
    head = tuple(field.name for field in dataclasses.fields(results.inputs[0]))
    rows: list[Row] = []
    for row in results.inputs:
        values = dataclasses.asdict(row)
        values["parameters"] = json.dumps(values["parameters"], ensure_ascii=False)
        rows.append(tuple(values[name] for name in head))
    return head, rows


def _resilience(results: Results) -> tuple[Row, list[Row]]:
    """One row per flow and amount that is put beside the capacity."""
    head = tuple(field.name for field in dataclasses.fields(ResilienceRow))
    return head, [dataclasses.astuple(row) for row in results.resilience]
