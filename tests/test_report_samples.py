"""Small records to report on, made with NumPy alone, and that they hold what a study gives."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from ictsim.results.record import PERCENTILES, Curve, Estimate, InputRow, LineRow, Place, Results
from ictsim.statistics import CERTAINTIES, order_ranks, wilson

START, HORIZON = 2013, 2022
YEARS = list(range(START, HORIZON + 1))
HEADLINE = [2018, 2020]

HOSTILE = [
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "\"quoted' & <b>bold</b>",
    "$\\frac{a}{b}$ and $unclosed",
    "{{ 7 * 7 }} {% for x in y %} {# c #}",
    "two\nlines\tand\ra tab",
    "x" * 10_000,
    "\u202egnihtemos\u202c \u200fafter\u200b",
    "\x1b[31mred\x1b[0m \x00 \x07",
    "[bold]rich[/bold] [link=http://evil]",
    "=HYPERLINK(1)",
    "  ",
    "naïve 漢字 العربية 🙂 \ud800",
    'url(#clip) id="a" href="http://evil"',
    "]]> --> <!-- &amp; &#60;",
]


def probability(successes: int, runs: int) -> Estimate:
    return Estimate(successes / runs, *wilson(successes, runs), "probability", runs)


def amounts(stem: str, values: np.ndarray, unit: str = "eur") -> dict[str, Estimate]:
    """Mean, sd and percentiles, straight from the definition."""
    runs = len(values)
    mean, sd = float(values.mean()), float(values.std(ddof=1)) if runs > 1 else 0.0
    half = 1.96 * sd / math.sqrt(runs)
    found = {f"{stem}.mean": Estimate(mean, mean - half, mean + half, unit, runs)}
    found[f"{stem}.sd"] = Estimate(sd, None, None, unit, runs, "no interval given")
    return found | percentiles(stem, values, unit, PERCENTILES)


def percentiles(
    stem: str, values: np.ndarray, unit: str, levels: Iterable[int]
) -> dict[str, Estimate]:
    """Percentiles as order statistics."""
    runs, ordered = len(values), np.sort(values)
    found: dict[str, Estimate] = {}
    for level in levels:
        low, high = (
            None if rank is None else float(ordered[rank - 1])
            for rank in order_ranks(level / 100, runs)
        )
        value = float(ordered[max(1, math.ceil(level / 100 * runs - 1e-9)) - 1])
        note = "too few runs for a 95 % interval on that side" if None in (low, high) else ""
        found[f"{stem}.p{level}"] = Estimate(value, low, high, unit, runs, note)
    return found


def payback_codes(saving: np.ndarray) -> list[str]:
    """The outcome per run, from the definition: saving has shape (runs, years)."""
    codes = []
    for row in saving:
        if not row.any():
            codes.append("no_change")
        elif (row >= 0.0).all():
            codes.append("never_under_water")
        else:
            good = [y for i, y in enumerate(YEARS) if (row[i:] >= 0.0).all()]
            codes.append(str(good[0]) if good else "never")
    return codes


def payback(flow: str, saving: np.ndarray) -> dict[str, Estimate]:
    codes, runs = payback_codes(saving), len(saving)
    outcomes = ["no_change", "never_under_water", *map(str, YEARS[1:]), "never"]
    found: dict[str, Estimate] = {}
    upto = 0
    for outcome in outcomes:
        count = codes.count(outcome)
        upto += count
        found[f"{flow}.payback.{outcome}"] = probability(count, runs)
        if outcome not in ("no_change", "never"):
            year = str(START) if outcome == "never_under_water" else outcome
            found[f"{flow}.payback_by.{year}"] = probability(upto, runs)
    years = sorted(math.inf if c == "never" else int(c) if c.isdigit() else START for c in codes)

    def at(rank: int | None) -> float | str | None:
        if rank is None:
            return None
        return "never" if years[rank - 1] == math.inf else float(years[rank - 1])

    for level in PERCENTILES:
        rank = max(1, math.ceil(level / 100 * runs - 1e-9))
        low, high = (at(r) for r in order_ranks(level / 100, runs))
        found[f"{flow}.payback.p{level}"] = Estimate(at(rank), low, high, "year", runs)
    return found


def flow_estimates(flow: str, saving: np.ndarray, *, total: bool) -> dict[str, Estimate]:
    """All estimates of one flow; ``saving`` is cumulative, shape (runs, years)."""
    found = payback(flow, saving)
    change = -np.diff(saving, axis=1, prepend=0.0)
    discount = 1.04 ** -np.arange(len(YEARS))
    for i, year in enumerate(YEARS):
        found |= amounts(f"{flow}.saving.{year}", saving[:, i])
        found[f"{flow}.beats.{year}"] = probability(int((saving[:, i] > 0).sum()), len(saving))
    for year in [*HEADLINE, HORIZON]:
        i = YEARS.index(year)
        found |= amounts(f"{flow}.npv.{year}", -(change * discount)[:, : i + 1].sum(axis=1))
        found |= amounts(f"{flow}.share.{year}", saving[:, i] / (2e7 * (i + 1)), "share")
        found |= percentiles(
            f"{flow}.loss.{year}", np.maximum(0.0, -saving[:, i]), "eur", CERTAINTIES
        )
    peak = np.maximum(0.0, -saving).max(axis=1)
    found |= amounts(f"{flow}.peak", peak)
    found |= percentiles(f"{flow}.peak", peak, "eur", CERTAINTIES)
    found |= amounts(f"{flow}.worst_rise", change.max(axis=1))
    if total:
        found |= amounts(f"{flow}.one_off", np.abs(saving[:, 0]))
    return found


def base_values(flow: str, saving: np.ndarray) -> dict[str, float | str]:
    """The plan, from one row of savings."""
    code = payback_codes(saving)[0]
    found: dict[str, float | str] = {
        f"{flow}.payback": code if code == "never" else float(code if code.isdigit() else START),
        f"{flow}.peak": float(max(0.0, -saving.min())),
    }
    for i, year in enumerate(YEARS):
        found[f"{flow}.saving.{year}"] = float(saving[0, i])
    return found


def savings(runs: int, seed: int, scale: float) -> np.ndarray:
    """Cumulative savings: two dear years, then a yearly gain that grows and is uncertain."""
    rng = np.random.default_rng(seed)
    yearly = rng.normal(0.45, 0.25, (runs, 1)) * (1 + 0.05 * np.arange(len(YEARS) - 2))
    one_off = -rng.lognormal(0.0, 0.25, (runs, 2))
    return np.cumsum(np.hstack([one_off, yearly]), axis=1) * scale


def sample(
    runs: int = 2_000,
    scenarios: int = 2,
    partners: int = 2,
    texts: list[str] | None = None,
    **changes: Any,
) -> Results:
    """A record with ``scenarios`` scenarios of which each builds on the one before."""
    words = texts or [f"Name {n}" for n in range(40)]

    def word(n: int) -> str:
        return words[n % len(words)]

    ids = [f"s{n}" for n in range(1, scenarios + 1)]
    towns = [f"town{n}" for n in range(partners)]
    shares = dict.fromkeys(towns, 1 / partners)
    totals = {s: savings(runs, 100 + n, 1e6 * (n + 1)) for n, s in enumerate(ids)}
    plans = {s: savings(1, 500 + n, 2e6) for n, s in enumerate(ids)}
    estimates: dict[str, Estimate] = {}
    base: dict[str, float | str] = {}
    places: dict[str, Place] = {}
    curves: dict[str, Curve] = {}
    pairs = {f"{b}_vs_{a}": [b, a] for a, b in itertools.pairwise(ids)}
    flows = totals | {name: totals[b] - totals[a] for name, (b, a) in pairs.items()}
    bases = plans | {name: plans[b] - plans[a] for name, (b, a) in pairs.items()}
    for name, saving in flows.items():
        parts = {f"{name}.{t}": saving / partners * (1 + 0.2 * i) for i, t in enumerate(towns)}
        for flow, values in ({name: saving} | parts).items():
            estimates |= flow_estimates(flow, values, total="." not in flow)
            base |= base_values(flow, bases[name] / (partners if "." in flow else 1))
        for i, year in enumerate(YEARS):
            all_gain = np.min([p[:, i] for p in parts.values()], axis=0) > 0
            estimates[f"{name}.all_partners.{year}"] = probability(int(all_gain.sum()), runs)
            stem, plan = f"{name}.saving.{year}", float(bases[name][0, i])
            below = float((saving[:, i] < plan).mean())
            places[stem] = Place(plan, below, below)
        for year in HEADLINE:
            levels = (np.arange(100) + 0.5) / 100
            values = np.quantile(saving[:, YEARS.index(year)], levels)
            curves[f"{name}.saving.{year}"] = Curve(levels.tolist(), values.tolist())
    for year in [*HEADLINE, HORIZON]:
        for n, name in enumerate(["baseline", *ids]):
            estimates[f"{name}.best.{year}"] = probability(runs // (2 + n), runs)
    if not ids:
        rng = np.random.default_rng(7)
        for year in YEARS:
            estimates |= amounts(f"baseline.cost.{year}", rng.normal(2e7, 5e5, runs))
            base[f"baseline.cost.{year}"] = 2e7
    case = {
        "name": "sample",
        "title": word(0),
        "question": word(1),
        "start": START,
        "horizon": HORIZON,
        "headline_years": HEADLINE,
        "discount_rate": 0.04,
        "partners": {t: {"label": word(2 + i)} for i, t in enumerate(towns)},
        "scenarios": {
            s: {
                "label": word(5 + n),
                "description": word(6),
                "builds_on": None,
                "settled": True,
                "key": "inhabitants",
                "shares": shares,
            }
            for n, s in enumerate(ids)
        },
        "differences": pairs,
        "omitted": [word(7), word(8)],
        "not_in_money": [word(9)],
        "assumptions": [word(10)],
        "inconsistencies": [word(11)],
        "waiting": [word(12)],
    }
    made = Results(
        case=case,
        seed=1,
        runs=runs,
        planned_runs=runs,
        complete=True,
        version="0.1.0",
        config_name="sample.toml",
        config_sha256="ab" * 32,
        method="mc",
        fan_runs=runs,
        estimates=estimates,
        places=places,
        base=base,
        curves=curves,
        inputs=inputs_of(word),
        lines=lines_of(ids, word),
        warnings=[word(13)],
    )
    return dataclasses.replace(made, **changes)


def inputs_of(word: Any) -> list[InputRow]:
    """One plain input, a capped mixture, and one held certain."""
    mixture = {
        "weights": [0.9, 0.1],
        "components": [
            {"dist": "pert", "low": 0.8, "mode": 1.0, "high": 1.5, "weight": 4.0},
            {"dist": "pareto", "xm": 2.0, "alpha": 3.5},
        ],
        "cap": 5.0,
    }
    plain = {"low": 0.0, "mode": 0.2, "high": 1.0, "weight": 4.0}
    common: dict[str, Any] = {"unit": word(14), "source": word(15)}
    figures = {"p1": 0.01, "p10": 0.1, "p50": 0.3, "p90": 0.7, "p99": 0.9, "mean": 0.33}
    return [
        InputRow("saving", word(16), distribution="pert", parameters=plain, base=0.0,
                 base_place=0.0, capped=0.0, sampled=True, **common, **figures),
        InputRow("overrun", word(17), distribution="mixture", parameters=mixture, base=1.0,
                 base_place=0.31, capped=0.0078, sampled=True, **common, **figures),
        InputRow("rate", word(18), distribution="constant", parameters={"value": 0.05}, base=0.05,
                 base_place=None, capped=0.0, sampled=False, **common, **figures),
    ]  # fmt: skip


def lines_of(ids: list[str], word: Any) -> list[LineRow]:
    """Two lines for each scenario."""
    amounts_eur = {str(year): 1_000.0 * n for n, year in enumerate(YEARS)}
    return [
        LineRow(s, f"line{n}", word(19 + n), "one_off", word(21), "investment", "cost", n == 1,
                word(22), amounts_eur)
        for s in ids
        for n in range(2)
    ]  # fmt: skip


def test_payback_of_a_hand_made_row():
    rows = np.array(
        [
            [-1.0, -2.0, 1.0, -0.5, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
            [-1.0, -2.0, -2.0, -2.0, -2.0, -2.0, -2.0, -2.0, -2.0, -2.0],
            [1.0] * 10,
            [0.0] * 10,
        ]
    )

    assert payback_codes(rows) == ["2017", "never", "never_under_water", "no_change"]


def test_the_sample_has_the_names_of_a_study():
    names = set(sample(runs=50).estimates)

    for name in (
        "s2.saving.2018.p10",
        "s2.beats.2018",
        "s2.payback.2018",
        "s2.payback.never",
        "s2.payback_by.2018",
        "s2.payback.p50",
        "s2.npv.2018.p50",
        "s2.peak.p90",
        "s2.peak.p85",
        "s2.loss.2018.p90",
        "s2.town0.beats.2018",
        "s2.all_partners.2018",
        "s2.best.2018",
        "baseline.best.2018",
        "s2_vs_s1.saving.2018.mean",
    ):
        assert name in names
