"""The items left out and the outside view, against figures typed here a second time.

The list of 39 inputs gives amounts in thousands or millions of euros and rates in per cent; here
they stand as in the configs: euros, and fractions. Other conversions are explained where they are.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ictsim.config import load_case
from ictsim.model import Case

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
LAYERS = ["3_0", "3_0_with_omitted_items", "3_0_outside_view"]


@cache
def case(name: str) -> Case:
    return load_case(CONFIGS / f"{name}.toml").case


# Number, name, low, mode, high, and the plan's value, which stays the base. All are PERT.
OUTSIDE = [
    # 3 is given as 40 / 80 / 150 thousand per fte; the plan's million for 13 fte is 77 thousand.
    (3, "friction_cost_factor", 40 / 77, 80 / 77, 150 / 77, 1),
    (7, "programme_cost", 80_000, 110_000, 200_000, 100_000),
    (8, "golive_delay", 0, 0.25, 2.0, 0),
    (9, "staff_cut_lag", 0, 0.5, 2.5, 0),
    (10, "technical_fte_cut", 7, 14, 16, 15),
    (11, "added_fte", 0, 2, 5, 2),
    (12, "functional_fte_cut", 0, 3.5, 5.5, 5.5),
    (13, "other_fte_cut", 1, 3.5, 5.5, 5),
    (14, "cost_per_fte", 64_000, 71_000, 80_000, 72_000),
    (15, "cio_fte", 4, 6, 14, 6),
    (16, "cio_cost_per_fte", 80_000, 88_000, 105_000, 88_000),
    (18, "infrastructure_saving", 0, 0.12, 0.20, 0.15),
    # 19 and 20 are given in millions (6.2 / 7.0 / 7.8 and 4.0 / 4.6 / 6.0); the configs have the
    # shares of the baseline that belong to the decomposition of the printed tables.
    (19, "software_share", 0.249, 0.28, 0.311, 0.28),
    (20, "infrastructure_share", 0.131, 0.15, 0.195, 0.15),
    (21, "years_to_ceiling", 3, 4.5, 10, 3),
    (22, "harmonisation_ceiling", 0.40, 0.65, 0.80, 0.75),
    (30, "wage_growth", -0.010, 0.002, 0.015, 0),
    (31, "software_price_growth", 0, 0.015, 0.05, 0),
    (25, "replacement_project_ratio", 0.75, 0.87, 1.05, 0.80),
    (26, "renewal_project_ratio", 0.95, 1.08, 1.30, 1.00),
    (27, "renewal_investment", 3.2, 4.56, 7.0, 4.56),
    (32, "interest_rate", 0.02, 0.045, 0.055, 0.05),
    # 33 is one row of the list; each municipality has its own.
    (33, "growth_haarlem", -0.010, 0, 0.015, 0),
    (33, "growth_haarlemmermeer", -0.010, 0, 0.015, 0),
]
OMITTED = [
    (5, "replacement_purchase", 0, 1_200_000, 5_000_000, 0),
    # 6 is one row of the list: 0 / 300 / 1,500 thousand in 3.0, 0 / 0 / 300 thousand in 2.0.
    (6, "book_value_write_off_2_0", 0, 0, 300_000, 0),
    (6, "book_value_write_off_3_0", 0, 300_000, 1_500_000, 0),
    (23, "net_overhead", 0, 350_000, 700_000, 0),
    (24, "vat_leakage", 0, 40_000, 170_000, 0),
    (28, "productivity_dip", 0, 150_000, 500_000, 0),
]
# 1, 2, 4: body and tail, tested with the plan. 17: a chance of nothing. 29: a triangle. 31 has
# jumps too. 39: one row of the list, six inputs.
OVERRUNS = {"project_cost_overrun", "transition_cost_overrun", "migration_cost_overrun"}
ROUNDINGS = {
    f"rounding{scenario}_{partner}"
    for scenario in ("", "_2_0", "_3_0")
    for partner in ("haarlem", "haarlemmermeer")
}
OTHERS = OVERRUNS | ROUNDINGS | {"software_saving", "inflation", "software_price_shock"}
OTHER_NUMBERS = {1, 2, 4, 17, 29, 39}
WAITING = [34, 35, 36, 37, 38]


def assumed_amounts() -> set[str]:
    """Inputs of the investments without a range: they are in no list."""
    return {name for name, law in case("3_0_investments").inputs.items() if law.dist == "constant"}


@pytest.mark.parametrize(("number", "name", "low", "mode", "high", "plan"), OUTSIDE + OMITTED)
def test_range_in_the_outside_view(
    number: int, name: str, low: float, mode: float, high: float, plan: float
):
    found = case("3_0_outside_view").inputs[name]

    assert found.dist == "pert"
    assert (found.low, found.mode, found.high) == pytest.approx((low, mode, high), abs=1e-9)
    assert (found.weight, found.min, found.max, found.cap) == (4.0, None, None, None)
    assert (found.limits, found.per_year) == ("ends", False)
    assert found.base_value() == plan, f"input {number}"


@pytest.mark.parametrize(("number", "name", "low", "mode", "high", "plan"), OMITTED)
def test_the_omitted_items_are_the_same_in_both_layers(
    number: int, name: str, low: float, mode: float, high: float, plan: float
):
    both = [case(layer).inputs[name] for layer in LAYERS[1:]]

    assert both[0] == both[1]
    assert (both[0].low, both[0].mode, both[0].high, both[0].base) == (low, mode, high, plan)


def test_the_omitted_items_leave_the_plan_s_ranges_alone():
    plan, found = case("3_0").inputs, case("3_0_with_omitted_items").inputs

    assert {name: found[name] for name in plan} == plan
    assert set(found) - set(plan) == {name for _, name, *_ in OMITTED}
    assert case("3_0_with_omitted_items").correlations == {}


def test_in_the_outside_view_software_may_save_nothing():
    found = case("3_0_outside_view").inputs["software_saving"]
    nothing, something = found.components

    assert found.weights == [0.35, 0.65]
    assert (nothing.dist, nothing.value) == ("constant", 0.0)
    assert (something.dist, something.low, something.mode, something.high) == (
        "pert",
        0.03,
        0.18,
        0.38,
    )
    assert found.base_value() == 0.35


def test_general_price_rise_in_the_outside_view():
    found = case("3_0_outside_view").inputs["inflation"]

    assert found.dist == "triangular"
    assert (found.low, found.mode, found.high) == (0.005, 0.018, 0.032)
    assert found.base_value() == 0.02


def test_software_prices_may_jump_each_year():
    # 10 to 50 % on 30 % of the software is 3 to 15 % of all software.
    found = case("3_0_outside_view").inputs["software_price_shock"]
    none, jump = found.components

    assert found.weights == [0.95, 0.05]
    assert (none.dist, none.value) == ("constant", 0.0)
    assert jump.dist == "uniform"
    assert (jump.low, jump.high) == pytest.approx((0.3 * 0.10, 0.3 * 0.50))
    assert (found.per_year, found.persistence, found.base) == (True, None, 0.0)


@pytest.mark.parametrize("name", sorted(ROUNDINGS))
def test_rounding_of_a_cell_is_half_of_50_000_either_way(name: str):
    found = case("3_0_outside_view").inputs[name]

    assert (found.dist, found.low, found.high) == ("uniform", -25_000, 25_000)
    assert (found.per_year, found.persistence, found.base) == (True, None, 0.0)


def test_the_outside_view_has_these_inputs_and_no_others():
    listed = {name for _, name, *_ in OUTSIDE + OMITTED}
    found = set(case("3_0_outside_view").inputs)

    assert found == OTHERS | listed | assumed_amounts()
    assert len(assumed_amounts()) == 7


def test_every_input_of_the_list_is_in_the_outside_view_or_waits():
    waiting = case("3_0_outside_view").case.waiting
    placed = {number for number, *_ in OUTSIDE + OMITTED} | OTHER_NUMBERS

    written = (CONFIGS / "3_0_outside_view.toml").read_text(encoding="utf-8")
    numbers = re.findall(r'^    "(.*)",  # (\d+)$', written, re.MULTILINE)

    assert [text for text, _ in numbers] == waiting
    assert [int(number) for _, number in numbers] == WAITING
    assert placed | set(WAITING) == set(range(1, 40))
    assert placed & set(WAITING) == set()
    assert case("3_0_with_omitted_items").case.waiting == []
    assert case("3_0_investments").case.waiting == []
    assert case("1_0").case.waiting == []


@pytest.mark.parametrize("layer", LAYERS[1:])
def test_the_plan_is_the_plan_in_every_layer(layer: str):
    # What is bought is part of the plan; all else that a layer adds is not.
    plan = case("3_0_investments" if layer == "3_0_outside_view" else "3_0").inputs
    later = case(layer).inputs

    for name, found in plan.items():
        assert later[name].base_value() == found.base_value()
        assert (later[name].label, later[name].unit) == (found.label, found.unit)
    for name in set(later) - set(plan):
        assert later[name].base_value() == 0.0


# Numbers of the two inputs, and their rank correlation; 33 and 33 are the two municipalities.
CORRELATED = {
    (1, 2): 0.4,
    (1, 4): 0.4,
    (2, 4): 0.4,
    (1, 8): 0.5,
    (2, 8): 0.3,
    (4, 8): 0.3,
    (4, 21): 0.3,
    (8, 28): 0.3,
    (3, 9): 0.3,
    (9, 10): -0.3,
    (10, 12): 0.4,
    (10, 13): 0.4,
    (21, 22): -0.5,
    (12, 22): 0.4,
    (12, 21): -0.3,
    (17, 22): 0.3,
    (5, 17): 0.3,
    (6, 22): 0.3,
    (29, 32): 0.3,
    (11, 15): 0.3,
    (14, 16): 0.5,
    (29, 31): 0.4,
    (19, 20): 0.3,
    (33, 33): 0.3,
}


def input_numbers() -> dict[str, int]:
    listed = {name: number for number, name, *_ in OUTSIDE + OMITTED}
    return listed | {
        "project_cost_overrun": 1,
        "transition_cost_overrun": 2,
        "migration_cost_overrun": 4,
        "software_saving": 17,
        "inflation": 29,
        # A jump of each year cannot go with a number of the whole run, so 31 is the steady part.
        "software_price_shock": -31,
    }


def test_the_correlations_of_the_outside_view_are_these_and_no_others():
    numbers = input_numbers()
    found: dict[tuple[int, ...], list[float]] = {}
    for correlation in case("3_0_outside_view").correlations.values():
        for pair in combinations(correlation.inputs, 2):
            key = tuple(sorted(numbers[name] for name in pair))
            found.setdefault(key, []).append(correlation.rank)

    assert found == {pair: [rank] for pair, rank in CORRELATED.items()}


def test_the_correlations_can_hold_together():
    # Normal scores of inputs with rank correlation r correlate with 2 sin(pi r / 6).
    names = sorted({name for pair in case("3_0_outside_view").rank_correlations() for name in pair})
    matrix = np.eye(len(names))
    for (a, b), rank in case("3_0_outside_view").rank_correlations().items():
        i, j = names.index(a), names.index(b)
        matrix[i, j] = matrix[j, i] = 2 * np.sin(np.pi * rank / 6)

    # With all of the list the smallest is 0.17: leaving rows out cannot lower it.
    assert np.linalg.eigvalsh(matrix)[0] > 0.165


def dumped(layer: str, scenario: str, line: str) -> dict[str, Any]:
    """What a line says, without what is empty."""
    content = case(layer).scenarios[scenario].lines[line].model_dump(exclude_defaults=True)
    return {key: value for key, value in content.items() if key not in {"label", "source"}}


def test_lines_of_the_omitted_items():
    layer = "3_0_with_omitted_items"

    for name in ("net_overhead", "vat_leakage"):
        assert dumped(layer, "s2", name) == {
            "kind": "yearly",
            "category": "overhead",
            "amount_eur": name,
            "schedule": "go_live",
        }
    assert dumped(layer, "s2", "productivity_dip") == {
        "kind": "one_off",
        "category": "productivity",
        "amount_eur": "productivity_dip",
        "phasing": {2014: 1.0},
        "delay": "golive_delay",
    }
    assert dumped(layer, "s3", "replacement_purchase") == {
        "kind": "one_off",
        "category": "replacement",
        "amount_eur": "replacement_purchase",
        "phasing": "harmonisation",
        "reference": 0.75,
    }
    # In the budget alone: nobody pays a write-off.
    assert dumped(layer, "s2", "book_value_write_off") == {
        "kind": "one_off",
        "category": "write_off",
        "amount_eur": "book_value_write_off_2_0",
        "phasing": {2014: 1.0},
        "delay": "golive_delay",
        "basis": "budget",
    }
    assert dumped(layer, "s3", "book_value_write_off_3_0") == {
        "kind": "one_off",
        "category": "write_off",
        "amount_eur": "book_value_write_off_3_0",
        "phasing": "harmonisation",
        "reference": 0.75,
        "basis": "budget",
    }
    assert dumped(layer, "s3", "productivity_dip_3_0") == {
        "kind": "one_off",
        "category": "productivity",
        "amount_eur": "productivity_dip",
        "factors": [2.0],
        "phasing": "harmonisation",
        "reference": 0.75,
    }


def all_lines(layer: str) -> dict[str, Any]:
    scenarios = case(layer).scenarios.items()
    return {f"{name}.{key}": line for name, s in scenarios for key, line in s.lines.items()}


def new_lines(layer: str, *parents: str) -> set[str]:
    """Lines that a layer adds; those it shares with its parents must be those of the last."""
    found, before = all_lines(layer), {}
    for parent in parents:
        before |= all_lines(parent)
    assert {key: found[key] for key in before} == before
    return set(found) - set(before)


def test_each_layer_adds_these_lines():
    assert new_lines("3_0_with_omitted_items", "3_0") == {
        "s2.net_overhead",
        "s2.vat_leakage",
        "s2.productivity_dip",
        "s2.book_value_write_off",
        "s3.replacement_purchase",
        "s3.book_value_write_off_3_0",
        "s3.productivity_dip_3_0",
    }
    assert new_lines("3_0_outside_view", "3_0_with_omitted_items", "3_0_investments") == {
        "s2.team_kept_on",
        "s2.rounding",
        "s2.rounding_of_going_on_alone",
        "s3.rounding_3_0",
    }


def test_the_team_costs_20_000_a_month_of_delay():
    line = case("3_0_outside_view").scenarios["s2"].lines["team_kept_on"]

    assert line.amount_eur == 12 * 20_000
    assert line.factors == ["golive_delay"]
    assert (line.phasing, line.delay) == ({2014: 1.0}, 0.0)


def test_rounding_of_the_scenarios_is_drawn_for_each_printed_cell():
    found = case("3_0_outside_view")
    lines = found.lines_of("s3")
    of_2_0 = ["rounding_2_0_haarlem", "rounding_2_0_haarlemmermeer"]
    of_3_0 = ["rounding_3_0_haarlem", "rounding_3_0_haarlemmermeer"]

    second, third = found.scenarios["s2"].lines["rounding"], lines["s3.rounding_3_0"]
    assert second.amounts_eur == dict.fromkeys(range(2013, 2019), of_2_0)
    assert third.amounts_eur == dict.fromkeys(range(2013, 2015), of_2_0) | dict.fromkeys(
        range(2015, 2019), of_3_0
    )
    assert (second.after, third.after) == ("hold", "hold")
    # What going on alone is rounded by is in no scenario: its cells are printed by themselves.
    alone = lines["s2.rounding_of_going_on_alone"]
    row = ["rounding_haarlem", "rounding_haarlemmermeer"]
    assert alone.amounts_eur == dict.fromkeys(range(2013, 2019), row)
    assert (alone.effect, alone.after) == ("saving", "hold")
    # 3.0 has its own cells instead of those of 2.0.
    assert "s2.rounding" not in lines
    assert "s2.rounding" in found.lines_of("s2")


def test_prices_in_the_outside_view():
    found = case("3_0_outside_view")
    categories = found.baseline.categories

    assert found.indices["wages_prices"].rate == ["inflation", "wage_growth"]
    assert {name: (category.share, category.rate) for name, category in categories.items()} == {
        "software": (
            "software_share",
            ["inflation", "software_price_growth", "software_price_shock"],
        ),
        "infrastructure": ("infrastructure_share", "inflation"),
        "staff": (0.394, ["inflation", "wage_growth"]),
        "other": ("rest", "inflation"),
    }
    assert categories["other"].additive_eur == {
        "haarlem": "rounding_haarlem",
        "haarlemmermeer": "rounding_haarlemmermeer",
    }
    assert {name: partner.growth for name, partner in found.partners.items()} == {
        "haarlem": "growth_haarlem",
        "haarlemmermeer": "growth_haarlemmermeer",
    }


def test_what_a_config_calls_input_n_has_that_number():
    numbers = {name: abs(number) for name, number in input_numbers().items()}
    text = (CONFIGS / "3_0_outside_view.toml").read_text("utf-8")

    said = re.findall(r"^# Input (\d+)[.:,][^\n]*\n(?:#[^\n]*\n)*\[inputs\.(\w+)\]", text, re.M)
    assert len(said) >= 15
    for number, name in said:
        expected = 39 if name in ROUNDINGS else numbers[name]
        assert int(number) == expected, name
