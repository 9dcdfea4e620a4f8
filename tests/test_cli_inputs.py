"""``ictsim inputs``: the page and the picture for those who must recognise their own judgement."""

from __future__ import annotations

import csv
import itertools
import json
import math
import os
import re
from fractions import Fraction
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from pydantic import TypeAdapter
from scipy import stats
from test_cli_small import SMALL, call, small_config

from ictsim.config import load_case
from ictsim.distributions import AnyDistribution, Distribution
from ictsim.distributions.summary import exact_values, percentiles_of, summary
from ictsim.model import Case
from ictsim.report.charts.base import GREEN
from ictsim.report.inputs_figures import Picture, _smooth_part, _ticks, draw
from ictsim.report.inputs_page import inputs_page
from ictsim.report.wording import inputs as words
from ictsim.study.assemble import input_row

OUTSIDE = Path(__file__).resolve().parent.parent / "configs" / "3_0_outside_view.toml"
NBSP = "\N{NO-BREAK SPACE}"

EXTRA = r"""
[inputs.odd]
dist = "uniform"
low = 0.0
high = 1.0
base = 50.0
label = "<script>alert(1)</script> & $\\frac{1}{x}$ \u001B[31m\u202Eabc"
unit = "<b>"
source = "\"'><img src=x onerror=alert(1)>"

[inputs.tiny]
dist = "uniform"
low = 9e11
high = 900_000_000_000.000_1
base = 9e11
label = "Too close together"
source = "assumption: a test"

[inputs.coin]
dist = "bernoulli"
p = 0.3
label = "A coin"
source = "assumption: a test"

[inputs.yearly]
dist = "normal"
mean = 0.02
sd = 0.01
per_year = true
persistence = -0.5
label = "By year"
unit = "share per year"
source = "assumption: a test"

[correlations.some]
inputs = ["odd", "coin"]
rank = -0.4

[correlations.event]
inputs = ["odd", "flood"]
rank = 0.3

[events.flood]
kind = "hazard"
rate = 0.02
from = 2022
label = "A flood"
source = "assumption: a test"

[events.vote]
kind = "chance"
probability = "coin"
moment = 2021.5
label = "A vote"
source = "assumption: a test"

[scenarios.more.lines.all]
kind = "yearly"
label = "All of them"
source = "assumption: a test"
amount_eur = ["odd", "tiny", "coin", "yearly"]
when = "flood"
unless = "vote"
"""


