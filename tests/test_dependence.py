"""Inputs that depend on each other or on their own past: draw by draw, and over many draws.

Draws are computed again from the streams, in plain floats (``replay``). Statistics have a fixed
seed and 4 standard errors each, so a sound program fails one in 16,000; each is also shown to
find a planted error.
"""

from __future__ import annotations

import math
import re
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from replay import Replay, own_uniform
from scipy.stats import chi2, rankdata
from strategies import Model, Table, every_kind_of_dependence, run_case, small_case, tables_of_cases
from test_distributions_examples import EXAMPLES

from ictsim.distributions import FAMILIES, Distribution
from ictsim.model import Case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ictsim.compile import SampledInputs

    Columns = Mapping[str, NDArray[np.float64]]

SEED = 5
RUNS = 200_000
UNIFORM = {"dist": "uniform", "low": 0.0, "high": 1.0}
BY_YEAR = UNIFORM | {"per_year": True}
NORMAL = {"dist": "normal", "mean": 0.0, "sd": 1.0}


def case_of(
    inputs: Table,
    correlations: Table | None = None,
    events: Table | None = None,
    *,
    scale: str = "x1",
    last: int = 2016,
) -> Table:
    """A case that draws these inputs and events, and has nothing else."""
    tables = small_case(
        {"s1": {}}, inputs, years=(2013, last), correlations=correlations or {}, events=events or {}
    )
    tables["case"]["correlation"] = scale
    return tables


def draws_of(tables: Table, runs: int = 130) -> Columns:
    """The columns of inputs and events alone, those of copies too."""
    columns = run_case(tables, runs, SEED)
    names = {*tables["inputs"], *tables["events"]}
    return {name: x for name, x in columns.items() if re.split("[.#]", name)[0] in names}


def pair(a: str, b: str, rank: float) -> Table:
    return {f"{a}_{b}": {"inputs": [a, b], "rank": rank}}


def own_draws(label: str) -> list[float]:
    """130 uniforms of the stream of an input, or of an input in one year."""
    name, _, year = label.partition(".")
    return [own_uniform(SEED, name, int(year) if year else None, i) for i in range(130)]


# ---------------------------------------------------------------------------------------------
# Draws computed again, one by one

# What tables of scores and of the law itself may be off, in probability, times the two of them
# and the scores of a group: the promise for one table is 1e-6.
OFF = 5e-6


def worst_miss(case: Case, columns: Columns, runs: range) -> float:
    """How far the uniform replayed lies from F(x-) ... F(x) of the value drawn."""
    replay, worst = Replay(case, SEED), 0.0
    for label, column in columns.items():
        name, _, year = label.partition(".")
        law = case.sampled[name]
        for run in runs:
            u = replay.probability(name, int(year) if year else None, run)
            x = column[run]
            slack = 1e-12 * abs(x)
            low, high = float(law.cdf_left(x - slack)), float(law.cdf(x + slack))
            worst = max(worst, low - u, u - high)
    return worst


def test_dependent_draws_are_those_replayed_from_the_streams():
    tables = every_kind_of_dependence()
    case = Case.model_validate(tables)
    columns = draws_of(tables)

    assert {"wages.2018", "luck.2013", "strike", "late"} <= set(columns)
    assert worst_miss(case, columns, range(40)) < OFF


@pytest.mark.parametrize(
    "planted",
    [
        lambda t: t["correlations"]["costs"].update(rank=0.402),
        lambda t: t["case"].update(correlation="x0.99"),
        lambda t: t["inputs"]["wages"].update(persistence=0.599),
        lambda t: (
            t["correlations"]["prices"]["inputs"].reverse()
            or t.update(inputs=dict(reversed(t["inputs"].items())))
        ),
    ],
    ids=["rank", "scale", "persistence", "order"],
)
def test_a_replay_of_a_slightly_different_case_does_not_fit(planted):
    tables = every_kind_of_dependence()
    columns = draws_of(tables)
    planted(tables)

    assert worst_miss(Case.model_validate(tables), columns, range(40)) > 20 * OFF


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(tables_of_cases())
def test_draws_of_random_cases_are_those_replayed(tables: Table):
    case = Case.model_validate(tables)

    assert worst_miss(case, draws_of(tables), range(3)) < OFF


