"""The program in a process of its own: terminals, signals, pipes, full disks and kills."""

from __future__ import annotations

import os
import pty
import re
import resource
import select
import signal
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from test_cli_small import (
    FILES,
    contents,
    heed_interrupts,
    program,
    run_quickly,
    small_config,
    start,
    summary,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HUGE = ("--runs", "3e9", "--yes", "--no-figures", "--threads", 1)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return small_config(tmp_path)


@pytest.fixture
def earlier(config: Path) -> tuple[Path, dict[str, bytes]]:
    """A folder of results and what is in it; the compiled kernels are kept from here on."""
    out = config.parent / "out"
    assert run_quickly(config, out, "--runs", 100).exit_code == 0
    return out, contents(out)


class OnTerminal:
    """A long run whose stderr is a terminal, followed until its runs are on."""

    def __init__(self, folder: Path, *words: object, **environment: str) -> None:
        self._ours, theirs = pty.openpty()
        self._stdout = folder / "stdout"
        with self._stdout.open("wb") as file:
            self.run = start(
                *words, *HUGE, stdout=file, stderr=theirs,
                env={"TERM": "xterm", "COLUMNS": "80"} | environment,
            )  # fmt: skip
        os.close(theirs)
        self.seen = b""
        self._follow(lambda: b"million/s" in self.seen)

    def _follow(self, enough: Callable[[], bool]) -> None:
        """Read the terminal until it is enough; a run that takes a minute is killed."""
        until = time.monotonic() + 60.0
        while not enough():
            if time.monotonic() > until:
                self.run.kill()
                pytest.fail(f"the program did not get so far in a minute: {self.seen!r}")
            if select.select([self._ours], [], [], 0.2)[0]:
                with suppress(OSError):  # the other side is closed
                    self.seen += os.read(self._ours, 65_536)

    def ended(self) -> tuple[int, bytes]:
        """Exit code and stdout; all of stderr is in ``seen``."""
        self._follow(lambda: self.run.poll() is not None)
        with suppress(OSError):
            while select.select([self._ours], [], [], 0.0)[0]:
                self.seen += os.read(self._ours, 65_536)
        os.close(self._ours)
        return self.run.returncode, self._stdout.read_bytes()


def test_ctrl_c_on_a_terminal_keeps_what_was_computed(
    config: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
):
    shown = OnTerminal(
        tmp_path_factory.mktemp("of"), "run", config, "--out", tmp_path / "out", "--json"
    )
    assert b"\x1b[" in shown.seen

    shown.run.send_signal(signal.SIGINT)
    code, out = shown.ended()

    assert code == 130
    assert out == (tmp_path / "out" / "summary.json").read_bytes()
    content = summary(tmp_path / "out")
    assert content["complete"] is False
    assert 0 < content["runs"] < 3 * 10**9
    assert b"marked as partial" in shown.seen
    assert b"Traceback" not in shown.seen
    assert {path.name for path in tmp_path.iterdir()} == {"small.toml", "out"}


def test_a_kill_half_way_leaves_earlier_results_and_the_next_run_clears_away(
    config: Path, tmp_path: Path, earlier, tmp_path_factory: pytest.TempPathFactory
):
    out, before = earlier
    folder = tmp_path_factory.mktemp("of")
    shown = OnTerminal(folder, "run", config, "--out", out, NO_COLOR="1")
    assert not any(b"\x1b[3%d" % colour in shown.seen for colour in range(9))

    shown.run.kill()
    assert shown.ended()[0] == -signal.SIGKILL

    assert {k: x for k, x in contents(tmp_path).items() if k.startswith("out/")} == {
        f"out/{name}": content for name, content in before.items()
    }
    [hidden] = [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert hidden.is_dir()

    assert run_quickly(config, out, "--runs", 100).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"small.toml", "out"}


def test_a_disk_that_fills_up_is_told_and_changes_nothing(config: Path, tmp_path: Path, earlier):
    out, before = earlier

    def small_disk() -> None:
        heed_interrupts()
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    for target in (out, tmp_path / "new" / "out"):
        code, shown, told = program(
            "run", config, "--out", target, "--runs", 100, "--no-figures", preexec_fn=small_disk
        )

        assert (code, shown) == (5, "")
        assert told == f"error: cannot write {target}: File too large; nothing there was changed\n"
    assert contents(tmp_path) == {"small.toml": config.read_bytes()} | {
        f"out/{name}": content for name, content in before.items()
    }
    assert not (tmp_path / "new").exists()


def test_a_reader_who_has_seen_enough_is_no_failure(config: Path, tmp_path: Path, earlier):
    read, write = os.pipe()
    os.close(read)
    try:
        for words in (("--json",), ()):
            started = start(
                "run", config, "--out", tmp_path / "out", "--runs", 100, "--no-figures", *words,
                stdout=write, stderr=subprocess.PIPE,
            )  # fmt: skip
            assert started.communicate(timeout=60)[1] == b""
            assert started.returncode == 0
    finally:
        os.close(write)
    assert set(contents(tmp_path / "out")) == FILES


@pytest.mark.parametrize("words", [("base", "--json"), ("run", "--runs", 100, "--no-figures")])
def test_a_result_that_cannot_be_printed_is_told(config: Path, tmp_path: Path, words):
    command, *rest = words
    out = ("--out", tmp_path / "out") if command == "run" else ()
    with open("/dev/full", "wb") as full:
        started = start(command, config, *rest, *out, stdout=full, stderr=subprocess.PIPE)
        told = started.communicate(timeout=60)[1].decode()

    assert started.returncode == 5
    assert told == "error: cannot print the result: No space left on device\n"


HELPS = [("--help",), ("--version",), ("-h",), ("run", "--help"), ("check", "-h")]


@pytest.mark.parametrize("words", HELPS)
def test_a_reader_who_has_seen_enough_of_the_help_is_no_failure(words):
    read, write = os.pipe()
    os.close(read)
    try:
        started = start(*words, stdout=write, stderr=subprocess.PIPE)
        assert started.communicate(timeout=60)[1] == b""
    finally:
        os.close(write)
    assert started.returncode == 0


@pytest.mark.parametrize("words", HELPS)
def test_help_that_cannot_be_printed_is_told(words):
    with open("/dev/full", "wb") as full:
        started = start(*words, stdout=full, stderr=subprocess.PIPE)
        told = started.communicate(timeout=60)[1].decode()

    assert started.returncode == 5
    assert told == "error: cannot print the result: No space left on device\n"


def test_a_terminal_of_few_characters_gets_plain_ones(config: Path, tmp_path: Path):
    code, shown, told = program(
        "run", config, "--out", tmp_path / "out", "--runs", 100, "--no-figures",
        env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
    )  # fmt: skip

    assert (code, told) == (0, "")
    assert shown.isascii()
    assert re.search(r" -3\d\d -2\d\d -2\d\d$", shown, re.MULTILINE)
    assert "x EUR" in shown


def test_closed_streams_stop_nothing(config: Path, tmp_path: Path):
    def close() -> None:
        heed_interrupts()
        os.close(1)
        os.close(2)

    started = start(
        "run", config, "--out", tmp_path / "out", "--runs", 100, "--no-figures", preexec_fn=close
    )

    assert started.wait(60) == 0
    assert set(contents(tmp_path / "out")) == FILES


def test_two_runs_into_one_folder_both_end_well(config: Path, tmp_path: Path):
    words = ("run", config, "--out", tmp_path / "out", "--runs", "2e6", "--no-figures", "--quiet")
    both = [start(*words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]

    for one in both:
        told = one.communicate(timeout=60)[1]
        assert (one.returncode, told) == (0, b"")
    assert set(contents(tmp_path / "out")) == FILES
    assert {path.name for path in tmp_path.iterdir()} == {"small.toml", "out"}
