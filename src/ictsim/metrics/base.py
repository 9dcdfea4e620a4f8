"""What a metric sees of a scenario, and what it may ask to be kept over the runs."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal

from ictsim.graph import Expr, Graph, maximum
from ictsim.statistics import PERCENTILES

Unit = Literal["eur", "year", "share", "probability"]


class Coverage(enum.Enum):
    """Over which runs an output is kept."""

    ALL = "all runs"
    SAMPLE = "the first 2**18 runs, or all where there are fewer"


@dataclass(frozen=True)
class Output:
    """One result per run. ``name`` is its name everywhere (``s3.saving.2018``).

    ``unit`` tells what it is: ``eur`` and ``share`` are amounts with a distribution, a
    ``probability`` is counted where ``expr`` > 0, a ``year`` is a code (see :mod:`payback`) or
    the number of a scenario, counted for each of ``codes``. ``levels`` are the percentiles that
    an amount gets. With a ``floor`` the result is max(floor, ``expr``), and percentiles are all
    that is given of it: they follow from those of ``expr``, which another output may keep already.
    """

    name: str
    unit: Unit
    expr: Expr
    coverage: Coverage = Coverage.ALL
    codes: tuple[str, ...] = ()
    levels: tuple[int, ...] = PERCENTILES
    floor: float | None = None

    @property
    def result(self) -> Expr:
        """The result itself, floor included, for where each run is written out."""
        return self.expr if self.floor is None else maximum(self.expr, self.floor)


@dataclass(frozen=True)
class Frame:
    """The years and rates of a case. ``ends`` are the headline years and the horizon."""

    graph: Graph
    start: int
    horizon: int
    ends: tuple[int, ...]
    discount_rate: float

    @property
    def years(self) -> range:
        """All calendar years."""
        return range(self.start, self.horizon + 1)


@dataclass(frozen=True)
class Flow:
    """Who gains or loses what in each year: one scenario, in total or for one partner.

    By calendar year, in euros: ``change`` of cost against the baseline (above 0 is extra
    cost), ``saving`` C(t) cumulated, ``value`` the net present value of the saving so far,
    ``baseline`` the cost of going on alone; ``one_off`` the changes by investment lines and
    ``remainder`` what of them falls beyond the horizon, where known. ``name`` is the scenario,
    or ``scenario.partner``.
    """

    name: str
    frame: Frame
    change: dict[int, Expr]
    saving: dict[int, Expr]
    value: dict[int, Expr]
    baseline: dict[int, Expr]
    one_off: dict[int, Expr] | None = None
    remainder: Expr | None = None

    @classmethod
    def of(
        cls,
        name: str,
        frame: Frame,
        change: dict[int, Expr],
        baseline: dict[int, Expr],
        one_off: dict[int, Expr] | None = None,
        remainder: Expr | None = None,
    ) -> Flow:
        """A flow from its yearly changes.

        C(t) = -sum of changes up to t; NPV(t) = -sum of change(s) * (1 + r)^-(s - start).
        """
        total = value = frame.graph.number(0.0)
        savings, values = {}, {}
        for year, cost in change.items():
            discount = (1.0 + frame.discount_rate) ** -(year - frame.start)
            savings[year] = total = (total - cost).hold()
            values[year] = value = (value - cost * discount).hold()
        return cls(name, frame, change, savings, values, baseline, one_off, remainder)

    def shared(self, name: str, share: float, shift: Flow) -> Flow:
        """A partner's part: its share of this flow, plus what the settlement shifts to it.

        Both cumulate on their own, so a partner costs one operation a year; and it stays a
        sum of the two, so that the same shift cancels in a difference of scenarios.
        """

        def part(own: dict[int, Expr], shifted: dict[int, Expr]) -> dict[int, Expr]:
            return {year: own[year] * share + shifted[year] for year in own}

        return Flow(
            name,
            self.frame,
            part(self.change, shift.change),
            part(self.saving, shift.saving),
            part(self.value, shift.value),
            shift.baseline,
        )

    def minus(self, name: str, lower: Flow) -> Flow:
        """The difference with another flow."""

        def difference(own: dict[int, Expr], other: dict[int, Expr]) -> dict[int, Expr]:
            return {year: (own[year] - other[year]).hold() for year in own}

        return Flow(
            name,
            self.frame,
            difference(self.change, lower.change),
            difference(self.saving, lower.saving),
            difference(self.value, lower.value),
            self.baseline,
        )
