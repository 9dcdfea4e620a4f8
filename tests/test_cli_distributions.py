"""``ictsim distributions``: the list, the figures and the pictures."""

from __future__ import annotations

import itertools
import json
import math
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cli_small import call

from ictsim.cli.density_text import LEVELS, can_show_blocks, density_text, number_like
from ictsim.config.asked import example_words, family_name, read_distribution
from ictsim.distributions import FAMILIES, Distribution
from ictsim.errors import ConfigError, UsageError
from ictsim.report.density import atoms, density_png, outline

SLOW_TO_IMPORT = {"matplotlib", "numba", "pandas", "scipy.stats"}
PLAIN, BLOCKS = " .:#|+-", " ▁▂▃▄▅▆▇█│└─"
NAMES = [family_name(family) for family in FAMILIES]


def example_of(family: type[Distribution]) -> Distribution:
    return read_distribution(family_name(family), example_words(family))


def asked(words: str) -> Distribution:
    """The distribution that a line of words means."""
    family, *parameters = words.split()
    return read_distribution(family, parameters)


# ---------------------------------------------------------------------------------------------
# The list


@pytest.mark.parametrize("words", [[], ["--list"]])
def test_the_list_names_every_family_with_its_parameters_and_use(words: list[str]):
    result = call("distributions", *words)

    assert (result.exit_code, result.stderr) == (0, "")
    text = " ".join(result.stdout.split())
    for family in FAMILIES:
        own = [name for name in family.__annotations__ if name in family.model_fields]
        keys = ", ".join(name for name in own if name != "dist")
        assert f"{family_name(family)}: {keys} {family.use}" in text
    assert max(map(len, result.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    "words", [["distributions", "--list"], ["schema"], ["new", "x", "--out", "{}/x.toml"]]
)
def test_quick_commands_load_nothing_slow(tmp_path: Path, words: list[str]):
    program = """
import json, sys
from ictsim.cli import main
try:
    main()
except SystemExit as stop:
    code = stop.code
print("\\n" + json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""
    words = [word.format(tmp_path) for word in words]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout.splitlines()[-1])
    assert outcome["code"] in (None, 0)
    assert SLOW_TO_IMPORT.intersection(outcome["modules"]) == set()


# ---------------------------------------------------------------------------------------------
# One family


@pytest.mark.parametrize("family", FAMILIES, ids=family_name)
def test_each_family_is_explained_and_shown_by_an_example(family: type[Distribution]):
    result = call("distributions", family_name(family))

    assert (result.exit_code, result.stderr) == (0, "")
    text = " ".join(result.stdout.split())
    assert family.use in text
    assert "For example:" in text
    assert "Chance of a draw up to the end of each column" in text
    for name in family.__annotations__:
        if name in family.model_fields and name != "dist":
            assert f"{name}: " in text
            assert f"{name}: {name}" not in text
    assert max(map(len, result.stdout.splitlines())) <= 80


@pytest.mark.parametrize("family", FAMILIES, ids=family_name)
def test_an_example_as_one_would_type_it_is_the_example(family: type[Distribution]):
    wanted = family.model_validate(family.example | {"dist": family_name(family)})

    assert example_of(family) == wanted


def test_the_figures_are_those_of_the_law():
    text = call("distributions", "normal", "mean=100", "sd=10").stdout
    numbers = {}
    lines = text.splitlines()
    for heads, values in itertools.pairwise(lines):
        if heads.split() and all(word.startswith("P") for word in heads.split()):
            numbers |= dict(zip(heads.split(), map(float, values.split()), strict=True))

    assert list(numbers) == [f"P{level}" for level in LEVELS]
    for level in LEVELS:
        exact = scipy.stats.norm.ppf(level / 100, 100, 10)
        assert numbers[f"P{level}"] == pytest.approx(exact, abs=0.051)
    assert "mean 100.0, from -infinity to infinity, base 100.0" in text


def test_atoms_are_told_apart():
    words = 'mixture weights=[0.35,0.65] components=[{dist="constant",value=0},{dist="pert",low=1,'
    words += "mode=2,high=3}]"
    text = density_text(asked(words), 80, blocks=True)

    assert "exactly 0.00: 35 %" in text
    assert atoms(asked("pert low=0 mode=1 high=2")) == ([], 0)
    assert atoms(asked("bernoulli p=0.25")) == ([(0.0, 0.75), (1.0, 0.25)], 0)
    shown, more = atoms(asked("poisson mean=1000"))
    assert shown == []
    assert more > 400
    shown, more = atoms(asked("poisson mean=2"))
    expected = {float(k): p for k in range(20) if (p := scipy.stats.poisson.pmf(k, 2)) >= 0.05}
    assert dict(shown) == pytest.approx(expected)
    assert more > 5


def test_a_mixture_has_no_base_of_its_own():
    words = 'mixture weights=[1] components=[{dist="uniform",low=0,high=1}]'

    assert ", base" not in density_text(asked(words), 80, blocks=True)
    assert ", base 0.30" in density_text(asked(words + " base=0.3"), 80, blocks=True)


# ---------------------------------------------------------------------------------------------
# The outline


@pytest.mark.parametrize("family", FAMILIES, ids=family_name)
@pytest.mark.parametrize("columns", [2, 31, 120])
def test_all_probability_lies_in_the_columns_or_beyond(family: type[Distribution], columns: int):
    shape = outline(example_of(family), columns)

    assert len(shape.shares) <= columns
    assert np.all(shape.shares >= 0.0)
    assert shape.before + shape.shares.sum() + shape.beyond == pytest.approx(1.0, abs=1e-12)
    assert shape.before <= 0.0051
    assert shape.beyond <= 0.0051
    assert np.allclose(np.diff(shape.edges), shape.width)


SCIPY: dict[str, Any] = {
    "normal mean=3 sd=2": scipy.stats.norm(3, 2),
    "pert low=0 mode=1 high=5": scipy.stats.beta(1.8, 4.2, 0, 5),
    "triangular low=1 mode=2 high=5": scipy.stats.triang(0.25, 1, 4),
    "pareto xm=1 alpha=3": scipy.stats.pareto(3),
    "uniform low=-2 high=7": scipy.stats.uniform(-2, 9),
}


@pytest.mark.parametrize("words", SCIPY)
def test_the_columns_are_those_of_scipy(words: str):
    shape = outline(asked(words), 40)

    assert shape.shares == pytest.approx(np.diff(SCIPY[words].cdf(shape.edges)), abs=1e-9)
    assert shape.below == pytest.approx(SCIPY[words].cdf(shape.edges), abs=1e-9)


@pytest.mark.parametrize("mean", [0.5, 2.5, 30.0, 400.0])
def test_whole_numbers_come_the_same_number_to_a_column(mean: float):
    shape = outline(asked(f"poisson mean={mean}"), 30)
    inside = [
        [k for k in range(3_000) if low < k <= high]
        for low, high in zip(shape.edges, shape.edges[1:], strict=False)
    ]

    assert {len(values) for values in inside} == {round(shape.width)}
    exact = [sum(scipy.stats.poisson.pmf(values, mean)) for values in inside]
    assert shape.shares == pytest.approx(exact, abs=1e-9)


def test_a_near_end_is_shown_and_a_far_one_is_not():
    assert outline(asked("uniform low=0 high=1"), 10).edges[[0, -1]].tolist() == [0.0, 1.0]
    pert = outline(asked("pert low=0 mode=1 high=5"), 10)
    assert pert.edges[0] == 0.0
    assert pert.edges[-1] == pytest.approx(scipy.stats.beta(1.8, 4.2, 0, 5).ppf(0.995))


@pytest.mark.parametrize("value", [0.0, 3.0, -7.5, 1e12])
def test_a_constant_is_one_column(value: float):
    shape = outline(asked(f"constant value={value}"), 21)

    assert sorted(shape.shares)[-2:] == [0.0, 1.0]
    assert shape.edges[0] < value < shape.edges[-1]


# ---------------------------------------------------------------------------------------------
# On the terminal


def plots(text: str, upright: str) -> list[list[str]]:
    """The rows of each plot, from top to bottom, without labels."""
    rows = [line.split(upright, 1)[1] for line in text.splitlines() if upright in line]
    return [rows[:8], rows[8:]]


@pytest.mark.parametrize("family", FAMILIES, ids=family_name)
def test_heights_are_the_shares_to_an_eighth_of_a_row(family: type[Distribution]):
    distribution = example_of(family)
    shape = outline(distribution, 70)
    wide = 70 // len(shape.shares)
    shares, function = plots(density_text(distribution, 81, blocks=True), "│")

    def heights(rows: list[str]) -> list[int]:
        padded = [row.ljust(wide * len(shape.shares)) for row in rows]
        return [
            sum(BLOCKS.index(row[place]) for row in padded)
            for place in range(0, wide * len(shape.shares), wide)
        ]

    exact = 64 * shape.shares / shape.shares.max()
    assert np.all(np.abs(np.array(heights(shares)) - exact) <= np.where(exact < 0.5, 1.0, 0.5))
    assert [bool(step) for step in heights(shares)] == [share > 0.0 for share in shape.shares]
    assert heights(function) == sorted(heights(function))
    assert abs(heights(function)[-1] - 64 * shape.below[-1]) <= 0.5


@pytest.mark.parametrize("blocks", [True, False])
@pytest.mark.parametrize("width", [0, 40, 57, 80, 101, 500])
def test_the_width_of_the_terminal_is_kept(width: int, blocks: bool):
    for words in ("uniform low=1e6 high=2e6", "bernoulli p=0.5", "normal mean=0 sd=1e-300"):
        longest = max(map(len, density_text(asked(words), width, blocks=blocks).splitlines()))

        assert longest <= min(max(width - 1, 40), 100)


@pytest.mark.parametrize(
    ("encoding", "can"),
    [("utf-8", True), ("latin-1", False), ("ascii", False), ("cp1252", False), (None, False),
     ("no such", False), ("utf-16", True)],
)  # fmt: skip
def test_plain_signs_stand_in_where_blocks_lack(encoding: str | None, can: bool):
    assert can_show_blocks(encoding) is can


def test_without_blocks_the_plot_is_plain():
    text = density_text(asked("pert low=0 mode=1 high=5"), 80, blocks=False)

    assert text.isascii()
    assert set("".join(row for plot in plots(text, "|") for row in plot)) <= set(PLAIN)


def test_the_axis_names_what_stands_at_its_ends():
    text = density_text(asked("uniform low=1000 high=3000"), 80, blocks=False)
    ticks = [line for line in text.splitlines() if line.startswith("        1,000")]

    assert len(ticks) == 2
    assert ticks[0].split()[-1] == "3,000"
    middle = ticks[0].index("2,0") + len("2,000") // 2
    assert middle - 9 == pytest.approx(69 / 2, abs=1.5)


@given(
    st.floats(-1e12, 5e11),
    st.floats(1e-12, 4e11),
)
@settings(max_examples=100)
def test_numbers_are_written_to_a_hundredth_of_the_span(low: float, span: float):
    high = low + span
    if not high > low + abs(low) * 1e-12:
        high = low + max(abs(low), 1.0) * 1e-9
    shape = outline(read_distribution("uniform", [f"low={low!r}", f"high={high!r}"]), 10)
    text = number_like(shape)(low)

    assert float(text.replace(",", "")) == pytest.approx(
        low, abs=max(0.01 * (high - low), abs(low) * 1e-5)
    )


def test_infinite_ends_and_minus_nothing_are_words():
    show = number_like(outline(asked("normal mean=0 sd=1"), 10))

    assert [show(math.inf), show(-math.inf), show(-1e-9)] == ["infinity", "-infinity", "0.00"]


# ---------------------------------------------------------------------------------------------
# As a picture


def test_a_picture_is_drawn(tmp_path: Path):
    file = tmp_path / "p.png"

    result = call("distributions", "pert", "low=0", "mode=1", "high=5", "--png", file)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1] == f"Picture: {file}"
    picture = file.read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 960
    assert height == 840
    assert [path.name for path in tmp_path.iterdir()] == ["p.png"]


def test_the_same_distribution_gives_the_same_bytes_and_another_gives_others():
    first, second = (density_png(asked("gamma mean=3 sd=1"), "x", "€ 北") for _ in range(2))

    assert first == second
    assert density_png(asked("gamma mean=3 sd=2"), "x", "€ 北") != first


def test_a_title_may_hold_anything():
    title = "$\\frac{x}$ " * 40

    assert density_png(asked("constant value=1"), title).startswith(b"\x89PNG")


def test_a_file_that_is_there_stays(tmp_path: Path):
    file = tmp_path / "p.png"
    file.write_text("mine", "utf-8")
    words = ["distributions", "pert", "low=0", "mode=1", "high=5", "--png", file]

    refused = call(*words)

    assert (refused.exit_code, refused.stdout) == (5, "")
    assert refused.stderr == f"error: {file} is there already; --force replaces it\n"
    assert file.read_text("utf-8") == "mine"
    assert call(*words, "--force").exit_code == 0
    assert file.read_bytes()[1:4] == b"PNG"


# ---------------------------------------------------------------------------------------------
# What is refused

REFUSED: dict[str, tuple[list[str], int, list[str]]] = {
    "an unknown family": (["prt"], 2, ["error: 'prt' is no distribution;", 'did you mean "pert"?']),
    "a list of one": (["pert", "--list"], 2, ["error: a list has no picture"]),
    "a picture of a list": (["--png", "x.png"], 2, ["error: a list has no picture"]),
    "a missing parameter": (
        ["pert", "low=1", "mode=2"],
        3,
        ["pert.high: missing; this key must be given"],
    ),
    "a wrong order": (["pert", "low=3", "mode=2", "high=4"], 3, ["pert: low 3 is above mode 2"]),
    "a text": (["pert", 'low="a"', "mode=2", "high=4"], 3, ['pert.low: is "a"; must be a number']),
    "no toml": (["pert", "low=a"], 3, ["pert: a is no TOML value", "'low=\"a\"'"]),
    "no parameter": (["pert", "low"], 3, ["pert: no key with an equals sign and a value"]),
    "twice": (["pert", "low=1", "low=2"], 3, ["pert.low: is given already"]),
    "the family again": (["pert", "dist=2"], 3, ["pert.dist: is given already"]),
    "too deep": (["pert", "low.a=1"], 3, ["pert.low.a: goes too deep"]),
    "not finite": (["pert", "low=nan", "mode=1", "high=2"], 3, ["must be a finite number"]),
    "two values": (["pert", "low=1\nhigh=2"], 3, ["more than one value"]),
    "no mean": (["pareto", "xm=1", "alpha=0.5"], 3, ["pareto: "]),
    "too small to draw": (
        ["uniform", "low=0", "high=5e-324"],
        3,
        ["error: values from 0 to 4.94066e-324 cannot be drawn; choose another unit"],
    ),
    "too wide a percentile": (
        ["lognormal", "p50=1e-300", "p90=1e12"],
        3,
        ["lognormal: p90 1e+12 is more than 1000 times the p50 1e-300; write at most 1e-297"],
    ),
    "beyond what a config may have": (
        ["uniform", "low=0", "high=1.1e12"],
        3,
        ["uniform.high: is 1100000000000.0; a number lies between -1e12 and 1e12"],
    ),
    "far beyond": (
        ["normal", "mean=-1e308", "sd=1"],
        3,
        ["normal.mean: is -1e+308; a number lies"],
    ),
    "in a list": (
        ["discrete", "values=[0, 1e13]", "weights=[0.5, 0.5]"],
        3,
        ["discrete.values[1]: is"],
    ),
    "too wide": (
        ["lognormal", "mean=1", "sd=1.1e6"],
        3,
        ["lognormal: sd 1100000 is more than 1e+06"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "code", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_one_line_on_stderr(words: list[str], code: int, told: list[str]):
    result = call("distributions", *words)

    assert (result.exit_code, result.stdout) == (code, "")
    [line] = result.stderr.splitlines()
    assert all(part in line for part in told), line


def test_all_problems_are_told_at_once():
    told = call("distributions", "pert", "lo=1", "mode=true").stderr.splitlines()

    assert told[-1] == f"{len(told) - 1} problems; nothing was run or written"
    assert any("pert.low: missing" in line for line in told)
    assert any('did you mean "low"?' in line for line in told)
    assert any("pert.mode: is true; must be a number" in line for line in told)


@given(st.sampled_from(NAMES), st.lists(st.text(max_size=12), max_size=3))
def test_any_words_give_a_distribution_or_problems(family: str, words: list[str]):
    try:
        found = read_distribution(family, words)
    except ConfigError as error:
        problems = error.problems
    except UsageError:
        problems = ()
    else:
        assert isinstance(found, Distribution)
        return
    assert problems
    assert all(len(str(problem).splitlines()) == 1 for problem in problems)
