"""``ictsim settle``: keys on the same draws, and a mix whose best weights are known."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_cli_small import call, small_config

from ictsim.config import load_case
from ictsim.model.settlement import BASELINE_COST
from ictsim.report.wording import settling
from ictsim.results.settling import SettlingResults
from ictsim.statistics.mixing import mixed
from ictsim.statistics.paired import paired_difference
from ictsim.study import prepare, settle
from ictsim.study.settle import Asked

CONFIGS = Path(__file__).resolve().parent.parent / "configs"

# Each council saves something of its own and bears its share s of 1 million: east is better off
# where x > s, west where y > 1 - s, x uniform on 0 ... 1 and y on 0 ... 1/2. So all are with
# chance (1 - s)(2s - 1), highest at s = 3/4: 60 % inhabitants (0.85) and 40 % workplaces (0.6).
KNOWN = """
[case]
name = "known"
title = "A known optimum"
start = 2020
horizon = 2022
headline_years = [2020]
discount_rate = 0.0

[partners.east]
label = "East"
attributes = { inhabitants = 85, workplaces = 60 }
baseline_eur = { 2020 = 5_000_000 }

[partners.west]
label = "West"
attributes = { inhabitants = 15, workplaces = 40, lawns = 3 }
baseline_eur = { 2020 = 5_000_000 }

[inputs.x]
dist = "uniform"
low = 0.0
high = 1_000_000.0
source = "assumption: a test"

[inputs.y]
dist = "uniform"
low = 0.0
high = 500_000.0
source = "assumption: a test"

[baseline.categories.all]
label = "All"
rate = 0.0

[settlement]
key = "workplaces"
settled = false

[scenarios.joint]
label = "Joint: one centre"

[scenarios.joint.lines.centre]
kind = "yearly"
label = "Centre"
category = "all"
source = "assumption: a test"
amount_eur = 1_000_000

[scenarios.joint.lines.of_east]
kind = "yearly"
label = "Own saving of East"
source = "assumption: a test"
effect = "saving"
amount_eur = "x"
partners = ["east"]

[scenarios.joint.lines.of_west]
kind = "yearly"
label = "Own saving of West"
source = "assumption: a test"
effect = "saving"
amount_eur = "y"
partners = ["west"]

[scenarios.more]
label = "More"
builds_on = "joint"

