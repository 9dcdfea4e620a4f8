"""Weights that are 0 or more and sum to 1: points to begin at, lines to search along."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]

_SPREAD = 8  # points that are neither a corner, nor the middle of two or of all
_NOTHING = 1e-12  # a weight, or a change of one, that is rounding


def corners(size: int) -> list[Weights]:
    """Each key alone, in their order; vectors of length ``size``."""
    return list(np.eye(size))


def beginnings(size: int) -> list[Weights]:
    """Points that a search begins at, simple ones first.

    Each key alone, each two in equal parts, all in equal parts, and with three keys or more some
    that are spread over what lies between.
    """
    points = corners(size)
    points += [(a + b) / 2.0 for a, b in combinations(points, 2)]
    if size > 2:
        points += [np.full(size, 1.0 / size), *spread(size, _SPREAD)]
    return points


def spread(size: int, number: int) -> Iterator[Weights]:
    """``number`` points that lie evenly over all weights; always the same ones.

    The gaps between sorted uniforms are uniform on the simplex; the uniforms are the additive
    recurrence of the generalised golden ratio, x^(d+1) = x + 1 in d dimensions (Roberts 2018,
    "The unreasonable effectiveness of quasirandom sequences").
    """
    dimensions = size - 1
    ratio = 2.0
    for _ in range(64):  # a contraction: far below rounding by then
        ratio = (1.0 + ratio) ** (1.0 / (dimensions + 1))
    steps = ratio ** -np.arange(1.0, dimensions + 1.0)
    for count in range(1, number + 1):
        uniforms = np.sort((0.5 + count * steps) % 1.0)
        yield np.diff(uniforms, prepend=0.0, append=1.0)


def ends_of_line(weights: Weights, direction: Weights) -> tuple[Weights, Weights] | None:
    """Where the line through ``weights`` leaves the simplex, on either side.

    ``direction`` sums to 0. None where it is 0 all over, so that there is no line.
    """
    rising, falling = direction > _NOTHING, direction < -_NOTHING
    if not rising.any() or not falling.any():
        return None
    back = (weights[rising] / direction[rising]).min()
    ahead = (weights[falling] / -direction[falling]).min()
    return onto(weights - back * direction), onto(weights + ahead * direction)


def onto(weights: Weights) -> Weights:
    """The weights without what rounding left beside 0, and summing to 1."""
    positive = np.where(weights > _NOTHING, weights, 0.0)
    return np.asarray(positive / positive.sum())


def rounded(weights: Weights, parts: int) -> Weights:
    """Whole multiples of 1 / ``parts`` that sum to 1, each less than one of these off.

    The parts that are left go to those that lost most by rounding down.
    """
    whole = np.floor(weights * parts)
    left = parts - int(whole.sum())
    whole[np.argsort(whole - weights * parts, kind="stable")[:left]] += 1.0
    return np.asarray(whole / parts)
