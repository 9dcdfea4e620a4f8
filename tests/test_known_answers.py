"""Cases whose answer is known in closed form, from formulas to printed figures.

The seed is fixed, and 4 standard errors are allowed per figure: a sound program fails one figure
in 16,000, so one of the 200 figures of this file for one seed in 80. Each comparison is also made
on a planted error, a case that is off by a few percent, and has to fail there.
"""

from __future__ import annotations

import itertools
import math
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest
from strategies import Model, Table, small_case
from twin import twin

from ictsim.model import Case
from ictsim.study import run_study

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ictsim.study.run import Outcome

RUNS = 2**17
SEED = 20131

# A known figure and its standard error.
Known = tuple[float, float]


def outcome_of(tables: Table, runs: int = RUNS) -> Outcome:
    return run_study(Model(Case.model_validate(tables), SEED).study, runs, threads=1)


def misses(found: Outcome, known: Mapping[str, Known]) -> list[str]:
    """The figures further than 4 standard errors from what is known; exact where that is 0."""
    return [
        name
        for name, (value, error) in known.items()
        if not abs(found.estimates[name].value - value) <= 4.0 * error
    ]


def chance(p: float, runs: int = RUNS) -> Known:
    return p, math.sqrt(p * (1.0 - p) / runs)


def normal(name: str, mean: float, sd: float, runs: int = RUNS) -> dict[str, Known]:
    """What is known of a result that is normal: errors of a mean and a standard deviation."""
    law = NormalDist(mean, sd)
    # A percentile's error is that of its probability over the density there.
    levels = {p: law.inv_cdf(p / 100) for p in (5, 25, 50, 80, 95)}
    percentiles = {p: (x, chance(p / 100)[1] / law.pdf(x)) for p, x in levels.items()}
    return {
        f"{name}.mean": (mean, sd / math.sqrt(runs)),
        f"{name}.sd": (sd, sd / math.sqrt(2 * runs)),
        **{f"{name}.p{p}": known for p, known in percentiles.items()},
    }


# ---------------------------------------------------------------------------------------------
# Lines linear in normal inputs


def linear_case(saving: float = 150_000.0, sd: float = 60_000.0) -> Table:
    """6 years: a saving in the last 5, a yearly cost, and 0.5 of a one-off cost in 2014."""
    lines = {
        "saving": {"kind": "yearly", "effect": "saving", "amount_eur": "saved", "from": 2014},
        "cost": {"kind": "yearly", "amount_eur": ["paid", 10_000.0]},
        "start": {
            "kind": "one_off",
            "amount_eur": "once",
            "factors": [0.5],
            "phasing": {"2014": 1.0},
        },
    }
    inputs = {
        "saved": {"dist": "normal", "mean": saving, "sd": sd},
        "paid": {"dist": "normal", "mean": 100_000.0, "sd": 40_000.0},
        "once": {"dist": "normal", "mean": 80_000.0, "sd": 50_000.0},
    }
    tables = small_case({"s1": lines}, inputs, partners={"a": 3.0, "b": 1.0})
    tables["partners"]["a"]["baseline_eur"] = {"2013": 1_520_000.0}
    tables["partners"]["b"]["baseline_eur"] = {"2013": 480_000.0}
    return tables


