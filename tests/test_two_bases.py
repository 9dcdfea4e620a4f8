"""Budget and cash: one figure where they are the same, two where a line makes them differ."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from strategies import (
    Table,
    every_kind_of_dependence,
    every_kind_of_line,
    run_case,
    small_case,
    tables_of_cases,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Columns = dict[str, NDArray[np.float64]]

RUNS = 65
COST = {"kind": "yearly", "amount_eur": "cost", "until": 2014}
INPUTS = {"cost": {"dist": "uniform", "low": 50.0, "high": 150.0}}


def in_cash(name: str) -> bool:
    return "saving_cash" in name or "peak_cash" in name


def columns_of(**line: str) -> Columns:
    return run_case(small_case({"s1": {"line": COST | line}}, INPUTS, years=(2013, 2015)), RUNS)


def test_a_case_in_which_they_agree_names_no_cash():
    for tables in (every_kind_of_line(), every_kind_of_dependence()):
        assert [name for name in run_case(tables, 1) if "cash" in name] == []


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(tables_of_cases(compared=True))
def test_naming_cash_changes_no_figure_that_was_there(tables: Table):
    for scenario in tables["scenarios"].values():
        for line in scenario["lines"].values():
            line.pop("basis", None)
    before = run_case(tables, RUNS)
    assume(not any(in_cash(name) for name in before))
    # A scenario with nothing but a payment of 0 makes the two bases differ, in name.
    named = copy.deepcopy(tables)
    nothing = {"kind": "yearly", "label": "Nothing", "amount_eur": 0.0, "basis": "cash"}
    named["scenarios"]["zero"] = {"label": "Zero", "lines": {"nothing": nothing}}
    after = run_case(named, RUNS)

    # To rounding: what is asked of the same amounts decides how they are put together.
    near = 1e-8 + 1e-12 * largest(before)
    for name, column in before.items():
        if not any(counted in name for counted in ("beats", "all_partners")):
            np.testing.assert_allclose(after[name], column, rtol=1e-12, atol=near, err_msg=name)
    cash = {name for name in after if in_cash(name)}
    assert {f"s1.saving_cash.{tables['case']['horizon']}", "s1.p0.peak_cash"} <= cash
    for name in cash:
        budget = after[name.replace("_cash", "")]
        np.testing.assert_allclose(after[name], budget, rtol=1e-12, atol=near, err_msg=name)


def largest(columns: Columns) -> float:
    return max(float(np.abs(x).max()) for name, x in columns.items() if ".saving" in name)


def test_a_line_on_both_bases_is_a_line_without_one():
    for name, column in columns_of(basis="both").items():
        np.testing.assert_array_equal(column, columns_of()[name], err_msg=name)


def test_a_charge_without_payment_moves_the_budget_and_not_the_present_value():
    plain, found = columns_of(), columns_of(basis="budget")

    for name in ("saving.2013", "saving.2015", "beats.2014", "payback", "peak", "worst_rise",
                 "share.2015", "a.saving.2014", "a.peak"):  # fmt: skip
        np.testing.assert_array_equal(found[f"s1.{name}"], plain[f"s1.{name}"], err_msg=name)
    for name in ("npv.2015", "npv_beats.2015", "saving_cash.2015", "peak_cash", "a.npv.2015"):
        assert found[f"s1.{name}"].tolist() == [0.0] * RUNS, name
    assert (plain["s1.saving.2015"] < -50.0).all()


def test_a_payment_without_charge_moves_the_present_value_and_not_the_budget():
    plain, found = columns_of(), columns_of(basis="cash")

    for name in ("saving.2015", "beats.2015", "payback", "peak", "worst_rise", "share.2015"):
        assert found[f"s1.{name}"].tolist() == [0.0] * RUNS, name
    for name in ("npv.2015", "a.npv.2015"):
        np.testing.assert_array_equal(found[f"s1.{name}"], plain[f"s1.{name}"], err_msg=name)
    for name in ("peak", "a.peak"):
        np.testing.assert_array_equal(found[f"s1.{name}_cash"], plain[f"s1.{name}"], err_msg=name)
    for year in (2013, 2014, 2015):
        np.testing.assert_array_equal(
            found[f"s1.saving_cash.{year}"], plain[f"s1.saving.{year}"], err_msg=str(year)
        )


def test_the_present_value_is_on_cash_for_all_scenarios_as_soon_as_one_differs():
    lines = {"s1": {"line": COST}, "s2": {"line": COST | {"basis": "budget"}}}
    columns = run_case(small_case(lines, INPUTS, years=(2013, 2015)), RUNS)

    assert "s1.saving_cash.2015" in columns
    np.testing.assert_array_equal(columns["s1.npv.2015"], columns_of()["s1.npv.2015"])


def test_the_present_value_discounts_payments_and_not_charges():
    desks = {
        "kind": "investment",
        "amounts_eur": {"2014": 1000.0},
        "asset_class": "desks",
        "interest": 0.1,
    }
    tables = small_case(
        {"s1": {"desks": desks}},
        years=(2013, 2016),
        asset_classes={"desks": {"label": "Desks", "term_years": 2}},
    )
    columns = run_case(tables, 1)

    # 4 % a year: what is paid at the end of 2014 is worth a year less.
    assert columns["s1.npv.2016"][0] == pytest.approx(-1000.0 / 1.04)
    assert columns["s1.saving.2016"][0] == pytest.approx(-1150.0)
    assert columns["s1.peak"][0] == pytest.approx(1150.0)
    assert columns["s1.peak_cash"][0] == pytest.approx(1000.0)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(tables_of_cases(compared=True))
def test_a_budget_line_and_its_payment_are_the_line(tables: Table):
    plain = run_case(tables, RUNS)
    apart = copy.deepcopy(tables)
    for scenario in apart["scenarios"].values():
        for name, line in list(scenario["lines"].items()):
            if line.get("basis", "both") == "both":
                scenario["lines"][name] = line | {"basis": "budget"}
                scenario["lines"][f"{name}_paid"] = line | {"basis": "cash"}
        dropped = scenario.get("without", [])
        scenario["without"] = [*dropped, *(f"{name}_paid" for name in dropped)]
    found = run_case(apart, RUNS)

    near = 1e-8 + 1e-12 * largest(plain)
    for name, column in plain.items():
        if ".saving" in name or ".npv." in name:
            np.testing.assert_allclose(found[name], column, rtol=1e-9, atol=near, err_msg=name)
