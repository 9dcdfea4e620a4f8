"""The first case against a script that shares nothing with the package but the source figures.

Four comparisons of the program with ``case_in_plain_numpy.py``:

1. the base case, every scenario, partner and year, to five cents;
2. run by run: the inputs that ``--draws`` kept, put into the script's formulas, must give the
   same savings, to five cents in every run;
3. every figure that both estimate, from draws of their own: at most 4 standard errors of the
   difference apart. Both seeds are fixed, so the answer is the same each time; for other seeds
   a sound program would fail one figure in 16,000, so one set of 132 in 120 at most;
4. the same with a planted error, programme cost 10 % higher: there it has to fail.

Usage: python verification/against_plain_numpy.py [--runs N] [--plain-runs N]
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import case_in_plain_numpy as plain
import numpy as np
from program import CASE, ictsim, layer, run, scratch, summary

LIMIT = 4.0  # standard errors of the difference
EUROS = 0.05  # the config writes shares with nine digits, the script has them exact
REPLAYED = 20_000
SEED = 20131
Z95 = 1.959963984540054  # an interval's half width over its standard error

# What the script calls each input of the config.
NAMES = {
    "inflation": "inflation",
    "software_share": "software_share",
    "infrastructure_share": "infrastructure_share",
    "project_cost_overrun": "project",
    "transition_cost_overrun": "transition",
    "migration_cost_overrun": "migration",
    "friction_cost_factor": "friction",
    "programme_cost": "programme",
    "golive_delay": "delay",
    "staff_cut_lag": "lag",
    "technical_fte_cut": "technical_fte",
    "added_fte": "added_fte",
    "functional_fte_cut": "functional_fte",
    "other_fte_cut": "other_fte",
    "cost_per_fte": "fte_cost",
    "cio_fte": "cio_fte",
    "cio_cost_per_fte": "cio_cost",
    "software_saving": "software_saving",
    "infrastructure_saving": "infrastructure_saving",
    "years_to_ceiling": "years_to_ceiling",
    "harmonisation_ceiling": "ceiling",
}
FLOWS = [f"{s}.{who}" for s in ("s2", "s3") for who in ("total", *plain.PARTNERS)]

# The script names this outcome for symmetry; it is "never under water" by definition.
NEVER_THERE = {"s2.payback.2013", "s3.payback.2013"}

PROGRAMME_TEN_PERCENT_UP = """\
[inputs.programme_cost]
dist = "pert"
low = 88_000
mode = 110_000
high = 220_000
"""


@dataclass(frozen=True)
class Row:
    """One figure both ways, and how many standard errors of the difference lie between."""

    name: str
    program: float
    script: float
    error: float

    @property
    def apart(self) -> float:
        difference = self.program - self.script
        return abs(difference) / self.error if self.error else (0.0 if not difference else math.inf)


def base_case_misses() -> tuple[int, float]:
    """Number of figures of the base case, and the largest difference in euros."""
    tables = json.loads(ictsim("base", CASE, "--json"))["with_reconciling"]
    script = plain.base_case()
    apart = []
    for name, scenario in tables["scenarios"].items():
        apart += list(by_year(scenario["change_eur"]) - script[f"{name}.total"])
        for partner, row in scenario["partners"].items():
            cost = script[f"baseline.{partner}"] + script[f"{name}.{partner}"]
            apart += list(by_year(row["cost_eur"]) - cost)
    return len(apart), float(np.abs(apart).max())


def by_year(row: dict[str, float]) -> plain.Array:
    return np.array([row[str(year)] for year in plain.YEARS])


def replay_misses(folder: Path) -> tuple[int, float]:
    """Number of savings recomputed from the draws kept, and the largest difference in euros."""
    with (folder / "draws.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    draws = {ours: np.array([float(row[name]) for row in rows]) for name, ours in NAMES.items()}
    outcome = plain.outcome(draws)
    worst, count = 0.0, 0
    for flow in FLOWS:
        scenario, who = flow.split(".")
        name = scenario if who == "total" else flow
        saving = -np.cumsum(outcome[flow], axis=0)
        for year, expected in zip(plain.YEARS, saving, strict=True):
            found = np.array([float(row[f"{name}.saving.{year}"]) for row in rows])
            worst = max(worst, float(np.abs(found - expected).max()))
            count += len(rows)
    return count, worst


def compared(estimates: dict[str, dict[str, Any]], script: plain.Stats) -> list[Row]:
    """Every figure that both have, in the script's order."""
    rows = []
    for name, theirs in script.items():
        if name in NEVER_THERE:
            if theirs["value"]:
                sys.exit(f"{name}: the script counts {theirs['value']}, 0 was expected")
            continue
        ours = estimates[name]
        error = math.hypot((ours["high"] - ours["low"]) / 2 / Z95, theirs["se"])
        rows.append(Row(name, ours["value"], theirs["value"], error))
    return rows


def printed(rows: list[Row]) -> None:
    print(f"\n{'figure':36s} {'program':>16s} {'script':>16s} {'apart':>14s}  in std. errors")
    for row in rows:
        digits = 6 if abs(row.program) <= 1 else 0
        program, script, apart = (
            f"{x:,.{digits}f}" for x in (row.program, row.script, row.program - row.script)
        )
        mark = "  <-- MISS" if row.apart > LIMIT else ""
        print(f"{row.name:36s} {program:>16s} {script:>16s} {apart:>14s} {row.apart:10.2f}{mark}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=8_000_000)
    parser.add_argument("--plain-runs", type=int, default=4_000_000)
    options = parser.parse_args()

    plain.check_base_case()
    cells, cell_apart = base_case_misses()
    print(f"base case: {cells} amounts, at most {cell_apart:.4f} euro apart")
    script = plain.simulate(options.plain_runs, seed=20130101)
    with scratch() as folder:
        asked = ("--runs", options.runs, "--seed", SEED)
        run(CASE, folder / "case", *asked, "--draws", REPLAYED)
        savings, saving_apart = replay_misses(folder / "case")
        print(f"run by run: {savings:,} savings, at most {saving_apart:.4f} euro apart")
        rows = compared(summary(folder / "case")["estimates"], script)
        wrong = layer(folder, "programme_ten_percent_up", PROGRAMME_TEN_PERCENT_UP)
        run(wrong, folder / "wrong", *asked)
        planted = compared(summary(folder / "wrong")["estimates"], script)
    printed(rows)

    misses = [row for row in rows if row.apart > LIMIT]
    found = [row for row in planted if row.apart > LIMIT]
    good = not misses and found and max(cell_apart, saving_apart) <= EUROS
    worst = max(rows, key=lambda row: row.apart)
    loudest = max(planted, key=lambda row: row.apart)
    print(
        f"\n{'ok' if good else 'FAILED'}: base case and {savings:,} savings run by run within "
        f"{max(cell_apart, saving_apart):.3f} euro; {len(rows)} figures from "
        f"{options.runs / 1e6:g} M runs against {options.plain_runs / 1e6:g} M of the script, "
        f"{len(misses)} more than {LIMIT:g} standard errors apart (most: {worst.apart:.2f}, "
        f"{worst.name}); planted error found in {len(found)} figures (up to {loudest.apart:.0f})"
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
