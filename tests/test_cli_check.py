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
from strategies import cases, tables_of_cases
from test_cli_small import SMALL, call, small_config

from ictsim.cli.check_data import check_data
from ictsim.cli.check_diff import diff_data
from ictsim.cli.check_view import check_text
from ictsim.cli.check_words import number, places, rounded, share, value_text, wrapped
from ictsim.cli.placed import Placed, given_in
from ictsim.compile.base_amounts import base_amounts, base_totals
from ictsim.config import LoadedCase, load_case
from ictsim.config.files.reading import Layer
from ictsim.config.layers.origins import Origins
from ictsim.config.loading import validate
from ictsim.distributions import AnyDistribution, Distribution
from ictsim.distributions.base import SHARED_FIELDS
from ictsim.distributions.summary import summary
from ictsim.study.base import base_case
from ictsim.study.dependence import correlation_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ictsim.model import Case

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
SHIPPED = sorted(CONFIGS.glob("*.toml"))
PLAN, OUTSIDE = CONFIGS / "3_0.toml", CONFIGS / "3_0_outside_view.toml"
SLOW_TO_IMPORT = {"matplotlib", "numba", "pandas", "scipy.stats", "babel", "ictsim.report"}

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


@pytest.mark.parametrize("config", SHIPPED, ids=lambda path: path.stem)
def test_the_totals_of_scenarios_are_those_of_the_core(config: Path):
    case = load_case(config).case
    tables = json.loads(call("base", config, "--json").stdout)["with_reconciling"]["scenarios"]
    totals = base_totals(case, base_amounts(case))

    assert totals.keys() == tables.keys()
    for name, by_year in totals.items():
        for year, amount in by_year.items():
            assert amount == pytest.approx(tables[name]["change_eur"][str(year)], abs=1e-3)


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


def placed_in(node: Any, key: str = "") -> Iterator[tuple[str, Table]]:
    """Every value with a place in JSON, and its key."""
    if isinstance(node, dict) and isinstance(node.get("file"), str):
        yield key, node
    elif isinstance(node, dict):
        for name, inner in node.items():
            yield from placed_in(inner, name)


@pytest.mark.parametrize("config", SHIPPED, ids=lambda path: path.stem)
def test_every_value_stands_in_the_line_that_is_named(config: Path):
    """A base that no file gives is the mode, or the value, of the layer it was taken from."""
    texts: dict[str, list[str]] = {}
    found = list(placed_in(checked(config)))

    assert len(found) > 50
    for key, given_ in found:
        lines = texts.setdefault(given_["file"], Path(given_["file"]).read_text().splitlines())
        words = f"base|mode|value|dist|{key}" if key == "base" else re.escape(key)
        assert re.search(rf"(?<!\w)({words})(?!\w)", lines[given_["line"] - 1]), (key, given_)


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
    def at(file: str, line: int) -> Placed:
        return Placed(value=1, file=file, line=line)

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
    for line in check_text(check_data(load_case(config)), width).splitlines():
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


@pytest.mark.parametrize("scale", ["x0", "x0.5", "x1"])
def test_results_and_check_tell_the_same_of_each_pair(tmp_path: Path, scale: str):
    """Pairs are those of the lists in the file; what is realised is told where values tie."""
    trio = """
[correlations.trio]
inputs = ["na", "cost", "one"]
rank = -0.3
source = "a study"
"""
    config = small_config(tmp_path, SMALL + TWO_ATOMS + trio)
    setting = f'case.correlation="{scale}"'
    data = checked(config, "--set", setting)["correlations"]
    rows = correlation_rows(load_case(config, [setting]).case)
    labels = {"na": "=1+1", "cost": "Cost, actual against planned"}
    factor = float(scale[1:])

    expected = [("one", "two", 0.6, ""), *((a, b, -0.3, "a study") for a, b in (
        ("na", "cost"), ("na", "one"), ("cost", "one")
    ))]  # fmt: skip
    found = [(label, pair) for label, item in data.items() for pair in item["pairs"]]
    assert [label for label, _ in found] == ["both", "trio", "trio", "trio"]
    for (_, pair), row, (a, b, rank, source) in zip(found, rows, expected, strict=True):
        assert (pair["inputs"], pair["asked"]) == ([a, b], rank)
        assert (row.a, row.b, row.source) == (labels.get(a, a), labels.get(b, b), source)
        assert row.rank == pair["rank"] == pytest.approx(rank * factor)
        assert pair["with_atoms"] is bool({a, b} & {"one", "two"})
        assert row.realised == (pair["realised"] if pair["with_atoms"] else None)


