"""Tables of the base case beside the source's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ictsim.report.numbers import MARK, Cell, exact_amount
from ictsim.report.tables import Row, Table, table
from ictsim.report.view import View
from ictsim.report.wording import reconciling as words

WITH, WITHOUT = "with_reconciling", "without_reconciling"


def published_table(view: View, scenario: str) -> Table:
    """Per partner the printed figures, the calculated ones, and what is between them.

    No rows where the source prints nothing of the scenario.
    """
    found = view.results.reconciliation or {}
    years = sorted({year for cells in _cells(found, WITH, scenario).values() for year in cells})
    rows = [row for partner in view.partners for row in _rows(view, scenario, partner, years)]
    return table(words.caption(view.label(scenario)), ("", *years), rows)


def _cells(found: dict[str, Any], which: str, scenario: str) -> dict[str, dict[str, Any]]:
    partners = found.get(which, {}).get("scenarios", {}).get(scenario, {}).get("partners", {})
    return {name: partner["cells"] for name, partner in partners.items() if partner["cells"]}


def _rows(view: View, scenario: str, partner: str, years: list[str]) -> Iterator[Row]:
    found = view.results.reconciliation or {}
    cells = _cells(found, WITH, scenario).get(partner)
    if cells is None:
        return
    name = view.partner(partner)
    stem = f"published.{scenario}.{partner}"
    yield words.published(name), *(_told(stem, y, cells, "published") for y in years)
    yield words.computed(name), *(_told(stem, y, cells, "computed") for y in years)
    yield words.residual(name), *(_residual(stem, y, cells, "residual") for y in years)
    if found.get("has_reconciling"):
        others = _cells(found, WITHOUT, scenario)[partner]
        without = (_residual(stem, y, others, "residual_without") for y in years)
        yield words.residual_without(name), *without


def _told(stem: str, year: str, cells: dict[str, Any], what: str) -> Cell:
    if year not in cells:
        return Cell("–")
    value = cells[year][what]
    name = f"{stem}.{year}.{what}"
    return exact_amount(value)._replace(name=name, value=value, unit="eur")


def _residual(stem: str, year: str, cells: dict[str, Any], what: str) -> Cell:
    """The difference, with a mark where it is more than rounding explains."""
    if year not in cells:
        return Cell("–")
    value = cells[year]["computed"] - cells[year]["published"]
    mark = "" if cells[year]["fits"] else MARK
    name = f"{stem}.{year}.{what}"
    return exact_amount(value)._replace(name=name, value=value, unit="eur", margin=mark)
