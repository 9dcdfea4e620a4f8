"""Draws of every input of the case, layer by layer, in plain numpy and scipy.

Written from EVIDENCE 6.2 (the list of 39 inputs), 6.3 (what goes together), 1.8 (overruns) and
FACTS section 8 alone, without the package and without a look at its configs. The layers:

- the report's own plan with ranges, the same with the items it leaves out, and the same with what
  is bought and depreciated: inputs independent, drawn by numpy's own beta, Pareto and triangular
  generators;
- the outside view: one normal score per input, with the correlations of EVIDENCE 6.3 as a
  Gaussian copula, turned into values through inverse distribution functions.

Also 1.0, which rests on one input and is therefore known in closed form.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache, partial

import numpy as np
from case_in_plain_numpy import (
    BASE,
    DISCOUNT_RATE,
    KEY,
    LAST_PUBLISHED,
    PARTNERS,
    PROGRAMME_FIXED,
    START,
    YEARS,
    Array,
)
from investments_in_plain_numpy import INVESTED
from scipy.special import betaincinv, ndtr, ndtri

Limits = tuple[float, float, float]
Draws = dict[str, Array]
Draw = Callable[[np.random.Generator, int], Draws]
Quantile = Callable[[Array], Array]

# PERT low, mode, high of the plan's layer; low and high are those of the table in EVIDENCE 6.2,
# widened to the case value, which is the mode. The number is the row in that table.
PLAN: dict[str, Limits] = {
    "friction": (40 / 77, 1.0, 150 / 77),  # 3: 40 / 77 / 150 thousand per fte, over 77
    "programme": (80_000.0, 100_000.0, 200_000.0),  # 7
    "delay": (0.0, 0.0, 2.0),  # 8
    "lag": (0.0, 0.0, 2.5),  # 9
    "technical_fte": (7.0, 15.0, 16.0),  # 10
    "added_fte": (0.0, 2.0, 5.0),  # 11
    "functional_fte": (0.0, 5.5, 5.5),  # 12
    "other_fte": (1.0, 5.0, 5.5),  # 13
    "fte_cost": (64_000.0, 72_000.0, 80_000.0),  # 14
    "cio_fte": (4.0, 6.0, 14.0),  # 15
    "cio_cost": (80_000.0, 88_000.0, 105_000.0),  # 16
    "software_saving": (0.0, 0.35, 0.38),  # 17, without the chance of nothing (FACTS 8)
    "infrastructure_saving": (0.0, 0.15, 0.20),  # 18
    "software_share": (0.249, 0.28, 0.311),  # 19, as a share of the baseline (FACTS 8)
    "infrastructure_share": (0.131, 0.15, 0.195),  # 20, likewise
    "years_to_ceiling": (3.0, 3.0, 10.0),  # 21
    "ceiling": (0.40, 0.75, 0.80),  # 22
}
PLAN_INFLATION: Limits = (0.005, 0.02, 0.032)  # 29, triangular
OMITTED: dict[str, Limits] = {
    "replacement": (0.0, 1_200_000.0, 5_000_000.0),  # 5
    "write_off_2": (0.0, 0.0, 300_000.0),  # 6, in 2.0
    "write_off_3": (0.0, 300_000.0, 1_500_000.0),  # 6, in 3.0
    "overhead": (0.0, 350_000.0, 700_000.0),  # 23
    "vat": (0.0, 40_000.0, 170_000.0),  # 24
    "dip": (0.0, 150_000.0, 500_000.0),  # 28
}
# As the plan has it: the mode is the case value.
INVESTMENTS: dict[str, Limits] = {
    "replacement_ratio": (0.75, 0.80, 1.05),  # 25
    "renewal_ratio": (0.95, 1.00, 1.30),  # 26
    "renewal": (3.2, 4.56, 7.0),  # 27
    "interest": (0.02, 0.05, 0.055),  # 32
}
OUTSIDE: dict[str, Limits] = {
    "friction": (40 / 77, 80 / 77, 150 / 77),  # 3
    "programme": (80_000.0, 110_000.0, 200_000.0),  # 7
    "delay": (0.0, 0.25, 2.0),  # 8
    "lag": (0.0, 0.5, 2.5),  # 9
    "technical_fte": (7.0, 14.0, 16.0),  # 10
    "added_fte": (0.0, 2.0, 5.0),  # 11
    "functional_fte": (0.0, 3.5, 5.5),  # 12
    "other_fte": (1.0, 3.5, 5.5),  # 13
    "fte_cost": (64_000.0, 71_000.0, 80_000.0),  # 14
    "cio_fte": (4.0, 6.0, 14.0),  # 15
    "cio_cost": (80_000.0, 88_000.0, 105_000.0),  # 16
    "infrastructure_saving": (0.0, 0.12, 0.20),  # 18
    "software_share": (0.249, 0.28, 0.311),  # 19: the shares of FACTS 8 here too
    "infrastructure_share": (0.131, 0.15, 0.195),  # 20: likewise
    "years_to_ceiling": (3.0, 4.5, 10.0),  # 21
    "ceiling": (0.40, 0.65, 0.80),  # 22
    "replacement_ratio": (0.75, 0.87, 1.05),  # 25
    "renewal_ratio": (0.95, 1.08, 1.30),  # 26
    "renewal": (3.2, 4.56, 7.0),  # 27
    "interest": (0.02, 0.045, 0.055),  # 32
    "wage_growth": (-0.010, 0.002, 0.015),  # 30
    "software_growth": (0.0, 0.015, 0.05),  # 31
    "growth_haarlem": (-0.010, 0.0, 0.015),  # 33, each municipality its own
    "growth_haarlemmermeer": (-0.010, 0.0, 0.015),
} | OMITTED
OUTSIDE_INFLATION: Limits = (0.005, 0.018, 0.032)  # 29, triangular
SOFTWARE_NOTHING, SOFTWARE_ELSE = 0.35, (0.03, 0.18, 0.38)  # 17: a chance of 0, else a PERT
SHOCK_CHANCE, SHOCK_RISE, SHOCK_PART = 0.05, (0.10, 0.50), 0.30  # 31: yearly, on a part of software
TEAM_COST = 12 * 20_000.0  # 8: euros per year of delay
HALF_ROUNDING = 25_000.0  # 39: each published cell of each municipality, uniform

# Overruns, EVIDENCE 1.8: chance of the tail, PERT body, Pareto scale and exponent.
Overrun = tuple[float, Limits, float, float]
M_LIGHT: Overrun = (0.08, (0.85, 1.05, 1.60), 1.6, 3.0)
M_FD: Overrun = (0.176, (0.80, 1.00, 1.55), 2.0, 3.5)
OVERRUN_CAP = 5.0
OVERRUN = {"project": M_LIGHT, "transition": M_LIGHT, "migration": M_FD}  # 1, 2, 4

# Rank correlations, EVIDENCE 6.3, among the inputs that are here.
RANKS = {
    ("project", "transition"): 0.4,  # 1-2-4 mutual
    ("project", "migration"): 0.4,
    ("transition", "migration"): 0.4,
    ("project", "delay"): 0.5,  # 1 with 8
    ("transition", "delay"): 0.3,  # 2 with 8
    ("migration", "delay"): 0.3,  # 4 with 8
    ("migration", "years_to_ceiling"): 0.3,  # 4 with 21
    ("delay", "dip"): 0.3,  # 8 with 28
    ("lag", "friction"): 0.3,  # 9 with 3
    ("technical_fte", "lag"): -0.3,  # 10 with 9
    ("technical_fte", "functional_fte"): 0.4,  # 10 with 12
    ("technical_fte", "other_fte"): 0.4,  # 10 with 13
    ("years_to_ceiling", "ceiling"): -0.5,  # 21 with 22
    ("ceiling", "functional_fte"): 0.4,  # 22 with 12
    ("years_to_ceiling", "functional_fte"): -0.3,  # 21 with 12
    ("software_saving", "ceiling"): 0.3,  # 17 with 22
    ("software_saving", "replacement"): 0.3,  # 17 with 5
    ("cio_fte", "added_fte"): 0.3,  # 15 with 11
    ("fte_cost", "cio_cost"): 0.5,  # 14 with 16
    ("inflation", "software_growth"): 0.4,  # 29 with 31
    ("ceiling", "write_off_3"): 0.3,  # 22 with 6
    ("inflation", "interest"): 0.3,  # 29 with 32
    ("software_share", "infrastructure_share"): 0.3,  # 19 with 20
    ("growth_haarlem", "growth_haarlemmermeer"): 0.3,  # the two baselines
}


# --- The plan, and the plan with what it leaves out ----------------------------------------------


def beta_of(low: float, mode: float, high: float) -> tuple[float, float]:
    """Parameters of the beta law behind a PERT (weight 4 on the mode)."""
    return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)


def draw_pert(rng: np.random.Generator, n: int, low: float, mode: float, high: float) -> Array:
    return low + (high - low) * rng.beta(*beta_of(low, mode, high), n)


def draw_plan(rng: np.random.Generator, n: int) -> Draws:
    """The report's own assumptions, independent."""
    x = {name: draw_pert(rng, n, *limits) for name, limits in PLAN.items()}
    for name, (tail_chance, body, scale, exponent) in OVERRUN.items():
        tail = scale * (1 + rng.pareto(exponent, n))  # numpy's pareto is the Lomax law
        drawn = np.where(rng.random(n) < tail_chance, tail, draw_pert(rng, n, *body))
        x[name] = np.minimum(drawn, OVERRUN_CAP)
    x["inflation"] = rng.triangular(*PLAN_INFLATION, n)
    return x


