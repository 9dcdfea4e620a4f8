"""A results folder appears whole or not at all, and replaces its like only."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ictsim.errors import IctsimError, OutputError, ResultsError
from ictsim.results import folder as folders
from ictsim.results.folder import results_folder, writing
from ictsim.results.store import MANIFEST, check_target, hashes, holds_complete, read_json

IDENTITY = {"config": "abc", "seed": 1, "version": "0.1"}
HIDDEN = ".ictsim-0123abcd"


def write(target: Path, *, force: bool = False, identity=IDENTITY, **files: str) -> None:
    """Results of one study: these files (``a__b`` is a/b) and a manifest."""
    with results_folder(target, identity, force=force) as folder:
        for name, text in files.items():
            path = folder / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        manifest = {
            "config_sha256": identity["config"],
            "seed": identity["seed"],
            "version": identity["version"],
            "files": hashes(folder),
        }
        (folder / MANIFEST).write_text(json.dumps(manifest))


def write_runs(
    target: Path,
    runs: int,
    *,
    complete: bool = True,
    planned: int | None = None,
    force: bool = False,
) -> Path:
    """Results of so many runs; where they came to lie."""
    places = [target]
    with results_folder(
        target, IDENTITY, force=force, runs=planned or runs, elsewhere=places.append
    ) as folder:
        (folder / "summary").write_text(f"{runs}{'' if complete else ' partial'}")
        manifest = {
            "config_sha256": "abc",
            "seed": 1,
            "version": "0.1",
            "runs": runs,
            "complete": complete,
            "files": hashes(folder),
        }
        (folder / MANIFEST).write_text(json.dumps(manifest))
    return places[-1]


def write_half(target: Path, failure: type[BaseException]) -> None:
    with results_folder(target, IDENTITY, force=False) as folder:
        (folder / "summary").write_text("half")
        raise failure


def tree(folder: Path) -> dict[str, str | None]:
    """Every path below a folder, hidden ones too; None for a folder."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_text()
        for path in folder.rglob("*")
        if path.name != MANIFEST
    }


def test_new_results_appear_with_the_folders_above_them(tmp_path: Path):
    write(tmp_path / "a" / "b" / "out", summary="1", figures__x="2")

    assert tree(tmp_path / "a") == {
        "b": None,
        "b/out": None,
        "b/out/summary": "1",
        "b/out/figures": None,
        "b/out/figures/x": "2",
    }


def test_nothing_appears_before_the_end(tmp_path: Path):
    with results_folder(tmp_path / "out", IDENTITY, force=False) as folder:
        (folder / "summary").write_text("1")
        assert not (tmp_path / "out").exists()

    assert tree(tmp_path) == {"out": None, "out/summary": "1"}


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, OutputError])
def test_a_failure_leaves_no_trace(tmp_path: Path, failure: type[BaseException]):
    (tmp_path / "mine").mkdir()

    with pytest.raises(failure):
        write_half(tmp_path / "mine" / "a" / "out", failure)

    assert tree(tmp_path) == {"mine": None}


def test_a_failure_leaves_earlier_results_as_they_were(tmp_path: Path):
    write(tmp_path / "out", summary="1")

    with pytest.raises(KeyboardInterrupt):
        write_half(tmp_path / "out", KeyboardInterrupt)

    assert tree(tmp_path) == {"out": None, "out/summary": "1"}


def test_results_of_the_same_study_are_replaced(tmp_path: Path):
    write(tmp_path / "out", summary="1", draws="1", figures__x="1")
    write(tmp_path / "out", summary="2")

    assert tree(tmp_path) == {"out": None, "out/summary": "2"}


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"config": "x"}, "another config"),
        ({"seed": 2}, "another seed"),
        ({"version": "9", "seed": 2}, "another seed and version"),
    ],
)
def test_other_results_are_replaced_only_when_forced(tmp_path: Path, other, named: str):
    write(tmp_path / "out", summary="1", draws="1")

    with pytest.raises(OutputError, match=f"{named}; choose another --out, or --force"):
        write(tmp_path / "out", identity=IDENTITY | other, summary="2")
    assert tree(tmp_path) == {"out": None, "out/summary": "1", "out/draws": "1"}

    write(tmp_path / "out", identity=IDENTITY | other, force=True, summary="2")
    assert tree(tmp_path) == {"out": None, "out/summary": "2"}


