"""The case Haarlem-Haarlemmermeer in plain numpy: a second road to the same figures.

This script deliberately shares nothing with the package: no code, no config, no random streams.
It was written from the mathematics (MODEL.md) and the source figures (FACTS.md, EVIDENCE.md)
alone; every figure is a literal below, with the place it comes from. Where the two roads agree
within their sampling errors, a mistake would have to have been made twice.

This file has the formulas: what each scenario changes in each year, given a value of every input.
Scenarios are 1.0 ("s1"), 2.0 ("s2") and 3.0 ("s3", which builds on 2.0), 2013-2030, nominal euros.
delta > 0 is extra cost; C(t) = -(sum of delta up to t), so C > 0 is a saving. Inputs that only
later layers draw (items the source left out, price rises, rounding) are 0 where they are not
given; what is bought and depreciated (``investments_in_plain_numpy.py``) counts where interest is
given. ``layers_in_plain_numpy.py`` draws the inputs, ``figures_in_plain_numpy.py`` counts.

Usage: python verification/case_in_plain_numpy.py (checks the base case and prints it)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from investments_in_plain_numpy import INVESTED, effect

Array = npt.NDArray[np.float64]

START, LAST_PUBLISHED, HORIZON = 2013, 2018, 2030
YEARS = np.arange(START, HORIZON + 1)
EDGES = np.arange(START, HORIZON + 2, dtype=float)[:, None]  # 1 January of each year, and the end
DISCOUNT_RATE = 0.04  # nominal; EVIDENCE 6.2, last line: 4 % is one of the scenarios
REFERENCE_INFLATION = 0.02  # FACTS 3: contained in the published rows

PARTNERS = ("haarlem", "haarlemmermeer")
KEY = {"haarlem": 150 / 293, "haarlemmermeer": 143 / 293}  # inhabitants x 1,000; FACTS 1 and 2
BASELINE = {  # FACTS 2, 2013-2018, x 1,000
    "haarlem": [10_800, 11_100, 11_450, 11_750, 11_700, 12_150],
    "haarlemmermeer": [10_500, 10_800, 11_000, 11_250, 11_300, 11_750],
}
PUBLISHED = {  # FACTS 2, 2013-2018, x 1,000, rounded to 50
    ("s2", "haarlem"): [11_450, 12_350, 11_200, 11_500, 11_550, 12_000],
    ("s3", "haarlem"): [11_450, 12_350, 11_200, 11_900, 10_950, 10_500],
    ("s2", "haarlemmermeer"): [10_950, 11_800, 10_700, 11_000, 11_050, 11_450],
    ("s3", "haarlemmermeer"): [10_950, 11_800, 10_700, 11_350, 10_450, 10_000],
}

# Case values (FACTS 8). The number is the row of the input in the table of EVIDENCE 6.2.
BASE = {
    "project": 1.0,  # 1: factor on the project costs of 2.0
    "transition": 1.0,  # 2: factor
    "friction": 1.0,  # 3: factor on 1,000 (2.0) and on 808.5 (3.0)
    "migration": 1.0,  # 4: factor
    "programme": 100_000.0,  # 7: euros a year, 2015-2017
    "delay": 0.0,  # 8: years
    "lag": 0.0,  # 9: years, on top of the delay
    "technical_fte": 15.0,  # 10
    "added_fte": 2.0,  # 11
    "functional_fte": 5.5,  # 12
    "other_fte": 5.0,  # 13
    "fte_cost": 72_000.0,  # 14: euros, price level 2013
    "cio_fte": 6.0,  # 15
    "cio_cost": 88_000.0,  # 16: euros, price level 2013
    "software_saving": 0.35,  # 17
    "infrastructure_saving": 0.15,  # 18
    "software_share": 0.28,  # 19: share of the baseline
    "infrastructure_share": 0.15,  # 20: likewise
    "years_to_ceiling": 3.0,  # 21: against the planned 3
    "ceiling": 0.75,  # 22
    "inflation": 0.02,  # 29: baseline and lines alike
}
# What the source leaves out, and what it takes to be certain: 0 in the case.
ADDED = {
    "replacement": 0.0,  # 5: euros at 75 % harmonised
    "write_off_2": 0.0,  # 6: euros in 2.0, in the budget alone
    "write_off_3": 0.0,  # 6: euros at 75 % harmonised, likewise
    "overhead": 0.0,  # 23: euros a year from the go-live, as they are
    "vat": 0.0,  # 24: likewise
    "dip": 0.0,  # 28: euros once in 2.0, twice that while applications are harmonised
    "team_cost": 0.0,  # 8: euros per year of delay, in 2014
    "wage_growth": 0.0,  # 30: above inflation, on staff in the baseline and on staff lines
    "software_growth": 0.0,  # 31: above inflation, on software in the baseline
    "software_shock": 0.0,  # 31: likewise, one value a year
    "growth_haarlem": 0.0,  # 33: a year, on all cost of one partner
    "growth_haarlemmermeer": 0.0,
    # 39: euros a year on a published row, one value for each published year
    "rounding_haarlem": 0.0,
    "rounding_haarlemmermeer": 0.0,
    "rounding_s2_haarlem": 0.0,
    "rounding_s2_haarlemmermeer": 0.0,
    "rounding_s3_haarlem": 0.0,
    "rounding_s3_haarlemmermeer": 0.0,
}
STAFF_SHARE = 0.394  # of the baseline: 8.4 of 21.3 million, the middle of EVIDENCE 5.1 (8.1-8.7)

# Planned one-off costs in euros by year (FACTS 8)
PROJECT = {2013: 1_010_000.0, 2014: 417_500.0}
TRANSITION = {2014: 1_000_000.0}
FRICTION = {2014: 1_000_000.0}
ONE_OFF_3 = {2015: 469_000.0, 2016: 1_789_000.0, 2017: 1_242_000.0}
FRICTION_IN_3, TOTAL_OF_3 = 808_500.0, 3_500_000.0  # the other 2,691,500 is migration and programme
PROGRAMME_FIXED = {2013: 250_000.0, 2014: 160_000.0}  # FACTS 4; then input 7 through 2017
RECONCILING_2 = [-146_000.0, 66_000.0, -200_000.0, -155_000.0, -49_000.0, -40_000.0]  # last holds
RECONCILING_3 = {2016: 432_000.0, 2018: 107_000.0}
GO_LIVE, HARMONISATION_START = 2014.0, 2015.0  # FACTS 3 and 8
SLOPE, PLANNED_YEARS, QUOTED_COVERAGE = 0.25, 3.0, 0.75  # FACTS 6 and 8


def base_inputs() -> dict[str, Array]:
    """Every input at its case value, as arrays of length one."""
    return {name: np.array([value]) for name, value in BASE.items()}


def by_year(amounts: Mapping[int, float]) -> Array:
    """Amounts per calendar year as a column over all years."""
    return np.array([amounts.get(int(t), 0.0) for t in YEARS])[:, None]


def shifted(planned: Mapping[int, float], delay: Array) -> Array:
    """One-off amounts by year, delayed: planned spending is even within each planned year."""
    first, last = min(planned), max(planned)
    moments = np.arange(first, last + 2)
    spent = np.cumsum([0.0] + [planned.get(t, 0.0) for t in range(first, last + 1)])
    return np.diff(np.interp(EDGES - delay, moments, spent), axis=0)


def live_part(delay: Array) -> Array:
    """Part of each year after the delayed go-live."""
    return np.diff(np.maximum(EDGES - (GO_LIVE + delay), 0.0), axis=0)


def harmonised(delay: Array, years: Array, ceiling: Array) -> Array:
    """Year average of the harmonised share: a ramp from 0 to the ceiling (always below 100 %)."""
    slope = SLOPE * PLANNED_YEARS / years
    since = np.maximum(EDGES - (HARMONISATION_START + delay), 0.0)
    ramp_length = ceiling / slope
    on_ramp = np.minimum(since, ramp_length)
    return np.diff(slope * on_ramp**2 / 2 + ceiling * (since - on_ramp), axis=0)


def ramp(delay: Array, years: Array, ceiling: Array) -> Array:
    """What is newly harmonised within each year, as a share of all applications."""
    slope = SLOPE * PLANNED_YEARS / years
    reached = slope * np.maximum(EDGES - (HARMONISATION_START + delay), 0.0)
    return np.diff(np.minimum(reached, ceiling), axis=0)


def level(rate: Array) -> Array:
    """Prices by year, 1 in the first; ``rate`` is one per run, or years by runs."""
    steps = np.broadcast_to(1 + rate, (len(YEARS), np.shape(rate)[-1])).copy()
    steps[0] = 1.0
    return np.asarray(np.cumprod(steps, axis=0))


PUBLISHED_ROW = np.minimum(YEARS, LAST_PUBLISHED) - START  # the last published row goes on


def of_row(cells: Array) -> Array:
    """A value for each published year, or one for all, as years by runs."""
    return cells[PUBLISHED_ROW] if cells.ndim == 2 else cells


def baselines(x: Mapping[str, Array]) -> dict[str, Array]:
    """Cost of going on alone by partner, "software" and "infrastructure" of both together.

    The published rows contain 2 % a year, so a run's prices count over those. General prices hold
    for infrastructure and for the rest, which also takes the rounding of the row.
    """
    included = (1 + REFERENCE_INFLATION) ** PUBLISHED_ROW[:, None].astype(float)
    found = {"software": np.zeros(1), "infrastructure": np.zeros(1)}
    for p in PARTNERS:
        growth = x["inflation"] + x[f"growth_{p}"]
        row = 1000.0 * np.array(BASELINE[p])[PUBLISHED_ROW][:, None] / included
        general = level(growth)
        software = x["software_share"] * row
        software = software * level(growth + x["software_growth"] + x["software_shock"])
        infrastructure = x["infrastructure_share"] * row * general
        staff = STAFF_SHARE * row * level(growth + x["wage_growth"])
        rest = (1 - x["software_share"] - x["infrastructure_share"] - STAFF_SHARE) * row
        rest = (rest + of_row(x[f"rounding_{p}"]) / included) * general
        found[p] = software + infrastructure + staff + rest
        found["software"] = found["software"] + software
        found["infrastructure"] = found["infrastructure"] + infrastructure
    return found


def invested_at_base() -> Array:
    """What the budget bears of investments at the case values, as a column, in whole euros."""
    x = {name: np.array([value]) for name, value in INVESTED.items()}
    return np.asarray(np.round(effect(x, YEARS, live_part(np.zeros(1)))[0]))


def reconciling_items(investments: bool) -> tuple[Array, Array]:
    """Of 2.0, and of 3.0 on top; with investments, what these leave of the first."""
    last = len(RECONCILING_2) - 1
    two = by_year({int(t): RECONCILING_2[min(int(t) - START, last)] for t in YEARS})
    return two - invested_at_base() if investments else two, by_year(RECONCILING_3)


def changes(
    x: Mapping[str, Array], base: Mapping[str, Array], reconciling: bool
) -> dict[str, tuple[Array, Array]]:
    """delta(t) of 2.0 and 3.0 in total, years by runs, against the baselines of the same runs.

    Each in the budget and in cash.
    """
    price = level(x["inflation"] + x["wage_growth"])
    delay, first_year = x["delay"], by_year({2014: 1.0})
    live = live_part(delay)
    net_fte = x["technical_fte"] - x["added_fte"]
    two = (  # 2.0 against the baseline
        x["project"] * shifted(PROJECT, delay)
        + x["transition"] * shifted(TRANSITION, delay)
        + x["friction"] * shifted(FRICTION, delay)
        + x["dip"] * shifted({2014: 1.0}, delay)
        + x["team_cost"] * delay * first_year
        + by_year(PROGRAMME_FIXED)
        + x["programme"] * by_year({2015: 1.0, 2016: 1.0, 2017: 1.0})
        + (x["overhead"] + x["vat"]) * live
        + x["cio_fte"] * x["cio_cost"] * price * live
        - net_fte * x["fte_cost"] * price * live_part(delay + x["lag"])
    )
    path = delay, x["years_to_ceiling"], x["ceiling"]
    share = harmonised(*path)
    fte_three = (x["functional_fte"] + x["other_fte"]) / QUOTED_COVERAGE
    saved = x["software_saving"] * base["software"]
    saved = saved + x["infrastructure_saving"] * base["infrastructure"]
    part_friction = FRICTION_IN_3 / TOTAL_OF_3
    overrun_three = x["migration"] * (1 - part_friction) + x["friction"] * part_friction
    three = (  # 3.0 against 2.0
        overrun_three * shifted(ONE_OFF_3, delay)
        + (x["replacement"] + 2 * x["dip"]) / QUOTED_COVERAGE * ramp(*path)
        - fte_three * x["fte_cost"] * price * share
        - saved * share
    )
    if reconciling:
        of_two, of_three = reconciling_items("interest" in x)
        two, three = two + of_two, three + of_three
    of_two = sum((of_row(x[f"rounding_s2_{p}"]) for p in PARTNERS), np.zeros(1))
    of_three = sum((of_row(x[f"rounding_s3_{p}"]) for p in PARTNERS), np.zeros(1))
    # 2013 and 2014 of 3.0 are printed as those of 2.0.
    of_three = np.where(YEARS[:, None] < 2015, of_two, of_three)
    # A change is a printed cell less one of going on alone, which has a rounding of its own.
    alone = sum((of_row(x[f"rounding_{p}"]) for p in PARTNERS), np.zeros(1))
    paid = {"s2": two + of_two - alone, "s3": two + three + of_three - alone}
    charged, bought = effect(x, YEARS, live) if "interest" in x else (np.zeros(1), np.zeros(1))
    charged = charged + x["write_off_2"] * shifted({2014: 1.0}, delay)
    off = {"s2": 0.0, "s3": x["write_off_3"] / QUOTED_COVERAGE * ramp(*path)}
    return {s: (delta + charged + off[s], delta + bought) for s, delta in paid.items()}


def outcome(given: Mapping[str, Array], reconciling: bool = True) -> dict[str, Array]:
    """delta(t), years by runs, as "scenario.total" and "scenario.partner", and the baselines.

    That is the budget; cash is "scenario.total.cash" and "scenario.partner.cash".
    """
    x = {name: np.array([value]) for name, value in ADDED.items()} | dict(given)
    base = baselines(x)
    base_total = base["haarlem"] + base["haarlemmermeer"]
    result = {f"baseline.{p}": base[p] for p in PARTNERS}
    for scenario, bases in changes(x, base, reconciling).items():
        for suffix, delta in zip(("", ".cash"), bases, strict=True):
            result[f"{scenario}.total{suffix}"] = delta
            for p in PARTNERS:  # the whole scenario cost is divided by inhabitants
                result[f"{scenario}.{p}{suffix}"] = KEY[p] * (base_total + delta) - base[p]
    return result


def projects_together(programme: Array) -> dict[str, Array]:
    """delta(t) of 1.0, as ``outcome``: only the programme is shared, each keeps its own cost."""
    delta = by_year(PROGRAMME_FIXED) + programme * by_year({2015: 1.0, 2016: 1.0, 2017: 1.0})
    return {"s1.total": delta} | {f"s1.{p}": KEY[p] * delta for p in PARTNERS}


def base_case(investments: bool = False) -> dict[str, Array]:
    """delta(t) at case values, also without the reconciling items (prefix "unreconciled.").

    With ``investments`` the layer that has these.
    """
    x = base_inputs()
    if investments:
        x |= {name: np.array([value]) for name, value in INVESTED.items()}
    result = {name: values[:, 0] for name, values in outcome(x).items()}
    bare = outcome(x, reconciling=False)
    return result | {f"unreconciled.{name}": values[:, 0] for name, values in bare.items()}


def payback_index(c: Array) -> npt.NDArray[np.intp]:
    """Index of the first year from which C stays >= 0; len(c) is never, -1 never under water."""
    good_to_the_end = np.logical_and.accumulate(c[::-1] >= 0, axis=0).sum(axis=0)
    return np.where(good_to_the_end == len(c), -1, len(c) - good_to_the_end)


def npv(delta: Array, rate: float, until: int) -> Array:
    """Net present value of the saving up to a year, at the end of the start year."""
    n = until - START + 1
    return -np.tensordot((1 + rate) ** -np.arange(n, dtype=float), delta[:n], axes=1)


def check_base_case() -> None:
    """Assert that the base case gives the published table and the figures of FACTS 8."""
    case = base_case()
    published_years = LAST_PUBLISHED - START + 1

    def cells(prefix: str, case: Mapping[str, Array] = case) -> int:
        fitting = 0
        for (scenario, p), printed in PUBLISHED.items():
            cost = case[f"baseline.{p}"] + case[f"{prefix}{scenario}.{p}"]
            miss = cost[:published_years] / 1000 - np.array(printed)
            fitting += int((np.abs(miss) <= 25).sum())
        return fitting

    def break_even(name: str, case: Mapping[str, Array] = case) -> int:
        return START + int(payback_index(-np.cumsum(case[name])[:, None])[0])

    def close(got: npt.ArrayLike, wanted: npt.ArrayLike, unit: float = 0.1) -> None:
        worst = np.max(np.abs(np.asarray(got) - np.asarray(wanted)))
        assert worst <= unit * 0.5 + 1e-9, (got, wanted)

    assert cells("") == 24
    assert cells("unreconciled.") == 4
    s2, s3 = case["s2.total"] / 1000, case["s3.total"] / 1000
    close(s2[:published_years], [1114.0, 2227.3, -524.5, -488.0, -390.6, -490.5])
    close(s3[:published_years], [1114.0, 2227.3, -524.7, 292.6, -1562.8, -3378.1])
    close([s2[:6].sum(), s3[:6].sum()], [1447.8, -1831.7])
    total_baseline = sum(sum(rows) for rows in BASELINE.values())
    assert total_baseline == 135_550
    close(-100 * s3[:6].sum() / total_baseline, 1.351, 0.001)
    close([s2[:8].sum(), s2[:9].sum()], [439.6, -78.4])  # growing on after 2018
    close([s2[:6].sum() + k * s2[5] for k in (2, 3)], [466.9, -23.6])  # saving of 2018 held
    assert (break_even("s2.total"), break_even("s3.total")) == (2021, 2018)
    assert break_even("unreconciled.s2.total") == 2023
    assert [break_even(f"s2.{p}") for p in PARTNERS] == [2025, 2019]
    assert [break_even(f"s3.{p}") for p in PARTNERS] == [2018, 2018]
    for scenario, savings in (("s2", [-1185.4, -262.4]), ("s3", [493.5, 1338.2])):
        close([-case[f"{scenario}.{p}"][:6].sum() / 1000 for p in PARTNERS], savings)
        close(np.sum([case[f"{scenario}.{p}"] for p in PARTNERS], 0), case[f"{scenario}.total"])
    close([npv(s2, 0.05, 2018), npv(s3, 0.05, 2018)], [-1632.4, 920.4])
    # With investments the same to half a euro, and nothing is explained without the items.
    invested = base_case(investments=True)
    for name in ("s2.total", "s3.total"):
        assert np.abs(invested[name] - case[name]).max() <= 0.5
    assert (cells("", invested), cells("unreconciled.", invested)) == (24, 0)
    assert break_even("unreconciled.s2.total", invested) == 2019


def main() -> None:
    """Check the base case and print it."""
    check_base_case()
    print("base case: reproduces the published table and the derived figures\n")
    for name, delta in base_case().items():
        print(f"{name:32s}" + "".join(f"{value / 1000:9,.1f}" for value in delta))


if __name__ == "__main__":
    main()
