"""Partners, their baseline, price paths and realisation paths."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from ictsim.values import Id, Record, Text, Value, Year, YearAmounts

Term = Annotated[int, Field(ge=1, le=100)]


class Partner(Record):
    """A municipality: its attributes (inhabitants, workplaces ...) and published cost rows.

    ``baseline_eur``: cost of going on alone per calendar year, from the start of the case to
    the last published year; after it the last row goes on at the category's prices. ``growth``:
    the partner's own yearly growth on top of each category's rate.
    """

    label: Text
    """Name."""
    attributes: dict[Id, Annotated[float, Field(ge=0.0)]] = {}
    """Figures such as inhabitants and workplaces; one of them can be the key of the settlement."""
    baseline_eur: Annotated[YearAmounts, Field(min_length=1)]
    """Cost of going on alone by year, from the start without gaps; the last one goes on. [EUR
    per year]"""
    growth: Value | None = None
    """Own yearly growth on top of each category's rate. [fraction per year]"""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""


class Category(Record):
    """A cost category of the baseline.

    ``share`` of the published row, or ``"rest"``; ``additive`` euros per partner on top; both
    times ``factors``. ``rate`` is the yearly price rise of this category.
    """

    label: Text
    """Name."""
    share: Literal["rest"] | Value = "rest"
    """Part of each published row, or "rest" for what the others leave. [fraction]"""
    additive_eur: dict[Id, Value] = {}
    """On top of the share, by partner. [EUR per year]"""
    factors: list[float | Id] = []
    """The category is multiplied by all of these."""
    rate: Value
    """Price rise of this category. [fraction per year]"""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""


class Baseline(Record):
    """How the published rows split and grow. ``included_growth`` is what they already hold."""

    included_growth: Annotated[float, Field(gt=-1.0, lt=1.0)] = 0.0
    """The price rise that the published rows already hold. [fraction per year]"""
    categories: Annotated[dict[Id, Category], Field(min_length=1)]
    """Kinds of cost that the rows split into, by name."""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""

    @model_validator(mode="after")
    def _one_rest(self) -> Baseline:
        rests = [name for name, category in self.categories.items() if category.share == "rest"]
        if len(rests) > 1:
            raise ValueError(
                f"categories {', '.join(rests)} all take the rest; at most one can, "
                "give the others a share"
            )
        fixed = [c.share for c in self.categories.values() if isinstance(c.share, float | int)]
        if fixed and (min(fixed) < 0.0 or sum(fixed) > 1.0 + 1e-9):
            raise ValueError(
                f"shares given as numbers sum to {sum(fixed):.6g}; each is 0 to 1 and together "
                "at most 1 (35 % is 0.35)"
            )
        if not rests and len(fixed) == len(self.categories) and abs(sum(fixed) - 1.0) > 1e-9:
            raise ValueError(
                f'shares sum to {sum(fixed):.6g}; they must sum to 1, or one is "rest"'
            )
        return self


class Index(Record):
    """A price path: I(t) = product over s = price_year+1 .. t of (1 + rate)."""

    label: Text = ""
    """Name."""
    rate: Value
    """Price rise. [fraction per year]"""
    price_year: Year
    """The year in whose prices amounts are quoted: the index is 1 there. [year]"""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""


class Correlation(Record):
    """A Spearman rank correlation of two inputs, or of all pairs of several.

    It holds for the uniforms underneath (MODEL.md section 4); where an input has atoms the
    values themselves correlate a little less.
    """

    inputs: Annotated[list[Id], Field(min_length=2)]
    """Two or more inputs or events; each pair of them has this correlation."""
    rank: Annotated[float, Field(ge=-1.0, le=1.0)]
    """Spearman's rank correlation, -1 to 1."""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""

    def pairs(self) -> Iterator[tuple[str, str]]:
        """All pairs of the inputs."""
        return combinations(self.inputs, 2)


class AssetClass(Record):
    """Things that are bought and depreciated alike, in a straight line over their term."""

    label: Text
    """Name."""
    term_years: Term | dict[Id, Term]
    """Term of depreciation, whole; or one by buyer: "collaboration" or the id of a partner.
    [years]"""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""

    def term(self, buyer: str) -> int:
        """The term of a buyer in years; KeyError where it has none."""
        return self.term_years if isinstance(self.term_years, int) else self.term_years[buyer]


class Schedule(Record):
    """A realisation path: ``plan`` points (moment in decimal years, value 0 ... 1).

    Linear between points, a step where a moment is repeated, constant outside. ``delay`` in
    years; ``pace`` > 0, or ``years`` against ``planned_years`` (pace = planned / years);
    ``ceiling`` cuts the value off.
    """

    once: ClassVar[frozenset[str]] = frozenset({"delay", "pace", "years", "ceiling"})
    """Fields whose value holds for the whole run: an input drawn each year cannot stand there."""

    label: Text = ""
    """Name."""
    plan: Annotated[
        list[Annotated[list[float], Field(min_length=2, max_length=2)]], Field(min_length=1)
    ]
    """Points [moment, part realised], neither falling; a repeated moment is a step. [decimal
    year, fraction]"""
    delay: Value = 0.0
    """All of it shifts by this much. [years]"""
    pace: Value | None = None
    """Speed after the first point, above 0: 0.5 takes twice as long."""
    years: Value | None = None
    """How long the stretch takes for which ``planned_years`` are planned. [years]"""
    planned_years: Annotated[float, Field(gt=0.0)] | None = None
    """Goes with ``years``: the pace is planned_years / years. [years]"""
    ceiling: Value | None = None
    """The part realised stops here. [fraction]"""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""

    @field_validator("plan")
    @classmethod
    def _non_decreasing(cls, plan: list[list[float]]) -> list[list[float]]:
        for (moment, value), (next_moment, next_value) in pairwise(plan):
            if next_moment < moment or next_value < value:
                raise ValueError(
                    f"point ({next_moment:g}, {next_value:g}) goes back from "
                    f"({moment:g}, {value:g}); moments and values must not decrease"
                )
        if plan[0][1] < 0.0 or plan[-1][1] > 1.0:
            raise ValueError("values run from 0 to 1 (75 % is 0.75)")
        return plan

    @model_validator(mode="after")
    def _one_pace(self) -> Schedule:
        if (self.years is None) != (self.planned_years is None):
            raise ValueError("years goes with planned_years; give both or neither")
        if self.pace is not None and self.years is not None:
            raise ValueError("pace and years say the same; give one of them")
        return self