@pytest.mark.parametrize("manifest", [None, "", "[]", "{}", "no json", '{"files": 3}', "\0"])
def test_a_folder_of_something_else_is_kept(tmp_path: Path, manifest: str | None):
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter").write_text("dear")
    if manifest is not None:
        (out / MANIFEST).write_text(manifest)

    with pytest.raises(OutputError, match="no results of ictsim"):
        write(out, summary="1")
    write(out, force=True, summary="1")

    assert tree(tmp_path) == {"out": None, "out/letter": "dear", "out/summary": "1"}


def test_files_of_the_user_among_results_stay(tmp_path: Path):
    out = tmp_path / "out"
    write(out, summary="1", draws="1", figures__x="1", figures__y="1")
    (out / "notes").write_text("mine")
    (out / "figures" / "z").write_text("mine")
    (out / "link").symlink_to(tmp_path / "nowhere")

    write(out, summary="2", figures__x="2")

    assert (out / "link").is_symlink()
    (out / "link").unlink()
    assert tree(out) == {
        "summary": "2",
        "figures": None,
        "figures/x": "2",
        "figures/z": "mine",
        "notes": "mine",
    }
    assert read_json(out, MANIFEST)["files"].keys() == {"summary", "figures/x"}


def test_the_manifest_is_the_last_file_to_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "out"
    write(out, summary="1")
    (out / "notes").write_text("mine")
    names = []
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda a, b: (names.append(b.name), replace(a, b)))

    write(out, aaa="2", summary="2", zzz="2")

    assert names == ["aaa", "summary", "zzz", MANIFEST]


def test_a_manifest_cannot_name_files_elsewhere(tmp_path: Path):
    (tmp_path / "precious").write_text("mine")
    out = tmp_path / "out"
    write(out, summary="1")
    manifest = read_json(out, MANIFEST)
    manifest["files"] |= {"../precious": "", str(tmp_path / "precious"): ""}
    (out / MANIFEST).write_text(json.dumps(manifest))
    (out / "notes").write_text("mine")

    write(out, summary="2")

    assert tree(tmp_path) == {
        "precious": "mine",
        "out": None,
        "out/summary": "2",
        "out/notes": "mine",
    }


def test_fewer_runs_replace_more_only_when_forced(tmp_path: Path):
    out = tmp_path / "out"
    write_runs(out, 1_000_000)

    why = "holds 1,000,000 runs of the same config, seed and version, and 999,999 would replace"
    with pytest.raises(OutputError, match=why) as caught:
        write_runs(out, 999_999)
    assert "choose another --out, more --runs, or --force" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert tree(tmp_path) == {"out": None, "out/summary": "1000000"}

    write_runs(out, 1_000_000)
    write_runs(out, 2_000_000)
    write_runs(out, 1, force=True)
    assert tree(tmp_path) == {"out": None, "out/summary": "1"}


def test_fewer_runs_are_refused_before_anything_is_written(tmp_path: Path):
    write_runs(tmp_path / "out", 5)

    entered = []
    with (
        pytest.raises(OutputError, match="holds 5 runs"),
        results_folder(tmp_path / "out", IDENTITY, force=False, runs=4) as folder,
    ):
        entered.append(folder)

    assert entered == []


def test_an_interrupted_run_does_not_stand_in_the_way(tmp_path: Path):
    write_runs(tmp_path / "out", 900, complete=False, planned=1_000)

    assert write_runs(tmp_path / "out", 3, complete=False, planned=100) == tmp_path / "out"
    assert tree(tmp_path) == {"out": None, "out/summary": "3 partial"}
    write_runs(tmp_path / "out", 2)
    assert tree(tmp_path) == {"out": None, "out/summary": "2"}


def test_an_interrupted_run_comes_beside_a_complete_one(tmp_path: Path):
    out, beside = tmp_path / "out", tmp_path / "out_partial"
    write_runs(out, 10)

    assert write_runs(out, 900, complete=False, planned=1_000) == beside
    assert write_runs(out, 5, complete=False, planned=1_000) == beside
    assert tree(tmp_path) == {
        "out": None, "out/summary": "10", "out_partial": None, "out_partial/summary": "5 partial",
    }  # fmt: skip

    assert write_runs(out, 7, complete=False, planned=1_000, force=True) == out
    assert tree(out) == {"summary": "7 partial"}


