"""``loss``: the cumulative loss by the end of a year, max(0, -C(E)).

Its percentile P_q is the amount that suffices with q % certainty (MODEL section 10). It follows
from the distribution of the saving, which is kept already.
"""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.metrics.base import Flow, Output
from ictsim.statistics import CERTAINTIES


def outputs(flow: Flow) -> Iterator[Output]:
    """The loss in euros at the headline years and the horizon, 0 where there is a saving."""
    for year in flow.frame.ends:
        # Held, so that it is the saving's own node times a number.
        loss = -flow.saving[year].hold()
        yield Output(f"{flow.name}.loss.{year}", "eur", loss, levels=CERTAINTIES, floor=0.0)
