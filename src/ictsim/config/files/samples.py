"""Samples beside a config: the column of a CSV takes the place of ``file`` and ``column``.

It happens per file, before layers are merged, so that a name is relative to the file it stands
in, and what a config means, its hash included, does not depend on anything outside its tables.

A CSV is UTF-8 text of at most 1 MB whose first line names the columns. They are separated by
semicolons where that line has one, else by commas. In a file with semicolons a column may have
decimal commas. Every row must have a number in the column that is asked for.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ictsim.config.faults.fault import Fault, Keys, Table
from ictsim.config.faults.hints import hint, shortened
from ictsim.config.files.reading import is_file

_MAX_BYTES = 1_000_000
_MOST_SHOWN = 5
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


class _SampleError(Exception):
    """What is wrong with a CSV: messages, each naming the file and mostly the line."""


class _Column(NamedTuple):
    """The fields of one column as they stand, each with its line.

    ``wrong`` are the lines that have no such field, each with what is wrong.
    """

    fields: list[tuple[int, str]]
    delimiter: str
    wrong: list[tuple[int, str]]


def fill_samples(file: Path, tables: Table) -> tuple[Table, list[Fault]]:
    """Read every CSV that the tables of one config file ask for.

    Parameters
    ----------
    file
        The config the tables were read from; names of CSVs are relative to its folder.
    tables
        Its tables, before any check. They are not changed.

    Returns
    -------
    tuple
        The tables with ``values`` in place of ``file`` and ``column``, and all that is wrong. A
        table whose CSV cannot be read stays as it was.
    """
    faults: list[Fault] = []
    inputs = tables.get("inputs")
    if not isinstance(inputs, dict):
        return tables, faults
    filled = {
        name: _filled(table, ("inputs", name), file.parent, faults)
        for name, table in inputs.items()
    }
    return tables | {"inputs": filled}, faults


def without_echoes(faults: Iterable[Fault], samples: Sequence[Fault]) -> list[Fault]:
    """``faults`` without those of a record that has no values because its CSV was at fault."""
    unread = {fault.keys[:-1] for fault in samples}
    return [fault for fault in faults if fault.keys not in unread]


def _filled(table: Any, keys: Keys, folder: Path, faults: list[Fault]) -> Any:
    if not isinstance(table, dict):
        return table
    components = table.get("components")
    if isinstance(components, list):
        made = [
            _filled(component, (*keys, "components", number), folder, faults)
            for number, component in enumerate(components)
        ]
        return table | {"components": made}
    # A later layer may name another file without saying once more which distribution it is.
    if table.get("dist", "empirical") != "empirical" or not isinstance(table.get("file"), str):
        return table
    found = list(_faults_of_keys(table, keys))
    if not found:
        try:
            values = _values(folder / table["file"], table["file"], table["column"])
            kept = {key: value for key, value in table.items() if key not in ("file", "column")}
            return kept | {"values": values}
        except _SampleError as problem:
            found = [Fault((*keys, "file"), message) for message in problem.args]
    faults += found
    return table


def _faults_of_keys(table: Table, keys: Keys) -> Iterator[Fault]:
    if "values" in table:
        yield Fault((*keys, "file"), "given beside values; remove one of the two")
    if "column" not in table:
        message = "missing; name the column of the file to draw from"
        yield Fault((*keys, "column"), message, "missing")
    elif not isinstance(table["column"], str):
        yield Fault((*keys, "column"), 'must be the name of a column in quotes, like "ratio"')


def _values(path: Path, name: str, column: str) -> list[float]:
    """The numbers of one column; ``name`` is the file as its author wrote it."""
    found = _column(_text(path, name), name, column)
    marks = {mark for _, field in found.fields for mark in ",." if mark in field}
    values: list[float] = []
    wrong = found.wrong
    for line, field in found.fields:
        fault = _fault_of_field(field, found.delimiter, len(marks) > 1)
        if fault:
            wrong.append((line, fault))
        else:
            values.append(float(field.replace(",", ".")))
    if wrong:
        raise _SampleError(
            *_first([f"{name}:{line}: {what}" for line, what in sorted(wrong)], name)
        )
    return values


def _first(wrong: list[str], name: str) -> list[str]:
    if len(wrong) <= _MOST_SHOWN:
        return wrong
    more = len(wrong) - _MOST_SHOWN
    return [*wrong[:_MOST_SHOWN], f"{name}: {more} more lines are at fault in the same column"]


def _fault_of_field(field: str, delimiter: str, both: bool) -> str:
    """What is wrong with a field, empty if it is a number."""
    if not field:
        return "the column is empty here; give a number, or remove the row"
    if _NOT_FINITE.fullmatch(field):
        return f"is {field}; must be a finite number"
    shown = json.dumps(field if len(field) <= 40 else f"{field[:37]}...", ensure_ascii=False)
    if not _NUMBER.fullmatch(field):
        return f"{shown} is no number; write digits, without thousands separators or units"
    if "," in field and delimiter == ",":
        return (
            f"{shown} has a decimal comma; write a point, or separate the columns with semicolons"
        )
    if "," in field and both:
        return f"{shown} has a comma where other rows have a point; use one of them in a column"
    if not math.isfinite(float(field.replace(",", "."))):
        return f"{shown} is too large; must be a finite number"
    return ""


def _column(text: str, name: str, column: str) -> _Column:
    """The fields of a column, one of each row."""
    head = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    delimiter = ";" if ";" in head else ","
    rows = list(_rows(text, name, delimiter))
    while rows and not rows[-1][1]:
        rows.pop()  # empty lines at the end
    if not rows or not rows[0][1]:
        raise _SampleError(f"{name}: has no header; name the columns in the first line")
    header = [field.strip() for field in rows[0][1]]
    if header.count(column) != 1:
        raise _SampleError(f"{name}:1: {_column_fault(column, header)}")
    if len(rows) == 1:
        raise _SampleError(f"{name}: has no rows below its header")
    place, width = header.index(column), len(header)
    whole = [(line, row[place].strip()) for line, row in rows[1:] if len(row) == width]
    wrong = [
        (line, _width_fault(len(row), width, delimiter))
        for line, row in rows[1:]
        if len(row) != width
    ]
    return _Column(whole, delimiter, wrong)


def _column_fault(column: str, header: list[str]) -> str:
    if column in header:
        return f'has {header.count(column)} columns named "{column}"; give each its own name'
    return f'no column "{column}"; there are: {shortened(header, column)}{hint(column, header)}'


def _width_fault(fields: int, columns: int, delimiter: str) -> str:
    if not fields:
        return "an empty line; give a number, or remove the line"
    message = f"{fields} fields where the header has {columns}"
    if fields > columns and delimiter == ",":
        return f"{message}; a decimal comma? write a point, or separate columns with semicolons"
    return f"{message}; write one for each column"


def _rows(text: str, name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV, each with the line it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise _SampleError(f"{name}:{reader.line_num}: no CSV: {error}") from None


def _text(path: Path, name: str) -> str:
    if not is_file(path):
        message = "no such file; a name is relative to the folder of the config"
        raise _SampleError(f"{name}: {message}{_other_name(path)}")
    try:
        if path.stat().st_size > _MAX_BYTES:
            message = "larger than 1 MB; write it as quantiles, or take a part of the rows"
            raise _SampleError(f"{name}: {message}")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text (byte {error.start}); save the file as UTF-8"
        raise _SampleError(f"{name}: {message}") from None
    except OSError as error:
        raise _SampleError(f"{name}: cannot be read: {error.strerror}") from None


def _other_name(path: Path) -> str:
    try:
        known = sorted(file.name for file in path.parent.glob("*.csv"))
    except (OSError, ValueError):  # a name that no folder can have
        return ""
    return hint(path.name, known)
