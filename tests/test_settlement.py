"""Who bears what: keys and mixes of them, lines of some partners, transfers, years of a settlement.

Small cases by hand, and what must hold for any division of any cost, in every run.
"""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import Model, Table, run_case, small_case, tables_of_cases
from twin import flows_of

from ictsim.model import Case

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Columns = dict[str, NDArray[np.float64]]

RUNS = 65
COST = {"kind": "yearly", "amount_eur": 120.0}
WEIGHTS = {"a": 3.0, "b": 2.0, "c": 1.0}  # inhabitants; each spends a million a year alone
YEARS = (2013, 2016)


def examples(count: int) -> settings:
    return settings(max_examples=count, suppress_health_check=list(HealthCheck))


def changes(tables: Table, runs: int = 1, basis: str = "saving") -> dict[str, NDArray]:
    """The yearly changes of each partner and, under "", of all: shape (years, runs)."""
    columns = run_case(tables, runs)
    years = range(tables["case"]["start"], tables["case"]["horizon"] + 1)
    found = {}
    for who in ("", *tables["partners"]):
        prefix = f"s1.{who}." if who else "s1."
        saved = [-columns[f"{prefix}{basis}.{t}"] for t in years]
        found[who] = np.diff(saved, axis=0, prepend=0.0)
    return found


def divided(
    settlement: Table,
    *lines: Table,
    weights: dict[str, float] = WEIGHTS,
    runs: int = 1,
    **parts: Any,
) -> dict[str, list[float]]:
    """Each partner's change by year, of a case that has one run, or the first of several."""
    rows = {f"line_{n}": line for n, line in enumerate(lines)}
    inputs = parts.pop("inputs", None)
    tables = small_case(
        {"s1": rows}, inputs, years=YEARS, partners=weights, settlement=settlement, **parts
    )
    return {who: row[:, 0].tolist() for who, row in changes(tables, runs).items()}


def every_year(amount: float) -> Any:
    """The same in all four years, to a millionth of a cent."""
    return pytest.approx([amount] * 4, rel=1e-9, abs=1e-8)


OWN = {"key": "inhabitants", "settled": False}

# What is in euros of a scenario as a whole.
WHOLE = ("saving", "saving_cash", "npv", "peak", "peak_cash", "one_off", "remainder", "book_value")


# ---------------------------------------------------------------------------------------------
# Lines of some, and transfers, by hand


def test_a_line_of_all_goes_by_the_key():
    found = divided(OWN, COST)

    assert [found[who] for who in ("", "a", "b", "c")] == [
        every_year(amount) for amount in (120.0, 60.0, 40.0, 20.0)
    ]


def test_a_line_of_one_partner_is_its_own():
    found = divided(OWN, COST | {"partners": ["b"]})

    assert found["b"] == found[""] == [120.0] * 4
    assert found["a"] == found["c"] == [0.0] * 4


def test_a_line_of_some_goes_by_the_key_among_them():
    found = divided(OWN, COST | {"partners": ["c", "a"]})

    assert found[""] == [120.0] * 4
    assert found["a"] == every_year(90.0)
    assert found["c"] == every_year(30.0)
    assert found["b"] == [0.0] * 4


def test_a_mix_among_some_is_the_mix_of_all_over_their_sum():
    # Of all: a (1/2 + 1/3)/2 = 5/12, c (1/6 + 1/3)/2 = 3/12. So 5 and 3 parts of 8.
    key = {"inhabitants": 1.0, "equal": 1.0}
    found = divided({"key": key, "settled": False}, COST | {"partners": ["a", "c"]})

    assert found["a"] == every_year(75.0)
    assert found["c"] == every_year(45.0)


def test_a_transfer_is_paid_by_one_and_received_by_the_others():
    found = divided(OWN, COST | {"transfer": {"from": "a"}})

    assert found[""] == [0.0] * 4
    assert found["a"] == [120.0] * 4
    assert found["b"] == every_year(-80.0)
    assert found["c"] == every_year(-40.0)


def test_a_transfer_to_one_leaves_the_others_alone():
    found = divided(OWN, COST | {"transfer": {"from": "c", "to": ["a"]}})

    assert found["c"] == [120.0] * 4
    assert found["a"] == [-120.0] * 4
    assert found["b"] == found[""] == [0.0] * 4


ONE_OFF = {"kind": "one_off", "amount_eur": 900.0, "phasing": {"2015": 0.5, "2016": 0.5}}
DESKS = {"kind": "investment", "amount_eur": 1e3, "asset_class": "desks", "interest": 0.05}


