"""``ictsim report``: earlier results in other forms, exactly, and clear lines where that fails."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_cli_small import SMALL, call, contents, run_quickly, small_config, summary
from test_report_samples import HOSTILE

from ictsim.report import figures
from ictsim.results.comparison import Comparison, comparison_json
from ictsim.results.read import read_results
from ictsim.results.record import FORMAT, Results
from ictsim.results.tables import summary_json


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of the small case, with figures."""
    folder = tmp_path_factory.mktemp("made")
    out = folder / "out"
    result = call("run", small_config(folder), "--runs", 300, "--out", out, "--quiet")
    assert result.exit_code == 0, result.stderr
    return out


@pytest.fixture(scope="module")
def joint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two configs side by side, without figures."""
    folder = tmp_path_factory.mktemp("joint")
    dear = SMALL.replace("amount_eur = 200_000", "amount_eur = 300_000")
    configs = [small_config(folder), small_config(folder, dear, "dear.toml")]
    out = folder / "out"
    result = call("run", *configs, "--runs", 300, "--out", out, "--quiet", "--no-figures")
    assert result.exit_code == 0, result.stderr
    return out


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


# ---------------------------------------------------------------------------------------------
# What is read is what was written


def test_results_are_read_exactly(made: Path):
    kept = read_results(made)
    manifest = json.loads((made / "manifest.json").read_bytes())

    assert isinstance(kept.made, Results)
    assert summary_json(kept.made) == (made / "summary.json").read_text("utf-8")
    assert kept.made.inputs[0].name == "na"
    assert kept.made.estimates["more.peak.p50"].runs == 300
    assert kept.packages == manifest["packages"]
    assert kept.changed == []


def test_joint_results_are_read_exactly(joint: Path):
    kept = read_results(joint)

    assert isinstance(kept.made, Comparison)
    assert comparison_json(kept.made) == (joint / "comparison.json").read_text("utf-8")
    assert kept.made.layers[1].results == read_results(joint / "dear").made


def test_the_report_is_that_of_the_run_bit_for_bit(made: Path, tmp_path: Path):
    result = call("report", made, "--to", "html,md,svg,png", "--out", tmp_path)
    files = contents(tmp_path)

    assert result.exit_code == 0, result.stderr
    assert files["report_en.html"] == (made / "report.html").read_bytes()
    assert files["chapter_en.md"] == (made / "chapter.md").read_bytes()
    drawn = {name for name in files if name.startswith("figures_en/")}
    assert len(drawn) == 2 * len(list((made / "figures").glob("*.svg")))
    assert all(files[n] == (made / n.replace("_en/", "/")).read_bytes() for n in drawn)
    assert set(result.stdout.splitlines()) == {str(tmp_path / name) for name in files}


def test_a_joint_report_beside_its_configs_is_that_of_the_run(joint: Path, tmp_path: Path):
    here, there = tmp_path / "joint", tmp_path / "elsewhere"
    shutil.copytree(joint, here)
    # The run drew nothing, so the page of a report without drawings is compared.
    assert call("report", here, "--to", "md").exit_code == 0
    assert call("report", here, "--to", "md", "--out", there).exit_code == 0
    beside, away = ((f / "chapter_en.md").read_text("utf-8") for f in (here, there))

    assert beside == (joint / "chapter.md").read_text("utf-8")
    assert "](<small/report.html>)" in beside
    assert "](<" not in away


LINK = re.compile(r"\]\(<([^>]*)>\)")


def test_a_joint_report_links_to_what_is_there_in_its_language(joint: Path, tmp_path: Path):
    folder = Path(shutil.copytree(joint, tmp_path / "joint"))
    chapter = folder / "chapter_nl.md"

    def links() -> list[str]:
        assert call("report", folder, "--to", "md", "--lang", "nl", "--force").exit_code == 0
        return LINK.findall(chapter.read_text("utf-8"))

    assert links() == [], "the pages of the run are in English"
    assert call("report", folder / "small", "--to", "md", "--lang", "nl").exit_code == 0
    assert links() == ["small/chapter_nl.md"]
    (folder / "small" / "report_nl.html").write_text("", "utf-8")
    assert links() == ["small/report_nl.html"]


@pytest.mark.parametrize(
    ("forms", "linked"),
    [("md", "chapter.md"), ("md,html", "report.html"), ("md,csv", "chapter.md")],
)
def test_a_joint_run_links_to_what_it_wrote(tmp_path: Path, forms: str, linked: str):
    configs = [small_config(tmp_path), small_config(tmp_path, SMALL, "other.toml")]
    out = tmp_path / "out"
    words = ("--runs", 50, "--out", out, "--quiet", "--no-figures", "--to", forms)
    assert call("run", *configs, *words).exit_code == 0
    links = LINK.findall((out / "chapter.md").read_text("utf-8"))

    assert links == [f"small/{linked}", f"other/{linked}"]
    assert all((out / link).is_file() for link in links)


def test_verify_finds_the_same_after_a_report_was_written_beside(copy: Path):
    before = contents(copy)
    result = call("report", copy, "--to", "html,md,xlsx,csv,json,svg,png", "--lang", "nl")
    verified = call("verify", copy, "--quiet")

    assert result.exit_code == 0, result.stderr
    assert before.items() <= contents(copy).items()
    new = set(contents(copy)) - set(before)
    assert {"report_nl.html", "chapter_nl.md", "report_nl.xlsx", "figures_nl.csv",
            "report_nl.json"} == {name for name in new if "/" not in name}  # fmt: skip
    assert 'lang="nl"' in (copy / "report_nl.html").read_text("utf-8")
    assert verified.exit_code == 0
    assert verified.stdout.startswith("the same")


def test_a_run_writes_the_forms_it_is_asked_for(tmp_path: Path):
    result = run_quickly(small_config(tmp_path), tmp_path / "out", "--runs", 50, "--to", "xlsx,csv")
    files = set(contents(tmp_path / "out"))

    assert result.exit_code == 0, result.stderr
    assert {"report.xlsx", "figures.csv", "summary.json"} <= files
    assert not {"report.html", "chapter.md"} & files
    rows = csv.reader(io.StringIO((tmp_path / "out" / "figures.csv").read_text("utf-8")))
    assert len(list(rows)) == 1 + len(summary(tmp_path / "out")["estimates"])


def test_a_partial_run_can_be_reported(copy: Path, tmp_path: Path):
    content = summary(copy) | {"complete": False, "planned_runs": 9_000}
    (copy / "summary.json").write_text(json.dumps(content), "utf-8")
    result = call("report", copy, "--to", "md", "--out", tmp_path)

    assert result.exit_code == 0
    assert "PARTIAL: 300 of 9,000 planned runs" in (tmp_path / "chapter_en.md").read_text("utf-8")


# ---------------------------------------------------------------------------------------------
# Results that cannot be reported


def refused(result: Any, code: int) -> str:
    """The one line of a refusal."""
    (line,) = result.stderr.splitlines()
    assert result.exit_code == code
    assert result.stdout == ""
    assert line.startswith("error: ")
    return line


def test_no_results_are_refused(tmp_path: Path, made: Path):
    (tmp_path / "empty").mkdir()

    assert "nowhere: no such folder" in refused(call("report", tmp_path / "nowhere"), 3)
    assert "has no manifest.json" in refused(call("report", tmp_path / "empty"), 3)
    assert "name the results folder it lies in" in refused(call("report", made / "report.html"), 3)
    assert refused(call("report", tmp_path / ("x" * 300)), 3)


@pytest.mark.parametrize("version", [FORMAT - 1, FORMAT + 1, "2", None, True])
@pytest.mark.parametrize("name", ["manifest.json", "summary.json"])
def test_results_of_another_format_are_refused_with_a_way_out(
    copy: Path, name: str, version: object
):
    content = json.loads((copy / name).read_bytes()) | {"format": version, "version": "9.9"}
    (copy / name).write_text(json.dumps(content), "utf-8")
    line = refused(call("report", copy), 3)

    assert f"results format {version!r}, made by ictsim 9.9; this version reads {FORMAT}" in line
    assert "run the config again, or use the version that wrote it" in line


@pytest.mark.parametrize(
    "text", ["", "[]", "{", "[" * 200_000, '{"format": 2}', '{"a": "\\ud800"}', "\x00"]
)
@pytest.mark.parametrize("name", ["manifest.json", "summary.json"])
def test_broken_files_are_refused(copy: Path, name: str, text: str):
    (copy / name).write_text(text, "utf-8")
    if name == "manifest.json" and text == '{"format": 2}':
        return  # no packages: the passport has none, nothing else is lost

    line = refused(call("report", copy, "--to", "md"), 3)

    assert name in line or "results format None" in line


def test_results_that_were_changed_are_told(copy: Path):
    content = summary(copy)
    content["estimates"]["more.peak.p50"]["value"] = 1.0
    (copy / "summary.json").write_text(json.dumps(content), "utf-8")
    result = call("report", copy, "--to", "csv")

    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        f"warning: {copy / 'summary.json'} is not as the run wrote it; the report shows what it "
        "says now: put it back, or run the config again"
    ]


def test_a_table_that_was_changed_is_told_and_the_report_is_that_of_the_run(
    copy: Path, made: Path, tmp_path: Path
):
    with (copy / "percentiles.csv").open("a", encoding="utf-8") as table:
        table.write("more\n")
    (copy / "yearly.csv").unlink()
    (copy / "chapter.md").write_text("edited", "utf-8")
    result = call("report", copy, "--to", "html", "--out", tmp_path / "again")
    again = (tmp_path / "again" / "report_en.html").read_bytes()

    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        f"warning: {copy / name} {what}; the report shows what the run found: put it back, or run "
        "the config again"
        for name, what in (
            ("percentiles.csv", "is not as the run wrote it"),
            ("yearly.csv", "is missing"),
        )
    ]
    assert again == (made / "report.html").read_bytes()


def test_a_changed_table_of_one_of_several_configs_is_told(joint: Path, tmp_path: Path):
    folder = Path(shutil.copytree(joint, tmp_path / "joint"))
    (folder / "dear" / "payback.csv").write_text("", "utf-8")
    result = call("report", folder, "--to", "md")

    assert result.exit_code == 0
    [line] = result.stderr.splitlines()
    assert line.startswith(f"warning: {folder / 'dear' / 'payback.csv'} is not as the run wrote it")


def test_what_was_changed_and_is_not_sound_is_told(copy: Path):
    content = summary(copy)
    del content["reconciliation"]["with_reconciling"]["cells"]["fitting"]
    (copy / "summary.json").write_text(json.dumps(content), "utf-8")
    result = call("report", copy, "--to", "md")
    warning, error = result.stderr.splitlines()

    assert result.exit_code == 3
    assert "is not as the run wrote it" in warning
    assert "summary.json is not as the run wrote it, and not sound (KeyError: 'fitting')" in error


def test_a_comparison_stopped_early_is_reported(joint: Path, tmp_path: Path):
    """As the run leaves it when it is interrupted in the first config: the second has no folder."""
    folder = Path(shutil.copytree(joint, tmp_path / "joint"))
    content = json.loads((folder / "comparison.json").read_bytes())
    content["layers"][1] |= {"folder": None, "runs": 0, "complete": False}
    (folder / "comparison.json").write_text(json.dumps(content), "utf-8")
    shutil.rmtree(folder / "dear")
    result = call("report", folder, "--to", "md")
    content["layers"][0]["folder"] = None
    (folder / "comparison.json").write_text(json.dumps(content), "utf-8")

    assert result.exit_code == 0, result.stderr
    assert "not calculated" in (folder / "chapter_en.md").read_text("utf-8")
    assert "no results of its first config" in refused(call("report", folder), 3)


def test_a_config_that_was_stopped_before_it_began_has_its_title_translated(tmp_path: Path):
    own = '\n[texts.nl]\n"A dear case" = "Een dure casus"\n"Dear" = "Duur"\n"North" = "Noord"\n'
    title = re.search(r"(?m)^title = .*$", SMALL)[0]
    dear = SMALL.replace(title, 'title = "A dear case"\nlabel = "Dear"') + own
    configs = [small_config(tmp_path), small_config(tmp_path, dear, "dear.toml")]
    folder = tmp_path / "out"
    words = ("--runs", 50, "--out", folder, "--quiet", "--no-figures", "--to", "md")
    assert call("run", *configs, *words).exit_code == 0
    content = json.loads((folder / "comparison.json").read_bytes())
    content["layers"][1] |= {"folder": None, "runs": 0, "complete": False}
    (folder / "comparison.json").write_text(json.dumps(content), "utf-8")
    shutil.rmtree(folder / "dear")
    assert call("report", folder, "--to", "md", "--lang", "nl").exit_code == 0
    text = (folder / "chapter_nl.md").read_text("utf-8")

    assert content["layers"][1]["texts"] == {
        "nl": {"A dear case": "Een dure casus", "Dear": "Duur"}
    }
    assert "**Duur**: Een dure casus" in text
    assert "A dear case" not in text


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON object."""
    found = [path] if path else []
    if not isinstance(node, dict | list):
        return found
    for key, inner in node.items() if isinstance(node, dict) else enumerate(node):
        found += places(inner, (*path, key))
    return found


