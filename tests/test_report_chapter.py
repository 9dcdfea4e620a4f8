"""What a chapter and a printed workbook have of a report, and that it fits on their pages."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ictsim.config import load_case
from ictsim.report import results_document
from ictsim.report.building.excerpts import first_years_together, narrowed
from ictsim.report.document import Block, Document, Items, Paragraph, Section, TableBlock
from ictsim.report.formats import written
from ictsim.report.language import speaking
from ictsim.report.numbers import Cell
from ictsim.report.tables import Table, table
from ictsim.report.view import View
from ictsim.results.record import Results
from ictsim.study import prepare, run_study
from ictsim.study.assemble import assemble

CONFIGS = Path(__file__).parent.parent / "configs"
RUNS, SEED = 4_000, 7
PAGE = 88  # letters of 10 points that fill a line of A4 between margins of 2.5 cm


def results_of(name: str, *settings: str) -> Results:
    loaded = load_case(CONFIGS / name, settings)
    study = prepare(loaded.case, SEED)
    outcome = run_study(study, RUNS, threads=1)
    return assemble(loaded, study, outcome, SEED, RUNS)


@pytest.fixture(scope="module")
def plan() -> Results:
    """3.0 on top of 2.0: no purchase, a table of the source, correlations of none."""
    return results_of("3_0.toml")


@pytest.fixture(scope="module")
def bought() -> Results:
    """The same with purchases, so that cash is not the budget, and with a capacity."""
    return results_of("3_0_investments.toml", "resilience.capacity_eur={total=5_000_000}")


def document_of(results: Results, language: str = "en") -> Document:
    with speaking(language):
        return results_document(results, {})


def section(document: Document, name: str) -> Section:
    return next(one for one in document.sections if one.id == name)


def tables_of(blocks: tuple[Block, ...]) -> list[Table]:
    return [block.table for block in blocks if isinstance(block, TableBlock)]


def chapter_of(document: Document) -> str:
    with speaking(document.language):
        return written(document, ["md"])["chapter.md"].decode()


# --- The chapter ----------------------------------------------------------------------------------


def test_a_chapter_has_the_eight_inputs_that_decide_most(plan: Results):
    made = section(document_of(plan), "charts-tornado").chapter_blocks
    assert isinstance(made[0], Paragraph)

    for year, found in zip((2018, 2023), tables_of(made), strict=True):
        swings = {
            row.label: row.bands[-1].saving.value - row.bands[0].saving.value
            for row in plan.tornado
            if (row.scenario, row.year) == ("s3", year)
        }
        longest = sorted(swings, key=lambda label: -abs(swings[label]))
        assert len(longest) > 8
        assert [row[0].text for row in found.rows] == longest[:8]
        assert [row[5].value for row in found.rows] == [swings[label] for label in longest[:8]]
        assert f"the 8 of {len(longest)} inputs that move it most" in found.caption
        assert "chance" not in found.caption
        assert len(found.columns) == 6


def test_with_few_inputs_a_chapter_says_nothing_of_a_choice(plan: Results):
    few = [row for row in plan.tornado if row.label.startswith(("Saving", "Years"))]
    made = section(document_of(changed(plan, tornado=few)), "charts-tornado")

    assert [len(t.rows) for t in tables_of(made.chapter_blocks)] == [3, 3]
    assert not any("most" in t.caption for t in tables_of(made.chapter_blocks))


def changed(results: Results, **changes: Any) -> Results:
    return dataclasses.replace(results, **changes)


def test_a_chapter_tells_what_the_told_scenario_adds(plan: Results):
    made = section(document_of(plan), "difference-s3_vs_s2").chapter_blocks
    amounts, chances = tables_of(made)

    named = {cell.name: cell.value for t in (amounts, chances) for row in t.rows for cell in row}
    for year in (2018, 2023, 2030):
        for statistic in ("p10", "p50", "p90", "mean"):
            name = f"s3_vs_s2.saving.{year}.{statistic}"
            assert named[name] == plan.estimates[name].value
        name = f"s3_vs_s2.beats.{year}"
        assert named[name] == plan.estimates[name].value
    assert not any(name.endswith((".p5", ".p25", ".sd")) for name in named)


def test_only_the_told_scenarios_difference_is_in_a_chapter(plan: Results):
    case = plan.case | {"differences": {"s2_vs_s3": ["s2", "s3"], "s3_vs_s2": ["s3", "s2"]}}
    document = document_of(changed(plan, case=case))

    assert section(document, "difference-s2_vs_s3").chapter_blocks == ()
    assert section(document, "difference-s3_vs_s2").chapter_blocks


def test_a_chapter_says_whether_the_source_is_given_back(plan: Results):
    found = plan.reconciliation
    assert found is not None
    with_items, without = (
        found[which]["cells"]["fitting"] for which in ("with_reconciling", "without_reconciling")
    )
    made = section(document_of(plan), "reconciliation").chapter_blocks
    said, years = made
    assert isinstance(said, Paragraph)
    assert isinstance(years, Items)

    assert with_items > without
    assert f"{with_items} of the 24 printed figures" in said.text
    assert f"{without} of 24 do" in said.text
    assert len(years.items) == 2
    text = chapter_of(document_of(plan, "nl"))
    assert "## Geeft de berekening de eigen tabel van de bron terug?" in text
    assert "als gepubliceerd" not in text


def test_what_is_short_in_a_chapter_stands_in_the_report_in_full(plan: Results, bought: Results):
    for results in (plan, bought):
        for one in document_of(results).sections:
            if one.in_chapter and one.chapter is not None:
                whole = {
                    cell.name: str(cell)
                    for block in one.blocks
                    for made in [getattr(block, "table", None)]
                    if made is not None
                    for row in made.rows
                    for cell in row
                    if cell.name
                }
                named = [c for t in tables_of(one.chapter) for row in t.rows for c in row if c.name]
                assert all(whole[cell.name] == str(cell) for cell in named)
                assert named or one.id == "reconciliation" or not tables_of(one.blocks)


def test_a_chapter_has_the_years_in_which_next_to_none_is_paid_back_in_one_row(plan: Results):
    """What stands in it is the report's figure for that year or before; nothing else changes."""
    document = document_of(plan)
    made = section(document, "charts-payback")
    short = tables_of(made.chapter_blocks)
    whole = [figure.table for figure in document.figures if figure.chart == "payback"]
    assert [t.caption for t in short] == [t.caption for t in whole]
    for scenario, narrow, full in zip(("s2", "s3"), short, whole, strict=True):
        by = {y: plan.estimates[f"{scenario}.payback_by.{y}"].value for y in range(2014, 2031)}
        last = max(year for year, share in by.items() if share < 0.005)
        first, *others = narrow.rows
        assert last > 2014, "more than one year"
        assert first[0].text == f"{last} or before"
        assert first[1] == first[2] == full.rows[last - 2014][2]
        assert first[2].value == by[last]
        assert others == list(full.rows[last - 2013 :])