def draw_with_omitted(rng: np.random.Generator, n: int) -> Draws:
    """The same, and the items that the source leaves out."""
    x = draw_plan(rng, n)
    return x | {name: draw_pert(rng, n, *limits) for name, limits in OMITTED.items()}


def draw_with_investments(rng: np.random.Generator, n: int) -> Draws:
    """The report's own assumptions, those on what is bought and depreciated too."""
    x = draw_plan(rng, n)
    return x | {name: draw_pert(rng, n, *limits) for name, limits in INVESTMENTS.items()}


# --- The outside view ----------------------------------------------------------------------------


def pert(limits: Limits, u: Array) -> Array:
    """Value below which a share u of a PERT lies."""
    low, _, high = limits
    return low + (high - low) * np.asarray(betaincinv(*beta_of(*limits), u))


def triangular(limits: Limits, u: Array) -> Array:
    low, mode, high = limits
    left = low + np.sqrt(u * (high - low) * (mode - low))
    right = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < (mode - low) / (high - low), left, right)


def overrun(law: Overrun, u: Array) -> Array:
    """The tail begins where the body has ended, so the body takes the lowest shares."""
    chance, body, scale, exponent = law
    inside = pert(body, np.minimum(u / (1 - chance), 1.0))
    tail = scale * np.minimum((1 - u) / chance, 1.0) ** (-1 / exponent)
    return np.minimum(np.where(u < 1 - chance, inside, tail), OVERRUN_CAP)


