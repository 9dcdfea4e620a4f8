"""The laws that all tests of distributions run over: several of every family in the catalogue.

A family that is listed but has no example fails here; the other files then test its examples
without being told.
"""

from __future__ import annotations

import pickle
from math import sqrt
from typing import Any

import pytest
from hypothesis import strategies as st
from pydantic import TypeAdapter

from ictsim.distributions import (
    FAMILIES,
    AnyDistribution,
    Bernoulli,
    Beta,
    Constant,
    Discrete,
    Distribution,
    Empirical,
    Gamma,
    LogNormal,
    Metalog,
    Mixture,
    Normal,
    Pareto,
    Pert,
    Poisson,
    Quantiles,
    StudentT,
    Triangular,
    Uniform,
    Weibull,
)


def overrun(p: float, body: tuple[float, float, float], tail: tuple[float, float]) -> Mixture:
    """A PERT body and, with probability ``p``, a Pareto tail, capped at 5."""
    low, mode, high = body
    xm, alpha = tail
    return Mixture(
        weights=[1 - p, p],
        components=[Pert(low=low, mode=mode, high=high), Pareto(xm=xm, alpha=alpha)],
        cap=5.0,
    )


# Overrun presets, actual over estimated cost (EVIDENCE.md section 1.8).
PRESETS = {
    "M-light": overrun(0.08, (0.85, 1.05, 1.60), (1.6, 3.0)),
    "M-FD": overrun(0.176, (0.80, 1.00, 1.55), (2.0, 3.5)),
    "M-FB2011": overrun(1 / 6, (0.60, 0.93, 1.25), (1.5, 2.0)),
    "M-heavy": overrun(0.18, (0.60, 0.90, 1.40), (1.5, 1.38)),
}

STANDARD = Normal(mean=0, sd=1)

