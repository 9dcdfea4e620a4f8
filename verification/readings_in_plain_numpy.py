"""What readings of the source's assumptions explain of its tables, in plain numpy.

For docs/INVESTMENTS.md: how many of the 24 printed cells come out without any reconciling item,
under each reading of the text, and which amounts would have to be bought to explain most. Amounts
are in thousands of euros a year.

Usage: python verification/readings_in_plain_numpy.py (prints what it finds)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from case_in_plain_numpy import (
    BASE,
    BASELINE,
    KEY,
    LAST_PUBLISHED,
    PUBLISHED,
    START,
    YEARS,
    Array,
    base_inputs,
    harmonised,
    outcome,
)
from investments_in_plain_numpy import (
    APPLICATION_TERM,
    APPLICATIONS,
    INHABITANTS,
    INVESTED,
    RENEWAL_ALONE,
    REPLACED,
    REPLACEMENT_ALONE,
    Replaced,
    charges,
    times_bought,
)

CELLS = slice(0, LAST_PUBLISHED - START + 1)
PRINTED_YEARS = range(START, LAST_PUBLISHED + 1)
TOLERANCE = 25.0
ALIVE = (YEARS > START).astype(float)[:, None]  # the centre starts a year after the case does
INTEREST = INVESTED["interest"]
RENEWAL_READINGS = ("4.56 is spent alone", "4.56 is spent together", "nothing")
PROJECT_READINGS = ("2.0 and 3.0", "harmonised part of 3.0", "nothing")
TERM_READINGS = ("at the end of the old term", "used for the new term", "nothing")


class Effect(NamedTuple):
    """What the budgets of 2.0 and 3.0 bear, by year, in thousands."""

    two: Array
    three: Array

    def __add__(self, other: object) -> Effect:  # type: ignore[override]
        assert isinstance(other, Effect)
        return Effect(self.two + other.two, self.three + other.three)

    def scaled(self, factor: Array | float) -> Effect:
        """Times a factor; an array of factors gives a column for each."""
        return Effect(self.two * factor, self.three * factor)


def both(row: Array) -> Effect:
    """The same in 2.0 and in 3.0."""
    return Effect(row, row)


NOTHING = both(np.zeros((len(YEARS), 1)))


@cache
def bare(fte_cost: float) -> Effect:
    """The change of both scenarios without reconciling items and without investments."""
    found = outcome(base_inputs() | {"fte_cost": np.array([fte_cost])}, reconciling=False)
    return Effect(found["s2.total"] / 1000, found["s3.total"] / 1000)


def misses(effect: Effect, fte_cost: float = BASE["fte_cost"]) -> dict[tuple[str, str], Array]:
    """Computed less printed by scenario and partner, printed years by columns of ``effect``."""
    alone = sum(np.array(row) for row in BASELINE.values())[:, None]
    at_base = bare(fte_cost)
    changed = {"s2": at_base.two + effect.two, "s3": at_base.three + effect.three}
    return {
        (s, p): KEY[p] * (alone + changed[s][CELLS]) - np.array(printed)[:, None]
        for (s, p), printed in PUBLISHED.items()
    }


def fitting(effect: Effect, fte_cost: float = BASE["fte_cost"]) -> Array:
    """How many of the 24 printed cells come out, for each column of ``effect``."""
    rows = misses(effect, fte_cost).values()
    return np.asarray(sum((np.abs(row) <= TOLERANCE).sum(axis=0) for row in rows))


def needed(scenario: str, year: int) -> tuple[float, float]:
    """Between which amounts the missing change lies if both partners' cells are to come out."""
    place = year - START
    ends = [
        np.array([-TOLERANCE, TOLERANCE]) / KEY[p] - row[place, 0] / KEY[p]
        for (s, p), row in misses(NOTHING).items()
        if s == scenario
    ]
    return max(e[0] for e in ends), min(e[1] for e in ends)


def most_that_can_fit() -> int:
    """Cells that come out if the change that is the same in 2.0 and 3.0 may be anything by year.

    Nothing bought from 2014 on is charged before 2015.
    """
    best = 0
    for place, year in enumerate(PRINTED_YEARS):
        tried = [0.0]
        if year > START + 1:
            ends = [end for s in ("s2", "s3") for end in of_cells(s, place)]
            tried = [(a + b) / 2 for a, b in combinations(sorted(ends), 2)]
        rows = [row[place, 0] for row in misses(NOTHING).values()]
        keys = [KEY[p] for _, p in PUBLISHED]
        best += max(
            sum(abs(row + key * amount) <= TOLERANCE for row, key in zip(rows, keys, strict=True))
            for amount in tried
        )
    return best


def of_cells(scenario: str, place: int) -> Iterator[float]:
    """The amounts at which a cell of that year begins or ceases to come out."""
    for (s, p), row in misses(NOTHING).items():
        if s == scenario:
            yield (TOLERANCE - row[place, 0]) / KEY[p]
            yield (-TOLERANCE - row[place, 0]) / KEY[p]


# --- Readings -------------------------------------------------------------------------------------


def projects_of(bought: float, ratio: Array | float, alone: float) -> Array:
    """Charges of projects at ``ratio`` of the purchases instead of ``alone``."""
    return charges(bought / 1000 * (ratio - alone) * ALIVE, APPLICATION_TERM, INTEREST)


def renewal(reading: str) -> Effect:
    """Renewal projects, 100 instead of 125 % of the purchase."""
    together = reading == "4.56 is spent together"
    parts = 1 + (INVESTED["renewal_ratio"] if together else RENEWAL_ALONE)
    bought = INVESTED["renewal"] * INHABITANTS / parts
    if reading == "nothing":
        return NOTHING
    return both(projects_of(bought, INVESTED["renewal_ratio"], RENEWAL_ALONE))


