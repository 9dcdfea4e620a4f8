"""Reading a config: one file, files that extend each other, and files that cannot be read."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from test_config_small import SMALL, config, load, problems

from ictsim.config import load_case
from ictsim.errors import ConfigError, Problem

ROOT = Path(__file__).resolve().parent.parent


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        load_case(path)
    assert caught.value.exit_code == 3
    return caught.value.problems


def test_a_loaded_case_says_where_it_came_from(tmp_path: Path):
    below = config(tmp_path, SMALL, "below.toml")
    path = config(tmp_path, 'extends = "below.toml"\n[case]\nname = "above"\n')

    loaded = load_case(path)

    assert loaded.case.case.name == "above"
    assert loaded.files == (below, path)
    assert loaded.text == path.read_text()
    assert "extends" not in loaded.tables
    assert loaded.tables["case"]["horizon"] == 2030
    with pytest.raises(FrozenInstanceError):
        loaded.text = ""


def test_the_hash_is_of_what_is_meant_not_of_how_it_is_written(tmp_path: Path):
    plain = load_case(config(tmp_path, SMALL))
    tables = SMALL.split("\n[")
    scenarios = [table for table in tables if table.startswith("scenarios")]
    rest = [table for table in tables[1:] if table not in scenarios]
    other = "# a comment\n" + "\n\n[".join([tables[0], *reversed(rest), *scenarios])

    assert load_case(config(tmp_path, other)).sha256 == plain.sha256
    assert load(tmp_path).sha256 == plain.sha256
    assert len(plain.sha256) == 64


def test_the_hash_changes_with_the_order_of_correlations_but_not_of_inputs(tmp_path: Path):
    def hash_of(inputs: str, pairs: list[str]) -> str:
        text = "".join(f'[inputs.{x}]\ndist = "uniform"\nlow = 0\nhigh = 1\n' for x in inputs)
        for pair in pairs:
            text += f"[correlations.{pair}]\ninputs = {list(pair)}\nrank = 0.5\n"
        return load_case(config(tmp_path, f"{SMALL}\n{text}")).sha256

    assert hash_of("abc", ["ab", "bc"]) == hash_of("cab", ["ab", "bc"])
    assert hash_of("abc", ["ab", "bc"]) != hash_of("abc", ["bc", "ab"])


def test_the_hash_changes_with_a_number(tmp_path: Path):
    changed = load(tmp_path, "[case]\ndiscount_rate = 0.05\n")

    assert changed.sha256 != load(tmp_path).sha256


def test_several_files_are_extended_in_their_order(tmp_path: Path):
    config(tmp_path, SMALL, "below.toml")
    config(tmp_path, 'extends = "below.toml"\n[case]\ntitle = "one"\nhorizon = 2031', "one.toml")
    config(tmp_path, 'extends = "below.toml"\n[case]\ntitle = "two"', "two.toml")

    loaded = load_case(config(tmp_path, 'extends = ["one.toml", "two.toml"]'))

    assert [file.name for file in loaded.files] == [
        "below.toml",
        "one.toml",
        "two.toml",
        "case.toml",
    ]
    assert loaded.case.case.title == "two"
    assert loaded.case.case.horizon == 2031


def test_names_are_relative_to_the_file_that_extends(tmp_path: Path):
    (tmp_path / "inner").mkdir()
    config(tmp_path, SMALL, "below.toml")
    config(tmp_path / "inner", 'extends = "../below.toml"', "middle.toml")

    loaded = load_case(config(tmp_path, 'extends = "inner/middle.toml"'))

    assert loaded.case.case.name == "small"


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path):
    path = tmp_path / "case.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())

    assert load_case(path).sha256 == load(tmp_path).sha256


def test_a_missing_file_is_named(tmp_path: Path):
    path = tmp_path / "nowhere.toml"

    assert refused(path) == (Problem("", "no such file", str(path)),)


@pytest.mark.parametrize("name", ["", "."])
def test_a_folder_is_refused(tmp_path: Path, name: str):
    [problem] = refused(tmp_path / name)

    assert problem.message == "is a folder; name a file in it"


@pytest.mark.parametrize("name", ["none.toml", "x" * 300, "a\0b"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str):
    [problem] = refused(tmp_path / name)

    assert problem.message == "no such file"


def test_a_file_over_1_mb_is_refused(tmp_path: Path):
    [problem] = refused(config(tmp_path, "#" * 1_000_001))

    assert "larger than 1 MB" in problem.message


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path):
    path = tmp_path / "case.toml"
    path.write_bytes('title = "één"'.encode("latin-1"))

    [problem] = refused(path)

    assert problem.message == "not UTF-8 text (byte 9); save the file as UTF-8"


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def no_permission(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = config(tmp_path, SMALL)
    monkeypatch.setattr(Path, "read_bytes", no_permission)

    assert refused(path) == (Problem("", "cannot be read: Permission denied", str(path)),)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("[case]\nname = small\n", 2, 8, "Invalid value"),
        ("[case]\nname = 1\n  name = 2\n", 3, 3, "name stands under [case] in line 2 already"),
        ('[case]\nname = "small', 2, 14, "Unterminated string"),
        ("[case", 1, 6, "Expected ']'"),
        ("[case]\nstart = 2013-02-30\n", 2, 9, "Invalid date"),
        ("[case]\n[case]\n", 2, 1, "Cannot declare case twice"),
    ],
)
def test_a_syntax_error_has_its_line_and_column(
    tmp_path: Path, text: str, line: int, column: int, words: str
):
    path = config(tmp_path, text)

    [problem] = refused(path)

    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message
    assert str(problem).startswith(f"{path}:{line}:{column}: TOML syntax: ")
    assert "at line" not in problem.message


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "x = " + "9" * 5000])
def test_what_breaks_the_parser_is_a_problem_too(tmp_path: Path, text: str):
    [problem] = refused(config(tmp_path, text))

    assert problem.message


@pytest.mark.parametrize(
    ("extends", "words"),
    [
        ('"none.toml"', "no such file: none.toml"),
        ('["below.toml", "none.toml"]', "no such file: none.toml"),
        ("3", "must be a file name"),
        ('[["below.toml"]]', "must be a file name"),
        ('""', "must be a file name"),
        ('"a\\u0000b"', "no such file"),
        ("true", "must be a file name"),
    ],
)
def test_extending_something_else_than_a_file(tmp_path: Path, extends: str, words: str):
    config(tmp_path, SMALL, "below.toml")
    path = config(tmp_path, f"extends = {extends}")

    [problem] = refused(path)

    assert problem.path == "extends"
    assert problem.file == str(path)
    assert words in problem.message


def test_files_that_extend_each_other_in_a_circle(tmp_path: Path):
    config(tmp_path, 'extends = "b.toml"', "a.toml")
    config(tmp_path, 'extends = "c.toml"', "b.toml")
    config(tmp_path, 'extends = "a.toml"', "c.toml")

    [problem] = refused(tmp_path / "a.toml")

    assert problem.path == "extends"
    assert problem.file == str(tmp_path / "c.toml")
    assert "a.toml -> b.toml -> c.toml -> a.toml" in problem.message


def test_a_file_that_extends_itself(tmp_path: Path):
    [problem] = refused(config(tmp_path, 'extends = "case.toml"'))

    assert "case.toml -> case.toml" in problem.message


def test_all_files_that_cannot_be_read_are_told_at_once(tmp_path: Path):
    config(tmp_path, "[case", "broken.toml")

    found = refused(config(tmp_path, 'extends = ["one.toml", "broken.toml", "two.toml"]'))

    assert [Path(problem.file).name for problem in found] == [
        "case.toml",
        "broken.toml",
        "case.toml",
    ]


def test_a_problem_names_the_file_it_stands_in(tmp_path: Path):
    found = problems(
        tmp_path,
        above="[inputs.delay]\nhigh = -1.0\n[case]\nhorizont = 2030\n",
        below=SMALL.replace('key = "inhabitants"', 'key = "inhabitant"'),
    )

    assert {path: Path(problem.file).name for path, problem in found.items()} == {
        "inputs.delay": "case.toml",
        "case.horizont": "case.toml",
        "settlement.key": "below.toml",
    }


def test_a_missing_key_is_looked_for_where_the_item_is_written_last(tmp_path: Path):
    found = problems(tmp_path, '[inputs.delay]\ndist = "uniform"\nlow = 0.0\n')

    assert Path(found["inputs.delay.high"].file).name == "case.toml"


def test_importing_the_package_loads_nothing_slow():
    program = "import ictsim.config, json, sys; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert {"numba", "scipy", "pandas", "matplotlib"}.isdisjoint(json.loads(run.stdout))


HEAD = """
[case]
name = "big"
title = "A config of 2,000 lines"
start = 2020
horizon = 2030
headline_years = [2025]
discount_rate = 0.04

