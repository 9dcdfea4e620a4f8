"""What is bought: paid at once, charged over its life, written off or left on the books.

The same amounts by hand, by identities that hold for any purchase in every run, and beside lines
that say the same in another way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from register import Register
from strategies import Author, Table, numbers, run_case, small_case

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Columns = dict[str, NDArray[np.float64]]

RUNS = 40
START, HORIZON = 2013, 2022
THOUSAND = {"amounts_eur": {"2013": 1000.0}}
PRICES = {"price_year": 2013, "rate": 0.1}


def investment(**line: Any) -> Table:
    """A line of assets that last four years, at 5 % interest unless stated otherwise."""
    return {"kind": "investment", "asset_class": "assets", "interest": 0.05} | line


def case_of(*lines: Table, term: Any = 4, years: tuple[int, int] = (START, HORIZON), **parts: Any):
    """A case whose only scenario has these lines."""
    return small_case(
        {"s1": {f"line_{n}": line for n, line in enumerate(lines)}},
        parts.pop("inputs", None),
        years=years,
        asset_classes={"assets": {"label": "Assets", "term_years": term}},
        **parts,
    )


def flows(tables: Table, runs: int = RUNS) -> tuple[NDArray, NDArray, NDArray]:
    """Charges to the budget and payments, shape (years, runs); and the book value left."""
    columns = run_case(tables, runs)
    years = range(tables["case"]["start"], tables["case"]["horizon"] + 1)
    budget, cash = (
        np.diff([-columns[f"s1.{name}.{t}"] for t in years], axis=0, prepend=0.0)
        for name in ("saving", "saving_cash")
    )
    return budget, cash, columns["s1.book_value"]


def by_hand(*lines: Table, **how: Any) -> tuple[list[float], list[float], float]:
    """The same of a case in which nothing varies, to a millionth of a cent."""
    budget, cash, left = flows(case_of(*lines, **how), 1)
    return (*([round(float(x), 8) for x in row[:, 0]] for row in (budget, cash)), float(left[0]))


# ---------------------------------------------------------------------------------------------
# By hand


def test_a_thousand_over_four_years_at_five_percent():
    charges, cash, left = by_hand(investment(**THOUSAND))

    assert cash == [1000.0] + [0.0] * 9
    assert charges == [0.0, 300.0, 287.5, 275.0, 262.5, 0.0, 0.0, 0.0, 0.0, 0.0]
    assert left == 0.0


def test_what_is_not_charged_by_the_horizon_is_on_the_books():
    charges, cash, left = by_hand(investment(**THOUSAND), years=(2013, 2015))

    assert charges == [0.0, 300.0, 287.5]
    assert cash == [1000.0, 0.0, 0.0]
    assert left == 500.0


def test_a_term_of_one_year_charges_all_of_it_in_the_next():
    charges, _, left = by_hand(investment(**THOUSAND), term=1, years=(2013, 2015))

    assert charges == [0.0, 1050.0, 0.0]
    assert left == 0.0


def test_a_purchase_in_the_last_year_burdens_no_budget_yet():
    charges, cash, left = by_hand(investment(amounts_eur={"2022": 1000.0}))

    assert charges == [0.0] * 10
    assert cash == [0.0] * 9 + [1000.0]
    assert left == 1000.0


def test_a_case_of_one_year():
    assert by_hand(investment(**THOUSAND), years=(2013, 2013)) == ([0.0], [1000.0], 1000.0)
    both = investment(**THOUSAND, written_off=2013)
    assert by_hand(both, years=(2013, 2013)) == ([1000.0], [1000.0], 0.0)


def test_bought_each_year():
    # On the books at the opening: 1000; then 1000 and half of the one before.
    line = investment(amount_eur=1000.0)
    charges, cash, left = by_hand(line, term=2, years=(2013, 2016))

    assert cash == [1000.0] * 4
    assert charges == [0.0, 550.0, 1075.0, 1075.0]
    assert left == 1500.0


def test_written_off_in_a_year_with_what_that_year_bears_anyway():
    line = investment(**THOUSAND, written_off=2015)
    charges, cash, left = by_hand(line)

    # 2015: 250 and 5 % of 750, and the 500 that are then left.
    assert charges == [0.0, 300.0, 787.5] + [0.0] * 7
    assert cash == [1000.0] + [0.0] * 9  # a write-off is no payment
    assert left == 0.0


def test_written_off_in_the_year_of_purchase_bears_no_interest():
    charges, _, left = by_hand(investment(**THOUSAND, written_off=2013))

    assert charges == [1000.0] + [0.0] * 9
    assert left == 0.0


def test_what_is_bought_after_the_write_off_is_new():
    line = investment(amount_eur=1000.0, written_off=2014)
    charges, _, left = by_hand(line, term=2, years=(2013, 2017))

    # 2014: 500 + 50 of the first, its other 500, and all of the purchase of 2014.
    assert charges == [0.0, 2050.0, 0.0, 550.0, 1075.0]
    assert left == 1500.0


def test_nothing_was_bought_by_a_write_off_before_the_start():
    for year in (2012, 1990):
        charges, _, _ = by_hand(investment(**THOUSAND, written_off=year))
        assert charges == by_hand(investment(**THOUSAND))[0]


def test_a_write_off_after_the_horizon_leaves_the_value_on_the_books():
    line = investment(**THOUSAND, written_off=2016)

    assert by_hand(line, years=(2013, 2015)) == by_hand(investment(**THOUSAND), years=(2013, 2015))


def test_an_input_that_says_when_to_write_off_is_rounded_down():
    for moment in (2015.0, 2015.999):
        inputs = {"end": {"dist": "constant", "value": moment}}
        line = investment(**THOUSAND, written_off="end")
        assert by_hand(line, inputs=inputs)[0] == [0.0, 300.0, 787.5] + [0.0] * 7


def leaving(probability: float) -> Table:
    return {"leaving": {"kind": "chance", "probability": probability, "moment": 2014.25}}


def test_an_event_writes_off_in_its_first_whole_year_or_never():
    line = investment(**THOUSAND, written_off="leaving")

    struck, _, left = by_hand(line, events=leaving(1.0))
    assert struck == [0.0, 300.0, 787.5] + [0.0] * 7
    assert left == 0.0
    assert by_hand(line, events=leaving(0.0)) == by_hand(investment(**THOUSAND))


def test_half_of_the_runs_write_off_where_the_chance_is_a_half():
    tables = case_of(investment(**THOUSAND, written_off="leaving"), events=leaving(0.5))
    columns = run_case(tables, 4000)
    struck = columns["leaving"] < 0.5

    # By 2015 a write-off has charged 300 + 787.5, its absence 300 + 287.5.
    expected = np.where(struck, -1087.5, -587.5)
    np.testing.assert_allclose(columns["s1.saving.2015"], expected, rtol=1e-12)
    assert 1800 < struck.sum() < 2200


def test_the_term_is_that_of_the_buyer():
    terms = {"collaboration": 2, "a": 5}

    assert by_hand(investment(**THOUSAND, interest=0.0), term=terms)[0][:4] == [
        0.0,
        500.0,
        500.0,
        0.0,
    ]
    bought = by_hand(investment(**THOUSAND, interest=0.0, buyer="a"), term=terms)[0]
    assert bought[:7] == [0.0, 200.0, 200.0, 200.0, 200.0, 200.0, 0.0]


def test_what_multiplies_the_purchase_multiplies_no_charge():
    line = investment(
        amounts_eur={"2014": 1000.0}, interest=0.0, index="prices", factors=[2.0], until=2014
    )
    charges, cash, _ = by_hand(line, indices={"prices": PRICES})

    # 10 % dearer in 2014, and twice; the window ends in 2014, the charges go on and stay level.
    assert cash == [0.0, 2200.0] + [0.0] * 8
    assert charges == [0.0, 0.0, 550.0, 550.0, 550.0, 550.0] + [0.0] * 4


def test_a_saving_on_investments_is_a_cost_turned_round():
    line = {"amount_eur": 1000.0, "written_off": 2016}
    cost, saving = (by_hand(investment(**line, effect=effect)) for effect in ("cost", "saving"))

    assert saving[0] == [-x for x in cost[0]]
    assert saving[1] == [-x for x in cost[1]]
    assert saving[2] == -cost[2] != 0.0


def test_interest_of_each_year_is_on_its_opening_value():
    rates = {"dist": "uniform", "low": 0.01, "high": 0.09, "per_year": True}
    columns = run_case(case_of(investment(**THOUSAND, interest="r"), inputs={"r": rates}), 100)
    interest = sum(
        value * columns[f"r.{year}"]
        for year, value in {2014: 1000.0, 2015: 750.0, 2016: 500.0, 2017: 250.0}.items()
    )

    np.testing.assert_allclose(-columns["s1.saving.2022"], 1000.0 + interest, rtol=1e-12)


def test_nothing_bought_is_no_change_at_all():
    columns = run_case(case_of(investment(amount_eur=0.0)), 3)

    # Nothing ever changed (code 0); no cost, no value on the books, no funding.
    assert columns["s1.payback"].tolist() == [0.0] * 3
    for name in ("saving.2022", "saving_cash.2022", "book_value", "one_off", "peak", "peak_cash"):
        assert columns[f"s1.{name}"].tolist() == [0.0] * 3, name


def test_what_is_phased_beyond_the_horizon_is_the_remainder():
    line = investment(
        amount_eur=1000.0, phasing={"2014": 0.5, "2015": 0.5}, delay=0.5, written_off=2014
    )
    columns = run_case(case_of(line, years=(2013, 2014)), 1)

    # A quarter falls in 2014, in which it is written off, half in 2015 and a quarter in 2016.
    assert columns["s1.one_off"][0] == columns["s1.peak_cash"][0] == 250.0
    assert columns["s1.remainder"][0] == 750.0
    assert -columns["s1.saving.2014"][0] == 250.0
    assert columns["s1.book_value"][0] == 0.0


def test_only_the_budget_or_only_cash():
    full, charged, paid = (
        run_case(case_of(investment(**THOUSAND, basis=basis), years=(2013, 2015)), 1)
        for basis in ("both", "budget", "cash")
    )

    assert charged["s1.saving.2015"][0] == full["s1.saving.2015"][0] == -587.5
    assert charged["s1.saving_cash.2015"][0] == 0.0
    assert charged["s1.book_value"][0] == 500.0
    assert paid["s1.saving.2015"][0] == 0.0
    assert paid["s1.saving_cash.2015"][0] == full["s1.saving_cash.2015"][0] == -1000.0
    assert paid["s1.book_value"][0] == 0.0  # what no budget bears is on no books
    # One-off cost is what is paid: of a line in the budget alone nothing.
    assert [x["s1.one_off"][0] for x in (full, charged, paid)] == [1000.0, 0.0, 1000.0]


# ---------------------------------------------------------------------------------------------
# The bookkeeper of the twin, by hand as well


def test_the_register_of_the_twin_keeps_the_same_books():
    register = Register(4, 2015)
    charges = [register.year(t, 1000.0 if t == 2013 else 0.0, 0.05) for t in range(2013, 2018)]

    assert [charge.total for charge in charges] == [0.0, 300.0, 787.5, 0.0, 0.0]
    assert [charge.principal for charge in charges] == [0.0, 250.0, 750.0, 0.0, 0.0]


# ---------------------------------------------------------------------------------------------
# Any purchase, in every run


@st.composite
def purchases(draw: Any) -> Table:
    """A case that buys anything in any way, by 2018, over any term, for no interest."""
    author = Author(draw, positive=False, start=START, horizon=2018)
    author.partners["a"] = {"attributes": {"workplaces": 1.0}}
    author.events["event_0"] = author.event()
    author.schedules["schedule_0"] = author.schedule()
    line = author.line("investment", ["all"]) | {"interest": 0.0, "until": 2018, "basis": "both"}
    for key in ("partners", "transfer", "index", "own", "copies"):
        line.pop(key, None)
    return small_case(
        {"s1": {"line": line}},
        author.inputs,
        years=(START, draw(st.integers(START, HORIZON))),
        events=author.events,
        schedules=author.schedules,
        asset_classes=author.asset_classes,
    )


def examples(count: int) -> settings:
    return settings(max_examples=count, suppress_health_check=list(HealthCheck))


def near(*amounts: NDArray) -> float:
    """Rounding: a part in 1e12 of all amounts together, in euros."""
    return 1e-9 + 1e-12 * sum(float(np.abs(amount).sum(axis=0).max()) for amount in amounts)


@examples(40)
@given(purchases())
def test_what_is_charged_and_what_is_left_is_what_was_invested(tables: Table):
    budget, cash, left = flows(tables)

    np.testing.assert_allclose(budget.sum(axis=0) + left, cash.sum(axis=0), rtol=0, atol=near(cash))


@examples(30)
@given(purchases(), numbers(-0.02, 0.1))
def test_interest_is_the_rate_times_what_was_paid_and_not_yet_charged(tables: Table, rate: float):
    principal, cash, left = flows(tables)
    tables["scenarios"]["s1"]["lines"]["line"]["interest"] = rate
    charges, same_cash, same_left = flows(tables)
    # The book value at the opening follows from the principal alone.
    closing = np.cumsum(cash - principal, axis=0)
    opening = np.vstack([np.zeros(RUNS), closing[:-1]])

    np.testing.assert_array_equal(same_cash, cash)
    np.testing.assert_array_equal(same_left, left)
    np.testing.assert_allclose(charges - principal, rate * opening, rtol=0, atol=near(cash))


@examples(30)
@given(purchases(), st.integers(START, HORIZON))
def test_a_write_off_leaves_nothing_and_takes_nothing_twice(tables: Table, year: int):
    line = tables["scenarios"]["s1"]["lines"]["line"]
    for key in ("written_off", "from"):
        line.pop(key, None)
    plain, cash, _ = flows(tables)
    line["written_off"] = year
    written_off, same_cash, _ = flows(tables)
    n = min(year - START + 1, len(cash))  # the years up to and with the write-off

    np.testing.assert_array_equal(same_cash, cash)
    np.testing.assert_array_equal(written_off[: n - 1], plain[: n - 1])
    if year < START + len(cash):
        by_then = written_off[:n].sum(axis=0)
        np.testing.assert_allclose(by_then, cash[:n].sum(axis=0), rtol=0, atol=near(cash))
        # After it the books are those of somebody who begins to buy in the next year.
        del line["written_off"]
        line["from"] = year + 1
        later, _, _ = flows(tables)
        np.testing.assert_allclose(written_off[n:], later[n:], rtol=0, atol=near(cash))


@examples(20)
@given(purchases())
def test_over_the_life_of_all_assets_budget_and_cash_are_the_same(tables: Table):
    # All is bought by 2018, and no term is above 40 years.
    tables["case"] |= {"horizon": 2058, "headline_years": [2058]}
    budget, cash, left = flows(tables)

    np.testing.assert_allclose(left, 0.0, rtol=0, atol=near(cash))
    np.testing.assert_allclose(budget.sum(axis=0), cash.sum(axis=0), rtol=0, atol=near(cash))


@examples(20)
@given(purchases(), numbers(-2.0, 3.0))
def test_twice_the_purchases_are_twice_the_charges(tables: Table, factor: float):
    line = tables["scenarios"]["s1"]["lines"]["line"]
    line["interest"] = 0.04
    budget, cash, left = flows(tables)
    line["factors"] = [*line["factors"], factor]
    scaled = flows(tables)

    for some, before in zip(scaled, (budget, cash, left), strict=True):
        np.testing.assert_allclose(some, factor * before, rtol=1e-12, atol=near(cash))


def test_two_lines_are_charged_as_the_sum_of_both():
    inputs = {"x": {"dist": "uniform", "low": -100.0, "high": 500.0}}
    apart = [investment(amount_eur=amount) for amount in (250.0, ["x", -40.0])]
    together = investment(amount_eur=[250.0, "x", -40.0])

    for some, same in zip(
        flows(case_of(*apart, inputs=inputs)), flows(case_of(together, inputs=inputs)), strict=True
    ):
        np.testing.assert_allclose(some, same, rtol=1e-12, atol=1e-9)
        assert same.any()
