"""Builds the report record from a results record, section by section.

A new section is one file here with ``sections(subject)``, which yields none where there is
nothing to tell, and one entry in ``SECTIONS``: its place in the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ictsim.report.building import (
    answer,
    basis,
    best,
    certainty,
    charts,
    checklist,
    collaborations,
    council_tables,
    councils,
    differences,
    inputs,
    lists,
    method,
    omissions,
    percentiles,
    plan,
    reconciliation,
    settlement,
    side_by_side,
    two_bases,
)
from ictsim.report.building.subject import Subject
from ictsim.report.charts import Chart, all_charts
from ictsim.report.cleaning import shorten
from ictsim.report.document import Document, NamedEstimate
from ictsim.report.figures import FigureFile
from ictsim.report.joint import Joint
from ictsim.report.language import language
from ictsim.report.numbers import noted
from ictsim.report.view import View
from ictsim.results.comparison import Comparison, figures
from ictsim.results.record import Results

SECTIONS = (
    answer,
    omissions,
    side_by_side,
    collaborations,
    councils,
    plan,
    basis,
    charts,
    percentiles,
    certainty,
    council_tables,
    two_bases,
    differences,
    best,
    settlement,
    inputs,
    reconciliation,
    lists,
    method,
    checklist,
)
_TITLE_LIMIT = 300

__all__ = ["SECTIONS", "Subject", "comparison_document", "results_document"]


def results_document(
    results: Results, packages: Mapping[str, str], drawn: Sequence[FigureFile] | None = None
) -> Document:
    """The report of one config, in the language that is spoken.

    Parameters
    ----------
    results
        The record of a run.
    packages
        Names and versions of what took part, for the passport.
    drawn
        What :func:`ictsim.report.make_figures` made of the same record; None gives charts without
        drawings, with their data tables.
    """
    view = View.of(results)
    return _built(Subject(view, _charts(view, drawn), packages), _of_results(view.results))


def comparison_document(
    comparison: Comparison,
    packages: Mapping[str, str],
    drawn: Sequence[FigureFile] | None = None,
    *,
    reports: Mapping[str, str] | None = None,
) -> Document:
    """All configs side by side on page one, then the rest of the report of the first config.

    ``packages`` and ``drawn``: see :func:`results_document`; the drawings are the first config's.
    ``reports``: the file of each config's own report by the config's name, seen from this report;
    a config without one has no link.
    """
    joint = Joint.of(comparison)
    view = joint.first
    subject = Subject(view, _charts(view, drawn), packages, joint, reports or {})
    return _built(subject, [*_of_results(view.results), *_of_comparison(joint)])


def _charts(view: View, drawn: Sequence[FigureFile] | None) -> Sequence[Chart | FigureFile]:
    if view.results.runs == 0:
        return ()
    return all_charts(view) if drawn is None else drawn


def _built(subject: Subject, estimates: Sequence[NamedEstimate]) -> Document:
    view, case = subject.view, subject.view.case
    return Document(
        language=language(),
        title=shorten(case["title"] or case["name"], _TITLE_LIMIT),
        question=case.get("question", ""),
        version=view.results.version,
        sections=tuple(s for one in SECTIONS for s in one.sections(subject)),
        estimates=tuple(estimates),
        title_language=view.language_of(case["title"]),
        question_language=view.language_of(case.get("question", "")),
    )


def _of_results(results: Results) -> list[NamedEstimate]:
    return [_named(results, name) for name in results.estimates]


def _of_comparison(joint: Joint) -> Iterator[NamedEstimate]:
    """The figures of each config, under its name and the figure's."""
    views = {column.name: view for column, view in joint.calculated}
    for layer, name, _estimate in figures(joint.comparison):
        if layer.name in views:
            yield _named(views[layer.name].results, name, f"{layer.name}.")


def _named(results: Results, name: str, prefix: str = "") -> NamedEstimate:
    found = results.estimates[name]
    return NamedEstimate(
        name=prefix + name,
        value=found.value,
        low=found.low,
        high=found.high,
        unit=found.unit,
        runs=found.runs,
        base=results.base_of(name),
        note=noted(found.note),
    )
