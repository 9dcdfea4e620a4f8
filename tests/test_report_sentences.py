"""The sentences of page one, on records whose figures are set by hand."""

from __future__ import annotations

import dataclasses
import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from strategies import small_case
from test_report_page import page_of, share_said
from test_report_samples import HEADLINE, HORIZON, START, sample
from test_report_terminal import screen as lines_of_screen

from ictsim.config import load_case
from ictsim.model import Case
from ictsim.report import answer
from ictsim.report.building import results_document
from ictsim.report.cleaning import clean, head
from ictsim.report.document import Paragraph
from ictsim.report.language import speaking
from ictsim.report.tables import year_shown
from ictsim.report.terminal import year_in_brief
from ictsim.report.view import View
from ictsim.report.wording import left_out, sentences
from ictsim.report.wording.settlement import settlement_sentences
from ictsim.results.record import Estimate, Place, Results
from ictsim.statistics import wilson
from ictsim.study import prepare, run_study
from ictsim.study.assemble import assemble

RUNS = 1_000_000


def certain(runs: int) -> View:
    """A record of a case in which nothing is drawn."""
    record = sample(runs=runs)
    fixed = [dataclasses.replace(row, sampled=False) for row in record.inputs]
    return View.of(dataclasses.replace(record, inputs=fixed))


@pytest.mark.parametrize(
    ("runs", "code", "begin"),
    [
        (1, "en", "1 run, seed"),
        (2, "en", "2 runs, seed"),
        (1, "nl", "1 doorrekening, startgetal"),
        (2, "nl", "2 doorrekeningen, startgetal"),
    ],
)
def test_one_run_is_one_run_also_where_nothing_is_drawn(runs: int, code: str, begin: str):
    with speaking(code):
        assert sentences.base_sentence(certain(runs)).startswith(begin)


@pytest.mark.parametrize("key", ["", "omitted", "not_in_money", "waiting"])
def test_what_is_left_out_has_a_heading_where_anything_is(key: str):
    """And no heading and no link to it where the config names nothing."""
    record = sample(runs=20)
    lists: dict[str, list[str]] = {"omitted": [], "not_in_money": [], "waiting": []}
    case = record.case | lists | ({key: ["A part"]} if key else {})
    document = results_document(dataclasses.replace(record, case=case), {})
    heads = [s.id for s in document.sections if s.id == "left-out"]
    links = [
        block.link.target
        for block in document.sections[0].blocks
        if isinstance(block, Paragraph) and block.link
    ]

    assert heads == ["left-out"] * bool(key)
    assert links == ["#left-out"] * bool(key)


def with_counts(base_year: float | str | None = 2018.0, **counts: int) -> Results:
    """A record of a million runs with these counts: ``by_2018``, ``never``, ``under`` ..."""
    record = sample(runs=40, scenarios=1, texts=["3.0: one landscape"])
    names = {
        "never": "s1.payback.never",
        "under": "s1.payback.never_under_water",
        "nothing": "s1.payback.no_change",
    }
    changed = dict(record.estimates)
    changed["s1.payback.p50"] = Estimate(2020.0, 2020.0, 2020.0, "year", RUNS)
    for key, count in {"under": 0, "nothing": 0, "never": 0, **counts}.items():
        name = names.get(key, f"s1.payback_{key.replace('_', '.')}")
        changed[name] = Estimate(count / RUNS, *wilson(count, RUNS), "probability", RUNS)
    base = dict(record.base) | {"s1.payback": base_year}
    return dataclasses.replace(
        record, estimates=changed, base=base, runs=RUNS, planned_runs=RUNS, fan_runs=RUNS
    )


def screen(record: Results) -> str:
    return " ".join(" ".join(lines_of_screen(record)).split())


def text(result: str) -> str:
    return result.replace("\u00a0", " ")


def test_the_answer_on_the_first_case():
    assert text(answer(with_counts(by_2018=19_700, never=48))) == (
        "In about 2 of 100 calculated futures collaboration 3.0 has paid back by the end of 2018, "
        "the year in which it pays back if all goes as planned. Half of the futures have by the "
        "end of 2020. In fewer than 1 of 100 it has not by the end of 2022, the last year "
        "calculated."
    )


def test_no_future_and_every_future():
    assert "In fewer than 1 of 100 calculated futures" in text(answer(with_counts(by_2018=0)))
    assert "In more than 99 of 100 calculated" in text(answer(with_counts(by_2018=RUNS)))


def test_a_plan_that_never_pays_back():
    said = text(answer(with_counts("never", by_2020=400_000, never=300_000)))

    assert said.startswith(
        "In about 40 of 100 calculated futures collaboration 3.0 has paid back by the end of 2020 "
        "(the plan itself has not by the end of 2022). Half of"
    )


