"""docs/OUTPUTS.md shows what the commands print now, and has a picture of each output."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from ictsim.cli import main
from ictsim.report.charts import CHARTS

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "OUTPUTS.md").read_text("utf-8")
COMPANIONS = ("chromium", "placed")


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """docs/make_outputs.py as a module; what it imports from beside it goes again."""
    spec = spec_from_file_location("make_outputs", ROOT / "docs" / "make_outputs.py")
    module = module_from_spec(spec)
    path = list(sys.path)
    sys.modules["make_outputs"] = module  # its records look their module up
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = path
    for name in ("make_outputs", *COMPANIONS):
        sys.modules.pop(name, None)


def test_every_text_is_what_the_commands_print(script: ModuleType, tmp_path: Path):
    made = script.filled(script.DOCUMENT, script.blocks(tmp_path), "make_outputs.py")

    assert made.splitlines() == TEXT.splitlines()
    assert "$ ictsim run configs/3_0.toml" in TEXT  # the blocks are filled


def test_a_text_that_differs_is_found(script: ModuleType):
    block = {"verify": "```text\nanother\n```"}

    assert script.filled(script.DOCUMENT, block, "make_outputs.py") != TEXT
    with pytest.raises(SystemExit, match=r"must hold each of these once: .*begin nothing"):
        script.filled(script.DOCUMENT, {"nothing": ""}, "make_outputs.py")


def test_the_pictures_are_there_and_small(script: ModuleType):
    assert script.picture_faults(script.DOCUMENT, script.IMAGES, script.MOST_BYTES) == []
    for path in script.IMAGES.glob("*"):
        content = path.read_bytes()
        assert content.startswith(b"\x89PNG"), path.name
        assert int.from_bytes(content[16:20], "big") <= 1_500, f"{path.name} is too wide"


def test_a_picture_that_is_missing_or_unused_or_too_large_is_found(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys.modules["placed"], "ROOT", tmp_path)
    images = tmp_path / "docs" / "images"
    (images / "deeper").mkdir(parents=True)
    for name, size in {"spare": 1_500, "used": 500, "deeper/other": 9_999}.items():
        (images / f"{name}.png").write_bytes(b"x" * size)
    document = tmp_path / "docs" / "OUTPUTS.md"
    document.write_text(
        "![a](images/used.png) ![b](images/page_one.png) ![c](images/deeper/other.png)", "utf-8"
    )

    assert script.picture_faults(document, images, 1_999) == [
        "docs/images/page_one.png is missing",
        "docs/images/spare.png is used nowhere",
        "the pictures take 2,000 bytes; 1,999 is allowed",
    ]
    assert len(script.picture_faults(document, images, 2_000)) == 2


def test_without_programs_to_draw_with_the_pictures_stay(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    before = {path.name: path.read_bytes() for path in script.IMAGES.glob("*")}
    monkeypatch.setattr(script, "find", lambda: None)
    monkeypatch.setattr(script.shutil, "which", lambda _: None)

    told = [*script.make_shots(tmp_path), *script.make_sheets(tmp_path)]

    assert [text.partition(" ")[0] for text in told] == ["Chromium", "LibreOffice"]
    assert all(text.endswith("left as they are") for text in told)
    assert {path.name: path.read_bytes() for path in script.IMAGES.glob("*")} == before


def test_every_kind_of_chart_and_every_form_is_shown():
    kinds = {chart.__name__.rpartition(".")[2] for chart in CHARTS}
    shown = {name.partition("_")[0] for name in re.findall(r"outputs/(\w+)_s3", TEXT)}

    assert kinds == shown
    assert all(f"`{words}`" in TEXT for words in ("--to svg,png", "--to xlsx", "--to md"))


def test_every_command_with_an_output_of_its_own_is_named():
    # `new` and `schema` write a file for an editor, no output to look at.
    commands = set(main.commands) - {"new", "schema"}

    assert commands == set(re.findall(r"`ictsim (\w+)", TEXT[: TEXT.index("## In the terminal")]))
