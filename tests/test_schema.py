"""The schema for editors says what the program says: the same keys, types and refusals."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from pydantic import ValidationError
from strategies import tables_of_cases
from test_cli_small import call

import ictsim
from ictsim.config import load_case
from ictsim.config.schema.schema import FILE_NAME, TITLE, config_schema, schema_text
from ictsim.config.starter.starter import starter_config
from ictsim.model import Case

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = Path(ictsim.__file__).parent / FILE_NAME
CONFIGS = sorted((ROOT / "configs").glob("*.toml"))
MADE_BY = "ictsim schema --out src/ictsim/ictsim.schema.json"

VALIDATOR = Draft202012Validator(config_schema())
START = tomllib.loads(starter_config("A case", ["North", "South"], 2030))


def refusals(tables: dict[str, Any]) -> list[str]:
    """What the schema says of a file, with its place."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(tables)]


# ---------------------------------------------------------------------------------------------
# The schema itself


def test_it_is_a_schema_of_2020_12():
    schema = config_schema()

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


def test_the_shipped_file_is_what_the_code_makes():
    assert SHIPPED.read_text("utf-8") == schema_text(), MADE_BY


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for value in node:
            yield from nodes(value)


def test_every_key_is_explained():
    schema = config_schema()
    tables = [*schema["$defs"].values(), {"properties": schema["properties"]}]
    silent = [
        (table.get("title"), key)
        for table in tables
        if "without" not in table.get("title", "")
        for key, node in table.get("properties", {}).items()
        if not node.get("description")
    ]

    assert silent == []


def test_a_text_in_an_editor_is_markdown_without_marks_of_docstrings():
    said = [node["description"] for node in nodes(config_schema()) if "description" in node]

    texts = [text for text in said if isinstance(text, str)]
    assert len(texts) > 150
    assert [text for text in texts if "``" in text or "**" in text or "\n " in text] == []


def test_there_is_no_null_in_toml():
    text = json.dumps(config_schema())

    assert '"null"' not in text
    assert '"default": null' not in text


def test_kinds_and_distributions_are_constants_an_editor_can_offer():
    schema = config_schema()
    offered = {
        key: {
            table["properties"][key]["const"]
            for table in schema["$defs"].values()
            if "const" in table.get("properties", {}).get(key, {})
        }
        for key in ("dist", "kind")
    }

    assert {"pert", "mixture", "lognormal", "bernoulli", "metalog"} <= offered["dist"]
    assert {"yearly", "staff", "amounts", "one_off", "reduction"} <= offered["kind"]
    assert {"investment", "contribution"} <= offered["kind"]
    assert {"chance", "hazard"} <= offered["kind"]


# ---------------------------------------------------------------------------------------------
# What is valid


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_each_shipped_file_is_valid_and_names_the_schema(path: Path):
    text = path.read_text("utf-8")
    named = re.match(r"#:schema (\S+)\n", text)

    assert refusals(tomllib.loads(text)) == []
    assert named is not None
    assert (path.parent / named[1]).resolve() == SHIPPED.resolve()


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_each_shipped_case_is_valid_as_a_whole(path: Path):
    assert refusals(load_case(path).tables) == []


def test_the_examples_of_the_documents_are_valid():
    text = (ROOT / "docs" / "CONFIG.md").read_text("utf-8")
    examples = re.findall(r"^```toml\n(.*?)^```$", text, re.M | re.S)
    found = {}
    for example in examples:
        tables = tomllib.loads(example)
        whole = "partners" in tables and "baseline" in tables
        if refused := refusals(tables if whole else {"extends": "below.toml", **tables}):
            found[example] = refused

    assert len(examples) > 8
    assert found == {}


@settings(max_examples=25)
@given(tables_of_cases())
def test_every_case_that_is_a_case_is_valid(tables: dict[str, Any]):
    # Years are text in TOML's keys.
    assert refusals(json.loads(json.dumps(tables))) == []


def test_extends_is_a_file_or_a_list_of_files():
    assert refusals({"extends": "a.toml"}) == []
    assert refusals({"extends": ["a.toml", "b.toml"]}) == []
    assert refusals({"extends": 1}) != []
    assert refusals({"extends": ""}) != []


# ---------------------------------------------------------------------------------------------
# A file that extends another is a part of a case

