"""Figures as text: never finer than the sampling error, never 0 % or 100 % from a count."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ictsim.report.numbers import (
    Cell,
    Frequency,
    amount,
    deviation,
    euros,
    frequencies,
    frequency,
    grouped,
    half_width,
    nice_step,
    one_digit_up,
    page_one_step,
    percent,
    plain,
    share,
    to_step,
    year,
)
from ictsim.results.record import Estimate
from ictsim.statistics import wilson

MINUS = "\u2212"


def chance(successes: int, runs: int) -> Estimate:
    return Estimate(successes / runs, *wilson(successes, runs), "probability", runs)


def euro(value: float, half: float) -> Estimate:
    return Estimate(value, value - half, value + half, "eur", 1_000)


def number(text: str) -> float:
    return float(re.sub(r"[^\d.\-]", "", text.replace(MINUS, "-")))


counts = st.integers(1, 5_000_000).flatmap(
    lambda runs: st.tuples(
        st.one_of(st.integers(0, runs), st.integers(0, min(runs, 60))), st.just(runs), st.booleans()
    )
)


@given(counts)
def test_a_frequency_says_nothing_the_interval_does_not_hold(drawn):
    successes, runs, mirrored = drawn
    estimate = chance(runs - successes if mirrored else successes, runs)
    said = frequency(estimate)
    share = said.count / said.out_of

    if said.relation == "fewer than":
        assert estimate.high <= share
    elif said.relation == "more than":
        assert estimate.low >= share
    elif said.relation == "between":
        assert said.count < said.upper
        assert share <= estimate.value <= said.upper / said.out_of or said.out_of >= 100
    else:
        assert said.relation == "about"
        assert 0 < said.count < said.out_of, "a count is no certainty"
        # At most half a step off, and the step is not below the sampling error.
        steps = {10: 0.1, 100: 0.05 if said.count % 5 == 0 else 0.01}
        step = steps.get(said.out_of, 1 / said.out_of)
        assert abs(share - estimate.value) <= step / 2 + 1e-9
        assert step >= (half_width(estimate) or 0.0) - 1e-9
    assert 0 <= said.icons <= 100


@pytest.mark.parametrize(
    ("successes", "runs", "said"),
    [
        (0, 1_000_000, Frequency("fewer than", 1, 10_000)),
        (0, 1_000, Frequency("fewer than", 1, 100)),
        (0, 100, Frequency("fewer than", 4, 100)),
        (0, 10, Frequency("fewer than", 3, 10)),
        (1_000_000, 1_000_000, Frequency("more than", 9_999, 10_000)),
        (10, 10, Frequency("more than", 7, 10)),
        (5, 10, Frequency("between", 2, 10, 8)),
        (48, 1_000_000, Frequency("fewer than", 1, 10_000)),
        (83, 1_000_000, Frequency("about", 1, 10_000)),
        (3_166, 1_000_000, Frequency("about", 3, 1_000)),
        (15_196, 1_000_000, Frequency("between", 1, 100, 2)),
        (19_500, 1_000_000, Frequency("about", 2, 100)),
        (132_000, 1_000_000, Frequency("about", 15, 100)),
        (540_183, 1_000_000, Frequency("about", 55, 100)),
        (864_220, 1_000_000, Frequency("about", 85, 100)),
        (980_452, 1_000_000, Frequency("about", 98, 100)),
        (999_952, 1_000_000, Frequency("more than", 9_999, 10_000)),
    ],
)
def test_frequencies_of_known_counts(successes: int, runs: int, said: Frequency):
    assert frequency(chance(successes, runs)) == said


def test_only_a_certainty_is_none_or_all():
    assert frequency(Estimate(1.0, 1.0, 1.0, "probability", 5)).relation == "all"
    assert frequency(Estimate(0.0, 0.0, 0.0, "probability", 5)).relation == "none"
    assert frequency(Estimate(None, None, None, "probability", 0, "why")).relation == "unknown"


@given(counts)
def test_per_cent_is_never_0_or_100_and_stays_within_the_interval(drawn):
    successes, runs, _ = drawn
    estimate = chance(successes, runs)
    text, margin, *_ = percent(estimate)

    assert number(text) not in (0.0, 100.0)
    if text.startswith("below"):
        assert number(text) >= 100 * estimate.high - 1e-9
    elif text.startswith("above"):
        assert number(text) <= 100 * estimate.low + 1e-9
    else:
        half = 100 * half_width(estimate)
        assert abs(number(text) - 100 * estimate.value) <= nice_step(half) / 2 + 1e-9
        assert number(margin) >= half - 1e-9


@given(st.floats(1e-6, 1e9), st.floats(-1e9, 1e9))
def test_an_amount_is_rounded_to_its_sampling_error(half: float, value: float):
    step = nice_step(half)

    assert half <= step * (1 + 1e-6) <= 2.51 * half
    assert abs(number(to_step(value, step)) - value) <= step / 2 + 1e-6 * abs(value)
    assert number(one_digit_up(half)) >= half * (1 - 1e-6)
    assert len(one_digit_up(half).replace("0", "").replace(".", "").replace(",", "")) == 1


@pytest.mark.parametrize(
    ("value", "half", "text", "margin"),
    [
        (-3_998_433.0, 1_388.0, f"{MINUS}3,998", "±\u00a02"),
        (-3_998_433.0, 14_000.0, f"{MINUS}4,000", "±\u00a020"),
        (400.0, 900_000.0, "0", "±\u00a0900"),
        (-400.0, 900_000.0, "0", "±\u00a0900"),
        (1_831_673.0, 0.0, "1,832", ""),
        (149.6, 3.1, "0.150", "±\u00a00.004"),
    ],
)
def test_amounts_in_thousands(value: float, half: float, text: str, margin: str):
    assert amount(euro(value, half)) == Cell(text, margin)


def test_a_share_without_error_keeps_its_value():
    exact = Estimate(0.005, 0.005, 0.005, "share", 40)

    assert str(share(exact)) == "0.50\u00a0%"
    assert str(share(Estimate(0.0504, 0.05, 0.0508, "share", 40))) == "5.05\u00a0% ±\u00a00.04"


def test_an_open_interval_says_so():
    assert amount(Estimate(5e6, None, 6e6, "eur", 20)).margin == "no lower bound"
    assert amount(Estimate(5e6, 4e6, None, "eur", 20)).margin == "no upper bound"
    assert amount(Estimate(5e6, None, None, "eur", 1)).margin == "no bounds"


def test_what_there_is_none_of_says_why():
    nothing = Estimate(None, None, None, "eur", 1, "one run has no spread")

    assert str(amount(nothing)) == "undefined (one run has no spread)"
    assert str(percent(nothing)) == str(deviation(nothing)) == str(amount(nothing))


def test_a_standard_deviation_has_two_digits_or_what_the_runs_support():
    def sd(runs: int) -> str:
        return deviation(Estimate(2_519_000.0, None, None, "eur", runs, "no interval")).text

    assert (sd(1_000_000), sd(200), sd(10)) == ("2,500", "2,500", "2,000")


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(2020.0, 2020.0, 2020.0, "year", 9), "2020"),
        (Estimate(2020.0, 2019.0, 2021.0, "year", 9), "2020 2019 to 2021"),
        (Estimate("never", 2030.0, "never", "year", 9), "not by\u00a02030 2030 or later"),
        (Estimate("never", "never", "never", "year", 9), "not by\u00a02030"),
        (Estimate(2020.0, None, 2021.0, "year", 9), "2020"),
    ],
)
def test_years(estimate: Estimate, text: str):
    assert str(year(estimate, 2030)) == text


def same_number(said: list[Frequency]) -> set[int]:
    """What figures are out of, but for those beyond the first or the last one."""
    return {
        one.out_of
        for one in said
        if one.relation in ("about", "between")
        or (one.relation == "fewer than" and one.count > 1)
        or (one.relation == "more than" and one.count < one.out_of - 1)
    }


@given(st.lists(counts, min_size=1, max_size=5))
def test_a_row_counts_out_of_one_number(drawn):
    row = [chance(runs - n if mirrored else n, runs) for n, runs, mirrored in drawn]
    said = frequencies(row)

    assert len(same_number(said)) <= 1
    for estimate, one in zip(row, said, strict=True):
        alone, share = frequency(estimate), one.count / one.out_of
        assert one.out_of <= alone.out_of
        if one.relation == "fewer than":
            assert estimate.high <= share
        elif one.relation == "more than":
            assert estimate.low >= share
        elif one.relation == "about":
            assert abs(share - estimate.value) <= 0.5 / one.out_of + 0.025 + 1e-9
    if len(same_number([frequency(estimate) for estimate in row])) <= 1:
        assert said == [frequency(estimate) for estimate in row]


def test_the_larger_of_two_figures_in_a_row_does_not_look_the_smaller():
    row = [chance(999_200, 1_000_000), chance(998_500, 1_000_000), chance(20, 1_000_000)]
    assert [frequency(one) for one in row] == [
        Frequency("about", 9_992, 10_000),
        Frequency("between", 998, 1_000, 999),
        Frequency("fewer than", 1, 10_000),
    ]
    assert frequencies(row) == [
        Frequency("about", 999, 1_000),
        Frequency("between", 998, 1_000, 999),
        Frequency("fewer than", 1, 10_000),
    ]
    assert frequencies([chance(3_000, 1_000_000), chance(20_000, 1_000_000)]) == [
        Frequency("fewer than", 1, 100),
        Frequency("about", 2, 100),
    ]


def test_page_one_rounds_to_50_000_or_finer_for_small_cases_or_to_the_error():
    assert page_one_step(euro(0.0, 1_000.0), spread=4e6) == 50_000
    assert page_one_step(euro(0.0, 1_000.0), spread=4e5) == 5_000
    assert page_one_step(euro(0.0, 150_000.0), spread=4e6) == 200_000
    assert page_one_step(euro(0.0, 0.0), spread=0.0) == 50_000


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (1_831_673.0, 50_000.0, "€ 1.85 million"),
        (-3_998_433.0, 50_000.0, "€ 4.00 million"),
        (20_318_747.0, 500_000.0, "€ 20.5 million"),
        (980_000.0, 50_000.0, "€ 1.00 million"),
        (33_400.0, 5_000.0, "€ 35,000"),
    ],
)
def test_amounts_in_words(value: float, step: float, text: str):
    assert euros(value, step).replace("\u00a0", " ") == text


def test_signs_separators_and_inputs():
    assert grouped(-1_234.56, 1) == f"{MINUS}1,234.6"
    assert grouped(-0.04, 1) == "0.0"
    assert [plain(x) for x in (0.0, 0.0199, 72_000.0, 0.519480519, 2.0, -1.5)] == [
        "0",
        "0.0199",
        "72,000",
        "0.5195",
        "2",
        f"{MINUS}1.5",
    ]
