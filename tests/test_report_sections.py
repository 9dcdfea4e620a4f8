"""Sections that put results side by side: budget and cash, what decides, the source's table.

Their figures are compared with the record they come from, and with what is known of the case.
"""

from __future__ import annotations

import dataclasses
import math
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from matplotlib import figure as pyplot
from strategies import small_case

from ictsim.config import load_case
from ictsim.config.loading import LoadedCase
from ictsim.model import Case
from ictsim.report import deciding, reconciliation, two_bases
from ictsim.report.building import results_document
from ictsim.report.charts import chance, fan, payback, tornado
from ictsim.report.checklist import checklist_table
from ictsim.report.document import Document, Figure, Items, Paragraph, Section, TableBlock
from ictsim.report.language import speaking
from ictsim.report.numbers import amount, grouped
from ictsim.report.view import View
from ictsim.report.wording.checklist import ITEMS
from ictsim.results.record import Band, Estimate, Results, TornadoRow
from ictsim.study import prepare, run_study
from ictsim.study.assemble import assemble

CONFIGS = Path(__file__).parent.parent / "configs"
RUNS = 4_000


def results_of(loaded: LoadedCase, runs: int = RUNS) -> Results:
    study = prepare(loaded.case, seed=7)
    outcome = run_study(study, runs, threads=1)
    return assemble(loaded, study, outcome, seed=7, planned=runs)


@pytest.fixture(scope="module")
def plan() -> Results:
    """The plan of 3.0: no investment, and a table of the source."""
    return results_of(load_case(CONFIGS / "3_0.toml"))


@pytest.fixture(scope="module")
def outside() -> Results:
    """The outside view: seven inputs are drawn each year, six of them roundings."""
    return results_of(load_case(CONFIGS / "3_0_outside_view.toml"))


@pytest.fixture(scope="module")
def bought() -> Results:
    """One asset of 900, bought in 2013, term 3, 10 %; over the years 2013 to 2017."""
    lines = {
        "asset": {
            "kind": "investment",
            "amounts_eur": {"2013": 900_000.0},
            "factors": ["factor"],
            "asset_class": "things",
            "interest": 0.1,
        }
    }
    tables = small_case(
        {"s": lines},
        inputs={"factor": {"dist": "uniform", "low": 1.0, "high": 1.0001, "base": 1.0}},
        years=(2013, 2017),
        asset_classes={"things": {"label": "Things", "term_years": 3}},
    )
    loaded = load_case(CONFIGS / "3_0.toml")
    return results_of(dataclasses.replace(loaded, case=Case.model_validate(tables)))


def document_of(results: Results) -> Document:
    return results_document(results, {"ictsim": "0"})


def section(document: Document, name: str) -> Section:
    return next(one for one in document.sections if one.id == name)


def texts(made: Section) -> str:
    parts = [block.text for block in made.blocks if isinstance(block, Paragraph)]
    parts += [item.text for b in made.blocks if isinstance(b, Items) for item in b.items]
    return "\n".join(parts)


# --- Budget and cash ------------------------------------------------------------------------------


def test_budget_and_cash_of_one_purchase_are_the_schedule_by_hand(bought: Results):
    # 900 paid in 2013; 300 a year from 2014, interest 10 % of 900, 600, 300.
    budget = {"2013": 0, "2014": -390, "2015": -750, "2016": -1_080, "2017": -1_080}
    made = two_bases.by_year(View.of(bought), "s", "s", range(2013, 2018))
    rows = {row[0].text: row for row in made.rows}
    assert {y: rows[y][1].value for y in budget} == pytest.approx(
        {y: 1_000.0 * value for y, value in budget.items()}
    )
    assert [rows[y][5].value for y in budget] == pytest.approx([-900_000.0] * 5)
    for year in budget:
        assert rows[year][3].name == f"s.saving.{year}.p50"
        assert rows[year][7].name == f"s.saving_cash.{year}.p50"
        assert rows[year][7].value == pytest.approx(-900_000.0, rel=1e-3)


def test_peaks_are_given_on_both_and_nothing_is_left_on_the_books(bought: Results):
    rows = {row[1].name: row for row in two_bases.amounts(View.of(bought), "s", "s").rows}
    assert rows["s.peak.base"][1].value == pytest.approx(1_080_000.0)
    assert rows["s.peak_cash.base"][1].value == pytest.approx(900_000.0)
    assert rows["s.book_value.base"][1].value == pytest.approx(0.0, abs=1e-6)


