"""Write one file that was asked for: whole or not at all, and over nothing that was there."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from ictsim.errors import OutputError


def write_file(path: Path, content: bytes, *, replace: bool) -> None:
    """Write a file in one move.

    Parameters
    ----------
    path
        Its folder must be there.
    content
        All of it.
    replace
        A file that is there may go; without it that is refused.

    Raises
    ------
    OutputError
        Something is there already, or the place cannot be written.
    """
    try:
        check_free(path, replace=replace)
        _move_in(path, content)
    except (OSError, ValueError) as problem:
        what = problem.strerror if isinstance(problem, OSError) else str(problem)
        if isinstance(problem, PermissionError):
            what = f"{what}; is it open in another program, or its folder read-only?"
        raise OutputError(f"{printable(path)} cannot be written: {what}") from problem


def make_folder(folder: Path) -> None:
    """A folder, and those above it, where they are not there yet.

    Raises
    ------
    OutputError
        The place cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as problem:
        raise OutputError(f"{printable(folder)} is a file; name a folder") from problem
    except (OSError, ValueError) as problem:
        what = problem.strerror if isinstance(problem, OSError) else str(problem)
        raise OutputError(f"{printable(folder)} cannot be made: {what}") from problem


def check_writable(folder: Path) -> None:
    """Refuse a folder in which no file can be made.

    Raises
    ------
    OutputError
        With what the system says.
    """
    probe = folder / f".ictsim-{secrets.token_hex(4)}"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as problem:
        raise OutputError(f"{printable(folder)} cannot be written: {problem.strerror}") from problem


def check_free(path: Path, *, replace: bool) -> None:
    """Refuse a place where something is that must stay.

    Raises
    ------
    OutputError
        With the way out.
    """
    if path.is_dir():
        raise OutputError(f"{printable(path)} is a folder; name a file")
    if path.exists() and not path.is_file():
        raise OutputError(f"{printable(path)} is no file; name one, or a new name")
    if os.path.lexists(path) and not replace:
        raise OutputError(f"{printable(path)} is there already; --force replaces it")


def printable(path: Path) -> str:
    """A path for a message, whatever its name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def _move_in(path: Path, content: bytes) -> None:
    beside = path.with_name(f".ictsim-{secrets.token_hex(4)}")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        with suppress(OSError):
            beside.unlink()