def known_of_linear_case() -> dict[str, Known]:
    """C = 5 saved - 6 (paid + 10 000) - once / 2, and the same with discounted years."""
    discount = [1.04**-n for n in range(6)]
    known: dict[str, Known] = {}
    for metric, years in (("saving", [1.0] * 6), ("npv", discount)):
        weights = (sum(years[1:]), -sum(years), -0.5 * years[1])
        mean = sum(a * m for a, m in zip(weights, (150e3, 110e3, 80e3), strict=True))
        sd = math.hypot(*(a * s for a, s in zip(weights, (60e3, 40e3, 50e3), strict=True)))
        beats = {"saving": "beats", "npv": "npv_beats"}[metric]
        known |= normal(f"s1.{metric}.2018", mean, sd)
        known[f"s1.{beats}.2018"] = chance(NormalDist().cdf(mean / sd))
        # a pays 3/4 of 2 million, 20 000 a year less than alone; b that much more.
        shift = 20e3 * sum(years)
        known |= normal(f"s1.a.{metric}.2018", 0.75 * mean + shift, 0.75 * sd)
        known |= normal(f"s1.b.{metric}.2018", 0.25 * mean - shift, 0.25 * sd)
        known[f"s1.b.{beats}.2018"] = chance(NormalDist(mean, sd).cdf(2 * mean - 4 * shift))
        if metric == "saving":
            # b is the last to gain: from C = 480 000 on.
            known["s1.all_partners.2018"] = known["s1.b.beats.2018"]
            known["s1.best.2018"] = known["s1.beats.2018"]
            known |= normal("s1.share.2018", mean / 12e6, sd / 12e6)
    known |= normal("s1.one_off", 40e3, 25e3)
    return known


def test_lines_linear_in_normal_inputs_give_a_normal_saving():
    assert misses(outcome_of(linear_case()), known_of_linear_case()) == []


@pytest.mark.parametrize(
    ("planted", "shows_in"),
    [
        ({"saving": 151_500.0}, {"s1.saving.2018.mean", "s1.beats.2018", "s1.b.npv.2018.p50"}),
        ({"sd": 61_800.0}, {"s1.saving.2018.sd", "s1.npv.2018.sd", "s1.a.saving.2018.p5"}),
    ],
)
def test_a_mean_or_spread_off_by_a_few_percent_shows(planted: Table, shows_in: set[str]):
    assert shows_in <= set(misses(outcome_of(linear_case(**planted)), known_of_linear_case()))


@pytest.mark.parametrize("scale", [1e-3, 1e3, 1e9])
def test_figures_scale_with_the_amounts(scale: float):
    """From hundreds of euros to hundreds of thousands of billions."""

    def found(factor: float) -> list[float]:
        tables = linear_case()
        for line in tables["scenarios"]["s1"]["lines"].values():
            line["factors"] = [*line.get("factors", []), factor]
        outcome = outcome_of(tables)
        return [
            outcome.estimates[f"s1.{name}"].value
            for name in ("saving.2018.mean", "saving.2018.sd", "npv.2018.p10", "a.npv.2018.sd")
        ]

    assert found(scale) == pytest.approx([scale * x for x in found(1.0)], rel=1e-9)


# ---------------------------------------------------------------------------------------------
# Inputs that go together, years that follow each other


def dependent_case(rank: float = 0.5, persistence: float = 0.6) -> Table:
    """6 years: a saving drawn each year, less two yearly costs that go together."""
    lines = {
        "saving": {"kind": "yearly", "effect": "saving", "amount_eur": "saved"},
        "cost": {"kind": "yearly", "amount_eur": ["one", "other"]},
    }
    saved = {"dist": "normal", "mean": 150e3, "sd": 60e3, "per_year": True}
    inputs = {
        "saved": saved | {"persistence": persistence},
        "one": {"dist": "normal", "mean": 90e3, "sd": 40e3},
        "other": {"dist": "normal", "mean": 50e3, "sd": 30e3},
    }
    together = {"costs": {"inputs": ["one", "other"], "rank": rank}}
    return small_case({"s1": lines}, inputs, correlations=together)


