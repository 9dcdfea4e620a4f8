"""Samples beside a config: the column of a CSV takes the place of ``file`` and ``column``.

It happens per file, before layers are merged, so that a name is relative to the file it stands
in, and what a config means, its hash included, does not depend on anything outside its tables.
A later layer that gives one of the two keeps the other.

A CSV is UTF-8 text of at most 1 MB whose first line names the columns. They are separated by
semicolons where that line has one, else by commas. With semicolons, or with one column and so no
separator, a column may have decimal commas. Every row must have a number in the column that is
asked for, and there must be no doubt whether its marks are for decimals or for thousands.
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
from ictsim.config.faults.numbers import LARGEST, too_large
from ictsim.config.files.reading import is_binary, is_file

_MAX_BYTES = 1_000_000
_MOST_SHOWN = 5
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


class _SampleError(Exception):
    """What is wrong with a CSV: messages, each naming the file and mostly the line."""


class Sample(NamedTuple):
    """A column of a CSV whose name is relative to a folder."""

    folder: Path
    file: str
    column: str


class _Column(NamedTuple):
    """The fields of one column as they stand, each with its line.

    ``doubtful`` are the marks that may stand before decimals or between thousands; ``wrong`` are
    the lines that have no such field, each with what is wrong.
    """

    fields: list[tuple[int, str]]
    delimiter: str
    doubtful: str
    wrong: list[tuple[int, str]]


def fill_samples(
    file: Path, tables: Table, named: dict[Keys, Sample] | None = None
) -> tuple[Table, list[Fault]]:
    """Read every CSV that the tables of one config file ask for.

    Parameters
    ----------
    file
        The config the tables were read from; names of CSVs are relative to its folder.
    tables
        Its tables, before any check. They are not changed.
    named
        The columns that the inputs of earlier layers are drawn from; brought up to date here.

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
    named = {} if named is None else named
    filled = {
        name: _filled(table, ("inputs", name), file.parent, named, faults)
        for name, table in inputs.items()
    }
    return tables | {"inputs": filled}, faults


def without_echoes(faults: Iterable[Fault], samples: Sequence[Fault]) -> list[Fault]:
    """``faults`` without those of a record that has no values because its CSV was at fault.

    Nor those of a key that ``samples`` tell of already; that a key is unknown is told all the same.
    """
    unread = {fault.keys[:-1] for fault in samples}
    told = {fault.keys for fault in samples}
    return [
        fault
        for fault in faults
        if fault.keys not in unread and (fault.keys not in told or fault.state == "unknown")
    ]


def _filled(
    table: Any, keys: Keys, folder: Path, named: dict[Keys, Sample], faults: list[Fault]
) -> Any:
    if not isinstance(table, dict):
        return table
    components = table.get("components")
    if isinstance(components, list):
        # Later layers replace the list whole, so no component goes on from an earlier one.
        made = [
            _filled(component, (*keys, "components", number), folder, {}, faults)
            for number, component in enumerate(components)
        ]
        return table | {"components": made}
    # A later layer may name another file without saying once more which distribution it is.
    if table.get("dist", "empirical") != "empirical" or "values" in table:
        named.pop(keys, None)
    if not _asks(table, keys in named):
        return table
    found = list(_faults_of_keys(table, keys, keys in named))
    if not found:
        sample = named[keys] = _sample(table, folder, named.get(keys))
        try:
            kept = {key: value for key, value in table.items() if key not in ("file", "column")}
            return kept | {"values": _values(sample)}
        except _SampleError as problem:
            told_at = "file" if "file" in table else "column"
            found = [Fault((*keys, told_at), message) for message in problem.args]
    faults += found
    return table


def _asks(table: Table, is_named: bool) -> bool:
    """Whether a table asks for a CSV, or for another column of the one that is named."""
    is_empirical = table.get("dist", "empirical") == "empirical"
    with_file = isinstance(table.get("file"), str)
    return is_empirical and (with_file or (is_named and "file" not in table and "column" in table))


def _faults_of_keys(table: Table, keys: Keys, is_named: bool) -> Iterator[Fault]:
    if "values" in table:
        yield Fault((*keys, "file"), "given beside values; remove one of the two")
    if "column" not in table:
        if not is_named:
            yield Fault((*keys, "file"), 'no column is named; write column = "..." beside it')
    elif not isinstance(table["column"], str):
        yield Fault((*keys, "column"), 'must be the name of a column in quotes, like "ratio"')