[partners.east]
label = "East"
attributes = { inhabitants = 100 }
baseline_eur = { 2020 = 10_000_000 }

[baseline.categories.all]
label = "All"
rate = 0.02

[scenarios.plan]
label = "Plan"
"""

LAWS = [
    'dist = "pert"\nlow = 1\nmode = 2\nhigh = 4',
    'dist = "triangular"\nlow = 1\nmode = 2\nhigh = 4\nmin = 1.5\ncap = 3',
    'dist = "mixture"\nweights = [0.9, 0.1]\nbase = 1.0\ncap = 5.0\ncomponents = [\n'
    '{ dist = "pert", low = 0.8, mode = 1.0, high = 1.6 },\n'
    '{ dist = "pareto", xm = 1.6, alpha = 3.0 } ]',
]


def big_config(lines: int) -> str:
    text = HEAD
    for number in range(lines):
        text += f'[inputs.input_{number}]\n{LAWS[number % 3]}\nsource = "assumption: none"\n'
        text += f"""[scenarios.plan.lines.line_{number}]
kind = "one_off"
label = "Line {number}"
amount_eur = 100_000
factors = ["input_{number}"]
phasing = {{ 2020 = 0.5, 2021 = 0.5 }}
source = "assumption: none"
"""
    return text


def seconds(path: Path) -> float:
    """The shortest of three times that a config, or the list of its faults, takes."""
    times = []
    for _ in range(3):
        begin = time.process_time()
        with suppress(ConfigError):
            load_case(path)
        times.append(time.process_time() - begin)
    return min(times)


def test_a_config_of_two_thousand_lines_loads_at_once(tmp_path: Path):
    text = big_config(140)
    assert text.count("\n") > 2000
    sound = config(tmp_path, text)
    broken = config(tmp_path, text.replace("label", "lable"), "broken.toml")

    assert len(refused(broken)) > 140
    # Both take a tenth of a second; the rest is for slow and busy machines.
    assert seconds(sound) < 0.5
    assert seconds(broken) < 1.0


def test_loading_time_grows_with_the_length_alone(tmp_path: Path):
    short = seconds(config(tmp_path, big_config(100), "short.toml"))
    long = seconds(config(tmp_path, big_config(800), "long.toml"))

    # Eight times as long; with the square of the length it would be 64 times.
    assert long < 24 * short


def test_loading_the_shipped_configs_loads_nothing_slow():
    program = """
import json, sys
from pathlib import Path
from ictsim.config import load_case
for path in sys.argv[1:]:
    load_case(Path(path))
print(json.dumps(sorted(sys.modules)))
"""
    paths = [str(path) for path in sorted((ROOT / "configs").glob("*.toml"))]
    run = subprocess.run([sys.executable, "-c", program, *paths], capture_output=True, check=True)

    assert {"numba", "scipy.stats", "pandas", "matplotlib"}.isdisjoint(json.loads(run.stdout))