def test_what_lies_beside_is_not_given_up_for_a_part_either(tmp_path: Path):
    write_runs(tmp_path / "out", 10)
    write_runs(tmp_path / "out_partial", 10)
    (tmp_path / "out_partial_2").mkdir()
    (tmp_path / "out_partial_2" / "letter").write_text("dear")

    place = write_runs(tmp_path / "out", 5, complete=False, planned=1_000)

    assert place == tmp_path / "out_partial_3"
    assert tree(place) == {"summary": "5 partial"}
    assert tree(tmp_path / "out_partial") == {"summary": "10"}
    assert tree(tmp_path / "out_partial_2") == {"letter": "dear"}


def test_a_part_comes_into_a_mounted_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = tmp_path / "out"
    write_runs(out, 10)
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) == str(out))

    assert write_runs(out, 5, complete=False, planned=1_000) == out / "partial"
    assert tree(tmp_path) == {
        "out": None, "out/summary": "10", "out/partial": None, "out/partial/summary": "5 partial",
    }  # fmt: skip


def test_the_place_of_a_part_is_told_as_the_target_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    write_runs(tmp_path / "out", 10)

    place = write_runs(Path("out"), 5, complete=False, planned=1_000)

    assert str(place) == "out_partial"


def test_folders_in_a_results_folder_are_replaced_with_it(tmp_path: Path):
    out = tmp_path / "out"
    write(out, summary="1", one__two__x="1", three__x="1")
    (out / "mine").write_text("mine")

    write(out, summary="2", one__two__y="2")

    assert tree(out) == {
        "mine": "mine", "summary": "2", "one": None, "one/two": None, "one/two/y": "2",
    }  # fmt: skip


def test_an_empty_folder_is_used_as_it_is(tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir(mode=0o700)

    write(out, summary="1")
    write(out, summary="2")

    assert tree(tmp_path) == {"out": None, "out/summary": "2"}
    assert out.stat().st_mode & 0o777 == 0o700


def test_a_link_to_the_folder_stays_a_link(tmp_path: Path):
    write(tmp_path / "real", summary="1")
    (tmp_path / "link").symlink_to("real")

    write(tmp_path / "link", summary="2")

    assert (tmp_path / "link").is_symlink()
    (tmp_path / "link").unlink()
    assert tree(tmp_path) == {"real": None, "real/summary": "2"}


@pytest.mark.parametrize("earlier", [False, True])
def test_a_mounted_folder_is_written_from_within(
    tmp_path: Path, earlier: bool, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "out"
    out.mkdir()
    if earlier:
        write(out, summary="1", draws="1")
    replaced = []
    replace = os.replace
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) == str(out))
    monkeypatch.setattr(os, "replace", lambda a, b: (replaced.append(a), replace(a, b)))

    write(out, summary="2")

    assert tree(tmp_path) == {"out": None, "out/summary": "2"}
    assert replaced
    assert all(out in path.parents for path in replaced)


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path):
    (tmp_path / HIDDEN / "new" / "figures").mkdir(parents=True)
    (tmp_path / HIDDEN / "new" / "figures" / "x").write_text("half")
    (tmp_path / ".ictsim-notes").mkdir()

    write(tmp_path / "out", summary="1")

    assert tree(tmp_path) == {"out": None, "out/summary": "1", ".ictsim-notes": None}


def test_results_that_a_kill_hit_in_the_move_come_back(tmp_path: Path):
    write(tmp_path / "out", summary="1")
    (tmp_path / HIDDEN / "old").mkdir(parents=True)
    (tmp_path / "out").rename(tmp_path / HIDDEN / "old" / "out")

    with pytest.raises(OutputError, match="another seed"):
        write(tmp_path / "out", identity=IDENTITY | {"seed": 2})

    assert tree(tmp_path) == {"out": None, "out/summary": "1"}


def test_an_interrupt_in_the_move_brings_the_earlier_results_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write(tmp_path / "out", summary="1")
    replace = os.replace

    def interrupted(a: Path, b: Path) -> None:
        replace(a, b)
        if a == tmp_path / "out":
            raise KeyboardInterrupt

    monkeypatch.setattr(folders.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "out", summary="2")

    assert tree(tmp_path) == {"out": None, "out/summary": "1"}


