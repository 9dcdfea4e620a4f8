"""Figures as text: never finer than the sampling error, never 0 % or 100 % from a count."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ictsim.report.money import money_of
from ictsim.report.numbers import (
    Cell,
    Frequency,
    amount,
    deviation,
    error_step,
    euros,
    frequency,
    grouped,
    half_width,
    nice_step,
    one_digit_up,
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


def step_of(estimate: Estimate) -> int:
    """The step of a count of 100 by the rule as it is written down."""
    rest = 100 * min(estimate.value, 1 - estimate.value)
    if rest < 10:
        return 1 if estimate.runs >= 4_000 else 5 if estimate.runs >= 400 else 10
    if rest >= 45 - 1e-9 and estimate.runs >= 10_000:
        return 1
    return 5 if estimate.runs >= 400 else 10


@given(counts)
def test_a_frequency_says_nothing_the_interval_does_not_hold(drawn):
    successes, runs, mirrored = drawn
    estimate = chance(runs - successes if mirrored else successes, runs)
    said = frequency(estimate)
    low, value, high = (100 * x for x in (estimate.low, estimate.value, estimate.high))

    if said.relation == "fewer than":
        assert high <= said.count + 1e-6
        assert value < step_of(estimate) / 2 or runs < 100
    elif said.relation == "more than":
        assert low >= said.count - 1e-6
        assert value > 100 - step_of(estimate) / 2 or runs < 100
    elif said.relation == "between":
        assert runs < 100
        assert said.count <= low < said.count + 10
        assert said.upper - 10 < high <= said.upper
    else:
        assert said.relation == "about"
        assert 0 < said.count < 100, "a count is no certainty"
        # Half a step off at most, a whole one where a half is not reached.
        step = step_of(estimate)
        reach = step if min(abs(said.count - 50), abs(value - 50)) <= step else step / 2
        assert abs(said.count - value) <= reach + 1e-9
        assert said.count % step == 0
        assert step >= 100 * (half_width(estimate) or 0.0)
    assert 0 <= said.icons <= 100


def reading(said: Frequency) -> tuple[float, float]:
    """The lowest and the highest count that the words allow."""
    if said.relation == "fewer than":
        return 0, said.count
    if said.relation == "more than":
        return said.count, 100
    return (said.count, said.upper) if said.relation == "between" else (said.count, said.count)


_RUNS = st.one_of(st.integers(1, 12_000), st.sampled_from([99, 100, 399, 400, 3_999, 4_000, 10**6]))


@given(_RUNS, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_larger_chance_never_reads_as_a_smaller_count(runs: int, first: float, second: float):
    smaller, larger = (round(share * runs) for share in sorted((first, second)))
    one, other = frequency(chance(smaller, runs)), frequency(chance(larger, runs))

    assert one.icons <= other.icons
    assert reading(one)[0] <= reading(other)[0]
    if one.relation == other.relation:
        assert reading(one)[1] <= reading(other)[1]


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(1e-5, 0.01), st.integers(10_000, 10**7))
def test_so_it_is_at_equal_error(first: float, second: float, half: float, runs: int):
    def told(value: float) -> Frequency:
        low, high = max(0.0, value - half), min(1.0, value + half)
        return frequency(Estimate(value, low, high, "probability", runs))

    one, other = told(min(first, second)), told(max(first, second))
    assert one.icons <= other.icons


@given(counts)
def test_a_chance_and_its_contrary_are_100_together(drawn):
    successes, runs, _ = drawn
    one, other = frequency(chance(successes, runs)), frequency(chance(runs - successes, runs))

    low, high = reading(one)
    assert reading(other) == (100 - high, 100 - low)
    if one.relation == "about":
        assert one.icons + other.icons == 100


@pytest.mark.parametrize(
    ("successes", "runs", "said"),
    [
        (0, 1_000_000, Frequency("fewer than", 1)),
        (0, 1_000, Frequency("fewer than", 1)),
        (0, 100, Frequency("fewer than", 4)),
        (0, 10, Frequency("fewer than", 30)),
        (0, 1, Frequency("fewer than", 80)),
        (1, 2, Frequency("between", 0, 100)),
        (1_000_000, 1_000_000, Frequency("more than", 99)),
        (10, 10, Frequency("more than", 70)),
        (5, 10, Frequency("between", 20, 80)),
        (48, 1_000_000, Frequency("fewer than", 1)),
        (4_999, 1_000_000, Frequency("fewer than", 1)),
        (5_000, 1_000_000, Frequency("about", 1)),
        (15_000, 1_000_000, Frequency("about", 2)),
        (14_999, 1_000_000, Frequency("about", 1)),
        (94_999, 1_000_000, Frequency("about", 9)),
        (124_999, 1_000_000, Frequency("about", 10)),
        (125_000, 1_000_000, Frequency("about", 15)),
        (449_999, 1_000_000, Frequency("about", 45)),
        (460_400, 1_000_000, Frequency("about", 46)),
        (490_000, 1_000_000, Frequency("about", 49)),
        (497_000, 1_000_000, Frequency("about", 49)),
        (499_900, 1_000_000, Frequency("about", 50)),
        (503_000, 1_000_000, Frequency("about", 51)),
        (503_000 // 100, 10_000, Frequency("about", 50)),
        (540_183, 1_000_000, Frequency("about", 54)),
        (864_220, 1_000_000, Frequency("about", 85)),
        (875_000, 1_000_000, Frequency("about", 85)),
        (980_452, 1_000_000, Frequency("about", 98)),
        (991_000, 1_000_000, Frequency("about", 99)),
        (995_001, 1_000_000, Frequency("more than", 99)),
        (460, 1_000, Frequency("about", 45)),
        (48, 100, Frequency("about", 50)),
        (3, 300, Frequency("fewer than", 3)),
        (24, 2_000, Frequency("fewer than", 2)),
    ],
)
def test_frequencies_of_known_counts(successes: int, runs: int, said: Frequency):
    assert frequency(chance(successes, runs)) == said


@pytest.mark.parametrize(
    ("said", "icons", "brief"),
    [
        (Frequency("about", 46), 46, "46"),
        (Frequency("fewer than", 1), 0, "<1"),
        (Frequency("fewer than", 4), 2, "<4"),
        (Frequency("more than", 99), 100, ">99"),
        (Frequency("more than", 20), 60, ">20"),
        (Frequency("between", 20, 80), 50, "20-80"),
        (Frequency("none"), 0, "0"),
        (Frequency("all"), 100, "100"),
        (Frequency("unknown"), 0, "?"),
    ],
)
def test_squares_and_few_characters_say_the_same_count(said: Frequency, icons: int, brief: str):
    assert (said.icons, said.brief) == (icons, brief)


def test_only_a_certainty_is_none_or_all():
    assert frequency(Estimate(1.0, 1.0, 1.0, "probability", 5)).relation == "all"
    assert frequency(Estimate(0.0, 0.0, 0.0, "probability", 5)).relation == "none"
    assert frequency(Estimate(None, None, None, "probability", 0, "why")).relation == "unknown"


def place_of(margin: str) -> float:
    """The decimal place of the one digit of a margin."""
    return 10.0 ** math.floor(math.log10(number(margin)) + 1e-9)


def decimals_of(text: str) -> int:
    return len(re.sub(r"[^\d.]", "", text).partition(".")[2])


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
        assert abs(number(text) - 100 * estimate.value) <= place_of(margin) / 2 + 1e-9
        assert decimals_of(text) == decimals_of(margin)
        assert half - 1e-9 <= number(margin)
        assert half < 100 * min(estimate.value, 1 - estimate.value)


@given(st.floats(1e-6, 1e9), st.floats(-1e9, 1e9))
def test_a_figure_is_rounded_to_the_decimal_place_of_its_error(half: float, value: float):
    step, margin = error_step(half), one_digit_up(half)

    assert step == pytest.approx(place_of(margin))
    assert abs(number(to_step(value, step)) - value) <= step / 2 + 1e-6 * abs(value)
    assert decimals_of(to_step(value, step)) == decimals_of(margin)
    assert number(margin) >= half * (1 - 1e-6)
    assert len(margin.replace("0", "").replace(".", "").replace(",", "")) == 1


@given(st.floats(1e-6, 1e9))
def test_a_nice_step_is_1_2_or_5_and_not_below_the_error(half: float):
    step = nice_step(half)

    assert half <= step * (1 + 1e-6) <= 2.51 * half
    assert f"{step:.0e}"[0] in "125"


@pytest.mark.parametrize(
    ("half", "step"), [(0.3, 0.1), (8.0, 1.0), (0.098, 0.1), (0.1, 0.1), (95.0, 100.0), (0.0, 0.0)]
)
def test_the_step_of_known_errors(half: float, step: float):
    assert error_step(half) == pytest.approx(step)


@pytest.mark.parametrize(
    ("value", "half", "text"),
    [
        (0.1213, 0.0021, "12.1\u00a0% ±\u00a00.3"),
        (0.1249, 0.0041, "12.5\u00a0% ±\u00a00.5"),
        (0.980452, 0.00027, "98.05\u00a0% ±\u00a00.03"),
        (0.12, 0.00098, "12.0\u00a0% ±\u00a00.1"),
        (0.0006, 0.0012, "below 0.2\u00a0%"),
        (0.9994, 0.0012, "above 99.8\u00a0%"),
    ],
)
def test_per_cents_of_known_errors(value: float, half: float, text: str):
    low, high = max(0.0, value - half), min(1.0, value + half)
    assert str(percent(Estimate(value, low, high, "probability", 10_000))) == text


@pytest.mark.parametrize(
    ("value", "half", "text", "margin"),
    [
        (-3_998_433.0, 1_388.0, f"{MINUS}3,998", "±\u00a02"),
        (-3_998_433.0, 14_000.0, f"{MINUS}4,000", "±\u00a020"),
        (-3_998_433.0, 8_000.0, f"{MINUS}3,998", "±\u00a08"),
        (400.0, 900_000.0, "0", "±\u00a0900"),
        (-400.0, 900_000.0, "0", "±\u00a0900"),
        (1_831_673.0, 0.0, "1,832", ""),
        (149.6, 3.1, "0.150", "±\u00a00.004"),
    ],
)
def test_amounts_in_thousands(value: float, half: float, text: str, margin: str):
    assert amount(euro(value, half)) == Cell(text, margin)


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [
        (-4_620e3, -4_750e3, -1_829e3, f"{MINUS}4,620 {MINUS}4,750 to {MINUS}1,830"),
        (0.0, 0.0, 2_345e3, "0 0 to 2,340"),
        (-1_000e3, -5_042e3, -998.2e3, f"{MINUS}1,000 {MINUS}5,042 to {MINUS}998"),
        (100e3, 97e3, 106e3, "100 ±\u00a06"),  # twice is not more than twice
        (100e3, 97e3, 106.1e3, "100 97 to 106"),
    ],
)
def test_beside_a_jump_both_ends_stand(value: float, low: float, high: float, text: str):
    cell = amount(Estimate(value, low, high, "eur", 1_000))

    assert str(cell) == text
    assert cell.is_interval == (" to " in text)


@given(st.floats(-1e8, 1e8), st.floats(0.0, 1e7), st.floats(1_000.0, 1e7))
def test_no_figure_is_rounded_out_of_its_interval(value: float, smaller: float, larger: float):
    for low, high in ((smaller, larger), (larger, smaller)):
        cell = amount(Estimate(value, value - low, value + high, "eur", 1_000))
        if max(low, high) > 2.0 * min(low, high) + 1e-6 * abs(value):
            ends = [number(text) for text in cell.margin.split(" to ")]
            assert ends[0] <= number(cell.text) <= ends[1]
            assert (
                abs(ends[0] - (value - low) / 1e3)
                <= 0.005 * max(map(abs, (value - low, value + high))) / 1e3
            )
            assert ends[0] < ends[1], "the wider side shows"


def test_a_share_beside_a_jump_has_both_ends():
    cell = share(Estimate(0.05, 0.049, 0.12, "share", 40))

    assert str(cell) == "5.0\u00a0% 4.9 to 12.0"
    assert cell.is_interval


def test_a_share_without_error_keeps_its_value():
    exact = Estimate(0.005, 0.005, 0.005, "share", 40)

    assert str(share(exact)) == "0.50\u00a0%"
    assert str(share(Estimate(0.0504, 0.05, 0.0508, "share", 40))) == "5.04\u00a0% ±\u00a00.04"


def test_an_open_interval_says_so():
    assert amount(Estimate(5e6, None, 6e6, "eur", 20)).margin == "no lower bound"
    assert amount(Estimate(5e6, 4e6, None, "eur", 20)).margin == "no upper bound"
    assert amount(Estimate(5e6, None, None, "eur", 1)).margin == "no bounds"


def test_what_there_is_none_of_says_why():
    nothing = Estimate(None, None, None, "eur", 1, "one run has no spread")

    assert str(amount(nothing)) == "undefined (one run has no spread)"
    assert str(percent(nothing)) == str(deviation(nothing)) == str(amount(nothing))


def test_a_standard_deviation_is_told_to_a_hundredth_or_what_the_runs_support():
    def sd(runs: int) -> str:
        return deviation(Estimate(2_519_000.0, None, None, "eur", runs, "no interval")).text

    assert (sd(1_000_000), sd(200), sd(10)) == ("2,520", "2,500", "3,000")


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


def test_the_last_year_or_not_in_time():
    estimate = Estimate(2030.0, 2030.0, "never", "year", 9)

    assert year(estimate, 2030, last=True).margin == "2030, or not by\u00a02030"


@pytest.mark.parametrize(
    ("largest", "error", "step", "scale", "decimals", "exact"),
    [
        (4e6, 1_000.0, 50_000, 1e6, 2, 50_000),
        (9_999_999.0, 1_000.0, 50_000, 1e6, 2, 50_000),
        (1e7, 1_000.0, 100_000, 1e6, 1, 100_000),
        (4e5, 1_000.0, 5_000, 1e3, 0, 5_000),
        (4e6, 150_000.0, 200_000, 1e6, 1, 100_000),
        (1.5e7, 1_100_000.0, 2_000_000, 1e6, 0, 1_000_000),
        (0.0, 0.0, 50_000, 1e3, 0, 50_000),
        (4e6, 0.0, 50_000, 1e6, 2, 50_000),
    ],
)
def test_a_page_has_one_step_for_its_amounts(
    largest: float, error: float, step: float, scale: float, decimals: int, exact: float
):
    money = money_of(largest, [error])

    assert (money.step, money.scale, money.decimals) == (step, scale, decimals)
    assert money.exact_step == exact


@given(st.floats(-2e8, 2e8), st.floats(1.0, 2e8), st.floats(0.0, 1e8))
def test_amounts_of_a_page_are_multiples_of_its_step_with_the_same_decimals(
    value: float, largest: float, error: float
):
    money = money_of(largest, [error])
    text = money.text(value)
    rounded = number(text) * money.scale

    assert money.step >= error
    assert money.exact_step <= money.step
    assert len(text.partition(".")[2]) == money.decimals
    assert abs(rounded - value) <= money.step / 2 * (1 + 1e-6) + 1e-9
    assert rounded / money.step == pytest.approx(round(rounded / money.step), abs=1e-6)


def test_amounts_of_a_page_of_known_size():
    large, small, rough = (
        money_of(largest, [error]) for largest, error in ((1.5e7, 9e3), (8e6, 9e3), (8e6, 4e5))
    )

    assert [large.text(4_051_000.0), large.text(-14_749_000.0)] == ["4.1", f"{MINUS}14.7"]
    assert [small.text(4_051_000.0), small.text(-7_640_000.0)] == ["4.05", f"{MINUS}7.65"]
    assert [rough.text(1_832_000.0), rough.text(1_832_000.0, rough.exact_step)] == ["2.0", "1.8"]


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
