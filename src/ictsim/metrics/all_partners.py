"""``all_partners``: whether every partner is better off by the end of a year."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.graph import minimum, sign_node
from ictsim.metrics.base import Flow, Output


def outputs(scenario: str, partners: list[Flow]) -> Iterator[Output]:
    """The probability that C_i(t) > 0 for every partner i, for every year."""
    graph = partners[0].frame.graph
    for year in partners[0].frame.years:
        # The sign alone matters: partners that differ by their share alone fall together.
        signs = [graph.as_expr(sign_node(partner.saving[year])) for partner in partners]
        lowest = signs[0]
        for sign in signs[1:]:
            lowest = minimum(lowest, sign)
        yield Output(f"{scenario}.all_partners.{year}", "probability", lowest)
