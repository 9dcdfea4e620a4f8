"""Puts the figures of a run together with the texts of its case: one record for all formats."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ictsim import __version__, statistics
from ictsim.config import LoadedCase
from ictsim.distributions import Distribution
from ictsim.distributions.base import SHARED_FIELDS
from ictsim.distributions.summary import summary
from ictsim.metrics import Coverage
from ictsim.model import Case
from ictsim.model.texts import untranslated
from ictsim.results.messages import N_
from ictsim.results.record import Curve, EventRow, InputRow, LineRow, Remark, Results
from ictsim.study.base import BaseCase, base_case
from ictsim.study.base_tables import base_tables
from ictsim.study.dependence import correlation_rows
from ictsim.study.estimates import payback_year
from ictsim.study.prepare import Study
from ictsim.study.resilience import resilience_rows
from ictsim.study.run import Outcome
from ictsim.study.tornado import tornado

_NO_PARAMETERS = ("dist", *SHARED_FIELDS)
_CURVE_POINTS = 200


def assemble(
    loaded: LoadedCase, study: Study, outcome: Outcome, seed: int, planned: int
) -> Results:
    """The results record of one run of one config."""
    base = base_case(loaded.case)
    return Results(
        case=case_texts(loaded.case),
        seed=seed,
        runs=outcome.runs,
        planned_runs=planned,
        complete=outcome.complete,
        version=__version__,
        config_name=loaded.files[-1].name,
        config_sha256=loaded.sha256,
        method="mc",
        fan_runs=outcome.sampled_runs,
        estimates=outcome.estimates,
        places=outcome.places,
        base=_base_values(study),
        curves=_curves(study, outcome),
        inputs=[input_row(name, law) for name, law in loaded.case.inputs.items()],
        correlations=correlation_rows(loaded.case),
        events=event_rows(loaded.case),
        lines=_lines(base),
        warnings=_config_warnings(loaded),
        remarks=_remarks(loaded.case, outcome),
        overrides=list(loaded.overrides),
        tornado=tornado(study, outcome.runs),
        reconciliation=base_tables(loaded.case, whole=base) if loaded.case.published else None,
        resilience=resilience_rows(loaded.case, outcome.estimates),
    )


def _config_warnings(loaded: LoadedCase) -> list[str]:
    """The warnings of the config; of a path the file's name, the same on every machine."""
    names = {str(path): path.name for path in loaded.files}
    return [
        str(dataclasses.replace(warning, file=names.get(warning.file, warning.file)))
        for warning in loaded.warnings
    ]


def _remarks(case: Case, outcome: Outcome) -> list[Remark]:
    """What a reader of the figures must know besides."""
    found = []
    for name, scenario in case.scenarios.items():
        left = outcome.estimates.get(f"{name}.remainder.mean")
        # Less than a euro is what rounding leaves of an amount that is spent in time.
        if left is not None and isinstance(left.value, float) and abs(left.value) >= 1.0:
            message = N_(
                "{label}: one-off cost of on average {amount} euros falls after {year} and is "
                "in none of the other figures."
            )
            amount, year = left.value, case.case.horizon
            found.append(Remark(message, {"label": scenario.label, "amount": amount, "year": year}))
    return found


def case_texts(case: Case) -> dict[str, Any]:
    """Settings, partners and scenarios as plain data."""
    texts = case.case.model_dump()
    texts["two_bases"] = case.has_two_bases
    texts["texts"] = case.texts
    texts["untranslated"] = {language: len(untranslated(case, language)) for language in case.texts}
    texts["partners"] = {
        name: {"label": p.label, "attributes": p.attributes, "source": p.source}
        for name, p in case.partners.items()
    }
    if case.resilience is not None:
        texts["resilience"] = case.resilience.model_dump()
    texts["scenarios"] = {}
    texts["differences"] = {}
    for name in case.in_building_order():
        scenario, settlement = case.scenarios[name], case.settlement_of(name)
        texts["scenarios"][name] = {
            "label": scenario.label,
            "description": scenario.description,
            "builds_on": scenario.builds_on,
            **settlement.model_dump(by_alias=True, include={"key", "per_category", "settled"}),
            "shares": case.shares(settlement) or {},
        }
        if scenario.builds_on:
            texts["differences"][f"{name}_vs_{scenario.builds_on}"] = [name, scenario.builds_on]
    return texts