def test_a_case_without_investments_says_that_both_are_the_same(plan: Results):
    made = section(document_of(plan), "two-bases")
    assert "the budget and cash are the same" in texts(made)
    assert not any(isinstance(block, TableBlock) for block in made.blocks)
    assert not any("_cash" in name for name in plan.estimates)


# --- What decides ---------------------------------------------------------------------------------


def test_the_longest_bar_comes_first_and_its_difference_is_of_its_ends(plan: Results):
    view = View.of(plan)
    made = deciding.deciding_table(view, "s3", 2023)
    swings = [abs(deciding.swing(row)) for row in deciding.by_swing(view, "s3", 2023)]
    assert swings == sorted(swings, reverse=True)
    assert len(made.rows) == sum(row.sampled for row in plan.inputs)
    first = deciding.by_swing(view, "s3", 2023)[0]
    low, high = (first.bands[at].saving.value for at in (0, -1))
    assert [cell.value for cell in made.rows[0][3:5]] == [low, high]
    cell = made.rows[0][5]
    assert cell.value == high - low
    # The bands share no run, so the variances of their means add up.
    savings = first.bands[0].saving, first.bands[-1].saving
    half = math.hypot(*(saving.high - saving.value for saving in savings))
    assert cell.error == pytest.approx(half)
    assert cell.margin.startswith("±")
    shown = float(cell.text.replace(",", "").replace("\u2212", "-"))
    assert abs(1_000.0 * shown - cell.value) <= cell.error


def amount_of(value: float | None, half: float = 0.0, note: str = "") -> Estimate:
    if value is None:
        return Estimate(None, None, None, "eur", 1, note)
    return Estimate(value, value - half, value + half, "eur", 100)


def row_of(low: Estimate, high: Estimate) -> TornadoRow:
    chance = Estimate(0.5, 0.4, 0.6, "probability", 100)
    ends = zip((low, high), ((0.0, 1.0), (2.0, 3.0)), strict=True)
    bands = [Band(*values, 0.1, saving, chance) for saving, values in ends]
    return TornadoRow("s3", 2018, "rent", "Rent", bands, [])


def test_a_difference_has_the_error_of_both_ends():
    made = deciding.difference(row_of(amount_of(100_000.0, 3_000.0), amount_of(-50_000.0, 4_000.0)))

    assert (made.value, made.low, made.high) == (-150_000.0, -155_000.0, -145_000.0)
    assert str(amount(made)) == "\u2212150 ±\u00a05"


def test_a_difference_with_an_end_that_is_undefined_is_undefined():
    row = row_of(amount_of(None, note="too few runs with such a value"), amount_of(5.0, 1.0))

    assert deciding.swing(row) is None
    assert str(amount(deciding.difference(row))) == "undefined (too few runs with such a value)"


def test_a_bar_needs_both_ends(plan: Results):
    """The first input of the first chart loses its low end: the chart lists it, without a bar."""
    view = View.of(plan)
    scenario, year = "s3", view.headline_years[0]
    first, *others = deciding.by_swing(view, scenario, year)
    low = dataclasses.replace(first.bands[0], saving=amount_of(None, note="too few runs"))
    spoiled = dataclasses.replace(first, bands=[low, *first.bands[1:]])
    rows = [spoiled if row == first else row for row in plan.tornado]
    chart = next(c for c in tornado.charts(View.of(dataclasses.replace(plan, tornado=rows))))

    assert chart.name == f"tornado_{scenario}_{year}"
    assert first.label not in chart.alt
    assert others[0].label in chart.alt
    assert len(chart.table.rows) == 1 + len(others)
    last = chart.table.rows[-1]
    assert (last[0].text, last[5].text) == (first.label, "undefined (too few runs)")
    assert (last[5].value, last[5].error) == (None, None)


def test_with_too_few_runs_for_any_bar_there_is_a_table_and_no_chart():
    results = results_of(load_case(CONFIGS / "3_0.toml"), runs=9)
    blocks = section(document_of(results), "charts-tornado").blocks
    made = [block.table for block in blocks if isinstance(block, TableBlock)]

    assert not [block for block in blocks if isinstance(block, Figure)]
    assert len(made) == len(View.of(results).headline_years)
    assert all("undefined" in row[5].text for table in made for row in table.rows)


