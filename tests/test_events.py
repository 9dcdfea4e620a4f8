"""Events: when they happen, how often, and what lines make of them.

Frequencies have a fixed seed and 4 standard errors each: a sound program fails one in 16,000.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from strategies import Model, Table, run_case, small_case

from ictsim.model import Case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Columns = Mapping[str, NDArray[np.float64]]

SEED = 7
RUNS = 100_000
FEW = 130
YEARS = range(2013, 2019)
CERTAIN: Table = {"kind": "chance", "probability": 1.0}


def yearly(**more: object) -> Table:
    return {"kind": "yearly", "amount_eur": 1.0} | more


def case_of(
    lines: Mapping[str, Table], events: Mapping[str, Table], inputs: Table | None = None
) -> Table:
    """One scenario for each line, under its name."""
    scenarios = {name: {"line": line} for name, line in lines.items()}
    return small_case(scenarios, inputs, events=dict(events))


def by_year(columns: Columns, scenario: str) -> NDArray[np.float64]:
    """The cost of each year, shape (years, runs)."""
    savings = [columns[f"{scenario}.saving.{t}"] for t in YEARS]
    return -np.diff(savings, axis=0, prepend=0.0)


def happened(event: Table, inputs: Table | None = None, runs: int = RUNS) -> NDArray[np.float64]:
    """Whether the event counts in each year, shape (years, runs)."""
    tables = case_of({"s1": yearly(when="event")}, {"event": event}, inputs)
    return by_year(run_case(tables, runs, SEED), "s1")


# ---------------------------------------------------------------------------------------------
# How often


def off(found: NDArray[np.float64], probabilities: list[float]) -> list[int]:
    """The years whose frequency is not the probability, exact where that is 0 or 1."""
    assert set(np.unique(found)) <= {0.0, 1.0}
    return [
        year
        for year, row, p in zip(YEARS, found, probabilities, strict=True)
        if abs(row.mean() - p) > 4.0 * math.sqrt(p * (1.0 - p) / row.size) + 1e-15
    ]


def struck_by(rate: float, first: int = 2013) -> list[float]:
    """1 less the product of (1 - q) over all years from the first on."""
    return [1.0 - (1.0 - rate) ** max(0, t - first + 1) for t in YEARS]


@pytest.mark.parametrize("first", [2013, 2015, 2018, 2019])
def test_a_hazard_strikes_as_often_as_its_rates_say(first: int):
    found = happened({"kind": "hazard", "rate": 0.15, "from": first})

    assert off(found, struck_by(0.15, first)) == []
    if first < 2018:
        assert len(off(found, struck_by(0.16, first))) >= 3
        assert off(found, struck_by(0.15, first + 1)) != []


def test_a_hazard_from_before_the_start_may_have_struck_already():
    found = happened({"kind": "hazard", "rate": 0.15, "from": 2010})

    assert off(found, struck_by(0.15, 2010)) == []


def test_a_hazard_whose_rate_is_drawn_by_year_or_once():
    """Independent years: 1 - (1 - E q)^n. One draw: 1 - E (1 - q)^n, here half of 0.4's."""
    law = {"dist": "discrete", "values": [0.0, 0.4], "weights": [0.5, 0.5]}
    hazard = {"kind": "hazard", "rate": "q"}
    each_year = happened(hazard, {"q": law | {"per_year": True}})
    once = happened(hazard, {"q": law})

    assert off(each_year, struck_by(0.2)) == []
    assert off(once, [p / 2.0 for p in struck_by(0.4)]) == []
    assert len(off(once, struck_by(0.2))) >= 4


@pytest.mark.parametrize("p", [0.02, 0.5, 0.97])
def test_a_chance_happens_as_often_as_it_says(p: float):
    found = happened({"kind": "chance", "probability": p, "moment": 2015.0})

    assert off(found, [0.0, 0.0, p, p, p, p]) == []
    assert len(off(found, [0.0, 0.0, *[p + 0.01] * 4])) == 4


