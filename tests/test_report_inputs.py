"""What a report says of the inputs: shares in per cent, events, where a capacity comes from."""

from __future__ import annotations

import dataclasses
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from markupsafe import escape
from scipy import stats
from strategies import small_case
from test_report_samples import sample

from ictsim.config import load_case
from ictsim.config.loading import LoadedCase
from ictsim.distributions import FAMILIES
from ictsim.distributions.base import SHARED_FIELDS
from ictsim.model import Case
from ictsim.report import make_figures, results_document
from ictsim.report.deciding import deciding_table
from ictsim.report.formats import written
from ictsim.report.inputs import WITHOUT_UNIT, correlations, fixed_inputs, law, sampled_inputs
from ictsim.report.language import speaking
from ictsim.report.view import View
from ictsim.report.wording.inputs import number, unit_of_numbers
from ictsim.results.record import Results
from ictsim.study import prepare, run_study
from ictsim.study.assemble import assemble
from ictsim.study.dependence import correlation_rows

CONFIGS = Path(__file__).parent.parent / "configs"


def results_of(loaded: LoadedCase) -> Results:
    study = prepare(loaded.case, seed=3)
    return assemble(loaded, study, run_study(study, 2_000, threads=1), seed=3, planned=2_000)


@pytest.fixture(scope="module")
def results() -> Results:
    return results_of(load_case(CONFIGS / "3_0.toml"))


# --- Shares in per cent ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "said", "unit_said"),
    [
        (0.01136, "share per year", "1.136\u00a0%", "% per year"),
        (0.35, "share", "35\u00a0%", "%"),
        (0.07, "fraction per year", "7\u00a0%", "% per year"),
        (0.5, "share of the applications", "50\u00a0%", "% of the applications"),
        (0.35, "aandeel in een jaar", "35\u00a0%", "% in een jaar"),
        (0.35, "shareholders", "0.35", "shareholders"),
        (1.5, "factor", "1.5", "factor"),
        (1.5, "EUR per share", "1.5", "EUR per share"),
        (1.5, "", "1.5", ""),
    ],
)
def test_a_share_is_told_in_per_cent_and_nothing_else(
    value: float, unit: str, said: str, unit_said: str
):
    assert number(value, unit) == said
    assert unit_of_numbers(unit) == unit_said


@pytest.mark.parametrize(
    ("language", "decimal", "law_said"),
    [
        ("en", ".", "pert (low 0\u00a0%, mode 35\u00a0%, high 38\u00a0%)"),
        ("nl", ",", "pert (laag 0\u00a0%, modus 35\u00a0%, hoog 38\u00a0%)"),
    ],
)
def test_the_saving_on_software_is_in_per_cent(
    results: Results, language: str, decimal: str, law_said: str
):
    """PERT from 0 over 35 to 38 %: a beta of shapes 1 + 4 * 35/38 and 1 + 4 * 3/38."""
    beta = stats.beta(1.0 + 4.0 * 35.0 / 38.0, 1.0 + 4.0 * 3.0 / 38.0, scale=0.38)
    with speaking(language):
        rows = sampled_inputs(View.of(results)).rows
        (row,) = (r for r in rows if r[3].name == "inputs.software_saving.p10")

    assert (row[1].text, row[2].text) == ("%", law_said)
    for cell, level in zip(row[3:6], (0.1, 0.5, 0.9), strict=True):
        assert cell.value == pytest.approx(beta.ppf(level), rel=1e-9)
        assert cell.unit == "share"
        shown = cell.text.removesuffix("\u00a0%").replace(decimal, ".")
        assert float(shown) == pytest.approx(100.0 * beta.ppf(level), abs=0.005)
    assert row[6].text == "35\u00a0%"


def test_what_is_no_share_stays_as_it_is(results: Results):
    rows = sampled_inputs(View.of(results)).rows
    (row,) = (r for r in rows if r[3].name == "inputs.other_fte_cut.p10")

    assert row[1].text == "fte"
    assert row[2].text == "pert (low 1, mode 5, high 5.5)"
    assert row[6].text == "5"
    assert row[6].unit == ""


