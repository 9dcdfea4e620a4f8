"""``best``: the scenario with the lowest cumulative cost by the end of a year.

The baseline is one of them; ties go to the baseline, then to the earlier scenario.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ictsim.graph import maximum, pick
from ictsim.metrics.base import Flow, Output


def outputs(totals: Sequence[Flow]) -> Iterator[Output]:
    """Which is best, as a number: 0 the baseline, 1 the first scenario, and so on."""
    frame = totals[0].frame
    codes = ("baseline", *(flow.name for flow in totals))
    for end in frame.ends:
        highest = code = frame.graph.number(0.0)
        for number, flow in enumerate(totals, start=1):
            code = pick(flow.saving[end], highest, float(number), code)
            highest = maximum(flow.saving[end], highest)
        yield Output(f"best.{end}", "year", code, codes=codes)