def input_row(name: str, law: Distribution) -> InputRow:
    """An input with the percentiles of its distribution and the base's place in it."""
    figures = summary(law)
    p1, p10, p50, p90, p99 = figures.percentiles.values()
    given = law.model_dump(exclude_none=True).items()
    parameters = {key: value for key, value in given if key not in _NO_PARAMETERS and value != ""}
    return InputRow(
        name=name,
        label=law.label or name,
        unit=law.unit,
        distribution=law.model_dump()["dist"],
        parameters=parameters,
        source=law.source,
        base=law.base_value(),
        base_place=figures.below_base if figures.drawn else None,
        base_at=figures.at_base or 0.0,
        p1=p1,
        p10=p10,
        p50=p50,
        p90=p90,
        p99=p99,
        mean=figures.mean,
        capped=figures.capped_share,
        sampled=figures.drawn,
        per_year=law.per_year,
        persistence=law.persistence,
    )


def event_rows(case: Case) -> list[EventRow]:
    """What may happen, as the config says it."""
    return [
        EventRow(
            name=name,
            label=event.label or name,
            kind=event.kind,
            parameters=event.model_dump(
                by_alias=True, exclude_none=True, exclude={"kind", "label", "source"}
            ),
            source=event.source,
        )
        for name, event in case.events.items()
    ]


def _base_values(study: Study) -> dict[str, float | str]:
    """The base case by output name; a payback year as a year or ``never``."""
    values: dict[str, float | str] = {}
    for output in study.outputs:
        value = study.base_values[output.name]
        if output.unit == "year":
            code = output.codes[int(value)]
            is_best = output.name.startswith("best.")
            values[output.name] = code if is_best else payback_year(code, study.case.case.start)
        elif output.unit != "probability":
            values[output.name] = value
    return values


def _curves(study: Study, outcome: Outcome) -> dict[str, Curve]:
    """Distribution functions of the totals' amounts that are kept over all runs, for figures.

    Not of an amount with a floor: the one it follows from has its own.
    """
    totals = (*study.flows.totals, *study.flows.differences)
    found = {}
    for output in study.outputs:
        flow, metric = output.name.split(".")[:2]
        of_total = flow in totals and metric not in study.case.partners
        kept = output.coverage is Coverage.ALL and output.floor is None
        if of_total and output.unit == "eur" and kept:
            found[output.name] = _curve(outcome.distributions[output.name])
    return found


def _curve(spread: statistics.Distribution) -> Curve:
    levels = (np.arange(_CURVE_POINTS) + 0.5) / _CURVE_POINTS
    points = [(level, spread.quantile(level)) for level in levels.tolist()]
    known = [(level, value) for level, value in points if value is not None]
    return Curve([level for level, _ in known], [value for _, value in known])


def _lines(base: BaseCase) -> list[LineRow]:
    """Every line of every scenario with its base amounts per year."""
    case = base.case
    return [
        LineRow(
            scenario=scenario,
            name=name,
            label=line.label,
            kind=line.kind,
            category=line.category,
            nature=line.nature,
            effect=line.effect,
            reconciling=line.reconciling,
            source=line.source,
            base_eur={str(year): x for year, x in base.lines[f"{scenario}.{name}"].items()},
            basis=line.basis,
            borne_by=line.partners,
            transfer=line.transfer.model_dump(by_alias=True) if line.transfer else None,
            copies=line.copies,
        )
        for scenario in case.in_building_order()
        for name, line in case.scenarios[scenario].lines.items()
    ]