def test_a_share_that_is_held_certain_is_in_per_cent_too(results: Results):
    fixed = [
        dataclasses.replace(row, sampled=False)
        for row in results.inputs
        if row.name in ("software_saving", "years_to_ceiling")
    ]
    rows = fixed_inputs(View.of(dataclasses.replace(results, inputs=fixed))).rows

    assert sorted((row[1].text, row[2].text) for row in rows) == [
        ("%", "35\u00a0%"),
        ("years", "3"),
    ]


def test_a_workbook_has_the_fraction_in_a_format_of_per_cent(results: Results):
    document = results_document(results, {})
    book = openpyxl.load_workbook(io.BytesIO(written(document, ["xlsx"])["report.xlsx"]))
    rows = [
        row
        for row in book["Inputs"].iter_rows()
        if row[0].value == "Saving on software, harmonised part"
    ]
    cells = [cell for cell in rows[0] if cell.value == 0.35]

    assert len(cells) == 1  # the plan
    assert cells[0].number_format == "0%"
    others = [cell for cell in rows[0] if isinstance(cell.value, float) and cell.value != 0.35]
    assert len(others) == 3
    assert all(0.0 < cell.value < 0.38 for cell in others)
    assert all(re.fullmatch(r"0\.0+%", cell.number_format) for cell in others)


def test_the_bands_of_a_share_are_in_per_cent(results: Results):
    rows = deciding_table(View.of(results), "s3", 2023).rows
    (software,) = (r for r in rows if r[0].text == "Saving on software, harmonised part")
    (years,) = (r for r in rows if r[0].text == "Years of harmonisation until 75 %")
    (found,) = (
        r
        for r in results.tornado
        if (r.name, r.year, r.scenario) == ("software_saving", 2023, "s3")
    )

    ends = [
        float(x) for x in re.fullmatch(r"([\d.]+)\xa0% to ([\d.]+)\xa0%", software[1].text).groups()
    ]
    assert ends == pytest.approx([100 * found.bands[0].low, 100 * found.bands[0].high], abs=0.005)
    assert "%" not in years[1].text


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_parameters_in_the_unit_of_the_values_scale_with_them(family: Any):
    """Twice all of them give twice every value; those that are no values stay as they are."""
    given = {**family.example, "dist": family.model_fields["dist"].default}
    if given["dist"] in ("bernoulli", "poisson"):  # values that are counted have no unit
        return
    once, twice = family.model_validate(given), family.model_validate(_doubled(given))
    for level in (0.05, 0.3, 0.5, 0.9, 0.99):
        value = once.quantile(_array(level))[0]
        assert twice.quantile(_array(level))[0] == pytest.approx(2.0 * value, rel=1e-6)


def _array(level: float) -> Any:
    import numpy as np

    return np.array([level])


def _doubled(given: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value if key in {*WITHOUT_UNIT, "dist", "weights"} else _twice(value)
        for key, value in given.items()
    }


def _twice(value: Any) -> Any:
    if isinstance(value, dict):
        return _doubled(value)
    return [_twice(one) for one in value] if isinstance(value, list) else 2.0 * value


def test_every_parameter_is_in_the_unit_of_the_values_or_known_not_to_be():
    numbers = {
        name
        for family in FAMILIES
        for name, field in family.model_fields.items()
        if name not in SHARED_FIELDS and "float" in str(field.annotation)
    }
    assert WITHOUT_UNIT - {"terms"} <= numbers
    assert law("mixture", {"weights": [0.25, 0.75], "components": [
        {"dist": "constant", "value": 0.5}, {"dist": "pareto", "xm": 0.2, "alpha": 3.0},
    ]}, "share") == (
        "mixture: 25 % constant (value 50\u00a0%) or 75 % pareto (xm 20\u00a0%, alpha 3)"
    )  # fmt: skip


# --- Events among what goes together --------------------------------------------------------------