@pytest.mark.parametrize(
    ("shares", "years"),
    [
        ([0.0, 0.004, 0.0049, 0.2], ["3 or before", "4", "never"]),
        ([0.0, 0.005, 0.2, 0.3], ["1", "2", "3", "4", "never"]),
        ([0.0, 0.0, 0.0, 0.001], ["4 or before", "never"]),
        ([0.5, 0.6, 0.7, 0.8], ["1", "2", "3", "4", "never"]),
        ([None, None, None, None], ["1", "2", "3", "4", "never"]),
    ],
)
def test_years_go_together_up_to_the_last_below_half_a_per_cent(
    shares: list[float | None], years: list[str]
):
    rows = [
        (str(year), Cell("x"), Cell(f"{share}", value=share))
        for year, share in enumerate(shares, start=1)
    ]
    made = table("c", ("", "in", "by"), [*rows, ("never", "x", "–")])

    assert [row[0].text for row in first_years_together(made).table.rows] == years


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_table_of_a_chapter_fits_on_a_page(plan: Results, bought: Results, language: str):
    for results in (plan, bought):
        document = document_of(results, language)
        below = [one for one in document.sections if not one.page_one]
        made = [t for one in below for t in tables_of(one.chapter_blocks)]
        assert max(map(longest_words, made)) <= PAGE
        # Of the whole report some do not.
        whole = [t for one in below for t in tables_of(one.blocks)]
        assert max(map(longest_words, whole)) > PAGE


