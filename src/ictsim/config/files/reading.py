"""Read one TOML file, and the files it extends."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ictsim.config.faults.hints import nearest
from ictsim.config.faults.positions import DEEPEST, Keys, Position, positions
from ictsim.config.files.syntax import decimal_commas, line_and_column, syntax_problem
from ictsim.errors import ConfigError, Place, Problem

_MAX_BYTES = 1_000_000
# The deepest table of a real config has ten levels: a mixture in a mixture's components.
_MAX_DEPTH = 32
_NEARLY_EXTENDS, _NEARLY_THIS_FILE = 0.8, 0.75
_TOO_DEEP = f"lists or tables are nested more than {_MAX_DEPTH} deep; a config needs ten levels"
# The parser's memory grows with the square of the parts of one key, so they are counted first.
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""
_MANY_PARTS = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_PART}){{{2 * _MAX_DEPTH}}}")


@dataclass(frozen=True)
class Layer:
    """One file: its tables without ``extends``, and its text."""

    file: Path
    tables: dict[str, Any]
    text: str

    @cached_property
    def positions(self) -> dict[Keys, Position]:
        """Where each key stands in the text; found when first asked for."""
        return positions(self.text)

    def place(self, keys: Keys) -> Place:
        """Where some keys stand, or else the nearest table around them that is in the text."""
        for length in range(len(keys), 0, -1):
            position = self.positions.get(keys[:length])
            if position:
                return Place(str(self.file), *position)
        return Place(str(self.file))


def read_layers(path: Path) -> list[Layer]:
    """Read a file and all it extends: what is extended comes first, the named file last.

    A file that is extended along two ways counts once, at its first place.

    Raises
    ------
    ConfigError
        Files that cannot be read, are no TOML, or extend themselves: all of them.
    """
    layers: list[Layer] = []
    problems: list[Problem] = []
    _collect(path, (), layers, problems)
    if problems:
        raise ConfigError(list(dict.fromkeys(problems)))
    return layers


def _collect(
    path: Path, chain: tuple[Path, ...], layers: list[Layer], problems: list[Problem]
) -> None:
    try:
        text = read_text(path)
        tables = parse(text, path)
    except ConfigError as error:
        problems += error.problems
        return
    extends = tables.pop("extends", [])
    layer = Layer(path, tables, text)
    problems += _misplaced(layer)
    chain = (*chain, path.resolve())
    for keys, name in _parents(extends):
        what = _no_name(name) or _no_parent(path.parent / str(name), chain)
        if what:
            problems.append(Problem("extends", what, *layer.place(keys)))
        elif (path.parent / str(name)).resolve() not in (each.file.resolve() for each in layers):
            _collect(path.parent / str(name), chain, layers, problems)
    layers.append(layer)


def _misplaced(layer: Layer) -> Iterator[Problem]:
    """A misspelt ``extends``, or one below a header: what it extends is not read then."""
    for key, value in layer.tables.items():
        if isinstance(value, str | list) and nearest(key, ["extends"], _NEARLY_EXTENDS):
            message = 'unknown key; did you mean "extends"?'
            yield Problem(key, message, *layer.place((key,)))
    waiting: list[tuple[Keys, Any]] = [((), layer.tables)]
    while waiting:
        keys, table = waiting.pop()
        if keys and isinstance(table.get("extends"), str | list):
            message = f"stands in [{'.'.join(map(str, keys))}]; write it above the first [table]"
            yield Problem("extends", message, *layer.place((*keys, "extends")))
        waiting += [((*keys, k), v) for k, v in table.items() if isinstance(v, dict)]


def _parents(extends: Any) -> list[tuple[Keys, Any]]:
    """What a file extends, and the keys at which it says so."""
    if isinstance(extends, list):
        return [(("extends", place), name) for place, name in enumerate(extends)]
    return [(("extends",), extends)]


def _no_name(name: Any) -> str:
    if isinstance(name, str) and name:
        return ""
    return 'must be a file name or a list of them, for example "baseline.toml"'


def _no_parent(parent: Path, chain: tuple[Path, ...]) -> str:
    """Why a file cannot be extended; empty where it can."""
    if not is_file(parent):
        what = f"is a folder: {parent.name}; name a file in it"
        above = [file.name for file in chain]
        near = _other_name(parent, above)
        missing = (
            f"no such file: {parent.name}; a name is relative to the file that extends it{near}"
        )
        return what if _is_folder(parent) else missing
    if parent.resolve() in chain:
        circle = (*chain[chain.index(parent.resolve()) :], parent.resolve())
        names = " -> ".join(file.name for file in circle)
        return f"files extend each other in a circle: {names}; take one out of its extends"
    return ""


def _other_name(path: Path, not_meant: Sequence[str] = ()) -> str:
    """``; did you mean "other.toml"?`` for a file that is missing; empty where none is near."""
    try:
        known = {file.stem: file.name for file in path.parent.glob("*.toml")}
    except (OSError, ValueError):  # a name that no folder can have
        return ""
    meant = sorted(stem for stem in known if known[stem] not in not_meant)
    near = nearest(path.stem, meant, _NEARLY_THIS_FILE)
    return f'; did you mean "{known[near]}"?' if near else ""


def is_file(path: Path) -> bool:
    """Whether there is a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_text(path: Path) -> str:
    """The text of a file of at most 1 MB in UTF-8, with or without byte order mark."""
    if not is_file(path):
        missing = f"no such file{_other_name(path)}"
        what = "is a folder; name a file in it" if _is_folder(path) else missing
        raise ConfigError([Problem("", what, str(path))])
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ConfigError([Problem("", "larger than 1 MB; a config is text", str(path))])
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError([_encoding_problem(error, path)]) from None
    except OSError as error:
        raise ConfigError([Problem("", f"cannot be read: {error.strerror}", str(path))]) from None


