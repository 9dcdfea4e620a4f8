"""Lines and settlement: what each scenario changes, in total and for each partner.

MODEL sections 7 to 9. The total is the sum of the lines, never a difference of two totals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ictsim.compile.surroundings import CaseSurroundings
from ictsim.graph import Expr
from ictsim.metrics import FLOW_METRICS, Flow, Frame, Output, all_partners, best
from ictsim.model import Case


@dataclass(frozen=True)
class CaseFlows:
    """All flows of a case: totals and partners per scenario, and differences.

    ``partners`` holds each scenario's partner flows by partner name; ``baseline`` the cost of
    going on alone per partner and year, in euros.
    """

    frame: Frame
    totals: dict[str, Flow]
    partners: dict[str, dict[str, Flow]]
    differences: dict[str, Flow]
    partner_differences: dict[str, dict[str, Flow]]
    baseline: dict[str, dict[int, Expr]]

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
    place = CaseSurroundings(case)
    settings = case.case
    ends = tuple(sorted({*settings.headline_years, settings.horizon}))
    frame = Frame(place.graph, settings.start, settings.horizon, ends, settings.discount_rate)
    builder = _Builder(case, place)
    for year in frame.years:
        place.graph.year = year
        builder.add_year(year)
    place.graph.year = 0
    return builder.flows(frame)


class _Builder:
    """Collects the changes of all scenarios, one year at a time."""

    def __init__(self, case: Case, place: CaseSurroundings) -> None:
        self.case = case
        self.place = place
        self.order = list(case.in_building_order())
        self.baseline: dict[str, dict[int, Expr]] = {name: {} for name in case.partners}
        self.totals: dict[str, dict[int, Expr]] = {name: {} for name in self.order}
        self.one_offs: dict[str, dict[int, Expr]] = {name: {} for name in self.order}
        self.partners: dict[str, dict[str, dict[int, Expr]]] = {
            name: {partner: {} for partner in case.partners} for name in self.order
        }

    def add_year(self, year: int) -> None:
        """Baseline, lines and settlement of one year."""
        zero = self.place.number(0.0)
        for partner, costs in self.baseline.items():
            parts = self.case.baseline.categories
            costs[year] = sum((self.place.partner_baseline(partner, c, year) for c in parts), zero)
        changes: dict[str, Expr] = {}
        for scenario in self.order:
            lines = self.case.lines_of(scenario)
            for key, line in lines.items():
                if key not in changes:
                    changes[key] = line.change(self.place, year).hold()
            total = sum((changes[key] for key in lines), zero)
            one_offs = (changes[k] for k, line in lines.items() if line.nature == "investment")
            self.totals[scenario][year] = total
            self.one_offs[scenario][year] = sum(one_offs, zero)
            self._settle(scenario, total.hold(), year)

    def _settle(self, scenario: str, shared: Expr, year: int) -> None:
        """Divide the whole cost by the key, or the changes alone where nothing is settled."""
        settlement = self.case.settlement_of(scenario)
        together = sum((costs[year] for costs in self.baseline.values()), self.place.number(0.0))
        for partner, share in self.case.shares(settlement).items():
            change = shared * share
            if settlement.settled:
                change = change + together * share - self.baseline[partner][year]
            self.partners[scenario][partner][year] = change

    def flows(self, frame: Frame) -> CaseFlows:
        """Name everything."""
        together = {
            year: sum((c[year] for c in self.baseline.values()), self.place.number(0.0))
            for year in frame.years
        }
        totals, partners, differences, partner_differences = {}, {}, {}, {}
        for name in self.order:
            totals[name] = self._flow(name, frame, self.totals[name], together, self.one_offs[name])
            partners[name] = {
                p: self._flow(f"{name}.{p}", frame, self.partners[name][p], self.baseline[p])
                for p in self.case.partners
            }
            below = self.case.scenarios[name].builds_on
            if below:
                label = f"{name}_vs_{below}"
                differences[label] = _difference(label, totals[name], totals[below])
                partner_differences[label] = {
                    p: _difference(f"{label}.{p}", flow, partners[below][p])
                    for p, flow in partners[name].items()
                }
        return CaseFlows(frame, totals, partners, differences, partner_differences, self.baseline)

    @staticmethod
    def _flow(
        name: str,
        frame: Frame,
        change: dict[int, Expr],
        baseline: dict[int, Expr],
        one_off: dict[int, Expr] | None = None,
    ) -> Flow:
        held = {year: expr.hold() for year, expr in change.items()}
        return Flow(name, frame, held, baseline, one_off)


def _difference(name: str, upper: Flow, lower: Flow) -> Flow:
    change = {year: (expr - lower.change[year]).hold() for year, expr in upper.change.items()}
    return Flow(name, upper.frame, change, upper.baseline)
