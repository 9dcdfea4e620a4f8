"""Who pays what in a scenario, for ``ictsim check``: as data, and in words."""

from __future__ import annotations

from typing import Any

from ictsim.cli.check_words import share, value_text
from ictsim.compile.base_amounts import BaseSurroundings
from ictsim.compile.settling import Settling
from ictsim.model import Case, Key, Settlement, weights_of
from ictsim.model.settlement import BASELINE_COST, EQUAL

Table = dict[str, Any]

_ALL = "the whole ICT cost of all partners"
_OWN = "each its own cost of going on alone; only the costs and savings of the scenario"


def payers(case: Case, scenario: str) -> Table:
    """How a scenario's cost is divided: by which keys, in what shares, and in which years.

    ``shares`` are those of all categories, in every year and run; None where there are none such.
    ``keys`` are the key of most categories and those of single ones (``category``), each with
    ``base_shares``: of the first year, in the base case.
    """
    settlement = case.settlement_of(scenario)
    settled = settlement.settled
    single = [(None, settlement.key), *settlement.per_category.items()]
    return {
        "key": settlement.key,
        "per_category": settlement.per_category,
        "settled": settled
        if isinstance(settled, bool)
        else settled.model_dump(by_alias=True, exclude_none=True),
        "shares": case.shares(settlement),
        "keys": [
            {"category": category, "key": key, "base_shares": _base_shares(case, settlement, key)}
            for category, key in single
        ],
    }


def _base_shares(case: Case, settlement: Settlement, key: Key) -> dict[str, float]:
    place, start = BaseSurroundings(case), case.case.start
    alone = {
        name: {
            start: sum(
                (place.partner_baseline(name, c, start) for c in case.baseline.categories),
                place.number(0.0),
            )
        }
        for name in case.partners
    }
    shares = Settling(case, place, settlement, alone).shares(key, start)
    return {name: part.constant for name, part in shares.items()}


def payers_text(paid: Table, start: int) -> str:
    """What :func:`payers` gives, in one sentence. ``start`` is the first year of the case."""
    most, *others = (_key_text(key, start) for key in paid["keys"])
    how = f"{most}{''.join(f'; {text}' for text in others)}"
    settled = paid["settled"]
    if settled is False:
        return f"{_OWN} {how}"
    if settled is True:
        return f"{_ALL}, from {start} on, {how}"
    return f"{_ALL} {_window_text(settled)}, and in other years {_OWN}, {how}"


def _window_text(settled: Table) -> str:
    first = f"from {settled['from']} " if "from" in settled else ""
    return f"{first}until {settled['until']}" if "until" in settled else f"{first}on"


def _key_text(paid: Table, start: int) -> str:
    """``by inhabitants (east 60 %, west 40 %)``; of a category the category before it."""
    shares = ", ".join(f"{name} {share(part)}" for name, part in paid["base_shares"].items())
    when = "" if _is_fixed(paid["key"]) else f"in {start}, base case: "
    of_category = f"{paid['category']} " if paid["category"] else ""
    return f"{of_category}{_by(paid['key'])} ({when}{shares})"


def _is_fixed(key: Key) -> bool:
    """Whether a key gives the same shares in every year and run."""
    weights = weights_of(key)
    numbers = all(isinstance(weight, int | float) for weight in weights.values())
    return numbers and BASELINE_COST not in weights


def _by(key: Key) -> str:
    weights = weights_of(key)
    if len(weights) > 1:
        parts = (f"{name} (weight {value_text(weight)})" for name, weight in weights.items())
        return f"by a mix of {' and '.join(parts)}"
    [single] = weights
    if single == BASELINE_COST:
        return "by own cost of going on alone"
    return "in equal parts" if single == EQUAL else f"by {single}"
