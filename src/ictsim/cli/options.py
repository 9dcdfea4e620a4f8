"""What options may hold, and options that commands share."""

from __future__ import annotations

import os
import re
from typing import Any

import click

LARGEST_RUNS = 10**15
LARGEST_DRAWS = 100_000


class Count(click.ParamType):
    """A whole number of runs: 1000000, 1_000_000, 1e6, 2.5M or 500k."""

    name = "count"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a usage error names what is allowed."""
        if isinstance(value, int):
            return value
        text = str(value).strip().replace("_", "")
        match = re.fullmatch(r"(-?\d+(?:\.\d+)?(?:[eE]\+?\d{1,2})?)([kKM]?)", text)
        if match is None:
            self.fail(f"{value!r} is no number; write 1000000, 1e6 or 1M", param, ctx)
        number = float(match[1]) * {"": 1, "k": 1e3, "K": 1e3, "M": 1e6}[match[2]]
        count = int(match[1]) if match[1].lstrip("-").isdigit() and not match[2] else round(number)
        if count != number and not match[1].lstrip("-").isdigit():
            self.fail(f"{value!r} is no whole number", param, ctx)
        if not self.low <= count <= self.high:
            self.fail(f"{value} is outside {self.low} ... {self.high:,}".replace(",", "_"), param, ctx)
        return count


def available_threads() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