PARTS: dict[str, tuple[str, str]] = {
    "one number of an input": ("[inputs.a]\nhigh = 3.0", ""),
    "a number of any family": ("[inputs.a]\nalpha = 3.0\ncap = 5.0", ""),
    "an unknown key of an input": ("[inputs.a]\nhihg = 3.0", "inputs.a"),
    "a text for a number": ('[inputs.a]\nhigh = "3"', "inputs.a"),
    "a whole distribution": ('[inputs.a]\ndist = "uniform"\nlow = 1.0\nhigh = 2.0', ""),
    "a distribution without a parameter": ('[inputs.a]\ndist = "uniform"\nlow = 1.0', "inputs.a"),
    "the label of a partner": ('[partners.a]\nlabel = "A"', ""),
    "a line without kind": ("[scenarios.s.lines.x]\namount_eur = 5", ""),
    "a line with kind": ('[scenarios.s.lines.x]\nkind = "yearly"\namount_eur = 5', ""),
    "an unknown key of a line": ("[scenarios.s.lines.x]\namount = 5", "scenarios.s.lines.x"),
    "a key of another kind": (
        '[scenarios.s.lines.x]\nkind = "yearly"\nphasing = { 2030 = 1.0 }',
        "scenarios.s.lines.x",
    ),
    "a year of a case": ("[case]\nhorizon = 2040", ""),
    "an unknown section": ("[scenario.s]\nlabel = 'x'", "$"),
    "a settlement of a scenario": ('[scenarios.s.settlement]\nkey = "equal"', ""),
    "a mixture with half a component": (
        '[inputs.a]\ndist = "mixture"\nweights = [1.0]\n'
        'components = [{ dist = "pert", low = 1.0 }]',
        "inputs.a",
    ),
    "a number of an event": ("[events.e]\nprobability = 0.5", ""),
    "a plan of a schedule": ("[schedules.s]\nplan = [[2030.0, 0.0]]", ""),
    "a mix of keys": ("[settlement]\nkey = { inhabitants = 1, equal = 'w' }", ""),
    "a mix of nothing": ("[settlement]\nkey = {}", "settlement"),
    "an unknown end of the settled years": ("[settlement]\nsettled = { to = 2030 }", "settlement"),
    "a term by buyer": ("[asset_classes.a]\nterm_years = { collaboration = 5 }", ""),
    "a term of half a year": ("[asset_classes.a]\nterm_years = 0.5", "asset_classes.a"),
    "a transfer from no one": (
        '[scenarios.s.lines.x]\ntransfer = { to = ["a"] }',
        "scenarios.s.lines.x",
    ),
    "any text and what takes its place": ('[texts.nl]\n"A text, so." = "Een tekst."', ""),
    "a text that is none": ('[texts.nl]\n"A text." = 1', "texts.nl"),
    "a language that is none": ('[texts.dutch]\n"A text." = "Een tekst."', "texts"),
    "a point of one number": ("[schedules.s]\nplan = [[2030.0]]", "schedules.s"),
}


@pytest.mark.parametrize(("text", "place"), PARTS.values(), ids=PARTS)
def test_a_part_is_checked_as_far_as_can_be(text: str, place: str):
    found = refusals({"extends": "below.toml", **tomllib.loads(text)})

    assert bool(found) == bool(place), found
    assert all(place in one for one in found)


def test_without_extends_the_same_parts_lack_something():
    for text, _ in PARTS.values():
        assert refusals(tomllib.loads(text)) != []


# ---------------------------------------------------------------------------------------------
# The schema against the records, change by change

# Slips that a schema can see; sums, orders and names of other items it cannot.
SEEN = {
    "missing",
    "extra_forbidden",
    "union_tag_invalid",
    "union_tag_not_found",
    "literal_error",
    "string_type",
    "float_type",
    "int_type",
    "bool_type",
    "list_type",
    "dict_type",
    "model_type",
    "model_attributes_type",
    "too_short",
    "greater_than",
    "less_than",
}


