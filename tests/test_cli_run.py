"""``ictsim run``: what comes on stdout and stderr, and which folder it lands in."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from test_cli_small import FILES, SMALL, call, contents, run_quickly, small_config, summary

from ictsim.cli.interrupts import Interrupts
from ictsim.cli.options import available_threads
from ictsim.engine import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return small_config(tmp_path)


@pytest.fixture
def earlier(config: Path) -> tuple[Path, dict[str, bytes]]:
    """A folder of results and what is in it."""
    out = config.parent / "out"
    assert run_quickly(config, out, "--runs", 100).exit_code == 0
    return out, contents(out)


# ---------------------------------------------------------------------------------------------
# stdout and stderr


def test_json_prints_the_summary_exactly(config: Path, tmp_path: Path):
    result = run_quickly(config, tmp_path / "out", "--runs", 100, "--json")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == (tmp_path / "out" / "summary.json").read_bytes()


def test_the_result_ends_with_where_the_report_lies_and_the_answer(config: Path, tmp_path: Path):
    words = ("run", config, "--out", tmp_path / "out", "--no-figures", "--runs", 100)
    *table, report, answer = call(*words).stdout.splitlines()

    assert table[0] == "A small case"
    assert report == f"Report: {tmp_path / 'out' / 'report.html'}"
    assert re.fullmatch(r"In .* has paid back by the end of 2023, .*\.", answer)
    assert call(*words, "--quiet").stdout == f"{answer}\n"


def test_no_colour_and_no_movement_where_there_is_no_terminal(config: Path, tmp_path: Path):
    result = call("run", config, "--out", tmp_path / "out", "--no-figures", "--runs", 300_000)

    assert result.exit_code == 0
    assert "\x1b" not in result.stdout + result.stderr
    assert "\r" not in result.stdout + result.stderr


def test_timings_go_to_stderr_and_into_the_manifest(config: Path, tmp_path: Path):
    result = run_quickly(config, tmp_path / "out", "--runs", 100, "--timings")
    listed = {line.split()[0]: float(line.split()[1]) for line in result.stderr.splitlines()}

    assert list(listed)[-1] == "total"
    assert {"config", "core", "estimates", "writing", "report"} < set(listed)
    assert sum(listed.values()) == pytest.approx(2 * listed["total"], abs=0.02)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert set(manifest["seconds"]) == set(listed) - {"total"}


def test_warnings_of_the_config_are_told_and_kept_without_its_folder(tmp_path: Path):
    text = SMALL.replace('source = "assumption: a test"\n', "", 1)
    result = run_quickly(small_config(tmp_path, text), tmp_path / "out", "--runs", 100)

    assert result.exit_code == 0
    [line] = result.stderr.splitlines()
    assert line.startswith(f"warning: {tmp_path}/small.toml:")
    assert "inputs.cost.source: no source" in line
    [kept] = summary(tmp_path / "out")["warnings"]
    assert kept == line.removeprefix("warning: ").replace(f"{tmp_path}/", "")
    assert kept.split(";")[0] in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_settings_of_the_command_line_are_kept(config: Path, tmp_path: Path):
    setting = "scenarios.nan.lines.saving.amount_eur=1e6"
    result = run_quickly(config, tmp_path / "out", "--runs", 100, "--set", setting)

    assert result.exit_code == 0, result.stderr
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["overrides"] == summary(tmp_path / "out")["overrides"] == [setting]
    assert manifest["config_resolved"]["scenarios"]["nan"]["lines"]["saving"]["amount_eur"] == 1e6
    assert setting in (tmp_path / "out" / "report.html").read_text("utf-8")
    refused = run_quickly(config, tmp_path / "out", "--runs", 100)
    assert "another config" in refused.stderr


def test_threads_are_all_cores_unless_told(config: Path, tmp_path: Path):
    for words, threads in (((), available_threads()), (("--threads", 2), 2)):
        run_quickly(config, tmp_path / "out", "--runs", 100, *words)
        manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
        assert manifest["threads"] == threads


def test_figures_are_written_unless_not_wanted(config: Path, tmp_path: Path):
    words = ("run", config, "--runs", 100, "--out", tmp_path / "out")

    assert call(*words).exit_code == 0
    drawn = set(contents(tmp_path / "out")) - FILES
    assert {name.split("/")[0] for name in drawn} == {"figures"}
    assert {name.rsplit(".", 1)[1] for name in drawn} == {"svg", "png"}

    assert call(*words, "--no-figures").exit_code == 0
    assert set(contents(tmp_path / "out")) == FILES
    assert not (tmp_path / "out" / "figures").exists()


def test_one_run_is_enough(config: Path, tmp_path: Path):
    result = run_quickly(config, tmp_path / "out", "--runs", 1, "--draws", 1)

    assert result.exit_code == 0, result.stderr
    assert set(contents(tmp_path / "out")) == FILES | {"draws.csv"}


# ---------------------------------------------------------------------------------------------
# Which folder


def test_the_folder_is_named_after_the_config(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)

    result = call("run", config, "--runs", 100, "--no-figures")

    assert "Report: results/small/report.html" in result.stdout.splitlines()
    assert set(contents(tmp_path / "results" / "small")) == FILES


def test_the_same_config_seed_and_version_are_replaced(config: Path, earlier):
    out, _ = earlier

    result = run_quickly(config, out, "--runs", 200)

    assert result.exit_code == 0, result.stderr
    assert summary(out)["runs"] == 200


def test_more_runs_are_not_replaced_by_fewer(config: Path, earlier):
    out, before = earlier

    result = run_quickly(config, out, "--runs", 99)

    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr == (
        f"error: {out} holds 100 runs of the same config, seed and version, and 99 would replace "
        "them; choose another --out, more --runs, or --force to replace them\n"
    )
    assert contents(out) == before
    assert run_quickly(config, out, "--runs", 99, "--force").exit_code == 0
    assert summary(out)["runs"] == 99


@pytest.mark.parametrize(
    ("words", "text", "named"),
    [
        (["--seed", "7"], SMALL, "another seed"),
        ([], SMALL.replace("0.04", "0.05"), "another config"),
        (["--seed", "7"], SMALL.replace("0.04", "0.05"), "another config and seed"),
    ],
)
def test_anything_else_needs_force(
    tmp_path: Path, earlier, words: list[str], text: str, named: str
):
    out, before = earlier
    config = small_config(tmp_path, text)

    refused = run_quickly(config, out, "--runs", 100, *words)
    assert (refused.exit_code, refused.stdout) == (5, "")
    [line] = refused.stderr.splitlines()
    assert line.startswith("error: ")
    assert f"{named}; choose another --out, or --force" in line
    assert contents(out) == before

    assert run_quickly(config, out, "--runs", 100, "--force", *words).exit_code == 0
    assert contents(out).keys() == before.keys()
    assert contents(out) != before


def test_a_comment_makes_no_other_config(tmp_path: Path, earlier):
    out, _ = earlier
    config = small_config(tmp_path, "# A comment.\n" + SMALL)

    assert run_quickly(config, out, "--runs", 100).exit_code == 0


@pytest.mark.parametrize("place", ["{out}/summary.json", "{out}/summary.json/x", "{out}/figures\0"])
def test_an_output_that_cannot_be_written_is_told_and_leaves_no_trace(
    config: Path, tmp_path: Path, earlier, place: str
):
    out, before = earlier
    if "\0" in place:
        place = "{out}/" + "x" * 300

    result = run_quickly(config, place.format(out=out), "--runs", 100)

    assert (result.exit_code, result.stdout) == (5, "")
    assert len(result.stderr.splitlines()) == 1
    assert contents(out) == before
    assert {path.name for path in tmp_path.iterdir()} == {"small.toml", "out"}


@pytest.mark.parametrize("step", ["write_tables", "_write_report", "_manifest"])
def test_a_disk_that_fills_up_leaves_earlier_results_as_they_were(
    config: Path, tmp_path: Path, earlier, step: str, monkeypatch: pytest.MonkeyPatch
):
    out, before = earlier

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"ictsim.study.write.{step}", full)
    result = run_quickly(config, out, "--runs", 100)

    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr == (
        f"error: cannot write {out}: No space left on device; nothing there was changed\n"
    )
    assert contents(tmp_path) == {"small.toml": config.read_bytes()} | {
        f"out/{name}": content for name, content in before.items()
    }


# ---------------------------------------------------------------------------------------------
# Interrupts, sent from within while the runs are on

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A minute or so, should nothing stop them.
LONG = ("--runs", "1e9", "--yes", "--threads", 1)


@pytest.fixture(autouse=True)
def heeded() -> Iterator[None]:
    """Signals as a terminal gives them, also where the tests run in the background."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def when_running(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None], float], None]:
    """Have something called so many seconds after the runs start."""

    def arrange(act: Callable[[], None], after: float) -> None:
        keep = Interrupts.keep

        def kept(self: Interrupts) -> None:
            keep(self)
            monkeypatch.setattr(Interrupts, "keep", keep)  # not in the runs that follow
            threading.Timer(after, act).start()

        monkeypatch.setattr(Interrupts, "keep", kept)

    return arrange


