"""The search for a mix of keys: against grids, closed forms and cases whose answer is known."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom

from ictsim.statistics.mixing import (
    Gains,
    all_gain,
    all_gain_between,
    best_mix,
    mixed,
    most_covered,
)
from ictsim.statistics.paired import paired_difference
from ictsim.statistics.simplex import beginnings, ends_of_line, rounded, spread

RUNS = 40_000


def by_grid(gains: Gains, parts: int, least: float = 0.0) -> int:
    """The most runs in which all gain, over all weights that are multiples of 1 / parts."""
    best = 0
    for some in product(range(parts + 1), repeat=len(gains) - 1):
        if sum(some) <= parts:
            weights = np.array([*some, parts - sum(some)]) / parts
            best = max(best, count(gains, weights, least))
    return best


def count(gains: Gains, weights: np.ndarray, least: float = 0.0) -> int:
    """The runs in which all gain, one run and one partner at a time."""
    return sum(
        all(
            math.fsum(w * gains[k, i, run] for k, w in enumerate(weights)) > least
            for i in range(gains.shape[1])
        )
        for run in range(gains.shape[2])
    )


def divided(shares: list[list[float]], own: np.ndarray) -> Gains:
    """Gains where a cost of 1 is divided by each key's ``shares`` instead of borne as ``own``."""
    return own[None] - np.array(shares)[:, :, None]


def random_gains(seed: int, keys: int, partners: int, runs: int) -> Gains:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(partners, 8.0), size=keys)
    own = rng.dirichlet(np.full(partners, 8.0))[:, None]
    return divided(shares.tolist(), own * rng.lognormal(0.2, 0.15, (partners, runs)))


# --- Small cases, against every point of a grid ---------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "partners", "parts"), [(2, 2, 400), (2, 4, 400), (3, 2, 40), (3, 3, 40), (4, 3, 12)]
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_point_of_a_grid_is_better(seed: int, keys: int, partners: int, parts: int):
    gains = random_gains(seed, keys, partners, 40)

    found = best_mix(gains, 0.0)

    assert found.count >= by_grid(gains, parts)
    assert found.count == count(gains, found.weights)
    assert found.weights.sum() == pytest.approx(1.0, abs=1e-12)
    assert found.weights.min() >= 0.0


def test_the_gains_of_the_grid_cases_leave_room_for_a_search():
    """Else the test above would hold for a search that always names a single key."""
    better = 0
    for seed in (1, 2, 3):
        gains = random_gains(seed, 3, 3, 40)
        alone = max(count(gains, weights) for weights in np.eye(3))
        better += best_mix(gains, 0.0).count > alone

    assert better >= 2


# --- Where the best mix is known ------------------------------------------------------------------


