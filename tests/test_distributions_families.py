"""The families with special functions, curves and samples: against SciPy and closed forms."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from math import atan, exp, factorial, gamma, inf, lgamma, log, pi, sin, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scipy import integrate, interpolate, stats
from test_distributions_examples import EXAMPLES, PRESETS, percentiles, three_points

from ictsim.distributions import (
    FAMILIES,
    AnyDistribution,
    Beta,
    Distribution,
    Empirical,
    Gamma,
    LogNormal,
    Metalog,
    Mixture,
    Normal,
    Pert,
    Poisson,
    Quantiles,
    StudentT,
    Triangular,
    Uniform,
    Weibull,
)
from ictsim.distributions.law import Array
from ictsim.distributions.tables import evaluate, lower

TAIL = np.geomspace(1e-12, 0.5, 100)


# ---------------------------------------------------------------------------------------------
# The catalogue


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_says_what_it_is_and_when_to_use_it(family: type[Distribution]) -> None:
    summary = (family.__doc__ or "").split("\n\n")[0]
    assert summary.endswith((".", ":", "]."))
    assert family.use.endswith(".")
    assert family.use.startswith("For ")
    table = {"dist": family.model_fields["dist"].default, **family.example}
    law: Distribution = TypeAdapter(AnyDistribution).validate_python(table)
    assert type(law) is family
    assert law.law().mean() == law.mean_value()


def test_a_copy_with_other_parameters_is_another_law() -> None:
    law = Normal(mean=0, sd=1)
    assert law.quantile(0.5) == 0
    copy = law.model_copy(update={"mean": 3.0})
    assert copy.quantile(0.5) == 3
    assert law.quantile(0.5) == 0
    assert law.model_copy() == law


def test_drawn_by_year() -> None:
    law = Uniform(low=0, high=1, per_year=True, persistence=-0.5)
    assert (law.per_year, law.persistence) == (True, -0.5)
    assert not Uniform(low=0, high=1).per_year
    Uniform(low=0, high=1, per_year=True, persistence=0)


# ---------------------------------------------------------------------------------------------
# SciPy has these families too

EQUALS_SCIPY = {
    "beta": stats.beta(2, 3),
    "beta-u": stats.beta(0.5, 0.5),
    "beta-least-shapes": stats.beta(0.05, 0.05),
    "beta-narrow": stats.beta(3e5, 7e5),
    "gamma": stats.gamma(4, 0, 2.5),
    "gamma-exponential": stats.expon(0, 2),
    "gamma-wide": stats.gamma(0.04, 0, 25),
    "gamma-narrow": stats.gamma(1e6, 0, 1e-6),
    "weibull": stats.weibull_min(2, 0, 8),
    "weibull-falling": stats.weibull_min(0.5, 0, 8),
    "weibull-steep": stats.weibull_min(50, 0, 3),
    "student": stats.t(4, 0.02, 0.01),
    "student-infinite-variance": stats.t(1.5),
    "student-nearly-normal": stats.t(1e6, 5),
    "poisson": stats.poisson(2.5),
    "poisson-rare": stats.poisson(1e-3),
    "poisson-many": stats.poisson(3000.25),
}


@pytest.mark.parametrize("name", EQUALS_SCIPY)
def test_equals_scipy(name: str) -> None:
    law, reference = EXAMPLES[name], EQUALS_SCIPY[name]
    p = np.geomspace(1e-12, 0.499, 60)
    np.testing.assert_allclose(law.quantile(p), reference.ppf(p), rtol=1e-9)
    np.testing.assert_allclose(law.upper_quantile(p), reference.isf(p), rtol=1e-9)
    x = law.quantile(p)
    np.testing.assert_allclose(law.cdf(x), reference.cdf(x), rtol=1e-8)
    x = law.upper_quantile(p)
    np.testing.assert_allclose(law.sf(x), reference.sf(x), rtol=1e-8)
    assert law.mean_value() == pytest.approx(reference.mean(), rel=1e-12)


def standard_deviation(law: Distribution) -> float:
    """By quadrature over both halves of the quantile function, in the logarithm of p; of values
    by summation.
    """
    mean = law.mean_value()
    if law.law().is_discrete():
        x = np.array(law.law().knots())
        return sqrt(float((law.cdf(x) - law.cdf_left(x)) @ (x - mean) ** 2))

    def lower_half(t: Array) -> Array:
        return np.exp(-t) * (law.quantile(np.exp(-t)) - mean) ** 2

    def upper_half(t: Array) -> Array:
        return np.exp(-t) * (law.upper_quantile(np.exp(-t)) - mean) ** 2

    ends = {log(2), 600.0}
    for piece in law.pieces()[1:]:
        ends |= {-log(piece.a), -log(piece.survival_a)}
    inner = sorted(end for end in ends if log(2) <= end <= 600)
    halves = [
        integrate.tanhsinh(half, inner[:-1], inner[1:], rtol=1e-8).integral.sum()
        for half in (lower_half, upper_half)
    ]
    return sqrt(sum(halves))


@pytest.mark.parametrize(
    "name", [name for name in EQUALS_SCIPY if np.isfinite(EQUALS_SCIPY[name].std())]
)
def test_standard_deviation(name: str) -> None:
    found = standard_deviation(EXAMPLES[name])
    assert found == pytest.approx(EQUALS_SCIPY[name].std(), rel=2e-6)


@pytest.mark.parametrize(("mean", "sd"), [(10.0, 5.0), (1.0, 3.0), (2e6, 3e5)])
def test_families_by_mean_and_sd_have_them(mean: float, sd: float) -> None:
    for law in (Gamma(mean=mean, sd=sd), LogNormal(mean=mean, sd=sd), Normal(mean=mean, sd=sd)):
        assert law.mean_value() == pytest.approx(mean, rel=1e-12)
        assert standard_deviation(law) == pytest.approx(sd, rel=1e-6)


# ---------------------------------------------------------------------------------------------
# Closed forms and series, without special functions


def test_erlang() -> None:
    """Of shape 3 the gamma's survival is exp(-x)(1 + x + x**2/2)."""
    law = Gamma(mean=3, sd=sqrt(3))
    x = np.array([0.1, 1, 5, 30, 200])
    np.testing.assert_allclose(law.sf(x), np.exp(-x) * (1 + x + x * x / 2), rtol=1e-12)


