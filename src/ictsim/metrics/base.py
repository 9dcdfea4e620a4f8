"""What a metric sees of a scenario, and what it may ask to be kept over the runs."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ictsim.graph import Expr, Graph, maximum
from ictsim.statistics import PERCENTILES

Unit = Literal["eur", "year", "share", "probability"]

Yearly: TypeAlias = dict[int, Expr]
"""Euros by calendar year."""


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
class Changes:
    """Yearly changes of cost against the baseline, in euros by calendar year; cost is above 0.

    ``budget`` is the result in the accounts, ``cash`` what is paid: None where no line of the
    case makes them differ.
    """

    budget: Yearly
    cash: Yearly | None = None


@dataclass(frozen=True)
class OneTime:
    """What is known of a scenario as a whole, in euros.

    ``one_off``: nominal one-off cost per year, as paid; ``remainder``: what of it falls beyond the
    horizon; ``book_value``: what is on the books there, None where nothing is bought.
    """

    one_off: Yearly
    remainder: Expr
    book_value: Expr | None


@dataclass(frozen=True)
class Flow:
    """Who gains or loses what in each year: one scenario, in total or for one partner.

    By calendar year, in euros: ``change`` of cost against the baseline (above 0 is extra
    cost) in the budget, ``saving`` C(t) cumulated, ``value`` the net present value of the saving
    so far, on cash where that differs; ``baseline`` the cost of going on alone. ``cash_change``
    and ``cash_saving`` are None where cash is the budget. ``name`` is the scenario, or
    ``scenario.partner``; ``one_time`` is known of scenarios only.
    """

    name: str
    frame: Frame
    change: Yearly
    saving: Yearly
    value: Yearly
    baseline: Yearly
    cash_change: Yearly | None = None
    cash_saving: Yearly | None = None
    one_time: OneTime | None = None

    @classmethod
    def of(
        cls,
        name: str,
        frame: Frame,
        changes: Changes,
        baseline: Yearly,
        one_time: OneTime | None = None,
    ) -> Flow:
        """A flow from its yearly changes.

        C(t) = -sum of changes up to t; NPV(t) = -sum of change(s) * (1 + r)^-(s - start).
        """
        growth = 1.0 + frame.discount_rate
        paid = changes.budget if changes.cash is None else changes.cash
        discounted = {year: cost * growth ** -(year - frame.start) for year, cost in paid.items()}
        return cls(
            name,
            frame,
            changes.budget,
            _saved(frame, changes.budget),
            _saved(frame, discounted),
            baseline,
            changes.cash,
            None if changes.cash is None else _saved(frame, changes.cash),
            one_time,
        )

    @classmethod
    def weighted(cls, name: str, parts: Sequence[tuple[Flow, float]], baseline: Yearly) -> Flow:
        """Flows added up, each times its weight.

        Each cumulates on its own, so a partner costs few operations a year; and it stays a sum
        of them, so that what is the same in two scenarios cancels in their difference.
        """

        def total(tables: Sequence[Yearly]) -> Yearly:
            weights = [weight for _, weight in parts]
            return {
                year: sum(
                    (table[year] * weight for table, weight in zip(tables, weights, strict=True)),
                    parts[0][0].frame.graph.number(0.0),
                )
                for year in tables[0]
            }

        return _combined(name, [flow for flow, _ in parts], total, baseline)

    def minus(self, name: str, lower: Flow) -> Flow:
        """The difference with another flow."""

        def difference(tables: Sequence[Yearly]) -> Yearly:
            own, other = tables
            return {year: (own[year] - other[year]).hold() for year in own}

        return _combined(name, [self, lower], difference, self.baseline)


def _combined(
    name: str, flows: Sequence[Flow], combine: Callable[[Sequence[Yearly]], Yearly], base: Yearly
) -> Flow:
    """A flow each of whose yearly tables is made of those of others; all have cash, or none."""

    def cash(tables: Sequence[Yearly | None]) -> Yearly | None:
        known = [table for table in tables if table is not None]
        return combine(known) if known else None

    return Flow(
        name,
        flows[0].frame,
        combine([flow.change for flow in flows]),
        combine([flow.saving for flow in flows]),
        combine([flow.value for flow in flows]),
        base,
        cash([flow.cash_change for flow in flows]),
        cash([flow.cash_saving for flow in flows]),
    )


def _saved(frame: Frame, costs: Yearly) -> Yearly:
    """Minus the costs, cumulated."""
    total = frame.graph.number(0.0)
    savings = {}
    for year, cost in costs.items():
        savings[year] = total = (total - cost).hold()
    return savings
