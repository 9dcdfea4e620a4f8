"""The tables of the report, as captions, columns and rows of cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ictsim.report.language import _
from ictsim.report.numbers import (
    Cell,
    amount,
    deviation,
    exact_amount,
    frequencies,
    grouped,
    half_width,
    in_percent,
    page_one_step,
    percent,
    share,
    to_step,
    undefined,
    year,
    year_text,
)
from ictsim.report.view import View, scale_of
from ictsim.report.wording import words
from ictsim.report.wording.parts import counted
from ictsim.results.record import PERCENTILES, Estimate


@dataclass(frozen=True)
class Table:
    """A table; the first column heads its rows. ``text_columns`` are set left."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    text_columns: frozenset[int] = frozenset()


Row = tuple[Cell | str, ...]


def table(
    caption: str,
    columns: Iterable[str],
    rows: Iterable[Iterable[Cell | str]],
    text_columns: Iterable[int] = (),
) -> Table:
    """A table from rows of cells and plain texts."""
    made = tuple(tuple(Cell(c) if isinstance(c, str) else c for c in row) for row in rows)
    return Table(caption, tuple(columns), made, frozenset(text_columns))


# --- Page one -------------------------------------------------------------------------------------


def page_one_chances(view: View) -> Table:
    """Per scenario how often and when it is paid back."""
    rows = [(view.label(s), *_chances(view, s)) for s in view.scenarios]
    return table(_(words.PAGE_ONE_CHANCES), ("", *_chance_columns(view)), rows)


def council_chances(view: View, scenario: str) -> Table:
    """The same for each council in one scenario."""
    rows = [(label, *_chances(view, flow)) for label, flow in view.councils(scenario)]
    return table(_(words.COUNCIL_CHANCES), ("", *_chance_columns(view)), rows)


def _chance_columns(view: View) -> Iterator[str]:
    yield from (words.paid_back_by(year) for year in view.headline_years)
    yield _(words.HALF_BY)
    yield words.not_paid_back_by(view.horizon)
    yield _(words.PLAN_YEAR)


def _chances(view: View, flow: str) -> Iterator[str]:
    outcomes = [*(f"payback_by.{end}" for end in view.headline_years), "payback.never"]
    *by, never = frequencies([view.estimate(f"{flow}.{outcome}") for outcome in outcomes])
    yield from map(counted, by)
    middle = year(view.estimate(f"{flow}.payback.p50"), view.horizon)
    yield middle.margin or middle.text
    yield counted(never)
    yield year_text(view.base(f"{flow}.payback"), view.horizon)


def page_one_money(view: View) -> Table:
    """Per scenario and headline year P10, P50, P90 and the plan."""
    rows: list[Row] = [
        (
            words.page_one_row(view.short(scenario), end),
            *(
                page_one_money_cell(view, view.estimate(f"{scenario}.saving.{end}.p{level}"))
                for level in (10, 50, 90)
            ),
            _plan_amount(view, f"{scenario}.saving.{end}"),
        )
        for scenario in view.scenarios
        for end in view.headline_years
    ]
    return table(words.page_one_money(view.scale), ("", "P10", "P50", "P90", _(words.PLAN)), rows)


def page_one_money_cell(view: View, estimate: Estimate) -> Cell:
    """An amount rounded for page one."""
    return money_cell(estimate, view.spread)


def money_cell(estimate: Estimate, spread: float) -> Cell:
    """An amount rounded as suits a page whose largest amount is ``spread`` euros."""
    if not isinstance(estimate.value, float | int):
        return undefined(estimate)
    if half_width(estimate) is None:
        return Cell(_(words.TOO_FEW))
    step, scale = page_one_step(estimate, spread), scale_of(spread)
    return Cell(to_step(estimate.value / scale, step / scale))


def _plan_amount(view: View, name: str) -> Cell:
    value = view.base_number(name)
    step = page_one_step(Estimate(0.0, 0.0, 0.0, "eur", 1), view.spread)
    return Cell("–") if value is None else Cell(to_step(value / view.scale, step / view.scale))


# --- All percentiles ------------------------------------------------------------------------------

_STATISTICS = (*(f"p{level}" for level in PERCENTILES), "mean")


