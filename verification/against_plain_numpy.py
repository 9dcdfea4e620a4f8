"""The first case, all its layers, against scripts that share nothing but the source figures.

Comparisons of the program with ``case_in_plain_numpy.py`` and its companions:

1. the base case of every config with and without its reconciling items, each year, scenario and
   partner, to five cents. Items that a layer adds are 0 there, so every layer of 3.0 gives the
   published table;
2. run by run: the inputs that ``--draws`` kept, put into the script's formulas, must give the
   same savings, to five cents in every run, in every layer, in the budget and in cash;
3. every figure that both estimate, from draws of their own: at most 4 standard errors of the
   difference apart. Savings, also in cash, and NPV (mean, P10, P50, P90), funding peak, chance to
   beat going on alone, year of payback; in total and per partner. All seeds are fixed, so the
   answer is the same each time; for other seeds a sound program would fail one figure in 16,000, so
   one set of all layers in six or so;
4. 1.0 against its closed form;
5. the same with planted errors: in each layer one input 10 % higher, and in the outside view
   correlations that are half of what they should be. There it has to fail.

It also prints what the correlations do to the answer of the outside view.

Usage: python verification/against_plain_numpy.py [--runs N] [--plain-runs N]
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import case_in_plain_numpy as plain
import layers_in_plain_numpy as layers
import numpy as np
from figures_in_plain_numpy import Stats, simulate
from program import ictsim, run, scratch, summary

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
LIMIT = 4.0  # standard errors of the difference
EUROS = 0.05  # the config writes shares with nine digits, the script has them exact
REPLAYED = 5_000
SEED, PLAIN_SEED = 20131, 20130101
Z95 = 1.959963984540054  # an interval's half width over its standard error

# What the scripts call each input of the configs; of those by year, each year has a column.
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
    "replacement_purchase": "replacement",
    "net_overhead": "overhead",
    "vat_leakage": "vat",
    "productivity_dip": "dip",
    "book_value_write_off_2_0": "write_off_2",
    "book_value_write_off_3_0": "write_off_3",
    "replacement_project_ratio": "replacement_ratio",
    "renewal_project_ratio": "renewal_ratio",
    "renewal_investment": "renewal",
    "interest_rate": "interest",
    "wage_growth": "wage_growth",
    "software_price_growth": "software_growth",
    "growth_haarlem": "growth_haarlem",
    "growth_haarlemmermeer": "growth_haarlemmermeer",
}
PUBLISHED_YEARS = range(plain.START, plain.LAST_PUBLISHED + 1)
YEARLY = {"software_price_shock": ("software_shock", plain.YEARS)} | {
    f"{ours}_{p}": (f"{theirs}_{p}", PUBLISHED_YEARS)
    for ours, theirs in (
        ("rounding", "rounding"),
        ("rounding_2_0", "rounding_s2"),
        ("rounding_3_0", "rounding_s3"),
    )
    for p in plain.PARTNERS
}

# By definition "never under water"; the scripts count it for symmetry.
NEVER_THERE = "payback.2013"

# In each layer one input whose every parameter is 10 % higher.
PLANTED = {
    "3_0": ("programme_cost", (88_000, 110_000, 220_000)),
    "3_0_investments": ("renewal_project_ratio", (1.045, 1.1, 1.43)),
    "3_0_with_omitted_items": ("vat_leakage", (0, 44_000, 187_000)),
    "3_0_outside_view": ("software_price_growth", (0.0, 0.0165, 0.055)),
}
SCALES = {"x0": 0.0, "x0.5": 0.5}  # of all correlations; x1 is the layer itself
ANSWERS = {"s3.beats.2023": 1.0} | {f"s3.saving.2023.p{q}": 1e-6 for q in (10, 50, 90)}


@dataclass(frozen=True)
class Row:
    """One figure both ways, each with its standard error."""

    name: str
    program: float
    program_error: float
    script: float
    script_error: float

    @property
    def apart(self) -> float:
        """How many standard errors of the difference lie between."""
        difference = abs(self.program - self.script)
        error = math.hypot(self.program_error, self.script_error)
        return difference / error if error else (0.0 if not difference else math.inf)


def base_case_misses(config: str, script: dict[str, plain.Array]) -> tuple[int, float]:
    """Number of figures of the base case, and the largest difference in euros.

    With the reconciling items, and without them where there are any.
    """
    tables = json.loads(ictsim("base", CONFIGS / f"{config}.toml", "--json"))
    versions = {"with_reconciling": "", "without_reconciling": "unreconciled."}
    apart = []
    for version, prefix in versions.items():
        for name, scenario in tables[version]["scenarios"].items():
            if f"{prefix}{name}.total" not in script:
                continue  # 1.0 has one version
            apart += list(by_year(scenario["change_eur"]) - script[f"{prefix}{name}.total"])
            for partner, row in scenario["partners"].items():
                cost = script[f"baseline.{partner}"] + script[f"{prefix}{name}.{partner}"]
                apart += list(by_year(row["cost_eur"]) - cost)
    return len(apart), float(np.abs(apart).max())


def all_base_cases() -> tuple[int, float]:
    """The same over all configs that have scenarios."""
    of_1_0 = plain.projects_together(np.array([plain.BASE["programme"]]))
    of_1_0 = {name: delta[:, 0] for name, delta in of_1_0.items()}
    scripts = {known: plain.base_case(investments=known) | of_1_0 for known in (False, True)}
    found = [
        base_case_misses(config, scripts[config in layers.WITH_INVESTMENTS])
        for config in ("1_0", "2_0", *layers.LAYERS)
    ]
    return sum(count for count, _ in found), max(apart for _, apart in found)


def by_year(row: dict[str, float]) -> plain.Array:
    return np.array([row[str(year)] for year in plain.YEARS])


def kept_draws(rows: list[dict[str, str]]) -> layers.Draws:
    """The kept inputs under the scripts' names, those by year as years by runs."""

    def column(name: str) -> plain.Array:
        return np.array([float(row[name]) for row in rows])

    draws = {ours: column(name) for name, ours in NAMES.items() if name in rows[0]}
    for name, (ours, years) in YEARLY.items():
        if f"{name}.{plain.START}" in rows[0]:
            draws[ours] = np.array([column(f"{name}.{year}") for year in years])
            draws["team_cost"] = np.array([layers.TEAM_COST])  # part of that layer, and fixed
    return draws


