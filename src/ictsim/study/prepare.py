"""A case made ready to run: formulas, tables and the compiled core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ictsim.compile import CaseFlows, SampledInputs, flows_of, sampled_inputs, store_tape
from ictsim.compile.inputs import varies
from ictsim.engine import Core
from ictsim.metrics import Output
from ictsim.model import Case


def _untimed(_part: str) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True)
class Study:
    """One case with one seed. ``outputs`` are all results per run, by name."""

    case: Case
    flows: CaseFlows
    outputs: tuple[Output, ...]
    inputs: SampledInputs
    core: Core

    @cached_property
    def base_inputs(self) -> dict[str, float]:
        """The base value of every sampled input."""
        return {name: self.case.sampled[name].base_value() for name in self.inputs.laws}

    @cached_property
    def base_values(self) -> dict[str, float]:
        """Every output of the base case, computed by the core."""
        return self.at_base(self.outputs)

    def at_base(self, outputs: Sequence[Output]) -> dict[str, float]:
        """These outputs with every input at its base value."""
        tape = store_tape(self.flows.frame.graph, self.inputs, outputs, self.base_inputs)
        return {name: float(values[0]) for name, values in self.core.store(tape, 1).items()}

    def first_runs(self, runs: int, *, with_inputs: bool = False) -> dict[str, NDArray[np.float64]]:
        """All outputs (inputs and events before them) of the first runs, exact, shape (runs,)."""
        graph = self.flows.frame.graph
        keep = {**self.flows.inputs, **self.flows.events} if with_inputs else None
        tape = store_tape(graph, self.inputs, self.outputs, keep=keep)
        return self.core.store(tape, runs)


def prepare(
    case: Case,
    seed: int,
    part: Callable[[str], AbstractContextManager[None]] = _untimed,
    notice: Callable[[str], None] | None = None,
) -> Study:
    """Write the case as formulas, tabulate its inputs and load the compiled core.

    ``part`` measures the named parts of this: formulas, tables, cache (of compiled code).
    ``notice`` is told what a user should know meanwhile.
    """
    with part("formulas"):
        flows = flows_of(case)
        outputs = tuple(flows.outputs())
    with part("tables"):
        names = [name for name, law in case.sampled.items() if varies(law)]
        inputs = sampled_inputs(case.sampled, names, with_scores=flows.with_scores)
    with part("imports"):
        core = Core(inputs, seed)
    if notice is not None and core.cache_warning:
        notice(f"warning: {core.cache_warning}")
    elif notice is not None and not core.compiled:
        notice("compiling the simulation core for this machine: once, some ten seconds")
    with part("cache"):
        core.warm_up()
    return Study(case, flows, outputs, inputs, core)