def test_beta_of_whole_shapes_is_a_polynomial() -> None:
    """Beta(2, 3): 12 x (1-x)**2 has the integral 6x**2 - 8x**3 + 3x**4."""
    law = Beta(a=2, b=3, low=10, high=20)
    for share in (Fraction(1, 1000), Fraction(1, 3), Fraction(9, 10)):
        exact = 6 * share**2 - 8 * share**3 + 3 * share**4
        assert law.cdf(10 + 10 * float(share)) == pytest.approx(float(exact), rel=1e-11)
        assert law.sf(10 + 10 * float(share)) == pytest.approx(float(1 - exact), rel=1e-11)
    assert law.mean_value() == 14
    # Arcsine law.
    law = Beta(a=0.5, b=0.5, low=0, high=1)
    np.testing.assert_allclose(law.quantile(TAIL), np.sin(pi * TAIL / 2) ** 2, rtol=1e-12)


def test_student_of_one_and_two_degrees() -> None:
    p = np.geomspace(1e-12, 0.49, 50)
    cauchy = StudentT(df=1, loc=3, scale=2, min=-1e15, max=1e15)
    mass = 2 * atan(1e15 / 2) / pi
    # The cut takes 6e-16 off each side, which is 6e-4 of 1e-12.
    np.testing.assert_allclose(cauchy.quantile(p * mass), 3 - 2 / np.tan(pi * p), rtol=2e-3)
    two = StudentT(df=2, loc=0, scale=1)
    expected = (1 - 2 * p) / np.sqrt(2 * p * (1 - p))
    np.testing.assert_allclose(two.upper_quantile(p), expected, rtol=1e-10)
    np.testing.assert_allclose(two.quantile(p), -expected, rtol=1e-10)


