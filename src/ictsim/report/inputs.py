"""Tables of what went in: inputs with their ranges, lines, and the passport of the run."""

from __future__ import annotations

from functools import cache
from typing import Any

from ictsim.report.language import _, digits
from ictsim.report.numbers import Cell, exact_amount, grouped
from ictsim.report.tables import Row, Table, own_text, scenario_short, table
from ictsim.report.view import View
from ictsim.report.wording import vocabulary, words
from ictsim.report.wording.inputs import is_share, low_where_it_happens, number, unit_of_numbers
from ictsim.results.record import InputRow, LineRow

_LONG = 12  # values that are not listed one by one
_TOLD_APART = ("dist", "components", "weights")

# Parameters of distributions that are not in the unit of the values.
WITHOUT_UNIT = {"a", "alpha", "b", "df", "p", "shape", "terms", "weight"}


def sampled_inputs(view: View) -> Table:
    """Every input that is drawn: range, plan and where the plan lies in the range."""
    rows: list[Row] = [
        (
            own_text(view, row.label, row.label or row.name)._replace(margin=_by_year(row)),
            _unit(view, row),
            law(row.distribution, row.parameters, row.unit),
            *(_number(row, which) for which in ("p10", "p50", "p90", "base")),
            _place(row),
            own_text(view, row.source),
        )
        for row in view.results.inputs
        if row.sampled
    ]
    columns = [_(head) for head in (*words.INPUT_COLUMNS, words.SOURCE)]
    return table(_(words.INPUTS), columns, rows, text_columns=(1, 2, len(columns) - 1))


def fixed_inputs(view: View) -> Table:
    """Every input that has one value."""
    rows = [
        (
            own_text(view, row.label, row.label or row.name),
            _unit(view, row),
            _number(row, "base"),
            own_text(view, row.source),
        )
        for row in view.results.inputs
        if not row.sampled
    ]
    columns = [_(head) for head in words.FIXED_COLUMNS]
    return table(_(words.FIXED_INPUTS), columns, rows, text_columns=(1, 3))


def _number(row: InputRow, which: str) -> Cell:
    """A percentile of an input, or the plan's value, under ``inputs.NAME.WHICH``."""
    value, unit = float(getattr(row, which)), "share" if is_share(row.unit) else ""
    name = f"inputs.{row.name}.{which}"
    return Cell(number(value, row.unit), name=name, value=value, unit=unit)


def _unit(view: View, row: InputRow) -> Cell:
    unit = unit_of_numbers(vocabulary.unit(row.unit))
    return Cell(unit) if row.unit in vocabulary.UNITS else own_text(view, row.unit, unit)


def _by_year(row: InputRow) -> str:
    return words.drawn_by_year(row.persistence) if row.per_year else ""


def _place(row: InputRow) -> str:
    """The percentile at which the plan's value lies; said where it is outside the range."""
    if row.base_place is None:
        return "–"
    low, high = (row.parameters.get(end) for end in ("low", "high"))
    upto = row.base_place + row.base_at
    if row.base_place <= 0.0:
        place = _(words.LOWEST if low == row.base or row.base_at else words.BELOW)
    elif upto >= 1.0:
        place = _(words.HIGHEST if high == row.base or row.base_at else words.ABOVE)
    else:
        place = _percentile(upto)
    return f"{place}, {words.exactly(row.base_at)}" if row.base_at else place


def _percentile(share: float) -> str:
    """``P37``; never P0 or P100 of what has values beyond it."""
    if share > 0.99:
        return _("above P99")
    return _("below P1") if share < 0.01 else f"P{100 * share:.0f}"


def law(name: str, parameters: dict[str, Any], unit: str = "") -> str:
    """A distribution in one line: ``pert (low 0.5, mode 1, high 2)``; what is usual is left out.

    ``unit`` is that of the values: parameters in it are told in per cent where it is a share.
    """
    usual = _usual().get(name, {})
    parts = [
        f"{_(key)} {_parameter(value, '' if key in WITHOUT_UNIT else unit)}"
        for key, value in parameters.items()
        if key not in _TOLD_APART and (key not in usual or value != usual[key])
    ]
    components = parameters.get("components") or []
    weights = parameters.get("weights") or [None] * len(components)
    mixed = [
        _component(part, unit) if weight is None else f"{_share(weight)} % {_component(part, unit)}"
        for weight, part in zip(weights, components, strict=False)
    ]
    if not components and parameters.get("weights"):
        parts.append(f"{_(words.WEIGHTS)} {_parameter(parameters['weights'])}")
    inside = ", ".join(parts)
    body = f" {_(words.OR)} ".join(mixed)
    return f"{_(name)}{f': {body}' if body else ''}{f' ({inside})' if inside else ''}"


def _share(weight: float) -> str:
    return digits(f"{100 * weight:g}")


