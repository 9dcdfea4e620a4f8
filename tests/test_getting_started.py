"""docs/GETTING_STARTED.md, followed to the letter in an empty folder."""

from __future__ import annotations

import csv
import io
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from test_cli_small import call, summary

from ictsim.config import load_case

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "GETTING_STARTED.md").read_text("utf-8")
MAIN = "waterland.toml"
QUICK = ["--runs", "20000", "--no-figures"]
FASTER = {"run": QUICK, "settle": ["--runs", "20000"]}


def steps() -> Iterator[tuple[str, str, str]]:
    """Each block of the document: its language, what is in it, the file it is to be saved as."""
    end = 0
    for block in re.finditer(r"^```(sh|toml|csv)\n(.*?)^```$", TEXT, re.M | re.S):
        asked = re.findall(r"[Ss]ave\s+this\s+as\s+`([\w.]+)`", TEXT[end : block.start()])
        yield block[1], block[2], asked[-1] if asked else ""
        end = block.end()


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


@dataclass
class Followed:
    """The folder after all steps; what each command line printed, and each run's chances."""

    here: Path
    printed: dict[str, str] = field(default_factory=dict)
    chances: dict[str, float] = field(default_factory=dict)

    def do(self, line: str) -> None:
        """One command line of the document, word for word but for fewer runs and no figures."""
        program, command, *words = shlex.split(line)
        assert program == "ictsim"
        result = call(command, *words, *FASTER.get(command, []))
        assert result.exit_code == 0, (line, result.stderr)
        assert only_of_placeholders(result.stderr), (line, result.stderr)
        self.printed[line] = result.stdout
        for folder in folders(words) if command == "run" else ():
            found = summary(folder)["estimates"]["joint.payback_by.2037"]["value"]
            self.chances[f"{line} > {folder.name}"] = found


def only_of_placeholders(stderr: str) -> bool:
    """Whether no more is told than how far it is, and that numbers in the config are invented."""
    progress = r"config \d of \d: |dividing by \w+$|searching the best mix of "
    lines = [line for line in stderr.splitlines() if not re.match(progress, line)]
    return all("sources still say placeholder" in line for line in lines)


