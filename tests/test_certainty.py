"""The certainty table: the amounts that suffice, and the capacity to bear losses beside them."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
from bisect import bisect_left, bisect_right
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from strategies import Model, every_kind_of_line, small_case
from test_cli_small import FILES, SMALL, call, contents, run_quickly

import ictsim
from ictsim.compile import slots_of
from ictsim.config import load_case
from ictsim.engine import SAMPLED_RUNS
from ictsim.model import Case, Resilience
from ictsim.report import certainty, results_document
from ictsim.report.document import Paragraph
from ictsim.report.formats import written
from ictsim.report.language import speaking
from ictsim.report.view import View
from ictsim.results.record import PERCENTILES, Estimate, ResilienceRow, Results
from ictsim.statistics import (
    CERTAINTIES,
    BinnedDistribution,
    ExactDistribution,
    FlooredDistribution,
)
from ictsim.statistics.resilience import class_of
from ictsim.study import prepare, run_study
from ictsim.study.assemble import assemble
from ictsim.study.resilience import resilience_row, resilience_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ictsim.study.run import Outcome

Table = dict[str, Any]

LEVELS = sorted({*PERCENTILES, *CERTAINTIES})


def yearly(amount: object, effect: str = "cost", **more: object) -> Table:
    return {"kind": "yearly", "label": "x", "amount_eur": amount, "effect": effect, **more}


def outcome_of(tables: Table, runs: int) -> Outcome:
    return run_study(prepare(Case.model_validate(tables), seed=11), runs, threads=1)


def rank(percent: int, runs: int) -> int:
    """The smallest k with k / runs >= percent / 100, in whole numbers."""
    return -(-percent * runs // 100)


# ---------------------------------------------------------------------------------------------
# P_q is the smallest x with F(x) >= q: mirrored too, and above a floor

whole_euros = st.lists(st.integers(-4, 4), min_size=1, max_size=25)
scales = st.sampled_from([-1.0, -0.5, -3.0, 2.0])


@given(whole_euros, scales, st.sampled_from(LEVELS))
def test_a_scaled_amount_has_the_quantiles_of_its_own_values(
    values: list[int], scale: float, percent: int
):
    right = sorted(scale * x for x in values)[rank(percent, len(values)) - 1]
    counted = sorted(set(values))
    exact = ExactDistribution(np.sort(np.array(values, float)))
    atoms = BinnedDistribution(
        low=-10.0,
        width=0.1,
        bins=np.zeros(202, np.int64),
        atoms=np.array(counted, float),
        atom_counts=np.array([values.count(x) for x in counted], np.int64),
    )

    assert exact.times(scale).quantile(percent / 100) == right
    assert atoms.times(scale).quantile(percent / 100) == right


def test_half_of_the_runs_suffice_for_the_median_on_either_side():
    # -100 in half of the runs, else 50: half lose at most 0, so nothing is needed with 50 %.
    saving = ExactDistribution(np.array([-100.0, -100.0, 50.0, 50.0]))

    assert saving.quantile(0.5) == -100.0
    assert saving.times(-1.0).quantile(0.5) == -50.0
    assert FlooredDistribution(saving.times(-1.0), 0.0).quantile(0.5) == 0.0


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=6),
    st.lists(st.integers(1, 5), min_size=6, max_size=6),
    st.sets(st.integers(0, 5), min_size=1),
)
def test_atoms_on_the_edges_of_bins_keep_their_ranks_when_mirrored(
    in_bins: list[int], counts: list[int], edges: set[int]
):
    """Counted out run by run: each lies in a bin, of which only the ends are known, or is exact."""
    atoms = sorted(edges)
    spread = BinnedDistribution(
        low=0.0,
        width=1.0,
        bins=np.array([0, *in_bins, 0], np.int64),
        atoms=np.array(atoms, float),
        atom_counts=np.array([counts[x] for x in atoms], np.int64),
    )
    runs = [(float(x), float(x)) for x in atoms for _ in range(counts[x])]
    runs += [(n, n + 1.0) for n, count in enumerate(in_bins) for _ in range(count)]
    mirrored = spread.times(-1.0)

    assert mirrored.runs == len(runs)
    for number, (low, high) in enumerate(sorted(runs, reverse=True), start=1):
        assert -high <= mirrored.at_rank(number) <= -low, number


@given(whole_euros, st.sampled_from([-2.0, 0.0, 1.5]))
def test_a_floor_is_that_of_the_values_themselves(values: list[int], floor: float):
    raised = sorted(max(floor, float(x)) for x in values)
    spread = FlooredDistribution(ExactDistribution(np.sort(np.array(values, float))), floor)

    assert spread.runs == len(values)
    assert [spread.at_rank(k) for k in range(1, len(values) + 1)] == raised
    for percent in LEVELS:
        assert spread.quantile(percent / 100) == raised[rank(percent, len(values)) - 1]
    for x in (-5.0, -2.0, -0.5, 0.0, 1.0, 1.5, 3.0, 9.0):
        below, upto = bisect_left(raised, x), bisect_right(raised, x)
        assert spread.cdf(x) == (below / len(values), upto / len(values))


def test_what_lies_below_the_floor_needs_no_bins():
    # All runs in one bin: as wrong as bins can be. Below a floor that makes no difference.
    spread = BinnedDistribution(
        -1.0, 2.0, np.array([0, 0, 8, 0, 0], np.int64), np.array([]), np.array([], np.int64)
    )

    assert FlooredDistribution(spread, 0.0).binning_error(0.5) == spread.binning_error(0.5) > 0.0
    assert FlooredDistribution(spread, 5.0).binning_error(0.5) == 0.0


# ---------------------------------------------------------------------------------------------
# Known answers

RUNS = 2**17


def test_the_loss_of_a_normal_saving_is_known_in_closed_form():
    # C ~ N(10, 30) thousand; each of two alike councils has half of it.
    inputs = {"saved": {"dist": "normal", "mean": 10e3, "sd": 30e3}}
    lines = {"line": yearly("saved", "saving")}
    tables = small_case({"s1": lines}, inputs, years=(2013, 2013), partners={"a": 1.0, "b": 1.0})
    found = outcome_of(tables, RUNS).estimates

    law = NormalDist(-10e3, 30e3)
    for percent, (flow, part) in itertools.product(CERTAINTIES, (("s1", 1.0), ("s1.a", 0.5))):
        right = max(0.0, law.inv_cdf(percent / 100))
        off = 4 * math.sqrt(percent / 100 * (1 - percent / 100) / RUNS) / law.pdf(right)
        for metric in ("loss.2013", "peak"):
            estimate = found[f"{flow}.{metric}.p{percent}"]
            if right == 0.0:  # P(C < 0) is 37 %
                assert (estimate.value, estimate.low, estimate.high) == (0.0, 0.0, 0.0)
            else:
                assert abs(estimate.value - part * right) < part * off
                assert estimate.low <= estimate.value <= estimate.high
                # 2 * 1.96 standard errors, where 4 are allowed.
                assert 0.75 < (estimate.high - estimate.low) / (part * off) < 1.25
            assert estimate.runs == RUNS


# A cost of the first two years, and a saving of the third: by euros and chance.
COST = {-40e3: 0.22, 0.0: 0.35, 150e3: 0.43}
SAVED = {0.0: 0.40, 150e3: 0.38, 300e3: 0.22}
SHARES = {"": 1.0, "a": 0.75, "b": 0.25}


def discrete_case() -> Table:
    inputs = {
        name: {"dist": "discrete", "values": list(law), "weights": list(law.values())}
        for name, law in (("cost", COST), ("saved", SAVED))
    }
    lines = {
        "cost": yearly("cost", until=2014),
        "saved": yearly("saved", "saving", **{"from": 2015}),
    }
    return small_case(
        {"s1": lines}, inputs, years=(2013, 2015), partners={"a": 3.0, "b": 1.0},
        settlement={"settled": False},
    )  # fmt: skip


def enumerated(share: float) -> dict[str, dict[float, float]]:
    """Every loss and funding peak there can be, with its chance."""
    laws: dict[str, dict[float, float]] = {"loss.2015": {}, "peak": {}}
    for (cost, p), (saved, q) in itertools.product(COST.items(), SAVED.items()):
        so_far = [share * cost, share * 2 * cost, share * (2 * cost - saved)]
        for name, amount in (("loss.2015", max(0.0, so_far[-1])), ("peak", max(0.0, *so_far))):
            laws[name][amount] = laws[name].get(amount, 0.0) + p * q
    return laws


def smallest(law: dict[float, float], level: float) -> tuple[float, float]:
    """The smallest x with F(x) >= level, and how near to the level F jumps."""
    amounts = sorted(law)
    upto = list(itertools.accumulate(law[x] for x in amounts))
    return amounts[bisect_left(upto, level)], min(abs(f - level) for f in upto)


@pytest.mark.parametrize("runs", [5_000, 200_000])
def test_discrete_losses_are_those_of_full_enumeration(runs: int):
    found = outcome_of(discrete_case(), runs).estimates
    checked = 0
    for who, share in SHARES.items():
        flow = f"s1.{who}" if who else "s1"
        for name, law in enumerated(share).items():
            for percent in CERTAINTIES:
                right, distance = smallest(law, percent / 100)
                if distance < 4 * 0.5 / math.sqrt(runs):
                    continue  # the runs may decide for either side of the jump
                estimate = found[f"{flow}.{name}.p{percent}"]
                assert estimate.value == pytest.approx(right, rel=1e-12, abs=1e-9), (flow, name)
                checked += 1
                assert estimate.low <= estimate.value <= estimate.high

    assert checked >= 30
    # No loss in more than half of the runs, though something was at risk in the meantime.
    assert found["s1.loss.2015.p50"].value == 0.0
    assert "s1.loss.2015.mean" not in found
    assert "s1.loss.2015.p10" not in found


def test_the_plan_s_loss_and_its_place_count_what_the_floor_raises():
    outcome = outcome_of(discrete_case(), 200_000)
    place = outcome.places["s1.loss.2015"]

    # The medians: no cost, 150,000 saved. As small a loss as there can be: none.
    none = enumerated(1.0)["loss.2015"][0.0]
    assert (place.base, place.below) == (0.0, 0.0)
    assert place.upto == pytest.approx(none, abs=4 * 0.5 / math.sqrt(200_000))


def test_the_same_in_plain_sight_of_every_run():
    study = Model(Case.model_validate(every_kind_of_line()), 11).study
    runs = 5_000
    columns, found = study.first_runs(runs), run_study(study, runs, threads=1).estimates
    losses = [output for output in study.outputs if ".loss." in output.name]

    assert len(losses) == 9  # two scenarios and their difference, each with two partners
    for output in losses:
        saving = columns[output.name.replace(".loss.", ".saving.")]
        values = np.sort(np.maximum(0.0, -saving))
        np.testing.assert_allclose(np.sort(columns[output.name]), values, rtol=1e-12, atol=1e-6)
        for percent in CERTAINTIES:
            value = found[f"{output.name}.p{percent}"].value
            assert value == pytest.approx(values[rank(percent, runs) - 1], rel=1e-12, abs=1e-6)


def test_a_loss_costs_the_core_nothing():
    outputs = Model(Case.model_validate(every_kind_of_line())).study.outputs
    without = [output for output in outputs if output.floor is None]

    assert len(without) < len(outputs)
    with_losses, bare = slots_of(outputs), slots_of(without)
    for kind in ("counts", "amounts", "tallies", "everywhere"):
        assert getattr(with_losses, kind) == getattr(bare, kind)


def test_bins_too_coarse_for_one_level_of_a_loss_leave_the_saving_its_runs():
    # Losses from 0 to 1,000 million, of which 8 in 100 within a thousand euros, about the 70 %
    # point: below them lie 0.92 * 0.717 = 66 %.
    wide = {"dist": "uniform", "low": 0.0, "high": 1e9}
    narrow = {"dist": "uniform", "low": 717e6, "high": 717e6 + 1e3}
    cost = {"dist": "mixture", "weights": [0.92, 0.08], "components": [wide, narrow], "base": 5e8}
    runs = SAMPLED_RUNS + 40_000
    tables = small_case({"s1": {"line": yearly("cost")}}, {"cost": cost}, years=(2013, 2013))
    found = outcome_of(tables, runs).estimates

    p70 = found["s1.loss.2013.p70"]
    assert 717e6 <= p70.value <= 717e6 + 1e3
    assert p70.runs == SAMPLED_RUNS
    assert found["s1.saving.2013.p25"].runs == runs


# ---------------------------------------------------------------------------------------------
# Ratio and class


@pytest.mark.parametrize(
    ("ratio", "name"),
    [
        (math.inf, "A"), (2.001, "A"), (2.0, "B"), (1.4, "B"), (1.399, "C"), (1.0, "C"),
        (0.999, "D"), (0.8, "D"), (0.799, "E"), (0.6, "E"), (0.599, "F"), (0.0, "F"),
    ],
)  # fmt: skip
def test_the_lower_bound_belongs_to_a_class_and_2_is_not_yet_a(ratio: float, name: str):
    assert class_of(ratio) == name
    if 0.0 < ratio < math.inf:  # what rounding makes of it
        assert class_of(ratio * (1.0 - 1e-15)) == class_of(ratio * (1.0 + 1e-15)) == name


@pytest.mark.parametrize(
    ("capacity", "ratio", "name"),
    [
        (1_000_000, 2.0, "B"), (1_000_010, 2.00002, "A"), (700_000, 1.4, "B"), (500_000, 1.0, "C"),
        (400_000, 0.8, "D"), (300_000, 0.6, "E"), (299_990, 0.59998, "F"), (0, 0.0, "F"),
    ],
)  # fmt: skip
def test_a_loss_that_is_certain_has_its_class(capacity: int, ratio: float, name: str):
    # 500,000 in all: 100,000 in each of five years, bearing on the last one only.
    tables = small_case(
        {"s1": {"line": yearly(100e3)}}, years=(2013, 2017),
        resilience={"capacity_eur": {"total": float(capacity)}},
    )  # fmt: skip
    case = Case.model_validate(tables)
    rows = resilience_rows(case, outcome_of(tables, 1_000).estimates)

    assert [row.name for row in rows] == ["s1.resilience.2017", "s1.resilience.peak"]
    for row in rows:
        assert (row.level, row.amount_eur) == (0.9, 500e3)
        assert row.low == row.ratio == row.high == pytest.approx(ratio, rel=1e-12)
        assert row.class_low == row.class_ == row.class_high == name
        assert row.note == ""


@pytest.mark.parametrize("capacity", [0.0, 5e6])
def test_where_no_amount_is_needed_it_is_a_without_a_ratio(capacity: float):
    inputs = {"saved": {"dist": "uniform", "low": 1.0, "high": 2.0}}
    tables = small_case(
        {"s1": {"line": yearly("saved", "saving")}}, inputs,
        resilience={"level": 0.95, "capacity_eur": {"total": capacity, "a": capacity}},
    )  # fmt: skip
    rows = resilience_rows(Case.model_validate(tables), outcome_of(tables, 1_000).estimates)

    assert [row.flow for row in rows] == ["s1", "s1", "s1.a", "s1.a"]
    for row in rows:
        assert (row.amount_low, row.amount_eur, row.amount_high) == (0.0, 0.0, 0.0)
        assert (row.low, row.ratio, row.high) == (None, None, None)
        assert (row.class_low, row.class_, row.class_high) == ("A", "A", "A")
        assert row.note == "no amount is needed at this level"


def eur(value: float | None, low: float | None, high: float | None, note: str = "") -> Estimate:
    return Estimate(value, low, high, "eur", 100, note)


def row_of(amount: Estimate, capacity: float = 100.0) -> ResilienceRow:
    return resilience_row("s1", "2018", 0.9, capacity, amount)


def test_the_ends_of_a_ratio_are_those_of_the_amount_the_other_way_round():
    row = row_of(eur(80.0, 40.0, 125.0))

    assert (row.low, row.ratio, row.high) == (0.8, 1.25, 2.5)
    assert (row.class_low, row.class_, row.class_high) == ("D", "C", "A")


def test_what_is_not_known_of_a_class_has_its_reason():
    open_above = row_of(eur(80.0, 40.0, None, "too few runs"))
    assert (open_above.low, open_above.class_low, open_above.note) == (None, None, "too few runs")
    assert open_above.class_high == "A"

    from_nothing = row_of(eur(80.0, 0.0, 125.0))
    assert (from_nothing.high, from_nothing.class_high) == (None, "A")
    assert from_nothing.note == "within the sampling error no amount may be needed"

    undefined = row_of(eur(None, None, None, "outside the range"))
    assert (undefined.ratio, undefined.class_, undefined.note) == (None, None, "outside the range")

    # What cancels but for rounding is no loss, and no divisor.
    tie = row_of(eur(1e-7, 0.0, 90.0, "few"))
    assert (tie.ratio, tie.class_, tie.class_low) == (None, "A", "C")
    assert tie.note == "no amount is needed at this level; few"


# ---------------------------------------------------------------------------------------------
# The config

CAPACITY = """
[resilience]
capacity_eur = { total = 90_000, null = 0, none = 1_000_000.0 }
source = "=budget 2020 <script>"
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("certainty") / "borne.toml"
    path.write_text(SMALL + CAPACITY, "utf-8")
    return path