def known_of_dependent_case() -> dict[str, Known]:
    """Var C = sum over years s, t of w_s w_t (60^2 0.6^|s - t| + 40^2 + 30^2 + 2 r 40 30).

    r = 2 sin(pi 0.5 / 6); w is 1, or the discount factor of the year.
    """
    r = 2.0 * math.sin(math.pi * 0.5 / 6.0)
    costs = 40e3**2 + 30e3**2 + 2.0 * r * 40e3 * 30e3
    known: dict[str, Known] = {}
    for metric, beats, yearly_rate in (("saving", "beats", 0.0), ("npv", "npv_beats", 0.04)):
        weights = [(1.0 + yearly_rate) ** -n for n in range(6)]
        variance = sum(
            v * w * (60e3**2 * 0.6 ** abs(s - t) + costs)
            for s, v in enumerate(weights)
            for t, w in enumerate(weights)
        )
        mean, sd = 10e3 * sum(weights), math.sqrt(variance)
        known |= normal(f"s1.{metric}.2018", mean, sd)
        known[f"s1.{beats}.2018"] = chance(NormalDist().cdf(mean / sd))
    return known


def test_dependent_normal_inputs_give_a_normal_saving():
    assert misses(outcome_of(dependent_case()), known_of_dependent_case()) == []


@pytest.mark.parametrize("planted", [{"rank": 0.4}, {"persistence": 0.55}])
def test_a_rank_or_persistence_that_is_off_shows(planted: Table):
    wrong = misses(outcome_of(dependent_case(**planted)), known_of_dependent_case())

    assert {"s1.saving.2018.sd", "s1.npv.2018.sd"} <= set(wrong)


def hazard_case(rate: float = 0.15) -> Table:
    """100 saved each year; from the year of a strike 250 lost, and 400 once to repair."""
    lines = {
        "saving": {"kind": "yearly", "effect": "saving", "amount_eur": 100.0},
        "loss": {"kind": "yearly", "amount_eur": 250.0, "from": "strike"},
        "repair": {
            "kind": "one_off",
            "amount_eur": 400.0,
            "phasing": {"2013": 1.0},
            "at": "strike",
        },
    }
    return small_case({"s1": lines}, events={"strike": {"kind": "hazard", "rate": rate}})


def known_of_hazard_case() -> dict[str, Known]:
    """Struck in the n-th of 6 years with 0.15 0.85^(n-1): the saving to 2018 takes 7 values."""
    outcomes = [(0.15 * 0.85**n, 600.0 - 250.0 * (6 - n) - 400.0) for n in range(6)]
    outcomes.append((0.85**6, 600.0))
    mean = math.fsum(p * x for p, x in outcomes)
    variance = math.fsum(p * (x - mean) ** 2 for p, x in outcomes)
    never = 1.0 - 0.85**6  # any strike leaves less than nothing in the end
    return {
        "s1.saving.2018.mean": (mean, math.sqrt(variance / RUNS)),
        "s1.one_off.mean": (400.0 * never, 400.0 * math.sqrt(never * 0.85**6 / RUNS)),
        "s1.beats.2018": chance(0.85**6),
        "s1.payback.never": chance(never),
        "s1.payback.never_under_water": chance(0.85**6),
        "s1.remainder.mean": (0.0, 0.0),
    }


def test_a_hazard_gives_the_figures_counted_out():
    assert misses(outcome_of(hazard_case()), known_of_hazard_case()) == []


def test_a_hazard_that_is_off_by_a_few_percent_shows():
    wrong = misses(outcome_of(hazard_case(0.156)), known_of_hazard_case())

    assert set(wrong) == set(known_of_hazard_case()) - {"s1.remainder.mean"}


# ---------------------------------------------------------------------------------------------
# Triangular plus uniform


def triangle_case(mode: float = 120.0) -> Table:
    """One year: a triangular saving less a uniform cost."""
    lines = {
        "saving": {"kind": "yearly", "effect": "saving", "amount_eur": "saved"},
        "cost": {"kind": "yearly", "amount_eur": "paid"},
    }
    inputs = {
        "saved": {"dist": "triangular", "low": 60.0, "mode": mode, "high": 260.0},
        "paid": {"dist": "uniform", "low": 50.0, "high": 210.0},
    }
    return small_case({"s1": lines}, inputs, years=(2013, 2013))


