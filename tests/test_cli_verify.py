"""``ictsim verify``: the same bits again, and what it says of results that are not."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from test_cli_small import SMALL, call, contents, program, run_quickly, small_config

from ictsim import __version__
from ictsim.results.record import FORMAT
from ictsim.study import verify
from ictsim.study.verify import Difference

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

TABLES = ["inputs.csv", "payback.csv", "percentiles.csv", "yearly.csv"]
DEARER = SMALL.replace("amount_eur = 200_000", "amount_eur = 2_000_000")
# A warning with a path, one that rests on the figures, an event, and draws that go together.
RICHER = SMALL.replace('source = "assumption: a test"\n', "", 1).replace(
    "phasing = { 2020 = 0.5, 2021 = 0.5 }", "phasing = { 2025 = 0.5, 2026 = 0.5 }\ndelay = 1.0"
) + """
[inputs.past]
dist = "empirical"
file = "past.csv"
column = "ratio"
source = "assumption: a test"

[correlations.both]
inputs = ["na", "cost"]
rank = 0.4
source = "assumption: a test"

[events.fire]
kind = "hazard"
rate = 0.1
label = "Fire"
source = "assumption: a test"

[scenarios.nan.lines.loss]
kind = "yearly"
label = "Loss"
source = "assumption: a test"
amount_eur = 1_000
factors = ["past"]
from = "fire"
"""  # fmt: skip


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of 500 runs; nobody changes them."""
    folder = tmp_path_factory.mktemp("original")
    run_quickly(small_config(folder), folder / "out", "--runs", 500)
    return folder / "out"


@pytest.fixture
def out(original: Path, tmp_path: Path) -> Path:
    """A copy of them."""
    return shutil.copytree(original, tmp_path / "out")


@pytest.fixture(scope="module")
def original_joint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("joint")
    configs = small_config(folder), small_config(folder, DEARER, "dear.toml")
    call("run", *configs, "--runs", 500, "--out", folder / "out", "--no-figures", "--quiet")
    return folder / "out"


@pytest.fixture
def joint(original_joint: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original_joint, tmp_path / "joint")


def read(folder: Path, name: str = "manifest.json") -> Any:
    return json.loads((folder / name).read_bytes())


def change(folder: Path, change_it: Callable[[Any], object], name: str = "manifest.json") -> None:
    """Change a JSON file by hand, in the layout it has."""
    content = read(folder, name)
    change_it(content)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (folder / name).write_text(text, "utf-8")


def hash_anew(folder: Path, *names: str) -> None:
    """Make the manifest fit the files: a change that hides itself."""
    fresh = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    change(folder, lambda manifest: manifest["files"].update(fresh))


def numbers_in(*files: Path) -> int:
    """How many numbers stand in JSON files, counted by the reader of JSON."""
    found: list[str] = []
    for file in files:
        json.loads(file.read_text("utf-8"), parse_float=found.append, parse_int=found.append)
    return len(found)


def lines_of(result: Result, code: int = 3) -> list[str]:
    assert (result.exit_code, result.stderr) == (code, ""), result.output
    return result.stdout.splitlines()


def refusal(folder: Path) -> str:
    """The one line that says why there is nothing to verify."""
    result = call("verify", folder)
    assert (result.exit_code, result.stdout) == (3, ""), result.output
    [line] = result.stderr.splitlines()
    return line.removeprefix("error: ")


# ---------------------------------------------------------------------------------------------
# The same


def test_the_same_is_one_line_and_nothing_is_written(out: Path):
    before = contents(out.parent)

    lines = lines_of(call("verify", out), 0)

    numbers = numbers_in(out / "summary.json")
    assert numbers > 1_000
    assert lines == [f"the same: {numbers:,} figures and 5 files, bit for bit"]
    assert contents(out.parent) == before


def test_threads_and_the_place_do_not_matter(tmp_path: Path):
    made = tmp_path / "made"
    run_quickly(small_config(tmp_path), made, "--runs", 140_000, "--threads", 2)
    (tmp_path / "small.toml").unlink()
    moved = made.rename(tmp_path / "moved")

    told = [call("verify", moved, "--threads", threads) for threads in (1, 2)]

    assert lines_of(told[0], 0) == lines_of(told[1], 0)
    assert told[0].stdout.startswith("the same: ")