def _encoding_problem(error: UnicodeDecodeError, path: Path) -> Problem:
    before = error.object[: error.start].split(b"\n")
    column = len(before[-1].decode("utf-8", "replace").removeprefix("\ufeff")) + 1
    message = f"not UTF-8 text (byte {error.start}); save the file as UTF-8"
    if is_binary(error.object):
        return Problem("", "no text, but the file of another program; a config is text", str(path))
    return Problem("", message, str(path), len(before), column)


def is_binary(content: bytes) -> bool:
    """Whether a file is none of text: a workbook, a document, an archive."""
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return content.startswith(b"PK\3\4") or (b"\0" in content and not is_utf_16)


def parse(text: str, path: Path) -> dict[str, Any]:
    """The tables of a TOML text; a syntax error has its line and column."""
    parts = _MANY_PARTS.search(text)
    if parts:
        raise ConfigError(
            [Problem("", _TOO_DEEP, str(path), *line_and_column(text, parts.start()))]
        )
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise ConfigError([Problem("", _TOO_DEEP, str(path))]) from None
    except ValueError as error:
        raise ConfigError([syntax_problem(str(error), text, path)]) from None
    deep = _deep_keys(tables)
    if deep:
        place = Layer(path, tables, text).place(deep[:DEEPEST])
        raise ConfigError([Problem("", _TOO_DEEP, *place)])
    commas = decimal_commas(text, tables, path)
    if commas:
        raise ConfigError([commas])
    return tables


def _deep_keys(tables: dict[str, Any]) -> Keys:
    """Keys that lead too deep, empty where there are none; no recursion, so any depth will do."""
    waiting: list[tuple[Keys, Any]] = [((), tables)]
    while waiting:
        keys, around = waiting.pop()
        if len(keys) > _MAX_DEPTH:
            return keys
        pairs = around.items() if isinstance(around, dict) else enumerate(around)
        waiting += [((*keys, k), v) for k, v in pairs if isinstance(v, dict | list)]
    return ()
