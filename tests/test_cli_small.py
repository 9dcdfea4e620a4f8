"""A small config with awkward names and texts, and ways to run the program on it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner, Result

from ictsim.cli import main

if TYPE_CHECKING:
    from pathlib import Path

# Ids that pandas takes for a missing value, texts that a spreadsheet takes for a formula.
SMALL = """
[case]
name = "small"
title = "A small case"
start = 2020
horizon = 2026
headline_years = [2023]
discount_rate = 0.04

[partners.none]
label = "=West & <East>"
attributes = { inhabitants = 100 }
baseline_eur = { 2020 = 1_000_000.0, 2021 = 1_020_000.0 }

[partners.null]
label = "@North"
attributes = { inhabitants = 60 }
baseline_eur = { 2020 = 700_000.0, 2021 = 720_000.0 }

[inputs.na]
dist = "triangular"
low = 0.0
mode = 0.02
high = 0.04
label = "=1+1"
unit = "+share"
source = "-50 % or so"

[inputs.cost]
dist = "pert"
low = 0.8
mode = 1.0
high = 2.5
label = "Cost, actual against planned"
unit = "factor"
source = "assumption: a test"

[inputs.chance]
dist = "bernoulli"
p = 0.3
label = "It happens"
source = "assumption: a test"

[inputs.fixed]
dist = "constant"
value = 2.0
label = "Fixed"
source = "assumption: a test"

[baseline.categories.other]
label = "Other"
share = "rest"
rate = "na"

[settlement]
key = "inhabitants"

[scenarios.nan]
label = "-One centre"

[scenarios.nan.lines.project]
kind = "one_off"
label = "Project"
source = "assumption: a test"
amount_eur = 200_000
factors = ["cost"]
phasing = { 2020 = 0.5, 2021 = 0.5 }

[scenarios.nan.lines.saving]
kind = "yearly"
label = "Saving"
source = "assumption: a test"
effect = "saving"
amount_eur = 90_000
from = 2021

[scenarios.nan.lines.rounding]
kind = "yearly"
label = "Rounding"
source = "assumption: a test"
amount_eur = 10_000
reconciling = true

[scenarios.more]
label = "One landscape"
builds_on = "nan"

[scenarios.more.lines.setback]
kind = "yearly"
label = "Setback"
source = "assumption: a test"
amount_eur = 30_000
factors = ["chance"]
from = 2022

[scenarios.more.lines.gain]
kind = "yearly"
label = "Gain"
source = "assumption: a test"
effect = "saving"
amount_eur = 6_000
factors = ["fixed"]
from = 2022

[published]
tolerance_eur = 5_000.0

[published.costs_eur.nan]
none = { 2020 = 1_130_000.0, 2021 = 1_120_000.0 }
null = { 2020 = 680_000.0, 2021 = 650_000.0 }
"""

FILES = {
    "summary.json",
    "percentiles.csv",
    "payback.csv",
    "yearly.csv",
    "inputs.csv",
    "manifest.json",
    "report.html",
    "chapter.md",
}


def small_config(folder: Path, text: str = SMALL, name: str = "small.toml") -> Path:
    """Write the config."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def call(*words: object) -> Result:
    """Run the program in this process."""
    return CliRunner().invoke(main, [str(word) for word in words])


def run_quickly(config: Path, out: Path, *words: object) -> Result:
    """``ictsim run`` without figures."""
    return call("run", config, "--out", out, "--no-figures", "--quiet", *words)


def start(*words: object, **how: Any) -> subprocess.Popen[bytes]:
    """Start the program in a process of its own, which heeds Ctrl-C wherever it starts from."""
    environment = {key: x for key, x in os.environ.items() if key != "COLUMNS"}
    return subprocess.Popen(
        [sys.executable, "-m", "ictsim", *map(str, words)],
        env=environment | how.pop("env", {}),
        preexec_fn=how.pop("preexec_fn", heed_interrupts),
        **how,
    )


def heed_interrupts() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def program(*words: object, **how: Any) -> tuple[int, str, str]:
    """Run the program in a process of its own: exit code, stdout and stderr."""
    started = start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)
    out, err = started.communicate(timeout=120)
    return started.returncode, out.decode(), err.decode()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def summary(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "summary.json").read_bytes())


def test_the_small_case_runs_and_writes_every_file(tmp_path: Path):
    result = run_quickly(small_config(tmp_path), tmp_path / "out", "--runs", 500)

    assert result.exit_code == 0, result.stderr
    assert set(contents(tmp_path / "out")) == FILES
    assert summary(tmp_path / "out")["runs"] == 500
