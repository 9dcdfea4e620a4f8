"""``ictsim new``: a first config that runs, whatever the municipalities are called."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from test_cli_small import call, contents, run_quickly, summary

from ictsim.config import load_case
from ictsim.config.loading import validate
from ictsim.config.rules.references import TAKEN_BY_PARTNERS
from ictsim.config.schema.schema import FILE_NAME, schema_text
from ictsim.config.starter.starter import SOURCE, partner_ids, plain_id, starter_config, toml_text
from ictsim.errors import UsageError
from ictsim.study.base_tables import base_tables
from ictsim.values import ID_PATTERN

TWO = ("North", "South")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ---------------------------------------------------------------------------------------------
# What comes out


def test_the_config_runs_at_once(here: Path):
    made = call("new", "Waterland", "--partners", 3, "--start", 2030)

    assert (made.exit_code, made.stderr) == (0, "")
    assert set(contents(here)) == {"waterland.toml", FILE_NAME}
    done = run_quickly(Path("waterland.toml"), here / "out", "--runs", 2_000)
    assert done.exit_code == 0
    [told] = done.stderr.splitlines()
    assert re.fullmatch(
        r"warning: waterland\.toml:\d+:1: .* \d+ sources still say placeholder; .*", told
    )
    found = summary(here / "out")
    assert found["runs"] == 2_000
    assert 0.0 < found["estimates"]["joint.payback_by.2040"]["value"] < 1.0


def test_the_words_after_it_name_the_file_to_run(here: Path):
    printed = call("new", "My case", "--start", 2030).stdout

    assert "ictsim run my_case.toml" in printed
    assert (here / "my_case.toml").exists()


def test_it_starts_next_year_unless_told(here: Path):
    before = datetime.date.today().year
    call("new", "x")
    after = datetime.date.today().year

    assert tomllib.loads((here / "x.toml").read_text("utf-8"))["case"]["start"] in (
        before + 1,
        after + 1,
    )


@pytest.mark.parametrize("count", range(2, 11))
def test_every_number_of_partners_gives_a_sound_case(tmp_path: Path, count: int):
    labels = [f"Municipality {number}" for number in range(1, count + 1)]
    path = tmp_path / "x.toml"
    path.write_text(starter_config("x", labels, 2030), "utf-8")

    loaded = load_case(path)

    assert [partner.label for partner in loaded.case.partners.values()] == labels
    placeholders = path.read_text("utf-8").count(f'source = "{SOURCE}"')
    [warning] = loaded.warnings  # the one that is right, and no false alarm
    assert warning.message.startswith(f"{placeholders} sources still say placeholder; ")
    plan = base_tables(loaded.case)["with_reconciling"]["scenarios"]["joint"]
    # The plan invests first, pays back in the time that is looked at, and saves a few per cent.
    assert plan["change_eur"]["2031"] > 0.0 > plan["change_eur"]["2036"]
    first = sum(partner.baseline_eur[2030] for partner in loaded.case.partners.values())
    assert -0.15 < plan["change_eur"]["2036"] / first < -0.03
    assert plan["break_even"]["growing_on"] in range(2034, 2042)


def numbers(tables: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where the numbers stand."""
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from numbers(value, (*keys, key))
        elif isinstance(value, list | float | int) and not isinstance(value, bool):
            yield (*keys, key)


def test_every_number_is_marked_as_a_placeholder():
    tables = tomllib.loads(starter_config("x", TWO, 2030))
    places = [keys for keys in numbers(tables) if keys[0] != "case"]

    assert len(places) > 30
    for keys in places:
        around, sources = tables, []
        for key in keys[:-1]:
            around = around[key]
            sources += [around["source"]] if "source" in around else []
        assert sources, keys
        assert set(sources) == {SOURCE}
    assert SOURCE == "assumption: placeholder, replace"


def test_the_report_says_that_it_is_invented(here: Path):
    call("new", "x", "--start", 2030)
    run_quickly(Path("x.toml"), here / "out", "--runs", 500)

    page = (here / "out" / "report.html").read_text("utf-8")
    assert page.count(SOURCE) > 5
    assert "placeholders of a starter config" in page


def test_the_first_line_leads_an_editor_to_the_schema(here: Path):
    call("new", "x", "--out", "sub.toml")

    first = (here / "sub.toml").read_text("utf-8").splitlines()[0]
    assert first == f"#:schema {FILE_NAME}"
    assert (here / FILE_NAME).read_text("utf-8") == schema_text()


def test_it_says_what_is_divided_and_how_to_choose_otherwise():
    text = starter_config("x", TWO, 2030)
    above = text[: text.index("[settlement]")].rsplit("\n\n", 1)[-1]

    assert tomllib.loads(text)["settlement"]["settled"] is True
    assert "`settled = true`: the whole ICT cost" in above
    assert "`settled = false`: each bears its own cost" in above


def test_same_words_same_config():
    assert starter_config("x", TWO, 2030) == starter_config("x", TWO, 2030)


# ---------------------------------------------------------------------------------------------
# Names

NAMES = {
    "'s-Hertogenbosch": "s_hertogenbosch",
    "’t Zand": "t_zand",
    "Súdwest-Fryslân": "sudwest_fryslan",
    "Bergen (NH.)": "bergen_nh",
    "Edam-Volendam": "edam_volendam",
    "Ærø": "aero",
    "Straße": "strasse",
    "Łódź": "lodz",
    "IJsselstein": "ijsselstein",
    "Ĳsselstein": "ijsselstein",
    "1e Exloërmond": "m_1e_exloermond",
    "  Ede  ": "ede",
    "北京": "",
    "---": "",
    "İzmir": "izmir",
    "2": "m_2",
}


