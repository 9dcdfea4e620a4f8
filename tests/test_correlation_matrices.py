"""Correlation matrices: which are valid, their factor, and the nearest valid one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal
from strategies import Table, small_case

from ictsim.config.rules.dependence import nearest_ranks, valid_correlations
from ictsim.model import Case
from ictsim.statistics import correlation
from ictsim.statistics.correlation import (
    correlation_matrix,
    factor,
    groups_of,
    is_valid,
    nearest,
    normal_from_rank,
    rank_from_normal,
    rounded_until_valid,
    smallest_eigenvalue,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

seeds = st.integers(0, 2**32 - 1)


def alike(size: int, r: float) -> Matrix:
    """All pairs the same: eigenvalues 1 - r and 1 + (size - 1) r."""
    return np.full((size, size), r) + (1.0 - r) * np.eye(size)


def some_valid(rng: np.random.Generator, size: int, rank: int) -> Matrix:
    """The correlation matrix of ``size`` mixtures of ``rank`` independent variables."""
    mixes = rng.normal(size=(size, rank))
    mixes /= np.linalg.norm(mixes, axis=1, keepdims=True)
    return mixes @ mixes.T


# ---------------------------------------------------------------------------------------------
# Rank correlations and those of the scores


@pytest.mark.parametrize(("rank", "r"), [(0.0, 0.0), (1.0, 1.0), (-1.0, -1.0), (0.5, 0.5176380902)])
def test_the_correlation_of_scores_behind_a_rank_correlation(rank: float, r: float):
    assert normal_from_rank(rank) == pytest.approx(r, abs=1e-10)
    assert rank_from_normal(r) == pytest.approx(rank, abs=1e-9)


@pytest.mark.parametrize("rank", [-0.9, -0.3, 0.2, 0.75])
def test_that_correlation_gives_the_rank_correlation_by_the_orthant(rank: float):
    """It is 12 E[U V] - 3, U and V the uniforms of X and Y.

    With A and B normals of their own U = P(A < X) and V = P(B < Y), so E[U V] is the chance
    that X - A and Y - B are both above 0; these are normal with correlation r / 2.
    """
    half = normal_from_rank(rank) / 2.0
    both = multivariate_normal.cdf([0.0, 0.0], cov=[[1.0, half], [half, 1.0]])

    assert 12.0 * both - 3.0 == pytest.approx(rank, abs=1e-6)


# ---------------------------------------------------------------------------------------------
# The factor


@given(seeds, st.integers(1, 8))
def test_the_factor_is_numpys_where_the_matrix_is_definite(seed: int, size: int):
    matrix = some_valid(np.random.default_rng(seed), size, 2 * size)
    matrix = 0.99 * matrix + 0.01 * np.eye(size)

    np.testing.assert_allclose(factor(matrix), np.linalg.cholesky(matrix), rtol=0, atol=1e-12)


@given(seeds, st.integers(2, 8), st.integers(1, 7))
def test_the_factor_of_a_semi_definite_matrix_multiplies_back(seed: int, size: int, rank: int):
    matrix = some_valid(np.random.default_rng(seed), size, min(rank, size - 1))
    lower = factor(matrix)

    assert is_valid(matrix)
    np.testing.assert_array_equal(lower, np.tril(lower))
    np.testing.assert_allclose(lower @ lower.T, matrix, rtol=0, atol=1e-4)


@given(seeds, st.integers(2, 8))
def test_one_more_at_the_end_leaves_the_rows_of_the_others(seed: int, size: int):
    matrix = some_valid(np.random.default_rng(seed), size, 2 * size)

    np.testing.assert_array_equal(factor(matrix)[:-1, :-1], factor(matrix[:-1, :-1]))


@pytest.mark.parametrize(
    ("matrix", "lower"),
    [
        ([[1.0]], [[1.0]]),
        ([[1.0, 0.6], [0.6, 1.0]], [[1.0, 0.0], [0.6, 0.8]]),
        ([[1.0, 1.0], [1.0, 1.0]], [[1.0, 0.0], [1.0, 0.0]]),
        ([[1.0, -1.0], [-1.0, 1.0]], [[1.0, 0.0], [-1.0, 0.0]]),
        # The second is the first; the third has 0.6 of both.
        (
            [[1.0, 1.0, 0.6], [1.0, 1.0, 0.6], [0.6, 0.6, 1.0]],
            [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.6, 0.0, 0.8]],
        ),
        # Three of which any two determine the other: they sum to 0.
        (
            [[1.0, -0.5, -0.5], [-0.5, 1.0, -0.5], [-0.5, -0.5, 1.0]],
            [[1, 0, 0], [-0.5, math.sqrt(0.75), 0], [-0.5, -math.sqrt(0.75), 0]],
        ),
    ],
)
def test_factors_known_by_hand(matrix: list[list[float]], lower: list[list[float]]):
    np.testing.assert_allclose(factor(np.array(matrix)), lower, rtol=0, atol=1e-12)


def test_a_perfect_rank_correlation_is_a_perfect_one_of_scores():
    matrix = correlation_matrix({("a", "b"): 1.0, ("b", "c"): -1.0, ("a", "c"): -1.0}, "abc")

    assert is_valid(matrix)
    np.testing.assert_allclose(factor(matrix), [[1, 0, 0], [1, 0, 0], [-1, 0, 0]], atol=1e-12)


# ---------------------------------------------------------------------------------------------
# Valid or not


@pytest.mark.parametrize("size", [2, 3, 5, 12])
def test_pairs_all_alike_are_valid_from_their_known_end(size: int):
    end = -1.0 / (size - 1)

    assert is_valid(alike(size, end))
    assert is_valid(alike(size, 1.0))
    assert not is_valid(alike(size, end - 1e-6))
    assert not is_valid(alike(size, 1.0 + 1e-6))
    assert smallest_eigenvalue(alike(size, end - 0.01)) == pytest.approx(-0.01 * (size - 1))


def test_two_that_agree_with_a_third_cannot_differ():
    """r13 lies within r12 r23 +- sqrt((1 - r12^2)(1 - r23^2)): 0.28 ... 1 for 0.8 and 0.8."""

    def matrix(r13: float) -> Matrix:
        return np.array([[1.0, 0.8, r13], [0.8, 1.0, 0.8], [r13, 0.8, 1.0]])

    assert is_valid(matrix(0.28))
    assert not is_valid(matrix(0.2799))


# ---------------------------------------------------------------------------------------------
# The nearest valid one

HIGHAM = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])


def test_highams_example(monkeypatch: pytest.MonkeyPatch):
    """Higham 2002, "Computing the nearest correlation matrix", section 1: to four digits."""
    known = [[1.0, 0.7607, 0.1573], [0.7607, 1.0, 0.7607], [0.1573, 0.7607, 1.0]]
    monkeypatch.setattr(correlation, "_LEAST_OFFERED", 0.0)

    np.testing.assert_allclose(nearest(HIGHAM), known, rtol=0, atol=6e-5)


def test_what_is_offered_keeps_a_little_more_than_zero():
    found = nearest(HIGHAM)

    assert smallest_eigenvalue(found) == pytest.approx(correlation._LEAST_OFFERED, rel=0.01)
    np.testing.assert_allclose(found, nearest(found), rtol=0, atol=1e-5)


def boundary_matrices(rng: np.random.Generator, free: Matrix, count: int) -> list[Matrix]:
    """Valid matrices with correlations where ``free`` alone, as far out as they can be."""
    found = []
    for _ in range(count):
        noise = rng.normal(size=free.shape)
        direction = np.where(free, noise + noise.T, 0.0)
        lowest = float(np.linalg.eigvalsh(direction)[0])
        reach = (1.0 - correlation._LEAST_OFFERED) / -lowest if lowest < 0.0 else 0.0
        found.append(np.eye(len(free)) + reach * direction)
    return found


@given(seeds, st.integers(3, 6), st.booleans())
def test_no_valid_matrix_is_nearer(seed: int, size: int, some_fixed: bool):
    """P is the nearest point of a convex set to A if (A - P) . (Y - P) <= 0 for all Y in it."""
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.uniform(-1.0, 1.0, (size, size)), 1)
    keep = np.triu(rng.uniform(size=(size, size)) < (0.7 if some_fixed else 1.0), 1)
    wanted = np.where(keep, upper, 0.0)
    wanted = wanted + wanted.T + np.eye(size)
    fixed = wanted == 0.0
    found = nearest(wanted, fixed=fixed if some_fixed else None)

    assert smallest_eigenvalue(found) > 0.0
    np.testing.assert_array_equal(np.diag(found), 1.0)
    if some_fixed:
        assert not found[fixed].any()
    for other in boundary_matrices(rng, ~fixed & ~np.eye(size, dtype=bool), 200):
        assert ((wanted - found) * (other - found)).sum() <= 2e-3


def test_a_valid_matrix_is_its_own_nearest():
    matrix = alike(4, 0.5)

    np.testing.assert_allclose(nearest(matrix), matrix, rtol=0, atol=1e-12)


def test_rounding_that_spoils_a_matrix_draws_it_towards_independence():
    edge = alike(3, -0.5)

    def one_digit(matrix: Matrix) -> Matrix:
        return np.where(np.eye(3), 1.0, np.floor(np.round(10.0 * matrix, 9)) / 10.0)

    def a_tenth_lower(matrix: Matrix) -> Matrix:
        return np.where(np.eye(3), 1.0, one_digit(matrix) - 0.1)

    shifted = alike(3, -0.49)
    assert not is_valid(a_tenth_lower(shifted))
    np.testing.assert_allclose(rounded_until_valid(shifted, one_digit), edge, atol=1e-12)
    found = rounded_until_valid(shifted, a_tenth_lower)
    assert is_valid(found)
    assert not np.array_equal(found, np.eye(3))


# ---------------------------------------------------------------------------------------------
# Groups


def test_groups_are_all_that_hang_together_in_config_order():
    ranks = {("e", "b"): 0.1, ("a", "c"): 0.2, ("f", "e"): 0.3, ("b", "g"): 0.4}

    assert sorted(groups_of(ranks, "abcdefg")) == [["a", "c"], ["b", "e", "f", "g"]]
    assert groups_of({}, "abc") == []
    assert groups_of({("c", "a"): 0.5}, "cba") == [["c", "a"]]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_groups_are_the_connected_parts(edges: list[tuple[int, int]]):
    """By powers of the neighbour matrix: two are in one group if a path joins them."""
    order = "abcdefghij"
    ranks = {(order[a], order[b]): 0.1 for a, b in edges if a != b}
    joined = np.eye(10)
    for a, b in edges:
        joined[a, b] = joined[b, a] = 1.0
    joined = np.linalg.matrix_power(joined, 10) > 0.0
    in_pairs = {name for pair in ranks for name in pair}
    right = {
        "".join(order[j] for j in range(10) if joined[i, j])
        for i in range(10)
        if order[i] in in_pairs
    }

    assert {"".join(group) for group in groups_of(ranks, order)} == right


def test_pairs_that_are_not_named_are_independent():
    matrix = correlation_matrix({("b", "a"): 0.5, ("x", "a"): 0.9}, ["a", "b", "c"])
    r = 2.0 * math.sin(math.pi / 12.0)

    np.testing.assert_allclose(matrix, [[1.0, r, 0.0], [r, 1.0, 0.0], [0.0, 0.0, 1.0]], rtol=1e-12)


# ---------------------------------------------------------------------------------------------
# The rank correlations found for the first case

# Numbers of inputs; "p" and "q" are the growth of two partners.
FIRST_CASE = {
    "1-2": 0.4, "1-4": 0.4, "2-4": 0.4, "1-8": 0.5, "2-8": 0.3, "4-8": 0.3, "4-21": 0.3,
    "8-28": 0.3, "9-3": 0.3, "10-9": -0.3, "10-12": 0.4, "10-13": 0.4, "21-22": -0.5,
    "22-12": 0.4, "21-12": -0.3, "17-22": 0.3, "17-5": 0.3, "22-6": 0.3, "15-11": 0.3,
    "14-16": 0.5, "29-31": 0.4, "29-32": 0.3, "19-20": 0.3, "p-q": 0.3,
}  # fmt: skip


def first_case(scale: str = "x1", ranks: Table | None = None) -> Case:
    pairs = {name: name.split("-") for name in FIRST_CASE}
    names = dict.fromkeys(f"in_{end}" for ends in pairs.values() for end in ends)
    uniform = {"dist": "uniform", "low": 0.0, "high": 1.0}
    tables = small_case(
        {"s1": {}},
        dict.fromkeys(names, uniform),
        correlations={
            f"c_{name.replace('-', '_')}": {
                "inputs": [f"in_{end}" for end in ends],
                "rank": (ranks or FIRST_CASE)[name],
            }
            for name, ends in pairs.items()
        },
    )
    tables["case"]["correlation"] = scale
    return Case.model_validate(tables)


def smallest_of(case: Case) -> float:
    """By SciPy's road: of the whole matrix, all inputs together."""
    from scipy.linalg import eigh

    names = list(case.inputs)
    matrix = np.eye(len(names))
    for (a, b), rank in case.rank_correlations().items():
        i, j = names.index(a), names.index(b)
        matrix[i, j] = matrix[j, i] = 2.0 * math.sin(rank * math.pi / 6.0)
    return float(eigh(matrix, eigvals_only=True)[0])


