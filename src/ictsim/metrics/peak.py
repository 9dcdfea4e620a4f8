"""``peak``: the funding peak, the largest cumulative loss max over t of max(0, -C(t))."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.graph import minimum
from ictsim.metrics.base import Flow, Output
from ictsim.statistics import CERTAINTIES, PERCENTILES

_LEVELS = tuple(sorted({*PERCENTILES, *CERTAINTIES}))


def outputs(flow: Flow) -> Iterator[Output]:
    """The funding peak in euros, 0 where the saving never falls below 0."""
    lowest = flow.frame.graph.number(0.0)
    for saving in flow.saving.values():
        lowest = minimum(saving, lowest)
    yield Output(f"{flow.name}.peak", "eur", -lowest, levels=_LEVELS)
