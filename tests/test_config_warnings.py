"""What looks like a slip: each warning on a planted one, and silence where nothing is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from test_config_small import config

from ictsim.cli import main
from ictsim.config import load_case
from ictsim.errors import Problem

CONFIGS = sorted((Path(__file__).resolve().parent.parent / "configs").glob("*.toml"))

SOUND = """\
[case]
name = "sound"
title = "Nothing to warn of"
start = 2020
horizon = 2030
headline_years = [2025]
discount_rate = 0.04

[partners.east]
label = "East"
attributes = { inhabitants = 100_000 }
baseline_eur = { 2020 = 8_000_000 }

[partners.west]
label = "West"
attributes = { inhabitants = 50_000 }
baseline_eur = { 2020 = 4_000_000 }

[inputs.rise]
dist = "triangular"
low = 0.0
mode = 0.02
high = 0.04
unit = "share per year"
source = "report, section 1"

[inputs.cost]
dist = "lognormal"
p50 = 1_000_000
p90 = 2_000_000
unit = "EUR"
source = "report, section 2"

[inputs.saving]
dist = "pert"
low = 0.0
mode = 0.1
high = 0.2
source = "report, section 3"

[indices.prices]
rate = "rise"
price_year = 2020

[schedules.ramp]
plan = [[2021.0, 0.0], [2023.0, 1.0]]

[events.stop]
kind = "chance"
probability = 0.1
moment = 2025.0
source = "report, section 4"

[baseline.categories.all]
label = "All"
rate = "rise"

[scenarios.plan]
label = "Plan"

[scenarios.plan.lines.move]
kind = "one_off"
label = "Move"
amount_eur = "cost"
phasing = { 2020 = 1.0 }
source = "report, section 5"

[scenarios.plan.lines.office]
kind = "yearly"
label = "Office, a small line that is real"
amount_eur = 1_200
index = "prices"
until = "stop"
source = "report, section 5"

[scenarios.plan.lines.software]
kind = "reduction"
label = "Software"
of = "all"
rate = "saving"
schedule = "ramp"
reference = 0.75
source = "report, section 6"

[published]
tolerance_eur = 50_000

