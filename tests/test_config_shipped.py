"""The configs that come with the program, against figures typed here a second time.

This file has what all of them share, and the layers of the source's own plan;
test_config_layers_of_the_case.py has the items left out and the outside view,
test_config_investments.py what is bought and depreciated, test_config_base_cases.py the base cases
of all, and 1.0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ictsim.config import load_case
from ictsim.model import Case

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
# Each config and the files that it is read from, what it builds on first.
PLAN_FILES = ["baseline", "2_0", "3_0"]
FILES = {
    "baseline": ["baseline"],
    "1_0": ["baseline", "1_0"],
    "2_0": ["baseline", "2_0"],
    "3_0": PLAN_FILES,
    "3_0_investments": [*PLAN_FILES, "3_0_investments"],
    "3_0_with_omitted_items": [*PLAN_FILES, "3_0_with_omitted_items"],
    "3_0_outside_view": [
        *PLAN_FILES,
        "3_0_with_omitted_items",
        "3_0_investments",
        "3_0_outside_view",
    ],
}
NAMES = list(FILES)
LAYERS = [name for name in NAMES if name.startswith("3_0")]


def case(name: str) -> Case:
    return load_case(CONFIGS / f"{name}.toml").case


# Number in the list of 39 inputs, name, low, mode, high; the plan is the mode. Amounts in euros.
PLAN = [
    (3, "friction_cost_factor", 40 / 77, 1, 150 / 77),
    (7, "programme_cost", 80_000, 100_000, 200_000),
    (8, "golive_delay", 0, 0, 2),
    (9, "staff_cut_lag", 0, 0, 2.5),
    (10, "technical_fte_cut", 7, 15, 16),
    (11, "added_fte", 0, 2, 5),
    (12, "functional_fte_cut", 0, 5.5, 5.5),
    (13, "other_fte_cut", 1, 5, 5.5),
    (14, "cost_per_fte", 64_000, 72_000, 80_000),
    (15, "cio_fte", 4, 6, 14),
    (16, "cio_cost_per_fte", 80_000, 88_000, 105_000),
    (17, "software_saving", 0, 0.35, 0.38),
    (18, "infrastructure_saving", 0, 0.15, 0.20),
    (19, "software_share", 0.249, 0.28, 0.311),
    (20, "infrastructure_share", 0.131, 0.15, 0.195),
    (21, "years_to_ceiling", 3, 3, 10),
    (22, "harmonisation_ceiling", 0.40, 0.75, 0.80),
    (29, "inflation", 0.005, 0.02, 0.032),
]

# Number, name, chance of the tail, body of the overrun (PERT), start and exponent of the tail.
OVERRUNS = [
    (1, "project_cost_overrun", 0.08, (0.85, 1.05, 1.60), (1.6, 3.0)),
    (2, "transition_cost_overrun", 0.08, (0.85, 1.05, 1.60), (1.6, 3.0)),
    (4, "migration_cost_overrun", 0.176, (0.80, 1.00, 1.55), (2.0, 3.5)),
]


def check_range(found: Any, low: float, mode: float, high: float) -> None:
    assert found.dist == ("triangular" if found.label == "General price rise" else "pert")
    assert (found.low, found.mode, found.high) == pytest.approx((low, mode, high), abs=1e-9)
    assert (found.min, found.max, found.cap) == (None, None, None)


@pytest.mark.parametrize(("number", "name", "low", "mode", "high"), PLAN)
def test_the_plan_layer_s_range(number: int, name: str, low: float, mode: float, high: float):
    found = case("3_0").inputs[name]

    check_range(found, low, mode, high)
    assert found.base_value() == pytest.approx(mode), f"input {number}"


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(("number", "name", "chance", "body", "tail"), OVERRUNS)
def test_the_overruns_have_a_body_and_a_tail(
    layer: str,
    number: int,
    name: str,
    chance: float,
    body: tuple[float, ...],
    tail: tuple[float, ...],
):
    found = case(layer).inputs[name]

    assert found.weights == pytest.approx([1.0 - chance, chance]), f"input {number}"
    pert, pareto = found.components
    assert (pert.dist, pert.low, pert.mode, pert.high) == ("pert", *body)
    assert (pareto.dist, pareto.xm, pareto.alpha) == ("pareto", *tail)
    assert (found.base, found.cap) == (1.0, 5.0)


def test_the_plan_layer_samples_inputs_1_to_4_7_to_22_and_29_and_no_others():
    found = case("3_0")

    assert set(found.inputs) == {name for _, name, *_ in PLAN + OVERRUNS}
    numbers = sorted(number for number, *_ in PLAN + OVERRUNS)
    assert numbers == [*range(1, 5), *range(7, 23), 29]
    assert found.correlations == {}
    assert not any(law.per_year for law in found.inputs.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_config_says_what_it_is_and_where_its_numbers_come_from(name: str):
    loaded = load_case(CONFIGS / f"{name}.toml")
    settings = loaded.case.case

    assert (settings.start, settings.horizon) == (2013, 2030)
    assert settings.headline_years == [2018, 2023]
    assert settings.discount_rate == 0.04
    assert settings.omitted
    assert settings.not_in_money
    assert settings.assumptions
    assert settings.inconsistencies
    assert settings.question
    for found in loaded.case.inputs.values():
        assert found.label
        assert found.unit
    for scenario in loaded.case.scenarios.values():
        assert all(line.category != "other" for line in scenario.lines.values())
    assert loaded.warnings == ()
    head = loaded.text.splitlines()[:3]
    assert head[0].startswith("#:schema ")
    assert any(line.startswith("# ") and len(line) > 40 for line in head)


@pytest.mark.parametrize("name", NAMES)
def test_everything_has_a_source(name: str):
    found = case(name)
    parts = {
        **found.inputs,
        **found.correlations,
        **found.events,
        **found.indices,
        **found.schedules,
        **found.asset_classes,
        **found.partners,
        **found.scenarios,
        **{key: line for s in found.scenarios for key, line in found.lines_of(s).items()},
    }

    assert [key for key, part in parts.items() if not part.source] == []
    assert found.baseline.source
    assert found.settlement.source


def test_all_configs_are_tested_and_have_names_of_their_own():
    assert {path.stem for path in CONFIGS.glob("*.toml")} == set(NAMES)
    assert len({case(name).case.name for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_files_build_on_each_other(name: str):
    assert [file.stem for file in load_case(CONFIGS / f"{name}.toml").files] == FILES[name]


def test_scenarios_of_each_layer():
    assert [list(case(name).scenarios) for name in NAMES[:3]] == [[], ["s1"], ["s2"]]
    assert {tuple(case(name).scenarios) for name in LAYERS} == {("s2", "s3")}
    assert case("3_0").scenarios["s3"].builds_on == "s2"
    assert case("3_0").scenarios["s2"].label == "2.0: one ICT centre"


def test_partners_and_baseline_as_published():
    found = case("baseline")
    haarlem, haarlemmermeer = found.partners["haarlem"], found.partners["haarlemmermeer"]

    assert haarlem.attributes["inhabitants"] == 150_000
    assert haarlemmermeer.attributes["inhabitants"] == 143_000
    assert [value / 1_000 for value in haarlem.baseline_eur.values()] == [
        10_800, 11_100, 11_450, 11_750, 11_700, 12_150,
    ]  # fmt: skip
    assert [value / 1_000 for value in haarlemmermeer.baseline_eur.values()] == [
        10_500, 10_800, 11_000, 11_250, 11_300, 11_750,
    ]  # fmt: skip
    assert found.settlement.key == "inhabitants"
    assert found.baseline.included_growth == 0.02
    assert {category.rate for category in found.baseline.categories.values()} == {"inflation"}


def test_the_published_table_has_24_scenario_cells():
    published = case("3_0").published
    cells = {
        (scenario, partner): [value / 1_000 for value in row.values()]
        for scenario, rows in published.costs_eur.items()
        for partner, row in rows.items()
    }

    assert published.tolerance_eur == 25_000
    assert cells == {
        ("s2", "haarlem"): [11_450, 12_350, 11_200, 11_500, 11_550, 12_000],
        ("s2", "haarlemmermeer"): [10_950, 11_800, 10_700, 11_000, 11_050, 11_450],
        ("s3", "haarlem"): [11_450, 12_350, 11_200, 11_900, 10_950, 10_500],
        ("s3", "haarlemmermeer"): [10_950, 11_800, 10_700, 11_350, 10_450, 10_000],
    }


ONE_OFFS = [
    ("s2", "project_costs", {2013: 1_010_000, 2014: 417_500}, "project_cost_overrun"),
    ("s2", "transition", {2014: 1_000_000}, "transition_cost_overrun"),
    ("s2", "friction", {2014: 1_000_000}, "friction_cost_factor"),
    (
        "s3",
        "migration",
        {year: 2_691.5 * part / 3.5 for year, part in ((2015, 469), (2016, 1789), (2017, 1242))},
        "migration_cost_overrun",
    ),
    (
        "s3",
        "friction_3_0",
        {year: 808.5 * part / 3.5 for year, part in ((2015, 469), (2016, 1789), (2017, 1242))},
        "friction_cost_factor",
    ),
]


@pytest.mark.parametrize(("scenario", "name", "planned", "factor"), ONE_OFFS)
def test_one_off_costs(scenario: str, name: str, planned: dict[int, float], factor: str):
    line = case("3_0").scenarios[scenario].lines[name]

    # To the euro: the shares in the file have nine digits.
    assert {year: line.amount_eur * share for year, share in line.phasing.items()} == pytest.approx(
        planned, abs=0.01
    )
    assert (line.kind, line.factors, line.delay, line.index) == (
        "one_off",
        [factor],
        "golive_delay",
        None,
    )


def test_yearly_lines_of_2_0():
    lines = case("2_0").scenarios["s2"].lines

    assert lines["programme"].amounts_eur == {
        2013: 250_000,
        2014: 160_000,
        2015: "programme_cost",
        2016: "programme_cost",
        2017: "programme_cost",
    }
    assert lines["programme"].after == "end"
    assert lines["technical_fte"].effect == "saving"
    assert lines["added_fte"].effect == "cost"
    schedules = {
        name: lines[name].schedule for name in ("technical_fte", "added_fte", "cio_office")
    }
    assert schedules == {
        "technical_fte": "staff_2_0",
        "added_fte": "staff_2_0",
        "cio_office": "go_live",
    }
    assert {lines[name].index for name in schedules} == {"wages_prices"}


def test_lines_of_3_0():
    lines = case("3_0").scenarios["s3"].lines

    assert {lines[name].schedule for name in ("fte_3_0", "software", "infrastructure")} == {
        "harmonisation"
    }
    assert lines["fte_3_0"].reference == 0.75
    assert set(lines["fte_3_0"].fte.values()) == {"functional_fte_cut", "other_fte_cut"}
    assert (lines["software"].of, lines["software"].rate) == ("software", "software_saving")
    assert (lines["infrastructure"].of, lines["infrastructure"].rate) == (
        "infrastructure",
        "infrastructure_saving",
    )
    assert lines["software"].reference == lines["infrastructure"].reference == 1.0


def test_reconciling_items():
    found = case("3_0")
    second, third = (
        found.scenarios["s2"].lines["reconciling"],
        found.scenarios["s3"].lines["reconciling_3_0"],
    )

    assert [value / 1_000 for value in second.amounts_eur.values()] == [
        -146,
        66,
        -200,
        -155,
        -49,
        -40,
    ]
    assert second.after == "hold"
    assert third.amounts_eur == {2016: 432_000, 2018: 107_000}
    assert third.after == "end"
    reconciling = [key for key, line in found.lines_of("s3").items() if line.reconciling]
    assert reconciling == ["s2.reconciling", "s3.reconciling_3_0"]


def test_schedules():
    schedules = case("3_0").schedules
    step = [[2014.0, 0.0], [2014.0, 1.0]]

    assert (schedules["go_live"].plan, schedules["go_live"].delay) == (step, "golive_delay")
    assert schedules["staff_2_0"].plan == step
    assert schedules["staff_2_0"].delay == ["golive_delay", "staff_cut_lag"]
    harmonisation = schedules["harmonisation"]
    assert harmonisation.plan == [[2015.0, 0.0], [2019.0, 1.0]]
    assert harmonisation.delay == "golive_delay"
    assert (harmonisation.years, harmonisation.planned_years) == ("years_to_ceiling", 3.0)
    assert harmonisation.ceiling == "harmonisation_ceiling"