def keys_of(tables: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = tables.items() if isinstance(tables, dict) else enumerate(tables)
    for key, value in inside:
        yield (*above, key)
        if isinstance(value, dict | list):
            yield from keys_of(value, (*above, key))


def changed(keys: tuple[Any, ...], change: str) -> dict[str, Any]:
    tables = copy.deepcopy(FULL)
    around: Any = tables
    for key in keys[:-1]:
        around = around[key]
    last = keys[-1]
    if change == "delete":
        del around[last]
    elif change == "rename":
        around[f"{last}_x" if isinstance(around, dict) else last] = around[last]
        if isinstance(around, dict):
            del around[last]
    else:
        around[last] = {"text": "a text", "number": -7.5, "true": True, "empty": [], "table": {}}[
            change
        ]
    return tables


FULL: dict[str, Any] = START | {
    "events": {
        "stop": {"kind": "chance", "probability": 0.1, "moment": 2033.0},
        "strike": {"kind": "hazard", "rate": 0.05, "from": 2031},
    },
    "inputs": START["inputs"]
    | {
        "mixed": {
            "dist": "mixture",
            "weights": [0.5, 0.5],
            "components": [
                {"dist": "constant", "value": 0.0},
                {"dist": "pareto", "xm": 1.0, "alpha": 3.0},
            ],
            "base": 0.0,
        },
        "known": {"dist": "discrete", "values": [1.0, 2.0], "weights": [0.5, 0.5]},
    },
    "asset_classes": {
        "servers": {"label": "Servers", "term_years": 4},
        "systems": {"label": "Systems", "term_years": {"collaboration": 6, "north": 8}},
    },
    "settlement": {
        "key": {"inhabitants": 0.5, "baseline_cost": "known"},
        "per_category": {"software": "workplaces", "other": {"equal": 1.0}},
        "settled": {"from": 2031, "until": "stop"},
    },
    "scenarios": START["scenarios"]
    | {
        "owned": {
            "label": "Owned together",
            "lines": {
                "servers": {
                    "kind": "investment",
                    "label": "Servers",
                    "amounts_eur": {"2030": 5.0, "2031": "known"},
                    "after": "grow",
                    "growth": 0.02,
                    "asset_class": "servers",
                    "interest": "inflation",
                    "written_off": "stop",
                    "basis": "cash",
                    "copies": 3,
                    "own": ["known"],
                    "partners": ["north"],
                },
                "systems": {
                    "kind": "investment",
                    "label": "Systems",
                    "amount_eur": 4.0,
                    "phasing": {"2030": 1.0},
                    "delay": 0.5,
                    "asset_class": "systems",
                    "buyer": "north",
                    "interest": 0.05,
                },
                "exit": {
                    "kind": "contribution",
                    "label": "Exit",
                    "partner": "north",
                    "event": "stop",
                    "profile": [1.0, 0.5],
                    "transfer": {"from": "north", "to": ["south"]},
                },
            },
        }
    },
    "texts": {"nl": {"Exit": "Uittreding"}},
}

CHANGES = ("delete", "rename", "text", "number", "true", "empty", "table")
# One place of each sort: what holds for the second partner or the third estimate is known by then.
LIKE_OTHERS = {"source", "unit", "south", "2031", "2032", "2033", "cost_per_fte", "delay"}
EVERY = [keys for keys in keys_of(FULL) if not LIKE_OTHERS.intersection(keys[:-1] or keys)]
EVERY = [keys for keys in EVERY if keys[-1] not in ("source", "unit") or "case" in keys]


def test_the_full_case_is_a_case():
    assert Case.model_validate(FULL) is not None
    assert refusals(FULL) == []


@pytest.mark.parametrize("change", CHANGES)
def test_schema_and_records_refuse_the_same(change: str):
    too_strict, too_lax, both = [], [], 0
    for keys in EVERY if change in ("delete", "rename") else EVERY[::2]:
        tables = changed(keys, change)
        refused = not VALIDATOR.is_valid(tables)
        try:
            Case.model_validate(tables)
            kinds: set[str] = set()
        except ValidationError as error:
            kinds = {found["type"] for found in error.errors()}
        both += bool(refused and kinds)
        if refused and not kinds:
            too_strict.append(keys)
        if not refused and kinds and kinds <= SEEN:
            too_lax.append((keys, kinds))

    assert too_strict == []
    assert too_lax == []
    assert both > 20


# ---------------------------------------------------------------------------------------------
# The command


def test_the_command_prints_the_schema():
    result = call("schema")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == schema_text()


def test_the_command_writes_a_file_and_replaces_its_own(tmp_path: Path):
    file = tmp_path / "s.json"
    assert call("schema", "--out", file).exit_code == 0
    file.write_text(json.dumps({"title": TITLE, "old": True}), "utf-8")

    assert call("schema", "--out", file).exit_code == 0
    assert file.read_text("utf-8") == schema_text()
    assert [path.name for path in tmp_path.iterdir()] == ["s.json"]


@pytest.mark.parametrize("content", ["mine", "[]", '{"title": "another"}', "[" * 100_000])
def test_the_command_leaves_a_file_of_another_alone(tmp_path: Path, content: str):
    file = tmp_path / "s.json"
    file.write_text(content, "utf-8")

    result = call("schema", "--out", file)

    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr == f"error: {file} is there already; --force replaces it\n"
    assert file.read_text("utf-8") == content
    assert call("schema", "--out", file, "--force").exit_code == 0
    assert file.read_text("utf-8") == schema_text()


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_device_is_left_alone(force: tuple[str, ...]):
    result = call("schema", "--out", "/dev/zero", *force)

    assert result.exit_code == 5
    assert result.stderr == "error: /dev/zero is no file; name one, or a new name\n"
    assert Path("/dev/zero").is_char_device()


@pytest.mark.parametrize("place", ["", "no/such/folder/s.json", "no/b\udcff"])
def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path, place: str):
    result = call("schema", "--out", f"{tmp_path}/{place}")

    assert result.exit_code == 5
    [line] = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert list(tmp_path.iterdir()) == []
