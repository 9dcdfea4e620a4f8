"""Every law against its definition, against SciPy, and against known answers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from math import exp, inf, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from scipy import integrate, stats
from test_distributions_examples import EXAMPLES, PRESETS, STANDARD, by_example, laws

from ictsim.distributions import (
    Bernoulli,
    Constant,
    Discrete,
    Distribution,
    LogNormal,
    Mixture,
    Normal,
    Pareto,
    Pert,
    Triangular,
    Uniform,
)
from ictsim.distributions.law import Array
from ictsim.distributions.quadrature import mean_by_quadrature
from ictsim.distributions.roots import increasing_root

TAIL = np.geomspace(1e-12, 0.5, 200)


# ---------------------------------------------------------------------------------------------
# Contract: every example


def assert_inverse(law: Distribution, tolerance: float) -> None:
    """F(x-) <= p <= F(x) for x = quantile(p), and likewise from above, to a relative tolerance.

    x itself is only known to its last digits, which in a steep place is more than that.
    """
    # What a cut leaves has the absolute accuracy of its parent, spread over less probability.
    allowed = TAIL * tolerance + 64 * law.law().resolution()
    x = law.quantile(TAIL)
    digits = 4 * np.spacing(np.abs(x))
    assert (law.cdf_left(x - digits) <= TAIL + allowed).all()
    assert (law.cdf(x + digits) >= TAIL - allowed).all()
    x = law.upper_quantile(TAIL)
    digits = 4 * np.spacing(np.abs(x))
    assert (law.sf(x + digits) <= TAIL + allowed).all()
    assert (law.sf_left(x - digits) >= TAIL - allowed).all()


@by_example
def test_quantile_inverts_cdf_in_both_tails(law: Distribution) -> None:
    assert_inverse(law, tolerance=1e-10)


@given(law=laws())
def test_quantile_inverts_cdf_for_any_law(law: Distribution) -> None:
    assert_inverse(law, tolerance=1e-9)


@by_example
def test_quantile_never_falls(law: Distribution) -> None:
    p = np.sort(np.concatenate([[0.0], TAIL, np.linspace(0.001, 0.999, 500), 1 - TAIL, [1.0]]))
    x = law.quantile(p)
    # Where a root is searched the last digit may be off.
    assert (np.diff(x) >= -1e-14 * np.abs(x[1:])).all()


@by_example
def test_the_two_quantiles_are_one_function(law: Distribution) -> None:
    p = np.linspace(0.0101, 0.9903, 57)  # on no edge of an atom, where rounding decides
    np.testing.assert_allclose(law.upper_quantile(1 - p), law.quantile(p), rtol=1e-9, atol=1e-12)


@by_example
def test_cdf_and_survival_are_complements(law: Distribution) -> None:
    x = np.concatenate([law.quantile(TAIL), law.upper_quantile(TAIL), law.law().knots()])
    np.testing.assert_allclose(law.cdf(x) + law.sf(x), 1.0, atol=1e-9)
    np.testing.assert_allclose(law.cdf_left(x) + law.sf_left(x), 1.0, atol=1e-9)
    assert (law.cdf_left(x) <= law.cdf(x)).all()


@by_example
def test_ends(law: Distribution) -> None:
    low, high = law.support()
    assert law.quantile([0.0, 1.0]).tolist() == [low, high]
    assert law.upper_quantile([1.0, 0.0]).tolist() == [low, high]
    assert law.cdf([-inf, inf]).tolist() == [0.0, 1.0]
    assert law.sf([-inf, inf]).tolist() == [1.0, 0.0]
    assert law.cdf_left(low) == 0.0
    assert law.cdf(high) == 1.0
    assert law.sf(high) == 0.0


@by_example
def test_pieces_cover_everything_once(law: Distribution) -> None:
    pieces = law.pieces()
    assert pieces[0].a == 0.0
    assert pieces[-1].b == 1.0
    assert [piece.b for piece in pieces[:-1]] == law.breaks().tolist()
    assert [piece.a for piece in pieces[1:]] == law.breaks().tolist()
    assert (np.diff(law.breaks()) > 0).all()
    assert all(0 < p < 1 for p in law.breaks())


@by_example
def test_shapes_are_kept(law: Distribution) -> None:
    p = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    x = law.quantile(p)
    assert x.shape == law.cdf(x).shape == law.sf(x).shape == law.upper_quantile(p).shape == (2, 3)
    assert law.quantile(0.5).shape == law.cdf(0.5).shape == ()


def integral(f: Callable[[Array], Array], ends: list[float], tolerance: float) -> float:
    """Integral of f from the first to the last of ``ends``, between which it is smooth."""
    if len(ends) < 2:
        return 0.0
    low, high = np.array(ends[:-1]), np.array(ends[1:])
    # Between two values that differ in the last digits there is nothing to add.
    wide = high - low > 1e-14 * np.abs(low)
    low, high = low[wide], high[wide]
    found = integrate.tanhsinh(f, low, high, atol=tolerance, rtol=1e-9, maxlevel=12)
    assert found.success.all()
    return float(found.integral.sum())


# One law has a density of nearly infinity at a place unknown to the rule; its mean has a closed
# form, tested with the family.
INTEGRABLE = [
    name
    for name, law in EXAMPLES.items()
    if law.sf(1e9) < 1e-30 and law.cdf(-1e9) < 1e-30 and name != "metalog-nearly-refused"
]


@pytest.mark.parametrize("name", INTEGRABLE)
def test_mean_is_the_integral_of_the_survival_function(name: str) -> None:
    """E[X] = c + integral of S above c - integral of F below c: no quantile is used for it."""
    law = EXAMPLES[name]
    low, high = (float(end) for end in np.clip(law.support(), -1e9, 1e9))
    centre = float(law.quantile(0.5))
    least = 1e-6 if np.isfinite(law.support()).all() else 1e-12
    shares = [least, 1e-9, 1e-6, 1e-4, 1e-3, 1e-2, 0.1, 0.25]
    scales = [*law.quantile(shares), *law.upper_quantile(shares)]
    ends = sorted({low, centre, high, *np.clip([*law.law().knots(), *scales], low, high)})
    tolerance = 1e-9 * float(law.quantile(0.99) - law.quantile(0.01))
    above = integral(law.sf, [x for x in ends if x >= centre], tolerance)
    below = integral(law.cdf, [x for x in ends if x <= centre], tolerance)
    assert law.mean_value() == pytest.approx(centre + above - below, rel=1e-9, abs=50 * tolerance)


@by_example
def test_closed_form_mean_is_the_mean_by_quadrature(law: Distribution) -> None:
    assert mean_by_quadrature(law.law()) == pytest.approx(law.mean_value(), rel=1e-9, abs=1e-9)


@by_example
def test_constant_means_one_value(law: Distribution) -> None:
    x = law.quantile([0.0, 0.3, 1.0])
    assert law.is_constant() == (x[0] == x[2])


# ---------------------------------------------------------------------------------------------
# SciPy has these families too

EQUALS_SCIPY = {
    "uniform": stats.uniform(-1, 3),
    "uniform-cut": stats.uniform(0, 1.5),
    "triangular": stats.triang(0.6, -2, 5),
    "triangular-low-mode": stats.triang(0, 0, 3),
    "triangular-high-mode": stats.triang(1, 0, 3),
    "pert": stats.beta(1.5, 4.5, 0, 2),
    "pert-low-mode": stats.beta(1, 5, 0, 2),
    "pert-high-mode": stats.beta(5, 1, 0, 2),
    "pert-skewed": stats.beta(1 + 4 * 0.35 / 0.38, 1 + 4 * 0.03 / 0.38, 0, 0.38),
    "pert-narrow": stats.beta(121, 281, 0, 1),
    "normal": stats.norm(),
    "normal-upper-tail": stats.truncnorm(9, inf),
    "normal-lower-tail": stats.truncnorm(-inf, -9),
    "normal-far-slice": stats.truncnorm(8, 8.5),
    "lognormal": stats.lognorm(log(2.48 / 1.12) / stats.norm.ppf(0.9), 0, 1.12),
    "lognormal-moments": stats.lognorm(sqrt(log(10)), 0, 1 / sqrt(10)),
    "pareto": stats.pareto(1.38, 0, 1.5),
    "pareto-steep": stats.pareto(12, 0, 2.5),
    "pareto-barely-a-mean": stats.pareto(1.05),
}


@pytest.mark.parametrize("name", EQUALS_SCIPY)
def test_equals_scipy(name: str) -> None:
    law, reference = EXAMPLES[name], EQUALS_SCIPY[name]
    p = np.geomspace(1e-9, 0.5, 60)
    np.testing.assert_allclose(law.quantile(p), reference.ppf(p), rtol=1e-7)
    np.testing.assert_allclose(law.upper_quantile(p), reference.isf(p), rtol=1e-7, atol=1e-12)
    # Near an end other than 0 the last digit of x is worth some 1e-15 of probability.
    atol = 0.0 if name in ("normal", "lognormal", "pert", "pert-narrow") else 1e-14
    x = law.quantile(TAIL)
    np.testing.assert_allclose(law.cdf(x), reference.cdf(x), rtol=1e-7, atol=atol)
    x = law.upper_quantile(TAIL)
    np.testing.assert_allclose(law.sf(x), reference.sf(x), rtol=1e-7, atol=max(atol, 1e-15))
    assert law.mean_value() == pytest.approx(reference.mean(), rel=1e-9)


def test_far_tails() -> None:
    """Subtracting distribution functions near 1 would give nan or inf here."""
    law = Normal(mean=0, sd=1, min=9, max=10)
    # P(X <= x | 9 <= X <= 10), from the survival function of the normal.
    s9, s95, s10 = stats.norm.sf([9, 9.5, 10])
    assert law.cdf(9.5) == pytest.approx((s9 - s95) / (s9 - s10), rel=1e-12)
    assert law.cdf(9.1) == pytest.approx(0.600, abs=5e-4)
    assert 9 < law.quantile(1e-12) < law.upper_quantile(1e-12) < 10
    assert STANDARD.upper_quantile(1e-300) == -STANDARD.quantile(1e-300)
    assert STANDARD.quantile(1e-300) == pytest.approx(stats.norm.ppf(1e-300), rel=1e-12)
    assert EXAMPLES["mixture-overlap"].quantile(1e-305) == pytest.approx(
        stats.norm.ppf(2e-305), rel=1e-9
    )
    # Below 1e-60 a PERT has the quantile of 1e-60.
    assert 0 < Pert(low=0, mode=1, high=2).quantile(1e-200) < 1e-15


# ---------------------------------------------------------------------------------------------
# Known answers


def test_mean_of_heavy_tails() -> None:
    assert Pareto(xm=1.5, alpha=1.38).mean_value() == pytest.approx(1.5 * 1.38 / 0.38)
    # Below the cap c: E[min(X, c)] = xm + integral of (xm/x)**alpha from xm to c.
    law = Pareto(xm=1, alpha=0.5, cap=50)
    assert law.mean_value() == pytest.approx(1 + 2 * (sqrt(50) - 1), rel=1e-10)
    # From m on, a Pareto is a Pareto that starts at m.
    assert Pareto(xm=1, alpha=1.1, min=3).mean_value() == pytest.approx(3 * 11, rel=1e-9)


# p, mean, P10, P50, P80, P90, P95, P(>1.5): printed in EVIDENCE.md 1.8, found by simulation.
EVIDENCE = {
    "M-light": (0.08, 1.20, 0.94, 1.11, 1.27, 1.40, 1.87, 0.08),
    "M-FD": (0.176, 1.35, 0.90, 1.09, 1.34, 2.35, 2.86, 0.18),
    "M-FB2011": (1 / 6, 1.20, 0.78, 0.96, 1.14, 1.94, 2.73, 0.17),
    "M-heavy": (0.18, 1.30, 0.75, 0.97, 1.23, 2.29, 3.81, 0.18),
}


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_those_of_the_evidence(name: str) -> None:
    law = PRESETS[name]
    _, mean, *percentiles, above = EVIDENCE[name]
    assert law.mean_value() == pytest.approx(mean, abs=0.006)
    found = law.quantile([0.1, 0.5, 0.8, 0.9, 0.95])
    # In the tail the simulation behind the table is off by more than its last digit: exactly,
    # P95 of M-FB2011 is 1.5 sqrt(1/0.3) = 2.739 where it prints 2.73.
    assert (np.abs(found - percentiles) <= [0.0051, 0.0051, 0.0051, 0.007, 0.016]).all()
    assert law.sf(1.5) == pytest.approx(above, abs=0.005)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_in_closed_form(name: str) -> None:
    """Body and tail do not overlap, so each is its own law at its own probability."""
    law = PRESETS[name]
    body, tail = law.components
    p = EVIDENCE[name][0]
    assert law.breaks().tolist() == pytest.approx([1 - p, 1 - law.capped_share()])
    share = np.linspace(0.01, 0.99, 20)
    np.testing.assert_allclose(law.quantile(share * (1 - p)), body.quantile(share), rtol=1e-12)
    np.testing.assert_allclose(
        law.upper_quantile(share * p), np.minimum(tail.upper_quantile(share), 5), rtol=1e-12
    )
    xm, alpha = tail.xm, tail.alpha
    assert law.capped_share() == pytest.approx(p * (xm / 5) ** alpha)
    # E[min(X, c)] of the tail, as above.
    tail_mean = xm + xm**alpha * (xm ** (1 - alpha) - 5 ** (1 - alpha)) / (alpha - 1)
    assert law.mean_value() == pytest.approx((1 - p) * body.mean_value() + p * tail_mean)


def test_lognormal_percentiles_and_moments() -> None:
    law = LogNormal(p50=2, p90=7)
    assert law.quantile([0.5, 0.9]) == pytest.approx([2, 7])
    law = LogNormal(mean=2, sd=3)
    assert law.mean_value() == pytest.approx(2)
    second = integrate.quad(
        lambda z: stats.norm.pdf(z) * float(law.quantile(stats.norm.cdf(z))) ** 2, -8, 8, limit=200
    )[0]
    # The integrand exp(2 sigma z) is largest at z = 2 sigma = 2.2, far inside the limits.
    assert second == pytest.approx(2**2 + 3**2, rel=1e-6)
    # The evidence gives median 1.12 and sigma 0.62 mean 1.36 and P(>2) 17.6 %; exactly, 17.5 %.
    law = LogNormal(p50=1.12, p90=1.12 * exp(0.62 * stats.norm.ppf(0.9)))
    assert law.mean_value() == pytest.approx(1.36, abs=0.005)
    assert law.sf(2) == pytest.approx(0.176, abs=0.0015)


def test_pert_mean_and_weight() -> None:
    assert Pert(low=0, mode=1, high=5).mean_value() == pytest.approx((0 + 4 + 5) / 6)
    assert Pert(low=0, mode=1, high=5, weight=2).mean_value() == pytest.approx((0 + 2 + 5) / 4)


def test_degenerate_laws_are_constants() -> None:
    for law in (
        Uniform(low=2, high=2),
        Triangular(low=2, mode=2, high=2),
        Pert(low=2, mode=2, high=2),
        Normal(mean=2, sd=0),
        LogNormal(mean=2, sd=0),
        LogNormal(p50=2, p90=2),
        Discrete(values=[1, 2], weights=[0, 1]),
        Discrete(values=[1, 2], weights=[0.5, 0.5], min=1.5),
        Constant(value=2, cap=3),
        Mixture(weights=[0.5, 0.5], components=[Constant(value=2), Constant(value=2)]),
    ):
        assert law.is_constant()
        assert law.support() == (2, 2)
        assert law.mean_value() == 2
        assert law.cdf([1.999, 2]).tolist() == [0, 1]
        assert law.cdf_left([2, 2.001]).tolist() == [0, 1]
        assert law.breaks().size == 0


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        (Constant(value=3), 3),
        (Uniform(low=1, high=2), 1.5),
        (Triangular(low=0, mode=1, high=5), 1),
        (Pert(low=0, mode=1, high=5), 1),
        (Pert(low=0, mode=1, high=5, min=2), 2),
        (Pert(low=0, mode=2, high=5, max=1), 1),
        (Triangular(low=0, mode=2, high=5, cap=1), 1),
        (Normal(mean=3, sd=1), 3),
        (LogNormal(p50=2, p90=7), 2),
        (Bernoulli(p=0.9), 0),
        (Discrete(values=[1, 2, 3], weights=[0.3, 0.3, 0.4]), 2),
        (Pareto(xm=1, alpha=2), sqrt(2)),
        (Pert(low=0, mode=1, high=5, base=9), 9),
        (Bernoulli(p=0.9, base=1), 1),
        (Mixture(weights=[1], components=[Constant(value=1)], base=0), 0),
    ],
)
def test_base_value(law: Distribution, expected: float) -> None:
    assert law.base_value() == pytest.approx(expected, rel=1e-12)


def test_a_mixture_has_no_natural_base_value() -> None:
    with pytest.raises(ValueError, match="write base = <value>"):
        PRESETS["M-heavy"].base_value()


def test_shares_of_caps() -> None:
    assert STANDARD.capped_share() == 0
    assert Normal(mean=0, sd=1, cap=0).capped_share() == 0.5
    assert Normal(mean=0, sd=1, min=0, cap=1).capped_share() == pytest.approx(
        stats.norm.sf(1) / 0.5
    )
    capped = Pareto(xm=1, alpha=1, cap=4)
    law = Mixture(weights=[0.5, 0.5], components=[Uniform(low=0, high=1), capped], cap=6)
    assert law.capped_share() == pytest.approx(0.5 / 4)
    law = Mixture(weights=[0.5, 0.5], components=[Uniform(low=0, high=1), capped], cap=2)
    assert law.capped_share() == pytest.approx(0.5 / 2)
    law = Mixture(weights=[0.5, 0.5], components=[Uniform(low=0, high=1), capped], min=1)
    assert law.capped_share() == pytest.approx(1 / 4)


def test_discrete_by_enumeration() -> None:
    law = Discrete(values=[1, 2, 5], weights=[0.2, 0.3, 0.5])
    assert law.quantile([0.0, 0.2, 0.21, 0.5, 0.51, 1.0]).tolist() == [1, 1, 2, 2, 5, 5]
    assert law.cdf([0, 1, 1.5, 2, 5]) == pytest.approx([0, 0.2, 0.2, 0.5, 1])
    assert law.cdf_left([1, 2, 5, 6]) == pytest.approx([0, 0.2, 0.5, 1])
    assert law.mean_value() == pytest.approx(3.3)
    cut = Discrete(values=[1, 2, 5], weights=[0.2, 0.3, 0.5], min=2)
    assert cut.support() == (2, 5)
    assert cut.breaks() == pytest.approx([0.375])


def test_mixture_identities() -> None:
    p = np.concatenate([TAIL, 1 - TAIL])
    one = Pert(low=0, mode=1, high=3)
    twice = Mixture(weights=[0.4, 0.6], components=[one, one])
    np.testing.assert_allclose(twice.quantile(p), one.quantile(p), rtol=1e-12)
    inner = Mixture(weights=[0.5, 0.5], components=[STANDARD, Uniform(low=0, high=2)])
    nested = Mixture(weights=[0.4, 0.6], components=[one, inner])
    flat = Mixture(weights=[0.4, 0.3, 0.3], components=[one, STANDARD, Uniform(low=0, high=2)])
    np.testing.assert_allclose(nested.quantile(p), flat.quantile(p), rtol=1e-9, atol=1e-12)
    atoms = Mixture(weights=[0.25, 0.75], components=[Bernoulli(p=0.4), Constant(value=1)])
    assert atoms.breaks() == pytest.approx([0.15])


def test_a_root_beyond_its_bracket_by_rounding_is_the_nearer_end() -> None:
    def f(x: Array, chosen: Array) -> Array:
        return x - np.array([0.5, 1.0 - 1e-15, 2.0 + 1e-15])[chosen]

    root = increasing_root(f, np.array([0.0, 1.0, 1.0]), np.array([1.0, 2.0, 2.0]))
    assert root == pytest.approx([0.5, 1.0, 2.0])


def test_a_mixture_of_normals_is_its_formula() -> None:
    law = EXAMPLES["mixture-overlap"]
    x = np.linspace(-3, 5, 50)
    cdf = 0.5 * stats.norm.cdf(x) + 0.5 * stats.norm(3, 0.5).cdf(x)
    np.testing.assert_allclose(law.cdf(x), cdf, rtol=1e-12)
    np.testing.assert_allclose(law.quantile(cdf), x, rtol=1e-9, atol=1e-9)


# ---------------------------------------------------------------------------------------------
# The rest


def test_components_may_be_cut_and_weights_may_be_rounded() -> None:
    Mixture(
        weights=[0.3333333333, 0.6666666667],
        components=[Normal(mean=0, sd=1, min=0, max=2), Pareto(xm=1, alpha=0.5, max=9)],
    )
    Discrete(values=[1, 2], weights=[0.5, 0.5 + 1e-10])


def test_importing_loads_no_slow_package() -> None:
    code = (
        "import sys, ictsim.distributions.tables\n"
        "print({name.partition('.')[0] for name in sys.modules} & {'scipy', 'numba'})"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"


def test_plain_inputs_are_checked_without_special_functions() -> None:
    """What most configs hold: ends, base values and caps need no quantile."""
    code = """
