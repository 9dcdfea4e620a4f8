"""Where keys stand: in random documents, in the shipped configs, and in examples by hand."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_config_small import SMALL, config

from ictsim.config import load_case
from ictsim.config.faults.positions import DEEPEST, positions
from ictsim.config.files.reading import Layer
from ictsim.errors import ConfigError, Place

CONFIGS = sorted((Path(__file__).resolve().parent.parent / "configs").glob("*.toml"))

ODD_NAMES = ["a b", "", "x.y", 'quo"te', "it's", "é", "#", "=", "[t]", "2020", "-", "back\\slash"]


class Author:
    """Writes random tables as TOML in random ways: headers, dotted keys, inline, over lines.

    Every number and text in them is used once, so a place that is found can be told from others.
    """

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.count = 0

    def document(self) -> str:
        blocks: list[str] = []
        self.table((), 3, blocks)
        text = "".join(blocks)
        return text.replace("\n", "\r\n") if self.one_in(4) else text

    def one_in(self, number: int) -> bool:
        return self.dice.randrange(number) == 0

    def name(self, taken: set[str]) -> str:
        while True:
            self.count += 1
            name = self.dice.choice([f"k{self.count}", f"{self.count}", *ODD_NAMES])
            if name not in taken:
                taken.add(name)
                return name

    def key(self, name: str) -> str:
        bare = re.fullmatch(r"[A-Za-z0-9_-]+", name)
        if bare and not self.one_in(4):
            return name
        if "'" not in name and self.one_in(2):
            return f"'{name}'"
        return json.dumps(name, ensure_ascii=self.one_in(2))

    def dotted(self, names: tuple[str, ...]) -> str:
        gap = self.dice.choice(["", "", " ", "\t"])
        return f"{gap}.{gap}".join(map(self.key, names))

    def comment(self) -> str:
        return self.dice.choice(["", "", "", " # x = [1, {", "\t#'''"])

    def scalar(self) -> str:
        self.count += 1
        number = self.count
        return self.dice.choice(
            [
                f"{number}",
                f"-{number}.5",
                f'"t{number} = [{{,#"',
                f"'l{number}]\\'",
                f'"""m{number}\n"" ]\n\\\n  # \\""""""',
                f"'''n{number}\n'' }}\n''''",
                f"1979-05-27 07:32:00.{number}",
                f'"e\\"{number}"',
            ]
        )

    def value(self, depth: int) -> str:
        if depth and self.one_in(3):
            return self.list_of(depth - 1)
        return self.inline(depth - 1) if depth and self.one_in(3) else self.scalar()

    def list_of(self, depth: int) -> str:
        gap = self.dice.choice(["", " ", "\n  ", " # c ] }\n\n\t"])
        members = [self.value(depth) for _ in range(self.dice.randrange(4))]
        end = f"{gap}," if members and self.one_in(3) else ""
        return "[" + gap + f"{gap},{gap}".join(members) + end + gap + "]"

    def inline(self, depth: int) -> str:
        pairs = self.pairs(depth, self.dice.randrange(4))
        return "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"

    def pairs(self, depth: int, number: int, taken: set[str] | None = None) -> list[list[str]]:
        taken = set() if taken is None else taken
        pairs = []
        for _ in range(number):
            first = self.name(taken)
            if depth and self.one_in(4):
                inner: set[str] = set()
                for _ in range(self.dice.randrange(1, 3)):
                    names = (first, self.name(inner), *[self.name(set())] * self.dice.randrange(2))
                    pairs.append([self.dotted(names), self.value(depth - 1)])
            else:
                pairs.append([self.key(first), self.value(depth)])
        self.dice.shuffle(pairs)
        return pairs

    def table(self, path: tuple[str, ...], depth: int, blocks: list[str], header: str = "") -> None:
        """A table with its header and own keys, and the tables in it before or after that."""
        taken: set[str] = set()
        body = header
        for key, value in self.pairs(2, self.dice.randrange(4), taken):
            gap = self.dice.choice([" ", "", "  "])
            lead = self.dice.choice(["", "  ", "\n", "# a = 1\n"])
            body += f"{lead}{key}{gap}={gap}{value}{self.comment()}\n"
        before: list[str] = []
        after: list[str] = []
        for _ in range(self.dice.randrange(3) if depth else 0):
            inner = (*path, self.name(taken))
            if self.one_in(3):
                for _ in range(self.dice.randrange(1, 4)):
                    head = f"[[{self.dotted(inner)}]]{self.comment()}\n"
                    self.table(inner, depth - 1, after, head)
            else:
                head = f"[ {self.dotted(inner)} ]{self.comment()}\n"
                early = bool(path) and not header.startswith("[[") and self.one_in(3)
                self.table(inner, depth - 1, before if early else after, head)
        blocks += [*before, body, *after]