def test_a_level_is_one_of_the_table_s():
    for percent in CERTAINTIES:
        given = Resilience(level=percent / 100, capacity_eur={"total": 1.0})
        assert given.percent == percent
    assert Resilience(capacity_eur={"total": 1.0}).percent == 90
    for level in (0.6, 0.99, 0.899999, 90):
        with pytest.raises(ValueError, match=r"must be one of 0\.5, 0\.7|less than 1"):
            Resilience(level=level, capacity_eur={"total": 1.0})


def test_check_shows_the_capacity(config: Path):
    shown = call("check", config, "--set", "resilience.level=0.8")

    assert shown.exit_code == 0, shown.stderr
    lines = shown.stdout.splitlines()
    begin = lines.index("CAPACITY TO BEAR LOSSES")
    told = " ".join(line.strip() for line in lines[begin : begin + 6])
    for words in ("total 90_000", "null 0", "level 0.8", "source: =budget 2020"):
        assert words in told


def test_a_later_file_replaces_the_capacities(config: Path):
    later = config.with_name("later.toml")
    later.write_text('extends = "borne.toml"\n[resilience]\ncapacity_eur = { none = 3 }\n', "utf-8")
    found = load_case(later).case.resilience

    assert found is not None
    assert found.capacity_eur == {"none": 3.0}
    assert found.source == "=budget 2020 <script>"


