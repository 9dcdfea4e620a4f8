"""``ictsim check``: the resolved model, where each value stands, and what two configs differ in."""

from __future__ import annotations

import json
import math
import os
import re
import resource
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from scipy import stats
from strategies import cases
from test_cli_small import SMALL, call, small_config

from ictsim.cli.check_diff import diff_data
from ictsim.cli.check_view import check_text
from ictsim.cli.check_words import number, places, rounded, share, value_text, wrapped
from ictsim.compile.base_amounts import base_amounts
from ictsim.config import load_case
from ictsim.distributions import AnyDistribution, Distribution
from ictsim.distributions.summary import summary
from ictsim.study.base import base_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ictsim.model import Case

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
SHIPPED = sorted(CONFIGS.glob("*.toml"))
PLAN, OUTSIDE = CONFIGS / "3_0.toml", CONFIGS / "3_0_outside_view.toml"
SLOW_TO_IMPORT = {"matplotlib", "numba", "pandas", "scipy.stats"}

Table = dict[str, Any]


def checked(config: Path, *words: str) -> Table:
    """What ``check --json`` prints."""
    result = call("check", config, "--json", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def outside() -> Table:
    return checked(OUTSIDE)


def law_of(**table: Any) -> Distribution:
    from pydantic import TypeAdapter

    return TypeAdapter(AnyDistribution).validate_python(table)


# ---------------------------------------------------------------------------------------------
# Base amounts: by numbers, and by the core


def assert_as_the_core(case: Case) -> None:
    computed, expected = base_amounts(case), base_case(case).lines
    assert computed.keys() == expected.keys()
    for line, amounts in expected.items():
        scale = max(map(abs, amounts.values()), default=0.0)
        for year, amount in amounts.items():
            assert computed[line][year] == pytest.approx(amount, rel=1e-9, abs=1e-9 * scale + 1e-6)


@pytest.mark.parametrize("config", SHIPPED, ids=lambda path: path.stem)
def test_base_amounts_are_those_of_the_core(config: Path):
    assert_as_the_core(load_case(config).case)


@settings(max_examples=25)
@given(cases())
def test_base_amounts_of_random_cases_are_those_of_the_core(case: Case):
    assert_as_the_core(case)


def test_no_event_happens_in_the_base_case(tmp_path: Path):
    text = (
        SMALL
        + """
[events.fire]
kind = "hazard"
rate = 1.0
label = "Fire"

[scenarios.more.lines.after_fire]
kind = "yearly"
label = "After a fire"
amount_eur = 1000.0
when = "fire"

[scenarios.more.lines.before_fire]
kind = "yearly"
label = "Until a fire"
amount_eur = 1000.0
until = "fire"
"""
    )
    amounts = base_amounts(load_case(small_config(tmp_path, text)).case)

    assert set(amounts["more.after_fire"].values()) == {0.0}
    assert set(amounts["more.before_fire"].values()) == {1000.0}


# ---------------------------------------------------------------------------------------------
# Figures of an input, each by another road


def test_figures_of_a_pert_are_those_of_the_beta_of_scipy():
    found = summary(law_of(dist="pert", low=1.0, mode=2.0, high=5.0, base=2.5))
    twin = stats.beta(1 + 4 * 0.25, 1 + 4 * 0.75, loc=1.0, scale=4.0)

    for level, value in found.percentiles.items():
        assert value == pytest.approx(twin.ppf(level / 100), rel=1e-9)
    assert found.mean == pytest.approx((1 + 4 * 2 + 5) / 6)
    assert found.below_base == pytest.approx(twin.cdf(2.5))
    assert (found.base, found.at_base, found.capped_share, found.drawn) == (2.5, 0.0, 0.0, True)


def test_figures_of_a_capped_mixture_by_hand():
    """0 in 35 %, else uniform on 1 ... 2 (40 %) or exponential tail of a Pareto, capped at 3."""
    parts = [
        {"dist": "constant", "value": 0.0},
        {"dist": "uniform", "low": 1.0, "high": 2.0},
        {"dist": "pareto", "xm": 2.0, "alpha": 2.0},
    ]
    weights = [0.35, 0.40, 0.25]
    found = summary(law_of(dist="mixture", weights=weights, components=parts, cap=3.0, base=1.5))

    beyond = 0.25 * (2.0 / 3.0) ** 2
    # E[min(X, 3)] of the Pareto: 2 + integral of (2/x)^2 from 2 to 3.
    mean = 0.40 * 1.5 + 0.25 * (2.0 + 4.0 * (1 / 2 - 1 / 3))
    assert found.mean == pytest.approx(mean, rel=1e-9)
    assert found.capped_share == pytest.approx(beyond)
    assert found.percentiles[10] == 0.0
    assert found.percentiles[50] == pytest.approx(1.0 + 0.15 / 0.40)
    assert found.percentiles[90] == 3.0 if beyond >= 0.1 else found.percentiles[90] < 3.0
    assert found.below_base == pytest.approx(0.35 + 0.40 * 0.5)


def test_the_upper_percentile_keeps_its_digits():
    found = summary(law_of(dist="normal", mean=0.0, sd=1.0))

    assert found.percentiles[99] == pytest.approx(-stats.norm.ppf(0.01), rel=1e-14)


def test_a_base_that_is_an_exact_value_is_told_apart():
    found = summary(law_of(dist="bernoulli", p=0.3))

    assert (found.base, found.below_base) == (0.0, 0.0)
    assert found.at_base == pytest.approx(0.7)


def test_without_a_base_or_a_range_there_is_no_figure_for_them():
    mixture = law_of(dist="mixture", weights=[1.0], components=[{"dist": "constant", "value": 2.0}])

    assert summary(mixture).base is None
    assert summary(mixture).below_base is None
    assert summary(mixture).drawn is False


@pytest.mark.parametrize("cap", [0.5, 1.2, 1.55, 3.0, 50.0])
def test_the_mean_below_a_cap_is_that_of_the_whole_law(cap: float):
    parts = [
        {"dist": "pert", "low": 0.2, "mode": 1.0, "high": 1.5},
        {"dist": "pareto", "xm": 1.5, "alpha": 3.0},
    ]
    mixture = {"dist": "mixture", "weights": [0.9, 0.1], "components": parts, "base": 1.0}
    law = law_of(**mixture, cap=cap)
    x = [cap * k / 20_000 for k in range(20_001)]
    above = [float(value) for value in law_of(**mixture).sf(x)]
    trapezium = sum((a + b) / 2 for a, b in pairwise(above)) * cap / 20_000

    assert law.mean_value() == pytest.approx(trapezium, rel=1e-5)


# ---------------------------------------------------------------------------------------------
# Each value and its place


def given_in(node: Any, key: str = "") -> Iterator[tuple[str, Table]]:
    """Every value with a place, and its key."""
    if isinstance(node, dict) and set(node) == {"value", "file", "line"}:
        yield key, node
    elif isinstance(node, dict):
        for name, inner in node.items():
            yield from given_in(inner, name)


@pytest.mark.parametrize("config", SHIPPED, ids=lambda path: path.stem)
def test_every_value_stands_in_the_line_that_is_named(config: Path):
    """A base that no file gives is the mode, or the value, of the layer it was taken from."""
    texts: dict[str, list[str]] = {}
    found = list(given_in(checked(config)))

    assert len(found) > 50
    for key, given_ in found:
        lines = texts.setdefault(given_["file"], Path(given_["file"]).read_text().splitlines())
        words = f"base|mode|value|dist|{key}" if key == "base" else re.escape(key)
        assert re.search(rf"\b({words})\b", lines[given_["line"] - 1]), (key, given_)


def test_the_values_are_the_merged_ones(outside: Table):
    for name, law in load_case(OUTSIDE).case.inputs.items():
        values = outside["inputs"][name]["values"]
        for key, given_ in values.items():
            if isinstance(given_["value"], int | float | str):
                assert getattr(law, key) == given_["value"]
        assert outside["inputs"][name]["figures"]["base"] == law.base_value()


LAYER = """extends = "small.toml"

[inputs.na]
high = 0.05
"""


def test_a_later_layer_and_a_setting_show_as_the_place_of_what_they_change(tmp_path: Path):
    small_config(tmp_path)
    layer = small_config(tmp_path, LAYER, "layer.toml")

    values = checked(layer, "--set", "inputs.na.low=0.01")["inputs"]["na"]["values"]

    assert (values["high"]["value"], values["high"]["line"]) == (0.05, 4)
    assert values["high"]["file"] == str(layer)
    assert values["mode"]["file"] == str(tmp_path / "small.toml")
    assert values["low"] == {"value": 0.01, "file": "--set inputs.na.low=0.01", "line": 0}
    text = call("check", layer, "--set", "inputs.na.low=0.01").stdout
    assert "--set inputs.na.low=0.01" in text
    assert re.search(r"high: \S*layer\.toml:4", " ".join(text.split()))


def test_places_are_spans_with_keys_where_files_differ():
    def at(file: str, line: int) -> Table:
        return {"value": 1, "file": file, "line": line}

    values = {"a": at("x", 3), "b": at("x", 9), "c": {"2020": at("y", 4)}, "d": at("--set d=1", 0)}

    assert places(values) == "x:3-9; c: y:4; d: --set d=1"
    assert places({"a": at("x", 3)}) == "x:3"
    assert places({}) == ""


# ---------------------------------------------------------------------------------------------
# What is shown


@pytest.mark.parametrize("config", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("width", [80, 60, 200])
def test_no_line_is_wider_than_the_terminal(config: Path, width: int):
    """But for a word that is longer by itself: nothing is cut off."""
    for line in check_text(checked(config), width).splitlines():
        assert len(line) < width or len(line.split()) <= 2, line


def test_the_last_line_counts(outside: Table):
    lines = call("check", OUTSIDE).stdout.splitlines()
    inputs = sum(len(tomllib.loads(f.read_text()).get("inputs", {})) for f in SHIPPED)

    found = re.fullmatch(r"valid: (\d+) inputs, (\d+) lines, (\d+) warnings?", lines[-1])
    assert found
    assert int(found[1]) == len(outside["inputs"]) <= inputs
    assert int(found[2]) == sum(len(s["lines"]) for s in outside["scenarios"].values())
    assert int(found[3]) == len(outside["warnings"])


def test_the_text_names_everything_the_config_holds(outside: Table):
    text = call("check", OUTSIDE).stdout
    flat = " ".join(text.split())

    for section in ("inputs", "schedules", "indices", "partners"):
        for name in outside[section]:
            assert re.search(rf"^{name}\b", text, re.MULTILINE), name
    for pair in (pair for item in outside["correlations"].values() for pair in item["pairs"]):
        assert f"{' and '.join(pair['inputs'])}: " in flat
    for key in ("omitted", "not_in_money", "waiting", "assumptions", "inconsistencies"):
        for entry in outside["case"]["values"].get(key, {"value": []})["value"]:
            assert " ".join(entry.split()) in flat
    for item in outside["inputs"].values():
        assert item["values"]["source"]["value"] in flat


def test_inherited_and_dropped_lines_are_shown_where_they_count(tmp_path: Path):
    text = (
        SMALL
        + """
[scenarios.less]
label = "less"
builds_on = "more"
without = ["gain"]

[scenarios.less.lines.own]
kind = "yearly"
label = "Own"
amount_eur = 5000.0
"""
    )
    config = small_config(tmp_path, text)
    data, shown = checked(config), call("check", config).stdout
    less = data["scenarios"]["less"]

    assert "more.gain" in less["dropped"]
    assert "more.gain" not in less["counted"]
    assert "less.own" in less["counted"]
    part = shown[shown.index("SCENARIO less") :]
    assert "builds on more, without more.gain" in part
    lines = data["scenarios"]["nan"]["lines"] | data["scenarios"]["more"]["lines"]
    for year, amount in less["base_eur"].items():
        own = less["lines"]["own"]["base_eur"][year]
        kept = [line["base_eur"][year] for name, line in lines.items() if name != "gain"]
        assert amount == pytest.approx(own + sum(kept))


def test_in_a_pipe_there_are_no_signs_that_steer_a_terminal(tmp_path: Path):
    hostile = SMALL.replace('"A small case"', r'"A\u001B[31m \u202Esmall\u0007 case"')
    config = small_config(tmp_path, hostile)

    text = call("check", config).stdout

    assert all(c.isprintable() or c == "\n" for c in text)
    assert "A [31m small case" in text.splitlines()[0]


def test_numbers_are_written_as_they_were_given():
    assert number(0.389277389) == "0.389277389"
    assert number(1_200_000.0) == "1_200_000"
    assert number(2015.0) == "2015"
    assert value_text(True) == "true"
    assert value_text([1.0, "a b", 'x"']) == '[1, a b, "x""]'
    assert value_text({"dist": "pert", "low": 0}) == "pert (low 0)"
    assert value_text(list(range(30))).endswith("10, 11, ... 30 in all]")


def test_computed_numbers_have_four_digits():
    assert [rounded(x) for x in (0.0123456, 12.34567, 5048.2, 123456.7, None)] == [
        "0.01235",
        "12.35",
        "5048",
        "123_457",
        "none",
    ]


def test_a_share_is_never_nothing_or_all_by_rounding():
    assert [share(x) for x in (0.0, 1e-9, 0.1834, 1.0 - 1e-9, 1.0)] == [
        "0 %",
        "less than 0.1 %",
        "18.3 %",
        "more than 99.9 %",
        "100 %",
    ]


def test_wrapping_keeps_all_words_and_no_line_is_too_long():
    text = "one two three four " + "x" * 30

    lines = list(wrapped(text, 20))

    assert " ".join(lines).split() == text.split()
    assert lines == ["  one two three four", f"    {'x' * 30}"]


TWO_ATOMS = """
[inputs.one]
dist = "bernoulli"
p = 0.5
source = "x"

[inputs.two]
dist = "bernoulli"
p = 0.5
source = "x"

[correlations.both]
inputs = ["one", "two"]
rank = 0.6

[scenarios.more.lines.both]
kind = "yearly"
label = "Both"
amount_eur = 1.0
factors = ["one", "two"]
"""


def test_the_realised_correlation_of_exact_values_is_told(tmp_path: Path):
    """Two fair coins: P(both) = 1/4 + asin(r)/(2 pi), so the correlation is 2 asin(r)/pi."""
    config = small_config(tmp_path, SMALL + TWO_ATOMS)
    [pair] = checked(config)["correlations"]["both"]["pairs"]
    expected = 2 / math.pi * math.asin(2 * math.sin(math.pi * 0.6 / 6))

    assert (pair["asked"], pair["rank"]) == (0.6, 0.6)
    assert pair["realised"] == pytest.approx(expected, abs=1e-5)
    text = " ".join(call("check", config).stdout.split())
    assert f"one and two: 0.6, realised {expected:.3f} (" in text


def test_the_scale_of_the_case_shows_in_its_correlations(tmp_path: Path):
    config = small_config(tmp_path, SMALL + TWO_ATOMS)
    words = "--set", 'case.correlation="x0.5"'

    [pair] = checked(config, *words)["correlations"]["both"]["pairs"]

    assert (pair["asked"], pair["rank"]) == (0.6, 0.3)
    assert "0.6, scaled to 0.3" in call("check", config, *words).stdout


ONE_MORE_PAYER = """
[scenarios.apart]
label = "Each its own"
builds_on = "more"

[scenarios.apart.settlement]
key = "equal"
settled = false
source = "assumption: neighbours"
"""


def test_who_pays_what_is_said_in_words(tmp_path: Path):
    """100 and 60 inhabitants: five and three eighths; scenarios that do the same stand together."""
    config = small_config(tmp_path, SMALL + ONE_MORE_PAYER)
    text = call("check", config).stdout
    part = " ".join(text[text.index("WHO PAYS") :].split())

    assert (
        "nan, more: the whole ICT cost of all partners, from 2020 on, by inhabitants "
        "(none 62.5 %, null 37.5 %)"
    ) in part
    assert (
        "apart: each its own cost of going on alone; only the costs and savings of the scenario "
        "in equal parts (none 50 %, null 50 %)"
    ) in part
    assert re.search(r"apart\.settlement key equal, settled false \(\S+:\d+-\d+\) source: ", part)
    assert checked(config)["who_pays"]["apart"] == {
        "key": "equal",
        "settled": False,
        "shares": {"none": 0.5, "null": 0.5},
    }


def test_who_pays_is_told_where_the_config_leaves_it_to_the_default(tmp_path: Path):
    text = SMALL.replace('[settlement]\nkey = "inhabitants"\n', "")
    assert text != SMALL

    shown = call("check", small_config(tmp_path, text)).stdout

    assert "WHO PAYS" in shown
    assert "the whole ICT cost of all partners, from 2020 on, by" in " ".join(shown.split())


@pytest.mark.parametrize("settled", [True, False])
def test_what_is_said_of_who_pays_is_what_the_core_computes(tmp_path: Path, settled: bool):
    """Base case: a partner's change is its share of all cost less its own, or of the change."""
    text = SMALL.replace(
        'key = "inhabitants"', f'key = "inhabitants"\nsettled = {str(settled).lower()}'
    )
    config = small_config(tmp_path, text)
    tables = json.loads(call("base", config, "--json").stdout)["with_reconciling"]
    alone, joint = tables["baseline_eur"], tables["scenarios"]["nan"]

    assert checked(config)["who_pays"]["nan"]["settled"] is settled
    for year, change in joint["change_eur"].items():
        together = sum(rows[year] for rows in alone.values())
        for partner, part in (("none", 0.625), ("null", 0.375)):
            own = alone[partner][year]
            expected = part * (together + change) if settled else own + part * change
            found = joint["partners"][partner]["cost_eur"][year]
            assert found == pytest.approx(expected, rel=1e-9)


def test_warnings_are_part_of_the_result(tmp_path: Path):
    config = small_config(tmp_path, SMALL + '\n[inputs.idle]\ndist = "bernoulli"\np = 0.5\n')

    result = call("check", config)
    [warning, *_] = checked(config)["warnings"]

    assert result.stderr == ""
    assert f"{config}:{warning['line']}: inputs.idle" in " ".join(result.stdout.split())
    assert warning["key"].startswith("inputs.idle")


def test_an_invalid_config_ends_in_its_errors_and_3(tmp_path: Path):
    config = small_config(tmp_path, SMALL.replace("horizon = 2026", "horizon = 2010"))

    for words in ([], ["--json"], ["--diff", str(PLAN)]):
        result = call("check", *words, config)
        assert (result.exit_code, result.stdout) == (3, "")
        assert "horizon 2010 is before start 2020" in result.stderr


def test_a_yearly_draw_is_told_with_its_persistence(tmp_path: Path):
    text = SMALL.replace("high = 0.04\n", "high = 0.04\nper_year = true\npersistence = 0.6\n")

    assert "drawn each year, persistence 0.6" in call("check", small_config(tmp_path, text)).stdout


# ---------------------------------------------------------------------------------------------
# Two configs


def test_a_config_does_not_differ_from_itself():
    both = load_case(OUTSIDE), load_case(OUTSIDE)

    assert diff_data(*both)["differences"] == []
    result = call("check", "--diff", OUTSIDE, OUTSIDE)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "no differences")


def parameters(tables: Table) -> Table:
    words = ("label", "unit", "source", "base", "per_year", "persistence")
    return {key: value for key, value in tables.items() if key not in words}


def test_every_changed_input_of_the_outside_view_is_listed_with_its_line():
    """Which ones change is found from the merged tables alone, the lines from the files."""
    old, new = load_case(PLAN).tables["inputs"], load_case(OUTSIDE).tables["inputs"]
    expected = {n for n in old if n in new and parameters(old[n]) != parameters(new[n])}
    result = call("check", "--diff", PLAN, OUTSIDE, "--json")
    changes = json.loads(result.stdout)["differences"]
    found = {c["key"].split(".")[1]: c for c in changes if c["key"].endswith(".distribution")}

    assert found.keys() == expected
    assert len(expected) > 10
    for name, change in found.items():
        for side, tables in (("old", old), ("new", new)):
            assert change[side]["value"] == parameters(tables[name])
            lines = Path(change[side]["file"]).read_text().splitlines()
            above = [line for line in lines[: change[side]["line"]] if line.startswith("[")]
            assert above[-1] == f"[inputs.{name}]"
    added = {c["key"].split(".")[1] for c in changes if c["state"] == "added"}
    assert set(new) - set(old) <= added


def test_the_other_way_round_old_and_new_change_places():
    there = diff_data(load_case(PLAN), load_case(OUTSIDE))["differences"]
    back = diff_data(load_case(OUTSIDE), load_case(PLAN))["differences"]
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}

    assert {(c["key"], c["state"], str(c["old"]), str(c["new"])) for c in there} == {
        (c["key"], opposite[c["state"]], str(c["new"]), str(c["old"])) for c in back
    }


