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


def test_an_input_of_few_values_has_a_band_for_each():
    law = {"dist": "discrete", "values": [0.0, 50_000.0, 90_000.0], "weights": [0.2, 0.5, 0.3]}
    row = rows_of(linear_case(paid=law))["paid", 2014]
    assert [(band.low, band.high) for band in row.bands] == [(v, v) for v in law["values"]]
    for band, weight in zip(row.bands, law["weights"], strict=True):
        assert band.share == pytest.approx(weight, abs=4 * math.sqrt(0.25 / RUNS))
        error = 2 * 30_000.0 / math.sqrt(weight * RUNS)
        assert abs(band.saving.value - 2 * (100_000.0 - band.low)) <= 4.0 * error


def test_an_atom_is_a_band_of_its_own():
    law = {
        "dist": "mixture",
        "weights": [0.35, 0.65],
        "components": [
            {"dist": "constant", "value": 0.0},
            {"dist": "uniform", "low": 10_000.0, "high": 20_000.0},
        ],
        "base": 0.0,
    }
    low, high = rows_of(linear_case(paid=law))["paid", 2014].bands
    assert (low.low, low.high) == (0.0, 0.0)
    assert low.share == pytest.approx(0.35, abs=4 * math.sqrt(0.25 / RUNS))
    # u from 0.85 to 0.95 is the uniform part from (0.85 - 0.35) / 0.65 to (0.95 - 0.35) / 0.65.
    ends = [10_000.0 + 10_000.0 * (u - 0.35) / 0.65 for u in (0.85, 0.95)]
    assert [high.low, high.high] == pytest.approx(ends, rel=2e-3)


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


def test_bands_hold_the_runs_they_say():
    values = np.array([3.0, 1.0, 2.0, 2.0, 5.0, 4.0, 9.0, 8.0, 7.0, 6.0] * 10)
    for low, high, within in bands(values, discrete=False):
        assert np.array_equal(within, (values >= low) & (values <= high))
        assert 10 <= np.count_nonzero(within) <= 30  # a tenth, and the ties at its ends
