"""Texts in other languages: which texts a case has, and the Dutch of the shipped configs."""

from __future__ import annotations

import html
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_cli_small import run_quickly
from test_config_small import SMALL

from ictsim.cli.check_data import check_data
from ictsim.cli.check_diff import diff_data, diff_text
from ictsim.cli.check_view import check_text
from ictsim.config import LoadedCase, load_case
from ictsim.model import Case
from ictsim.model.texts import texts_of, untranslated
from ictsim.study.assemble import case_texts
from ictsim.values import Id, Record, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIGS = sorted((Path(__file__).resolve().parent.parent / "configs").glob("*.toml"))
each_config = pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)

# The same in both languages.
ALIKE = {
    *("Haarlem", "Haarlemmermeer", "Software", "factor", "fte"),
    *("software", "project", "overhead"),
}


@cache
def case(path: Path) -> Case:
    return load_case(path).case


def own_texts(path: Path) -> dict[str, str]:
    """What a file itself says in Dutch."""
    found: dict[str, str] = tomllib.loads(path.read_text()).get("texts", {}).get("nl", {})
    return found


def below(path: Path) -> Iterator[Path]:
    """The files that a file extends, and those that they extend."""
    extends = tomllib.loads(path.read_text()).get("extends", [])
    for name in [extends] if isinstance(extends, str) else extends:
        yield path.parent / name
        yield from below(path.parent / name)


def names_in_words(found: Case) -> set[str]:
    """Names that a report shows as words: categories of cost, and what it is divided by."""
    lines = [line for scenario in found.scenarios.values() for line in scenario.lines.values()]
    keys = (key for settlement in settlements(found) for key in settlement)
    return {*(line.category for line in lines), *found.baseline.categories, *keys}


def settlements(found: Case) -> Iterator[list[str]]:
    for settlement in (found.settlement, *map(found.settlement_of, found.scenarios)):
        for _, key in settlement.all_keys():
            yield [key] if isinstance(key, str) else list(key)


# ---------------------------------------------------------------------------------------------
# Which texts a case has

EVERYWHERE = """
[case]
name = "small"
title = "t-title"
label = "t-label"
question = "t-question"
start = 2020
horizon = 2030
headline_years = [2025]
discount_rate = 0.04
correlation = "x0.5"
omitted = ["t-omitted", "t-omitted too"]
not_in_money = ["t-not in money"]
assumptions = ["t-assumption"]
inconsistencies = ["t-inconsistency"]
waiting = ["t-waiting"]

[partners.east]
label = "t-east"
source = "t-source of east"
attributes = { inhabitants = 100 }
baseline_eur = { 2020 = 1_000.0 }

[inputs.one]
dist = "mixture"
weights = [0.5, 0.5]
base = 1.0
components = [{ dist = "constant", value = 1.0 }, { dist = "constant", value = 2.0 }]
label = "t-input"
unit = "t-unit"
source = "t-source of input"

[inputs.two]
dist = "uniform"
low = 0.0
high = 1.0

[correlations.both]
inputs = ["one", "two"]
rank = 0.1
source = "t-correlation"

[events.exit]
kind = "chance"
label = "t-event"
probability = 0.5
moment = 2024.0
source = "t-source of event"

[indices.prices]
label = "t-index"
rate = 0.02
price_year = 2020
source = "t-source of index"

[schedules.ramp]
label = "t-schedule"
plan = [[2020.0, 1.0]]
source = "t-source of schedule"

[asset_classes.desks]
label = "t-asset class"
term_years = 4
source = "t-source of asset class"

[baseline]
source = "t-source of baseline"

[baseline.categories.all]
label = "t-category"
rate = 0.02
source = "t-source of category"

[settlement]
key = "inhabitants"
source = "t-source of settlement"

[scenarios.plan]
label = "t-scenario"
description = "t-description"
source = "t-source of scenario"

[scenarios.plan.settlement]
source = "t-source of its settlement"

[scenarios.plan.lines.desk]
kind = "yearly"
label = "t-line"
category = "office"
amount_eur = ["one", "two"]
index = "prices"
schedule = "ramp"
source = "t-source of line"

[published]
tolerance_eur = 1.0
costs_eur = {}
source = "t-published"

[resilience]
level = 0.9
capacity_eur = { total = 5e6 }
source = "t-resilience"

[texts.nl]
"t-title" = "a translation"
"""


