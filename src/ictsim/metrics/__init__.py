"""The metrics. A new one is one file here and one entry in a catalogue.

``FLOW_METRICS`` look at one flow (a scenario in total or for one partner).
"""

from __future__ import annotations

from ictsim.metrics import (
    all_partners,
    beats,
    best,
    book_value,
    loss,
    npv,
    one_off,
    payback,
    peak,
    remainder,
    saving,
    saving_cash,
    share,
    worst_rise,
)
from ictsim.metrics.base import Changes, Coverage, Flow, Frame, OneTime, Output

FLOW_METRICS = (
    saving,
    beats,
    payback,
    npv,
    loss,
    peak,
    worst_rise,
    share,
    one_off,
    remainder,
    saving_cash,
    book_value,
)

__all__ = [
    "FLOW_METRICS",
    "Changes",
    "Coverage",
    "Flow",
    "Frame",
    "OneTime",
    "Output",
    "all_partners",
    "best",
]
