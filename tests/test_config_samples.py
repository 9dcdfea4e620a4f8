"""The CSV beside a config: what is read, and what is said of one that cannot be."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_config_small import SMALL
from test_config_small import config as write_config

from ictsim.config import load_case
from ictsim.config.faults.fault import Fault
from ictsim.config.files import samples
from ictsim.config.files.samples import fill_samples, without_echoes
from ictsim.distributions import Empirical
from ictsim.errors import ConfigError, Place, Problem

ASKED = {"dist": "empirical", "file": "past.csv", "column": "ratio"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "case.toml"


def write(config: Path, text: str | bytes, name: str = "past.csv") -> None:
    data = text if isinstance(text, bytes) else text.encode()
    (config.parent / name).write_bytes(data)


def read(config: Path, text: str | bytes, **keys: object) -> list[float]:
    """The values of an input; nothing may be wrong with it."""
    write(config, text)
    tables, faults = fill_samples(config, {"inputs": {"x": ASKED | keys}})
    assert faults == []
    assert set(tables["inputs"]["x"]) & {"file", "column"} == set()
    return list(tables["inputs"]["x"]["values"])


def messages(config: Path, text: str | bytes) -> list[str]:
    """What is said of a CSV, each time at the key ``file``; the table stays as it was."""
    write(config, text)
    tables, faults = fill_samples(config, {"inputs": {"x": dict(ASKED)}})
    assert tables == {"inputs": {"x": ASKED}}
    assert {fault.keys for fault in faults} == {("inputs", "x", "file")}
    return [fault.message for fault in faults]


# ---------------------------------------------------------------------------------------------
# What is read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ratio\n1\n2.5\n", [1, 2.5]),
        ("ratio\n1\n2.5", [1, 2.5]),
        ("project,ratio\na,1.25\nb,-3e2\n", [1.25, -300]),
        ("ratio,project\r\n .5 ,a\r\n+7.,b\r\n\r\n\r\n", [0.5, 7]),
        ("\ufeffratio\n1\n", [1]),
        ("project;ratio\na;1,25\nb;2\n", [1.25, 2]),
        ("project;ratio\na;1.25\nb;2\n", [1.25, 2]),
        ('"a; b",ratio\nx,1\n', [1]),
        ("ratio\n1,5\n2\n-0,25\n", [1.5, 2, -0.25]),
        ('ratio\n"1,5"\n', [1.5]),
        # Three digits after the point are thousands nowhere if a number begins with 0, another
        # has one or two, or a comma separates the columns.
        ("a;ratio\nx;1.500\ny;0.950\n", [1.5, 0.95]),
        ("a;ratio\nx;1.500\ny;2.5\n", [1.5, 2.5]),
        ("a;ratio\nx;1.500\ny;1234.000\n", [1.5, 1234]),
        ("a;ratio\nx;1,500\ny;12,000\n", [1.5, 12]),
        ("a;ratio\nx;1.500e0\n", [1.5]),
        ("a,ratio\nx,1.500\ny,12.000\n", [1.5, 12]),
        ("ratio\n1,500\n0,950\n", [1.5, 0.95]),
        ("ratio\n1500\n800\n", [1500, 800]),
        (' ratio ,"project, name"\n1,"a ""big"" one\nin two lines"\n2,b\n', [1, 2]),
        ("other,ratio\n1,5\n,6\nnan,7\n", [5, 6, 7]),
    ],
)
def test_a_column_is_read(config: Path, text: str, expected: list[float]) -> None:
    assert read(config, text) == expected


@given(values=st.lists(st.floats(-1e12, 1e12), min_size=1))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, values: list[float]
) -> None:
    config = tmp_path_factory.mktemp("round") / "case.toml"
    with (config.parent / "past.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["name", "ratio"], *(["a, b", repr(x)] for x in values)])
    tables, faults = fill_samples(config, {"inputs": {"x": ASKED}})
    assert faults == []
    assert tables["inputs"]["x"] == {"dist": "empirical", "values": values}
    assert Empirical(values=values).quantile(1.0) == max(values)


def test_other_keys_and_tables_are_kept(config: Path) -> None:
    write(config, "ratio\n1\n2\n")
    given: dict[str, Any] = {
        "case": {"name": "a"},
        "inputs": {
            "x": ASKED | {"label": "X", "cap": 1.5},
            "y": {"dist": "constant", "value": 1},
            "odd": 3,
        },
    }
    tables, faults = fill_samples(config, given)
    assert faults == []
    assert tables == given | {
        "inputs": given["inputs"]
        | {"x": {"dist": "empirical", "label": "X", "cap": 1.5, "values": [1, 2]}}
    }
    assert given["inputs"]["x"]["file"] == "past.csv"


def test_components_of_mixtures_and_layers_without_dist(config: Path) -> None:
    write(config, "ratio;other\n1;8\n2;9\n")
    inner = {"dist": "mixture", "weights": [1], "components": [ASKED | {"column": "other"}]}
    mixture = {"dist": "mixture", "weights": [0.5, 0.5], "components": [ASKED, inner]}
    layer = {"file": "past.csv", "column": "ratio"}
    tables, faults = fill_samples(config, {"inputs": {"m": mixture, "l": layer}})
    assert faults == []
    first, second = tables["inputs"]["m"]["components"]
    assert first == {"dist": "empirical", "values": [1, 2]}
    assert second["components"] == [{"dist": "empirical", "values": [8, 9]}]
    assert tables["inputs"]["l"] == {"values": [1, 2]}


def test_names_are_relative_to_the_config(config: Path) -> None:
    (config.parent / "data").mkdir()
    write(config, "ratio\n4\n", "data/past.csv")
    tables, faults = fill_samples(config, {"inputs": {"x": ASKED | {"file": "data/past.csv"}}})
    assert (tables["inputs"]["x"]["values"], faults) == ([4], [])


@pytest.mark.parametrize(
    "tables",
    [
        {},
        {"inputs": 3},
        {"inputs": {"x": {"dist": "empirical", "values": [1]}}},
        {"inputs": {"x": {"dist": "empirical", "column": "ratio"}}},
        {"inputs": {"x": {"dist": "empirical", "file": 3, "column": "ratio"}}},
        {"inputs": {"x": {"dist": "normal", "file": "past.csv", "column": "ratio"}}},
        {"inputs": {"x": {"dist": "mixture", "components": 4}}},
    ],
)
def test_what_is_not_asked_for_is_left_to_the_records(config: Path, tables: Any) -> None:
    assert fill_samples(config, tables) == (tables, [])


# ---------------------------------------------------------------------------------------------
# What is refused


def test_a_column_beyond_the_largest_is_one_problem_at_its_first_row(config: Path) -> None:
    write(config, "ratio\n5\n" + "2e13\n" * 3000)
    tables, faults = fill_samples(config, {"inputs": {"x": ASKED}})

    [fault] = faults
    assert fault.keys == ("inputs", "x", "file")
    assert fault.message.startswith("past.csv:3: is 20000000000000.0; a number lies between -1e12")
    assert fault.message.endswith("(and 2999 more in this column)")
    assert "values" not in tables["inputs"]["x"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ratio\n1\nabc\n", ['past.csv:3: "abc" is no number; write digits, without thousands']),
        ("a,ratio\n1,\n2,3\n", ["past.csv:2: the column is empty here; give a number, or remove"]),
        ("ratio\n1\n\n2\n", ["past.csv:3: an empty line; give a number, or remove the line"]),
        ("ratio\nnan\n-Inf\n", ["past.csv:2: is nan; must be a", "past.csv:3: is -Inf; must be"]),
        ("ratio\n1e999\n", ['past.csv:2: "1e999" is too large']),
        (
            "ratio\n1e12\n-1.1e12\n",
            ["past.csv:3: is -1100000000000.0; a number lies between -1e12"],
        ),
        ("ratio\n1_000\n", ['past.csv:2: "1_000" is no number']),
        ("ratio\n\u0661\n", ['past.csv:2: "\u0661" is no number']),
        ("a;ratio\nx;1.234,5\n", ['past.csv:2: "1.234,5" is no number']),
        ("a,ratio\nx,1,5\n", ["past.csv:2: 3 fields where the header has 2; a decimal comma? wri"]),
        ('a,ratio\nx,"1,5"\n', ['past.csv:2: "1,5" has a decimal comma; write a point, or separ']),
        ("ratio\n1,5\n2.5\n", ['past.csv:2: "1,5" has a comma where other rows have a point']),
        ("ratio\n1;5\n", ["past.csv:2: 2 fields where the header has 1; write one for each"]),
        (
            "a;ratio\nx;1.500\ny;2.750\nz;12.000\n",
            ['past.csv:2: "1.500" is 1500 or 1.5, and no row tells which; write 1500, or 1,5 for'],
        ),
        ("a;ratio\nx;800\ny;-12.000\n", ['past.csv:3: "-12.000" is -12000 or -12.0, and no ']),
        ("ratio\n1.500\n", ['past.csv:2: "1.500" is 1500 or 1.5, and no row tells which; write 1']),
        ("ratio\n1,250\n", ['past.csv:2: "1,250" is 1250 or 1,25, and no row tells which; write ']),
        (
            "a;ratio\nx;1.500\ny;1.234.567\n",
            ['past.csv:2: "1.500" is 1500 or 1.5', 'past.csv:3: "1.234.567" is no number'],
        ),
        ("a\tratio\nx\t1\n", ["past.csv:1: its columns are separated by tabs; save it as CSV, wi"]),
        ("a\tratio, 2014\nx\t1\n", ["past.csv:1: its columns are separated by tabs; save it as"]),
        ("a;ratio\nx;1,5\ny;2.5\n", ['past.csv:2: "1,5" has a comma where other rows have a po']),
        ("a;ratio\nx\n", ["past.csv:2: 1 fields where the header has 2; write one for each"]),
        ("a,Ratio\nx,1\n", ['no column "ratio"; there are: a, Ratio; did you mean "Ratio"?']),
        ("ratio,ratio\n1,2\n", ['past.csv:1: has 2 columns named "ratio"; give each its own']),
        ("ratio\n", ["past.csv: has no rows below its header"]),
        ("ratio\n\n\n", ["past.csv: has no rows below its header"]),
        ("", ["past.csv: has no header; name the columns in the first line"]),
        ("\n\nratio\n1\n", ["past.csv: has no header"]),
        ('ratio\n"1\n2\n', ["no CSV: unexpected end of data"]),
        ("ratio\n" + "9" * 200_000, ["past.csv:2: no CSV: field larger than field limit"]),
        (b"ratio\n\xff\n", ["past.csv: not UTF-8 text (byte 6); save the file as UTF-8"]),
        ("ratio\n" + "1\n" * 500_000, ["past.csv: larger than 1 MB; write it as quantiles, or"]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    config: Path, text: str | bytes, expected: list[str]
) -> None:
    found = messages(config, text)
    assert len(found) == len(expected)
    for message, part in zip(found, expected, strict=True):
        assert part in message


def test_of_many_wrong_lines_the_first_are_named(config: Path) -> None:
    found = messages(config, "ratio\n" + "x\n" * 12)
    assert [message.partition(": ")[0] for message in found[:5]] == [
        f"past.csv:{line}" for line in range(2, 7)
    ]
    assert found[5:] == ["past.csv: 7 more lines are at fault in the same column"]


def test_a_missing_file_and_a_similar_name(config: Path) -> None:
    write(config, "ratio\n1\n", "pasts.csv")
    for name, advice in (
        ("past.csv", '; did you mean "pasts.csv"?'),
        ("nowhere/zzz.csv", ""),
        ("\0", ""),
        (".", ""),
        ("x" * 5000, ""),
    ):
        asked = {"inputs": {"x": ASKED | {"file": name}}}
        tables, [fault] = fill_samples(config, asked)
        assert tables == asked
        assert fault.message == (
            f"{name}: no such file; a name is relative to the folder of the config{advice}"
        )


def test_a_file_that_cannot_be_read(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(samples.Path, "read_bytes", refuse)
    assert messages(config, "ratio\n1\n") == ["past.csv: cannot be read: Permission denied"]


def test_faults_of_keys_are_told_at_the_key(config: Path) -> None:
    asked = {
        "a": ASKED | {"values": [1.0]},
        "b": {"dist": "empirical", "file": "past.csv"},
        "c": ASKED | {"column": 3},
    }
    _, faults = fill_samples(config, {"inputs": asked})
    assert [(fault.keys[1:], fault.state) for fault in faults] == [
        (("a", "file"), "wrong"),
        (("b", "file"), "wrong"),
        (("c", "column"), "wrong"),
    ]


def test_all_files_are_looked_at(config: Path) -> None:
    write(config, "ratio\nx\n")
    components = {"dist": "mixture", "components": [{"dist": "constant"}, ASKED | {"file": "b"}]}
    _, faults = fill_samples(config, {"inputs": {"x": ASKED, "y": components}})
    assert [fault.keys for fault in faults] == [
        ("inputs", "x", "file"),
        ("inputs", "y", "components", 1, "file"),
    ]


def test_an_unread_file_is_told_once() -> None:
    unread = [Fault(("inputs", "x", "file"), "past.csv: no such file")]
    echo = Fault(("inputs", "x"), "no values")
    others = [Fault(("inputs", "y"), "no values"), Fault(("inputs", "x", "cap"), "is text")]
    assert without_echoes([others[0], echo, others[1]], unread) == others


# ---------------------------------------------------------------------------------------------
# Layers and settings that say one of the two


@pytest.fixture
def below(tmp_path: Path) -> Path:
    """A config in a folder of its own that reads a CSV beside it, and another CSV at home."""
    folder = tmp_path / "data"
    folder.mkdir()
    asked = 'label = "Years of the ramp"\nfile = "past.csv"\ncolumn = "ratio"\n'
    empirical = 'dist = "empirical"\n' + asked
    old = 'dist = "pert"\nlow = 2.0\nmode = 3.0\nhigh = 6.0\nlabel = "Years of the ramp"\n'
    assert old in SMALL
    write(folder / "below.toml", "ratio;other\n1;8\n2;9\n4;9\n")
    write(tmp_path / "case.toml", "ratio,third\n5,6\n7,6\n", "new.csv")
    return write_config(folder, SMALL.replace(old, empirical), "below.toml")


def above(below: Path, said: str, name: str = "case.toml", under: str = "data/below.toml") -> Path:
    """A layer on top of ``below`` in the folder around it."""
    text = f'extends = "{under}"\n[inputs.years]\n{said}\n'
    return write_config(below.parent.parent, text, name)


def drawn(path: Path, *settings: str) -> list[float]:
    return list(load_case(path, settings).case.inputs["years"].values)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('file = "new.csv"', [5, 7]),
        ('column = "other"', [8, 9, 9]),
        ('file = "new.csv"\ncolumn = "third"', [6, 6]),
        ('dist = "empirical"\nfile = "new.csv"', [5, 7]),
        ('label = "Years"', [1, 2, 4]),
        ("values = [3.0]", [3]),
    ],
)
def test_a_layer_that_names_one_keeps_the_other(
    below: Path, said: str, expected: list[float]
) -> None:
    path = above(below, said)
    assert drawn(path) == expected
    # The plan is still what it was: the middle of what was drawn from before.
    assert load_case(path).case.inputs["years"].base_value() == 2.0


def test_a_third_layer_goes_on_from_the_second(below: Path) -> None:
    above(below, 'column = "other"', "middle.toml")
    write(below.parent.parent / "case.toml", "ratio;other\n5;3\n", "last.csv")
    above(below, 'label = "Years"', "words.toml", "middle.toml")
    assert drawn(above(below, 'file = "last.csv"', under="words.toml")) == [3]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (['inputs.years.column="other"'], [8, 9, 9]),
        (['inputs.years={column="other"}'], [8, 9, 9]),
        (['inputs.years.file="new.csv"'], [5, 7]),
        (['inputs.years.file="new.csv"', 'inputs.years.column="third"'], [6, 6]),
    ],
)
def test_a_setting_that_names_one_keeps_the_other(
    below: Path, settings: list[str], expected: list[float]
) -> None:
    path = above(below, 'label = "Years"')
    assert drawn(path, *settings) == expected
    origins = load_case(path, [*settings, "inputs.years.base=3"]).origins
    keys = ("inputs", "years", "values")
    assert origins.place_of(keys) == Place(f"--set {settings[-1]}")
    assert origins.place_of((*keys, 0)) == Place(f"--set {settings[-1]}")


@pytest.mark.parametrize(
    ("said", "path", "line", "message"),
    [
        (
            'column = "othr"',
            "column",
            3,
            'past.csv:1: no column "othr"; there are: ratio, other; di',
        ),
        ('\nfile = "data/none.csv"', "file", 4, "data/none.csv: no such file"),
        ("column = 3", "column", 3, 'must be the name of a column in quotes, like "ratio"'),
    ],
)
def test_what_is_wrong_with_one_is_told_in_its_layer(
    below: Path, said: str, path: str, line: int, message: str
) -> None:
    top = above(below, said)
    [problem] = refused(top)
    assert problem.path == f"inputs.years.{path}"
    assert message in problem.message
    assert (problem.file, problem.line) == (str(top), line)


@pytest.mark.parametrize(
    ("between", "told"),
    [
        ("values = [3.0]", ["no column is named; wri"]),
        (
            'dist = "normal"\nmean = 1\nsd = 1',
            ["unknown key; allowed are", "no column is named; wri"],
        ),
    ],
)
def test_what_was_read_before_another_way_is_forgotten(
    below: Path, between: str, told: list[str]
) -> None:
    above(below, between, "middle.toml")
    top = above(below, '\nfile = "new.csv"', under="middle.toml")
    found = refused(top)
    assert [problem.message[:23] for problem in found] == [message[:23] for message in told]
    for problem in found:
        assert problem.path == "inputs.years.file"
        assert (problem.file, problem.line) == (str(top), 4)


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        load_case(path)
    return caught.value.problems
