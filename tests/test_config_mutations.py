"""However a valid config is damaged, the answer is a case or a ``ConfigError``, nothing else."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_config_sharing import SHARED
from test_config_small import config, toml

from ictsim.cli.options import config_argument, load, set_option
from ictsim.cli.program import Program
from ictsim.config import load_case
from ictsim.config.faults.fault import dotted
from ictsim.config.files.reading import parse
from ictsim.errors import ConfigError

# Every table there is, and every key that others depend on.
FULL = (
    SHARED.replace(
        '[settlement]\nkey = "inhabitants"\n',
        """[settlement]
key = { inhabitants = 1, baseline_cost = "weight" }
per_category = { software = "equal", other = { equal = 0.5, inhabitants = 0.5 } }
settled = { from = "first", until = "exit" }
""",
    )
    + """
[scenarios.plan.lines.copied]
kind = "yearly"
label = "Copied"
amount_eur = ["fte", 3]
basis = "cash"
partners = ["west", "east"]
copies = 3
own = ["fte"]

[scenarios.more.settlement]
key = "baseline_cost"
settled = false

[resilience]
level = 0.75
capacity_eur = { total = 1_000, east = 400 }

[texts.nl]
"Plan" = "Plan"
"""
)
TABLES = parse(FULL, Path("full.toml"))

# Words and numbers that mean something somewhere, so that damage is not always nonsense.
WORDS = ["", "rise", "delay", "none", "pert", "normal", "yearly", "rest", "equal", "plan", "a b"]
WORDS += ["exit", "weight", "first", "east", "baseline_cost", "investment", "collaboration"]
NUMBERS = [0, -1, 1, 2, 35, 0.5, 1e9, -0.0, float("nan"), float("inf"), 2019, 2020, 2031, 10**30]
scalars = st.sampled_from([*WORDS, *NUMBERS, True]) | st.floats(-1e6, 1e6) | st.text(max_size=3)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["dist", "kind", "base", "2020", "a", "float"]), inner)
    ),
    max_leaves=5,
)


def places(tables: Any, keys: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The keys of everything there is in some tables."""
    items = tables.items() if isinstance(tables, dict) else enumerate(tables)
    for key, value in items:
        yield (*keys, key)
        if isinstance(value, dict | list):
            yield from places(value, (*keys, key))


PLACES = list(places(TABLES))


@click.group(cls=Program)
def program() -> None:
    """The program with one command, which does nothing with the config it is given."""


@program.command()
@config_argument
@set_option
def read(config: Path, overrides: tuple[str, ...]) -> None:
    """Load CONFIG."""
    load(config, overrides)


def outcome(path: Path, *arguments: str) -> bool:
    """Whether it loads; if not, exit code 3 and problems of one line with a file each."""
    result = CliRunner().invoke(program, ["read", str(path), *arguments])
    lines = result.stderr.splitlines()
    assert result.stdout == ""
    assert "internal error" not in result.stderr
    if result.exit_code == 0:
        assert all(line.startswith("warning: ") for line in lines)
        return True
    assert result.exit_code == 3
    assert lines
    if len(lines) > 1:
        assert lines.pop() == f"{len(lines)} problems; nothing was run or written"
    assert all(line.startswith((str(path.parent), "--set ")) for line in lines)
    return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mutations")
    config(path, FULL, "below.toml")
    return path


@given(place=st.sampled_from(PLACES), value=st.none() | values, layered=st.booleans())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_one_value_replaced_or_removed(
    folder: Path, place: tuple[Any, ...], value: Any, layered: bool
):
    tables = copy.deepcopy(TABLES)
    around: Any = tables
    for key in place[:-1]:
        around = around[key]
    if value is None:
        del around[place[-1]]
    else:
        around[place[-1]] = value
    lines = [f"{toml(key)} = {toml(content)}" for key, content in tables.items()]
    outcome(config(folder, "\n".join(['extends = "below.toml"'] * layered + lines)))