def test_two_runs_beside_each_other_leave_each_other_alone(tmp_path: Path):
    with results_folder(tmp_path / "out", IDENTITY, force=False) as folder:
        (folder / "summary").write_text("slow")
        write(tmp_path / "out", summary="quick")
        assert (folder / "summary").exists()

    assert tree(tmp_path) == {"out": None, "out/summary": "slow"}


def test_a_name_as_long_as_names_get_is_no_problem(tmp_path: Path):
    write(tmp_path / ("x" * 255), summary="1")

    assert list(tree(tmp_path)) == ["x" * 255, "x" * 255 + "/summary"]


@pytest.mark.parametrize(
    ("out", "why"),
    [
        ("file", "is a file; choose another --out"),
        ("file/out", "Not a directory"),
        ("file/a/b/out", "Not a directory"),
        ("new/" + "x" * 256, "File name too long"),
        ("/proc/nowhere/out", "No such file or directory|Permission denied"),
    ],
)
def test_a_place_that_cannot_be_is_refused_at_once(tmp_path: Path, out: str, why: str):
    (tmp_path / "file").write_text("mine")

    with pytest.raises(OutputError, match=why) as caught:
        write(tmp_path / out, summary="1")

    assert "\n" not in str(caught.value)
    assert tree(tmp_path) == {"file": "mine"}


def test_what_the_system_refuses_is_told_with_the_place(tmp_path: Path):
    with pytest.raises(OutputError) as caught, writing(tmp_path / "out"):
        raise OSError(28, "No space left on device")

    assert str(caught.value) == (
        f"cannot write {tmp_path / 'out'}: No space left on device; nothing there was changed"
    )


def test_only_the_failure_to_write_is_told_so(tmp_path: Path):
    with (
        pytest.raises(OSError, match="of another kind") as caught,
        results_folder(tmp_path / "out", IDENTITY, force=False),
    ):
        raise OSError("of another kind")

    assert not isinstance(caught.value, IctsimError)
    assert tree(tmp_path) == {}


LATER = {
    "report_nl.html": "x",
    "chapter_en.md": "x",
    "figures_nl.csv": "x",
    "figures_nl__fan_a.svg": "x",
}


@pytest.mark.parametrize("own", [{}, {"notes.txt": "mine"}], ids=["alone", "with own files"])
def test_reports_written_later_go_with_the_results_they_tell_of(tmp_path: Path, own):
    target = tmp_path / "out"
    write(target, summary="1")
    for name, text in {**LATER, **own}.items():
        path = target / name.replace("__", "/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    write(target, summary="2")

    assert tree(target) == {"summary": "2", **own}


def test_later_reports_of_a_config_in_a_comparison_go_too(tmp_path: Path):
    target = tmp_path / "out"
    write(target, a__summary="1", **{"a__manifest.json": "{}"})
    for name in ("a/report_nl.html", "mine_report_nl.html", "a/report_v2.html", "b/report_nl.html"):
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text("x")
    write(target, a__summary="2")

    left = {name for name, text in tree(target).items() if text is not None}
    assert left == {"a/summary", "mine_report_nl.html", "a/report_v2.html", "b/report_nl.html"}


def test_a_manifest_that_is_nested_too_deep_is_none(tmp_path: Path):
    (tmp_path / MANIFEST).write_text("[" * 200_000)

    assert not holds_complete(tmp_path)
    with pytest.raises(OutputError, match="no results of ictsim"):
        check_target(tmp_path, IDENTITY, force=False)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "has no x.json: no results folder of ictsim"),
        ("{", "cannot be read"),
        ("[]", "not an object"),
        ("\udcff", "cannot be read"),
        ("[" * 200_000, "cannot be read: nested too deep"),
    ],
)
def test_json_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, text: str | None, why: str):
    if text is not None:
        (tmp_path / "x.json").write_text(text, errors="surrogateescape")

    with pytest.raises(ResultsError, match=why) as caught:
        read_json(tmp_path, "x.json")

    assert "\n" not in str(caught.value)


def test_hashes_are_of_all_files_but_the_manifest(tmp_path: Path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "x").write_text("")
    (tmp_path / MANIFEST).write_text("{}")

    assert hashes(tmp_path) == {
        "figures/x": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    }
