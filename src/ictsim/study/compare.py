"""Several configs on the same draws: what is compared, and the files that hold it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ictsim import __version__
from ictsim.config import LoadedCase
from ictsim.results.comparison import (
    Comparison,
    Layer,
    layer_labels,
    layer_names,
    shared_of,
    write_comparison,
)
from ictsim.results.record import FORMAT, Results
from ictsim.results.store import hashes
from ictsim.study.assemble import case_texts
from ictsim.study.write import (
    Timer,
    package_versions,
    surroundings,
    write_manifest,
    write_report,
)

if TYPE_CHECKING:
    from ictsim.report import FigureFile


def planned_comparison(loaded: Sequence[LoadedCase], seed: int, runs: int) -> Comparison:
    """The comparison before anything has run.

    Raises
    ------
    UsageError
        The configs have nothing in common that could be compared.
    """
    names = layer_names([one.files[-1] for one in loaded])
    cases = [case_texts(one.case) for one in loaded]
    shared = shared_of(names, cases)
    labels = layer_labels(names, [_own_label(one) for one in loaded])
    layers = [
        Layer(name, label, one.files[-1].name, one.sha256, case)
        for name, label, one, case in zip(names, labels, loaded, cases, strict=True)
    ]
    return Comparison(layers, shared, seed, runs, __version__)


def _own_label(loaded: LoadedCase) -> str:
    """The label that the named file gives itself, or a setting over it; not an inherited one."""
    place = loaded.origins.place_of(("case", "label"))
    inherited = place is not None and place.file in map(str, loaded.files[:-1])
    return "" if inherited else loaded.case.case.label


def with_results(comparison: Comparison, results: Sequence[Results]) -> Comparison:
    """The comparison with what the first configs gave; the others were stopped before."""
    layers = [
        dataclasses.replace(layer, results=one)
        for layer, one in zip(comparison.layers, results, strict=False)
    ]
    return dataclasses.replace(comparison, layers=layers + comparison.layers[len(layers) :])


def joint_hash(comparison: Comparison) -> str:
    """SHA-256 of all configs in their order: which comparison it is."""
    listed = "".join(f"{layer.name} {layer.config_sha256}\n" for layer in comparison.layers)
    return hashlib.sha256(listed.encode()).hexdigest()


def write_joint(
    comparison: Comparison,
    figures: Sequence[FigureFile] | None,
    folder: Path,
    options: Mapping[str, Any],
    clock: Timer,
) -> None:
    """Comparison, joint report and manifest, in a folder that has the results of each config.

    ``figures`` are the first config's, ``options`` as for :func:`ictsim.study.write.write_all`.
    """
    from ictsim.report import comparison_document
    from ictsim.report.formats import PICTURES

    with clock.part("writing"):
        write_comparison(comparison, folder)
    with clock.part("report"):
        own = _own_reports(comparison, options["forms"])
        document = comparison_document(comparison, package_versions(), figures, reports=own)
        # The figures are the first config's: they lie in its folder.
        write_report(document, folder, set(options["forms"]) - {one.NAME for one in PICTURES})
    with clock.part("writing"):
        write_manifest(_manifest(comparison, folder, options, clock.seconds), folder)


def _own_reports(comparison: Comparison, forms: Collection[str]) -> dict[str, str]:
    """The page, else the chapter, that each config got, by the config's name."""
    from ictsim.report.formats import READABLE, report_files

    names = report_files(READABLE.intersection(forms))[:1]
    return {layer.name: f"{layer.name}/{name}" for layer in comparison.layers for name in names}


def _manifest(
    comparison: Comparison, folder: Path, options: Mapping[str, Any], seconds: Mapping[str, float]
) -> dict[str, Any]:
    """Which configs; what each holds, and the texts, stand in the manifest of its own folder."""
    return {
        "format": FORMAT,
        "generator": "ictsim",
        "version": comparison.version,
        "configs": [
            {"name": layer.name, "config_name": layer.config_name, "sha256": layer.config_sha256}
            for layer in comparison.layers
        ],
        "config_sha256": joint_hash(comparison),
        "overrides": comparison.overrides,
        "seed": comparison.seed,
        "runs": comparison.runs,
        "planned_runs": comparison.planned_runs,
        "complete": comparison.complete,
        **surroundings(options, seconds),
        "files": hashes(folder),
    }
