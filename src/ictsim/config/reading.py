"""Read one TOML file, and the files it extends."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ictsim.errors import ConfigError, Problem

_MAX_BYTES = 1_000_000
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class Layer:
    """One file: its tables without ``extends``, and its text."""

    file: Path
    tables: dict[str, Any]
    text: str


def read_layers(path: Path) -> list[Layer]:
    """Read a file and all it extends: what is extended comes first, the named file last.

    A file that is extended along two ways counts once, at its first place.

    Raises
    ------
    ConfigError
        A file that cannot be read, is no TOML, or extends itself.
    """
    layers: list[Layer] = []
    problems: list[Problem] = []
    _collect(path, (), layers, problems)
    if problems:
        raise ConfigError(problems)
    return layers


def _collect(
    path: Path, chain: tuple[Path, ...], layers: list[Layer], problems: list[Problem]
) -> None:
    try:
        text = read_text(path)
        tables = parse(text, path)
        parents = _parents(tables.pop("extends", []), path)
    except ConfigError as error:
        problems += error.problems
        return
    chain = (*chain, path.resolve())
    for parent in parents:
        _collect_parent(parent, path, chain, layers, problems)
    layers.append(Layer(path, tables, text))


def _collect_parent(
    parent: Path,
    child: Path,
    chain: tuple[Path, ...],
    layers: list[Layer],
    problems: list[Problem],
) -> None:
    if not is_file(parent):
        message = f"no such file: {parent.name}; a name is relative to the file that extends it"
        problems.append(Problem("extends", message, str(child)))
    elif parent.resolve() in chain:
        way = [*chain[chain.index(parent.resolve()) :], parent]
        names = " -> ".join(file.name for file in way)
        message = f"files extend each other in a circle: {names}; remove one of them"
        problems.append(Problem("extends", message, str(child)))
    elif parent.resolve() not in (layer.file.resolve() for layer in layers):
        _collect(parent, chain, layers, problems)


def _parents(extends: Any, path: Path) -> list[Path]:
    names = extends if isinstance(extends, list) else [extends]
    if not all(isinstance(name, str) and name for name in names):
        message = 'must be a file name or a list of them, for example "baseline.toml"'
        raise ConfigError([Problem("extends", message, str(path))])
    return [path.parent / name for name in names]


def is_file(path: Path) -> bool:
    """Whether there is a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read_text(path: Path) -> str:
    """The text of a file of at most 1 MB in UTF-8, with or without byte order mark."""
    if not is_file(path):
        raise ConfigError([Problem("", "no such file", str(path))])
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ConfigError([Problem("", "larger than 1 MB; a config is text", str(path))])
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text (byte {error.start}); save the file as UTF-8"
        raise ConfigError([Problem("", message, str(path))]) from None
    except OSError as error:
        raise ConfigError([Problem("", f"cannot be read: {error.strerror}", str(path))]) from None


def parse(text: str, path: Path) -> dict[str, Any]:
    """The tables of a TOML text; a syntax error has its line and column."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        message = "lists or tables are nested too deeply"
        raise ConfigError([Problem("", message, str(path))]) from None
    except ValueError as error:
        raise ConfigError([_syntax_problem(str(error), text, path)]) from None


def _syntax_problem(message: str, text: str, path: Path) -> Problem:
    # Only the message of a TOMLDecodeError says where it is before Python 3.14.
    place = _PLACE.search(message)
    line, column = (place[1], place[2]) if place else (None, None)
    if line is None or column is None:
        last = text.rstrip("\n").split("\n")
        line, column = str(len(last)), str(len(last[-1]) + 1)
    what = _PLACE.sub("", message)
    return Problem("", f"TOML syntax: {what}", str(path), int(line), int(column))
