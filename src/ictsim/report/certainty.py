"""The certainty table, and the capacity to bear losses beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ictsim.report.language import _
from ictsim.report.numbers import Cell, amount, exact_amount, grouped, half_width, undefined
from ictsim.report.tables import Table, council_name, councils, scenario_short, shown, table
from ictsim.report.view import View
from ictsim.report.wording import certainty as words
from ictsim.report.wording.words import TOTAL
from ictsim.results.record import Estimate, ResilienceRow
from ictsim.statistics.levels import CERTAINTIES


def certainty_table(view: View, flow: str, label: str) -> Table:
    """The amount that suffices for each loss and for the peak, in total and per council.

    Parameters
    ----------
    view
        The results.
    flow, label
        A scenario or a difference of two, and what readers call it.
    """
    columns = ("", words.for_what(), *(words.level(percent) for percent in CERTAINTIES))
    others = councils(view, flow) if len(view.partners) > 1 else ()
    rows = [
        (name, what, *_amounts(view, stem))
        for name, one in [(Cell(_(TOTAL)), flow), *others]
        for what, stem in _stems(view, one)
    ]
    return table(words.certainty_caption(label), columns, rows, text_columns=[1])


def _stems(view: View, flow: str) -> Iterator[tuple[str, str]]:
    """What an amount is for, and the name of its estimates."""
    for year in view.ends:
        yield words.loss_to(year), f"{flow}.loss.{year}"
    for metric in ("peak", "peak_cash"):
        if view.has(f"{flow}.{metric}.p50"):
            yield _peak(view, metric), f"{flow}.{metric}"


def _peak(view: View, metric: str) -> str:
    """The funding peak, and of what where the budget is not cash."""
    if not view.case.get("two_bases"):
        return words.peak()
    return words.peak_cash() if metric == "peak_cash" else words.peak_budget()


def _amounts(view: View, stem: str) -> Iterator[Cell]:
    for percent in CERTAINTIES:
        yield shown(view, f"{stem}.p{percent}")


def resilience_table(view: View) -> Table:
    """Ratio and class of each capacity that the config gives; no rows where it gives none."""
    rows = [_resilience_row(view, row) for row in view.results.resilience]
    columns = words.resilience_columns()
    level = max((_percent(row) for row in view.results.resilience), default=0)  # of all the same
    caption = words.resilience_caption(level)
    return table(caption, columns, rows, text_columns=[1, 2, len(columns) - 1])


def source_of_capacity(view: View) -> str:
    """Where the config has the capacity from; empty where it does not say."""
    given: dict[str, Any] = view.case.get("resilience") or {}
    return str(given.get("source", ""))


def notes(view: View) -> list[str]:
    """What a reader of the tables must know."""
    said = [words.reading()]
    if len(view.partners) > 1:
        said.append(words.no_sum())
    if view.results.resilience:
        said.append(words.classes())
    return said


def _resilience_row(view: View, row: ResilienceRow) -> tuple[Cell | str, ...]:
    scenario, _dot, partner = row.flow.partition(".")
    is_loss = row.what.isdigit()
    metric = f"loss.{row.what}" if is_loss else row.what
    ratio = Estimate(row.ratio, row.low, row.high, "ratio", row.runs, row.note)
    return (
        scenario_short(view, scenario),
        council_name(view, partner) if partner else _(TOTAL),
        words.loss_to(row.what) if is_loss else _peak(view, row.what),
        exact_amount(row.capacity_eur)._replace(
            name=f"{row.name}.capacity", value=row.capacity_eur, unit="eur"
        ),
        shown(view, f"{row.flow}.{metric}.p{_percent(row)}"),
        _ratio(view.closed(ratio))._replace(
            name=f"{row.name}.ratio", value=row.ratio, unit="ratio", error=half_width(ratio)
        ),
        _class(view, row),
    )


def _percent(row: ResilienceRow) -> int:
    return round(100 * row.level)


def _ratio(estimate: Estimate) -> Cell:
    """A ratio as finely as its interval allows; two decimals where it has no error."""
    if isinstance(estimate.value, float) and half_width(estimate) == 0.0:
        return Cell(grouped(estimate.value, 2))
    return amount(estimate, scale=1.0)


def _class(view: View, row: ResilienceRow) -> Cell:
    """The class, and beside it which others it may be within the sampling error."""
    if row.class_ is None:
        return undefined(Estimate(None, None, None, "", row.runs, row.note))
    worst, best = row.class_low, row.class_high
    if view.certain or worst == best == row.class_:
        return Cell(row.class_)
    if worst is None and best is None:
        return Cell(row.class_, words.class_unbounded())
    if worst is None:
        return Cell(row.class_, words.class_at_best(str(best)))
    if best is None:
        return Cell(row.class_, words.class_at_worst(worst))
    return Cell(row.class_, words.class_between(worst, best))
