"""``payback``: the first year t with C(u) >= 0 for all u = t ... horizon.

Codes: 0 nothing ever changed; 1 never under water (the payback year is the start); then a
code for each year from start + 1 on; the last one is never within the horizon.
"""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.graph import payback_step
from ictsim.metrics.base import Flow, Output

NO_CHANGE, NEVER_UNDER_WATER, NEVER = "no_change", "never_under_water", "never"


def outputs(flow: Flow) -> Iterator[Output]:
    """The payback year as a code."""
    frame = flow.frame
    code = frame.graph.number(0.0)
    for position, saving in enumerate(flow.saving.values()):
        code = payback_step(code, saving, under_water=position + 2.0, above=1.0)
    later = (str(year) for year in frame.years[1:])
    codes = (NO_CHANGE, NEVER_UNDER_WATER, *later, NEVER)
    yield Output(f"{flow.name}.payback", "year", code, codes=codes)