def test_a_fan_is_told_in_the_unit_of_its_axis(plan: Results):
    small = {
        name: dataclasses.replace(e, value=e.value / 1e3)
        if e.unit == "eur" and isinstance(e.value, float) else e
        for name, e in plan.estimates.items()
    }  # fmt: skip
    base = {n: v / 1e3 if isinstance(v, float) else v for n, v in plan.base.items()}
    tiny = dataclasses.replace(plan, estimates=small, base=base)
    for results, unit, scale in ((plan, "€ million", 1e6), (tiny, "x € 1,000", 1e3)):
        view = View.of(results)
        chart = next(c for c in fan.charts(view) if c.name == "fan_s3")
        middle = grouped(view.value("s3.saving.2018.p50") / scale, 1)
        assert f"In {unit}; 2018: median {middle}," in chart.alt.replace("\u00a0", " ")
        assert middle.strip("\u2212") != "0.0"


def test_what_is_unknown_is_not_drawn_as_nil(plan: Results):
    """A year without a percentile, or without a chance, has no point in a drawing."""
    unknown = Estimate(None, None, None, "", 0, "too few runs")
    lost = {"s3.saving.2020.p5": unknown, "s3.beats.2020": unknown, "s3.payback.2020": unknown}
    view = View.of(dataclasses.replace(plan, estimates=plan.estimates | lost))

    def drawn(kind: ModuleType) -> Any:
        figure = pyplot.Figure()
        next(c for c in kind.charts(view) if c.name.endswith("_s3")).draw(figure)
        return figure.axes[0]

    for kind in (fan, chance):
        lines = [line.get_xdata() for line in drawn(kind).lines]
        points = [list(x) for x in lines if len(x) > 5]
        assert 2019 in points[0]
        assert 2020 not in points[0]
    years = len(view.years) - 1
    shown = [o for o in payback.outcomes(view, "s3") if o.isdigit()]
    assert len(shown) == years
    assert len(drawn(payback).patches) == len(payback.outcomes(view, "s3")) - 1


def test_never_under_water_counts_as_paid_back_in_the_first_year(plan: Results):
    counted = Estimate(0.25, 0.2, 0.3, "probability", RUNS)
    added = {
        "s3.payback.never_under_water": counted,
        f"s3.payback_by.{plan.case['start']}": counted,
    }
    view = View.of(dataclasses.replace(plan, estimates=plan.estimates | added))
    chart = next(c for c in payback.charts(view) if c.name == "payback_s3")
    row = next(r for r in chart.table.rows if r[1].name == "s3.payback.never_under_water")

    assert row[2].name == f"s3.payback_by.{view.start}"
    assert row[2].value == 0.25


def test_a_dearer_migration_saves_less_and_more_software_saving_more(plan: Results):
    rows = {row.name: row for row in deciding.by_swing(View.of(plan), "s3", 2023)}
    assert deciding.swing(rows["migration_cost_overrun"]) < 0.0
    assert deciding.swing(rows["software_saving"]) > 0.0


BY_YEAR = {
    "en": ("low on average over the years", "high on average over the years"),
    "nl": ("laag gemiddeld over de jaren", "hoog gemiddeld over de jaren"),
}


@pytest.mark.parametrize("code", BY_YEAR)
def test_an_input_drawn_each_year_is_low_or_high_on_average(outside: Results, code: str):
    drawn = {row.name: row.per_year for row in outside.inputs}
    names = [row.name for row in deciding.by_swing(View.of(outside), "s3", 2023)]
    with speaking(code):
        rows = deciding.deciding_table(View.of(outside), "s3", 2023).rows
    told = {name: (row[1].text, row[2].text) for name, row in zip(names, rows, strict=True)}

    assert sum(drawn.get(name, False) for name in names) == 7
    assert sum(name.startswith("rounding_") and drawn[name] for name in names) == 6
    for name, values in told.items():
        assert (values == BY_YEAR[code]) == drawn.get(name, False), name
    amounts = [v for name, values in told.items() if name.startswith("rounding_") for v in values]
    assert not any(character.isdigit() for character in " ".join(amounts))