# ---------------------------------------------------------------------------------------------
# The files


def test_the_files_hold_every_ratio_and_class(config: Path, tmp_path: Path):
    run = run_quickly(config, tmp_path / "out", "--runs", 3_000, "--set", "resilience.level=0.75")
    assert run.exit_code == 0, run.stderr
    frames = ictsim.load_results(tmp_path / "out")
    listed = frames.summary["resilience"]

    assert set(contents(tmp_path / "out")) == FILES | {"resilience.csv"}
    flows = ("nan", "nan.null", "nan.none", "more", "more.null", "more.none")
    assert [row["name"] for row in listed] == [
        f"{flow}.resilience.{what}" for flow in flows for what in ("2023", "peak")
    ]
    assert frames.resilience is not None
    for row, right in zip(frames.resilience.to_dict("records"), listed, strict=True):
        for key, value in right.items():
            if isinstance(value, float | None) and key not in ("class_", "class_low"):
                np.testing.assert_equal(row[key], math.nan if value is None else value)
            else:
                assert row[key] == value
    for row in listed:
        metric = "peak" if row["what"] == "peak" else f"loss.{row['what']}"
        amount = frames.summary["estimates"][f"{row['flow']}.{metric}.p75"]
        assert (row["amount_eur"], row["amount_low"], row["amount_high"]) == (
            amount["value"],
            amount["low"],
            amount["high"],
        )
        if amount["value"] > 0.0:
            assert row["ratio"] == row["capacity_eur"] / amount["value"]
    assert {row["class_"] for row in listed} > {"F"}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert "resilience.csv" in manifest["files"]


