"""Tables of the budget beside cash."""

from __future__ import annotations

from collections.abc import Iterable

from ictsim.report.tables import Row, Table, plan_amount, shown, table
from ictsim.report.view import View
from ictsim.report.wording import two_bases as words


def by_year(view: View, flow: str, label: str, years: Iterable[int]) -> Table:
    """The net saving of a flow to each of ``years``, on the budget and in cash."""
    rows: list[Row] = [
        (
            str(year),
            *(
                cell
                for metric in ("saving", "saving_cash")
                for cell in (
                    plan_amount(view, f"{flow}.{metric}.{year}"),
                    *(shown(view, f"{flow}.{metric}.{year}.p{level}") for level in (10, 50, 90)),
                )
            ),
        )
        for year in years
    ]
    return table(words.caption(label), words.columns(), rows)


def amounts(view: View, flow: str, label: str) -> Table:
    """Funding peaks, and what is on the books at the end."""
    stems = (
        (words.peak_budget(), f"{flow}.peak"),
        (words.peak_cash(), f"{flow}.peak_cash"),
        (words.book_value(view.horizon), f"{flow}.book_value"),
    )
    rows: list[Row] = [
        (
            what,
            plan_amount(view, stem),
            *(shown(view, f"{stem}.p{level}") for level in (10, 50, 80, 90)),
        )
        for what, stem in stems
        if view.has(f"{stem}.p50")
    ]
    return table(words.amounts_caption(label), words.amounts_columns(), rows)
