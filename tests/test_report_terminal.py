"""The result on one screen."""

from __future__ import annotations

import dataclasses
import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from test_report_samples import HOSTILE, sample

from ictsim.report import print_summary
from ictsim.report.numbers import Frequency
from ictsim.report.terminal import short
from ictsim.report.view import View
from ictsim.report.wording.sentences import answer_of
from ictsim.results.record import Results


def screen(record: Results, **options: object) -> list[str]:
    out = io.StringIO()
    print_summary(record, Console(file=out, width=80, **options), with_answer=True)
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("scenarios", "partners"), [(2, 2), (1, 1), (2, 12), (8, 12), (0, 2), (1, 5)]
)
def test_it_fits_24_lines_of_80(scenarios: int, partners: int):
    names = ["Haarlemmermeer and surroundings", "Haarlem", "2.0: one ICT centre"]
    lines = screen(sample(runs=200, scenarios=scenarios, partners=partners, texts=names))

    assert len(lines) <= 24
    assert max(cell_len(line.rstrip()) for line in lines) <= 80


def test_it_holds_answer_scenarios_councils_and_base():
    record = sample(runs=2_000)
    text = " ".join(" ".join(screen(record)).split()).replace("\u00a0", " ")

    assert answer_of(View.of(record)).replace("\u00a0", " ") in text
    for expected in ("Name 5", "Name 6", "Name 2", "Name 3", "2,000 calculated futures, seed 1"):
        assert expected in text


def test_without_a_terminal_or_with_no_color_there_are_no_codes(monkeypatch: pytest.MonkeyPatch):
    assert "\x1b" not in "".join(screen(sample(runs=50)))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in "".join(screen(sample(runs=50), force_terminal=True))


@pytest.mark.parametrize("shift", range(0, len(HOSTILE), 3))
def test_hostile_names_steer_nothing(shift: int):
    lines = screen(sample(runs=30, texts=HOSTILE[shift:] + HOSTILE[:shift]))

    assert "\x1b" not in "".join(lines)
    assert len(lines) <= 24


def test_a_partial_and_an_empty_run():
    part = sample(runs=30, complete=False, planned_runs=900)
    empty = dataclasses.replace(part, runs=0, estimates={}, places={}, curves={})

    assert "PARTIAL" in " ".join(screen(part))
    assert "No answer" in " ".join(screen(empty))


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (Frequency("about", 2), "2 %"),
        (Frequency("fewer than", 1), "<1 %"),
        (Frequency("more than", 99), ">99 %"),
        (Frequency("between", 20, 80), "20-80 %"),
        (Frequency("none"), "none"),
        (Frequency("all"), "all"),
        (Frequency("unknown"), "?"),
    ],
)
def test_short_chances(said: Frequency, text: str):
    assert short(said).replace("\u00a0", " ") == text