def test_two_partners_with_equal_luck_share_in_equal_parts():
    """Own costs uniform on 0 ... 1: P(all gain) = (1 - s)(1 - (1 - s)), highest at s = 1/2."""
    own = np.random.default_rng(1).random((2, RUNS))
    gains = divided([[0.2, 0.8], [0.9, 0.1]], own)

    found = best_mix(gains, 0.0, RUNS // 2000)

    share = found.weights @ [0.2, 0.9]
    assert share * (1.0 - share) >= 0.25 - 0.002  # the loss by the closed form
    assert found.count / RUNS == pytest.approx(0.25, abs=4 * math.sqrt(0.25 * 0.75 / RUNS))
    assert max(all_gain(gains, w, 0.0).mean() for w in np.eye(2)) < 0.17


def test_a_kink_is_found_from_either_side():
    """One gains below a share of 0.613 for sure, the other above 0.611 for sure: between, both."""
    gains = np.array([[[0.613], [-0.611]], [[-0.387], [0.389]]])  # at shares 0 and 1

    found = best_mix(np.repeat(gains, 50, axis=2), 0.0)

    assert 0.611 < found.weights[1] < 0.613
    assert found.count == 50
    assert found.weights[1] == pytest.approx(0.612, abs=1e-12)  # the coarsest parts that fit


POWERS = np.array([0.5, 0.3, 0.2])


def chance_by_powers(shares: np.ndarray) -> float:
    """P(all gain) where partner i needs at most a share of s with chance s^(a_i)."""
    return float(np.prod(shares**POWERS))


def test_three_partners_and_three_keys_meet_at_the_known_point():
    """Partner i gains with chance (share_i)^(a_i), sum a = 1: the product is highest at a.

    So the shares of the best mix are a, found from keys with shares 0.1 + 0.7 of one partner.
    """
    uniforms = np.random.default_rng(5).random((3, RUNS))
    needed = uniforms ** (1.0 / POWERS[:, None])
    keys = 0.1 + 0.7 * np.eye(3)
    gains = keys[:, :, None] - needed[None]  # here a larger share is what a partner wants

    found = best_mix(gains, 0.0, RUNS // 2000)

    best = chance_by_powers(POWERS)
    assert chance_by_powers(found.weights @ keys) >= best - 0.003
    assert found.count / RUNS == pytest.approx(best, abs=4 * math.sqrt(best * (1 - best) / RUNS))
    assert max(chance_by_powers(key) for key in keys) < best - 0.04


def test_all_gain_in_a_corner_that_no_line_from_the_first_points_crosses():
    """Each of four partners needs its share just so: one small region, far from every beginning."""
    wanted = np.array([0.43, 0.07, 0.31, 0.19])
    keys = np.eye(4)
    above = (keys - wanted)[:, :, None] + np.full((1, 1, 30), 0.004)
    gains = np.concatenate([above, -above + 0.008], axis=1)  # share within 0.004 of what is wanted

    found = best_mix(gains, 0.0)

    assert found.count == 30
    assert np.abs(found.weights - wanted).max() < 0.004


def test_on_fresh_draws_the_mix_is_no_worse_than_any_single_key():
    """Beyond the stated error, in 30 cases; a 95 % interval may miss in some, here by luck alone.

    Where the truth is 'no worse', the interval lies wholly below 0 in at most 2.5 % of cases.
    """
    below, above = 0, 0
    for seed in range(30):
        gains = random_gains(seed, 3, 3, 2_000)
        search, fresh = gains[:, :, :1_000], gains[:, :, 1_000:]
        found = best_mix(search, 0.0)
        alone = max(np.eye(3), key=lambda w: int(all_gain(search, w, 0.0).sum()))
        mix, key = (all_gain(fresh, w, 0.0) for w in (found.weights, alone))
        low, high = paired_difference(int((mix & ~key).sum()), int((key & ~mix).sum()), 1_000)
        below += high < 0.0
        above += low > 0.0

    assert below <= binom.isf(1e-3, 30, 0.025)
    assert above >= 8  # and there is something to be gained in these cases


# --- What is simple comes first -------------------------------------------------------------------


def test_one_key_is_taken_as_it_is():
    gains = random_gains(1, 1, 3, 50)

    found = best_mix(gains, 0.0)

    assert found.weights.tolist() == [1.0]
    assert found.count == count(gains, np.array([1.0]))


def test_of_equal_keys_the_first_is_taken_alone():
    gains = np.repeat(random_gains(2, 1, 3, 200), 4, axis=0)

    assert best_mix(gains, 0.0).weights.tolist() == [1.0, 0.0, 0.0, 0.0]


def test_a_single_key_that_is_as_good_as_any_mix_is_taken_alone():
    gains = np.array([[[1.0, -1.0]], [[3.0, -2.0]], [[2.0, -3.0]]])

    found = best_mix(gains, 0.0)

    assert found.weights.tolist() == [1.0, 0.0, 0.0]
    assert found.count == 1


def test_a_partner_who_never_gains_leaves_no_mix_anything():
    gains = random_gains(3, 3, 3, 100)
    gains[:, 1] = -1.0

    found = best_mix(gains, 0.0)

    assert found.count == 0
    assert found.weights.tolist() == [1.0, 0.0, 0.0]


def test_a_key_that_is_not_needed_is_left_out():
    """With two partners every mix is a share: five keys, and two of them reach every share."""
    own = np.random.default_rng(1).random((2, 5_000))
    shares = [[s, 1.0 - s] for s in (0.2, 0.35, 0.8, 0.7, 0.3)]

    found = best_mix(divided(shares, own), 0.0)

    assert np.count_nonzero(found.weights) == 2
    two = [shares[k] for k in np.flatnonzero(found.weights)]
    # As good as the whole range of shares, up to what lies between two runs.
    assert found.count >= best_mix(divided([shares[0], shares[2]], own), 0.0).count
    assert found.count == count(divided(two, own), found.weights[found.weights > 0.0])


def test_a_key_that_wins_next_to_nothing_is_left_out_where_runs_may_be_spared():
    """50 runs want two keys in about equal parts, one more wants a little of the third."""
    halves = np.array([[[1.0], [0.0]], [[0.0], [1.0]], [[0.0], [0.0]]]) - 0.3
    little = np.array([[[0.0], [1.0]], [[0.0], [1.0]], [[1.0], [1.0]]]) - 0.05
    gains = np.concatenate([np.repeat(halves, 50, axis=2), little], axis=2)

    every, fewer = best_mix(gains, 0.0), best_mix(gains, 0.0, spared=1)

    assert (every.count, fewer.count) == (51, 50)
    assert every.weights[2] > 0.05
    assert fewer.weights.tolist() == [0.5, 0.5, 0.0]


def test_runs_are_spared_for_what_is_simpler_and_no_more_than_those():
    own = np.random.default_rng(1).random((2, 5_000))
    gains = divided([[0.2, 0.8], [0.9, 0.1]], own)
    exact = best_mix(gains, 0.0)
    rough = best_mix(gains, 0.0, spared=25)
    alone = best_mix(gains, 0.0, spared=5_000)

    assert exact.count - 25 <= rough.count < exact.count
    assert (rough.weights * 20) == pytest.approx(np.round(rough.weights * 20), abs=1e-9)
    assert sorted(alone.weights.tolist()) == [0.0, 1.0]
    assert alone.count == max(count(gains, w) for w in np.eye(2))


def test_exactly_the_least_is_no_gain():
    gains = np.array([[[1.0, 2.0], [1.0, 2.0]]])

    assert best_mix(gains, 1.0).count == 1
    assert best_mix(gains, 2.0).count == 0


@pytest.mark.parametrize("shape", [(0, 2, 5), (2, 0, 5), (2, 2, 0)])
def test_without_keys_partners_or_runs_there_is_no_mix(shape: tuple[int, int, int]):
    with pytest.raises(ValueError, match="no keys, partners and runs"):
        best_mix(np.zeros(shape), 0.0)


# --- Whatever the gains ---------------------------------------------------------------------------

numbers = st.floats(-10.0, 10.0, allow_nan=False) | st.sampled_from([0.0, 1.0, -1.0])


@st.composite
def any_gains(draw: st.DrawFn) -> Gains:
    shape = (draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 12)))
    flat = draw(st.lists(numbers, min_size=math.prod(shape), max_size=math.prod(shape)))
    return np.array(flat).reshape(shape)


