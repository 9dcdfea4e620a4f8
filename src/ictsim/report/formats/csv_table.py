"""Every estimate of the results as one CSV table, by name and in its own unit."""

from __future__ import annotations

import dataclasses
import io

from ictsim.report.document import Document
from ictsim.report.language import N_, _
from ictsim.results.tables import write_rows

# The fields of a NamedEstimate, in their order.
HEADS = (
    N_("name"),
    N_("value"),
    N_("low"),
    N_("high"),
    N_("unit"),
    N_("runs"),
    N_("base"),
    N_("note"),
)
NAME, STEM, SUFFIX = "csv", "figures", ".csv"


def render(document: Document) -> bytes:
    """One row for each estimate, in UTF-8; amounts in euros, shares and chances as fractions.

    The heads are in the language of the document; numbers have a point and columns a comma in each.
    """
    file = io.StringIO()
    write_rows(file, [_(head) for head in HEADS], map(dataclasses.astuple, document.estimates))
    return file.getvalue().encode()
