"""Runs a study and turns counts into estimates, each with its sampling interval."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ictsim.compile import node_tape, slots_of, statistics_tape
from ictsim.engine import PILOT_RUNS, SAMPLED_RUNS, Gathered, Plan, Progress, choose_bins
from ictsim.kernels.layout import TIE_EUR, TILE
from ictsim.metrics import Coverage, Output
from ictsim.results.record import Estimate, Place
from ictsim.statistics import (
    PERCENTILES,
    BinnedDistribution,
    Distribution,
    ExactDistribution,
    FlooredDistribution,
)
from ictsim.study import estimates as of
from ictsim.study.prepare import Study

_STORED_AT_A_TIME = 8  # outcomes of which 2**18 values are in memory together


@dataclass(frozen=True)
class Outcome:
    """What the runs gave, before it is put together with the texts of the case.

    ``distributions`` are of the amounts, by output name; ``seconds`` per part of the work.
    """

    runs: int
    sampled_runs: int
    complete: bool
    estimates: dict[str, Estimate]
    places: dict[str, Place]
    distributions: dict[str, Distribution]
    seconds: dict[str, float] = field(default_factory=dict)


def run_study(
    study: Study,
    runs: int,
    threads: int,
    report: Callable[[Progress], None] | None = None,
    accept: Callable[[float], None] | None = None,
) -> Outcome:
    """Pilot, then ``runs`` runs on ``threads`` threads, then the estimates.

    ``accept`` is called with the estimated seconds before the runs start; it may raise.
    """
    clock = [time.perf_counter()]
    plan = plan_of(study)
    if accept is not None:
        accept(_seconds(study, plan, runs, threads))
    clock.append(time.perf_counter())
    gathered, complete = study.core.gather(plan, runs, threads, report)
    clock.append(time.perf_counter())
    outcome = summarise(study, gathered, complete)
    clock.append(time.perf_counter())
    parts = ("pilot", "core", "estimates")
    outcome.seconds.update(
        {part: end - begin for part, begin, end in zip(parts, clock, clock[1:], strict=False)}
    )
    return outcome


def plan_of(study: Study) -> Plan:
    """Slots, bins from the pilot, and the instructions for all blocks and for the subsample."""
    graph, inputs = study.flows.frame.graph, study.inputs
    slots = slots_of(study.outputs)
    pilot = study.core.store(node_tape(graph, inputs, slots.amounts), PILOT_RUNS)
    bins = choose_bins(pilot.values())
    lean = statistics_tape(graph, inputs, slots.lean(), bins)
    return Plan(lean, statistics_tape(graph, inputs, slots, bins), slots, bins)


def _seconds(study: Study, plan: Plan, runs: int, threads: int) -> float:
    """How long ``runs`` runs will take, from a short trial."""
    trial = min(runs, 64 * TILE)
    study.core.gather(plan, trial)
    began = time.perf_counter()
    study.core.gather(plan, trial)
    return (time.perf_counter() - began) / trial * runs / threads


def summarise(study: Study, gathered: Gathered, complete: bool) -> Outcome:
    """Estimates, the base case's places and distributions from what was gathered."""
    if gathered.runs == 0:
        return Outcome(0, 0, complete, {}, {}, {})
    outcome = Outcome(gathered.runs, gathered.sampled_runs, complete, {}, {}, {})
    kept = _Kept(gathered, _exact_values(study, gathered))
    start = study.case.case.start
    for output in study.outputs:
        base = study.base_values[output.name]
        if output.unit == "probability":
            outcome.estimates[output.name] = kept.probability(output)
        elif output.unit == "year":
            _add_codes(outcome, output, kept, int(base), start)
        else:
            if output.floor is None:
                found = of.moments(output, *kept.mean_and_sd(output), kept.runs(output))
                outcome.estimates.update(found)
            spread = kept.distribution(output)
            outcome.estimates.update(of.percentiles(output, spread))
            outcome.places[output.name] = of.place_of(base, spread)
            outcome.distributions[output.name] = spread
    return outcome


def _add_codes(outcome: Outcome, output: Output, kept: _Kept, base: int, start: int) -> None:
    tally = kept.tally(output)
    certain = output.expr.is_constant
    if output.name.startswith("best."):
        outcome.estimates.update(of.best_estimates(output, tally, certain=certain))
    else:
        outcome.estimates.update(of.payback_estimates(output, tally, start, certain=certain))
        outcome.places[output.name] = of.place_of_year(base, output.codes, tally, start)