def test_samples_settings_draws_figures_and_warnings_are_no_obstacle(tmp_path: Path):
    (tmp_path / "past.csv").write_text("ratio\n0.5\n1.25\n3\n", "utf-8")
    config, made = small_config(tmp_path, RICHER), tmp_path / "made"
    words = ("--runs", 300, "--draws", 20, "--set", "inputs.cost.high=3.5", "--seed", 2**64 - 1)
    result = call("run", config, "--out", made, *words)
    assert result.exit_code == 0, result.stderr
    stored = read(made, "summary.json")
    assert (len(stored["warnings"]), len(stored["remarks"])) == (1, 2)
    for name in ("past.csv", "small.toml"):
        (tmp_path / name).unlink()

    [line] = lines_of(call("verify", made, "--quiet"), 0)

    assert line.endswith(" figures and 5 files, bit for bit")


def test_a_remark_that_rests_on_figures_is_computed_again(tmp_path: Path):
    (tmp_path / "past.csv").write_text("ratio\n0.5\n", "utf-8")
    made = tmp_path / "made"
    run_quickly(small_config(tmp_path, RICHER), made, "--runs", 300)
    change(made, lambda found: found["remarks"][0].update(message="All is well."), "summary.json")
    hash_anew(made, "summary.json")

    lines = lines_of(call("verify", made))

    assert lines[0].startswith("different: 0 of ")
    assert lines[1].startswith(
        'texts that differ: 1, the first remarks 1 message: "All is well." stored,'
    )


def test_joint_results_are_verified_one_by_one_and_together(joint: Path):
    before = contents(joint)

    result = call("verify", joint)

    numbers = numbers_in(*joint.rglob("summary.json"), joint / "comparison.json")
    assert result.exit_code == 0
    assert result.stdout == f"the same: {numbers:,} figures and 12 files, bit for bit\n"
    assert result.stderr.splitlines() == ["config 1 of 2: small", "config 2 of 2: dear"]
    assert contents(joint) == before
    assert call("verify", joint, "--quiet").stderr == ""
    assert call("verify", joint / "dear").exit_code == 0


def test_the_users_own_files_do_not_matter(out: Path):
    (out / "my notes.txt").write_text("mine", "utf-8")

    assert call("verify", out).exit_code == 0


# ---------------------------------------------------------------------------------------------
# Changed by hand


def test_a_figure_changed_by_hand_is_named_with_both_values(out: Path):
    name = "nan.saving.2023.p50"
    true = read(out, "summary.json")["estimates"][name]["value"]
    change(out, lambda found: found["estimates"][name].update(value=1.5), "summary.json")

    lines = lines_of(call("verify", out))

    assert lines == [
        f"different: 1 of {numbers_in(out / 'summary.json'):,} figures, "
        "1 of 5 files (summary.json)",
        f"largest difference: estimates {name} value: 1.5 stored, {true!r} now",
        "changed since they were written: summary.json",
        "made with the same version, python, packages, platform and processor",
    ]


def test_one_bit_is_a_difference_and_a_hidden_one_too(out: Path):
    name = "nan.saving.2023.mean"
    true = read(out, "summary.json")["estimates"][name]["value"]
    changed = math.nextafter(true, math.inf)
    change(out, lambda found: found["estimates"][name].update(value=changed), "summary.json")
    hash_anew(out, "summary.json")

    lines = lines_of(call("verify", out))

    assert lines[0].startswith("different: 1 of ")
    assert f"{name} value: {changed!r} stored, {true!r} now" in lines[1]
    assert not any("changed since" in line for line in lines)