[scenarios.more.settlement]
key = { inhabitants = 1, equal = 1 }
settled = false
"""
EAST = {"inhabitants": 0.85, "workplaces": 0.6, "equal": 0.5, "baseline_cost": 0.5}
LARGE = 4.0  # standard errors: one figure in 16,000 lies beyond by luck, and the seed is fixed


def chance_of_all(share: float) -> float:
    return (1.0 - share) * max(0.0, 2.0 * share - 1.0)


def quiet(_text: str) -> None:
    return


def compared(config: Path, *settings: str, **asked: Any) -> SettlingResults:
    loaded = load_case(config, settings)
    return settle.settle(loaded, Asked(**{"runs": 40_000, "seed": 1} | asked), quiet, quiet)


def within(estimate: Any, chance: float) -> bool:
    return abs(estimate.value - chance) <= LARGE * math.sqrt(chance * (1 - chance) / estimate.runs)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_config(tmp_path_factory.mktemp("known"), KNOWN, "known.toml")


@pytest.fixture(scope="module")
def result(known: Path) -> SettlingResults:
    return compared(known, scenario="joint")


# --- The known optimum ----------------------------------------------------------------------------


def test_each_key_has_the_chances_of_the_closed_form(result: SettlingResults):
    assert list(result.keys) == ["workplaces", "inhabitants", "equal", "baseline_cost"]
    for name, share in EAST.items():
        row = result.keys[name]
        assert within(row.partners["east"], 1.0 - share)
        assert within(row.partners["west"], max(0.0, 2.0 * share - 1.0))
        assert within(row.every, chance_of_all(share))
        assert row.every.runs == 20_000
        assert row.every.low <= row.every.value <= row.every.high


def test_the_mix_comes_to_the_share_that_is_best_for_all(result: SettlingResults):
    share = sum(weight * EAST[name] for name, weight in result.mix.weights.items())

    assert result.best_key == "inhabitants"
    assert len(result.mix.weights) == 2
    assert chance_of_all(share) >= chance_of_all(0.75) - 0.002
    assert within(result.mix.every, chance_of_all(share))


def test_it_is_better_than_the_best_single_key_by_what_it_must_be(result: SettlingResults):
    behind = result.keys["inhabitants"].behind
    share = sum(weight * EAST[name] for name, weight in result.mix.weights.items())

    assert behind.low <= chance_of_all(share) - chance_of_all(0.85) <= behind.high
    assert behind.low > 0.0
    assert result.mix.behind.value == result.mix.behind.low == result.mix.behind.high == 0.0


def test_the_difference_is_counted_in_the_fresh_runs(known: Path, result: SettlingResults):
    """The same figures from the draws themselves, in plain NumPy."""
    draws = prepare(load_case(known).case, 1).first_runs(40_000, with_inputs=True)
    x, y = draws["x"][20_000:] / 1e6, draws["y"][20_000:] / 1e6

    def wins(share: float) -> np.ndarray:
        return (x > share) & (y > 1.0 - share)

    mix = wins(sum(weight * EAST[name] for name, weight in result.mix.weights.items()))
    assert result.mix.every.value == mix.mean()
    for name, share in EAST.items():
        key, row = wins(share), result.keys[name]
        assert row.every.value == key.mean()
        assert row.behind.value == pytest.approx(mix.mean() - key.mean(), abs=1e-12)
        first, second = int((mix & ~key).sum()), int((key & ~mix).sum())
        assert (row.behind.low, row.behind.high) == paired_difference(first, second, 20_000)


def test_the_councils_together_are_the_bound(result: SettlingResults):
    """x + y > 1: a triangle of legs 1/2 in the rectangle 1 by 1/2, a quarter of it."""
    assert within(result.together, 0.25)
    assert all(row.every.value <= result.together.value for row in result.rows().values())


def test_only_the_keys_asked_for_are_compared_and_mixed(known: Path):
    found = compared(known, scenario="joint", keys=("equal", "inhabitants"))

    assert list(found.keys) == ["inhabitants", "equal"]
    assert found.mix.weights.keys() == {"inhabitants", "equal"}
    assert found.configured_key == "workplaces"
    assert within(found.configured.every, chance_of_all(0.6))


def test_a_mix_in_the_config_is_a_row_of_its_own(known: Path):
    found = compared(known)

    assert found.scenario == "more"
    assert found.configured_key is None
    assert found.configured.weights == {}
    assert within(found.configured.every, chance_of_all((0.85 + 0.5) / 2))


def test_a_key_per_category_is_a_row_of_its_own(known: Path):
    plain = compared(known, scenario="joint", runs=2_000)
    found = compared(
        known, 'settlement.per_category={all="inhabitants"}', scenario="joint", runs=2_000
    )

    assert (plain.configured, plain.configured_key) == (None, "workplaces")
    assert found.configured_key is None
    assert found.configured.every == plain.keys["inhabitants"].every  # the line is of this category
    assert {**found.keys} == {**plain.keys}  # a single key divides every category


# --- The mix is a settlement like any other -------------------------------------------------------

THREE = """
[partners.south]
label = "South"
attributes = { inhabitants = 30, workplaces = 20 }
baseline_eur = { 2020 = 2_000_000 }

[scenarios.joint.lines.of_two]
kind = "yearly"
label = "For two of three"
source = "assumption: a test"
effect = "saving"
amount_eur = 700_000
partners = ["west", "south"]

