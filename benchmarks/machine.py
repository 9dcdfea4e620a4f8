"""What the tile machine's instructions cost, and where a run of configs/3_0.toml spends its time.

python benchmarks/machine.py [--rounds N]: nanoseconds per instruction and run of every opcode,
then the time of the case by groups of instructions, found by leaving groups out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

import workload
from timing import interleaved

from ictsim.compile import Tape
from ictsim.engine.core import Core, Plan
from ictsim.engine.plan import BINS, SAMPLED_RUNS
from ictsim.kernels import opcodes as op
from ictsim.kernels.layout import TILE

Instruction = tuple[int, int, int, int, int, float, float]

NAMES = {
    code: name
    for name, code in vars(op).items()
    if isinstance(code, int) and not name.startswith("FIRST")
}
ROW_COUNT = 24
COPIES = (128, 384)
RATE_RUNS = 2**18
CASE_RUNS = 2**20

SAMPLING = (op.UNIFORM, op.TABLE, op.PIECES)
PAYBACK = (op.PAYBACK, op.PAYBACK_COUNT)
BINNING = (op.HISTOGRAM, op.ATOMS)
SINKS = (op.COUNT, op.MOMENTS, op.TALLY, *BINNING)
# Read and write rows alone; of others it must be known what their fields mean.
ON_ROWS = frozenset(range(op.PAYBACK_COUNT)) | {op.POSITIVE, op.REACHED, op.PICK}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="Time the tile machine.")
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    study = workload.load()
    work = workload.full(study)
    rates = primitive_rates(study.core, work.plan, rounds)
    print("nanoseconds per instruction and run, least of the rounds, one thread")
    for code, rate in rates.items():
        print(f"  {NAMES[code]:<14} {rate:7.3f}")
    for name in ("full", "headline"):
        plan = work.plan if name == "full" else workload.headline(study).plan
        print(f"\n{name}: where the time goes, {CASE_RUNS:,} runs, least of {rounds} rounds")
        print("\n".join(profile(study.core, plan, rates, rounds)))


def primitive_rates(core: Core, plan: Plan, rounds: int) -> dict[int, float]:
    """Nanoseconds per instruction and run of every opcode that ``plan`` uses.

    From tapes that hold it more and less often behind the same beginning.
    """
    known = ON_ROWS | {*SAMPLING, *SINKS, op.PAYBACK_COUNT}
    used = sorted({instruction[0] for instruction in plan.whole.instructions} & known)
    beginning = _beginning(plan)
    candidates = {
        f"{code} {copies}": _gather(
            core, _plan(plan, beginning + [_copy(code, plan, n) for n in range(copies)]), RATE_RUNS
        )
        for code in used
        for copies in COPIES
    }
    least = {name: time.least for name, time in interleaved(candidates, rounds).items()}
    few, many = COPIES
    return {
        code: (least[f"{code} {many}"] - least[f"{code} {few}"]) / (many - few) / RATE_RUNS * 1e9
        for code in used
    }


def _gather(core: Core, plan: Plan, runs: int) -> Callable[[], object]:
    return lambda: core.gather(plan, runs, threads=1)


def _plan(plan: Plan, instructions: Iterable[Instruction]) -> Plan:
    tape = Tape(tuple(instructions), 2 * ROW_COUNT)
    return replace(plan, lean=tape, whole=tape)


def _beginning(plan: Plan) -> list[Instruction]:
    """Uniforms in ROW_COUNT rows; one row of codes for tallies behind them."""
    tape: list[Instruction] = [
        (op.UNIFORM, row * TILE, row, 0, 0, 0.0, 0.0) for row in range(ROW_COUNT)
    ]
    tape.append((op.AFFINE, ROW_COUNT * TILE, 0, 0, 0, plan.slots.codes - 1.0, 0.5))
    tape.append((op.FLOOR, (ROW_COUNT + 1) * TILE, ROW_COUNT * TILE, 0, 0, 0.0, 0.0))
    return tape


def _copy(code: int, plan: Plan, number: int) -> Instruction:
    """The instruction on rows that change from copy to copy; results go to rows of their own."""
    a, b, c = (((number * step) % ROW_COUNT) * TILE for step in (1, 5, 7))
    w = (ROW_COUNT + 2 + number % (ROW_COUNT - 2)) * TILE
    slots = plan.slots
    if code == op.UNIFORM:
        return code, w, number, 1, 0, 0.0, 0.0
    if code in (op.TABLE, op.PIECES):
        like = [i for i in plan.whole.instructions if i[0] == code]
        _, _, _, b, c, _, _ = like[number % len(like)]
        return code, w, a, b, c, 0.0, 0.0
    if code == op.PAYBACK_COUNT:
        return code, w, a, b, number % len(slots.counts), 0.25, 0.75
    if code == op.COUNT:
        return code, number % len(slots.counts), a, 0, 0, 0.0, 0.0
    if code == op.TALLY:
        return code, number % len(slots.tallies), (ROW_COUNT + 1) * TILE, 0, 0, 0.0, 0.0
    if code == op.MOMENTS:
        return code, number % len(slots.amounts), a, 0, 0, 0.5, 0.0
    if code in BINNING:
        like = [i for i in plan.whole.instructions if i[0] == code]
        return code, like[number % len(like)][1], a, 0, 0, 0.0, float(BINS)
    assert code in ON_ROWS
    return code, w, a, b, c, 0.25, 0.75


def profile(core: Core, plan: Plan, rates: dict[int, float], rounds: int) -> list[str]:
    """Lines: what leaving each group out saves, group after group, and how many there are."""
    steps: list[tuple[str, Collection[int]]] = [
        ("histograms and atoms", BINNING),
        ("moments", (op.MOMENTS,)),
        ("counts", (op.COUNT,)),
        ("tallies", (op.TALLY,)),
        ("payback steps", PAYBACK),
    ]
    plans, gone = {"all": plan}, set[int]()
    for name, codes in steps:
        gone |= set(codes)
        plans[name] = _without(plan, gone)
    plans["sampling alone"] = _without(plan, set(NAMES) - set(SAMPLING))
    plans["uniforms alone"] = _without(plan, set(NAMES) - {op.UNIFORM})

    candidates = {name: _gather(core, some, CASE_RUNS) for name, some in plans.items()}
    times = interleaved(candidates, rounds)
    took = {name: time.per(CASE_RUNS)[1] for name, time in times.items()}
    model = took["payback steps"] - took["sampling alone"]
    lines = [_line("all", took["all"], took["all"], _number(plan, NAMES), plan, rates, NAMES)]
    before = took["all"]
    for name, codes in steps:
        saved, before = before - took[name], took[name]
        lines.append(_line(name, saved, took["all"], _number(plan, codes), plan, rates, codes))
    rest = set(NAMES) - {*SAMPLING, *SINKS, *PAYBACK}
    tables = took["sampling alone"] - took["uniforms alone"]
    for name, value, codes in (
        ("rest of the model", model, rest),
        ("quantile tables", tables, (op.TABLE, op.PIECES)),
        ("uniforms", took["uniforms alone"], (op.UNIFORM,)),
    ):
        lines.append(_line(name, value, took["all"], _number(plan, codes), plan, rates, codes))
    return lines


def _without(plan: Plan, codes: Collection[int]) -> Plan:
    def left(tape: Tape) -> Tape:
        return replace(tape, instructions=tuple(i for i in tape.instructions if i[0] not in codes))

    return replace(plan, lean=left(plan.lean), whole=left(plan.whole))


def _number(plan: Plan, codes: Collection[int]) -> float:
    """Instructions per run: the whole tape counts for the share of the runs that use it."""
    return sum(_counts(plan)[code] for code in codes)


def _counts(plan: Plan) -> dict[int, float]:
    share = min(1.0, SAMPLED_RUNS / CASE_RUNS)
    lean, whole = (Counter(i[0] for i in tape.instructions) for tape in (plan.lean, plan.whole))
    return {code: share * whole[code] + (1.0 - share) * lean[code] for code in NAMES}


def _line(
    name: str,
    nanoseconds: float,
    whole: float,
    number: float,
    plan: Plan,
    rates: dict[int, float],
    codes: Collection[int],
) -> str:
    counts = _counts(plan)
    expected = sum(counts[code] * rates[code] for code in codes if code in rates)
    each = nanoseconds / number if number else 0.0
    return (
        f"  {name:<22} {nanoseconds:7.1f} ns {nanoseconds / whole:6.1%}   {number:7.1f} "
        f"instructions, {each:6.3f} ns each; by the rates above {expected:7.1f} ns"
    )


if __name__ == "__main__":
    main()