@given(any_gains(), st.sampled_from([0.0, 1e-6, 0.5]))
def test_it_is_never_below_the_best_single_key(gains: Gains, least: float):
    found = best_mix(gains, least)

    assert found.count >= max(count(gains, w, least) for w in np.eye(len(gains)))
    assert found.count >= int(all_gain(gains, found.weights, least).sum())
    assert found.weights.sum() == pytest.approx(1.0, abs=1e-12)
    again = best_mix(gains.copy(), least)
    assert again.weights.tolist() == found.weights.tolist()


@given(any_gains())
def test_what_no_mix_can_win_and_what_all_win_is_counted_right(gains: Gains):
    found = best_mix(gains, 0.0)
    certain = ((gains > 0.0).all(axis=(0, 1))).sum()
    possible = ((gains > 0.0).any(axis=0).all(axis=0)).sum()

    assert certain <= found.count <= possible


# --- The parts it is made of ----------------------------------------------------------------------


def test_a_mix_of_gains_is_their_weighted_mean():
    gains = random_gains(4, 3, 2, 5)
    weights = np.array([0.2, 0.5, 0.3])

    assert mixed(gains, weights) == pytest.approx(np.average(gains, axis=0, weights=weights))
    assert np.array_equal(mixed(gains, np.eye(3)[1]), gains[1])


@given(st.lists(st.tuples(st.integers(-3, 9), st.integers(-3, 9)), min_size=1, max_size=8))
def test_the_place_under_most_intervals(ends: list[tuple[int, int]]):
    low, high = (np.array(side) / 6.0 for side in zip(*ends, strict=True))

    place = most_covered(low, high)

    def covering(x: float) -> int:
        return sum(a < x < b for a, b in zip(low, high, strict=True))

    middles = (np.arange(6) + 0.5) / 6.0
    assert 0.0 < place < 1.0
    assert covering(place) == max(map(covering, middles))


finite = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0])