EXAMPLES: dict[str, Distribution] = {
    "constant": Constant(value=3),
    "uniform": Uniform(low=-1, high=2),
    "uniform-cut": Uniform(low=-1, high=2, min=0, max=1.5),
    "uniform-capped": Uniform(low=1, high=2, cap=1.5),
    "uniform-point": Uniform(low=2, high=2),
    "triangular": Triangular(low=-2, mode=1, high=3),
    "triangular-low-mode": Triangular(low=0, mode=0, high=3),
    "triangular-high-mode": Triangular(low=0, mode=3, high=3),
    "triangular-cut-at-mode": Triangular(low=0, mode=1, high=4, min=1, max=3),
    "triangular-far-cut": Triangular(low=0, mode=1, high=4, min=3.99),
    "triangular-point": Triangular(low=1, mode=1, high=1),
    "pert": Pert(low=0, mode=0.25, high=2),
    "pert-low-mode": Pert(low=0, mode=0, high=2),
    "pert-far-from-0": Pert(low=3, mode=3, high=10),
    "pert-high-mode": Pert(low=0, mode=2, high=2),
    "pert-skewed": Pert(low=0, mode=0.35, high=0.38),
    "pert-year": Pert(low=2013, mode=2013.1, high=2013.5),
    "pert-flat": Pert(low=0, mode=0.1, high=1, weight=0.05),
    "pert-narrow": Pert(low=0, mode=0.3, high=1, weight=400),
    "pert-cut": Pert(low=0, mode=1, high=5, min=0.5, max=4.9),
    "pert-capped": Pert(low=0, mode=1, high=5, min=0.5, cap=2),
    "pert-point": Pert(low=1, mode=1, high=1),
    "normal": STANDARD,
    "normal-scaled": Normal(mean=2013, sd=1e-3),
    "normal-point": Normal(mean=2, sd=0),
    "normal-upper-tail": Normal(mean=0, sd=1, min=9),
    "normal-lower-tail": Normal(mean=0, sd=1, max=-9),
    "normal-far-slice": Normal(mean=0, sd=1, min=8, max=8.5),
    "normal-positive": Normal(mean=1, sd=1, min=0, cap=4),
    "normal-thin-slice": Normal(mean=0, sd=1, min=0.1, max=0.1 + 1e-3),
    "lognormal": LogNormal(p50=1.12, p90=2.48),
    "lognormal-moments": LogNormal(mean=1, sd=3),
    "lognormal-wide": LogNormal(p50=1, p90=1000),
    "lognormal-point": LogNormal(mean=2, sd=0),
    "lognormal-cut": LogNormal(p50=1, p90=3, min=0.5, max=20),
    "bernoulli": Bernoulli(p=0.35),
    "bernoulli-rare": Bernoulli(p=1e-6),
    "bernoulli-never": Bernoulli(p=0),
    "bernoulli-always": Bernoulli(p=1),
    "discrete": Discrete(values=[1, 2, 5], weights=[0.2, 0.3, 0.5]),
    "discrete-with-zeros": Discrete(values=[0, 1, 2, 3], weights=[0, 0.5, 0.5, 0]),
    "discrete-cut": Discrete(values=[1, 2, 5, 9], weights=[0.1, 0.2, 0.3, 0.4], min=1.5, max=5),
    "discrete-capped": Discrete(values=[1, 2, 5], weights=[0.2, 0.3, 0.5], cap=3),
    "pareto": Pareto(xm=1.5, alpha=1.38),
    "pareto-barely-a-mean": Pareto(xm=1, alpha=1.05),
    "pareto-no-mean": Pareto(xm=1, alpha=0.5, cap=50),
    "pareto-no-mean-cut": Pareto(xm=1, alpha=0.1, max=1e6),
    "pareto-steep": Pareto(xm=2, alpha=12, min=2.5),
    "triangular-p10-p90": Triangular(low=0, mode=1, high=4, limits="p10-p90"),
    "triangular-p10-p90-mode-at-end": Triangular(
        low=0, mode=0.5 * (3 - sqrt(10)) + 1e-9, high=1, limits="p10-p90"
    ),
    "pert-p10-p90": Pert(low=80, mode=100, high=160, limits="p10-p90"),
    "pert-p10-p90-cut": Pert(low=0, mode=1, high=1, weight=20, limits="p10-p90", min=-2, cap=1),
    "beta": Beta(a=2, b=3, low=0, high=1),
    "beta-u": Beta(a=0.5, b=0.5, low=0, high=1),
    "beta-shifted": Beta(a=0.2, b=3, low=10, high=20),
    "beta-least-shapes": Beta(a=0.05, b=0.05, low=0, high=1),
    "beta-narrow": Beta(a=3e5, b=7e5, low=0, high=1),
    "beta-cut": Beta(a=2, b=0.5, low=-1, high=1, min=0.5, cap=0.99),
    "beta-point": Beta(a=2, b=3, low=1, high=1),
    "gamma": Gamma(mean=10, sd=5),
    "gamma-exponential": Gamma(mean=2, sd=2),
    "gamma-wide": Gamma(mean=1, sd=5),
    "gamma-narrow": Gamma(mean=1, sd=1e-3),
    "gamma-cut": Gamma(mean=1, sd=2, min=0.1, cap=5),
    "gamma-point": Gamma(mean=2, sd=0),
    "weibull": Weibull(shape=2, scale=8),
    "weibull-falling": Weibull(shape=0.5, scale=8),
    "weibull-least-shape": Weibull(shape=0.05, scale=1, max=1e6),
    "weibull-steep": Weibull(shape=50, scale=3),
    "weibull-cut": Weibull(shape=1.5, scale=8, min=2, max=20),
    "student": StudentT(df=4, loc=0.02, scale=0.01),
    "student-infinite-variance": StudentT(df=1.5, loc=0, scale=1),
    "student-cauchy": StudentT(df=1, loc=0, scale=1, min=-10, cap=10),
    "student-least-df": StudentT(df=0.1, loc=0, scale=1, min=-1000, max=1000),
    "student-nearly-normal": StudentT(df=1e6, loc=5, scale=1),
    "student-tail": StudentT(df=3, loc=0, scale=1, min=50),
    "student-point": StudentT(df=3, loc=2, scale=0),
    "poisson": Poisson(mean=2.5),
    "poisson-rare": Poisson(mean=1e-3),
    "poisson-never": Poisson(mean=0),
    "poisson-many": Poisson(mean=3000.25),
    "poisson-cut": Poisson(mean=3, min=1, cap=6),
    "empirical": Empirical(values=[3, 1, 2, 1, 9]),
    "empirical-one": Empirical(values=[3, 3]),
    "empirical-cut": Empirical(values=[3, 1, 2, 1, 9], min=1.5, max=4),
    "empirical-many": Empirical(values=[(k * 379 % 1000) / 8 for k in range(1000)], cap=110),
    "quantiles": Quantiles(p=[0, 0.1, 0.5, 0.9, 1], values=[70, 90, 105, 150, 220]),
    "quantiles-two": Quantiles(p=[0, 1], values=[3, 4]),
    "quantiles-atoms": Quantiles(p=[0, 0.2, 0.5, 0.8, 1], values=[0, 0, 1, 3, 3]),
    "quantiles-atom-inside": Quantiles(p=[0, 0.2, 0.5, 0.8, 1], values=[0, 1, 1, 3, 10]),
    "quantiles-steep-ends": Quantiles(p=[0, 0.001, 0.999, 1], values=[-1e6, 1, 2, 1e6]),
    "quantiles-cut": Quantiles(
        p=[0, 0.2, 0.5, 0.8, 1], values=[0, 1, 1, 3, 10], min=0.5, max=9, cap=8
    ),
    "quantiles-point": Quantiles(p=[0, 1], values=[2, 2]),
    "metalog": Metalog(p10=-1, p50=0, p90=2),
    "metalog-lower": Metalog(p10=90, p50=105, p90=150, lower=60),
    "metalog-upper": Metalog(p10=1, p50=2, p90=4, upper=5),
    "metalog-bounded": Metalog(p10=1, p50=2, p90=4, lower=0.5, upper=9),
    "metalog-nearly-refused": Metalog(p10=0, p50=1 / 6 + 1e-4, p90=1),
    "metalog-heavy": Metalog(p10=1, p50=10, p90=100, lower=0, cap=1e4),
    "metalog-five-terms": Metalog(p=[0.05, 0.25, 0.5, 0.75, 0.95], values=[1, 3, 4, 5.5, 9]),
    "metalog-fitted": Metalog(
        p=[0.05, 0.25, 0.5, 0.75, 0.95], values=[1, 3, 4, 5.5, 9], terms=3, lower=0
    ),
    "metalog-cut": Metalog(p10=-1, p50=0, p90=2, min=-1, cap=3),
    **PRESETS,
    "mixture-zero-or-pert": Mixture(
        weights=[0.35, 0.65], components=[Constant(value=0), Pert(low=0, mode=1, high=3)]
    ),
    "mixture-atom-inside": Mixture(
        weights=[0.65, 0.35], components=[Pert(low=0, mode=1, high=3), Constant(value=1)]
    ),
    "mixture-overlap": Mixture(weights=[0.5, 0.5], components=[STANDARD, Normal(mean=3, sd=0.5)]),
    "mixture-hump-on-hump": Mixture(
        weights=[0.9, 0.1], components=[STANDARD, Normal(mean=0.3, sd=1e-3)]
    ),
    "mixture-body-and-tail": Mixture(
        weights=[0.7, 0.3],
        components=[Pert(low=0, mode=1, high=3), Pareto(xm=1.5, alpha=2)],
        cap=10,
    ),
    "mixture-kinks": Mixture(
        weights=[0.5, 0.5],
        components=[Triangular(low=0, mode=1, high=3), Uniform(low=0.5, high=1.5)],
    ),
    "mixture-cut": Mixture(
        weights=[0.4, 0.6],
        components=[Triangular(low=0, mode=1, high=3), Uniform(low=2, high=4)],
        min=0.2,
        max=3.5,
    ),
    "mixture-cut-in-a-gap": Mixture(
        weights=[0.4, 0.6],
        components=[Uniform(low=0, high=1), Uniform(low=2, high=4)],
        min=1.5,
    ),
    "mixture-far-cut": Mixture(
        weights=[0.5, 0.5], components=[STANDARD, Normal(mean=0, sd=1.5)], min=9
    ),
    "mixture-of-atoms": Mixture(
        weights=[0.25, 0.75],
        components=[Bernoulli(p=0.4), Discrete(values=[1, 2], weights=[0.5, 0.5])],
    ),
    "mixture-cut-components": Mixture(
        weights=[0.5, 0.5],
        components=[Normal(mean=0, sd=1, min=0), Pareto(xm=1, alpha=0.9, cap=4)],
        cap=6,
    ),
    "mixture-nested": Mixture(
        weights=[0.3, 0.7],
        components=[
            Constant(value=0),
            Mixture(weights=[0.5, 0.5], components=[STANDARD, Uniform(low=0, high=2)]),
        ],
    ),
    "mixture-bells-and-counts": Mixture(
        weights=[0.5, 0.5], components=[StudentT(df=3, loc=0, scale=1), Poisson(mean=0.5)]
    ),
    "mixture-curves": Mixture(
        weights=[0.5, 0.5],
        components=[
            Metalog(p10=-1, p50=0, p90=2),
            Quantiles(p=[0, 0.2, 0.5, 0.8, 1], values=[0, 1, 1, 3, 10]),
        ],
    ),
    "mixture-positive": Mixture(
        weights=[0.5, 0.3, 0.2],
        components=[
            Gamma(mean=1, sd=0.5),
            Weibull(shape=1.2, scale=3),
            Beta(a=0.5, b=2, low=0, high=9),
        ],
        cap=12,
    ),
    "mixture-sample": Mixture(
        weights=[0.5, 0.5], components=[Empirical(values=[1, 1, 2, 5]), STANDARD], min=0
    ),
    "mixture-one-left": Mixture(
        weights=[0, 1], components=[Constant(value=9), Uniform(low=0, high=1)]
    ),
}

