"""A figure has one count, or one amount, on page one, in its chapter, charts and terminal."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from ictsim.config import load_case
from ictsim.report import answer, comparison_document, print_comparison, print_summary
from ictsim.report import results_document as document_of
from ictsim.report.document import Document, Figure, Icons, TableBlock
from ictsim.report.formats import markdown
from ictsim.report.numbers import Cell
from ictsim.report.view import View
from ictsim.report.wording import sentences
from ictsim.results.comparison import Comparison, Layer, shared_of
from ictsim.results.record import Results
from ictsim.study import prepare, run_study
from ictsim.study.assemble import assemble

CONFIGS = Path(__file__).parent.parent / "configs"
RUNS = 20_000
YEARS = (2018, 2023)
MINUS = "\u2212"


def results_of(config: str) -> Results:
    loaded = load_case(CONFIGS / f"{config}.toml")
    study = prepare(loaded.case, seed=7)
    return assemble(loaded, study, run_study(study, RUNS, threads=1), seed=7, planned=RUNS)


@pytest.fixture(scope="module")
def plan() -> Results:
    return results_of("3_0")


@pytest.fixture(scope="module")
def document(plan: Results) -> Document:
    return document_of(plan, {})


@pytest.fixture(scope="module")
def both(plan: Results) -> Comparison:
    records = {"plan": plan, "outside": results_of("3_0_outside_view")}
    layers = [Layer(name, name, f"{name}.toml", "ab" * 32, record.case, record)
              for name, record in records.items()]  # fmt: skip
    shared = shared_of(list(records), [record.case for record in records.values()])
    return Comparison(layers, shared, 7, RUNS, "0")


def page_one(document: Document, unit: str) -> dict[str, Cell]:
    """The cells of page one's tables by the name of their figure."""
    blocks = [block for section in document.sections if section.page_one
              for block in section.blocks if isinstance(block, TableBlock)]  # fmt: skip
    cells = [cell for block in blocks for row in block.table.rows for cell in row]
    return {cell.name: cell for cell in cells if cell.unit == unit}


def briefs(text: str) -> list[str]:
    """The counts in a text as a terminal has them: 98, <1, >99."""
    signs = {"about": "", "fewer than": "<", "more than": ">"}
    found = re.findall(r"(about|fewer than|more than) (\d+) of\u00a0100", text)
    return [f"{signs[relation]}{count}" for relation, count in found]


def brief(text: str) -> str:
    [only] = briefs(text)
    return only


def screen(printed: Results | Comparison) -> list[str]:
    out = io.StringIO()
    show = print_summary if isinstance(printed, Results) else print_comparison
    show(printed, Console(file=out, width=80))
    return out.getvalue().splitlines()


def percents(line: str) -> list[str]:
    return re.findall(r"([<>]?\d+)\u00a0%", line)


def amounts(line: str) -> list[str]:
    """The six amounts that a line of the terminal ends in."""
    return line.split()[-6:]


def row(lines: list[str], label: str, below: str = "") -> str:
    """The first line with a label, after one with another."""
    start = next((n for n, line in enumerate(lines) if line.startswith(below)), 0) if below else 0
    return next(line for line in lines[start:] if line.strip().startswith(label))


def test_a_chance_has_one_count_wherever_one_config_tells_it(plan: Results, document: Document):
    told = {name: brief(cell.text) for name, cell in page_one(document, "probability").items()}
    lines = screen(plan)
    alts = {block.name: block.alt for section in document.sections
            for block in section.blocks if isinstance(block, Figure)}  # fmt: skip

    for scenario, label in (("s2", "2.0"), ("s3", "3.0")):
        names = [*(f"{scenario}.payback_by.{year}" for year in YEARS), f"{scenario}.payback.never"]
        assert percents(row(lines[2:], label)) == [told[name] for name in names]
        assert briefs(alts[f"payback_{scenario}"])[-1] == told[f"{scenario}.payback.never"]
    assert briefs(answer(plan))[0] == told["s3.payback_by.2018"]
    assert briefs(answer(plan))[1] == told["s3.payback.never"]
    chapter = markdown.render(document).decode()
    for cell in page_one(document, "probability").values():
        assert cell.text.replace("\u00a0", " ") in chapter.replace("\u00a0", " ")


def test_squares_are_as_many_as_the_count_beside_them(document: Document):
    told = page_one(document, "probability")
    icons = [icon for section in document.sections for block in section.blocks
             if isinstance(block, Icons) for icon in block.icons]  # fmt: skip
    names = [f"{scenario}.payback_by.{year}" for scenario in ("s2", "s3") for year in YEARS]

    assert len(icons) == len(names)
    for icon, name in zip(icons, names, strict=True):
        count = brief(told[name].text)
        assert brief(icon.text) == count
        assert icon.filled == squares(count)
    assert {icon.filled for icon in icons} > {0}


def squares(count: str) -> int:
    beyond = {"<1": 0, ">99": 100}
    return beyond[count] if count in beyond else int(count)


def test_a_council_reads_the_same_in_its_sentence_and_in_the_terminal(plan: Results):
    lines, view = screen(plan), View.of(plan)
    said = dict(sentences.council_sentences(view, "s3"))

    assert len(said) == 2
    for name, sentence in said.items():
        by, never = briefs(sentence)
        shown = percents(row(lines, name, below="3.0"))
        assert (shown[0], shown[-1]) == (by, never)


def test_several_configs_beside_each_other_read_as_their_own_charts_and_terminal(both: Comparison):
    document, lines = comparison_document(both, {}), screen(both)
    told = {name: brief(cell.text) for name, cell in page_one(document, "probability").items()}
    chart = next(block for section in document.sections for block in section.blocks
                 if isinstance(block, Figure) and block.name == "chance_s3")  # fmt: skip

    for config in ("plan", "outside"):
        names = [f"{config}.s3.beats.{year}" for year in YEARS]
        assert percents(row(lines, config)) == [told[name] for name in names]
    assert briefs(chart.alt)[:2] == [told[f"plan.s3.beats.{year}"] for year in YEARS]


def test_amounts_of_a_page_have_one_step(plan: Results, document: Document):
    check_amounts(document, "s3", row(screen(plan)[2:], "3.0"))


def test_so_have_those_of_several_configs_and_of_the_first_of_them(both: Comparison):
    document, lines = comparison_document(both, {}), screen(both)

    for config in ("plan", "outside"):
        check_amounts(document, f"{config}.s3", row(lines, config))


def check_amounts(document: Document, stem: str, line: str) -> None:
    """All amounts of page one are rounded to the step that the method tells, and printed alike."""
    cells = page_one(document, "eur")
    told = re.search(r"amounts to €\\xa0([\d,]+)", repr(document.sections))
    step = float(told[1].replace(",", ""))

    assert {len(cell.text.partition(".")[2]) for cell in cells.values()} == {1}
    for name, cell in cells.items():
        euros = 1e6 * float(cell.text.replace(MINUS, "-"))
        assert abs(euros - cell.value) <= step / 2 + 1e-6
        if not name.endswith(".base"):  # the plan has no sampling error
            assert euros / step == pytest.approx(round(euros / step), abs=1e-6)
    assert amounts(line) == [cells[f"{stem}.saving.{year}.p{level}"].text
                             for year in YEARS for level in (10, 50, 90)]  # fmt: skip
