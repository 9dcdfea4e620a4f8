"""``worst_rise``: the largest rise of cost against the baseline in any one year."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.graph import maximum
from ictsim.metrics.base import Coverage, Flow, Output


def outputs(flow: Flow) -> Iterator[Output]:
    """The largest yearly change in euros; below 0 where every year saves."""
    years = iter(flow.change.values())
    worst = next(years)
    for change in years:
        worst = maximum(change, worst)
    yield Output(f"{flow.name}.worst_rise", "eur", worst, Coverage.SAMPLE)