def paths(tables: Any, keys: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """All key paths of some tables, with what stands there."""
    pairs = tables.items() if isinstance(tables, dict) else enumerate(tables)
    for key, value in pairs:
        yield (*keys, key), value
        if isinstance(value, dict | list):
            yield from paths(value, (*keys, key))


def text_at(text: str, place: tuple[int, int]) -> str:
    """What stands at a place and after it."""
    lines = text.split("\n")
    return "\n".join([lines[place[0] - 1][place[1] - 1 :], *lines[place[0] :]])


def key_and_rest(text: str) -> tuple[str, str]:
    """The key that a text begins with, read by the parser itself, and what follows it."""
    written = re.match(r"[A-Za-z0-9_-]+|'[^']*'|\"(?:[^\"\\]|\\.)*\"", text)
    assert written is not None, text[:40]
    [name] = tomllib.loads(f"{written[0]} = 1")
    return name, text[written.end() :]


def begins_with_value(text: str, value: Any) -> None:
    """A text begins with a value: the parser reads it from one of its beginnings."""
    if isinstance(value, dict | list):
        assert text[0] == ("{" if isinstance(value, dict) else "[")
        return
    ends = [match.start() for match in re.finditer(r"[,\]}#\r\n]|$", text)]
    for end in ends:
        try:
            if tomllib.loads(f"x = {text[:end]}") == {"x": value}:
                return
        except tomllib.TOMLDecodeError:
            continue
    raise AssertionError(f"{text[:60]!r} does not begin with {value!r}")


def check_all_places(text: str) -> None:
    """Every key path has its place, nothing else has, and there stands that key or value."""
    tables = tomllib.loads(text)
    found = positions(text)
    there = dict(paths(tables))
    assert set(found) == set(there)
    for keys, value in there.items():
        rest = text_at(text, found[keys])
        is_entry = isinstance(value, dict) and rest[0] != "{"  # of an array of tables
        if isinstance(keys[-1], int) and not is_entry:
            begins_with_value(rest, value)
        else:
            name = keys[-1] if isinstance(keys[-1], str) else keys[-2]
            key, after = key_and_rest(rest)
            assert key == name
            if not isinstance(value, dict | list):
                assert re.match(r"[ \t]*=", after)
                begins_with_value(after.split("=", 1)[1].lstrip(" \t"), value)


@given(st.integers(0, 2**32))
@settings(max_examples=300)
def test_every_key_of_a_random_document_has_its_place(seed: int):
    check_all_places(Author(random.Random(seed)).document())


def test_random_documents_hold_all_ways_of_writing():
    text = "".join(Author(random.Random(seed)).document() for seed in range(100))

    for sign in ("\r\n", "[[", "'''", '"""', " . ", "{ ", "#", "''''", '""""'):
        assert sign in text


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_key_of_a_shipped_config_has_its_place(path: Path):
    check_all_places(path.read_text(encoding="utf-8"))


def test_places_by_hand():
    text = """\
# comment [x]
extends = ["a.toml", "b.toml"]

[inputs.delay]  # header
low = 0.0
  mode = 0.5

[inputs."odd name"]
components = [
    { dist = "pert", low = 0 },
    # a = 1
    { dist = "constant", value = [1, 2] }, ]
note = \"\"\"
low = 3
[inputs.none]
\"\"\"
table.a.b = 1
[[entries]]
x = 1
[entries.inner]
y = 1
[[entries]]
x = 2
[inputs]
"""

    found = positions(text)

    assert found["extends",] == (2, 1)
    assert found["extends", 1] == (2, 22)
    assert found["inputs", "delay"] == (4, 9)
    assert found["inputs", "delay", "mode"] == (6, 3)
    assert found["inputs", "odd name"] == (8, 9)
    assert found["inputs", "odd name", "components", 1, "value", 1] == (12, 38)
    assert found["inputs", "odd name", "note"] == (13, 1)
    assert found["inputs", "odd name", "table", "a", "b"] == (17, 9)
    assert ("inputs", "none") not in found
    assert found["entries",] == found["entries", 0] == (18, 3)
    assert found["entries", 0, "inner", "y"] == (21, 1)
    assert found["entries", 1, "x"] == (23, 1)
    # Opened in the end: that is where it is, though it was named in passing before.
    assert found["inputs",] == (24, 2)


def test_lines_are_counted_as_editors_count_them():
    text = 'a = "x\u2028\x85"\r\nb = """\r\n\r\n"""\r\né.c = 1'.replace("é", '"é"')

    assert positions(text) == {("a",): (1, 1), ("b",): (2, 1), ("é",): (5, 1), ("é", "c"): (5, 5)}


def test_a_key_of_many_parts_costs_little_memory():
    found = positions(".".join(["a"] * 20_000) + " = 1")

    assert len(found) == DEEPEST


def test_a_text_that_is_no_toml_is_told():
    with pytest.raises(ValueError, match="no valid TOML at character 6"):
        positions("a = 1\n! b = 2")


# ---------------------------------------------------------------------------------------------
# Origins of merged values


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    config(tmp_path, SMALL, "below.toml")
    config(
        tmp_path,
        """extends = "below.toml"

[inputs.delay]
dist = "uniform"
low = 0.5
high = 3.0

[inputs.fte]
high = 5.0

[partners.east]
baseline_eur = { 2020 = 1_000.0, 2021 = 1_200.0 }
""",
        "middle.toml",
    )
    return tmp_path


def line_of(text: str, start: str, after: str = "") -> int:
    """The line that begins with some words, the first one after others."""
    lines = text.split("\n")
    begin = next((n for n, line in enumerate(lines) if line.startswith(after)), 0) if after else 0
    return next(n for n, line in enumerate(lines[begin:], begin + 1) if line.startswith(start))


OVERRUN = '    { dist = "pareto"'


@pytest.mark.parametrize(
    ("keys", "file", "start", "after"),
    [
        (("case", "start"), "below.toml", "start", "[case]"),
        (("inputs", "delay", "dist"), "middle.toml", "dist", "[inputs.delay]"),
        (("inputs", "delay", "low"), "middle.toml", "low", "[inputs.delay]"),
        (("inputs", "delay", "label"), "below.toml", "label", "[inputs.delay]"),
        # Fixed by the layer below: the plan is its mode.
        (("inputs", "delay", "base"), "below.toml", "mode", "[inputs.delay]"),
        # Without a mode the plan is the distribution's own.
        (("inputs", "fte", "base"), "below.toml", "dist", "[inputs.fte]"),
        (("inputs", "fte", "low"), "below.toml", "low", "[inputs.fte]"),
        (("inputs", "fte", "high"), "middle.toml", "high", "[inputs.fte]"),
        (("inputs", "saving", "base"), "below.toml", "base", "[inputs.saving]"),
        (("inputs", "overrun", "components", 1, "alpha"), "below.toml", OVERRUN, ""),
        (("partners", "east", "baseline_eur", "2021"), "middle.toml", "baseline_eur", ""),
        (("partners", "east", "attributes", "workplaces"), "below.toml", "attributes", ""),
        (("scenarios", "plan", "lines", "team", "fte", "managers"), "below.toml", "fte = {", ""),
    ],
)  # fmt: skip
def test_where_a_merged_value_comes_from(
    folder: Path, keys: tuple[str | int, ...], file: str, start: str, after: str
):
    loaded = load_case(folder / "middle.toml")

    place = loaded.origins.place_of(keys)

    assert place is not None
    assert place.file == str(folder / file)
    assert place.line == line_of((folder / file).read_text(), start, after)
    assert str(place) == f"{place.file}:{place.line}:{place.column}"


def test_what_is_not_in_the_merged_tables_has_no_place(folder: Path):
    origins = load_case(folder / "middle.toml").origins

    assert origins.place_of(("inputs", "delay", "mode")) is None
    assert origins.place_of(("inputs", "none")) is None
    assert origins.place_of(("case", "headline_years", 7)) is None


def test_a_setting_is_a_place_of_its_own(folder: Path):
    setting = "inputs.overrun.components[1].alpha=2.5"
    origins = load_case(folder / "middle.toml", [setting, "case.horizon=2030"]).origins

    keys = ("inputs", "overrun", "components")
    assert origins.place_of((*keys, 1, "alpha")) == Place(f"--set {setting}")
    assert str(origins.place_of((*keys, 1, "alpha"))) == f"--set {setting}"
    assert str(origins.place_of((*keys, 1, "xm"))).startswith(str(folder / "below.toml:"))


def test_a_setting_is_the_place_of_what_it_gives_alone(folder: Path):
    setting = 'inputs.delay={dist="triangular", low=0, mode=1, high=2}'
    origins = load_case(folder / "middle.toml", [setting]).origins

    for key in ("dist", "low", "mode", "high"):
        assert origins.place_of(("inputs", "delay", key)) == Place(f"--set {setting}")
    text = (folder / "below.toml").read_text("utf-8")
    for key, start in (
        ("label", "label"),
        ("unit", "unit"),
        ("source", "source"),
        ("base", "mode"),
    ):
        place = origins.place_of(("inputs", "delay", key))
        assert place is not None
        assert place.file == str(folder / "below.toml"), key
        assert place.line == line_of(text, start, "[inputs.delay]"), key
    assert origins.place_of(("inputs", "rise", "mode")) == Place(
        str(folder / "below.toml"), line_of(text, "mode", "[inputs.rise]"), 1
    )


def test_a_setting_over_many_items_is_the_place_of_what_it_gives_alone(folder: Path):
    setting = "inputs={rise={high=0.05}}"
    origins = load_case(folder / "middle.toml", [setting]).origins

    assert origins.place_of(("inputs", "rise", "high")) == Place(f"--set {setting}")
    for keys in (("rise", "low"), ("rise", "source"), ("delay", "low")):
        place = origins.place_of(("inputs", *keys))
        assert place is not None
        assert place.line, keys


def test_a_table_that_a_setting_replaces_is_the_setting_s(folder: Path):
    setting = "scenarios.plan.lines.project.phasing={2024=1.0}"
    origins = load_case(folder / "middle.toml", [setting]).origins
    keys = ("scenarios", "plan", "lines", "project")

    assert origins.place_of((*keys, "phasing", "2024")) == Place(f"--set {setting}")
    assert origins.place_of((*keys, "phasing", "2020")) is None
    assert str(origins.place_of((*keys, "amount_eur"))).startswith(str(folder / "below.toml:"))


def test_a_fault_below_is_not_the_fault_of_a_word_that_is_set(folder: Path):
    broken = (folder / "below.toml").read_text("utf-8").replace("high = 0.04", "high = 0.01")
    path = config(folder, broken, "broken.toml")

    for setting in (
        'inputs.rise.label="x"',
        'inputs.rise={label="x"}',
        'inputs={rise={label="x"}}',
    ):
        with pytest.raises(ConfigError) as caught:
            load_case(path, [setting])
        [problem] = caught.value.problems
        assert (problem.file, problem.path) == (str(path), "inputs.rise"), setting


def test_every_value_of_the_shipped_configs_has_an_origin():
    for path in CONFIGS:
        loaded = load_case(path)
        for keys, _ in paths(loaded.tables):
            place = loaded.origins.place_of(keys)
            assert place is not None, keys
            assert place.line, keys
            text = Path(place.file).read_text(encoding="utf-8")
            rest = text_at(text, (place.line, place.column))
            if isinstance(keys[-1], str):
                base = keys[0] == "inputs" and keys[2:] == ("base",)
                assert key_and_rest(rest)[0] == keys[-1] or base


def test_a_layer_points_at_the_nearest_table_it_has():
    layer = Layer(Path("a.toml"), {}, "[inputs.x]\nvalues = 1\n")

    assert layer.place(("inputs", "x", "values", 3)) == Place("a.toml", 2, 1)
    assert layer.place(("inputs", "y")) == Place("a.toml", 1, 2)
    assert layer.place(("case",)) == Place("a.toml")
