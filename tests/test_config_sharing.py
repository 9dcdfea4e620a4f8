"""Who bears what, investments, copies and texts: what is valid, where the limits lie, layers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from test_config_small import SMALL, load, problems

from ictsim.compile.flows import flows_of
from ictsim.config import load_case
from ictsim.config.faults.fault import dotted
from ictsim.config.rules.references import TAKEN_BY_PARTNERS
from ictsim.config.rules.warnings import warn
from ictsim.errors import ConfigError
from ictsim.model import Settled, Settlement

# A case with all there is to share: an input each for weights, terms, interest and a first year.
SHARED = (
    SMALL
    + """
[inputs.weight]
dist = "uniform"
low = 0.0
high = 1.0

[inputs.rate]
dist = "uniform"
low = 0.02
high = 0.06

[inputs.first]
dist = "uniform"
low = 2021.0
high = 2024.0

[events.exit]
kind = "chance"
probability = 0.2
moment = 2025.5

[asset_classes.servers]
label = "Servers"
term_years = 4

[asset_classes.systems]
label = "Systems"
term_years = { collaboration = 6, east = 8 }

[scenarios.plan.lines.servers]
kind = "investment"
label = "Servers"
amount_eur = 30
asset_class = "servers"
interest = "rate"

[scenarios.plan.lines.system]
kind = "investment"
label = "System"
amounts_eur = { 2021 = 40, 2024 = "fte" }
asset_class = "systems"
buyer = "east"
interest = 0.05
written_off = "exit"