def triangle_below(x: float) -> float:
    """The integral up to x of the distribution function of the triangle on 60, 120, 260."""
    low, mode, high = 60.0, 120.0, 260.0
    if x <= low:
        return 0.0
    if x <= mode:
        return (x - low) ** 3 / (3 * (high - low) * (mode - low))
    to_mode = (mode - low) ** 2 / (3 * (high - low))
    top = min(x, high)
    above = ((high - mode) ** 3 - (high - top) ** 3) / (3 * (high - low) * (high - mode))
    return to_mode + (x - mode) - above


def triangle_misses(found: Outcome) -> list[float]:
    """Points where the saving's distribution function is not the closed form.

    P(T - U <= z) is the mean of P(T <= z + u) over u from 50 to 210.
    """
    spread = found.distributions["s1.saving.2013"]
    wrong = []
    for z in (-120.0, -60.0, -25.0, 0.0, 10.0, 60.0, 100.0, 150.0, 190.0):
        value, error = chance((triangle_below(z + 210.0) - triangle_below(z + 50.0)) / 160.0)
        # A bin's content is spread evenly within it; the density changes little over a bin.
        if abs(spread.cdf(z)[0] - value) > 4.0 * error + 1e-6:
            wrong.append(z)
    return wrong


def test_triangular_less_uniform_has_the_closed_form_distribution():
    assert triangle_misses(outcome_of(triangle_case())) == []


def test_a_mode_off_by_a_few_percent_shows():
    assert len(triangle_misses(outcome_of(triangle_case(mode=125.0)))) >= 3


# ---------------------------------------------------------------------------------------------
# Discrete inputs: every combination counted out


def discrete_case(weights: Iterable[float] = (0.25, 0.5, 0.25)) -> Table:
    """144 combinations; some end in exact ties: 300 paid, 100 saved in three years."""
    project = {
        "kind": "one_off",
        "amount_eur": 300.0,
        "factors": ["overrun"],
        "phasing": {"2013": 1.0},
    }
    saving = {
        "kind": "yearly",
        "effect": "saving",
        "amount_eur": "saved",
        "schedule": "live",
    }
    more = {"kind": "yearly", "amount_eur": "more", "until": "last"}
    tables = small_case(
        {"s1": {"project": project, "saving": saving}, "s2": {"more": more}},
        {
            "overrun": {"dist": "discrete", "values": [1.0, 1.5, 2.0], "weights": list(weights)},
            "saved": {
                "dist": "discrete",
                "values": [0.0, 100.0, 150.0],
                "weights": [0.1, 0.5, 0.4],
            },
            "late": {"dist": "bernoulli", "p": 0.375},
            "more": {
                "dist": "discrete",
                "values": [-40.0, -10.0, 0.0, 25.0],
                "weights": [0.25] * 4,
            },
            "last": {"dist": "discrete", "values": [2013.0, 2015.5], "weights": [0.75, 0.25]},
        },
        partners={"a": 3.0, "b": 1.0},
        schedules={"live": {"plan": [[2014.0, 0.0], [2014.0, 1.0]], "delay": "late"}},
    )
    tables["scenarios"]["s2"]["builds_on"] = "s1"
    for partner, row in (("a", 1_500.0), ("b", 500.0 - 6.25)):
        tables["partners"][partner]["baseline_eur"] = {"2013": row}
    return tables


def combinations(case: Case) -> Iterable[tuple[float, dict[str, float]]]:
    """Each combination of the inputs' values with its probability."""
    laws = [
        [(name, 1.0, law.p), (name, 0.0, 1.0 - law.p)]
        if law.dist == "bernoulli"
        else [(name, x, w) for x, w in zip(law.values, law.weights, strict=True)]
        for name, law in case.inputs.items()
    ]
    for draws in itertools.product(*laws):
        yield math.prod(p for *_, p in draws), {name: x for name, x, _ in draws}


