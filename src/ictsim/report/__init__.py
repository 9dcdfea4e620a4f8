"""The report: answer, figures, tables, built once as a record and written in every form.

``building`` makes the record (``document``) of results, ``formats`` write it down.
"""

from __future__ import annotations

from ictsim.report.building import comparison_document, results_document
from ictsim.report.document import Document
from ictsim.report.figures import FigureFile, make_figures
from ictsim.report.terminal import print_summary
from ictsim.report.terminal_joint import joint_answer, print_comparison
from ictsim.report.wording.sentences import answer

__all__ = [
    "Document",
    "FigureFile",
    "answer",
    "comparison_document",
    "joint_answer",
    "make_figures",
    "print_comparison",
    "print_summary",
    "results_document",
]
