"""Bad parameters: each is refused, and the message says what is wrong and how to put it right."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from ictsim.distributions import FAMILIES, AnyDistribution

HALVES = {"weights": [0.5, 0.5]}
POINTS = [{"dist": "constant", "value": 1}, {"dist": "constant", "value": 2}]

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"dist": "uniform", "low": 3, "high": 2}, "low 3 is above high 2; write low <= high"),
    (
        {"dist": "triangular", "low": 3, "mode": 2, "high": 4},
        "low 3 is above mode 2; write low <= mode <= high",
    ),
    (
        {"dist": "pert", "low": 1, "mode": 5, "high": 4},
        "mode 5 is above high 4; write low <= mode <= high",
    ),
    ({"dist": "pert", "low": 1, "mode": 2, "high": 4, "weight": 0}, "weight 0 is not above 0"),
    ({"dist": "normal", "mean": 1, "sd": -0.5}, "sd -0.5 is below 0"),
    ({"dist": "lognormal", "mean": 1}, "mean given; write mean and sd, or p50 and p90"),
    ({"dist": "lognormal"}, "nothing given; write mean and sd, or p50 and p90"),
    ({"dist": "lognormal", "mean": 1, "sd": 1, "p50": 1}, "mean and sd and p50 given"),
    ({"dist": "lognormal", "mean": 0, "sd": 1}, "mean 0 is not above 0"),
    ({"dist": "lognormal", "mean": 1, "sd": -1}, "sd -1 is below 0"),
    ({"dist": "lognormal", "p50": 0, "p90": 1}, "p50 0 is not above 0"),
    ({"dist": "lognormal", "p50": 2, "p90": 1}, "p50 2 is above p90 1; write p50 <= p90"),
    (
        {"dist": "lognormal", "p50": 2, "p90": 2001},
        "p90 2001 is more than 1000 times the p50 2; write at most 2000, or a larger p50",
    ),
    ({"dist": "lognormal", "p50": 1e-300, "p90": 1e12}, "is more than 1000 times the p50 1e-300"),
    ({"dist": "bernoulli", "p": 1.2}, "p 1.2 is not a probability; write 0 <= p <= 1"),
    ({"dist": "bernoulli", "p": -0.1}, "p -0.1 is not a probability"),
    ({"dist": "discrete", "values": [1], **HALVES}, "1 values but 2 weights"),
    ({"dist": "discrete", "values": [1, 2], "weights": [0.5, 0.4]}, "weights sum to 0.9"),
    ({"dist": "discrete", "values": [], "weights": []}, "weights sum to 0"),
    ({"dist": "discrete", "values": [1, 2], "weights": [1.5, -0.5]}, "weight -0.5 is below 0"),
    (
        {"dist": "discrete", "values": [2, 1], **HALVES},
        "value 1 comes after 2; write values in inc",
    ),
    ({"dist": "discrete", "values": [1, 1], **HALVES}, "value 1 comes after 1"),
    ({"dist": "pareto", "xm": 0, "alpha": 2}, "xm 0 is not above 0"),
    ({"dist": "pareto", "xm": 1, "alpha": 0, "cap": 5}, "alpha 0 is not above 0"),
    ({"dist": "pareto", "xm": 1, "alpha": 1}, "alpha 1 has no finite mean; write cap ="),
    ({"dist": "mixture", "weights": [1], "components": POINTS}, "2 components but 1 weights"),
    ({"dist": "mixture", "weights": [0.5, 0.6], "components": POINTS}, "weights sum to 1.1"),
    (
        {"dist": "mixture", **HALVES, "components": [POINTS[0], {**POINTS[1], "label": "b"}]},
        "component 2 has label; write that on the mixture",
    ),
    (
        {"dist": "mixture", **HALVES, "components": [POINTS[0], {**POINTS[1], "base": 3}]},
        "component 2 has base; write that on the mixture",
    ),
    (
        {"dist": "mixture", **HALVES, "components": [POINTS[0], {"dist": "normal", "mean": 0}]},
        "Field required",
    ),
    ({"dist": "uniform", "low": 0, "high": 9, "min": 3, "max": 3}, "min 3 is not below max 3"),
    (
        {"dist": "uniform", "low": 0, "high": 9, "min": 10, "max": 12},
        "no probability lies from min 10 to max 12; this law runs from 0 to 9: widen min and max",
    ),
    ({"dist": "uniform", "low": 0, "high": 9, "min": 9}, "no probability lies from min 9"),
    ({"dist": "normal", "mean": 0, "sd": 1, "min": 40}, "no probability lies from min 40"),
    (
        {"dist": "mixture", **HALVES, "components": POINTS, "min": 1.2, "max": 1.8},
        "no probability lies from min 1.2 to max 1.8",
    ),
    ({"dist": "uniform", "low": 1, "high": 9, "cap": 1}, "cap 1 lies below every other value"),
    ({"dist": "uniform", "low": 1, "high": 9, "min": 3, "cap": 2}, "cap 2 lies below every"),
    ({"dist": "pert", "low": 1, "mode": 2}, "Field required"),
    ({"dist": "normal", "mean": 1, "sd": 1, "sigma": 1}, "Extra inputs are not permitted"),
    ({"dist": "normal", "mean": "1", "sd": 1}, "valid number"),
    ({"dist": "normal", "mean": float("nan"), "sd": 1}, "finite number"),
    ({"dist": "constant", "value": float("inf")}, "finite number"),
    ({"dist": "constant", "value": "2"}, "valid number"),
    ({"dist": "uniform", "low": 0, "high": 1, "persistence": 0.5}, "add per_year = true, or le"),
    (
        {"dist": "uniform", "low": 0, "high": 1, "per_year": True, "persistence": 1},
        "persistence 1 is not between -1 and 1",
    ),
    (
        {"dist": "uniform", "low": 0, "high": 1, "per_year": True, "persistence": -1},
        "persistence -1 is not between -1 and 1",
    ),
    (
        {"dist": "mixture", **HALVES, "components": [POINTS[0], {**POINTS[1], "per_year": True}]},
        "component 2 has per_year; write that on the mixture",
    ),
    (
        {"dist": "triangular", "low": 0, "mode": -0.082, "high": 1, "limits": "p10-p90"},
        "no such law has its P10 at 0, its P90 at 1 and its mode at -0.082; write a mode from "
        "-0.0811388 to 1.08114",
    ),
    (
        {"dist": "pert", "low": 0, "mode": 1.1, "high": 1, "limits": "p10-p90"},
        "its mode at 1.1; write a mode from -0.0598856 to 1.05989",
    ),
    (
        {"dist": "pert", "low": 2, "mode": 1, "high": 1, "limits": "p10-p90"},
        "low 2 is above high 1; write low <= high",
    ),
    (
        {"dist": "pert", "low": 1, "mode": 2, "high": 1, "limits": "p10-p90"},
        "low and high are both 1, but mode is 2",
    ),
    ({"dist": "pert", "low": 1, "mode": 2, "high": 3, "limits": "p5-p95"}, "'ends' or 'p10-p90'"),
    ({"dist": "beta", "a": 0.01, "b": 1, "low": 0, "high": 1}, "a 0.01 is below 0.05; 1 to 10"),
    ({"dist": "beta", "a": 1, "b": -1, "low": 0, "high": 1}, "b -1 is below 0.05; 1 to 10"),
    ({"dist": "beta", "a": 1, "b": 1, "low": 2, "high": 1}, "low 2 is above high 1"),
    ({"dist": "beta", "a": 1, "b": 1}, "Field required"),
    ({"dist": "gamma", "mean": 0, "sd": 1}, "mean 0 is not above 0, as all values are"),
    ({"dist": "gamma", "mean": 1, "sd": -1}, "sd -1 is below 0; write 0 or more"),
    ({"dist": "gamma", "mean": 1, "sd": 6}, "sd 6 is more than 5 times the mean 1"),
    ({"dist": "gamma", "mean": 1, "sd": 1e-4}, 'a thousandth of the mean 1; write dist = "normal"'),
    ({"dist": "weibull", "shape": 0.01, "scale": 1}, "shape 0.01 is below 0.05; 0.5 to 4 is usual"),
    ({"dist": "weibull", "shape": 1, "scale": 0}, "scale 0 is not above 0, as all values are"),
    ({"dist": "student_t", "df": 0, "loc": 0, "scale": 1}, "df 0 is below 0.1; 2 to 30 is usual"),
    ({"dist": "student_t", "df": 3, "loc": 0, "scale": -1}, "scale -1 is below 0"),
    (
        {"dist": "student_t", "df": 1, "loc": 0, "scale": 1, "cap": 5},
        "df 1 has no finite mean; write min = <smallest value counted> and cap = <largest>",
    ),
    ({"dist": "student_t", "df": 1, "loc": 0, "scale": 1, "min": 5}, "df 1 has no finite mean"),
    ({"dist": "poisson", "mean": -1}, "mean -1 is below 0; it is a number of times"),
    ({"dist": "poisson", "mean": 2e6}, "mean 2000000 is above 1000000; write a normal law"),
    ({"dist": "poisson", "mean": 1, "cap": 0}, "cap 0 lies below every other value"),
    ({"dist": "empirical"}, "no values; write values = [...], or file and column"),
    ({"dist": "empirical", "values": []}, "no values; write"),
    ({"dist": "empirical", "file": "a.csv"}, "file is only read in a config, where both"),
    ({"dist": "empirical", "values": [1], "column": "a"}, "column is only read in a config"),
    ({"dist": "empirical", "values": [1, 2], "min": 3}, "no probability lies from min 3"),
    ({"dist": "quantiles", "p": [0, 1], "values": [1]}, "2 p but 1 values; write one for each"),
    ({"dist": "quantiles", "p": [0], "values": [1]}, "1 points; write 2 to 200"),
    ({"dist": "quantiles", "p": [], "values": []}, "0 points; write 2 to 200"),
    (
        {"dist": "quantiles", "p": [k / 200 for k in range(201)], "values": list(range(201))},
        "201 points; write 2 to 200",
    ),
    ({"dist": "quantiles", "p": [0, 1, 0.5], "values": [1, 2, 3]}, "p 0.5 comes after 1; write"),
    (
        {"dist": "quantiles", "p": [0, 0.9], "values": [1, 2]},
        "p runs from 0 to 0.9; start at 0 and end at 1",
    ),
    (
        {"dist": "quantiles", "p": [0, 0.5, 1], "values": [1, 3, 2]},
        "value 2 (p 1) comes after 3 (p 0.5); a higher percentile is not lower",
    ),
    ({"dist": "metalog"}, "nothing given; write p10, p50 and p90, or p and values"),
    ({"dist": "metalog", "p10": 1, "p90": 2}, "p10 and p90 given; write p10, p50 and p90"),
    (
        {"dist": "metalog", "p10": 1, "p50": 2, "p90": 3, "p": [0.5], "values": [2]},
        "p10 and p50 and p90 and p and values given",
    ),
    (
        {"dist": "metalog", "p10": 1, "p50": 3, "p90": 2},
        "p90 2 is not above p50 3; write p10 < p50 < p90",
    ),
    ({"dist": "metalog", "p10": 3, "p50": 2, "p90": 4}, "p50 2 is not above p10 3; write p10 <"),
    (
        {"dist": "metalog", "p": [0.1, 0.5], "values": [2, 3], "lower": 2},
        "lower 2 is not below the smallest value 2",
    ),
    (
        {"dist": "metalog", "p10": 100, "p50": 390, "p90": 400, "lower": 0, "upper": 500},
        "with p10 100, p90 400, lower 0, upper 500 it can be ",
    ),
    ({"dist": "metalog", "p": [0.1, 0.9], "values": [1]}, "2 p but 1 values; write one for each"),
    ({"dist": "metalog", "p": [0.1], "values": [1]}, "1 points; write 2 or more"),
    ({"dist": "metalog", "p": [0.5, 0.1], "values": [1, 2]}, "p 0.1 comes after 0.5"),
    ({"dist": "metalog", "p": [0, 0.5], "values": [1, 2]}, "p runs from 0 to 0.5; write p above 0"),
    ({"dist": "metalog", "p": [0.5, 1], "values": [1, 2]}, "p runs from 0.5 to 1; write p above"),
    (
        {"dist": "metalog", "p10": 1, "p50": 2, "p90": 3, "lower": 1},
        "lower 1 is not below p10 1; no draw comes below it: lower it, or leave it out",
    ),
    (
        {"dist": "metalog", "p10": 1, "p50": 2, "p90": 3, "upper": 2.5},
        "upper 2.5 is not above p90 3; no draw comes above it",
    ),
    (
        {"dist": "metalog", "p10": 1, "p50": 2, "p90": 3, "terms": 3},
        "terms goes with p and values; p10, p50 and p90 make three terms",
    ),
    (
        {"dist": "metalog", "p": [0.1, 0.9], "values": [1, 2], "terms": 3},
        "terms 3; write 2 to 2, no more than there are points",
    ),
    ({"dist": "metalog", "p": [0.1, 0.9], "values": [1, 2], "terms": 1}, "terms 1; write 2 to 2"),
    (
        {"dist": "metalog", "p": [0.1 + k * 1e-9 for k in range(9)], "values": list(range(9))},
        "the points lie too close together for 9 terms; write fewer terms",
    ),
    (
        {"dist": "metalog", "p10": 0, "p50": 0.1, "p90": 1},
        "p50 0.1 is too near one of the others: with p10 0, p90 1 it can be 0.1666 to 0.8334;",
    ),
    (
        {"dist": "metalog", "p": [0.1, 0.3, 0.5, 0.7, 0.9], "values": [0, 4, 4.1, 4.2, 8]},
        "the density would be negative near p = 0.4",
    ),
    (
        {"dist": "metalog", "p10": 1, "p50": 10, "p90": 100, "lower": 0, "min": 1},
        "the upper tail is so heavy that there is no finite mean; write cap =",
    ),
    (
        {"dist": "metalog", "p10": -100, "p50": -10, "p90": -1, "upper": 0, "cap": 1},
        "the lower tail is so heavy that there is no finite mean; write min =",
    ),
    (
        {
            "dist": "mixture",
            **HALVES,
            "components": [
                {"dist": "normal", "mean": 0, "sd": 1},
                {"dist": "empirical", "values": [k / 8 for k in range(2000)]},
            ],
        },
        "the components have 2002 values and ends together; next to a smooth component write 2000",
    ),
    ({"dist": "nromal", "mean": 1, "sd": 1}, "does not match any of the expected tags"),
]


@pytest.mark.parametrize(("table", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_refused(table: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        TypeAdapter(AnyDistribution).validate_python(table)
    assert any(reason in error["msg"] for error in refusal.value.errors())


def test_every_family_has_bad_examples() -> None:
    refused = Counter(str(table["dist"]) for table, _ in REFUSED)
    names: list[Any] = [family.model_fields["dist"].default for family in FAMILIES]
    assert {name: refused[name] for name in names if refused[name] < 2} == {}
