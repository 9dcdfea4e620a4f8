"""A line several times: the same draw each time, or draws of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from replay import own_uniform
from strategies import Table, run_case, small_case, tables_of_cases

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Columns = dict[str, NDArray[np.float64]]

RUNS = 40_000
UNIFORM = {"dist": "uniform", "low": 0.0, "high": 1.0}
NORMAL = {"dist": "normal", "mean": 100.0, "sd": 30.0}
LINE = {"kind": "yearly", "amount_eur": "x"}


def case_of(inputs: Table, **lines: Table) -> Table:
    return small_case({"s1": lines}, inputs, years=(2013, 2015))


def costs(tables: Table, runs: int = RUNS) -> NDArray[np.float64]:
    """What the first year costs, per run."""
    return -run_case(tables, runs)["s1.saving.2013"]


# ---------------------------------------------------------------------------------------------
# Without draws of their own


def all_lines(tables: Table) -> list[Table]:
    return [
        line for scenario in tables["scenarios"].values() for line in scenario["lines"].values()
    ]


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(tables_of_cases(compared=True), st.integers(2, 1000))
def test_all_lines_n_times_without_own_draws_are_n_times_the_scenario(tables: Table, copies: int):
    # A contribution is a share of what it stands beside, the baseline too.
    assume(all(line["kind"] != "contribution" for line in all_lines(tables)))
    for line in all_lines(tables):
        line |= {"copies": 1, "own": []}
    once = run_case(tables, 65)
    for line in all_lines(tables):
        line["copies"] = copies
    often = run_case(tables, 65)

    kinds = ("saving", "saving_cash", "npv", "peak", "one_off", "remainder", "book_value")
    sums = {n: x for n, x in often.items() if n.partition(".")[2].partition(".")[0] in kinds}
    # What is left of amounts that cancel is known to a part in 1e16 of these, times the copies.
    near = 1e-8 * copies + 1e-11 * max(float(np.abs(column).max()) for column in sums.values())
    for name, column in sums.items():
        np.testing.assert_allclose(column, copies * once[name], rtol=0, atol=near, err_msg=name)


def test_copies_alone_vary_with_one_draw():
    np.testing.assert_allclose(
        costs(case_of({"x": NORMAL}, line=LINE | {"copies": 7})),
        7.0 * costs(case_of({"x": NORMAL}, line=LINE)),
        rtol=1e-12,
    )


# ---------------------------------------------------------------------------------------------
# With draws of their own


def test_each_copy_draws_from_a_stream_of_its_own():
    line = LINE | {"copies": 4, "own": ["x"]}
    columns = run_case(case_of({"x": UNIFORM}, line=line), 200)

    # The first copy has the input itself; the fourth the stream "x#4".
    for name in ("x", "x#2", "x#3", "x#4"):
        assert columns[name].tolist() == [own_uniform(1, name, None, i) for i in range(200)]
    total = sum(columns[name] for name in ("x", "x#2", "x#3", "x#4"))
    np.testing.assert_allclose(-columns["s1.saving.2013"], total, rtol=1e-12)
    assert "x#5" not in columns


def test_each_copy_draws_each_year_where_its_input_does():
    line = LINE | {"copies": 2, "own": ["x"]}
    columns = run_case(case_of({"x": UNIFORM | {"per_year": True}}, line=line), 50)

    for name in ("x", "x#2"):
        for year in (2013, 2014, 2015):
            assert columns[f"{name}.{year}"].tolist() == [
                own_uniform(1, name, year, i) for i in range(50)
            ]
    paid = columns["s1.saving.2013"] - columns["s1.saving.2014"]
    np.testing.assert_allclose(paid, columns["x.2014"] + columns["x#2.2014"], rtol=1e-12)


@pytest.mark.parametrize(
    ("law", "mean", "variance"),
    [
        (NORMAL, 100.0, 900.0),
        (UNIFORM, 0.5, 1 / 12),
        ({"dist": "bernoulli", "p": 0.1}, 0.1, 0.09),
        ({"dist": "gamma", "mean": 50.0, "sd": 40.0}, 50.0, 1600.0),
    ],
    ids=["normal", "uniform", "bernoulli", "gamma"],
)
def test_the_sum_of_independent_copies_has_the_closed_form_mean_and_variance(
    law: Table, mean: float, variance: float
):
    copies = 10
    independent = costs(case_of({"x": law}, line=LINE | {"copies": copies, "own": ["x"]}))
    together = costs(case_of({"x": law}, line=LINE | {"copies": copies}))

    # Means are the same; independent copies have n times the variance of one, the same draw n
    # times has n squared. Five standard errors; that of a variance by its own fourth moment.
    for total, spread in ((independent, copies * variance), (together, copies**2 * variance)):
        error = math.sqrt(spread / RUNS)
        assert total.mean() == pytest.approx(copies * mean, abs=5 * error)
        squares = (total - copies * mean) ** 2
        assert squares.mean() == pytest.approx(spread, abs=5 * squares.std() / math.sqrt(RUNS))


def test_copies_of_a_rare_event_are_binomial():
    law = {"dist": "bernoulli", "p": 0.2}
    found = costs(case_of({"x": law}, line=LINE | {"copies": 3, "own": ["x"]}))

    counts = np.bincount(np.round(found).astype(int), minlength=4)
    expected = np.array([math.comb(3, k) * 0.2**k * 0.8 ** (3 - k) for k in range(4)]) * RUNS
    assert np.abs(counts - expected).max() < 5 * math.sqrt(RUNS / 4)


def test_what_is_not_own_is_the_same_in_each_copy():
    line = LINE | {"factors": ["y"], "copies": 3, "own": ["x"]}
    columns = run_case(case_of({"x": UNIFORM, "y": NORMAL}, line=line), 100)

    expected = columns["y"] * (columns["x"] + columns["x#2"] + columns["x#3"])
    np.testing.assert_allclose(-columns["s1.saving.2013"], expected, rtol=1e-11)
    assert "y#2" not in columns


def test_own_inputs_hold_for_all_that_a_copy_uses():
    # An amount twice, a window, and a schedule: each copy has its own begin and its own delay.
    line = {
        "kind": "yearly",
        "amount_eur": 100.0,
        "from": "begin",
        "schedule": "ramp",
        "copies": 3,
        "own": ["begin", "late"],
    }
    inputs = {
        "begin": {"dist": "uniform", "low": 2013.0, "high": 2016.0},
        "late": {"dist": "uniform", "low": 0.0, "high": 2.0},
    }
    tables = case_of(inputs, line=line)
    tables["schedules"] = {"ramp": {"plan": [[2013.0, 0.0], [2013.0, 1.0]], "delay": "late"}}
    columns = run_case(tables, 100)

    expected = np.zeros(100)
    for copy in ("", "#2", "#3"):
        begin, late = columns[f"begin{copy}"], columns[f"late{copy}"]
        in_2014 = np.clip(2015.0 - (2013.0 + late), 0.0, 1.0)
        expected += 100.0 * (np.floor(begin) <= 2014) * in_2014
    paid = columns["s1.saving.2013"] - columns["s1.saving.2014"]
    np.testing.assert_allclose(paid, expected, rtol=0, atol=1e-8)


def test_investments_are_copied_with_their_charges_and_their_books():
    line = {
        "kind": "investment",
        "amounts_eur": {"2013": "x"},
        "asset_class": "assets",
        "interest": 0.04,
        "copies": 3,
        "own": ["x"],
    }
    tables = case_of({"x": UNIFORM}, line=line)
    tables["asset_classes"] = {"assets": {"label": "Assets", "term_years": 4}}
    columns = run_case(tables, 100)
    bought = columns["x"] + columns["x#2"] + columns["x#3"]

    # By 2015 two of four instalments, and interest on all and then on three quarters.
    expected = bought * (0.5 + 0.04 * 1.75)
    np.testing.assert_allclose(-columns["s1.saving.2015"], expected, rtol=1e-12)
    np.testing.assert_allclose(columns["s1.book_value"], 0.5 * bought, rtol=1e-12)


# ---------------------------------------------------------------------------------------------
# Draws that stay


def test_draws_of_copies_stay_whatever_else_the_case_holds():
    line = LINE | {"copies": 3, "own": ["x"]}
    alone = run_case(case_of({"x": NORMAL}, line=line), 300)
    for inputs, more in (
        ({"y": UNIFORM, "x": NORMAL}, {"more": LINE | {"amount_eur": "y"}, "line": line}),
        ({"x": NORMAL}, {"line": line | {"copies": 5}}),
        ({"x": NORMAL}, {"line": line, "other": LINE | {"copies": 2, "own": ["x"]}}),
    ):
        columns = run_case(case_of(inputs, **more), 300)
        for name in ("x", "x#2", "x#3"):
            np.testing.assert_array_equal(columns[name], alone[name], err_msg=name)


def test_two_lines_whose_copies_own_an_input_share_its_draws():
    # Copy j of either has x#j: the draw belongs to the input, not to the line.
    line = LINE | {"copies": 3, "own": ["x"]}
    one, both = (
        costs(case_of({"x": NORMAL}, **lines), 100)
        for lines in ({"line": line}, {"line": line, "same": line})
    )

    np.testing.assert_allclose(both, 2.0 * one, rtol=1e-12)
