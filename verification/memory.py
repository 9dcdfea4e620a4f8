"""Whether memory stays the same however many runs are asked for.

Peak resident memory of ``ictsim run`` on the first case, 1 and 10 million runs, without figures:
the least of a few processes each, at most 15 MB apart. What would grow is shown by the planted
error: one number kept for each of 9 million runs would be 72 MB.

Linux and macOS only: the peak comes from the operating system's account of the process.

Usage: python verification/memory.py [--repeats N]
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from program import CASE, run, scratch

LIMIT_MB = 15.0
FEW, MANY = 1_000_000, 10_000_000
PLANTED = (
    "import sys; kept = bytearray(8 * int(sys.argv[1])); kept[::4096] = b'x' * len(kept[::4096])"
)


def peak_mb(arguments: list[str]) -> float:
    """Peak memory of one process of this Python, in MB (10^6 bytes).

    The account of a new process begins with the size of this one: no large import here.
    """
    process = os.posix_spawn(sys.executable, [sys.executable, *arguments], os.environ)
    _, status, usage = os.wait4(process, 0)
    if status:
        sys.exit(f"{' '.join(arguments)} ended in {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def program_peak_mb(folder: Path, runs: int, repeat: int) -> float:
    """Peak memory of one ``ictsim run``."""
    out = folder / f"{runs}_{repeat}"
    options = ["--runs", str(runs), "--threads", "2", "--out", str(out), "--no-figures", "--json"]
    null = os.open(os.devnull, os.O_WRONLY)
    kept = os.dup(1)
    os.dup2(null, 1)  # the summary goes nowhere
    try:
        return peak_mb(["-m", "ictsim", "run", str(CASE), *options, "--quiet"])
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(null)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    if not hasattr(os, "wait4"):
        print("skipped: this system keeps no account of a process's peak memory that we can read")
        return
    with scratch() as folder:
        run(CASE, folder / "first", "--runs", 1000)  # fills the cache of compiled code
        peaks = {
            runs: [program_peak_mb(folder, runs, repeat) for repeat in range(repeats)]
            for runs in (FEW, MANY)
        }
    for runs, found in peaks.items():
        print(f"{runs / 1e6:g} M runs: " + ", ".join(f"{peak:.1f} MB" for peak in found))
    few, many = (min(found) for found in peaks.values())
    planted = peak_mb(["-c", PLANTED, str(MANY)]) - peak_mb(["-c", PLANTED, str(FEW)])
    good = abs(many - few) <= LIMIT_MB < planted
    print(
        f"\n{'ok' if good else 'FAILED'}: peak memory {few:.1f} MB at {FEW / 1e6:g} M runs, "
        f"{many:.1f} MB at {MANY / 1e6:g} M: {many - few:+.1f} MB (allowed {LIMIT_MB:g}); "
        f"a planted program that keeps a number a run grows by {planted:.0f} MB"
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
