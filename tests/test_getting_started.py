"""docs/GETTING_STARTED.md, followed to the letter in an empty folder."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_cli_small import call, summary

from ictsim.config import load_case

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "GETTING_STARTED.md").read_text("utf-8")
MAIN, SECOND = "waterland.toml", "cautious.toml"


def steps() -> Iterator[tuple[str, str]]:
    """Each block of the document: its language and what is in it."""
    yield from re.findall(r"^```(sh|toml)\n(.*?)^```$", TEXT, re.M | re.S)


def edited(config: str, block: str) -> str:
    """The config with the block's tables in place of its own, or at the end."""
    for part in re.split(r"^(?=\[)", block, flags=re.M):
        if not part.strip():
            continue
        header = part.splitlines()[0]
        there = re.search(rf"^{re.escape(header)}\n.*?(?=^[\[#]|\Z)", config, re.M | re.S)
        if there is None:
            config += f"\n{part}"
        else:
            whole = f"{part.rstrip()}\n\n"
            config = config[: there.start()] + whole + config[there.end() :]
    return config


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[float] | Path]:
    """The document's steps, done; the chance of payback by 2037 after each run."""
    here = tmp_path_factory.mktemp("empty")
    chances: dict[str, list[float]] = {MAIN: [], SECOND: []}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        for language, block in steps():
            if language == "toml":
                if block.startswith("extends"):
                    Path(SECOND).write_text(block, "utf-8")
                else:
                    config = Path(MAIN).read_text("utf-8")
                    Path(MAIN).write_text(edited(config, block), "utf-8")
                continue
            for line in block.splitlines():
                program, command, *words = shlex.split(line)
                assert program == "ictsim"
                quick = ["--runs", "20000", "--no-figures", "--force"] if command == "run" else []
                result = call(command, *words, *quick)
                assert (result.exit_code, result.stderr) == (0, ""), (line, result.stderr)
                if command == "run":
                    folder = Path("results") / Path(words[0]).stem
                    assert (folder / "report.html").exists()
                    found = summary(folder)["estimates"]["joint.payback_by.2037"]["value"]
                    chances[words[0]].append(found)
    return {"here": here, **chances}


def test_every_step_does_what_the_text_says(followed: dict):
    first, with_offices = followed[MAIN]
    [cautious] = followed[SECOND]

    assert with_offices < first
    assert cautious < with_offices


def test_the_edits_are_in_the_config(followed: dict):
    case = load_case(followed["here"] / MAIN).case
    cautious = load_case(followed["here"] / SECOND).case

    assert case.partners["purmerend"].baseline_eur == {
        2027: 7_150_000,
        2028: 7_300_000,
        2029: 7_420_000,
    }
    assert case.inputs["software_saving"].mode == 0.10
    assert "offices" in case.scenarios["joint"].lines
    assert cautious.inputs["delay"].base_value() == case.inputs["delay"].base_value() == 0.0
    assert cautious.inputs["overrun"].base_value() == 1.0


def test_the_slip_that_the_text_asks_for_is_told(followed: dict, tmp_path: Path):
    config = (followed["here"] / MAIN).read_text("utf-8")
    path = tmp_path / "slip.toml"
    path.write_text(config.replace("\nmode = 0.10\n", "\nmod = 0.10\n"), "utf-8")

    result = call("check", path)

    line = next(
        n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if "mod =" in text
    )
    assert result.exit_code == 3
    assert f"slip.toml:{line}:1: inputs.software_saving.mod: " in result.stderr
    assert 'did you mean "mode"?' in result.stderr


def test_a_block_takes_the_place_of_the_table_of_its_name():
    config = "[a]\nx = 1\n\n# about b\n[b]\ny = 2\n"

    assert tomllib.loads(edited(config, "[a]\nz = 3\n\n[c]\nw = 4\n")) == {
        "a": {"z": 3},
        "b": {"y": 2},
        "c": {"w": 4},
    }
    assert "# about b" in edited(config, "[a]\nz = 3\n")