@pytest.mark.parametrize("number", SIGNALS)
def test_an_interrupt_keeps_what_was_computed(
    config: Path, tmp_path: Path, number: signal.Signals, when_running
):
    before = [signal.getsignal(n) for n in SIGNALS]
    when_running(lambda: os.kill(os.getpid(), number), 0.4)

    result = run_quickly(config, tmp_path / "out", *LONG, "--draws", 5, "--json")

    assert result.exit_code == 130
    content = summary(tmp_path / "out")
    assert content["complete"] is False
    assert 0 < content["runs"] < content["planned_runs"] == 10**9
    assert result.stdout_bytes == (tmp_path / "out" / "summary.json").read_bytes()
    assert result.stderr == (
        f"interrupted: {content['runs']:,} of 1,000,000,000 runs are kept, marked as partial\n"
    )
    assert "PARTIAL" in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert set(contents(tmp_path / "out")) == FILES | {"draws.csv"}
    after = [signal.getsignal(n) for n in SIGNALS]
    assert after == before


def test_a_part_comes_beside_the_complete_run_that_is_there(earlier, config: Path, when_running):
    out, before = earlier
    when_running(lambda: os.kill(os.getpid(), signal.SIGINT), 0.3)

    result = call("run", config, "--out", out, "--no-figures", *LONG)

    assert result.exit_code == 130
    assert contents(out) == before
    assert summary(config.parent / "out_partial")["complete"] is False
    assert f"{out} holds a complete run and stays as it is" in result.stderr
    assert f"Report: {out}_partial/report.html" in result.stdout.splitlines()