def test_a_scale_of_nothing_has_no_minus_sign(tmp_path: Path):
    config = small_config(tmp_path, SMALL + TWO_ATOMS.replace("rank = 0.6", "rank = -0.6"))
    words = "--set", 'case.correlation="x0"'

    [pair] = checked(config, *words)["correlations"]["both"]["pairs"]

    assert (pair["rank"], math.copysign(1.0, pair["rank"])) == (0.0, 1.0)
    assert "one and two: -0.6, scaled to 0, realised" in call("check", config, *words).stdout
    assert rounded(-0.0) == "0"


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
        "per_category": {},
        "settled": False,
        "shares": {"none": 0.5, "null": 0.5},
        "keys": [{"category": None, "key": "equal", "base_shares": {"none": 0.5, "null": 0.5}}],
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

    for words in ([], ["--diff", str(PLAN)]):
        result = call("check", *words, config)
        assert (result.exit_code, result.stdout) == (3, "")
        assert "horizon 2010 is before start 2020" in result.stderr


@pytest.mark.parametrize("words", [[], ["--diff", PLAN]])
def test_json_of_an_invalid_config_holds_its_problems(tmp_path: Path, words: list[object]):
    text = SMALL.replace("horizon = 2026", "horizon = 2010").replace("value = 2.0", "value = nan")
    config = small_config(tmp_path, text)

    result = call("check", "--json", *words, config)
    data = json.loads(result.stdout)
    lines = text.splitlines()

    assert (result.exit_code, data["valid"]) == (3, False)
    assert len(data["problems"]) == 2
    assert len(result.stderr.splitlines()) == 3
    for problem in data["problems"]:
        assert problem["file"] == str(config)
        assert problem["message"] in result.stderr
    assert {p["key"] for p in data["problems"]} == {"case", "inputs.fixed.value"}
    found = [p["line"] for p in data["problems"] if p["key"] == "inputs.fixed.value"]
    assert found == [lines.index("value = nan") + 1]


def test_a_missing_config_is_a_problem_in_json_too(tmp_path: Path):
    data = json.loads(call("check", "--json", tmp_path / "gone.toml").stdout)

    assert data["valid"] is False
    assert [problem["file"] for problem in data["problems"]] == [str(tmp_path / "gone.toml")]


def test_the_faults_of_both_configs_are_told_and_shared_ones_once(tmp_path: Path):
    small_config(tmp_path, SMALL.replace("value = 2.0", "value = nan"))
    extends = 'extends = "small.toml"\n[case]\n'
    old = small_config(tmp_path, extends + "horizon = 2010\n", "old.toml")
    new = small_config(tmp_path, extends + "horizon = 2011\n", "new.toml")

    result = call("check", "--diff", old, new)

    assert (result.exit_code, result.stdout) == (3, "")
    assert "horizon 2010" in result.stderr
    assert "horizon 2011" in result.stderr
    assert result.stderr.count("inputs.fixed.value") == 1
    assert result.stderr.splitlines()[-1].startswith("3 problems")


def test_a_yearly_draw_is_told_with_its_persistence(tmp_path: Path):
    text = SMALL.replace("high = 0.04\n", "high = 0.04\nper_year = true\npersistence = 0.6\n")

    assert "drawn each year, persistence 0.6" in call("check", small_config(tmp_path, text)).stdout


