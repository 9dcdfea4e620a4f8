"""Sections that put results side by side: budget and cash, what decides, the source's table.

Their figures are compared with the record they come from, and with what is known of the case.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from strategies import small_case

from ictsim.config import load_case
from ictsim.config.loading import LoadedCase
from ictsim.model import Case
from ictsim.report import deciding, reconciliation, two_bases
from ictsim.report.building import results_document
from ictsim.report.checklist import checklist_table
from ictsim.report.document import Document, Items, Paragraph, Section, TableBlock
from ictsim.report.language import speaking
from ictsim.report.view import View
from ictsim.report.wording.checklist import ITEMS
from ictsim.results.record import Results
from ictsim.study import prepare, run_study
from ictsim.study.assemble import assemble

CONFIGS = Path(__file__).parent.parent / "configs"
RUNS = 4_000


def results_of(loaded: LoadedCase) -> Results:
    study = prepare(loaded.case, seed=7)
    outcome = run_study(study, RUNS, threads=1)
    return assemble(loaded, study, outcome, seed=7, planned=RUNS)


@pytest.fixture(scope="module")
def plan() -> Results:
    """The plan of 3.0: no investment, and a table of the source."""
    return results_of(load_case(CONFIGS / "3_0.toml"))


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
    made = two_bases.by_year(View.of(bought), "s", "s")
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
    difference = float(made.rows[0][5].text.replace(",", "").replace("\u2212", "-"))
    assert difference == pytest.approx((high - low) / 1_000.0, abs=0.5)


def test_a_dearer_migration_saves_less_and_more_software_saving_more(plan: Results):
    rows = {row.name: row for row in deciding.by_swing(View.of(plan), "s3", 2023)}
    assert deciding.swing(rows["migration_cost_overrun"]) < 0.0
    assert deciding.swing(rows["software_saving"]) > 0.0


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