def test_independent_draws_and_the_first_of_a_group_keep_their_bits():
    inputs = {"a": UNIFORM, "b": UNIFORM, "c": UNIFORM, "y": BY_YEAR | {"persistence": 0.5}}
    columns = draws_of(case_of(inputs, pair("a", "c", 0.7), {"e": {"kind": "hazard", "rate": 0.1}}))

    for label in ("a", "b", "e", "y.2013"):
        assert columns[label].tolist() == own_draws(label)
    for label in ("c", "y.2014"):
        assert (np.abs(columns[label] - own_draws(label)) > 1e-6).all()


def test_each_year_has_a_stream_of_its_own():
    columns = draws_of(case_of({"y": BY_YEAR, "z": BY_YEAR | {"persistence": 0.0}}))

    assert sorted(columns) == [f"{name}.{year}" for name in "yz" for year in range(2013, 2017)]
    for label, column in columns.items():
        assert column.tolist() == own_draws(label)


FOUR = dict.fromkeys(("a", "b", "c", "d"), NORMAL)
SETS = {"abc": {"inputs": ["a", "b", "c"], "rank": 0.4}}


@pytest.mark.parametrize(
    ("inputs", "correlations", "events"),
    [
        pytest.param({"new": NORMAL, **FOUR}, SETS, {}, id="an input first"),
        pytest.param(FOUR | {"new": NORMAL}, SETS | pair("b", "new", -0.5), {}, id="last in group"),
        pytest.param(FOUR | {"new": NORMAL}, SETS | pair("new", "a", 0.2), {}, id="named first"),
        pytest.param(
            {"new": NORMAL, **FOUR}, SETS | pair("new", "c", 0.5), {}, id="an input first, joined"
        ),
        pytest.param(FOUR, SETS | pair("c", "d", 0.3), {}, id="a correlation with the last"),
        pytest.param(
            FOUR, SETS | pair("a", "e", 0.5), {"e": {"kind": "hazard", "rate": 0.1}}, id="an event"
        ),
        pytest.param(
            {"y": BY_YEAR, "z": BY_YEAR, **FOUR}, pair("y", "z", 0.9) | SETS, {}, id="other group"
        ),
    ],
)
def test_what_is_added_last_leaves_the_other_draws_as_they_were(
    inputs: Table, correlations: Table, events: Table
):
    before = draws_of(case_of(FOUR, SETS))
    after = draws_of(case_of(inputs, correlations, events))
    kept = [name for name in FOUR if not (name == "d" and "c_d" in correlations)]

    for name in kept:
        np.testing.assert_array_equal(after[name], before[name], err_msg=name)
    assert kept == list(FOUR) or (after["d"] != before["d"]).all()


def test_a_correlation_before_the_others_does_move_their_draws():
    before = draws_of(case_of(FOUR, SETS))
    after = draws_of(case_of(FOUR | {"new": NORMAL}, pair("new", "c", 0.5) | SETS))

    assert (after["b"] != before["b"]).all()


def test_an_input_that_joins_an_event_leaves_the_event_as_it_was():
    event = {"e": {"kind": "hazard", "rate": 0.1}}
    before = draws_of(case_of(FOUR, pair("a", "e", 0.6), event))
    after = draws_of(case_of(FOUR, pair("a", "e", 0.6) | pair("b", "e", 0.5), event))

    np.testing.assert_array_equal(after["e"], before["e"])
    assert (after["b"] != before["b"]).all()


def test_inputs_that_go_together_perfectly_have_the_same_uniform():
    inputs = {"a": UNIFORM, "b": UNIFORM, "c": UNIFORM}
    columns = draws_of(case_of(inputs, pair("a", "b", 1.0) | pair("a", "c", -1.0)
                               | pair("b", "c", -1.0)), 1000)  # fmt: skip

    np.testing.assert_allclose(columns["b"], columns["a"], rtol=0, atol=2e-6)
    np.testing.assert_allclose(columns["c"], 1.0 - columns["a"], rtol=0, atol=2e-6)


def test_without_correlation_every_draw_is_its_own():
    tables = every_kind_of_dependence()
    scaled = draws_of(tables | {"case": tables["case"] | {"correlation": "x0"}})
    none = draws_of(tables | {"correlations": {}})

    assert scaled.keys() == none.keys()
    for name, column in none.items():
        np.testing.assert_array_equal(scaled[name], column, err_msg=name)


