"""The base case on a terminal: plain text in blocks of as many years as fit beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

_NARROWEST = 40
_GAP = "  "
_VERSIONS = {
    "with_reconciling": "WITH THE RECONCILING ITEMS",
    "without_reconciling": "WITHOUT THE RECONCILING ITEMS",
}


@dataclass(frozen=True)
class Row:
    """One row: a label, how far it stands in, and a cell for each column; none for a heading."""

    label: str
    indent: int = 0
    cells: tuple[str, ...] = ()


def base_text(tables: dict[str, Any], width: int) -> str:
    """Amounts x 1,000 euros: published, computed, difference; then break-even years.

    Parameters
    ----------
    tables
        What :func:`ictsim.study.base_tables.base_tables` gives.
    width
        Of the terminal, in characters; years that do not fit go into a block below.
    """
    width = max(width - 1, _NARROWEST)
    return "\n".join(_lines(tables, width))


def _lines(tables: dict[str, Any], width: int) -> Iterator[str]:
    yield tables["title"]
    yield "Base case, amounts x € 1,000"
    whole = tables["with_reconciling"]
    if not whole["scenarios"]:
        yield from _baseline(whole["baseline_eur"], width)
        return
    for name, scenario in whole["scenarios"].items():
        yield f"{name}: {scenario['label']}"
    yield from _version(tables, "with_reconciling", width)
    if tables["has_reconciling"]:
        yield from _version(tables, "without_reconciling", width)
    if tables["below"]:
        yield from _below(tables, width)


def _version(tables: dict[str, Any], which: str, width: int) -> Iterator[str]:
    version = tables[which]
    scenarios = version["scenarios"]
    if tables["has_reconciling"]:
        yield from ("", _VERSIONS[which])
    if version["cells"]["published"]:
        yield from ("", "Cost as published and as computed")
        yield from _published(scenarios, width)
        yield _verdict(version["cells"], tables["tolerance_eur"])
    last = str(next(iter(scenarios.values()))["share_until"]["year"])
    yield from ("", "Change against the baseline (above 0 is extra cost)")
    yield from _changes(scenarios, last, width)
    yield from ("", f"Saving to {last}, its share of the baseline, and break-even year: costs")
    yield f"growing on, and with the saving of {last} held constant"
    yield from _savings(scenarios, last, tables["horizon"], width)


def _baseline(baseline: dict[str, dict[str, float]], width: int) -> Iterator[str]:
    yield from ("", "Cost of going on alone")
    years = list(next(iter(baseline.values())))
    rows = [
        Row(partner, 0, tuple(_rounded(costs[year]) for year in years))
        for partner, costs in baseline.items()
    ]
    yield from in_blocks(years, rows, width)


def _published(scenarios: dict[str, Any], width: int) -> Iterator[str]:
    """Per scenario and partner three rows: published, computed, difference."""
    partners = [p for scenario in scenarios.values() for p in scenario["partners"].values()]
    years = sorted({year for partner in partners for year in partner["cells"]})
    rows: list[Row] = []
    for name, scenario in scenarios.items():
        for partner in scenario["partners"].values():
            cells = [partner["cells"].get(year) for year in years]
            if any(cells):
                rows.append(Row(f"{name}{_GAP}{partner['label']}"))
                rows += _three(cells, len(name) + len(_GAP))
    yield from in_blocks(years, rows, width)


def _below(tables: dict[str, Any], width: int) -> Iterator[str]:
    """What each cell is missed by in the config below and in this one, without the items."""
    below, bare = tables["below"], tables["without_reconciling"]
    name = below["config"]
    yield from ("", f"Differences without the reconciling items, in {name} and here")
    partners = [cells for scenario in below["scenarios"].values() for cells in scenario.values()]
    years = sorted({year for cells in partners for year in cells})
    rows: list[Row] = []
    for scenario, found in below["scenarios"].items():
        for partner, cells in found.items():
            here = bare["scenarios"][scenario]["partners"][partner]
            rows.append(Row(f"{scenario}{_GAP}{here['label']}"))
            for label, row in ((name, cells), ("here", here["cells"])):
                apart = (_apart(row[year]) if year in cells else "" for year in years)
                rows.append(Row(label, len(scenario) + len(_GAP), tuple(apart)))
    yield from in_blocks(years, rows, width)
    for label, cells in ((name, below["cells"]), ("here", below["here"])):
        yield f"{label}: {_verdict(cells, tables['tolerance_eur'])}"


def _three(cells: Sequence[dict[str, Any] | None], indent: int) -> Iterator[Row]:
    for label, text in (("published", _printed), ("computed", _computed), ("difference", _apart)):
        yield Row(label, indent, tuple("" if cell is None else text(cell) for cell in cells))


def _verdict(cells: dict[str, int], tolerance: float) -> str:
    fit = f"{cells['fitting']} of {cells['published']} published cells fit within"
    misfit = "" if cells["fitting"] == cells["published"] else " (* does not)"
    return f"{fit} {tolerance / 1000:g}{misfit}"


def _changes(scenarios: dict[str, Any], last: str, width: int) -> Iterator[str]:
    years = [year for year in next(iter(scenarios.values()))["change_eur"] if year <= last]
    rows = [
        Row(name, 0, tuple(_tenths(scenario["change_eur"][year]) for year in years))
        for name, scenario in scenarios.items()
    ]
    yield from in_blocks(years, rows, width)


def _savings(scenarios: dict[str, Any], last: str, horizon: int, width: int) -> Iterator[str]:
    """Per scenario and partner: saving, share, and the break-even year in two readings."""

    def row(label: str, indent: int, part: dict[str, Any], share: str) -> Row:
        years = (part["break_even"][key] for key in ("growing_on", "held_constant"))
        found = (f"not by {horizon}" if year is None else str(year) for year in years)
        return Row(label, indent, (_tenths(part["saving_eur"][last]), share, *found))

    rows: list[Row] = []
    for name, scenario in scenarios.items():
        rows.append(row(name, 0, scenario, f"{scenario['share_until']['share'] * 100:.3f} %"))
        rows += [row(part["label"], 2, part, "") for part in scenario["partners"].values()]
    columns = ("saving", "share", "growing on", f"{last} held")
    yield from in_blocks(columns, rows, width)


def _rounded(euros: float) -> str:
    return f"{euros / 1000:,.0f}"


def _tenths(euros: float) -> str:
    return f"{euros / 1000:,.1f}"


def _printed(cell: dict[str, Any]) -> str:
    return _rounded(cell["published"])


def _computed(cell: dict[str, Any]) -> str:
    return _tenths(cell["computed"])


def _apart(cell: dict[str, Any]) -> str:
    mark = "" if cell["fits"] else "*"
    return f"{(cell['computed'] - cell['published']) / 1000:+,.1f}{mark}"


def in_blocks(columns: Sequence[str], rows: Sequence[Row], width: int) -> Iterator[str]:
    """A table of text; columns that do not fit into ``width`` go into blocks below.

    Nothing is cut off: a label that leaves no room for the cells gets a line of its own.
    """
    cell = max(len(text) for text in chain(columns, *(row.cells for row in rows)))
    lengths = [row.indent + len(row.label) for row in rows if row.cells]
    left = min(max(lengths, default=0), max(width // 3, 12))
    fitting = max(1, (width - left) // (cell + len(_GAP)))
    for first in range(0, len(columns), fitting):
        part = slice(first, first + fitting)
        if first:
            yield ""
        yield " " * left + "".join(f"{_GAP}{text:>{cell}}" for text in columns[part])
        for row in rows:
            label = " " * row.indent + row.label
            cells = "".join(f"{_GAP}{text:>{cell}}" for text in row.cells[part])
            if cells and len(label) > left:
                yield label
                label = ""
            yield (label.ljust(left) + cells).rstrip()