def test_what_partners_pay_each_other_is_in_no_figure_of_the_whole():
    # What slips beyond the horizon, what is bought and what stays on the books would all show.
    lines = {
        "fee": ONE_OFF | {"delay": 1.5, "transfer": {"from": "a"}},
        "desks": DESKS | {"transfer": {"from": "b", "to": ["a"]}},
    }
    tables = small_case(
        {"s1": lines},
        years=YEARS,
        partners=WEIGHTS,
        asset_classes={"desks": {"label": "Desks", "term_years": 5}},
    )
    columns = run_case(tables, 1)

    totals = {name: x[0] for name, x in columns.items() if name.split(".")[1] in WHOLE}
    assert {name: x for name, x in totals.items() if x} == {}
    assert "s1.book_value" not in columns  # the whole owns nothing
    assert {"s1.one_off", "s1.remainder", "s1.npv.2016"} <= set(columns)


def test_a_partner_alone_bears_everything():
    for settlement in ({"key": "baseline_cost"}, {"key": {"equal": 2.0}}, OWN):
        found = divided(settlement, COST, COST | {"partners": ["a"]}, weights={"a": 5.0})
        assert found["a"] == found[""] == [240.0] * 4


# ---------------------------------------------------------------------------------------------
# Keys and mixes, by hand


def test_dividing_the_whole_moves_money_also_if_nothing_changes():
    found = divided({"key": "inhabitants", "settled": True}, COST)

    # Halves, thirds and sixths of 3,000,120, less the million of each.
    assert found["a"] == every_year(500_060.0)
    assert found["b"] == every_year(40.0)
    assert found["c"] == every_year(-499_980.0)


def rows(**by_year: float) -> Table:
    return {str(2013 + n): amount for n, amount in enumerate(by_year.values())}


def test_the_key_of_going_on_alone_follows_the_cost_of_each_year():
    tables = small_case(
        {"s1": {"cost": COST}},
        years=(2013, 2015),
        partners={"a": 1.0, "b": 1.0},
        settlement={"key": "baseline_cost", "settled": False},
    )
    tables["partners"]["a"]["baseline_eur"] = {"2013": 1e6, "2014": 3e6, "2015": 2e6}
    tables["partners"]["b"]["baseline_eur"] = {"2013": 3e6, "2014": 1e6, "2015": 2e6}
    found = changes(tables)

    assert found["a"][:, 0].tolist() == pytest.approx([30.0, 90.0, 60.0])
    assert found["b"][:, 0].tolist() == pytest.approx([90.0, 30.0, 60.0])


def test_the_key_of_going_on_alone_is_that_of_the_run():
    growth = {"dist": "uniform", "low": 0.0, "high": 0.5, "per_year": True}
    tables = small_case(
        {"s1": {"cost": COST}},
        {"g": growth},
        years=(2013, 2015),
        partners={"a": 1.0, "b": 1.0},
        settlement={"key": "baseline_cost", "settled": True},
    )
    tables["partners"]["a"]["growth"] = "g"
    columns = run_case(tables, RUNS)
    grown = (1.0 + columns["g.2014"]) * (1.0 + columns["g.2015"])
    share = grown / (grown + 1.0)

    # Dividing the baseline by the baseline moves nothing: what is left is the line.
    bought = columns["s1.a.saving.2014"] - columns["s1.a.saving.2015"]
    np.testing.assert_allclose(bought, share * 120.0, rtol=0, atol=1e-8)
    assert np.ptp(bought) > 5.0


def test_a_mix_is_the_weighted_mean_of_its_keys():
    # A quarter equal, three quarters by inhabitants.
    key = {"equal": 0.5, "inhabitants": 1.5}
    found = divided({"key": key, "settled": False}, COST)

    assert found["a"] == every_year(40.0 * 0.25 + 60.0 * 0.75)
    assert found["b"] == every_year(40.0)
    assert found["c"] == every_year(40.0 * 0.25 + 20.0 * 0.75)


def test_a_key_mixed_with_itself_or_with_one_that_has_no_weight_is_the_key():
    alone = divided({"key": "inhabitants", "settled": True}, COST)

    for key in ({"inhabitants": 0.3}, {"inhabitants": 7.0}, {"inhabitants": 2.0, "equal": 0.0}):
        mixed = divided({"key": key, "settled": True}, COST)
        assert mixed == {who: pytest.approx(row, rel=1e-12) for who, row in alone.items()}


def test_weights_of_a_mix_may_be_drawn():
    tables = small_case(
        {"s1": {"cost": COST}},
        {"w": {"dist": "uniform", "low": 0.0, "high": 3.0}},
        years=YEARS,
        partners=WEIGHTS,
        settlement={"key": {"equal": "w", "inhabitants": ["w", 1.0]}, "settled": False},
    )
    columns = run_case(tables, RUNS)
    w = columns["w"]

    expected = 120.0 * (w / 3.0 + (w + 1.0) / 2.0) / (2.0 * w + 1.0)
    np.testing.assert_allclose(-columns["s1.a.saving.2013"], expected, rtol=1e-12)
    assert np.ptp(expected) > 1.0


