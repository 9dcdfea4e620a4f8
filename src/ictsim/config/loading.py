"""Load a case: read, extend, merge, validate, check what refers to what."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ictsim.config.checks import check
from ictsim.config.faults import Fault, Table, locate_all
from ictsim.config.layers import merge_layers
from ictsim.config.messages import translate
from ictsim.config.reading import read_layers
from ictsim.config.sound import sound_part
from ictsim.errors import ConfigError
from ictsim.model import Case


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
        Hash of ``tables``, so of what is meant: comments, layout and layers do not count.
    tables
        The merged tables of all files, as TOML holds them.
    text
        The named file as it stands.
    """

    case: Case
    files: tuple[Path, ...]
    sha256: str
    tables: Table
    text: str


def load_case(path: Path) -> LoadedCase:
    """Read a config and everything it extends.

    Parameters
    ----------
    path
        A TOML file.

    Returns
    -------
    LoadedCase
        The case and its provenance.

    Raises
    ------
    ictsim.errors.ConfigError
        With every problem found, each with its file and dotted key.
    """
    layers = read_layers(path)
    tables, base_faults = merge_layers(layers)
    case, faults = validate(tables)
    if faults or base_faults or case is None:
        raise ConfigError(locate_all(base_faults + faults, layers))
    files = tuple(layer.file for layer in layers)
    return LoadedCase(case, files, fingerprint(tables), tables, layers[-1].text)


def validate(tables: Table) -> tuple[Case | None, list[Fault]]:
    """The case, and all that is wrong: what no record accepts, and references that fail.

    References are checked in the sound part of a broken case too, so that one look shows all.
    """
    try:
        case = Case.model_validate(tables)
    except ValidationError as error:
        faults = translate(error, tables)
        part = sound_part(tables, faults)
        return None, faults + (check(part, tables) if part else [])
    return case, check(case, tables)


def fingerprint(tables: Table) -> str:
    """SHA-256 of the merged tables in one fixed spelling."""
    text = json.dumps(tables, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
