"""The yearly costs of a case: baseline, lines, and the total of each scenario.

Written year by year: few figures are then alive at a time in the compiled core, and what a year
brings may depend on the years before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ictsim.compile.settling import Settling, groups
from ictsim.compile.surroundings import CaseSurroundings
from ictsim.graph import Expr
from ictsim.lines import Line
from ictsim.lines.contribution import Contribution
from ictsim.metrics import Changes
from ictsim.model import Case, Key


@dataclass
class Group:
    """Cost categories that are divided by one key: shared lines, and baseline of all partners.

    In euros by calendar year.
    """

    key: Key
    categories: list[str]
    changes: Changes
    baseline: dict[int, Expr] = field(default_factory=dict)


@dataclass
class Costs:
    """All in euros by calendar year.

    ``baseline`` by partner, ``of_category`` by baseline category, ``together`` all of it; ``rows``
    by scenario and line: a line that a scenario has from one below stands there under that one,
    but for a contribution, which differs by scenario. ``totals`` and ``groups`` by scenario:
    totals before contributions, and what of them is divided by which key.
    """

    case: Case
    place: CaseSurroundings
    baseline: dict[str, dict[int, Expr]]
    of_category: dict[str, dict[int, Expr]]
    together: dict[int, Expr] = field(default_factory=dict)
    rows: dict[tuple[str, str], Changes] = field(default_factory=dict)
    before: dict[str, Changes] = field(default_factory=dict)
    totals: dict[str, Changes] = field(default_factory=dict)
    groups: dict[str, list[Group]] = field(default_factory=dict)
    settling: dict[str, Settling] = field(default_factory=dict)
    within: dict[str, CaseSurroundings] = field(default_factory=dict)

    def row(self, scenario: str, key: str) -> Changes:
        """The yearly changes by a line of a scenario, or of one it builds on."""
        if (scenario, key) in self.rows:
            return self.rows[scenario, key]
        return self.rows[owner_of(key), key]

    def outlay(self, scenario: str, key: str) -> dict[int, Expr]:
        """What is paid for a line: of an investment when it is bought, of a write-off nothing."""
        row = self.row(scenario, key)
        return row.budget if row.cash is None else row.cash

    def own_lines(self) -> Iterator[str]:
        """Every line once, as ``scenario.line``."""
        for name in self.case.in_building_order():
            for line in self.case.scenarios[name].lines:
                yield f"{name}.{line}"

    def changes(self) -> Changes:
        """Yearly changes to be filled; with cash where that is not the budget."""
        return Changes({}, {} if self.case.has_two_bases else None)


def owner_of(key: str) -> str:
    """The scenario that writes a line."""
    return key.split(".")[0]


def costs_of(case: Case) -> Costs:
    """All costs of a case as formulas of one graph."""
    names, categories = case.partners, case.baseline.categories
    costs = Costs(case, CaseSurroundings(case), {n: {} for n in names}, {c: {} for c in categories})
    order = list(case.in_building_order())
    for scenario in order:
        _prepare(costs, scenario)
    for year in case.years:
        _add_baseline(costs, year)
        for scenario in order:
            _add_scenario(costs, scenario, year)
    return costs


def _prepare(costs: Costs, scenario: str) -> None:
    settlement = costs.case.settlement_of(scenario)
    settling = Settling(costs.case, costs.place, settlement, costs.baseline)
    lines = costs.case.lines_of(scenario).values()
    categories = dict.fromkeys([*costs.case.baseline.categories, *(x.category for x in lines)])
    costs.settling[scenario] = settling
    costs.before[scenario], costs.totals[scenario] = costs.changes(), costs.changes()
    costs.groups[scenario] = [
        Group(key, names, costs.changes()) for key, names in groups(settlement, list(categories))
    ]
    costs.within[scenario] = costs.place.within({})


def _add_baseline(costs: Costs, year: int) -> None:
    zero = costs.place.number(0.0)
    for row in costs.of_category.values():
        row[year] = zero
    for partner, own in costs.baseline.items():
        own[year] = zero
        for category, row in costs.of_category.items():
            cost = costs.place.partner_baseline(partner, category, year)
            own[year], row[year] = own[year] + cost, row[year] + cost
    costs.together[year] = sum((own[year] for own in costs.baseline.values()), zero)


def _add_scenario(costs: Costs, scenario: str, year: int) -> None:
    """The lines of one year and their sum; contributions last: they look at the others."""
    lines = costs.case.lines_of(scenario)
    for key, line in lines.items():
        if owner_of(key) == scenario and not isinstance(line, Contribution):
            _add_row(costs, (scenario, key), line, year)
    _add_before(costs, scenario, lines, year)
    _add_groups(costs, scenario, lines, year)
    late = {key: line for key, line in lines.items() if isinstance(line, Contribution)}
    if late:
        _share_cost(costs, scenario, year)
    for key, line in late.items():
        _add_row(costs, (scenario, key), line, year)
    ours = [costs.row(scenario, key) for key, line in late.items() if line.transfer is None]
    _add_up(costs, costs.totals[scenario], [costs.before[scenario], *ours], year)


def _add_row(costs: Costs, place: tuple[str, str], line: Line, year: int) -> None:
    row = costs.rows.setdefault(place, costs.changes())
    within = costs.within[place[0]]
    row.budget[year] = within.over_copies(line, lambda at: line.change(at, year))
    if row.cash is not None:
        row.cash[year] = within.over_copies(line, lambda at: line.cash(at, year))


def _add_before(costs: Costs, scenario: str, lines: Mapping[str, Line], year: int) -> None:
    """All lines but contributions; on top of the scenario below where nothing is left out."""
    own = costs.case.scenarios[scenario]
    parts = []
    if own.builds_on and not own.without:
        parts = [costs.before[own.builds_on]]
        lines = {key: line for key, line in lines.items() if owner_of(key) == scenario}
    parts += [costs.row(scenario, key) for key, line in lines.items() if _is_counted(line)]
    _add_up(costs, costs.before[scenario], parts, year)


def _is_counted(line: Line) -> bool:
    """Whether a line is part of the total before contributions: a transfer never is."""
    return line.transfer is None and not isinstance(line, Contribution)


def _add_groups(costs: Costs, scenario: str, lines: Mapping[str, Line], year: int) -> None:
    counted = [key for key, line in lines.items() if _is_counted(line)]
    for group in costs.groups[scenario]:
        ours = [key for key in counted if _is_shared_in(lines[key], group)]
        if ours == counted:
            _add_up(costs, group.changes, [costs.before[scenario]], year)
        else:
            _add_up(costs, group.changes, [costs.row(scenario, key) for key in ours], year)
        parts = [costs.of_category[c][year] for c in group.categories if c in costs.of_category]
        whole = len(parts) == len(costs.of_category)
        zero = costs.place.number(0.0)
        group.baseline[year] = costs.together[year] if whole else sum(parts, zero)


def _is_shared_in(line: Line, group: Group) -> bool:
    return line.is_shared and line.category in group.categories


def _add_up(costs: Costs, total: Changes, parts: Sequence[Changes], year: int) -> None:
    """The sum of some changes in a year, as one node of that year."""
    zero = costs.place.number(0.0)
    total.budget[year] = sum((part.budget[year] for part in parts), zero).of_year(year)
    if total.cash is not None:
        paid = (part.cash[year] for part in parts if part.cash is not None)
        total.cash[year] = sum(paid, zero).of_year(year)


def _share_cost(costs: Costs, scenario: str, year: int) -> None:
    """What each partner bears of the shared cost of a scenario, in the budget."""
    settling = costs.settling[scenario]
    settled = settling.settled(year)
    shared = {name: costs.place.number(0.0) for name in costs.case.partners}
    for group in costs.groups[scenario]:
        whole = group.changes.budget[year] + group.baseline[year] * settled
        for name, share in settling.shares(group.key, year).items():
            shared[name] = shared[name] + whole * share
    costs.within[scenario] = costs.within[scenario].within(
        {**costs.within[scenario].shared, **{(name, year): x for name, x in shared.items()}}
    )
