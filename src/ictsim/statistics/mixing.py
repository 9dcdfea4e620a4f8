"""The mix of keys under which all gain in as many runs as possible.

A partner's gain is linear in its share of the cost, so under a mix of keys it is the mean of its
gains under each of them, by the weights. The number of runs in which everyone gains is a step
function of the weights, with no slope to follow. Along a line it is known exactly: in each run all
gain on one interval of it, and the point under most intervals is found by sorting their ends. The
search goes from line to line until none leads higher.

With two keys, or two partners, the first line has the answer. With more it is a search: what it
finds is no worse than any single key on these runs, but not shown to be the best there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ictsim.statistics.simplex import (
    Weights,
    beginnings,
    corners,
    ends_of_line,
    onto,
    rounded,
    spread,
)

Gains = NDArray[np.float64]

ROUNDED_TO = (20, 100, 1_000, 10_000)  # parts: steps of 5 % first

_EXPLORED = 1 << 13  # runs on which the points to climb from are compared and climbed
_EASED = 6  # times that an eased target is halved
_CLIMBED = 6  # of these points, the best ones
_POLISHED = 2  # of what is reached from them, the best ones, on all runs
_ROUNDS = 12  # over all lines, where every one of them still led higher
_AIMS = 8  # points that lines go to, besides each key


@dataclass(frozen=True)
class Mix:
    """Weights of the keys, shape (keys,), and in how many runs everyone gains under them."""

    weights: Weights
    count: int


def mixed(gains: Gains, weights: Weights) -> Gains:
    """Each partner's gain under the mix, euros, shape (partners, runs).

    ``gains`` are those under each key alone, shape (keys, partners, runs).
    """
    total = np.zeros(gains.shape[1:])
    for gain, weight in zip(gains, weights, strict=True):
        if weight:  # one key alone is left as it is, to the last bit
            total += weight * gain
    return total


def all_gain(gains: Gains, weights: Weights, least: float) -> NDArray[np.bool_]:
    """The runs in which every partner gains more than ``least`` euros, shape (runs,)."""
    return np.asarray((mixed(gains, weights) > least).all(axis=0))


def best_mix(gains: Gains, least: float, spared: int = 0) -> Mix:
    """The mix under which everyone gains more than ``least`` in most of the runs.

    The same for the same gains, whatever the machine. What is simpler comes first where that
    costs ``spared`` runs at most: a key alone, then fewer keys, then rounder weights.

    Parameters
    ----------
    gains
        Euros, shape (keys, partners, runs), all finite. Of keys that are equally good the first
        is taken.
    least
        What a gain must exceed, euros.
    spared
        Runs that may be lost for a simpler mix; 0 looks at ties alone.

    Raises
    ------
    ValueError
        There is no key, no partner or no run.
    """
    if gains.ndim != 3 or 0 in gains.shape:
        raise ValueError(f"gains have shape {gains.shape}: no keys, partners and runs")
    contest = _Contest.of(gains, least)
    alone = max(map(contest.judged, corners(len(gains))), key=lambda mix: mix.count)
    found = max([alone, *_searched(contest)], key=lambda mix: mix.count)
    enough = found.count - spared
    if alone.count >= enough:
        return alone
    return _rounded(contest, _with_fewer_keys(contest, found, enough), enough)


@dataclass(frozen=True)
class _Contest:
    """The runs that some mixes win and others lose, and how many every mix wins.

    A run that everyone gains in under each key is won by every mix; one in which somebody gains
    under none of them, by no mix. Neither has a say in the search.
    """

    gains: Gains
    least: float
    sure: int

    @classmethod
    def of(cls, gains: Gains, least: float) -> _Contest:
        sure = (gains.min(axis=0) > least).all(axis=0)
        possible = (gains.max(axis=0) > least).all(axis=0)
        return cls(gains[:, :, possible & ~sure], least, int(sure.sum()))

    @property
    def keys(self) -> int:
        return len(self.gains)

    def first(self, runs: int) -> _Contest:
        return _Contest(self.gains[:, :, :runs], self.least, 0)

    def judged(self, weights: Weights) -> Mix:
        won = all_gain(self.gains, weights, self.least)
        return Mix(weights, self.sure + int(np.count_nonzero(won)))

    def best_on_line(self, weights: Weights, direction: Weights) -> Weights | None:
        """The best point of the line through ``weights``; None where there is no line."""
        ends = ends_of_line(weights, direction)
        if ends is None:
            return None
        start, end = (mixed(self.gains, point) for point in ends)
        place = most_covered(*all_gain_between(start, end - start, self.least))
        return onto(ends[0] + place * (ends[1] - ends[0]))


def all_gain_between(start: Gains, rise: Gains, least: float) -> tuple[Gains, Gains]:
    """Between which two places of a line all partners gain, shape (runs,) each.

    There start + place * rise > least, both of shape (partners, runs); no place, where the first
    is not below the second.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        crossing = (least - start) / rise
    low = np.where(rise > 0.0, crossing, -np.inf)
    low[(rise == 0.0) & (start <= least)] = np.inf
    high = np.where(rise < 0.0, crossing, np.inf)
    return low.max(axis=0), high.min(axis=0)


