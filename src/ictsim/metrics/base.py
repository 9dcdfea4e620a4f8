"""What a metric sees of a scenario, and what it may ask to be kept over the runs."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ictsim.graph import Expr, Graph

Unit = Literal["eur", "year", "share", "probability"]


class Coverage(enum.Enum):
    """Over which runs the distribution of an amount is kept; counts and means are over all."""

    ALL = "all runs"
    SAMPLE = "the first 2**18 runs, or all where there are fewer"


@dataclass(frozen=True)
class Output:
    """One result per run. ``name`` is its name everywhere (``s3.saving.2018``).

    ``unit`` tells what it is: ``eur`` and ``share`` are amounts with a distribution, a
    ``probability`` is counted where ``expr`` > 0, a ``year`` is a code (see :mod:`payback`) or
    the number of a scenario, counted for each of ``codes``.
    """

    name: str
    unit: Unit
    expr: Expr
    coverage: Coverage = Coverage.ALL
    codes: tuple[str, ...] = ()


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

    ``change`` is the cost change against the baseline per calendar year (euros; above 0 is
    extra cost), ``one_off`` the part of it from investment lines, ``baseline`` the cost of
    going on alone. ``name`` is the scenario, or ``scenario.partner``.
    """

    name: str
    frame: Frame
    change: dict[int, Expr]
    baseline: dict[int, Expr]
    one_off: dict[int, Expr] | None = None

    @cached_property
    def saving(self) -> dict[int, Expr]:
        """C(t): the cumulative net saving at the end of each year, in euros."""
        total = self.frame.graph.number(0.0)
        savings = {}
        for year in self.frame.years:
            total = (total - self.change[year]).hold()
            savings[year] = total
        return savings