def test_a_constant_beside_a_correlated_input_has_its_value():
    inputs = {"a": {"dist": "constant", "value": 3.0}, "b": UNIFORM}
    model = Model(Case.model_validate(case_of(inputs, pair("a", "b", 0.9))), SEED)

    assert list(model.inputs) == ["b"]
    assert model.columns(130)["b"].tolist() == own_draws("b")


@pytest.mark.parametrize("z", [-9.0, -8.0, -7.999, 0.0, 1e-300, 7.999, 8.0, 9.0])
def test_scores_far_out_have_a_probability_and_a_value(z: float):
    """Sums of scores may lie further out than one score can."""
    model = Model(Case.model_validate(case_of({"a": UNIFORM, "b": NORMAL}, pair("a", "b", 0.5))))
    graph = model.study.flows.frame.graph
    keep = {
        name: graph.dependent_input(name, -math.inf, math.inf, graph.number(z)) for name in "ab"
    }
    found = store(model, keep)

    assert 0.0 < found["a"] < 1.0
    assert found["a"] == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2.0)), rel=1e-6, abs=7e-16)
    # Beyond 2**-36 the table stays where it is: 6.65 standard deviations.
    assert found["b"] == pytest.approx(max(-6.65, min(6.65, z)), abs=0.02)


def store(model: Model, keep: Mapping[str, object]) -> dict[str, float]:
    from ictsim.compile import store_tape

    inputs: SampledInputs = model.study.inputs
    tape = store_tape(model.study.flows.frame.graph, inputs, [], keep=keep)
    return {name: float(column[0]) for name, column in model.study.core.store(tape, 1).items()}


# ---------------------------------------------------------------------------------------------
# Many draws: rank correlations


def rank_correlation_misses(u: Columns, asked: float) -> list[tuple[str, str]]:
    """The pairs of uniforms whose rank correlation is off by more than 4 standard errors.

    Of uniforms it is 12 E(u - 1/2)(v - 1/2), a mean, so its standard error is known.
    """
    wrong = []
    for a, b in combinations(u, 2):
        products = 12.0 * (u[a] - 0.5) * (u[b] - 0.5)
        if abs(products.mean() - asked) > 4.0 * products.std() / math.sqrt(len(products)):
            wrong.append((a, b))
    return wrong


def one_of_each_family() -> dict[str, Distribution]:
    """The first example of every family that varies, with a base that it may lack."""
    found: dict[str, Distribution] = {}
    for law in EXAMPLES.values():
        if not law.is_constant():
            found.setdefault(law.dist, law.model_copy(update={"base": float(law.quantile(0.5))}))
    assert set(found) | {"constant"} == {f.model_fields["dist"].default for f in FAMILIES}
    return found


@pytest.mark.parametrize("rank", [0.5, -0.05])
def test_every_pair_of_families_has_the_rank_correlation_asked_for(rank: float):
    laws = one_of_each_family()
    together = {"all": {"inputs": list(laws), "rank": rank}}
    case = Case.model_validate(case_of(dict.fromkeys(laws, UNIFORM), together, last=2013))
    same = case.model_copy(update={"inputs": laws})
    u, x = (Model(each, SEED).columns(RUNS) for each in (case, same))
    u, x = ({name: columns[name] for name in laws} for columns in (u, x))

    assert rank_correlation_misses(u, rank) == []
    pairs = len(list(combinations(laws, 2)))
    assert len(rank_correlation_misses(u, rank + 0.02)) > 0.9 * pairs
    for name, law in laws.items():
        slack = 1e-9 * np.abs(x[name]) + 1e-12
        assert (law.cdf_left(x[name] - slack) <= u[name] + OFF).all(), name
        assert (law.cdf(x[name] + slack) >= u[name] - OFF).all(), name
    smooth = [name for name, column in x.items() if len(np.unique(column)) > 0.99 * RUNS]
    assert len(smooth) >= 5
    ranks = {name: (rankdata(x[name]) - 0.5) / RUNS for name in smooth}
    assert rank_correlation_misses(ranks, rank) == []


def test_a_rank_correlation_taken_for_that_of_the_scores_shows():
    """As if r were 0.5 and not 2 sin(pi / 12) = 0.518."""
    u = draws_of(case_of({"a": UNIFORM, "b": UNIFORM}, pair("a", "b", 0.5), last=2013), RUNS)

    assert rank_correlation_misses(u, 0.5) == []
    assert rank_correlation_misses(u, rank_of_score(0.5)) == [("a", "b")]


