"""``one_off``: what is paid for the one-off lines up to the horizon, nominal."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.metrics.base import Coverage, Flow, Output


def outputs(flow: Flow) -> Iterator[Output]:
    """Nominal one-off cost in euros, of the scenario as a whole."""
    if flow.one_time is None:
        return
    total = flow.frame.graph.number(0.0)
    for cost in flow.one_time.one_off.values():
        total = total + cost
    yield Output(f"{flow.name}.one_off", "eur", total.hold(), Coverage.SAMPLE)
