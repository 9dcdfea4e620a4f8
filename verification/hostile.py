"""Reports of records whose every text is an attack or a nuisance: markup, formulas, escape codes.

The records are those of the tests, as no config can hold all of these texts: TOML refuses some.
What they do in each form is for the checks that call this.

Usage: python verification/hostile.py FOLDER LANGUAGE
"""

from __future__ import annotations

import sys
from pathlib import Path

from program import ROOT

from ictsim.report import Document, comparison_document, make_figures, results_document
from ictsim.report.formats import FORMATS, PICTURES, written
from ictsim.report.language import speaking
from ictsim.results.comparison import Comparison, Layer, shared_of
from ictsim.results.record import Results

sys.path.insert(0, str(ROOT / "tests"))
from test_report_samples import HOSTILE, sample

PACKAGES = {"numpy": "2"}
FORMS = [one.NAME for one in (*FORMATS, *PICTURES)]
OWN = {"c0": "c0/report.html"}
# The first ones are title, question, names of councils and of scenarios.
MARKDOWN = [
    "# heading",
    "1. item",
    "a | b || c",
    "<!-- hidden --> &lt;b&gt; \\<b>",
    "> quoted",
    "| :--- | ---: |",
    "**bold** __too__ _set_ *off* `code` ~~gone~~",
    "[name](http://evil) ![picture](http://evil) <http://evil> [^1] [@cited]",
    "- item",
    "---",
]
TEXTS = [*MARKDOWN, *HOSTILE]


def records() -> list[Results]:
    """Two records: in the second every text stands in another place."""
    moved = TEXTS[len(MARKDOWN) :] + MARKDOWN
    return [sample(runs=200, texts=texts) for texts in (TEXTS, moved)]


def documents() -> dict[str, Document]:
    """A report of each record, and one of both side by side, in the language that is spoken."""
    both = records()
    layers = [
        Layer(f"c{n}", TEXTS[n + 2], TEXTS[n + 3], "ab" * 32, one.case, one)
        for n, one in enumerate(both)
    ]
    shared = shared_of(["c0", "c1"], [one.case for one in both])
    joint = Comparison(layers, shared, 1, both[0].planned_runs, both[0].version)
    figures = [make_figures(one) for one in both]
    return {
        "hostile": results_document(both[0], PACKAGES, figures[0]),
        "hostile_moved": results_document(both[1], PACKAGES, figures[1]),
        "hostile_joint": comparison_document(joint, PACKAGES, figures[0], reports=OWN),
    }


def main() -> None:
    folder, language = Path(sys.argv[1]), sys.argv[2]
    with speaking(language):
        made = documents()
    for name, document in made.items():
        for file, content in written(document, FORMS, f"_{language}").items():
            (folder / name / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / name / file).write_bytes(content)


if __name__ == "__main__":
    main()
