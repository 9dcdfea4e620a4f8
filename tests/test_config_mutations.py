"""However a valid config is damaged, the answer is a case or a ``ConfigError``, nothing else."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_config_small import SMALL, config, toml

from ictsim.config import load_case
from ictsim.config.reading import parse
from ictsim.errors import ConfigError

TABLES = parse(SMALL, Path("small.toml"))

# Words and numbers that mean something somewhere, so that damage is not always nonsense.
WORDS = ["", "rise", "delay", "none", "pert", "normal", "yearly", "rest", "equal", "plan", "a b"]
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


def outcome(path: Path) -> None:
    """A case, or problems that each are one line with a file."""
    try:
        load_case(path)
    except ConfigError as error:
        problems = error.problems
    else:
        return
    assert problems
    for problem in problems:
        assert problem.message
        assert problem.file
        assert "\n" not in str(problem)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mutations")
    config(path, SMALL, "below.toml")
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


@given(start=st.integers(0, len(SMALL)), length=st.integers(0, 30), text=st.text(max_size=5))
@settings(max_examples=100)
def test_a_stretch_of_text_overwritten(folder: Path, start: int, length: int, text: str):
    text = text.encode("utf-8", "ignore").decode()
    outcome(config(folder, SMALL[:start] + text + SMALL[start + length :]))


@given(st.binary(max_size=50))
@settings(max_examples=50)
def test_bytes_that_are_no_config(folder: Path, content: bytes):
    path = folder / "bytes.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError):
        load_case(path)