@pytest.mark.parametrize("name", TABLES)
def test_a_changed_cell_of_a_table_is_found_whether_it_hides_or_not(out: Path, name: str):
    text = (out / name).read_text("utf-8")
    (out / name).write_text(text[:-2] + ("1" if text[-2] != "1" else "2") + "\n", "utf-8")

    told = lines_of(call("verify", out))
    hash_anew(out, name)
    hidden = lines_of(call("verify", out))

    assert told[0].startswith("different: 0 of ")
    assert told[0].endswith(f" figures, 1 of 5 files ({name})")
    assert told[1] == f"changed since they were written: {name}"
    assert hidden == [told[0], told[2]]


def test_a_file_that_is_not_computed_again_is_held_to_its_hash(out: Path):
    with (out / "report.html").open("a", encoding="utf-8") as file:
        file.write("<!-- better -->")

    lines = lines_of(call("verify", out))

    assert lines[0].startswith("the same: ")
    assert lines[1] == "changed since they were written: report.html"


def test_a_missing_file_is_named(out: Path):
    (out / "yearly.csv").unlink()
    (out / "report.html").unlink()

    lines = lines_of(call("verify", out))

    assert lines[0].endswith("1 of 5 files (yearly.csv)")
    assert lines[1] == (
        "changed since they were written: report.html (missing), yearly.csv (missing)"
    )


def test_another_seed_or_number_of_runs_gives_other_figures(out: Path, tmp_path: Path):
    for key, value in (("seed", 2014), ("runs", 499)):
        changed = shutil.copytree(out, tmp_path / key)
        change(changed, lambda manifest, k=key, v=value: manifest.update({k: v}))

        lines = lines_of(call("verify", changed))

        count = int(lines[0].split()[1].replace(",", ""))
        assert count > 500
        assert lines[0].endswith("(payback.csv, percentiles.csv, summary.json, yearly.csv)")
        assert lines[1].startswith("largest difference: ")


def test_another_config_in_the_manifest_is_found(out: Path):
    def dearer(manifest: Any) -> None:
        tables = manifest["config_resolved"]
        tables["scenarios"]["nan"]["lines"]["project"]["amount_eur"] = 2_000_000

    change(out, dearer)
    lines = lines_of(call("verify", out))

    assert int(lines[0].split()[1].replace(",", "")) > 500
    assert "changed since they were written: manifest.json (its config)" in lines


def test_a_text_that_obeys_a_terminal_is_shown_escaped(out: Path):
    ugly = "a\x1b[2J\x9bb\n" + "x" * 200
    change(out, lambda found: found["case"].update(title=ugly), "summary.json")

    lines = lines_of(call("verify", out))

    [told] = [line for line in lines if line.startswith("texts that differ: 1, ")]
    assert told.isprintable()
    assert len(told) < 200
    assert told.endswith('x... stored, "A small case" now')


def test_figures_that_are_gone_or_new_are_differences(out: Path):
    def mix(found: Any) -> None:
        found["base"]["new"] = 5
        del found["estimates"]["nan.saving.2023.mean"]

    change(out, mix, "summary.json")
    lines = lines_of(call("verify", out))

    # Gone are value, low, high and runs; the texts are its unit and its note.
    assert lines[0].startswith("different: 5 of ")
    assert any(line.startswith("texts that differ: 2, ") for line in lines)


def test_a_change_in_one_of_several_configs_is_told_with_its_place(joint: Path):
    name = "nan.beats.2023"
    true = read(joint / "dear", "summary.json")["estimates"][name]["value"]
    change(joint / "dear", lambda f: f["estimates"][name].update(value=0.987), "summary.json")

    lines = lines_of(call("verify", joint, "--quiet"))

    assert lines[0].startswith("small: the same: ")
    assert lines[1].startswith("dear: different: 1 of ")
    assert lines[2] == (
        f"dear: largest difference: estimates {name} value: 0.987 stored, {true!r} now"
    )
    assert lines[3].startswith("the same: ")
    assert lines[4] == "changed since they were written: dear/summary.json"


