"""``saving_cash``: the cumulative net saving in cash, where that is not the budget's."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.metrics.base import Coverage, Flow, Output


def outputs(flow: Flow) -> Iterator[Output]:
    """Minus the changes in cash up to each year, in euros."""
    for year, saving in (flow.cash_saving or {}).items():
        coverage = Coverage.ALL if year in flow.frame.ends else Coverage.SAMPLE
        yield Output(f"{flow.name}.saving_cash.{year}", "eur", saving, coverage)
