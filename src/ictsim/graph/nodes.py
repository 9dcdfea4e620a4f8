"""The node kinds of a formula graph and the range each can take."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

Range = tuple[float, float]


class Op(enum.Enum):
    """What a node computes from its arguments a, b, c and constants k."""

    INPUT = "the sampled input of that name"
    SCORE = "the normal score of the independent uniform of that name"
    DEPENDENT = "the sampled input of that name, whose normal score is a"
    LINEAR = "k0 + sum of k_j * arg_j"
    MUL = "a * b"
    INVERSE = "1 / a"
    MIN = "the smaller of a and b, or of a and k"
    MAX = "the larger of a and b, or of a and k"
    FLOOR = "a rounded down"
    POSITIVE = "1 where a > 0, else 0"
    REACHED = "1 where a >= 0, else 0"
    PICK = "k where a > b, else c"
    UNDER = "k where b < 0, else a"
    PAYBACK = "k0 where b < 0, the larger of a and k1 where b > 0, else a"


@dataclass(frozen=True, slots=True)
class Node:
    """One operation. ``args`` are node numbers, ``constants`` what the operation needs besides.

    ``stage`` is the calendar year the node belongs to, 0 where to none; ``low`` and ``high``
    hold in every run, at the base values too.
    """

    op: Op
    args: tuple[int, ...]
    constants: tuple[float, ...]
    name: str
    stage: int
    low: float
    high: float


def times(x: Range, y: Range) -> Range:
    """Range of a product; 0 times infinity is 0, as an amount of 0 stays 0."""
    corners = [a * b if a and b else 0.0 for a in x for b in y]
    return min(corners), max(corners)


def inverse(x: Range) -> Range:
    """Range of ``1 / x``; unbounded where x may be 0."""
    if x[0] <= 0.0 <= x[1]:
        return -math.inf, math.inf
    return 1.0 / x[1], 1.0 / x[0]