def test_a_probability_and_a_moment_may_be_inputs():
    inputs = {
        "p": {"dist": "uniform", "low": 0.2, "high": 0.6},
        "when": {"dist": "uniform", "low": 2013.0, "high": 2017.0},
    }
    found = happened({"kind": "chance", "probability": "p", "moment": "when"}, inputs)

    # It counts from the year after the one in which it falls: P(moment <= t) = (t - 2013) / 4.
    assert off(found, [0.0, 0.1, 0.2, 0.3, 0.4, 0.4]) == []


@pytest.mark.parametrize(
    ("event", "first"),
    [
        (CERTAIN | {"moment": 2010.25}, 2013),
        (CERTAIN | {"moment": 2013.0}, 2013),
        (CERTAIN | {"moment": 2015.0}, 2015),
        (CERTAIN | {"moment": 2015.001}, 2016),
        (CERTAIN | {"moment": 2015.5}, 2016),
        (CERTAIN | {"moment": 2018.0}, 2018),
        (CERTAIN | {"moment": 2018.001}, None),
        (CERTAIN | {"moment": 2030.0}, None),
        ({"kind": "chance", "probability": 0.0, "moment": 2010.0}, None),
        ({"kind": "hazard", "rate": 1.0}, 2013),
        ({"kind": "hazard", "rate": 1.0, "from": 2016}, 2016),
        ({"kind": "hazard", "rate": 1.0, "from": 2010}, 2013),
        ({"kind": "hazard", "rate": 1.0, "from": 2019}, None),
        ({"kind": "hazard", "rate": 0.0}, None),
    ],
)
def test_a_certain_event_counts_from_its_first_whole_year(event: Table, first: int | None):
    found = happened(event, runs=FEW)

    for year, row in zip(YEARS, found, strict=True):
        assert (row == float(first is not None and year >= first)).all(), year