def test_no_change_of_a_results_file_ends_in_an_internal_error(copy: Path, tmp_path: Path):
    """Any place of it removed, or something else put there."""
    original = (copy / "summary.json").read_text("utf-8")
    content = json.loads(original)
    draw = random.Random(7)
    kept = {name: content["estimates"][name] for name in list(content["estimates"])[::40]}
    shown = places(content | {"estimates": kept})
    codes = set()
    for number in range(120):
        changed = json.loads(original)
        *way, last = draw.choice(shown)
        node = changed
        for key in way:
            node = node[key]
        if number % 3:
            node[last] = draw.choice([None, [], {}, "x", -1, 1e300, True, [1], {"a": 1}])
        else:
            del node[last]
        (copy / "summary.json").write_text(json.dumps(changed), "utf-8")
        result = call("report", copy, "--to", "md,json", "--out", tmp_path / "o", "--force")
        codes.add(result.exit_code)
        assert result.exit_code in (0, 3), (way, last, result.stderr)
    assert codes == {0, 3}


# ---------------------------------------------------------------------------------------------
# Options and places


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--to", "docx"], "'docx' is no form of a report; there are html, md, xlsx, csv, json"),
        (["--to", "html,"], "'' is no form of a report"),
        (["--to", ""], "'' is no form of a report"),
        (["--lang", "de"], "'de' is not one of 'en', 'nl'"),
    ],
)
def test_an_unknown_form_or_language_is_a_usage_error(made: Path, words: list[str], told: str):
    assert told in refused(call("report", made, *words), 2)


