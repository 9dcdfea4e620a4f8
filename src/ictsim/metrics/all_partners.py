"""``all_partners``: whether every partner is better off by the end of a year."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.graph import minimum
from ictsim.metrics.base import Flow, Output


def outputs(scenario: str, partners: list[Flow]) -> Iterator[Output]:
    """The probability that C_i(t) > 0 for every partner i, for every year."""
    first, *others = partners
    for year, saving in first.saving.items():
        lowest = saving
        for other in others:
            lowest = minimum(lowest, other.saving[year])
        yield Output(f"{scenario}.all_partners.{year}", "probability", lowest)
