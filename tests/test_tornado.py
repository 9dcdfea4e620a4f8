"""What decides the outcome: known in closed form, by enumeration, and with planted errors."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from strategies import Model, Table, small_case

from ictsim.model import Case
from ictsim.results.record import Band, TornadoRow
from ictsim.statistics.bands import bands
from ictsim.study.tornado import tornado

RUNS = 2**17
SEED = 4_711
UNIT = NormalDist()


def rows_of(tables: Table, runs: int = RUNS) -> dict[tuple[str, int], TornadoRow]:
    found = tornado(Model(Case.model_validate(tables), SEED).study, runs)
    return {(row.name, row.year): row for row in found}


def linear_case(**inputs: Table) -> Table:
    """Two years; each saves ``saved`` and costs ``paid``."""
    lines = {
        "saving": {"kind": "yearly", "effect": "saving", "amount_eur": "saved"},
        "cost": {"kind": "yearly", "amount_eur": "paid"},
    }
    laws = {
        "saved": {"dist": "normal", "mean": 100_000.0, "sd": 30_000.0},
        "paid": {"dist": "normal", "mean": 80_000.0, "sd": 10_000.0},
    }
    return small_case({"s": lines}, inputs=laws | inputs, years=(2013, 2014))


def mean_between(low: float, high: float) -> float:
    """The mean of a standard normal between two of its quantiles."""
    return (UNIT.pdf(UNIT.inv_cdf(low)) - UNIT.pdf(UNIT.inv_cdf(high))) / (high - low)


def known(band: tuple[float, float], sd: float, other: float, years: int) -> tuple[float, float]:
    """Mean and standard error of C where an input of this sd lies in the band."""
    mean = years * (20_000.0 + sd * mean_between(*band))
    return mean, years * other / math.sqrt(0.1 * RUNS)


def off(band: Band, value: float, error: float) -> bool:
    # The band's own spread and the drawn ends of the band add to the error of the other input.
    return not abs(band.saving.value - value) <= 6.0 * error


@pytest.mark.parametrize(
    ("name", "sd", "other"), [("saved", 30_000.0, 10_000.0), ("paid", -10_000.0, 30_000.0)]
)
def test_the_mean_where_a_normal_input_is_low_or_high(name: str, sd: float, other: float):
    row, years = rows_of(linear_case())[name, 2014], 2
    for band, limits in zip(row.bands, ((0.05, 0.15), (0.85, 0.95)), strict=True):
        value, error = known(limits, sd, other, years)
        assert not off(band, value, error)
        shifted, _ = known((limits[0] + 0.05, limits[1] + 0.049), sd, other, years)
        assert off(band, shifted, error), "a band that is off by 0.05 does not show"
        assert band.share == pytest.approx(0.1, abs=1e-4)
        low, high = band.saving.low, band.saving.high
        assert low < band.saving.value < high


def test_the_chance_where_an_input_is_low_or_high():
    rows = rows_of(linear_case())
    low, high = rows["saved", 2014].bands
    # In the band the saving is nearly normal around its mean: integrate over it.
    grid = (np.arange(2_000) + 0.5) / 2_000
    for band, first in ((low, 0.05), (high, 0.85)):
        gains = [20_000.0 + 30_000.0 * UNIT.inv_cdf(first + 0.1 * u) for u in grid]
        chance = float(np.mean([UNIT.cdf(gain / 10_000.0) for gain in gains]))
        error = math.sqrt(chance * (1 - chance) / (0.1 * RUNS))
        assert abs(band.beats.value - chance) <= 4.0 * error + 1e-9


def test_an_input_of_few_values_tells_each_of_them():
    law = {"dist": "discrete", "values": [0.0, 50_000.0, 90_000.0], "weights": [0.2, 0.5, 0.3]}
    row = rows_of(linear_case(paid=law))["paid", 2014]
    assert [(band.low, band.high) for band in row.values] == [(v, v) for v in law["values"]]
    assert [row.bands[0], row.bands[1]] == [row.values[0], row.values[-1]]
    for band, weight in zip(row.values, law["weights"], strict=True):
        assert band.share == pytest.approx(weight, abs=4 * math.sqrt(0.25 / RUNS))
        error = 2 * 30_000.0 / math.sqrt(weight * RUNS)
        assert abs(band.saving.value - 2 * (100_000.0 - band.low)) <= 4.0 * error


def test_a_rare_highest_value_is_banded_with_those_below_it():
    law = {"dist": "poisson", "mean": 0.3}
    row = rows_of(linear_case(paid=law))["paid", 2014]
    # 3.7 % of a Poisson of mean 0.3 are 2 or more: a twentieth takes the 1 in too.
    low, high = row.bands
    assert (low.low, low.high) == (0.0, 0.0)
    assert high.low == 1.0
    assert high.share == pytest.approx(1.0 - math.exp(-0.3), abs=4 * math.sqrt(0.25 / RUNS))


def test_a_rare_event_stands_alone():
    tables = linear_case()
    tables["events"] = {"fire": {"kind": "chance", "probability": 0.02, "moment": 2013.0}}
    lines = tables["scenarios"]["s"]["lines"]
    lines["damage"] = {"label": "d", "kind": "yearly", "amount_eur": 40_000.0, "when": "fire"}
    away, came = rows_of(tables)["fire", 2014].bands
    assert (away.share, came.share) == pytest.approx((0.98, 0.02), abs=2e-3)


MIXED = {
    "dist": "mixture",
    "weights": [0.35, 0.65],
    "components": [
        {"dist": "constant", "value": 0.0},
        {"dist": "uniform", "low": 10_000.0, "high": 20_000.0},
    ],
    "base": 0.0,
}


def test_an_atom_fills_a_band_that_lies_in_it():
    low, high = rows_of(linear_case(paid=MIXED))["paid", 2014].bands
    assert (low.low, low.high) == (0.0, 0.0)
    assert low.share == high.share == pytest.approx(0.1, abs=1e-4)
    # u from 0.85 to 0.95 is the uniform part from (0.85 - 0.35) / 0.65 to (0.95 - 0.35) / 0.65.
    ends = [10_000.0 + 10_000.0 * (u - 0.35) / 0.65 for u in (0.85, 0.95)]
    assert [high.low, high.high] == pytest.approx(ends, rel=2e-3)


def test_an_atom_across_the_end_of_a_band_fills_its_part_of_it():
    rare = MIXED | {"weights": [0.9, 0.1]}
    high = rows_of(linear_case(paid=rare))["paid", 2014].bands[1]
    # Half of u from 0.85 to 0.95 is the atom, half the lower half of the uniform part.
    paid = 0.5 * 0.0 + 0.5 * 12_500.0
    error = 2 * math.hypot(30_000.0, 6_500.0) / math.sqrt(0.1 * RUNS)
    assert abs(high.saving.value - 2 * (100_000.0 - paid)) <= 4.0 * error
    assert abs(high.saving.value - 2 * 100_000.0) > 4.0 * error, "the atom alone would not show"
    assert (high.low, high.share) == (0.0, pytest.approx(0.1, abs=1e-4))


def test_an_input_that_copies_draw_for_themselves_counts_by_all_of_them():
    tables = linear_case(paid={"dist": "normal", "mean": 8_000.0, "sd": 1_000.0})
    tables["scenarios"]["s"]["lines"]["cost"] |= {"copies": 9, "own": ["paid"]}
    low, high = rows_of(tables)["paid", 2014].bands
    # The sum of nine is 3 standard deviations a standard deviation of their mean score.
    slope = 2 * 9 * 1_000.0 / 3.0
    for band, limits in ((low, (0.05, 0.15)), (high, (0.85, 0.95))):
        value = 2 * (100_000.0 - 72_000.0) - slope * mean_between(*limits)
        error = 2 * 30_000.0 / math.sqrt(0.1 * RUNS)
        assert abs(band.saving.value - value) <= 4.0 * error
    assert abs(low.saving.value - high.saving.value) > 10_000.0


def test_an_event_counts_by_whether_it_came():
    tables = linear_case()
    tables["events"] = {"fire": {"kind": "chance", "probability": 0.25, "moment": 2013.0}}
    lines = tables["scenarios"]["s"]["lines"]
    lines["damage"] = {"label": "d", "kind": "yearly", "amount_eur": 40_000.0, "when": "fire"}
    away, came = rows_of(tables)["fire", 2014].bands
    assert (away.low, came.low) == (0.0, 1.0)
    assert came.share == pytest.approx(0.25, abs=4 * math.sqrt(0.25 / RUNS))
    for band, damage in ((away, 0.0), (came, 80_000.0)):
        error = 2 * math.hypot(30_000.0, 10_000.0) / math.sqrt(band.share * RUNS)
        assert abs(band.saving.value - (40_000.0 - damage)) <= 4.0 * error


def test_an_input_drawn_each_year_counts_by_its_mean_score():
    law = {"dist": "normal", "mean": 80_000.0, "sd": 10_000.0, "per_year": True}
    low, high = rows_of(linear_case(paid=law))["paid", 2014].bands
    years = 2
    # C falls by 10,000 for each of the two scores; their mean has sd 1/sqrt(2).
    slope = years * 10_000.0 / math.sqrt(years)
    for band, limits in ((low, (0.05, 0.15)), (high, (0.85, 0.95))):
        value = 40_000.0 - slope * mean_between(*limits)
        error = 2 * math.hypot(30_000.0, 10_000.0) / math.sqrt(0.1 * RUNS)
        assert abs(band.saving.value - value) <= 4.0 * error


def test_nothing_varies_nothing_decides():
    law = {"dist": "constant", "value": 5.0}
    assert rows_of(linear_case(saved=law, paid=law)) == {}


def test_too_few_runs_have_no_mean():
    row = rows_of(linear_case(), runs=5)["saved", 2014]
    assert all(band.saving.value is None for band in row.bands)
    assert all(band.saving.note for band in row.bands)


def test_bands_are_tenths_of_the_runs_by_rank():
    draws = np.random.default_rng(3).permutation(1_000).astype(float)
    for within, (low, high) in zip(
        bands(draws, discrete=False), ((50, 150), (850, 950)), strict=True
    ):
        assert sorted(draws[within]) == list(range(low, high))


def test_one_value_alone_has_no_bands():
    assert list(bands(np.zeros(100), discrete=True)) == []
