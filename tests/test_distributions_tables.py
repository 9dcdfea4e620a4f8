"""What the compiled code reads: accurate to what is promised, for every law in the catalogue."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_distributions_examples import EXAMPLES, PRESETS, by_example, laws

from ictsim.distributions import (
    Bernoulli,
    Constant,
    Discrete,
    Distribution,
    LogNormal,
    Normal,
    Pert,
    Triangular,
    Uniform,
)
from ictsim.distributions.law import Array, Law, Piece
from ictsim.distributions.normal import NormalLaw
from ictsim.distributions.parabolas import parabolas
from ictsim.distributions.tables import Lowered, Table, _packed, _tables, evaluate, lower
from ictsim.kernels.layout import OCTAVES, SEGMENTS_PER_OCTAVE, SEGMENTS_PER_SIDE, SMALLEST_Q

ABSOLUTE, RELATIVE = 1e-6, 0.01
TAIL = np.geomspace(1e-9, 0.5, 4001)


def places(lowered: Lowered) -> tuple[Array, Array]:
    """Probabilities u to check, below and above 1/2: whole tails, and both sides of each edge."""
    near = np.geomspace(1e-12, 1e-2, 40)
    edges = (lowered.edges[:, None] + np.concatenate([-near, [0.0], near])).ravel()
    below = edges[(edges >= 1e-9) & (edges <= 0.5)]
    above = edges[(edges > 0.5) & (edges <= 1 - 1e-9)]
    return np.concatenate([TAIL, below]), np.concatenate([1 - TAIL, above])


def worst_miss(law: Distribution, lowered: Lowered, digits: float = 0.0) -> tuple[float, float]:
    """How far u is from F(x-) .. F(x), and that as a share of min(u, 1 - u).

    x from the table, F from the law. ``digits``: how many last digits of x to forgive.
    """
    below, above = places(lowered)
    x = evaluate(lowered, below)
    slack = digits * np.spacing(np.abs(x))
    low = np.maximum(law.cdf_left(x - slack) - below, below - law.cdf(x + slack))
    x = evaluate(lowered, above)
    slack = digits * np.spacing(np.abs(x))
    q = 1 - above
    high = np.maximum(law.sf(x + slack) - q, q - law.sf_left(x - slack))
    relative = max((low / below).max(), (high / q).max())
    return max(low.max(), high.max(), 0.0), max(relative, 0.0)


def is_accurate(law: Distribution, lowered: Lowered, digits: float = 0.0) -> bool:
    absolute, relative = worst_miss(law, lowered, digits)
    return absolute <= ABSOLUTE and relative <= RELATIVE


def increases(lowered: Lowered) -> bool:
    u = np.unique(np.concatenate([*places(lowered), np.linspace(1e-4, 1 - 1e-4, 20_011)]))
    x = evaluate(lowered, u)
    # A parabola is evaluated with rounding: two neighbours may differ in the last digits.
    return bool((np.diff(x) >= -4 * np.spacing(np.abs(x[1:]))).all())


# Infinite density at an end that is not 0: the last digit of x there is worth more than 1e-6.
COARSE = {"beta-u", "beta-shifted", "beta-least-shapes"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_accurate(name: str) -> None:
    law = EXAMPLES[name]
    assert is_accurate(law, lower(law), digits=2 if name in COARSE else 0)


@by_example
def test_increasing(law: Distribution) -> None:
    assert increases(lower(law))


@given(law=laws())
def test_accurate_and_increasing_for_any_law(law: Distribution) -> None:
    lowered = lower(law)
    assert is_accurate(law, lowered, digits=16)
    assert increases(lowered)


@by_example
def test_layout(law: Distribution) -> None:
    lowered = lower(law)
    low, high = law.support()
    if low == high:
        assert lowered.kind == "constant"
        assert lowered.value == low
        return
    if lowered.kind == "affine":
        assert (lowered.intercept, lowered.intercept + lowered.slope) == (low, high)
        return
    rows = np.where(lowered.stride == 1, 2 * SEGMENTS_PER_SIDE, 1)
    assert lowered.offset.tolist() == (np.cumsum(rows) - rows).tolist()
    assert lowered.coefs.shape == (rows.sum(), 3)
    assert (lowered.coefs[lowered.offset[lowered.stride == 0], 1:] == 0).all()
    assert np.isfinite(lowered.coefs).all()
    assert lowered.edges[0] == 0.0
    assert lowered.edges[-1] == 1.0
    assert (np.diff(lowered.edges) > 0).all()
    # Every break is an edge; more edges come from pieces that had to be split.
    assert set(law.breaks()) <= set(lowered.edges)
    arrays = (lowered.edges, lowered.offset, lowered.stride, lowered.coefs)
    assert not any(array.flags.writeable for array in arrays)
    assert lowered.coefs.flags.c_contiguous


@by_example
def test_atoms_keep_their_probability(law: Distribution) -> None:
    lowered = lower(law)
    if lowered.kind != "pieces":
        return
    values = lowered.coefs[lowered.offset, 0]
    width = np.diff(lowered.edges)
    for x in law.law().knots():
        atom = float(law.cdf(x) - law.cdf_left(x))
        found = width[(lowered.stride == 0) & (values == x)].sum()
        assert found == pytest.approx(atom, abs=1e-15)


@by_example
def test_stays_inside_the_support(law: Distribution) -> None:
    low, high = law.support()
    x = evaluate(lower(law), np.concatenate([[1e-300], TAIL, 1 - TAIL, [1 - 2**-53]]))
    digits = 4 * np.spacing(np.abs(x).max())
    assert (x >= low - digits).all()
    assert (x <= high + digits).all()
    assert np.isfinite(x).all()


def test_known_tables() -> None:
    assert lower(Constant(value=3)).value == 3
    assert lower(Normal(mean=2, sd=0)).kind == "constant"
    lowered = lower(Uniform(low=1, high=3, min=2))
    assert (lowered.kind, lowered.intercept, lowered.slope) == ("affine", 2, 1)
    lowered = lower(Discrete(values=[1, 2, 5], weights=[0.25, 0.25, 0.5]))
    assert lowered.edges.tolist() == [0, 0.25, 0.5, 1]
    assert lowered.coefs[:, 0].tolist() == [1, 2, 5]
    assert lowered.stride.tolist() == [0, 0, 0]
    assert lower(Triangular(low=0, mode=1, high=4)).edges.tolist() == [0, 0.25, 1]
    assert lower(Bernoulli(p=0.25)).edges.tolist() == [0, 0.75, 1]
    assert len(lower(PRESETS["M-heavy"]).stride) == 3
    # The usual laws need one table a piece; long tails two, laws with two scales more.
    for name, tables in (
        ("pert", 1),
        ("pert-skewed", 1),
        ("normal", 1),
        ("lognormal-moments", 2),
        ("pareto", 2),
        ("normal-upper-tail", 2),
    ):
        assert len(lower(EXAMPLES[name]).coefs) == tables * 2 * SEGMENTS_PER_SIDE
    assert len(lower(EXAMPLES["mixture-hump-on-hump"]).stride) > 1


def test_the_mean_of_the_table_is_the_mean_of_the_law() -> None:
    u = (np.arange(400_000) + 0.5) / 400_000
    for name in ("pert-skewed", "triangular", "M-heavy", "mixture-overlap", "normal-positive"):
        law = EXAMPLES[name]
        assert evaluate(lower(law), u).mean() == pytest.approx(law.mean_value(), rel=1e-5, abs=1e-6)


# ---------------------------------------------------------------------------------------------
# The look-up, once more in plain arithmetic


def slow_lookup(lowered: Lowered, u: float) -> float:
    """x(u) for one u, with logarithms and divisions in place of the bits of a number."""
    piece = max(j for j in range(len(lowered.stride)) if lowered.edges[j] <= u)
    first = int(lowered.offset[piece])
    if lowered.stride[piece] == 0:
        return float(lowered.coefs[first, 0])
    a, b = lowered.edges[piece], lowered.edges[piece + 1]
    from_a, from_b = (u - a) / (b - a), (b - u) / (b - a)
    side = int(from_b < from_a)
    q = max(min(from_a, from_b), SMALLEST_Q)
    octave = math.floor(math.log2(q))
    if 2.0 ** (octave + 1) <= q:
        octave += 1
    position = (q / 2.0**octave - 1.0) * SEGMENTS_PER_OCTAVE
    segment = (octave + OCTAVES + 1) * SEGMENTS_PER_OCTAVE + int(position)
    t = position - int(position)
    c = lowered.coefs[first + side * SEGMENTS_PER_SIDE + segment]
    return float(c[0] + t * (c[1] + t * c[2]))


@pytest.mark.parametrize("name", ["pert", "triangular", "M-heavy", "mixture-atom-inside"])
def test_lookup_is_plain_arithmetic(name: str) -> None:
    lowered = lower(EXAMPLES[name])
    below, above = places(lowered)
    u = np.concatenate([below[::20], above[::20], [0.5, 1e-30, 0.25, 0.75, 1 - 2**-53]])
    expected = [slow_lookup(lowered, float(p)) for p in u]
    np.testing.assert_allclose(evaluate(lowered, u), expected, rtol=1e-13)
    assert evaluate(lowered, u.reshape(1, -1)).shape == (1, len(u))
    assert evaluate(lowered, 0.5).shape == ()


@given(u=st.floats(1e-10, 1 - 1e-10))
def test_a_law_whose_quantile_is_known(u: float) -> None:
    lowered = lower(Triangular(low=0, mode=0, high=1))
    assert evaluate(lowered, u) == pytest.approx(1 - math.sqrt(1 - u), rel=1e-5)


# ---------------------------------------------------------------------------------------------
# Planted faults: the checks above must see them


def test_a_changed_row_is_seen() -> None:
    law = EXAMPLES["pert"]
    lowered = lower(law)
    for row in (20 * SEGMENTS_PER_OCTAVE, 30 * SEGMENTS_PER_OCTAVE, 2 * SEGMENTS_PER_SIDE - 99):
        coefs = lowered.coefs.copy()
        coefs[row, 1] *= 1.4
        assert not is_accurate(law, replace(lowered, coefs=coefs))


def one_table(law: Law) -> Lowered:
    """The whole law in one table, as if it had no kinks."""
    pieces = law.pieces()
    whole = Piece(0.0, 1.0, pieces[0].low, pieces[-1].high, 1.0, 0.0)
    return _packed([Table(0.0, parabolas(law, whole))])


def test_a_table_over_a_kink_or_atom_is_seen() -> None:
    for name in ("triangular", "M-heavy", "mixture-zero-or-pert", "mixture-kinks", "discrete"):
        law = EXAMPLES[name]
        assert is_accurate(law, lower(law))
        assert not is_accurate(law, one_table(law.law()))


def test_swapped_sides_are_seen() -> None:
    law = EXAMPLES["pert"]
    lowered = lower(law)
    swapped = np.roll(lowered.coefs, SEGMENTS_PER_SIDE, axis=0)
    assert not increases(replace(lowered, coefs=swapped))


class Wrong(NormalLaw):
    """A normal whose quantiles belong to another one."""

    def upper_quantile(self, q: Array) -> Array:
        return super().upper_quantile(q) + 1.0


def test_lowering_refuses_what_it_cannot_tabulate() -> None:
    law = Wrong(0.0, 1.0)
    with pytest.raises(ValueError, match="changes too suddenly near"):
        _tables(law, law.pieces()[0])


def test_lowering_refuses_values_beyond_the_largest_float() -> None:
    with pytest.raises(ValueError, match="too large to count with"):
        lower(LogNormal(p50=1e303, p90=1e306))
    assert lower(LogNormal(p50=1e100, p90=1e103)).kind == "pieces"


def test_rounded_weights_leave_no_gap() -> None:
    lowered = lower(Discrete(values=list(range(10)), weights=[0.1] * 10))
    assert len(lowered.stride) == 10
    assert np.diff(lowered.edges) == pytest.approx(0.1, abs=1e-15)


def test_a_kink_at_the_edge_of_what_is_promised() -> None:
    """Between 1e-9 and 1.5e-9 from an end one table a piece would be 1.4 % off beside the kink."""
    for mode in (1.02e-9, 1.3e-9, 1 - 1.02e-9, 1 - 1.3e-9):
        law = Triangular(low=0, mode=mode, high=1)
        assert is_accurate(law, lower(law))
        assert len(lower(law).stride) == 3


def test_a_piece_too_narrow_for_a_table_gets_one_value() -> None:
    law = Triangular(low=0, mode=1e-13, high=1)
    lowered = lower(law)
    assert lowered.stride.tolist() == [0, 1]
    assert is_accurate(law, lowered)


def test_a_thin_slice_is_as_accurate_as_its_parent() -> None:
    """Of a parent known to 1e-16 a slice of 4e-10 is known to some 1e-7."""
    law = Normal(mean=0, sd=1, min=0.1, max=0.1 + 1e-9)
    absolute, _ = worst_miss(law, lower(law))
    assert absolute <= ABSOLUTE


def test_pert_over_a_range_that_doubles_hardly_resolve() -> None:
    law = Pert(low=2013, mode=2013 + 1e-9, high=2013 + 4e-9)
    assert is_accurate(law, lower(law), digits=8)
