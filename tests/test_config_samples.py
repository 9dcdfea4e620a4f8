"""The CSV beside a config: what is read, and what is said of one that cannot be."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ictsim.config.faults.fault import Fault
from ictsim.config.files import samples
from ictsim.config.files.samples import fill_samples, without_echoes
from ictsim.distributions import Empirical

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
        (' ratio ,"project, name"\n1,"a ""big"" one\nin two lines"\n2,b\n', [1, 2]),
        ("other,ratio\n1,5\n,6\nnan,7\n", [5, 6, 7]),
    ],
)
def test_a_column_is_read(config: Path, text: str, expected: list[float]) -> None:
    assert read(config, text) == expected


@given(values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ratio\n1\nabc\n", ['past.csv:3: "abc" is no number; write digits, without thousands']),
        ("a,ratio\n1,\n2,3\n", ["past.csv:2: the column is empty here; give a number, or remove"]),
        ("ratio\n1\n\n2\n", ["past.csv:3: an empty line; give a number, or remove the line"]),
        ("ratio\nnan\n-Inf\n", ["past.csv:2: is nan; must be a", "past.csv:3: is -Inf; must be"]),
        ("ratio\n1e999\n", ['past.csv:2: "1e999" is too large']),
        ("ratio\n1_000\n", ['past.csv:2: "1_000" is no number']),
        ("ratio\n\u0661\n", ['past.csv:2: "\u0661" is no number']),
        ("a;ratio\nx;1.234,5\n", ['past.csv:2: "1.234,5" is no number']),
        ("ratio\n1,5\n", ["past.csv:2: 2 fields where the header has 1; a decimal comma? write a"]),
        ('ratio\n"1,5"\n', ['past.csv:2: "1,5" has a decimal comma; write a point, or separate']),
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
        (("b", "column"), "missing"),
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