[published.costs_eur.plan]
east = { 2020 = 7_500_000 }
"""


def warnings(folder: Path, text: str) -> tuple[Problem, ...]:
    return load_case(config(folder, text)).warnings


def warned(folder: Path, old: str, new: str, path: str, line: str, *words: str) -> None:
    """One warning, at the line of the file that begins with ``line``, in these words."""
    assert old in SOUND
    text = SOUND.replace(old, new)
    [warning] = warnings(folder, text)

    assert warning.path == path
    lines = text.split("\n")
    assert lines[warning.line - 1].strip().startswith(line)
    assert warning.column >= 1
    for word in words:
        assert word in warning.message
    assert "\n" not in str(warning)


def test_a_sound_config_has_no_warnings(tmp_path: Path):
    assert warnings(tmp_path, SOUND) == ()


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_the_shipped_configs_have_no_warnings(path: Path):
    assert load_case(path).warnings == ()


def test_inputs_and_lines_without_source(tmp_path: Path):
    for section, header in [
        (3, "[inputs.saving]"),
        (6, "[scenarios.plan.lines.software]"),
    ]:
        old = f'source = "report, section {section}"\n'
        path = header.strip("[]") + ".source"
        warned(tmp_path, old, "", path, header, "no source", '"assumption: why"')
        warned(tmp_path, old, 'source = " "\n', path, "source", "no source")


@pytest.mark.parametrize(
    ("new", "path"),
    [
        ('[inputs.idle]\ndist = "constant"\nvalue = 1\nsource = "x"\n', "inputs.idle"),
        ('[indices.idle]\nrate = "rise"\nprice_year = 2020\n', "indices.idle"),
        ("[schedules.idle]\nplan = [[2021.0, 1.0]]\n", "schedules.idle"),
        (
            '[events.idle]\nkind = "hazard"\nrate = 0.1\nsource = "x"\n'
            '[correlations.two]\ninputs = ["idle", "cost"]\nrank = 0.5\n',
            "events.idle",
        ),
    ],
)
def test_what_is_not_used(tmp_path: Path, new: str, path: str):
    old = "[published]"
    warned(tmp_path, old, f"{new}\n{old}", path, f"[{path}]", "changes nothing", "remove it")


def test_what_a_lower_file_holds_for_others_may_be_unused(tmp_path: Path):
    idle = '[inputs.idle]\ndist = "constant"\nvalue = 1\nsource = "x"\n'
    config(tmp_path, SOUND + idle, "below.toml")
    above = config(tmp_path, 'extends = "below.toml"\n[case]\ntitle = "Another"\n')

    assert load_case(above).warnings == ()
    [warning] = load_case(above, ["inputs.idle.value=2"]).warnings
    assert warning.file == "--set inputs.idle.value=2"


def test_a_file_for_others_to_build_on_has_no_scenarios_and_no_warnings(tmp_path: Path):
    text = SOUND[: SOUND.index("[scenarios.plan]")]

    assert warnings(tmp_path, text) == ()


@pytest.mark.parametrize("unit", ["%", "percent", "% per year", "procent", "Percentage"])
def test_a_unit_in_percent_beside_fractions(tmp_path: Path, unit: str):
    old, new = 'unit = "share per year"', f'unit = "{unit}"'
    warned(tmp_path, old, new, "inputs.rise.unit", "unit", unit, "0 to 0.04", "2 % is 0.02")


@pytest.mark.parametrize(
    "unit",
    ["k€", "kEUR", "k EUR", "€ x 1.000", "EUR x 1,000", "x 1.000 euro", "euro x 1000", "mln euro",
     "miljoen euro", "duizend euro", "€ mln", "million EUR", "1,000 EUR per year", "K€"],
)  # fmt: skip
def test_a_unit_in_thousands(tmp_path: Path, unit: str):
    warned(tmp_path, 'unit = "EUR"', f'unit = "{unit}"', "inputs.cost.unit", "unit", "whole euros")


@pytest.mark.parametrize(
    "unit",
    ["EUR", "€", "EUR per year", "euro per fte", "EUR per workplace", "fte", "factor", "mark", "km",
     "EUR per 100 inhabitants", "inhabitants x 1,000", "EURO", "kilo", "m2"],
)  # fmt: skip
def test_units_that_are_fine(tmp_path: Path, unit: str):
    assert warnings(tmp_path, SOUND.replace('unit = "EUR"', f'unit = "{unit}"')) == ()


def test_a_unit_in_percent_beside_percentages_is_fine(tmp_path: Path):
    text = SOUND.replace('unit = "EUR"', 'unit = "% of 10,000 euro"')

    assert warnings(tmp_path, text) == ()


# ---------------------------------------------------------------------------------------------
# Amounts in thousands


def test_a_single_line_in_thousands(tmp_path: Path):
    path, key = "scenarios.plan.lines.office.amount_eur", "amount_eur"
    # The line is drawn at one part in 20,000 of 12 million a year: 600.
    warned(tmp_path, "= 1_200\n", "= 599\n", path, key, "599 euros at most", "1_500_000")
    assert warnings(tmp_path, SOUND.replace("= 1_200\n", "= 601\n")) == ()


def test_factors_count_before_an_amount_looks_small(tmp_path: Path):
    text = SOUND.replace("= 1_200\n", "= 120\nfactors = [200]\n")

    assert warnings(tmp_path, text) == ()


def test_a_reconciling_item_may_be_small(tmp_path: Path):
    assert warnings(tmp_path, SOUND.replace("= 1_200\n", "= 12\nreconciling = true\n")) == ()


def test_a_line_of_nothing_is_no_slip(tmp_path: Path):
    assert warnings(tmp_path, SOUND.replace("= 1_200\n", "= 0\n")) == ()


def test_a_whole_scenario_in_thousands_is_one_warning(tmp_path: Path):
    text = SOUND.replace("1_000_000", "1_000").replace("2_000_000", "2_000")
    text = text.replace("= 1_200\n", "= 12\n")

    [warning] = warnings(tmp_path, text)

    # The largest is the median of the moving cost: a lognormal has no end.
    assert warning.path == "scenarios.plan"
    assert "1,000 euros beside a baseline of 12,000,000 a year" in warning.message
    assert text.split("\n")[warning.line - 1] == "[scenarios.plan]"


def test_a_scenario_of_shares_alone_has_no_amounts_to_be_small(tmp_path: Path):
    begin, end = (
        SOUND.index("[scenarios.plan.lines.move]"),
        SOUND.index("[scenarios.plan.lines.soft"),
    )
    text = (SOUND[:begin] + SOUND[end:]).replace("[indices.prices]", "[indices.prices]\nlabel = ''")

    assert {warning.path for warning in warnings(tmp_path, text)} == {
        "inputs.cost", "indices.prices", "events.stop"
    }  # fmt: skip


def test_a_small_addition_to_a_large_scenario_is_fine(tmp_path: Path):
    added = """