@pytest.mark.parametrize(("scale", "factor"), [("x0", 0.0), ("x0.5", 0.5), ("x1", 1.0)])
def test_the_scale_multiplies_rank_correlations(scale: str, factor: float):
    tables = case_of({"a": UNIFORM, "b": UNIFORM}, pair("a", "b", 0.6), scale=scale, last=2013)
    u = draws_of(tables, RUNS)

    assert rank_correlation_misses(u, 0.6 * factor) == []
    assert rank_correlation_misses(u, 0.6 * factor + 0.02) != []


def above_medians_misses(columns: Columns, rank: float) -> bool:
    """Whether both lie above their medians more or less often than 1/4 + asin(r) / (2 pi)."""
    a, b = columns.values()
    p = 0.25 + math.asin(2.0 * math.sin(math.pi * rank / 6.0)) / (2.0 * math.pi)
    found = np.mean((a > 0.5) & (b > 0.5))
    return bool(abs(found - p) > 4.0 * math.sqrt(p * (1.0 - p) / RUNS) + 2.0 * OFF)


@pytest.mark.parametrize("rank", [-1.0, -0.5, 0.0, 0.3, 0.9, 1.0])
def test_both_above_their_medians_as_often_as_the_normal_copula_says(rank: float):
    u = draws_of(case_of({"a": UNIFORM, "b": UNIFORM}, pair("a", "b", rank), last=2013), RUNS)

    assert not above_medians_misses(u, rank)
    assert above_medians_misses(u, rank - 0.04 if rank > 0.0 else rank + 0.04)


# ---------------------------------------------------------------------------------------------
# Many draws: by year


def is_uniform(column: NDArray[np.float64]) -> bool:
    """By 100 equal classes; a sound program fails one in 16,000."""
    counts = np.histogram(column, bins=100, range=(0.0, 1.0))[0]
    expected = len(column) / 100
    return bool(((counts - expected) ** 2 / expected).sum() < chi2.isf(6.3e-5, 99))


def rank_of_score(r: float) -> float:
    return 6.0 / math.pi * math.asin(r / 2.0)


@pytest.mark.parametrize("rho", [0.6, -0.4, 0.95])
def test_years_keep_their_law_and_follow_each_other_as_asked(rho: float):
    u = draws_of(case_of({"y": BY_YEAR | {"persistence": rho}}, last=2017), RUNS)
    years = list(u.values())

    assert len(years) == 5
    assert all(map(is_uniform, years))
    assert not is_uniform(np.clip(1.02 * years[0], 0.0, 1.0))
    for lag in (1, 2, 4):
        for early, late in zip(years, years[lag:], strict=False):
            both = {"early": early, "late": late}
            assert rank_correlation_misses(both, rank_of_score(rho**lag)) == []
            assert rank_correlation_misses(both, rank_of_score(rho**lag) - 0.02) != []


def test_without_persistence_years_are_independent():
    u = draws_of(case_of({"y": BY_YEAR}), RUNS)

    assert rank_correlation_misses(u, 0.0) == []


def test_two_inputs_by_year_go_together_in_each_year_and_across():
    """In one year as asked; of years k apart the scores have rho^k times that."""
    slow = BY_YEAR | {"persistence": 0.7}
    u = draws_of(case_of({"a": slow, "b": slow}, pair("a", "b", 0.5), last=2015), RUNS)
    r = 2.0 * math.sin(math.pi * 0.5 / 6.0)

    assert all(map(is_uniform, u.values()))
    for s in (2013, 2014, 2015):
        for t in (2013, 2014, 2015):
            both = {"a": u[f"a.{s}"], "b": u[f"b.{t}"]}
            assert rank_correlation_misses(both, rank_of_score(r * 0.7 ** abs(s - t))) == []


def test_an_event_goes_together_with_an_input():
    """A hazard that strikes in the dear runs: P(both) from the normal copula at 1/2 and 1/2."""
    events = {"strike": {"kind": "chance", "probability": 0.5, "moment": 2013.0}}
    tables = case_of({"a": UNIFORM}, pair("a", "strike", 0.4), events, last=2013)

    assert not above_medians_misses(draws_of(tables, RUNS), 0.4)
