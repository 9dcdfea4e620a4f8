"""Numbers as people write them, how a config has them, and which are too large for it."""

from __future__ import annotations

import re

_AROUND = re.compile(
    r"(?:€|eur(?:os?)?)?\s*(?P<sign>[+-]?)\s*(?P<digits>\d[\d_., ]*?)\s*(?P<unit>%|€|eur(?:os?)?)?",
    re.ASCII | re.IGNORECASE,
)
# One group of three digits behind a point or comma: thousands, or three decimals?
_EITHER = re.compile(r"([1-9]\d{0,2})[.,](\d{3})", re.ASCII)
_PLAIN = re.compile(r"(?:0|[1-9](?:_?\d)*)(?:\.\d+)?", re.ASCII)
_COMMA = re.compile(r"(\d+),(\d+)", re.ASCII)
_GROUPED = re.compile(
    r"(\d{1,3}(?P<mark>[.,_ ])\d{3}(?:(?P=mark)\d{3})*)(?:(?!(?P=mark))[.,](\d+))?", re.ASCII
)
_TOKEN = re.compile(r"(?:€\s*)?[+-]?\d[\d_]*(?:[.,]\d+|[ ]\d{3}\b)*(?:\s*%)?", re.ASCII)

# A thousand billion euros: what all Dutch municipalities together spend in over ten years.
LARGEST = 1e12

_ALLOWED = "a number lies between -1e12 and 1e12, and amounts are in euros: write a smaller one"


def written(text: str) -> str:
    """How a config has the number that a text means: ``1_600_000`` for ``1.600.000``.

    Empty where the text means no number. What may be thousands or a decimal is told both ways.
    """
    around = _AROUND.fullmatch(text.strip())
    found = _numbers(around["digits"]) if around else []
    if not around or not found:
        return ""
    numbers = [around["sign"] + each for each in found]
    if around["unit"] == "%":
        numbers = [f"{float(each) / 100:.12g}" for each in numbers]
    return " or ".join(numbers)


def _numbers(digits: str) -> list[str]:
    """The numbers that digits with marks between them may mean."""
    if either := _EITHER.fullmatch(digits):
        return ["_".join(either.groups()), ".".join(either.groups())]
    if _PLAIN.fullmatch(digits):
        return [digits]
    if comma := _COMMA.fullmatch(digits):
        return [".".join(comma.groups())]
    if grouped := _GROUPED.fullmatch(digits):
        decimals = f".{grouped[3]}" if grouped[3] else ""
        return [grouped[1].replace(grouped["mark"], "_") + decimals]
    return []


def advice(text: str) -> str:
    """What to write in place of a number that is written in another way; empty if it is none."""
    found = written(text)
    if not found or found == text:
        return ""
    if text.rstrip().endswith("%"):
        return f"a percentage is written as a fraction: {found}"
    if " or " in found:
        return f"thousands have _ and decimals a point: {found}"
    if found == text.strip("€ "):
        return f"leave the sign out: {found}"
    if "_" in found:
        return f"thousands: {found}"
    return f"decimals have a point: {found}"


def number_at(line: str, column: int) -> str:
    """What looks like a number on a line at a column, counted from 1, or ends just before it."""
    for match in _TOKEN.finditer(line):
        if match.start() < column and not line[match.end() : column - 1].strip():
            return match[0]
    return ""


def too_large(number: float) -> str:
    """What is wrong with a number beyond the largest, and what is allowed."""
    return f"is {_shown(number)}; {_ALLOWED}"


def _shown(number: float) -> str:
    digits = str(number)
    return digits if len(digits) <= 24 else f"{digits[:21]}..."