def most_covered(low: Gains, high: Gains) -> float:
    """The place between 0 and 1 that most of the open intervals (low, high) cover.

    The middle of the widest stretch of such places; ends that are infinite are allowed.
    """
    some = low < high
    lows, highs = np.sort(low[some]), np.sort(high[some])
    edges = np.unique(np.clip(np.concatenate([lows, highs, [0.0, 1.0]]), 0.0, 1.0))
    middles = (edges[1:] + edges[:-1]) / 2.0
    covered = np.searchsorted(lows, middles) - np.searchsorted(highs, middles)
    widths = np.where(covered == covered.max(), np.diff(edges), 0.0)
    return float(middles[np.argmax(widths)])


def _searched(contest: _Contest) -> Iterator[Mix]:
    """What is reached from the most promising points: explored on some runs, polished on all."""
    if contest.keys == 1 or not contest.gains.shape[2]:
        return
    every = range(contest.keys)
    some = contest.first(_EXPLORED)
    begun = sorted(map(some.judged, beginnings(contest.keys)), key=lambda mix: -mix.count)
    begun = [*begun[:_CLIMBED], _eased(some, every)]
    reached = sorted((_climbed(some, mix, every) for mix in begun), key=lambda mix: -mix.count)
    for mix in reached[:_POLISHED]:
        yield _climbed(contest, contest.judged(mix.weights), every)


def _eased(contest: _Contest, keys: Sequence[int]) -> Mix:
    """A point found by asking less of a gain at first, and then more and more.

    Where everyone gains under few mixes alone, no line through the others shows where those are.
    """
    mix = contest.judged(np.full(contest.keys, 1.0 / contest.keys))
    lowest = mixed(contest.gains, mix.weights).min(axis=0)
    missing = float(np.median(np.maximum(contest.least - lowest, 0.0)))
    for halved in range(_EASED):
        eased = replace(contest, least=contest.least - missing / 2.0**halved)
        mix = _climbed(eased, eased.judged(mix.weights), keys)
    return contest.judged(mix.weights)


def _climbed(contest: _Contest, mix: Mix, keys: Sequence[int]) -> Mix:
    """The mix after going along every line among ``keys`` until none leads higher."""
    for _ in range(_ROUNDS):
        before = mix.count
        for aim, is_point in _aims(contest.keys, keys):
            direction = aim - mix.weights if is_point else aim
            place = contest.best_on_line(mix.weights, direction)
            if place is not None:
                mix = max(mix, contest.judged(place), key=lambda one: one.count)
        if mix.count == before:
            break
    return mix


def _aims(size: int, keys: Sequence[int]) -> Iterator[tuple[Weights, bool]]:
    """Lines to go along: from one key to another, and towards points (then True).

    Shifts between two keys alone could halt at a kink below the top; the points add slants.
    """
    unit = np.eye(size)
    for a, b in combinations(keys, 2):
        yield unit[a] - unit[b], False
    if len(keys) > 2:
        for key in keys:
            yield unit[key], True
        for point in spread(len(keys), _AIMS):
            aim = np.zeros(size)
            aim[list(keys)] = point
            yield aim, True


def _with_fewer_keys(contest: _Contest, mix: Mix, enough: int) -> Mix:
    """Leave keys out, one after the other, as long as ``enough`` runs stay won."""
    while (used := np.flatnonzero(mix.weights)).size > 2:
        tries = [_without(contest, mix, key) for key in used.tolist()]
        best = max(tries, key=lambda one: one.count)
        if best.count < enough:
            return mix
        mix = best
    return mix


def _without(contest: _Contest, mix: Mix, key: int) -> Mix:
    weights = mix.weights.copy()
    weights[key] = 0.0
    weights = onto(weights)
    keys = np.flatnonzero(weights).tolist()
    return _climbed(contest, contest.judged(weights), keys)


def _rounded(contest: _Contest, mix: Mix, enough: int) -> Mix:
    """The weights in the coarsest parts with which ``enough`` runs stay won."""
    for parts in ROUNDED_TO:
        coarse = contest.judged(rounded(mix.weights, parts))
        if coarse.count >= enough:
            return coarse
    return mix
