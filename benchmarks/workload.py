"""configs/3_0.toml made ready for the kernel, and the same statistics planned for numpy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from numpy_statistics import HEADLINE, BinPlan

from ictsim.compile import Bins
from ictsim.config import load_case
from ictsim.engine.core import Plan
from ictsim.engine.plan import BINS
from ictsim.metrics import Output
from ictsim.study import Study, prepare
from ictsim.study.run import plan_of

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
    return Workload(study, study.outputs, plan_of(study))


def headline(study: Study) -> Workload:
    """Eight outputs."""
    outputs = tuple(output for output in study.outputs if output.name in HEADLINE)
    return Workload(study, outputs, plan_of(replace(study, outputs=outputs)))