def software(u: Array) -> Array:
    above = np.maximum(u - SOFTWARE_NOTHING, 0.0) / (1 - SOFTWARE_NOTHING)
    return np.where(u < SOFTWARE_NOTHING, 0.0, pert(SOFTWARE_ELSE, above))


def outside_laws() -> dict[str, tuple[Quantile, float | None]]:
    """Inverse distribution function of each input, and the share at which it jumps."""
    laws: dict[str, tuple[Quantile, float | None]] = {
        name: (partial(overrun, law), 1 - law[0]) for name, law in OVERRUN.items()
    }
    laws |= {name: (partial(pert, limits), None) for name, limits in OUTSIDE.items()}
    laws["software_saving"] = software, SOFTWARE_NOTHING
    laws["inflation"] = partial(triangular, OUTSIDE_INFLATION), None
    return laws


@cache
def score_tables() -> dict[str, tuple[Array, Array]]:
    """Each law's values at 8,193 normal scores, between which values are interpolated.

    Scores 1/512 apart: what straight lines miss is far below any sampling error. Just before and
    just after a jump lies a score of its own.
    """
    tables = {}
    for name, (quantile, jump) in outside_laws().items():
        scores = np.linspace(-8.0, 8.0, 8193)
        if jump is not None:
            sides = float(ndtri(jump)) + np.array([-1e-9, 1e-9])
            scores = np.sort(np.concatenate([scores, sides]))
        tables[name] = scores, quantile(ndtr(scores))
    return tables


