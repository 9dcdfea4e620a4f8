"""Whether the same question gets the same bits.

Through the command line, on the first case:

1. summary.json is the same, byte for byte, for 1, 2 and 3 threads;
2. an input that no line uses, put before all others, changes no figure: every draw and outcome
   of draws.csv stays as it was, character for character, and every estimate too;
3. the inputs in another order change no figure either;
4. another seed does change them, so the comparison is looking.

Usage: python verification/bits.py [--runs N]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
import tomllib
from pathlib import Path
from typing import Any

from program import CASE, ROOT, layer, run, scratch, summary

DRAWS = 5_000
UNRELATED = """\
[inputs.aaa_unrelated]
dist = "normal"
mean = 0.0
sd = 1.0
"""


def columns(folder: Path) -> dict[str, list[str]]:
    """The columns of draws.csv as they are written."""
    with (folder / "draws.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return dict(zip(head, map(list, zip(*rows, strict=True)), strict=True))


def estimates(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = summary(folder)["estimates"]
    return found


def other_order(folder: Path) -> Path:
    """The case in one file, its inputs in the order of their names from z to a.

    Only the tables of the inputs are written anew, in a first layer: the others add nothing.
    """
    inputs: dict[str, dict[str, Any]] = {}
    for name in ("baseline", "2_0", "3_0"):
        inputs |= tomllib.loads((ROOT / "configs" / f"{name}.toml").read_text("utf-8"))["inputs"]
    lines = []
    for name in sorted(inputs, reverse=True):
        lines.append(f"[inputs.{name}]")
        lines += [f"{key} = {toml(value)}" for key, value in inputs[name].items()]
    first = folder / "inputs_first.toml"
    first.write_text("\n".join(lines) + "\n", "utf-8")
    both = folder / "other_order.toml"
    both.write_text(f"extends = [{toml(first.name)}, {toml(CASE.as_posix())}]\n", "utf-8")
    return both


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    return repr(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000_003)
    runs = parser.parse_args().runs
    with scratch() as folder:
        asked = ("--runs", runs, "--draws", DRAWS)
        digests = []
        for threads in (1, 2, 3):
            out = folder / f"threads_{threads}"
            run(CASE, out, *asked, "--threads", threads)
            digests.append(hashlib.sha256((out / "summary.json").read_bytes()).hexdigest())
            print(f"{threads} threads: summary.json {digests[-1]}")
        run(layer(folder, "unrelated", UNRELATED), folder / "unrelated", *asked)
        run(other_order(folder), folder / "other_order", *asked)
        run(CASE, folder / "seed", *asked, "--seed", 1)

        before, estimated = columns(folder / "threads_1"), estimates(folder / "threads_1")
        added = columns(folder / "unrelated")
        extra = set(added) - set(before)
        turned = columns(folder / "other_order")
        same = {
            "threads": len(set(digests)) == 1,
            "unrelated input": extra == {"aaa_unrelated"}
            and all(added[name] == before[name] for name in before)
            and estimates(folder / "unrelated") == estimated,
            "order of inputs": list(turned) != list(before)
            and turned == before
            and estimates(folder / "other_order") == estimated,
        }
        drawn = columns(folder / "seed")
        changed = sum(drawn[name] != before[name] for name in before)
    for name, unchanged in same.items():
        print(f"{name}: {'no bit changes' if unchanged else 'FIGURES CHANGE'}")
    good = all(same.values()) and changed > len(before) // 2
    print(
        f"\n{'ok' if good else 'FAILED'}: summary.json of {runs:,} runs the same for 1, 2 and 3 "
        f"threads; {len(before)} columns of {DRAWS:,} draws and {len(estimated)} estimates the "
        f"same with an unrelated input and in another order; another seed changes {changed} columns"
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