# A bit of everything; where a plan is written by hand a place must be told.
EVERYTHING = (
    SMALL.replace("discount_rate = 0.04", 'discount_rate = 0.0425\ncorrelation = "x0.75"')
    .replace(
        'title = "A small case"', 'title = "A small case"\nlabel = "short"\nomitted = ["Rent"]'
    )
    .replace("inhabitants = 100", "inhabitants = 100, value = 3, file = 17, line = 5")
    .replace("inhabitants = 60", "inhabitants = 60, value = 4, file = 18, line = 6")
    .replace("high = 0.04\n", "high = 0.04\nper_year = true\npersistence = 0.625\n")
    .replace("p = 0.3", "p = 0.3\nbase = 0.375\nper_year = false")
    .replace("tolerance_eur = 5_000.0", 'tolerance_eur = 5_000.0\nsource = "a table"')
    + TWO_ATOMS
    + ONE_MORE_PAYER
    + """
[baseline]
included_growth = 0.0125
source = "assumption: rows"

[events.fire]
kind = "hazard"
rate = 0.0375
from = 2021
label = "Fire"
source = "assumption: smoke"

[indices.pay]
rate = 0.0225
price_year = 2019
source = "assumption: wages"

[schedules.ramp]
plan = [[2021.5, 0.0], [2023.25, 0.875]]
source = "assumption: slope"

[scenarios.apart.lines.desk]
kind = "staff"
label = "Desk"
effect = "saving"
fte = { value = 1.125, file = 2.125, line = 3.125 }
cost_per_fte_eur = 71_500
index = "pay"
schedule = "ramp"
until = 2025
source = "assumption: chairs"
"""
).replace('builds_on = "more"\n', 'builds_on = "more"\nwithout = ["gain"]\nsource = "a note"\n')

# Values that the text gives in words of its own.
IN_WORDS = {
    ("discount_rate", 0.0425): "4.25 %",
    ("per_year", True): "drawn each year",
    ("per_year", False): "drawn once, for all years",
    ("headline_years", "[2023]"): "headline years 2023",
    ("without", "[gain]"): "without more.gain",
    ("omitted", "[Rent]"): "- Rent",
}


def spans(text: str) -> set[tuple[str, int]]:
    """Every file and line that a text names, also within a span of lines."""
    found = re.findall(r"([^\s(]+\.toml):(\d+)(?:-(\d+))?", text)
    return {
        (file, line) for file, low, high in found for line in range(int(low), int(high or low) + 1)
    }


def told(key: str, value: Any) -> str:
    """How the text is expected to give a value."""
    text = value_text(value)
    known = IN_WORDS.get((key, text if isinstance(value, list) else value))
    return known or (" ".join(value.split()) if isinstance(value, str) else text)


def test_the_text_holds_every_value_and_every_place(tmp_path: Path):
    """Against JSON, leaf by leaf."""
    config = small_config(tmp_path, EVERYTHING)
    text = call("check", config).stdout
    flat, lines = " ".join(text.split()), spans(text)
    leaves = list(placed_in(checked(config)))

    assert len(leaves) > 100
    for key, leaf in leaves:
        assert told(key, leaf["value"]) in flat, (key, leaf)
        assert (leaf["file"], leaf["line"]) in lines, (key, leaf)


def test_the_place_of_a_label_or_a_source_that_a_later_layer_gives_is_told(tmp_path: Path):
    small_config(tmp_path)
    layer = small_config(
        tmp_path, 'extends = "small.toml"\n[scenarios.nan]\nlabel = "Another"\n', "layer.toml"
    )

    assert (str(layer), 3) in spans(call("check", layer).stdout)


def test_positions_named_as_a_place_is_are_no_place(tmp_path: Path):
    """``fte = { value = ..., file = ..., line = ... }`` is a table of staff."""
    config = small_config(tmp_path, EVERYTHING)
    fte = checked(config)["scenarios"]["apart"]["lines"]["desk"]["values"]["fte"]
    found = list(given_in(check_data(load_case(config))["scenarios"]["apart"]["lines"]["desk"]))

    assert {key: leaf["value"] for key, leaf in fte.items()} == {
        "value": 1.125,
        "file": 2.125,
        "line": 3.125,
    }
    assert len(found) == 11
    assert "fte {value 1.125, file 2.125, line 3.125}" in " ".join(
        call("check", config).stdout.split()
    )


@pytest.mark.parametrize("name", ["label", "source", "unit"])
def test_a_partner_named_as_a_word_keeps_its_published_row(tmp_path: Path, name: str):
    text = SMALL.replace("partners.null", f"partners.{name}").replace("null = {", f"{name} = {{")
    shown = " ".join(call("check", small_config(tmp_path, text)).stdout.split())

    assert f"{name} {{2020 680_000, 2021 650_000}}" in shown