[scenarios.joint.lines.moved]
kind = "yearly"
label = "West pays the others"
source = "assumption: a test"
amount_eur = 10_000
transfer = { from = "west" }
"""


def test_the_chances_of_the_mix_are_those_of_a_case_settled_by_it(tmp_path: Path):
    """Also where a line of some partners makes gains bend with the weights."""
    text = KNOWN.replace("settled = false", "settled = true") + THREE
    config = small_config(tmp_path, text)
    found = compared(config, scenario="joint", keys=("inhabitants", "workplaces", "equal"))
    weights = ", ".join(f"{name} = {weight!r}" for name, weight in found.mix.weights.items())

    settled = load_case(config, (f"settlement.key={{{weights}}}",))
    draws = prepare(settled.case, 1).first_runs(40_000)

    for partner, chance in found.mix.partners.items():
        assert chance.value == (draws[f"joint.{partner}.saving.2020"][20_000:] > 1e-6).mean()
    every = draws["joint.all_partners.2020"][20_000:] > 1e-6
    assert found.mix.every.value == every.mean()


def test_gains_are_linear_in_the_weights_where_all_bear_the_lines():
    """The first case under a mix of three keys, one of them sampled, against the mean of each."""
    loaded = load_case(CONFIGS / "3_0.toml")
    weights = {"inhabitants": 0.5, "workplaces": 0.2, BASELINE_COST: 0.3}
    partners = list(loaded.case.partners)

    def gains(key: str) -> np.ndarray:
        case = load_case(CONFIGS / "3_0.toml", (f"settlement.key={key}",)).case
        draws = prepare(case, 3).first_runs(500)
        return np.stack([draws[f"s3.{name}.saving.2023"] for name in partners])

    table = ", ".join(f"{name} = {weight}" for name, weight in weights.items())
    alone = np.stack([gains(f'"{name}"') for name in weights])

    expected = mixed(alone, np.array(list(weights.values())))
    assert gains(f"{{{table}}}") == pytest.approx(expected, rel=1e-9, abs=1e-3)


@pytest.mark.parametrize("name", ["3_0.toml", "2_0.toml", "3_0_outside_view.toml"])
@pytest.mark.parametrize("keys", [(), ("inhabitants", "equal", "workplaces")])
def test_on_fresh_draws_the_mix_of_the_shipped_cases_is_no_worse(name: str, keys: tuple[str, ...]):
    found = compared(CONFIGS / name, keys=keys, runs=20_000)

    for row in found.keys.values():
        assert row.behind.high >= 0.0
        assert row.every.value <= found.together.value


def test_the_search_sees_the_first_half_and_no_more_than_it_can_hold():
    assert (Asked(5, 1).search_runs, Asked(5, 1).fresh_runs) == (2, 3)
    assert Asked(10_000_000, 1).search_runs == 2**17
    assert Asked(10_000_000, 1).fresh_runs == 10_000_000 - 2**17


# --- Where nothing varies, where nobody gains -----------------------------------------------------


def test_where_nothing_is_drawn_nothing_is_uncertain(tmp_path: Path):
    fixed = KNOWN.replace('"x"', "850_000").replace('"y"', "400_000")
    text = "\n".join(
        part for part in fixed.split("\n\n") if not part.strip().startswith("[inputs.")
    )
    found = compared(small_config(tmp_path, text), scenario="joint", runs=10)

    # East saves 0.85, West 0.4: shares between 0.6 and 0.85 suit both, neither end does.
    assert {name: row.every.value for name, row in found.keys.items()} == dict.fromkeys(EAST, 0.0)
    assert found.mix.every.low == found.mix.every.value == found.mix.every.high == 1.0
    assert found.keys["equal"].behind.low == 1.0
    assert 0.6 < sum(w * EAST[name] for name, w in found.mix.weights.items()) < 0.85


def test_where_somebody_never_gains_it_is_said(known: Path):
    shown = call("settle", known, "--runs", 2_000, "--scenario", "joint", "--quiet",
                 "--set", "inputs.y.high=0.001").stdout  # fmt: skip

    assert "No mix of these keys was found under which every council is ever better" in one_line(
        shown
    )


# --- The command ----------------------------------------------------------------------------------


def one_line(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_table_has_a_row_for_each_key_and_says_what_the_mix_adds(known: Path):
    result = call("settle", known, "--scenario", "joint", "--runs", 40_000, "--seed", 1)
    lines = result.stdout.replace("\u00a0", " ").splitlines()

    assert result.exit_code == 0, result.stderr
    assert max(map(len, lines)) <= 80
    assert lines[0] == "A known optimum"
    assert lines[1] == "Joint: how often each council is better off by the end of 2020"
    [head] = [line for line in lines if line.startswith("key ")]
    assert head.split() == ["key", "every", "council", "East", "West"]
    rows = [line for line in lines if "%" in line][: len(EAST) + 1]
    labels = ("workplaces", "inhabitants", "equal parts", "cost of going on alone", "best mix")
    assert all(row.startswith(label) for row, label in zip(rows, labels, strict=True))
    text = one_line(result.stdout)
    assert "The config divides by workplaces." in text
    assert "percentage points more than by the best single key, inhabitants." in text
    told = re.search(r"is better off: ([\d.]+) % ± ([\d.]+); that is ([\d.]+) ± ([\d.]+) per", text)
    value, margin, points, their_margin = map(float, told.groups())
    assert abs(value - 12.5) < 2 * margin < 1.2  # the closed form, and 0.45 points of error
    assert abs(points - 2.0) < 2 * their_margin < 1.2
    assert re.search(r"Best mix: \d\d % inhabitants, \d\d % \w[\w ]+\. Chance", text)
    assert "Chance that the councils together are better off: 2" in text
    assert "chosen in 20,000 calculated futures; all chances are over 20,000 others" in text
    assert result.stderr.splitlines()[-1] == "searching the best mix of 4 keys on 20,000 futures"


def test_the_table_comes_in_dutch_with_the_texts_of_the_config(tmp_path: Path):
    own = """