def test_without_a_capacity_there_is_no_such_file(tmp_path: Path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, "utf-8")
    run_quickly(path, tmp_path / "out", "--runs", 300)
    frames = ictsim.load_results(tmp_path / "out")

    assert not (tmp_path / "out" / "resilience.csv").exists()
    assert frames.resilience is None
    assert frames.summary["resilience"] == []
    assert "resilience" not in frames.summary["case"]


# ---------------------------------------------------------------------------------------------
# The tables of the report


def results_of(config: Path, runs: int) -> Results:
    loaded = load_case(config)
    study = prepare(loaded.case, 11)
    return assemble(loaded, study, run_study(study, runs, threads=1), 11, runs)


@pytest.fixture(scope="module")
def results(config: Path) -> Results:
    return results_of(config, 20_000)


@pytest.fixture(scope="module")
def view(results: Results) -> View:
    return View.of(results)


def numbers_in(text: str) -> Iterator[float]:
    for word in text.replace("\u2212", "-").replace(",", "").split():
        if word.replace(".", "", 1).lstrip("-").isdigit():
            yield float(word)


def test_the_certainty_table_has_every_amount(view: View):
    made = certainty.certainty_table(view, "nan", "One centre")

    assert "One centre" in made.caption
    heads = [f"{percent}\u00a0%" for percent in CERTAINTIES]
    assert list(made.columns[2:]) == heads
    # All together and two councils: the loss to 2023 and to 2026, and the peak.
    flows = ["nan", "nan.none", "nan.null"]
    assert len(made.rows) == 9
    stems = [f"{flow}.{x}" for flow in flows for x in ("loss.2023", "loss.2026", "peak")]
    for stem, (_, _, *cells) in zip(stems, made.rows, strict=True):
        for percent, cell in zip(CERTAINTIES, cells, strict=True):
            found = view.estimate(f"{stem}.p{percent}")
            half = max(found.high - found.value, found.value - found.low) / 1e3
            [shown] = numbers_in(cell.text)
            assert shown == pytest.approx(found.value / 1e3, abs=max(5 * half, 0.5))
    assert {row[0].text for row in made.rows[3:]} == {"=West & <East>", "@North"}