def test_a_plan_that_is_not_the_value_of_a_certain_input_is_told_with_its_place(tmp_path: Path):
    """The plan stays where the first layer had it."""
    below = small_config(tmp_path)
    layer = small_config(
        tmp_path, 'extends = "small.toml"\n[inputs.fixed]\nvalue = 80.0\n', "layer.toml"
    )
    line = SMALL.splitlines().index("value = 2.0") + 1
    shown = " ".join(call("check", layer).stdout.split())
    changes = {c["key"]: c for c in diff_data(load_case(below), load_case(layer))["differences"]}

    assert f"plan 2, but 80 in every draw ({below}:{line})" in shown
    assert "in every draw" not in call("check", below).stdout
    assert changes.keys() == {"inputs.fixed.distribution", "inputs.fixed.base"}
    plan = changes["inputs.fixed.base"]
    assert (plan["state"], plan["new"]["value"], plan["new"]["line"]) == ("added", 2.0, line)


def test_a_certain_input_whose_plan_moves_with_it_has_no_line_on_it(tmp_path: Path):
    [change] = differing(tmp_path, SMALL, SMALL.replace("value = 2.0", "value = 3.0"))

    assert change["key"] == "inputs.fixed.distribution"
    assert "in every draw" not in call("check", tmp_path / "new.toml").stdout


# ---------------------------------------------------------------------------------------------
# Two configs


def test_a_config_does_not_differ_from_itself():
    both = load_case(OUTSIDE), load_case(OUTSIDE)

    assert diff_data(*both)["differences"] == []
    result = call("check", "--diff", OUTSIDE, OUTSIDE)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "no differences")


def parameters(tables: Table) -> Table:
    words = ("label", "unit", "source", "base", "per_year", "persistence")
    assert set(words) == set(SHARED_FIELDS)
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


OWN_SETTLEMENT = """
[scenarios.more.settlement]
key = "equal"
settled = false
"""


def test_a_settlement_of_its_own_on_one_side_is_listed_key_by_key(tmp_path: Path):
    there = differing(tmp_path, SMALL, SMALL + OWN_SETTLEMENT)
    back = differing(tmp_path, SMALL + OWN_SETTLEMENT, SMALL)

    assert {(c["key"], c["state"], c["new"]["value"]) for c in there} == {
        ("scenarios.more.settlement.key", "added", "equal"),
        ("scenarios.more.settlement.settled", "added", False),
    }
    assert {(c["key"], c["state"], c["old"]["value"]) for c in back} == {
        ("scenarios.more.settlement.key", "removed", "equal"),
        ("scenarios.more.settlement.settled", "removed", False),
    }


def test_a_phasing_in_a_table_and_by_a_schedule_is_one_change(tmp_path: Path):
    table = "phasing = { 2020 = 0.5, 2021 = 0.5 }"
    ramp = "\n[schedules.ramp]\nplan = [[2020.0, 0.0], [2022.0, 1.0]]\n"
    old, new = SMALL + ramp, SMALL.replace(table, 'phasing = "ramp"') + ramp
    key = "scenarios.nan.lines.project.phasing"
    [there], [back] = differing(tmp_path, old, new), differing(tmp_path, new, old)
    line = SMALL.splitlines().index(table) + 1

    for change, by_year, by_name in ((there, "old", "new"), (back, "new", "old")):
        assert (change["key"], change["state"]) == (key, "changed")
        assert change[by_year]["value"] == {"2020": 0.5, "2021": 0.5}
        assert change[by_name]["value"] == "ramp"
        assert change["old"]["line"] == change["new"]["line"] == line
    text = call("check", "--diff", tmp_path / "old.toml", tmp_path / "new.toml").stdout
    flat = " ".join(text.split())
    assert "- ramp (" in flat
    assert "+ 2020 0.5, 2021 0.5 (" in flat


@pytest.mark.parametrize("written", ['key = "inhabitants"\n', "settled = true\n", 'source = ""\n'])
def test_a_settlement_that_says_the_default_is_no_difference(tmp_path: Path, written: str):
    without = SMALL.replace('[settlement]\nkey = "inhabitants"\n', "")
    assert without != SMALL

    assert differing(tmp_path, without, f"{without}\n[settlement]\n{written}") == []
    assert differing(tmp_path, f"{without}\n[settlement]\n{written}", without) == []


def test_a_settlement_beside_the_default_shows_what_it_changes(tmp_path: Path):
    without = SMALL.replace('[settlement]\nkey = "inhabitants"\n', "")
    [change] = differing(tmp_path, without, f'{without}\n[settlement]\nkey = "equal"\n')

    assert (change["key"], change["state"]) == ("settlement.key", "added")
    assert change["new"]["value"] == "equal"


