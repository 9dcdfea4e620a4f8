"""What decides the outcome: the saving and the chance of one where an input is low, or high.

Every other input varies as it does; so what goes together with this one goes along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from ictsim.compile import store_tape
from ictsim.distributions import Distribution
from ictsim.engine import SAMPLED_RUNS
from ictsim.graph import Expr
from ictsim.kernels.layout import TIE_EUR
from ictsim.metrics import Output
from ictsim.results.messages import N_
from ictsim.results.record import Band, Estimate, TornadoRow
from ictsim.statistics import mean_interval
from ictsim.statistics.bands import Array, bands
from ictsim.study import estimates as of
from ictsim.study.prepare import Study

_AT_A_TIME = 8  # inputs of which 2**18 values are in memory together
_TOO_FEW = N_("too few runs with such a value")


def tornado(study: Study, runs: int) -> list[TornadoRow]:
    """One row per scenario, headline year and input or event; none where nothing varies.

    Rests on the first 2**18 runs. An input that is drawn each year counts by the mean of its
    normal scores over the years; an event by whether it came by the horizon.
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
            found = _bands(law, [draws[label] for label in kept])
            rows += [_row(study, name, outcome, x, found) for outcome, x in outcomes.items()]
    return rows


def _outcomes(study: Study) -> list[Output]:
    years = study.case.case.headline_years
    return [
        Output(f"{name}.saving.{year}", "eur", flow.saving[year])
        for name, flow in study.flows.totals.items()
        for year in years
    ]


def _asked(study: Study) -> Iterator[tuple[str, dict[str, Expr]]]:
    """Each input that is drawn, and each event, with what is kept of it: one column or more."""
    for name, law in study.case.inputs.items():
        if not law.is_constant():
            labels = [f"{name}.{year}" for year in study.case.years] if law.per_year else [name]
            yield name, {label: study.flows.inputs[label] for label in labels}
    for name in study.case.events:
        label = f"{name}.happened"
        yield name, {label: study.flows.events[label]}


def _stored(
    study: Study, outputs: list[Output] | tuple[()], keep: Mapping[str, Expr], runs: int
) -> dict[str, Array]:
    tape = store_tape(study.flows.frame.graph, study.inputs, outputs, keep=keep)
    return study.core.store(tape, runs)


def _bands(
    law: Distribution | None, columns: list[Array]
) -> list[tuple[float, float, NDArray[np.bool_]]]:
    if law is None:
        return list(bands(columns[0], discrete=True))
    if not law.per_year:
        atoms = all(piece.low == piece.high for piece in law.pieces())
        return list(bands(columns[0], discrete=atoms))
    from scipy.special import ndtri

    scores = np.zeros_like(columns[0])
    for column in columns:
        below = np.clip(law.cdf(column), 1e-12, 1.0 - 1e-12)
        scores += ndtri(below) / len(columns)
    means = np.mean(columns, axis=0)
    return [
        (float(np.mean(means[within])), float(np.mean(means[within])), within)
        for _, _, within in bands(scores, discrete=False)
    ]


def _row(
    study: Study,
    name: str,
    outcome: str,
    saving: Array,
    found: list[tuple[float, float, NDArray[np.bool_]]],
) -> TornadoRow:
    scenario, _, year = outcome.split(".")
    case = study.case
    label = case.inputs[name].label if name in case.inputs else case.events[name].label
    made = [_band(low, high, saving[within], saving.size) for low, high, within in found]
    return TornadoRow(scenario, int(year), name, label or name, made)


def _band(low: float, high: float, saving: Array, runs: int) -> Band:
    size = saving.size
    if size < 2:
        nothing = Estimate(None, None, None, "eur", size, _TOO_FEW)
        return Band(low, high, size / runs, nothing, nothing)
    mean, sd = float(np.mean(saving)), float(np.std(saving, ddof=1))
    ends = mean_interval(mean, sd, size)
    beats = of.probability(int(np.count_nonzero(saving > TIE_EUR)), size)
    return Band(low, high, size / runs, Estimate(mean, *ends, "eur", size), beats)
