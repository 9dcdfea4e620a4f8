"""The report: answer, figures, tables; every format is written from the one record.

A new format is one file with ``SUFFIX`` and ``render_report``, and one entry in ``FORMATS``.
"""

from __future__ import annotations

from ictsim.report import html
from ictsim.report.figures import FigureFile, make_figures
from ictsim.report.html import render_comparison, render_report
from ictsim.report.terminal import print_summary
from ictsim.report.terminal_joint import joint_answer, print_comparison
from ictsim.report.wording.sentences import answer

FORMATS = (html,)

__all__ = [
    "FORMATS",
    "FigureFile",
    "answer",
    "joint_answer",
    "make_figures",
    "print_comparison",
    "print_summary",
    "render_comparison",
    "render_report",
]
