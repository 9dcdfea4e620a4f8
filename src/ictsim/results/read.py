"""A results folder as the record it was written from, without running anything again."""

from __future__ import annotations

import dataclasses
import json
import re
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ictsim.errors import ResultsError
from ictsim.results.comparison import COMPARISON, Comparison, Layer, Shared
from ictsim.results.record import Results
from ictsim.results.store import MANIFEST, changed_files, check_format, read_json

SUMMARY = "summary.json"
_DATA = {".json", ".csv"}


@dataclass(frozen=True)
class Kept:
    """What a results folder holds: one config's results, or several side by side.

    ``first`` are the results of the one config, or of the first one; ``packages`` the versions
    that made them; ``changed`` the files read here that are not as the run wrote them; ``beside``
    the other data files that are not, each with "changed" or "missing"; ``language`` the code of
    the language that the run wrote its reports in, empty where not known.
    """

    made: Results | Comparison
    first: Results
    packages: dict[str, str]
    changed: list[str]
    beside: dict[str, str]
    language: str


def read_results(folder: Path) -> Kept:
    """Read a results folder.

    Raises
    ------
    ResultsError
        It is none, another version made it in another format, or what it holds is not sound.
    """
    try:
        is_there, is_folder = folder.exists(), folder.is_dir()
    except OSError as problem:
        raise ResultsError(f"{folder} cannot be read: {problem.strerror}") from problem
    if not is_folder:
        what = "is a file; name the results folder it lies in" if is_there else "no such folder"
        raise ResultsError(f"{folder}: {what}")
    manifest = read_json(folder, MANIFEST)
    check_format(manifest, folder)
    packages = _made(dict[str, str], manifest.get("packages", {}), f"{folder / MANIFEST}: packages")
    spoken = manifest.get("language")
    language = spoken if isinstance(spoken, str) else ""
    if "configs" not in manifest:
        results = _results(folder)
        return Kept(results, results, packages, *_changed(folder, manifest, [SUMMARY]), language)
    comparison = _comparison(folder)
    with_results = [layer for layer in comparison.layers if layer.results is not None]
    first = comparison.layers[0].results if comparison.layers else None
    if first is None:
        raise ResultsError(f"{folder} has no results of its first config; run the configs again")
    read = [COMPARISON, *(f"{layer.name}/{SUMMARY}" for layer in with_results)]
    return Kept(comparison, first, packages, *_changed(folder, manifest, read), language)


def _changed(
    folder: Path, manifest: Mapping[str, Any], read: Sequence[str]
) -> tuple[list[str], dict[str, str]]:
    """What is not as the run wrote it: of the files that were read, and of the other data files.

    A report may be edited or moved; the tables of the results are what others calculate with.
    """
    listed = manifest.get("files")
    listed = listed if isinstance(listed, dict) else {}
    expected = {name: listed.get(name) for name in read}
    tables = {name: wanted for name, wanted in listed.items() if Path(name).suffix in _DATA}
    found = changed_files(folder, expected | tables)
    changed = [name for name in found if name in expected]
    return changed, {name: state for name, state in found.items() if name not in expected}


def _results(folder: Path) -> Results:
    content, place = _content(folder, SUMMARY), str(folder / SUMMARY)
    results: Results = _made(Results, content, place)
    _made(_Case, results.case, f"{place}: case")
    return results


def _content(folder: Path, name: str) -> dict[str, Any]:
    """A JSON file whose format this version reads, of real texts and finite numbers."""
    content = read_json(folder, name)
    check_format(content, folder)
    try:
        json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as problem:
        raise ResultsError(f"{folder / name} cannot be read: {problem}") from problem
    except RecursionError as problem:
        raise ResultsError(f"{folder / name} cannot be read: nested too deep") from problem
    return content


