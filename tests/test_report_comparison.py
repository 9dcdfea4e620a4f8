"""Several configs in one report: page, sentences and terminal, on records made by hand."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
from typing import Any

import pytest
from rich.console import Console
from test_report_page import Page, cells, external_references, share_said
from test_report_page import page_of as single
from test_report_samples import HEADLINE, HOSTILE, sample

from ictsim.errors import UsageError
from ictsim.report import comparison_document, joint_answer, print_comparison
from ictsim.report.document import Icons, Items, TableBlock
from ictsim.report.formats import html
from ictsim.report.joint import Joint
from ictsim.report.wording import comparing
from ictsim.results.comparison import (
    Comparison,
    Layer,
    comparison_json,
    layer_labels,
    layer_names,
    shared_of,
)
from ictsim.results.record import CorrelationRow, Estimate, Results
from ictsim.statistics import wilson

MINUS = "\u2212"
RUNS = 1_000_000


def compared(*records: Results, labels: list[str] | None = None, stopped: int = 0) -> Comparison:
    """These records side by side; the last ``stopped`` were never started."""
    names = [f"c{n}" for n, _ in enumerate(records)]
    texts = labels or [f"Label {n}" for n, _ in enumerate(records)]
    layers = [
        Layer(name, label, f"{name}.toml", "ab" * 32, record.case, record)
        for name, label, record in zip(names, texts, records, strict=True)
    ]
    for n in range(len(layers) - stopped, len(layers)):
        layers[n] = dataclasses.replace(layers[n], results=None)
    shared = shared_of(names, [record.case for record in records])
    return Comparison(layers, shared, 1, records[0].planned_runs, "0.1.0")


def with_case(record: Results, **settings: Any) -> Results:
    return dataclasses.replace(record, case=record.case | settings)


def with_figures(record: Results, **figures: Estimate) -> Results:
    """A record with other figures; ``s2__beats__2018`` is ``s2.beats.2018``."""
    changed = {name.replace("__", "."): figure for name, figure in figures.items()}
    return dataclasses.replace(record, estimates=record.estimates | changed)


def chance(successes: int) -> Estimate:
    return Estimate(successes / RUNS, *wilson(successes, RUNS), "probability", RUNS)


def page_of(comparison: Comparison) -> str:
    reports = {layer.name: f"{layer.name}/report.html" for layer in comparison.layers}
    document = comparison_document(comparison, {"numpy": "2.4"}, reports=reports)
    return html.render(document).decode()


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


# ---------------------------------------------------------------------------------------------
# The page

SHAPES = [((2, 2), (2, 2)), ((1, 1), (1, 1), (1, 1)), ((2, 12), (3, 12)), ((3, 2), (1, 2)) * 3]


@pytest.mark.parametrize("shapes", SHAPES)
def test_the_page_is_sound(shapes: tuple[tuple[int, int], ...]):
    records = [sample(runs=40, scenarios=s, partners=p) for s, p in shapes]
    text = page_of(compared(*records))
    page = Page(text)
    ids = page.attributes("id")
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    links = [a for a in page.attributes("href") if not a.startswith("#")]

    assert page.faults == []
    assert len(ids) == len(set(ids))
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    assert page.tags.count("caption") == page.tags.count("table")
    assert links == [f"c{n}/report.html" for n, _ in enumerate(shapes)]
    assert external_references(text, page) == links
    assert "undefined (not calculated)" not in text


def test_a_report_of_one_config_has_nothing_of_it():
    text = single(sample(runs=40))

    assert comparing.HEADING not in text
    assert "scroll joint" not in text
    assert "<ol" not in text


@pytest.mark.parametrize("shift", range(0, len(HOSTILE), 3))
def test_hostile_texts_do_no_harm(shift: int):
    texts = HOSTILE[shift:] + HOSTILE[:shift]
    record = sample(runs=30, texts=texts)
    text = page_of(compared(record, record, labels=texts[:2]))
    page = Page(text)

    assert page.faults == []
    found = external_references(re.sub("url.#clip.", "", text), page)
    assert found == ["c0/report.html", "c1/report.html"]
    assert not re.search("[\u202e\x1b\x00]", text)


def test_every_figure_of_a_table_is_in_the_record_of_its_column():
    records = [sample(runs=3_000), sample(runs=2_000, scenarios=3)]
    text = page_of(compared(*records))
    error = max(
        max(abs(one.value - one.low), abs(one.high - one.value))
        for record in records
        for one in page_one_amounts(record)
    )
    decimals = set()

    for scenario, label in (("s1", "Name 5"), ("s2", "Name 6")):
        unit = "net saving in €\u00a0million, minus is extra cost"
        rows = cells(text, f"{label}, side by side; {unit}")
        heads, *columns = zip(*rows, strict=True)
        for record, column in zip(records, columns, strict=True):
            said = dict(zip(heads, column, strict=True))
            for year in HEADLINE:
                names = {
                    f"cheaper by {year}": f"{scenario}.beats.{year}",
                    f"Name 2: cheaper by {year}": f"{scenario}.town0.beats.{year}",
                    f"Name 3: cheaper by {year}": f"{scenario}.town1.beats.{year}",
                    f"both councils: cheaper by {year}": f"{scenario}.all_partners.{year}",
                }
                if scenario == "s2":
                    names[f"cheaper than Name 5 by {year}"] = f"s2_vs_s1.beats.{year}"
                for head, name in names.items():
                    low, high = share_said(said[head])
                    assert low <= record.estimates[name].value <= high
                for level in (10, 50, 90):
                    cell = said[f"net saving to {year}: P{level}"]  # an interval may follow
                    amount = cell.split()[0].replace(MINUS, "-")
                    value = 1e6 * float(amount)
                    estimate = record.estimates[f"{scenario}.saving.{year}.p{level}"]
                    decimals.add(len(amount.partition(".")[2]))
                    assert abs(value - estimate.value) <= max(25_000, 1.26 * error) + 1
            halves = {
                "half": "payback.p50",
                "Name 2: half": "town0.payback.p50",
                "Name 3: half": "town1.payback.p50",
            }
            for head, name in halves.items():
                value = record.estimates[f"{scenario}.{name}"].value
                text_of = "not by 2022" if value == "never" else f"{value:.0f}"
                assert said[f"{head} paid back by"].startswith(text_of)
    assert len(decimals) == 1


def page_one_amounts(record: Results) -> list[Estimate]:
    names = itertools.product(record.case["scenarios"], HEADLINE, (10, 50, 90))
    return [record.estimates[f"{s}.saving.{year}.p{level}"] for s, year, level in names]


def test_a_scenario_that_one_lacks_has_dashes_and_the_reason_once():
    text = page_of(compared(sample(runs=40), sample(runs=40, scenarios=1)))
    rows = cells(text, "Name 6, side by side; net saving in €\u00a0million, minus is extra cost")

    assert [row[2] for row in rows] == ["– not in this config"] + ["–"] * (len(rows) - 1)


def test_a_config_that_was_not_started_has_dashes_and_no_link():
    record = sample(runs=40)
    comparison = compared(record, record, record, stopped=1)
    text = page_of(comparison)
    rows = cells(text, "Name 5, side by side; net saving in €\u00a0million, minus is extra cost")

    assert rows[0][3] == "– not calculated: stopped before"
    assert "c2/report.html" not in text
    assert "PARTIAL: the runs were stopped" in text
    assert comparison.complete is False
    assert comparison.runs == 0


def test_a_thousand_and_a_million_are_not_mixed():
    small = sample(runs=40)
    tiny = dataclasses.replace(
        small,
        estimates={
            name: dataclasses.replace(e, value=e.value / 1e3, low=e.low, high=e.high)
            if e.unit == "eur" and isinstance(e.value, float) else e
            for name, e in small.estimates.items()
        },
        base={name: plan / 1e3 if isinstance(plan, float) else plan
              for name, plan in small.base.items()},
    )  # fmt: skip

    for records in ((small, tiny), (tiny, small)):
        assert "net saving in €\u00a0million" in page_of(compared(*records))
    assert "net saving in x €\u00a01,000" in page_of(compared(tiny, tiny))


# ---------------------------------------------------------------------------------------------
# Sentences


def joint_with(first: int, *others: int) -> Joint:
    """Configs with these chances, in millionths, that 3.0 has paid back by 2018."""
    record = sample(runs=40, scenarios=1, texts=["3.0: one landscape"])
    record = dataclasses.replace(record, base=record.base | {"s1.payback": 2018.0},
                                 runs=RUNS, planned_runs=RUNS)  # fmt: skip
    made = [with_figures(record, s1__payback_by__2018=chance(n)) for n in (first, *others)]
    return Joint.of(compared(*made, labels=["plan", "items", "outside"][: len(made)]))


def test_the_headline_says_whose_it_is_and_what_the_others_say():
    said = plain(comparing.headline(joint_with(20_000, 0, 50_000)))

    assert said.startswith(
        'In "plan": in about 2 of 100 calculated futures collaboration 3.0 has paid back by the '
        "end of 2018, the year in which it pays back if all goes as planned. "
    )
    assert (
        "the last year calculated. By the end of 2018 it has paid back in fewer than 1 of 100 "
        'in "items" and in about 5 of 100 in "outside". Half of the futures have '
    ) in said
    assert said.count('in "items" and "outside"') == 2  # the same year, never in as many


def test_futures_in_which_nothing_changes_are_told_of_the_others_too():
    first, other = (view.results for _, view in joint_with(20_000, 50_000).calculated)
    other = with_figures(other, s1__payback__no_change=chance(30_000))
    joint = Joint.of(compared(first, other, labels=["plan", "items"]))

    assert plain(comparing.others(joint)[0]) == (
        "By the end of 2018 it has paid back in about 5 of 100 (including about 3 of 100 in which "
        'nothing changes) in "items".'
    )


def test_what_reads_the_same_is_told_together():
    assert plain(comparing.others(joint_with(20_000, 0, 1))[0]) == (
        'By the end of 2018 it has paid back in fewer than 1 of 100 in "items" and "outside".'
    )


@pytest.mark.parametrize(("base", "year"), [("never", 2020), (2013.0, 2013)])
def test_the_others_are_asked_about_the_year_of_the_answer(base: float | str, year: int):
    records = [dataclasses.replace(view.results, base={"s1.payback": base})
               for _, view in joint_with(1, 2).calculated]  # fmt: skip
    joint = Joint.of(compared(*records))

    assert f"by the end of {year}" in comparing.headline(joint)
    assert comparing.others(joint)[0].startswith(f"By the end of {year} it has paid back in ")


def test_a_config_that_does_not_calculate_the_year_is_not_told_of():
    first, other = (view.results for _, view in joint_with(20_000, 0).calculated)
    short = {k: e for k, e in other.estimates.items() if not k.endswith("payback_by.2018")}
    joint = Joint.of(compared(first, dataclasses.replace(other, estimates=short)))

    said = comparing.others(joint)
    assert [sentence.split()[0] for sentence in said] == ["Half", "By"]
    assert plain(said[1]).startswith("By the end of 2022 it has still not paid back in ")
    assert "it has paid back" not in comparing.headline(joint)


def test_where_the_answer_is_about_a_scenario_of_its_own_the_shared_one_is_named():
    two, one = sample(runs=900), sample(runs=900, scenarios=1)
    said = plain(comparing.headline(Joint.of(compared(two, one))))

    assert said.startswith('In "Label 0": in ')
    assert "collaboration Name 6 has paid back" in said
    assert "collaboration Name 5 has paid back in about" in said
    assert 'In "Label 0": compared with Name 5, Name 6 is cheaper by the end of 2018 in ' in said
    assert said.count('"Label 0"') + said.count('"Label 1"') == 8


def test_the_page_says_whose_figures_it_tells():
    text = page_of(compared(sample(runs=60), sample(runs=60))).replace("&#34;", '"')

    assert 'What that means for each council, in "Label 0"</h2>' in text
    assert 'Not in the figures of "Label 0": 2 cost items left out' in text
    assert '<p class="answer">In "Label 0": in ' in text


def test_cost_after_the_last_year_is_told_of_each_config():
    late, none = sample(runs=60, scenarios=1), sample(runs=60, scenarios=1)
    euro = Estimate(1e6, 1e6, 1e6, "eur", 60)
    late = with_figures(late, s1__remainder__mean=euro, s1__one_off__mean=euro)
    comparison = compared(none, late)
    said = (
        "50 % of the one-off cost of collaboration Name 5 falls after 2022, the last year "
        'calculated: on average € 1.00 million. It is not in the figures of "Label 1"; with it '
        "they would be worse."
    )

    assert [plain(one) for one in comparing.late(Joint.of(comparison))] == [said]
    assert said in plain(page_of(comparison)).replace("&#34;", '"')
    assert said in plain(" ".join(" ".join(screen(comparison)).split()))


def test_by_when_half_of_the_futures_have_in_the_other_configs():
    record = sample(runs=40, scenarios=1)
    sure, never = (with_figures(record, s1__payback__p50=Estimate(x, x, x, "year", RUNS))
                   for x in (2019.0, "never"))  # fmt: skip

    assert comparing.others(Joint.of(compared(record, sure, never)))[1] == (
        'Half of the futures have by the end of 2019 in "Label 1" and not by the end of 2022 in '
        '"Label 2".'
    )


def test_of_one_config_there_is_nothing_to_compare():
    record = sample(runs=40)
    joint = Joint.of(compared(record, record, stopped=1))

    assert comparing.others(joint) == []
    assert joint_answer(compared(record, record, stopped=1)).startswith('In "Label 0": in ')


def test_the_scenario_that_is_told_about_is_the_last_that_two_have():
    two, one = sample(runs=20), sample(runs=20, scenarios=1)

    assert Joint.of(compared(two, two)).scenarios == ["s2", "s1"]
    assert Joint.of(compared(two, one)).scenarios == ["s1", "s2"]
    assert Joint.of(compared(one, two, two)).scenarios == ["s1", "s2"]


def test_a_first_config_without_scenarios():
    bare, two = sample(runs=20, scenarios=0), sample(runs=20)

    assert Joint.of(compared(bare, two, two)).scenarios == ["s2", "s1"]
    assert Page(page_of(compared(bare, two, two))).faults == []
    stopped = compared(bare, two, two, stopped=2)
    assert Joint.of(stopped).scenarios == []
    assert Page(page_of(stopped)).faults == []


def test_what_differs_is_said():
    record = sample(runs=20)
    other = with_case(record, start=2012, horizon=2030, headline_years=[2018, 2021],
                      partners={"town0": {"label": "T"}, "x": {"label": "X"}})  # fmt: skip
    notes = comparing.notes(Joint.of(compared(record, other)))

    assert [note.split(":")[0] for note in notes] == [
        "Headline years differ",
        "The councils differ; those that all have",
        "First years differ",
        "Last years calculated differ",
    ]
    assert 'First years differ: 2013 in "Label 0"; 2012 in "Label 1".' in notes[2]
    assert comparing.notes(Joint.of(compared(record, record))) == []


def test_every_council_at_once_is_not_compared_where_they_differ():
    record = sample(runs=20)
    other = with_case(record, partners=record.case["partners"] | {"x": {"label": "X"}})

    assert "both councils: cheaper by" in page_of(compared(record, record))
    assert "both councils: cheaper by" not in page_of(compared(record, other))
    three = sample(runs=20, partners=3)
    assert "every council at once: cheaper by" in page_of(compared(three, three))


def with_lists(*omitted: list[str], **changes: Any) -> Comparison:
    record = sample(runs=20, scenarios=1)
    lists: dict[str, Any] = {"not_in_money": ["Calm"], "waiting": []}
    return compared(*(with_case(record, omitted=o, **(lists | changes)) for o in omitted))


def left_out_of(comparison: Comparison) -> dict[str, list[str]]:
    """Headings of what is not in the figures, and the items below each."""
    sections = comparison_document(comparison, {}).sections
    return {
        s.heading: [item.text for b in s.blocks if isinstance(b, Items) for item in b.items]
        for s in sections
        if s.id.startswith("left-out-") and s.page_one
    }


def test_what_is_left_out_is_told_of_all_configs():
    """Each item once; counted only in a later config, as a list replaces that of a layer below."""
    told = left_out_of(with_lists(["Rent", "Fees", "Tax"], ["Tax", "Team", "Fees"], ["Tax"]))

    assert told == {
        "Left out in every configuration": ["Tax"],
        'Left out, but counted in "Label 1" and "Label 2"': ["Rent"],
        'Left out, but counted in "Label 2"': ["Fees", "Team"],
        "Without an amount in every configuration": ["Calm"],
    }


def test_what_only_the_last_leaves_out_is_not_said_to_be_counted_before_it():
    assert left_out_of(with_lists([], ["Team"], not_in_money=[])) == {
        'Left out in "Label 1"': ["Team"]
    }


def test_a_config_that_names_nothing_is_not_said_to_count_anything():
    assert left_out_of(with_lists(["Rent"], [], not_in_money=[])) == {
        'Left out in "Label 0"': ["Rent"]
    }


def test_lists_of_configs_with_other_councils_say_only_whose_they_are():
    comparison = with_lists(["Rent"], ["Rent of the hall"], not_in_money=[])
    other = comparison.layers[1].case | {"partners": {"x": {"label": "X"}}}
    layers = [comparison.layers[0], dataclasses.replace(comparison.layers[1], case=other)]

    assert left_out_of(dataclasses.replace(comparison, layers=layers)) == {
        'Left out in "Label 0"': ["Rent"],
        'Left out in "Label 1"': ["Rent of the hall"],
    }


def test_of_what_was_not_calculated_nothing_is_left_out():
    comparison = with_lists(["Rent"], ["Fees"])
    layers = [comparison.layers[0], dataclasses.replace(comparison.layers[1], results=None)]

    assert left_out_of(dataclasses.replace(comparison, layers=layers)) == {
        "Left out": ["Rent"],
        "Without an amount": ["Calm"],
    }


def test_page_one_has_one_scenario_of_all_configs_and_the_rest_comes_below():
    record = sample(runs=60)
    document = comparison_document(compared(record, record), {})
    first = [s for s in document.sections if s.page_one]
    tables = [b.table for s in first for b in s.blocks if isinstance(b, TableBlock)]
    icons = [i for s in first for b in s.blocks if isinstance(b, Icons) for i in b.icons]
    below = [s.id for s in document.sections if not s.page_one]

    assert [t.caption.split(",")[0] for t in tables] == ["Name 6"]
    assert [i.heading for i in icons] == [f"Label {n}, by the end of 2020" for n in (0, 1)]
    low, high = share_said(plain(icons[0].text))
    assert low <= record.estimates["s2.beats.2020"].value <= high
    assert document.sections[: len(first)] == tuple(first)
    assert below[:5] == ["configurations", "collaborations", "councils", "plan", "basis"]


@pytest.mark.parametrize(("configs", "shown"), [(4, 4), (5, 0)])
def test_icons_stand_for_all_configs_or_none(configs: int, shown: int):
    sections = comparison_document(compared(*[sample(runs=60)] * configs), {}).sections
    blocks = [b for s in sections if s.page_one for b in s.blocks if isinstance(b, Icons)]

    assert [len(b.icons) for b in blocks] == [shown] * bool(shown)


def test_a_config_without_the_lower_scenario_has_a_dash_against_it():
    record = sample(runs=60)
    lacking = with_case(record, differences={})
    figures = {k: e for k, e in record.estimates.items() if not k.startswith("s2_vs_s1")}
    text = page_of(compared(dataclasses.replace(lacking, estimates=figures), record))
    rows = cells(text, "Name 6, side by side; net saving in €\u00a0million, minus is extra cost")
    against = [row[1:] for row in rows if row[0].startswith("cheaper than Name 5")]

    assert len(against) == len(HEADLINE)
    assert all(first == "–" and share_said(second) for first, second in against)


# ---------------------------------------------------------------------------------------------
# Names, and what is shared


def test_labels_that_are_not_unique_give_way_to_names():
    assert layer_labels(["a", "b", "c", "d"], ["x", "x", "y", ""]) == ["a", "b", "y", "d"]


def test_names_are_ids_and_differ(tmp_path):
    files = [tmp_path / name for name in ("3_0.toml", "x/3_0.toml", "é.toml", "a b.c.toml", "3_0")]

    assert layer_names(files) == ["3_0", "3_0_2", "_", "a_b_c", "3_0_3"]


def test_shared_are_years_and_partners_of_all_and_scenarios_of_any():
    cases = [
        {"headline_years": [1, 2, 3], "partners": {"a": 0, "b": 0}, "scenarios": {"s": 0}},
        {"headline_years": [2, 3], "partners": {"b": 0, "c": 0}, "scenarios": {"t": 0, "s": 0}},
    ]
    shared = shared_of(["x", "y"], cases)

    assert (shared.headline_years, shared.partners, shared.scenarios) == ([2, 3], ["b"], ["s", "t"])
    with pytest.raises(UsageError, match="no scenario is in two"):
        shared_of(["x", "y"], [cases[0], cases[1] | {"scenarios": {}}])
    with pytest.raises(UsageError, match="no headline year is in all"):
        shared_of(["x", "y"], [cases[0] | {"headline_years": [1]}, cases[1]])


def test_the_json_is_the_same_twice_and_holds_no_number_that_is_none():
    comparison = compared(sample(runs=20), sample(runs=20, scenarios=1))

    assert comparison_json(comparison) == comparison_json(comparison)
    assert "NaN" not in comparison_json(comparison)


# ---------------------------------------------------------------------------------------------
# The terminal, and what else a page tells of a run


def screen(comparison: Comparison) -> list[str]:
    out = io.StringIO()
    print_comparison(comparison, Console(file=out, width=80, highlight=False))
    return out.getvalue().splitlines()


def test_the_terminal_has_a_row_for_each_config_of_each_scenario():
    lines = screen(compared(sample(runs=900), sample(runs=900, scenarios=1)))

    assert [line[:9].rstrip() for line in lines[3:13]] == [
        "Name 5", " Label 0", "  Name 2", "  Name 3", " Label 1", "  Name 2", "  Name 3",
        "Name 6", " Label 0", " Label 1",
    ]  # fmt: skip
    assert [line.split()[2] == "–" for line in lines if "Label" in line] == [
        False, False, False, True,
    ]  # fmt: skip
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize(("partners", "rows"), [(1, 6), (2, 10), (5, 16), (6, 6)])
def test_councils_have_rows_where_they_fit_on_the_screen(partners: int, rows: int):
    record = sample(runs=900, partners=partners)
    lines = screen(compared(record, record))

    last = next(n for n, line in enumerate(lines) if line.startswith("Cheaper than"))
    assert last - 3 == rows
    assert all(len(line.rstrip()) <= 80 for line in lines)


def test_the_figures_of_a_council_are_its_own():
    record = sample(runs=900, scenarios=1)
    record = with_figures(
        record,
        s1__beats__2018=chance(20_000),
        s1__town0__beats__2018=chance(50_000),
        s1__town1__beats__2018=chance(0),
        s1__payback__p90=Estimate("never", "never", "never", "year", RUNS),
    )
    rows = [plain(line) for line in screen(compared(record, record))[4:7]]

    assert ["2 %" in rows[0], "5 %" in rows[1], "<1 %" in rows[2]] == [True, True, True]
    assert ">2022" in rows[0]


def test_labels_give_way_where_the_figures_are_wide():
    record = sample(runs=900, scenarios=1)
    large = Estimate(-123.4e6, -123.4e6, -123.4e6, "eur", RUNS)
    wide = {f"s1__{flow}saving__{year}__p{level}": large
            for flow in ("", "town0__", "town1__") for year in HEADLINE
            for level in (10, 50, 90)}  # fmt: skip
    record = with_figures(record, **wide)
    lines = screen(compared(record, record, labels=["a label that is long", "another one"]))

    assert sum(f"{MINUS}123.4" in line for line in lines) == 6
    assert all(line.count(f"{MINUS}123.4") in (0, 6) for line in lines)
    assert all(len(line) <= 80 for line in lines)
    assert not any(line.rstrip().endswith("…") for line in lines)


@pytest.mark.parametrize("shift", range(0, len(HOSTILE), 4))
def test_hostile_names_steer_no_terminal(shift: int):
    texts = HOSTILE[shift:] + HOSTILE[:shift]
    lines = screen(compared(sample(runs=30, texts=texts), sample(runs=30), labels=texts[:2]))

    assert "\x1b" not in "".join(lines)
    assert len(lines) <= 24


def test_settings_of_the_command_line_and_correlations_stand_in_the_page():
    record = sample(runs=30)
    row = dataclasses.replace(record.inputs[0], per_year=True, persistence=0.6)
    told = with_case(
        dataclasses.replace(
            record,
            inputs=[row, *record.inputs[1:]],
            overrides=["inputs.saving.mode=0.3"],
            correlations=[CorrelationRow("Wages", "Prices", -0.4, None, "a study"),
                          CorrelationRow("Delay", "Exit", 0.25, 0.1234, "")],
        ),
        correlation="x0.5",
    )  # fmt: skip
    text, before = (single(one) for one in (told, record))

    rows = cells(text, "Inputs that are drawn together")
    assert rows == [
        ["Wages", "Prices", f"{MINUS}0.40", "–", "a study"],
        ["Delay", "Exit", "0.25", "0.12", ""],
    ]
    passport = {row[0]: row[1] for row in cells(text, "Where these figures come from")}
    assert passport["set on the command line"] == "inputs.saving.mode=0.3"
    assert passport["rank correlations times"] == "x0.5"
    assert "drawn for each year, persistence 0.6" in text
    for words in ("drawn together", "set on the command", "correlations times", "drawn for"):
        assert words not in before
