"""The files of a results folder: exact, the same on every run, and of one mind."""

from __future__ import annotations

import csv
import json
import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from test_cli_small import FILES, SMALL, contents, run_quickly, small_config, summary

import ictsim
from ictsim.config import load_case
from ictsim.errors import ResultsError
from ictsim.results.record import FORMAT, PERCENTILES
from ictsim.results.tables import write_csv
from ictsim.statistics import CERTAINTIES
from ictsim.study import prepare

if TYPE_CHECKING:
    from pathlib import Path

    from ictsim.results.frames import ResultFrames

RUNS = 5_000


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_config(tmp_path_factory.mktemp("config"))


@pytest.fixture(scope="module")
def folder(config: Path) -> Path:
    """Results with every run among the draws."""
    out = config.parent / "out"
    result = run_quickly(config, out, "--runs", RUNS, "--draws", RUNS)
    assert result.exit_code == 0, result.stderr
    return out


@pytest.fixture(scope="module")
def frames(folder: Path) -> ResultFrames:
    return ictsim.load_results(folder)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy of the results, to spoil."""
    for name, content in contents(folder).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def number(value: float | str | None) -> float:
    return {None: math.nan, "never": math.inf}.get(value, value)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------------------------------------
# The same bits


def test_threads_change_no_byte_and_the_seed_does(config: Path, tmp_path: Path):
    def bytes_of(name: str, *words: object) -> bytes:
        result = run_quickly(config, tmp_path / name, "--runs", 200_000, *words)
        assert result.exit_code == 0, result.stderr
        return (tmp_path / name / "summary.json").read_bytes()

    first = bytes_of("a", "--seed", 7, "--threads", 1)

    assert bytes_of("b", "--seed", 7, "--threads", 2) == first
    assert bytes_of("c", "--seed", 7, "--threads", 3) == first
    assert bytes_of("d", "--seed", 8, "--threads", 2) != first


def test_running_again_changes_no_file_but_the_manifest(config: Path, folder: Path, tmp_path: Path):
    run_quickly(config, tmp_path / "out", "--runs", RUNS, "--draws", RUNS)

    first, second = contents(folder), contents(tmp_path / "out")
    assert first.keys() == second.keys() == FILES | {"draws.csv"}
    assert [name for name in first if first[name] != second[name]] in ([], ["manifest.json"])


# ---------------------------------------------------------------------------------------------
# Draws


def test_draws_are_exact(config: Path, folder: Path):
    study = prepare(load_case(config).case, 2013)
    values = study.first_runs(RUNS, with_inputs=True)
    rows = rows_of(folder / "draws.csv")

    assert list(rows[0]) == ["run", *values]
    assert [row["run"] for row in rows] == [str(run) for run in range(RUNS)]
    for name in ("na", "cost", "nan.saving.2023", "more.null.npv.2026", "more.peak"):
        assert [row[name] for row in rows] == [repr(x) for x in values[name].tolist()]
    assert any(row["nan.saving.2020"].startswith("-") for row in rows)


def test_draws_are_read_back_exactly(folder: Path, frames: ResultFrames):
    draws = frames.draws
    rows = rows_of(folder / "draws.csv")

    for name, kind in draws.dtypes.items():
        if kind.kind == "f":
            assert draws[name].tolist() == [float(row[name]) for row in rows], name
        else:
            assert [str(x) for x in draws[name]] == [row[name] for row in rows], name
    assert {"nan", "baseline"} <= set(draws["best.2023"])


def test_fewer_draws_are_the_first_of_more(config: Path, folder: Path, tmp_path: Path):
    run_quickly(config, tmp_path / "out", "--runs", 2_000, "--draws", 3)

    lines = (tmp_path / "out" / "draws.csv").read_bytes().splitlines()
    assert lines == (folder / "draws.csv").read_bytes().splitlines()[:4]


def amounts(frames: ResultFrames) -> list[str]:
    return [name.removesuffix(".mean") for name in frames.estimates.index if name.endswith(".mean")]


def test_means_and_deviations_are_those_of_the_draws(frames: ResultFrames):
    estimates, draws = frames.estimates["value"], frames.draws

    assert len(amounts(frames)) > 40
    for name in amounts(frames):
        scale = float(draws[name].abs().max())
        assert estimates[f"{name}.mean"] == pytest.approx(
            math.fsum(draws[name]) / RUNS, rel=1e-9, abs=1e-12 * scale
        )
        # Squares are cut off below 2**-32: it shows in shares, whose squares are small.
        assert estimates[f"{name}.sd"] == pytest.approx(
            draws[name].std(ddof=1), rel=1e-8, abs=1e-12 * scale
        )


def test_percentiles_are_those_of_the_draws_within_a_bin(frames: ResultFrames):
    estimates, draws = frames.estimates["value"], frames.draws

    for name in amounts(frames):
        values = np.sort(draws[name].to_numpy())
        bin_width = 1.7 * (values[-1] - values[0]) / 1_024
        for percent in PERCENTILES:
            exact = values[math.ceil(percent / 100 * RUNS - 1e-9) - 1]
            value = estimates[f"{name}.p{percent}"]
            assert value == pytest.approx(exact, rel=1e-12, abs=bin_width), (name, percent)


def test_probabilities_are_those_of_the_draws(frames: ResultFrames):
    estimates, draws = frames.estimates, frames.draws
    in_draws = [name for name in draws if name in estimates.index]

    assert len(in_draws) > 40
    for name in in_draws:
        assert estimates.loc[name, "unit"] == "probability"
        assert set(draws[name].unique()) <= {0, 1}
        assert estimates.loc[name, "value"] == draws[name].sum() / RUNS, name


def test_payback_years_are_those_of_the_draws(frames: ResultFrames):
    estimates = frames.estimates["value"]
    start = frames.summary["case"]["start"]
    as_year = {"no_change": start, "never_under_water": start, "never": math.inf}

    flows = [name for name in frames.draws if name.endswith(".payback")]
    assert len(flows) == 9
    for name in flows:
        outcomes = frames.draws[name]
        years = np.array(sorted(float(as_year.get(x, x)) for x in outcomes))
        found = estimates[estimates.index.str.startswith(f"{name}.")]
        for key, value in found.items():
            outcome = key.removeprefix(f"{name}.")
            if outcome in {f"p{percent}" for percent in PERCENTILES}:
                rank = math.ceil(int(outcome[1:]) / 100 * RUNS - 1e-9)
                assert value == years[rank - 1], key
            else:
                assert value == (outcomes == outcome).sum() / RUNS, key
        for key, value in estimates[estimates.index.str.startswith(f"{name}_by.")].items():
            upto = (years <= float(key.rsplit(".", 1)[1])) & np.array(
                sorted(outcomes != "no_change", reverse=True)
            )
            assert (outcomes == "no_change").sum() == 0
            assert value == upto.sum() / RUNS, key


def test_the_cheapest_is_that_of_the_draws(frames: ResultFrames):
    for scenario in ("baseline", "nan", "more"):
        share = (frames.draws["best.2023"] == scenario).sum() / RUNS
        assert frames.estimates.loc[f"{scenario}.best.2023", "value"] == share


# ---------------------------------------------------------------------------------------------
# Frames, tables and summary.json agree


def test_the_estimates_are_those_of_the_summary(frames: ResultFrames):
    listed = frames.summary["estimates"]

    assert list(frames.estimates.index) == list(listed)
    for column in ("value", "low", "high"):
        expected = [number(estimate[column]) for estimate in listed.values()]
        np.testing.assert_array_equal(frames.estimates[column], expected)
    assert frames.estimates["value"].dtype == float
    assert math.inf in set(frames.estimates["value"])


def test_every_row_of_the_percentiles_is_in_the_summary(frames: ResultFrames):
    listed, base = frames.summary["estimates"], frames.summary["base"]

    assert set(frames.percentiles["statistic"]) == {
        "mean",
        "sd",
        *(f"p{percent}" for percent in (*PERCENTILES, *CERTAINTIES)),
    }
    for row in frames.percentiles.itertuples():
        estimate = listed[f"{row.name}.{row.statistic}"]
        for column in ("value", "low", "high"):
            np.testing.assert_equal(getattr(row, column), number(estimate[column]))
        plan = None if row.statistic == "sd" else base.get(row.name)  # the plan has no spread
        np.testing.assert_equal(row.base, number(plan))
        assert (row.unit, row.runs, row.note) == (
            estimate["unit"],
            estimate["runs"],
            estimate["note"],
        )


def test_every_row_of_the_payback_table_is_in_the_summary(frames: ResultFrames):
    listed = frames.summary["estimates"]
    by_flow = frames.payback.groupby("flow")["probability"].sum()

    assert len(by_flow) == 9
    np.testing.assert_allclose(by_flow, 1.0, rtol=1e-12)
    for row in frames.payback.itertuples():
        estimate = listed[f"{row.flow}.payback.{row.outcome}"]
        assert (row.probability, row.low, row.high) == (
            estimate["value"],
            estimate["low"],
            estimate["high"],
        )
        if row.outcome.isdigit():
            assert row.cumulative == listed[f"{row.flow}.payback_by.{row.outcome}"]["value"]


def test_every_row_of_the_yearly_table_is_in_the_summary(frames: ResultFrames):
    listed, base = frames.summary["estimates"], frames.summary["base"]

    assert set(frames.yearly["year"]) == set(range(2020, 2027))
    for row in frames.yearly.itertuples():
        stem = f"{row.flow}.saving.{row.year}"
        assert row.base_eur == base[stem]
        assert row.mean_eur == listed[f"{stem}.mean"]["value"]
        for percent in PERCENTILES:
            value = getattr(row, f"p{percent}_eur")
            np.testing.assert_equal(value, number(listed[f"{stem}.p{percent}"]["value"]))
        assert row.beats == listed[f"{row.flow}.beats.{row.year}"]["value"]
    assert {"nan", "nan.none", "nan.null"} <= set(frames.yearly["flow"])


def test_the_inputs_are_those_of_the_summary(frames: ResultFrames):
    listed = frames.summary["inputs"]

    assert list(frames.inputs.columns) == list(listed[0])
    for row, expected in zip(frames.inputs.to_dict("records"), listed, strict=True):
        row["parameters"] = json.loads(row["parameters"])
        assert {k: x for k, x in row.items() if not isinstance(x, float)} == {
            k: x for k, x in expected.items() if not isinstance(x, float | None)
        }
        for key, value in row.items():
            if isinstance(value, float):
                np.testing.assert_equal(value, number(expected[key]))


def test_without_draws_there_is_no_frame_of_them(config: Path, tmp_path: Path):
    run_quickly(config, tmp_path / "out", "--runs", 200)

    assert ictsim.load_results(tmp_path / "out").draws is None


def test_curves_are_of_every_total_and_difference(frames: ResultFrames):
    flows = ("nan", "more", "more_vs_nan")
    amounts = ("saving.2023", "saving.2026", "npv.2023", "npv.2026", "peak")

    assert set(frames.summary["curves"]) == {f"{flow}.{x}" for flow in flows for x in amounts}
    for name, curve in frames.summary["curves"].items():
        assert curve["values"] == sorted(curve["values"]), name
        assert len(curve["values"]) == len(curve["probabilities"]) > 190


def test_the_manifest_says_where_the_results_come_from(config: Path, folder: Path):
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))

    assert manifest["config_text"] == SMALL
    assert manifest["config_files"] == ["small.toml"]
    assert manifest["config_sha256"] == load_case(config).sha256
    assert (manifest["seed"], manifest["runs"], manifest["complete"]) == (2013, RUNS, True)
    assert manifest["version"] == ictsim.__version__
    assert set(manifest["files"]) == set(contents(folder)) - {"manifest.json"}


# ---------------------------------------------------------------------------------------------
# Texts for spreadsheets


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_begins_like_a_formula_gets_an_apostrophe(tmp_path: Path, sign: str):
    write_csv(tmp_path / "x.csv", [f"{sign}head"], [[f"{sign}1", f"a{sign}1", ""]])

    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    sign = sign.replace("\r", "\n")
    assert read == [[f"'{sign}head"], [f"'{sign}1", f"a{sign}1", ""]]


def test_numbers_are_untouched_and_exact(tmp_path: Path):
    numbers = [-1.5, 0.1 + 0.2, -1e-300, 1.7976931348623157e308, -0.0, -7, np.float64(-0.1)]

    write_csv(tmp_path / "x.csv", ["a"], [[*numbers, None, True]])

    [_, row] = (tmp_path / "x.csv").read_text("utf-8").splitlines()
    assert row.split(",") == [*(repr(float(x)) if x != -7 else "-7" for x in numbers), "", "True"]


def test_hostile_texts_are_harmless_in_the_files_and_themselves_in_the_frames(
    folder: Path, frames: ResultFrames
):
    [row, *_] = rows_of(folder / "inputs.csv")
    assert (row["label"], row["unit"], row["source"]) == ("'=1+1", "'+share", "'-50 % or so")

    read = frames.inputs.iloc[0]
    assert (read["label"], read["unit"], read["source"]) == ("=1+1", "+share", "-50 % or so")


# ---------------------------------------------------------------------------------------------
# Folders that cannot be read


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(ResultsError, match="nowhere: no such folder"):
        ictsim.load_results(tmp_path / "nowhere")


@pytest.mark.parametrize("name", sorted(FILES - {"report.html", "chapter.md"}))
def test_a_missing_file_is_told(copy: Path, name: str):
    (copy / name).unlink()

    with pytest.raises(ResultsError, match=f"has no {name}") as caught:
        ictsim.load_results(copy)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("version", [0, FORMAT - 1, FORMAT + 1, str(FORMAT), None])
def test_an_unknown_format_is_refused_with_a_way_out(copy: Path, version: object):
    content = summary(copy) | {"format": version}
    (copy / "summary.json").write_text(json.dumps(content), "utf-8")

    with pytest.raises(ResultsError, match=f"this version reads {FORMAT}: run the config again"):
        ictsim.load_results(copy)


@pytest.mark.parametrize(
    "estimates", [None, [], 3, {"a": 1}, {"a": {}}, {"a": {"value": "x", "low": 1, "high": 1}}]
)
def test_estimates_that_are_none_are_told(copy: Path, estimates: object):
    content = summary(copy) | {"estimates": estimates}
    (copy / "summary.json").write_text(json.dumps(content), "utf-8")

    with pytest.raises(ResultsError, match="holds no sound estimates"):
        ictsim.load_results(copy)


@pytest.mark.parametrize("name", ["percentiles.csv", "yearly.csv", "draws.csv"])
@pytest.mark.parametrize("text", ["", "year,value\nx,y\n", "a\n1,2,3\n1\n", "\udcff", 'a,b\n"1'])
def test_a_broken_table_is_told_or_read_but_nothing_else(copy: Path, name: str, text: str):
    (copy / name).write_text(text, "utf-8", "surrogateescape")

    try:
        read = ictsim.load_results(copy)
    except ResultsError as caught:
        told = str(caught)
    else:
        told = ""
        assert isinstance(getattr(read, name.removesuffix(".csv")), pd.DataFrame)
    assert not told or f"{name} cannot be read" in told
