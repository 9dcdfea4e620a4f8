"""Broken configs, each with two faults or more: what is told of them, and where.

``tests/broken/expected.toml`` has the messages word by word. The lines are told twice: the files
mark them with ``# <-- error`` themselves.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from ictsim.cli import main
from ictsim.config import load_case
from ictsim.errors import ConfigError, Problem

BROKEN = Path(__file__).resolve().parent / "broken"
SOUND = "base_case.toml"
NAMES = sorted(
    path.name for path in BROKEN.glob("*.toml") if path.name not in (SOUND, "expected.toml")
)
EXPECTED = tomllib.loads((BROKEN / "expected.toml").read_text(encoding="utf-8"))
MARK = "# <-- error"

# Each sort of fault, by words of its message.
SORTS = """
unknown key; allowed are
unknown key; .* did you mean
is no .*; did you mean .* which has this label
unknown dist
unknown kind
missing; this key must be given
missing; must be one of
is 0.9+; must be one of 0.5, 0.7
missing; .* or did you mean .* which is there
must be a number$
must be a whole number
must be text in quotes
must be true or false or a table with from and until
must be the name of a key or a table of weights
must be a whole number or a table by buyer
must be a list, like
must be a table$
must be a number or the name of an input or a list of these
must be a table or the name of a schedule
must be "
must be a finite number
must be a .*number: write
must be a .*number: remove the quotes
must be above 0
must be at least
must be at most
must be below 1
must be below 1; .* % is 0
must hold \\d+ or more
must hold 2 or fewer
is no year
must be calendar years
is no name; use letters
is no input of this case
is no event of this case
is no event or input of this case
is no input or event of this case
is no index of this case
is no schedule of this case
is no baseline category of this case
is no partner of this case
is no asset class of this case
is no buyer of this case
is no cost category of this case
is no scenario of this case
is no inherited line of this case
is no attribute of
did you mean
is no .*; did you mean .* which has this label
cannot be the id of a scenario
cannot be the id of a partner
cannot be the id of a partner: it names a result
cannot be the id of a partner: as a buyer it is all
cannot be the name of an attribute
is the name of an input too
scenarios build on each other in a circle
files extend each other in a circle
no such file
unknown key; did you mean "extends"
write it above the first .table.
is a folder
must be a file name
not UTF-8 text
nested more than
stands under .* already; .* missing above this one
Cannot declare
Cannot mutate
Invalid value
Expected newline
Expected '='
Invalid statement
is no number here; decimals have a point
is no number here; thousands:
is no number here; leave the sign out
is no number here; thousands have _ and decimals a point
is no number here; a percentage is written as a fraction
is a list of 4 numbers; decimals have a point
write straight quotes
Unclosed array
the text lacks its closing quote
a number with thousands of digits
horizon \\d+ is before start
headline_years \\d+ outside
headline_years must rise
\\d missing; give every year
before the start \\d+; remove it
is after the horizon \\d+; remove it
is after the horizon \\d+; planned years
where nothing counts
outside 2020 ... 2030$
outside the years of the case
write from <= until
must not decrease
values run from 0 to 1
is no moment
must stay above 0$
must stay above 0 \\(used as
a ceiling is at least 0
a share is 0 to 1, .* \\(used as
shares given as numbers sum to
shares sum to .* or one is "rest"
the shares sum to
the share of 2021 is below 0
a yearly rate lies above -1
at which the amount was quoted, at most 1
a rate of reduction is at most 1
a probability is 0 to 1
a rate is 0 to 1
low <= mode <= high
write low <= high
write min < max
write them in increasing order
a higher percentile is not lower
write p10 < p50 < p90
is too near one of the others: .* it can be
is not (below|above) p[19]0 .*; no draw comes (below|above) it
write values in increasing order
standard deviation
is not a probability
weights sum to
components but
a mixture has no natural value
has no finite mean
write mean and sd, or p50 and p90
pace and years say the same
years goes with planned_years
needs a draw per year
is not between -1 and 1
this holds for the whole run
is drawn each year and
persistence 0.* correlate only with equal persistence
have a rank correlation in .* already
stands twice; name each input once
cannot hold together
correlation of the case
write x and a factor
takes other values than 0 and 1
growth goes with after
does not go with this kind
has its own timing
has no term in .*; it has one for
missing; .* has no term for the collaboration
give amount_eur or amounts_eur, one of them
beside amount_eur .they belong to amounts_eur
beside amounts_eur, which names its years
beside no phasing
an interest lies from -1 to 1, 2 % is 0.02
a contribution is no shared cost
holds none; name those who bear the line
stands twice; name each partner once
beside partners; some bear a line
pays the transfer, so it does not receive it
swap from and to
missing; this kind is a saving
is paid to no one
goes with copies; write copies = 2 or more
which the copies could not have
a weight is at least 0
the weights can all be 0 in one run
gives north and south 0; name partners whom it gives more
what each would spend alone, and other of west can be below 0
what each would spend alone, and in .* that can be 0 for all
so the whole cost is never divided
is empty; write the translation
is the translation of no text
is no language; write its code of two letters
""".strip().split("\n")


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)


def problems(name: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        load_case(Path(name))
    return caught.value.problems


def lines_of(path: str) -> list[str]:
    return (BROKEN / path).read_bytes().decode("utf-8", "replace").split("\n")


def marked(name: str, seen: set[str] | None = None) -> set[tuple[str, int]]:
    """The lines that a file and those it extends mark as faulty."""
    seen = set() if seen is None else seen
    path = os.path.normpath(name)
    if path in seen or not (BROKEN / path).is_file():
        return set()
    seen.add(path)
    lines = lines_of(path)
    found = {(path, number) for number, line in enumerate(lines, 1) if MARK in line}
    text = "\n".join(lines)
    extends = re.search(r"^extends = (\[[^\]]*\]|\"[^\"]*\")", text)
    for parent in re.findall(r'"([^"]+)"', extends[1]) if extends else ():
        found |= marked(os.path.join(os.path.dirname(path), parent), seen)
    return found


def test_the_base_of_all_is_valid():
    assert load_case(Path(SOUND)).warnings == ()


def test_there_are_enough_of_them_and_each_is_expected():
    assert len(NAMES) >= 60
    assert sorted(EXPECTED) == NAMES
    assert all(len(told) >= 2 for told in EXPECTED.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_messages_are_these(name: str):
    assert [str(problem) for problem in problems(name)] == EXPECTED[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_lines_are_those_that_the_file_marks(name: str):
    found = {(os.path.normpath(p.file), p.line) for p in problems(name) if p.line}

    assert found == marked(name)
    # A table that is nowhere has no line.
    assert all(problem.line or "missing" in problem.message for problem in problems(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_column_is_that_of_the_key_or_of_the_value(name: str):
    for problem in problems(name):
        if not problem.line:
            continue
        line = lines_of(problem.file)[problem.line - 1]
        rest = line[problem.column - 1 :]
        assert 1 <= problem.column <= len(line) + 1
        if problem.path:
            assert any(rest.startswith(start) for start in beginnings(problem)), (rest, problem)


def beginnings(problem: Problem) -> list[str]:
    """How the text may begin at a problem: with the key, its table's name, or a list's value."""
    parts = re.findall(r'"(?:[^"\\]|\\.)*"|\[\d+\]|[^.\[\]]+', problem.path)
    named = [part for part in parts if not part.startswith("[")]
    if problem.path == "extends":
        return ["extends", '"', "3"]
    if problem.message.startswith("missing") or problem.message.startswith("a mixture has no"):
        inside_list = parts[-2].startswith("[")
        return ["{"] if inside_list else spellings(named[-2])
    if parts[-1].startswith("["):
        shown = re.match(r'is ([^;]*);|(".*?") ', problem.message)
        return [(shown[1] or shown[2])] if shown else ["["]
    return spellings(named[-1])


def spellings(part: str) -> list[str]:
    name = json.loads(part) if part.startswith('"') else part
    return [name, f'"{name}"', f"'{name}'"]


@pytest.mark.parametrize("sort", SORTS)
def test_each_sort_of_fault_is_there_twice(sort: str):
    told = [line for lines in EXPECTED.values() for line in lines]

    assert sum(bool(re.search(sort, line)) for line in told) >= 2


def test_each_message_is_of_a_sort():
    told = [line for lines in EXPECTED.values() for line in lines]

    assert [line for line in told if not any(re.search(sort, line) for sort in SORTS)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_program_tells_one_line_each_and_writes_nothing(name: str, tmp_path: Path):
    out = tmp_path / "out"

    result = CliRunner().invoke(main, ["run", name, "--out", str(out)])

    assert result.exit_code == 3
    count = f"{len(EXPECTED[name])} problems; nothing was run or written"
    assert result.stderr.splitlines() == [*EXPECTED[name], count]
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_no_message_is_told_twice_or_runs_on():
    for name, told in EXPECTED.items():
        assert Counter(told).most_common(1)[0][1] == 1, name
        assert all(len(line) < 420 and not line.endswith((".", " ")) for line in told), name