def differing(tmp_path: Path, old: str, new: str) -> list[Table]:
    configs = small_config(tmp_path, old, "old.toml"), small_config(tmp_path, new, "new.toml")
    return diff_data(*map(load_case, configs))["differences"]


def test_what_means_the_same_is_no_difference(tmp_path: Path):
    """A default written out, a base that is the mode, a whole number for a float."""
    same = SMALL.replace("mode = 0.02\n", "mode = 0.02\nbase = 0.02\n", 1)
    same = same.replace("inhabitants = 100 ", "inhabitants = 100.0 ")

    assert same != SMALL
    assert differing(tmp_path, SMALL, same) == []


def test_one_changed_parameter_is_one_change_at_its_line(tmp_path: Path):
    changed = SMALL.replace("high = 0.04\n", "high = 0.06\n", 1)
    [change] = differing(tmp_path, SMALL, changed)
    line = changed.splitlines().index("high = 0.06") + 1

    assert (change["key"], change["state"]) == ("inputs.na.distribution", "changed")
    assert change["old"]["value"]["high"] == 0.04
    assert change["new"]["value"]["high"] == 0.06
    assert (change["new"]["file"], change["new"]["line"]) == (str(tmp_path / "new.toml"), line)


def test_a_base_moves_with_the_mode_where_none_is_given(tmp_path: Path):
    """Then the plan moves too, but it says so in the distribution."""
    [change] = differing(tmp_path, SMALL, SMALL.replace("mode = 0.02\n", "mode = 0.03\n", 1))

    assert change["key"] == "inputs.na.distribution"


