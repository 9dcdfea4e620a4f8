"""configs/3_0.toml made ready for the kernel, and the same statistics planned for numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from numpy_statistics import HEADLINE, BinPlan

import numpy as np
from ictsim.compile import Bins, node_tape, slots_of, statistics_tape
from ictsim.config import load_case
from ictsim.engine import PILOT_RUNS, Plan, choose_bins
from ictsim.engine.plan import BINS
from ictsim.metrics import Coverage, Output
from ictsim.study import Study, prepare

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "configs" / "3_0.toml"
SEED = 2013


@dataclass(frozen=True)
class Kept:
    """Where the kernel keeps an output: its slot, and the output is ``scale`` times that."""

    slot: int
    scale: float


@dataclass(frozen=True)
class Workload:
    """A study and the statistics to gather of some of its outputs."""

    study: Study
    outputs: tuple[Output, ...]
    plan: Plan

    @cached_property
    def kept(self) -> dict[str, Kept]:
        """The first output of each slot."""
        first: dict[tuple[str, int], str] = {}
        units = {output.name: output.unit for output in self.outputs}
        for name, (slot, _) in self.plan.slots.of.items():
            unit = units[name]
            kind = unit if unit in ("probability", "year") else "amount"
            first.setdefault((kind, slot), name)
        return {name: Kept(*self.plan.slots.of[name]) for name in first.values()}

    @cached_property
    def bins(self) -> dict[str, BinPlan]:
        """The bins of each amount kept, in the unit of the output that stands for it."""
        everywhere = self.plan.slots.everywhere[1]
        return {
            output.name: _bin_plan(
                self.plan.bins[self.kept[output.name].slot],
                self.kept[output.name].scale,
                self.kept[output.name].slot < everywhere,
            )
            for output in self.outputs
            if output.name in self.kept and output.unit in ("eur", "share")
        }


def _bin_plan(bins: Bins, scale: float, every_run: bool) -> BinPlan:
    ends = (bins.low * scale, (bins.low + bins.width * BINS) * scale)
    atoms = tuple(sorted(atom * scale for atom in bins.atoms))
    return BinPlan(min(ends), bins.width * abs(scale), BINS, atoms, every_run)


def load() -> Study:
    """The case of the benchmark, formulas written and core loaded."""
    return prepare(load_case(CONFIG).case, SEED)


def full(study: Study) -> Workload:
    """Everything the report's statistics keep."""
    return _workload(study, study.outputs)


def headline(study: Study) -> Workload:
    """Eight outputs."""
    return _workload(study, [output for output in study.outputs if output.name in HEADLINE])


def _workload(study: Study, outputs: Sequence[Output]) -> Workload:
    graph, inputs = study.flows.frame.graph, study.inputs
    slots = slots_of(outputs)
    pilot = study.core.store(node_tape(graph, inputs, slots.amounts), PILOT_RUNS)
    bins = choose_bins(pilot.values())
    lean = statistics_tape(graph, inputs, slots.lean(), bins)
    whole = statistics_tape(graph, inputs, slots, bins)
    return Workload(study, tuple(outputs), Plan(lean, whole, slots, bins))
