"""The correlations of a case, as its results tell them."""

from __future__ import annotations

from ictsim.compile.correlated_pairs import correlated_pairs
from ictsim.model import Case
from ictsim.results.record import CorrelationRow


def correlation_rows(case: Case) -> list[CorrelationRow]:
    """Every correlated pair: the rank correlation asked, and where there are ties the realised."""
    labels = {name: x.label or name for name, x in [*case.inputs.items(), *case.events.items()]}
    return [
        CorrelationRow(
            a=labels[pair.a],
            b=labels[pair.b],
            rank=pair.rank,
            realised=pair.realised if pair.with_atoms else None,
            source=case.correlations[pair.correlation].source,
            a_is_event=pair.a in case.events,
            b_is_event=pair.b in case.events,
        )
        for pair in correlated_pairs(case)
    ]
