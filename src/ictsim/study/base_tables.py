"""The base case as tables: plain data for the terminal and for JSON."""

from __future__ import annotations

from typing import Any

from ictsim.model import Case
from ictsim.study.base import BaseCase, Cell, base_case

# What counts as another figure: the printed ones have tenths of thousands.
_EURO = 1.0


def base_tables(
    case: Case, below: tuple[str, Case] | None = None, whole: BaseCase | None = None
) -> dict[str, Any]:
    """The base case with and without the reconciling items.

    Parameters
    ----------
    case
        The case.
    below
        Name and case of the config that it builds on, to show what it explains of the table that
        was published. None: there is none.
    whole
        The base case with all its lines, where it is known.

    Returns
    -------
    dict
        ``with_reconciling`` and ``without_reconciling``, each with ``cells`` (published,
        fitting), and per scenario changes, savings, break-even years and, per partner, cost
        beside the published figures. ``below``: the cells of the config below without its
        reconciling items, and how many of the same fit here; None where they are those of this
        one. Amounts in euros; a break-even year that does not come is None.
    """
    settings = case.case
    bare = base_case(case, reconciling=False)
    return {
        "name": settings.name,
        "title": settings.title,
        "start": settings.start,
        "horizon": settings.horizon,
        "tolerance_eur": case.published.tolerance_eur if case.published else None,
        "published_source": case.published.source if case.published else None,
        "has_reconciling": any(
            line.reconciling for s in case.scenarios.values() for line in s.lines.values()
        ),
        "with_reconciling": _tables(whole or base_case(case)),
        "without_reconciling": _tables(bare),
        "below": None if below is None else _below(*below, bare),
    }


def _below(config: str, case: Case, bare: BaseCase) -> dict[str, Any] | None:
    """The cells that a config below has in common with this one, where any of them differs."""
    here = {(c.scenario, c.partner, c.year): c for c in bare.cells()}
    cells = [
        cell
        for cell in base_case(case, reconciling=False).cells()
        if (cell.scenario, cell.partner, cell.year) in here
    ]
    same = [here[cell.scenario, cell.partner, cell.year] for cell in cells]
    if all(abs(a.computed - b.computed) < _EURO for a, b in zip(cells, same, strict=True)):
        return None
    scenarios: dict[str, dict[str, dict[str, Any]]] = {}
    for cell in cells:
        partner = scenarios.setdefault(cell.scenario, {}).setdefault(cell.partner, {})
        partner[str(cell.year)] = _cell(cell)
    return {
        "config": config,
        "cells": _counted(cells),
        "here": _counted(same),
        "scenarios": scenarios,
    }


def _tables(base: BaseCase) -> dict[str, Any]:
    return {
        "cells": _counted(list(base.cells())),
        "baseline_eur": {name: _years(row) for name, row in base.baseline.items()},
        "scenarios": {name: _scenario(base, name) for name in base.case.in_building_order()},
    }


def _scenario(base: BaseCase, name: str) -> dict[str, Any]:
    last = base.last_published
    return {
        "label": base.case.scenarios[name].label,
        "change_eur": _years(base.changes[name]),
        "saving_eur": _years(base.savings(name)),
        "share_until": {"year": last, "share": base.saving_share(name, last)},
        "break_even": _break_even(base, name, last),
        "partners": {partner: _partner(base, name, partner, last) for partner in base.baseline},
    }


def _partner(base: BaseCase, scenario: str, partner: str, last: int) -> dict[str, Any]:
    cells = {
        str(c.year): _cell(c)
        for c in base.cells()
        if (c.scenario, c.partner) == (scenario, partner)
    }
    flow = f"{scenario}.{partner}"
    return {
        "label": base.case.partners[partner].label,
        "cost_eur": {str(y): base.cost(scenario, partner, y) for y in base.baseline[partner]},
        "saving_eur": _years(base.savings(flow)),
        "break_even": _break_even(base, flow, last),
        "cells": cells,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {"published": cell.published, "computed": cell.computed, "fits": cell.fits}


def _counted(cells: list[Cell]) -> dict[str, int]:
    return {"published": len(cells), "fitting": sum(cell.fits for cell in cells)}


def _break_even(base: BaseCase, flow: str, last: int) -> dict[str, int | None]:
    return {
        "growing_on": base.break_even(flow),
        "held_constant": base.break_even(flow, hold_from=last),
    }


def _years(row: dict[int, float]) -> dict[str, float]:
    return {str(year): value for year, value in row.items()}