by_example = pytest.mark.parametrize("law", EXAMPLES.values(), ids=EXAMPLES.keys())


def _numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_subnormal=False)


@st.composite
def three_points(draw: st.DrawFn) -> dict[str, float]:
    """Low, mode and high; the mode is at an end in one case of three."""
    low, width = draw(_numbers(-100, 100)), draw(_numbers(0.01, 100))
    share = draw(st.one_of(st.sampled_from([0.0, 1.0]), _numbers(0, 1), _numbers(0, 1)))
    high = low + width
    return {"low": low, "mode": min(max(low + share * width, low), high), "high": high}


@st.composite
def percentiles(draw: st.DrawFn, inner: int) -> dict[str, list[float]]:
    """``p`` from 0 to 1 with some between, and rising values."""
    steps = [draw(_numbers(0.05, 1)) for _ in range(inner + 1)]
    p = [sum(steps[:count]) / sum(steps) for count in range(inner + 1)] + [1.0]
    values = [draw(_numbers(-100, 100))]
    for _ in range(inner + 1):
        values.append(values[-1] + draw(_numbers(0.01, 50)))
    return {"p": p, "values": values}


def _three_percentiles(draw: st.DrawFn) -> dict[str, float]:
    """P10, P50 and P90 of a metalog, so even that it exists, and perhaps bounds."""
    p50 = draw(_numbers(-100, 100))
    below, above = draw(_numbers(1, 20)), draw(_numbers(1, 20))
    above = min(max(above, below / 2), below * 2)
    law = {"p10": p50 - below, "p50": p50, "p90": p50 + above}
    # A bound far off leaves the shape as it is, one that is near bends it.
    law |= {"lower": p50 - draw(_numbers(3, 9)) * below} if draw(st.booleans()) else {}
    return law | ({"upper": p50 + draw(_numbers(3, 9)) * above} if draw(st.booleans()) else {})