def test_more_than_half_never():
    record = with_counts(by_2018=100, never=700_000)
    record.estimates["s1.payback.p50"] = Estimate("never", "never", "never", "year", RUNS)

    assert "if all goes as planned. In about 70 of 100 it has not by the end of 2022," in text(
        answer(record)
    )


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (2019.0, 2021.0, "have by some year from 2019 to 2021."),
        (2021.0, "never", "have by some year from 2021 on."),
        (None, 2021.0, "have by the end of 2020."),
    ],
)
def test_a_median_the_runs_leave_open(low: Any, high: Any, said: str):
    record = with_counts(by_2018=100)
    record.estimates["s1.payback.p50"] = Estimate(2020.0, low, high, "year", RUNS)

    assert said in text(answer(record))


def test_a_median_at_the_only_year_or_not_in_time_leaves_both_open():
    record = with_counts(by_2018=100)
    record.estimates["s1.payback.p50"] = Estimate(2018.0, 2018.0, "never", "year", RUNS)
    record.estimates["s1.payback_by.2022"] = record.estimates["s1.payback_by.2018"]
    view = View.of(record)

    assert (
        "Half of the futures have by the end of 2018 or (the runs leave both open) not by the end "
        "of 2022." in text(answer(record))
    )
    cell = year_shown(view, "s1.payback.p50")
    assert text(str(cell)) == "2018 2018, or not by 2022"
    assert year_in_brief(view, "s1.payback.p50") == "~2018"
    record.estimates["s1.payback_by.2022"] = record.estimates["s1.payback.no_change"]
    assert year_shown(View.of(record), "s1.payback.p50").margin == "2018 or later"


def test_no_change_and_never_under_water():
    assert "changes nothing" in answer(with_counts(nothing=RUNS))
    assert text(answer(with_counts(by_2018=900_000, under=300_000))).endswith(
        ". In about 30 of 100 it never costs more than going on alone."
    )


def drawn_once(values: list[float], weights: list[float], partners: int = 1) -> Results:
    """A saving of 0 or more, or a cost, each year: the chances of all outcomes are the weights."""
    tables = small_case(
        {"die": {"line": {"kind": "yearly", "effect": "saving", "amount_eur": "x"}}},
        {"x": {"dist": "discrete", "values": values, "weights": weights, "base": -100_000.0}},
        years=(2013, 2020),
        partners={f"p{n}": 1.0 for n in range(partners)},
    )
    tables["scenarios"]["die"]["label"] = "Die"
    loaded = load_case(Path(__file__).parent.parent / "configs" / "3_0.toml")
    loaded = dataclasses.replace(loaded, case=Case.model_validate(tables))
    study = prepare(loaded.case, seed=7)
    return assemble(loaded, study, run_study(study, 2**17, threads=1), seed=7, planned=2**17)


NEVER_SAVES = [-200_000.0, -100_000.0, 0.0], [0.1, 0.2, 0.7]


def test_futures_in_which_nothing_changes_are_told_apart_from_those_that_pay_back():
    """It costs 0, 100,000 or 200,000 a year, in 70, 20 and 10 % of the futures: never a saving."""
    said = text(answer(drawn_once(*NEVER_SAVES)))

    assert said == (
        "In about 70 of 100 calculated futures (including about 70 of 100 in which nothing "
        "changes) collaboration Die has paid back by the end of 2020 (the plan itself has not by "
        "the end of 2020). Half of the futures have by the end of 2013. In about 30 of 100 it has "
        "not by the end of 2020, the last year calculated. In about 70 of 100 it changes nothing "
        "against going on alone, which counts as paid back."
    )


def test_the_same_in_dutch():
    record = drawn_once(*NEVER_SAVES)
    with speaking("nl"):
        said = text(answer(record))

    assert said.startswith(
        "In ongeveer 70 van de 100 doorrekeningen (met inbegrip van ongeveer 70 van de 100 waarin "
        "niets verandert) heeft samenwerking Die zich uiterlijk eind 2020 terugverdiend ("
    )
    assert said.endswith(
        ". In ongeveer 70 van de 100 maakt het geen verschil met zelf doorgaan; dat telt als "
        "terugverdiend."
    )


