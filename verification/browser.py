"""The report in a real browser: wide, on a phone, printed, and without colour.

Checked: nothing is fetched but the file itself, the page tells of no error, it is nowhere wider
than the screen (1,280 and 390 pixels), it has its answer on the first printed page, and every
chart has a text for those who do not see it. Page one is one sheet of A4: of the case, and of its
three layers side by side, in each language. Planted errors have to be found for what they are: a
picture from elsewhere (twice: as a request and by its refusal), a block too wide, a chart without
text, a page one that is too long.

Pictures of all four go to ``verification/output``, to be looked at: whether a page reads well is
no matter for a program.

Usage: python verification/browser.py
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from chromium import Page, browser, find
from program import CASE, ROOT, ictsim, scratch
from reports import LANGUAGES, LAYERS

OUTPUT = ROOT / "verification" / "output"
WIDTHS = (1280, 390)
RUNS = 200_000
AFTER = "document.querySelector('.page-one + section h2').innerText"

UNSEEN = """\
[...document.querySelectorAll('svg, img')].filter(drawing =>
    !(drawing.closest('[aria-hidden="true"]')
      || drawing.closest('[role="img"][aria-label], [role="img"][aria-labelledby]')
      || drawing.getAttribute('aria-label') || drawing.getAttribute('aria-labelledby')
      || drawing.getAttribute('alt') || drawing.querySelector('title'))).length"""


def problems(page: Page, report: Path) -> Iterator[str]:
    """What is wrong with the page on a screen."""
    for width in WIDTHS:
        page.width(width)
        page.open(report)
        yield from told(page, report)
        wide = page.value("document.documentElement.scrollWidth")
        if wide > width:
            yield f"at {width} pixels the page is {wide} wide"
    unseen = page.value(UNSEEN)
    if unseen:
        yield f"{unseen} drawings without a text"


def told(page: Page, report: Path) -> Iterator[str]:
    """Requests to elsewhere, and errors that the browser tells of."""
    for event in page.events:
        method, what = event["method"], event.get("params", {})
        if method == "Network.requestWillBeSent":
            url = what["request"]["url"]
            if url != report.as_uri() and not url.startswith("data:"):
                yield f"asks for {url}"
        elif method == "Log.entryAdded" and what["entry"]["level"] in ("error", "warning"):
            yield f"the browser says: {what['entry']['text']}"
        elif method == "Runtime.exceptionThrown":
            yield "a script fails"


def pictures(page: Page, report: Path) -> None:
    """The page wide, narrow and without colour."""
    for width in WIDTHS:
        page.width(width)
        page.open(report)
        page.picture(OUTPUT / f"report_{width}.png")
    page.width(WIDTHS[0])
    page.open(report)
    page.call("Emulation.setEmulatedVisionDeficiency", type="achromatopsia")
    page.picture(OUTPUT / "report_grey.png")
    page.call("Emulation.setEmulatedVisionDeficiency", type="none")


def printed(page: Page, report: Path, answer: str) -> tuple[int, list[str]]:
    """Number of printed pages, and what is wrong with them."""
    page.open(report)
    page.pdf(OUTPUT / "report.pdf")
    tool("pdftoppm", "-png", "-r", "60", OUTPUT / "report.pdf", OUTPUT / "page")
    pages = len(list(OUTPUT.glob("page-*.png")))
    first = tool("pdftotext", "-l", "1", OUTPUT / "report.pdf", "-")
    sentences, shown = re.split(r"(?<=[.])\s+", answer.strip()), "".join(first.split())
    there = all("".join(sentence.split()) in shown for sentence in sentences)
    return pages, [] if there else ["the answer is not on the first printed page"]


def sheets(page: Page, report: Path, file: Path) -> Iterator[str]:
    """Whether page one is one sheet of paper: what comes after it begins the second."""
    page.open(report)
    after = page.value(AFTER)
    page.pdf(file)
    second = tool("pdftotext", "-f", "2", "-l", "2", file, "-")
    if not "".join(second.split()).startswith("".join(after.split())):
        yield "page one is not one sheet"


def too_long(page: Page, folder: Path) -> tuple[list[str], list[str]]:
    """Pages one that are not one sheet, and the planted error where it was not found."""
    ictsim("run", *LAYERS, "--runs", RUNS, "--out", folder / "all", "--no-figures", "--quiet")
    found, file = [], folder / "sheets.pdf"
    for name in ("all", f"all/{CASE.stem}"):
        for code in LANGUAGES:
            ictsim("report", folder / name, "--lang", code, "--to", "html", "--out", folder / code)
            report = folder / code / f"report_{code}.html"
            found += [f"{name}, {code}: {fault}" for fault in sheets(page, report, file)]
            made = report.read_text("utf-8")
            report.unlink()
    wrong = folder / "long.html"
    wrong.write_text(made.replace("</header>", f"{'<p>x</p>' * 30}</header>"), "utf-8")
    return found, [] if list(sheets(page, wrong, file)) else ["a page one that is too long"]


def tool(*words: object) -> str:
    """What a program prints."""
    command = [str(word) for word in words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def planted(page: Page, report: Path, folder: Path) -> list[str]:
    """The planted errors that were not found for what they are."""
    errors = {
        "asks for": '<img alt="x" src="https://example.org/x.png">',
        "the browser says": '<img alt="x" src="https://example.org/x.png">',
        "pixels the page is": '<div style="width:2000px">x</div>',
        "without a text": '<svg viewBox="0 0 1 1"></svg>',
    }
    text = report.read_text("utf-8")
    missed = []
    for fault, error in errors.items():
        wrong = folder / "wrong.html"
        wrong.write_text(text.replace("</main>", f"{error}</main>"), "utf-8")
        if not any(fault in found for found in problems(page, wrong)):
            missed.append(fault)
    return missed


def main() -> None:
    program = find()
    if program is None or not (shutil.which("pdftoppm") and shutil.which("pdftotext")):
        sys.exit(
            "FAILED: needs Chromium and poppler-utils; as root `bash verification/run` gets them"
        )
    for old in OUTPUT.glob("*.p[nd][gf]"):
        old.unlink()
    with scratch() as folder, browser(program) as page:
        said = ictsim("run", CASE, "--runs", RUNS, "--out", folder / "case", "--quiet")
        # The answer may come after the place of the report, and be broken into lines.
        answer = re.sub(r"^Report: .*$", "", said, flags=re.M)
        report = folder / "case" / "report.html"
        found = list(problems(page, report))
        pictures(page, report)
        pages, faults = printed(page, report, answer)
        found += faults
        long, missed = too_long(page, folder)
        found += long
        missed += planted(page, report, folder)
    for fault in [*found, *(f"planted error not found: {name}" for name in missed)]:
        print(fault)
    good = not found and not missed
    print(
        f"\n{'ok' if good else 'FAILED'}: report in Chromium at {WIDTHS[0]} and {WIDTHS[1]} pixels "
        f"and on {pages} printed pages: {len(found)} faults; 5 planted errors, {len(missed)} "
        f"missed; pictures in {OUTPUT.relative_to(ROOT)}"
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