[scenarios.plan.lines.exit]
kind = "contribution"
label = "Exit"
partner = "east"
event = "exit"
profile = [1.0, 0.5]
transfer = { from = "east" }
"""
)


def told(folder: Path, above: str, path: str, *words: str) -> None:
    """One problem, at ``path``, in these words."""
    found = problems(folder, above, SHARED)
    assert list(found) == [path], [str(problem) for problem in found.values()]
    for word in words:
        assert word in found[path].message


def warned(folder: Path, above: str) -> dict[str, str]:
    """The warnings but for those about sources and sizes, as if one file said all of it."""
    found = warn(load(folder, above, SHARED).case, lambda _: True)
    apart = ("no source", "euros")
    return {
        dotted(fault.keys): fault.message
        for fault in found
        if not any(word in fault.message for word in apart)
    }


# ---------------------------------------------------------------------------------------------
# What is valid


def test_the_case_is_valid_and_everything_in_it_is_used(tmp_path: Path):
    assert set(warned(tmp_path, "")) == {"inputs.weight", "inputs.first"}


@pytest.mark.parametrize(
    "above",
    [
        '[settlement]\nkey = { inhabitants = 0.5, equal = "weight" }',
        '[settlement]\nkey = { inhabitants = 1e-9, baseline_cost = "weight", equal = 0 }',
        '[settlement]\nkey = { inhabitants = ["weight", 0.1] }',
        '[settlement]\nkey = "baseline_cost"',
        '[settlement]\nper_category = { software = "equal", other = { equal = 1 } }',
        '[scenarios.more.settlement]\nper_category = { other = "baseline_cost" }',
        "[settlement]\nsettled = { from = 2020, until = 2030 }",
        '[settlement]\nsettled = { from = "first", until = "exit" }',
        "[settlement]\nsettled = { until = 2030 }",
        '[scenarios.plan.lines.office]\npartners = ["west", "east"]',
        '[scenarios.plan.lines.office]\ntransfer = { from = "east", to = [] }',
        '[scenarios.more.lines.software]\neffect = "cost"\ntransfer = { from = "west" }',
        '[scenarios.plan.lines.office]\ncopies = 1000\nfactors = ["rate"]\nown = ["rate"]',
        "[scenarios.plan.lines.office]\ncopies = 2",
        '[scenarios.plan.lines.servers]\nphasing = { 2020 = 0.5, 2030 = 0.5 }\nat = "exit"',
        '[scenarios.plan.lines.servers]\nphasing = "ramp"\nreference = 0.8',
        '[scenarios.plan.lines.system]\nbuyer = "east"\nwritten_off = 2030',
        '[scenarios.plan.lines.system]\nwritten_off = "first"',
        "[scenarios.plan.lines.system]\ninterest = 1",
        "[scenarios.plan.lines.system]\ninterest = -1",
        '[scenarios.plan.lines.office]\nbasis = "cash"',
        '[texts.nl]\n"Plan" = "Plan"\n"No text of this config" = "Een andere"',
    ],
)
def test_what_is_at_the_limit_is_fine(tmp_path: Path, above: str):
    assert problems(tmp_path, above, SHARED) == {}


@pytest.mark.parametrize(
    ("above", "used"),
    [
        ('[settlement]\nkey = { inhabitants = 1, equal = "weight" }', "inputs.weight"),
        ('[settlement]\nper_category = { other = { equal = [1, "weight"] } }', "inputs.weight"),
        ('[settlement]\nsettled = { from = "first" }', "inputs.first"),
        ('[scenarios.plan.settlement]\nsettled = { until = "first" }', "inputs.first"),
        ('[scenarios.plan.lines.system]\nwritten_off = "first"', "inputs.first"),
        ('[scenarios.plan.lines.servers]\ninterest = "weight"', "inputs.weight"),
    ],
)
def test_what_a_settlement_or_an_investment_names_is_used(tmp_path: Path, above: str, used: str):
    """Of the two that nothing uses one is left."""
    found = set(warned(tmp_path, above)) - {"inputs.rate"}  # the interest of another line

    assert found == {"inputs.weight", "inputs.first"} - {used}


def test_an_event_that_only_a_settlement_names_is_used(tmp_path: Path):
    event = '[events.end]\nkind = "chance"\nprobability = 0.5\nmoment = 2028.0\n'

    assert "events.end" in warned(tmp_path, event)
    assert "events.end" not in warned(tmp_path, event + '[settlement]\nsettled = {until = "end"}')


def test_a_key_is_no_name_of_an_input(tmp_path: Path):
    """An input that is called like an attribute is not used because a key is."""
    named = '[inputs.inhabitants]\ndist = "constant"\nvalue = 1\n'

    assert "inputs.inhabitants" in warned(tmp_path, named)
    told(tmp_path, named + '[settlement]\nkey = "rate"', "settlement.key", "no attribute of")


# ---------------------------------------------------------------------------------------------
# Keys and mixes


def test_weights_of_open_ends_are_never_all_zero(tmp_path: Path):
    law = '[inputs.open]\ndist = "lognormal"\np50 = 0.5\np90 = 0.9\n'

    assert problems(tmp_path, f'{law}[settlement]\nkey = {{ equal = "open" }}', SHARED) == {}
    above = f'{law}[settlement]\nkey = {{ equal = "open", inhabitants = "weight" }}'
    assert problems(tmp_path, above, SHARED) == {}
    below = law + 'base = 0\n[settlement]\nkey = { equal = "open" }'
    # In the base case the weight is 0: that is one run of all.
    assert list(problems(tmp_path, below, SHARED)) == ["settlement.key"]


def test_a_settlement_at_fault_is_told_of_once_and_its_default_is_no_fault(tmp_path: Path):
    """Without inhabitants the default key would be none: nobody wrote that."""
    below = SHARED.replace("inhabitants = 100, ", "").replace("inhabitants = 50", "desks = 5")
    above = '[settlement]\nkey = "equal"\nsettled = 5'

    assert list(problems(tmp_path, above, below)) == ["settlement.settled"]


@pytest.mark.parametrize(
    ("above", "path"),
    [
        # Software of east: 0.3 of 1,000 with 5 on top.
        ("additive_eur = { east = -300 }", ""),
        ("additive_eur = { east = -301 }", "settlement.key"),
        ('additive_eur = { east = 5 }\nfactors = ["saving"]', ""),
        ("additive_eur = { east = 5 }\nfactors = [-0.01]", "settlement.key"),
        ('share = "saving"\nfactors = ["weight"]', ""),
    ],
)
def test_own_cost_as_a_key_stays_at_least_zero(tmp_path: Path, above: str, path: str):
    key = '[settlement]\nkey = "baseline_cost"\n'

    found = problems(tmp_path, f"{key}[baseline.categories.software]\n{above}", SHARED)

    assert list(found) == ([path] if path else [])


def test_own_cost_that_all_can_lack_is_no_key(tmp_path: Path):
    """Both categories times a weight that can be 0; times one with an open end it is a key."""
    law = '[inputs.open]\ndist = "lognormal"\np50 = 0.5\np90 = 0.9\n'
    key = '[settlement]\nkey = "baseline_cost"\n'
    both = "[baseline.categories.software]\nfactors = [{0}]\n[baseline.categories.other]\n"
    both += "factors = [{0}]\n"

    found = problems(tmp_path, law + key + both.format('"weight"'), SHARED)

    assert list(found) == ["settlement.key"]
    assert "can be 0 for all" in found["settlement.key"].message
    assert problems(tmp_path, law + key + both.format('"open"'), SHARED) == {}


def test_own_cost_is_a_key_where_no_year_lacks_it_for_all_together(tmp_path: Path):
    """Each partner has a year without cost, but not the same one; then both have the last one."""
    key = '[settlement]\nkey = "baseline_cost"\n'
    rows = "[partners.east]\nbaseline_eur = {{ 2020 = 0, 2021 = 500, {0} }}\n"
    rows += "[baseline.categories.software]\nadditive_eur = {{}}\n"
    rows += "[partners.west]\nbaseline_eur = {{ 2020 = 400, 2021 = 0, {0} }}\n"

    assert problems(tmp_path, key + rows.format("2022 = 300"), SHARED) == {}
    told(
        tmp_path,
        key + rows.format("2022 = 0"),
        "settlement.key",
        "divides by what each would spend alone, and in 2022 that can be 0 for all",
    )


def test_a_row_beyond_the_horizon_is_no_year_of_a_key(tmp_path: Path):
    """Both have nothing in 2031, and that nobody counts: the rows are at fault, not the key."""
    years = ", ".join(f"{year} = 5" for year in range(2020, 2031))
    rows = f"baseline_eur = {{ {years}, 2031 = 0 }}\n"
    above = '[settlement]\nkey = "baseline_cost"\n[baseline.categories.software]\n'
    above += f"additive_eur = {{}}\n[partners.east]\n{rows}[partners.west]\n{rows}"

    found = problems(tmp_path, above, SHARED)

    assert list(found) == ["partners.east.baseline_eur", "partners.west.baseline_eur"]


def test_where_all_rows_lie_beyond_the_horizon_those_are_at_fault(tmp_path: Path):
    """No year is left in which the key could be looked at."""
    case = re.sub("baseline_eur = .*", "baseline_eur = { 2031 = 5 }", SHARED)
    above = '[settlement]\nkey = "baseline_cost"\n[scenarios.plan.lines.office]\n'

    with pytest.raises(ConfigError) as caught:
        load(tmp_path, above + 'partners = ["east", "west"]', case)

    told = {problem.path for problem in caught.value.problems}
    assert told == {"partners.east.baseline_eur", "partners.west.baseline_eur"}


def test_who_bears_a_line_has_some_of_its_own_cost_in_each_year(tmp_path: Path):
    """North and south have nothing in 2021, east and west have: the line has nobody to bear it."""
    above = NORTH.replace("{ 2020 = 0 }", "{ 2020 = 5, 2021 = 0, 2022 = 5 }")
    key = '[settlement]\nkey = "baseline_cost"\n'

    told(tmp_path, above + key, "scenarios.plan.lines.office.partners", "north and south 0")
    assert problems(tmp_path, above.replace("2021 = 0", "2021 = 1") + key, SHARED) == {}


NORTH = """
[partners.north]
label = "North"
attributes = { inhabitants = 0, desks = 3 }
baseline_eur = { 2020 = 0 }
[partners.south]
label = "South"
attributes = { inhabitants = 0, desks = 4 }
baseline_eur = { 2020 = 0 }
[scenarios.plan.lines.office]
category = "rent"
partners = ["north", "south"]
"""


@pytest.mark.parametrize(
    ("settlement", "is_zero"),
    [
        ("", True),
        ('key = "baseline_cost"', True),
        ('key = "equal"', False),
        ('key = { inhabitants = 1, baseline_cost = 2, equal = "weight" }', True),
        ('key = { inhabitants = 1, equal = ["weight", 0.01] }', False),
        ('per_category = { rent = "equal" }', False),
        ('per_category = { software = "equal" }', True),
    ],
)
def test_who_bears_a_line_has_something_of_its_key(tmp_path: Path, settlement: str, is_zero: bool):
    found = problems(tmp_path, f"{NORTH}[settlement]\n{settlement}", SHARED)

    assert list(found) == (["scenarios.plan.lines.office.partners"] if is_zero else [])


def test_a_line_counts_with_the_key_of_each_scenario_above(tmp_path: Path):
    """The line of ``plan`` is divided by another key in what builds on it, unless left out."""
    above = NORTH + '[settlement]\nkey = "equal"\n[scenarios.third.settlement]\nkey = "inhabitants"'
    third = '\n[scenarios.third]\nlabel = "Third"\nbuilds_on = "plan"\n'

    assert problems(tmp_path, above + third + 'without = ["office"]', SHARED) == {}
    told(
        tmp_path,
        above + third,
        "scenarios.plan.lines.office.partners",
        "rent gives north and south 0",
    )


def test_with_others_a_partner_without_the_attribute_bears_nothing_and_that_is_fine(
    tmp_path: Path,
):
    above = NORTH.replace('["north", "south"]', '["north", "west"]')

    assert problems(tmp_path, above, SHARED) == {}


def test_one_alone_bears_a_line_whatever_the_key_gives_it(tmp_path: Path):
    above = NORTH.replace('["north", "south"]', '["north"]')

    assert problems(tmp_path, above, SHARED) == {}


def test_categories_are_those_of_the_lines_that_count_with_the_settlement(tmp_path: Path):
    rent = '[scenarios.more.lines.software]\ncategory = "rent"\n'
    per_category = 'per_category = { rent = "equal" }'

    for settlement in ("settlement", "scenarios.more.settlement"):
        assert problems(tmp_path, f"{rent}[{settlement}]\n{per_category}", SHARED) == {}
    told(
        tmp_path,
        f"{rent}[scenarios.plan.settlement]\n{per_category}",
        "scenarios.plan.settlement.per_category.rent",
        '"rent" is no cost category',
        "there are: software, other",
    )


# ---------------------------------------------------------------------------------------------
# Years, once a run


@pytest.mark.parametrize(
    ("above", "path"),
    [
        ('[settlement]\nsettled = { from = "first" }', "settlement.settled.from"),
        (
            '[scenarios.plan.lines.system]\nwritten_off = "first"',
            "scenarios.plan.lines.system.written_off",
        ),
        (
            '[scenarios.plan.lines.servers]\namount_eur = "first"\nphasing = { 2021 = 1.0 }',
            "scenarios.plan.lines.servers.amount_eur",
        ),
    ],
)
def test_what_holds_for_a_run_is_not_drawn_each_year(tmp_path: Path, above: str, path: str):
    yearly = "[inputs.first]\nper_year = true\n"

    assert problems(tmp_path, above, SHARED) == {}
    told(tmp_path, yearly + above, path, "is drawn each year")


def test_weights_interest_and_yearly_purchases_may_be_drawn_each_year(tmp_path: Path):
    above = """
        [inputs.rate]
        per_year = true
        [inputs.weight]
        per_year = true
        [settlement]
        key = { inhabitants = 1, equal = "weight" }
        [scenarios.plan.lines.servers]
        amount_eur = ["rate", 30]
    """

    assert problems(tmp_path, above, SHARED) == {}


# ---------------------------------------------------------------------------------------------
# Copies


def test_copies_use_an_input_through_their_index_and_schedule(tmp_path: Path):
    line = '[scenarios.plan.lines.team]\ncopies = 3\nown = ["{}"]'
    for name in ("fte", "rise", "delay", "years"):
        assert "own" not in str(warned(tmp_path, line.format(name)).keys())

    found = warned(tmp_path, line.format("rate"))["scenarios.plan.lines.team.own[0]"]

    assert '"rate" stands in no value of this line' in found


def test_small_lines_count_as_often_as_they_are_copied(tmp_path: Path):
    """Beside a baseline of millions: 10 copies of a tenth are as large as the line."""
    line = "[scenarios.plan.lines.office]\namount_eur = {}\ncopies = {}"
    rows = "[partners.east]\nbaseline_eur = { 2020 = 30_000_000 }\n"

    def told_of(amount: int, copies: int) -> bool:
        found = load(tmp_path, rows + line.format(amount, copies), SHARED).warnings
        return any(w.path.startswith("scenarios.plan.lines.office.amount") for w in found)

    # Others of the scenario are large enough for the lines to be looked at one by one.
    rows += "[scenarios.plan.lines.project]\namount_eur = 5_000_000\n"
    assert told_of(200, 1)
    assert not told_of(200, 10)
    assert not told_of(2_000, 1)


def test_purchases_in_thousands_are_told_of(tmp_path: Path):
    rows = "[partners.east]\nbaseline_eur = { 2020 = 30_000_000 }\n"
    rows += "[scenarios.plan.lines.project]\namount_eur = 5_000_000\n"

    found = {warning.path for warning in load(tmp_path, rows, SHARED).warnings}

    assert "scenarios.plan.lines.servers.amount_eur" in found
    assert "scenarios.plan.lines.system.amounts_eur" in found


def test_an_asset_class_that_nothing_buys_is_told_of(tmp_path: Path):
    idle = '[asset_classes.idle]\nlabel = "Idle"\nterm_years = 3\n'

    assert "asset_classes.idle" in warned(tmp_path, idle)
    bought = '[scenarios.plan.lines.servers]\nasset_class = "idle"'
    assert "asset_classes.idle" not in warned(tmp_path, idle + bought)
    assert "asset_classes.servers" in warned(tmp_path, idle + bought)


# ---------------------------------------------------------------------------------------------
# Layers and settings


def line_of(folder: Path, above: str, name: str, scenario: str = "plan") -> Any:
    return load(folder, above, SHARED).case.scenarios[scenario].lines[name]


def test_amounts_by_year_take_the_place_of_one_amount(tmp_path: Path):
    shared = SHARED.replace(
        "amount_eur = 30\n", "amount_eur = 30\nphasing = { 2021 = 1.0 }\ndelay = 0.5\n"
    )

    above = "[scenarios.plan.lines.servers]\namounts_eur = { 2022 = 7 }"
    servers = load(tmp_path, above, shared).case.scenarios["plan"].lines["servers"]

    assert (servers.amounts_eur, servers.amount_eur, servers.phasing) == ({2022: 7}, None, None)
    assert servers.asset_class == "servers"
    assert shared != SHARED


def test_one_amount_takes_the_place_of_amounts_by_year(tmp_path: Path):
    below = '[scenarios.plan.lines.system]\nafter = "grow"\ngrowth = 0.02\n'
    grown = line_of(tmp_path, below, "system")
    assert (grown.after, grown.growth) == ("grow", 0.02)

    system = line_of(tmp_path, "[scenarios.plan.lines.system]\namount_eur = 9", "system")

    assert (system.amount_eur, system.amounts_eur, system.after) == (9, None, "end")
    assert (system.buyer, system.written_off) == ("east", "exit")


def test_who_bears_a_line_is_said_anew(tmp_path: Path):
    own = '[scenarios.plan.lines.exit]\npartners = ["west"]'
    exit_ = line_of(tmp_path, own, "exit")
    assert (exit_.partners, exit_.transfer) == (["west"], None)

    below = SHARED.replace('transfer = { from = "east" }', 'partners = ["east"]')
    above = '[scenarios.plan.lines.exit]\ntransfer = { from = "west", to = ["east"] }'
    moved = load(tmp_path, above, below).case.scenarios["plan"].lines["exit"]

    assert (moved.partners, moved.transfer.from_, moved.transfer.to) == ([], "west", ["east"])


def test_another_kind_is_borne_by_the_same_in_the_same_account(tmp_path: Path):
    shared = SHARED.replace(
        'interest = "rate"', 'interest = "rate"\nbasis = "cash"\npartners = ["west"]\ncopies = 2'
    )
    above = '[scenarios.plan.lines.servers]\nkind = "yearly"\namount_eur = 3'

    servers = load(tmp_path, above, shared).case.scenarios["plan"].lines["servers"]

    assert (servers.kind, servers.basis, servers.partners) == ("yearly", "cash", ["west"])
    assert servers.copies == 1  # what an amount is multiplied by is written anew


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ('settlement.key="equal"', lambda case: case.settlement.key == "equal"),
        (
            "settlement.key={inhabitants=1, equal=2}",
            lambda case: case.settlement.key == {"inhabitants": 1, "equal": 2},
        ),
        (
            'settlement.per_category.software="equal"',
            lambda case: case.settlement.per_category == {"software": "equal"},
        ),
        ("settlement.settled=false", lambda case: case.settlement.settled is False),
        (
            "settlement.settled.from=2022",
            lambda case: case.settlement.settled == Settled.model_validate({"from": 2022}),
        ),
        (
            "asset_classes.servers.term_years=7",
            lambda case: case.asset_classes["servers"].term("collaboration") == 7,
        ),
        (
            "asset_classes.systems.term_years.east=3",
            lambda case: (
                case.asset_classes["systems"].term_years == {"collaboration": 6, "east": 3}
            ),
        ),
        (
            'scenarios.plan.lines.exit.transfer.to=["west"]',
            lambda case: case.scenarios["plan"].lines["exit"].transfer.to == ["west"],
        ),
        (
            "scenarios.plan.lines.exit.profile[1]=0.25",
            lambda case: case.scenarios["plan"].lines["exit"].profile == [1.0, 0.25],
        ),
        (
            "scenarios.plan.lines.system.amounts_eur.2022=5",
            lambda case: (
                set(case.scenarios["plan"].lines["system"].amounts_eur) == {2021, 2022, 2024}
            ),
        ),
    ],
)
def test_settings_of_the_command_line(tmp_path: Path, setting: str, found: Any):
    path = tmp_path / "shared.toml"
    path.write_text(SHARED, "utf-8")

    assert not found(load_case(path).case)
    assert found(load_case(path, [setting]).case)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("asset_classes.server.term_years=7", '"server" is no asset class of this config'),
        ('texts.nl.Plan="Plan"', '"nl" is no language of this config'),
        ("settlement.key.equal=1", 'settlement.key is "inhabitants", which has no keys'),
        ("asset_classes.servers.term_years.east=3", "is 4, which has no keys"),
        ('settlement.key="people"', '"people" is no attribute'),
    ],
)
def test_settings_that_cannot_be(tmp_path: Path, setting: str, words: str):
    path = tmp_path / "shared.toml"
    path.write_text(SHARED, "utf-8")

    with pytest.raises(ConfigError) as caught:
        load_case(path, [setting])

    assert words in str(caught.value)


# ---------------------------------------------------------------------------------------------
# Names


def test_every_word_in_the_name_of_a_result_is_kept_from_partners(tmp_path: Path):
    """Of a case in which every metric has something to say."""
    case = load(tmp_path, "", SHARED).case
    partners, words = set(case.partners), set()
    for output in flows_of(case).outputs():
        parts = output.name.split(".")
        if parts[0] in (*case.scenarios, "more_vs_plan", "plan_vs_more"):
            words.add(parts[2] if parts[1] in partners else parts[1])

    assert {"saving", "saving_cash", "peak_cash", "book_value", "loss"} <= words
    assert words <= set(TAKEN_BY_PARTNERS)


def test_a_mix_of_numbers_has_the_shares_of_the_weighted_mean(tmp_path: Path):
    """100 and 50 inhabitants, half in equal parts: 7 and 5 twelfths."""
    case = load(tmp_path, "", SHARED).case

    shares = case.shares(Settlement(key={"inhabitants": 2.0, "equal": 2.0}))

    assert shares == pytest.approx({"east": 7 / 12, "west": 5 / 12})
