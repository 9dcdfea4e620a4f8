"""Lines and settlement: what each scenario changes, in total and for each partner.

MODEL sections 7 to 9. The total is the sum of the lines, never a difference of two totals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ictsim.compile.costs import Costs, costs_of, owner_of
from ictsim.compile.partners import partner_flows
from ictsim.graph import Expr, Op
from ictsim.metrics import (
    FLOW_METRICS,
    Flow,
    Frame,
    OneTime,
    Output,
    all_partners,
    best,
)
from ictsim.model import Case


@dataclass(frozen=True)
class CaseFlows:
    """All flows of a case: totals and partners per scenario, and differences.

    ``partners`` holds each scenario's partner flows by partner name; ``baseline`` the cost of
    going on alone per partner and year, ``lines`` the change per line (``s2.friction``) and
    year in the budget, in euros. ``inputs`` are all that vary: ``delay``, and ``shock.2015``
    where an input is drawn each year; ``events``, as ``fire.happened``, are 1 where one came by
    the horizon.
    """

    frame: Frame
    totals: dict[str, Flow]
    partners: dict[str, dict[str, Flow]]
    differences: dict[str, Flow]
    partner_differences: dict[str, dict[str, Flow]]
    baseline: dict[str, dict[int, Expr]]
    lines: dict[str, dict[int, Expr]]
    inputs: dict[str, Expr]
    events: dict[str, Expr]

    @property
    def with_scores(self) -> bool:
        """Whether inputs depend on each other or on their own past."""
        return any(node.op is Op.SCORE for node in self.frame.graph.nodes)

    def all(self) -> Iterator[Flow]:
        """Every flow: totals, partners, then the same for the differences."""
        for totals, partners in (
            (self.totals, self.partners),
            (self.differences, self.partner_differences),
        ):
            for name, total in totals.items():
                yield total
                yield from partners[name].values()

    def outputs(self) -> Iterator[Output]:
        """Every result per run, each under its name."""
        for flow in self.all():
            for metric in FLOW_METRICS:
                yield from metric.outputs(flow)
        for group in (self.partners, self.partner_differences):
            for name, partners in group.items():
                yield from all_partners.outputs(name, list(partners.values()))
        if self.totals:
            yield from best.outputs(list(self.totals.values()))
        else:
            yield from self.baseline_outputs()

    def baseline_outputs(self) -> Iterator[Output]:
        """The cost of going on alone per year, in euros: all that a case without scenarios has."""
        for year in self.frame.years:
            total = self.frame.graph.number(0.0)
            for costs in self.baseline.values():
                total = total + costs[year]
            yield Output(f"baseline.cost.{year}", "eur", total.hold())


def flows_of(case: Case) -> CaseFlows:
    """Write the whole case into one graph, year by year."""
    costs = costs_of(case)
    settings = case.case
    ends = tuple(sorted({*settings.headline_years, settings.horizon}))
    frame = Frame(costs.place.graph, settings.start, settings.horizon, ends, settings.discount_rate)
    totals = {name: _total(name, frame, costs) for name in case.scenarios}
    partners = {name: partner_flows(total, costs) for name, total in totals.items()}
    differences, partner_differences = {}, {}
    for name in case.in_building_order():
        below = case.scenarios[name].builds_on
        if below:
            label = f"{name}_vs_{below}"
            differences[label] = totals[name].minus(label, totals[below])
            partner_differences[label] = {
                partner: flow.minus(f"{label}.{partner}", partners[below][partner])
                for partner, flow in partners[name].items()
            }
    place = costs.place
    return CaseFlows(
        frame,
        totals,
        partners,
        differences,
        partner_differences,
        costs.baseline,
        {key: costs.rows[owner_of(key), key].budget for key in costs.own_lines()},
        place.inputs.all(frame.years),
        {f"{name}.happened": place.happened(name, frame.horizon) for name in case.events},
    )


def _total(scenario: str, frame: Frame, costs: Costs) -> Flow:
    place = costs.place
    zero = place.number(0.0)
    # What partners pay each other is no cost of the scenario.
    lines = {
        key: line for key, line in costs.case.lines_of(scenario).items() if line.transfer is None
    }
    spent = {
        key: costs.outlay(scenario, key)
        for key, line in lines.items()
        if line.nature == "investment"
    }
    one_off = {year: sum((row[year] for row in spent.values()), zero) for year in frame.years}
    paid = [line for line in lines.values() if line.basis != "budget"]
    remainder = sum((place.over_copies(line, line.remainder) for line in paid), zero)
    book_value = None
    if any(line.kind == "investment" for line in lines.values()):
        book_value = sum(
            (place.over_copies(line, line.book_value) for line in lines.values()), zero
        )
    one_time = OneTime(one_off, remainder, book_value)
    return Flow.of(scenario, frame, costs.totals[scenario], costs.together, one_time)
