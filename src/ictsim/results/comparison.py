"""Several configs side by side on the same draws: what they share, and the figures of each.

A figure is named as in its own results, with the config's name in front:
``3_0.s3.beats.2018``.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ictsim.errors import UsageError
from ictsim.results.record import FORMAT, Estimate, Results
from ictsim.results.tables import write_csv

COMPARISON = "comparison.json"
_AMOUNTS = ("mean", "p10", "p50", "p90")
_PAYBACK = ("p10", "p50", "p90", "never")


@dataclass(frozen=True)
class Layer:
    """One config among several.

    ``name`` is its folder, and stands in front of its figures' names; ``label`` is what readers
    see. ``case`` holds its texts and settings, as in its results. ``results`` is None where the
    runs were stopped before it had any.
    """

    name: str
    label: str
    config_name: str
    config_sha256: str
    case: dict[str, Any]
    results: Results | None = None


@dataclass(frozen=True)
class Shared:
    """What is compared: headline years and partners that all have, scenarios that any has."""

    headline_years: list[int]
    partners: list[str]
    scenarios: list[str]


@dataclass(frozen=True)
class Comparison:
    """Configs in the order they were given, run with one seed and one number of runs."""

    layers: list[Layer]
    shared: Shared
    seed: int
    planned_runs: int
    version: str

    @property
    def complete(self) -> bool:
        """Whether every config has all of its runs."""
        return all(layer.results is not None and layer.results.complete for layer in self.layers)

    @property
    def overrides(self) -> list[str]:
        """The settings that the command line put over all of them."""
        return next((layer.results.overrides for layer in self.layers if layer.results), [])

    @property
    def runs(self) -> int:
        """How many runs every config has at least."""
        return min(layer.results.runs if layer.results else 0 for layer in self.layers)


def layer_names(files: Sequence[Path]) -> list[str]:
    """A name for each config, of letters, digits and ``_``: its file's, without the ending.

    A name that is taken gets a number: ``plan``, ``plan_2``. Capitals do not tell names apart,
    as on some systems they do not tell folders apart.
    """
    names: list[str] = []
    for file in files:
        stem = name = re.sub(r"[^A-Za-z0-9_]+", "_", file.stem) or "config"
        number = 1
        while name.lower() in (taken.lower() for taken in names):
            number += 1
            name = f"{stem}_{number}"
        names.append(name)
    return names


def layer_labels(names: Sequence[str], own: Sequence[str]) -> list[str]:
    """What readers call each config: its own label, or its name where that is not unique.

    ``own`` is empty for a config without one; the label of a file it extends is that file's.
    """
    labels = [label or name for name, label in zip(names, own, strict=True)]
    return [
        name if labels.count(label) > 1 else label
        for name, label in zip(names, labels, strict=True)
    ]


def shared_of(names: Sequence[str], cases: Sequence[dict[str, Any]]) -> Shared:
    """What configs share, from the texts of their cases.

    Raises
    ------
    UsageError
        No headline year is in all of them, or no scenario in two of them.
    """
    years = _in_all([case["headline_years"] for case in cases])
    scenarios = list(dict.fromkeys(s for case in cases for s in case["scenarios"]))
    if not years:
        raise _nothing("headline year", "all", names, [case["headline_years"] for case in cases])
    if not any(sum(s in case["scenarios"] for case in cases) > 1 for s in scenarios):
        raise _nothing("scenario", "two", names, [list(case["scenarios"]) for case in cases])
    return Shared(years, _in_all([list(case["partners"]) for case in cases]), scenarios)


def _in_all(lists: Sequence[list[Any]]) -> list[Any]:
    return [one for one in lists[0] if all(one in others for others in lists[1:])]


def _nothing(
    what: str, how_many: str, names: Sequence[str], lists: Sequence[list[Any]]
) -> UsageError:
    listed = "; ".join(
        f"{name} has {', '.join(map(str, some)) or 'none'}"
        for name, some in zip(names, lists, strict=True)
    )
    return UsageError(
        f"nothing to compare: no {what} is in {how_many} of the configs ({listed}); run them one "
        f"by one, or give them a {what} in common"
    )


def figures(comparison: Comparison) -> Iterator[tuple[Layer, str, Estimate]]:
    """Every compared figure: whose it is, its name in those results, and the figure."""
    for layer in comparison.layers:
        if layer.results is not None:
            for name in _names(comparison.shared):
                found = layer.results.estimates.get(name)
                if found is not None:
                    yield layer, name, found


def _names(shared: Shared) -> Iterator[str]:
    for scenario in shared.scenarios:
        for flow in (scenario, *(f"{scenario}.{partner}" for partner in shared.partners)):
            yield from (f"{flow}.payback.{statistic}" for statistic in _PAYBACK)
            for year in shared.headline_years:
                yield f"{flow}.beats.{year}"
                yield f"{flow}.payback_by.{year}"
                yield from (f"{flow}.saving.{year}.{statistic}" for statistic in _AMOUNTS)
        yield from (f"{scenario}.all_partners.{year}" for year in shared.headline_years)


def comparison_json(comparison: Comparison) -> str:
    """The comparison as one JSON object; the same bits for the same runs."""
    content = {
        "format": FORMAT,
        "version": comparison.version,
        "seed": comparison.seed,
        "runs": comparison.runs,
        "planned_runs": comparison.planned_runs,
        "complete": comparison.complete,
        "overrides": comparison.overrides,
        "shared": dataclasses.asdict(comparison.shared),
        "layers": [_layer(layer) for layer in comparison.layers],
        "estimates": {
            f"{layer.name}.{name}": dataclasses.asdict(estimate)
            for layer, name, estimate in figures(comparison)
        },
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _layer(layer: Layer) -> dict[str, Any]:
    case, results = layer.case, layer.results
    return {
        "name": layer.name,
        "label": layer.label,
        "title": case["title"],
        "texts": _translated(case, {layer.label, case["title"]}),
        "config_name": layer.config_name,
        "config_sha256": layer.config_sha256,
        "folder": layer.name if results else None,
        "runs": results.runs if results else 0,
        "complete": results is not None and results.complete,
        "start": case["start"],
        "horizon": case["horizon"],
        "headline_years": case["headline_years"],
        "partners": list(case["partners"]),
        "scenarios": list(case["scenarios"]),
    }


def _translated(case: dict[str, Any], texts: set[str]) -> dict[str, dict[str, str]]:
    """Some texts of a config with what takes their place, by language."""
    found = {
        language: {text: own[text] for text in sorted(texts) if text in own}
        for language, own in case.get("texts", {}).items()
    }
    return {language: own for language, own in found.items() if own}


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """Write comparison.json and comparison.csv."""
    (folder / COMPARISON).write_text(comparison_json(comparison), "utf-8")
    head = ("name", "config", "estimate", "value", "low", "high", "unit", "runs", "base", "note")
    write_csv(
        folder / "comparison.csv",
        head,
        (
            (f"{layer.name}.{name}", layer.name, name, e.value, e.low, e.high, e.unit, e.runs,
             layer.results.base_of(name) if layer.results else None, e.note)
            for layer, name, e in figures(comparison)
        ),
    )  # fmt: skip
