"""Makes what docs/OUTPUTS.md shows: a picture of each output, and what the commands print.

Text between ``<!-- begin NAME (made by docs/make_outputs.py) -->`` and ``<!-- end NAME -->`` is
replaced; pictures go to ``docs/images/outputs``. Pages are drawn by Chromium, sheets of the
workbook by LibreOffice and poppler-utils (pdftoppm). Where one of these is not there its pictures
are left as they are, and the script says so.

Usage: python docs/make_outputs.py           make everything anew
       python docs/make_outputs.py --check   exit code 1 if a text, or a picture's place, is wrong;
                                             nothing is drawn or written
"""

from __future__ import annotations

import argparse
import base64
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "verification"), str(ROOT / "docs")]

from chromium import Page, browser, find  # noqa: E402
from PIL import Image  # noqa: E402
from placed import filled, picture_faults, sizes  # noqa: E402

DOCUMENT = ROOT / "docs" / "OUTPUTS.md"
IMAGES = ROOT / "docs" / "images" / "outputs"
RUNS = "100000"
CASE = "configs/3_0.toml"
LAYERS = (CASE, "configs/3_0_with_omitted_items.toml", "configs/3_0_outside_view.toml")
INVESTMENTS = "configs/3_0_investments.toml"
CAPACITY = "resilience.capacity_eur.haarlem=5_000_000"  # an example, and said to be one
FOLDER, JOINT, BOOKS = "results/3_0", "results/3_0_and_2_more", "results/3_0_investments"

PAGE_WIDTH = 1040  # pixels of a browser's window
SHEET_DPI = 65
NAMES_DPI = 250  # the long sheet comes out small on its one page
COLOURS = 48
# Pictures are for looking at, and stay in every checkout for good.
MOST_BYTES = 900_000
CUT = "[...]"


# ---------------------------------------------------------------------------------------------
# Text