def counted_out(case: Case) -> dict[str, Known]:
    """Probabilities of every payback year, best scenario, and of all partners gaining."""
    study = Model(case).study
    codes = {output.name: output.codes for output in study.outputs if output.unit == "year"}
    total: dict[str, float] = {}
    for name, outcomes in codes.items():
        for code in outcomes:
            total[f"{code}.{name}" if name.startswith("best.") else f"{name}.{code}"] = 0.0
    for probability, draws in combinations(case):
        for name, value in twin(case, draws).items():
            if name in codes:
                code = codes[name][int(value)]
                key = f"{code}.{name}" if name.startswith("best.") else f"{name}.{code}"
                total[key] += probability
            elif ".all_partners." in name or "beats." in name:
                total[name] = total.get(name, 0.0) + probability * (value > 0)
    return {name: chance(min(p, 1.0)) for name, p in total.items()}


def test_discrete_inputs_give_the_probabilities_counted_out():
    tables = discrete_case()
    known = counted_out(Case.model_validate(tables))

    assert known["s1.payback.no_change"] == (0.0, 0.0)
    assert known["s1.payback.never"][0] > 0.1
    assert misses(outcome_of(tables), known) == []


def test_a_weight_off_by_a_few_percent_shows():
    known = counted_out(Case.model_validate(discrete_case()))
    wrong = set(misses(outcome_of(discrete_case((0.23, 0.52, 0.25))), known))

    assert {"s1.payback.2015", "s1.payback.2018", "s1.all_partners.2018"} <= wrong


def test_payback_and_ties_by_hand():
    """Paid 300 x overrun in 2013, saved 100 a year from 2014, one year later if late.

    Overrun 1: 0 at the end of 2016 (late: 2017) and never below again: paid back, not beaten.
    Overrun 1.5: 450 takes until 2018 (late: never). Overrun 2: 600 is not reached.
    """
    tables = discrete_case()
    tables["inputs"]["saved"] = {"dist": "constant", "value": 100.0}
    known = {
        "s1.payback.no_change": chance(0.0),
        "s1.payback.never_under_water": chance(0.0),
        "s1.payback.2014": chance(0.0),
        "s1.payback.2016": chance(0.25 * 0.625),
        "s1.payback.2017": chance(0.25 * 0.375),
        "s1.payback.2018": chance(0.5 * 0.625),
        "s1.payback.never": chance(0.5 * 0.375 + 0.25),
        "s1.payback_by.2018": chance(0.25 + 0.5 * 0.625),
        "s1.beats.2016": chance(0.0),
        "s1.beats.2017": chance(0.25 * 0.625),
        "s1.beats.2018": chance(0.25 + 0.5 * 0.625),
    }

    found = outcome_of(tables)
    assert misses(found, known) == []
    assert found.estimates["s1.payback.p10"].value == 2016
    assert found.estimates["s1.payback.p50"].value == 2018
    assert found.estimates["s1.payback.p90"].value == "never"


# ---------------------------------------------------------------------------------------------
# Degenerate cases: known to the last digit


def values(found: Outcome, *names: str) -> list[float | str | None]:
    return [found.estimates[name].value for name in names]


def yearly(effect: str, amount: float | str = 100.0, **more: object) -> Table:
    return {"kind": "yearly", "effect": effect, "amount_eur": amount} | more


SPREAD = {"x": {"dist": "normal", "mean": 10.0, "sd": 30.0}}
FEW = 1_000


def test_without_lines_nothing_changes_and_the_baseline_is_best():
    found = outcome_of(small_case({"s1": {}}, partners={"a": 1.0, "b": 1.0}), FEW)

    for flow in ("s1", "s1.a", "s1.b"):
        assert values(found, f"{flow}.payback.no_change", f"{flow}.payback.never") == [1.0, 0.0]
        assert values(found, f"{flow}.beats.2018", f"{flow}.npv_beats.2018") == [0.0, 0.0]
        assert values(found, f"{flow}.saving.2018.mean", f"{flow}.saving.2018.p95") == [0.0, 0.0]
        assert values(found, f"{flow}.peak.p90", f"{flow}.worst_rise.p90") == [0.0, 0.0]
    assert values(found, "s1.all_partners.2018") == [0.0]
    assert values(found, "baseline.best.2018", "s1.best.2018") == [1.0, 0.0]