def test_the_first_cases_correlations_can_hold_together():
    case = first_case()
    ranks = case.rank_correlations()
    groups = groups_of(ranks, list(case.inputs))
    smallest = min(smallest_eigenvalue(correlation_matrix(ranks, group)) for group in groups)

    assert len(ranks) == 24
    assert sorted(map(len, groups)) == [2, 2, 2, 2, 3, 15]
    assert smallest == pytest.approx(0.201, abs=5e-4)
    assert smallest == pytest.approx(smallest_of(case), abs=1e-12)
    assert list(valid_correlations(case, {})) == []


@pytest.mark.parametrize(("scale", "valid"), [("x0", True), ("x0.5", True), ("x1.5", False)])
def test_scaled_they_can_or_cannot(scale: str, valid: bool):
    case = first_case(scale)

    assert (smallest_of(case) > 0.0) == valid
    assert (list(valid_correlations(case, {})) == []) == valid


def test_one_and_a_half_times_is_refused_and_the_nearest_offered_is_valid():
    case = first_case("x1.5")
    ranks = case.rank_correlations()
    (fault,) = valid_correlations(case, {})
    (group,) = (g for g in groups_of(ranks, list(case.inputs)) if len(g) > 3)
    offered = nearest_ranks(ranks, group)

    assert f"{smallest_of(case):.3f}" in fault.message
    assert "times 1.5" in fault.message
    for (a, b), rank in offered.items():
        assert rank == round(rank, 3)
        assert abs(rank - ranks[a, b]) < 0.3
        if abs(rank - ranks[a, b]) >= 5e-4:
            assert f"{a} and {b} {rank:g} (now {ranks[a, b]:g})" in fault.message
    names = {tuple(ends): name for name, ends in ((n, n.split("-")) for n in FIRST_CASE)}
    new = {
        name: offered.get((f"in_{ends[0]}", f"in_{ends[1]}"), FIRST_CASE[name])
        for ends, name in names.items()
    }
    assert new != FIRST_CASE
    repaired = first_case(ranks=new)
    assert 0.0 < smallest_of(repaired) < 0.01
    assert list(valid_correlations(repaired, {})) == []
