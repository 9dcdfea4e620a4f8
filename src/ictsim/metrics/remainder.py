"""``remainder``: one-off cost that falls beyond the horizon, so in no other figure."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.metrics.base import Coverage, Flow, Output


def outputs(flow: Flow) -> Iterator[Output]:
    """The cost in euros, before any index, of the scenario as a whole."""
    if flow.one_time is not None:
        remainder = flow.one_time.remainder.hold()
        yield Output(f"{flow.name}.remainder", "eur", remainder, Coverage.SAMPLE)