def test_added_and_removed_items_and_keys(tmp_path: Path):
    changed = SMALL.replace('source = "', 'description = "')
    old = SMALL + "\n[indices.gone]\nrate = 0.01\nprice_year = 2020\n"
    new = SMALL + "\n[schedules.come]\nplan = [[2021.0, 0.0], [2022.0, 1.0]]\n"
    changes = {change["key"]: change for change in differing(tmp_path, old, new)}

    assert changed
    assert set(changes) == {"indices.gone", "schedules.come"}
    assert (changes["indices.gone"]["state"], changes["indices.gone"]["new"]) == ("removed", None)
    assert changes["schedules.come"]["state"] == "added"
    assert changes["schedules.come"]["new"]["value"]["plan"] == [[2021.0, 0.0], [2022.0, 1.0]]
    text = call("check", "--diff", tmp_path / "old.toml", tmp_path / "new.toml").stdout
    assert text.splitlines()[-1] == "2 differences: 1 added, 1 removed, 0 changed"


def test_sections_come_in_one_order_and_lists_show_what_differs():
    text = call("check", "--diff", PLAN, OUTSIDE).stdout
    headings = [line for line in text.splitlines() if re.fullmatch(r"[A-Z]+", line)]

    assert headings == [
        heading
        for heading in (
            *("CASE", "PARTNERS", "INPUTS", "CORRELATIONS", "EVENTS", "INDICES", "SCHEDULES"),
            *("BASELINE", "SETTLEMENT", "SCENARIOS", "PUBLISHED"),
        )
        if heading in headings
    ]
    assert len(headings) >= 4
    same = set(load_case(PLAN).case.case.assumptions) & set(
        load_case(OUTSIDE).case.case.assumptions
    )
    flat = " ".join(text.split())
    assert same
    assert not any(f"- {entry}" in flat for entry in same)


