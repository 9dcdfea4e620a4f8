"""Makes what the README shows of a run: its pictures, and the figures between its markers.

Three configs are run as a user would run them: the plan's own numbers with ranges, the same with
the items that the plan leaves out, and the outside view. Pictures go to ``docs/images``; in
``README.md`` the text between
``<!-- begin NAME (made by docs/make_images.py) -->`` and ``<!-- end NAME -->`` is replaced.

Usage: python docs/make_images.py           make everything anew
       python docs/make_images.py --check   exit code 1 if the README says anything else
"""

from __future__ import annotations

import argparse
import difflib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from placed import ROOT, filled, picture_faults, sizes

from ictsim.report.numbers import NBSP, frequency, year_text
from ictsim.report.wording.sentences import counted
from ictsim.report.wording.words import AS_PLANNED
from ictsim.results.record import Estimate

IMAGES = ROOT / "docs" / "images"
README = ROOT / "README.md"
CONFIGS = ("3_0", "3_0_with_omitted_items", "3_0_outside_view")
PLAN_YEAR, LATER, HORIZON = 2018, 2023, 2030
MOST_BYTES = 600_000
MINUS = "\u2212"


@dataclass(frozen=True)
class Run:
    """The results of one config."""

    folder: Path

    def estimate(self, name: str) -> Estimate:
        """A figure by its name."""
        return Estimate(**self.summary["estimates"][name])

    @property
    def summary(self) -> dict:
        return json.loads((self.folder / "summary.json").read_text("utf-8"))

    def futures(self, name: str) -> str:
        """A probability in words."""
        return counted(frequency(self.estimate(name))).replace(NBSP, " ")

    def other_futures(self, name: str) -> str:
        """The probability of the contrary, in words."""
        found = self.estimate(name)
        contrary = replace(found, value=1 - found.value, low=1 - found.high, high=1 - found.low)
        return counted(frequency(contrary)).replace(NBSP, " ")

    def millions(self, stem: str) -> str:
        """P10, P50 and P90 of an amount, in millions of euros."""
        found = (self.estimate(f"{stem}.p{level}").value / 1e6 for level in (10, 50, 90))
        return " / ".join(f"{x:.1f}".replace("-", MINUS) for x in found)

    def year(self, name: str) -> str:
        """A year, or that it is not by the last one."""
        return year_text(self.estimate(name).value, HORIZON).replace(NBSP, " ")


@dataclass(frozen=True)
class Layers:
    """What ``ictsim run`` printed for all configs, and the results of each."""

    printed: str
    own: Run
    omitted: Run
    outside: Run

    def all(self) -> tuple[Run, ...]:
        """In the order of the configs."""
        return self.own, self.omitted, self.outside


def run(place: Path) -> Layers:
    """Run the configs with the usual options, from a folder that is empty."""
    files = [ROOT / "configs" / f"{config}.toml" for config in CONFIGS]
    command = [sys.executable, "-m", "ictsim", "run", *files]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        sys.exit(f"exit code {done.returncode}\n{done.stderr}")
    folder = place / "results" / f"{CONFIGS[0]}_and_{len(CONFIGS) - 1}_more"
    runs = (Run(folder / config) for config in CONFIGS)
    return Layers(done.stdout.replace("\\", "/"), *runs)


# ---------------------------------------------------------------------------------------------
# Text


def answer_block(layers: Layers) -> str:
    """The answer in a table: all layers side by side."""
    flows = {"": "s3", "Haarlem: ": "s3.haarlem", "Haarlemmermeer: ": "s3.haarlemmermeer"}
    rows = [
        (f"paid back by the end of 2018, {AS_PLANNED}", "s3.payback_by.2018"),
        ("paid back by the end of 2023", "s3.payback_by.2023"),
        ("not paid back by the end of 2030", "s3.payback.never"),
        ("cheaper for both councils by the end of 2018", "s3.all_partners.2018"),
        ("cheaper for both councils by the end of 2023", "s3.all_partners.2023"),
    ]
    unpaid = (layer.other_futures("s3.payback_by.2018") for layer in layers.all())
    table: list[tuple[str, ...]] = [
        (
            "collaboration 3.0, in how many of the calculated futures",
            "the plan's own numbers, each with a range",
            "the same, with the items the plan leaves out",
            "the outside view: as comparable projects went",
        ),
        ("---",) * 4,
    ]
    for text, name in rows:
        table.append((text, *(layer.futures(name) for layer in layers.all())))
    for who, flow in flows.items():
        years = (layer.year(f"{flow}.payback.p50") for layer in layers.all())
        table.append((f"{who}half of the futures paid back by", *years))
    for year in (PLAN_YEAR, LATER):
        what = f"net saving to the end of {year}, € million: P10 / P50 / P90"
        table.append((what, *(layer.millions(f"s3.saving.{year}") for layer in layers.all())))
    sentence = (
        "**By the end of 2018 collaboration 3.0 has not paid itself back in {} calculated futures "
        "with the report's own numbers, in {} with the items it leaves out, and in {} in the "
        "outside view.**".format(*unpaid)
    )
    return "\n".join([sentence, "", *(f"| {' | '.join(row)} |" for row in table)])


def terminal_block(layers: Layers) -> str:
    """The output of the command, as it is."""
    text = "\n".join(line.rstrip() for line in layers.printed.rstrip().splitlines())
    files = " ".join(f"configs/{config}.toml" for config in CONFIGS)
    return f"```text\n$ ictsim run {files}\n{text}\n```"


