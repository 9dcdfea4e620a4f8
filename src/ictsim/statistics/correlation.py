"""Correlation matrices of a Gaussian copula: valid or not, the nearest valid one, its factor."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

# Below this an eigenvalue is a zero with rounding: perfect correlation has some.
ROUNDING = 1e-10

# What is offered instead of an invalid matrix keeps this much, so that it stays valid when its
# entries are rounded to three digits.
_LEAST_OFFERED = 2e-3
_MOST_STEPS = 500
_SETTLED = 1e-9


def normal_from_rank(rank: float) -> float:
    """Correlation of two normal scores whose Spearman rank correlation is ``rank``.

    r = 2 sin(pi rank / 6) (Pearson 1907); both from -1 to 1.
    """
    return 2.0 * math.sin(math.pi * rank / 6.0)


def rank_from_normal(r: float) -> float:
    """The inverse of :func:`normal_from_rank`."""
    return 6.0 / math.pi * math.asin(r / 2.0)


def smallest_eigenvalue(matrix: Matrix) -> float:
    """Of a symmetric matrix, shape (n, n)."""
    return float(np.linalg.eigvalsh(matrix)[0])


def is_valid(matrix: Matrix) -> bool:
    """Whether there are variables with this correlation matrix: no eigenvalue below 0."""
    inside = bool(np.abs(matrix).max() <= 1.0 + ROUNDING)
    return inside and smallest_eigenvalue(matrix) >= -ROUNDING


def factor(matrix: Matrix) -> Matrix:
    """Lower triangle L with L L' = ``matrix``, row by row (Cholesky), shape (n, n).

    Row k uses rows before it alone: another variable at the end leaves the others as they were.
    A variable that the earlier ones determine has 0 on the diagonal.
    """
    size = len(matrix)
    lower = np.zeros((size, size))
    for row in range(size):
        for column in range(row):
            rest = matrix[row, column] - lower[row, :column] @ lower[column, :column]
            pivot = lower[column, column]
            lower[row, column] = rest / pivot if pivot > 0.0 else 0.0
        own = matrix[row, row] - lower[row, :row] @ lower[row, :row]
        lower[row, row] = math.sqrt(own) if own > ROUNDING else 0.0
    return lower


def nearest(matrix: Matrix, fixed: NDArray[np.bool_] | None = None) -> Matrix:
    """The valid correlation matrix nearest to ``matrix`` (Frobenius norm), shape (n, n).

    Alternating projections with Dykstra's correction (Higham 2002, "Computing the nearest
    correlation matrix"). Entries marked in ``fixed`` keep their value as far as that converges.
    """
    found, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(_MOST_STEPS):
        before = found
        shifted = found - correction
        projected = _without_negative(shifted)
        correction = projected - shifted
        found = projected.copy()
        np.fill_diagonal(found, 1.0)
        if fixed is not None:
            found[fixed] = matrix[fixed]
        if np.abs(found - before).max() < _SETTLED:
            break
    return found


def _without_negative(matrix: Matrix) -> Matrix:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.maximum(values, _LEAST_OFFERED)) @ vectors.T)


def rounded_until_valid(matrix: Matrix, rounded: Callable[[Matrix], Matrix]) -> Matrix:
    """``rounded(matrix)``, drawn towards independence in small steps until it is valid."""
    size = len(matrix)
    for step in range(101):
        tried = rounded((1.0 - step / 100.0) * matrix + step / 100.0 * np.eye(size))
        if is_valid(tried):
            return tried
    return np.eye(size)


def groups_of(ranks: Mapping[tuple[str, str], float], order: Sequence[str]) -> list[list[str]]:
    """Names that correlate with each other, directly or by way of others, each in ``order``."""
    group_of: dict[str, set[str]] = {}
    for a, b in ranks:
        merged = group_of.get(a, {a}) | group_of.get(b, {b})
        group_of.update(dict.fromkeys(merged, merged))
    distinct = {id(group): group for group in group_of.values()}
    return [sorted(group, key=order.index) for group in distinct.values()]


def correlation_matrix(ranks: Mapping[tuple[str, str], float], group: Sequence[str]) -> Matrix:
    """Normal correlations of a group, shape (n, n); pairs that are not named have 0."""
    matrix = np.eye(len(group))
    place = {name: number for number, name in enumerate(group)}
    for (a, b), rank in ranks.items():
        if a in place and b in place:
            i, j = place[a], place[b]
            matrix[i, j] = matrix[j, i] = normal_from_rank(rank)
    return matrix