def test_settings_beside_two_configs_are_refused():
    result = call("check", "--diff", PLAN, OUTSIDE, "--set", "case.horizon=2025")

    assert result.exit_code == 2
    assert "--set beside --diff" in result.stderr


@pytest.mark.parametrize("words", [["--diff", PLAN, OUTSIDE], [PLAN, "--diff", OUTSIDE]])
def test_the_first_config_is_the_old_one_wherever_the_option_stands(words: list[object]):
    """The outside view adds lines to the plan, and takes none away."""
    data = json.loads(call("check", *words, "--json").stdout)
    lines = call("check", *words).stdout.splitlines()
    added = set(load_case(OUTSIDE).case.inputs) - set(load_case(PLAN).case.inputs)
    states = {change["key"]: change["state"] for change in data["differences"]}

    assert (data["old"], data["new"]) == (str(PLAN), str(OUTSIDE))
    assert lines[:2] == [f"- {PLAN}", f"+ {OUTSIDE}"]
    assert len(added) > 5
    assert {states[f"inputs.{name}"] for name in added} == {"added"}
    assert "removed" not in states.values()
    assert {f"+ inputs.{name}" for name in added} <= set(lines)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([PLAN, OUTSIDE], "2 configs; name one, or add --diff to compare two"),
        (["--diff", PLAN], "--diff needs two configs, the old one and the new one; 1 given"),
        (["--diff", PLAN, PLAN, PLAN], "--diff needs two configs"),
        ([], "Missing argument 'CONFIG...'"),
    ],
)
def test_too_few_or_too_many_configs_are_refused(words: list[object], told: str):
    result = call("check", *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


# ---------------------------------------------------------------------------------------------
# Quick


@pytest.mark.parametrize("words", [[OUTSIDE], [OUTSIDE, "--json"], ["--diff", PLAN, OUTSIDE]])
def test_nothing_slow_is_loaded(words: list[object]):
    program = """
import json, sys
from ictsim.cli import main
try:
    main()
except SystemExit as stop:
    print("\\n" + json.dumps({"code": stop.code, "modules": sorted(sys.modules)}))
"""
    run = subprocess.run(
        [sys.executable, "-c", program, "check", *map(str, words)],
        capture_output=True,
        text=True,
        check=True,
    )
    outcome = json.loads(run.stdout.splitlines()[-1])

    assert outcome["code"] == 0
    assert SLOW_TO_IMPORT & set(outcome["modules"]) == set()


def two_thousand_lines() -> str:
    """A case of 2,000 lines: inputs of two kinds, lines of three."""
    parts = [SMALL.replace("[scenarios.more.lines", "[scenarios.more.lines", 1)]
    parts += ["[schedules.ramp_up]", "plan = [[2021.0, 0.0], [2024.0, 1.0]]", 'delay = "late"']
    parts += ["[inputs.late]", 'dist = "pert"', "low = 0.0", "mode = 0.5", "high = 2.0"]
    parts += ['source = "assumption: x"', "[indices.pay]", "rate = 0.02", "price_year = 2020"]
    for n in range(110):
        parts += ["", f"[inputs.factor_{n}]", f'label = "Factor {n}"', 'unit = "factor"']
        parts += ['source = "assumption: a source of some length"']
        if n % 4:
            parts += ['dist = "pert"', f"low = {0.5 + n / 1000}", "mode = 1.0", "high = 2.0"]
        else:
            parts += ['dist = "mixture"', "weights = [0.9, 0.1]", "components = ["]
            parts += ['    { dist = "pert", low = 0.8, mode = 1.0, high = 1.5 },']
            parts += ['    { dist = "pareto", xm = 1.5, alpha = 3.0 },', "]"]
            parts += ["cap = 5.0", "base = 1.0"]
    kinds = (
        ['kind = "yearly"', "amount_eur = 20_000", 'index = "pay"', 'schedule = "ramp_up"'],
        ['kind = "one_off"', "amount_eur = 30_000", "phasing = { 2021 = 0.5, 2022 = 0.5 }"],
        ['kind = "staff"', "fte = { desk = 0.5 }", "cost_per_fte_eur = 70_000"],
    )
    n = 0
    while len("\n".join(parts).splitlines()) < 2000:
        parts += ["", f"[scenarios.more.lines.item_{n}]", f'label = "Item {n}"']
        parts += [*kinds[n % 3], f'factors = ["factor_{n % 110}"]', 'source = "assumption: x"']
        n += 1
    return "\n".join(parts) + "\n"


def test_two_thousand_lines_are_checked_within_half_a_second(tmp_path: Path):
    """CPU time against that of an empty program, side by side; the best of each counts.

    Compiled Python files lie in a cache, as they do after an installation.
    """
    config = small_config(tmp_path, two_thousand_lines(), "long.toml")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path / "compiled")

    def seconds(*words: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, *words], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    checked_in, empty = math.inf, math.inf
    for _ in range(25):
        empty = min(empty, seconds("-c", "pass"))
        checked_in = min(checked_in, seconds("-m", "ictsim", "check", str(config)))
        if checked_in - empty <= 0.5:
            break

    assert config.read_text().count("\n") >= 2000
    assert checked_in - empty <= 0.5