@cache
def dependence(scale: float) -> Array:
    """Lower factor of the correlations of the normal scores, inputs in the order of the laws.

    A rank correlation r takes a correlation 2 sin(pi r / 6) of the normal scores.
    """
    names = list(outside_laws())
    matrix = np.eye(len(names))
    for (a, b), rank in RANKS.items():
        i, j = names.index(a), names.index(b)
        matrix[i, j] = matrix[j, i] = 2 * math.sin(math.pi * scale * rank / 6)
    return np.asarray(np.linalg.cholesky(matrix))


def draw_outside(rng: np.random.Generator, n: int, scale: float = 1.0) -> Draws:
    """The outside view; ``scale`` multiplies all rank correlations."""
    factor = dependence(scale)
    scores = factor @ rng.standard_normal((len(factor), n))
    x = {
        name: np.interp(row, *table)
        for row, (name, table) in zip(scores, score_tables().items(), strict=True)
    }
    x["team_cost"] = np.array([TEAM_COST])
    years = len(YEARS), n
    strikes = rng.random(years) < SHOCK_CHANCE
    x["software_shock"] = strikes * SHOCK_PART * rng.uniform(*SHOCK_RISE, years)
    cells = LAST_PUBLISHED - START + 1, n
    for row in ("rounding", "rounding_s2", "rounding_s3"):
        for p in PARTNERS:
            x[f"{row}_{p}"] = rng.uniform(-HALF_ROUNDING, HALF_ROUNDING, cells)
    return x


LAYERS: Mapping[str, Draw] = {
    "3_0": draw_plan,
    "3_0_investments": draw_with_investments,
    "3_0_with_omitted_items": draw_with_omitted,
    "3_0_outside_view": draw_outside,
}
# Layers in which what is bought is depreciated.
WITH_INVESTMENTS = ("3_0_investments", "3_0_outside_view")


def check_layers() -> None:
    """Assert what the layers must have in common with the case and with each other."""
    case = dict(BASE)
    assert case.pop("inflation") == PLAN_INFLATION[1]
    assert {name: case.pop(name) for name in OVERRUN} == dict.fromkeys(OVERRUN, 1.0)
    assert case == {name: mode for name, (_, mode, _) in PLAN.items()}
    assert {name: mode for name, (_, mode, _) in INVESTMENTS.items()} == INVESTED
    assert set(BASE) | set(INVESTED) <= set(outside_laws())
    assert np.linalg.eigvalsh(dependence(1.0) @ dependence(1.0).T).min() > 0.1


# --- 1.0 in closed form --------------------------------------------------------------------------


def closed_form_of_1_0() -> dict[str, float]:
    """What can be known of 1.0: its cost falls in with the one input, the yearly programme."""
    low, mode, high = PLAN["programme"]
    mean = (low + 4 * mode + high) / 6
    found: dict[str, float] = {}
    for metric, rate in (("saving", 0.0), ("npv", DISCOUNT_RATE)):
        weights = (1 + rate) ** -np.arange(5.0)
        fixed = PROGRAMME_FIXED[2013] + weights[1] * PROGRAMME_FIXED[2014]
        for year in (2018, 2023, 2030):
            name = f"{metric}.{year}"
            found[f"{name}.mean"] = -(fixed + weights[2:].sum() * mean)
            for q in (10, 50, 90):  # a high saving is a low programme cost
                cost = float(pert((low, mode, high), np.array(1 - q / 100)))
                found[f"{name}.p{q}"] = -(fixed + weights[2:].sum() * cost)
    amounts = {f"s1.{name}": value for name, value in found.items()}
    for p in PARTNERS:
        amounts |= {f"s1.{p}.{name}": KEY[p] * value for name, value in found.items()}
    for who in ("s1", *(f"s1.{p}" for p in PARTNERS)):
        amounts |= {f"{who}.beats.{year}": 0.0 for year in (2018, 2023, 2030)}
        amounts |= {f"{who}.payback.{year}": 0.0 for year in range(START + 1, 2031)}
        amounts[f"{who}.payback.never"] = 1.0
    return amounts
