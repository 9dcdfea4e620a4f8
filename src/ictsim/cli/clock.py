"""Seconds per part of a command, for ``--timings`` and the manifest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Collects seconds by name, in the order of the parts."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the time of this block under ``name``."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.add(name, time.perf_counter() - began)

    def add(self, name: str, seconds: float) -> None:
        """Count ``seconds`` more under ``name``."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds

    def lines(self) -> list[str]:
        """A line a part, and the total."""
        total = sum(self.seconds.values())
        rows = [*self.seconds.items(), ("total", total)]
        return [f"{name:<12} {seconds:8.3f} s" for name, seconds in rows]