def test_what_never_costs_more_is_counted_without_those_in_which_nothing_changes():
    record = drawn_once([-100_000.0, 0.0, 100_000.0], [0.1, 0.6, 0.3])
    said = text(answer(record))

    assert said.startswith(
        "In about 90 of 100 calculated futures (including about 60 of 100 in which nothing "
        "changes) collaboration Die has paid back by the end of 2020 "
    )
    assert said.endswith(
        ". In about 60 of 100 it changes nothing against going on alone, which counts as paid "
        "back. Besides, in about 30 of 100 it never costs more than going on alone."
    )
    with speaking("nl"):
        assert text(answer(record)).endswith(
            "Daarnaast kost het in ongeveer 30 van de 100 nooit meer dan zelf doorgaan."
        )


def test_each_council_is_told_of_futures_in_which_nothing_changes():
    view = View.of(drawn_once(*NEVER_SAVES, partners=2))

    for _name, said in sentences.council_sentences(view, "die"):
        assert text(said).startswith(
            "paid back by the end of 2020 in about 70 of 100 calculated futures (including about "
            "70 of 100 in which nothing changes); "
        )
    nothing = dict(view.results.estimates)
    nothing["die.p0.payback.no_change"] = Estimate(1.0, 0.999, 1.0, "probability", 2**17)
    view = View.of(dataclasses.replace(view.results, estimates=nothing))
    (_, first), (_, second) = sentences.council_sentences(view, "die")
    assert first == "nothing changes against going on alone in any future."
    assert second.startswith("paid back ")


@pytest.mark.parametrize(("nothing", "is_told"), [(0, False), (9_999, False), (10_000, True)])
def test_next_to_no_futures_without_a_change_are_not_told_of(nothing: int, is_told: bool):
    said = text(answer(with_counts(by_2018=900_000, nothing=nothing)))

    assert ("(including about 1 of 100 in which nothing changes)" in said) == is_told
    assert ("In about 1 of 100 it changes nothing" in said) == is_told
    assert ("nothing" in said) == is_told


def test_a_partial_run_says_so_and_an_empty_one_has_no_answer():
    record = dataclasses.replace(with_counts(by_2018=0), complete=False, planned_runs=4_000_000)
    empty = dataclasses.replace(record, runs=0, estimates={}, places={}, curves={})

    assert answer(record).startswith(
        "Partial run, 1,000,000 of 4,000,000 planned futures: in fewer"
    )
    assert "PARTIAL: 1,000,000 of 4,000,000" in sentences.partial_sentence(View.of(record))
    assert answer(empty).startswith("No answer")
    assert sentences.partial_sentence(View.of(with_counts())) == ""


def test_few_runs_give_a_range():
    said = answer(sample(runs=10, scenarios=1))

    assert re.match("In [1-9]0 to [1-9]0 of\u00a0100 calculated futures", said)
    assert " 0 " not in said
    assert "100 of" not in said


def test_a_case_without_scenarios_tells_what_going_on_alone_costs():
    assert text(answer(sample(scenarios=0))).startswith(
        "Going on alone costs € 20.0 million in 2018 in the middle of the calculated futures"
    )


def test_what_costs_the_same_in_nearly_all_futures_is_one_amount():
    record = sample(scenarios=0)
    same = Estimate(3e6, 3e6, 3e6, "eur", record.runs)
    costs = {f"baseline.cost.2018.p{p}": same for p in (10, 50, 90)}

    assert text(answer(dataclasses.replace(record, estimates=record.estimates | costs))) == (
        "Going on alone costs € 3.0 million in 2018 in at least 80 of 100 calculated futures; no "
        "collaboration is compared with it here."
    )


