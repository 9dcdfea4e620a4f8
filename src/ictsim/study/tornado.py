"""What decides the outcome: the saving and the chance of one where an input is low, or high.

Every other input varies as it does; so what goes together with this one goes along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ictsim.compile import store_tape
from ictsim.distributions import Distribution
from ictsim.engine import SAMPLED_RUNS
from ictsim.graph import Expr
from ictsim.kernels.layout import TIE_EUR
from ictsim.metrics import Output
from ictsim.results.messages import N_
from ictsim.results.record import Band, Estimate, TornadoRow
from ictsim.statistics import mean_interval
from ictsim.statistics.bands import Array, bands, values_of
from ictsim.study import estimates as of
from ictsim.study.prepare import Study

_AT_A_TIME = 8  # inputs of which 2**18 values are in memory together
_TOO_FEW = N_("too few runs with such a value")


def tornado(study: Study, runs: int) -> list[TornadoRow]:
    """One row per scenario, headline year and input or event; none where nothing varies.

    Rests on the first 2**18 runs. An input that is drawn each year counts by the mean of its
    normal scores over the years, one that copies of lines draw for themselves by the mean over the
    copies; an event by whether it came by the horizon.
    """
    runs = min(runs, SAMPLED_RUNS)
    if runs == 0 or not study.flows.totals:
        return []
    outcomes = _stored(study, _outcomes(study), {}, runs)
    rows = []
    asked = list(_asked(study))
    for some in (asked[i : i + _AT_A_TIME] for i in range(0, len(asked), _AT_A_TIME)):
        draws = _stored(study, (), {k: v for _, kept in some for k, v in kept.items()}, runs)
        for name, kept in some:
            law = study.case.inputs.get(name)
            found = _draws(law, [draws[label] for label in kept])
            made = (_row(study, name, outcome, x, found) for outcome, x in outcomes.items())
            rows += [row for row in made if row is not None]
    return rows


@dataclass(frozen=True)
class _Draws:
    """What an input is banded by, the value that is told, and whether it takes single values."""

    by: Array
    told: Array
    discrete: bool


def _outcomes(study: Study) -> list[Output]:
    years = study.case.case.headline_years
    return [
        Output(f"{name}.saving.{year}", "eur", flow.saving[year])
        for name, flow in study.flows.totals.items()
        for year in years
    ]


def _asked(study: Study) -> Iterator[tuple[str, dict[str, Expr]]]:
    """Each input that is drawn, and each event, with what is kept of it: one column or more.

    An input that copies of lines draw for themselves has a column for each.
    """
    drawn = study.flows.inputs
    for name in study.case.inputs:
        own = re.compile(rf"{re.escape(name)}(#\d+)?(\.\d+)?")
        labels = [label for label in drawn if own.fullmatch(label) and _in_years(study, label)]
        if labels and not study.case.inputs[name].is_constant():
            yield name, {label: drawn[label] for label in labels}
    for name in study.case.events:
        label = f"{name}.happened"
        yield name, {label: study.flows.events[label]}


def _in_years(study: Study, label: str) -> bool:
    year = label.partition(".")[2]
    return not year or int(year) in study.case.years


def _stored(
    study: Study, outputs: list[Output] | tuple[()], keep: Mapping[str, Expr], runs: int
) -> dict[str, Array]:
    tape = store_tape(study.flows.frame.graph, study.inputs, outputs, keep=keep)
    return study.core.store(tape, runs)


def _draws(law: Distribution | None, columns: list[Array]) -> _Draws:
    if law is None:
        return _Draws(columns[0], columns[0], discrete=True)
    if len(columns) == 1:
        atoms = all(piece.low == piece.high for piece in law.pieces())
        return _Draws(columns[0], columns[0], discrete=atoms)
    from scipy.special import ndtri

    scores = np.zeros_like(columns[0])
    for column in columns:
        # Of an atom the middle of its part of the scale.
        place = (law.cdf_left(column) + law.cdf(column)) / 2.0
        scores += ndtri(np.clip(place, 1e-12, 1.0 - 1e-12)) / len(columns)
    return _Draws(scores, np.mean(columns, axis=0), discrete=False)


def _row(study: Study, name: str, outcome: str, saving: Array, found: _Draws) -> TornadoRow | None:
    """The row of an input and an outcome; None where too few runs leave a band empty."""
    scenario, _, year = outcome.split(".")
    case = study.case
    label = case.inputs[name].label if name in case.inputs else case.events[name].label
    within = list(bands(found.by, discrete=found.discrete))
    if not within or not all(runs.any() for runs in within):
        return None
    ends = [_band(found.told[runs], saving[runs], saving.size) for runs in within]
    single = values_of(found.by) if found.discrete else []
    values = [
        _band(found.told[found.by == value], saving[found.by == value], saving.size)
        for value in single
    ]
    return TornadoRow(scenario, int(year), name, label or name, ends, values)


def _band(told: Array, saving: Array, runs: int) -> Band:
    size = saving.size
    low, high = float(told.min()), float(told.max())
    if size < 2:
        nothing = Estimate(None, None, None, "eur", size, _TOO_FEW)
        return Band(low, high, size / runs, nothing, nothing)
    mean, sd = float(np.mean(saving)), float(np.std(saving, ddof=1))
    ends = mean_interval(mean, sd, size)
    beats = of.probability(int(np.count_nonzero(saving > TIE_EUR)), size)
    return Band(low, high, size / runs, Estimate(mean, *ends, "eur", size), beats)
