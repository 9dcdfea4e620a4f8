"""Load a case: read, extend, merge, validate, check what refers to what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from ictsim.config.faults.fault import Fault, Keys, Table, names_at, without_misspelt
from ictsim.config.faults.labels import with_labels
from ictsim.config.faults.messages import translate
from ictsim.config.files.reading import Layer, read_layers
from ictsim.config.files.samples import Sample, fill_samples, without_echoes
from ictsim.config.layers.merging import merge_layers
from ictsim.config.layers.origins import Origins
from ictsim.config.layers.overrides import apply_overrides, read_overrides
from ictsim.config.rules.checks import check
from ictsim.config.rules.sizes import with_sizes
from ictsim.config.rules.sound import sound_part
from ictsim.config.rules.warnings import warn
from ictsim.errors import ConfigError, Problem
from ictsim.model import Case

ORDERED = ("scenarios", "correlations")
"""Sections in which the order of the items counts."""


@dataclass(frozen=True)
class LoadedCase:
    """A validated case and where it came from.

    Attributes
    ----------
    case
        The case; everything in it is frozen.
    files
        The files it was read from: what is extended first, the named file last.
    sha256
        Hash of ``tables`` and the order of what is drawn: comments, layout and layers do not count.
    tables
        The merged tables of all files and settings, as TOML holds them.
    text
        The named file as it stands.
    layers
        The files with their tables and texts, in the order of ``files``.
    overrides
        The settings of the command line, ``key.path=value`` each, in their order.
    origins
        Where each value comes from: ``origins.place_of(("inputs", "delay", "mode"))``.
    warnings
        What is valid and looks like a slip; the case can be computed all the same.
    """

    case: Case
    files: tuple[Path, ...]
    sha256: str
    tables: Table
    text: str
    layers: tuple[Layer, ...] = ()
    overrides: tuple[str, ...] = ()
    origins: Origins = field(default_factory=Origins)
    warnings: tuple[Problem, ...] = ()


def load_case(path: Path, overrides: Sequence[str] = ()) -> LoadedCase:
    """Read a config and everything it extends.

    Parameters
    ----------
    path
        A TOML file.
    overrides
        Settings on top of it, each ``key.path=value`` with a TOML value.

    Returns
    -------
    LoadedCase
        The case and its provenance.

    Raises
    ------
    ictsim.errors.ConfigError
        With every problem found, each with its place and dotted key.
    """
    named: dict[Keys, Sample] = {}
    layers, sample_faults = _with_samples(read_layers(path), named)
    settings = read_overrides(overrides)
    tree, base_faults = merge_layers(layers)
    tree, tables, override_faults = apply_overrides(tree, settings)
    # What a setting names is beside the named file too.
    tables, set_faults = fill_samples(path, tables, named)
    sample_faults = list(dict.fromkeys(sample_faults + set_faults))
    origins = Origins(layers, settings, tables, tree)
    case, faults = validate(tables)
    faults = without_echoes(base_faults + override_faults + faults, sample_faults) + sample_faults
    if faults or case is None:
        raise ConfigError(origins.problems(faults))
    return LoadedCase(
        case,
        files=tuple(layer.file for layer in layers),
        sha256=fingerprint(tables),
        tables=tables,
        text=layers[-1].text,
        layers=layers,
        overrides=tuple(overrides),
        origins=origins,
        warnings=tuple(origins.problems(warn(case, origins.is_own))),
    )


def _with_samples(
    layers: Sequence[Layer], named: dict[Keys, Sample]
) -> tuple[tuple[Layer, ...], list[Fault]]:
    """The layers with the values of the CSVs they name, and what is wrong with those.

    ``named`` has in the end the column that each input is drawn from.
    """
    filled: list[Layer] = []
    faults: list[Fault] = []
    for layer in layers:
        tables, found = fill_samples(layer.file, layer.tables, named)
        filled.append(replace(layer, tables=tables))
        faults += found
    return tuple(filled), faults


def validate(tables: Table) -> tuple[Case | None, list[Fault]]:
    """The case, and all that is wrong: what no record accepts, and references that fail.

    References are checked in the sound part of a broken case too, so that one look shows all.
    """
    try:
        case, faults = Case.model_validate(tables), []
    except ValidationError as error:
        case, faults = None, translate(error, tables)
    faults = with_sizes(faults, tables)
    if case is not None and not faults:
        return case, with_labels(check(case, tables), tables)
    part, with_years = sound_part(tables, faults)
    faults += check(part, tables, years=with_years) if part else []
    return None, with_labels(without_misspelt(faults), tables)


def fingerprint(tables: Table) -> str:
    """SHA-256 of the merged tables in one fixed spelling, with the order where that counts.

    The draws of correlated inputs depend on the order of the correlations, ties between scenarios
    on theirs.
    """
    order = {name: names_at(tables, name) for name in ORDERED}
    meant = {"tables": tables, "order": order}
    text = json.dumps(meant, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
