"""Base cases of the configs that come with the program: the published table, in every layer.

An item that a layer adds is 0 there, so all layers of 3.0 have the same base case. Expected
figures come from the decomposition of the printed tables, computed outside this program; amounts
are in thousands of euros, printed with one decimal.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ictsim.config import load_case
from ictsim.model import Case
from ictsim.study.base import BaseCase, base_case

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
LAYERS = ["3_0", "3_0_with_omitted_items", "3_0_investments", "3_0_outside_view"]
# With what is bought and depreciated: other reconciling items, in whole euros.
INVESTING = ["3_0_investments", "3_0_outside_view"]
SHARES = [150 / 293, 143 / 293]  # inhabitants in thousands


@cache
def case(name: str) -> Case:
    return load_case(CONFIGS / f"{name}.toml").case


@cache
def base(name: str, reconciling: bool = True) -> BaseCase:
    return base_case(case(name), reconciling=reconciling)


def thousands(row: dict[int, float], last: int = 2018) -> list[float]:
    return [amount / 1_000 for year, amount in row.items() if year <= last]


def value_in_2013(row: dict[int, float], rate: float) -> float:
    """Present value of the savings to 2018, in thousands."""
    return -sum(change / (1 + rate) ** n for n, change in enumerate(thousands(row)))


@pytest.mark.parametrize("layer", LAYERS)
def test_the_base_case_of_every_layer_is_the_published_table(layer: str):
    found = base(layer)
    cells = list(found.cells())

    assert len(cells) == 24
    assert all(abs(cell.computed - cell.published) <= 25_000 for cell in cells)
    bare = base(layer, reconciling=False)
    assert sum(cell.fits for cell in bare.cells()) == (0 if layer in INVESTING else 4)


@pytest.mark.parametrize("layer", LAYERS)
def test_changes_of_the_base_case(layer: str):
    found = base(layer)

    assert thousands(found.changes["s2"]) == pytest.approx(
        [1114.0, 2227.3, -524.5, -488.0, -390.6, -490.5], abs=0.0501
    )
    assert thousands(found.changes["s3"]) == pytest.approx(
        [1114.0, 2227.3, -524.7, 292.6, -1562.8, -3378.1], abs=0.0501
    )
    assert sum(thousands(found.changes["s2"])) == pytest.approx(1447.8, abs=0.0501)
    assert sum(thousands(found.changes["s3"])) == pytest.approx(-1831.7, abs=0.0501)
    assert found.saving_share("s3", 2018) == pytest.approx(0.01351, abs=0.000005)
    savings = found.savings("s2")
    assert [savings[2020] / 1_000, savings[2021] / 1_000] == pytest.approx(
        [-439.6, 78.4], abs=0.0501
    )


@pytest.mark.parametrize("layer", LAYERS)
def test_break_even_of_the_base_case(layer: str):
    found = base(layer)
    flows = ["s2", "s2.haarlem", "s2.haarlemmermeer", "s3", "s3.haarlem", "s3.haarlemmermeer"]

    assert [found.break_even(flow) for flow in flows] == [2021, 2025, 2019, 2018, 2018, 2018]
    assert found.break_even("s2", hold_from=2018) == 2021
    bare = base(layer, reconciling=False)
    assert bare.break_even("s2") == (2019 if layer in INVESTING else 2023)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_base_case_of_each_council(layer: str):
    found = base(layer)
    flows = ["s2.haarlem", "s2.haarlemmermeer", "s3.haarlem", "s3.haarlemmermeer"]

    assert [found.savings(flow)[2018] / 1_000 for flow in flows] == pytest.approx(
        [-1185.4, -262.4, 493.5, 1338.2], abs=0.0501
    )
    assert [value_in_2013(found.changes[s], 0.05) for s in ("s2", "s3")] == pytest.approx(
        [-1632.4, 920.4], abs=0.0501
    )


@pytest.mark.parametrize("layer", LAYERS[1:])
def test_no_layer_changes_any_year_of_the_base_case(layer: str):
    plan, later = base("3_0"), base(layer)
    near = 0.51 if layer in INVESTING else 0.01

    for flow, years in plan.changes.items():
        assert later.changes[flow] == pytest.approx(years, rel=1e-9, abs=near)


# --- 1.0 ------------------------------------------------------------------------------------------


def test_1_0_costs_the_programme_and_no_more():
    found = base("1_0")
    total = [250, 160, 100, 100, 100, *[0] * 13]

    assert thousands(found.changes["s1"], last=2030) == pytest.approx(total)
    for partner, share in zip(("haarlem", "haarlemmermeer"), SHARES, strict=True):
        own = thousands(found.changes[f"s1.{partner}"], last=2030)
        assert own == pytest.approx([share * amount for amount in total])
    # Each keeps its own cost, so the key moves no money but the programme's.
    assert case("1_0").scenarios["s1"].settlement.settled is False
    assert case("1_0").settlement.settled is not False


def test_1_0_has_the_source_s_items_and_shows_where_its_total_differs():
    lines = case("1_0").scenarios["s1"].lines
    general = [120_000, 120_000, 40_000, 40_000, 40_000]
    action_1 = [80_000, 0, 0, 0, 0]
    action_4 = [40_000, 40_000, 60_000, 60_000, 60_000]
    items = [sum(parts) for parts in zip(general, action_1, action_4, strict=True)]

    amounts = list(lines["programme"].amounts_eur.values())
    assert amounts == [*items[:2], *["programme_cost"] * 3]
    assert case("1_0").inputs["programme_cost"].base_value() == items[2] == items[4]
    assert lines["programme"].after == lines["printed_total"].after == "end"
    # 240,000 of items stand against 250,000 in print.
    assert lines["printed_total"].amounts_eur == {2013: 250_000 - items[0]}
    assert lines["printed_total"].reconciling
    without = thousands(base("1_0", reconciling=False).changes["s1"])
    assert without == pytest.approx([240, 160, 100, 100, 100, 0])


def test_1_0_and_2_0_count_the_same_programme():
    one, two = base("1_0").changes["s1"], base("2_0").lines["s2.programme"]

    assert one == pytest.approx(two)
    assert case("1_0").inputs["programme_cost"] == case("2_0").inputs["programme_cost"]