@pytest.mark.parametrize("name", ["comparison.json", "comparison.csv"])
def test_a_changed_comparison_is_found_whether_it_hides_or_not(joint: Path, name: str):
    text = (joint / name).read_text("utf-8")
    (joint / name).write_text(text.replace("dear.nan.beats.2023", "dear.nan.beats.2022"), "utf-8")

    told = lines_of(call("verify", joint, "--quiet"))
    hash_anew(joint, name)
    hidden = lines_of(call("verify", joint, "--quiet"))

    assert [line for line in told if line.startswith("different: ")] == [
        line for line in hidden if line.endswith(f"1 of 2 files ({name})")
    ]
    assert f"changed since they were written: {name}" in told
    assert not any(line.startswith("changed") for line in hidden)


# ---------------------------------------------------------------------------------------------
# Other versions and machines


def test_another_package_or_machine_is_told_where_it_has_no_effect(out: Path):
    numpy = read(out)["packages"]["numpy"]
    processor = read(out)["processor"]
    change(out, lambda manifest: manifest["packages"].update(numpy="1.0.1", gone="3"))
    change(out, lambda manifest: manifest.update(processor="An abacus"))

    [line] = lines_of(call("verify", out), 0)

    assert line.endswith(
        f", bit for bit; made with numpy 1.0.1 (now {numpy}), gone 3 (now not listed), "
        f"processor An abacus (now {processor})"
    )


def test_another_package_is_told_where_figures_differ(out: Path):
    change(out, lambda manifest: manifest["packages"].update(python="3.9.0"))
    change(out, lambda manifest: manifest.update(seed=1))

    lines = lines_of(call("verify", out))

    assert lines[-1].startswith("made with python 3.9.0 (now ")


def test_of_another_version_the_figures_are_compared_and_not_the_files(out: Path):
    def older(found: Any) -> None:
        found["version"] = "0.0.9"

    for name in ("summary.json", "manifest.json"):
        change(out, older, name)
    hash_anew(out, "summary.json")
    numbers = numbers_in(out / "summary.json")

    [line] = lines_of(call("verify", out), 0)
    assert line == (
        f"the same: {numbers:,} figures, bit for bit; "
        f"made with version 0.0.9 (now {__version__})"
    )  # fmt: skip

    change(out, lambda found: found["base"].update({"nan.saving.2023": 1.0}), "summary.json")
    hash_anew(out, "summary.json")
    lines = lines_of(call("verify", out))
    assert lines[0] == f"different: 1 of {numbers:,} figures"
    assert lines[1].startswith("largest difference: base nan.saving.2023: 1.0 stored, ")
    assert lines[2] == f"made with version 0.0.9 (now {__version__})"


# ---------------------------------------------------------------------------------------------
# What cannot be verified


def test_what_is_no_results_folder_is_refused(tmp_path: Path, out: Path):
    (tmp_path / "empty").mkdir()

    assert refusal(tmp_path / "nowhere") == f"{tmp_path / 'nowhere'}: no such folder"
    assert refusal(out / "summary.json").endswith("summary.json: no such folder")
    assert "has no manifest.json: no results folder" in refusal(tmp_path / "empty")
    (out / "summary.json").unlink()
    assert "has no summary.json" in refusal(out)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "\x00", '{"format": 1'])
def test_a_manifest_that_is_no_object_is_refused(out: Path, text: str):
    (out / "manifest.json").write_text(text, "utf-8")

    assert "manifest.json cannot be read: " in refusal(out)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("complete", False, "was interrupted, 500 of 500 runs are there"),
        ("generator", "excel\n", "the generator is 'excel\\n'"),
        ("generator", None, "the generator is None"),
        ("seed", "2013", "has no sound seed"),
        ("seed", True, "has no sound seed"),
        ("seed", -1, "seed -1 is not between 0 and"),
        ("seed", 2**64, "seed 18446744073709551616 is not between 0 and"),
        ("runs", 0, "runs 0 is not between 1 and"),
        ("runs", 10**13, "runs 10000000000000 is not between 1 and"),
        ("runs", 1.5, "has no sound runs"),
        ("files", [], "has no sound files"),
        ("packages", None, "has no sound packages"),
        ("config_resolved", [], "has no sound config_resolved"),
        ("config_resolved", {}, "its config is not valid in this version"),
        ("configs", [], "has no comparison.json"),
    ],
)
def test_a_manifest_that_cannot_be_run_is_refused(out: Path, key: str, value: object, told: str):
    change(out, lambda manifest: manifest.update({key: value}))
    before = contents(out.parent)

    assert told in refusal(out)
    assert contents(out.parent) == before