@pytest.mark.parametrize("df", [1.3, 2.5, 7.0])
def test_student_by_integration_of_its_density(df: float) -> None:
    scale = exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / sqrt(pi * df)
    law = StudentT(df=df, loc=0, scale=1)
    for x in (0.0, 0.7, 4.0, 100.0):
        tail = integrate.tanhsinh(lambda t: scale * (1 + t * t / df) ** (-(df + 1) / 2), x, inf)
        assert law.sf(x) == pytest.approx(float(tail.integral), rel=1e-9)
        assert law.cdf(-x) == pytest.approx(float(tail.integral), rel=1e-9)


def test_student_tails_may_be_cut_on_one_side_only_where_the_mean_stays_finite() -> None:
    law = StudentT(df=0.5, loc=0, scale=1, min=-10, cap=10)
    assert law.support() == (-10, 10)
    reference = stats.t(0.5)
    left = reference.sf(-10)
    body = integrate.quad(lambda x: x * reference.pdf(x), -10, 10)[0]
    expected = (body + 10 * reference.sf(10)) / left
    assert law.mean_value() == pytest.approx(expected, rel=1e-8)
    assert law.capped_share() == pytest.approx(reference.sf(10) / left, rel=1e-12)


def test_weibull_and_its_mean() -> None:
    law = Weibull(shape=2, scale=8)
    assert law.sf(16) == pytest.approx(exp(-4), rel=1e-14)
    assert law.cdf(1e-5) == pytest.approx((1e-5 / 8) ** 2, rel=1e-10)
    assert law.mean_value() == pytest.approx(8 * sqrt(pi) / 2, rel=1e-14)
    assert law.quantile(1 - exp(-1)) == pytest.approx(8, rel=1e-14)
    assert gamma(1.5) == pytest.approx(sqrt(pi) / 2)


@pytest.mark.parametrize("mean", [0.001, 2.5, 20.75])
def test_poisson_is_its_series(mean: float) -> None:
    """In exact fractions but for one exponential; from both ends."""
    law = Poisson(mean=mean)
    weights = [Fraction(mean) ** k / factorial(k) for k in range(150)]
    for k in range(60):
        below = exp(-mean) * float(sum(weights[: k + 1]))
        above = exp(-mean) * float(sum(weights[k + 1 :]))
        assert law.cdf(k) == pytest.approx(below, rel=1e-13)
        assert law.cdf(k + 0.5) == law.cdf(k)
        assert law.sf(k) == pytest.approx(above, rel=1e-12, abs=1e-285)
        atom = law.cdf(k) - law.cdf_left(k) if k < mean else law.sf_left(k) - law.sf(k)
        assert atom == pytest.approx(exp(-mean) * float(weights[k]), rel=1e-9, abs=1e-285)
    assert law.mean_value() == pytest.approx(mean, rel=1e-12)


def test_poisson_of_a_large_mean() -> None:
    law = Poisson(mean=1e6)
    with localcontext() as context:
        context.prec = 40
        weight, weights = Decimal(1), {}
        for k in range(10**6, 10**6 + 12_000):
            weights[k] = weight
            weight *= Decimal(10**6) / (k + 1)
        weight = Decimal(1)
        for k in range(10**6, 10**6 - 12_000, -1):
            weights[k] = weight
            weight *= Decimal(k) / 10**6
        total = sum(weights.values())
        for k in (994_000, 998_000, 1_000_000, 1_002_000, 1_007_000):
            below = sum(w for count, w in weights.items() if count <= k) / total
            assert law.cdf(k) == pytest.approx(float(below), rel=1e-10)
            assert law.sf(k) == pytest.approx(float(1 - below), rel=1e-10)
    assert law.mean_value() == pytest.approx(1e6, rel=1e-10)
    assert lower(law).kind == "pieces"