def _of_three_points(family: type[Distribution]) -> Any:
    def make(draw: st.DrawFn) -> dict[str, Any]:
        extra = {"weight": draw(_numbers(0.1, 50))} if family is Pert else {}
        return draw(three_points()) | extra

    return make


def _of_ends(draw: st.DrawFn) -> dict[str, float]:
    points = draw(three_points())
    return {"low": points["low"], "high": points["high"]}


def _of_medians(draw: st.DrawFn) -> dict[str, float]:
    p50 = draw(_numbers(0.01, 100))
    return {"p50": p50, "p90": p50 * draw(_numbers(1.01, 20))}


def _of_moments(draw: st.DrawFn) -> dict[str, float]:
    mean = draw(_numbers(0.01, 100))
    return {"mean": mean, "sd": mean * draw(_numbers(0.01, 3))}


# Parameters of every family without atoms.
SMOOTH: dict[type[Distribution], Any] = {
    Uniform: _of_ends,
    Triangular: _of_three_points(Triangular),
    Pert: _of_three_points(Pert),
    Beta: lambda draw: _of_ends(draw) | {x: draw(_numbers(0.3, 50)) for x in ("a", "b")},
    Normal: lambda draw: {"mean": draw(_numbers(-100, 100)), "sd": draw(_numbers(0.01, 100))},
    LogNormal: _of_medians,
    Gamma: _of_moments,
    Weibull: lambda draw: {"shape": draw(_numbers(0.3, 20)), "scale": draw(_numbers(0.01, 100))},
    Pareto: lambda draw: {"xm": draw(_numbers(0.01, 100)), "alpha": draw(_numbers(1.01, 10))},
    StudentT: lambda draw: {
        "df": draw(_numbers(1.1, 100)),
        "loc": draw(_numbers(-100, 100)),
        "scale": draw(_numbers(0.01, 100)),
    },
    Quantiles: lambda draw: draw(percentiles(draw(st.integers(0, 4)))),
    Metalog: _three_percentiles,
}