def _exact_values(study: Study, gathered: Gathered) -> dict[str, ExactDistribution]:
    """The values themselves, by amount, where bins would tell less.

    Of few runs: all of them. Of many: the first 2**18, where an outcome has humps so far
    apart that a bin is as wide as one of them.
    """
    wanted = _without_bins(study.outputs, gathered)
    runs = min(gathered.runs, SAMPLED_RUNS)
    nodes, slots = gathered.slots.amounts, sorted(wanted)
    exact = {}
    for some in (slots[i : i + _STORED_AT_A_TIME] for i in range(0, len(slots), _STORED_AT_A_TIME)):
        graph = study.flows.frame.graph
        tape = node_tape(graph, study.inputs, [nodes[slot] for slot in some])
        for slot, values in zip(some, study.core.store(tape, runs).values(), strict=True):
            spread = ExactDistribution(np.sort(values))
            exact.update({name: spread.times(scale) for name, scale in wanted[slot]})
    return exact


def _without_bins(
    outputs: Sequence[Output], gathered: Gathered
) -> dict[int, list[tuple[str, float]]]:
    """The amounts for which bins are too coarse, or runs too few: names and scales by slot."""
    few = gathered.runs <= PILOT_RUNS
    spreads = [gathered.distribution(slot) for slot in range(len(gathered.bins))]
    coarse = [few or of.is_coarse(spread) for spread in spreads]
    found: dict[int, list[tuple[str, float]]] = {}
    for output in outputs:
        if output.unit in ("eur", "share") and not output.expr.is_constant:
            slot, scale = gathered.slots.of[output.name]
            if coarse[slot] or _coarse_by_itself(output, spreads[slot].times(scale)):
                found.setdefault(slot, []).append((output.name, scale))
    return found


def _coarse_by_itself(output: Output, spread: Distribution) -> bool:
    """Whether bins are too coarse for the output's own levels; others in its slot keep theirs."""
    own = output.levels != PERCENTILES
    return own and of.is_coarse(_floored(output, spread), output.levels)


def _floored(output: Output, spread: Distribution) -> Distribution:
    """The output's distribution, from that of its expression."""
    return spread if output.floor is None else FlooredDistribution(spread, output.floor)


class _Kept:
    """What was gathered of an output; for one that never varies, what is known of it."""

    def __init__(self, gathered: Gathered, exact: Mapping[str, ExactDistribution]) -> None:
        self.gathered = gathered
        self.exact = exact
        self.slots = gathered.slots.of

    def runs(self, output: Output) -> int:
        """How many runs the output rests on."""
        everywhere = output.coverage is Coverage.ALL
        return self.gathered.runs if everywhere else self.gathered.sampled_runs

    def probability(self, output: Output) -> Estimate:
        """How often the output was above 0."""
        runs = self.runs(output)
        if output.expr.is_constant:
            return of.always(output.expr.constant > TIE_EUR, runs)
        return of.probability(int(self.gathered.counts[self.slots[output.name][0]]), runs)

    def tally(self, output: Output) -> NDArray[np.int64]:
        """How often each code occurred."""
        if output.expr.is_constant:
            tally = np.zeros(len(output.codes), np.int64)
            tally[int(output.expr.constant)] = self.runs(output)
            return tally
        slot, _ = self.slots[output.name]
        return self.gathered.tallies[slot, : len(output.codes)]

    def mean_and_sd(self, output: Output) -> tuple[float, float]:
        """Mean and standard deviation of an amount without a floor."""
        if output.expr.is_constant:
            return output.expr.constant, 0.0
        slot, scale = self.slots[output.name]
        mean, sd = self.gathered.mean_and_sd(slot)
        return mean * scale, sd * abs(scale)

    def distribution(self, output: Output) -> Distribution:
        """How an amount is distributed."""
        return _floored(output, self._of_expression(output))

    def _of_expression(self, output: Output) -> Distribution:
        if output.expr.is_constant:
            return BinnedDistribution.of_one_value(output.expr.constant, self.runs(output))
        slot, scale = self.slots[output.name]
        return self.exact.get(output.name) or self.gathered.distribution(slot).times(scale)
