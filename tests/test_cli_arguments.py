"""What the command line takes and refuses: one clear line each, and its own exit code."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cli_small import SMALL, call, contents, run_quickly, small_config

import ictsim
from ictsim.cli import main
from ictsim.cli.options import LARGEST_RUNS, Count
from ictsim.cli.streams import tell

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {"": main, **main.commands}


# ---------------------------------------------------------------------------------------------
# Help


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_every_option_with_a_text(name: str, flag: str):
    result = call(*name.split(), flag)

    assert result.exit_code == 0
    assert result.stderr == ""
    for option in COMMANDS[name].params:
        if isinstance(option, click.Option):
            assert option.opts[0] in result.stdout
            assert option.help, option.opts
            assert " ".join(option.help.split()[:3]) in " ".join(result.stdout.split())


def test_help_shows_commands_and_exit_codes_within_80_columns():
    result = call("--help")

    for name, command in main.commands.items():
        assert f"{name}  " in result.stdout
        assert command.get_short_help_str(200) in result.stdout
    assert "130 interrupted" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_all_options_are_there():
    assert {option.opts[0] for option in main.commands["run"].params} == {
        "configs",
        "--runs",
        "--seed",
        "--set",
        "--threads",
        "--out",
        "--json",
        "--quiet",
        "--force",
        "--to",
        "--lang",
        "--no-figures",
        "--draws",
        "--timings",
        "--traceback",
        "--yes",
    }


def test_the_version_is_printed():
    result = call("--version")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"ictsim, version {ictsim.__version__}\n"


def test_without_a_command_the_help_comes_as_an_error():
    result = call()

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage:")


# ---------------------------------------------------------------------------------------------
# Numbers of runs


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000000", 10**6),
        ("1_000_000", 10**6),
        ("1e6", 10**6),
        ("1E+6", 10**6),
        ("1M", 10**6),
        ("2.5M", 2_500_000),
        ("0.5k", 500),
        ("20K", 20_000),
        ("1.25e2", 125),
        (" 7 ", 7),
        ("+7", 7),
        ("18446744073709551615", 2**64 - 1),
        ("9007199254740993", 2**53 + 1),
    ],
)
def test_a_number_may_be_written_in_many_ways(text: str, number: int):
    assert Count(0, 2**64).convert(text, None, None) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1.5", "1,000", "0.0005k", "1e-3", "1e", "k", "1MM", "1_", "_1", "1__0",
     "0x10", "nan", "inf", "1e999", "١.5", "9" * 5_000, "1\n2", "--1", "None"],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused(text: str):
    with pytest.raises(click.BadParameter, match="is no whole number such as"):
        Count(0, 2**64).convert(text, None, None)


@given(st.integers(0, 10**12))
def test_every_whole_number_is_read_as_it_is_written(number: int):
    count = Count(0, 10**12)

    assert count.convert(str(number), None, None) == number
    assert count.convert(f"{number:_}", None, None) == number
    assert count.convert(f"{number}e0", None, None) == number


@given(st.text(max_size=12))
def test_any_text_is_a_number_within_bounds_or_a_usage_error(text: str):
    try:
        number = Count(1, 1_000).convert(text, None, None)
    except click.BadParameter:
        return
    assert 1 <= number <= 1_000


# ---------------------------------------------------------------------------------------------
# Usage errors

USAGE = {
    "nope": ["nope"],
    "no config": ["run"],
    "a config twice": ["run", "{config}", "{config}"],
    "unknown option": ["run", "{config}", "--wrong"],
    "runs 0": ["run", "{config}", "--runs", "0"],
    "runs -5": ["run", "{config}", "--runs", "-5"],
    "runs abc": ["run", "{config}", "--runs", "abc"],
    "runs 1.5": ["run", "{config}", "--runs", "1.5"],
    "runs empty": ["run", "{config}", "--runs", ""],
    "runs without a number": ["run", "{config}", "--runs"],
    "more than the most runs": ["run", "{config}", "--runs", str(LARGEST_RUNS + 1)],
    "seed -1": ["run", "{config}", "--seed", "-1"],
    "seed 2**64": ["run", "{config}", "--seed", str(2**64)],
    "threads 0": ["run", "{config}", "--threads", "0"],
    "threads -1": ["run", "{config}", "--threads", "-1"],
    "draws -1": ["run", "{config}", "--draws", "-1"],
    "more draws than runs": ["run", "{config}", "--runs", "100", "--draws", "101"],
    "too many draws": ["run", "{config}", "--draws", "1e9"],
    "base with runs": ["base", "{config}", "--runs", "5"],
}


@pytest.mark.parametrize("words", USAGE.values(), ids=USAGE)
def test_a_usage_error_is_one_line_and_writes_nothing(
    tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
):
    config = small_config(tmp_path)
    monkeypatch.chdir(tmp_path)

    result = call(*(word.format(config=config) for word in words))

    assert (result.exit_code, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert set(contents(tmp_path)) == {"small.toml"}
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]


def test_a_usage_error_names_the_option_the_value_and_what_is_allowed(tmp_path: Path):
    stderr = call("run", small_config(tmp_path), "--runs", "0").stderr

    assert "'--runs': 0 is not between 1 and 1_000_000_000_000" in stderr
    assert "run --help'" in stderr


def test_too_many_runs_are_estimated_and_have_to_be_confirmed(tmp_path: Path):
    result = run_quickly(small_config(tmp_path), tmp_path / "a" / "b" / "out", "--runs", "1e12")

    assert (result.exit_code, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert line.startswith("error: 1,000,000,000,000 runs will take about ")
    assert "--yes starts them" in line
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]


# ---------------------------------------------------------------------------------------------
# Configs that cannot be used

CONFIGS = {
    "syntax error": ("[case\n", "small.toml:1:"),
    "wrong type": (SMALL.replace("horizon = 2026", 'horizon = "2026"'), "case.horizon"),
    "unknown key": (SMALL.replace("discount_rate", "discuont_rate"), "discount_rate"),
    "unknown input": (SMALL.replace('factors = ["cost"]', 'factors = ["cots"]'), "cost"),
    "ends out of order": (
        SMALL.replace("low = 0.8\nmode = 1.0\nhigh = 2.5", "low = 2.5\nmode = 1.0\nhigh = 0.8"),
        "inputs.cost",
    ),
    "phasing": (SMALL.replace("2020 = 0.5, 2021 = 0.5", "2020 = 0.5, 2021 = 0.6"), "sum to 1.1"),
    "empty": ("", "case"),
    "null byte": (SMALL + "\0", "small.toml"),
}


@pytest.mark.parametrize("command", ["run", "base"])
@pytest.mark.parametrize(("text", "named"), CONFIGS.values(), ids=CONFIGS)
def test_a_config_that_cannot_be_used_is_told_with_its_place(
    tmp_path: Path, command: str, text: str, named: str, monkeypatch: pytest.MonkeyPatch
):
    config = small_config(tmp_path, text)
    monkeypatch.chdir(tmp_path)

    result = call(command, config)

    assert (result.exit_code, result.stdout) == (3, "")
    assert named in result.stderr
    *lines, last = result.stderr.splitlines()
    if lines:
        assert last == f"{len(lines)} problems; nothing was run or written"
    for line in lines or [last]:
        assert line.startswith(str(config))
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]


def test_all_problems_of_a_config_are_told_and_counted(tmp_path: Path):
    text = SMALL.replace("discount_rate", "discuont_rate").replace('["cost"]', '["cots"]')

    told = call("run", small_config(tmp_path, text)).stderr.splitlines()

    assert sum("discuont_rate" in line for line in told) == 1
    assert sum("cots" in line for line in told) == 1
    assert told[-1] == f"{len(told) - 1} problems; nothing was run or written"


@pytest.mark.parametrize("command", ["run", "base"])
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere.toml", "no such file"),
        ("folder", "is a folder; name a config (.toml) in it"),
        ("/dev/null", "is no regular file"),
        ("x" * 300, "File name too long"),
        ("bad\udcff.toml", "the name is not valid UTF-8; rename the file"),
    ],
)
def test_what_is_no_config_is_told(
    tmp_path: Path, command: str, name: str, why: str, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)

    result = call(command, name)

    assert (result.exit_code, result.stdout) == (3, "")
    [line] = result.stderr.splitlines()
    assert why in line
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_binary_file_is_no_config(tmp_path: Path):
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00\x01")

    result = call("run", tmp_path / "x.toml", "--out", tmp_path / "out")

    assert result.exit_code == 3
    assert "not UTF-8 text" in result.stderr
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------------------------------------
# Failures inside


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (RuntimeError("first\nsecond"), "internal error: RuntimeError: first (--traceback shows"),
        (KeyError(), "internal error: KeyError:  (--traceback shows"),
        (OSError(5, "of the machine"), "internal error: OSError: [Errno 5] of the machine"),
        (MemoryError(), "error: not enough memory; take fewer --threads or --draws"),
    ],
)
def test_a_fault_of_the_program_is_one_line(
    tmp_path: Path, problem: Exception, told: str, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> None:
        raise problem

    monkeypatch.setattr("ictsim.study.run.plan_of", fail)
    config = small_config(tmp_path)

    result = run_quickly(config, tmp_path / "out", "--runs", 10)
    traced = run_quickly(config, tmp_path / "out", "--runs", 10, "--traceback")

    assert (result.exit_code, traced.exit_code) == (1, 1)
    [line] = result.stderr.splitlines()
    assert line.startswith(told)
    assert "Traceback" in traced.stderr
    assert traced.stderr.splitlines()[-1] == line
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]


def test_a_caller_may_have_the_failure_itself(tmp_path: Path):
    with pytest.raises(ictsim.errors.ConfigError):
        main(["run", str(tmp_path / "nowhere.toml")], standalone_mode=False)


class Full(io.StringIO):
    """A stream on a full disk."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("stderr", [None, Full()])
def test_a_closed_or_full_stderr_stops_nothing(
    stderr: Full | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "stderr", stderr)

    tell("a", "b")

    assert capsys.readouterr().out == ""
