"""Progress on stderr: a bar on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ictsim.cli.streams import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from ictsim.engine import Progress

_EVERY = 10.0  # seconds between plain lines


@contextmanager
def progress_shown(planned: int, *, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A function to call with each progress; it shows nothing where that is not wanted."""
    if quiet or sys.stderr is None:
        yield lambda _progress: None
    elif sys.stderr.isatty():
        with _bar(planned) as show:
            yield show
    else:
        yield _plain_lines()


def _plain_lines() -> Callable[[Progress], None]:
    last = time.monotonic()

    def show(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            tell(_text(progress))

    return show


@contextmanager
def _bar(planned: int) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(20), TextColumn("{task.percentage:3.0f} %  {task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=planned)
        yield lambda now: bar.update(task, completed=now.done, description=_text(now))


def _text(progress: Progress) -> str:
    done, planned = progress.done / 1e6, progress.planned / 1e6
    rate = f"{progress.rate / 1e6:.1f} million/s, {_duration(progress.left)} left"
    return f"{done:,.1f} of {planned:,.1f} million, {rate}"


def _duration(seconds: float) -> str:
    if seconds < 600.0:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 36_000.0 else f"{seconds / 3600:,.0f} h"