def from_text(folder: Path, text: str) -> Case:
    path = folder / "config.toml"
    path.write_text(text)
    return load_case(path).case


def test_texts_are_all_that_readers_see_and_no_names(tmp_path: Path):
    """The config marks each of its texts; where a text may stand is written there by hand."""
    marked = Counter(re.findall(r'"(t-[^"]*)"', EVERYWHERE.split("[texts.nl]")[0]))

    assert Counter(texts_of(from_text(tmp_path, EVERYWHERE))) == marked


class Remark(Record):
    """A record that the model does not have yet."""

    name: Id
    """A name."""
    told: Text | None = None
    """A text."""
    by_name: dict[Id, Text] = {}
    """Texts by name."""


class LargerCase(Case):
    """The same for a case."""

    remarks: list[Remark] = []
    """Records in a list."""


def test_a_new_field_is_covered_the_moment_it_exists(tmp_path: Path):
    smaller = from_text(tmp_path, EVERYWHERE)
    remarks = [Remark(name="a"), Remark(name="b", told="t-told", by_name={"c": "t-by name"})]
    fields = {name: getattr(smaller, name) for name in Case.model_fields}
    larger = LargerCase.model_construct(**fields, remarks=remarks)

    assert Counter(texts_of(larger)) - Counter(texts_of(smaller)) == {"t-told": 1, "t-by name": 1}


def test_a_file_of_figures_is_no_text(tmp_path: Path):
    (tmp_path / "figures.csv").write_text("seen\n1\n2\n")
    sample = '[inputs.seen]\ndist = "empirical"\nfile = "figures.csv"\ncolumn = "seen"\n'
    found = from_text(tmp_path, SMALL + sample)

    assert {"figures.csv", "seen"}.isdisjoint(texts_of(found))


def test_untranslated_counts_each_text_once(tmp_path: Path):
    twice = SMALL.replace('source = "report, section 2"', 'source = "report, section 1"')
    nl = '[texts.nl]\n"Price rise" = "Prijsstijging"\n"Of no text" = "Van geen tekst"\n'
    found = from_text(tmp_path, twice + nl)
    texts = list(texts_of(found))

    assert texts.count("report, section 1") == 2
    assert set(texts) - set(untranslated(found, "nl")) == {"Price rise"}
    assert len(untranslated(found, "nl")) == len(set(texts)) - 1
    assert untranslated(found, "fr") == list(dict.fromkeys(texts))


def test_results_say_how_many_texts_have_no_translation(tmp_path: Path):
    """For the languages that the config mentions; of another it is not said to lack anything."""
    found = from_text(tmp_path, SMALL + '[texts.nl]\n"Price rise" = "Prijsstijging"\n')

    assert case_texts(found)["untranslated"] == {"nl": len(set(texts_of(found))) - 1}
    assert case_texts(from_text(tmp_path, SMALL))["untranslated"] == {}


def test_check_says_which_text_has_no_translation(tmp_path: Path):
    texts = sorted(set(texts_of(from_text(tmp_path, SMALL))) - {"Price rise"})
    most = "\n".join(f'"{text}" = "Nederlands"' for text in texts)

    def told(translations: str) -> tuple[list[str], str]:
        path = tmp_path / "config.toml"
        path.write_text(f"{SMALL}[texts.nl]\n{translations}\n")
        data = check_data(load_case(path))
        [line] = [t for t in check_text(data, 300).splitlines() if "INTO nl" in t]
        return data["texts"]["nl"]["untranslated"], line

    assert told(f'{most}\n"Price rise" = "Prijsstijging"') == (
        [],
        f"TRANSLATIONS INTO nl: {len(texts) + 1}; every text of this config has one",
    )
    assert told(most) == (
        ["Price rise"],
        f"TRANSLATIONS INTO nl: {len(texts)}; 1 text of this config without one, "
        'the first: "Price rise"',
    )
    assert f"INTO nl: 0; {len(texts) + 1} texts of this config without one" in told("")[1]