[texts.nl]
"A known optimum" = "Een bekend optimum"
"Joint: one centre" = "Samen: een centrum"
"East" = "Oost"
workplaces = "aantal werkplekken"
"""
    config = small_config(tmp_path, KNOWN + own)
    asked = ("settle", config, "--scenario", "joint", "--runs", 2_000, "--seed", 1, "--quiet")
    lines = call(*asked, "--lang", "nl").stdout.replace("\u00a0", " ").splitlines()
    english = call(*asked).stdout

    assert lines[0] == "Een bekend optimum"
    assert lines[1].startswith("Samen: ")
    [head] = [line for line in lines if line.split()[-2:] == ["Oost", "West"]]
    assert head.startswith("verdeelsleutel ")
    assert any(line.startswith("aantal werkplekken ") for line in lines)
    assert "verdeelt naar aantal werkplekken" in one_line(" ".join(lines))
    assert "werkplekken" not in english
    assert call(*asked, "--json", "--lang", "nl").stdout == call(*asked, "--json").stdout


def test_a_gain_that_chance_can_make_is_not_called_one(result: SettlingResults):
    """The sentence follows the interval: here from 0.1 points below to 0.3 above."""
    row = result.keys["inhabitants"]
    unsure = dataclasses.replace(row.behind, value=0.001, low=-0.001, high=0.003)
    keys = {**result.keys, "inhabitants": dataclasses.replace(row, behind=unsure)}
    _, said, _ = settling.sentences(dataclasses.replace(result, keys=keys))

    text = one_line(said)
    # Rounded as every figure in detail is, to the decimal place of its error.
    assert "Against the best single key, inhabitants, that is 0.1 ± 0.2 percentage points" in text
    assert "more than by" not in text


def test_a_single_key_that_is_best_is_named_as_such(known: Path):
    found = compared(known, scenario="joint", keys=("inhabitants",), runs=4_000)
    _, said, _ = settling.sentences(found)

    assert found.mix.weights == {"inhabitants": 1.0}
    assert "does better than a single one, inhabitants. Chance" in said


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        ({"a_b": 0.4, "equal": 0.6}, "60 % equal parts, 40 % a b"),
        ({"x": 0.785, "baseline_cost": 0.215}, "78.5 % x, 21.5 % cost of going on alone"),
        ({"x": 1 / 3, "y": 2 / 3}, "66.67 % y, 33.33 % x"),
    ],
)
def test_weights_in_words(result: SettlingResults, weights: dict[str, float], text: str):
    row = dataclasses.replace(result.mix, weights=weights)

    assert settling.mix(result, row).replace("\u00a0", " ") == text


def test_the_json_has_every_figure_by_name(known: Path, tmp_path: Path, result: SettlingResults):
    out = tmp_path / "keys.json"
    asked = ("settle", known, "--scenario", "joint", "--runs", "40k", "--seed", 1, "--quiet")
    shown = call(*asked, "--json", "--out", out)
    found = json.loads(shown.stdout)

    assert (shown.exit_code, shown.stderr) == (0, "")
    assert out.read_text("utf-8") == shown.stdout
    figures = {one["name"]: one for one in found["figures"]}
    assert len(figures) == len(found["figures"])
    assert found["mix"]["weights"] == result.mix.weights
    assert found["configured_key"] == "workplaces"
    for name, estimate in {
        "joint.beats.2020": result.together,
        "joint.settle.key.equal.west.beats.2020": result.keys["equal"].partners["west"],
        "joint.settle.key.equal.all_partners.2020": result.keys["equal"].every,
        "joint.settle.key.equal.behind_mix.2020": result.keys["equal"].behind,
        "joint.settle.mix.all_partners.2020": result.mix.every,
    }.items():
        one = figures[name]
        found_one = (one["value"], one["low"], one["high"], one["runs"])
        assert found_one == (estimate.value, estimate.low, estimate.high, estimate.runs)
    again = call(*asked, "--out", out)
    assert again.exit_code == 5
    assert "--force replaces it" in again.stderr
    assert call(*asked, "--out", out, "--force").exit_code == 0


def test_a_file_that_could_not_be_written_is_told_before_anything_runs(known: Path, tmp_path: Path):
    result = call("settle", known, "--out", tmp_path / "none" / "keys.json")

    assert result.exit_code == 5
    assert "none is no folder; make it first" in result.stderr
    assert "dividing by" not in result.stderr


def test_many_councils_come_in_blocks_and_none_is_left_out(tmp_path: Path):
    partners = "\n".join(
        f'[partners.p{n}]\nlabel = "Council number {n}"\nattributes = {{ inhabitants = {n + 5}, '
        f"workplaces = {20 - n} }}\nbaseline_eur = {{ 2020 = 1_000_000 }}\n"
        for n in range(12)
    )
    config = small_config(tmp_path, KNOWN + partners)
    shown = call("settle", config, "--scenario", "joint", "--runs", 200, "--quiet").stdout

    assert max(map(len, shown.splitlines())) <= 80
    heads = " ".join(line for line in shown.splitlines() if line.startswith("key "))
    for name in ("every council", "East", "West", *(f"Council number {n}" for n in range(12))):
        assert heads.count(f" {name} ") + heads.endswith(f" {name}") >= 1, name


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--year", "1990"], "--year 1990 is not between 2020 and 2022"),
        (["--year", "2023"], "--year 2023 is not between 2020 and 2022"),
        (["--scenario", "nope"], "there is no scenario 'nope'; the case has joint, more"),
        (["--key", "lawns"], "'lawns' is no key; all partners have inhabitants, workplaces, equal"),
        (["--runs", "1"], "1 is not between 2 and 10_000_000"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(known: Path, words: list[str], message: str):
    result = call("settle", known, *words)

    assert result.exit_code == 2
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert message in line


def test_one_partner_or_no_scenario_has_nothing_to_divide(tmp_path: Path):
    baseline = call("settle", CONFIGS / "baseline.toml")
    alone = KNOWN.partition("[partners.west]")[0] + "[inputs.x]" + KNOWN.partition("[inputs.x]")[2]
    alone = alone.partition("[scenarios.joint.lines.of_west]")[0]
    one = call("settle", small_config(tmp_path, alone))

    assert baseline.exit_code == one.exit_code == 2
    assert "the case has no scenarios" in baseline.stderr
    assert "the case has one partner: there is nothing to divide" in one.stderr


def test_more_runs_than_memory_holds_are_refused(known: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settle, "LARGEST_STORE", 10_000)
    result = call("settle", known, "--runs", 2_000, "--quiet")

    assert result.exit_code == 2
    # 4 keys, 2 partners, 1,000 runs to search take 8,000 of the 10,000 numbers.
    assert "2,000 runs of 2 partners do not fit into memory together" in result.stderr
    assert "--runs 1,000 is the most" in result.stderr


def test_a_key_that_gives_a_cost_to_nobody_is_left_out(tmp_path: Path):
    text = (KNOWN + THREE).replace("workplaces = 40", "workplaces = 0")
    text = text.replace("workplaces = 20", "workplaces = 0").replace('key = "workplaces"', "")
    result = call("settle", small_config(tmp_path, text), "--scenario", "joint", "--runs", 500)

    assert result.exit_code == 0
    assert "warning: workplaces is left out: a cost has nobody to bear it" in result.stderr
    assert "workplaces" not in result.stdout
    none = call("settle", tmp_path / "small.toml", "--key", "workplaces", "--scenario", "joint")
    assert none.exit_code == 2
    assert none.stderr.splitlines()[-1] == "error: no key is left: each gives some cost to nobody"