def _heads() -> Iterator[str]:
    yield _(words.PLAN)
    yield from (_(words.MEDIAN) if level == 50 else f"P{level}" for level in PERCENTILES)
    yield _(words.MEAN)
    yield _(words.SD)


def percentiles(view: View, flow: str, label: str) -> Table:
    """P5 ... P95, mean and plan of all amounts of a scenario or a difference."""
    rows = [
        _percentile_row(view, head, stem, is_share=".share." in stem)
        for head, stem in _amount_rows(view, flow)
        if view.has(f"{stem}.p50")
    ]
    return table(words.percentiles(label), ("", *_heads()), rows)


def _amount_rows(view: View, flow: str) -> Iterator[tuple[str, str]]:
    yield from ((words.saving_to(y), f"{flow}.saving.{y}") for y in view.ends)
    yield from ((words.npv_to(y), f"{flow}.npv.{y}") for y in view.ends)
    yield _(words.PEAK), f"{flow}.peak"
    yield _(words.WORST_RISE), f"{flow}.worst_rise"
    yield _(words.ONE_OFF), f"{flow}.one_off"
    yield from ((words.share_to(y), f"{flow}.share.{y}") for y in view.ends)


def _percentile_row(view: View, head: str, stem: str, *, is_share: bool) -> Iterator[Cell]:
    yield Cell(head)
    plan = view.base_number(stem)
    if is_share and plan is not None:
        yield Cell(in_percent(grouped(100 * plan, 2)))
    else:
        yield exact_amount(plan)
    show, scale = (share, 0.01) if is_share else (amount, 1_000.0)
    for statistic in _STATISTICS:
        yield show(view.estimate(f"{stem}.{statistic}"))
    sd = view.estimate(f"{stem}.sd")
    spread = deviation(sd, scale)
    yield Cell(in_percent(spread.text)) if is_share and sd.value is not None else spread


def baseline_percentiles(view: View) -> Table:
    """The cost of going on alone in each year."""
    rows = [
        _percentile_row(view, words.cost_in(y), f"baseline.cost.{y}", is_share=False)
        for y in view.years
    ]
    return table(_(words.BASELINE_COST), ("", *_heads()), rows)


# --- Councils, best scenario ----------------------------------------------------------------------


def councils_chances(view: View, flow: str, label: str) -> Table:
    """Per council: better off by the headline years, payback year, never, the plan's year."""
    columns = (
        "",
        *(words.better_off_by(y) for y in view.ends),
        _(words.HALF_BY),
        words.not_paid_back_by(view.horizon),
        _(words.PLAN_YEAR),
    )
    flows = [(_(words.TOTAL), flow), *view.councils(flow)]
    rows: list[Row] = [
        (
            name,
            *(percent(view.estimate(f"{one}.beats.{y}")) for y in view.ends),
            year(view.estimate(f"{one}.payback.p50"), view.horizon),
            percent(view.estimate(f"{one}.payback.never")),
            year_text(view.base(f"{one}.payback"), view.horizon),
        )
        for name, one in flows
    ]
    together = (percent(view.estimate(f"{flow}.all_partners.{y}")) for y in view.ends)
    rows.append((_(words.EVERY_COUNCIL), *together, "–", "–", "–"))
    return table(words.councils_chances(label), columns, rows)


def councils_money(view: View, flow: str, label: str) -> Table:
    """Per council the saving at the headline years: P10, P50, P90, the plan."""
    columns = ("", _(words.COUNCIL_END), "P10", _(words.MEDIAN), "P90", _(words.PLAN))
    rows: list[Row] = [
        (
            name,
            str(y),
            *(amount(view.estimate(f"{one}.saving.{y}.p{level}")) for level in (10, 50, 90)),
            exact_amount(view.base(f"{one}.saving.{y}")),
        )
        for name, one in [(_(words.TOTAL), flow), *view.councils(flow)]
        for y in view.ends
    ]
    return table(words.councils_money(label), columns, rows)


def best(view: View) -> Table:
    """How often each scenario, or going on alone, is the cheapest."""
    names = [(_(words.BASELINE), "baseline"), *((view.label(s), s) for s in view.scenarios)]
    rows: list[Row] = [
        (name, *(percent(view.estimate(f"{s}.best.{y}")) for y in view.ends)) for name, s in names
    ]
    return table(_(words.BEST), ("", *(words.best_by(y) for y in view.ends)), rows)