def test_what_is_there_already_stays_unless_it_is_the_same(made: Path, tmp_path: Path):
    target = tmp_path / "chapter_en.md"
    assert call("report", made, "--to", "md", "--out", tmp_path).exit_code == 0
    first = target.read_bytes()
    again = call("report", made, "--to", "md", "--out", tmp_path)
    target.write_text("my own words", "utf-8")
    line = refused(call("report", made, "--to", "csv,md", "--out", tmp_path), 5)

    assert (again.exit_code, again.stdout) == (0, f"{target}\n")
    assert "chapter_en.md is there already; --force replaces it" in line
    assert target.read_text("utf-8") == "my own words"
    assert not (tmp_path / "figures_en.csv").exists(), "all or nothing"
    assert call("report", made, "--to", "md", "--out", tmp_path, "--force").exit_code == 0
    assert target.read_bytes() == first


def test_a_place_that_cannot_be_written_is_told(made: Path, tmp_path: Path):
    (tmp_path / "file").write_text("x", "utf-8")
    (tmp_path / "chapter_en.md").mkdir()

    line = refused(call("report", made, "--out", tmp_path / "file"), 5)
    assert "file is a file; name a folder" in line
    assert "cannot be made" in refused(call("report", made, "--out", tmp_path / "file" / "o"), 5)
    line = refused(call("report", made, "--to", "md", "--out", tmp_path), 5)
    assert "is a folder; name a file" in line


