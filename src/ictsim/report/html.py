"""The report as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ictsim.report import inputs, side_by_side, tables
from ictsim.report.charts import Chart, all_charts
from ictsim.report.cleaning import head, shorten
from ictsim.report.figures import FigureFile
from ictsim.report.icons import icon_array
from ictsim.report.joint import Joint
from ictsim.report.numbers import frequency
from ictsim.report.pages import fill
from ictsim.report.tables import Table
from ictsim.report.view import View
from ictsim.report.wording import comparing, left_out, notes, sentences, words
from ictsim.results.comparison import Comparison
from ictsim.results.record import Results

SUFFIX = ".html"
_TEMPLATE = "report.html.j2"
_TITLE_LIMIT = 300
_ICON_SCENARIOS, _ICON_YEARS = 3, 2


@dataclass(frozen=True)
class Shown:
    """A chart in the page: its drawing where there is one, and its data table."""

    name: str
    title: str
    alt: str
    table: Table
    svg: str = ""


@dataclass(frozen=True)
class Icons:
    """An icon array with the words it stands for."""

    scenario: str
    year: int
    svg: str
    text: str


def render_report(
    results: Results, packages: dict[str, str], figures: Sequence[FigureFile] | None
) -> str:
    """The page as text.

    Parameters
    ----------
    results
        The record of a run.
    packages
        Names and versions of what took part, for the passport.
    figures
        What :func:`ictsim.report.make_figures` made of the same record; None gives the page
        without charts, with their data tables.
    """
    return fill(_TEMPLATE, content(View.of(results), packages, figures))


def render_comparison(
    comparison: Comparison, packages: dict[str, str], figures: Sequence[FigureFile] | None
) -> str:
    """The report of the first config, with all configs side by side on page one.

    ``packages`` and ``figures``: see :func:`render_report`; the figures are the first config's.
    """
    joint = Joint.of(comparison)
    told = {
        "partial": comparing.partial(joint),
        "answer": comparing.headline(joint),
        "left_out": comparing.left_out(joint),
        "late": comparing.late(joint),
        "councils_heading": comparing.councils_heading(joint),
        "joint": _side_by_side(joint),
    }
    return fill(_TEMPLATE, content(joint.first, packages, figures) | told)


def _side_by_side(joint: Joint) -> dict[str, Any]:
    """What the template needs for the part about the comparison."""
    return {
        "heading": comparing.HEADING,
        "sentences": [s for s in (comparing.middle_years(joint),) if s],
        "columns": joint.columns,
        "not_calculated": comparing.NOT_CALCULATED,
        "tables": [side_by_side.scenario_table(joint, scenario) for scenario in joint.scenarios],
        "notes": [comparing.READING, *comparing.notes(joint)],
        "rest": comparing.rest_of_page(joint),
    }


def content(
    view: View, packages: dict[str, str], figures: Sequence[FigureFile] | None
) -> dict[str, Any]:
    """All that the template needs, by the names it uses."""
    case, scenario = view.case, view.headline_scenario
    told = scenario is not None and view.results.runs > 0
    return {
        "title": shorten(case["title"] or case["name"], _TITLE_LIMIT),
        "question": case.get("question", ""),
        "version": view.results.version,
        "answer": sentences.answer_of(view),
        "partial": sentences.partial_sentence(view),
        "joint": None,
        "councils_heading": words.COUNCILS_HEADING,
        "councils": sentences.council_sentences(view, scenario) if scenario and told else [],
        "every_council": sentences.every_council_sentence(view, scenario) if scenario else "",
        "page_one": _page_one(view) if told else [],
        "icons": _icons(view) if told else [],
        "plan": sentences.plan_sentences(view),
        "left_out": left_out.left_out_sentence(view),
        "late": left_out.late_sentences(view),
        "waiting": left_out.waiting_sentence(view),
        "base": sentences.base_sentence(view),
        "future": sentences.future_sentence(view),
        "lists": _lists(view),
        "heads": {key: [head(item) for item in case.get(key, ())] for key in words.LISTS},
        "charts": _shown(view, figures),
        "sections": _sections(view) if view.results.runs else [],
        "settlement": sentences.settlement_sentences(view),
        "input_tables": _kept(
            [
                inputs.sampled_inputs(view),
                inputs.fixed_inputs(view),
                inputs.events(view),
                inputs.correlations(view),
            ]
        ),
        "lines": _kept([inputs.lines(view)]),
        "method": sentences.method_sentences(view),
        "warnings": [*view.results.warnings, *notes.remark_sentences(view)],
        "passport": inputs.passport(view, packages),
    }


def _kept(made: Sequence[Table]) -> list[Table]:
    return [table for table in made if table.rows]


def _page_one(view: View) -> list[Table]:
    made = [tables.page_one_chances(view), tables.page_one_money(view)]
    scenario = view.headline_scenario
    if scenario and not sentences.council_sentences(view, scenario) and len(view.partners) > 1:
        made.insert(1, tables.council_chances(view, scenario))
    return made


def _icons(view: View) -> list[Icons]:
    """Icon arrays of the first scenarios and years; more would not be looked at."""
    from markupsafe import Markup

    found = []
    for scenario in view.scenarios if len(view.scenarios) <= _ICON_SCENARIOS else ():
        for year in view.headline_years[:_ICON_YEARS]:
            how_often = frequency(view.estimate(f"{scenario}.payback_by.{year}"))
            # Made of numbers only, so safe as it stands.
            svg = Markup(icon_array(how_often.icons))
            found.append(Icons(view.short(scenario), year, svg, sentences.counted(how_often)))
    return found


def _lists(view: View) -> list[tuple[str, str, list[str]]]:
    """Anchor, heading and items of each list of the case that is not empty."""
    return [
        (key, heading, list(view.case[key]))
        for key, heading in words.LISTS.items()
        if view.case.get(key)
    ]


def _shown(view: View, figures: Sequence[FigureFile] | None) -> list[tuple[str, list[Shown]]]:
    """Charts by kind, each kind with its heading."""
    from markupsafe import Markup

    if view.results.runs == 0:
        return []
    drawn: Sequence[Chart | FigureFile] = all_charts(view) if figures is None else figures
    kinds: dict[str, list[Shown]] = {kind: [] for kind in words.CHART_KINDS}
    for chart in drawn:
        # The drawing comes from figures.inline, which writes every text escaped.
        svg = Markup(chart.svg) if isinstance(chart, FigureFile) else ""
        kind = chart.name.split("_")[0]
        shown = Shown(chart.name, chart.title, chart.alt, chart.table, svg)
        kinds.setdefault(kind, []).append(shown)
    return [(words.CHART_KINDS.get(k, k), shown) for k, shown in kinds.items() if shown]


def _sections(view: View) -> list[tuple[str, list[Table]]]:
    """Headings with their tables: percentiles, councils, difference, which is cheapest."""
    if not view.scenarios:
        return [(words.SECTION_PERCENTILES, [tables.baseline_percentiles(view)])]
    totals = [(s, view.label(s)) for s in view.scenarios]
    differences = [
        (name, words.difference(view.short(upper), view.short(lower)))
        for name, (upper, lower) in view.differences.items()
    ]
    percentiles = partial(tables.percentiles, view)
    found = [(words.SECTION_PERCENTILES, [percentiles(*flow) for flow in totals])]
    if len(view.partners) > 1:
        found.append((words.SECTION_COUNCILS, _council_tables(view, totals)))
    for name, label in differences:
        made = [percentiles(name, label)]
        if len(view.partners) > 1:
            made += _council_tables(view, [(name, label)])
        found.append((words.section_difference(label), made))
    found.append((words.SECTION_BEST, [tables.best(view)]))
    return found


def _council_tables(view: View, flows: Sequence[tuple[str, str]]) -> list[Table]:
    return [
        made
        for flow, label in flows
        for made in (
            tables.councils_chances(view, flow, label),
            tables.councils_money(view, flow, label),
        )
    ]