def folders(words: list[str]) -> list[Path]:
    """The results folders of a run, as the document names them; their reports are there."""
    stems = [Path(word).stem for word in words if word.endswith(".toml")]
    if len(stems) == 1:
        found = [Path("results") / stems[0]]
    else:
        joint = Path("results") / f"{stems[0]}_and_{len(stems) - 1}_more"
        assert f"`{joint.as_posix()}/report.html`" in TEXT
        assert (joint / "report.html").exists()
        found = [joint / stem for stem in stems]
    assert all((folder / "report.html").exists() for folder in found)
    return found


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """All steps in one folder, one after the other."""
    done = Followed(tmp_path_factory.mktemp("empty"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(done.here)
        for language, block, name in steps():
            if language == "sh":
                for line in block.splitlines():
                    done.do(line)
            elif name:
                assert not Path(name).exists()
                Path(name).write_text(block, "utf-8")
            else:
                config = Path(MAIN).read_text("utf-8")
                Path(MAIN).write_text(edited(config, block), "utf-8")
    return done


def test_every_step_does_what_the_text_says(followed: Followed):
    first, with_offices, cautious, past, joint, joint_past, risks, dutch = followed.chances.values()

    assert with_offices < first
    assert cautious < with_offices
    assert past < with_offices
    assert (joint, joint_past) == (with_offices, past)  # alone or together, the same draws
    assert 0.0 < risks < 1.0
    assert risks != with_offices
    assert dutch == with_offices  # translations change no figure


def test_without_force_the_earlier_results_stay(followed: Followed, monkeypatch):
    """Step 5 as it was before the text said ``--force``."""
    assert f"ictsim run {MAIN} --force" in followed.printed
    monkeypatch.chdir(followed.here)
    before = summary(Path("results/waterland"))

    refused = call("run", MAIN, "--set", "case.horizon=2040", *QUICK)

    assert refused.exit_code == 5
    assert "holds results of another config" in refused.stderr
    assert summary(Path("results/waterland")) == before


def test_the_pictures_of_the_inputs_are_where_the_text_says(followed: Followed):
    assert "`results/waterland_inputs/inputs.html`" in TEXT
    assert (followed.here / "results" / "waterland_inputs" / "inputs.html").exists()


def test_check_says_who_pays_what(followed: Followed):
    printed = followed.printed[f"ictsim check {MAIN}"]
    part = " ".join(printed[printed.index("WHO PAYS") :].split())

    # 95, 30, 60 and 25 thousand inhabitants.
    assert "joint: the whole ICT cost of all partners, from 2027 on, by inhabitants" in part
    assert "(purmerend 45.2 %, edam_volendam 14.3 %, landsmeer 28.6 %, oostzaan 11.9 %)" in part


def test_past_projects_are_actual_over_planned(followed: Followed):
    text = (followed.here / "projects.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    ratios = [
        float(row["actual"].replace(".", "")) / float(row["planned"].replace(".", ""))
        for row in rows
    ]
    past = load_case(followed.here / "past.toml").case.inputs["overrun"]

    assert past.values == pytest.approx(ratios, abs=1e-12)
    assert past.base_value() == 1.0
    assert "P50 1.2, " in followed.printed["ictsim check past.toml"]


def test_the_difference_shows_what_the_second_file_says(followed: Followed):
    printed = followed.printed["ictsim check --diff waterland.toml past.toml"]

    assert printed.splitlines()[:2] == ["- waterland.toml", "+ past.toml"]
    assert re.search(r"^ +- pert \(low 0.9, ", printed, re.M)
    assert re.search(r"^ +\+ empirical \(values ", printed, re.M)


def test_what_may_happen_is_as_likely_as_the_text_says(followed: Followed):
    case = load_case(followed.here / "risks.toml").case
    event = case.events["data_centre_stops"]
    years = case.case.horizon - 2028 + 1
    chance = 1.0 - (1.0 - event.rate) ** years

    assert (years, f"{100 * chance:.0f}") == (12, "31")
    assert "3 % a year is 31 % over the twelve years from 2028 to 2039" in TEXT
    assert "drawn each year, persistence 0.7" in followed.printed["ictsim check risks.toml"]
    assert "harmonised and software_saving: 0.5" in followed.printed["ictsim check risks.toml"]


def test_the_keys_are_those_that_the_text_names(followed: Followed):
    every = followed.printed[f"ictsim settle {MAIN}"]
    some = followed.printed[f"ictsim settle {MAIN} --key inhabitants --key equal"]

    for row in ("inhabitants", "equal parts", "best mix"):
        assert re.search(rf"^{row} ", every, re.M)
        assert re.search(rf"^{row} ", some, re.M)
    assert re.search("^cost of going on alone ", every, re.M)
    assert "cost of going on alone" not in some
    assert "Best mix: " in some  # with weights below the table
    settled = load_case(followed.here / MAIN, ("settlement.key={inhabitants=0.7, equal=0.3}",))
    assert "`key = { inhabitants = 0.7, equal = 0.3 }`" in TEXT
    assert settled.case.settlement.key == {"inhabitants": 0.7, "equal": 0.3}


def test_the_report_in_dutch_lies_where_the_text_says(followed: Followed):
    line = "ictsim report results/waterland --to html,xlsx,md --lang nl"
    names = ("report_nl.html", "report_nl.xlsx", "chapter_nl.md")
    folder = followed.here / "results" / "waterland"

    printed = followed.printed[line].replace("\\", "/").split()
    assert sorted(printed) == sorted(f"results/waterland/{name}" for name in names)
    assert all(f"`{name}`" in TEXT for name in names)
    # The config is run again at the end: reports of the earlier results have gone with them.
    assert not any((folder / name).exists() for name in names)


def test_translations_are_counted_and_stand_in_the_report(followed: Followed):
    of_report = (followed.here / "results" / "waterland" / "chapter.md").read_text("utf-8")
    checked = " ".join(followed.printed[f"ictsim check {MAIN}"].split())

    assert of_report.startswith("# Waterland: ICT samen\n")
    assert "samenwerking Gezamenlijk centrum zich" in of_report
    assert re.search(r"TRANSLATIONS INTO nl: 3; \d+ texts of this config without one", checked)


def test_the_edits_are_in_the_config(followed: Followed):
    case = load_case(followed.here / MAIN).case
    cautious = load_case(followed.here / "cautious.toml").case

    assert case.partners["purmerend"].baseline_eur == {
        2027: 7_150_000,
        2028: 7_300_000,
        2029: 7_420_000,
    }
    assert case.inputs["software_saving"].mode == 0.10
    fte = case.inputs["cost_per_fte"]
    assert [fte.quantile(p) for p in (0.1, 0.5, 0.9)] == pytest.approx([80e3, 86e3, 97e3])
    assert "offices" in case.scenarios["joint"].lines
    assert cautious.inputs["delay"].base_value() == case.inputs["delay"].base_value() == 0.0
    assert cautious.inputs["overrun"].base_value() == 1.0


def test_the_slip_that_the_text_asks_for_is_told(followed: Followed, tmp_path: Path):
    config = (followed.here / MAIN).read_text("utf-8")
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