@pytest.mark.parametrize("version", [1, FORMAT + 1, 99, None, True])
@pytest.mark.parametrize("name", ["manifest.json", "summary.json"])
def test_another_format_is_refused_as_the_report_refuses_it(out: Path, name: str, version: object):
    content = json.loads((out / name).read_bytes()) | {"format": version}
    (out / name).write_text(json.dumps(content), "utf-8")
    line = refusal(out)

    assert f"has results format {version!r}, made by ictsim" in line
    assert call("report", out).stderr == f"error: {line}\n"


def test_every_key_that_is_lacking_is_named(out: Path):
    change(out, lambda manifest: [manifest.pop(key) for key in ("runs", "platform", "files")])

    assert refusal(out).endswith("has no sound runs, platform, files; run the config again")


def test_a_config_that_is_not_valid_any_more_is_told_with_its_key(out: Path):
    change(out, lambda manifest: manifest["config_resolved"]["inputs"]["cost"].update(low=9.0))

    line = refusal(out)

    assert "its config is not valid in this version (inputs.cost" in line


@pytest.mark.parametrize("configs", [[], [3], [{}], [{"name": "../out"}], [{"name": 3}]])
def test_joint_results_without_sound_names_are_refused(joint: Path, configs: object):
    change(joint, lambda manifest: manifest.update(configs=configs))

    assert "has no sound configs" in refusal(joint)


def test_joint_results_of_which_a_part_cannot_be_verified_are_refused(joint: Path):
    change(joint / "dear", lambda manifest: manifest.update(complete=False))
    assert f"{joint / 'dear'} was interrupted" in refusal(joint)

    shutil.rmtree(joint / "dear")
    assert f"{joint / 'dear'} has no manifest.json" in refusal(joint)


def test_an_interrupt_ends_it_in_one_line(out: Path, monkeypatch: pytest.MonkeyPatch):
    def stopped(*_: object, **__: object) -> Any:
        class Outcome:
            complete = False

        return Outcome()

    monkeypatch.setattr(verify, "run_study", stopped)

    result = call("verify", out)

    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "interrupted\n")


def test_it_works_as_a_program_of_its_own(out: Path):
    code, shown, told = program("verify", out, "--threads", 1)

    assert (code, told) == (0, "")
    assert shown.startswith("the same: ")


# ---------------------------------------------------------------------------------------------
# How large a difference is


@pytest.mark.parametrize(
    ("stored", "now", "size"),
    [
        (100.0, 150.0, 1 / 3),
        (150, 100, 1 / 3),
        (-1.0, 1.0, 2.0),
        (0.0, 1e-9, 1e-3),  # rounding that is left of an amount is not the largest of all
        (0.0, -0.0, 0.0),
        (2020, "never", float("inf")),
        (None, 3.0, float("inf")),
    ],
)
def test_a_difference_is_measured_against_the_larger_figure(stored: Any, now: Any, size: float):
    one = Difference("x", stored, now)

    assert one.is_figure
    assert one.size == pytest.approx(size, rel=1e-12)


@pytest.mark.parametrize(("stored", "now"), [("a", "b"), (None, "b"), (True, False)])
def test_a_text_is_no_figure(stored: Any, now: Any):
    assert not Difference("x", stored, now).is_figure


def test_signs_of_zero_and_kinds_of_number_are_told_apart(out: Path):
    def spell(found: Any) -> None:
        found["seed"] = 2013.0
        found["base"] = {k: -v if v == 0.0 else v for k, v in found["base"].items()}

    zeros = sum(value == 0.0 for value in read(out, "summary.json")["base"].values())
    change(out, spell, "summary.json")

    lines = lines_of(call("verify", out))

    assert zeros > 0
    assert lines[0].startswith(f"different: {zeros + 1} of ")
