"""What each partner spends alone at the least: that is divided by where it is a key."""

from __future__ import annotations

from ictsim.config.rules.limits import bounds, is_open
from ictsim.model import Case

_Ends = tuple[float, float]

# For what comes near 0 and is never 0: as long as it is not 0, how small does not matter.
_NEAR_ZERO = 1e-9

_OTHER_KEY = "choose another key"


def own_costs(case: Case) -> dict[int, dict[str, dict[str, float]]] | None:
    """The lowest cost in any run, by year, partner and category; in euros before prices.

    The years are those of the rows to the horizon: later ones are as the last. Prices are above 0
    and turn no sign. None where something that it is made of is at fault.
    """
    shares = _shares(case)
    rows = {name: partner.baseline_eur for name, partner in case.partners.items()}
    years = sorted({year for row in rows.values() for year in row if year <= case.case.horizon})
    found: dict[int, dict[str, dict[str, float]]] = {}
    for year in years:
        found[year] = {name: {} for name in rows}
        for name, row in rows.items():
            published = row.get(min(year, max(row)))
            for category, part in case.baseline.categories.items():
                additive = bounds(case, part.additive_eur.get(name, 0.0))
                factors = _product(case, part.factors)
                if shares is None or additive is None or factors is None or published is None:
                    return None
                low, high = _times((published, published), shares[category])
                cost = _times((low + additive[0], high + additive[1]), factors)
                found[year][name][category] = cost[0]
    return found


def own_cost_message(case: Case) -> str:
    """What is wrong with own cost as a key; empty if nothing is."""
    own = "divides by what each would spend alone"
    costs = own_costs(case) or {}
    for year, rows in costs.items():
        for name, row in rows.items():
            for category, low in row.items():
                if low < 0.0:
                    return f"{own}, and {category} of {name} can be below 0 in {year}; {_OTHER_KEY}"
    for year, rows in costs.items():
        if not any(sum(row.values()) for row in rows.values()):
            return f"{own}, and in {year} that can be 0 for all; {_OTHER_KEY}"
    return ""


def _shares(case: Case) -> dict[str, _Ends] | None:
    """The ends of each category's share of a row; "rest" is what the others leave."""
    found: dict[str, _Ends] = {}
    low = high = 0.0
    for name, category in case.baseline.categories.items():
        ends = bounds(case, category.share) if category.share != "rest" else (0.0, 0.0)
        if ends is None:
            return None
        found[name] = ends
        low, high = low + ends[0], high + ends[1]
    rest = (max(0.0, 1.0 - high), 1.0 - low)
    return {
        name: rest if case.baseline.categories[name].share == "rest" else ends
        for name, ends in found.items()
    }


def _product(case: Case, factors: list[float | str]) -> _Ends | None:
    product = (1.0, 1.0)
    for factor in factors:
        ends = bounds(case, factor)
        if ends is None:
            return None
        if isinstance(factor, str) and is_open(case, factor):
            ends = (_NEAR_ZERO, ends[1])
        product = _times(product, ends)
    return product


def _times(one: _Ends, other: _Ends) -> _Ends:
    # 0 times what has no end is 0.
    ends = [a * b if a and b else 0.0 for a in one for b in other]
    return min(ends), max(ends)
