"""``ictsim check`` of investments, transfers, copies, mixes of keys and settled years."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_cli_small import call
from test_config_sharing import SHARED

from ictsim.compile.base_amounts import BaseSurroundings
from ictsim.compile.costs import costs_of
from ictsim.config import load_case

Table = dict[str, Any]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    path = tmp_path / "shared.toml"
    path.write_text(SHARED, "utf-8")
    return path


def above(shared: Path, text: str) -> Path:
    """A layer over the shared case."""
    path = shared.parent / "above.toml"
    path.write_text(f'extends = "{shared.name}"\n{text}', "utf-8")
    return path


def shown(config: Path, heading: str) -> str:
    """What stands under a heading, in words with one space between."""
    result = call("check", config)
    assert (result.exit_code, result.stderr) == (0, "")
    part = result.stdout.partition(f"\n{heading}")[2].partition("\n\n")[0]
    return " ".join(part.split())


def data_of(config: Path) -> Table:
    return json.loads(call("check", config, "--json").stdout)


@pytest.mark.parametrize(
    ("settlement", "words"),
    [
        (
            "key = { inhabitants = 2, equal = 2 }",
            "the whole ICT cost of all partners, from 2020 on, by a mix of inhabitants (weight 2) "
            "and equal (weight 2) (east 58.3 %, west 41.7 %)",
        ),
        (
            # East spends 1,005 of 1,705 in 2020, 0.3 of each row being software and 5 on top.
            'key = "baseline_cost"',
            "by own cost of going on alone (in 2020, base case: east 58.9 %, west 41.1 %)",
        ),
        (
            # The weight is one half in the base case.
            'key = { inhabitants = 1, equal = "weight" }',
            "by a mix of inhabitants (weight 1) and equal (weight weight) "
            "(in 2020, base case: east 61.1 %, west 38.9 %)",
        ),
        (
            'key = "equal"\nper_category = { software = "inhabitants" }',
            "in equal parts (east 50 %, west 50 %); software by inhabitants "
            "(east 66.7 %, west 33.3 %)",
        ),
        (
            'settled = { from = 2022, until = "exit" }',
            "the whole ICT cost of all partners from 2022 until exit, and in other years each its "
            "own cost of going on alone; only the costs and savings of the scenario, by "
            "inhabitants (east 66.7 %, west 33.3 %)",
        ),
        ('settled = { from = "first" }', "the whole ICT cost of all partners from first on, and"),
        ("settled = { until = 2024 }", "the whole ICT cost of all partners until 2024, and"),
        (
            "settled = false",
            "each its own cost of going on alone; only the costs and savings of the scenario by "
            "inhabitants (east",
        ),
    ],
)
def test_who_pays_is_told_in_words(shared: Path, settlement: str, words: str):
    config = above(shared, f"[settlement]\n{settlement}")

    text = shown(config, "WHO PAYS")
    assert text.startswith("plan, more: ")
    assert words in text


def test_the_shares_of_the_base_case_are_those_that_the_core_divides_by(shared: Path):
    """Of a mix with own cost and a drawn weight, by category; the inputs at their base."""
    text = (
        '[settlement]\nkey = { inhabitants = 1, baseline_cost = "weight" }\n'
        'per_category = { software = "baseline_cost" }'
    )
    config = above(shared, text)
    paid = data_of(config)["who_pays"]["plan"]
    case = load_case(config).case
    costs = costs_of(case)
    settling = costs.settling["plan"]
    at_base = BaseSurroundings(case)
    alone = {
        name: sum(at_base.partner_baseline(name, c, 2020).constant for c in ("software", "other"))
        for name in case.partners
    }

    assert (paid["shares"], [key["category"] for key in paid["keys"]]) == (None, [None, "software"])
    mixed, own = (key["base_shares"] for key in paid["keys"])
    assert own == pytest.approx({n: a / sum(alone.values()) for n, a in alone.items()})
    by_hand = {"east": (100 / 150 + 0.5 * own["east"]) / 1.5}
    assert mixed == pytest.approx(by_hand | {"west": 1.0 - by_hand["east"]})
    assert not any(x.is_constant for x in settling.shares(case.settlement.key, 2020).values())


def test_json_has_the_years_and_keys_as_the_config_writes_them(shared: Path):
    text = '[settlement]\nkey = { equal = 1 }\nsettled = { until = "exit" }'

    paid = data_of(above(shared, text))["who_pays"]["more"]

    assert (paid["key"], paid["settled"], paid["per_category"]) == (
        {"equal": 1},
        {"until": "exit"},
        {},
    )


def test_asset_classes_and_keys_of_lines_stand_with_their_places(shared: Path):
    assert "servers: Servers term_years 4 (" in shown(shared, "ASSET CLASSES")
    assert "systems: Systems term_years {collaboration 6, east 8} (" in shown(
        shared, "ASSET CLASSES"
    )
    lines = shown(shared, "LINES OF plan")
    assert "kind investment, amount_eur 30, asset_class servers, interest rate (" in lines
    assert "buyer east, interest 0.05, written_off exit (" in lines
    assert "profile [1, 0.5], transfer {from east} (" in lines
    number = SHARED.splitlines().index("term_years = { collaboration = 6, east = 8 }") + 1
    given = data_of(shared)["asset_classes"]["systems"]["values"]["term_years"]["east"]
    assert (given["value"], given["line"]) == (8, number)


def test_what_a_table_of_amounts_does_not_say_is_told_below_it(shared: Path):
    text = """
        [scenarios.plan.lines.office]
        transfer = { from = "west" }
        [scenarios.plan.lines.project]
        basis = "cash"
    """
    below = above(shared, text)

    plan, more = shown(below, "SCENARIO plan"), shown(below, "SCENARIO more")

    assert "Base case, in the budget, x € 1,000" in plan
    assert "moved between partners, and no part of together: office, exit" in plan
    assert "in cash alone, not in the budget: project" in plan
    assert "0 in every year of the base case: exit" in plan
    # More leaves the office out.
    assert "moved between partners, and no part of together: plan.exit" in more
    data = data_of(below)["scenarios"]["plan"]
    assert (data["base_eur"]["2022"], data["lines"]["office"]["base_eur"]["2022"]) == (
        pytest.approx(
            sum(
                line["base_eur"]["2022"]
                for name, line in data["lines"].items()
                if name not in ("office", "exit")
            )
        ),
        20,
    )


def test_one_account_needs_no_word(tmp_path: Path):
    from test_config_small import SMALL, config

    text = shown(config(tmp_path, SMALL), "SCENARIO plan")

    assert "Base case, x € 1,000: above" in text
    assert "cash" not in text
    assert "moved between" not in text


@pytest.mark.parametrize(
    ("text", "key", "old", "new"),
    [
        ("[settlement]\nsettled = { from = 2022 }", "settlement.settled.from", None, 2022),
        (
            '[settlement]\nkey = { equal = 1, inhabitants = "weight" }',
            "settlement.key",
            "inhabitants",
            {"equal": 1, "inhabitants": "weight"},
        ),
        (
            '[settlement]\nper_category = { software = "equal" }',
            "settlement.per_category.software",
            None,
            "equal",
        ),
        ("[asset_classes.servers]\nterm_years = 5", "asset_classes.servers.term_years", 4, 5),
        (
            "[asset_classes.systems]\nterm_years = { collaboration = 6, east = 7 }",
            "asset_classes.systems.term_years.east",
            8,
            7,
        ),
        ('[scenarios.plan.lines.office]\nbasis = "cash"', "scenarios.plan.lines.office.basis",
         None, "cash"),
        ('[scenarios.plan.lines.office]\npartners = ["east"]',
         "scenarios.plan.lines.office.partners", None, ["east"]),
        (
            '[scenarios.plan.lines.exit]\ntransfer = { from = "west" }',
            "scenarios.plan.lines.exit.transfer.from",
            "east",
            "west",
        ),
    ],
)  # fmt: skip
def test_a_difference_is_told_with_both_sides(
    shared: Path, text: str, key: str, old: Any, new: Any
):
    config = above(shared, text)

    found = json.loads(call("check", "--diff", shared, config, "--json").stdout)["differences"]

    [change] = found
    assert (change["key"], change["old"] and change["old"]["value"], change["new"]["value"]) == (
        key,
        old,
        new,
    )
    assert change["key"] in call("check", "--diff", shared, config).stdout


@pytest.mark.parametrize(
    "text",
    [
        '[settlement]\nkey = "inhabitants"\nsettled = true\nper_category = {}',
        '[scenarios.plan.lines.office]\nbasis = "both"\ncopies = 1\nown = []',
        '[scenarios.plan.lines.system]\nafter = "end"',
        "[scenarios.plan.lines.exit]\ntransfer = { from = 'east', to = [] }",
    ],
)
def test_what_is_left_to_its_default_and_what_is_written_out_are_the_same(shared: Path, text: str):
    found = json.loads(call("check", "--diff", shared, above(shared, text), "--json").stdout)

    assert found["differences"] == []


def test_what_is_added_and_removed_is_told(shared: Path):
    new = '[asset_classes.cars]\nlabel = "Cars"\nterm_years = 8'
    config = above(shared, new)

    for words, state in (((shared, config), "added"), ((config, shared), "removed")):
        found = json.loads(call("check", "--diff", *words, "--json").stdout)["differences"]
        assert [(one["key"], one["state"]) for one in found] == [("asset_classes.cars", state)]


def test_the_page_of_inputs_is_made_of_such_a_case(shared: Path, tmp_path: Path):
    out = tmp_path / "inputs"

    result = call("inputs", shared, "--out", out)

    assert (result.exit_code, (out / "inputs.html").exists()) == (0, True)
    assert "rate" in (out / "inputs.html").read_text("utf-8")
