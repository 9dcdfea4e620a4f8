"""Estimates where the usual way would mislead: ties, humps, few runs, what falls outside."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import numpy as np
import pytest
from strategies import small_case

from ictsim.engine import Core
from ictsim.errors import ModelError
from ictsim.kernels.layout import BLOCK
from ictsim.metrics.payback import NEVER, NEVER_UNDER_WATER, NO_CHANGE
from ictsim.model import Case
from ictsim.study import Study, prepare, run_study
from ictsim.study.estimates import place_of_year
from ictsim.study.run import Outcome, plan_of


def outcome_of(tables: dict[str, Any], runs: int) -> Outcome:
    return run_study(prepare(Case.model_validate(tables), seed=5), runs, threads=1)


def yearly(amount: object, effect: str = "cost") -> dict[str, Any]:
    return {"kind": "yearly", "label": "x", "amount_eur": amount, "effect": effect}


@pytest.mark.parametrize(("x", "y"), [(100000.1, 200000.2), (100000.1, 700000.7), (1000.7, 2000.3)])
def test_a_tie_is_a_tie_however_its_sum_is_rounded(x: float, y: float):
    # A quarter of the runs: both savings at their low value, which the cost eats exactly.
    inputs = {
        name: {"dist": "discrete", "values": [low, 2.0 * low], "weights": [0.5, 0.5]}
        for name, low in (("x", x), ("y", y))
    }
    lines = {"x": yearly("x", "saving"), "y": yearly("y", "saving"), "cost": yearly(x + y)}
    found = outcome_of(small_case({"s1": lines}, inputs, years=(2013, 2013)), 4_000).estimates

    assert found["s1.payback.no_change"].value == pytest.approx(0.25, abs=0.04)
    assert found["s1.payback.never"].value == 0.0
    assert found["s1.beats.2013"].value == 1.0 - found["s1.payback.no_change"].value
    assert found["baseline.best.2013"].value == found["s1.payback.no_change"].value


def test_percentiles_of_an_outcome_with_two_humps_are_values_it_can_have():
    inputs = {
        "disaster": {"dist": "bernoulli", "p": 0.5},
        "cost": {"dist": "uniform", "low": 1000.0, "high": 9000.0},
    }
    lines = {
        "disaster": yearly(200e6) | {"factors": ["disaster"]},
        "cost": yearly("cost"),
    }
    outcome = outcome_of(small_case({"s1": lines}, inputs, years=(2013, 2013)), 100_000)
    found = outcome.estimates

    # Without the disaster the saving is -U(1000, 9000): its share above -x is (x - 1000) / 16000.
    p90 = found["s1.saving.2013.p90"]
    assert p90.value == pytest.approx(-2600.0, abs=60.0)
    assert p90.low <= -2600.0 <= p90.high
    assert found["s1.saving.2013.p95"].value < -1000.0
    place = outcome.places["s1.saving.2013"]  # the base case: no disaster, cost 5000
    assert place.upto == pytest.approx(0.75, abs=0.01)


@pytest.mark.parametrize("runs", [1, 2, 10])
def test_percentiles_of_few_runs_are_among_their_values(runs: int):
    tables = small_case(
        {"s1": {"cost": yearly("cost")}},
        {"cost": {"dist": "uniform", "low": 1.0, "high": 2.0}},
        years=(2013, 2013),
    )
    study = prepare(Case.model_validate(tables), seed=5)
    values = np.sort(study.first_runs(runs)["s1.saving.2013"])
    found = run_study(study, runs, threads=1).estimates

    for percent in (5, 50, 95):
        rank = int(np.ceil(percent / 100 * runs - 1e-9))
        assert found[f"s1.saving.2013.p{percent}"].value == values[rank - 1]


def test_what_falls_beyond_the_horizon_is_reported():
    line = {
        "kind": "one_off",
        "label": "late",
        "amount_eur": 1e6,
        "phasing": {"2014": 1.0},
        "delay": "delay",
    }
    delay = {"delay": {"dist": "uniform", "low": 0.0, "high": 8.0}}
    found = outcome_of(small_case({"s1": {"late": line}}, delay), 20_000)

    # Spent evenly over the year that begins at 2014 + U(0, 8): the mean share after 2018.
    shares = np.clip(2015.0 + np.linspace(0.0, 8.0, 100_001) - 2019.0, 0.0, 1.0)
    mean = found.estimates["s1.remainder.mean"]
    assert mean.low - 3e3 <= 1e6 * shares.mean() <= mean.high + 3e3
    spent = found.estimates["s1.one_off.mean"].value
    assert mean.value + spent == pytest.approx(1e6)


def test_the_place_of_a_payback_year_counts_outcomes_of_one_year_together():
    outcomes = (NO_CHANGE, NEVER_UNDER_WATER, "2014", NEVER)
    tally = np.array([10, 20, 30, 40])

    first = place_of_year(1, outcomes, tally, 2013)
    assert (first.base, first.below, first.upto) == (2013.0, 0.0, 0.3)
    assert place_of_year(0, outcomes, tally, 2013) == first
    last = place_of_year(3, outcomes, tally, 2013)
    assert (last.base, last.below, last.upto) == ("never", 0.6, 1.0)


def test_a_partner_without_costs_has_no_share_and_no_fault():
    tables = small_case({"s1": {"cost": yearly(5.0)}}, partners={"a": 1.0, "b": 1.0})
    tables["partners"]["b"]["baseline_eur"] = dict.fromkeys(
        tables["partners"]["b"]["baseline_eur"], 0.0
    )
    found = outcome_of(tables, 100).estimates

    assert "s1.b.share.2018.mean" not in found
    assert found["s1.b.beats.2018"].value == 0.0


def test_an_outcome_that_never_varies_has_no_sampling_error():
    found = outcome_of(small_case({"s1": {"cost": yearly(5.0)}}), 100).estimates

    never = found["s1.payback.never"]
    assert (never.value, never.low, never.high) == (1.0, 1.0, 1.0)
    assert never.note == "the same in every run"


def long_study() -> Study:
    inputs = {"cost": {"dist": "uniform", "low": 1.0, "high": 2.0}}
    return prepare(Case.model_validate(small_case({"s1": {"cost": yearly("cost")}}, inputs)), 5)


def test_a_block_that_fails_stops_the_others_at_once(monkeypatch: pytest.MonkeyPatch):
    study = long_study()
    plan = plan_of(study)
    from ictsim.engine import gather

    blocks: list[int] = []

    def fails(self: object, moments: object) -> None:
        blocks.append(1)
        raise ModelError("planted")

    monkeypatch.setattr(gather.Gathered, "add_sums", fails)
    with pytest.raises(ModelError, match="planted"):
        study.core.gather(plan, 4_000 * BLOCK, threads=2)
    assert len(blocks) < 100


def test_a_worker_that_cannot_begin_does_not_hang_the_run(monkeypatch: pytest.MonkeyPatch):
    study = long_study()
    plan = plan_of(study)
    from ictsim.engine import core

    made = core.empty_totals
    main = threading.main_thread()

    def no_memory(*arguments: Any) -> Any:
        if threading.current_thread() is main:
            return made(*arguments)
        raise MemoryError("planted")

    monkeypatch.setattr(core, "empty_totals", no_memory)
    with pytest.raises(MemoryError, match="planted"):
        study.core.gather(plan, 4 * BLOCK, threads=2)


def test_atoms_are_found_in_every_block():
    # More runs than the subsample: later blocks are computed by other instructions.
    inputs = {
        name: {"dist": "discrete", "values": [0.1, 0.7], "weights": [0.75, 0.25]}
        for name in ("x", "y", "z")
    }
    lines = {
        name: yearly(1e5 / 3.0) | {"factors": [name, 1.1], "index": "prices"} for name in inputs
    }
    tables = small_case(
        {"s1": lines}, inputs, indices={"prices": {"rate": 0.03, "price_year": 2013}}
    )
    study = prepare(Case.model_validate(tables), seed=5)
    plan = plan_of(study)
    gathered, _ = study.core.gather(plan, 6 * BLOCK)

    everywhere = gathered.slots.everywhere[1]
    assert gathered.histograms[:everywhere].sum() == 0
    assert gathered.atom_counts.sum() == 6 * BLOCK * everywhere


def test_a_core_is_one_case_with_one_seed():
    study = long_study()
    other = dataclasses.replace(study, core=Core(study.inputs, 6))
    name = "s1.saving.2018"
    assert not np.array_equal(study.first_runs(5)[name], other.first_runs(5)[name])