class Page(HTMLParser):
    """Tags with their attributes, and the texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def law_of(**table: Any) -> Distribution:
    return TypeAdapter(AnyDistribution).validate_python(table)


def percentiles(unit: str = "", **table: Any) -> str:
    law = law_of(**table)
    return words.percentile_sentence(law, summary(law), unit).replace(NBSP, " ")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return load_case(small_config(tmp_path_factory.mktemp("inputs"), SMALL + EXTRA)).case


@pytest.fixture(scope="module")
def made(case: Case) -> tuple[str, bytes]:
    return inputs_page(case, "1.2.3")


@pytest.fixture(scope="module")
def page(made: tuple[str, bytes]) -> Page:
    return Page(made[0])


# ---------------------------------------------------------------------------------------------
# Words


def test_percentiles_in_words_are_those_of_the_law():
    assert percentiles("share", dist="uniform", low=0.1, high=0.3) == (
        "In 1 of 10 cases the value is below 12 %; in half of the cases below 20 %; "
        "in 9 of 10 cases below 28 %."
    )
    twin = stats.norm(100_000, 20_000)
    found = percentiles("EUR per year", dist="normal", mean=100_000.0, sd=20_000.0)
    amounts = [float(x.replace(",", "")) for x in re.findall(r"€ ([\d,]+) per year", found)]
    assert amounts == pytest.approx([twin.ppf(p) for p in (0.1, 0.5, 0.9)], rel=0.005)


def test_an_exact_value_is_not_below_but_at_most():
    """35 % are exactly 0: P10 lies there, P50 and P90 in the uniform part."""
    parts = [
        {"dist": "constant", "value": 0.0},
        {"dist": "uniform", "low": 0.0, "high": 0.65},
    ]
    law = {"dist": "mixture", "weights": [0.35, 0.65], "components": parts, "base": 0.0}

    assert percentiles("share", **law) == (
        "In at least 1 of 10 cases the value is at most 0 %; in half of the cases below 15 %; "
        "in 9 of 10 cases below 55 %."
    )
    assert list(words.exact_sentences(law_of(**law), "share")) == [
        f"Exactly 0{NBSP}% in 35 of 100 cases."
    ]


def test_levels_at_one_exact_value_are_one():
    assert percentiles(dist="bernoulli", p=0.05) == (
        "In at least 9 of 10 cases the value is at most 0."
    )
    assert percentiles(dist="bernoulli", p=0.3) == (
        "In at least half of the cases the value is at most 0; in at least 9 of 10 cases at most 1."
    )


def test_a_cap_says_what_it_does():
    law = law_of(dist="pareto", xm=1.0, alpha=1.0, cap=20.0)

    assert list(words.exact_sentences(law, "years")) == [
        f"Exactly 20{NBSP}years in 5 of 100 cases: what would be above is set to it."
    ]


def test_many_single_values_are_counted():
    law = law_of(dist="poisson", mean=4.0)
    twin = stats.poisson(4.0)
    often = {k: round(100 * twin.pmf(k)) for k in range(20) if twin.pmf(k) >= 0.05}
    line, rest = words.exact_sentences(law, "")

    assert line.startswith("Exact values, in how many cases: ")
    told = {
        int(value): int(count)
        for part in line.removesuffix(".").split(": ")[1].split("; ")
        for values, count in [part.removesuffix(" of 100").split(" in ")]
        for value in values.split(", ")
    }
    assert told == often
    assert rest.endswith("more single values, each of them in fewer than 5 of 100 cases.")


def test_values_that_come_equally_often_are_one_line():
    ten = law_of(dist="empirical", values=[float(n) for n in range(1, 11)])
    three = law_of(dist="empirical", values=[1.0, 2.0, 3.0])

    assert list(words.exact_sentences(ten, "")) == [
        "10 exact values, each in 10 of 100 cases: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10."
    ]
    assert [line.split(" in ")[0] for line in words.exact_sentences(three, "")] == [
        "Exactly 1", "Exactly 2", "Exactly 3",
    ]  # fmt: skip


def test_a_cap_has_its_own_line_among_many():
    law = law_of(dist="poisson", mean=4.0, cap=6.0)
    capped = 1.0 - stats.poisson(4.0).cdf(5)
    first, *others = words.exact_sentences(law, "")

    assert (
        first == f"Exactly 6 in {100 * capped:.0f} of 100 cases: what would be above is set to it."
    )
    assert len(others) == 2
    assert "6 in" not in others[0]


RARE = {
    "dist": "mixture",
    "weights": [0.9, 0.1],
    "components": [
        {"dist": "constant", "value": 0.0},
        {"dist": "pert", "low": 1.0, "mode": 1.5, "high": 2.0},
    ],
    "base": 0.0,
}
TEN = {"dist": "empirical", "values": [float(n) for n in range(1, 11)], "base": 3.0}


def smallest_with(table: dict[str, Any], level: int) -> float:
    """The smallest x with P(X <= x) >= level %, from the data themselves."""
    if table is TEN:
        return sorted(table["values"])[math.ceil(Fraction(level, 100) * 10) - 1]
    beyond = Fraction(level, 100) - Fraction(9, 10)
    return 0.0 if beyond <= 0 else 1.0 + stats.beta(3, 3).ppf(float(beyond / Fraction(1, 10)))


@pytest.mark.parametrize("table", [TEN, RARE])
def test_percentiles_at_a_jump_are_the_value_before_it(table: dict[str, Any]):
    levels = (1, 5, 10, 20, 25, 50, 60, 75, 80, 90, 95, 99)
    law = law_of(**table)

    expected = {level: smallest_with(table, level) for level in levels}
    assert percentiles_of(law, levels) == pytest.approx(expected)
    row = input_row("x", law)
    shown = {"p1": row.p1, "p10": row.p10, "p50": row.p50, "p90": row.p90, "p99": row.p99}
    assert shown == pytest.approx({f"p{n}": expected[n] for n in (1, 10, 50, 90, 99)})


def test_all_outputs_give_the_same_percentiles(tmp_path: Path):
    lines = [f"{key} = {json.dumps(value)}" for key, value in TEN.items()]
    parts = ", ".join(
        "{" + ", ".join(f"{key} = {json.dumps(value)}" for key, value in part.items()) + "}"
        for part in RARE["components"]
    )
    text = "\n".join([
        SMALL, "[inputs.ten]", *lines, 'label = "Ten"', 'source = "assumption: a test"',
        '[inputs.rare]\ndist = "mixture"\nbase = 0.0\nweights = [0.9, 0.1]',
        f'components = [{parts}]\nlabel = "Rare"\nsource = "assumption: a test"',
        '[scenarios.more.lines.both]\nkind = "yearly"\nlabel = "Both"',
        'source = "assumption: a test"\namount_eur = ["ten", "rare"]',
    ])  # fmt: skip
    config = small_config(tmp_path, text)
    assert call("run", config, "--runs", 20, "--no-figures", "--out", tmp_path / "o").exit_code == 0
    with (tmp_path / "o" / "inputs.csv").open(encoding="utf-8", newline="") as file:
        written = {row["name"]: row for row in csv.DictReader(file)}
    checked = json.loads(call("check", config, "--json").stdout)["inputs"]
    page = inputs_page(load_case(config).case, "1")[0]
    asked = call("distributions", "empirical", f"values={TEN['values']}").stdout

    for name, p90 in (("ten", 9.0), ("rare", 0.0)):
        assert float(written[name]["p90"]) == checked[name]["figures"]["percentiles"]["p90"] == p90
        part = page.split(f'id="{name}"')[1].split("</article>")[0]
        assert re.search(rf"P90</th>\s*<td[^>]*>\s*{p90:.0f}\b", part)
    heads, cells = next(
        (head.split(), cells.split())
        for head, cells in itertools.pairwise(asked.splitlines())
        if head.split()[:1] == ["P1"]
    )
    assert float(dict(zip(heads, cells, strict=True))["P90"]) == 9.0
    shown = (tmp_path / "o" / "report.html").read_text("utf-8")
    assert "mixture: 90 % constant (value 0) or 10 % pert (low 1, mode 1.5, high 2)" in shown
    assert "per_year" not in shown


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            {"dist": "uniform", "low": 0.0, "high": 1.0},
            "Of 100 cases 1 lies above 0.99, and 1 below 0.01.",
        ),
        (
            {"dist": "uniform", "low": 0.0, "high": 1.0, "cap": 0.5},
            "Of 100 cases none lies above 0.5, and 1 below 0.01.",
        ),
        ({"dist": "bernoulli", "p": 0.3}, "Of 100 cases none lies above 1, and none below 0."),
        (
            {"dist": "discrete", "values": [0.0, 1.0, 2.0], "weights": [0.005, 0.99, 0.005]},
            "Of 100 cases at most 1 lies above 1, and fewer than 1 below 1.",
        ),
    ],
)
def test_what_one_in_a_hundred_lies_beyond(table: dict[str, Any], expected: str):
    law = law_of(**table)

    assert words.extreme_sentence(law, summary(law), "") == expected


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (0.25, "The plan takes 0.25: 25 of 100 draws lie below it."),
        (0.0, "The plan takes 0: the lowest value there can be."),
        (1.0, "The plan takes 1: the highest value there can be."),
        (-2.0, "The plan takes −2: below every value that is drawn."),
        (3.0, "The plan takes 3: above every value that is drawn."),
    ],
)
def test_where_the_plan_lies(base: float, expected: str):
    law = law_of(dist="uniform", low=0.0, high=1.0, base=base)

    assert words.plan_sentence(law, summary(law), "") == expected


def test_a_plan_at_an_exact_value():
    law = law_of(dist="bernoulli", p=0.3, base=1.0)

    assert words.plan_sentence(law, summary(law), "") == (
        "The plan takes 1: 70 of 100 draws lie below it, 30 of 100 are exactly it."
    )
    law = law_of(dist="bernoulli", p=0.3, base=0.0)
    assert words.plan_sentence(law, summary(law), "") == (
        "The plan takes 0: no draw lies below it, 70 of 100 are exactly it."
    )


def test_frequencies_keep_two_digits_or_say_that_they_are_rare():
    chances = (0.0, 0.35, 0.125, 0.004, 0.00031, 1e-6, 0.998, 1.0 - 1e-7, 1.0)

    assert [words.often(chance) for chance in chances] == [
        "none",
        "35 of 100",
        "13 of 100",
        "4 of 1,000",
        "3 of 10,000",
        "fewer than 1 of 10,000",
        "998 of 1,000",
        "more than 9,999 of 10,000",
        "all",
    ]


def test_values_in_the_unit_of_the_config():
    found = {
        unit: words.in_unit(0.0345678, unit).replace(NBSP, " ")
        for unit in ("share", "share per year", "fraction", "years", "factor", "", "shareholders")
    }

    assert found == {
        "share": "3.46 %",
        "share per year": "3.46 % per year",
        "fraction": "3.46 %",
        "years": "0.0346 years",
        "factor": "0.0346",
        "": "0.0346",
        "shareholders": "0.0346 shareholders",
    }
    assert words.in_unit(1_531_889.0, "EUR per year") == f"€{NBSP}1,530,000 per year"


@pytest.mark.parametrize(
    ("this", "other", "rank", "expected"),
    [
        (False, False, 0.5, "Tends to be high where “b” is high"),
        (False, False, -0.5, "Tends to be low where “b” is high"),
        # An event happens where its uniform is low.
        (True, False, 0.5, "Happens less often where “b” is high"),
        (False, True, -0.5, "Tends to be high where “b” happens"),
        (True, True, 0.5, "Happens more often where “b” happens"),
    ],
)
def test_what_goes_together(this: bool, other: bool, rank: float, expected: str):
    sides = words.Side("a", this), words.Side("b", other)

    assert words.together_sentence(*sides, rank, rank).startswith(f"{expected} (rank correlation")


def test_events_in_words():
    """2 % a year for five years: struck in 1 - 0.98^5 = 9.6 %."""
    assert words.hazard_sentence(0.02, "", range(2022, 2027)) == (
        "From 2022 on it strikes in 2 of 100 cases each year, once at most: by the end of 2026 it "
        "has struck in 10 of 100 cases."
    )
    assert pytest.approx(0.096, abs=1e-3) == 1 - 0.98**5
    assert (
        words.chance_sentence(0.3, "", "2014.9")
        == "Happens in 30 of 100 cases, at 2014.9; else never."
    )
    assert words.chance_sentence(0.0, "", "2014.9").startswith("Happens in no case, at")
    assert "by chance: “A coin”" in words.chance_sentence(None, "“A coin”", "2021.5")


# ---------------------------------------------------------------------------------------------
# Pictures


@pytest.mark.parametrize(
    "table",
    [
        {"dist": "bernoulli", "p": 0.3},
        {"dist": "poisson", "mean": 3.0},
        {"dist": "pert", "low": 0.0, "mode": 1.0, "high": 4.0, "cap": 2.0},
        {
            "dist": "mixture",
            "weights": [0.35, 0.65],
            "components": [
                {"dist": "constant", "value": 0.5},
                {"dist": "uniform", "low": 0.0, "high": 1.0},
            ],
            "base": 0.0,
        },
    ],
)
def test_columns_and_stems_make_up_the_whole(table: dict[str, Any]):
    """Together they are what lies within the picture, and a column has no stem in it."""
    law = law_of(**table)
    exact = exact_values(law)
    edges, shares = _smooth_part(law, exact)
    within = sum(chance for value, chance in exact.items() if edges[0] <= value <= edges[-1])

    total = float(law.cdf(edges[-1])) - float(law.cdf_left(edges[0]))
    assert shares.sum() + within == pytest.approx(total, abs=1e-6)
    if table["dist"] == "mixture":
        np.testing.assert_allclose(shares, 0.65 / len(shares), rtol=1e-9)
    if law.law().is_discrete():
        assert shares.max() == 0.0


@pytest.mark.parametrize("rare", [0.02, 0.1, 0.35, 0.65, 0.98])
def test_the_taller_is_the_likelier(rare: float):
    """A block of the smooth part and a stem are as tall as the share of the cases each has."""
    parts = [{"dist": "constant", "value": 0.0}, {"dist": "uniform", "low": 1.0, "high": 2.0}]
    law = law_of(dist="mixture", weights=[1 - rare, rare], components=parts, base=0.0)
    figure = Figure()
    draw(Picture("x", "x", law, summary(law), str), figure)
    upper = figure.axes[0]

    block = max(patch.get_data().values.max() for patch in upper.patches)
    [stem] = [line.get_ydata()[1] for line in upper.lines if line.get_color() == GREEN
              and len(line.get_ydata()) == 2]  # fmt: skip
    assert (block > stem) == (rare > 0.5)
    shortest = 0.1
    if min(block, stem) > shortest:
        assert block / stem == pytest.approx(rare / (1 - rare))
    said = {text.get_text() for text in upper.texts}
    assert said == {words.often(1 - rare), f"{words.often(rare)} spread"}


@pytest.mark.parametrize(
    ("low", "high", "unit"),
    [(0.0, 2.06, "years"), (1e6, 3.4e6, "EUR"), (-0.01, 0.015, "share"), (0.0, 1e-6, "fte")],
)
def test_values_at_the_axis_are_round_and_have_room(low: float, high: float, unit: str):
    show = partial(words.in_unit, unit=unit)
    ticks = _ticks(low, high, show)

    assert len(ticks) >= 3
    assert low <= ticks[0] < ticks[-1] <= high
    steps = np.diff(ticks)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-6)
    inches = 3.864 * steps[0] / (high - low)
    assert inches > 0.062 * max(len(show(tick)) for tick in ticks)


def test_the_chances_of_exact_values_are_those_of_scipy():
    twin = stats.poisson(3.0)
    found = exact_values(law_of(dist="poisson", mean=3.0))

    assert math.fsum(found.values()) == pytest.approx(1.0)
    for value in range(12):
        assert found[value] == pytest.approx(twin.pmf(value), rel=1e-9)


def test_the_picture_of_all_can_be_opened(made: tuple[str, bytes], tmp_path: Path):
    path = tmp_path / "inputs.png"
    path.write_bytes(made[1])

    with Image.open(path) as image:
        image.load()
        assert min(image.size) > 300
        assert len(set(image.convert("L").resize((64, 64)).tobytes())) > 10


def test_the_same_inputs_give_the_same_bytes(case: Case, made: tuple[str, bytes]):
    assert inputs_page(case, "1.2.3") == made


# ---------------------------------------------------------------------------------------------
# The page


def test_the_page_says_all_of_every_input(case: Case, page: Page):
    headings = {attributes.get("id") for tag, attributes in page.tags if tag == "article"}
    drawn = {name for name, law in case.inputs.items() if not law.is_constant()}

    assert headings == drawn | set(case.events)
    for law in case.inputs.values():
        if law.source.startswith("assumption"):
            assert law.source in page.text
    for sentence in (
        "Drawn for each year; after a high one the next tends to be low (correlation −0.5).",
        "Tends to be low where “A coin” is high",
        "Tends to be low where “A flood” happens (rank correlation 0.3).",
        "The plan takes 50 <b>: above every value that is drawn.",
        "From 2022 on it strikes in 2 of 100 cases each year",
        "Happens by chance: “A coin”, at 2021.5; else never.",
    ):
        assert sentence in page.text.replace(NBSP, " ")


def test_an_input_that_cannot_be_drawn_still_has_its_words(made: tuple[str, bytes]):
    part = made[0].split('id="tiny"')[1].split("</article>")[0]

    assert "<svg" not in part
    assert words.NO_PICTURE in part
    assert "The plan takes" in part


def test_pictures_have_words_and_a_table(page: Page):
    images = [attributes for _, attributes in page.tags if attributes.get("role") == "img"]
    tables = [attributes for tag, attributes in page.tags if tag == "table"]

    assert len(images) >= 4
    assert all(
        "how likely which values are. In " in (image["aria-label"] or "") for image in images
    )
    assert len(tables) >= len(images)


def test_ids_are_there_once(page: Page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]

    assert len(ids) == len(set(ids))


def test_the_page_stands_by_itself_and_runs_nothing(made: tuple[str, bytes], page: Page):
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "b"}
    for _, attributes in page.tags:
        assert not [key for key in attributes if key.startswith("on")]
        for key in ("href", "xlink:href", "src"):
            assert (attributes.get(key) or "#").startswith("#")
    policies = [a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert "url(http" not in made[0]
    assert "\x1b" not in made[0]
    assert "\u202e" not in made[0]


def test_hostile_words_are_shown_as_they_are(page: Page):
    assert r"<script>alert(1)</script> & $\frac{1}{x}$ [31mabc" in page.text


# ---------------------------------------------------------------------------------------------
# The command


def test_both_files_appear_and_are_replaced(tmp_path: Path):
    config, out = small_config(tmp_path), tmp_path / "deep" / "out"

    first = call("inputs", config, "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    second = call("inputs", config, "--out", out, "--set", "inputs.na.high=0.09")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.splitlines() == [str(out / "inputs.html"), str(out / "inputs.png")]
    assert set(before) == {"inputs.html", "inputs.png"} == {path.name for path in out.iterdir()}
    assert all((out / name).read_bytes() != content for name, content in before.items())


def test_what_others_made_is_not_replaced_without_force(tmp_path: Path):
    config, out = small_config(tmp_path), tmp_path / "out"
    out.mkdir()
    (out / "inputs.png").write_bytes(b"a photograph")

    refused = call("inputs", config, "--out", out)

    assert refused.exit_code == 5
    assert "inputs.png is there already; --force replaces it" in refused.stderr
    assert [path.name for path in out.iterdir()] == ["inputs.png"]
    assert (out / "inputs.png").read_bytes() == b"a photograph"
    assert call("inputs", config, "--out", out, "--force").exit_code == 0
    assert (out / "inputs.png").read_bytes().startswith(b"\x89PNG")


def test_a_place_that_cannot_be_written_is_5(tmp_path: Path):
    config = small_config(tmp_path)

    for out in (config, config / "below"):
        result = call("inputs", config, "--out", out)
        assert result.exit_code == 5
        assert len(result.stderr.splitlines()) == 1


def test_the_folder_has_the_name_of_the_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    config = small_config(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert call("inputs", config).exit_code == 0
    assert sorted(os.listdir(tmp_path / "results" / "small_inputs")) == [
        "inputs.html",
        "inputs.png",
    ]


def test_a_case_without_inputs_has_a_page(tmp_path: Path):
    text = re.sub(r"\[inputs\..*?(?=\n\[(?!inputs))", "", SMALL, flags=re.DOTALL)
    for name, value in (("na", "0.02"), ("chance", "1.0"), ("cost", "1.0"), ("fixed", "1.0")):
        text = text.replace(f'"{name}"', value)
    config = small_config(tmp_path, text)

    result = call("inputs", config, "--out", tmp_path / "out")

    assert (result.exit_code, load_case(config).case.inputs) == (0, {})
    assert "<article" not in (tmp_path / "out" / "inputs.html").read_text()


def test_the_shipped_outside_view_is_told_in_full():
    case = load_case(OUTSIDE).case
    text = Page(inputs_page(case, "1.2.3")[0]).text.replace(NBSP, " ")

    for law in case.inputs.values():
        assert " ".join(law.label.split()) in text
        assert " ".join(law.source.split()) in text
    assert "Exactly 0 % in 35 of 100 cases." in text
    pairs = [pair for pair, rank in case.rank_correlations().items() if rank]
    assert len(re.findall(r"Tends to be (?:high|low) where", text)) == 2 * len(pairs)
