"""``peak``: the funding peak, the largest cumulative loss max over t of max(0, -C(t)).

Where cash is not the budget there is one of each: ``peak`` and ``peak_cash``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.graph import Expr, minimum
from ictsim.metrics.base import Flow, Output
from ictsim.statistics import CERTAINTIES, PERCENTILES

_LEVELS = tuple(sorted({*PERCENTILES, *CERTAINTIES}))


def outputs(flow: Flow) -> Iterator[Output]:
    """The funding peak in euros, 0 where the saving never falls below 0."""
    yield Output(f"{flow.name}.peak", "eur", _peak(flow, flow.saving), levels=_LEVELS)
    if flow.cash_saving is not None:
        yield Output(f"{flow.name}.peak_cash", "eur", _peak(flow, flow.cash_saving), levels=_LEVELS)


def _peak(flow: Flow, savings: dict[int, Expr]) -> Expr:
    lowest = flow.frame.graph.number(0.0)
    for saving in savings.values():
        lowest = minimum(saving, lowest)
    return -lowest
