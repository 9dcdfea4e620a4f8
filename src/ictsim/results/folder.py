"""A results folder appears whole or not at all, and takes the place of its like only.

Everything is written into a hidden folder beside the target, which a lock marks as in use. When
all is there, it takes the target's place in one move. A full disk or a kill leaves the earlier
results as they were; the next run beside them clears away what a killed one left. An interrupted
run does not replace one that ended: it comes beside it, under the same name with ``_partial``.
"""

from __future__ import annotations

import itertools
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from ictsim.errors import OutputError
from ictsim.results.store import (
    MANIFEST,
    check_target,
    files_in,
    holds_complete,
    holds_partial,
    holds_results_only,
    result_files,
)

if sys.platform != "win32":  # there is no such lock there: leftovers of killed runs stay
    import fcntl

_HIDDEN = re.compile(r"\.ictsim-[0-9a-f]{8}")
_NEW, _OLD = "new", "old"


@contextmanager
def results_folder(
    target: Path,
    identity: Mapping[str, Any],
    *,
    force: bool,
    runs: int | None = None,
    elsewhere: Callable[[Path], None] | None = None,
) -> Iterator[Path]:
    """A new folder to write into, which becomes ``target`` when the block ends without error.

    ``identity``, ``force`` and ``runs``: see :func:`ictsim.results.store.check_target`.
    ``elsewhere`` is told the place where results of an interrupted run came to lie, when a run
    that ended has the target and ``force`` is not given.

    Raises
    ------
    OutputError
        The place is not writable, or holds something else: said at once, before the runs.
    """
    with ExitStack() as undo:
        with writing(target):
            place = Path(os.path.realpath(target))
            home = _home(place)
            _clear_away(home)
            check_target(target, identity, force=force, runs=runs)
            _make(home, undo)
            hidden = undo.enter_context(_hidden_folder(home))
        yield hidden / _NEW
        with writing(target):
            if hidden.parent != place:  # another run may have been quicker
                check_target(target, identity, force=force, runs=runs)
            if not force and holds_partial(hidden / _NEW) and holds_complete(place):
                place = _beside(hidden, place, identity)
                if elsewhere is not None:
                    elsewhere(place if target.is_absolute() else Path(os.path.relpath(place)))
            _move(hidden, place)


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Tell what the system refuses in this block as a failure to write ``target``."""
    try:
        yield
    except OSError as problem:
        what = problem.strerror or str(problem)
        raise OutputError(f"cannot write {target}: {what}; nothing there was changed") from problem


def _beside(hidden: Path, place: Path, identity: Mapping[str, Any]) -> Path:
    """The first place for a partial run that holds nothing else; inside a mounted folder."""
    first = place / "partial" if hidden.parent == place else Path(f"{place}_partial")
    places = (Path(f"{first}_{number}") for number in itertools.count(2))
    return next(one for one in itertools.chain([first], places) if _is_free(one, identity))


def _is_free(place: Path, identity: Mapping[str, Any]) -> bool:
    try:
        check_target(place, identity, force=False)
    except OutputError:
        return False
    return not holds_complete(place)


def _home(place: Path) -> Path:
    """Where the hidden folder goes: beside the target, else (a mounted one) inside it."""
    if place.is_dir() and (os.path.ismount(place) or not os.access(place.parent, os.W_OK)):
        return place
    return place.parent


def _make(home: Path, undo: ExitStack) -> None:
    """The folders above the target; those that stay empty go again."""
    missing = [folder for folder in (home, *home.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        undo.callback(_remove_if_empty, folder)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


@contextmanager
def _hidden_folder(home: Path) -> Iterator[Path]:
    hidden = home / f".ictsim-{secrets.token_hex(4)}"
    hidden.mkdir()
    with _locked(hidden):
        try:
            (hidden / _NEW).mkdir()
            (hidden / _OLD).mkdir()
            yield hidden
        finally:
            _discard(hidden)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Mark a folder as in use while this process lives; False where another holds it.

    A lock rather than a process number: in a container those are the same in every run.
    """
    if sys.platform == "win32":
        yield False
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # in use, or a file system without locks: then nobody may clear away
            yield False
        else:
            yield True
    finally:
        os.close(opened)


def _clear_away(home: Path) -> None:
    """Remove the hidden folders of killed runs; what a kill hit in the move goes back."""
    with suppress(OSError):
        for left in [path for path in home.iterdir() if _HIDDEN.fullmatch(path.name)]:
            with suppress(OSError), _locked(left) as unused:
                if unused:
                    _discard(left)


def _discard(hidden: Path) -> None:
    with suppress(OSError):
        for old in (hidden / _OLD).iterdir():
            if not (hidden.parent / old.name).exists():
                os.replace(old, hidden.parent / old.name)
    shutil.rmtree(hidden, ignore_errors=True)


def _move(hidden: Path, place: Path) -> None:
    new = hidden / _NEW
    if not place.exists():
        os.replace(new, place)
    elif hidden.parent != place and holds_results_only(place):
        shutil.copymode(place, new)
        os.replace(place, hidden / _OLD / place.name)
        os.replace(new, place)
    else:
        _merge(new, place)


def _merge(new: Path, place: Path) -> None:
    """File by file into a folder that is mounted or holds files of the user, which stay.

    The manifest comes last: until then the folder is known by the earlier one.
    """
    fresh = files_in(new)
    stale = files_in(place) & result_files(place) - fresh
    for name in sorted(fresh, key=lambda name: (name == MANIFEST, name)):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(new / name, place / name)
    for name in stale:
        (place / name).unlink()
        for folder in (place / name).relative_to(place).parents[:-1]:
            _remove_if_empty(place / folder)