def longest_words(made: Table) -> int:
    """How many letters wide a table is that is broken wherever it can be, two between columns."""
    rows = [made.columns, *([str(cell) for cell in row] for row in made.rows)]
    return sum(
        2 + max(len(word) for row in rows for word in row[i].split(" "))
        for i, _ in enumerate(made.columns)
    )


def test_a_column_of_a_chapter_is_as_wide_as_what_stands_in_it(plan: Results):
    text = chapter_of(document_of(plan))
    found = re.findall(r"^\|(.*)\|\n\|((?: :?-+:? \|)+)\n((?:\|.*\n)+)", text, flags=re.MULTILINE)
    assert len(found) > 10
    for head, rule, body in found:
        columns = zip(*(line.strip("|").split(" | ") for line in body.splitlines()), strict=True)
        rules = [one.strip() for one in rule.strip("|").split("|")]
        for dashes, name, cells in zip(rules, head.split(" | "), columns, strict=True):
            words = [w for t in (name, *cells) for w in t.replace("\\", "").strip().split(" ")]
            assert len(dashes) - 1 >= max(map(len, words)) + 2
            assert len(dashes) <= 24 or len(dashes) <= max(map(len, words)) + 4


def test_a_narrow_table_keeps_its_first_column_and_which_texts_are_left():
    made = table("c", ("", "a", "b", "a"), [("x", "1", "text", "2")], text_columns=(2,))
    narrow = narrowed(made, ("b",)).table

    assert narrow.columns == ("", "b")
    assert [[cell.text for cell in row] for row in narrow.rows] == [["x", "text"]]
    assert narrow.text_columns == {1}
    assert narrowed(made, ("a",)).table.columns == ("", "a", "a")
    assert narrowed(made, ("a",)).table.text_columns == frozenset()


# --- Which side of a percentile is bad ------------------------------------------------------------

LESS_IS_BETTER = re.compile(r".*\.(peak|peak_cash|one_off|worst_rise|book_value|cost\.\d+)\.p10")


def with_bad_high_ends(blocks: tuple[Block, ...]) -> Iterator[Table]:
    """Tables with a P10 of something of which less is better."""
    for made in tables_of(blocks):
        if any(LESS_IS_BETTER.fullmatch(cell.name) for row in made.rows for cell in row):
            yield made


def alone() -> Results:
    return results_of("baseline.toml")


def test_where_a_low_percentile_is_the_good_side_that_is_said(plan: Results, bought: Results):
    told = 0
    for results in (plan, bought, alone()):
        document = document_of(results)
        workbook = openpyxl.load_workbook(io.BytesIO(written(document, ["xlsx"])["report.xlsx"]))
        page = written(document, ["html"])["report.html"].decode()
        for one in document.sections:
            if one.id.startswith("difference"):  # a chapter has the sentence once, above
                blocks = (one.blocks,)
            else:
                blocks = (one.blocks, one.chapter_blocks)
            for made in blocks:
                if any(with_bad_high_ends(made)):
                    notes = [b.text for b in made if isinstance(b, Paragraph)]
                    (note,) = (text for text in notes if "P10 is the good side" in text)
                    assert note in page
                    assert note in [row[0].value for row in workbook[one.sheet].iter_rows()]
                    told += 1
    # Percentiles and their short form in all three; differences; budget and cash twice.
    assert told == 2 * 3 + 2 + 2


def test_the_good_side_is_the_good_side(plan: Results):
    """Runs with less one-off cost save more: so its P10 goes with good outcomes."""
    bands = next(r for r in plan.tornado if r.name == "migration_cost_overrun").bands
    assert bands[0].low < bands[-1].low
    assert bands[0].saving.value > bands[-1].saving.value


# --- The printed workbook -------------------------------------------------------------------------


def sheets_of(document: Document) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(written(document, ["xlsx"])["report.xlsx"]))
    return {sheet.title: sheet for sheet in book.worksheets}


