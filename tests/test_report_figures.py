"""The figures: the same bytes each time, sound SVG, words and tables that fit the record."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_report_samples import HOSTILE, sample

from ictsim.report import FigureFile, make_figures
from ictsim.report.charts import CHARTS, all_charts
from ictsim.report.charts.base import BANDS, BLUE, GREEN, LINES, TEXT, VERMILLION, apart
from ictsim.report.icons import icon_array
from ictsim.report.numbers import frequency
from ictsim.report.view import View

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def figures() -> list[FigureFile]:
    return make_figures(sample(runs=300))


def test_two_renderings_are_the_same_bytes(figures: list[FigureFile]):
    assert make_figures(sample(runs=300)) == figures


def test_every_kind_of_chart_is_there(figures: list[FigureFile]):
    assert [f.name for f in figures] == [
        *("payback_s1", "payback_s2", "fan_s1", "fan_s2"),
        *("curve_s1", "curve_s2", "curve_s2_vs_s1", "chance_s1", "chance_s2"),
    ]
    assert len(CHARTS) == 5, "those above, and what decides: the sample has none of it"
    assert [c.name for c in all_charts(View.of(sample(runs=20, scenarios=0)))] == ["cost_baseline"]


def test_figures_hold_no_references_and_no_shared_ids(figures: list[FigureFile]):
    seen: set[str] = set()
    for figure in figures:
        root = ElementTree.fromstring(figure.svg)
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        ids = {element.get("id") for element in root.iter()} - {None}
        used = re.findall(r"url\(#([^)]*)\)", figure.svg)
        used += [(e.get(XLINK) or "#")[1:] for e in root.iter() if e.get(XLINK) is not None]

        assert not tags & {"script", "style", "metadata", "image", "foreignObject", "a"}
        assert set(used) <= ids
        assert not ids & seen
        assert figure.png.startswith(PNG)
        assert 5_000 < len(figure.png) < 200_000
        seen |= ids


@pytest.mark.parametrize("shift", [0, 5, 10])
def test_hostile_names_are_text_in_a_figure(shift: int):
    texts = HOSTILE[shift:] + HOSTILE[:shift]
    for figure in make_figures(sample(runs=30, scenarios=1, partners=5, texts=texts)):
        tags = {e.tag.removeprefix(SVG) for e in ElementTree.fromstring(figure.svg).iter()}
        assert tags <= {"svg", "g", "path", "use", "defs", "text", "clipPath", "rect", "pattern"}


def test_each_chart_has_words_and_a_table(figures: list[FigureFile]):
    for figure in figures:
        assert figure.title
        assert len(figure.alt) > 40
        assert len(figure.table.rows) >= 5
        assert {len(row) for row in figure.table.rows} == {len(figure.table.columns)}


def test_the_payback_table_adds_up_to_all_futures():
    record = sample(runs=500, scenarios=1)
    chart = all_charts(View.of(record))[0]
    outcomes = [name for name in record.estimates if name.startswith("s1.payback.") and
                not re.search(r"\.p\d", name)]  # fmt: skip

    assert sum(record.estimates[name].value for name in outcomes) == pytest.approx(1.0)
    assert [row[0].text for row in chart.table.rows][-1] == "not by the end of 2022"


def contrast(colour: str) -> float:
    """WCAG 2.1 contrast of a colour on white."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 1.05 / (0.05 + sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True)))


def test_lines_stand_out_on_white_and_differ_without_colour():
    assert contrast("#FFFFFF") == pytest.approx(1.0)
    assert contrast("#000000") == pytest.approx(21.0)
    assert all(contrast(colour) >= 3.0 for colour in (BLUE, VERMILLION, GREEN))
    assert all(contrast(TEXT.get(colour, colour)) >= 4.5 for colour, _ in LINES)
    assert len({(colour, str(dash)) for colour, dash in LINES}) == 12
    assert all(a[1] != b[1] for a, b in itertools.pairwise(LINES))
    shades = [contrast(colour) for colour in BANDS]
    assert shades == sorted(shades)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=13))
def test_labels_are_kept_apart_and_in_order(heights: list[float]):
    placed = apart(heights, 5.0, 0.0, 104.0)
    order = sorted(range(len(heights)), key=lambda i: (heights[i], placed[i]))
    rising = [placed[i] for i in order]

    assert all(b - a >= 4.9 for a, b in itertools.pairwise(rising))
    assert rising[0] >= -1e-9
    assert rising[-1] <= 104.0 + 1e-9


@pytest.mark.parametrize("filled", [0, 1, 37, 100])
def test_an_icon_array_has_as_many_dark_squares_as_the_words_say(filled: int):
    svg = icon_array(filled)

    assert svg.count("<rect") == 100
    assert svg.count(f'fill="{BLUE}"') == filled


def test_icons_of_the_sample_follow_the_words():
    record = sample(runs=2_000, scenarios=1)
    said = frequency(record.estimates["s1.payback_by.2018"])

    assert said.relation == "about"
    assert said.icons == said.count
