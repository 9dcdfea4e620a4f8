"""What is bought alone and together, and what the budget bears of it, in plain numpy.

From FACTS section 3 (terms, project costs, renewal, interest) and the purchases that
docs/INVESTMENTS.md derives. All is a change against going on alone: what the joint centre buys
less what the municipalities would have bought. Cash has the purchases, the budget depreciation and
interest. ``case_in_plain_numpy.py`` puts it into the scenarios.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# Case values; the number is the row of the table in EVIDENCE 6.2.
INVESTED = {
    "replacement_ratio": 0.80,  # 25: projects that replace applications, of the purchase
    "renewal_ratio": 1.00,  # 26: projects for renewal, of the purchase
    "renewal": 4.56,  # 27: euros per inhabitant alone, projects included
    "interest": 0.05,  # 32
}
REPLACEMENT_ALONE, RENEWAL_ALONE = 1.00, 1.25  # FACTS 3: projects, of the purchase
INHABITANTS = 293_000
APPLICATION_TERM = 5
APPLICATIONS = 1_200_000.0  # euros a year, without projects


class Replaced(NamedTuple):
    """Things that a municipality buys each year, and how many years they last alone and together.

    FACTS 3 has the terms; the euros a year are assumed.
    """

    what: str
    euros: float
    alone: int
    together: int


REPLACED = (
    Replaced("haarlem_workplace_hardware", 319_000.0, 4, 3),
    Replaced("haarlemmermeer_workplace_servers", 109_000.0, 4, 5),
    Replaced("haarlemmermeer_peripherals", 97_000.0, 3, 5),
    Replaced("haarlemmermeer_telephony", 97_000.0, 3, 5),
    Replaced("haarlem_data_communication", 102_000.0, 5, 10),
    Replaced("haarlemmermeer_data_communication", 174_000.0, 5, 10),
)


def charges(purchases: Array, term: int, interest: Array | float) -> Array:
    """What the budget bears of purchases, years by runs: a ledger for each year of purchase.

    The first charge falls in the year after the purchase.
    """
    borne = np.zeros(np.broadcast_shapes(purchases.shape, np.shape(interest)))
    for bought, price in enumerate(purchases):
        book = price
        for year in range(bought + 1, min(bought + term + 1, len(purchases))):
            borne[year] += price / term + interest * book
            book = book - price / term
    return borne


def times_bought(years: Array, first: int, thing: Replaced, longer: int = 0) -> Array:
    """How many of the yearly lots the centre buys in each year.

    What was bought in one of the last ``thing.alone`` years before ``first`` is replaced when its
    own term is over (``longer`` years after that), and from then on each ``thing.together`` years.
    """
    lots = np.arange(thing.alone) + first + longer
    age = years[:, None] - lots
    return np.asarray(((age >= 0) & (age % thing.together == 0)).sum(axis=1), dtype=float)


def projects(x: Mapping[str, Array], live: Array) -> Array:
    """What the centre pays for projects more than the municipalities alone, years by runs."""
    replacing = APPLICATIONS * (x["replacement_ratio"] - REPLACEMENT_ALONE)
    bought = x["renewal"] * INHABITANTS / (1 + RENEWAL_ALONE)
    return (replacing + bought * (x["renewal_ratio"] - RENEWAL_ALONE)) * live


def purchases(x: Mapping[str, Array], years: Array, live: Array) -> Iterator[tuple[int, Array]]:
    """Terms, and what is bought more (or less) with that term, years by runs.

    ``live`` is the part of each year in which there is a joint centre.
    """
    yield APPLICATION_TERM, projects(x, live)
    first = int(years[0]) + 1  # the centre starts a year after the case does
    for thing in REPLACED:
        yield thing.alone, -thing.euros * live
        lots = times_bought(years, first, thing)[:, None]
        yield thing.together, thing.euros * lots * live


def effect(x: Mapping[str, Array], years: Array, live: Array) -> tuple[Array, Array]:
    """The change of the budget and of cash, years by runs, in euros."""
    by_term: dict[int, Array] = {}
    for term, bought in purchases(x, years, live):
        by_term[term] = by_term.get(term, np.zeros(1)) + bought
    budget = sum((charges(p, n, x["interest"]) for n, p in by_term.items()), np.zeros(1))
    return budget, sum(by_term.values(), np.zeros(1))
