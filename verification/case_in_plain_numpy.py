"""The case Haarlem-Haarlemmermeer in plain numpy: a second road to the same figures.

This script deliberately shares nothing with the package: no code, no config, no random streams.
It was written from the mathematics (MODEL.md) and the source figures (FACTS.md, EVIDENCE.md)
alone; every figure is a literal below, with the place it comes from. Where the two roads agree
within their sampling errors, a mistake would have to have been made twice.

It covers the layer with the report's own assumptions (FACTS section 8): scenarios 2.0 ("s2") and
3.0 ("s3", which builds on 2.0), 2013-2030, nominal euros, 4 % nominal discount rate, independent
inputs. delta > 0 is extra cost; C(t) = -(sum of delta up to t), so C > 0 is a saving.

Usage: python case_in_plain_numpy.py [--runs N] [--seed S] [--json PATH]
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Stats = dict[str, dict[str, float]]

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

# PERT low, mode, high; the mode is the case value (FACTS 8), low and high are those of the table
# in EVIDENCE 6.2, widened to the case value. The number is the row in that table.
PERT = {
    "friction": (40 / 77, 1.0, 150 / 77),  # 3: factor on 1,000 (2.0) and on 808.5 (3.0)
    "programme": (80_000.0, 100_000.0, 200_000.0),  # 7: euros a year, 2015-2017
    "delay": (0.0, 0.0, 2.0),  # 8: years
    "lag": (0.0, 0.0, 2.5),  # 9: years, on top of the delay
    "technical_fte": (7.0, 15.0, 16.0),  # 10
    "added_fte": (0.0, 2.0, 5.0),  # 11
    "functional_fte": (0.0, 5.5, 5.5),  # 12
    "other_fte": (1.0, 5.0, 5.5),  # 13
    "fte_cost": (64_000.0, 72_000.0, 80_000.0),  # 14: euros, price level 2013
    "cio_fte": (4.0, 6.0, 14.0),  # 15
    "cio_cost": (80_000.0, 88_000.0, 105_000.0),  # 16: euros, price level 2013
    "software_saving": (0.0, 0.35, 0.38),  # 17, without the atom (FACTS 8)
    "infrastructure_saving": (0.0, 0.15, 0.20),  # 18
    "software_share": (0.249, 0.28, 0.311),  # 19, as a share of the baseline (FACTS 8)
    "infrastructure_share": (0.131, 0.15, 0.195),  # 20, likewise
    "years_to_ceiling": (3.0, 3.0, 10.0),  # 21: against the planned 3
    "ceiling": (0.40, 0.75, 0.80),  # 22
}
# Overruns, EVIDENCE 1.8: chance of the tail, PERT body, Pareto scale and exponent; base is 1.
M_LIGHT = (0.08, (0.85, 1.05, 1.60), 1.6, 3.0)
M_FD = (0.176, (0.80, 1.00, 1.55), 2.0, 3.5)
OVERRUN_CAP = 5.0
OVERRUN = {"project": M_LIGHT, "transition": M_LIGHT, "migration": M_FD}  # 1, 2, 4
INFLATION = (0.005, 0.02, 0.032)  # 29: triangular, baseline and lines alike (FACTS 8)

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

BEATS_YEARS = (2018, 2021, 2023, 2030)
SAVING_YEARS = {"total": (2018, 2023, 2030), "partner": (2018, 2023)}
NPV_YEARS = ALL_PARTNERS_YEARS = (2018, 2023)
Z = 1.96
CHUNK = 1 << 15


def base_inputs() -> dict[str, Array]:
    """Every input at its case value, as arrays of length one."""
    values = {name: mode for name, (_, mode, _) in PERT.items()}
    values |= dict.fromkeys(OVERRUN, 1.0)
    values["inflation"] = INFLATION[1]
    return {name: np.array([value]) for name, value in values.items()}


def draw_pert(rng: np.random.Generator, n: int, low: float, mode: float, high: float) -> Array:
    """Scaled beta with weight 4 on the mode."""
    width = high - low
    a, b = 1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width
    return low + width * rng.beta(a, b, n)


def draw_inputs(rng: np.random.Generator, n: int) -> dict[str, Array]:
    """n independent draws of every input."""
    x = {name: draw_pert(rng, n, *limits) for name, limits in PERT.items()}
    for name, (tail_chance, body, scale, exponent) in OVERRUN.items():
        tail = scale * (1 + rng.pareto(exponent, n))  # numpy's pareto is the Lomax law
        drawn = np.where(rng.random(n) < tail_chance, tail, draw_pert(rng, n, *body))
        x[name] = np.minimum(drawn, OVERRUN_CAP)
    x["inflation"] = rng.triangular(*INFLATION, n)
    return x


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


def baselines(inflation: Array) -> dict[str, Array]:
    """Baseline cost per partner and year; the published rows contain 2 % inflation."""
    published = np.minimum(YEARS, LAST_PUBLISHED) - START
    growth = (1 + inflation) ** (YEARS - START)[:, None]
    rescale = growth / (1 + REFERENCE_INFLATION) ** published[:, None]
    return {p: 1000.0 * np.array(BASELINE[p])[published][:, None] * rescale for p in PARTNERS}


def outcome(x: Mapping[str, Array], reconciling: bool = True) -> dict[str, Array]:
    """delta(t), years by runs, as "scenario.total" and "scenario.partner", and the baselines."""
    base = baselines(x["inflation"])
    base_total = sum(base.values(), np.zeros(1))
    price = (1 + x["inflation"]) ** (YEARS - START)[:, None]
    delay = x["delay"]

    net_fte = x["technical_fte"] - x["added_fte"]
    two = (  # 2.0 against the baseline
        x["project"] * shifted(PROJECT, delay)
        + x["transition"] * shifted(TRANSITION, delay)
        + x["friction"] * shifted(FRICTION, delay)
        + by_year(PROGRAMME_FIXED)
        + x["programme"] * by_year({2015: 1.0, 2016: 1.0, 2017: 1.0})
        + x["cio_fte"] * x["cio_cost"] * price * live_part(delay)
        - net_fte * x["fte_cost"] * price * live_part(delay + x["lag"])
    )
    share = harmonised(delay, x["years_to_ceiling"], x["ceiling"])
    fte_three = (x["functional_fte"] + x["other_fte"]) / QUOTED_COVERAGE
    reduction = x["software_saving"] * x["software_share"]
    reduction = reduction + x["infrastructure_saving"] * x["infrastructure_share"]
    part_friction = FRICTION_IN_3 / TOTAL_OF_3
    overrun_three = x["migration"] * (1 - part_friction) + x["friction"] * part_friction
    three = (  # 3.0 against 2.0
        overrun_three * shifted(ONE_OFF_3, delay)
        - fte_three * x["fte_cost"] * price * share
        - reduction * base_total * share
    )
    if reconciling:
        last = len(RECONCILING_2) - 1
        two = two + by_year({int(t): RECONCILING_2[min(int(t) - START, last)] for t in YEARS})
        three = three + by_year(RECONCILING_3)

    result = {f"baseline.{p}": base[p] for p in PARTNERS}
    for scenario, delta in (("s2", two), ("s3", two + three)):
        result[f"{scenario}.total"] = delta
        for p in PARTNERS:  # the whole scenario cost is divided by inhabitants
            result[f"{scenario}.{p}"] = KEY[p] * (base_total + delta) - base[p]
    return result


def base_case() -> dict[str, Array]:
    """delta(t) at case values, also without the reconciling items (prefix "unreconciled.")."""
    x = base_inputs()
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

    def cells(prefix: str) -> int:
        fitting = 0
        for (scenario, p), printed in PUBLISHED.items():
            cost = case[f"baseline.{p}"] + case[f"{prefix}{scenario}.{p}"]
            miss = cost[:published_years] / 1000 - np.array(printed)
            fitting += int((np.abs(miss) <= 25).sum())
        return fitting

    def break_even(name: str) -> int:
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


def share_of(count: float, n: int) -> dict[str, float]:
    """A probability; the standard error is the Wilson half-width / 1.96, so never exactly 0."""
    p = count / n
    half = Z / (1 + Z**2 / n) * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return {"value": p, "se": half / Z}


def mean_of(values: Array) -> dict[str, float]:
    """A mean with its standard error."""
    return {"value": float(values.mean()), "se": float(values.std(ddof=1)) / math.sqrt(len(values))}


def percentile_of(ordered: Array, q: float) -> dict[str, float]:
    """The smallest x with F(x) >= q; the error from the 95 % order-statistic interval."""
    n = len(ordered)
    spread = Z * math.sqrt(n * q * (1 - q))
    ranks = (math.ceil(n * q), math.floor(n * q - spread), math.ceil(n * q + spread) + 1)
    mid, low, high = (float(ordered[min(max(rank, 1), n) - 1]) for rank in ranks)
    return {"value": mid, "se": (high - low) / 2 / Z}


def simulate(runs: int, seed: int) -> Stats:
    """All statistics over independent runs, under flat names, each with its standard error."""
    rng = np.random.Generator(np.random.SFC64(seed))
    counts: dict[str, float] = {}
    samples: dict[str, Array] = {}

    def count(name: str, hits: npt.ArrayLike) -> None:
        counts[name] = counts.get(name, 0) + int(np.sum(hits))

    def keep(name: str, values: Array) -> None:
        samples.setdefault(name, np.empty(runs))[done : done + len(values)] = values

    for done in range(0, runs, CHUNK):
        deltas = outcome(draw_inputs(rng, min(CHUNK, runs - done)))
        for s in ("s2", "s3"):
            delta = deltas[f"{s}.total"]
            c_of = {who: -np.cumsum(deltas[f"{s}.{who}"], axis=0) for who in ("total", *PARTNERS)}
            for who, c in c_of.items():
                name = s if who == "total" else f"{s}.{who}"
                for t in BEATS_YEARS:
                    count(f"{name}.beats.{t}", c[t - START] > 0)
                for t in SAVING_YEARS["total" if who == "total" else "partner"]:
                    keep(f"{name}.saving.{t}", c[t - START])
            for t in ALL_PARTNERS_YEARS:
                both = np.logical_and.reduce([c_of[p][t - START] > 0 for p in PARTNERS])
                count(f"{s}.all_partners.{t}", both)
            for t in NPV_YEARS:
                keep(f"{s}.npv.{t}", npv(delta, DISCOUNT_RATE, t))
            keep(f"{s}.peak", np.maximum(-c_of["total"], 0.0).max(axis=0))
            no_change = ~delta.any(axis=0)
            paid = payback_index(c_of["total"][:, ~no_change])
            for i in range(len(YEARS)):
                count(f"{s}.payback.{START + i}", paid == i)
            count(f"{s}.payback.never", paid == len(YEARS))
            count(f"{s}.payback.never_under_water", paid == -1)
            count(f"{s}.payback.no_change", no_change)

    result = {name: share_of(hits, runs) for name, hits in counts.items()}
    for name in list(samples):
        values = samples.pop(name)
        if not name.endswith(".peak"):
            result[f"{name}.mean"] = mean_of(values)
        if ".npv." not in name:
            values.sort()
            levels = (50, 90) if name.endswith(".peak") else (10, 50, 90)
            result |= {f"{name}.p{q}": percentile_of(values, q / 100) for q in levels}
    return dict(sorted(result.items()))


def main() -> None:
    """Check the base case, simulate, print, and write JSON on request."""
    parser = argparse.ArgumentParser(description="The first case in plain numpy.")
    parser.add_argument("--runs", type=int, default=4_000_000)
    parser.add_argument("--seed", type=int, default=20130101)
    parser.add_argument("--json", type=Path, metavar="PATH")
    options = parser.parse_args()
    check_base_case()
    print("Base case: reproduces the published table and the derived figures.")
    stats = simulate(options.runs, options.seed)
    for name, entry in stats.items():
        digits = 6 if abs(entry["value"]) <= 1 else 0
        print(f"{name:36s} {entry['value']:16,.{digits}f}  se {entry['se']:14,.{digits}f}")
    if options.json:
        settings = {"runs": options.runs, "seed": options.seed}
        header = {name: {"value": value, "se": 0} for name, value in settings.items()}
        options.json.write_text(json.dumps(header | stats, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
