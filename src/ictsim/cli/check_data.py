"""All that ``ictsim check`` knows of a valid config, as tables that JSON can hold.

Wherever a config gives a value, ``{"value": ..., "file": ..., "line": ...}`` stands for it; the
line is 0 where a setting of the command line gives it. Numbers are not rounded.
"""

from __future__ import annotations

from typing import Any

from ictsim.cli.payers import payers
from ictsim.cli.placed import problem_table, with_place
from ictsim.compile.base_amounts import base_amounts, base_totals
from ictsim.compile.correlated_pairs import CorrelatedPair, correlated_pairs
from ictsim.config import LoadedCase
from ictsim.config.faults.fault import Keys
from ictsim.config.resolved import Item, items
from ictsim.distributions import Distribution
from ictsim.distributions.summary import summary
from ictsim.model import Case
from ictsim.model.texts import untranslated

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
        "warnings": [problem_table(warning) for warning in loaded.warnings],
    }
    for keys, item in found.items():
        _table_at(data, keys)["values"] = given_values(item)
    for name, law in case.inputs.items():
        data["inputs"][name]["figures"] = figures(law)
    for name in case.correlations:
        data["correlations"][name]["pairs"] = []
    for pair in correlated_pairs(case):
        data["correlations"][pair.correlation]["pairs"].append(_pair(pair))
    for language in case.texts:
        _table_at(data, ("texts", language))["untranslated"] = untranslated(case, language)
    data["two_bases"] = case.has_two_bases
    data["who_pays"] = {name: payers(case, name) for name in case.scenarios}
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


def _pair(pair: CorrelatedPair) -> Table:
    return {
        "inputs": [pair.a, pair.b],
        "asked": pair.asked,
        "rank": pair.rank,
        "realised": pair.realised,
        "with_atoms": pair.with_atoms,
    }


def _add_base_amounts(case: Case, data: Table) -> None:
    """What each line changes in the base case, and which lines count in which scenario."""
    amounts = base_amounts(case)
    totals = base_totals(case, amounts)
    for name, scenario in case.scenarios.items():
        table = data["scenarios"][name]
        counted = list(case.lines_of(name))
        below = case.lines_of(scenario.builds_on) if scenario.builds_on else {}
        table["counted"] = counted
        table["dropped"] = [line for line in below if line not in counted]
        table["base_eur"] = _by_year(totals[name])
        for line in scenario.lines:
            table["lines"][line]["base_eur"] = _by_year(amounts[f"{name}.{line}"])


def _by_year(amounts: dict[int, float]) -> dict[str, float]:
    return {str(year): amount for year, amount in amounts.items()}
