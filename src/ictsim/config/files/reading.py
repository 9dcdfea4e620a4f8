"""Read one TOML file, and the files it extends."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ictsim.config.faults.positions import DEEPEST, Keys, Position, positions
from ictsim.errors import ConfigError, Place, Problem

_MAX_BYTES = 1_000_000
# The deepest table of a real config has ten levels: a mixture in a mixture's components.
_MAX_DEPTH = 32
_TOO_DEEP = f"lists or tables are nested more than {_MAX_DEPTH} deep; a config needs ten levels"
# The parser's memory grows with the square of the parts of one key, so they are counted first.
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""
_MANY_PARTS = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_PART}){{{2 * _MAX_DEPTH}}}")
_TUPLE = re.compile(r"\('.*'\)|\('.*',\)")
_LONG_NUMBER = re.compile(r"\d[\d_]{4000,}")
_ADVICE = {
    "Invalid value": "text stands in quotes, numbers look like 1500000 or 0.35",
    "Cannot overwrite a value": "the key stands twice in one table; remove one of them",
    "Cannot declare": "the table stands twice; put all its keys in one of them",
    "Cannot mutate immutable": "a table in braces is complete; write all its keys inside them",
    "Expected '=' after a key": "a key is followed by = and its value, for example low = 0.1",
    "Expected newline": "one key to a line; numbers look like 1500000 or 0.35, text has quotes",
    "Invalid statement": "a line is a [header], a key = value, or a # comment",
    "a number with": "no amount needs more than twenty",
    "Unclosed array": "the list lacks its ]",
    "Unterminated string": "the text lacks its closing quote",
    "Illegal character '\\n'": "the text lacks its closing quote",
}
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


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
    chain = (*chain, path.resolve())
    for keys, name in _parents(extends):
        what = _no_name(name) or _no_parent(path.parent / str(name), chain)
        if what:
            problems.append(Problem("extends", what, *layer.place(keys)))
        elif (path.parent / str(name)).resolve() not in (each.file.resolve() for each in layers):
            _collect(path.parent / str(name), chain, layers, problems)
    layers.append(layer)


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
        missing = f"no such file: {parent.name}; a name is relative to the file that extends it"
        return what if _is_folder(parent) else missing
    if parent.resolve() in chain:
        circle = (*chain[chain.index(parent.resolve()) :], parent.resolve())
        names = " -> ".join(file.name for file in circle)
        return f"files extend each other in a circle: {names}; take one out of its extends"
    return ""


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
        what = "is a folder; name a file in it" if _is_folder(path) else "no such file"
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
    return Problem("", message, str(path), len(before), column)


def parse(text: str, path: Path) -> dict[str, Any]:
    """The tables of a TOML text; a syntax error has its line and column."""
    parts = _MANY_PARTS.search(text)
    if parts:
        raise ConfigError(
            [Problem("", _TOO_DEEP, str(path), *_line_and_column(text, parts.start()))]
        )
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise ConfigError([Problem("", _TOO_DEEP, str(path))]) from None
    except ValueError as error:
        raise ConfigError([_syntax_problem(str(error), text, path)]) from None
    deep = _deep_keys(tables)
    if deep:
        place = Layer(path, tables, text).place(deep[:DEEPEST])
        raise ConfigError([Problem("", _TOO_DEEP, *place)])
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


def _syntax_problem(message: str, text: str, path: Path) -> Problem:
    # Only the message of a TOMLDecodeError says where it is before Python 3.14.
    place = _PLACE.search(message)
    what = _PLACE.sub("", message)
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    else:
        number = _LONG_NUMBER.search(text) if place is None else None
        what = "a number with thousands of digits" if number else what
        line, column = _line_and_column(text, number.start() if number else len(text.rstrip("\n")))
    if what.startswith("Cannot"):  # told at the end of the statement: point at its beginning
        statement = text.split("\n")[line - 1]
        column = len(statement) - len(statement.lstrip()) + 1
    what = _TUPLE.sub(lambda keys: ".".join(re.findall(r"'([^']*)'", keys[0])), what)
    return Problem("", f"TOML syntax: {what}{_advice(what)}", str(path), line, column)


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].split("\n")
    return len(before), len(before[-1]) + 1


def _advice(what: str) -> str:
    """What to do about the commonest slips, in words for those who do not know TOML."""
    return next((f"; {fix}" for words, fix in _ADVICE.items() if what.startswith(words)), "")
