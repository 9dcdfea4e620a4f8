"""What a later layer keeps and what it replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_config_small import SMALL, config, load, problems

from ictsim.config import load_case
from ictsim.config.layers import SHAPE, item_of, merge
from ictsim.config.reading import parse

if TYPE_CHECKING:
    from pathlib import Path


def test_items_are_merged_by_name_and_keep_their_order(tmp_path: Path):
    above = """
        [inputs.extra]
        dist = "constant"
        value = 3
        [inputs.years]
        label = "Years, in another word"
        [scenarios.third]
        label = "Third"
        builds_on = "more"
        [scenarios.plan.lines.office]
        amount_eur = 21
    """

    case = load(tmp_path, above).case

    assert list(case.inputs) == ["rise", "overrun", "delay", "saving", "years", "fte", "extra"]
    assert list(case.scenarios) == ["plan", "more", "third"]
    office = case.scenarios["plan"].lines["office"]
    assert (office.amount_eur, office.until, office.label) == (21, 2028, "Office")


@pytest.mark.parametrize(
    ("above", "keys", "value"),
    [
        (
            "[scenarios.plan.lines.project]\nphasing = { 2022 = 1.0 }",
            ("scenarios", "plan", "lines", "project", "phasing"),
            {"2022": 1.0},
        ),
        (
            '[scenarios.plan.lines.team.fte]\nadvisers = "fte"',
            ("scenarios", "plan", "lines", "team", "fte"),
            {"advisers": "fte"},
        ),
        (
            "[scenarios.more.lines.programme.amounts_eur]\n2025 = 7",
            ("scenarios", "more", "lines", "programme", "amounts_eur"),
            {"2025": 7},
        ),
        (
            "[partners.east.baseline_eur]\n2020 = 900.0",
            ("partners", "east", "baseline_eur"),
            {"2020": 900.0},
        ),
        ("[case]\nheadline_years = [2022]", ("case", "headline_years"), [2022]),
        ("[scenarios.more]\nwithout = []", ("scenarios", "more", "without"), []),
        (
            "[published.costs_eur.plan]\neast = { 2021 = 1.0 }",
            ("published", "costs_eur", "plan"),
            {"east": {"2021": 1.0}, "west": {"2020": 900.0}},
        ),
    ],
)
def test_a_key_of_an_item_is_replaced_whole(
    tmp_path: Path, above: str, keys: tuple[str, ...], value: object
):
    found = load(tmp_path, above).tables
    for key in keys:
        found = found[key]

    assert found == value


def test_published_tables_of_two_layers_stand_side_by_side(tmp_path: Path):
    published = load(tmp_path, "[published.costs_eur.more]\neast = { 2020 = 1.0 }").case.published

    assert list(published.costs_eur) == ["plan", "more"]
    assert published.tolerance_eur == 50.0


def test_another_distribution_keeps_words_and_plan(tmp_path: Path):
    above = '[inputs.saving]\ndist = "uniform"\nlow = 0.0\nhigh = 0.2\nsource = "elsewhere"\n'

    saving = load(tmp_path, above).case.inputs["saving"]

    assert saving.dist == "uniform"
    assert saving.support() == (0.0, 0.2)
    assert (saving.label, saving.unit, saving.source) == (
        "Saving on software",
        "share",
        "elsewhere",
    )
    assert saving.base_value() == 0.35


@pytest.mark.parametrize(("name", "base"), [("delay", 0.5), ("rise", 0.02), ("fte", 2.5)])
def test_a_base_that_was_not_written_is_fixed_from_the_earlier_layer(
    tmp_path: Path, name: str, base: float
):
    above = f'[inputs.{name}]\ndist = "pert"\nlow = 0.0\nmode = 0.01\nhigh = 0.9\n'

    assert load(tmp_path, above).case.inputs[name].base == base


def test_another_distribution_drops_min_max_and_cap(tmp_path: Path):
    above = '[inputs.overrun]\ndist = "pareto"\nxm = 1.0\nalpha = 2.0\n'

    overrun = load(tmp_path, above).case.inputs["overrun"]

    assert overrun.cap is None
    assert overrun.base == 1.0


def test_another_end_keeps_the_rest_of_the_distribution_and_the_plan(tmp_path: Path):
    delay = load(tmp_path, "[inputs.delay]\nmode = 1.0\n").case.inputs["delay"]

    assert (delay.low, delay.mode, delay.high) == (0.0, 1.0, 2.0)
    assert delay.base_value() == 0.5


def test_a_base_of_one_s_own_counts(tmp_path: Path):
    assert load(tmp_path, "[inputs.delay]\nbase = 0.0\n").case.inputs["delay"].base_value() == 0.0


def test_the_plan_stays_the_plan_over_three_layers(tmp_path: Path):
    config(tmp_path, SMALL, "below.toml")
    config(
        tmp_path,
        'extends = "below.toml"\n[inputs.delay]\ndist = "uniform"\nlow = 1.0\nhigh = 3.0\n',
        "middle.toml",
    )
    top = config(
        tmp_path, 'extends = "middle.toml"\n[inputs.delay]\ndist = "constant"\nvalue = 9\n'
    )

    delay = load_case(top).case.inputs["delay"]

    assert delay.support() == (9.0, 9.0)
    assert delay.base_value() == 0.5


def test_the_earlier_layer_s_fault_is_told_where_it_stands(tmp_path: Path):
    below = SMALL.replace("high = 2.0\nlabel", "high = -2.0\nlabel")

    found = problems(tmp_path, '[inputs.delay]\ndist = "constant"\nvalue = 1.0\n', below)

    assert list(found) == ["inputs.delay"]
    assert "write low <= mode <= high" in found["inputs.delay"].message


def test_an_earlier_mixture_without_base_is_told_once(tmp_path: Path):
    below = SMALL.replace("base = 1.0\n", "")

    found = problems(tmp_path, "[inputs.overrun]\ncap = 4.0\n", below)

    assert list(found) == ["inputs.overrun.base"]
    assert "write base" in found["inputs.overrun.base"].message


def test_layers_are_not_changed_by_merging():
    below, above = parse(SMALL, "below"), parse("[inputs.delay]\nmode = 1.0\n[case]\n", "above")

    merge(below, above, SHAPE)

    assert below == parse(SMALL, "below")


@given(st.lists(st.sampled_from(["case", "inputs", "scenarios", "x", "lines", "y", "low"])))
def test_an_item_holds_its_keys(keys: list[str]):
    item = item_of(tuple(keys))

    assert item == tuple(keys[: len(item)])
    assert item_of(item) == item


@pytest.mark.parametrize(
    ("keys", "item"),
    [
        (("case", "horizon"), ("case",)),
        (("inputs", "x", "components", 1, "low"), ("inputs", "x")),
        (("scenarios", "a", "label"), ("scenarios", "a")),
        (("scenarios", "a", "lines", "b", "fte", "c"), ("scenarios", "a", "lines", "b")),
        (("baseline", "categories", "c", "rate"), ("baseline", "categories", "c")),
        (("baseline", "included_growth"), ("baseline",)),
        (("nothing", "known"), ()),
    ],
)
def test_the_item_that_keys_lie_in(keys, item):
    assert item_of(keys) == item