@pytest.mark.parametrize("why", ["a folder in the way", "a read-only folder"])
def test_a_place_that_cannot_be_written_is_told_before_anything_is_drawn(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    drawn: list[object] = []
    monkeypatch.setattr("ictsim.report.make_figures", drawn.append)
    if why == "a folder in the way":
        (tmp_path / "report_en.html").mkdir()
    else:
        monkeypatch.setattr(Path, "touch", refuse)
    line = refused(call("report", made, "--to", "html", "--out", tmp_path), 5)

    assert ("is a folder; name a file" in line) or ("cannot be written: Permission" in line)
    assert drawn == []


def test_the_same_report_is_no_writing_to_a_folder_that_is_read_only(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    assert call("report", made, "--to", "md", "--out", tmp_path).exit_code == 0
    monkeypatch.setattr(Path, "touch", refuse)

    assert call("report", made, "--to", "md", "--out", tmp_path).exit_code == 0
    assert "Permission denied" in refused(call("report", made, "--to", "csv", "--out", tmp_path), 5)


def test_an_output_that_is_open_elsewhere_is_told(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """As Windows refuses it, and a folder that is read-only."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    line = refused(call("report", made, "--to", "xlsx", "--out", tmp_path), 5)

    assert "report_en.xlsx cannot be written: Permission denied; is it open in another" in line
    assert contents(tmp_path) == {}, "no half file stays"


def test_a_missing_font_is_told(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(figures, "_FAMILY", "No Such Font")
    monkeypatch.setitem(figures._STYLE, "font.family", ["No Such Font"])
    result = call("report", made, "--to", "png", "--out", tmp_path)

    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "warning: the font No Such Font is not on this machine: the figures are drawn with "
        "another one, and labels may run into each other"
    ]
    assert len(contents(tmp_path)) == len(list((made / "figures").glob("*.png")))


def test_signs_that_the_font_lacks_are_told(tmp_path: Path):
    text = SMALL.replace('label = "@North"', 'label = "漢字"')
    config = small_config(tmp_path, text)
    result = call("run", config, "--runs", 50, "--out", tmp_path / "out", "--quiet")
    lines = [line for line in result.stderr.splitlines() if "font" in line]

    assert result.exit_code == 0
    assert lines == [
        "warning: the font of the figures lacks 字, 漢: boxes in the PNG files; the page and the "
        "SVG files have the signs"
    ]


# ---------------------------------------------------------------------------------------------
# Hostile names in a config


def test_hostile_names_of_a_config_do_no_harm_in_any_form(tmp_path: Path):
    """All labels, titles and sources at once, through config, run and every form."""
    texts = iter([*HOSTILE, *HOSTILE, *HOSTILE])

    def another(found: re.Match[str]) -> str:
        text = next(t for t in texts if t.strip()).replace("\ud800", "")
        return f"{found[1]} = {json.dumps(text, ensure_ascii=False)}"

    hostile = re.sub(r'^(label|title|source) = ".*"$', another, SMALL, flags=re.M)
    out = tmp_path / "out"
    run = call("run", small_config(tmp_path, hostile), "--runs", 40, "--out", out, "--quiet",
               "--to", "html,md,xlsx,csv,json,svg,png")  # fmt: skip
    page = (out / "report.html").read_text("utf-8")
    book = openpyxl.load_workbook(out / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert run.exit_code == 0, run.stderr
    assert hostile.count("alert(1)") > 1
    assert "<script" not in page
    assert "<img" not in page
    assert "alert(1)" in page
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    assert "<script" not in (out / "chapter.md").read_text("utf-8").replace("\\<", "")
    assert json.loads((out / "report.json").read_bytes())["sections"]
    for name in ("figures.csv", "inputs.csv"):
        rows = csv.reader(io.StringIO((out / name).read_text("utf-8")))
        texts_ = [c for row in rows for c in row if not re.fullmatch(r"-?[\d.e+-]+", c)]
        assert not [text for text in texts_ if text.startswith(("=", "+", "-", "@"))]
