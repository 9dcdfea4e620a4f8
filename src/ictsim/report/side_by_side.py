"""Several configs beside each other: a table for each scenario, with a column for each config."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ictsim.report.joint import Column, Joint
from ictsim.report.language import _
from ictsim.report.numbers import Cell
from ictsim.report.tables import Row, Table, count, money, shown, table, year_alone
from ictsim.report.view import View
from ictsim.report.wording import comparing, words

Make = Callable[[list[View]], list[Cell]]


def scenario_table(joint: Joint, scenario: str) -> Table:
    """One scenario: a row for each figure, a column for each config."""
    views = [view for _column, view in joint.of_scenario(scenario)]
    rows: list[Row] = []
    for head, make in _figures(joint, scenario):
        cells = iter(make(views))
        found = (
            _of(column, next(cells))
            if column.view is not None and scenario in column.view.scenarios
            else _none(column, first=not rows)
            for column in joint.columns
        )
        rows.append((head, *found))
    labels = (Cell(column.label, language=column.label_language) for column in joint.columns)
    name = joint.of_scenario(scenario)[0][1].label(scenario)
    made = table(comparing.caption(name, joint.scale), ("", *labels), rows)
    return replace(made, scale=joint.scale, layout="joint")


def _of(column: Column, cell: Cell) -> Cell:
    """A cell under the name that its figure has among several configs."""
    return cell._replace(name=f"{column.name}.{cell.name}") if cell.name else cell


def _none(column: Column, *, first: bool) -> Cell:
    """A dash; why there is no figure is said in the first row."""
    why = _(comparing.NOT_CALCULATED if column.view is None else comparing.NOT_IN_CONFIG)
    return Cell("–", why if first else "")


def _figures(joint: Joint, scenario: str) -> Iterator[tuple[str, Make]]:
    """The rows: what each is, and how the cells are made of the configs that have it."""
    for end in joint.years:
        yield comparing.cheaper_by(end), _chance(f"{scenario}.beats.{end}")
    yield _(words.HALF_BY), _year(f"{scenario}.payback.p50")
    if joint.horizon:
        yield words.not_paid_back_by(joint.horizon), _chance(f"{scenario}.payback.never")
    yield from _against(joint, scenario)
    for end in joint.years:
        for level in (10, 50, 90):
            figure = f"{scenario}.saving.{end}.p{level}"
            yield comparing.saving_to(end, level), _saving(figure)
    for partner in joint.comparison.shared.partners:
        name = joint.first.partner(partner)
        for end in joint.years:
            yield comparing.council(name, end), _chance(f"{scenario}.{partner}.beats.{end}")
        yield comparing.council_half(name), _year(f"{scenario}.{partner}.payback.p50")
        for end in joint.years[-1:]:
            head = comparing.council_saving(name, end)
            yield head, _saving(f"{scenario}.{partner}.saving.{end}.p50")
    count = len(joint.first.partners)
    if joint.same_partners and count > 1:
        for end in joint.years:
            head = comparing.council(words.every_council(count), end)
            yield head, _chance(f"{scenario}.all_partners.{end}")


def _against(joint: Joint, scenario: str) -> Iterator[tuple[str, Make]]:
    """The rows of the scenarios it builds on, in any of the configs."""
    views = [view for _column, view in joint.of_scenario(scenario)]
    others = {name: view.short(lower)
              for view in views for name, lower in view.differences_of(scenario)}  # fmt: skip
    for name, other in others.items():
        for end in joint.years:
            yield comparing.cheaper_than(other, end), _chance(f"{name}.beats.{end}")


def _chance(name: str) -> Make:
    """A row of chances; a dash where a config does not have the figure."""
    return lambda views: [
        shown(view, name, count) if view.has(name) else Cell("–") for view in views
    ]


def _year(name: str) -> Make:
    return lambda views: [year_alone(view, name) for view in views]


def _saving(name: str) -> Make:
    return lambda views: [money(view, name) for view in views]
