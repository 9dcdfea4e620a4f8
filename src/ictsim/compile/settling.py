"""Who bears what: keys, mixes of keys, and the years in which the whole cost is divided.

MODEL section 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ictsim.compile.surroundings import CaseSurroundings
from ictsim.graph import Expr
from ictsim.lines import Line
from ictsim.lines.base import begun, not_over
from ictsim.model import Case, Key, Settled, Settlement, weights_of


@dataclass(frozen=True)
class Settling:
    """Divides cost by a settlement. ``baseline``: cost of going on alone by partner and year."""

    case: Case
    place: CaseSurroundings
    settlement: Settlement
    baseline: Mapping[str, Mapping[int, Expr]]

    def shares(self, key: Key, year: int) -> dict[str, Expr]:
        """Each partner's share by a key or a mix; they sum to 1."""
        total = {name: self.place.number(0.0) for name in self.case.partners}
        whole = self.place.number(0.0)
        for single, weight in weights_of(key).items():
            factor = self.place.sum_of(weight, year)
            whole = whole + factor
            for name, share in self._single(single, year).items():
                total[name] = total[name] + share * factor
        return {name: share / whole for name, share in total.items()}

    def _single(self, key: str, year: int) -> dict[str, Expr]:
        fixed = self.case.fixed_shares(key)
        if fixed is not None:
            return {name: self.place.number(share) for name, share in fixed.items()}
        costs = {name: row[year] for name, row in self.baseline.items()}
        return _normalised(costs, costs)

    def settled(self, year: int) -> Expr:
        """1 in the years in which the whole cost is divided, else 0."""
        settled = self.settlement.settled
        if not isinstance(settled, Settled):
            return self.place.number(float(settled))
        window = self.place.number(1.0)
        if settled.from_ is not None:
            window = window * begun(self.place, settled.from_, year)
        if settled.until is not None:
            window = window * not_over(self.place, settled.until, year)
        return window

    def borne(self, line: Line, year: int) -> dict[str, Expr]:
        """Which part of a line that not all bear each partner bears; a receiver's is below 0."""
        shares = self.shares(self.settlement.key_of(line.category), year)
        if line.transfer is None:
            return _normalised(shares, line.partners)
        payer = line.transfer.from_
        receivers = line.transfer.to or [name for name in self.case.partners if name != payer]
        parts = {name: -share for name, share in _normalised(shares, receivers).items()}
        return {payer: self.place.number(1.0), **parts}


def _normalised(shares: Mapping[str, Expr], among: Iterable[str]) -> dict[str, Expr]:
    """The shares of some, over their sum."""
    names = list(among)
    whole = sum((shares[name] for name in names[1:]), shares[names[0]])
    if len(names) == 1:
        return {names[0]: whole.graph.number(1.0)}
    return {name: shares[name] / whole for name in names}


def groups(settlement: Settlement, categories: Sequence[str]) -> list[tuple[Key, list[str]]]:
    """Each different key with the categories it divides, in order."""
    found: list[tuple[Key, list[str]]] = []
    for category in categories:
        key = settlement.key_of(category)
        for known, names in found:
            if known == key:
                names.append(category)
                break
        else:
            found.append((key, [category]))
    return found
