"""The report's pages for those who do not see them, use no mouse, or read on a phone.

Each report of ``reports.py`` in Chromium, in each language, hostile texts in one:

- first as it is: nothing is fetched, the browser tells of no error, nothing is wider than the
  screen (``browser.py``; at 320 pixels too, which is a page at four times its size);
- by axe-core, the rules of WCAG 2.1 A and AA and its best practice, with all data tables open:
  wide, on a phone, and as printed. What axe-core leaves open may be contrast only, and that is
  calculated here: every text against the colour below it, 4.5 to 1 (3 to 1 for large letters);
- with the Tab key alone: the link that skips to the answer comes first and leads there; every link,
  table and switch is reached once, in the order of the page, with a visible frame.

Planted errors have to be found for what they are.

axe-core is read from a Python package that ships it; ``verification/run`` puts that into
``verification/output/axe``.

Usage: python verification/accessible.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from browser import problems, told
from chromium import Page, browser, find
from program import ROOT, scratch
from reports import CASES, HOSTILE, LANGUAGES, reports

AXE = ROOT / "verification" / "output" / "axe" / "axe_playwright_python" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
WIDE, PHONE, NARROW = 1280, 390, 320

RUN = f"""\
axe.run(document, {{runOnly: {RULES}, resultTypes: ['violations', 'incomplete']}}).then(found => [
    ...found.violations.map(rule => [rule.id, rule.nodes.length, rule.nodes[0].html.slice(0, 160)]),
    ...found.incomplete.filter(rule => rule.id != 'color-contrast').map(rule =>
        ['open: ' + rule.id, rule.nodes.length, rule.nodes[0].html.slice(0, 160)])])"""

# Texts too faint, as "ratio text". Letters of a drawing stand on the page's own colour.
FAINT = """\
(() => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const linear = c => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const below = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = numbers(getComputedStyle(at).backgroundColor);
            if (colour.length == 3 || colour[3] > 0) return colour;
        }
        return [255, 255, 255];
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
        if (!text || element.closest('style')) continue;
        const style = getComputedStyle(element);
        const ink = numbers(element.closest('svg') ? style.fill : style.color);
        const [a, b] = [light(ink), light(below(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const size = parseFloat(style.fontSize), bold = style.fontWeight >= 700;
        if (ratio < (size >= 24 || (bold && size >= 18.66) ? 3 : 4.5))
            found.push(ratio.toFixed(2) + ' ' + text.slice(0, 40));
    }
    return found;
})()"""

# What the Tab key has to reach, and which of them has the focus now, as a place in that list.
STOPS = """\
[...document.querySelectorAll('a[href], summary, [tabindex="0"]')]
    .filter(element => element.checkVisibility())"""
FOCUS = f"""\
(() => {{
    const at = document.activeElement;
    const box = at.getBoundingClientRect(), style = getComputedStyle(at);
    return {{
        place: {STOPS}.indexOf(at),
        framed: style.outlineStyle != 'none' && parseFloat(style.outlineWidth) >= 2,
        shown: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
    }};
}})()"""
ARRIVED = """\
location.hash.length > 1 && Math.abs(
    document.getElementById(location.hash.slice(1)).getBoundingClientRect().top) < 5"""


def faults(page: Page, report: Path, axe: str) -> Iterator[str]:
    """What is wrong with one page."""
    yield from problems(page, report)
    page.width(NARROW)
    page.open(report)
    yield from told(page, report)
    wide = page.value("document.documentElement.scrollWidth")
    if wide > NARROW:
        yield f"at {NARROW} pixels the page is {wide} wide"
    for width, medium in ((WIDE, "screen"), (PHONE, "screen"), (WIDE, "print")):
        for fault in by_rules(page, report, axe, width, medium):
            yield f"{medium} of {width} pixels: {fault}"
    for width in (WIDE, PHONE):
        for fault in by_keyboard(page, report, width):
            yield f"keyboard at {width} pixels: {fault}"


def by_rules(page: Page, report: Path, axe: str, width: int, medium: str) -> Iterator[str]:
    """Rules of axe-core that do not hold, or that it cannot tell about, and faint letters."""
    page.width(width)
    page.call("Emulation.setEmulatedMedia", media=medium)
    page.open(report)
    page.value("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.value(f"{axe}; 1")
    answer = page.call("Runtime.evaluate", expression=RUN, awaitPromise=True, returnByValue=True)
    found: list[tuple[str, int, str]] | None = answer["result"].get("value")
    if found is None:
        yield f"axe-core fails: {answer}"
    for rule, count, first in found or []:
        yield f"{rule}, {count} times, first in {first}"
    faint = page.value(FAINT)
    if faint:
        yield f"too faint, {len(faint)} texts, first {faint[0]}"
    page.call("Emulation.setEmulatedMedia", media="")


def by_keyboard(page: Page, report: Path, width: int) -> Iterator[str]:
    """What the Tab key does not reach, or not in order, or not to be seen."""
    page.width(width)
    page.open(report)
    count = page.value(f"{STOPS}.length")
    first = page.value(f"{STOPS}[0].className")
    if first != "skip":
        yield f"the first stop is {first or 'no'} link that skips"
    for place in range(count):
        press(page, "Tab")
        focus: dict[str, Any] = page.value(FOCUS)
        if focus != {"place": place, "framed": True, "shown": True}:
            yield f"stop {place} of {count} is {focus}"
            return
    page.open(report)
    press(page, "Tab")
    press(page, "Enter")
    if not page.value(ARRIVED):
        yield "the link that skips does not lead there"


def press(page: Page, key: str) -> None:
    """Press and leave a key."""
    code = {"Tab": 9, "Enter": 13}[key]
    text = {"text": "\r"} if key == "Enter" else {}
    press = {"key": key, "code": key, "windowsVirtualKeyCode": code}
    page.call("Input.dispatchKeyEvent", type="keyDown", **press, **text)
    page.call("Input.dispatchKeyEvent", type="keyUp", **press)


def planted(page: Page, report: Path, folder: Path, axe: str) -> list[str]:
    """The planted errors that were not found for what they are."""
    changes = {
        "html-has-lang": ('<html lang="en">', "<html>"),
        "link-name": ("</main>", '<a href="#answer"></a></main>'),
        "color-contrast": ("</main>", '<p style="color: #999">faint</p></main>'),
        "too faint": ("</main>", '<svg role="img"><text fill="#aaa">faint</text></svg></main>'),
        "heading-order": ("</main>", "<h2>two</h2><h5>five</h5></main>"),
        "the first stop": ('<a class="skip"', "<a"),
        "is {'place'": ("</main>", '<a href="#answer" tabindex="3">out of order</a></main>'),
        "at 320 pixels": ("</main>", '<div style="width: 350px">x</div></main>'),
    }
    text = report.read_text("utf-8")
    missed = []
    for fault, (old, new) in changes.items():
        wrong = folder / "wrong.html"
        wrong.write_text(text.replace(old, new, 1), "utf-8")
        if not any(fault in found for found in faults(page, wrong, axe)):
            missed.append(fault)
    return missed


def pages(folder: Path) -> list[Path]:
    """Every page to look at."""
    return [
        *(folder / name / f"report_{language}.html" for name in CASES for language in LANGUAGES),
        *(folder / name / "report_en.html" for name in HOSTILE),
        *(folder / f"inputs_{language}" / "inputs.html" for language in LANGUAGES),
    ]


def main() -> None:
    program = find()
    if program is None or not AXE.is_file():
        sys.exit("FAILED: needs Chromium and axe-core; `bash verification/run` gets them")
    axe, folder = AXE.read_text("utf-8"), reports()
    found = []
    with scratch() as empty, browser(program) as page:
        page.call("Emulation.setFocusEmulationEnabled", enabled=True)
        for report in pages(folder):
            name = report.relative_to(folder)
            found += [f"{name}: {fault}" for fault in faults(page, report, axe)]
        missed = planted(page, folder / "plain" / "report_en.html", empty, axe)
    for fault in [*found, *(f"planted error not found: {name}" for name in missed)]:
        print(fault)
    good = not found and not missed
    print(
        f"\n{'ok' if good else 'FAILED'}: {len(pages(folder))} pages by axe-core (WCAG 2.1 A and "
        f"AA, best practice) on a screen, a phone and paper, and by keyboard: {len(found)} faults; "
        f"8 planted errors, {len(missed)} missed"
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
