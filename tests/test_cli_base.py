"""``ictsim base``: the published table again, in full, on any terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from test_cli_small import SMALL, call, program, small_config

from ictsim.cli.base_view import Row, base_text, in_blocks
from ictsim.config import load_case
from ictsim.study.base_tables import base_tables

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
LAST = CONFIGS / "3_0.toml"


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    """The base case of the shipped config, as the command prints it."""
    result = call("base", LAST, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def text(tables: dict[str, Any]) -> str:
    """The same as text on 80 columns."""
    return base_text(tables, 80)


def cells(version: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        cell
        for scenario in version["scenarios"].values()
        for partner in scenario["partners"].values()
        for cell in partner["cells"].values()
    ]


def test_the_json_has_all_cells_in_both_versions(tables: dict[str, Any]):
    for key, fitting in (("with_reconciling", 24), ("without_reconciling", 4)):
        version = tables[key]
        assert len(cells(version)) == 24
        assert version["cells"] == {"published": 24, "fitting": fitting}
        assert sum(cell["fits"] for cell in cells(version)) == fitting
        for cell in cells(version):
            apart = abs(cell["computed"] - cell["published"])
            assert cell["fits"] == (apart <= tables["tolerance_eur"])


@pytest.mark.parametrize(
    ("version", "years"),
    [
        ("with_reconciling", {"s2": 2021, "s3": 2018}),
        ("without_reconciling", {"s2": 2023, "s3": 2018}),
    ],
)
def test_the_break_even_years_are_those_of_the_source(
    tables: dict[str, Any], version: str, years: dict[str, int]
):
    for scenario, year in years.items():
        found = tables[version]["scenarios"][scenario]["break_even"]
        assert found == {"growing_on": year, "held_constant": year}


def test_the_saving_is_the_share_that_the_source_prints(tables: dict[str, Any]):
    share = tables["with_reconciling"]["scenarios"]["s3"]["share_until"]

    assert share["year"] == 2018
    assert f"{share['share']:.3%}" == "1.351%"


def test_the_text_fits_80_columns_and_cuts_nothing_off(tables: dict[str, Any], text: str):
    assert max(map(len, text.splitlines())) < 80
    assert "…" not in text
    for version in ("with_reconciling", "without_reconciling"):
        for cell in cells(tables[version]):
            assert f" {cell['published'] / 1000:,.0f}" in text
            assert f" {cell['computed'] / 1000:,.1f}" in text
            mark = "" if cell["fits"] else "*"
            assert f" {(cell['computed'] - cell['published']) / 1000:+,.1f}{mark}" in text


def test_the_text_has_the_rows_in_order(text: str):
    block = text[text.index("s3  Haarlem\n") :].splitlines()[:4]

    assert [line.split()[:3] for line in block] == [
        ["s3", "Haarlem"],
        ["published", "11,450", "12,350"],
        ["computed", "11,474.7", "12,351.9"],
        ["difference", "+24.7", "+1.9"],
    ]
    assert len({len(line) for line in block[1:]}) == 1


def test_the_text_tells_what_fits_and_when_it_breaks_even(text: str):
    assert "24 of 24 published cells fit within 25\n" in text
    assert "4 of 24 published cells fit within 25 (* does not)\n" in text
    rows = [line.split() for line in text.splitlines()]
    assert ["s2", "-1,447.8", "-1.068", "%", "2021", "2021"] in rows
    assert ["s3", "1,831.7", "1.351", "%", "2018", "2018"] in rows
    assert ["s2", "-1,971.8", "-1.455", "%", "2023", "2023"] in rows


@pytest.mark.parametrize("width", [1, 40, 60, 100, 200])
def test_any_width_shows_the_same_numbers(text: str, tables: dict[str, Any], width: int):
    def numbers(shown: str) -> list[str]:
        return sorted(re.findall(r"[-+]?[\d,]+\.\d\*?", shown))

    shown = base_text(tables, width)

    assert numbers(shown) == numbers(text)
    rows = [line for line in shown.splitlines() if line.startswith("    computed")]
    assert all(len(line) < max(width, 41) for line in rows)


@pytest.mark.parametrize("name", [path.name for path in sorted(CONFIGS.glob("*.toml"))])
def test_every_shipped_config_has_a_base_case(name: str):
    result = call("base", CONFIGS / name)

    assert (result.exit_code, result.stderr) == (0, "")
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_what_a_layer_explains_is_shown_beside_the_layer_below():
    result = call("base", CONFIGS / "3_0_investments.toml")
    content = json.loads(call("base", CONFIGS / "3_0_investments.toml", "--json").stdout)
    below = content["below"]

    assert (below["config"], below["cells"]) == ("3_0.toml", {"published": 24, "fitting": 4})
    # The plan's differences of Haarlem in 2.0, and this layer's, from the tables of each.
    shown = result.stdout[result.stdout.index("Differences without the reconciling items") :]
    rows = [line.split() for line in shown.splitlines()]
    plan = json.loads(call("base", LAST, "--json").stdout)["without_reconciling"]
    for version, label in ((plan, "3_0.toml"), (content["without_reconciling"], "here")):
        found = version["scenarios"]["s2"]["partners"]["haarlem"]["cells"].values()
        apart = [
            f"{(cell['computed'] - cell['published']) / 1000:+,.1f}" + "*" * (not cell["fits"])
            for cell in found
        ]
        assert [label, *apart] in rows
    assert "3_0.toml: 4 of 24 published cells fit within 25 (* does not)\n" in shown
    assert shown.endswith("here: 0 of 24 published cells fit within 25 (* does not)\n")


@pytest.mark.parametrize("name", ["2_0", "3_0", "3_0_with_omitted_items", "3_0_outside_view"])
def test_layers_that_explain_as_much_are_not_shown_beside_each_other(name: str):
    result = call("base", CONFIGS / f"{name}.toml", "--json")

    assert json.loads(result.stdout)["below"] is None


def test_a_layer_below_that_is_no_whole_case_is_not_shown(tmp_path: Path):
    part = '[indices.none]\nlabel = "None"\nrate = 0.0\nprice_year = 2020\n'
    (tmp_path / "part.toml").write_text(part, "utf-8")

    result = call("base", small_config(tmp_path, 'extends = "part.toml"\n' + SMALL), "--json")

    assert json.loads(result.stdout)["below"] is None


def test_cells_that_the_layer_below_has_not_are_left_out(tmp_path: Path):
    whole = small_config(tmp_path)
    above = tmp_path / "above.toml"
    above.write_text(
        f'extends = "{whole.name}"\n\n'
        "[published.costs_eur.nan]\nnull = { 2020 = 1.0, 2022 = 1.0 }\n\n"
        "[scenarios.nan.lines.more]\n"
        'kind = "yearly"\nlabel = "More"\namount_eur = 16_000\nsource = "assumption: a test"\n',
        "utf-8",
    )

    shown = call("base", above).stdout
    content = json.loads(call("base", above, "--json").stdout)
    below = content["below"]

    # The table below has 2020 and 2021; of the 16 thousand 10 and 6 fall to each, by inhabitants.
    assert below["config"] == whole.name
    rows = {partner: list(cells) for partner, cells in below["scenarios"]["nan"].items()}
    assert rows == {"none": ["2020", "2021"], "null": ["2020"]}
    here = content["without_reconciling"]["scenarios"]["nan"]["partners"]
    for partner, more in (("none", 10_000), ("null", 6_000)):
        for year, cell in below["scenarios"]["nan"][partner].items():
            moved = here[partner]["cells"][year]["computed"] - cell["computed"]
            assert moved == pytest.approx(more)
    assert below["cells"]["published"] == below["here"]["published"] == 3
    heading = shown.index("Differences without the reconciling items, in small.toml and here")
    [_, years, *_] = shown[heading:].splitlines()
    assert years.split() == ["2020", "2021"]


def test_going_on_alone_is_shown_for_all_years(tmp_path: Path):
    result = call("base", small_config(tmp_path, SMALL[: SMALL.index("[settlement]")]))

    assert (result.exit_code, result.stderr) == (0, "")
    assert "Cost of going on alone" in result.stdout
    heads = [line.split() for line in result.stdout.splitlines() if line.strip()[:4] == "2020"]
    assert heads == [[str(year) for year in range(2020, 2027)]]
    assert re.search(r"^none +1,000 +1,040 ", result.stdout, re.MULTILINE)


def test_scenarios_without_a_published_table_work(tmp_path: Path):
    config = small_config(tmp_path, SMALL[: SMALL.index("[published]")])

    result = call("base", config)
    content = json.loads(call("base", config, "--json").stdout)

    assert (result.exit_code, result.stderr) == (0, "")
    assert "published" not in result.stdout
    assert "WITHOUT THE RECONCILING ITEMS" in result.stdout
    assert content["with_reconciling"]["cells"] == {"published": 0, "fitting": 0}
    assert content["tolerance_eur"] is None


def test_without_reconciling_items_there_is_one_table(tmp_path: Path):
    config = small_config(tmp_path, SMALL.replace("reconciling = true", ""))

    result = call("base", config)

    assert "RECONCILING" not in result.stdout
    assert result.stdout.count("published cells fit") == 1


def test_a_table_published_in_part_leaves_gaps(tmp_path: Path):
    text = re.sub(r"null = \{ 2020 = 680_000.0, 2021 = [\d_.]+ \}", "null = { 2023 = 1.0 }", SMALL)
    loaded = load_case(small_config(tmp_path, text))

    shown = base_text(base_tables(loaded.case), 80).splitlines()

    at = shown.index("nan  @North")
    assert shown[at + 1].split() == ["published", "0"]
    assert shown[at - 4].split() == ["nan", "=West", "&", "<East>"]
    assert len(shown[at + 1]) > len(shown[at - 3].rstrip())


def test_a_year_that_does_not_come_is_told(tmp_path: Path):
    result = call("base", small_config(tmp_path))

    assert "not by 2026" in result.stdout


def test_the_width_of_the_terminal_is_used(tmp_path: Path):
    config = small_config(tmp_path, SMALL[: SMALL.index("[settlement]")])

    code, shown, err = program("base", config, stdin=None, env={"COLUMNS": "40"})

    assert (code, err) == (0, "")
    assert max(map(len, shown.splitlines())) < 40
    assert shown.count("none ") == 2


def test_blocks_repeat_the_labels_and_keep_the_columns_in_line():
    rows = [
        Row("heading"),
        Row("a", 2, ("1", "22", "333")),
        Row("longer than it fits", 0, ("4",) * 3),
    ]

    assert list(in_blocks(("x", "y", "z"), rows, 22)) == [
        " " * 12 + "    x    y",
        "heading",
        "  a" + " " * 9 + "    1   22",
        "longer than it fits",
        " " * 12 + "    4    4",
        "",
        " " * 12 + "    z",
        "heading",
        "  a" + " " * 9 + "  333",
        "longer than it fits",
        " " * 12 + "    4",
    ]