@given(
    values=st.lists(st.integers(-50, 50).map(lambda k: k / 4), min_size=1, max_size=30),
    numerator=st.integers(1, 2**32 - 1),
)
def test_empirical_is_the_order_statistic(values: list[float], numerator: int) -> None:
    """Number floor(n u), u on the grid of the generator."""
    u = (numerator + 0.5) / 2**32
    law = Empirical(values=values)
    expected = sorted(values)[int(len(values) * u)]
    assert evaluate(lower(law), u) == expected
    assert law.quantile(u) == expected
    assert law.mean_value() == pytest.approx(sum(values) / len(values), abs=1e-12)
    assert law.cdf(expected) == sum(value <= expected for value in values) / len(values)


# ---------------------------------------------------------------------------------------------
# Percentiles as ends


def test_triangular_by_percentiles_in_closed_form() -> None:
    """Both inside the mode: (l - a)**2 = (b - a)(m - a)/10, and likewise at the other side."""
    law = Triangular(low=0, mode=1, high=4, limits="p10-p90")
    a, b = law.support()
    assert (0 - a) ** 2 == pytest.approx((b - a) * (1 - a) / 10, rel=1e-12)
    assert (b - 4) ** 2 == pytest.approx((b - a) * (b - 1) / 10, rel=1e-12)
    assert law.base_value() == 1
    # Symmetrical: P10 of the triangle on -1, 0, 1 is sqrt(0.2) - 1.
    law = Triangular(low=-1, mode=0, high=1, limits="p10-p90")
    assert law.support() == pytest.approx((-1 / (1 - sqrt(0.2)), 1 / (1 - sqrt(0.2))))


@given(
    points=three_points(),
    outside=st.floats(-0.04, 0.04),
    weight=st.floats(0.5, 100),
)
def test_ends_meet_the_percentiles(points: dict[str, float], outside: float, weight: float) -> None:
    """Also of a mode a little outside them."""
    width = points["high"] - points["low"]
    points["mode"] += outside * width
    for family, extra in ((Triangular, {}), (Pert, {"weight": max(weight, 4.0)})):
        law = family.model_validate(points | extra | {"limits": "p10-p90"})
        assert law.cdf(points["low"]) == pytest.approx(0.1, rel=1e-9)
        assert law.sf(points["high"]) == pytest.approx(0.1, rel=1e-9)
        low, high = law.support()
        assert low <= points["mode"] <= high
        assert low < points["low"] < points["high"] < high


def test_the_limits_of_the_mode() -> None:
    """At the limit the mode is an end; both percentiles then lie on one side of it."""
    # 1 - (1 - F) = 1 - (1 - y)**2 on the falling side: y = 1 - sqrt(0.9) and 1 - sqrt(0.1).
    y10, y90 = 1 - sqrt(0.9), 1 - sqrt(0.1)
    limit = -y10 / (y90 - y10)
    for mode in (limit + 1e-7, 1 - limit - 1e-7):
        law = Triangular(low=0, mode=mode, high=1, limits="p10-p90")
        assert law.cdf(0) == pytest.approx(0.1, rel=1e-12)
    for mode in (limit - 1e-7, 1 - limit + 1e-7):
        with pytest.raises(ValueError, match=r"write a mode from -0.0811388 to 1.08114"):
            Triangular(low=0, mode=mode, high=1, limits="p10-p90")
    # A PERT with its mode at the lower end is 1 - (1 - y)**5.
    y10, y90 = 1 - 0.9**0.2, 1 - 0.1**0.2
    limit = -y10 / (y90 - y10)
    assert Pert(low=0, mode=limit + 1e-7, high=1, limits="p10-p90").sf(1) == pytest.approx(0.1)
    with pytest.raises(ValueError, match=f"write a mode from {limit:.6g} to"):
        Pert(low=0, mode=limit - 1e-7, high=1, limits="p10-p90")