@given(st.lists(st.tuples(finite, finite), min_size=1, max_size=4), st.sampled_from([0.0, 0.5]))
def test_between_which_places_of_a_line_all_gain(lines: list[tuple[float, float]], least: float):
    start, rise = (np.array(side)[:, None] for side in zip(*lines, strict=True))

    low, high = all_gain_between(start, rise, least)

    for place in (np.arange(-40, 41) + 0.37) / 10.0:
        gain = all(s + place * r > least for s, r in lines)
        assert gain == (low[0] < place < high[0])


def test_the_place_lies_in_the_middle_of_the_widest_stretch():
    low = np.array([-np.inf, 0.1, 0.5, np.inf])
    high = np.array([np.inf, 0.2, 0.9, np.inf])

    assert most_covered(low, high) == pytest.approx(0.7)


def test_a_line_ends_where_a_weight_is_used_up():
    ends = ends_of_line(np.array([0.5, 0.2, 0.3]), np.array([1.0, -1.0, 0.0]))

    assert ends is not None
    assert ends[0] == pytest.approx([0.0, 0.7, 0.3])
    assert ends[1] == pytest.approx([0.7, 0.0, 0.3])
    assert ends_of_line(np.array([1.0, 0.0]), np.zeros(2)) is None


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6).filter(lambda w: sum(w) > 0.01),
       st.sampled_from([20, 100, 1_000]))  # fmt: skip
def test_rounded_weights_sum_to_one(raw: list[float], parts: int):
    weights = np.array(raw) / sum(raw)

    coarse = rounded(weights, parts)

    assert round(float(coarse.sum() * parts), 6) == parts
    assert coarse * parts == pytest.approx(np.round(coarse * parts), abs=1e-9)
    assert np.abs(coarse - weights).max() < 1.0 / parts


@pytest.mark.parametrize("size", [2, 3, 5])
def test_spread_points_are_weights_and_fill_the_space(size: int):
    points = np.array(list(spread(size, 4_000)))

    assert points.min() >= 0.0
    assert points.sum(axis=1) == pytest.approx(1.0)
    # A weight is uniform on the simplex where P(w > x) = (1 - x)^(size - 1).
    for x in (0.1, 0.3, 0.6):
        assert (points > x).mean(axis=0) == pytest.approx((1.0 - x) ** (size - 1), abs=0.02)


def test_the_search_begins_with_what_is_simple():
    points = beginnings(3)

    assert [p.tolist() for p in points[:3]] == np.eye(3).tolist()
    assert [p.tolist() for p in points[3:6]] == [[0.5, 0.5, 0.0], [0.5, 0.0, 0.5], [0.0, 0.5, 0.5]]
    assert points[6].tolist() == [1 / 3, 1 / 3, 1 / 3]
    assert len(beginnings(2)) == 3
    assert len(beginnings(1)) == 1


# --- The interval of a difference -----------------------------------------------------------------


def test_the_interval_of_a_paired_difference_covers():
    """Exact coverage by enumeration over all counts of a small trinomial, near 95 % throughout."""
    runs = 60
    for first, second in ((0.1, 0.1), (0.3, 0.1), (0.02, 0.01), (0.5, 0.3)):
        covered = 0.0
        for either in range(runs + 1):
            of_either = binom.pmf(either, runs, first + second)
            for b in range(either + 1):
                low, high = paired_difference(b, either - b, runs)
                if low <= first - second <= high:
                    covered += of_either * binom.pmf(b, either, first / (first + second))
        assert 0.935 <= covered <= 1.0, (first, second, covered)


def test_the_interval_of_many_runs_is_that_of_mcnemar():
    low, high = paired_difference(5_200, 4_800, 1_000_000)
    error = math.sqrt(10_000 - 400**2 / 1e6) / 1e6

    assert (low + high) / 2 == pytest.approx(400 / 1e6, rel=1e-5)
    assert (high - low) / 2 == pytest.approx(1.959964 * error, rel=1e-3)


def test_where_nothing_differs_the_interval_is_about_the_rule_of_three():
    """0 of n runs: a one-sided chance of 3 / n is just not excluded at 95 % (0.975: 3.7 / n)."""
    low, high = paired_difference(0, 0, 1_000)
    excluded = brentq(lambda p: (1 - p) ** 1_000 - 0.025, 1e-6, 0.1)

    assert low == -high
    assert 0.4 * excluded < high < excluded


def test_the_interval_stays_within_what_is_possible():
    assert paired_difference(10, 0, 10)[1] == 1.0
    assert paired_difference(0, 10, 10)[0] == -1.0