def test_a_cost_that_is_saved_again_in_the_same_year_is_no_change():
    lines = {"cost": yearly("cost", "x"), "saving": yearly("saving", "x")}
    found = outcome_of(small_case({"s1": lines}, SPREAD), FEW)

    assert values(found, "s1.payback.no_change", "s1.beats.2018") == [1.0, 0.0]
    assert values(found, "baseline.best.2018") == [1.0]


def test_a_share_of_nothing_is_no_change_whatever_rounding_leaves():
    """s2 adds 0 or 100 to s1. Of a partner's cost 2e-12 is left by rounding: still no change."""
    lines = {"s1": {"gain": yearly("saving", 3125.0)}, "s2": {"more": yearly("saving", "x")}}
    rare = {"x": {"dist": "discrete", "values": [0.0, 100.0], "weights": [0.75, 0.25]}}
    weights = {"a": 5_000.0, "b": 5_000.0, "c": 7_265.625}
    tables = small_case(lines, rare, years=(2013, 2014), partners=weights)
    tables["scenarios"]["s2"]["builds_on"] = "s1"
    for number, partner in enumerate(weights):
        row = 200_000.0 + 28_125.0 * number / 3
        tables["partners"][partner]["baseline_eur"] = {"2013": row}
    found = outcome_of(tables)

    for flow in ("s2_vs_s1", *(f"s2_vs_s1.{partner}" for partner in weights)):
        known = {f"{flow}.payback.no_change": chance(0.75), f"{flow}.beats.2014": chance(0.25)}
        assert misses(found, known) == []


def test_shifting_cost_between_partners_changes_nothing_in_total():
    tables = small_case({"s1": {}}, SPREAD, partners={"a": 3.0, "b": 1.0})
    tables["baseline"]["categories"]["all"]["additive_eur"] = {"a": "x"}
    found = outcome_of(tables, FEW)

    # By inhabitants a pays 3/4 of 2 million and of x, alone 1 million and x: it never gains.
    assert values(found, "s1.payback.no_change", "s1.a.payback.never") == [1.0, 1.0]
    assert values(found, "s1.b.payback.never_under_water", "s1.all_partners.2018") == [1.0, 0.0]


def test_without_spread_every_figure_is_the_same_number():
    found = outcome_of(small_case({"s1": {"cost": yearly("cost")}}), FEW)
    statistics = [found.estimates[f"s1.saving.2018.{s}"].value for s in ("mean", "p5", "p95")]

    assert statistics == [-600.0] * 3
    assert values(found, "s1.saving.2018.sd", "s1.peak.sd") == [0.0, 0.0]
    assert values(found, "s1.beats.2018", "s1.payback.never") == [0.0, 1.0]


@pytest.mark.parametrize("effect", ["cost", "saving"])
def test_spread_that_cancels_leaves_none(effect: str):
    lines = {"cost": yearly("cost", "x"), "same": yearly("saving", "x"), "rest": yearly(effect)}
    found = outcome_of(small_case({"s1": lines}, SPREAD), FEW)
    sign = 1.0 if effect == "saving" else -1.0

    assert values(found, "s1.saving.2018.mean", "s1.saving.2018.p5") == [600.0 * sign] * 2
    assert values(found, "s1.saving.2018.sd") == [0.0]


def test_a_cost_alone_is_never_paid_back():
    spread = {"x": {"dist": "lognormal", "p50": 10.0, "p90": 90.0}}
    found = outcome_of(small_case({"s1": {"cost": yearly("cost", "x")}}, spread), FEW)

    assert values(found, "s1.payback.never", "s1.beats.2018") == [1.0, 0.0]
    assert values(found, "s1.payback.p5", "s1.payback.p95") == ["never", "never"]
    assert values(found, "s1.saving.2018.p90") == pytest.approx(
        [-found.estimates["s1.peak.p10"].value], rel=0.05
    )


