"""One-off amounts phased by a schedule, what is left of them, and amounts drawn by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from strategies import Model, Table, run_case, small_case

from ictsim.model import Case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Columns = Mapping[str, NDArray[np.float64]]

RUNS = 130
YEARS = range(2013, 2019)


def phased(plan: list[list[float]], line: Table | None = None, **schedule: object) -> Table:
    """A case that spends 1 euro by a schedule."""
    once = {"kind": "one_off", "amount_eur": 1.0, "phasing": "path"} | (line or {})
    return small_case({"s1": {"line": once}}, schedules={"path": {"plan": plan} | schedule})


def by_year(columns: Columns, scenario: str = "s1") -> NDArray[np.float64]:
    """The cost of each year, shape (years, runs)."""
    savings = [columns[f"{scenario}.saving.{t}"] for t in YEARS]
    return -np.diff(savings, axis=0, prepend=0.0)


# Each with its shares of 2013 ... 2018 and what is left over.
KNOWN = {
    "a step on 1 January falls in the year that begins": (
        [[2015.0, 0.0], [2015.0, 1.0]], {}, [0, 0, 1, 0, 0, 0], 0),
    "a step a moment earlier falls in the year before": (
        [[2014.999, 0.0], [2014.999, 1.0]], {}, [0, 1, 0, 0, 0, 0], 0),
    "a step that a delay moves to 1 January": (
        [[2014.75, 0.0], [2014.75, 1.0]], {"delay": 0.25}, [0, 0, 1, 0, 0, 0], 0),
    "a step on the start": ([[2013.0, 0.0], [2013.0, 1.0]], {}, [1, 0, 0, 0, 0, 0], 0),
    "a step on the day after the horizon": (
        [[2019.0, 0.0], [2019.0, 1.0]], {}, [0, 0, 0, 0, 0, 0], 1),
    "a ramp": ([[2014.5, 0.0], [2016.5, 1.0]], {}, [0, 0.25, 0.5, 0.25, 0, 0], 0),
    "a ramp at half the pace": (
        [[2014.5, 0.0], [2015.5, 1.0]], {"pace": 0.5}, [0, 0.25, 0.5, 0.25, 0, 0], 0),
    "what came before the start falls in it": (
        [[2010.0, 0.0], [2014.0, 1.0]], {}, [1, 0, 0, 0, 0, 0], 0),
    "what was there from the beginning falls nowhere": (
        [[2014.0, 0.25], [2015.0, 1.0]], {}, [0, 0.75, 0, 0, 0, 0], 0),
    "a first point that is a step": (
        [[2012.0, 0.25], [2012.0, 0.5], [2015.0, 0.5], [2016.0, 1.0]], {},
        [0.25, 0, 0.5, 0, 0, 0], 0),
    "a plan that stops short": ([[2014.0, 0.0], [2016.0, 0.5]], {}, [0, 0.25, 0.25, 0, 0, 0], 0),
    "a ceiling": (
        [[2014.0, 0.0], [2018.0, 1.0]], {"ceiling": 0.375}, [0, 0.25, 0.125, 0, 0, 0], 0),
    "a ceiling below the first value": (
        [[2014.0, 0.5], [2018.0, 1.0]], {"ceiling": 0.375}, [0, 0, 0, 0, 0, 0], 0),
    "beyond the horizon": ([[2017.0, 0.0], [2021.0, 1.0]], {}, [0, 0, 0, 0, 0.25, 0.25], 0.5),
    "all of it beyond the horizon": ([[2018.0, 0.0], [2019.0, 1.0]], {"delay": 4.0},
                                     [0, 0, 0, 0, 0, 0], 1),
}  # fmt: skip


@pytest.mark.parametrize(("plan", "schedule", "shares", "left"), KNOWN.values(), ids=KNOWN)
def test_what_a_schedule_realises_within_a_year_falls_in_it(
    plan: list[list[float]], schedule: Table, shares: list[float], left: float
):
    columns = run_case(phased(plan, **schedule), 2)

    np.testing.assert_allclose(by_year(columns)[:, 0], shares, rtol=0, atol=1e-12)
    assert columns["s1.remainder"][0] == pytest.approx(left, abs=1e-12)


def test_a_step_that_its_years_bring_to_1_january_falls_in_the_year_that_begins():
    """Five planned years at a pace of 7 / 7 are five years, whatever the last digit says."""
    steps = {(7.0, 5), (7.0, 10), (3.0, 7), (6.0, 7), (9.0, 11), (12.0, 7)}
    for planned, years in steps:
        plan = [[2005.0, 0.0], [2005.0 + years, 0.0], [2005.0 + years, 1.0]]
        columns = run_case(phased(plan, planned_years=planned, years=planned), 1)
        costs = by_year(columns)[:, 0]

        assert costs.tolist() == [float(max(2005 + years, 2013) == year) for year in YEARS]


def test_what_is_left_of_a_line_with_a_schedule_beside_its_shares_counts_as_covered():
    shares = {"phasing": {"2018": 0.5, "2019": 0.5}, "schedule": "path", "reference": 0.5}
    columns = run_case(phased([[2013.0, 0.25]], shares), 1)

    assert by_year(columns)[-1, 0] == 0.5 * 0.25 / 0.5
    assert columns["s1.remainder"][0] == 0.5 * 0.25 / 0.5


def test_reference_divides_what_is_spent_and_what_is_left():
    plan = [[2017.0, 0.0], [2021.0, 0.8]]
    line = {"amount_eur": 100.0, "factors": [0.5], "effect": "saving", "reference": 0.8}
    columns = run_case(phased(plan, line), 2)

    np.testing.assert_allclose(by_year(columns)[4:, 0], [-12.5, -12.5], rtol=1e-12)
    assert columns["s1.remainder"][0] == pytest.approx(-25.0, rel=1e-12)


def test_prices_are_those_of_the_year_and_do_not_touch_what_is_left():
    plan = [[2017.0, 0.0], [2021.0, 1.0]]
    tables = phased(plan, {"index": "prices"})
    tables["indices"] = {"prices": {"rate": 0.5, "price_year": 2017}}
    columns = run_case(tables, 2)

    np.testing.assert_allclose(by_year(columns)[4:, 0], [0.25, 0.375], rtol=1e-12)
    assert columns["s1.remainder"][0] == pytest.approx(0.5, rel=1e-12)


TIMING = {
    "delay": {"dist": "uniform", "low": -6.0, "high": 8.0},
    "duration": {"dist": "uniform", "low": 0.1, "high": 6.0},
    "ceiling": {"dist": "uniform", "low": 0.0, "high": 1.0},
}
SHARES = {"2013": 0.3, "2014": 0.2, "2015": 0.25, "2016": 0.25}
SAME_PLAN = [[2013.0, 0.0], [2014.0, 0.3], [2015.0, 0.5], [2017.0, 1.0]]


def as_shares_and_as_schedule(plan: list[list[float]]) -> Columns:
    """A plan as yearly shares, and as a schedule whose stretch takes ``duration`` times 4 years."""
    once = {"kind": "one_off", "amount_eur": 1.0}
    shares = once | {"phasing": SHARES, "delay": "delay", "duration": "duration"}
    # years = 4 duration against 4 planned: a list means the sum.
    path = {"plan": plan, "delay": "delay", "years": ["duration"] * 4, "planned_years": 4.0}
    scenarios = {"shares": {"line": shares}, "schedule": {"line": once | {"phasing": "path"}}}
    return run_case(small_case(scenarios, TIMING, schedules={"path": path}), RUNS)


def test_shares_and_the_schedule_they_cumulate_to_are_one():
    columns = as_shares_and_as_schedule(SAME_PLAN)
    spent = by_year(columns, "shares")

    np.testing.assert_allclose(by_year(columns, "schedule"), spent, rtol=0, atol=1e-12)
    left = columns["schedule.remainder"]
    np.testing.assert_allclose(left, columns["shares.remainder"], rtol=0, atol=1e-12)
    assert (spent.max(axis=1) > 0.1).all()
    assert left.max() > 0.5
    other = as_shares_and_as_schedule([[2013.0, 0.0], [2014.0, 0.31], *SAME_PLAN[2:]])
    assert np.abs(by_year(other, "schedule") - spent).max() > 1e-3


def test_what_is_spent_and_what_is_left_is_all_that_is_ever_realised():
    """Whatever delay, duration and ceiling: min(c, last) - min(c, first)."""
    plan = [[2012.0, 0.2], [2013.5, 0.3], [2014.25, 0.3], [2014.25, 0.6], [2016.0, 0.9]]
    tables = phased(plan, delay="delay", pace="duration", ceiling="ceiling")
    tables["inputs"] = TIMING
    columns = run_case(tables, RUNS)
    ceiling = columns["ceiling"]
    all_of_it = np.minimum(ceiling, 0.9) - np.minimum(ceiling, 0.2)

    found = by_year(columns).sum(axis=0) + columns["s1.remainder"]
    np.testing.assert_allclose(found, all_of_it, rtol=0, atol=1e-12)
    assert (by_year(columns) >= -1e-12).all()
    assert 0.05 < (columns["s1.remainder"] > 0.05).mean() < 0.95


@pytest.mark.parametrize("key", ["delay", "duration", "at", "schedule"])
def test_a_schedule_brings_its_own_timing(key: str):
    value = {"delay": 0.5, "duration": 2.0, "at": "event", "schedule": "path"}[key]

    with pytest.raises(ValueError, match=f"{key} beside a phasing"):
        Case.model_validate(phased([[2014.0, 0.0], [2015.0, 1.0]], {key: value}))


# ---------------------------------------------------------------------------------------------
# Amounts, baseline and prices drawn by year

DRAWN: Table = {"dist": "uniform", "low": 1.0, "high": 2.0, "per_year": True}
RATE: Table = {"dist": "uniform", "low": -0.1, "high": 0.3, "per_year": True, "persistence": 0.5}


def assert_costs(columns: Columns, costs: list[NDArray[np.float64]]) -> None:
    for found, right in zip(by_year(columns), costs, strict=True):
        np.testing.assert_allclose(found, right, rtol=1e-12, atol=1e-12)


def test_a_yearly_amount_and_its_factors_are_those_of_the_year():
    line = {"kind": "yearly", "amount_eur": ["x", "x"], "factors": ["x", "g"], "from": 2014}
    c = run_case(small_case({"s1": {"line": line}}, {"x": DRAWN, "g": RATE}), RUNS)

    own = [2.0 * c[f"x.{t}"] ** 2 * c[f"g.{t}"] for t in YEARS]
    assert_costs(c, [0.0 * own[0], *own[1:]])
    assert np.abs(c["x.2014"] - c["x.2015"]).max() > 0.5


@pytest.mark.parametrize("after", ["end", "hold", "grow"])
def test_after_the_last_year_its_draw_holds_and_later_rates_let_it_grow(after: str):
    line = {"kind": "amounts", "amounts_eur": {"2013": "x", "2015": "x"}, "after": after}
    line |= {"growth": "g"} if after == "grow" else {}
    c = run_case(small_case({"s1": {"line": line}}, {"x": DRAWN, "g": RATE}), RUNS)
    none = 0.0 * c["x.2013"]
    costs = [c["x.2013"], none, c["x.2015"]]
    for t in (2016, 2017, 2018):
        growth = 1.0 + c[f"g.{t}"] if after == "grow" else float(after == "hold")
        costs.append(costs[-1] * growth)

    assert_costs(c, costs)


def test_after_a_last_year_before_the_start_that_years_draw_holds():
    line = {"kind": "amounts", "amounts_eur": {"2011": "x"}, "after": "hold"}
    c = Model(Case.model_validate(small_case({"s1": {"line": line}}, {"x": DRAWN}))).columns(RUNS)

    assert_costs(c, [c["x.2011"]] * 6)


def costs_alone(c: Columns, years: range = YEARS) -> list[NDArray[np.float64]]:
    return [c[f"baseline.cost.{t}"] for t in years]


def test_what_is_added_to_a_published_row_keeps_the_draw_of_its_last_year():
    """Rows to 2015. Shares, factors and rates are those of each year, published or not."""
    tables = small_case({}, {"x": DRAWN, "g": RATE, "f": DRAWN, "s": RATE | {"low": 0.2}})
    tables["partners"]["a"]["baseline_eur"] = {"2013": 100.0, "2014": 110.0, "2015": 130.0}
    category = {"label": "All", "rate": "g", "additive_eur": {"a": "x"}, "factors": ["f"]}
    other = {"label": "Other", "share": "s", "rate": 0.0}
    tables["baseline"] = {
        "included_growth": 0.02,
        "categories": {"all": category, "other": other},
    }
    c = run_case(tables, RUNS)

    prices = other_prices = 1.0
    rows = [100.0, 110.0, 130.0, 130.0, 130.0, 130.0]
    for t, row, found in zip(YEARS, rows, costs_alone(c), strict=True):
        if t > 2013:
            included = 1.02 if t <= 2015 else 1.0
            prices = prices * (1.0 + c[f"g.{t}"]) / included
            other_prices /= included
        own = (row * (1.0 - c[f"s.{t}"]) + c[f"x.{min(t, 2015)}"]) * c[f"f.{t}"] * prices
        np.testing.assert_allclose(found, own + row * c[f"s.{t}"] * other_prices, rtol=1e-12)


@pytest.mark.parametrize("growth", [0.03, "h", [0.01, "h"]])
def test_a_partners_growth_comes_on_top_of_the_categorys_rate(growth: object):
    """Added to the rate, not multiplied; from the year after the start; of this partner alone."""
    tables = small_case({}, {"g": RATE, "h": RATE}, partners={"a": 1.0, "b": 1.0})
    tables["partners"]["a"] |= {"growth": growth, "baseline_eur": {"2013": 100.0, "2014": 100.0}}
    tables["partners"]["b"]["baseline_eur"] = {"2013": 50.0}
    tables["baseline"] = {
        "included_growth": 0.02,
        "categories": {"all": {"label": "All", "rate": "g"}},
    }
    model = Model(Case.model_validate(tables))
    c = model.columns(RUNS)
    a, b = np.full(RUNS, 100.0), np.full(RUNS, 50.0)

    for t, found in zip(YEARS, costs_alone(c), strict=True):
        if t > 2013:
            own = {float: growth, str: 0.0, list: 0.01}[type(growth)]
            drawn = 0.0 if isinstance(growth, float) else c[f"h.{t}"]
            a *= (1.0 + c[f"g.{t}"] + drawn + own) / (1.02 if t == 2014 else 1.0)
            b *= 1.0 + c[f"g.{t}"]
        np.testing.assert_allclose(found, a + b, rtol=1e-12)


def test_a_price_path_takes_the_rate_of_each_year_and_the_base_up_to_the_start():
    """I(t) from 2015 on forward the product, back to it the reciprocal; 2012 and 2013 at base."""
    line = {"kind": "yearly", "amount_eur": 1.0}
    lines = {
        "forward": {"line": line | {"index": "early"}},
        "back": {"line": line | {"index": "late"}},
    }
    tables = small_case(
        lines,
        {"g": RATE | {"base": 0.25}},
        indices={
            "early": {"rate": "g", "price_year": 2011},
            "late": {"rate": "g", "price_year": 2020},
        },
    )
    model = Model(Case.model_validate(tables))
    c = model.columns(RUNS)

    level = 1.25**2 * np.ones(RUNS)
    for t, found in zip(YEARS, by_year(c, "forward"), strict=True):
        level = level * (1.0 + c[f"g.{t}"]) if t > 2013 else level
        np.testing.assert_allclose(found, level, rtol=1e-12)
    level = np.ones(RUNS)
    for t in range(2020, 2012, -1):
        if t <= 2018:
            np.testing.assert_allclose(by_year(c, "back")[t - 2013], level, rtol=1e-12)
        level = level / (1.0 + c[f"g.{t}"])