@settings(max_examples=15)
@given(tables_of_cases(), tables_of_cases())
def test_any_two_cases_can_be_compared_both_ways(one: Table, other: Table):
    """Added and removed change places, and a case does not differ from itself."""

    def loaded(tables: Table) -> LoadedCase:
        file = Path("x.toml")
        layer = Layer(file, tables, "")
        case, faults = validate(tables)
        assert case is not None, faults
        return LoadedCase(
            case, (file,), "", tables, "", (layer,), origins=Origins((layer,), tables=tables)
        )

    there = diff_data(loaded(one), loaded(other))["differences"]
    back = diff_data(loaded(other), loaded(one))["differences"]

    assert diff_data(loaded(one), loaded(one))["differences"] == []
    assert {(c["key"], str(c["old"]), str(c["new"])) for c in there} == {
        (c["key"], str(c["new"]), str(c["old"])) for c in back
    }


THREE_PATHS = [
    f'[scenarios.{name}]\nlabel = "x"\nbuilds_on = "more"\n'
    for name in ("first", "second", "third")
]


def test_scenarios_in_another_order_are_named(tmp_path: Path):
    old = SMALL + "\n" + "\n".join(THREE_PATHS)
    new = SMALL + "\n" + "\n".join([THREE_PATHS[0], THREE_PATHS[2], THREE_PATHS[1]])
    [change] = differing(tmp_path, old, new)
    text = call("check", "--diff", tmp_path / "old.toml", tmp_path / "new.toml").stdout

    assert (change["key"], change["state"]) == ("scenarios", "changed")
    assert change["old"]["value"] == ["second", "third"]
    assert change["new"]["value"] == ["third", "second"]
    assert change["new"]["line"] == new.splitlines().index("[scenarios.third]") + 1
    assert "~ scenarios in another order" in text.splitlines()


def test_what_comes_between_moves_nothing(tmp_path: Path):
    old = SMALL + "\n" + "\n".join([THREE_PATHS[0], THREE_PATHS[2]])
    new = SMALL + "\n" + "\n".join(THREE_PATHS)

    assert [c["key"] for c in differing(tmp_path, old, new)] == ["scenarios.second"]


def test_two_configs_with_one_fingerprint_have_no_difference_and_the_other_way_round(
    tmp_path: Path,
):
    """The order of inputs changes no draw, that of correlations may."""
    pair = '[correlations.{0}]\ninputs = ["{1}", "{2}"]\nrank = 0.2\n'
    one, two = pair.format("one", "na", "cost"), pair.format("two", "cost", "chance")
    texts = {
        "a": f"{SMALL}\n{one}\n{two}",
        "b": f"{SMALL}\n{two}\n{one}",
        "c": f"# another layout\n{SMALL}\n{one}\n{two}",
    }
    loaded = {key: load_case(small_config(tmp_path, t, f"{key}.toml")) for key, t in texts.items()}

    def apart(x: str, y: str) -> list[str]:
        return [c["key"] for c in diff_data(loaded[x], loaded[y])["differences"]]

    assert loaded["a"].sha256 == loaded["c"].sha256 != loaded["b"].sha256
    assert apart("a", "c") == []
    assert apart("a", "b") == ["correlations"]


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
            *("BASELINE", "SETTLEMENT", "SCENARIOS", "PUBLISHED", "TEXTS"),
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


def test_two_thousand_lines_are_checked_soon_after_the_libraries_are_loaded(tmp_path: Path):
    """CPU time against that of a program that only loads what every check needs, side by side.

    Seconds would tell of the machine: these libraries alone take from 0.3 to 0.5 of one. A check
    that loads one library more (numba, pandas, matplotlib: each as long again), or whose work on
    a line doubles, is found. The best of each counts. Compiled Python files lie in a cache, as
    they do after an installation.
    """
    config = small_config(tmp_path, two_thousand_lines(), "long.toml")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path / "compiled")
    libraries = "import click, numpy, pydantic.main, pydantic._internal._generate_schema"

    def seconds(*words: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, *words], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    checked_in, loaded_in = math.inf, math.inf
    for _ in range(25):
        loaded_in = min(loaded_in, seconds("-c", f"{libraries}, scipy.special"))
        checked_in = min(checked_in, seconds("-m", "ictsim", "check", str(config)))
        if checked_in <= 1.5 * loaded_in:
            break

    assert config.read_text().count("\n") >= 2000
    assert checked_in <= 1.5 * loaded_in