@cache
def _usual() -> dict[str, dict[str, Any]]:
    """What each family has unless it says otherwise, by the name of the family."""
    from ictsim.distributions import FAMILIES

    return {
        str(family.model_fields["dist"].default): {
            key: field.default
            for key, field in family.model_fields.items()
            if not field.is_required()
        }
        for family in FAMILIES
    }


def _component(part: Any, unit: str) -> str:
    if not isinstance(part, dict):
        return str(part)
    texts = ("dist", "label", "unit", "source", "base")
    numbers = {k: v for k, v in part.items() if k not in texts and v is not None}
    return law(str(part.get("dist", "")), numbers, unit)


def _parameter(value: Any, unit: str = "") -> str:
    if isinstance(value, bool | int) or value is None:  # a whole number is a year or a count
        return str(value)
    if isinstance(value, float):
        return number(value, unit)
    if isinstance(value, list | tuple) and len(value) > _LONG:
        return words.many_values(len(value))
    if isinstance(value, list | tuple):
        return " / ".join(_parameter(inner, unit) for inner in value)
    return str(value)


def lines(view: View) -> Table:
    """Every line that is counted, with the plan's sums to the headline years."""
    columns = (
        *(_(head) for head in words.LINE_COLUMNS),
        *(words.line_sum(view.start, y) for y in view.headline_years),
        _(words.SOURCE),
    )
    rows: list[Row] = [
        (
            own_text(view, row.label, row.label or row.name)._replace(
                margin=_(words.RECONCILING) if row.reconciling else ""
            ),
            scenario_short(view, row.scenario) if row.scenario in view.scenarios else row.scenario,
            view.in_words(row.category),
            _(words.NATURES.get(row.nature, row.nature)),
            *(_planned(row, y) for y in view.headline_years),
            own_text(view, row.source),
        )
        for row in view.results.lines
    ]
    return table(_(words.LINES), columns, rows, text_columns=(1, 2, 3, len(columns) - 1))


def _planned(row: LineRow, end: int) -> Cell:
    """What the plan counts on to the end of a year, under ``lines.SCENARIO.NAME.YEAR``."""
    value = sum(x for y, x in row.base_eur.items() if int(y) <= end)
    name = f"lines.{row.scenario}.{row.name}.{end}"
    return exact_amount(value)._replace(name=name, value=value, unit="eur")


def correlations(view: View) -> Table:
    """Every pair of inputs that is drawn together."""
    rows = [
        (
            low_where_it_happens(row.a) if row.a_is_event else own_text(view, row.a),
            low_where_it_happens(row.b) if row.b_is_event else own_text(view, row.b),
            _coefficient(row.rank),
            "–" if row.realised is None else _coefficient(row.realised),
            own_text(view, row.source),
        )
        for row in view.results.correlations
    ]
    columns = [_(head) for head in words.CORRELATION_COLUMNS]
    return table(_(words.CORRELATIONS), columns, rows, text_columns=(1, 4))


def events(view: View) -> Table:
    """What may happen in a run, or not."""
    rows = [
        (
            own_text(view, row.label),
            _(row.kind),
            inside(row.parameters),
            own_text(view, row.source),
        )
        for row in view.results.events
    ]
    columns = [_(head) for head in words.EVENT_COLUMNS]
    return table(_(words.EVENTS), columns, rows, text_columns=(1, 2, 3))


def inside(parameters: dict[str, Any]) -> str:
    """Parameters in one line: ``rate 0.03, from 2016``."""
    return ", ".join(
        f"{_(key)} {digits(f'{value:g}') if isinstance(value, float) else _parameter(value)}"
        for key, value in parameters.items()
    )


def _coefficient(value: float) -> str:
    return grouped(value, 2)


def _correlation_scale(view: View) -> list[tuple[str, str]]:
    """How all correlations are scaled, where they are."""
    scale = str(view.case.get("correlation", "x1"))
    return [] if scale == "x1" else [(_(words.CORRELATION_SCALE), digits(scale))]


def passport(view: View, packages: dict[str, str]) -> Table:
    """All that is needed to make the same figures again."""
    results = view.results
    drawn = sum(row.sampled for row in results.inputs)
    rows = [
        (_(words.CONFIG), results.config_name),
        *((_(words.OVERRIDE), setting) for setting in results.overrides),
        *_correlation_scale(view),
        (_(words.CONFIG_HASH), results.config_sha256),
        (_(words.RUNS), words.runs_of(results.runs, results.planned_runs)),
        (_(words.SEED), str(results.seed)),
        (_(words.DRAWING), words.METHODS.get(results.method, results.method)),
        (_(words.INPUTS_IN_ALL), words.drawn_of(drawn, len(results.inputs) - drawn)),
        ("ictsim", results.version),
        *((name, number) for name, number in packages.items() if name != "ictsim"),
    ]
    columns = [_(head) for head in words.PASSPORT_COLUMNS]
    return table(_(words.PASSPORT), columns, rows, text_columns=(1,))
