"""Contributions: a share of the cost in an event's year, tapering off; counted out and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from strategies import Table, run_case, small_case

if TYPE_CHECKING:
    from numpy.typing import NDArray

RUNS = 2000
YEARS = range(2013, 2021)
WEIGHTS = {"a": 3.0, "b": 1.0}  # each spends a million a year alone
TAPER = [1.0, 0.8, 0.6, 0.4, 0.2]
COST = {"kind": "yearly", "amount_eur": 200_000.0}


def taper(**line: Any) -> Table:
    contribution = {"kind": "contribution", "partner": "a", "event": "exit", "profile": TAPER}
    return contribution | ({"partners": ["a"]} if "transfer" not in line else {}) | line


def exit_at(moment: float, probability: float = 1.0) -> Table:
    return {"exit": {"kind": "chance", "probability": probability, "moment": moment}}


def case_of(line: Table, events: Table, settlement: Table | None = None, **parts: Any) -> Table:
    """Shared cost of 200,000 a year and the contribution; half of the runs know neither."""
    return small_case(
        {"without": {"cost": COST}, "with": {"cost": COST, "taper": line}},
        years=(2013, 2020),
        partners=WEIGHTS,
        events=events,
        settlement=settlement or {"key": "inhabitants", "settled": True},
        **parts,
    )


def contributed(tables: Table, who: str = "a", runs: int = 1, basis: str = "saving") -> NDArray:
    """What the line adds to a partner's cost by year, shape (years, runs)."""
    columns = run_case(tables, runs)
    difference = [
        columns[f"without.{who}{basis}.{t}"] - columns[f"with.{who}{basis}.{t}"] for t in YEARS
    ]
    return np.diff(difference, axis=0, prepend=0.0)


def in_years(tables: Table, who: str = "a.", **how: Any) -> list[float]:
    return [round(float(x), 6) for x in contributed(tables, who, **how)[:, 0]]


# Three quarters of two million and 200,000.
SHARE = 0.75 * 2_200_000.0


def test_the_taper_runs_from_the_first_whole_year():
    for moment in (2014.25, 2015.0):
        found = in_years(case_of(taper(), exit_at(moment)))
        assert found == [0.0, 0.0] + [round(part * SHARE, 6) for part in TAPER] + [0.0]


def test_a_chance_event_gives_the_taper_or_nothing():
    tables = case_of(taper(), exit_at(2015.0, 0.3))
    columns = run_case(tables, RUNS)
    found = contributed(tables, "a.", RUNS)
    came = columns["exit"] < 0.3

    for n, part in enumerate([0.0, 0.0, *TAPER, 0.0]):
        np.testing.assert_allclose(found[n], np.where(came, part * SHARE, 0.0), rtol=0, atol=1e-6)
    assert 500 < came.sum() < 700


def test_a_hazard_gives_the_taper_from_the_year_it_strikes():
    tables = case_of(taper(), {"exit": {"kind": "hazard", "rate": 0.25}})
    found = contributed(tables, "a.", RUNS)
    u = run_case(tables, RUNS)["exit"]
    # It strikes in the year n years after the start where 1 - 0.75^n <= u < 1 - 0.75^(n + 1).
    since = np.floor(np.log1p(-u) / np.log(0.75)).astype(int)

    for n in range(len(YEARS)):
        age = n - since
        part = np.where((age >= 0) & (age < 5), np.array([*TAPER, 0.0])[np.clip(age, 0, 5)], 0.0)
        np.testing.assert_allclose(found[n], part * SHARE, rtol=0, atol=1e-6)
    assert len(set(since.tolist())) > 8  # some never


def test_an_event_that_never_comes_costs_nothing():
    for events in (exit_at(2015.0, 0.0), exit_at(2020.5)):
        assert in_years(case_of(taper(), events)) == [0.0] * 8


def test_an_event_before_the_start_counts_from_the_start():
    # No cost of earlier years is known.
    assert in_years(case_of(taper(), exit_at(2010.0))) == [
        *(round(part * SHARE, 6) for part in TAPER), 0.0, 0.0, 0.0
    ]  # fmt: skip