def case_with_an_event() -> LoadedCase:
    tables = small_case(
        {"s": {"saving": {"kind": "yearly", "amount_eur": 5_000.0, "factors": ["factor"]}}},
        inputs={"factor": {"dist": "uniform", "low": 0.5, "high": 1.5, "label": "The saving"}},
        events={"leaving": {"kind": "hazard", "rate": 0.2, "label": "A council leaves"}},
        correlations={"both": {"inputs": ["factor", "leaving"], "rank": 0.4, "source": "a study"}},
        texts={"nl": {"A council leaves": "Een gemeente stapt uit", "The saving": "De besparing"}},
    )
    loaded = load_case(CONFIGS / "3_0.toml")
    return dataclasses.replace(loaded, case=Case.model_validate(tables))


@pytest.fixture(scope="module")
def eventful() -> Results:
    return results_of(case_with_an_event())


@pytest.mark.parametrize(
    ("language", "pair"),
    [
        ("en", ["The saving", "A council leaves (low where it happens)"]),
        ("nl", ["De besparing", "Een gemeente stapt uit (laag waar het gebeurt)"]),
    ],
)
def test_an_event_that_goes_together_is_told_in_the_language_spoken(
    eventful: Results, language: str, pair: list[str]
):
    with speaking(language):
        ((*names, rank, _, _),) = correlations(View.of(eventful)).rows
        page = written(results_document(eventful, {}), ["html"])["report.html"].decode()

    assert [cell.text for cell in names] == pair
    assert rank.text in ("0.40", "0,40")
    assert all(str(escape(name)) in page for name in pair)
    assert ("where it happens" in page) == (language == "en")


def test_the_record_has_the_label_alone_and_that_it_is_an_event(eventful: Results):
    (row,) = eventful.correlations
    assert (row.a, row.b) == ("The saving", "A council leaves")
    assert (row.a_is_event, row.b_is_event) == (False, True)
    assert "where it happens" not in json.dumps(dataclasses.asdict(eventful))


def test_an_event_without_a_label_goes_by_its_name():
    loaded = case_with_an_event()
    (event,) = loaded.case.events.values()
    bare = loaded.case.model_copy(
        update={"events": {"leaving": event.model_copy(update={"label": ""})}}
    )
    assert correlation_rows(bare)[0].b == "leaving"


def test_results_written_before_are_read(eventful: Results):
    """They have the sentence in the label, and nothing of events."""
    (row,) = eventful.correlations
    old = dataclasses.replace(row, b="A council leaves (low where it happens)", b_is_event=False)
    before = dataclasses.replace(eventful, correlations=[old])
    ((_, told, *_),) = correlations(View.of(before)).rows
    assert told.text == "A council leaves (low where it happens)"


# --- What a difference is compared with -----------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "alone", "other"),
    [("en", "cheaper than going on alone", "cheaper than 2.0"),
     ("nl", "goedkoper dan zelf doorgaan", "goedkoper dan 2.0")],
)  # fmt: skip
def test_a_curve_says_what_it_is_cheaper_than(
    results: Results, language: str, alone: str, other: str
):
    with speaking(language):
        charts = {f.name: f for f in results_document(results, {}).figures if f.chart == "curve"}
        drawn = {f.name: f.svg for f in make_figures(results) if f.name in charts}

    assert set(charts) == {"curve_s2", "curve_s3", "curve_s3_vs_s2"}
    for name, chart in charts.items():
        said, not_said = (other, alone) if name == "curve_s3_vs_s2" else (alone, other)
        for text in (chart.alt, chart.table.rows[-1][0].text, drawn[name]):
            assert said in text.lower()
            assert not_said not in text.lower()


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.9984, "above P99"),
        (0.992, "above P99"),
        (0.99, "P99"),
        (0.01, "P1"),
        (0.0016, "below P1"),
    ],
)
def test_a_plan_with_values_beyond_it_is_not_at_p0_or_p100(share: float, said: str):
    record = sample(runs=20)
    inputs = [dataclasses.replace(record.inputs[1], base_place=share)]

    (row,) = sampled_inputs(View.of(dataclasses.replace(record, inputs=inputs))).rows
    assert row[-2].text == said
