"""Writes all files of a results folder."""

from __future__ import annotations

import json
import platform
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ictsim.config import LoadedCase
from ictsim.results.record import FORMAT, Results
from ictsim.results.store import MANIFEST, hashes
from ictsim.results.tables import write_csv, write_tables
from ictsim.study.draws import first_draws
from ictsim.study.prepare import Study

if TYPE_CHECKING:
    from ictsim.report import Document, FigureFile

_PACKAGES = ("ictsim", "numpy", "scipy", "numba", "llvmlite", "pydantic", "matplotlib", "jinja2")


class Timer(Protocol):
    """What measures the parts of a command."""

    @property
    def seconds(self) -> Mapping[str, float]:
        """Seconds by part."""

    def part(self, name: str, /) -> AbstractContextManager[None]:
        """Count the time of a block under this name."""


def write_all(
    results: Results,
    loaded: LoadedCase,
    study: Study,
    folder: Path,
    options: Mapping[str, Any],
    clock: Timer,
) -> list[FigureFile] | None:
    """Tables, draws, figures, report and manifest, in that order.

    Parameters
    ----------
    results, loaded, study
        What is written, the config it came from, and the study for the draws.
    folder
        An empty folder.
    options
        ``draws`` (rows to keep, 0 for none; of an interrupted run those it computed),
        ``forms`` (names of the forms of the report), ``no_figures``, ``threads``.
    clock
        Counts the seconds; they go into the manifest.

    Returns
    -------
    list of FigureFile or None
        The figures of the report, for who needs them again; None where it has none.
    """
    with clock.part("writing"):
        write_tables(results, folder)
        if options["draws"]:
            head, rows = first_draws(study, min(options["draws"], results.runs))
            write_csv(folder / "draws.csv", head, rows)
    figures = _write_report(results, folder, options, clock)
    with clock.part("writing"):
        write_manifest(_manifest(results, loaded, folder, options, clock.seconds), folder)
    return figures


def write_manifest(manifest: Mapping[str, Any], folder: Path) -> None:
    """Write manifest.json."""
    text = json.dumps(manifest, ensure_ascii=False, allow_nan=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")


def _write_report(
    results: Results, folder: Path, options: Mapping[str, Any], clock: Timer
) -> list[FigureFile] | None:
    with clock.part("figures"):
        from ictsim.report import make_figures, results_document
        from ictsim.report.formats import DRAWN

        wanted = bool(DRAWN.intersection(options["forms"])) and not options["no_figures"]
        figures = make_figures(results) if wanted else None
    with clock.part("report"):
        document = results_document(results, package_versions(), figures)
        write_report(document, folder, options["forms"])
    return figures


def write_report(document: Document, folder: Path, forms: Collection[str]) -> None:
    """Write a report in each of these forms, named as in :mod:`ictsim.report.formats`."""
    from ictsim.report.formats import written

    for name, content in written(document, forms).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def package_versions() -> dict[str, str]:
    """Versions of what takes part in a result."""
    versions = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    return versions


def _manifest(
    results: Results,
    loaded: LoadedCase,
    folder: Path,
    options: Mapping[str, Any],
    seconds: Mapping[str, float],
) -> dict[str, Any]:
    """Where the results come from: enough to make them again."""
    return {
        "format": FORMAT,
        "generator": "ictsim",
        "version": results.version,
        "config_name": results.config_name,
        "config_files": [path.name for path in loaded.files],
        "config_sha256": results.config_sha256,
        "config_text": loaded.text,
        "config_resolved": loaded.tables,
        "overrides": results.overrides,
        "seed": results.seed,
        "method": results.method,
        "runs": results.runs,
        "planned_runs": results.planned_runs,
        "complete": results.complete,
        **surroundings(options, seconds),
        "files": hashes(folder),
    }


def surroundings(options: Mapping[str, Any], seconds: Mapping[str, float]) -> dict[str, Any]:
    """On what, when and how fast something was computed, for a manifest."""
    from ictsim.report.language import language

    return {
        "language": language(),
        "threads": options["threads"],
        "packages": package_versions(),
        "platform": platform.platform(),
        "processor": _processor(),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": {part: round(value, 4) for part, value in seconds.items()},
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
