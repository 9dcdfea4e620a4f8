"""The charts, each kind under its heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ictsim.report.building.excerpts import first_years_together
from ictsim.report.building.subject import Subject
from ictsim.report.charts import Chart
from ictsim.report.deciding import (
    MOST,
    by_swing,
    deciding_table,
    most_deciding,
    some_drawn_by_year,
)
from ictsim.report.document import Block, Figure, Paragraph, Section, Series, TableBlock
from ictsim.report.figures import FigureFile
from ictsim.report.language import _
from ictsim.report.numbers import grouped
from ictsim.report.view import View
from ictsim.report.wording import deciding, page, words

_IN_CHAPTER = ("payback", "tornado")


def sections(subject: Subject) -> Iterator[Section]:
    """A section for each kind that there is."""
    kinds: dict[str, list[Figure]] = {kind: [] for kind in words.CHART_KINDS}
    for chart in subject.charts:
        made = _figure(subject.view, chart)
        kinds.setdefault(made.chart, []).append(made)
    sheets = {
        "payback": page.sheet_payback(),
        "fan": page.sheet_fan(),
        "cost": page.sheet_fan(),
        "curve": page.sheet_curve(),
        "chance": page.sheet_chances(),
        "tornado": deciding.sheet(),
    }
    for kind, figures in kinds.items():
        tables = _undrawn(subject.view, figures) if kind == "tornado" else ()
        blocks: tuple[Block, ...] = (*figures, *tables)
        if blocks:
            yield Section(
                f"charts-{kind}",
                _(words.CHART_KINDS.get(kind, kind)),
                (*_notes(subject.view, kind), *blocks),
                sheets.get(kind, kind),
                in_chapter=kind in _IN_CHAPTER,
                chapter=_in_chapter(subject.view, kind, figures),
            )


def _in_chapter(view: View, kind: str, figures: Sequence[Figure]) -> tuple[Block, ...] | None:
    """What a chapter has of a kind, where that is less."""
    if kind == "payback":
        return tuple(first_years_together(figure.table) for figure in figures)
    return tuple(_most_deciding(view)) if kind == "tornado" else None


def _most_deciding(view: View) -> Iterator[Block]:
    """What decides, in a short table for each headline year."""
    yield from _notes(view, "tornado", MOST)
    scenario = view.headline_scenario
    for year in view.headline_years if scenario else ():
        if scenario and by_swing(view, scenario, year):
            yield TableBlock(most_deciding(view, scenario, year))


def _notes(view: View, kind: str, rows: int | None = None) -> Iterator[Paragraph]:
    """How to read the charts of a kind, where they do not say so themselves.

    ``rows``: so many of a table of what decides are told; all where None.
    """
    if kind == "tornado":
        yield Paragraph(deciding.reading(grouped(view.results.fan_runs)))
        if some_drawn_by_year(view, rows):
            yield Paragraph(deciding.reading_by_year())


def _undrawn(view: View, figures: Sequence[Figure]) -> Iterator[TableBlock]:
    """The tables of what decides for which the runs give no bar to draw."""
    scenario, drawn = view.headline_scenario, {figure.name for figure in figures}
    for year in view.headline_years if scenario else ():
        is_told = f"tornado_{scenario}_{year}" in drawn
        if scenario and not is_told and by_swing(view, scenario, year):
            yield TableBlock(deciding_table(view, scenario, year))


def _figure(view: View, chart: Chart | FigureFile) -> Figure:
    kind, _between, flow = chart.name.partition("_")
    drawn = chart if isinstance(chart, FigureFile) else None
    return Figure(
        chart=kind,
        name=chart.name,
        title=chart.title,
        alt=chart.alt,
        table=chart.table,
        series=tuple(_curves(view, flow)) if kind == "curve" else (),
        middle=_mean(view, flow) if kind == "tornado" else None,
        svg=drawn.svg if drawn else "",
        png=drawn.png if drawn else b"",
    )


def _mean(view: View, flow: str) -> float | None:
    """The mean saving, from which the bars of a tornado go to both sides."""
    scenario, _between, year = flow.rpartition("_")
    return view.value(f"{scenario}.saving.{year}.mean")


def _curves(view: View, flow: str) -> Iterator[Series]:
    """The distribution function of the saving to each headline year."""
    for year in view.headline_years:
        curve = view.results.curves.get(f"{flow}.saving.{year}")
        if curve is not None:
            label = words.curve_label(year)
            yield Series(label, tuple(curve.values), tuple(curve.probabilities))