def _comparison(folder: Path) -> Comparison:
    """The configs with the results that lie in their folders."""
    content = _content(folder, COMPARISON)
    stored: _Comparison = _made(_Comparison, content, str(folder / COMPARISON))
    layers = [_layer(folder, layer) for layer in stored.layers]
    return Comparison(layers, stored.shared, stored.seed, stored.planned_runs, stored.version)


def _layer(folder: Path, stored: _Layer) -> Layer:
    """One config; where the runs were stopped before it, its case has the main things only."""
    if not re.fullmatch(r"\w+", stored.name):
        raise ResultsError(f"{folder / COMPARISON}: {stored.name!r} is no name of a folder")
    results = None if stored.folder is None else _results(folder / stored.name)
    case = dataclasses.asdict(stored) if results is None else results.case
    return Layer(stored.name, stored.label, stored.config_name, stored.config_sha256, case, results)


@dataclass(frozen=True)
class _Layer:
    """A config in comparison.json."""

    name: str
    label: str
    title: str
    config_name: str
    config_sha256: str
    folder: str | None
    start: int
    horizon: int
    headline_years: list[int]
    partners: list[str]
    scenarios: list[str]
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Comparison:
    """comparison.json, as far as it is no repetition."""

    version: str
    seed: int
    planned_runs: int
    shared: Shared
    layers: list[_Layer]


@dataclass(frozen=True)
class _Case:
    """What a report needs of a case, to be checked."""

    name: str
    title: str
    start: int
    horizon: int
    headline_years: list[int]
    discount_rate: float
    partners: dict[str, _Labelled]
    scenarios: dict[str, _Labelled]
    differences: dict[str, list[str]]
    question: str = ""
    omitted: list[str] = field(default_factory=list)
    not_in_money: list[str] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    inconsistencies: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Labelled:
    """A partner or a scenario."""

    label: str


# --- Plain data into records ----------------------------------------------------------------------


def _made(kind: Any, value: Any, where: str) -> Any:
    """``value``, as read from JSON, as what the type ``kind`` says.

    A field that the data lack gets its default; one that the record lacks is left out.

    Raises
    ------
    ResultsError
        It is something else; ``where`` says what.
    """
    if kind is Any or _is(kind, value):
        return value
    if dataclasses.is_dataclass(kind):
        return _record(kind, value, where)
    origin, inner = _generic(kind)
    if origin in (types.UnionType, typing.Union):
        return _one_of(inner, value, where)
    if origin is list and isinstance(value, list):
        return [_made(inner[0], one, where) for one in value]
    if origin is dict and isinstance(value, dict):
        return {key: _made(inner[1], one, f"{where}: {key}") for key, one in value.items()}
    raise ResultsError(f"{where}: not sound; run the config again")


def _record(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise ResultsError(f"{where}: not sound; run the config again")
    known = {
        name: _made(hint, value[name], f"{where}: {name}")
        for name, hint in _hints(kind).items()
        if name in value
    }
    try:
        return kind(**known)
    except TypeError as problem:
        missing = ", ".join(name for name in _hints(kind) if name not in value)
        raise ResultsError(f"{where}: lacks one of {missing}; run the config again") from problem


def _one_of(kinds: tuple[Any, ...], value: Any, where: str) -> Any:
    """As the first of the types that fits; a plain value stays as it is in any of them."""
    if any(_is(kind, value) for kind in kinds):
        return value
    for kind in kinds:
        try:
            return _made(kind, value, where)
        except ResultsError:
            continue
    raise ResultsError(f"{where}: not sound; run the config again")


def _is(kind: Any, value: Any) -> bool:
    """Whether a plain value is of this type; a whole number stands for any number."""
    if kind is None or kind is type(None):
        return value is None
    if kind in (int, float):
        numbers = (int, float) if kind is float else (int,)
        return isinstance(value, numbers) and not isinstance(value, bool)
    return isinstance(kind, type) and isinstance(value, kind)


@cache
def _generic(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """What a type such as ``list[str]`` is of, and the types inside."""
    return typing.get_origin(kind), typing.get_args(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
