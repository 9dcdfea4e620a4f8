"""All that ``ictsim check`` knows of a valid config, as tables that JSON can hold.

Wherever a config gives a value, ``{"value": ..., "file": ..., "line": ...}`` stands for it; the
line is 0 where a setting of the command line gives it. Numbers are not rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ictsim.compile.base_amounts import base_amounts
from ictsim.config import LoadedCase
from ictsim.config.faults.fault import Keys
from ictsim.config.resolved import Given, Item, items
from ictsim.distributions import Distribution
from ictsim.distributions.ranks import has_atoms, realised_rank_correlation
from ictsim.distributions.summary import summary
from ictsim.errors import Problem
from ictsim.model import Case

Table = dict[str, Any]


def check_data(loaded: LoadedCase) -> Table:
    """The resolved model: items with their values and places, and what follows from them."""
    case, found = loaded.case, items(loaded)
    data: Table = {
        "valid": True,
        "config": str(loaded.files[-1]),
        "files": [str(file) for file in loaded.files],
        "overrides": list(loaded.overrides),
        "sha256": loaded.sha256,
        "counts": {
            "inputs": len(case.inputs),
            "lines": sum(len(scenario.lines) for scenario in case.scenarios.values()),
            "warnings": len(loaded.warnings),
        },
        "warnings": [_problem(warning) for warning in loaded.warnings],
    }
    for keys, item in found.items():
        _table_at(data, keys)["values"] = given_values(item)
    for name, law in case.inputs.items():
        data["inputs"][name]["figures"] = figures(law)
    for name in case.correlations:
        data["correlations"][name]["pairs"] = list(_pairs(case, name))
    data["who_pays"] = {name: _payers(case, name) for name in case.scenarios}
    _add_base_amounts(case, data)
    return data


def _table_at(data: Table, keys: Keys) -> Table:
    for key in keys:
        data = data.setdefault(str(key), {})
    return data


def given_values(item: Item) -> Table:
    """The values of an item by key, each with its place; tables of values stay tables."""
    values: Table = {}
    for keys, given in item.given.items():
        _table_at(values, keys[:-1])[str(keys[-1])] = with_place(given)
    return values


def with_place(given: Given) -> Table:
    """A value with the file and the line it stands in."""
    return {"value": given.value, "file": given.place.file, "line": given.place.line}


def _problem(problem: Problem) -> Table:
    return {
        "key": problem.path,
        "message": problem.message,
        "file": problem.file,
        "line": problem.line,
    }


def figures(law: Distribution) -> Table:
    """Percentiles, mean, base and its place, and what the cap does, in the unit of the input."""
    found = summary(law)
    return {
        "drawn": found.drawn,
        "percentiles": {f"p{level}": value for level, value in found.percentiles.items()},
        "mean": found.mean,
        "base": found.base,
        "below_base": found.below_base,
        "at_base": found.at_base,
        "capped_share": found.capped_share,
    }


def _pairs(case: Case, name: str) -> Iterable[Table]:
    """Each pair of a correlation: asked, scaled by the case, and what comes of the values.

    ``realised`` is None where one of the two never varies.
    """
    correlation, laws = case.correlations[name], case.sampled
    rank = correlation.rank * case.correlation_scale
    for a, b in correlation.pairs():
        yield {
            "inputs": [a, b],
            "asked": correlation.rank,
            "rank": rank,
            "realised": realised_rank_correlation(laws[a], laws[b], rank),
            "with_atoms": has_atoms(laws[a]) or has_atoms(laws[b]),
        }


def _payers(case: Case, scenario: str) -> Table:
    """How a scenario's cost is divided: by what, all of it or the changes alone, in what shares."""
    settlement = case.settlement_of(scenario)
    return {
        "key": settlement.key,
        "settled": settlement.settled,
        "shares": case.shares(settlement),
    }


def _add_base_amounts(case: Case, data: Table) -> None:
    """What each line changes in the base case, and which lines count in which scenario."""
    amounts = base_amounts(case)
    for name, scenario in case.scenarios.items():
        table = data["scenarios"][name]
        counted = list(case.lines_of(name))
        below = case.lines_of(scenario.builds_on) if scenario.builds_on else {}
        table["counted"] = counted
        table["dropped"] = [line for line in below if line not in counted]
        years = {year: sum(amounts[line][year] for line in counted) for year in case.years}
        table["base_eur"] = _by_year(years)
        for line in scenario.lines:
            table["lines"][line]["base_eur"] = _by_year(amounts[f"{name}.{line}"])


def _by_year(amounts: dict[int, float]) -> dict[str, float]:
    return {str(year): amount for year, amount in amounts.items()}
