"""docs/CONFIG.md: what its text says of its examples, computed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ictsim.compile.base_amounts import base_amounts
from ictsim.config import load_case
from ictsim.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "CONFIG.md").read_text("utf-8")
EXTENDS = f'extends = "{(ROOT / "configs" / "3_0.toml").as_posix()}"\n'


def blocks(language: str) -> list[str]:
    """All blocks of the document in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.M | re.S)


def example(words: str) -> str:
    """The TOML example that holds some words."""
    [found] = [block for block in blocks("toml") if words in block]
    return found


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A config of one's own, with the CSV of the document beside it."""
    [projects] = blocks("csv")
    (tmp_path / "projects.csv").write_text(projects, "utf-8")
    return tmp_path / "own.toml"


def test_a_reference_spends_the_whole_bill_under_a_ceiling(config: Path):
    """The plan goes to 1 in 2019, held at 0.8: 0.8 of the amount is spent, or 0.8 / 0.8."""
    text = example('phasing = "archives_joined"')
    spent = {}
    for name, said in (("with", text), ("without", text.replace("reference = 0.8\n", ""))):
        config.write_text(EXTENDS + said, "utf-8")
        spent[name] = sum(base_amounts(load_case(config).case)["s3.archives"].values())

    assert spent == pytest.approx({"with": 1_600_000, "without": 1_280_000})
    assert "Without\n`reference` only 1,280,000 would be spent" in TEXT


def test_the_examples_of_a_phasing_draw_no_warning(config: Path):
    config.write_text(EXTENDS + example('phasing = "archives_joined"'), "utf-8")

    assert load_case(config).warnings == ()


def test_a_column_of_a_csv_becomes_the_values(config: Path):
    config.write_text(EXTENDS + example('file = "projects.csv"'), "utf-8")
    law = load_case(config).case.inputs["project_cost_overrun"]

    assert law.values == [0.95, 1.00, 1.10, 1.20, 1.25, 1.40, 1.70, 2.40]
    assert law.base_value() == 1.0  # the plan stays what the earlier file says


def test_a_row_of_totals_is_drawn_too(config: Path):
    """The document warns of it; nothing in the file tells such a row from a project."""
    projects = config.with_name("projects.csv")
    projects.write_text(projects.read_text("utf-8") + "All;4.750.000;6.745.000;1,42\n", "utf-8")
    config.write_text(EXTENDS + example('file = "projects.csv"'), "utf-8")

    assert 1.42 in load_case(config).case.inputs["project_cost_overrun"].values


def test_percentiles_go_through_the_metalog(config: Path):
    config.write_text(EXTENDS + example("p50 = 110_000"), "utf-8")
    law = load_case(config).case.inputs["programme_cost"]

    assert [law.quantile(p) for p in (0.1, 0.5, 0.9)] == pytest.approx([85e3, 110e3, 180e3])
    assert law.quantile(1e-9) > 0.0


def test_a_table_in_braces_changes_an_item_and_replaces_a_key(config: Path):
    settings = re.findall(r"\(`'([^`]+=\{[^`]+\})'`\)", TEXT.replace("\n", " "))
    examples = [example("[inputs.moving_cost]"), example("[inputs.audit_cost]")]
    config.write_text(EXTENDS + "\n".join(examples), "utf-8")

    case = load_case(config, settings).case

    assert len(settings) == 2
    moving, audit = case.inputs["moving_cost"], case.scenarios["s2"].lines["audit_set_up"]
    assert (moving.low, moving.mode, moving.high) == (50_000, 60_000, 90_000)
    assert audit.phasing == {2015: 1.0}


def test_an_investment_is_charged_as_the_document_says(config: Path):
    """A million over ten years from 2016 at 5 %: 100,000 and 50,000, 45,000 ... of interest."""
    config.write_text(EXTENDS + example('asset_class = "network"'), "utf-8")
    case = load_case(config).case
    amounts = base_amounts(case)
    network, cooling = amounts["s3.network"], amounts["s3.cooling"]

    assert (network[2015], network[2016], network[2017]) == pytest.approx((0, 150e3, 145e3))
    # 90,000 over the three years of the buyer; the plan has no move, so the second follows on.
    assert [cooling[year] for year in (2015, 2016, 2017, 2018, 2019)] == pytest.approx(
        [0, 34_500, 33_000, 31_500, 0]
    )
    assert "The network costs the budget 100,000 a year from 2016 to 2025" in TEXT


def test_a_mix_divides_by_category_in_some_years(config: Path):
    config.write_text(EXTENDS + example('workplaces = "weight_of_use"'), "utf-8")
    case = load_case(config).case

    assert case.settlement.settled.from_ == 2015
    assert [keys for keys, _ in case.settlement.all_keys()] == [
        ("key",),
        ("per_category", "software"),
        ("per_category", "staff"),
    ]


NEW = (
    "term_years = { collaboration = 5, haarlem = 5",
    'workplaces = "weight_of_use"',
    'asset_class = "network"',
    'basis = "budget"',
    'transfer = { from = "haarlem", to = ["haarlemmermeer"] }',
    "profile = [1.0, 0.8, 0.6, 0.4, 0.2]",
    'own = ["application_cost"]',
    "[texts.nl]",
)


@pytest.mark.parametrize("words", NEW)
def test_the_examples_of_who_pays_and_of_investments_draw_no_warning(config: Path, words: str):
    """But for an asset class that stands there before anything is bought."""
    config.write_text(EXTENDS + example(words), "utf-8")

    idle = ["asset_classes.applications"] if words == NEW[0] else []
    assert [warning.path for warning in load_case(config).warnings] == idle


def test_copies_draw_for_themselves(config: Path):
    config.write_text(EXTENDS + example('own = ["application_cost"]'), "utf-8")
    case = load_case(config).case

    drawn = [name for name in case.sampled if name.startswith("application_cost")]
    assert drawn == ["application_cost", *(f"application_cost#{n}" for n in range(2, 13))]
    assert sum(base_amounts(case)["s3.applications"].values()) == pytest.approx(12 * 20_000)


def test_thousands_with_dots_are_refused(config: Path):
    """Its column of planned euros is written as people write them."""
    text = example('file = "projects.csv"').replace('"factor"', '"planned"')
    config.write_text(EXTENDS + text, "utf-8")

    with pytest.raises(ConfigError, match=r"projects.csv:2: \"400.000\" is 400000 or 400.0, and"):
        load_case(config)
