"""Several configs beside each other: a table for each scenario, with a column for each config."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ictsim.report.joint import Column, Joint
from ictsim.report.numbers import Cell, frequency
from ictsim.report.numbers import year as year_cell
from ictsim.report.tables import Row, Table, money_cell, table
from ictsim.report.view import View
from ictsim.report.wording import comparing, words
from ictsim.report.wording.sentences import counted

Make = Callable[[View], Cell]


def scenario_table(joint: Joint, scenario: str) -> Table:
    """One scenario: a row for each figure, a column for each config."""
    rows: list[Row] = [
        (head, *(_cell(column, scenario, make, first=number == 0) for column in joint.columns))
        for number, (head, make) in enumerate(_figures(joint, scenario))
    ]
    labels = (column.label for column in joint.columns)
    name = joint.of_scenario(scenario)[0][1].label(scenario)
    return table(comparing.caption(name, joint.scale), ("", *labels), rows)


def _cell(column: Column, scenario: str, make: Make, *, first: bool) -> Cell:
    """A figure, or a dash; why there is none is said in the first row."""
    if column.view is None:
        return Cell("–", comparing.NOT_CALCULATED if first else "")
    if scenario not in column.view.scenarios:
        return Cell("–", comparing.NOT_IN_CONFIG if first else "")
    return make(column.view)


def _figures(joint: Joint, scenario: str) -> Iterator[tuple[str, Make]]:
    """The rows: what each is, and how its cells are made."""
    for end in joint.years:
        yield comparing.cheaper_by(end), _chance(f"{scenario}.beats.{end}")
    yield comparing.HALF_BY, _year(f"{scenario}.payback.p50")
    yield comparing.MOST_BY, _year(f"{scenario}.payback.p90")
    for end in joint.years:
        yield words.saving_to(end), _saving(f"{scenario}.saving.{end}", joint.spread)
    for partner in joint.comparison.shared.partners:
        name = joint.first.partner(partner)
        for end in joint.years:
            yield comparing.council(name, end), _chance(f"{scenario}.{partner}.beats.{end}")
    if joint.same_partners and len(joint.first.partners) > 1:
        for end in joint.years:
            head = comparing.council(words.EVERY_COUNCIL, end)
            yield head, _chance(f"{scenario}.all_partners.{end}")


def _chance(name: str) -> Make:
    return lambda view: Cell(counted(frequency(view.estimate(name))))


def _year(name: str) -> Make:
    return lambda view: year_cell(view.estimate(name))


def _saving(stem: str, spread: float) -> Make:
    def make(view: View) -> Cell:
        estimates = (view.estimate(f"{stem}.p{level}") for level in (10, 50, 90))
        low, middle, high = (money_cell(estimate, spread).text for estimate in estimates)
        return Cell(middle, comparing.low_to_high(low, high))

    return make