import sys
from ictsim.distributions import Empirical, LogNormal, Metalog, Mixture, Normal, Pareto, Pert
from ictsim.distributions import Poisson, Quantiles, StudentT, Triangular, Uniform, Weibull
pert = Pert(low=0, mode=1, high=3)
laws = [
    pert,
    Pert(low=0, mode=1, high=3, cap=2.5),
    Triangular(low=0, mode=1, high=3, min=0.5, cap=2),
    Triangular(low=0, mode=1, high=3, limits="p10-p90"),
    Normal(mean=0, sd=1, cap=2),
    LogNormal(p50=1, p90=2, cap=9),
    StudentT(df=3, loc=0, scale=1),
    Weibull(shape=2, scale=1, max=3),
    Poisson(mean=3, cap=9),
    Empirical(values=[1, 2, 3], min=2),
    Quantiles(p=[0, 0.5, 1], values=[1, 2, 5], max=4),
    Metalog(p10=1, p50=2, p90=4, lower=0),
    Mixture(weights=[0.5, 0.5], components=[pert, Pareto(xm=1, alpha=3)], cap=5, base=1),
]
for law in laws:
    law.support(), law.base_value(), law.is_constant()
print({name.partition(".")[0] for name in sys.modules} & {"scipy", "numba"})
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"
