"""A small case that uses every kind of table, for the other config tests to break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ictsim.config import LoadedCase, load_case
from ictsim.errors import ConfigError, Problem

if TYPE_CHECKING:
    from pathlib import Path

SMALL = """
[case]
name = "small"
title = "A small case"
start = 2020
horizon = 2030
headline_years = [2025, 2030]
discount_rate = 0.04

[partners.east]
label = "East"
attributes = { inhabitants = 100, workplaces = 40 }
baseline_eur = { 2020 = 1_000.0, 2021 = 1_100.0 }

[partners.west]
label = "West"
attributes = { inhabitants = 50 }
baseline_eur = { 2020 = 700.0, 2021 = 720.0 }

[inputs.rise]
dist = "triangular"
low = 0.0
mode = 0.02
high = 0.04
label = "Price rise"
unit = "share per year"
source = "report, section 1"

[inputs.overrun]
dist = "mixture"
weights = [0.9, 0.1]
components = [
    { dist = "pert", low = 0.8, mode = 1.0, high = 1.6 },
    { dist = "pareto", xm = 1.6, alpha = 3.0 },
]
cap = 5.0
base = 1.0
label = "Overrun"
unit = "factor"
source = "report, section 2"

[inputs.delay]
dist = "pert"
low = 0.0
mode = 0.5
high = 2.0
label = "Delay"
unit = "years"
source = "report, section 3"

[inputs.saving]
dist = "pert"
low = 0.1
mode = 0.3
high = 0.4
base = 0.35
label = "Saving on software"
unit = "share"
source = "report, section 4"

[inputs.years]
dist = "pert"
low = 2.0
mode = 3.0
high = 6.0
label = "Years of the ramp"

[inputs.fte]
dist = "uniform"
low = 1.0
high = 4.0
label = "Fte less"

[indices.prices]
rate = "rise"
price_year = 2020

[schedules.ramp]
plan = [[2021.0, 0.0], [2024.0, 1.0]]
delay = ["delay", 0.25]
years = "years"
planned_years = 3.0
ceiling = 0.8

[baseline]
included_growth = 0.02

[baseline.categories.software]
label = "Software"
share = 0.3
additive_eur = { east = 5.0 }
rate = ["rise", 0.01]

[baseline.categories.other]
label = "Other"
share = "rest"
rate = "rise"

[settlement]
key = "inhabitants"

[scenarios.plan]
label = "Plan"

[scenarios.plan.lines.project]
kind = "one_off"
label = "Project"
amount_eur = 500
factors = ["overrun"]
phasing = { 2020 = 0.4, 2021 = 0.6 }
delay = "delay"

[scenarios.plan.lines.team]
kind = "staff"
label = "Team"
effect = "saving"
fte = { managers = "fte", helpers = 0.5 }
cost_per_fte_eur = 60
index = "prices"
schedule = "ramp"
reference = 0.75

[scenarios.plan.lines.office]
kind = "yearly"
label = "Office"
amount_eur = 20
from = 2021
until = 2028

[scenarios.more]
label = "More"
builds_on = "plan"
without = ["office"]

[scenarios.more.lines.software]
kind = "reduction"
label = "Software"
of = "software"
rate = "saving"
schedule = "ramp"

[scenarios.more.lines.programme]
kind = "amounts"
label = "Programme"
amounts_eur = { 2021 = 10, 2022 = 12 }
after = "grow"
growth = "rise"

[published]
tolerance_eur = 50.0

[published.costs_eur.plan]
east = { 2020 = 1_200.0 }
west = { 2020 = 900.0 }
"""


def config(folder: Path, text: str, name: str = "case.toml") -> Path:
    """Write a config."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, above: str = "", below: str = SMALL) -> LoadedCase:
    """Load ``above`` as a layer on top of ``below``."""
    config(folder, below, "below.toml")
    return load_case(config(folder, 'extends = "below.toml"\n' + above))


def problems(folder: Path, above: str = "", below: str = SMALL) -> dict[str, Problem]:
    """The problems of ``above`` on top of ``below`` by their path; each path at most once."""
    try:
        load(folder, above, below)
    except ConfigError as error:
        listed = error.problems
    else:
        return {}
    found = {problem.path: problem for problem in listed}
    assert len(found) == len(listed), f"said twice: {listed}"
    return found


def toml(value: Any) -> str:
    """A value in TOML, tables inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(str(k))} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return (
            '"'
            + "".join(
                c if c.isprintable() and c not in '\\"' else f"\\U{ord(c):08x}" for c in value
            )
            + '"'
        )
    return repr(value)


def test_the_small_case_is_valid(tmp_path: Path):
    case = load(tmp_path).case

    assert list(case.scenarios) == ["plan", "more"]
    assert set(case.lines_of("more")) == {
        "plan.project",
        "plan.team",
        "more.software",
        "more.programme",
    }


def test_written_as_inline_tables_it_is_the_same_case(tmp_path: Path):
    loaded = load(tmp_path)
    text = "\n".join(f"{key} = {toml(value)}" for key, value in loaded.tables.items())

    again = load_case(config(tmp_path, text, "inline.toml"))

    assert again.case == loaded.case
    assert again.sha256 == loaded.sha256
