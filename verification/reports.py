"""Reports in every form and language, made twice: the same bytes in another environment?

The shipped case alone, its three layers side by side, the case with investments, and records of
hostile texts (``hostile.py``). The second time Python's hash seed, the locale and its encoding,
the time zone and the folder the program is called in are others. One report in the place of
another has to be found different in every form, or nothing is compared.

The reports stay in ``verification/output/reports``, for the checks of single forms: they take them
from there as long as the program is the same, so all look at the same files.

Usage: python verification/reports.py
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from program import CASE, ROOT, scratch

LANGUAGES = ("en", "nl")
FORMS = "html,md,xlsx,csv,json,svg,png"
RUNS = 5_000
FOLDER = ROOT / "verification" / "output" / "reports"
ENDS = ("", "_with_omitted_items", "_outside_view")
LAYERS = [ROOT / "configs" / f"3_0{end}.toml" for end in ENDS]
INVESTMENTS = ROOT / "configs" / "3_0_investments.toml"
CASES = ("plain", "joint", "investments")
HOSTILE = ("hostile", "hostile_moved", "hostile_joint")
RESULTS = {"plain": "runs/joint/3_0", "joint": "runs/joint", "investments": "runs/investments"}

HERE = {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
ELSEWHERE = {
    "PYTHONHASHSEED": "77",
    "LC_ALL": "C",
    "PYTHONCOERCECLOCALE": "0",  # so that a text file is ASCII where no encoding is named
    "PYTHONUTF8": "0",
    "TZ": "Pacific/Auckland",
}


def reports() -> Path:
    """The folder with all reports, ``NAME/report_LANGUAGE.html``; made anew if they are of old."""
    mark = FOLDER / "made_of.txt"
    if not mark.is_file() or mark.read_text("utf-8") != made_of():
        shutil.rmtree(FOLDER, ignore_errors=True)
        make_results(FOLDER)
        render(FOLDER, FOLDER, HERE, ROOT)
        mark.write_text(made_of(), "utf-8")
    return FOLDER


def made_of() -> str:
    """A hash of all that the reports depend on."""
    total = hashlib.sha256()
    own = [Path(__file__), Path(__file__).with_name("hostile.py")]
    samples = ROOT / "tests" / "test_report_samples.py"
    folders = (ROOT / "src", ROOT / "configs")
    for file in [*own, samples, *(file for place in folders for file in sorted(place.rglob("*")))]:
        if file.suffix in (".py", ".j2", ".css", ".po", ".toml"):
            total.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def make_results(folder: Path) -> None:
    """The results of the cases."""
    options = ["--runs", RUNS, "--no-figures", "--quiet", "--out"]
    call("-m", "ictsim", "run", *LAYERS, *options, folder / "runs" / "joint")
    call("-m", "ictsim", "run", INVESTMENTS, *options, folder / "runs" / "investments")


def render(results: Path, folder: Path, settings: dict[str, str], at: Path) -> None:
    """Every report in every form and language, with these settings of the environment."""
    for language in LANGUAGES:
        for name, place in RESULTS.items():
            words = ["--lang", language, "--to", FORMS, "--out", folder / name]
            call("-m", "ictsim", "report", results / place, *words, settings=settings, at=at)
        words = [folder, language]
        call(ROOT / "verification" / "hostile.py", *words, settings=settings, at=at)
    for language in LANGUAGES:
        words = ["--lang", language, "--out", folder / f"inputs_{language}"]
        call("-m", "ictsim", "inputs", CASE, *words, settings=settings, at=at)


def call(*words: object, settings: dict[str, str] | None = None, at: Path = ROOT) -> None:
    """Run Python; the check ends here where it fails."""
    command = [sys.executable, *map(str, words)]
    environment = os.environ | (settings or {})
    done = subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"FAILED: {' '.join(command)}\n{done.stderr}")


def differing(one: Path, other: Path) -> list[str]:
    """Files of reports that are not the same in both folders."""
    found = {file for folder in (one, other) for file in files(folder)}
    return sorted(file for file in found if content(one / file) != content(other / file))


def files(folder: Path) -> list[str]:
    """The reports' files, by their path in the folder."""
    names = [*CASES, *HOSTILE, *(f"inputs_{language}" for language in LANGUAGES)]
    return [
        path.relative_to(folder).as_posix()
        for name in names
        for path in (folder / name).rglob("*")
        if path.is_file()
    ]


def content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


def main() -> None:
    first = reports()
    with scratch() as folder:
        render(first, folder, ELSEWHERE, folder)
        found = differing(first, folder)
        shutil.rmtree(folder / "plain")
        shutil.copytree(folder / "investments", folder / "plain")
        planted = [file for file in differing(first, folder) if file.startswith("plain/")]
    print("\n".join(found))
    kinds = {Path(file).suffix for file in planted}
    good = not found and kinds == {f".{form}" for form in FORMS.split(",")}
    print(
        f"{'ok' if good else 'FAILED'}: {len(files(first))} files of {len(CASES) + len(HOSTILE)} "
        f"reports in {len(LANGUAGES)} languages and 7 forms, made twice: {len(found)} differ; a "
        f"planted report differs in {len(kinds)} forms"
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
