"""Every estimate of the results as one CSV table, by name and in its own unit."""

from __future__ import annotations

import dataclasses
import io

from ictsim.report.document import Document, NamedEstimate
from ictsim.results.tables import write_rows

NAME, STEM, SUFFIX = "csv", "figures", ".csv"


def render(document: Document) -> bytes:
    """One row for each estimate, in UTF-8; amounts in euros, shares and chances as fractions."""
    head = [field.name for field in dataclasses.fields(NamedEstimate)]
    file = io.StringIO()
    write_rows(file, head, map(dataclasses.astuple, document.estimates))
    return file.getvalue().encode()
