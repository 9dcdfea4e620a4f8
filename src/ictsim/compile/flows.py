"""Lines and settlement: what each scenario changes, in total and for each partner.

MODEL sections 7 to 9. The total is the sum of the lines, never a difference of two totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ictsim.compile.surroundings import CaseSurroundings
from ictsim.graph import Expr, Op
from ictsim.lines import Line
from ictsim.metrics import FLOW_METRICS, Flow, Frame, Output, all_partners, best
from ictsim.model import Case


@dataclass(frozen=True)
class CaseFlows:
    """All flows of a case: totals and partners per scenario, and differences.

    ``partners`` holds each scenario's partner flows by partner name; ``baseline`` the cost of
    going on alone per partner and year, ``lines`` the change per line (``s2.friction``) and
    year, in euros. ``inputs`` are all that vary: ``delay``, and ``shock.2015`` where an input is
    drawn each year; ``events``, as ``fire.happened``, are 1 where one came by the horizon.
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
    place = CaseSurroundings(case)
    settings = case.case
    ends = tuple(sorted({*settings.headline_years, settings.horizon}))
    frame = Frame(place.graph, settings.start, settings.horizon, ends, settings.discount_rate)
    builder = _Builder(case, place)
    for year in frame.years:
        builder.add_year(year)
    return builder.flows(frame)


class _Builder:
    """Collects baseline and changes of all scenarios, one year at a time."""

    def __init__(self, case: Case, place: CaseSurroundings) -> None:
        self.case = case
        self.place = place
        self.order = list(case.in_building_order())
        self.baseline: dict[str, dict[int, Expr]] = {name: {} for name in case.partners}
        self.together: dict[int, Expr] = {}
        self.lines: dict[str, dict[int, Expr]] = {}
        self.totals: dict[str, dict[int, Expr]] = {name: {} for name in self.order}
        self.one_offs: dict[str, dict[int, Expr]] = {name: {} for name in self.order}

    def add_year(self, year: int) -> None:
        """Baseline and lines of one year."""
        zero = self.place.number(0.0)
        for partner, costs in self.baseline.items():
            parts = self.case.baseline.categories
            costs[year] = sum((self.place.partner_baseline(partner, c, year) for c in parts), zero)
        self.together[year] = sum((costs[year] for costs in self.baseline.values()), zero)
        for scenario in self.order:
            lines = self.case.lines_of(scenario)
            for key, line in lines.items():
                row = self.lines.setdefault(key, {})
                if year not in row:
                    row[year] = line.change(self.place, year)
            self.totals[scenario][year] = self._sum(scenario, lines, year).of_year(year)
            one_offs = (
                self.lines[key][year] for key, line in lines.items() if line.nature == "investment"
            )
            self.one_offs[scenario][year] = sum(one_offs, zero)

    def _sum(self, scenario: str, lines: Mapping[str, Line], year: int) -> Expr:
        """All lines of a scenario; on top of the scenario below where nothing is left out."""
        total = self.place.number(0.0)
        own = self.case.scenarios[scenario]
        if own.builds_on and not own.without:
            total = self.totals[own.builds_on][year]
            lines = {key: line for key, line in lines.items() if key.startswith(f"{scenario}.")}
        return sum((self.lines[key][year] for key in lines), total)

    def flows(self, frame: Frame) -> CaseFlows:
        """Cumulate, settle, and take differences."""
        totals = {
            name: Flow.of(
                name,
                frame,
                self.totals[name],
                self.together,
                self.one_offs[name],
                self._remainder(name),
            )
            for name in self.case.scenarios
        }
        partners = {name: self._settled(total) for name, total in totals.items()}
        differences, partner_differences = {}, {}
        for name in self.order:
            below = self.case.scenarios[name].builds_on
            if below:
                label = f"{name}_vs_{below}"
                differences[label] = totals[name].minus(label, totals[below])
                partner_differences[label] = {
                    partner: flow.minus(f"{label}.{partner}", partners[below][partner])
                    for partner, flow in partners[name].items()
                }
        return CaseFlows(
            frame,
            totals,
            partners,
            differences,
            partner_differences,
            self.baseline,
            self.lines,
            self.place.inputs.all(frame.years),
            {
                f"{name}.happened": self.place.happened(name, frame.horizon)
                for name in self.case.events
            },
        )

    def _remainder(self, scenario: str) -> Expr:
        lines = self.case.lines_of(scenario).values()
        return sum((line.remainder(self.place) for line in lines), self.place.number(0.0))

    def _settled(self, total: Flow) -> dict[str, Flow]:
        """Divide the whole cost by the key, or the changes alone where nothing is settled.

        change_i = share_i (sum of B + change) - B_i = share_i * change + shift_i.
        """
        settlement = self.case.settlement_of(total.name)
        flows = {}
        for partner, share in self.case.shares(settlement).items():
            own = self.baseline[partner]
            shift = {
                year: (together * share - own[year]).of_year(year)
                if settlement.settled
                else together * 0.0
                for year, together in self.together.items()
            }
            name = f"{total.name}.{partner}"
            flows[partner] = total.shared(name, share, Flow.of(name, total.frame, shift, own))
        return flows
