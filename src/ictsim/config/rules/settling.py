"""The settlement: its keys, mixes and categories; each check yields the faults of one kind."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property

from ictsim.config.faults.fault import Fault, Keys, Table, at, holds, names_at
from ictsim.config.faults.hints import hint
from ictsim.config.rules.fields import settlements
from ictsim.config.rules.limits import bounded, lowest
from ictsim.config.rules.own_costs import own_cost_message, own_costs
from ictsim.config.rules.references import ancestors, unknown
from ictsim.lines.base import Line
from ictsim.model import Case, Key, Settled, Settlement, weights_of
from ictsim.model.settlement import BASELINE_COST, EQUAL

_NO_ATTRIBUTES = {EQUAL: "equal parts", BASELINE_COST: "what each would spend alone"}
_OTHER = "other"  # the category of a line that names none
_LARGEST_WEIGHT = 1e6  # weights count in proportion to each other: larger ones say nothing more


def settlement_keys(case: Case, tables: Table) -> Iterator[Fault]:
    """A key is ``equal``, ``baseline_cost``, or an attribute of every partner, not 0 for all."""
    for keys, settlement in _written(case, tables):
        for place, key in settlement.all_keys():
            for single in weights_of(key):
                message = _key_message(case, single)
                if message:
                    inside = (single,) if isinstance(key, dict) else ()
                    yield Fault((*keys, *place, *inside), message)


def _written(case: Case, tables: Table) -> Iterator[tuple[Keys, Settlement]]:
    """The settlements, but for a default that stands in for one that is at fault."""
    for keys, settlement in settlements(case):
        if settlement.model_fields_set or not holds(tables, keys):
            yield keys, settlement


def _key_message(case: Case, key: str) -> str:
    if key in _NO_ATTRIBUTES:
        return ""
    lacking = [name for name, partner in case.partners.items() if key not in partner.attributes]
    if lacking:
        given = [set(partner.attributes) for partner in case.partners.values()]
        attributes = sorted(set.intersection(*given))
        allowed = ", ".join([f'"{EQUAL}"', f'"{BASELINE_COST}"', *attributes])
        near = hint(key, [EQUAL, BASELINE_COST, *attributes])
        return (
            f'"{key}" is no attribute of {", ".join(lacking)}; every partner has: {allowed}{near}'
        )
    if sum(partner.attributes[key] for partner in case.partners.values()) <= 0.0:
        return f'"{key}" is 0 for every partner; choose an attribute with a sum above 0'
    return ""


def names_of_attributes(case: Case, _: Table) -> Iterator[Fault]:
    """No attribute has the name of a key that is none."""
    for name, partner in case.partners.items():
        for word, meaning in _NO_ATTRIBUTES.items():
            if word in partner.attributes:
                message = f"cannot be the name of an attribute: as a key it means {meaning}"
                yield Fault(("partners", name, "attributes", word), f"{message}; rename it")


def categories_of_keys(case: Case, tables: Table) -> Iterator[Fault]:
    """A key of its own is for a category that costs something: of the baseline, or of a line."""
    for keys, settlement in settlements(case):
        known = list(dict.fromkeys(_categories(tables, keys)))
        for category in settlement.per_category:
            if category not in known:
                yield unknown((*keys, "per_category", category), "cost category", category, known)


def _categories(tables: Table, settlement: Keys) -> Iterator[str]:
    """The categories that a settlement can divide: those of all lines that count with it."""
    yield from names_at(tables, "baseline", "categories")
    scenario = str(settlement[1]) if len(settlement) > 1 else ""
    counted = [scenario, *ancestors(tables, scenario)] if scenario else None
    for name in counted or names_at(tables, "scenarios"):
        for line in names_at(tables, "scenarios", name, "lines"):
            given = at(tables, ("scenarios", name, "lines", line))
            yield str(given.get("category", _OTHER)) if isinstance(given, dict) else _OTHER


def weights(case: Case) -> Iterator[Fault]:
    """No weight of a mix is below 0, and in no run are all of them 0."""
    for keys, settlement in settlements(case):
        for place, key in settlement.all_keys():
            given = key.items() if isinstance(key, dict) else ()
            faults = [
                fault
                for single, weight in given
                for fault in bounded(
                    case,
                    (*keys, *place, single),
                    weight,
                    lambda low, high: low >= 0.0 and (high <= _LARGEST_WEIGHT or high == math.inf),
                    f"a weight is at least 0 and at most {_LARGEST_WEIGHT:,.0f}",
                )
            ]
            yield from faults
            lows = [lowest(case, weight) for _, weight in given]
            if lows and not faults and None not in lows and not any(lows):
                message = "the weights can all be 0 in one run; give one that stays above 0"
                yield Fault((*keys, *place), message)


def settled_years(case: Case) -> Iterator[Fault]:
    """A table in which years the whole cost is divided names one."""
    for keys, settlement in settlements(case):
        settled = settlement.settled
        if isinstance(settled, Settled) and settled.from_ is None and settled.until is None:
            message = "says no years; give from, until or both, or write true or false"
            yield Fault((*keys, "settled"), message)


def keys_of_own_costs(case: Case) -> Iterator[Fault]:
    """Where own cost is a key, no one's cost is below 0 and in no year all costs are 0."""
    for keys, settlement in settlements(case):
        for place, key in settlement.all_keys():
            message = own_cost_message(case) if BASELINE_COST in weights_of(key) else ""
            if message:
                inside = (BASELINE_COST,) if isinstance(key, dict) else ()
                yield Fault((*keys, *place, *inside), message)