def test_a_case_of_one_council_has_no_rows_of_councils_and_nothing_to_add_up(view: View):
    case = view.case | {"partners": {"none": view.case["partners"]["none"]}}
    alone = View.of(dataclasses.replace(view.results, case=case))

    assert len(certainty.certainty_table(alone, "nan", "x").rows) == 3
    assert not any("do not add up" in note for note in certainty.notes(alone))
    assert any("do not add up" in note for note in certainty.notes(view))


def test_councils_amounts_indeed_do_not_add_up(results: Results):
    def amount(flow: str) -> float:
        return results.estimates[f"{flow}.peak.p90"].value

    assert amount("nan.none") + amount("nan.null") > 1.05 * amount("nan")


def test_the_resilience_table_tells_every_row(view: View):
    made = certainty.resilience_table(view)

    assert len(made.rows) == len(view.results.resilience) == 12
    assert "with 90\u00a0% certainty" in made.caption
    for cells, row in zip(made.rows, view.results.resilience, strict=True):
        scenario, who, what, capacity, _, ratio, name = cells
        assert scenario.text == view.short(row.flow.split(".")[0])
        assert who.text in ("all councils together", "=West & <East>", "@North")
        assert ("peak" in what.text) == (row.what == "peak")
        assert [*numbers_in(capacity.text)] == [row.capacity_eur / 1e3]
        assert name.text == row.class_
        if row.ratio is None:
            assert ratio.text == "undefined (no amount is needed at this level)"
    assert any("divided by" in note for note in certainty.notes(view))


