"""Time the simulation core: ``make bench``, or python benchmarks/core.py [--quick] [--gate].

Kernel and numpy (numpy_case.py) compute the same statistics of configs/3_0.toml in one process,
in turn, one thread each; it is checked that both found the same. Then two threads against one,
where a run of the command spends its time, and whether memory grows with the number of runs.
With --gate the exit code is 1 where a mark is missed.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

# Before numpy is imported: matrix products on one thread.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import agreement
import numpy_case
import workload
from agreement import Deviation
from numpy_statistics import Full, Headline, Statistics
from timing import Times, interleaved
from workload import SEED, Workload

from ictsim.engine import Gathered
from ictsim.study import Study

MARKS = {"full": 6.0, "headline": 10.0}
MEMORY_MARK_MB = 15.0
MEMORY_RUNS = (1_000_000, 10_000_000)
COMMAND_RUNS = 1_000_000
VERSIONS = ("numpy", "numba", "llvmlite", "scipy", "pydantic")


class Mark(NamedTuple):
    """Something to be reached, and whether it was."""

    name: str
    met: bool


def main() -> int:
    """Print all figures; 1 if a mark was missed and that is to be a failure."""
    options = _options()
    if options.memory_of:
        return _print_peak_memory(options.memory_of)
    print("\n".join(_machine()))
    study = workload.load()
    marks = against_numpy(study, options.rounds, options.runs)
    if not options.quick:
        _threads(study, options.rounds, options.runs)
        marks.append(_memory())
        _command()
    missed = [mark.name for mark in marks if not mark.met]
    print(f"\nMarks missed: {', '.join(missed) or 'none'}")
    return int(bool(missed) and options.gate)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the simulation core.")
    parser.add_argument("--rounds", type=int, default=None, help="[default: 7, quick: 3]")
    parser.add_argument("--runs", type=int, default=2**20, help="per round  [default: 2**20]")
    parser.add_argument("--quick", action="store_true", help="kernel and numpy only, few rounds")
    parser.add_argument("--gate", action="store_true", help="exit code 1 where a mark is missed")
    parser.add_argument("--memory-of", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 7)
    if options.runs % numpy_case.CHUNK:
        parser.error(f"--runs {options.runs} is not a multiple of {numpy_case.CHUNK}")
    return options


def _machine() -> list[str]:
    cpu, info = platform.machine(), Path("/proc/cpuinfo")
    for line in info.read_text().splitlines() if info.exists() else []:
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in VERSIONS)
    return [
        f"{cpu}, {os.cpu_count()} cores, load before: {load}",
        f"Python {platform.python_version()}, {versions}",
    ]


class Contest:
    """Kernel and numpy on the same statistics; each keeps what it found last."""

    def __init__(self, study: Study, name: str, runs: int) -> None:
        self.name, self.runs = name, runs
        self.core = study.core
        self.work: Workload = getattr(workload, name)(study)
        self.bins = self.work.bins
        self.draws = numpy_case.Draws(SEED, numpy_case.CHUNK)
        self.quick_draws = numpy_case.TableDraws(SEED, numpy_case.CHUNK)
        self.gathered: Gathered | None = None
        self.found: Statistics | None = None

    def kernel(self) -> None:
        """All runs in the compiled core, on one thread."""
        self.gathered, _ = self.core.gather(self.work.plan, self.runs, threads=1)

    def numpy(self) -> None:
        """The same in numpy."""
        self.found = self._in_numpy(self.draws)

    def numpy_with_tables(self) -> None:
        """The same with quicker and coarser draws."""
        self._in_numpy(self.quick_draws)

    def _in_numpy(self, draws: numpy_case.Draws) -> Statistics:
        case = (Full if self.name == "full" else Headline)(self.bins, draws)
        case.run(self.runs)
        return case.result()

    def deviations(self) -> list[Deviation]:
        """How far kernel and numpy lie apart, the largest first."""
        assert self.gathered is not None
        assert self.found is not None
        return agreement.deviations(self.work, self.gathered, self.found)


def against_numpy(study: Study, rounds: int, runs: int) -> list[Mark]:
    """Time kernel and numpy in turn, compare what they found, and print both."""
    contests = [Contest(study, name, runs) for name in MARKS]
    candidates: dict[str, Callable[[], None]] = {}
    for contest in contests:
        contest.kernel()  # the first call is not measured
        candidates[f"kernel {contest.name}"] = contest.kernel
        candidates[f"numpy {contest.name}"] = contest.numpy
        candidates[f"tables {contest.name}"] = contest.numpy_with_tables
    times = interleaved(candidates, rounds)
    print(f"\nconfigs/{workload.CONFIG.name}, {runs:,} runs a round, {rounds} rounds, one thread")
    print("nanoseconds of processor time per run: median (least)")
    return [mark for contest in contests for mark in _report(contest, times)]


def _report(contest: Contest, times: dict[str, Times]) -> list[Mark]:
    kernel, numpy, tables = (
        times[f"{who} {contest.name}"] for who in ("kernel", "numpy", "tables")
    )
    ratio, wanted = numpy.median / kernel.median, MARKS[contest.name]
    kept = contest.work.kept
    print(f"\n{contest.name}: {len(kept)} statistics of {len(contest.work.outputs)} outputs")
    print(f"  kernel           {_nanoseconds(kernel, contest.runs)}")
    print(f"  numpy            {_nanoseconds(numpy, contest.runs)}")
    print(
        f"  numpy / kernel   {ratio:8.2f} ({numpy.least / kernel.least:.2f})"
        f"   mark {wanted:g}: {_met(ratio >= wanted)}"
    )
    print(
        f"  beside: numpy with betas from linear tables, tails flattened  "
        f"{_nanoseconds(tables, contest.runs)}, ratio {tables.median / kernel.median:.2f}"
    )
    apart = contest.deviations()
    farthest, agrees = apart[0], apart[0].errors <= agreement.LIMIT
    print(
        f"  {len(apart)} figures of both compared; farthest apart by {farthest.errors:.1f} standard"
        f" errors: {farthest.name}, {farthest.kernel:.6g} and {farthest.numpy:.6g}"
        f"   limit {agreement.LIMIT:g}: {_met(agrees)}"
    )
    return [
        Mark(f"numpy / kernel, {contest.name}", ratio >= wanted),
        Mark(f"agreement, {contest.name}", agrees),
    ]


def _nanoseconds(times: Times, runs: int) -> str:
    middle, least = times.per(runs)
    return f"{middle:8.1f} ({least:.1f})"


def _met(met: bool) -> str:
    return "met" if met else "MISSED"


def _threads(study: Study, rounds: int, runs: int) -> None:
    """Wall time on two threads against one: it means something on an idle machine only."""
    plan, runs, rounds = workload.full(study).plan, 4 * runs, max(3, rounds // 2)

    def run(threads: int) -> Callable[[], object]:
        return lambda: study.core.gather(plan, runs, threads)

    times = interleaved({"one": run(1), "two": run(2)}, rounds, time.perf_counter)
    one, two = times["one"], times["two"]
    print(
        f"\nTwo threads against one, {runs:,} runs by the wall clock: {one.median:.2f} s on one, "
        f"{two.median:.2f} s on two: {one.median / two.median:.2f} times as fast "
        f"({one.least / two.least:.2f} by the least); load meanwhile: {os.getloadavg()[0]:.1f}"
    )


def _memory() -> Mark:
    peaks = []
    for runs in MEMORY_RUNS:
        command = [sys.executable, __file__, "--memory-of", str(runs)]
        peaks.append(float(subprocess.run(command, check=True, capture_output=True).stdout))
    growth = peaks[1] - peaks[0]
    met = growth < MEMORY_MARK_MB
    print(
        f"\nPeak memory of a process that runs the core: {peaks[0]:.1f} MB for {MEMORY_RUNS[0]:,} "
        f"runs, {peaks[1]:.1f} MB for {MEMORY_RUNS[1]:,}; {growth:+.1f} MB"
        f"   mark {MEMORY_MARK_MB:g}: {_met(met)}"
    )
    return Mark("memory", met)


def _print_peak_memory(runs: int) -> int:
    study = workload.load()
    study.core.gather(workload.full(study).plan, runs, threads=os.cpu_count() or 1)
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(kibibytes * 1024 / 1e6)
    return 0


def _command() -> None:
    """Where ``ictsim run`` spends its time; the second of two runs finds a warm cache."""
    print(f"\nictsim run {workload.CONFIG.name} --runs {COMMAND_RUNS}, the second of two runs")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "ictsim", "run", str(workload.CONFIG), "--quiet"]
        command += ["--runs", str(COMMAND_RUNS), "--timings", "--force", "--out", f"{folder}/out"]
        for _ in range(2):
            began = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True)
            seconds = time.perf_counter() - began
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        print(f"  not available: the command ended with {done.returncode} ({last})")
        return
    print("\n".join(f"  {line}" for line in done.stderr.strip().splitlines()))
    print(f"  {'process':<12} {seconds:8.3f} s, from start to end")


if __name__ == "__main__":
    sys.exit(main())
