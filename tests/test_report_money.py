"""The step of a page's amounts: that of the page, not of one amount beside a jump."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from ictsim.config import load_case
from ictsim.config.starter.starter import starter_config
from ictsim.report import print_summary
from ictsim.report.numbers import half_width
from ictsim.report.tables import page_one_money
from ictsim.report.view import View
from ictsim.results.record import Results
from ictsim.study import prepare, run_study
from ictsim.study.assemble import assemble

MINUS = "\u2212"
RUNS = 20_000

# Scenario `fixed` costs 400,000 in every run. `risky` costs U(0, 1 million) at once, and with
# probability 0.1 another 5 million in 2036: at the end of 2037 the cost is U(0, 1) in nine of ten
# futures and 5 + U(0, 1) in the tenth, so P10 of the saving is where nothing lies between 1 and 5.
MORE = """
[inputs.bad_luck]
dist = "bernoulli"
p = 0.1
source = "assumption: test"

[inputs.price]
dist = "uniform"
low = 0.0
high = 1_000_000.0
source = "assumption: test"

[scenarios.risky]
label = "Risky"
source = "assumption: test"

[scenarios.risky.lines.programme]
kind = "one_off"
label = "Programme"
category = "programme"
amount_eur = "price"
phasing = { 2027 = 1.0 }
source = "assumption: test"

[scenarios.risky.lines.claim]
kind = "one_off"
label = "Claim"
category = "programme"
amount_eur = 5_000_000
factors = ["bad_luck"]
phasing = { 2036 = 1.0 }
source = "assumption: test"

[scenarios.fixed]
label = "Fixed"
source = "assumption: test"

[scenarios.fixed.lines.programme]
kind = "one_off"
label = "Programme"
category = "programme"
amount_eur = 400_000
phasing = { 2027 = 1.0 }
source = "assumption: test"
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    config = tmp_path_factory.mktemp("money") / "case.toml"
    config.write_text(starter_config("Case", ["North", "South"], 2027) + MORE, encoding="utf-8")
    loaded = load_case(config)
    study = prepare(loaded.case, 11)
    return assemble(loaded, study, run_study(study, RUNS, threads=1), 11, RUNS)


def test_a_jump_near_one_percentile_leaves_the_other_amounts_as_fine(results: Results):
    view = View.of(results)
    rows = {row[0].text.replace("\u00a0", " "): row[1:4] for row in page_one_money(view).rows}
    early, late = (
        [cell.text.replace(MINUS, "-") for cell in rows[f"Risky, to the end of {year}"]]
        for year in (2032, 2037)
    )

    assert max(view.errors) > 3e6, "the case has its jump"
    assert view.money.step == 50_000.0
    assert early == ["-0.90", "-0.50", "-0.10"]
    assert late[1:] == ["-0.55", "-0.10"]  # cost at 0.5 / 0.9 and 0.1 / 0.9 of a million
    for year in (2032, 2037):
        assert [cell.text for cell in rows[f"Fixed, to the end of {year}"]] == [f"{MINUS}0.40"] * 3


def test_only_what_is_less_certain_than_the_step_has_its_interval_beside_it(results: Results):
    view = View.of(results)
    cells = [cell for row in page_one_money(view).rows for cell in row[1:4]]

    for cell in cells:
        error = half_width(view.estimate(cell.name))
        assert bool(cell.margin) == (error > 50_000.0), cell.name
    wide = {cell.name: cell for cell in cells}["risky.saving.2037.p10"]
    low, high = (1e6 * float(x.replace(MINUS, "-")) for x in wide.margin.split(" to "))
    assert -5.10e6 <= low <= -5.00e6
    assert -1.00e6 <= high <= -0.95e6
    assert {len(re.sub(r".*\.", "", cell.text)) for cell in cells} == {2}


def test_the_terminal_prints_the_same_values_without_intervals(results: Results):
    out = io.StringIO()
    print_summary(results, Console(file=out, width=80))
    lines = out.getvalue().splitlines()

    fixed = next(line for line in lines if line.startswith("Fixed"))
    assert fixed.count(f"{MINUS}0.40") == 6
    assert max(map(len, lines)) <= 80
    assert " to " not in fixed
