"""The tables of the report, as captions, columns and rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ictsim.report.language import _
from ictsim.report.numbers import (
    NBSP,
    Cell,
    amount,
    deviation,
    exact_amount,
    frequency,
    grouped,
    half_width,
    in_percent,
    percent,
    share,
    undefined,
    year,
    year_text,
)
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.parts import counted
from ictsim.results.record import PERCENTILES, Estimate

_SHORT = 20  # signs that fit beside a first column on the smallest screen


@dataclass(frozen=True)
class Table:
    """A table; the first column heads its rows. ``text_columns`` are set left.

    ``scale`` is how many euros its amounts are in units of. ``layout`` is ``wide`` where long
    texts stand in it, ``joint`` where its columns are configs, else empty. ``languages`` has those
    of the heads that are in another than the report, by the place of the column;
    ``caption_language`` is empty where it is that of the report.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    text_columns: frozenset[int] = frozenset()
    scale: float = 1_000.0
    layout: str = ""
    languages: Mapping[int, str] = field(default_factory=dict)
    caption_language: str = ""

    @property
    def may_scroll(self) -> bool:
        """Whether it may be wider than a small screen: with two columns of short texts it is not.

        A text is broken into lines in the first column and in ``text_columns`` only.
        """
        unbroken = [i for i in range(1, len(self.columns)) if i not in self.text_columns]
        longest = max((len(row[i].text) for row in self.rows for i in unbroken), default=0)
        return len(self.columns) > 2 or longest > _SHORT


Row = tuple[Cell | str, ...]


def table(
    caption: str,
    columns: Iterable[Cell | str],
    rows: Iterable[Iterable[Cell | str]],
    text_columns: Iterable[int] = (),
) -> Table:
    """A table from heads and rows of cells and plain texts."""
    heads = _cells(columns)
    return Table(
        caption.replace("€ ", f"€{NBSP}"),
        tuple(head.text for head in heads),
        tuple(map(_cells, rows)),
        frozenset(text_columns),
        languages={place: head.language for place, head in enumerate(heads) if head.language},
    )


def _cells(row: Iterable[Cell | str]) -> tuple[Cell, ...]:
    return tuple(Cell(one) if isinstance(one, str) else one for one in row)


# --- Cells that know which figure they tell -------------------------------------------------------


def told(view: View, name: str, cell: Cell) -> Cell:
    """A cell that tells the figure ``name``, with that figure's number in it."""
    estimate = view.estimate(name)
    error = None if estimate.unit == "year" else half_width(estimate)
    return cell._replace(name=name, value=estimate.value, unit=estimate.unit, error=error)


def shown(view: View, name: str, show: Callable[[Estimate], Cell] = amount) -> Cell:
    """The figure ``name`` as ``show`` writes it."""
    return told(view, name, show(view.estimate(name)))


def count(estimate: Estimate) -> Cell:
    """A probability as a count of futures."""
    return Cell(counted(frequency(estimate)))


def money(view: View, name: str) -> Cell:
    """The amount ``name`` as page one has it, with its interval where that is wide."""

    def cell(estimate: Estimate) -> Cell:
        if not isinstance(estimate.value, float | int):
            return undefined(estimate)
        if half_width(estimate) is None:
            return Cell(_(words.TOO_FEW))
        text = view.money.text(estimate.value, view.money.step_of(estimate))
        margin = view.money.interval(estimate)
        return Cell(text, margin, is_interval=bool(margin))

    return shown(view, name, cell)


def year_shown(view: View, name: str) -> Cell:
    """A payback year, and the years that the runs leave where there are more."""
    flow = name.partition(".payback.")[0]
    last = view.is_last(flow, view.estimate(name).low)
    return shown(view, name, lambda estimate: year(estimate, view.horizon, last=last))


def year_alone(view: View, name: str) -> Cell:
    """A payback year, or where the runs leave several the range alone."""
    found = year_shown(view, name)
    return found._replace(text=found.margin or found.text)


