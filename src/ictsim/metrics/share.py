"""``share``: the saving as a share of the baseline cost up to the same year."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.metrics.base import Coverage, Flow, Output


def outputs(flow: Flow) -> Iterator[Output]:
    """C(E) divided by the baseline cost of start ... E (a fraction), at the headline years."""
    cost = flow.frame.graph.number(0.0)
    for year, baseline in flow.baseline.items():
        cost = cost + baseline
        nothing = cost.is_constant and cost.constant == 0.0  # then a share is undefined
        if year in flow.frame.ends and not nothing:
            share = flow.saving[year] / cost
            yield Output(f"{flow.name}.share.{year}", "share", share, Coverage.SAMPLE)
