"""Which inputs are drawn together, and what their values then have of it."""

from __future__ import annotations

from dataclasses import dataclass

from ictsim.distributions.ranks import has_atoms, realised_rank_correlation
from ictsim.model import Case


@dataclass(frozen=True)
class CorrelatedPair:
    """Two inputs or events of one correlation; every correlation is from -1 to 1.

    Attributes
    ----------
    correlation
        Name of the correlation that says so.
    a, b
        Names of the two.
    asked
        Rank correlation of their uniforms in the config.
    rank
        The same, scaled by the case.
    realised
        Rank correlation of their values; None where one of the two never varies.
    with_atoms
        Whether one of the two has values with a probability of their own. If not, ``realised``
        is ``rank``.
    """

    correlation: str
    a: str
    b: str
    asked: float
    rank: float
    realised: float | None
    with_atoms: bool


def correlated_pairs(case: Case) -> list[CorrelatedPair]:
    """All correlated pairs of a case, in the order of the config."""
    laws = case.sampled
    scaled = case.rank_correlations()
    found = []
    for name, correlation in case.correlations.items():
        for a, b in correlation.pairs():
            rank = scaled[a, b] + 0.0  # a scale of 0 leaves no minus sign
            realised = realised_rank_correlation(laws[a], laws[b], rank)
            tied = has_atoms(laws[a]) or has_atoms(laws[b])
            found.append(CorrelatedPair(name, a, b, correlation.rank, rank, realised, tied))
    return found