def test_a_difference_of_translations_is_counted_and_not_read_out(tmp_path: Path):
    def path(name: str, translations: str) -> Path:
        file = tmp_path / name
        file.write_text(SMALL + translations)
        return file

    bare, less, more = (
        load_case(path(name, text))
        for name, text in (
            ("bare.toml", ""),
            ("less.toml", '[texts.nl]\n"Price rise" = "Prijs"\n"East" = "Oost"\n'),
            ("more.toml", '[texts.nl]\n"Price rise" = "Prijsstijging"\n"West" = "West"\n'),
        )
    )

    def told(old: LoadedCase, new: LoadedCase) -> list[str]:
        lines = diff_text(diff_data(old, new), 80).splitlines()
        return lines[lines.index("TEXTS") + 1 : -2]

    assert told(bare, less) == ["+ nl: 2 translations"]
    assert told(less, bare) == ["- nl: 2 translations"]
    assert Counter(told(less, more)) == {
        "+ nl: 1 translation": 1,
        "- nl: 1 translation": 1,
        "~ nl: 1 translation": 1,
    }


# ---------------------------------------------------------------------------------------------
# The Dutch of the shipped configs


@each_config
def test_every_text_has_a_dutch_one(path: Path):
    assert untranslated(case(path), "nl") == []
    assert names_in_words(case(path)) <= {*case(path).texts["nl"], "other"}


@each_config
def test_each_translation_is_of_a_text_of_its_own_file(path: Path):
    """None is left of a text that was changed, and none is said again by a later layer."""
    of_layers = {text for layer in below(path) for text in own_texts(layer)}

    assert own_texts(path)
    assert set(own_texts(path)) <= {*texts_of(case(path)), *names_in_words(case(path))}
    assert of_layers.isdisjoint(own_texts(path))


@each_config
def test_dutch_is_dutch(path: Path):
    english = re.compile(r"\b(the|and|with|from|section|sections|assumption|business case|EUR)\b")

    for text, dutch in own_texts(path).items():
        assert dutch.strip() == dutch != ""
        assert not english.search(dutch), dutch
        assert dutch != text or text in ALIKE, text


@each_config
def test_units_begin_as_the_report_reads_them(path: Path):
    """What is a share or an amount in euros is known by its unit."""
    for law in case(path).inputs.values():
        dutch = case(path).texts["nl"][law.unit]
        assert dutch.startswith("aandeel") == law.unit.startswith("share"), dutch
        assert dutch.startswith("€") == law.unit.startswith("EUR"), dutch


NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
SECTIONS = re.compile(r"[Ss]ections? \d+(?:\.\d+)?(?:(?:,| and| to) \d+(?:\.\d+)?)*")
SCENARIOS = {"1.0", "2.0", "3.0"}
SWAP = str.maketrans(",.", ".,")


def as_in_dutch(text: str) -> Counter[str]:
    """The numbers of an English text as they are written in Dutch."""
    named = [span.span() for span in SECTIONS.finditer(text)]
    return Counter(
        found[0]
        if found[0] in SCENARIOS or any(low <= found.start() < high for low, high in named)
        else found[0].translate(SWAP)
        for found in NUMBER.finditer(text)
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("EUR 3.5 million, EUR 112,066 in 2013", ["3,5", "112.066", "2013"]),
        ("3.0 (section 5.3): 26.25 %, 25, 50 and 75 %", ["3.0", "5.3", "26,25", "25", "50", "75"]),
        ("sections 5.3 and 7 (15 %)", ["5.3", "7", "15"]),
        ("advice +1.5, 5,392 projects", ["1,5", "5.392"]),
    ],
)
def test_how_dutch_writes_numbers(text: str, numbers: list[str]):
    assert as_in_dutch(text) == Counter(numbers)


@each_config
def test_a_text_and_its_translation_hold_the_same_numbers(path: Path):
    for text, dutch in own_texts(path).items():
        assert Counter(NUMBER.findall(dutch)) == as_in_dutch(text), dutch


def test_a_dutch_report_of_the_whole_case_has_none_of_its_english_texts(tmp_path: Path):
    path = next(path for path in CONFIGS if path.stem == "3_0_outside_view")
    ran = run_quickly(path, tmp_path / "out", "--runs", 500, "--lang", "nl", "--to", "html")
    assert ran.exit_code == 0, ran.stderr

    page = (tmp_path / "out" / "report.html").read_text()
    shown = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    nl = case(path).texts["nl"]
    english = (text for text in set(texts_of(case(path))) if " " in text and nl.get(text) != text)

    assert [text for text in english if text in shown] == []
    assert all(nl[law.source] in shown for law in case(path).inputs.values())
    assert all(nl[text] in shown for text in case(path).case.assumptions)
