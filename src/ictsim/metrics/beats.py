"""``beats``: whether a scenario is cheaper than the baseline by the end of a year, C(t) > 0."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.metrics.base import Flow, Output


def outputs(flow: Flow) -> Iterator[Output]:
    """The probability of C(t) > 0 for every year; a tie does not beat."""
    for year, saving in flow.saving.items():
        yield Output(f"{flow.name}.beats.{year}", "probability", saving)
