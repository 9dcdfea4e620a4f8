"""``npv``: net present value of the saving at the end of the first year, nominal rate.

NPV(E) = -sum over s <= E of change(s) * (1 + r)^-(s - start), the changes in cash.
"""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.metrics.base import Flow, Output


def outputs(flow: Flow) -> Iterator[Output]:
    """NPV in euros, and the chance that it is above 0, at the headline years and the horizon."""
    for year in flow.frame.ends:
        yield Output(f"{flow.name}.npv.{year}", "eur", flow.value[year])
        yield Output(f"{flow.name}.npv_beats.{year}", "probability", flow.value[year])