def test_percentiles_that_are_one_value() -> None:
    for family in (Triangular, Pert):
        law = family(low=2, mode=2, high=2, limits="p10-p90")
        assert law.is_constant()
        assert law.support() == (2, 2)


# ---------------------------------------------------------------------------------------------
# Curves through percentiles


@given(points=percentiles(inner=4), flat=st.integers(0, 4))
def test_quantiles_are_scipys_curve(points: dict[str, list[float]], flat: int) -> None:
    points["values"][flat + 1] = points["values"][flat]
    p, values = points["p"], sorted(points["values"])
    law = Quantiles(p=p, values=values)
    curve = interpolate.PchipInterpolator(p, values)
    u = np.linspace(0, 1, 301)
    scale = max(map(abs, values))
    np.testing.assert_allclose(law.quantile(u), curve(u), rtol=1e-9, atol=1e-12 * scale)
    np.testing.assert_allclose(law.quantile(p), values, rtol=1e-12, atol=1e-14 * scale)
    assert law.mean_value() == pytest.approx(float(curve.integrate(0, 1)), rel=1e-9)
    x = values[flat + 1]
    assert law.cdf(x) - law.cdf_left(x) >= p[flat + 1] - p[flat] - 1e-12


def test_two_quantiles_are_uniform() -> None:
    law, uniform = Quantiles(p=[0, 1], values=[2, 6]), Uniform(low=2, high=6)
    np.testing.assert_allclose(law.quantile(TAIL), uniform.quantile(TAIL), rtol=1e-15)
    np.testing.assert_allclose(law.upper_quantile(TAIL), uniform.upper_quantile(TAIL), rtol=1e-15)
    np.testing.assert_allclose(law.cdf([1, 3, 5, 7]), [0, 0.25, 0.75, 1])
    assert law.mean_value() == 4


def test_equal_quantiles_are_an_atom() -> None:
    law = Quantiles(p=[0, 0.25, 0.5, 1], values=[0, 0, 1, 1])
    assert law.cdf([-1, 0, 1]).tolist() == [0, 0.25, 1]
    assert law.cdf_left([0, 1, 2]).tolist() == [0, 0.5, 1]
    lowered = lower(law)
    assert lowered.stride.tolist() == [0, 1, 0]
    assert lowered.edges.tolist() == [0, 0.25, 0.5, 1]
    assert evaluate(lowered, [0.1, 0.24, 0.51, 0.99]).tolist() == [0, 0, 1, 1]


