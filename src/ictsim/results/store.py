"""What lies in a results folder: whose results they are, which files, and the JSON in them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ictsim.errors import OutputError, ResultsError
from ictsim.results.record import FORMAT

MANIFEST = "manifest.json"

# What makes two results the same study, by its key in the manifest.
_IDENTITY = {"config": "config_sha256", "seed": "seed", "version": "version"}
# What a report is called that was written beside the results later, in one of the languages.
_LATER_REPORT = re.compile(
    r"(report|chapter|figures)_(en|nl)\.(html|md|xlsx|csv|json)|figures_(en|nl)/[^/]+\.(svg|png)"
)


def check_target(
    folder: Path, identity: Mapping[str, Any], *, force: bool, runs: int | None = None
) -> None:
    """Refuse a folder that holds anything but results of the same config, seed and version.

    More runs of them are not given up for fewer either.

    Parameters
    ----------
    folder
        Where results are to come; it need not exist.
    identity
        ``config`` (its hash), ``seed`` and ``version`` of the new results.
    force
        Whether to write into a folder that holds something else.
    runs
        How many runs the new results are to have; None where that does not matter.

    Raises
    ------
    OutputError
        Something else, or more, is there and ``force`` is not given; or it is no folder.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder} is a file; choose another --out")
    if force or not any(folder.iterdir()):
        return
    found = _manifest(folder)
    if found is None:
        raise OutputError(
            f"{folder} holds files that are no results of ictsim; choose another --out, or "
            "--force to write into it (other files stay)"
        )
    differs = [name for name, value in identity.items() if found[_IDENTITY[name]] != value]
    if differs:
        raise OutputError(
            f"{folder} holds results of another {' and '.join(differs)}; choose another --out, "
            "or --force to replace them"
        )
    kept = _complete_runs(found)
    if runs is not None and runs < kept:
        raise OutputError(
            f"{folder} holds {kept:,} runs of the same config, seed and version, and {runs:,} "
            "would replace them; choose another --out, more --runs, or --force to replace them"
        )


def _complete_runs(manifest: Mapping[str, Any]) -> int:
    """How many runs of a run that ended as planned; 0 for one that was interrupted."""
    runs = manifest.get("runs")
    return runs if manifest.get("complete") is True and isinstance(runs, int) else 0


def holds_complete(folder: Path) -> bool:
    """Whether a folder holds results of a run that ended as planned."""
    manifest = _manifest(folder)
    return manifest is not None and _complete_runs(manifest) > 0


def holds_partial(folder: Path) -> bool:
    """Whether a folder holds results of a run that was interrupted."""
    manifest = _manifest(folder)
    return manifest is not None and manifest.get("complete") is False


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of results that lie in a folder; None where there is none to trust."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or not set(_IDENTITY.values()) <= set(manifest):
        return None
    return manifest


def listed_files(folder: Path) -> set[str]:
    """The files that a folder's manifest names, itself included; none without a manifest."""
    manifest = _manifest(folder)
    if manifest is None or not isinstance(manifest.get("files"), dict):
        return set()
    return {MANIFEST, *manifest["files"]}


def result_files(folder: Path) -> set[str]:
    """The files of the results in a folder, reports that were written later beside them included.

    Those tell of these results and no others, so they go when these go. None without a manifest.
    """
    listed = listed_files(folder)
    places = [name.removesuffix(MANIFEST) for name in listed if Path(name).name == MANIFEST]
    return listed | {
        name
        for name in files_in(folder)
        for place in places
        if name.startswith(place) and _LATER_REPORT.fullmatch(name.removeprefix(place))
    }


def files_in(folder: Path) -> set[str]:
    """All files and links in a folder, by their path in it."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def holds_results_only(folder: Path) -> bool:
    """Whether a folder holds results and nothing of the user's own."""
    known = result_files(folder)
    return bool(known) and files_in(folder) <= known


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a results folder, by its path in it."""
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in sorted(files_in(folder) - {MANIFEST})
    }


def changed_files(folder: Path, expected: Mapping[str, str | None]) -> dict[str, str]:
    """Which files do not have the hash that is expected, each with "changed" or "missing".

    Raises
    ------
    ResultsError
        One cannot be read.
    """
    found = {}
    for name, wanted in expected.items():
        content = file_bytes(folder / name)
        if content is None:
            found[name] = "missing"
        elif hashlib.sha256(content).hexdigest() != wanted:
            found[name] = "changed"
    return found


def file_bytes(path: Path) -> bytes | None:
    """A file's content; None where there is none. ResultsError where it cannot be read."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as problem:
        raise ResultsError(f"{path} cannot be read: {problem.strerror}") from problem


def check_format(content: Mapping[str, Any], folder: Path) -> None:
    """Refuse results that this version does not read.

    Raises
    ------
    ResultsError
        With what to do: an older or a newer version made them.
    """
    written = content.get("format")
    if type(written) is not int or written != FORMAT:
        raise ResultsError(
            f"{folder} has results format {written!r}, made by ictsim {content.get('version')}; "
            f"this version reads {FORMAT}: run the config again, or use the version that wrote it"
        )


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
    except OSError as problem:
        raise ResultsError(f"{folder / name} cannot be read: {problem.strerror}") from problem
    except ValueError as problem:
        raise ResultsError(f"{folder / name} cannot be read: {problem}") from problem
    except RecursionError as problem:
        raise ResultsError(f"{folder / name} cannot be read: nested too deep") from problem
    if not isinstance(content, dict):
        raise ResultsError(f"{folder / name} cannot be read: not an object")
    return content
