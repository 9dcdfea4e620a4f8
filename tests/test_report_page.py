"""The HTML page: complete by itself, sound, readable by machines, and true to the record."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from test_report_samples import HEADLINE, HOSTILE, sample

from ictsim.report import answer, make_figures, results_document
from ictsim.report.formats import html
from ictsim.report.tables import table
from ictsim.results.record import Results

VOID = {"meta", "br", "img", "link", "input", "hr"}
MINUS = "\u2212"
SHAPES = [(1, 2), (2, 2), (1, 1), (3, 12), (0, 2), (6, 3)]


class Page(HTMLParser):
    """Collects elements with their attributes, checks that they nest, keeps text by element."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"{tag} has an attribute twice")
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data.strip()))

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]

    def attributes(self, name: str) -> list[str]:
        return [a[name] or "" for _, a in self.elements if name in a]


def page_of(record: Results, *, figures: bool = False) -> str:
    drawn = make_figures(record) if figures else None
    return html.render(results_document(record, {"numpy": "2.4"}, drawn)).decode()


@pytest.fixture(scope="module")
def full() -> str:
    return page_of(sample(runs=400), figures=True)


def external_references(text: str, page: Page) -> list[str]:
    """Anything that would make a browser fetch or run something."""
    found = [tag for tag in page.tags if tag in ("script", "link", "iframe", "object", "base")]
    found += [a for a in page.attributes("href") if not a.startswith("#")]
    found += [a for a in page.attributes("xlink:href") if not a.startswith("#")]
    found += page.attributes("src") + page.attributes("srcset") + page.attributes("action")
    found += [n for _, a in page.elements for n in a if n.startswith("on")]
    found += [u for u in re.findall(r"url\(([^)]*)\)", text) if not u.startswith("#")]
    return found + re.findall(r"@import", text)


def test_the_measure_of_external_references_finds_them():
    text = '<a href="http://x"></a><img src="x"><b onclick="x"></b><p style="url(http://x)"></p>'

    assert len(external_references(text, Page(text))) == 4


def test_the_page_stands_alone(full: str):
    page = Page(full)
    policy = next(a["content"] for tag, a in page.elements if "http-equiv" in a)

    assert external_references(full, page) == []
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    full.encode("utf-8")


@pytest.mark.parametrize("figures", [True, False])
@pytest.mark.parametrize(("scenarios", "partners"), SHAPES)
def test_the_page_is_sound(scenarios: int, partners: int, figures: bool):
    if figures and scenarios > 3:
        scenarios = 3
    text = page_of(sample(runs=60, scenarios=scenarios, partners=partners), figures=figures)
    page = Page(text)
    ids = page.attributes("id")
    html = next(a for tag, a in page.elements if tag == "html")
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]

    assert page.faults == []
    assert html["lang"] == "en"
    assert len(ids) == len(set(ids))
    assert {a[1:] for a in page.attributes("href")} <= set(ids)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    assert page.tags.count("caption") == page.tags.count("table")
    assert all(a.get("scope") in ("row", "col") for tag, a in page.elements if tag == "th")
    assert "undefined (not calculated)" not in text


def test_each_figure_has_words_and_a_data_table(full: str):
    page = Page(full)

    assert page.tags.count("figure") == page.tags.count("figcaption") == 9
    assert page.tags.count("details") == 9
    images = [a for _, a in page.elements if a.get("role") == "img"]
    assert len(images) == 9
    assert all(len(a["aria-label"] or "") > 40 for a in images)


def test_without_figures_the_data_tables_stay():
    record = sample(runs=60)
    bare, drawn = page_of(record), page_of(record, figures=True)

    assert "<figure" not in bare
    assert Page(bare).tags.count("table") == Page(drawn).tags.count("table")


def test_hostile_texts_do_not_change_the_structure():
    visible = [text for text in HOSTILE if text.strip()]
    tame = [f"Tame {n}" for n, _ in enumerate(visible)]
    text = page_of(sample(runs=40, texts=visible))

    assert Page(text).tags == Page(page_of(sample(runs=40, texts=tame))).tags
    assert external_references(re.sub("url.#clip.", "", text), Page(text)) == []
    assert "alert(1)" in text, "it is shown, as text"
    assert "{{ 7 * 7 }}" in text
    assert not re.search("[\u202e\x1b\x00]", text)


@pytest.mark.parametrize("shift", range(0, len(HOSTILE), 2))
def test_hostile_texts_anywhere_do_no_harm(shift: int):
    record = sample(runs=40, texts=HOSTILE[shift:] + HOSTILE[:shift])
    text = page_of(record, figures=True)
    page = Page(text)

    assert page.faults == []
    assert external_references(re.sub("url.#clip.", "", text), page) == []
    text.encode("utf-8")