def plain_metalog(a: list[float], y: float) -> float:
    """Keelin's series as printed, term by term."""
    odds = log(y / (1 - y))
    total = 0.0
    for number, coefficient in enumerate(a, start=1):
        if number == 1:
            term = 1.0
        elif number == 2:
            term = odds
        elif number == 3:
            term = (y - 0.5) * odds
        elif number == 4:
            term = y - 0.5
        elif number % 2 == 1:
            term = (y - 0.5) ** ((number - 1) // 2)
        else:
            term = (y - 0.5) ** (number // 2 - 1) * odds
        total += coefficient * term
    return total


@pytest.mark.parametrize("terms", range(2, 9))
def test_a_metalog_recovers_its_own_coefficients(terms: int) -> None:
    """Points on the series, fitted: the series comes back everywhere."""
    a = [10.0, 2.0, 0.5, 0.3, 0.4, -0.1, 0.2, 0.05][:terms]
    p = [0.01, 0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.95, 0.99]
    law = Metalog(p=p, values=[plain_metalog(a, y) for y in p], terms=terms)
    for y in (1e-6, 0.03, 0.3, 0.5, 0.8, 0.999):
        assert law.quantile(y) == pytest.approx(plain_metalog(a, y), rel=1e-8)
    # E of odds and of (y - 1/2) is 0, of (y - 1/2) odds 1/2, of (y - 1/2)**2 1/12.
    if terms <= 5:
        mean = a[0] + sum(a[2:3]) / 2 + sum(a[4:5]) / 12
        assert law.mean_value() == pytest.approx(mean, rel=1e-8)


@pytest.mark.parametrize(
    "bounds", [{}, {"lower": 0.5}, {"upper": 9.5}, {"lower": 0.5, "upper": 9.5}]
)
def test_a_metalog_meets_its_percentiles(bounds: dict[str, float]) -> None:
    law = Metalog(p10=1, p50=2, p90=4, **bounds)
    assert law.quantile([0.1, 0.5, 0.9]) == pytest.approx([1, 2, 4], rel=1e-12)
    assert law.support() == (bounds.get("lower", -inf), bounds.get("upper", inf))
    assert law.base_value() == pytest.approx(2, rel=1e-12)
    p, values = [0.05, 0.25, 0.5, 0.75, 0.95], [1.0, 2.2, 3, 4.2, 7]
    assert Metalog(p=p, values=values, **bounds).quantile(p) == pytest.approx(values, rel=1e-9)


def test_a_metalog_with_bounds_is_a_transformed_one() -> None:
    inner = Metalog(p10=-1.0, p50=0.0, p90=2.0)
    positive = Metalog(p10=3 + exp(-1), p50=4, p90=3 + exp(2), lower=3, cap=1e9)
    share = Metalog(p10=1 / (1 + exp(1)), p50=0.5, p90=1 / (1 + exp(-2)), lower=0, upper=1)
    p = np.concatenate([TAIL, 1 - TAIL])
    x = inner.quantile(p)
    np.testing.assert_allclose(positive.quantile(p), np.minimum(3 + np.exp(x), 1e9), rtol=1e-9)
    np.testing.assert_allclose(share.quantile(p), 1 / (1 + np.exp(-x)), rtol=1e-9)


@pytest.mark.parametrize("flip", [False, True])
def test_which_three_percentiles_a_metalog_takes(flip: bool) -> None:
    """Without bounds P50 lies from 1/6 to 5/6 of the way from P10 to P90, nearly.

    At p = 0.1, 0.9 the log-odds are -l, l: a2 = 1/(2 l) and a3 = (1 - 2 r)/(0.8 l) for r the place
    of P50, so a3/a2 = (1 - 2 r)/0.4. The slope is a2/(p (1 - p)) (1 + a3/a2 bend), bend being
    odd in p - 1/2.
    """
    p = np.linspace(1e-10, 1 - 1e-10, 2_000_001)
    bend = (p - 0.5) + np.log(p / (1 - p)) * p * (1 - p)
    steepest = -1 / bend.min()
    r = 0.5 - 0.2 * steepest
    assert r == pytest.approx(1 / 6, abs=2e-4)
    for share, fits in ((r - 1e-5, False), (r + 1e-5, True)):
        p50 = 1 - share if flip else share
        if fits:
            assert Metalog(p10=0, p50=p50, p90=1).cdf(p50) == pytest.approx(0.5)
        else:
            with pytest.raises(ValueError, match=r"p50 \S+ is too near one of the others"):
                Metalog(p10=0, p50=p50, p90=1)


def test_the_metalog_between_two_bounds_has_a_wider_choice() -> None:
    law = Metalog(p10=0.1, p50=0.15, p90=1, lower=0.09, upper=3)
    assert law.quantile(0.5) == pytest.approx(0.15)
    with pytest.raises(ValueError, match=r"it can be 0\.25 to 0\.85; write one in between"):
        Metalog(p10=0.1, p50=0.15, p90=1)


@pytest.mark.parametrize(
    "bounds",
    [{}, {"lower": 0}, {"lower": 89}, {"upper": 200}, {"lower": 10, "upper": 170}],
    ids=str,
)
def test_the_percentiles_that_a_refusal_offers_are_taken(bounds: dict[str, float]) -> None:
    """Those told are taken, and one in a thousand of the range beyond them is refused."""
    between = {"p10": 90, "p90": 150, "min": -1e9, "cap": 1e9} | bounds

    def offered(p50: float) -> tuple[float, float]:
        with pytest.raises(ValueError, match="it can be") as refusal:
            Metalog.model_validate(between | {"p50": p50})
        low, high = re.findall(r"it can be (\S+) to (\S+); write one", str(refusal.value))[0]
        return float(low), float(high)

    low, high = offered(90.01)
    step = (high - low) / 1000
    for p50 in (low, high):
        law = Metalog.model_validate(between | {"p50": p50})
        assert law.quantile([0.1, 0.5, 0.9]) == pytest.approx([90, p50, 150])
    assert offered(low - 1.5 * step) == offered(high + 1.5 * step) == (low, high)


def test_a_metalog_with_one_bound_is_log_logistic() -> None:
    """Percentiles in one ratio: log X is logistic with scale s, so E[X] = median pi s/sin(pi s)."""
    for ratio in (2.0, 5.0, 8.0):
        s = log(ratio) / log(9)
        law = Metalog(p10=1, p50=ratio, p90=ratio**2, lower=0)
        assert law.mean_value() == pytest.approx(ratio * pi * s / sin(pi * s), rel=1e-8)
        mirror = Metalog(p10=-(ratio**2), p50=-ratio, p90=-1, upper=0)
        assert mirror.mean_value() == pytest.approx(-law.mean_value(), rel=1e-9)
    with pytest.raises(ValueError, match="no finite mean"):
        Metalog(p10=1, p50=9, p90=81, lower=0)
    capped = Metalog(p10=1, p50=9, p90=81, lower=0, cap=81)
    assert capped.capped_share() == pytest.approx(0.1, rel=1e-10)


def test_a_metalog_goes_on_beyond_where_it_is_checked() -> None:
    law = EXAMPLES["metalog"]
    p = np.geomspace(1e-300, 1e-8, 400)
    assert (np.diff(law.quantile(p)) > 0).all()
    assert (np.diff(law.upper_quantile(p)) < 0).all()
    np.testing.assert_allclose(law.cdf(law.quantile(p)), p, rtol=1e-11)


# ---------------------------------------------------------------------------------------------
# Mixtures of them


def test_a_mixture_with_a_sample() -> None:
    """Atoms keep their share; between them the other component is alone."""
    law = Mixture(
        weights=[0.4, 0.6], components=[Empirical(values=[1, 1, 3, 5]), Normal(mean=2, sd=1)]
    )
    for x, share in ((1, 0.5), (3, 0.25), (5, 0.25)):
        assert law.cdf(x) - law.cdf_left(x) == pytest.approx(0.4 * share, rel=1e-12)
    x = np.array([-3.0, 0.5, 2.0, 4.0, 7.0])
    sample = np.array([0, 0, 0.5, 0.75, 1])
    np.testing.assert_allclose(law.cdf(x), 0.4 * sample + 0.6 * stats.norm.cdf(x - 2), rtol=1e-12)
    np.testing.assert_allclose(law.quantile(law.cdf(x[:4])), x[:4], rtol=1e-9)
    assert law.mean_value() == pytest.approx(0.4 * 2.5 + 0.6 * 2)


def test_large_samples_may_be_mixed_with_atoms() -> None:
    sample = Empirical(values=[k / 8 for k in range(3000)])
    law = Mixture(weights=[0.5, 0.5], components=[sample, Poisson(mean=2)])
    assert law.cdf(-1) == 0
    assert law.mean_value() == pytest.approx(0.5 * (2999 / 16) + 1)


def test_a_cap_needs_something_below_it() -> None:
    """Decided by the mean where that is enough, else by the probability itself."""
    assert PRESETS["M-heavy"].capped_share() > 0
    assert Poisson(mean=3, cap=0.5).capped_share() == pytest.approx(1 - exp(-3))
    assert Uniform(low=0, high=10, cap=1).capped_share() == pytest.approx(0.9)
    assert Uniform(low=0, high=10, min=5, cap=6).capped_share() == pytest.approx(0.8)
    with pytest.raises(ValueError, match="lies below every other value"):
        Normal(mean=0, sd=1, cap=-50)
