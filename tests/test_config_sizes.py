"""Numbers that are too large: told where they stand, and what is accepted can be computed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import Table, run_case, tables_of_cases
from test_config_sharing import SHARED
from test_config_small import problems

from ictsim.config.faults.numbers import LARGEST
from ictsim.config.rules.settling import keys_of_own_costs
from ictsim.config.rules.sizes import numbers_too_large, products_too_large
from ictsim.model import Case

# Every place where an amount, or what one is multiplied by, may stand.
PLACES = [
    ("[partners.east]\nattributes = { inhabitants = # }", "partners.east.attributes.inhabitants"),
    ("[partners.east]\nbaseline_eur = { 2020 = # }", "partners.east.baseline_eur.2020"),
    ("[inputs.fte]\ndist = 'uniform'\nlow = 0\nhigh = #", "inputs.fte.high"),
    ("[inputs.fte]\ncap = #", "inputs.fte.cap"),
    ("[baseline.categories.other]\nfactors = [#]", "baseline.categories.other.factors[0]"),
    (
        "[baseline.categories.software]\nadditive_eur = { east = # }",
        "baseline.categories.software.additive_eur.east",
    ),
    ("[scenarios.plan.lines.office]\namount_eur = #", "scenarios.plan.lines.office.amount_eur"),
    (
        '[scenarios.plan.lines.office]\namount_eur = ["fte", #]',
        "scenarios.plan.lines.office.amount_eur[1]",
    ),
    (
        '[scenarios.plan.lines.office]\namount_eur = #\ntransfer = { from = "east" }',
        "scenarios.plan.lines.office.amount_eur",
    ),
    ("[scenarios.plan.lines.office]\nfactors = [#]", "scenarios.plan.lines.office.factors[0]"),
    ("[scenarios.plan.lines.project]\namount_eur = #", "scenarios.plan.lines.project.amount_eur"),
    (
        "[scenarios.plan.lines.team]\ncost_per_fte_eur = #",
        "scenarios.plan.lines.team.cost_per_fte_eur",
    ),
    ("[scenarios.plan.lines.team]\nfte = { all = # }", "scenarios.plan.lines.team.fte.all"),
    (
        "[scenarios.plan.lines.servers]\namount_eur = #",
        "scenarios.plan.lines.servers.amount_eur",
    ),
    (
        "[scenarios.plan.lines.system]\namounts_eur = { 2021 = # }",
        "scenarios.plan.lines.system.amounts_eur.2021",
    ),
    ("[scenarios.plan.lines.exit]\nprofile = [#]", "scenarios.plan.lines.exit.profile[0]"),
    (
        "[scenarios.more.lines.programme]\namounts_eur = { 2021 = # }",
        "scenarios.more.lines.programme.amounts_eur.2021",
    ),
    ("[settlement]\nkey = { equal = # }", "settlement.key.equal"),
    (
        "[published.costs_eur.plan]\neast = { 2020 = # }",
        "published.costs_eur.plan.east.2020",
    ),
]


@pytest.mark.parametrize(("above", "path"), PLACES)
@pytest.mark.parametrize("number", ["1000000000001.0", "1e13", "1e308"])
def test_a_number_beyond_the_largest_is_told_where_it_stands(
    tmp_path: Path, above: str, path: str, number: str
):
    found = problems(tmp_path, above.replace("#", number), SHARED)

    assert list(found) == [path]
    assert found[path].message.startswith(f"is {float(number)}; a number lies between -1e12 and")
    assert found[path].line


def test_a_whole_number_that_no_float_holds_is_too_large_and_not_no_number(tmp_path: Path):
    above = "[scenarios.plan.lines.office]\namount_eur = 1" + 500 * "0"
    [(path, problem)] = problems(tmp_path, above, SHARED).items()

    assert path == "scenarios.plan.lines.office.amount_eur"
    assert problem.message.startswith("is 100000000000000000000...; a number lies between -1e12")


def test_what_a_key_says_of_its_own_limit_goes_first(tmp_path: Path):
    found = problems(tmp_path, "[case]\ndiscount_rate = 1e13", SHARED)

    assert found["case.discount_rate"].message.endswith("must be below 1")


@pytest.mark.parametrize(
    "above",
    [
        "[partners.east]\nbaseline_eur = { 2020 = # }",
        "[scenarios.plan.lines.office]\namount_eur = #",
        "[scenarios.plan.lines.office]\namount_eur = -#",
        "[scenarios.plan.lines.servers]\namount_eur = #",
        "[scenarios.more.lines.programme]\namounts_eur = { 2021 = # }",
        "[scenarios.plan.lines.team]\nfte = { all = 1e6 }\ncost_per_fte_eur = 1e6",
    ],
)
def test_the_largest_number_itself_is_accepted(tmp_path: Path, above: str):
    assert problems(tmp_path, above.replace("#", "1_000_000_000_000"), SHARED) == {}


@pytest.mark.parametrize(
    ("above", "path"),
    [
        (
            "[scenarios.plan.lines.team]\nfte = { a = 5e5, b = 6e5 }\ncost_per_fte_eur = 1e6",
            "scenarios.plan.lines.team.cost_per_fte_eur",
        ),
        (
            "[scenarios.plan.lines.office]\namount_eur = 1e11\nfactors = [1e-9, 2, 6]",
            "scenarios.plan.lines.office.amount_eur",
        ),
        (
            "[scenarios.plan.lines.office]\namount_eur = 2e9\ncopies = 1000",
            "scenarios.plan.lines.office.amount_eur",
        ),
        (
            "[scenarios.more.lines.programme]\namounts_eur = { 2021 = 1, 2022 = 9e11 }\n"
            "factors = [1.2]",
            "scenarios.more.lines.programme.amounts_eur",
        ),
        (
            "[scenarios.more.lines.software]\nfactors = [1e7, 1e7]",
            "scenarios.more.lines.software.factors",
        ),
        (
            "[baseline.categories.software]\nfactors = [1e10]",
            "baseline.categories.software.factors",
        ),
        (
            "[partners.west]\nbaseline_eur = { 2020 = 9e11 }\n"
            '[baseline.categories.other]\nshare = "rest"\nadditive_eur = { east = 2e11 }',
            "baseline.categories.other.additive_eur",
        ),
        (
            "[baseline.categories.other]\nadditive_eur = { east = 6e11, west = -6e11 }",
            "baseline.categories.other.additive_eur",
        ),
        (
            '[inputs.up]\ndist = "uniform"\nlow = -1e12\nhigh = 9e11\n'
            '[inputs.down]\ndist = "uniform"\nlow = -9e11\nhigh = 1e12\n'
            '[scenarios.plan.lines.office]\namount_eur = ["up", "down"]',
            "scenarios.plan.lines.office.amount_eur",
        ),
        (
            "[scenarios.plan.lines.office]\namount_eur = [-9e11, -2e11]",
            "scenarios.plan.lines.office.amount_eur",
        ),
        (
            "[scenarios.more.lines.software]\nrate = 0.1\nfactors = [1e6, 1e6]",
            "scenarios.more.lines.software.factors",
        ),
        (
            "[partners.west]\nbaseline_eur = { 2020 = 9e11 }\n"
            "[scenarios.more.lines.software]\nrate = 0.5\ncopies = 10",
            "scenarios.more.lines.software.rate",
        ),
        (
            "[scenarios.plan.lines.exit]\nprofile = [1e11, 0.5]\nfactors = [20]",
            "scenarios.plan.lines.exit.factors",
        ),
    ],
)
def test_an_amount_with_all_that_it_is_multiplied_by_has_the_same_limit(
    tmp_path: Path, above: str, path: str
):
    found = problems(tmp_path, above, SHARED)

    assert list(found) == [path]
    assert "it may reach 1e12 at most" in found[path].message


def test_a_reduction_reaches_its_rate_of_the_largest_row(tmp_path: Path):
    """30 % of 1,100 and 5 on top: a tenth of it is 33.5 euros, and 1e13 times that 3.35e14."""
    above = "[scenarios.more.lines.software]\nrate = 0.1\nfactors = [1e6, 1e7]"
    [problem] = problems(tmp_path, above, SHARED).values()

    assert problem.message.startswith("reaches 3.35e+14 euros with all that")


def test_what_comes_on_top_of_the_rows_is_told_with_them(tmp_path: Path):
    """70 % of 1e12 in 2020, and 5e11 on top."""
    above = "[partners.west]\nbaseline_eur = { 2020 = 1e12 }\n"
    above += "[baseline.categories.other]\nshare = 0.7\nadditive_eur = { west = 5e11 }"
    [problem] = problems(tmp_path, above, SHARED).values()

    assert problem.message.startswith("reaches 1.2e+12 euros with the largest row and all that")


def test_a_share_of_a_cost_is_not_told_in_euros(tmp_path: Path):
    above = "[scenarios.plan.lines.exit]\nfactors = [1e7, 1e7]"
    [problem] = problems(tmp_path, above, SHARED).values()

    assert problem.message.startswith("reaches 1e+14 times a share of the cost with all that")


def test_what_cancels_in_every_run_is_no_more_than_what_is_left(tmp_path: Path):
    above = "[scenarios.plan.lines.office]\namount_eur = [9e11, 9e11, -9e11]"

    assert problems(tmp_path, above, SHARED) == {}


def test_an_input_that_is_too_large_is_told_once_wherever_it_is_used(tmp_path: Path):
    above = "[inputs.fte]\ndist = 'uniform'\nlow = 0\nhigh = 1e200\n"
    above += '[scenarios.plan.lines.office]\namount_eur = "fte"\nfactors = ["fte", "fte"]'

    assert list(problems(tmp_path, above, SHARED)) == ["inputs.fte.high"]


def at_the_limit(draw: st.DrawFn, node: Any, *, is_amount: bool = False) -> Any:
    """The tables with every number under a key in euros as large as it may be, or 0."""
    if isinstance(node, dict):
        return {
            key: at_the_limit(draw, value, is_amount=is_amount or key.endswith("_eur"))
            for key, value in node.items()
            if key not in ("factors", "copies", "own")
        }
    if isinstance(node, list):
        return [at_the_limit(draw, value, is_amount=is_amount) for value in node]
    if is_amount and isinstance(node, float):
        return draw(st.sampled_from([LARGEST, LARGEST, -LARGEST, 0.0]))
    return node


@st.composite
def cases_at_the_limit(draw: st.DrawFn) -> Table:
    tables: Table = at_the_limit(draw, draw(tables_of_cases(compared=True)))
    return tables


@given(cases_at_the_limit())
@settings(max_examples=40, deadline=None)
def test_what_is_accepted_at_the_limit_gives_finite_results(tables: Table):
    case = Case.model_validate(tables)
    # Random tables hold more than a config may, such as amounts before the start: those are no
    # matter here, and would leave too few cases.
    assume(not [*products_too_large(case), *keys_of_own_costs(case)])
    assert not list(numbers_too_large(tables))
    columns = run_case(tables, 65)
    amounts = [name for name in columns if re.search(r"\.(saving|npv|peak|loss)\b", name)]

    assert amounts
    assert all(np.isfinite(columns[name]).all() for name in amounts)
