"""The results folder: written whole or not at all.

Everything goes into a folder beside the target first; the target appears, or is replaced, in
one move at the end. A full disk or a kill leaves the earlier results as they were.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ictsim.errors import OutputError, ResultsError

MANIFEST = "manifest.json"
_MARK = ".ictsim-"


def check_target(folder: Path, identity: Mapping[str, Any], *, force: bool) -> None:
    """Refuse a folder that holds anything but results of the same config, seed and version.

    Raises
    ------
    OutputError
        Something else is there and ``force`` is not given; or it is no folder.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder} is a file; choose another --out")
    if force or not any(folder.iterdir()):
        return
    found = _identity(folder)
    if found is None:
        raise OutputError(
            f"{folder} holds files that are no results of ictsim; choose another --out, or "
            "--force to write into it (other files stay)"
        )
    differs = [name for name, value in identity.items() if found.get(name) != value]
    if differs:
        raise OutputError(
            f"{folder} holds results of another {' and '.join(differs)}; choose another --out, "
            "or --force to replace them"
        )


def _identity(folder: Path) -> dict[str, Any] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    names = {"config": "config_sha256", "seed": "seed", "version": "version"}
    if not isinstance(manifest, dict) or not set(names.values()) <= set(manifest):
        return None
    return {name: manifest[key] for name, key in names.items()}


@contextmanager
def results_folder(target: Path) -> Iterator[Path]:
    """A new folder to write into, which becomes ``target`` when all is written.

    Raises
    ------
    OutputError
        The place is not writable or is full: said at once, before the runs.
    """
    target = Path(os.path.abspath(target))
    with _as_output_error(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        work = target.parent / f".{target.name}{_MARK}{os.getpid()}-{uuid.uuid4().hex[:8]}"
        work.mkdir()
    try:
        with _as_output_error(target):
            yield work
            _move(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _as_output_error(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        what = problem.strerror or str(problem)
        raise OutputError(f"cannot write {target}: {what}; nothing there was changed") from problem


def _sweep(target: Path) -> None:
    """Remove what a killed run of the same target left behind."""
    for left in target.parent.glob(f".{target.name}{_MARK}*"):
        process = left.name.split(_MARK)[1].split("-")[0]
        if process.isdigit() and not _runs(int(process)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    if os.name != "posix":
        return True  # asking might end it on Windows: leave what may be in use
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _move(work: Path, target: Path) -> None:
    if not target.exists():
        os.replace(work, target)
    elif _identity(target) is not None:
        old = work.with_name(f"{work.name}-old")
        os.replace(target, old)
        try:
            os.replace(work, target)
        except OSError:
            os.replace(old, target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    else:  # a folder with the user's own files: only files of the same name are replaced
        for file in sorted(work.rglob("*")):
            place = target / file.relative_to(work)
            if file.is_dir():
                place.mkdir(exist_ok=True)
            else:
                os.replace(file, place)


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a results folder, by its path in it."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """One of the folder's JSON files.

    Raises
    ------
    ResultsError
        It is missing or cannot be read.
    """
    try:
        content = json.loads((folder / name).read_text("utf-8"))
    except FileNotFoundError as problem:
        raise ResultsError(f"{folder} has no {name}: no results folder of ictsim") from problem
    except (OSError, ValueError) as problem:
        raise ResultsError(f"{folder / name} cannot be read: {problem}") from problem
    if not isinstance(content, dict):
        raise ResultsError(f"{folder / name} cannot be read: not an object")
    return content
