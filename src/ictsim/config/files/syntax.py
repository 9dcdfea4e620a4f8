"""What is said of a text that is no TOML: the parser's words, and what to do in plain ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ictsim.config.faults.numbers import advice, number_at
from ictsim.errors import Problem

_TUPLE = re.compile(r"\('.*'\)|\('.*',\)")
_LONG_NUMBER = re.compile(r"\d[\d_]{4000,}")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_KEY = re.compile(r"\s*([A-Za-z0-9_.-]+|\"[^\"]*\"|'[^']*')\s*=")
_HEADER = re.compile(r"\s*\[+\s*([^\]]*?)\s*\]")
_CURLY = re.compile("[“”„‟‘’‚‛«»]")
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
# Decimals with commas, and commas with a space between them: a list of twice as many numbers.
_COMMAS = re.compile(r"\[\s*\d+,\d+(?:,\s+\d+,\d+)+,?\s*\]", re.ASCII)
_MOST_SHOWN = 30


def syntax_problem(message: str, text: str, path: Path) -> Problem:
    """The problem of a text that the parser refuses with a message."""
    # Only the message of a TOMLDecodeError says where it is before Python 3.14.
    place = _PLACE.search(message)
    what = _PLACE.sub("", message)
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    else:
        number = _LONG_NUMBER.search(text) if place is None else None
        what = "a number with thousands of digits" if number else what
        line, column = line_and_column(text, number.start() if number else len(text.rstrip("\n")))
    lines = text.split("\n")
    statement = lines[line - 1]
    told = _number_slip(statement, column) or _twice(what, lines, line)
    if what.startswith("Cannot"):  # told at the end of the statement: point at its beginning
        column = len(statement) - len(statement.lstrip()) + 1
    what = _TUPLE.sub(lambda keys: ".".join(re.findall(r"'([^']*)'", keys[0])), what)
    told = told or what + (_curly_quotes(statement) or _advice(what))
    return Problem("", f"TOML syntax: {told}", str(path), line, column)


def _number_slip(statement: str, column: int) -> str:
    """What is said of a number that is written in another way; empty where there is none."""
    number = number_at(statement, column)
    fix = advice(number) if number else ""
    return f"{number} is no number here; {fix}" if fix else ""


def _curly_quotes(statement: str) -> str:
    """What is said of quotes that a word processor has made."""
    curly = _CURLY.search(statement)
    return f'; write straight quotes: " and not {curly[0]}' if curly else ""


def _twice(what: str, lines: list[str], number: int) -> str:
    """What is said of a key that stands twice: its name, its table, where it stood before."""
    key = _KEY.match(lines[number - 1])
    if not what.startswith("Cannot overwrite a value") or key is None:
        return ""
    for before in range(number - 1, 0, -1):
        other = _KEY.match(lines[before - 1])
        if other and other[1] == key[1]:
            table = _header_above(lines, before)
            heading = f"{table.rpartition('.')[0] or 'partners'}.NAME"
            where = f" under [{table}]" if table else ""
            return (
                f"{key[1]} stands{where} in line {before} already; remove one of them, or is a "
                f"heading like [{heading}] missing above this one?"
            )
        if _HEADER.match(lines[before - 1]):
            return ""
    return ""


def _header_above(lines: list[str], number: int) -> str:
    """The table that a line belongs to, empty above the first."""
    headers = (_HEADER.match(line) for line in reversed(lines[: number - 1]))
    return next((header[1] for header in headers if header), "")


def _advice(what: str) -> str:
    """What to do about the commonest slips, in words for those who do not know TOML."""
    return next((f"; {fix}" for words, fix in _ADVICE.items() if what.startswith(words)), "")


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a place in a text, both from 1."""
    before = text[:offset].split("\n")
    return len(before), len(before[-1]) + 1


def decimal_commas(text: str, tables: dict[str, Any], path: Path) -> Problem | None:
    """The first list like ``[0,3, 0,7]``: valid TOML of four numbers, and never meant so."""
    for match in _COMMAS.finditer(text):
        numbers = [int(digits) for digits in re.findall(r"\d+", match[0])]
        if any(found == numbers for found in _lists(tables)):  # else it stands in a text
            meant = re.sub(r"(\d+),(\d+)", r"\1.\2", match[0])
            message = (
                f"{match[0][:_MOST_SHOWN]} is a list of {len(numbers)} numbers; decimals have a "
                f"point: {meant[:_MOST_SHOWN]}, and whole numbers a space after each comma"
            )
            return Problem("", message, str(path), *line_and_column(text, match.start()))
    return None


def _lists(tables: dict[str, Any]) -> Iterator[list[Any]]:
    waiting: list[Any] = [tables]
    while waiting:
        around = waiting.pop()
        if isinstance(around, list):
            yield around
        inside = around.values() if isinstance(around, dict) else around
        waiting += [inner for inner in inside if isinstance(inner, dict | list)]