def base_block(_layers: Layers) -> str:
    """How many published cells the base case reproduces, with and without reconciling items."""
    command = [sys.executable, "-m", "ictsim", "base", ROOT / "configs" / "3_0.toml", "--json"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    tables = json.loads(printed.stdout)
    cells, bare = (tables[f"{how}_reconciling"]["cells"] for how in ("with", "without"))
    return (
        f"It prints each published cell beside the computed one: {cells['fitting']} of the "
        f"{cells['published']} fit to the rounding of the report. Without the *reconciling items* "
        f"(what the report's tables hold and none of its text explains) {bare['fitting']} do. Both "
        "are shown."
    )


def files_block(layers: Layers) -> str:
    """The files of a results folder with what is in them."""
    told = {
        "report.html": "the report: one page, opens in any browser, needs no network",
        "chapter.md": "the same as a chapter in Markdown, to put into an advice",
        "summary.json": "every figure under its name, with its 95 % interval; texts and inputs",
        "percentiles.csv": "amounts: mean, standard deviation, P5 … P95",
        "payback.csv": "payback year: a row per outcome",
        "yearly.csv": "per year: saving, and the chance of being better off",
        "inputs.csv": "every input with its distribution, source and percentiles",
        "manifest.json": "where it comes from: config text, seed, versions, times, file hashes",
        "figures/": "the charts as SVG and PNG",
    }
    there = {f"{p.name}/" if p.is_dir() else p.name for p in layers.own.folder.iterdir()}
    if there != set(told):
        sys.exit(f"a results folder holds {sorted(there)}; docs/make_images.py tells of others")
    return "\n".join(
        ["| file | holds |", "| --- | --- |", *(f"| `{n}` | {text} |" for n, text in told.items())]
    )


BLOCKS = {
    "answer": answer_block,
    "terminal": terminal_block,
    "base": base_block,
    "files": files_block,
}


# ---------------------------------------------------------------------------------------------
# Pictures


def draw_answer(layers: Layers, file: Path) -> None:
    """Chance that 3.0 is paid back, by year, in all layers."""
    import matplotlib
    from matplotlib.figure import Figure

    blue, green, vermillion, grey = "#0072B2", "#00664C", "#A34700", "#555555"
    years = list(range(PLAN_YEAR - 4, HORIZON + 1))
    with matplotlib.rc_context({"font.family": ["DejaVu Sans"], "font.size": 10.0}):
        figure = Figure(figsize=(7.4, 4.2))
        axes = figure.add_axes((0.08, 0.11, 0.88, 0.72))
        drawn = (
            (layers.own, blue, "-", "the plan's own\nnumbers, each\nwith a range", (2014.2, 58)),
            (layers.omitted, green, (0, (1, 1)), "with the items\nit leaves out", (2025.7, 83)),
            (layers.outside, vermillion, (0, (5, 2)), "the outside view:\nas comparable\nprojects "
             "went", (2026.6, 19)),
        )  # fmt: skip
        for layer, colour, dash, label, place in drawn:
            chances = [100 * layer.estimate(f"s3.payback_by.{y}").value for y in years]
            axes.plot(years, chances, color=colour, ls=dash, lw=2, marker="o", ms=4)
            axes.text(*place, label, color=colour, va="center", fontweight="bold")
        axes.axvline(PLAN_YEAR, color=grey, lw=0.8, ls=(0, (1, 2)))
        axes.text(PLAN_YEAR - 0.1, 97, "the plan:\n2018", color=grey, ha="right", va="top")
        for layer, colour, year, beside, above in (
            (layers.own, blue, PLAN_YEAR, -0.1, 10.5),
            (layers.omitted, green, LATER, 0.3, -8.5),
            (layers.outside, vermillion, LATER, 0.4, -7.0),
        ):
            name = f"s3.payback_by.{year}"
            text = f"{layer.futures(name)}\nby the end of {year}"
            place = year + beside, 100 * layer.estimate(name).value + above
            side = "right" if beside < 0 else "left"
            axes.text(*place, text, color=colour, ha=side, va="center", fontsize=9)
        axes.set_xticks(years[::2])
        axes.set_yticks(range(0, 101, 20))
        axes.set_xlim(years[0] - 0.3, years[-1] + 0.3)
        axes.set_ylim(-2, 103)
        axes.spines[["top", "right"]].set_visible(False)
        title = "In how many of 100 calculated futures has collaboration 3.0 paid back?"
        figure.text(0.02, 0.95, title, fontsize=11.5, fontweight="bold", va="center")
        figure.text(0.02, 0.885, "by the end of each year", fontsize=10, color=grey, va="center")
        figure.savefig(file, dpi=160, metadata={"Software": None})


def make_images(layers: Layers) -> None:
    IMAGES.mkdir(exist_ok=True)
    draw_answer(layers, IMAGES / "answer.png")
    shutil.copy(layers.own.folder / "figures" / "fan_s3.png", IMAGES / "fan_s3.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    with TemporaryDirectory(prefix="ictsim-docs-") as place:
        layers = run(Path(place))
        blocks = {name: make(layers) for name, make in BLOCKS.items()}
        before = README.read_text("utf-8")
        after = filled(README, blocks, "make_images.py")
        if not check:
            make_images(layers)
            README.write_text(after, "utf-8", newline="\n")
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "README.md", "this version", lineterm="", n=0
    )
    faults = ([*lines] if check else []) + picture_faults(README, IMAGES, MOST_BYTES)
    if faults:
        print("\n".join(faults))
        print("FAILED: the README is not of this version; run python docs/make_images.py")
        sys.exit(1)
    size = sum(sizes(IMAGES).values())
    print(
        f"ok: {len(blocks)} blocks of README.md {'are' if check else 'made'} as this version "
        f"gives them; pictures {size / 1e3:.0f} kB"
    )


if __name__ == "__main__":
    main()