def plan(view: View, stem: str, cell: Cell, unit: str = "eur") -> Cell:
    """A cell that tells the plan's value of the figure ``stem``."""
    return cell._replace(name=f"{stem}.base", value=view.base(stem), unit=unit)


def plan_amount(view: View, stem: str) -> Cell:
    """The plan's amount in thousands of euros."""
    return plan(view, stem, exact_amount(view.base(stem)))


def plan_year(view: View, flow: str) -> Cell:
    """The plan's payback year."""
    stem = f"{flow}.payback"
    return plan(view, stem, Cell(year_text(view.base(stem), view.horizon)), "year")


# --- Cells with a text of the config --------------------------------------------------------------


def own_text(view: View, text: str, printed: str = "") -> Cell:
    """A text of the config, or what is printed of it, with its language."""
    return Cell(printed or text, language=view.language_of(text))


def scenario_label(view: View, scenario: str) -> Cell:
    """A scenario's full name."""
    return own_text(view, view.case["scenarios"][scenario]["label"], view.label(scenario))


def scenario_short(view: View, scenario: str) -> Cell:
    """A scenario's short name."""
    texts = view.case["scenarios"][scenario]
    return own_text(view, texts.get("short") or texts["label"], view.short(scenario))


def council_name(view: View, partner: str) -> Cell:
    """A council's name."""
    return own_text(view, view.case["partners"][partner]["label"], view.partner(partner))


def councils(view: View, flow: str) -> Iterator[tuple[Cell, str]]:
    """Each council's name and flow."""
    return ((council_name(view, partner), f"{flow}.{partner}") for partner in view.partners)


# --- Page one -------------------------------------------------------------------------------------


def page_one_chances(view: View) -> Table:
    """Per scenario how often and when it is paid back; the last one against another too."""
    flows = [(scenario_label(view, scenario), scenario) for scenario in view.scenarios]
    for name, lower in view.differences_of(view.scenarios[-1]):
        label = words.difference(view.short(view.scenarios[-1]), view.short(lower))
        flows.append((Cell(label), name))
    rows: list[Row] = [(label, *_chances(view, flow)) for label, flow in flows]
    return table(_(words.PAGE_ONE_CHANCES), ("", *_chance_columns(view)), rows)


def council_chances(view: View, scenario: str) -> Table:
    """The same for each council in one scenario."""
    rows: list[Row] = [(label, *_chances(view, flow)) for label, flow in councils(view, scenario)]
    return table(_(words.COUNCIL_CHANCES), ("", *_chance_columns(view)), rows)


def _chance_columns(view: View) -> Iterator[str]:
    yield from (words.paid_back_by(year) for year in view.headline_years)
    yield _(words.HALF_BY)
    yield words.not_paid_back_by(view.horizon)
    yield _(words.PLAN_YEAR)


def _chances(view: View, flow: str) -> Iterator[Cell]:
    yield from (shown(view, f"{flow}.payback_by.{end}", count) for end in view.headline_years)
    yield year_alone(view, f"{flow}.payback.p50")
    yield shown(view, f"{flow}.payback.never", count)
    yield plan_year(view, flow)


def page_one_money(view: View) -> Table:
    """Per scenario and headline year P10, P50, P90 and the plan."""
    rows: list[Row] = [
        (
            words.page_one_row(view.short(scenario), end),
            *(money(view, f"{scenario}.saving.{end}.p{level}") for level in (10, 50, 90)),
            _rounded_plan(view, f"{scenario}.saving.{end}"),
        )
        for scenario in view.scenarios
        for end in view.headline_years
    ]
    made = table(words.page_one_money(view.scale), ("", "P10", "P50", "P90", _(words.PLAN)), rows)
    return replace(made, scale=view.scale)


