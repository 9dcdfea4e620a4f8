"""What a scenario changes for each partner: its part of what is shared, and what is its own.

change_i = sum over keys of share_i (shared lines + settled * sum of B) + own lines - settled * B_i
(MODEL section 9). What goes by a key that never varies cumulates in common, times the share.
"""

from __future__ import annotations

from collections.abc import Mapping

from ictsim.compile.costs import Costs, Group
from ictsim.graph import Expr
from ictsim.metrics import Changes, Flow


def partner_flows(total: Flow, costs: Costs) -> dict[str, Flow]:
    """The flow of each partner in the scenario of ``total``; together they are that."""
    scenario = total.name
    fixed = {
        number: _group_flow(total, group)
        for number, group in enumerate(costs.groups[scenario])
        if _is_fixed(costs, scenario, group)
    }
    shares = {number: _fixed_shares(costs, scenario, number) for number in fixed}
    shifts = _shifts(costs, scenario, set(fixed))
    flows = {}
    for partner, own in costs.baseline.items():
        name = f"{scenario}.{partner}"
        shift = Flow.of(name, total.frame, shifts[partner], own)
        parts = [(flow, shares[number][partner]) for number, flow in fixed.items()]
        flows[partner] = Flow.weighted(name, [*parts, (shift, 1.0)], own)
    return flows


def _group_flow(total: Flow, group: Group) -> Flow:
    """The shared lines of a group; the total itself where that is all there is."""
    if group.changes.budget == total.change and group.changes.cash == total.cash_change:
        return total
    return Flow.of(total.name, total.frame, group.changes, total.baseline)


def _is_fixed(costs: Costs, scenario: str, group: Group) -> bool:
    """Whether the key gives each partner one share, the same in all years and runs."""
    settling = costs.settling[scenario]
    first = settling.shares(group.key, costs.case.case.start)
    return all(
        share.is_constant and share.constant == first[name].constant
        for year in costs.case.years
        for name, share in settling.shares(group.key, year).items()
    )


def _fixed_shares(costs: Costs, scenario: str, number: int) -> dict[str, float]:
    key = costs.groups[scenario][number].key
    shares = costs.settling[scenario].shares(key, costs.case.case.start)
    return {name: share.constant for name, share in shares.items()}


def _shifts(costs: Costs, scenario: str, fixed: set[int]) -> dict[str, Changes]:
    """What comes to each partner beside its fixed share of what is shared."""
    shifts = {name: costs.changes() for name in costs.case.partners}
    for year in costs.case.years:
        moved = _settled(costs, scenario, year)
        _put(costs, shifts, year, moved, moved)
        for number, group in enumerate(costs.groups[scenario]):
            if number not in fixed:
                shares = costs.settling[scenario].shares(group.key, year)
                _put(costs, shifts, year, *_parts(group.changes, year, shares))
        for key, line in costs.case.lines_of(scenario).items():
            if not line.is_shared:
                borne = costs.settling[scenario].borne(line, year)
                _put(costs, shifts, year, *_parts(costs.row(scenario, key), year, borne))
        for shift in shifts.values():
            shift.budget[year] = shift.budget[year].of_year(year)
            if shift.cash is not None:
                shift.cash[year] = shift.cash[year].of_year(year)
    return shifts


def _settled(costs: Costs, scenario: str, year: int) -> dict[str, Expr]:
    """What dividing the whole baseline moves to each partner."""
    settling = costs.settling[scenario]
    settled = settling.settled(year)
    if settled.is_constant and settled.constant == 0.0:
        return {}
    moved = {name: own[year] * -1.0 for name, own in costs.baseline.items()}
    for group in costs.groups[scenario]:
        for name, share in settling.shares(group.key, year).items():
            moved[name] = moved[name] + group.baseline[year] * share
    return {name: part * settled for name, part in moved.items()}


def _parts(
    changes: Changes, year: int, shares: Mapping[str, Expr]
) -> tuple[dict[str, Expr], dict[str, Expr]]:
    """The changes of a year times each share, in the budget and in cash."""
    paid = changes.budget if changes.cash is None else changes.cash
    budget = {name: changes.budget[year] * share for name, share in shares.items()}
    return budget, {name: paid[year] * share for name, share in shares.items()}


def _put(
    costs: Costs,
    shifts: Mapping[str, Changes],
    year: int,
    budget: Mapping[str, Expr],
    cash: Mapping[str, Expr],
) -> None:
    zero = costs.place.number(0.0)
    for name, shift in shifts.items():
        shift.budget[year] = shift.budget.get(year, zero) + budget.get(name, zero)
        if shift.cash is not None:
            shift.cash[year] = shift.cash.get(year, zero) + cash.get(name, zero)
