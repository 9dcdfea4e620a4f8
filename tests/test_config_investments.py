"""What is bought and depreciated in the shipped config, against the source's terms and a ledger.

Terms, percentages and derived amounts are typed here a second time. The ledger below follows every
purchase by itself, thing by thing; it knows nothing of schedules, factors or formulas of the
program.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ictsim.config import load_case
from ictsim.model import Case
from ictsim.study.base import BaseCase, base_case

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
YEARS = range(2013, 2031)
FIRST = 2014  # the centre starts on its first of January
INTEREST = 0.05


@cache
def case() -> Case:
    return load_case(CONFIGS / "3_0_investments.toml").case


@cache
def base(name: str = "3_0_investments", reconciling: bool = True) -> BaseCase:
    return base_case(load_case(CONFIGS / f"{name}.toml").case, reconciling=reconciling)


# Haarlem, Haarlemmermeer, collaboration.
TERMS = {
    "workplace_hardware": (4, 3, 3),
    "workplace_servers": (5, 4, 5),
    "peripherals": (5, 3, 5),
    "applications": (5, 5, 5),
    "data_communication": (5, 5, 10),
    "telephony": (5, 3, 5),
}

# Number in the list of 39 inputs, name, low, plan, high.
RANGES = [
    (25, "replacement_project_ratio", 0.75, 0.80, 1.05),
    (26, "renewal_project_ratio", 0.95, 1.00, 1.30),
    (27, "renewal_investment", 3.2, 4.56, 7.0),
    (32, "interest_rate", 0.02, 0.05, 0.055),
]

# What is replaced, its class and buyer, euros per workplace, workplaces, years.
THINGS = [
    ("haarlem_workplace_hardware", "workplace_hardware", "haarlem", 750, 1_700, 4),
    ("haarlemmermeer_workplace_servers", "workplace_servers", "haarlemmermeer", 300, 1_450, 4),
    ("haarlemmermeer_peripherals", "peripherals", "haarlemmermeer", 200, 1_450, 3),
    ("haarlemmermeer_telephony", "telephony", "haarlemmermeer", 200, 1_450, 3),
    ("haarlem_data_communication", "data_communication", "haarlem", 300, 1_700, 5),
    ("haarlemmermeer_data_communication", "data_communication", "haarlemmermeer", 600, 1_450, 5),
]


def test_terms_are_those_of_the_source():
    classes = case().asset_classes

    assert {
        name: tuple(found.term(who) for who in ("haarlem", "haarlemmermeer", "collaboration"))
        for name, found in classes.items()
    } == TERMS


def test_only_things_with_other_terms_are_bought_otherwise():
    apart = {
        (who, name)
        for name, (*own, together) in TERMS.items()
        for who, term in zip(("haarlem", "haarlemmermeer"), own, strict=True)
        if term != together
    }

    assert {(buyer, asset_class) for _, asset_class, buyer, *_ in THINGS} == apart


@pytest.mark.parametrize(("number", "name", "low", "plan", "high"), RANGES)
def test_range_in_the_plan_s_layer(number: int, name: str, low: float, plan: float, high: float):
    found = case().inputs[name]

    assert (found.dist, found.low, found.mode, found.high) == ("pert", low, plan, high)
    assert found.base_value() == plan, f"input {number}"


def test_the_layer_adds_these_inputs_and_no_others():
    plan = load_case(CONFIGS / "3_0.toml").case

    assert set(case().inputs) - set(plan.inputs) == {
        "application_purchases",
        *(name for _, name, *_ in RANGES),
        *(name for name, *_ in THINGS),
    }
    assert {name: case().inputs[name] for name in plan.inputs} == plan.inputs
    assert case().correlations == {}


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing[0])
def test_assumed_amounts_follow_from_workplaces(thing: tuple[str, str, str, int, int, int]):
    name, asset_class, buyer, each, workplaces, years = thing
    found = case().inputs[name]

    assert case().partners[buyer].attributes["workplaces"] == workplaces
    assert case().asset_classes[asset_class].term(buyer) == years
    assert found.base_value() == round(each * workplaces / years, -3)
    assert found.source.startswith(f"assumption: {each} for each of {workplaces:,} workplaces")


def test_the_assumed_applications_are_what_is_left_of_the_replacement_budgets():
    # In millions. Haarlem: 12.0 with investments, of which 9.2 are the department's budget (the
    # baseline of 10.8 lies 1.6 above it) and 4.56 per inhabitant is renewal.
    haarlem = 12.0 - (10.8 - 1.6) - 4.56 * 0.150
    haarlemmermeer = 3.1
    # Euros per workplace over their terms, in millions: hardware, servers, peripherals, telephony,
    # data communication.
    others_haarlem = 1_700 * (750 / 4 + 300 / 5 + 200 / 5 + 200 / 5 + 300 / 5) / 1e6
    others_haarlemmermeer = 1_450 * (750 / 3 + 300 / 4 + 200 / 3 + 200 / 3 + 600 / 5) / 1e6
    left = haarlem + haarlemmermeer - others_haarlem - others_haarlemmermeer
    software, infrastructure = 0.28, 0.15
    purchases = left * software / (software + infrastructure) / 2  # the other half are projects

    source = case().inputs["application_purchases"].source
    assert f"less {others_haarlemmermeer:.2f} and {others_haarlem:.2f} million" in source
    assert case().inputs["application_purchases"].base_value() == round(purchases, 1) * 1e6


# --- The ledger -----------------------------------------------------------------------------------


def times_bought(own: int, together: int) -> Counter[int]:
    """How many yearly lots the centre buys in each year, one lot after the other.

    A lot of each of the last years before the centre is in use; each is replaced when its own term
    is over, and what replaces it when the centre's term is over.
    """
    bought: Counter[int] = Counter()
    for in_use_since in range(FIRST - own, FIRST):
        year = in_use_since + own
        while year <= YEARS[-1]:
            bought[year] += 1
            year += together
    return bought


def charged(purchases: dict[int, float], term: int) -> dict[int, float]:
    """Depreciation and interest by year, each purchase by itself."""
    charges = dict.fromkeys(YEARS, 0.0)
    for bought, price in purchases.items():
        for age in range(1, term + 1):
            if bought + age in charges:
                left = price * (term - age + 1) / term
                charges[bought + age] += price / term + INTEREST * left
    return charges


def every_year(amount: float) -> dict[int, float]:
    return {year: amount for year in YEARS if year >= FIRST}


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing[0])
def test_the_centre_buys_when_a_term_is_over(thing: tuple[str, str, str, int, int, int]):
    name, asset_class, buyer, *_, own = thing
    line = case().scenarios["s2"].lines[f"{name}_together"]
    alone = case().scenarios["s2"].lines[f"{name}_alone"]
    together = case().asset_classes[asset_class].term("collaboration")

    written = {
        year: len(value) if isinstance(value, list) else 1
        for year, value in line.amounts_eur.items()
    }
    assert written == times_bought(own, together)
    assert {n for v in line.amounts_eur.values() for n in ([v] if isinstance(v, str) else v)} == {
        name
    }
    assert (line.asset_class, line.buyer, line.effect) == (asset_class, None, "cost")
    assert (alone.asset_class, alone.buyer, alone.effect) == (asset_class, buyer, "saving")
    assert (alone.amount_eur, alone.factors) == (name, [])


def expected_charges() -> dict[str, dict[int, float]]:
    """Charges of every line at the plan's values, in euros."""
    applications, people, renewal = 1_200_000, 293_000, 4.56
    bought = renewal * people / 2.25
    pairs = {
        "replacement_projects_alone": (-1.00 * applications, 5),
        "replacement_projects_together": (0.80 * applications, 5),
        "renewal_projects_alone": (-1.25 * bought, 5),
        "renewal_projects_together": (1.00 * bought, 5),
    }
    found = {name: charged(every_year(amount), term) for name, (amount, term) in pairs.items()}
    for name, asset_class, buyer, each, workplaces, own in THINGS:
        lot = round(each * workplaces / own, -3)
        together = TERMS[asset_class][2]
        lots = {year: count * lot for year, count in times_bought(own, together).items()}
        found[f"{name}_alone"] = charged(every_year(-lot), own)
        found[f"{name}_together"] = charged(lots, together)
        assert buyer in name
    return found