@pytest.fixture(scope="module")
def sheets(plan: Results) -> dict[str, Worksheet]:
    return sheets_of(document_of(plan))


def test_no_chart_lies_across_pages(sheets: dict[str, Worksheet]):
    charts = 0
    for sheet in sheets.values():
        breaks = [one.id for one in sheet.row_breaks.brk]
        starts = [0, *breaks]
        for chart in sheet._charts:
            first, end = chart.anchor._from.row, chart.anchor.to
            last = end.row - (end.rowOff == 0)
            assert not any(first < row <= last for row in breaks)
            # Below the last break, or the sheet's head, there is room for a table of this case
            # beside it, or for the chart alone.
            assert first - max(row for row in starts if row <= first) <= 4
            charts += 1
        pages = [max(r for r in starts if r <= c.anchor._from.row) for c in sheet._charts]
        assert len(set(pages)) == len(pages)
    assert charts == 2 + 2 + 3 + 2 + 2


def test_sheets_are_printed_across_a_page(sheets: dict[str, Worksheet]):
    for sheet in sheets.values():
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # 1 where nothing is said
        assert sheet.page_setup.fitToHeight == 0  # as many pages as there need be


def test_percentiles_are_printed_in_legible_letters(sheets: dict[str, Worksheet]):
    sheet = sheets["Percentiles"]
    widths = [0.0] * 40
    for one in sheet.column_dimensions.values():
        for place in range(one.min, min(one.max, 40) + 1):
            widths[place - 1] = one.width
    used = [
        w for w, column in zip(widths, sheet.columns, strict=False) if any(c.value for c in column)
    ]
    # A digit of 10 points is 7 of 96 pixels in an inch wide, the page 10.9 inches.
    scale = 10.9 * 96 / (7 * sum(used))
    assert 10 * scale > 6.0


def test_the_tornado_is_a_native_chart_of_the_longest_bars(
    plan: Results, sheets: dict[str, Worksheet]
):
    sheet = sheets["What decides"]
    view = View.of(plan)
    assert [type(chart).__name__ for chart in sheet._charts] == ["BarChart"] * 2
    for chart, year in zip(sheet._charts, (2018, 2023), strict=True):
        rows = [r for r in plan.tornado if (r.scenario, r.year) == ("s3", year)]
        rows.sort(key=lambda r: -abs(r.bands[-1].saving.value - r.bands[0].saving.value))
        assert chart.barDir == "bar"
        assert chart.x_axis.crossesAt == pytest.approx(view.value(f"s3.saving.{year}.mean"))
        ends = [[r.bands[end].saving.value for r in rows[:8]] for end in (0, -1)]
        for series, wanted in zip(chart.series, ends, strict=True):
            assert numbers_at(sheet, series.val.numRef.f) == pytest.approx(wanted)
            assert numbers_at(sheet, series.cat.strRef.f) == [r.label for r in rows[:8]]
        everything = list(itertools.chain(*ends))
        low, high = chart.y_axis.scaling.min, chart.y_axis.scaling.max
        assert low <= min(everything) < max(everything) <= high
        assert high - low < 2.0 * (max(everything) - min(everything))


def numbers_at(sheet: Worksheet, reference: str) -> list[Any]:
    return [cell.value for (cell,) in sheet[reference.rpartition("!")[2].replace("$", "")]]


def test_a_bar_without_an_end_is_in_no_chart(plan: Results):
    """An undefined end is in the table, below those that have both."""
    rows = [row for row in plan.tornado if (row.scenario, row.year) == ("s3", 2018)][:3]
    none = dataclasses.replace(rows[0].bands[0].saving, value=None, low=None, high=None)
    first = dataclasses.replace(rows[0].bands[0], saving=none)
    rows[0] = dataclasses.replace(rows[0], bands=[first, *rows[0].bands[1:]])
    sheet = sheets_of(document_of(changed(plan, tornado=rows)))["What decides"]

    (chart,) = sheet._charts
    labels = numbers_at(sheet, chart.series[0].cat.strRef.f)
    assert sorted(labels) == sorted(row.label for row in rows[1:])