def test_what_low_on_average_is_stands_where_such_an_input_is_told(plan: Results, outside: Results):
    """Of all inputs on the page, of the eight that decide most in a chapter."""
    said = "An input that is drawn each year is low, or high, on average over the years"

    def told(results: Results) -> tuple[bool, bool]:
        made = section(document_of(results), "charts-tornado")
        return tuple(
            any(isinstance(block, Paragraph) and said in block.text for block in blocks)
            for blocks in (made.blocks, made.chapter_blocks)
        )

    assert told(plan) == (False, False)
    most = {
        row.name
        for year in (2018, 2023)
        for row in deciding.by_swing(View.of(outside), "s3", year)[: deciding.MOST]
    }
    drawn = {row.name for row in outside.inputs if row.per_year}
    assert told(outside) == (True, bool(most & drawn))
    fewer = [row for row in outside.tornado if row.name in drawn]
    assert told(dataclasses.replace(outside, tornado=fewer)) == (True, True)
    others = [row for row in outside.tornado if row.name not in drawn]
    assert told(dataclasses.replace(outside, tornado=others)) == (False, False)


# --- The source's table ---------------------------------------------------------------------------


def test_the_sources_table_is_given_back_with_and_without_reconciling_items(plan: Results):
    said = texts(section(document_of(plan), "reconciliation"))
    assert "24 of the 24 printed figures come out within" in said
    assert "Without the 2 reconciling items" in said
    assert "4 of 24 do." in said
    assert "2.0: paid back in 2021 as planned; in 2023 without the reconciling items." in said
    assert "3.0: paid back in 2018 as planned; in 2018 without" in said


def test_printed_and_calculated_stand_below_each_other(plan: Results):
    made = reconciliation.published_table(View.of(plan), "s3")
    rows = {row[0].text: row for row in made.rows}
    place = made.columns.index("2018")
    # The business case prints 10,500 for Haarlem in 2018; rounding explains 25 either way.
    assert rows["Haarlem: as printed"][place].value == 10_500_000.0
    assert abs(rows["Haarlem: calculated"][place].value - 10_500_000.0) <= 25_000.0
    assert rows["Haarlem: calculated less printed"][place].margin == ""


def test_four_of_the_printed_figures_fit_without_reconciling_items(plan: Results):
    cells = [
        cell
        for scenario in ("s2", "s3")
        for row in reconciliation.published_table(View.of(plan), scenario).rows
        if "without" in row[0].text
        for cell in row[1:]
    ]
    assert len(cells) == 24
    assert sum(cell.margin == "" for cell in cells) == 4  # counted in the case's own figures


def test_without_a_table_of_the_source_there_is_no_section(bought: Results):
    assert all(one.id != "reconciliation" for one in document_of(bought).sections)


# --- The checklist --------------------------------------------------------------------------------


def test_every_item_of_the_checklist_is_answered(plan: Results, bought: Results):
    for results in (plan, bought):
        rows = checklist_table(View.of(results)).rows
        assert len(rows) == len(ITEMS) == 16
        for item, have, answer in rows:
            assert have.text in ("yes", "partly", "no")
            assert len(item.text) > 10
            assert re.search(r"\w+ \w+", answer.text)


def test_the_checklist_says_no_where_the_config_gives_nothing(bought: Results):
    rows = {row[0].text: row[1].text for row in checklist_table(View.of(bought)).rows}
    assert rows["the source's own figures given back, cell by cell"] == "no"
    assert rows["effects without an amount, next to the money"] == "no"
    assert rows["events apart from continuous ranges"] == "no"


# --- Texts without a translation ------------------------------------------------------------------


@pytest.mark.parametrize(("missing", "said"), [(0, ""), (1, "1 tekst"), (12, "12 teksten")])
def test_a_dutch_report_says_how_many_texts_have_no_translation(
    plan: Results, missing: int, said: str
):
    case = plan.case | {"untranslated": {"nl": missing}}
    with speaking("nl"):
        document = document_of(dataclasses.replace(plan, case=case, warnings=[], remarks=[]))
    found = [one for one in document.sections if one.id == "warnings"]
    assert bool(found) == (missing > 0)
    assert all(said in texts(one) for one in found)