def categories(**shares: float) -> Table:
    found = {name: {"label": name, "share": x, "rate": 0.0} for name, x in shares.items()}
    return {"categories": found}


def test_a_category_may_go_by_another_key():
    settlement = {"key": "inhabitants", "per_category": {"software": "equal", "legal": "equal"}}
    found = divided(
        settlement | {"settled": True},
        COST | {"category": "software"},
        COST | {"category": "people"},
        COST | {"category": "legal", "amount_eur": 30.0},
        baseline=categories(software=0.25, people=0.75),
    )

    # Software, 750,000 and a line, in thirds; the rest, 2,250,000 and a line, by halves, thirds,
    # sixths; a category that is in no baseline in thirds too. Less a million of each.
    assert found["a"] == every_year(250_040.0 + 1_125_060.0 + 10.0 - 1e6)
    assert found["c"] == every_year(250_040.0 + 375_020.0 + 10.0 - 1e6)
    assert found[""] == [270.0] * 4


def test_the_key_of_a_category_holds_for_its_lines_of_some_and_its_transfers():
    settlement = OWN | {"per_category": {"software": "equal"}}
    for bearers, parts in (
        ({"partners": ["a", "c"]}, {"a": 60.0, "b": 0.0, "c": 60.0}),
        ({"transfer": {"from": "a"}}, {"a": 120.0, "b": -60.0, "c": -60.0}),
    ):
        found = divided(settlement, COST | bearers | {"category": "software"})
        assert {who: found[who] for who in parts} == {
            who: every_year(amount) for who, amount in parts.items()
        }


# ---------------------------------------------------------------------------------------------
# Years of a settlement, by hand

# Of partner a: by inhabitants half of 3,000,120 less a million, or half of 120.
SETTLED, UNSETTLED = 500_060.0, 60.0


def in_years(*settled: bool) -> Any:
    return pytest.approx([SETTLED if each else UNSETTLED for each in settled])


@pytest.mark.parametrize(
    ("window", "years"),
    [
        ({}, (True, True, True, True)),
        ({"from": 2014}, (False, True, True, True)),
        ({"until": 2014}, (True, True, False, False)),
        ({"from": 2014, "until": 2015}, (False, True, True, False)),
        ({"from": 2015, "until": 2014}, (False, False, False, False)),
        ({"from": 1990, "until": 2050}, (True, True, True, True)),
        ({"from": "late"}, (False, False, True, True)),
        ({"until": "late"}, (True, True, True, False)),
        ({"from": "exit"}, (False, True, True, True)),
        ({"until": "exit"}, (True, False, False, False)),
        ({"from": "never"}, (False, False, False, False)),
        ({"until": "never"}, (True, True, True, True)),
    ],
)
def test_the_whole_is_divided_in_the_years_of_the_settlement(window: Table, years: tuple):
    found = divided(
        {"key": "inhabitants", "settled": window},
        COST,
        inputs={"late": {"dist": "constant", "value": 2015.7}},
        events={
            "exit": {"kind": "chance", "probability": 1.0, "moment": 2013.5},
            "never": {"kind": "chance", "probability": 0.0, "moment": 2013.5},
        },
    )

    assert found["a"] == in_years(*years)
    assert found[""] == [120.0] * 4


# ---------------------------------------------------------------------------------------------
# Any division, in every run


def misses(tables: Table, columns: Columns, basis: str) -> Any:
    """How far the partners' savings are from the total, beside the baseline and the rounding.

    Yields by scenario and year the largest of both ratios: to the baseline up to the year, and to
    2**-52 of all amounts that go into it.
    """
    model = Model(Case.model_validate(tables))
    for run in (0, RUNS - 1):
        flows = flows_of(model.case, model.draws(columns, run))
        for name in tables["scenarios"]:
            whole = flows[name][""]
            for n, t in enumerate(model.case.years):
                saved = [columns[f"{name}.{p}.{basis}.{t}"][run] for p in tables["partners"]]
                miss = abs(math.fsum(saved) - columns[f"{name}.{basis}.{t}"][run])
                baseline = math.fsum(whole.baseline[: n + 1])
                yield miss / baseline, miss / (2.0**-52 * (baseline + whole.size))


@examples(30)
@given(tables_of_cases(compared=True))
def test_what_partners_bear_is_what_all_bear(tables: Table):
    columns = run_case(tables, RUNS)
    both = [
        basis for basis in ("saving", "saving_cash") if f"s1.{basis}.{first(tables)}" in columns
    ]

    for basis in both:
        of_baseline, of_rounding = map(max, zip(*misses(tables, columns, basis), strict=True))
        assert of_baseline <= 1e-9
        assert of_rounding <= 8.0  # doubles: the last bits of a sum of so many


