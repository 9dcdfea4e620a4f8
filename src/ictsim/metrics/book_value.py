"""``book_value``: what was bought and is not depreciated yet at the end of the horizon."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.metrics.base import Coverage, Flow, Output


def outputs(flow: Flow) -> Iterator[Output]:
    """In euros, of the scenario as a whole; later budgets will bear it."""
    if flow.one_time is not None and flow.one_time.book_value is not None:
        value = flow.one_time.book_value.hold()
        yield Output(f"{flow.name}.book_value", "eur", value, Coverage.SAMPLE)