@pytest.mark.parametrize(("label", "wanted"), NAMES.items())
def test_ids_are_made_from_names(label: str, wanted: str):
    assert plain_id(label) == wanted


def test_ids_that_would_be_equal_or_taken_are_told_apart():
    labels = ["Bergen (L.)", "Bergen L", "Peak", "Peak 2", "北京", "bergen-l"]

    assert partner_ids(labels) == [
        "bergen_l",
        "bergen_l_2",
        "peak_2",
        "peak_2_2",
        "municipality_5",
        "bergen_l_3",
    ]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=11))
@example(["\x7f", "a"])
@example(["peak", "Peak", "cost"])
@example(['"""', "\\u0000"])
@example(["#:schema x", "a = 1"])
@example(["municipality 2", "北京"])
def test_any_names_give_a_case_or_a_usage_error(labels: list[str]):
    try:
        text = starter_config("x", labels, 2030)
    except UsageError as problem:
        told = str(problem)
    else:
        told = ""
    if told:
        assert len(told.splitlines()) == 1
        return
    tables = tomllib.loads(text)
    case, faults = validate(tables)

    assert faults == []
    assert case is not None
    assert [partner.label for partner in case.partners.values()] == labels


@given(st.text())
def test_any_text_has_an_id_or_none(text: str):
    made = plain_id(text)

    assert made == "" or re.fullmatch(ID_PATTERN, made)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_survives_the_quotes_of_toml(text: str):
    assert tomllib.loads(f"x = {toml_text(text)}")["x"] == text


def test_words_with_a_meaning_in_results_are_no_ids():
    ids = partner_ids(["share", "cost", "npv"])

    assert set(ids).isdisjoint(TAKEN_BY_PARTNERS)
    assert len(set(ids)) == 3


# ---------------------------------------------------------------------------------------------
# What is refused

REFUSED: dict[str, tuple[list[str], int, str]] = {
    "one partner": (["x", "--partners", "1"], 2, "is not between 2 and 10"),
    "eleven partners": (["x", "--partners", "11"], 2, "is not between 2 and 10"),
    "one label": (["x", "--partner", "A"], 2, "1 municipalities; a case has 2 to 10"),
    "twice the same": (["x", "--partner", "A", "--partner", "A"], 2, "'A' is given twice"),
    "number and labels": (
        ["x", "--partners", "3", "--partner", "A", "--partner", "B"],
        2,
        "--partners 3 beside 2 times --partner",
    ),
    "an empty label": (["x", "--partner", "A", "--partner", " "], 2, "is no name"),
    "two lines": (["x", "--partner", "A", "--partner", "B\nC"], 2, "is no name"),
    "a long label": (["x", "--partner", "A", "--partner", "B" * 61], 2, "longer than 60"),
    "no name": ([""], 2, "is no name"),
    "signs only": (["---x"], 2, "No such option"),
    "a path": (["a/b"], 2, "'a/b' is a path; NAME is the name alone, --out takes the place"),
    "no plain letter": (["東京"], 2, "take such a NAME (my_case), and write 東京 as its title"),
    "no plain letter, and a place": (["東京", "--out", "t.toml"], 2, "take such a NAME (my_case)"),
    "the name of the schema": (["x", "--out", FILE_NAME], 2, "is the name of the schema"),
    "no such folder": (["x", "--out", "no/x.toml"], 5, "cannot be written"),
    "a year too late": (["x", "--start", "3000"], 2, "is not between"),
}


@pytest.mark.parametrize(("words", "code", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_one_line_and_writes_nothing(
    here: Path, words: list[str], code: int, told: str
):
    result = call("new", *words)

    assert (result.exit_code, result.stdout) == (code, "")
    [line] = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert told in line
    assert list(here.iterdir()) == []


def test_a_config_that_is_there_stays(here: Path):
    (here / "x.toml").write_text("mine", "utf-8")

    result = call("new", "x")

    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr == "error: x.toml is there already; --force replaces it\n"
    assert contents(here) == {"x.toml": b"mine"}
    assert call("new", "x", "--force").exit_code == 0
    assert b"[case]" in contents(here)["x.toml"]


def test_a_schema_of_an_earlier_version_is_replaced_and_other_files_are_not(here: Path):
    schema = here / FILE_NAME
    schema.write_text(json.dumps({"title": "ictsim config"}), "utf-8")
    assert call("new", "x").exit_code == 0
    assert schema.read_text("utf-8") == schema_text()

    schema.write_text("mine", "utf-8")
    refused = call("new", "y")
    assert refused.exit_code == 5
    assert FILE_NAME in refused.stderr
    assert not (here / "y.toml").exists()
    assert schema.read_text("utf-8") == "mine"


def test_a_link_to_nowhere_counts_as_there(here: Path):
    (here / "x.toml").symlink_to(here / "gone")

    assert call("new", "x").exit_code == 5
    assert not (here / "gone").exists()


def test_nothing_is_left_where_writing_fails(here: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ictsim.cli.files.os.replace", full)

    result = call("new", "x")

    assert result.exit_code == 5
    assert "No space left on device" in result.stderr
    assert list(here.iterdir()) == []