def with_difference(**counts: int) -> Results:
    """s2 builds on s1; its chances to beat it, in millionths."""
    record = sample(runs=RUNS // 1_000, texts=["3.0: one landscape", "2.0: one centre"])
    changed = {f"s2_vs_s1.beats.{year[1:]}": n for year, n in counts.items()}
    found = {name: Estimate(n / RUNS, *wilson(n, RUNS), "probability", RUNS)
             for name, n in changed.items()}  # fmt: skip
    return dataclasses.replace(record, estimates=record.estimates | found)


def said_against(half: Any, **counts: int) -> str:
    record = with_difference(**counts)
    record.estimates["s2_vs_s1.payback.p50"] = Estimate(half, half, half, "year", RUNS)
    return text(" ".join(sentences.against_sentences(View.of(record))))


def test_the_last_scenario_is_compared_with_the_one_it_builds_on():
    assert said_against(2019.0, y2018=390_000, y2020=10) == (
        "Compared with 2.0, 3.0 is cheaper by the end of 2018 in about 40 of 100 and by the end of "
        "2020 in fewer than 1 of 100. In half of the futures it has paid back against 2.0 by "
        "the end of 2019."
    )
    assert said_against("never").endswith(
        "In half of the futures it has not paid back against 2.0 by the end of 2022."
    )
    assert said_against(None).count(".") == said_against(2019.0).count(".") - 2


def test_without_a_lower_scenario_or_runs_nothing_is_compared():
    record = with_difference(y2018=1)

    assert sentences.against_sentences(View.of(sample(runs=20, scenarios=1))) == []
    assert sentences.against_sentences(View.of(sample(runs=20, scenarios=0))) == []
    empty = dataclasses.replace(record, runs=0, complete=False, estimates={})
    assert sentences.against_sentences(View.of(empty)) == []


def test_page_one_has_the_comparison_and_the_place_of_the_plan():
    """Of the last scenario at the last year that the case asks for; the other places come below."""
    record = sample(runs=2_000)
    view = View.of(record)
    place = sentences.headline_place(view)
    document = results_document(record, {})
    first = [s for s in document.sections if s.page_one]
    told = [b.text for s in first for b in s.blocks if isinstance(b, Paragraph)]
    share = record.places["s2.saving.2020"].below

    assert " ".join([place, *sentences.against_sentences(view)]) in told
    assert place.startswith("By the end of 2020 the plan for Name 6 counts on ")
    low, high = share_said(text(place).partition("that beats")[2])
    assert low <= share <= high
    assert "plan" not in [section.id for section in first]


def test_each_council_has_its_own_sentence_up_to_four():
    def councils(partners: int) -> list[tuple[str, str]]:
        return sentences.council_sentences(View.of(sample(runs=60, partners=partners)), "s2")

    assert [len(councils(n)) for n in (1, 2, 4, 5)] == [0, 2, 4, 0]
    name, said = councils(2)[0]
    assert name == "Name 2"
    assert said.startswith("paid back by the end of")


def test_where_the_plan_lies():
    record = with_amounts(error=1e3)

    assert text(sentences.plan_sentences(View.of(record))[0]) == (
        "By the end of 2018 the plan for 3.0 counts on a saving of € 1.85 million; that beats "
        "about 98 of 100 calculated futures. Half of the futures come out at extra cost of "
        "€ 4.00 million, or worse."
    )


def with_amounts(error: float) -> Results:
    """The same of 2018 in every year, and half of it for each council."""
    record = with_counts()
    amounts = {10: -7.7e6, 50: -3_998_433.0, 90: -1.5e6}
    for flow, part in (("s1", 1.0), ("s1.town0", 0.5), ("s1.town1", 0.5)):
        for year, (level, value) in itertools.product(HEADLINE, amounts.items()):
            record.estimates[f"{flow}.saving.{year}.p{level}"] = Estimate(
                part * value, part * value - error, part * value + error, "eur", RUNS
            )
            record.base[f"{flow}.saving.{year}"] = part * 1_831_673.0
            record.places[f"{flow}.saving.{year}"] = Place(1_831_673.0, 0.98, 0.98)
    return record


def test_the_plan_stays_as_exact_as_its_page_has_decimals_where_the_runs_are_few():
    said = text(sentences.plan_sentences(View.of(with_amounts(error=4e5)))[0])

    assert "counts on a saving of € 1.8 million;" in said
    assert "come out at extra cost of € 4.0 million, or worse." in said


def test_the_method_tells_the_step_that_the_page_has():
    for error, step in ((1e3, "€ 50,000"), (4e5, "€ 500,000")):
        said = text(" ".join(sentences.method_sentences(View.of(with_amounts(error=error)))))
        assert f"amounts to {step}, with the interval beside" in said
        assert "from 45 to 55, to fives elsewhere" in said


def test_what_is_left_out_is_counted():
    view = View.of(sample(runs=20))
    nothing = dataclasses.replace(
        view.results, case=view.case | {"omitted": [], "not_in_money": [], "waiting": []}
    )

    assert left_out.left_out_sentence(view).startswith(
        "Not in these figures: 2 cost items left out, 1 effect nobody"
    )
    assert "nothing that is left out" in left_out.left_out_sentence(View.of(nothing))


@pytest.mark.parametrize(
    ("within", "late", "told"),
    [
        (950_000.0, 50_000.0, []),
        (940_000.0, 60_000.0, ["6 %", "€ 60,000."]),
        (0.0, 1_234_567.0, ["100 %", "€ 1.2 million."]),
        (900_000.0, 0.0, []),
        (900_000.0, -100_000.0, []),
        (-5_000.0, 3_000.0, ["100 %", "€ 3,000."]),
    ],
)
def test_one_off_cost_after_the_last_year_is_told_where_it_is_much(
    within: float, late: float, told: list[str]
):
    record = with_counts()
    for name, value in (("one_off", within), ("remainder", late)):
        record.estimates[f"s1.{name}.mean"] = Estimate(value, value, value, "eur", RUNS)
    found = [text(one) for one in left_out.late_sentences(View.of(record))]

    assert len(found) == bool(told)
    assert all(part in found[0] for part in told)
    assert all("3.0 falls after 2022" in one for one in found)
    for page in (page_of(record), screen(record)):
        assert ("falls after 2022" in page) == bool(told)


def test_the_base_names_runs_seed_and_error():
    assert sentences.base_sentence(View.of(with_counts())).startswith(
        "1,000,000 calculated futures, seed 1. Chance in the drawing moves a probability by at "
        "most 0.1 percentage points"
    )


def test_nothing_drawn_is_certain():
    record = with_counts()
    fixed = [row for row in record.inputs if not row.sampled]

    said = sentences.base_sentence(View.of(dataclasses.replace(record, inputs=fixed)))
    assert "nothing here is uncertain" in said


def test_where_nothing_is_drawn_the_plan_is_not_uncertain():
    record = with_counts()
    fixed = [row for row in record.inputs if not row.sampled]
    for below, said in ((0.0, "none of the"), (1.0, "all")):
        place = {name: Place(0.0, below, below) for name in record.places}
        certain = dataclasses.replace(record, inputs=fixed, places=place)
        told = sentences.plan_sentences(View.of(certain))
        assert told
        assert all(f"that beats {said} calculated futures" in one for one in told)


def test_the_method_names_fans_caps_and_notes():
    record = dataclasses.replace(sample(runs=30), fan_runs=20)
    said = " ".join(sentences.method_sentences(View.of(record)))

    assert f"first 20 runs; everything else on all {record.runs}" in said
    assert "cut off at 5 in 0.8\u00a0% of the futures" in said
    assert "carry this note: too few runs" in said
    assert f"since {START} stays at or above zero to {HORIZON}" in said


@pytest.mark.parametrize(
    ("unit", "cap", "told"),
    [
        ("factor", 2.25, "2.25"),
        ("share per year", 0.125, "12.5\u00a0%"),
        ("aandeel", 0.5, "50\u00a0%"),
        ("EUR", 1_234_567, "1,234,567"),
    ],
)
def test_a_cap_is_written_as_the_table_of_the_inputs_writes_its_parameters(
    unit: str, cap: float, told: str
):
    record = sample(runs=30)
    rows = [
        dataclasses.replace(row, unit=unit, parameters=row.parameters | {"cap": cap})
        for row in record.inputs
    ]
    said = " ".join(sentences.method_sentences(View.of(dataclasses.replace(record, inputs=rows))))

    assert f"cut off at {told} in" in said


def test_settlement_is_told_once_for_scenarios_that_do_the_same():
    record = sample(runs=20, partners=2)
    view = View.of(record)
    assert len(settlement_sentences(view)) == 1
    assert "50.0\u00a0%" in settlement_sentences(view)[0]

    record.case["scenarios"]["s2"]["settled"] = False
    assert len(settlement_sentences(View.of(record))) == 2
    assert settlement_sentences(View.of(sample(runs=20, partners=1))) == []


def test_cleaning_leaves_one_line_that_steers_nothing():
    assert clean(" two\nlines\u202e\x1b[31m \ud800 é 漢 🙂 ") == "two lines[31m é 漢 🙂"
    assert head("Staff who prepare, " + "and more " * 20) == "Staff who prepare"


def test_an_item_is_cut_where_it_still_says_something():
    rest = "about 350,000 a year " * 5

    assert head("Continuity: who answers at night?") == "Continuity: who answers at night?"
    assert head(f"Overhead of the centre (housing): {rest}") == "Overhead of the centre"
    assert head(f"Continuity: who answers at night; {rest}") == "Continuity: who answers at night"
    assert head(f"Continuity: {rest}").startswith("Continuity: about 350,000 a year")
    assert len(head(f"Continuity: {rest}")) <= 92


def test_without_drawn_inputs_a_count_is_a_certainty():
    record = with_counts(by_2018=RUNS)
    record.estimates["s1.payback.p50"] = Estimate(2018.0, None, None, "year", RUNS)
    certain = dataclasses.replace(record, inputs=[r for r in record.inputs if not r.sampled])

    assert text(answer(certain)) == (
        "In all calculated futures collaboration 3.0 has paid back by the end of 2018, the year "
        "in which it pays back if all goes as planned. Half of the futures have by the end of "
        "2018. All have by the end of 2022, the last year calculated."
    )