def test_the_part_is_what_a_run_of_that_size_gives(config: Path, tmp_path: Path, when_running):
    when_running(lambda: os.kill(os.getpid(), signal.SIGINT), 0.2)
    run_quickly(config, tmp_path / "part", *LONG)
    part = summary(tmp_path / "part")

    run_quickly(config, tmp_path / "whole", "--runs", part["runs"])

    whole = summary(tmp_path / "whole")
    assert whole["complete"] is True
    assert part["estimates"] == whole["estimates"]


def test_a_part_keeps_no_more_draws_than_runs(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from ictsim.study import assemble

    whole = assemble.assemble
    monkeypatch.setattr(assemble, "assemble", lambda *words: replace(whole(*words), runs=3))

    run_quickly(config, tmp_path / "out", "--runs", 100, "--draws", 100)

    assert len((tmp_path / "out" / "draws.csv").read_text("utf-8").splitlines()) == 1 + 3


def test_two_signals_at_once_are_one_wish(config: Path, tmp_path: Path, when_running):
    def twice() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)

    when_running(twice, 0.2)

    assert run_quickly(config, tmp_path / "out", *LONG).exit_code == 130
    assert summary(tmp_path / "out")["complete"] is False


def test_an_interrupt_before_the_runs_writes_nothing(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ictsim.study.run.plan_of", lambda _: os.kill(os.getpid(), signal.SIGTERM))

    result = run_quickly(config, tmp_path / "new" / "out", "--runs", 100)

    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "interrupted: nothing was written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]


def test_an_interrupt_that_the_trial_swallows_is_not_forgotten(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def trial(*_: object) -> float:
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        return 0.0

    monkeypatch.setattr("ictsim.study.run._seconds", trial)

    result = run_quickly(config, tmp_path / "out", *LONG)

    assert (result.exit_code, result.stderr) == (130, "interrupted: nothing was written\n")
    assert not (tmp_path / "out").exists()


def test_an_interrupt_while_files_are_written_lets_them_be_finished(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from ictsim.study import write

    tables = write.write_tables

    def interrupted(*words: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        tables(*words)

    monkeypatch.setattr(write, "write_tables", interrupted)

    result = run_quickly(config, tmp_path / "out", "--runs", 100)

    assert (result.exit_code, result.stderr) == (130, "interrupted: 100 of 100 runs are kept\n")
    assert summary(tmp_path / "out")["complete"] is True


def test_a_second_interrupt_gives_up_and_keeps_the_earlier_results(
    config: Path, earlier, monkeypatch: pytest.MonkeyPatch
):
    out, before = earlier

    def asked_again(*_: object) -> None:
        for later in (0.0, 10.0):
            monkeypatch.setattr("ictsim.cli.interrupts.time.monotonic", lambda t=later: t)
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("ictsim.study.write.write_tables", asked_again)

    result = run_quickly(config, out, "--runs", 100)

    assert (result.exit_code, result.stderr) == (130, "interrupted: nothing was written\n")
    assert contents(out.parent) == {"small.toml": config.read_bytes()} | {
        f"out/{name}": content for name, content in before.items()
    }


def test_what_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Interrupts() as interrupts:
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            os.kill(os.getpid(), signal.SIGHUP)
            assert interrupts.asked is None
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_runs_are_stopped_once_and_not_when_all_are_done():
    interrupts = Interrupts()
    interrupts.keep()
    interrupts.asked = 0.0

    interrupts.check(Progress(5, 5, 1.0, 0.0))
    with pytest.raises(KeyboardInterrupt):
        interrupts.check(Progress(4, 5, 1.0, 1.0))
    interrupts.check(Progress(4, 5, 1.0, 1.0))


def test_in_another_thread_signals_are_left_alone(config: Path, tmp_path: Path):
    codes = []
    thread = threading.Thread(
        target=lambda: codes.append(run_quickly(config, tmp_path / "out", "--runs", 10).exit_code)
    )
    thread.start()
    thread.join()

    assert codes == [0]
