"""``npv``: net present value of the saving at the end of the first year, nominal rate.

NPV(E) = -sum over s <= E of change(s) * (1 + r)^-(s - start).
"""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.metrics.base import Flow, Output


def outputs(flow: Flow) -> Iterator[Output]:
    """NPV in euros, and the chance that it is above 0, at the headline years and the horizon."""
    frame = flow.frame
    value = frame.graph.number(0.0)
    for year in frame.years:
        discount = (1.0 + frame.discount_rate) ** -(year - frame.start)
        value = (value - flow.change[year] * discount).hold()
        if year in frame.ends:
            yield Output(f"{flow.name}.npv.{year}", "eur", value)
            yield Output(f"{flow.name}.npv_beats.{year}", "probability", value)
