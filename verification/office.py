"""LibreOffice without a window: workbooks to PDF, or saved again; and what the PDF shows.

Each language has a profile of its own, so that numbers have its separators, as on the computer of
one who speaks it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

NEEDED = ("soffice", "pdftotext", "pdftoppm")
_PATIENCE = 600  # seconds for all workbooks of one call
_LOCALES = {"en": "en-GB", "nl": "nl-NL"}
_SETTING = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{}</value></prop></item>
</oor:items>
"""


def missing() -> list[str]:
    """The programs that are not there."""
    return [name for name in NEEDED if shutil.which(name) is None]


def convert(files: Sequence[Path], form: str, folder: Path, language: str) -> None:
    """Write each file in another form (``pdf``, ``xlsx``) into the folder, under its name."""
    profile = folder / f"profile_{language}"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    setting = profile / "user" / "registrymodifications.xcu"
    if not setting.exists():
        setting.write_text(_SETTING.format(_LOCALES[language]), "utf-8")
    options = ["--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", form]
    command = ["soffice", *options, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)


@cache
def pages(pdf: Path) -> list[str]:
    """The text of each page."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout.split("\f")[:-1]


def by_sheet(pdf: Path, titles: Sequence[str]) -> dict[str, list[int]]:
    """The pages of each sheet, from 1 on: its name stands at their foot, left of ``3 / 7``.

    Texts of a chart that goes on on the next page may lie below the foot, or within it.
    """
    found: dict[str, list[int]] = {title: [] for title in titles}
    names = "|".join(map(re.escape, sorted(titles, key=len, reverse=True)))
    for number, text in enumerate(pages(pdf), start=1):
        for name in re.findall(rf"^ *({names}) .*\b{number} / \d+\b", text, re.M)[-1:]:
            found[name].append(number)
    return found


def pictures(pdf: Path, numbers: Sequence[int], stem: Path, dpi: int = 60) -> list[Path]:
    """Pages that follow each other, each as a PNG."""
    span = ["-f", str(numbers[0]), "-l", str(numbers[-1])]
    command = ["pdftoppm", "-png", "-r", str(dpi), *span, str(pdf), str(stem)]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(stem.parent.glob(f"{stem.name}-*.png"))
