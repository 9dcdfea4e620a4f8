"""``saving``: cumulative net saving C(t) = -sum of the changes up to and including year t."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.metrics.base import Coverage, Flow, Output


def outputs(flow: Flow) -> Iterator[Output]:
    """C(t) in euros for every year; the headline years over all runs."""
    for year, saving in flow.saving.items():
        coverage = Coverage.ALL if year in flow.frame.ends else Coverage.SAMPLE
        yield Output(f"{flow.name}.saving.{year}", "eur", saving, coverage)
