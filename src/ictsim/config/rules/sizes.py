"""Numbers so large that no municipality has them, and with which nothing can be computed."""

from __future__ import annotations

import math
import sys
from collections.abc import Container, Iterator
from contextlib import suppress
from typing import Any

from ictsim.config.faults.fault import Fault, Keys, Table, at
from ictsim.config.faults.numbers import LARGEST, too_large
from ictsim.config.rules.fields import amounts_of, records
from ictsim.lines.base import Line
from ictsim.lines.contribution import Contribution
from ictsim.lines.reduction import Reduction
from ictsim.lines.staff import Staff
from ictsim.model import Case
from ictsim.model.parts import Category
from ictsim.values import Value, terms


def with_sizes(faults: list[Fault], tables: Table) -> list[Fault]:
    """The faults of the records, and every number that is too large for any place.

    What a record says of the same number goes first, but of one that no float holds it only says
    that it is none.
    """
    large = {fault.keys: fault for fault in numbers_too_large(tables)}
    kept = [fault for fault in faults if not _is_huge(tables, fault.keys, large)]
    told = {fault.keys for fault in kept}
    return kept + [fault for keys, fault in large.items() if keys not in told]


def _is_huge(tables: Table, keys: Keys, large: Container[Keys]) -> bool:
    return keys in large and abs(at(tables, keys)) > sys.float_info.max


def numbers_too_large(tables: Table) -> Iterator[Fault]:
    """Every number beyond the largest there may be, wherever it stands."""
    for keys, number in _numbers(tables, ()):
        if LARGEST < abs(number) < math.inf:
            yield Fault(keys, too_large(number))


def _numbers(node: Any, keys: Keys) -> Iterator[tuple[Keys, float]]:
    if isinstance(node, dict | list):
        inner = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in inner:
            yield from _numbers(value, (*keys, key))
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield keys, node


def products_too_large(case: Case) -> Iterator[Fault]:
    """What an amount comes to with all that it is multiplied by is no larger than a number."""
    for keys, record in records(case):
        if isinstance(record, Line | Category):
            key, amount = _amount(case, record)
            reached = amount * _factors(case, record) * getattr(record, "copies", 1)
            if reached > LARGEST:
                unit = "times a share of the cost" if isinstance(record, Contribution) else "euros"
                row = "the largest row and " if isinstance(record, Category) else ""
                message = f"reaches {reached:.3g} {unit} with {row}all that it is multiplied by; "
                yield Fault((*keys, key), f"{message}it may reach 1e12 at most: write less")


def _amount(case: Case, record: Line | Category) -> tuple[str, float]:
    """The key of what is multiplied, and its largest value in euros; of a contribution a share."""
    if isinstance(record, Category):
        return "factors" if record.factors else "additive_eur", _cost(case, record)
    if isinstance(record, Staff):
        return "cost_per_fte_eur", fte_of(case, record) * reach(case, record.cost_per_fte_eur)
    if isinstance(record, Reduction):
        return "factors" if record.factors else "rate", _reduced(case, record)
    if isinstance(record, Contribution):
        return "factors" if record.factors else "profile", max(record.profile)
    amounts = [(str(keys[0]), reach(case, value)) for keys, value in amounts_of(record)]
    return max(amounts, key=lambda one: one[1])


def _factors(case: Case, record: Line | Category) -> float:
    return math.prod(max(1.0, reach(case, factor)) for factor in record.factors)


def _cost(case: Case, category: Category) -> float:
    """The share of the largest row, and all that comes on top of it, in euros before factors."""
    row = max(max(map(abs, each.baseline_eur.values())) for each in case.partners.values())
    share = 1.0 if category.share == "rest" else min(1.0, reach(case, category.share))
    return share * row + sum(reach(case, value) for value in category.additive_eur.values())


def _reduced(case: Case, line: Reduction) -> float:
    """The rate times what it is a share of, in euros; each as large as it may be at most."""
    category = case.baseline.categories.get(line.of)
    if category is None:  # at fault itself
        return 0.0
    cost = _cost(case, category) * _factors(case, category)
    return min(1.0, reach(case, line.rate)) * min(LARGEST, cost)


def fte_of(case: Case, line: Staff) -> float:
    """The most fte that a line has in all groups."""
    return sum(reach(case, value) for value in line.fte.values())


def reach(case: Case, value: Value) -> float:
    """How far from 0 a value can be: of a law without an end, how far its base is."""
    ends = [_ends(case, term) for term in terms(value)]
    return max(abs(sum(low for low, _ in ends)), abs(sum(high for _, high in ends)))


def _ends(case: Case, term: float | str) -> tuple[float, float]:
    if not isinstance(term, str):
        return term, term
    law = case.inputs.get(term)
    if law is None:  # at fault itself
        return 0.0, 0.0
    ends = [end for end in law.support() if math.isfinite(end)]
    with suppress(ValueError):  # a law without a base case is at fault itself
        ends.append(law.base_value())
    return min(ends, default=0.0), max(ends, default=0.0)
