"""Writes the report record down: one file for each form, none of which works anything out.

A new form is one file here with ``NAME``, ``SUFFIX`` and ``render``, and an entry in ``FORMATS``
for a file that is a whole report (with a ``STEM``, the name of that file), or in ``PICTURES`` for a
file of each chart. Its name also goes into ``FORMS`` of ``ictsim.cli.forms``, for the help; and,
where it holds drawings, into ``DRAWN``, where a link may lead to it, into ``READABLE``.
"""

from __future__ import annotations

from collections.abc import Collection

from ictsim.report.document import Document
from ictsim.report.formats import csv_table, html, json_record, markdown, png, svg, xlsx
from ictsim.report.language import speaking

FORMATS = (html, markdown, xlsx, csv_table, json_record)
PICTURES = (svg, png)
DRAWN = frozenset({"html", "svg", "png"})  # those that have drawings in them
READABLE = frozenset({"html", "md"})  # those that a link to a report may lead to

__all__ = ["DRAWN", "FORMATS", "PICTURES", "READABLE", "report_files", "written"]


def report_files(forms: Collection[str], mark: str = "") -> list[str]:
    """The names of the files that are whole reports, in the order of the catalogue."""
    return [f"{one.STEM}{mark}{one.SUFFIX}" for one in FORMATS if one.NAME in forms]


def written(document: Document, forms: Collection[str], mark: str = "") -> dict[str, bytes]:
    """The files of a report: their bytes by their path, the same for the same record.

    Parameters
    ----------
    document
        The record; charts that are not drawn get no picture.
    forms
        Names of forms, of those in the two catalogues.
    mark
        Stands in the name of each file before its suffix: ``report_nl.html``.
    """
    with speaking(document.language):
        files = {
            f"{one.STEM}{mark}{one.SUFFIX}": one.render(document)
            for one in FORMATS
            if one.NAME in forms
        }
        pictures = {
            f"figures{mark}/{figure.name}{one.SUFFIX}": one.render(figure)
            for figure in document.figures
            if figure.svg
            for one in PICTURES
            if one.NAME in forms
        }
    return files | pictures
