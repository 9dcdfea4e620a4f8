"""The checklist of a credible risk report, answered from the results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ictsim.report.language import digits
from ictsim.report.numbers import grouped
from ictsim.report.reconciliation import WITH, WITHOUT
from ictsim.report.tables import Table, table
from ictsim.report.view import View
from ictsim.report.wording import checklist as words
from ictsim.report.wording.checklist import Answer


def checklist_table(view: View) -> Table:
    """Each item, whether the report has it, and what or where."""
    rows = [(item, answer.have, answer.text) for item, answer in _answers(view)]
    made = table(words.caption(), words.columns(), rows, text_columns=(1, 2))
    return replace(made, layout="wide")


def _answers(view: View) -> list[tuple[str, Answer]]:
    return [(words.ITEMS[key](), answer(view)) for key, answer in _CHECKS.items()]


def _frame(view: View) -> Answer:
    names = [view.short(scenario) for scenario in view.scenarios]
    rate = digits(f"{100 * float(view.case['discount_rate']):g}")
    return words.frame(names, view.start, view.horizon, rate)


def _source(view: View) -> Answer:
    found = view.results.reconciliation
    if not found or not found[WITH]["cells"]["published"]:
        return words.no_source_table()
    cells, without = found[WITH]["cells"], found[WITHOUT]["cells"]
    return words.source_table(cells["fitting"], cells["published"], without["fitting"])


def _inputs(view: View) -> Answer:
    drawn = [row for row in view.results.inputs if row.sampled]
    sourced = sum(bool(row.source.strip()) for row in drawn)
    return words.inputs(len(drawn), sourced)


def _certain(view: View) -> Answer:
    fixed = sum(not row.sampled for row in view.results.inputs)
    return words.held_certain(fixed, len(view.case.get("omitted", ())))


def _dependence(view: View) -> Answer:
    return words.dependence(len(view.results.correlations), str(view.case.get("correlation", "x1")))


def _curve(view: View) -> Answer:
    return words.curves(any(view.plan_year(s) or view.base(f"{s}.payback") for s in view.scenarios))


def _percentiles(view: View) -> Answer:
    return words.percentiles(has_capacity=bool(view.results.resilience))


def _contingency(view: View) -> Answer:
    return words.contingency(len(view.partners))


def _sensitivity(view: View) -> Answer:
    return words.sensitivity(len({row.name for row in view.results.tornado}))


def _tail(view: View) -> Answer:
    cut = sum(row.capped > 0.0 for row in view.results.inputs)
    return words.tail(cut)


def _events(view: View) -> Answer:
    return words.events(len(view.results.events))


def _double(view: View) -> Answer:
    return words.double_counting()


def _errors(view: View) -> Answer:
    return words.errors(grouped(view.results.runs), view.results.seed)


def _unquantified(view: View) -> Answer:
    return words.unquantified(len(view.case.get("not_in_money", ())))


def _outside(view: View) -> Answer:
    return words.outside(len(view.case.get("omitted", ())), len(view.case.get("waiting", ())))


def _benefits(view: View) -> Answer:
    return words.benefits()


_CHECKS: dict[str, Callable[[View], Answer]] = {
    "frame": _frame,
    "source": _source,
    "inputs": _inputs,
    "certain": _certain,
    "dependence": _dependence,
    "curve": _curve,
    "percentiles": _percentiles,
    "contingency": _contingency,
    "sensitivity": _sensitivity,
    "tail": _tail,
    "events": _events,
    "double": _double,
    "errors": _errors,
    "unquantified": _unquantified,
    "outside": _outside,
    "benefits": _benefits,
}
