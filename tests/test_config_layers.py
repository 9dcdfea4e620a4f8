"""What a later layer keeps and what it replaces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_config_small import SMALL, config, load, problems

from ictsim.config import load_case
from ictsim.config.files.reading import Layer, parse
from ictsim.config.layers.merging import item_of, merge_layers
from ictsim.config.layers.tree import tables_of


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
    texts = [SMALL, "[inputs.delay]\nmode = 1.0\n[case]\n"]
    layers = [
        Layer(Path(f"{n}.toml"), parse(text, Path("x")), text) for n, text in enumerate(texts)
    ]

    tree, faults = merge_layers(layers)

    assert faults == []
    assert tables_of(tree)["inputs"]["delay"]["mode"] == 1.0
    assert [layer.tables for layer in layers] == [parse(text, Path("x")) for text in texts]


# ---------------------------------------------------------------------------------------------
# Items that become something else


def line_of(folder: Path, above: str, scenario: str, name: str, below: str = SMALL) -> Any:
    return load(folder, above, below).case.scenarios[scenario].lines[name]


def test_another_kind_of_line_keeps_what_it_is_for_and_no_amounts(tmp_path: Path):
    above = """
        [scenarios.plan.lines.team]
        kind = "yearly"
        amount_eur = 1_000
    """

    team = line_of(tmp_path, above, "plan", "team")

    assert (team.kind, team.amount_eur, team.label, team.effect) == (
        "yearly", 1_000, "Team", "saving"
    )  # fmt: skip
    assert (team.index, team.schedule, team.reference) == (None, None, 1.0)


def test_a_reduction_that_becomes_an_amount_stays_a_saving(tmp_path: Path):
    above = """
        [scenarios.more.lines.software]
        kind = "yearly"
        amount_eur = 5
    """

    assert line_of(tmp_path, above, "more", "software").effect == "saving"
    cost = line_of(tmp_path, above + 'effect = "cost"', "more", "software")
    assert cost.effect == "cost"


@pytest.mark.parametrize("said", ["", 'effect = "cost"\n'])
def test_a_cost_that_becomes_a_reduction_stays_a_cost(tmp_path: Path, said: str):
    """A reduction is a saving unless its author says otherwise; here an earlier one spoke."""
    below = SMALL.replace(
        "[scenarios.plan.lines.office]\n", "[scenarios.plan.lines.office]\n" + said
    )
    above = """
        [scenarios.plan.lines.office]
        kind = "reduction"
        of = "software"
        rate = 0.1
    """

    assert line_of(tmp_path, above, "plan", "office", below).effect == "cost"
    saving = line_of(tmp_path, above + 'effect = "saving"', "plan", "office", below)
    assert saving.effect == "saving"


def test_a_kind_over_three_layers_keeps_the_first_effect(tmp_path: Path):
    middle = (
        'extends = "below.toml"\n[scenarios.plan.lines.office]\n'
        + """
        kind = "one_off"
        amount_eur = 1
        phasing = { 2021 = 1.0 }
    """
    )
    above = (
        'extends = "middle.toml"\n[scenarios.plan.lines.office]\n'
        + """
        kind = "reduction"
        of = "software"
        rate = 0.1
    """
    )
    config(tmp_path, SMALL, "below.toml")
    config(tmp_path, middle, "middle.toml")

    loaded = load_case(config(tmp_path, above, "above.toml"))

    assert loaded.case.scenarios["plan"].lines["office"].effect == "cost"


def test_the_same_kind_again_changes_one_key(tmp_path: Path):
    above = '[scenarios.plan.lines.office]\nkind = "yearly"\namount_eur = 21\n'

    office = line_of(tmp_path, above, "plan", "office")

    assert (office.amount_eur, office.from_, office.until) == (21, 2021, 2028)


def test_an_end_takes_back_growth(tmp_path: Path):
    above = '[scenarios.more.lines.programme]\nafter = "hold"\n'

    assert line_of(tmp_path, above, "more", "programme").growth is None


def test_a_phasing_by_schedule_takes_back_the_delay(tmp_path: Path):
    above = '[scenarios.plan.lines.project]\nphasing = "ramp"\n'

    project = line_of(tmp_path, above, "plan", "project")

    assert (project.phasing, project.delay) == ("ramp", 0.0)
    assert project.factors == ["overrun"]


def test_a_pace_takes_back_years_and_the_other_way_round(tmp_path: Path):
    config(tmp_path, SMALL, "below.toml")
    middle = 'extends = "below.toml"\n[schedules.ramp]\npace = 0.5\n'
    above = 'extends = "middle.toml"\n[schedules.ramp]\nyears = 4.0\nplanned_years = 2.0\n'

    paced = load_case(config(tmp_path, middle, "middle.toml")).case.schedules["ramp"]
    timed = load_case(config(tmp_path, above, "above.toml")).case.schedules["ramp"]

    assert (paced.pace, paced.years, paced.planned_years) == (0.5, None, None)
    assert (timed.pace, timed.years, timed.planned_years) == (None, 4.0, 2.0)
    assert timed.ceiling == 0.8


def test_other_parameters_of_a_lognormal_take_back_the_first_ones(tmp_path: Path):
    below = SMALL + '[inputs.tail]\ndist = "lognormal"\np50 = 1.0\np90 = 2.0\n'

    tail = load(tmp_path, "[inputs.tail]\nmean = 3.0\nsd = 1.0\n", below).case.inputs["tail"]

    assert (tail.p50, tail.p90, tail.mean, tail.sd) == (None, None, 3.0, 1.0)
    assert tail.base_value() == pytest.approx(1.0)


def test_another_kind_of_event_keeps_its_words(tmp_path: Path):
    below = (
        SMALL
        + """
        [events.stop]
        kind = "chance"
        probability = 0.5
        moment = 2022.0
        label = "Stop"
        source = "here"
    """
    )

    event = load(tmp_path, '[events.stop]\nkind = "hazard"\nrate = 0.1\n', below).case.events[
        "stop"
    ]

    assert (event.kind, event.rate, event.label, event.source) == ("hazard", 0.1, "Stop", "here")


def test_another_distribution_is_drawn_as_often(tmp_path: Path):
    below = SMALL.replace('label = "Price rise"', "per_year = true\npersistence = 0.5")

    rise = load(tmp_path, '[inputs.rise]\ndist = "constant"\nvalue = 0.02\n', below).case.inputs[
        "rise"
    ]

    assert (rise.per_year, rise.persistence) == (True, 0.5)


PER_YEAR = SMALL.replace('label = "Price rise"', "per_year = true\npersistence = 0.5")


@pytest.mark.parametrize(
    "above",
    ["", 'dist = "uniform"\nlow = 0.0\nhigh = 0.1\n'],
    ids=["the same distribution", "another"],
)
def test_one_draw_for_all_years_takes_back_the_persistence(tmp_path: Path, above: str):
    above = f"[inputs.rise]\nper_year = false\n{above}"

    rise = load(tmp_path, above, PER_YEAR).case.inputs["rise"]

    assert (rise.per_year, rise.persistence) == (False, None)
    set_so = load_case(tmp_path / "below.toml", ["inputs.rise.per_year=false"])
    assert set_so.case.inputs["rise"].persistence is None


def test_a_persistence_beside_one_draw_for_all_years_is_still_refused(tmp_path: Path):
    above = "[inputs.rise]\nper_year = false\npersistence = 0.2\n"

    [problem] = problems(tmp_path, above, PER_YEAR).values()

    assert "persistence 0.2 needs a draw per year" in problem.message


def test_drawn_each_year_again_keeps_the_persistence(tmp_path: Path):
    rise = load(tmp_path, "[inputs.rise]\nper_year = true\n", PER_YEAR).case.inputs["rise"]

    assert rise.persistence == 0.5


def test_an_unfinished_input_is_finished_by_a_later_layer(tmp_path: Path):
    below = SMALL + '[inputs.new]\nlabel = "To be estimated"\n'

    above = '[inputs.new]\ndist = "constant"\nvalue = 2.0\n'
    new = load(tmp_path, above, below).case.inputs["new"]

    assert (new.label, new.base_value()) == ("To be estimated", 2.0)


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
