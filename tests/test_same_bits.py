"""Threads, the order of blocks and an interrupt change no bit of what is gathered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from strategies import Model, every_kind_of_dependence, every_kind_of_line, small_case

from ictsim.engine import SAMPLED_RUNS, core
from ictsim.kernels.layout import BLOCK
from ictsim.model import Case

if TYPE_CHECKING:
    from ictsim.engine import Gathered, Progress

# Beyond the subsample of four blocks, and the last block is not full.
RUNS = 5 * BLOCK + 1001


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(Case.model_validate(every_kind_of_line()))


@pytest.fixture(scope="module")
def gather(model: Model) -> Callable[..., tuple[Gathered, bool]]:
    plan = model.plan()

    def call(runs: int, *args: object, **how: object) -> tuple[Gathered, bool]:
        return model.study.core.gather(plan, runs, *args, **how)

    return call


@pytest.fixture(scope="module")
def alone(gather: Callable[..., tuple[Gathered, bool]]) -> Gathered:
    """All runs on one thread, block after block."""
    return gather(RUNS)[0]


def kept(gathered: Gathered) -> dict[str, np.ndarray]:
    """All that is counted and summed: whole numbers."""
    arrays = {name: x for name, x in vars(gathered).items() if isinstance(x, np.ndarray)}
    assert {"counts", "histograms", "atom_counts", "tallies"} < set(arrays)
    assert all(
        x.dtype.kind == "i" or all(type(n) is int for n in x.ravel()) for x in arrays.values()
    )
    return arrays


def assert_same_bits(a: Gathered, b: Gathered) -> None:
    assert (a.runs, a.sampled_runs) == (b.runs, b.sampled_runs)
    for name, array in kept(a).items():
        np.testing.assert_array_equal(array, kept(b)[name], err_msg=name)


GROUPINGS = {
    "one by one": None,
    "all at once": [range(6)],
    "unequal": [range(3), range(3, 4), range(4, 6)],
    "backwards": [range(n, n + 1) for n in reversed(range(6))],
    "odd ones first": [range(1, 6, 2), range(0, 6, 2)],
}


@pytest.mark.parametrize("grouping", GROUPINGS.values(), ids=GROUPINGS)
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_and_groupings_change_no_bit(
    alone: Gathered,
    gather: Callable[..., tuple[Gathered, bool]],
    threads: int,
    grouping: list[range],
):
    gathered, complete = gather(RUNS, threads, grouping=grouping)

    assert complete
    assert_same_bits(gathered, alone)


def test_dependent_draws_and_events_keep_their_bits_too():
    model = Model(Case.model_validate(every_kind_of_dependence()))
    core, plan = model.study.core, model.plan()
    one_by_one, _ = core.gather(plan, RUNS)

    for threads, grouping in ((3, None), (1, GROUPINGS["backwards"]), (2, GROUPINGS["unequal"])):
        gathered, complete = core.gather(plan, RUNS, threads, grouping=grouping)
        assert complete
        assert_same_bits(gathered, one_by_one)


def test_other_runs_do_change_the_bits(
    alone: Gathered, gather: Callable[..., tuple[Gathered, bool]]
):
    others = [range(block, block + 1) for block in (0, 1, 2, 3, 6, 5)]
    gathered, _ = gather(7 * BLOCK, grouping=others)

    for name in ("counts", "histograms", "tallies"):
        assert kept(gathered)[name].tolist() != kept(alone)[name].tolist(), name
    assert gathered.mean_and_sd(0) != alone.mean_and_sd(0)


def test_the_subsample_is_the_first_runs(
    alone: Gathered, gather: Callable[..., tuple[Gathered, bool]]
):
    first, _ = gather(SAMPLED_RUNS)
    _, everywhere, _ = alone.slots.everywhere

    assert alone.sampled_runs == SAMPLED_RUNS
    assert 0 < everywhere < len(alone.histograms)
    for slot in range(len(alone.histograms)):
        runs = RUNS if slot < everywhere else SAMPLED_RUNS
        assert alone.runs_of(slot) == alone.distribution(slot).runs == runs
        if slot >= everywhere:
            assert alone.histograms[slot].tolist() == first.histograms[slot].tolist()
            assert alone.mean_and_sd(slot) == first.mean_and_sd(slot)


# ---------------------------------------------------------------------------------------------
# Interrupts


class InterruptOnce:
    """Ctrl-C as soon as something is done."""

    def __init__(self) -> None:
        self.waiting = True

    def __call__(self, progress: Progress) -> None:
        if self.waiting and progress.done > 0:
            self.waiting = False
            raise KeyboardInterrupt


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 3])
def test_an_interrupt_leaves_the_first_blocks(
    gather: Callable[..., tuple[Gathered, bool]],
    threads: int,
    size: int,
    monkeypatch: pytest.MonkeyPatch,
):
    # However quick the machine, the first report comes long before the last block.
    monkeypatch.setattr(core, "_SECONDS_PER_REPORT", 0.002)
    blocks = 3_000
    groups = [range(first, first + size) for first in range(0, blocks, size)]
    part, complete = gather(blocks * BLOCK, threads, InterruptOnce(), groups)

    assert not complete
    assert 0 < part.runs < blocks * BLOCK
    assert part.runs % (size * BLOCK) == 0
    assert_same_bits(part, gather(part.runs)[0])


def test_an_interrupt_when_all_is_done_changes_nothing(
    gather: Callable[..., tuple[Gathered, bool]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(core, "_SECONDS_PER_REPORT", 60.0)
    whole, complete = gather(2 * BLOCK, 1, InterruptOnce())

    assert complete
    assert_same_bits(whole, gather(2 * BLOCK)[0])


def test_progress_counts_up_to_the_end():
    model = Model(Case.model_validate(small_case({"s1": {}})))
    seen: list[Progress] = []
    gathered, complete = model.study.core.gather(model.plan(), 2 * BLOCK + 5, 2, seen.append)

    assert complete
    assert gathered.runs == seen[-1].done == seen[-1].planned == 2 * BLOCK + 5
    assert seen[-1].left == 0.0
    done = [progress.done for progress in seen]
    assert done == sorted(done)
