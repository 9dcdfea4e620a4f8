"""The correlations of a case, as its results tell them."""

from __future__ import annotations

from ictsim.compile.correlated_pairs import correlated_pairs
from ictsim.model import Case
from ictsim.results.record import CorrelationRow


def correlation_rows(case: Case) -> list[CorrelationRow]:
    """Every correlated pair: the rank correlation asked, and where there are ties the realised."""
    laws = case.sampled
    return [
        CorrelationRow(
            a=laws[pair.a].label or pair.a,
            b=laws[pair.b].label or pair.b,
            rank=pair.rank,
            realised=pair.realised if pair.with_atoms else None,
            source=case.correlations[pair.correlation].source,
        )
        for pair in correlated_pairs(case)
    ]
