"""Scenarios, settlement and the case as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from ictsim.distributions import AnyDistribution
from ictsim.lines import AnyLine
from ictsim.model.parts import Baseline, Index, Partner, Schedule
from ictsim.values import Id, Record, Text, Year, YearAmounts


class Settings(Record):
    """The question and its frame. Years are calendar years; the discount rate is nominal."""

    name: Id
    title: Text
    question: Text = ""
    start: Year
    horizon: Year
    headline_years: Annotated[list[Year], Field(min_length=1)]
    discount_rate: Annotated[float, Field(gt=-1.0, lt=1.0)]
    omitted: list[Text] = []
    not_in_money: list[Text] = []
    assumptions: list[Text] = []
    inconsistencies: list[Text] = []
    waiting: list[Text] = []

    @model_validator(mode="after")
    def _years_in_order(self) -> Settings:
        if self.horizon < self.start:
            raise ValueError(f"horizon {self.horizon} is before start {self.start}")
        outside = [y for y in self.headline_years if not self.start <= y <= self.horizon]
        if outside:
            raise ValueError(
                f"headline_years {', '.join(map(str, outside))} outside "
                f"{self.start} ... {self.horizon}"
            )
        if sorted(set(self.headline_years)) != self.headline_years:
            raise ValueError("headline_years must rise and not repeat")
        return self


class Settlement(Record):
    """How shared cost is divided: by a partner attribute or ``equal``.

    ``settled = false``: each partner bears its own baseline, shared lines go by the key.
    """

    key: Id = "inhabitants"
    settled: bool = True
    source: Text = ""


class Scenario(Record):
    """A set of lines on top of the baseline, and of ``builds_on`` where given."""

    label: Text
    description: Text = ""
    builds_on: Id | None = None
    without: list[Id] = []
    settlement: Settlement | None = None
    lines: dict[Id, AnyLine] = {}
    source: Text = ""


class Published(Record):
    """The source's own table, to be reproduced by the base case: euros per scenario cell."""

    tolerance_eur: Annotated[float, Field(ge=0.0)]
    costs_eur: dict[Id, dict[Id, YearAmounts]]
    source: Text = ""


class Case(Record):
    """Everything a config says, validated and frozen."""

    case: Settings
    partners: Annotated[dict[Id, Partner], Field(min_length=1)]
    inputs: dict[Id, AnyDistribution] = {}
    indices: dict[Id, Index] = {}
    schedules: dict[Id, Schedule] = {}
    baseline: Baseline
    settlement: Settlement = Settlement()
    scenarios: dict[Id, Scenario] = {}
    published: Published | None = None

    @property
    def years(self) -> range:
        """All calendar years of the case, the horizon included."""
        return range(self.case.start, self.case.horizon + 1)

    def lines_of(self, scenario: str) -> dict[str, AnyLine]:
        """All lines of a scenario, by ``owner.line``: those below first, less ``without``."""
        own = self.scenarios[scenario]
        lines = self.lines_of(own.builds_on) if own.builds_on else {}
        lines = {key: line for key, line in lines.items() if key.split(".")[1] not in own.without}
        return lines | {f"{scenario}.{name}": line for name, line in own.lines.items()}

    def settlement_of(self, scenario: str) -> Settlement:
        """The scenario's own settlement, else the case's."""
        return self.scenarios[scenario].settlement or self.settlement

    def shares(self, settlement: Settlement) -> dict[str, float]:
        """Each partner's share of shared cost; they sum to 1."""
        if settlement.key == "equal":
            return {name: 1.0 / len(self.partners) for name in self.partners}
        weights = {name: p.attributes[settlement.key] for name, p in self.partners.items()}
        total = sum(weights.values())
        return {name: weight / total for name, weight in weights.items()}

    def in_building_order(self) -> Iterator[str]:
        """Scenario names, each after the one it builds on."""
        waiting = dict(self.scenarios)
        while waiting:
            left = len(waiting)
            for name, scenario in list(waiting.items()):
                if scenario.builds_on not in waiting:
                    del waiting[name]
                    yield name
            if len(waiting) == left:
                raise ValueError(f"{', '.join(waiting)} build on each other")