def cells(text: str, caption: str) -> list[list[str]]:
    """Rows of the table with this caption, as a reader sees them."""
    unbroken = caption.replace("€ ", "€\u00a0")
    table = re.search(rf"<caption>{re.escape(unbroken)}</caption>(.*?)</table>", text, re.S)
    assert table, caption
    rows = re.findall(r"<tr>(.*?)</tr>", table[1], re.S)
    return [
        [re.sub(r"<[^>]*>", "", c).strip().replace("\u00a0", " ") for c in
         re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        for row in rows[1:]
    ]  # fmt: skip


def share_said(text: str) -> tuple[float, float]:
    """Lowest and highest probability that a count in words allows."""
    low, high = re.search(r"(\d+)(?: to (\d+))? of 100", text).groups()
    first, last = int(low) / 100, int(high or low) / 100
    if text.startswith("fewer"):
        return 0.0, first
    if text.startswith("more"):
        return first, 1.0
    step = 0.05 if int(low) % 5 == 0 else 0.01
    return first - step / 2, last + step / 2


def test_every_figure_in_the_tables_of_page_one_is_in_the_record():
    record = sample(runs=3_000)
    text = page_of(record)
    rows = cells(text, "How often it is paid back")
    money = cells(text, "Net saving, €\u00a0million; minus is extra cost")

    for scenario, (_, *by, half, never, plan) in zip(("s1", "s2", "s2_vs_s1"), rows, strict=True):
        for year, said in zip(HEADLINE, by, strict=True):
            low, high = share_said(said)
            assert low <= record.estimates[f"{scenario}.payback_by.{year}"].value <= high
        low, high = share_said(never)
        assert low <= record.estimates[f"{scenario}.payback.never"].value <= high
        assert float(half) == record.estimates[f"{scenario}.payback.p50"].value
        base = record.base[f"{scenario}.payback"]
        assert plan == ("not by 2022" if base == "never" else f"{base:.0f}")
    stems = [f"{s}.saving.{y}" for s in ("s1", "s2") for y in HEADLINE]
    shown = [record.estimates[f"{stem}.p{level}"] for stem in stems for level in (10, 50, 90)]
    error = max(max(abs(one.value - one.low), abs(one.high - one.value)) for one in shown)
    for stem, (_, *percentiles, plan) in zip(stems, money, strict=True):
        for level, said in zip((10, 50, 90), percentiles, strict=True):
            estimate = record.estimates[f"{stem}.p{level}"]
            value = 1e6 * float(said.split()[0].replace(MINUS, "-"))
            assert abs(value - estimate.value) <= max(25_000, 1.26 * error) + 1
        assert abs(1e6 * float(plan.replace(MINUS, "-")) - record.base[stem]) <= 50_001
    amounts = {text.split()[0] for _, *texts in money for text in texts}
    assert {len(text.partition(".")[2]) for text in amounts} == {1}


def test_the_passport_and_the_partial_banner():
    text = page_of(sample(runs=50, complete=False, planned_runs=7_000))

    assert "PARTIAL: 50 of 7,000 planned runs" in text
    assert "ab" * 32 in text
    assert "sample.toml" in text
    assert ">numpy</th>" in text


def test_the_answer_stands_in_the_page(full: str):
    """Its first sentence by itself, the others below it."""
    sentences = [s if s.endswith(".") else f"{s}." for s in answer(sample(runs=400)).split(". ")]
    first, *others = sentences
    shown = re.findall(r'<p class="answer">(.*?)</p>', full)

    assert shown == [first]
    assert len(others) >= 4
    assert all(sentence in full for sentence in others)


def test_the_same_record_gives_the_same_page_in_another_process(full: str):
    program = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_report_page import page_of; from test_report_samples import sample\n"
        "text = page_of(sample(runs=400), figures=True)\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, __file__.rpartition("/")[0]],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "77"},
    )
    assert run.stdout.strip() == hashlib.sha256(full.encode()).hexdigest()


def test_importing_the_report_loads_nothing_slow():
    program = (
        "import sys, ictsim.report\n"
        "print({'matplotlib', 'numba', 'pandas', 'scipy'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == "set()"


def test_only_tables_of_long_texts_or_of_configs_are_landmarks():
    """And a table that may be wider than a telephone is reached by the keyboard."""
    text = page_of(sample(runs=40))
    frames = re.findall(
        r'<div class="scroll([^"]*)" role="(\w+)"( tabindex="0")?.*?<thead>(.*?)</thead>',
        text,
        re.S,
    )
    columns = [len(re.findall(r"<t[hd][ >]", head)) for *_, head in frames]

    assert len(frames) == text.count("<table>")
    assert {role for layout, role, *_ in frames if layout} == {"region"}
    assert {role for layout, role, *_ in frames if not layout} == {"group"}
    assert [bool(stop) for *_, stop, _head in frames] == [count > 2 for count in columns]


@pytest.mark.parametrize(
    ("text", "left", "scrolls"),
    [
        ("€ 72.000", (), False),
        ("€ 72.000 per fte per year, price level 2013", (), True),
        ("€ 72.000 per fte per year, price level 2013", (1,), False),
    ],
)
def test_a_table_of_two_columns_may_scroll_where_its_texts_are_long_and_not_broken(
    text: str, left: tuple[int, ...], scrolls: bool
):
    made = table("caption", ("percentile", "value"), [("P" * 60, "1"), ("P50", text)], left)

    assert made.may_scroll == scrolls