def test_what_comes_after_the_horizon_is_cut_off():
    found = in_years(case_of(taper(), exit_at(2019.0)))

    assert found == [0.0] * 6 + [SHARE, 0.8 * SHARE]


def test_a_transfer_gives_it_to_those_who_stay():
    tables = case_of(taper(transfer={"from": "a"}), exit_at(2015.0))

    paid = [0.0, 0.0] + [round(part * SHARE, 6) for part in TAPER] + [0.0]
    assert in_years(tables) == paid
    assert in_years(tables, "b.") == [-x for x in paid]
    assert in_years(tables, "") == [0.0] * 8


def test_the_share_is_that_of_the_key_and_of_the_year():
    # A line that begins in 2016 is not yet in the share of 2015; the key is that of the category.
    tables = case_of(taper(profile=[1.0]), exit_at(2015.0))
    for scenario in tables["scenarios"].values():
        scenario["lines"]["later"] = COST | {"label": "Later", "from": 2016}
        scenario["lines"]["half"] = COST | {"label": "Half", "category": "half"}
        scenario["lines"]["own"] = COST | {"label": "Own", "partners": ["a"]}
    tables["settlement"]["per_category"] = {"half": "equal"}

    assert in_years(tables)[1:4] == [0.0, SHARE + 100_000.0, 0.0]


def test_where_each_bears_its_own_the_share_is_that_of_the_lines():
    for settled in (False, {"until": 2014}, {"from": 2016}):
        settlement = {"key": "inhabitants", "settled": settled}
        tables = case_of(taper(profile=[1.0]), exit_at(2015.0), settlement)
        assert in_years(tables)[2] == 150_000.0


def test_the_share_follows_the_years_of_the_settlement():
    settlement = {"key": "inhabitants", "settled": {"until": 2015}}

    # Of the whole in 2015, and of that year's share for as long as the profile goes.
    found = in_years(case_of(taper(), exit_at(2015.0), settlement))
    assert found[2:4] == [SHARE, 0.8 * SHARE]


def test_factors_prices_schedule_and_window_multiply_it():
    line = taper(factors=[0.5, "luck"], index="prices", schedule="half", reference=0.25, until=2016)
    tables = case_of(
        line,
        exit_at(2015.0),
        inputs={"luck": {"dist": "uniform", "low": 0.5, "high": 1.5}},
        indices={"prices": {"rate": 0.1, "price_year": 2015}},
        schedules={"half": {"plan": [[2013.0, 0.5]]}},
    )
    luck = run_case(tables, 50)["luck"]
    found = contributed(tables, "a.", 50)

    np.testing.assert_allclose(found[2], luck * SHARE, rtol=1e-9)
    np.testing.assert_allclose(found[3], luck * SHARE * 0.8 * 1.1, rtol=1e-9)
    np.testing.assert_allclose(found[4:], 0.0, atol=1e-6)


def test_it_is_a_share_of_what_the_budget_bears():
    # A cost in cash alone is not in the share, a provision in the budget alone is.
    tables = case_of(taper(profile=[1.0]), exit_at(2015.0))
    for scenario in tables["scenarios"].values():
        for basis in ("cash", "budget"):
            scenario["lines"][basis] = COST | {"label": basis, "basis": basis}

    for basis in ("saving", "saving_cash"):
        assert in_years(tables, basis=basis)[2] == SHARE + 0.75 * 200_000.0


def test_a_contribution_of_a_scenario_that_is_built_on_is_a_share_of_the_larger_one():
    tables = case_of(taper(profile=[1.0]), exit_at(2015.0))
    more = {"more": COST | {"label": "More"}}
    tables["scenarios"]["larger"] = {"label": "Larger", "builds_on": "with", "lines": more}
    columns = run_case(tables, 1)
    change = columns["larger.a.saving.2014"] - columns["larger.a.saving.2015"]

    # Of a: three quarters of the 2,400,000 of all less its own million, and that share again.
    assert change[0] == pytest.approx(0.75 * 2_400_000.0 - 1e6 + 0.75 * 2_400_000.0)