def first(tables: Table) -> int:
    return tables["case"]["start"]


def twinned(tables: Table) -> Table:
    """The case with a partner that is p0 once more, in all that names p0."""
    tables = copy.deepcopy(tables)
    tables["partners"]["same"] = copy.deepcopy(tables["partners"]["p0"])
    for category in tables["baseline"]["categories"].values():
        if "p0" in category["additive_eur"]:
            category["additive_eur"]["same"] = category["additive_eur"]["p0"]
    for asset_class in tables["asset_classes"].values():
        if isinstance(asset_class["term_years"], dict):
            asset_class["term_years"]["same"] = asset_class["term_years"]["p0"]
    for scenario in tables["scenarios"].values():
        for line in scenario["lines"].values():
            _bear_twice(line)
    return tables


def _bear_twice(line: Table) -> None:
    """What p0 receives or bears it shares with its like; what it alone paid both now bear."""
    if "p0" in line.get("partners", []):
        line["partners"] = [*line["partners"], "same"]
    transfer = line.get("transfer", {})
    if "p0" in transfer.get("to", []):
        transfer["to"] = [*transfer["to"], "same"]
    if transfer.get("from") == "p0":
        del line["transfer"]
        line["partners"] = ["p0", "same"]


@examples(15)
@given(tables_of_cases(compared=True))
def test_identical_partners_are_interchangeable(tables: Table):
    columns = run_case(twinned(tables), RUNS)

    for name, column in columns.items():
        if ".p0." in name:
            assert_close(column, columns[name.replace(".p0.", ".same.")], columns, name)


@examples(12)
@given(tables_of_cases(compared=True))
def test_the_order_of_partners_makes_no_difference(tables: Table):
    columns = run_case(tables, RUNS)
    partners = dict(reversed(tables["partners"].items()))
    reordered = run_case(tables | {"partners": partners}, RUNS)

    assert set(reordered) == set(columns)
    for name, column in columns.items():
        if any(f".{kind}." in name for kind in ("saving", "saving_cash", "npv")):
            assert_close(column, reordered[name], columns, name)


@examples(12)
@given(tables_of_cases(compared=True), st.sampled_from([0.001, 3.0, 1e4]))
def test_only_the_proportions_of_a_key_and_of_weights_count(tables: Table, factor: float):
    columns = run_case(tables, RUNS)
    scaled = copy.deepcopy(tables)
    for partner in scaled["partners"].values():
        partner["attributes"] = {key: factor * x for key, x in partner["attributes"].items()}
    assume(scaled != tables)

    for name, column in run_case(scaled, RUNS).items():
        if ".saving." in name:
            assert_close(column, columns[name], columns, name)


@examples(12)
@given(tables_of_cases(compared=True))
def test_who_bears_it_is_nothing_to_the_whole(tables: Table):
    columns = run_case(tables, RUNS)
    other = copy.deepcopy(tables)
    settlements = [other, *other["scenarios"].values()]
    contributes = any(
        line["kind"] == "contribution"
        for scenario in tables["scenarios"].values()
        for line in scenario["lines"].values()
    )
    assume(not contributes)  # a part of a share, which does depend on the key
    for record in settlements:
        record["settlement"] = {"key": "equal", "settled": False}

    for name, column in run_case(other, RUNS).items():
        if name.partition(".")[2].partition(".")[0] in WHOLE:
            assert_close(column, columns[name], columns, name)


def assert_close(a: NDArray[np.float64], b: NDArray[np.float64], columns: Columns, name: str):
    """Equal but for rounding, a part in 1e13 of the largest amount about."""
    largest = max(np.abs(column).max() for other, column in columns.items() if ".saving" in other)
    if name.endswith("payback"):
        assert ((a == b) | (largest < 1e-6)).all(), name
    else:
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-8 + 1e-12 * largest, err_msg=name)


def test_a_reduction_that_some_bear_is_of_their_cost():
    """10 % of what a and b spend on the one category, 1 million each; divided a : b = 1 : 3."""
    line = {"kind": "reduction", "of": "all", "rate": 0.1, "partners": ["a", "b"]}
    case = small_case(
        {"s": {"less": line}},
        years=(2013, 2013),
        partners={"a": 1.0, "b": 3.0, "c": 4.0},
        settlement={"settled": False},
    )
    values = Model(Case.model_validate(case)).study.base_values
    assert values["s.saving.2013"] == pytest.approx(200_000.0)
    assert [values[f"s.{p}.saving.2013"] for p in "abc"] == pytest.approx([5e4, 1.5e5, 0.0])