def replacement(reading: str, bought: float = APPLICATIONS) -> Effect:
    """Projects that replace applications, 80 instead of 100 % of the purchase."""
    if reading == "nothing":
        return NOTHING
    ratio = INVESTED["replacement_ratio"]
    if reading == "2.0 and 3.0":
        return both(projects_of(bought, ratio, REPLACEMENT_ALONE))
    x = base_inputs()
    part = harmonised(x["delay"], x["years_to_ceiling"], x["ceiling"])
    mixed = REPLACEMENT_ALONE + (ratio - REPLACEMENT_ALONE) * part
    return Effect(NOTHING.two, projects_of(bought, mixed, REPLACEMENT_ALONE))


def term_of(thing: Replaced, reading: str) -> Effect:
    """Another term of depreciation for one thing."""
    if reading == "nothing":
        return NOTHING
    longer = max(thing.together - thing.alone, 0) if reading == "used for the new term" else 0
    lots = times_bought(YEARS, START + 1, thing, longer)[:, None]
    together = charges(thing.euros / 1000 * lots, thing.together, INTEREST)
    return both(together - charges(thing.euros / 1000 * ALIVE, thing.alone, INTEREST))


def terms(reading: str) -> Effect:
    """Other terms of depreciation for all that has them."""
    return sum((term_of(thing, reading) for thing in REPLACED), NOTHING)


def assumed() -> Effect:
    """All readings that the config takes."""
    return renewal(RENEWAL_READINGS[0]) + replacement(PROJECT_READINGS[0]) + terms(TERM_READINGS[0])


def readings() -> dict[tuple[str, str, str], int]:
    """Cells that come out by reading of renewal, projects and terms."""
    return {
        (a, b, c): int(fitting(renewal(a) + replacement(b) + terms(c))[0])
        for a, b, c in product(RENEWAL_READINGS, PROJECT_READINGS, TERM_READINGS)
    }


# --- Amounts that would explain most --------------------------------------------------------------


@dataclass(frozen=True)
class Free:
    """Something whose yearly amount is searched: 1,000 thousand a year of it."""

    what: str
    effect: Effect


def free_amounts() -> list[Free]:
    """All that the source gives a term or percentage for."""
    found = [Free("applications replaced (both)", replacement(PROJECT_READINGS[0], 1e6))]
    things = {
        "workplace hardware (Haarlem, 4 to 3 years)": (4, 3),
        "workplace servers (Haarlemmermeer, 4 to 5 years)": (4, 5),
        "peripherals and telephony (Haarlemmermeer, 3 to 5 years)": (3, 5),
        "data communication (both, 5 to 10 years)": (5, 10),
        "facilities (Haarlemmermeer, 3 to 10 years)": (3, 10),
    }
    for what, (alone, together) in things.items():
        thing = Replaced(what, 1e6, alone, together)
        found.append(Free(what, term_of(thing, TERM_READINGS[0])))
        if together > alone:
            found.append(Free(f"{what}, used for the new term", term_of(thing, TERM_READINGS[1])))
    return found


ONE_BY_ONE, TWO_BY_TWO = np.arange(0, 3001, 5.0), np.arange(0, 2001, 20.0)


def best_single(one: Free) -> tuple[int, float, float]:
    """Most cells with this amount and nothing else; the smallest and largest that do that."""
    cells = fitting(one.effect.scaled(ONE_BY_ONE / 1000))
    amounts = ONE_BY_ONE[cells == cells.max()]
    return int(cells.max()), float(amounts.min()), float(amounts.max())


class Pair(NamedTuple):
    """Two amounts with which most cells come out."""

    cells: int
    first: str
    of_first: float
    second: str
    of_second: float


def best_pairs() -> list[Pair]:
    """For each two things the amounts that explain most, the smallest sum of those; best first."""
    a, b = (grid.ravel() for grid in np.meshgrid(TWO_BY_TWO, TWO_BY_TWO, indexing="ij"))
    found = []
    for one, two in combinations(free_amounts(), 2):
        cells = fitting(one.effect.scaled(a / 1000) + two.effect.scaled(b / 1000))
        best = min(np.flatnonzero(cells == cells.max()), key=lambda i: (a[i] + b[i], a[i]))
        pair = Pair(int(cells.max()), one.what, float(a[best]), two.what, float(b[best]))
        found.append(pair)
    return sorted(found, key=lambda pair: (-pair.cells, pair.of_first + pair.of_second))


def with_staff_cost(effect: Effect) -> dict[int, int]:
    """Cells that come out by the cost of one fte, in thousands, over the range of input 14."""
    return {cost: int(fitting(effect, 1000.0 * cost)[0]) for cost in range(64, 81)}


def main() -> None:
    """Print what is found."""
    for scenario in ("s2", "s3"):
        spans = (needed(scenario, year) for year in PRINTED_YEARS)
        print(scenario, "needs", "  ".join(f"{low:.0f} to {high:.0f}" for low, high in spans))
    print("assumed ", "  ".join(f"{value:.1f}" for value in assumed().two[CELLS, 0]))
    print("most that can fit:", most_that_can_fit())
    for reading, cells in sorted(readings().items(), key=lambda item: -item[1]):
        print(cells, reading)
    for one in free_amounts():
        print(one.what, best_single(one))
    for pair in best_pairs()[:5]:
        print(pair)
    for name, effect in (("nothing", NOTHING), ("assumed", assumed())):
        print("by staff cost,", name, with_staff_cost(effect))


if __name__ == "__main__":
    main()