def parts_of_some(case: Case) -> Iterator[Fault]:
    """The key gives those who bear a line between them more than 0 of it."""
    parts = _Parts(case)
    for scenario in case.scenarios:
        settlement = case.settlement_of(scenario)
        for keys, line in _counted(case, scenario):
            place, names = _bearers(case, line)
            key = settlement.key_of(line.category)
            # One alone bears all of it, whatever the key. Where that gives all together 0, it is at
            # fault itself.
            divided = place and len(names) > 1
            if divided and parts.part(key, names) == 0.0 != parts.part(key, list(case.partners)):
                message = (
                    f"the key of category {line.category} gives {' and '.join(names)} 0; name "
                    "partners whom it gives more, or another key for the category"
                )
                yield Fault((*keys, *place), message)


def _counted(case: Case, scenario: str | None) -> Iterator[tuple[Keys, Line]]:
    """The lines that count in a scenario, down to where it builds on nothing, or on itself."""
    left_out: set[str] = set()
    seen: set[str] = set()
    while scenario in case.scenarios and scenario not in seen:
        content = case.scenarios[scenario]
        for name, line in content.lines.items():
            if name not in left_out:
                yield ("scenarios", scenario, "lines", name), line
        left_out |= set(content.without)
        seen.add(scenario)
        scenario = content.builds_on


def _bearers(case: Case, line: Line) -> tuple[Keys, list[str]]:
    """Where a line says between whom a key divides it, and who they are; nothing for all."""
    if line.transfer is None:
        return (("partners",) if line.partners else ()), line.partners
    payer = line.transfer.from_
    others = [name for name in case.partners if name != payer]
    return ("transfer", "to") if line.transfer.to else ("transfer",), line.transfer.to or others


class _Parts:
    """What some partners have of a key together, in the year with least, on any scale: 0 is 0."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def _own_costs(self) -> list[dict[str, float]] | None:
        costs = own_costs(self.case)
        if costs is None:
            return None
        return [{n: sum(row.values()) for n, row in rows.items()} for rows in costs.values()]

    def part(self, key: Key, names: Sequence[str]) -> float | None:
        """The least in any run; None where there are no such partners, or no such key."""
        if not names or set(names) - set(self.case.partners):
            return None
        part = 0.0
        for single, weight in weights_of(key).items():
            low, share = lowest(self.case, weight), self._of_one(single, names)
            if low is None or share is None:
                return None
            part += share if low > 0.0 else 0.0
        return part

    def _of_one(self, key: str, names: Sequence[str]) -> float | None:
        if key == EQUAL:
            return 1.0
        if key == BASELINE_COST:
            costs = self._own_costs
            if costs is None:
                return None
            return min((sum(year[name] for name in names) for year in costs), default=None)
        if _key_message(self.case, key):
            return None
        return sum(self.case.partners[name].attributes[key] for name in names)


SETTLEMENT_NAMES = (settlement_keys, names_of_attributes, categories_of_keys)
SETTLEMENT_LIMITS = (weights, settled_years, keys_of_own_costs, parts_of_some)