@given(place=st.sampled_from(PLACES), name=st.sampled_from(WORDS) | st.text(), value=values)
@settings(max_examples=100)
def test_one_key_added(folder: Path, place: tuple[Any, ...], name: str, value: Any):
    tables = copy.deepcopy(TABLES)
    around: Any = tables
    for key in place:
        if not isinstance(around[key], dict):
            break
        around = around[key]
    around[name] = value
    lines = [f"{toml(key)} = {toml(content)}" for key, content in tables.items()]
    outcome(config(folder, "\n".join(lines)))


@given(start=st.integers(0, len(FULL)), length=st.integers(0, 30), text=st.text(max_size=5))
@settings(max_examples=100)
def test_a_stretch_of_text_overwritten(folder: Path, start: int, length: int, text: str):
    text = text.encode("utf-8", "ignore").decode()
    outcome(config(folder, FULL[:start] + text + FULL[start + length :]))


@given(st.binary(max_size=50))
@settings(max_examples=50)
def test_bytes_that_are_no_config(folder: Path, content: bytes):
    path = folder / "bytes.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError):
        load_case(path)


# ---------------------------------------------------------------------------------------------
# Slips of the keyboard, line by line

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
TEXTS = [FULL, *(path.read_text("utf-8") for path in sorted(CONFIGS.glob("*.toml")))]
OTHER_VALUES = [
    "",
    "1",
    "-1",
    "2014",
    '"x"',
    '"inflation"',
    "true",
    "[]",
    "[1, 2]",
    "{}",
    "nan",
    "x",
]


def deleted(lines: list[str], place: int, _: str, __: int) -> list[str]:
    return [*lines[:place], *lines[place + 1 :]]


def duplicated(lines: list[str], place: int, _: str, __: int) -> list[str]:
    return [*lines[: place + 1], *lines[place:]]


def moved(lines: list[str], place: int, _: str, other: int) -> list[str]:
    rest = deleted(lines, place, "", 0)
    other %= len(rest) + 1
    return [*rest[:other], lines[place], *rest[other:]]


def renamed(lines: list[str], place: int, _: str, other: int) -> list[str]:
    """A letter left out of the key, the header or whatever stands there."""
    line = lines[place]
    at = other % max(1, len(line.split("=")[0]))
    return [*lines[:place], line[:at] + line[at + 1 :], *lines[place + 1 :]]


def retyped(lines: list[str], place: int, value: str, _: int) -> list[str]:
    key = lines[place].partition("=")[0]
    return [*lines[:place], f"{key}= {value}", *lines[place + 1 :]]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped configs, so that what they extend is there."""
    folder = tmp_path_factory.mktemp("shipped")
    for path in CONFIGS.glob("*.toml"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


SLIPS = [deleted, duplicated, moved, renamed, retyped]


@given(
    text=st.sampled_from(TEXTS),
    slips=st.lists(
        st.tuples(
            st.sampled_from(SLIPS),
            st.integers(0, 10**6),
            st.sampled_from(OTHER_VALUES),
            st.integers(0, 10**6),
        ),
        min_size=1,
        max_size=4,
    ),
)
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_slips_of_the_keyboard(shipped: Path, text: str, slips: list[tuple[Any, int, str, int]]):
    lines = text.split("\n")
    for slip, place, value, other in slips:
        lines = slip(lines, place % len(lines), value, other)
    outcome(config(shipped, "\n".join(lines), "slip.toml"))


@pytest.mark.parametrize("slip", SLIPS)
def test_each_slip_is_seen_somewhere(shipped: Path, slip: Any):
    lines = FULL.split("\n")
    place = lines.index("rate = 0.0") if "rate = 0.0" in lines else lines.index("mode = 0.5")

    assert not outcome(config(shipped, "\n".join(slip(lines, place, '"x"', 0)), "slip.toml"))


@given(key=st.sampled_from(PLACES), value=st.sampled_from(OTHER_VALUES))
@settings(max_examples=100)
def test_any_setting(folder: Path, key: tuple[Any, ...], value: str):
    outcome(folder / "below.toml", "--set", f"{dotted(key)}={value}")


def test_undamaged_it_is_a_case(folder: Path):
    assert outcome(folder / "below.toml")
