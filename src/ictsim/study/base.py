"""The base case: every input at its base value, against the source's published table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ictsim.metrics import Output
from ictsim.model import Case
from ictsim.study.prepare import prepare


@dataclass(frozen=True)
class Cell:
    """One published cell: what the source prints and what the base case gives, in euros."""

    scenario: str
    partner: str
    year: int
    published: float
    computed: float
    fits: bool


@dataclass(frozen=True)
class BaseCase:
    """Changes per flow and year, and baseline cost per partner and year, in euros.

    ``flow`` names are ``s3`` or ``s3.haarlem``; a change above 0 is extra cost.
    """

    case: Case
    changes: dict[str, dict[int, float]]
    baseline: dict[str, dict[int, float]]
    lines: dict[str, dict[int, float]]

    def savings(self, flow: str) -> dict[int, float]:
        """C(t) of a flow, in euros."""
        return _cumulate(self.changes[flow])

    def break_even(self, flow: str, hold_from: int | None = None) -> int | None:
        """First year from which C stays at or above 0 to the horizon; None if there is none.

        With ``hold_from`` the yearly change of that year is held constant after it.
        """
        changes = dict(self.changes[flow])
        if hold_from is not None:
            changes = {y: changes[min(y, hold_from)] for y in changes}
        answer = None
        for year, saving in reversed(_cumulate(changes).items()):
            if saving < 0.0:
                break
            answer = year
        return answer

    @property
    def last_published(self) -> int:
        """The last year with published baseline rows."""
        return max(max(partner.baseline_eur) for partner in self.case.partners.values())

    def cells(self) -> Iterator[Cell]:
        """Every published cell of the source against the base case."""
        published = self.case.published
        if published is None:
            return
        for scenario, partners in published.costs_eur.items():
            for partner, row in partners.items():
                for year, printed in row.items():
                    cost = self.cost(scenario, partner, year)
                    fits = abs(cost - printed) <= published.tolerance_eur
                    yield Cell(scenario, partner, year, printed, cost, fits)

    def cost(self, scenario: str, partner: str, year: int) -> float:
        """What a partner pays in a year: its baseline plus its change, in euros."""
        change = 0.0 if scenario == "baseline" else self.changes[f"{scenario}.{partner}"][year]
        return self.baseline[partner][year] + change

    def saving_share(self, scenario: str, end: int) -> float | None:
        """C(end) as a share of all partners' baseline cost to ``end``; None where that is 0."""
        cost = sum(c for row in self.baseline.values() for y, c in row.items() if y <= end)
        return self.savings(scenario)[end] / cost if cost else None


def base_case(case: Case, *, reconciling: bool = True) -> BaseCase:
    """Compute the base case on the core; ``reconciling=False`` leaves those lines out."""
    study = prepare(case if reconciling else _without_reconciling(case), seed=0)
    flows = study.flows
    rows = {f"change {flow.name}": flow.change for flow in flows.all()}
    rows |= {f"baseline {partner}": costs for partner, costs in flows.baseline.items()}
    rows |= {f"line {line}": changes for line, changes in flows.lines.items()}
    values = study.at_base(
        [
            Output(f"{row} {year}", "eur", expr)
            for row, years in rows.items()
            for year, expr in years.items()
        ]
    )

    def table(kind: str) -> dict[str, dict[int, float]]:
        return {
            row.removeprefix(f"{kind} "): {year: values[f"{row} {year}"] for year in years}
            for row, years in rows.items()
            if row.startswith(f"{kind} ")
        }

    return BaseCase(case, table("change"), table("baseline"), table("line"))


def _without_reconciling(case: Case) -> Case:
    scenarios = {
        name: scenario.model_copy(
            update={"lines": {k: v for k, v in scenario.lines.items() if not v.reconciling}}
        )
        for name, scenario in case.scenarios.items()
    }
    return case.model_copy(update={"scenarios": scenarios})


def _cumulate(changes: dict[int, float]) -> dict[int, float]:
    total = 0.0
    savings = {}
    for year, change in sorted(changes.items()):
        total -= change
        savings[year] = total
    return savings