def replay_misses(folder: Path) -> tuple[int, float]:
    """Number of savings recomputed from the draws kept, and the largest difference in euros."""
    with (folder / "draws.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    outcome = plain.outcome(kept_draws(rows))
    worst, count = 0.0, 0
    for scenario in ("s2", "s3"):
        for who in ("total", *plain.PARTNERS):
            name = scenario if who == "total" else f"{scenario}.{who}"
            for metric, suffix in (("saving", ""), ("saving_cash", ".cash")):
                if f"{name}.{metric}.{plain.START}" not in rows[0]:
                    continue  # cash is the budget in this layer
                saving = -np.cumsum(outcome[f"{scenario}.{who}{suffix}"], axis=0)
                for year, expected in zip(plain.YEARS, saving, strict=True):
                    found = np.array([float(row[f"{name}.{metric}.{year}"]) for row in rows])
                    worst = max(worst, float(np.abs(found - expected).max()))
                    count += len(rows)
    return count, worst


def compared(folder: Path, script: Stats, scenarios: tuple[str, ...] = ("s2", "s3")) -> list[Row]:
    """Every figure of these scenarios that both have, in the script's order."""
    estimates: dict[str, dict[str, Any]] = summary(folder)["estimates"]
    rows = []
    for name, theirs in script.items():
        if not name.startswith(scenarios):
            continue
        if name.endswith(NEVER_THERE):
            if theirs["value"]:
                sys.exit(f"{name}: the script counts {theirs['value']}, 0 was expected")
            continue
        ours = estimates[name]
        error = (ours["high"] - ours["low"]) / 2 / Z95
        rows.append(Row(name, ours["value"], error, theirs["value"], theirs["se"]))
    return rows


def printed(title: str, rows: list[Row]) -> None:
    columns = "program", "std. err.", "script", "std. err."
    print(f"\n{title}\n{'':40s} {{:>14s}} {{:>10s}} {{:>14s}} {{:>10s}}".format(*columns))
    for row in rows:
        digits = 6 if abs(row.program) <= 1 else 0
        numbers = row.program, row.program_error, row.script, row.script_error
        a, b, c, d = (f"{x:,.{digits}f}" for x in numbers)
        mark = "  <-- MISS" if row.apart > LIMIT else ""
        print(f"{row.name:40s} {a:>14s} {b:>10s} {c:>14s} {d:>10s} {row.apart:8.2f}{mark}")


def misses(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.apart > LIMIT]


def planted_input(folder: Path, config: str) -> Path:
    """A config on top of this one with the planted error."""
    name, (low, mode, high) = PLANTED[config]
    path = folder / f"planted_{config}.toml"
    parent = json.dumps((CONFIGS / f"{config}.toml").as_posix())  # JSON text is TOML text here
    values = f"low = {low}\nmode = {mode}\nhigh = {high}\n"
    path.write_text(f"extends = {parent}\n\n[inputs.{name}]\n{values}", "utf-8")
    return path


@dataclass
class Findings:
    """What one layer of 3.0 gives: all figures, and those that the planted error moves."""

    amounts_apart: float
    replayed: int
    script: Stats
    rows: list[Row]
    planted: list[Row]


def check_layer(folder: Path, config: str, runs: int, plain_runs: int) -> Findings:
    """Run by run, all figures, and the planted error."""
    asked = ("--runs", runs, "--seed", SEED)
    script = simulate(layers.LAYERS[config], plain_runs, PLAIN_SEED)
    run(CONFIGS / f"{config}.toml", folder / config, *asked, "--draws", REPLAYED)
    replayed, apart = replay_misses(folder / config)
    rows = compared(folder / config, script)
    printed(config, rows)
    run(planted_input(folder, config), folder / f"planted_{config}", *asked)
    planted = misses(compared(folder / f"planted_{config}", script))
    return Findings(apart, replayed, script, rows, planted)


def check_2_0(folder: Path, script: Stats, runs: int) -> list[Row]:
    """2.0 alone is the same 2.0 as the one below 3.0."""
    run(CONFIGS / "2_0.toml", folder / "2_0", "--runs", runs, "--seed", SEED)
    rows = compared(folder / "2_0", script, ("s2",))
    printed("2_0", rows)
    return rows


def check_1_0(folder: Path, runs: int) -> list[Row]:
    """1.0 against its closed form."""
    run(CONFIGS / "1_0.toml", folder / "1_0", "--runs", runs, "--seed", SEED)
    exact = layers.closed_form_of_1_0()
    rows = compared(
        folder / "1_0",
        {name: {"value": value, "se": 0.0} for name, value in exact.items()},
        ("s1",),
    )
    printed("1_0 (closed form)", rows)
    return rows


def check_correlations(folder: Path, outside: Findings, runs: int, plain_runs: int) -> Findings:
    """The outside view without correlations and with half; half taken for all has to show."""
    config, name = CONFIGS / "3_0_outside_view.toml", "3_0_outside_view"
    found: dict[str, list[Row]] = {}
    for number, (said, scale) in enumerate(SCALES.items(), start=1):
        place = folder / f"{name}_{said}"
        run(config, place, "--runs", runs, "--seed", SEED, "--set", f'case.correlation="{said}"')
        draw = partial(layers.draw_outside, scale=scale)
        found[said] = compared(place, simulate(draw, plain_runs, PLAIN_SEED + number))
    print("\nOutside view, 3.0 in total, by its correlations: program (script)")
    print("correlations   beats 2023       P10, P50 and P90 of the saving to 2023, million euro")
    for said, rows in (found | {"x1": outside.rows}).items():
        by_name = {row.name: row for row in rows}
        cells = [(by_name[figure], factor) for figure, factor in ANSWERS.items()]
        texts = (f"{row.program * k:7.3f} ({row.script * k:.3f})" for row, k in cells)
        print(f"{said:12s} " + "  ".join(texts))
    planted = misses(compared(folder / f"{name}_x0.5", outside.script))
    return Findings(0.0, 0, {}, [row for rows in found.values() for row in rows], planted)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=8_000_000)
    parser.add_argument("--plain-runs", type=int, default=4_000_000)
    options = parser.parse_args()
    runs, plain_runs = options.runs, options.plain_runs

    plain.check_base_case()
    layers.check_layers()
    cells, cell_apart = all_base_cases()
    print(f"base cases: {cells} amounts, at most {cell_apart:.4f} euro apart")
    with scratch() as folder:
        found = {name: check_layer(folder, name, runs, plain_runs) for name in layers.LAYERS}
        others = check_2_0(folder, found["3_0"].script, runs) + check_1_0(folder, runs)
        halves = folder, found["3_0_outside_view"], runs // 2, plain_runs // 2
        found["correlations halved"] = check_correlations(*halves)

    rows = [*others, *(row for part in found.values() for row in part.rows)]
    apart = max(cell_apart, *(part.amounts_apart for part in found.values()))
    replayed = sum(part.replayed for part in found.values())
    bad = misses(rows)
    worst = max(rows, key=lambda row: row.apart)
    good = not bad and all(part.planted for part in found.values()) and apart <= EUROS
    print("\nplanted errors")
    for name, part in found.items():
        loudest = max((row.apart for row in part.planted), default=0.0)
        print(f"{name:24s} in {len(part.planted)} figures, up to {loudest:.0f} standard errors")
    print(
        f"\n{'ok' if good else 'FAILED'}: {cells} amounts of base cases and "
        f"{replayed:,} savings run by run within {apart:.3f} euro; "
        f"{len(rows)} figures of all layers from {runs / 1e6:g} M runs against "
        f"{plain_runs / 1e6:g} M of the script, {len(bad)} more than {LIMIT:g} standard errors "
        f"apart (most: {worst.apart:.2f}, {worst.name}); each planted error found, in "
        f"{min(len(part.planted) for part in found.values())} figures or more"
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
