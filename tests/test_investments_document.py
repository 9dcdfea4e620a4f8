"""docs/INVESTMENTS.md says what its script finds, and what it says holds by other means."""

from __future__ import annotations

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from ictsim.config import load_case
from ictsim.study.base import base_case

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "INVESTMENTS.md").read_text("utf-8")
COMPANIONS = ("case_in_plain_numpy", "investments_in_plain_numpy", "readings_in_plain_numpy")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """docs/make_investments.py as a module; what it imports from verification/ goes again."""
    spec = spec_from_file_location("make_investments", ROOT / "docs" / "make_investments.py")
    module = module_from_spec(spec)
    path = list(sys.path)
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = path
    for name in COMPANIONS:
        sys.modules.pop(name, None)


def row(label: str, after: str) -> list[str]:
    """The cells of the first row with a label after a heading."""
    below = TEXT[TEXT.index(f"\n## {after}\n") :]
    found = re.search(rf"^\| {re.escape(label)} \| (.*) \|$", below, re.MULTILINE)
    return found[1].split(" | ")


def test_the_document_is_the_one_that_the_script_makes(script: ModuleType):
    assert script.document() == TEXT


def test_a_cell_and_the_item_are_those_of_the_configs():
    for name, when in (("3_0", "before"), ("3_0_investments", "after")):
        case = load_case(ROOT / f"configs/{name}.toml").case
        cells = [
            f"{(c.computed - c.published) / 1000:+,.1f}" + ("" if c.fits else "*")
            for c in base_case(case, reconciling=False).cells()
            if (c.scenario, c.partner) == ("s3", "haarlemmermeer")
        ]
        heading = "Each printed cell, without any reconciling item"
        assert row(f"3.0, Haarlemmermeer, {when}", heading) == cells
        item = case.scenarios["s2"].lines["reconciling"].amounts_eur
        shown = row(f"`{name}.toml`", "The reconciling item of 2.0")
        assert shown == [f"{item[year] / 1000:+,.1f}" for year in range(2013, 2019)]


def test_what_is_missing_is_what_the_printed_tables_ask_for():
    # 2.0 in 2015 without the item: 13 fte of 72,000 less 6 of 88,000 at prices of 2015, less the
    # programme. Both cells must lie within 25 of print.
    change = -(13 * 72 - 6 * 88) * 1.02**2 + 100
    alone = 11_450 + 11_000
    low = max((11_200 - 25) * 293 / 150, (10_700 - 25) * 293 / 143) - alone - change
    high = min((11_200 + 25) * 293 / 150, (10_700 + 25) * 293 / 143) - alone - change

    missing = row("missing in 2.0", "What it does to the budget of 2.0 and of 3.0")
    assert missing[2] == f"{low:+,.0f} to {high:+,.0f}"


def test_projects_for_renewal_by_hand():
    # Of 4.56 a part 1.25 / 2.25 is projects, together 1 / 2.25: a quarter of the purchase is saved.
    saved = 4.56 * 293 / 2.25 * 0.25
    # 2015 bears a fifth of 2014's and 5 % of it; 2016 two fifths, and 5 % of 1.8 times it.
    expected = [0, 0, saved * 0.25, saved * (0.4 + 0.05 * 1.8)]

    found = row("projects for renewal", "What it does to the budget of 2.0 and of 3.0")
    assert [float(cell) for cell in found[:4]] == pytest.approx([-e for e in expected], abs=0.05)


def test_other_readings_are_counted_the_same_way_as_the_config(script: ModuleType):
    # The layer's own reading is the first; leaving all out is the layer below.
    found = script.other.readings()
    layers = [load_case(ROOT / f"configs/{n}.toml").case for n in ("3_0_investments", "3_0")]
    counts = [sum(c.fits for c in base_case(c, reconciling=False).cells()) for c in layers]

    own = (script.other.RENEWAL_READINGS, script.other.PROJECT_READINGS, script.other.TERM_READINGS)
    assert [found[tuple(names[0] for names in own)], found[("nothing",) * 3]] == counts
    assert len(found) == 27