def ictsim(place: Path, *words: str) -> str:
    """What a command prints, 80 columns wide, in a folder that has the configs."""
    settings = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR")}
    command = [sys.executable, "-m", "ictsim", *words]
    done = subprocess.run(
        command, cwd=place, capture_output=True, text=True, encoding="utf-8", env=settings
    )
    if done.returncode:
        sys.exit(f"ictsim {' '.join(words)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout.replace("\\", "/")


def shown(command: str, printed: str) -> str:
    """A command with what it prints, as a block of code."""
    text = "\n".join(line.rstrip() for line in printed.rstrip().splitlines())
    return f"```text\n$ ictsim {command}\n{text}\n```"


def run_block(place: Path) -> str:
    command = f"run {CASE} --runs {RUNS}"
    # Charts change nothing of what is printed, and take seconds.
    return shown(command, ictsim(place, *command.split(), "--no-figures"))


def verify_block(place: Path) -> str:
    return shown(f"verify {FOLDER}", ictsim(place, "verify", FOLDER))


def settle_block(place: Path) -> str:
    command = f"settle {CASE} --runs {RUNS}"
    return shown(command, ictsim(place, *command.split()))


def base_block(place: Path) -> str:
    """Up to the verdict on the table with its reconciling items."""
    printed = ictsim(place, "base", CASE)
    verdict = re.search(r"^\d+ of \d+ published cells fit.*$", printed, re.M)
    if verdict is None:
        sys.exit("ictsim base prints no verdict")
    return shown(f"base {CASE}", f"{printed[: verdict.end()]}\n{CUT}")


def check_block(place: Path) -> str:
    """The head, the first years of the first scenario, one input, and who pays."""
    printed = ictsim(place, "check", CASE)
    parts = printed.split("\n\n")
    titles = {part.split("\n", 1)[0].split(":")[0].split(" (")[0]: part for part in parts}
    drawn = titles["INPUTS THAT ARE DRAWN"]
    one = drawn[: drawn.index("\nsoftware_share")]
    wanted = [*parts[:3], CUT, one, CUT, titles["WHO PAYS"], CUT]
    return shown(f"check {CASE}", "\n\n".join(wanted))


def distributions_block(place: Path) -> str:
    command = "distributions pert low=0 mode=0.10 high=0.20"
    printed = ictsim(place, *command.split())
    return shown(command, f"{printed[: printed.index('Chance of a draw up to')].rstrip()}\n{CUT}")


def chapter_block(place: Path) -> str:
    """From the title to the councils, and the head of the table on certainty."""
    text = (place / FOLDER / "chapter.md").read_text("utf-8")
    first = text[: text.index("\n## Each collaboration")]
    certainty = text[text.index("## How much suffices") :]
    table = certainty[certainty.index("**3.0") :].split("\n\n")
    return fenced([first.rstrip(), CUT, certainty.split("\n", 1)[0], CUT, table[0], table[1], CUT])


def chapter_nl_block(place: Path) -> str:
    """Dutch: the title, the answer and the councils."""
    command = f"report {FOLDER} --to md --lang nl"
    ictsim(place, *command.split())
    text = (place / FOLDER / "chapter_nl.md").read_text("utf-8")
    return fenced(["\n## ".join(text.split("\n## ")[:2]).rstrip(), CUT])


def fenced(parts: list[str]) -> str:
    """Markdown shown as text."""
    return "```markdown\n{}\n```".format("\n\n".join(parts))


BLOCKS = {
    "run": run_block,
    "verify": verify_block,
    "chapter": chapter_block,
    "chapter_nl": chapter_nl_block,
    "settle": settle_block,
    "base": base_block,
    "check": check_block,
    "distributions": distributions_block,
}


def blocks(place: Path) -> dict[str, str]:
    """What the commands print, in the order of the document; one makes what another reads."""
    (place / "configs").symlink_to(ROOT / "configs")
    return {name: make(place) for name, make in BLOCKS.items()}


# ---------------------------------------------------------------------------------------------
# Pictures


@dataclass(frozen=True)
class Shot:
    """A strip of a page: from the top of ``begin`` to the end of ``part``, or ``most`` pixels high.

    ``begin`` and ``part`` select elements; no ``begin`` means the top of the page.
    """

    name: str
    page: str
    begin: str
    part: str
    most: int


@dataclass(frozen=True)
class SheetShot:
    """The upper left corner of a sheet, by its place in the workbook (-1 is the last)."""

    name: str
    sheet: int
    dpi: int
    width: int
    height: int


CHARTS = ("fan_s3", "curve_s3", "payback_s3", "chance_s3", "tornado_s3_2023")
TABLE = '.scroll[aria-label^="3.0: one application landscape: {}"]'
SHOTS = (
    Shot("page_one", f"{FOLDER}/report_en.html", "", "section.page-one", 2_600),
    Shot("page_one_nl", f"{FOLDER}/report_nl.html", "", "section.page-one", 2_600),
    Shot("joint", f"{JOINT}/report_en.html", "", "section.page-one", 1_730),
    Shot(
        "certainty",
        f"{BOOKS}/report_en.html",
        TABLE.format("the amount that suffices"),
        "section:has(#certainty)",
        1_600,
    ),
    Shot(
        "two_bases",
        f"{BOOKS}/report_en.html",
        TABLE.format("net saving since the start, x"),
        "section:has(#two-bases)",
        1_300,
    ),
    Shot("inputs", f"{FOLDER}_inputs/inputs.html", "", "body", 1_080),
)
SHEETS = (
    SheetShot("sheet_answer", 0, SHEET_DPI, 1_100, 620),
    SheetShot("sheet_payback", 1, SHEET_DPI, 1_490, 330),
    SheetShot("sheet_figures", -1, NAMES_DPI, 960, 330),
)


def make_pictures(place: Path) -> list[str]:
    """Draw all that can be drawn; what was left as it is, and why."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    ictsim(place, "report", FOLDER, "--to", "html,xlsx,png")
    for name in CHARTS:
        save(place / FOLDER / "figures_en" / f"{name}.png", name)
    return [*make_shots(place), *make_sheets(place)]


def make_shots(place: Path) -> Iterator[str]:
    """Parts of pages, by Chromium."""
    program = find()
    if program is None:
        yield "Chromium is not there: pictures of pages are left as they are"
        return
    ictsim(place, "report", FOLDER, "--to", "html", "--lang", "nl")
    ictsim(place, "run", *LAYERS, "--runs", RUNS, "--no-figures")
    ictsim(place, "report", JOINT, "--to", "html")
    ictsim(place, "run", INVESTMENTS, "--runs", RUNS, "--no-figures", "--set", CAPACITY)
    ictsim(place, "report", BOOKS, "--to", "html")
    ictsim(place, "inputs", CASE)
    with browser(program) as page:
        page.width(PAGE_WIDTH)
        for shot in SHOTS:
            page.open(place / shot.page)
            take(page, shot, place / f"{shot.name}.png")
            save(place / f"{shot.name}.png", shot.name)


def take(page: Page, shot: Shot, file: Path) -> None:
    """A strip of the page that is open."""
    begin = top_and_height(page, shot.begin)[0] if shot.begin else 0.0
    top, height = top_and_height(page, shot.part)
    high = min(top + height - begin, shot.most)
    clip = {"x": 0, "y": begin, "width": PAGE_WIDTH, "height": high, "scale": 1}
    made = page.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
    file.write_bytes(base64.b64decode(made["data"]))


def top_and_height(page: Page, selector: str) -> tuple[float, float]:
    """Where an element begins on the page, and its height, in pixels."""
    box = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
    top, height = page.value(f"(box => [box.top + scrollY, box.height])({box})")
    return top, height


def make_sheets(place: Path) -> Iterator[str]:
    """Corners of sheets: LibreOffice prints each sheet on one page, pdftoppm draws it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None or shutil.which("pdftoppm") is None:
        yield "LibreOffice or poppler-utils is not there: pictures of sheets are left as they are"
        return
    one_page = 'pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}'
    own = f"-env:UserInstallation={(place / 'office').as_uri()}"
    book = place / FOLDER / "report_en.xlsx"
    tool(office, own, "--headless", "--convert-to", one_page, "--outdir", place, book)
    printed = place / "report_en.pdf"
    pages = int(re.findall(r"^Pages: +(\d+)", tool("pdfinfo", printed), re.M)[0])
    for sheet in SHEETS:
        number = sheet.sheet % pages + 1
        corner = ["-x", 0, "-y", 0, "-W", sheet.width, "-H", sheet.height]
        where = ["-f", number, "-l", number, "-r", sheet.dpi]
        tool("pdftoppm", "-png", "-singlefile", *where, *corner, printed, place / sheet.name)
        save(place / f"{sheet.name}.png", sheet.name)


def tool(*words: object) -> str:
    """What a program prints."""
    command = [str(word) for word in words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def save(picture: Path, name: str) -> None:
    """Keep a picture in few colours, which makes it a third of the size."""
    with Image.open(picture) as drawn:
        small = drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(IMAGES / f"{name}.png", optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, draw and write nothing")
    check = parser.parse_args().check
    with TemporaryDirectory(prefix="ictsim-docs-") as name:
        place = Path(name)
        before = DOCUMENT.read_text("utf-8")
        after = filled(DOCUMENT, blocks(place), "make_outputs.py")
        if not check:
            for left in make_pictures(place):
                print(left)
            DOCUMENT.write_text(after, "utf-8", newline="\n")
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "OUTPUTS.md", "this version", lineterm="", n=0
    )
    faults = ([*lines] if check else []) + picture_faults(DOCUMENT, IMAGES, MOST_BYTES)
    if faults:
        print("\n".join(faults))
        sys.exit("FAILED: docs/OUTPUTS.md is not of this version; run python docs/make_outputs.py")
    size = sum(sizes(IMAGES).values())
    print(
        f"ok: {len(BLOCKS)} blocks of docs/OUTPUTS.md {'are' if check else 'made'} as this version "
        f"gives them; pictures {size / 1e3:.0f} kB"
    )


if __name__ == "__main__":
    main()
