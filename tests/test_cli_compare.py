"""``ictsim run`` with several configs: a folder for each, and one report of all."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
from typing import TYPE_CHECKING, Any

import pytest
from test_cli_small import FILES, SMALL, call, contents, small_config, summary

import ictsim
from ictsim.cli.interrupts import Interrupts
from ictsim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

JOINT = {"report.html", "chapter.md", "comparison.json", "comparison.csv", "manifest.json"}
DEARER = SMALL.replace("amount_eur = 200_000", "amount_eur = 2_000_000").replace(
    'title = "A small case"', 'title = "A dear case"\nlabel = "dearer"'
)
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def configs(tmp_path: Path) -> tuple[Path, Path]:
    return small_config(tmp_path), small_config(tmp_path, DEARER, "dear.toml")


def compare(*words: object, out: Path, runs: int = 500, quiet: bool = True) -> Result:
    """``ictsim run`` without figures."""
    how = ("--quiet",) if quiet else ()
    return call("run", *words, "--out", out, "--runs", runs, "--no-figures", *how)


def comparison(out: Path) -> dict[str, Any]:
    return json.loads((out / "comparison.json").read_bytes())


# ---------------------------------------------------------------------------------------------
# What is written


def test_each_config_gets_the_results_it_has_alone(configs, tmp_path: Path):
    assert compare(*configs, out=tmp_path / "out").exit_code == 0

    found = contents(tmp_path / "out")
    assert set(found) == JOINT | {f"{name}/{file}" for name in ("small", "dear") for file in FILES}
    for config in configs:
        assert compare(config, out=tmp_path / config.stem).exit_code == 0
        for name, content in contents(tmp_path / config.stem).items():
            if name != "manifest.json":
                assert found[f"{config.stem}/{name}"] == content


def test_the_comparison_holds_the_figures_of_each(configs, tmp_path: Path):
    compare(*configs, out=tmp_path / "out")

    made = comparison(tmp_path / "out")
    assert (made["runs"], made["planned_runs"], made["complete"]) == (500, 500, True)
    assert [one["name"] for one in made["layers"]] == ["small", "dear"]
    assert [one["label"] for one in made["layers"]] == ["small", "dearer"]
    for name in ("small", "dear"):
        alone = summary(tmp_path / "out" / name)["estimates"]
        mine = {k: v for k, v in made["estimates"].items() if k.startswith(f"{name}.")}
        assert mine == {k: alone[k.removeprefix(f"{name}.")] for k in mine}
        assert {
            f"{name}.nan.beats.2023",
            f"{name}.nan.none.beats.2023",
            f"{name}.nan.payback.p90",
            f"{name}.more.saving.2023.p10",
            f"{name}.more.null.payback.never",
            f"{name}.more.all_partners.2023",
        } <= set(mine)


def test_csv_and_json_are_of_one_mind(configs, tmp_path: Path):
    compare(*configs, out=tmp_path / "out")

    with (tmp_path / "out" / "comparison.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    estimates = comparison(tmp_path / "out")["estimates"]
    assert [row["name"] for row in rows] == list(estimates)
    for row in rows:
        assert row["name"] == f"{row['config']}.{row['estimate']}"
        value = estimates[row["name"]]["value"]
        assert row["value"] == (value if isinstance(value, str) else repr(value))
    plan = {row["name"]: row["base"] for row in rows}
    for name in ("small", "dear"):
        base = summary(tmp_path / "out" / name)["base"]
        assert float(plan[f"{name}.nan.saving.2023.p50"]) == base["nan.saving.2023"]
        assert plan[f"{name}.nan.beats.2023"] == ""


def test_both_are_drawn_alike(configs, tmp_path: Path):
    call("run", *configs, "--out", tmp_path / "out", "--runs", 50, "--draws", 50, "--no-figures")

    def drawn(name: str) -> list[dict[str, str]]:
        text = (tmp_path / "out" / name / "draws.csv").read_text("utf-8")
        return list(csv.DictReader(text.splitlines()))

    for row, other in zip(drawn("small"), drawn("dear"), strict=True):
        assert {key: row[key] for key in ("na", "cost", "chance")} == {
            key: other[key] for key in ("na", "cost", "chance")
        }
        # The dearer one costs 1.8 million times the same draw more.
        more = float(row["nan.saving.2026"]) - float(other["nan.saving.2026"])
        assert more == pytest.approx(1.8e6 * float(row["cost"]))


def test_the_manifest_names_the_configs_and_every_file(configs, tmp_path: Path):
    compare(*configs, out=tmp_path / "out")

    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    own = [json.loads((tmp_path / "out" / n / "manifest.json").read_bytes())["config_sha256"]
           for n in ("small", "dear")]  # fmt: skip
    assert [one["sha256"] for one in manifest["configs"]] == own
    assert set(manifest["files"]) == set(contents(tmp_path / "out")) - {"manifest.json"}
    assert (manifest["seed"], manifest["runs"], manifest["complete"]) == (2013, 500, True)


def test_a_setting_of_the_command_line_holds_for_all(configs, tmp_path: Path):
    setting = "scenarios.nan.lines.project.amount_eur=3e6"
    compare(*configs, "--set", setting, out=tmp_path / "out")

    made = comparison(tmp_path / "out")
    assert made["overrides"] == [setting]
    small, dear = ({k.partition(".")[2]: v for k, v in made["estimates"].items() if k.startswith(n)}
                   for n in ("small.", "dear."))  # fmt: skip
    assert small == dear
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["overrides"] == [setting]


def test_the_report_links_to_each_and_is_about_the_first(configs, tmp_path: Path):
    compare(*configs, out=tmp_path / "out")

    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    links = set(re.findall(r'href="([^#"]+)"', page))
    assert links == {"small/report.html", "dear/report.html"}
    assert all((tmp_path / "out" / link).is_file() for link in links)
    assert "<h1>A small case</h1>" in page
    assert "A dear case" in page
    assert "Everything below is about &#34;small&#34; alone." in page


def test_reports_with_figures_draw_the_first_ones(configs, tmp_path: Path):
    assert call("run", *configs, "--out", tmp_path / "out", "--runs", 100).exit_code == 0

    joint, alone = (
        (tmp_path / "out" / place / "report.html").read_text("utf-8") for place in (".", "small")
    )
    chart = re.compile(r"<svg xmlns.*?</svg>", re.S)
    figures = chart.findall(alone)
    assert figures
    assert chart.findall(joint) == figures


# ---------------------------------------------------------------------------------------------
# Where it lies


def test_the_folder_is_named_after_the_first(
    configs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)

    result = call("run", *configs, "--runs", 100, "--no-figures")

    assert "Report: results/small_and_1_more/report.html" in result.stdout.splitlines()
    assert set(contents(tmp_path / "results" / "small_and_1_more")) > JOINT


def test_a_label_that_is_inherited_is_the_other_files(tmp_path: Path):
    base = small_config(tmp_path, DEARER)
    heir = small_config(tmp_path, f'extends = "{base.name}"', "heir.toml")
    own = small_config(tmp_path, f'extends = "{heir.name}"\n[case]\nlabel = "mine"', "own.toml")
    compare(base, heir, own, out=tmp_path / "out", runs=20)

    labels = [one["label"] for one in comparison(tmp_path / "out")["layers"]]
    assert labels == ["dearer", "heir", "mine"]
    compare(base, heir, "--set", 'case.label="both"', out=tmp_path / "set", runs=20)
    assert [one["label"] for one in comparison(tmp_path / "set")["layers"]] == ["small", "heir"]


def test_equal_names_get_numbers_and_odd_ones_are_made_plain(tmp_path: Path):
    files = [
        small_config(tmp_path / "a", SMALL, "plan 3.0 & more.toml"),
        small_config(tmp_path / "b", DEARER, "plan 3.0 & more.toml"),
        small_config(tmp_path / "c", DEARER, "PLAN_3_0_more.toml"),
    ]
    result = compare(*files, out=tmp_path / "out", runs=20)

    assert result.exit_code == 0, result.stderr
    names = [one["name"] for one in comparison(tmp_path / "out")["layers"]]
    assert names == ["plan_3_0_more", "plan_3_0_more_2", "PLAN_3_0_more_3"]
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()} == set(names)


def test_a_config_given_twice_is_refused(configs, tmp_path: Path):
    again = tmp_path / "." / "small.toml"
    (tmp_path / "link.toml").symlink_to(configs[0])

    for other in (again, tmp_path / "link.toml"):
        result = compare(configs[0], other, out=tmp_path / "out")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"error: {other} is given twice; name each config once\n"
    assert not (tmp_path / "out").exists()


def test_the_same_comparison_is_replaced_and_another_is_not(configs, tmp_path: Path):
    out = tmp_path / "out"
    compare(*configs, out=out)
    assert compare(*configs, out=out, runs=600).exit_code == 0
    before = contents(out)

    for words, runs, why in (
        (configs, 599, "holds 600 runs of the same config"),
        (configs[::-1], 600, "another config"),
        ((*configs, "--seed", 3), 600, "another seed"),
        (configs[:1], 600, "another config"),
    ):
        result = compare(*words, out=out, runs=runs)
        assert (result.exit_code, result.stdout) == (5, "")
        assert why in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert contents(out) == before
    assert compare(configs[0], out=out, runs=10).exit_code == 5
    assert compare(configs[0], "--force", out=out, runs=10).exit_code == 0
    assert set(contents(out)) == FILES


def test_reading_the_folder_tells_which_folders_there_are(configs, tmp_path: Path):
    compare(*configs, out=tmp_path / "out")

    with pytest.raises(ResultsError, match="several results: dear, small; read one of these"):
        ictsim.load_results(tmp_path / "out")
    assert ictsim.load_results(tmp_path / "out" / "dear").summary["runs"] == 500


# ---------------------------------------------------------------------------------------------
# stdout and stderr


def test_the_summary_has_a_row_for_each_config(configs, tmp_path: Path):
    result = compare(*configs, out=tmp_path / "out", quiet=False)

    lines = result.stdout.splitlines()
    assert lines[0] == "A small case"
    rows = [line.split()[0] for line in lines[3:13]]
    assert rows == ["One", "small", "=West", "@North", "dearer", "=West", "@North",
                    "-One", "small", "dearer"]  # fmt: skip
    assert lines[-2] == f"Report: {tmp_path / 'out' / 'report.html'}"
    assert result.stderr.splitlines() == ["config 1 of 2: small", "config 2 of 2: dear"]
    assert all(len(line) <= 80 for line in lines[:-2])


def test_quiet_prints_the_answer_and_what_the_others_make_of_it(configs, tmp_path: Path):
    result = compare(*configs, out=tmp_path / "out")
    alone = compare(configs[0], out=tmp_path / "alone").stdout.strip()
    answer, against = alone.split(" Compared with ")

    assert result.stderr == ""
    assert result.stdout.startswith(
        f'In "small": {answer[0].lower()}{answer[1:]} By the end of 2023 it has paid back in '
    )
    assert result.stdout.endswith(f' In "small": compared with {against}\n')
    assert result.stdout.count('"dearer"') == 3  # by a year, by when half have, and how many never
    assert result.stdout.count("\n") == 1


def test_json_prints_the_comparison_exactly(configs, tmp_path: Path):
    result = compare(*configs, "--json", out=tmp_path / "out")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == (tmp_path / "out" / "comparison.json").read_bytes()


def test_timings_are_of_all_together(configs, tmp_path: Path):
    result = compare(*configs, "--timings", out=tmp_path / "out")

    total = {line.split()[0]: float(line.split()[1]) for line in result.stderr.splitlines()}
    parts = [json.loads((tmp_path / "out" / n / "manifest.json").read_bytes())["seconds"]
             for n in ("small", "dear")]  # fmt: skip
    for part in ("formulas", "core", "estimates"):
        assert total[part] == pytest.approx(sum(one[part] for one in parts), abs=0.002)


def test_threads_change_nothing(configs, tmp_path: Path):
    for threads in (1, 2):
        compare(*configs, "--threads", threads, out=tmp_path / str(threads), runs=140_000)

    one, two = (contents(tmp_path / name) for name in "12")
    assert {name for name in one if one[name] != two[name]} == {
        f"{folder}manifest.json" for folder in ("", "small/", "dear/")
    }


def test_the_time_of_all_configs_is_asked_for_together(
    configs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ictsim.study.run._seconds", lambda *_: 2_000.0)

    alone = compare(configs[0], out=tmp_path / "one")
    assert alone.exit_code == 0
    refused = compare(*configs, out=tmp_path / "both")
    assert refused.exit_code == 2
    assert "500 runs of 2 configs will take about 67 minutes" in refused.stderr
    assert not (tmp_path / "both").exists()
    assert compare(*configs, "--yes", out=tmp_path / "both").exit_code == 0


# ---------------------------------------------------------------------------------------------
# What is wrong, and what does not match


def test_all_errors_of_all_configs_come_at_once_before_anything_runs(tmp_path: Path):
    base = small_config(tmp_path, SMALL.replace("p = 0.3", "p = 3"), "below.toml")
    files = [
        small_config(tmp_path, f'extends = "{base.name}"\n[inputs.cost]\nlow = 9.0', "one.toml"),
        small_config(tmp_path, f'extends = "{base.name}"\n[case]\nhorizon = 1', "two.toml"),
        tmp_path / "none.toml",
    ]
    result = compare(*files, out=tmp_path / "out")

    assert (result.exit_code, result.stdout) == (3, "")
    *problems, count = result.stderr.splitlines()
    assert count == f"{len(problems)} problems; nothing was run or written"
    for what in ("inputs.chance", "inputs.cost", "case.horizon", "none.toml"):
        assert sum(what in line for line in problems) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("headline_years = [2023]", "headline_years = [2024]",
         "no headline year is in all of the configs (small has 2023; other has 2024)"),
        ("scenarios.nan", "scenarios.x",
         "no scenario is in two of the configs (small has nan, more; other has x, y)"),
    ],
)  # fmt: skip
def test_configs_with_nothing_in_common_are_refused(tmp_path: Path, old: str, new: str, why: str):
    text = SMALL.replace(old, new)
    if "scenarios" in old:
        text = text.replace("scenarios.more", "scenarios.y").replace('"nan"', '"x"')
        text = text[: text.index("[published]")]
    files = small_config(tmp_path), small_config(tmp_path, text, "other.toml")

    result = compare(*files, out=tmp_path / "out")

    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_configs_are_compared_on_what_they_share_and_it_is_said(tmp_path: Path):
    text = SMALL.replace("headline_years = [2023]", "headline_years = [2022, 2023]")
    text = text.replace("horizon = 2026", "horizon = 2028").replace(
        "partners.null", "partners.third"
    )
    text = text[: text.index("[scenarios.more]")]
    files = small_config(tmp_path), small_config(tmp_path, text, "other.toml")

    result = compare(*files, out=tmp_path / "out", quiet=False)

    assert result.exit_code == 0, result.stderr
    said = " ".join(result.stdout.split())
    page = (tmp_path / "out" / "report.html").read_text("utf-8").replace("&#34;", '"')
    for words in (
        'Headline years differ: 2023 in "small"; 2022 and 2023 in "other"',
        "Compared are the years that all have: 2023.",
        'Last years calculated differ: 2026 in "small"; 2028 in "other"',
        "The councils differ; those that all have: =West & <East>.",
    ):
        assert words in said
        assert words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page
    made = comparison(tmp_path / "out")
    assert made["shared"] == {
        "headline_years": [2023],
        "partners": ["none"],
        "scenarios": ["nan", "more"],
    }
    assert not any(".2022" in name or "third" in name for name in made["estimates"])
    assert "not in this config" in page


# ---------------------------------------------------------------------------------------------
# Interrupts


@pytest.fixture
def at_config(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Send signals to this process in the runs of a config, by its number."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def arrange(config: int, act: Callable[[], None]) -> None:
        started = 0
        keep, check = Interrupts.keep, Interrupts.check

        def kept(self: Interrupts) -> None:
            nonlocal started
            started += 1
            keep(self)

        def checked(self: Interrupts, progress: Any) -> None:
            if started == config and self.asked is None and 0 < progress.done < progress.planned:
                act()
            check(self, progress)

        monkeypatch.setattr("ictsim.engine.core._SECONDS_PER_REPORT", 0.002)
        monkeypatch.setattr(Interrupts, "keep", kept)
        monkeypatch.setattr(Interrupts, "check", checked)

    yield arrange
    for number, handler in before.items():
        signal.signal(number, handler)


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture
def three(configs, tmp_path: Path) -> tuple[Path, ...]:
    return (*configs, small_config(tmp_path, SMALL.replace("6_000", "7_000"), "third.toml"))


RUNS = 2_000_000


def test_an_interrupt_keeps_what_is_complete_and_the_part(three, tmp_path: Path, at_config):
    out = tmp_path / "out"
    at_config(2, interrupt)

    result = compare(*three, "--threads", 1, out=out, runs=RUNS)

    assert result.exit_code == 130
    assert result.stderr == "interrupted: 2 of 3 configs are kept, marked as partial\n"
    assert summary(out / "small")["complete"] is True
    part = summary(out / "dear")
    assert part["complete"] is False
    assert 0 < part["runs"] < RUNS
    assert not (out / "third").exists()
    made = comparison(out)
    assert (made["complete"], made["runs"]) == (False, 0)
    assert [(one["runs"], one["folder"]) for one in made["layers"]] == [
        (RUNS, "small"),
        (part["runs"], "dear"),
        (0, None),
    ]
    page = (out / "report.html").read_text("utf-8")
    assert f"2,000,000 of 2,000,000 runs of &#34;small&#34;; {part['runs']:,} of" in page
    assert "0 of 2,000,000 runs of &#34;third&#34;" in page
    assert "not calculated" in page
    assert "third/report.html" not in page


def test_an_interrupt_in_the_first_leaves_that_one(three, tmp_path: Path, at_config):
    at_config(1, interrupt)

    result = compare(*three, "--threads", 1, out=tmp_path / "out", runs=RUNS)

    assert result.exit_code == 130
    assert result.stderr == "interrupted: 1 of 3 configs are kept, marked as partial\n"
    assert [p.name for p in (tmp_path / "out").iterdir() if p.is_dir()] == ["small"]
    assert summary(tmp_path / "out" / "small")["complete"] is False
    assert result.stdout.count('In "small": partial run, ') == 1


def test_an_interrupt_between_two_configs_starts_no_more(
    three, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_config
):
    from ictsim.study import write

    tables = write.write_tables
    monkeypatch.setattr(write, "write_tables", lambda *words: (interrupt(), tables(*words)))

    result = compare(*three, out=tmp_path / "out")

    assert result.exit_code == 130
    assert [p.name for p in (tmp_path / "out").iterdir() if p.is_dir()] == ["small"]
    assert comparison(tmp_path / "out")["complete"] is False


def test_an_interrupt_while_the_next_is_prepared_leaves_no_trace_of_that(
    three, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_config
):
    from ictsim.study import run

    plan, calls = run.plan_of, []

    def planned(study: Any) -> Any:
        calls.append(study)
        if len(calls) == 2:
            interrupt()
        return plan(study)

    monkeypatch.setattr(run, "plan_of", planned)

    result = compare(*three, out=tmp_path / "out")

    assert result.exit_code == 130
    assert [p.name for p in (tmp_path / "out").iterdir() if p.is_dir()] == ["small"]
    assert summary(tmp_path / "out" / "small")["complete"] is True


def test_a_second_interrupt_gives_all_up(
    three, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_config
):
    def asked_twice() -> None:
        for later in (0.0, 10.0):
            monkeypatch.setattr("ictsim.cli.interrupts.time.monotonic", lambda t=later: t)
            interrupt()

    tables = "ictsim.study.write.write_tables"
    at_config(2, lambda: monkeypatch.setattr(tables, lambda *_: asked_twice()))

    result = compare(*three, "--threads", 1, out=tmp_path / "out", runs=RUNS)

    assert (result.exit_code, result.stderr) == (130, "interrupted: nothing was written\n")
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".ictsim-*"))


def test_an_interrupted_comparison_comes_beside_a_complete_one(three, tmp_path: Path, at_config):
    out = tmp_path / "out"
    compare(*three, out=out, runs=RUNS)
    before = contents(out)
    at_config(2, interrupt)

    result = compare(*three, "--threads", 1, out=out, runs=RUNS)

    assert result.exit_code == 130
    assert contents(out) == before
    assert comparison(tmp_path / "out_partial")["complete"] is False
    assert result.stderr.splitlines()[0] == (
        f"{out} holds a complete run and stays as it is; this part is in {out}_partial"
    )
