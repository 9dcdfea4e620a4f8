"""The result of a run as plain records: what every format is written from.

Every estimate has one name, ``scenario[.partner].metric[.year][.statistic]``, the same in
JSON, CSV, the report and the frames.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ictsim.statistics.levels import PERCENTILES as PERCENTILES

FORMAT = 2


@dataclass(frozen=True)
class Estimate:
    """One figure with its 95 % sampling interval.

    ``unit``: ``eur``, ``share`` (a fraction), ``probability``, or ``year``. A payback year
    that is beyond the horizon is the text ``never``. ``value`` None means undefined, ``low`` or
    ``high`` None that the runs give no bound on that side; ``note`` says why.
    ``runs`` is how many runs the figure rests on.
    """

    value: float | str | None
    low: float | str | None
    high: float | str | None
    unit: str
    runs: int
    note: str = ""


@dataclass(frozen=True)
class Place:
    """Where the base case lies: its value, and the shares of runs below and up to it."""

    base: float | str
    below: float
    upto: float


@dataclass(frozen=True)
class ResilienceRow:
    """A capacity to bear losses beside the amount that suffices with a given certainty.

    ``name`` is ``flow.resilience.what``: ``what`` is a headline year (the loss by its end),
    ``peak`` (the funding peak) or ``peak_cash``. ``amount_eur`` is the percentile at ``level`` (a
    fraction) with its 95 % sampling interval. ``ratio`` is capacity over amount; its ends ``low``
    and ``high`` belong to the upper and the lower end of the amount's interval, and so do the
    classes, A ... F. Where no amount is needed the class is A, and a ratio there is undefined.
    None: undefined, or no bound on that side; ``note`` says why.
    """

    name: str
    flow: str
    what: str
    level: float
    capacity_eur: float
    amount_eur: float | None
    amount_low: float | None
    amount_high: float | None
    runs: int
    ratio: float | None
    low: float | None
    high: float | None
    class_: str | None
    class_low: str | None
    class_high: str | None
    note: str = ""


@dataclass(frozen=True)
class InputRow:
    """One input as it was used. Percentiles and mean are of its distribution, not sampled.

    ``per_year``: it is drawn anew in each calendar year; ``persistence`` is then the correlation
    of the normal scores of one year and the next. ``base_place`` is the share of draws below the
    base, None where nothing varies; ``base_at`` the share that are the base exactly.
    """

    name: str
    label: str
    unit: str
    distribution: str
    parameters: dict[str, Any]
    source: str
    base: float
    base_place: float | None
    p1: float
    p10: float
    p50: float
    p90: float
    p99: float
    mean: float | None
    capped: float
    sampled: bool
    per_year: bool = False
    persistence: float | None = None
    base_at: float = 0.0


@dataclass(frozen=True)
class CorrelationRow:
    """Two inputs or events that are drawn together: ``a`` and ``b`` are their labels.

    ``rank`` is the rank correlation asked for, from -1 to 1; ``realised`` the one the draws
    have, None where that is the same (inputs without atoms). ``a_is_event``, ``b_is_event``: both
    are of the uniform number of an event then, which is low where the event happens.
    """

    a: str
    b: str
    rank: float
    realised: float | None
    source: str
    a_is_event: bool = False
    b_is_event: bool = False


@dataclass(frozen=True)
class EventRow:
    """One event: its kind, and what the kind takes (a number, or the names of inputs)."""

    name: str
    label: str
    kind: str
    parameters: dict[str, Any]
    source: str


@dataclass(frozen=True)
class LineRow:
    """One line of a scenario, for the list of what is counted.

    ``base_eur``: its change of the budget by year in the base case. ``borne_by`` are ids of
    partners, none where all bear it; ``transfer`` has the payer (``from``) and receivers (``to``).
    """

    scenario: str
    name: str
    label: str
    kind: str
    category: str
    nature: str
    effect: str
    reconciling: bool
    source: str
    base_eur: dict[str, float]
    basis: str = "both"
    borne_by: list[str] = field(default_factory=list)
    transfer: dict[str, Any] | None = None
    copies: int = 1


@dataclass(frozen=True)
class Band:
    """The runs in which an input lies from ``low`` to ``high``, and what came out in them.

    Of an input that is drawn each year ``low`` and ``high`` are of its mean over the years, while
    the band goes by the mean of its normal scores.

    ``share`` of all runs; ``saving`` is the mean of C at the row's year, ``beats`` the chance
    that it is above 0.
    """

    low: float
    high: float
    share: float
    saving: Estimate
    beats: Estimate


@dataclass(frozen=True)
class TornadoRow:
    """What a scenario saves to a year where an input is low, and where it is high.

    ``bands``: the runs with low values of the input, and those with high ones. ``values``: those
    with each value of an input that has few, rising. ``name`` is an input or an event (1 where it
    came).
    """

    scenario: str
    year: int
    name: str
    label: str
    bands: list[Band]
    values: list[Band]


@dataclass(frozen=True)
class Remark:
    """What a reader of the figures must know besides.

    ``message`` is an English sentence with ``{name}`` for each of ``values`` (texts of the case,
    amounts in euros as float, years as int), so that a report can say it in its own language.
    """

    message: str
    values: dict[str, str | float | int]


@dataclass(frozen=True)
class Curve:
    """A distribution function drawn from: values at rising cumulative probabilities."""

    probabilities: list[float]
    values: list[float]


@dataclass(frozen=True)
class Results:
    """Everything one run found out. ``case`` holds the texts and settings the report needs.

    ``base`` are the base case's values by the name of the estimate they belong to;
    ``overrides`` the settings that the command line put over the config (``key.path=value``);
    ``warnings`` are about the config, as the program gave them, ``remarks`` about the figures;
    ``reconciliation`` the base case beside the source's table, with the reconciling items and
    without (see :func:`ictsim.study.base_tables.base_tables`), None where nothing is published.
    """

    case: dict[str, Any]
    seed: int
    runs: int
    planned_runs: int
    complete: bool
    version: str
    config_name: str
    config_sha256: str
    method: str
    fan_runs: int
    estimates: dict[str, Estimate]
    places: dict[str, Place]
    base: dict[str, float | str]
    curves: dict[str, Curve]
    inputs: list[InputRow]
    lines: list[LineRow]
    warnings: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    correlations: list[CorrelationRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    overrides: list[str] = field(default_factory=list)
    tornado: list[TornadoRow] = field(default_factory=list)
    reconciliation: dict[str, Any] | None = None
    resilience: list[ResilienceRow] = field(default_factory=list)
    format: int = FORMAT

    def base_of(self, name: str) -> float | str | None:
        """The plan's value of what the figure ``name`` is a percentile or mean of.

        None for a probability and for a standard deviation: the plan has none of its own.
        """
        stem, _dot, statistic = name.rpartition(".")
        if statistic == "sd" or self.estimates[name].unit == "probability":
            return None
        return self.base.get(stem)