def _rounded_plan(view: View, stem: str) -> Cell:
    value = view.base_number(stem)
    text = "–" if value is None else view.money.text(value, view.money.exact_step)
    return plan(view, stem, Cell(text))


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
    npv = words.npv_in_cash if view.case.get("two_bases") else words.npv_to
    yield from ((npv(y), f"{flow}.npv.{y}") for y in view.ends)
    yield _(words.PEAK), f"{flow}.peak"
    yield _(words.WORST_RISE), f"{flow}.worst_rise"
    yield _(words.ONE_OFF), f"{flow}.one_off"
    yield from ((words.share_to(y), f"{flow}.share.{y}") for y in view.ends)


def _percentile_row(view: View, head: str, stem: str, *, is_share: bool) -> Iterator[Cell]:
    yield Cell(head)
    value = view.base_number(stem)
    if is_share and value is not None:
        yield plan(view, stem, Cell(in_percent(grouped(100 * value, 2))), "share")
    else:
        yield plan_amount(view, stem)
    show, scale = (share, 0.01) if is_share else (amount, 1_000.0)
    for statistic in _STATISTICS:
        yield shown(view, f"{stem}.{statistic}", show)
    spread = shown(view, f"{stem}.sd", lambda estimate: deviation(estimate, scale))
    is_percent = is_share and spread.value is not None
    yield spread._replace(text=in_percent(spread.text)) if is_percent else spread


def baseline_percentiles(view: View) -> Table:
    """The cost of going on alone in each year."""
    rows = [
        _percentile_row(view, words.cost_in(y), f"baseline.cost.{y}", is_share=False)
        for y in view.years
    ]
    return table(_(words.BASELINE_COST), ("", *_heads()), rows)


# --- Councils, best scenario ----------------------------------------------------------------------


def councils_chances(view: View, flow: str, label: str) -> Table:
    """Per council: cheaper by the headline years, payback year, never, the plan's year."""
    columns = (
        "",
        *(words.cheaper_by(y) for y in view.ends),
        _(words.HALF_BY),
        words.not_paid_back_by(view.horizon),
        _(words.PLAN_YEAR),
    )
    flows = [(Cell(_(words.TOTAL)), flow), *councils(view, flow)]
    rows: list[Row] = [
        (
            name,
            *(shown(view, f"{one}.beats.{y}", percent) for y in view.ends),
            year_shown(view, f"{one}.payback.p50"),
            shown(view, f"{one}.payback.never", percent),
            plan_year(view, one),
        )
        for name, one in flows
    ]
    together = (shown(view, f"{flow}.all_partners.{y}", percent) for y in view.ends)
    rows.append((words.every_council(len(view.partners)), *together, "–", "–", "–"))
    return table(words.councils_chances(label), columns, rows)


def councils_money(view: View, flow: str, label: str) -> Table:
    """Per council the saving at the headline years: P10, P50, P90, the plan."""
    columns = ("", _(words.COUNCIL_END), "P10", _(words.MEDIAN), "P90", _(words.PLAN))
    rows: list[Row] = [
        (
            name,
            str(y),
            *(shown(view, f"{one}.saving.{y}.p{level}") for level in (10, 50, 90)),
            plan_amount(view, f"{one}.saving.{y}"),
        )
        for name, one in [(Cell(_(words.TOTAL)), flow), *councils(view, flow)]
        for y in view.ends
    ]
    return table(words.councils_money(label), columns, rows)


def best(view: View) -> Table:
    """How often each scenario, or going on alone, is the cheapest."""
    scenarios = ((scenario_label(view, s), s) for s in view.scenarios)
    names = [(Cell(_(words.BASELINE)), "baseline"), *scenarios]
    rows: list[Row] = [
        (name, *(shown(view, f"{s}.best.{y}", percent) for y in view.ends)) for name, s in names
    ]
    return table(_(words.BEST), ("", *(words.best_by(y) for y in view.ends)), rows)