def invested(capacity: float) -> Table:
    """100,000 bought in the first year, written down in four: 25,000 a year from the next on."""
    line = {
        "kind": "investment", "label": "x", "asset_class": "machines", "interest": 0.0,
        "amounts_eur": {"2013": 100e3}, "after": "end",
    }  # fmt: skip
    return small_case(
        {"s1": {"line": line}}, years=(2013, 2015),
        asset_classes={"machines": {"label": "Machines", "term_years": 4}},
        resilience={"level": 0.5, "capacity_eur": {"total": capacity}},
    )  # fmt: skip


def test_where_cash_is_not_the_budget_both_peaks_stand_beside_the_capacity():
    tables = invested(75e3)
    rows = resilience_rows(Case.model_validate(tables), outcome_of(tables, 1_000).estimates)

    # By the end of 2015 two of four years are charged; all of the cash is spent at once.
    assert [(row.what, row.amount_eur, row.class_) for row in rows] == [
        ("2015", pytest.approx(50e3), "B"),
        ("peak", pytest.approx(50e3), "B"),
        ("peak_cash", pytest.approx(100e3), "E"),
    ]


def test_the_certainty_table_has_both_peaks_where_they_differ(view: View):
    cash = {
        name.replace(".peak.", ".peak_cash."): found
        for name, found in view.results.estimates.items()
        if ".peak." in name
    }
    both = dataclasses.replace(
        view.results,
        case=view.case | {"two_bases": True},
        estimates=view.results.estimates | cash,
        resilience=[dataclasses.replace(view.results.resilience[0], what="peak_cash")],
    )
    made = certainty.certainty_table(View.of(both), "nan", "x")

    assert [row[1].text for row in made.rows[2:4]] == [
        "the funding peak on the budget",
        "the funding peak in cash",
    ]
    assert len(made.rows) == 12
    [cells] = certainty.resilience_table(View.of(both)).rows
    assert cells[2].text == "the funding peak in cash"
    assert cells[4].value == cash["nan.peak_cash.p90"].value