def test_a_moment_that_a_sum_brings_to_1_january_counts_from_it_everywhere():
    """2015.7 + 0.3 is 2016, though a float misses it by 4.5e-14."""
    event = {"kind": "chance", "probability": 1.0, "moment": [2015.7, 0.3]}
    once = {"kind": "one_off", "amount_eur": 1.0, "phasing": {"2014": 1.0}, "at": "e"}
    lines = {"s1": {"x": yearly(**{"from": "e"})}, "s2": {"x": once}}
    columns = run_case(small_case(lines, events={"e": event}), 1)

    begun = [float(year >= 2016) for year in range(2013, 2019)]
    assert (by_year(columns, "s1")[:, 0] > 0.0).tolist() == [bool(x) for x in begun]
    assert by_year(columns, "s2")[:, 0].tolist() == [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def test_the_draws_say_whether_an_event_came():
    event = {"kind": "chance", "probability": 0.3, "moment": 2014.5}
    case = Case.model_validate(small_case({"s1": {"x": yearly(when="e")}}, events={"e": event}))
    columns = Model(case).study.first_runs(RUNS, with_inputs=True)

    assert columns["e.happened"].tolist() == (columns["e"] < 0.3).astype(float).tolist()
    assert columns["e.happened"].tolist() == (columns["s1.saving.2018"] < 0.0).tolist()


def test_a_rare_event_is_not_lost():
    """One run in 10,000: between 1 - U and p, not in the rounding of 1 - (1 - p)."""
    runs = 2_000_000
    found = happened({"kind": "hazard", "rate": 1e-4, "from": 2018}, runs=runs)

    assert found[-1].sum() == pytest.approx(200.0, abs=4.0 * math.sqrt(200.0))


# ---------------------------------------------------------------------------------------------
# What lines make of them

EVENTS = {
    "mid": {"kind": "chance", "probability": 0.6, "moment": "moment"},
    "late": {"kind": "chance", "probability": 0.5, "moment": 2018.5},
    "early": {"kind": "chance", "probability": 0.5, "moment": 2011.0},
    "strike": {"kind": "hazard", "rate": 0.3, "from": 2012},
}
MOMENT = {"moment": {"dist": "uniform", "low": 2012.0, "high": 2020.0}}
SWITCH = {"wanted": {"dist": "bernoulli", "p": 0.5}}


@pytest.mark.parametrize("name", EVENTS)
def test_from_and_until_or_when_and_unless_one_event_make_always(name: str):
    tables = case_of(
        {key: yearly(**{key: name}) for key in ("from", "until", "when", "unless")}, EVENTS, MOMENT
    )
    columns = run_case(tables, FEW, SEED)
    after, before = by_year(columns, "from"), by_year(columns, "until")

    assert (after + before == 1.0).all()
    np.testing.assert_array_equal(by_year(columns, "when"), after)
    np.testing.assert_array_equal(by_year(columns, "unless"), before)
    assert (np.diff(after, axis=0) >= 0.0).all()
    assert after.max() == (0.0 if name == "late" else 1.0)
    assert before.max() == 1.0


def test_when_and_unless_an_input_choose_the_whole_line():
    lines = {"yes": yearly(when="wanted"), "no": yearly(unless="wanted")}
    columns = run_case(case_of(lines, {}, SWITCH), FEW, SEED)
    wanted = columns["wanted"]

    assert 0.3 < wanted.mean() < 0.7
    assert (by_year(columns, "yes") == wanted).all()
    assert (by_year(columns, "no") == 1.0 - wanted).all()


def test_conditions_on_one_line_all_have_to_hold():
    line = yearly(**{"from": 2014, "until": "mid", "when": "strike", "unless": "wanted"})
    alone = {
        "until": yearly(until="mid"),
        "when": yearly(when="strike"),
        "unless": yearly(unless="wanted"),
    }
    tables = case_of({"all": line} | alone, EVENTS, MOMENT | SWITCH)
    columns = run_case(tables, 1000, SEED)
    product = math.prod(by_year(columns, name) for name in alone)
    product[0] = 0.0

    np.testing.assert_array_equal(by_year(columns, "all"), product)
    assert 0.0 < product.mean() < 1.0


ONE_OFF: Table = {
    "kind": "one_off",
    "amount_eur": "amount",
    "factors": [1.5],
    "reference": 0.75,
    "index": "prices",
    "delay": "delay",
    "duration": "duration",
}
TIMING = {
    "amount": {"dist": "uniform", "low": 1.0, "high": 3.0},
    "delay": {"dist": "uniform", "low": -1.0, "high": 2.0},
    "duration": {"dist": "uniform", "low": 0.5, "high": 3.0},
}


def spent_at(event: Table, planned: Mapping[int, float]) -> tuple[Columns, Columns]:
    """A one-off at an event, and the same with its years written down."""
    moved = ONE_OFF | {"phasing": {"2013": 0.25, "2015": 0.75}, "at": "event"}
    written = ONE_OFF | {"phasing": {str(year): share for year, share in planned.items()}}
    tables = case_of({"moved": moved, "written": written}, {"event": event}, TIMING)
    tables["indices"] = {"prices": {"rate": 0.02, "price_year": 2013}}
    columns = run_case(tables, FEW, SEED)
    groups: Any = ({}, {})
    for name, column in columns.items():
        scenario, _, metric = name.partition(".")
        if scenario in ("moved", "written"):
            groups[scenario == "written"][metric] = column
    return groups


@pytest.mark.parametrize(
    ("event", "year"),
    [
        (CERTAIN | {"moment": 2010.0}, 2010),
        (CERTAIN | {"moment": 2012.5}, 2013),
        (CERTAIN | {"moment": 2014.25}, 2015),
        (CERTAIN | {"moment": 2018.0}, 2018),
        ({"kind": "hazard", "rate": 1.0, "from": 2016}, 2016),
        ({"kind": "hazard", "rate": 1.0, "from": 2011}, 2011),
    ],
)
def test_at_an_event_the_whole_plan_moves_there(event: Table, year: int):
    """Phasing, delay, duration, price rises and what is left over: as if it had been planned."""
    moved, written = spent_at(event, {year: 0.25, year + 2: 0.75})

    assert {"one_off", "remainder", "saving.2018", "npv.2018"} <= set(moved)
    for metric, column in moved.items():
        if metric != "payback":
            np.testing.assert_allclose(column, written[metric], rtol=1e-9, atol=1e-9)
    assert moved["one_off"].max() > 0.1
    if year >= 2014:
        assert moved["remainder"].max() > 0.1
        _, sooner = spent_at(event, {year - 1: 0.25, year + 1: 0.75})
        assert np.abs(moved["remainder"] - sooner["remainder"]).max() > 0.1


@pytest.mark.parametrize(
    "event",
    [
        CERTAIN | {"moment": 2018.5},
        {"kind": "chance", "probability": 0.0, "moment": 2014.0},
        {"kind": "hazard", "rate": 0.0},
    ],
)
def test_an_event_that_never_comes_costs_nothing_and_leaves_nothing(event: Table):
    moved, written = spent_at(event, {2014: 0.25, 2016: 0.75})

    assert not moved["one_off"].any()
    assert not moved["remainder"].any()
    assert (written["one_off"] + written["remainder"] > 0.0).all()


def test_at_a_hazard_each_run_has_its_own_first_year():
    lines = {
        "paid": {"kind": "one_off", "amount_eur": 1.0, "phasing": {"2013": 1.0}, "at": "strike"},
        "counts": yearly(when="strike"),
    }
    columns = run_case(case_of(lines, {"strike": {"kind": "hazard", "rate": 0.2}}), FEW, SEED)
    counts = by_year(columns, "counts")
    first = np.diff(counts, axis=0, prepend=0.0)

    np.testing.assert_array_equal(by_year(columns, "paid"), first)
    assert set(counts.sum(axis=0)) == {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0}


@pytest.mark.parametrize("key", ["from", "until", "when", "unless"])
@pytest.mark.parametrize("moment", [2017.5, 2018.5])
def test_what_is_left_over_sees_events_as_at_the_horizon(key: str, moment: float):
    """All of it falls in 2020; an event after 2018 has not come, whatever its moment."""
    line = {"kind": "one_off", "amount_eur": 8.0, "phasing": {"2020": 1.0}, key: "event"}
    columns = run_case(case_of({"s1": line}, {"event": CERTAIN | {"moment": moment}}), FEW)
    begins, has_come = key in ("from", "when"), moment < 2018.0

    assert (columns["s1.remainder"] == (8.0 if begins == has_come else 0.0)).all()


@pytest.mark.parametrize(
    ("key", "year", "left"),
    [("from", 2019, 8.0), ("from", 2020, 0.0), ("until", 2019, 8.0), ("until", 2018, 0.0)],
)
def test_what_is_left_over_counts_as_in_the_year_after_the_horizon(
    key: str, year: int, left: float
):
    line = {"kind": "one_off", "amount_eur": 8.0, "phasing": {"2019": 1.0}, key: year}

    assert (run_case(case_of({"s1": line}, {}), FEW)["s1.remainder"] == left).all()


# ---------------------------------------------------------------------------------------------
# The base case


@pytest.mark.parametrize(
    "event", [CERTAIN | {"moment": 2012.0}, {"kind": "hazard", "rate": 1.0, "from": 2011}]
)
def test_in_the_base_case_no_event_happens_however_likely(event: Table):
    repair = {"kind": "one_off", "amount_eur": 64.0, "phasing": {"2013": 1.0}, "at": "event"}
    lines = {key: yearly(**{key: "event"}) for key in ("from", "until", "when", "unless")}
    model = Model(Case.model_validate(case_of(lines | {"at": repair}, {"event": event})))
    base = model.study.base_values

    assert model.study.base_inputs == {"event": 1.0}
    savings = {name: base[f"{name}.saving.2018"] for name in ("from", "until", "when", "unless")}
    assert savings == {"from": 0.0, "until": -6.0, "when": 0.0, "unless": -6.0}
    assert base["at.one_off"] == base["at.remainder"] == 0.0