def test_a_saving_alone_is_never_under_water():
    spread = {"x": {"dist": "lognormal", "p50": 10.0, "p90": 90.0}}
    found = outcome_of(small_case({"s1": {"saving": yearly("saving", "x")}}, spread), FEW)

    assert values(found, "s1.payback.never_under_water", "s1.beats.2013") == [1.0, 1.0]
    assert values(found, "s1.payback.p5", "s1.payback.p95") == [2013.0, 2013.0]
    assert values(found, "s1.peak.mean", "s1.peak.p95", "s1.best.2018") == [0.0, 0.0, 1.0]


def test_a_saving_that_starts_later_is_not_under_water_before():
    found = outcome_of(small_case({"s1": {"saving": yearly("saving", **{"from": 2016})}}), FEW)

    assert values(found, "s1.payback.never_under_water", "s1.beats.2015") == [1.0, 0.0]
    assert values(found, "s1.beats.2016") == [1.0]


def test_a_small_factor_of_a_large_amount_is_no_tie():
    """Up to 2,000 euros as millionths of a thousand million: all of it is a gain."""
    small = {"x": {"dist": "uniform", "low": 0.0, "high": 2e-6}}
    lines = {"saving": yearly("saving", 1e9, factors=["x"])}
    found = outcome_of(small_case({"s1": lines}, small, years=(2013, 2013)), FEW)

    assert values(found, "s1.beats.2013", "s1.best.2013", "s1.npv_beats.2013") == [1.0] * 3
    assert values(found, "s1.payback.never_under_water", "s1.all_partners.2013") == [1.0, 1.0]


def test_an_event_too_rare_for_the_first_runs_counts():
    """A thousand million once in 100,000 runs: 8,192 runs fix the bins, and do not show it."""
    rare = {"x": {"dist": "bernoulli", "p": 1e-5}}
    lines = {"claim": yearly("cost", 1e9, factors=["x"])}
    runs = 2**20
    found = outcome_of(small_case({"s1": lines}, rare, years=(2013, 2013)), runs)
    count = found.estimates["s1.payback.never"].value * runs

    assert count == pytest.approx(1e-5 * runs, abs=4 * math.sqrt(1e-5 * runs))
    assert found.estimates["s1.saving.2013.mean"].value == pytest.approx(-1e9 * count / runs)
    assert found.estimates["s1.saving.2013.p5"].value == 0.0


def test_years_that_are_multiples_of_each_other_each_count_once():
    """With a flat line C(t) is x times a number: all years have one sign."""
    found = outcome_of(small_case({"s1": {"saving": yearly("saving", "x")}}, SPREAD))
    gain = chance(NormalDist(10.0, 30.0).cdf(20.0))
    names = [f"s1.{name}" for name in ("payback.never_under_water", "npv_beats.2018", "best.2018")]

    assert misses(found, {f"s1.beats.{year}": gain for year in range(2013, 2019)}) == []
    assert misses(found, dict.fromkeys(names, gain)) == []


def test_with_one_year_the_sign_of_that_year_decides():
    lines = {"line": yearly("saving", "x")}
    found = outcome_of(small_case({"s1": lines}, SPREAD, years=(2013, 2013)))
    gain = chance(NormalDist(10.0, 30.0).cdf(20.0))
    known = {
        "s1.payback.never_under_water": gain,
        "s1.payback.never": (1.0 - gain[0], gain[1]),
        "s1.payback.no_change": (0.0, 0.0),
        "s1.beats.2013": gain,
        "s1.best.2013": gain,
        **normal("s1.saving.2013", 10.0, 30.0),
        **normal("s1.npv.2013", 10.0, 30.0),
    }

    assert misses(found, known) == []
    low = found.distributions["s1.saving.2013"]
    np.testing.assert_allclose(low.cdf(10.0)[0], 0.5, atol=4 * 0.5 / math.sqrt(RUNS))
