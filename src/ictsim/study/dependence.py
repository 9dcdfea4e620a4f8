"""Which inputs are drawn together, and what their values then have of it."""

from __future__ import annotations

from ictsim.distributions.ranks import has_atoms, realised_rank_correlation
from ictsim.model import Case
from ictsim.results.record import CorrelationRow


def correlation_rows(case: Case) -> list[CorrelationRow]:
    """Every correlated pair: the rank correlation asked, and where there are ties the realised."""
    laws = case.sampled
    rows = []
    for correlation in case.correlations.values():
        rank = correlation.rank * case.correlation_scale
        for a, b in correlation.pairs():
            tied = has_atoms(laws[a]) or has_atoms(laws[b])
            rows.append(
                CorrelationRow(
                    a=laws[a].label or a,
                    b=laws[b].label or b,
                    rank=rank,
                    realised=realised_rank_correlation(laws[a], laws[b], rank) if tied else None,
                    source=correlation.source,
                )
            )
    return rows