def _sample(table: Table, folder: Path, earlier: Sample | None) -> Sample:
    """What a table asks for; what it leaves out is as it was."""
    if earlier is None:
        return Sample(folder, table["file"], table["column"])
    if "file" not in table:
        return earlier._replace(column=table["column"])
    return Sample(folder, table["file"], table.get("column", earlier.column))


def _values(sample: Sample) -> list[float]:
    """The numbers of one column."""
    name = sample.file
    found = _column(_text(sample.folder / name, name), name, sample.column)
    marks = {mark for _, field in found.fields for mark in ",." if mark in field}
    values: list[float] = []
    wrong = found.wrong + _doubt(found)
    for line, field in found.fields:
        fault = _fault_of_field(field, found.delimiter, len(marks) > 1)
        if fault:
            wrong.append((line, fault))
        else:
            values.append(_number(field))
    wrong = wrong or _beyond(found)
    if wrong:
        raise _SampleError(
            *_first([f"{name}:{line}: {what}" for line, what in sorted(wrong)], name)
        )
    return values


def _beyond(column: _Column) -> list[tuple[int, str]]:
    """The first number beyond the largest there may be, and how many more there are.

    A column in a wrong unit is at fault in every row: that is one fault.
    """
    numbers = [(line, _number(field)) for line, field in column.fields]
    large = [(line, number) for line, number in numbers if abs(number) > LARGEST]
    if not large:
        return []
    line, number = large[0]
    more = f" (and {len(large) - 1} more in this column)" if len(large) > 1 else ""
    return [(line, too_large(number) + more)]


def _number(field: str) -> float:
    return float(field.replace(",", "."))


def _doubt(column: _Column) -> list[tuple[int, str]]:
    """The first number that may be in thousands or have decimals, where no other tells which."""
    numbers = [(line, field) for line, field in column.fields if _NUMBER.fullmatch(field)]
    marked = [(line, field) for line, field in numbers if "." in field or "," in field]
    marks = {mark for _, field in marked for mark in ",." if mark in field}
    if len(marks) != 1 or not marks <= {*column.doubtful}:
        return []
    if not all(_THOUSANDS.fullmatch(field) for _, field in marked):
        return []
    line, field = marked[0]
    [mark] = marks
    whole, decimals = field.split(mark)
    rest = decimals.rstrip("0") or "0"
    message = (
        f'"{field}" is {whole}{decimals} or {whole}{mark}{rest}, and no row tells which; write '
        f"{whole}{decimals}, or {whole},{rest} for a decimal"
    )
    return [(line, message)]


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
    if not math.isfinite(_number(field)):
        return f"{shown} is too large; must be a finite number"
    return ""


def _column(text: str, name: str, column: str) -> _Column:
    """The fields of a column, one of each row."""
    head = re.sub(r'"[^"]*"', "", text.partition("\n")[0])
    delimiter = "," if "," in head and ";" not in head else ";"
    rows = list(_rows(text, name, delimiter))
    while rows and not rows[-1][1]:
        rows.pop()  # empty lines at the end
    if not rows or not rows[0][1]:
        raise _SampleError(f"{name}: has no header; name the columns in the first line")
    header = [field.strip() for field in rows[0][1]]
    if "\t" in head and column not in header:
        message = "its columns are separated by tabs; save it as CSV, with semicolons or commas"
        raise _SampleError(f"{name}:1: {message}")
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
    # With commas between columns a point is for decimals; with semicolons a comma is.
    doubtful = {",": "", ";": "."}[delimiter] if width > 1 else ",."
    return _Column(whole, delimiter, doubtful, wrong)


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
        if is_binary(error.object):
            message = "a workbook or another file that is no text; save the sheet as CSV (UTF-8)"
        raise _SampleError(f"{name}: {message}") from None
    except OSError as error:
        raise _SampleError(f"{name}: cannot be read: {error.strerror}") from None


def _other_name(path: Path) -> str:
    try:
        known = sorted(file.name for file in path.parent.glob("*.csv"))
    except (OSError, ValueError):  # a name that no folder can have
        return ""
    return hint(path.name, known)