[scenarios.more]
label = "More"
builds_on = "plan"
[scenarios.more.lines.audit]
kind = "yearly"
label = "Audit"
amount_eur = 1_500
source = "quote"
"""

    assert warnings(tmp_path, SOUND + added) == ()


def test_a_baseline_in_thousands(tmp_path: Path):
    text = SOUND.replace("8_000_000", "8_000").replace("4_000_000", "4_000")
    text = text.replace("7_500_000", "7_500")

    [warning] = warnings(tmp_path, text)

    assert warning.path == "partners"
    assert "together spend 12,000 euros a year, 0.08 per inhabitant" in warning.message
    # Where nothing tells how large the partners are, the line beside which they vanish is told.
    text = text.replace("inhabitants = ", "workplaces = ")
    [warning] = warnings(tmp_path, text + '[settlement]\nkey = "workplaces"\n')
    assert warning.path == "scenarios.plan.lines.move.amount_eur"
    assert "1,000,000 euros, and the baseline of all partners is 12,000" in warning.message


def test_an_fte_in_thousands(tmp_path: Path):
    new = """kind = "staff"
fte = { helpers = 25 }
cost_per_fte_eur = 72
"""
    old = 'kind = "yearly"\n'
    text = SOUND.replace(old, new).replace("amount_eur = 1_200\n", "")

    [warning] = warnings(tmp_path, text)

    assert warning.path == "scenarios.plan.lines.office.cost_per_fte_eur"
    assert "72 euros a year for one fte" in warning.message


def test_a_published_table_in_thousands(tmp_path: Path):
    path = "published.costs_eur.plan.east"
    warned(tmp_path, "7_500_000", "7_500", path, "east = {", "7,500 euros a year", "8,000,000")


# ---------------------------------------------------------------------------------------------
# Other slips


def test_a_base_that_is_never_drawn(tmp_path: Path):
    for base in ("-0.01", "0.21"):
        old = "high = 0.2\n"
        new = f"{old}base = {base}\n"
        warned(tmp_path, old, new, "inputs.saving.base", "base", base, "0 to 0.2")
    assert warnings(tmp_path, SOUND.replace("high = 0.2\n", "high = 0.2\nbase = 0.2\n")) == ()


def test_a_plan_that_differs_from_what_is_now_known_is_fine(tmp_path: Path):
    config(tmp_path, SOUND, "below.toml")
    above = config(
        tmp_path, 'extends = "below.toml"\n[inputs.saving]\ndist = "constant"\nvalue = 0.3\n'
    )

    assert load_case(above).case.inputs["saving"].base_value() == 0.1
    assert load_case(above).warnings == ()


def test_a_correlation_with_what_never_varies(tmp_path: Path):
    new = '[correlations.two]\ninputs = ["cost", "saving"]\nrank = 0.5\n\n[indices.prices]'
    text = SOUND.replace("[indices.prices]", new)
    assert warnings(tmp_path, text) == ()

    [warning] = warnings(tmp_path, text.replace("mode = 0.1\nhigh = 0.2", "mode = 0.0\nhigh = 0.0"))

    assert warning.path == "correlations.two.inputs[1]"
    assert '"saving" never varies' in warning.message
    assert text.split("\n")[warning.line - 1][warning.column - 1 :] == '"saving"]'


def test_a_reference_without_schedule(tmp_path: Path):
    path = "scenarios.plan.lines.office.reference"
    for reference in ("0.75", "2"):
        new = f"= 1_200\nreference = {reference}\n"
        words = f"is {reference} without a schedule"
        warned(tmp_path, "= 1_200\n", new, path, "reference", words, "remove reference")
    assert warnings(tmp_path, SOUND.replace("= 1_200\n", "= 1_200\nreference = 1.0\n")) == ()


def test_a_reference_beside_a_phasing_by_schedule_is_fine(tmp_path: Path):
    new = 'phasing = "ramp"\nreference = 0.5'

    assert warnings(tmp_path, SOUND.replace("phasing = { 2020 = 1.0 }", new)) == ()


def test_a_scenario_without_lines(tmp_path: Path):
    old, path = "[published]", "scenarios.empty"
    warned(tmp_path, old, f'[{path}]\nlabel = "x"\n\n{old}', path, f"[{path}]", "has no lines")


@pytest.mark.parametrize(
    "inherits", ['builds_on = "plan"', 'builds_on = "plan"\nwithout = ["move"]']
)
def test_a_scenario_that_only_inherits_is_fine(tmp_path: Path, inherits: str):
    assert warnings(tmp_path, f'{SOUND}[scenarios.same]\nlabel = "x"\n{inherits}\n') == ()


def test_warnings_are_told_on_stderr_and_change_nothing_else(tmp_path: Path):
    path = config(tmp_path, SOUND)
    quiet = CliRunner().invoke(main, ["base", str(path)])
    path.write_text(SOUND.replace('unit = "EUR"', 'unit = "k€"'), encoding="utf-8")

    result = CliRunner().invoke(main, ["base", str(path)])

    assert (result.exit_code, result.stdout) == (0, quiet.stdout)
    assert quiet.stderr == ""
    [line] = result.stderr.splitlines()
    assert line.startswith(f'warning: {path}:31:1: inputs.cost.unit: is "k€"; amounts are read')
