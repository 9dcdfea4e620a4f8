"""The core: blocks of runs on all cores, without a Python step per run.

A block is the unit of work; workers take the next one from a common count. A block's result
depends on its number alone.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ictsim.compile import Tape
from ictsim.engine.cache import kernels_are_compiled, prepare_kernel_cache
from ictsim.engine.gather import Gathered, empty_totals, store_totals
from ictsim.engine.plan import PILOT_RUNS, SAMPLED_RUNS
from ictsim.kernels.layout import BLOCK, NORMAL_END, NORMAL_STEPS

if TYPE_CHECKING:
    from ictsim.compile import Bins, SampledInputs, Slots
    from ictsim.kernels.machine import Program, Tables, Totals

# A worker's counts are 32-bit: merged long before 2**31 runs.
_BLOCKS_PER_MERGE = 1_024
_SECONDS_PER_REPORT = 0.2


@dataclass(frozen=True)
class Progress:
    """How far the runs are. ``rate`` in runs per second, ``left`` in seconds."""

    done: int
    planned: int
    rate: float
    left: float


@dataclass(frozen=True)
class Plan:
    """What is to be kept: ``lean`` in every block, ``whole`` in the first SAMPLED_RUNS runs.

    The slots of the first are the first of ``slots``; ``bins`` by amount slot.
    """

    lean: Tape
    whole: Tape
    slots: Slots
    bins: Sequence[Bins]


class Core:
    """The compiled core with one case's quantile tables and seed."""

    def __init__(self, inputs: SampledInputs, seed: int) -> None:
        """``seed`` is a whole number from 0 to 2**64 - 1."""
        self.cache_warning = prepare_kernel_cache()
        self.compiled = kernels_are_compiled()
        from ictsim.kernels.machine import Tables

        self._tables: Tables = Tables(
            np.column_stack([inputs.low, inputs.high, 1.0 / (inputs.high - inputs.low)]),
            np.column_stack([inputs.offset, inputs.stride]),
            inputs.coefficients,
            _normal_cubics(),
        )
        self._key = np.array([seed & 0xFFFFFFFF, seed >> 32], np.uint64)

    def warm_up(self) -> None:
        """Load the compiled kernel from the cache, or compile it: nothing is run."""
        self.store(Tape((), 0), 0)

    def store(self, tape: Tape, runs: int = PILOT_RUNS) -> dict[str, NDArray[np.float64]]:
        """Every stored output of the first ``runs`` runs, by name, shape (runs,)."""
        from ictsim.kernels.machine import run_block

        totals = store_totals(len(tape.stored), runs)
        run_block(_program(tape), self._tables, totals, self._key, 0, runs)
        return dict(zip(tape.stored, totals.store, strict=True))

    def gather(
        self,
        plan: Plan,
        runs: int,
        threads: int = 1,
        report: Callable[[Progress], None] | None = None,
        grouping: Iterable[range] | None = None,
    ) -> tuple[Gathered, bool]:
        """Statistics over ``runs`` runs, and whether they are complete.

        An interrupt (Ctrl-C) ends the run after the blocks in hand and keeps what is done.
        ``grouping`` hands out the blocks in these ranges instead of one by one.
        """
        if grouping is None:
            grouping = (range(block, block + 1) for block in range(-(-runs // BLOCK)))
        work = _Work(self, plan, runs, grouping)
        began = time.perf_counter()
        complete = True
        threads = min(threads, max(1, -(-runs // BLOCK)))  # a block is one worker's
        with ThreadPoolExecutor(threads) as pool:
            workers = [pool.submit(work.take_blocks) for _ in range(threads)]
            try:
                # One that fails ends the wait, and stops the others.
                while wait(workers, _SECONDS_PER_REPORT, FIRST_EXCEPTION).not_done:
                    if any(worker.done() and worker.exception() for worker in workers):
                        break
                    if report is not None:
                        report(_progress(work.gathered.runs, runs, time.perf_counter() - began))
            except KeyboardInterrupt:
                complete = False
            finally:
                work.stop.set()
        for worker in workers:
            worker.result()
        if report is not None:
            with suppress(KeyboardInterrupt):  # the work is done: there is nothing to stop
                report(_progress(work.gathered.runs, runs, time.perf_counter() - began))
        return work.gathered, complete or work.gathered.runs == runs


class _Work:
    """What the workers of one call share. Everything merged under ``lock`` is an integer."""

    def __init__(
        self,
        core: Core,
        plan: Plan,
        runs: int,
        grouping: Iterable[range],
    ) -> None:
        self.core = core
        self.plan = plan
        self.runs = runs
        self.groups = iter(grouping)
        self.lean, self.whole = _program(plan.lean), _program(plan.whole)
        self.gathered = Gathered(plan.slots, plan.bins, blocks=-(-runs // BLOCK))
        self.lock = threading.Lock()
        self.stop = threading.Event()

    def take_blocks(self) -> None:
        """One worker: group after group, until there is none or an interrupt."""
        totals = empty_totals(self.plan.slots, self.plan.bins)
        blocks = 0
        try:
            while not self.stop.is_set():
                with self.lock:
                    group = next(self.groups, None)
                if group is None:
                    break
                for block in group:
                    self._run(block, totals)
                    blocks += 1
                    if blocks % _BLOCKS_PER_MERGE == 0:
                        with self.lock:
                            self.gathered.take_counts(totals)
        finally:
            with self.lock:
                self.gathered.take_counts(totals)

    def _run(self, block: int, totals: Totals) -> None:
        from ictsim.kernels.machine import run_block

        first = block * BLOCK
        count = min(BLOCK, self.runs - first)
        sampled = first < SAMPLED_RUNS
        program = self.whole if sampled else self.lean
        totals.moments[:] = 0.0
        run_block(program, self.core._tables, totals, self.core._key, first, count)
        with self.lock:
            self.gathered.add_sums(totals.moments)
            self.gathered.runs += count
            self.gathered.sampled_runs += count if sampled else 0


@cache
def _normal_cubics() -> NDArray[np.float64]:
    """Rows (c0, c1, c2, c3): the upper tail of a standard normal over each step, by Hermite."""
    x = np.arange(NORMAL_STEPS * NORMAL_END + 1) / NORMAL_STEPS
    tail = np.array([math.erfc(z / math.sqrt(2.0)) / 2.0 for z in x.tolist()])
    slope = -np.exp(-x * x / 2.0) / math.sqrt(2.0 * math.pi) / NORMAL_STEPS
    rise = np.diff(tail)
    first, last = slope[:-1], slope[1:]
    cubics = [tail[:-1], first, 3.0 * rise - 2.0 * first - last, first + last - 2.0 * rise]
    return np.ascontiguousarray(np.column_stack(cubics)).ravel()


def _program(tape: Tape) -> Program:
    from ictsim.kernels.machine import Program

    words = np.zeros((len(tape.instructions), 8), np.uint64)
    numbers = words.view(np.float64)
    for line, instruction in enumerate(tape.instructions):
        words[line, :5] = instruction[:5]
        numbers[line, 5:7] = instruction[5:7]
        words[line, 7] = instruction[7]
    return Program(words, numbers, max(1, tape.rows))


def _progress(done: int, planned: int, seconds: float) -> Progress:
    rate = done / seconds if seconds > 0.0 else 0.0
    return Progress(done, planned, rate, (planned - done) / rate if rate else float("inf"))
