"""``--set``: what it changes, what it leaves alone, and what it refuses."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from test_config_small import SMALL, config, toml

from ictsim.cli import main
from ictsim.config import LoadedCase, load_case
from ictsim.config.faults.fault import dotted
from ictsim.config.files.reading import parse
from ictsim.errors import ConfigError, Problem


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return config(tmp_path_factory.mktemp("overrides"), SMALL)


TABLES = parse(SMALL, Path("small.toml"))


def refused(path: Path, *overrides: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        load_case(path, overrides)
    return caught.value.problems


def changed(small: Path, *overrides: str) -> list[str]:
    """The dotted keys whose values differ from those of the config, or are new or gone."""
    found = load_case(small, overrides).tables
    before, after = dict(leaves(TABLES)), dict(leaves(found))
    absent = object()
    return [
        dotted(keys)
        for keys in sorted({**before, **after}, key=str)
        if before.get(keys, absent) != after.get(keys, absent)
    ]


def leaves(tables: Any, keys: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    pairs = tables.items() if isinstance(tables, dict) else enumerate(tables)
    for key, value in pairs:
        if isinstance(value, dict | list):
            yield from leaves(value, (*keys, key))
        else:
            yield (*keys, key), value


@pytest.mark.parametrize(
    ("override", "keys"),
    [
        ("inputs.saving.mode=0.2", ["inputs.saving.mode"]),
        ("inputs.saving.base = 0.2", ["inputs.saving.base"]),
        ('case.title="Another"', ["case.title"]),
        ("case.'title'='Another'", ["case.title"]),
        ('"case"."title"="Another"', ["case.title"]),
        ("partners.east.baseline_eur.2021=5", ["partners.east.baseline_eur.2021"]),
        ("partners.east.baseline_eur.2022=5", ["partners.east.baseline_eur.2022"]),
        (
            "partners.east.baseline_eur={2020=5}",
            ["partners.east.baseline_eur.2020", "partners.east.baseline_eur.2021"],
        ),
        ("partners.east={baseline_eur={2020=1_000.0}}", ["partners.east.baseline_eur.2021"]),
        ("partners={east={attributes={inhabitants=100}}}", ["partners.east.attributes.workplaces"]),
        (
            "scenarios.plan.lines.project.phasing={2022=1.0}",
            [f"scenarios.plan.lines.project.phasing.{year}" for year in (2020, 2021, 2022)],
        ),
        (
            "scenarios.plan.lines={project={phasing={2020=1.0}}, office={amount_eur=21}}",
            [
                "scenarios.plan.lines.office.amount_eur",
                "scenarios.plan.lines.project.phasing.2020",
                "scenarios.plan.lines.project.phasing.2021",
            ],
        ),
        (
            "scenarios.more.lines.programme.amounts_eur={2022=12}",
            ["scenarios.more.lines.programme.amounts_eur.2021"],
        ),
        (
            'scenarios.plan.lines.team.fte={managers="fte"}',
            ["scenarios.plan.lines.team.fte.helpers"],
        ),
        (
            "baseline.categories.software.additive_eur={west=5.0}",
            [f"baseline.categories.software.additive_eur.{name}" for name in ("east", "west")],
        ),
        ("published.costs_eur.plan={}", []),
        ("partners.east.attributes.workplaces=41", ["partners.east.attributes.workplaces"]),
        ("inputs.overrun.components[1].alpha=2.5", ["inputs.overrun.components[1].alpha"]),
        ("schedules.ramp.plan[1][0]=2026.0", ["schedules.ramp.plan[1][0]"]),
        ("case.headline_years[0] = 2024", ["case.headline_years[0]"]),
        ("case.headline_years=[2025, 2029]", ["case.headline_years[1]"]),
        ("inputs.saving.cap=0.35", ["inputs.saving.cap"]),
        (
            "published.costs_eur.plan.east.2021=3",
            ["published.costs_eur.plan.east.2021"],
        ),
        ("scenarios.plan.lines.team.fte.helpers=2.0", ["scenarios.plan.lines.team.fte.helpers"]),
        (
            "scenarios.new={label=\"New\", builds_on=\"plan\"}",
            ["scenarios.new.builds_on", "scenarios.new.label"],
        ),
    ],
)  # fmt: skip
def test_a_setting_changes_that_key_alone(small: Path, override: str, keys: list[str]):
    found = changed(small, override)

    # An input that is touched has its plan written down, as under any later layer.
    assert [key for key in found if key != "inputs.fte.base"] == keys


def test_a_setting_is_what_a_file_on_top_would_be(small: Path):
    for key, value in [("low", 0.1), ("high", 9.0), ("base", 2.0), ("label", "x")]:
        above = f'extends = "case.toml"\n[inputs.years]\n{key} = {toml(value)}\n'
        layered = load_case(config(small.parent, above, "above.toml"))
        loaded = load_case(small, [f"inputs.years.{key}={toml(value)}"])

        assert loaded.case == layered.case
        assert loaded.sha256 == layered.sha256


ABOVE = [
    ("partners.east.attributes", {"inhabitants": 7}),
    ("scenarios.plan.lines.project", {"phasing": {"2024": 1.0}}),
    ("scenarios.more", {"lines": {"programme": {"after": "hold"}}, "label": "Less"}),
    ("inputs", {"delay": {"dist": "uniform", "low": 0.5, "high": 3.0}, "fte": {"low": 2.0}}),
    ("scenarios.plan.lines", {"office": {"kind": "amounts", "amounts_eur": {"2021": 1}}}),
    ("baseline", {"included_growth": 0.0, "categories": {"software": {"share": 0.2}}}),
]


@pytest.mark.parametrize(("keys", "value"), ABOVE, ids=[keys for keys, _ in ABOVE])
def test_a_table_in_braces_is_what_a_file_with_that_table_would_be(
    small: Path, keys: str, value: dict[str, Any]
):
    *outer, last = keys.split(".")
    header = f"[{'.'.join(outer)}]\n" if outer else ""
    above = config(
        small.parent, f'extends = "case.toml"\n{header}{last} = {toml(value)}\n', "braces.toml"
    )

    loaded = load_case(small, [f"{keys}={toml(value)}"])

    assert loaded.tables == load_case(above).tables


def test_deeper_settings_after_a_table_add_to_it(small: Path):
    keys = "scenarios.plan.lines.project.phasing"
    loaded = load_case(small, [f"{keys}={{2021=0.4}}", f"{keys}.2023=0.6"])

    assert loaded.case.scenarios["plan"].lines["project"].phasing == {2021: 0.4, 2023: 0.6}


def test_the_plan_stays_the_plan(small: Path):
    loaded = load_case(small, ["inputs.delay.mode=1.0", "inputs.delay.high=4.0"])

    assert loaded.case.inputs["delay"].base_value() == 0.5
    assert loaded.case.inputs["delay"].mode == 1.0
    assert load_case(small, ["inputs.delay.base=1.0"]).case.inputs["delay"].base_value() == 1.0


def test_another_distribution_in_several_settings_or_in_one(small: Path):
    several = ['inputs.delay.dist="uniform"', "inputs.delay.low=1", "inputs.delay.high=2"]
    one = ['inputs.delay={dist="uniform", low=1, high=2}']

    assert load_case(small, several).case == load_case(small, one).case
    delay = load_case(small, one).case.inputs["delay"]
    assert (delay.support(), delay.base_value(), delay.label) == ((1.0, 2.0), 0.5, "Delay")


def test_a_mixture_is_replaced_whole(small: Path):
    override = 'inputs.overrun.components=[{dist="constant", value=1}, {dist="constant", value=2}]'

    overrun = load_case(small, [override]).case.inputs["overrun"]

    assert [component.value for component in overrun.components] == [1.0, 2.0]
    assert overrun.weights == [0.9, 0.1]


def test_the_last_of_two_settings_counts(small: Path):
    loaded = load_case(small, ["case.horizon=2031", "case.horizon=2032"])

    assert loaded.case.case.horizon == 2032


def test_settings_are_kept_and_count_in_the_hash(small: Path):
    plain, loaded = load_case(small), load_case(small, ("inputs.saving.mode=0.2",))

    assert plain.overrides == ()
    assert loaded.overrides == ("inputs.saving.mode=0.2",)
    assert loaded.sha256 != plain.sha256
    assert load_case(small, ["case.horizon=2030"]).sha256 == plain.sha256
    assert loaded.files == plain.files
    assert loaded.text == plain.text


@pytest.mark.parametrize(
    ("override", "path", "message"),
    [
        ("inputs.savin.mode=0.2", "inputs.savin", "no input of this config; there are: rise, "),
        ("inputs.saving.mod=0.2", "inputs.saving.mod", 'did you mean "mode"?'),
        ("input.saving.mode=0.2", "input", 'did you mean "inputs"?'),
        ("inputs.saving.mode=2", "inputs.saving", "mode 2 is above high 0.4"),
        ('inputs.saving.mode="0.2"', "inputs.saving.mode", 'is "0.2"; must be a number'),
        (
            "scenarios.plan.lines.ofice.amount_eur=1",
            "scenarios.plan.lines.ofice",
            'did you mean "office"?',
        ),
        (
            "scenarios.plann.label='x'",
            "scenarios.plann",
            'no scenario of this config; there are: plan, more; did you mean "plan"?',
        ),
        ("schedules.rampe.pace=1", "schedules.rampe", 'did you mean "ramp"?'),
        ("partners.easst.baseline_eur.2020=1", "partners.easst", 'did you mean "east"?'),
        (
            "inputs.overrun.components[2].low=1",
            "inputs.overrun.components[2]",
            "is a list and holds no [2]; it has [0] to [1]",
        ),
        (
            "inputs.overrun.components.low=1",
            "inputs.overrun.components.low",
            "is a list; name a place in it",
        ),
        (
            "inputs.saving.components[0].low=1",
            "inputs.saving.components",
            "is not there, so it has no [places]",
        ),
        (
            "inputs.saving.mode.low=1",
            "inputs.saving.mode.low",
            "is 0.3, which has no keys; set it whole",
        ),
        ("inputs.overrun=3", "inputs.overrun", "is 3; must be a table"),
        ("inputs[0].mode=1", "inputs[0]", "is a table; [0] stands for a place in a list"),
    ],
)
def test_what_cannot_be_set(small: Path, override: str, path: str, message: str):
    [problem] = refused(small, override)

    assert (problem.file, problem.line) == (f"--set {override}", 0)
    assert problem.path == path
    assert message in problem.message


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("", "no key; write it as key.path=value"),
        ("=3", "no key"),
        ("case.horizon", "no key with an equals sign and a value"),
        ("case.horizon 2030", "no key with an equals sign"),
        ("case.horizon=", "no value"),
        ("case..horizon=1", "no key"),
        ("[case]", "no key"),
        ("case.horizon=2030 2031", "is no TOML value"),
        ("case.horizon=[1", "is no TOML value"),
        ("case.horizon=1\ncase.start=2", "more than one value; give each its own --set"),
        ('case."\\q"=1', "is no key"),
        ("case.title=" + "[" * 3000, "is no TOML value"),
    ],
)
def test_what_is_no_setting(small: Path, override: str, message: str):
    [problem] = refused(small, override)

    assert problem.path == ""
    assert message in problem.message
    assert "\n" not in str(problem)


def test_a_bare_word_is_refused_with_the_quotes_it_lacks(small: Path):
    [problem] = refused(small, "case.title=Plan B")

    assert problem.message.endswith("""for the shell: 'case.title="Plan B"'""")
    assert load_case(small, ['case.title="Plan B"']).case.case.title == "Plan B"


def test_all_settings_and_files_are_told_at_once(small: Path, tmp_path: Path):
    broken = config(tmp_path, SMALL.replace("horizon = 2030", "horizont = 2030"))

    assert len(refused(small, "x", "y=", "case.horizon=2031")) == 2
    found = refused(broken, "inputs.dely.mode=1", "inputs.saving.mode=9")
    assert {problem.path for problem in found} == {
        "inputs.dely",
        "case.horizont",
        "inputs.saving",
    }


def test_a_fault_that_a_setting_makes_elsewhere_stands_where_it_is(small: Path):
    [problem] = refused(small, "case.horizon=2024")

    assert problem.file == "--set case.horizon=2024"
    assert problem.path == "case"


def case_or_none(path: Path, override: str) -> LoadedCase | None:
    """What is loaded; none where there are problems, each of one line."""
    problems: tuple[Problem, ...] = ()
    try:
        return load_case(path, [override])
    except ConfigError as error:
        problems = error.problems
    assert problems
    assert all("\n" not in str(problem) for problem in problems)
    return None


KEYS = [keys for keys, _ in leaves(TABLES)]


@given(st.sampled_from(KEYS), st.sampled_from([0, 2020, 0.5, -1, "rise", "x y", True, [], {}]))
@settings(max_examples=150)
def test_any_value_anywhere_gives_a_case_or_problems(small: Path, keys: Any, value: Any):
    override = f"{dotted(keys)}={toml(value)}"
    loaded = case_or_none(small, override)
    if loaded is None:
        return
    expected = copy.deepcopy(TABLES)
    around: Any = expected
    for key in keys[:-1]:
        around = around[key]
    around[keys[-1]] = value
    without_bases(expected, loaded)
    assert loaded.tables == expected


def without_bases(expected: Any, loaded: LoadedCase) -> None:
    """Bases that were fixed because their input is set."""
    for name, table in loaded.tables["inputs"].items():
        if "base" not in expected["inputs"][name]:
            table.pop("base", None)


@given(st.text(max_size=40))
@settings(max_examples=200)
def test_any_argument_gives_a_case_or_problems(small: Path, argument: str):
    assert case_or_none(small, argument) is None or "=" in argument


@pytest.mark.parametrize("command", ["run", "base"])
def test_commands_take_settings_and_refuse_bad_ones(small: Path, tmp_path: Path, command: str):
    out = tmp_path / "out"
    place = ["--out", str(out)] if command == "run" else []
    arguments = [command, str(small), "--set", "case.horizont=1", "--set", "inputs.rise.mode=7"]

    result = CliRunner().invoke(main, [*arguments, *place])

    assert result.exit_code == 3
    lines = result.stderr.splitlines()
    assert lines[0].startswith("--set case.horizont=1: case.horizont: unknown key; ")
    assert lines[1].startswith("--set inputs.rise.mode=7: inputs.rise: mode 7 is above high 0.04")
    assert not out.exists()


def test_results_tell_their_settings(small: Path, tmp_path: Path):
    setting, out = "inputs.saving.mode=0.2", tmp_path / "out"

    options = ["--runs", "200", "--no-figures", "--quiet", "--out", str(out), "--set", setting]
    result = CliRunner().invoke(main, ["run", str(small), *options])

    assert result.exit_code == 0, result.stderr
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    loaded = load_case(small, [setting])
    assert manifest["overrides"] == [setting]
    assert manifest["config_sha256"] == loaded.sha256
    assert manifest["config_resolved"]["inputs"]["saving"]["mode"] == 0.2
    told = [line for line in result.stderr.splitlines() if line.startswith("warning: ")]
    assert told == [f"warning: {warning}" for warning in loaded.warnings]
    assert told
