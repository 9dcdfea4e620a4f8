"""How values, places and shares are written on a terminal by ``ictsim check``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ictsim.cli.placed import given_in

Table = dict[str, Any]

INDENT = "  "
_LIST_LIMIT = 12
_QUOTED = re.compile(r"[^\w .,:;()/%+-]|^$")


def one_line(text: object) -> str:
    """Text on one line, without what steers a terminal or does not show."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def wrapped(text: str, width: int, indent: str = INDENT, hanging: str = "  ") -> Iterator[str]:
    """Lines of at most ``width`` characters; a word that is longer stays whole."""
    line = indent
    for word in one_line(text).split(" "):
        if len(line) + len(word) > width and line.strip():
            yield line.rstrip()
            line = indent + hanging
        line += word + " "
    yield line.rstrip()


def number(value: float) -> str:
    """A number as its author may have written it: all its digits, groups as in TOML."""
    return f"{value:_.12g}" if abs(value) >= 10_000 else f"{value:.12g}"


def rounded(value: float | None) -> str:
    """A number that was computed: four digits, or a whole number where it is large."""
    if value is None:
        return "none"
    value += 0.0  # no minus sign before a 0
    if abs(value) < 1_000 or abs(value) >= 1e15:
        return f"{value:.4g}"
    return f"{value:_.0f}" if abs(value) >= 10_000 else f"{value:.0f}"


def share(value: float) -> str:
    """A chance in per cent; never 0 or 100 % unless it is that."""
    if 0.0 < value < 0.0005:
        return "less than 0.1 %"
    if 0.9995 < value < 1.0:
        return "more than 99.9 %"
    return f"{100 * value:.3g} %"


def value_text(value: Any) -> str:
    """Any value of a config: numbers, names, lists, tables, distributions."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, dict):
        return law_text(value) if isinstance(value.get("dist"), str) else f"{{{key_texts(value)}}}"
    if isinstance(value, list):
        cut = value[:_LIST_LIMIT]
        more = f", ... {len(value)} in all" if len(value) > len(cut) else ""
        return f"[{', '.join(map(value_text, cut))}{more}]"
    text = one_line(value)
    return f'"{text}"' if _QUOTED.search(text) else text


def key_texts(table: Table) -> str:
    """``low 0, mode 0.25, high 2``."""
    return ", ".join(f"{one_line(key)} {value_text(value)}" for key, value in table.items())


def law_text(table: Table) -> str:
    """A distribution on one line: ``pert (low 0, mode 0.25, high 2)``."""
    parameters = {key: value for key, value in table.items() if key != "dist"}
    inside = key_texts(parameters)
    return f"{one_line(table.get('dist', ''))}{f' ({inside})' if inside else ''}"


def place_text(given: Table) -> str:
    """``configs/3_0.toml:71``, or the setting of the command line."""
    file = one_line(given["file"])
    return f"{file}:{given['line']}" if given["line"] else file


def places(values: Table) -> str:
    """Where the values of an item stand: file and lines, with the keys where files differ."""
    by_file: dict[str, list[int]] = {}
    keys: dict[str, list[str]] = {}
    for key, node in values.items():
        for given in given_in(node):
            by_file.setdefault(given["file"], []).append(given["line"])
            keys.setdefault(given["file"], []).append(one_line(key))
    most = max(by_file, key=lambda file: len(by_file[file]), default="")
    texts = [_span(file, by_file[file]) for file in by_file if file == most]
    for file, lines in by_file.items():
        if file != most:
            texts.append(f"{', '.join(dict.fromkeys(keys[file]))}: {_span(file, lines)}")
    return "; ".join(texts)


def _span(file: str, lines: Iterable[int]) -> str:
    low, high = min(lines), max(lines)
    where = f":{low}" if low == high else f":{low}-{high}"
    return one_line(file) + (where if high else "")
