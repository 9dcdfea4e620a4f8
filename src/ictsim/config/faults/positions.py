"""Where the keys of a TOML text stand: line and column, which the parser itself does not tell."""

from __future__ import annotations

import re
import tomllib
from typing import NamedTuple, TypeAlias

Keys: TypeAlias = tuple[str | int, ...]

# Deeper keys get no place of their own. A key of a hundred thousand parts must not cost memory
# that grows with the square of their number.
DEEPEST = 64

_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'"
_KEY_PART = re.compile(rf"[ \t]*([A-Za-z0-9_-]+|{_QUOTED})[ \t]*")
# Up to five quotes may end a text of several lines: two of them belong to it.
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}' + rf"|'''(?:[^']|'{{1,2}}(?!'))*'{{3,5}}|{_QUOTED}",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]+")
_GAP = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")


class Position(NamedTuple):
    """Line and column of a text, both from 1; columns count characters."""

    line: int
    column: int


def positions(text: str) -> dict[Keys, Position]:
    """The place of every key, table header and list element of a text that is valid TOML.

    Parameters
    ----------
    text
        A text that ``tomllib.loads`` accepts.

    Returns
    -------
    dict
        For each key path where its last part stands: in a header, left of ``=``, or inside an
        inline table; for a list element where its value begins. List positions are whole
        numbers from 0, entries of ``[[arrays]]`` too. A table that is both named in passing
        (``[a.b]``) and opened (``[a]``) is where it is opened. Paths of more than ``DEEPEST``
        parts are left out.
    """
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.places()


class _Open:
    """A list or inline table whose end has not come yet."""

    def __init__(self, keys: Keys, *, is_list: bool) -> None:
        self.keys, self.is_list, self.count = keys, is_list, 0


class _Scanner:
    """Walks through a valid text once; no recursion, so that depth is no matter."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Keys, int] = {}
        self.opened: set[Keys] = set()
        self.entries: dict[Keys, int] = {}  # how many [[entries]] an array of tables has so far

    def places(self) -> dict[Keys, Position]:
        """Offsets turned into lines and columns."""
        ends = [match.start() for match in re.finditer("\n", self.text)]
        places, line, begin = {}, 0, 0
        for keys, offset in sorted(self.found.items(), key=lambda item: item[1]):
            while line < len(ends) and ends[line] < offset:
                begin = ends[line] + 1
                line += 1
            places[keys] = Position(line + 1, offset - begin + 1)
        return places

    def scan(self) -> None:
        """All statements: headers, and keys with their values."""
        table: Keys = ()
        self._pass(_GAP)
        while self.at < len(self.text):
            table = self._header() if self.text[self.at] == "[" else self._statement(table)
            self._pass(_GAP)

    def _statement(self, table: Keys) -> Keys:
        self._value(self._assigned(table))
        return table

    def _header(self) -> Keys:
        is_entry = self.text.startswith("[[", self.at)
        self.at += 1 + is_entry
        table: Keys = ()
        for key, offset, is_last in self._parts():
            table = _deeper(table, key)
            self._note(table, offset, opened=is_last)
            if is_last and is_entry:
                self.entries[table] = self.entries.get(table, -1) + 1
            if table in self.entries:
                # A header that goes through an array of tables means its latest entry.
                table = (*table, self.entries[table])
                self._note(table, offset, opened=is_last and is_entry)
        self.at += 1 + is_entry
        return table

    def _assigned(self, table: Keys) -> Keys:
        """The keys left of an equals sign; stops before the value."""
        for key, offset, is_last in self._parts():
            table = _deeper(table, key)
            self._note(table, offset, opened=is_last)
        self.at += 1
        self._pass(_BLANK)
        return table

    def _parts(self) -> list[tuple[str, int, bool]]:
        """The parts of a dotted key: name, where it stands, and whether it is the last."""
        parts = []
        while True:
            match = self._pass(_KEY_PART)
            is_last = not self.text.startswith(".", self.at)
            parts.append((_name(match[1]), match.start(1), is_last))
            if is_last:
                return parts
            self.at += 1

    def _value(self, keys: Keys) -> None:
        waiting: list[_Open] = []
        self._enter(keys, waiting)
        while waiting:
            inside = waiting[-1]
            self._pass(_GAP)
            if self.text[self.at] in "]}":
                self.at += 1
                waiting.pop()
            elif inside.is_list:
                member = (*inside.keys, inside.count)
                inside.count += 1
                self._note(member, self.at, opened=True)
                self._enter(member, waiting)
            else:
                self._enter(self._assigned(inside.keys), waiting)

    def _enter(self, keys: Keys, waiting: list[_Open]) -> None:
        """Go into a list or an inline table, or pass over any other value."""
        first = self.text[self.at]
        if first in "[{":
            self.at += 1
            waiting.append(_Open(keys, is_list=first == "["))
        else:
            self._pass(_STRING if first in "\"'" else _PLAIN)

    def _note(self, keys: Keys, offset: int, *, opened: bool) -> None:
        if len(keys) > DEEPEST:
            return
        if keys not in self.found or (opened and keys not in self.opened):
            self.found[keys] = offset
        if opened:
            self.opened.add(keys)

    def _pass(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"no valid TOML at character {self.at}")
        self.at = match.end()
        return match


def _deeper(table: Keys, key: str) -> Keys:
    return (*table, key) if len(table) <= DEEPEST else table


def _name(part: str) -> str:
    """What a part of a key says; quoted ones may hold escapes."""
    if part[0] not in "\"'":
        return part
    return str(tomllib.loads(f"name = {part}")["name"])
