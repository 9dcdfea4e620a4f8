"""Scenarios, settlement and the case as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from ictsim.distributions import AnyDistribution, Distribution, Uniform
from ictsim.events import AnyEvent
from ictsim.lines import AnyLine
from ictsim.model.parts import AssetClass, Baseline, Correlation, Index, Partner, Schedule
from ictsim.model.resilience import Resilience
from ictsim.model.settlement import BASELINE_COST, EQUAL, Settlement, weights_of
from ictsim.values import Id, Record, Text, Year, YearAmounts

CORRELATION_PATTERN = r"^x\d{1,3}(\.\d{1,6})?$"
LANGUAGE_PATTERN = "^[a-z]{2}$"


class Settings(Record):
    """The question and its frame. Years are calendar years; the discount rate is nominal.

    ``correlation`` scales every rank correlation of the case: ``"x0"`` draws all inputs
    independently, ``"x0.5"`` halves them, ``"x1"`` takes them as given. ``label`` is the short
    name under which this config stands beside others.
    """

    name: Id
    """Id of this case, part of its results."""
    title: Text
    """Heading of the report."""
    label: Text = ""
    """Short name under which this config stands beside others."""
    question: Text = ""
    """What the report answers, as one sentence."""
    start: Year
    """First calendar year. [year]"""
    horizon: Year
    """Last calendar year. [year]"""
    headline_years: Annotated[list[Year], Field(min_length=1)]
    """The years the report is about, rising. [years]"""
    discount_rate: Annotated[float, Field(ge=-0.5, lt=1.0)]
    """Nominal, for the net present value, from -0.5 to below 1: 4 % is 0.04. [fraction per year]"""
    correlation: Annotated[str, StringConstraints(pattern=CORRELATION_PATTERN)] = "x1"
    """Scale of all rank correlations: "x0", "x0.5", "x1" or another factor."""
    omitted: list[Text] = []
    """Cost items that the figures leave out; on the first page of the report."""
    not_in_money: list[Text] = []
    """Effects without an amount; on the first page of the report."""
    assumptions: list[Text] = []
    """Choices the reader must know."""
    inconsistencies: list[Text] = []
    """Where the source contradicts itself."""
    waiting: list[Text] = []
    """What the config cannot say yet."""

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


class Scenario(Record):
    """A set of lines on top of the baseline, and of ``builds_on`` where given."""

    label: Text
    """Name; the part before a colon is used in sentences."""
    description: Text = ""
    """One or two sentences for the report."""
    builds_on: Id | None = None
    """Another scenario, whose lines count here too."""
    without: list[Id] = []
    """Lines of the scenarios it builds on that do not count here."""
    settlement: Settlement | None = None
    """A settlement of its own, in place of the case's."""
    lines: dict[Id, AnyLine] = {}
    """Costs and savings on top of the baseline, by name."""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""


class Published(Record):
    """The source's own table, to be reproduced by the base case: euros per scenario cell."""

    tolerance_eur: Annotated[float, Field(ge=0.0)]
    """How far a computed cell may be off and still fit: half of the rounding. [EUR]"""
    costs_eur: dict[Id, dict[Id, YearAmounts]]
    """Cost by scenario, partner and year. [EUR per year]"""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""


class Case(Record):
    """Everything a config says, validated and frozen."""

    case: Settings
    """The question and its frame."""
    partners: Annotated[dict[Id, Partner], Field(min_length=1)]
    """Who takes part, by name."""
    inputs: dict[Id, AnyDistribution] = {}
    """Uncertain numbers, by name."""
    correlations: dict[Id, Correlation] = {}
    """Inputs that go together, by name."""
    events: dict[Id, AnyEvent] = {}
    """What may happen once, by name."""
    indices: dict[Id, Index] = {}
    """Price paths, by name."""
    schedules: dict[Id, Schedule] = {}
    """Realisation paths, by name."""
    asset_classes: dict[Id, AssetClass] = {}
    """Things that are bought and depreciated alike, by name."""
    baseline: Baseline
    """How the cost of going on alone splits and grows."""
    settlement: Settlement = Settlement()
    """Who pays which part of shared cost."""
    scenarios: dict[Id, Scenario] = {}
    """Ways to collaborate, by name."""
    published: Published | None = None
    """The source's own table, for the base case to reproduce."""
    texts: dict[Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN)], dict[Text, Text]] = {}
    """Texts of this config in another language: by its code (nl), each text beside the text that
    takes its place in a report in that language."""
    resilience: Resilience | None = None
    """The capacity to bear losses, beside which the results are put."""

    @cached_property
    def sampled(self) -> dict[str, Distribution]:
        """All inputs, those that copies of lines draw for themselves, the uniform of each event.

        That uniform is 1 in the base case: there no event happens.
        """
        uniforms = {name: Uniform(low=0.0, high=1.0, base=1.0) for name in self.events}
        return {**self.inputs, **self._of_copies(), **uniforms}

    def _of_copies(self) -> dict[str, Distribution]:
        copies: dict[str, int] = {}
        for scenario in self.scenarios.values():
            for line in scenario.lines.values():
                for name in line.own if line.copies > 1 else ():
                    copies[name] = max(line.copies, copies.get(name, 1))
        return {
            copy_name(name, number): self.inputs[name]
            for name, most in copies.items()
            for number in range(2, most + 1)
            if name in self.inputs
        }

    @property
    def has_two_bases(self) -> bool:
        """Whether the budget result and cash differ anywhere."""
        return any(line.has_two_bases for s in self.scenarios.values() for line in s.lines.values())

    @property
    def correlation_scale(self) -> float:
        """What every rank correlation is multiplied by."""
        return float(self.case.correlation[1:])

    def rank_correlations(self) -> dict[tuple[str, str], float]:
        """Each correlated pair, in the order of the config, with its scaled rank correlation."""
        return {
            pair: correlation.rank * self.correlation_scale
            for correlation in self.correlations.values()
            for pair in correlation.pairs()
        }

    @property
    def correlated(self) -> list[str]:
        """Inputs and events that correlate, in the order in which the correlations name them.

        What a later layer adds comes last, and leaves the draws of the others as they were.
        """
        return list(dict.fromkeys(name for pair in self.rank_correlations() for name in pair))

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

    def shares(self, settlement: Settlement) -> dict[str, float] | None:
        """Each partner's share of shared cost; they sum to 1.

        None where that differs by year, category or run.
        """
        weights = weights_of(settlement.key)
        if settlement.per_category:
            return None
        found = dict.fromkeys(self.partners, 0.0)
        whole = 0.0
        for key, weight in weights.items():
            shares = self.fixed_shares(key)
            if shares is None or not isinstance(weight, float | int):
                return None
            whole += weight
            for name, share in shares.items():
                found[name] += weight * share
        return {name: share / whole for name, share in found.items()}

    def fixed_shares(self, key: str) -> dict[str, float] | None:
        """The shares by one key; None for a key that is a cost."""
        if key == BASELINE_COST:
            return None
        weights = {
            name: 1.0 if key == EQUAL else partner.attributes[key]
            for name, partner in self.partners.items()
        }
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


def copy_name(name: str, number: int) -> str:
    """The name under which a copy of a line draws an input; the first has the input's own."""
    return name if number == 1 else f"{name}#{number}"