def test_charges_of_every_line_in_the_base_case():
    expected = expected_charges()
    lines = case().scenarios["s2"].lines

    assert {name for name, line in lines.items() if line.kind == "investment"} == set(expected)
    for name, charges in expected.items():
        assert base().lines[f"s2.{name}"] == pytest.approx(charges, abs=0.01), name


def test_all_of_it_begins_with_the_centre_and_bears_one_rate():
    for name, line in case().lines_of("s3").items():
        if line.kind == "investment":
            assert (line.schedule, line.interest) == ("go_live", "interest_rate"), name
            assert (line.nature, line.index, line.basis) == ("running", None, "both")
            assert (line.partners, line.transfer, line.reconciling) == ([], None, False)


def test_the_reconciling_item_is_what_the_charges_leave_of_the_plan_s():
    plan = [-146, 66, -200, -155, -49, *[-40] * 13]  # thousands, 2013 to 2030
    charges = expected_charges().values()
    line = case().scenarios["s2"].lines["reconciling"]

    assert line.reconciling
    assert list(line.amounts_eur) == list(YEARS)
    for year, item in zip(YEARS, plan, strict=True):
        left = item * 1_000 - sum(row[year] for row in charges)
        assert line.amounts_eur[year] == pytest.approx(left, abs=0.51), year
    assert case().scenarios["s3"].lines["reconciling_3_0"].amounts_eur == {
        2016: 432_000,
        2018: 107_000,
    }


# --- What it explains -----------------------------------------------------------------------------


def test_without_reconciling_items_no_cell_fits_where_four_did():
    before, after = base("3_0", False), base(reconciling=False)
    charges = [sum(row[year] for row in expected_charges().values()) for year in YEARS]
    shares = {"haarlem": 150 / 293, "haarlemmermeer": 143 / 293}

    assert sum(cell.fits for cell in before.cells()) == 4
    assert sum(cell.fits for cell in after.cells()) == 0
    # Whole scenario cost goes by inhabitants, so each cell moves by its share of the charges.
    for old, new in zip(before.cells(), after.cells(), strict=True):
        moved = shares[old.partner] * charges[old.year - YEARS[0]]
        assert new.computed - old.computed == pytest.approx(moved, abs=0.01)


def test_nothing_of_2013_and_2014_can_come_from_these_purchases():
    # What is taken into use in 2014 is charged from 2015 on.
    charges = expected_charges().values()

    assert [sum(row[year] for row in charges) for year in (2013, 2014)] == [0, 0]
    assert sum(row[2015] for row in charges) < -100_000
