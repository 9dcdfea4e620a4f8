"""Reads a results record by what it is about: scenarios, councils, years, figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ictsim.report.cleaning import clean, clean_results, shorten, translations
from ictsim.report.language import N_, PROGRAM, _, foreign
from ictsim.report.money import Money, money_of
from ictsim.report.numbers import half_width
from ictsim.results.record import Estimate, Place, Results
from ictsim.statistics import wilson

_LABEL_LIMIT = 60


@dataclass(frozen=True)
class View:
    """One results record, its texts cleaned.

    A *flow* is a scenario (``s3``), a scenario for one council (``s3.haarlem``), or a
    difference of two scenarios (``s3_vs_s2``). ``shared`` is how the page writes its amounts where
    it has other configs as well.
    """

    results: Results
    shared: Money | None = None

    @classmethod
    def of(cls, results: Results) -> View:
        """A view with all texts made fit to print."""
        return cls(clean_results(results))

    @property
    def case(self) -> dict[str, Any]:
        """Texts and settings of the case."""
        return self.results.case

    @property
    def start(self) -> int:
        """First calendar year."""
        return int(self.case["start"])

    @property
    def horizon(self) -> int:
        """Last calendar year."""
        return int(self.case["horizon"])

    @property
    def years(self) -> range:
        """All calendar years."""
        return range(self.start, self.horizon + 1)

    @property
    def headline_years(self) -> list[int]:
        """The years the case asks for, rising."""
        return [int(year) for year in self.case["headline_years"]]

    @cached_property
    def ends(self) -> list[int]:
        """The headline years and the horizon."""
        return sorted({*self.headline_years, self.horizon})

    @cached_property
    def scenarios(self) -> list[str]:
        """Scenario ids, each after the one it builds on."""
        return list(self.case.get("scenarios", {}))

    @cached_property
    def differences(self) -> dict[str, tuple[str, str]]:
        """Difference id to (upper, lower) scenario."""
        pairs = self.case.get("differences", {})
        return {name: (str(pair[0]), str(pair[1])) for name, pair in pairs.items()}

    def differences_of(self, scenario: str) -> list[tuple[str, str]]:
        """Id of each difference of this scenario from a lower one, and the lower one."""
        pairs = self.differences.items()
        return [(name, lower) for name, (upper, lower) in pairs if upper == scenario]

    @cached_property
    def partners(self) -> list[str]:
        """Partner ids."""
        return list(self.case.get("partners", {}))

    @property
    def headline_scenario(self) -> str | None:
        """The one the answer is about: the last, which builds on the others."""
        return self.scenarios[-1] if self.scenarios else None

    def short(self, scenario: str) -> str:
        """A scenario's name in a sentence or a column."""
        texts = self.case["scenarios"][scenario]
        name = texts.get("short") or str(texts["label"]).split(":")[0]
        return shorten(name.strip() or scenario, 30)

    def label(self, scenario: str) -> str:
        """A scenario's full name."""
        return shorten(self.case["scenarios"][scenario]["label"] or scenario, _LABEL_LIMIT)

    def partner(self, partner: str) -> str:
        """A council's name."""
        return shorten(self.case["partners"][partner]["label"] or partner, _LABEL_LIMIT)

    def in_words(self, name: str) -> str:
        """An id of the config, such as a category, as a reader sees it."""
        return translations(self.case).get(name) or _(name.replace("_", " "))

    def language_of(self, text: str) -> str:
        """The language of a text of the config where it is known to be another than is spoken.

        That is so for what has no translation in a config that has translations. The name of an
        input or event stands in the record where there is no label: it is no text.
        """
        is_known = not text or not translations(self.case) or text in self._spoken
        return "" if is_known else foreign(PROGRAM)

    @cached_property
    def _spoken(self) -> set[str]:
        """What is in the language that is spoken, or in none."""
        results = self.results
        inputs = (row.name for row in results.inputs)
        events = (row.name for row in results.events)
        return {*inputs, *events, *map(clean, translations(self.case).values())}

    def councils(self, flow: str) -> Iterator[tuple[str, str]]:
        """Each council's name and flow."""
        for partner in self.partners:
            yield self.partner(partner), f"{flow}.{partner}"

    def estimate(self, name: str) -> Estimate:
        """A figure by name; an undefined one where the record has none.

        Where nothing is drawn it has no sampling error: the interval closes on the value.
        """
        found = self.results.estimates.get(name)
        if found is None:
            return Estimate(None, None, None, "", 0, N_("not calculated"))
        return self.closed(found)

    def closed(self, estimate: Estimate) -> Estimate:
        """The estimate; its interval closed on the value where nothing is drawn."""
        if not self.certain:
            return estimate
        return replace(estimate, low=estimate.value, high=estimate.value)

    def has(self, name: str) -> bool:
        """Whether the record holds this figure."""
        return name in self.results.estimates

    def value(self, name: str) -> float | None:
        """A figure's number, None where it is undefined or no number."""
        value = self.estimate(name).value
        return float(value) if isinstance(value, float | int) else None

    def base(self, name: str) -> float | str | None:
        """The plan's value of this figure."""
        return self.results.base.get(name)

    def base_number(self, name: str) -> float | None:
        """The plan's value where it is a number."""
        value = self.base(name)
        return float(value) if isinstance(value, float | int) else None

    def plan_year(self, flow: str) -> int | None:
        """The year in which the plan has paid back; None for never or not known."""
        value = self.base(f"{flow}.payback")
        try:
            return None if value is None else int(float(value))
        except ValueError:
            return None

    def is_last(self, flow: str, year: float | str | None) -> bool:
        """Whether no run of a flow has its payback after this year and by the horizon."""
        if not isinstance(year, float | int):
            return False
        upto, in_time = (f"{flow}.payback_by.{end}" for end in (int(year), self.horizon))
        return upto == in_time or (
            self.value(upto) is not None and self.value(upto) == self.value(in_time)
        )

    def chance_of_falling_below_plan(self, name: str) -> Estimate | None:
        """The share of futures that end below the plan's value, with its interval."""
        place = self.results.places.get(name)
        runs = self.estimate(f"{name}.p50").runs
        return None if place is None or runs == 0 else self.closed(place_estimate(place, runs))

    @cached_property
    def certain(self) -> bool:
        """Whether nothing was drawn: then every future is the same one."""
        return not any(row.sampled for row in self.results.inputs)

    @cached_property
    def money(self) -> Money:
        """How page one and the terminal write their amounts: all of them alike."""
        return self.shared or shared_money([self])

    @property
    def largest(self) -> float:
        """The largest amount on page one, in euros."""
        stems = self._amounts(self.scenarios)
        found = [*map(self.value, _percentiles(stems)), *map(self.base_number, stems)]
        return max((abs(value or 0.0) for value in found), default=0.0)

    @property
    def errors(self) -> list[float]:
        """Half the width of each interval that is bounded, on page one and in the terminal."""
        councils = [flow for s in self.scenarios for _label, flow in self.councils(s)]
        names = _percentiles(self._amounts([*self.scenarios, *councils]))
        found = (half_width(self.estimate(name)) for name in names)
        return [half for half in found if half is not None]

    def _amounts(self, flows: list[str]) -> list[str]:
        """What page one tells in euros; without a scenario that is what going on alone costs."""
        if not self.scenarios:
            return [f"baseline.cost.{self.headline_years[0]}"]
        return [f"{flow}.saving.{year}" for flow in flows for year in self.headline_years]

    @property
    def scale(self) -> float:
        """Euros per unit on page one: a million, or a thousand for a small case."""
        return self.money.scale


def shared_money(views: list[View]) -> Money:
    """How a page with these configs writes its amounts."""
    largest = max((view.largest for view in views), default=0.0)
    return money_of(largest, [error for view in views for error in view.errors])


def _percentiles(stems: list[str]) -> list[str]:
    return [f"{stem}.p{level}" for stem in stems for level in (10, 50, 90)]


def place_estimate(place: Place, runs: int) -> Estimate:
    """A place's share of futures below it, with its Wilson interval."""
    low, high = wilson(round(place.below * runs), runs)
    return Estimate(place.below, low, high, "probability", runs)