@st.composite
def smooth_laws(draw: st.DrawFn) -> Distribution:
    """A law without atoms, of any family that has one."""
    family = draw(st.sampled_from(list(SMOOTH)))
    return family.model_validate(SMOOTH[family](draw))


@st.composite
def laws(draw: st.DrawFn) -> Distribution:
    """Any law: one smooth one, or a mixture that may hold an atom; cut and capped at random."""
    components = draw(st.lists(smooth_laws(), min_size=1, max_size=3))
    if draw(st.booleans()):
        components.append(Constant(value=draw(_numbers(-100, 100))))
    raw = [draw(_numbers(0.01, 1)) for _ in components]
    weights = [weight / sum(raw) for weight in raw]
    law: Distribution = Mixture(weights=weights, components=components)
    if len(components) == 1:
        law = components[0]
    cuts: dict[str, float] = {}
    if draw(st.booleans()):
        p, width = draw(_numbers(0, 0.9)), draw(_numbers(0.05, 1))
        low, high = law.quantile([max(p, 1e-6), min(p + width, 1 - 1e-6)])
        if low < high:
            cuts = {"min": float(low), "max": float(high)}
    if draw(st.booleans()):
        cap = float(law.quantile(draw(_numbers(0.2, 0.99))))
        if law.cdf_left(cap) > 0.01 and cap > cuts.get("min", -1e9):
            cuts["cap"] = cap
    return type(law).model_validate(law.model_dump() | cuts)


def test_every_family_has_examples() -> None:
    assert {type(law) for law in EXAMPLES.values()} == set(FAMILIES)


def test_families_have_different_names() -> None:
    names = [family.model_fields["dist"].default for family in FAMILIES]
    assert len(set(names)) == len(names)


@by_example
def test_written_down_and_read_back_it_is_the_same(law: Distribution) -> None:
    adapter: TypeAdapter[Distribution] = TypeAdapter(AnyDistribution)
    assert adapter.validate_json(law.model_dump_json()) == law
    assert adapter.validate_python(law.model_dump()) == law
    assert pickle.loads(pickle.dumps(law)) == law
