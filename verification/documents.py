"""Whether the documents are true: what they show is run, what they point to is there.

- every TOML example of README.md and docs/CONFIG.md is run as a config: on top of the shipped case,
  on top of the example before it where the README says so, or by itself;
- the Python example of the README runs on a results folder;
- the exit codes of the README that can be brought about are brought about;
- every relative link in a document leads to a file, every anchor to a heading, and the files that
  docs/ARCHITECTURE.md names are there;
- the figures in the README are those of a run now (``docs/make_images.py --check``).

A planted error, an example with a key that nothing has, has to be refused.

Usage: python verification/documents.py
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from program import CASE, ROOT, scratch

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
DOCUMENTS += sorted([*ROOT.glob("docs/*.md"), *ROOT.glob("verification/*.md")])
RUNS = 2_000


def program(*words: object, at: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """``ictsim`` in a folder; nothing is asked of how it ends."""
    command = [sys.executable, "-m", "ictsim", *map(str, words)]
    return subprocess.run(command, cwd=at, capture_output=True, text=True, encoding="utf-8")


def examples(document: Path, language: str) -> list[str]:
    """The code blocks of a document in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", document.read_text("utf-8"), re.M | re.S)


def configs() -> Iterator[tuple[str, str]]:
    """Every TOML example as a whole config, with a name for messages."""
    extends = f'extends = "{CASE.as_posix()}"\n'
    changed, added = examples(ROOT / "README.md", "toml")
    yield "README 3", changed
    yield "README 3 and 4", changed + added
    for number, text in enumerate(examples(ROOT / "docs" / "CONFIG.md", "toml"), start=1):
        alone = text.startswith("extends") or ("[case]" in text and "start =" in text)
        yield f"CONFIG {number}", text if alone else extends + text


def config_faults(folder: Path) -> Iterator[str]:
    """Examples that are no configs, or do not run."""
    (folder / "configs").symlink_to(ROOT / "configs")
    [projects] = examples(ROOT / "docs" / "CONFIG.md", "csv")
    (folder / "projects.csv").write_text(projects, "utf-8")
    for number, (name, text) in enumerate([*configs(), ("planted", planted())]):
        file = folder / f"example_{number}.toml"
        file.write_text(text, "utf-8")
        done = program("run", file, "--runs", RUNS, "--no-figures", at=folder)
        if (done.returncode == 0) == (name == "planted"):
            yield f"{name}: exit code {done.returncode} {done.stderr.strip()}"


def planted() -> str:
    """The first example with a key that nothing has."""
    return examples(ROOT / "README.md", "toml")[0] + "most_likely = 6.0\n"


def python_faults(folder: Path) -> Iterator[str]:
    """Python examples of the README that fail."""
    program("run", CASE, "--runs", RUNS, "--no-figures", at=folder)
    for text in examples(ROOT / "README.md", "python"):
        command = [sys.executable, "-W", "error", "-c", text]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode or not done.stdout.strip():
            yield f"README, Python: {done.stderr.strip() or 'prints nothing'}"


def exit_code_faults(folder: Path) -> Iterator[str]:
    """Exit codes that are not those of the README."""
    (folder / "full").mkdir()
    (folder / "full" / "own.txt").write_text("mine", "utf-8")
    for wanted, words in (
        (0, ("--help",)),
        (2, ("run", CASE, "--runs", 0)),
        (3, ("run", folder / "missing.toml")),
        (5, ("run", CASE, "--runs", RUNS, "--out", folder / "full")),
    ):
        found = program(*words).returncode
        if found != wanted:
            yield f"exit code {found}, not {wanted}: ictsim {' '.join(map(str, words))}"


def links() -> list[tuple[Path, str]]:
    """Every link of a document to a file or a heading of ours."""
    found = []
    for document in DOCUMENTS:
        text = re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.M | re.S)
        targets = re.findall(r"\]\(([^)\s]+)\)", text)
        found += [(document, target) for target in targets if not target.startswith("http")]
    return found


def link_faults() -> Iterator[str]:
    """Links that lead nowhere."""
    for document, target in links():
        path, _, anchor = target.partition("#")
        file = document.parent / path if path else document
        if not file.exists():
            yield f"{document.name}: no {target}"
        elif anchor and anchor not in anchors(file.read_text("utf-8")):
            yield f"{document.name}: no heading for {target}"


def path_faults() -> Iterator[str]:
    """Files that docs/ARCHITECTURE.md names and that are not there."""
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    for name in re.findall(r"`([\w/.]+\.(?:py|toml|md))`", text):
        known = (ROOT / name, ROOT / "src" / "ictsim" / name)
        if "NAME" not in name and not any(path.exists() for path in known):
            yield f"ARCHITECTURE.md: no {name}"


def anchors(text: str) -> set[str]:
    """The anchors that headings get."""
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def main() -> None:
    with scratch() as folder:
        faults = [*config_faults(folder), *python_faults(folder), *exit_code_faults(folder)]
    faults += [*link_faults(), *path_faults()]
    command = [sys.executable, ROOT / "docs" / "make_images.py", "--check"]
    figures = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    print(figures.stdout, end="")
    if figures.returncode:
        faults.append(f"the README is not of this version {figures.stderr}")
    print("\n".join(faults))
    print(
        f"{'FAILED' if faults else 'ok'}: {len(list(configs()))} config examples run (a planted "
        f"error is refused), {len(links())} links, 4 exit codes and the README's figures hold: "
        f"{len(faults)} faults"
    )
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