def with_row(view: View, row: ResilienceRow) -> View:
    return View.of(dataclasses.replace(view.results, resilience=[row]))


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (eur(80.0, 60.0, 90.0), "C between B and C within the sampling error"),
        (eur(80.0, 75.0, 90.0), "C"),
        (eur(80.0, 60.0, None, "few"), "C B at best; too few runs to say how low it may be"),
        (eur(80.0, None, 90.0, "few"), "C C at worst; too few runs to say how high it may be"),
        (eur(80.0, None, None, "few"), "C too few runs to say how sure this class is"),
        (eur(None, None, None, "outside the range"), "undefined (outside the range)"),
        (eur(0.0, 0.0, 90.0), "A between A and C within the sampling error"),
    ],
)
def test_a_class_says_how_sure_it_is(view: View, amount: Estimate, told: str):
    row = dataclasses.replace(row_of(amount), flow="nan")
    [cells] = certainty.resilience_table(with_row(view, row)).rows

    assert str(cells[-1]) == told


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_source_of_the_capacity_stands_below_its_table(results: Results, language: str):
    said = {"en": "The capacity: ", "nl": "De weerstandscapaciteit: "}[language]
    told = {"nl": {"=budget 2020 <script>": "=begroting 2020 <b>"}}
    own = "=begroting 2020 <b>" if language == "nl" else "=budget 2020 <script>"
    with speaking(language):
        document = results_document(
            dataclasses.replace(results, case=results.case | {"texts": told}), {}
        )
        page = written(document, ["html"])["report.html"].decode()
    (made,) = (one for one in document.sections if one.id == "certainty")

    for blocks in (made.blocks, made.chapter_blocks):
        (place,) = (i for i, b in enumerate(blocks) if getattr(b, "text", "").startswith(said))
        assert blocks[place].text == f"{said}{own}."
        assert blocks[place - 1].table.rows[0][-2].unit == "ratio"
    assert f"{said}{escape(own)}." in page


def test_of_a_capacity_without_a_source_that_is_said(view: View):
    given = view.case["resilience"] | {"source": ""}
    bare = View.of(dataclasses.replace(view.results, case=view.case | {"resilience": given}))

    assert certainty.source_of_capacity(view) == "=budget 2020 <script>"
    assert certainty.source_of_capacity(bare) == ""
    said = [
        block.text
        for section in results_document(bare.results, {}).sections
        for block in section.blocks
        if isinstance(block, Paragraph) and block.text.startswith("The capacity: ")
    ]
    assert said == ["The capacity: an amount without a source; check it before this is used."]


def test_where_nothing_is_drawn_a_class_is_certain(view: View):
    fixed = [dataclasses.replace(row, sampled=False) for row in view.results.inputs]
    row = dataclasses.replace(row_of(eur(80.0, None, None, "few")), flow="nan")
    certain = dataclasses.replace(view.results, inputs=fixed, resilience=[row])
    [cells] = certainty.resilience_table(View.of(certain)).rows

    assert str(cells[-1]) == "C"
    assert str(cells[5]) == "1.25"


def test_a_result_without_a_capacity_has_no_rows(view: View):
    bare = View.of(dataclasses.replace(view.results, resilience=[]))

    assert certainty.resilience_table(bare).rows == ()
    assert not any("divided by" in note for note in certainty.notes(bare))
