"""Random numbers: which draw belongs to which input and run, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from strategies import Model, Table, every_kind_of_line, run_case, small_case
from twin import philox4x32, uniform

from ictsim.engine.cache import prepare_kernel_cache
from ictsim.engine.core import _program
from ictsim.engine.gather import store_totals
from ictsim.model import Case

# Known answers of the authors' Random123, file kat_vectors: key, counter, result.
ONES = 0xFFFFFFFF
KNOWN = [
    ((0, 0), (0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES, ONES), (ONES, ONES, ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0xA4093822, 0x299F31D0),
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("key", "counter", "words"), KNOWN)
def test_the_twin_gives_the_known_answers_of_philox(
    key: tuple[int, int], counter: tuple[int, int, int, int], words: tuple[int, ...]
):
    assert philox4x32(key, counter) == words


@pytest.mark.parametrize(("key", "counter", "words"), KNOWN)
def test_the_compiled_code_gives_the_known_answers_of_philox(
    key: tuple[int, int], counter: tuple[int, int, int, int], words: tuple[int, ...]
):
    prepare_kernel_cache()
    from ictsim.kernels.philox import philox4x32 as compiled

    assert tuple(map(int, compiled(*map(np.uint64, key + counter)))) == words


# ---------------------------------------------------------------------------------------------
# Draws of inputs


def case_of_uniforms(*names: str) -> Table:
    """A case with these inputs, each uniform on 0 to 1: its values are its uniforms."""
    inputs = {name: {"dist": "uniform", "low": 0.0, "high": 1.0} for name in names}
    lines = {name: {"kind": "yearly", "amount_eur": name} for name in names}
    return small_case({"s1": lines}, inputs)


def draws_from(model: Model, first: int, runs: int) -> dict[str, np.ndarray]:
    """Inputs and results of ``runs`` runs from number ``first``, a multiple of 64, on."""
    core = model.study.core
    from ictsim.kernels.machine import run_block

    totals = store_totals(len(model.tape.stored), runs)
    run_block(_program(model.tape), core._tables, totals, core._key, first, runs)
    return dict(zip(model.tape.stored, totals.store, strict=True))


# A block of the generator is four runs; from run 2**34 on its number needs a second word.
@pytest.mark.parametrize("first", [0, 64, 2**20, 2**34 - 64, 2**34, 2**36 + 2**10, 2**40])
@pytest.mark.parametrize("seed", [0, 1, 2**32, 2**64 - 1])
def test_draws_are_those_of_the_plain_stream_to_the_last_bit(first: int, seed: int):
    model = Model(Case.model_validate(case_of_uniforms("delay", "x_2")), seed)
    columns = draws_from(model, first, 130)

    for name in ("delay", "x_2"):
        assert columns[name].tolist() == [uniform(seed, name, first + i) for i in range(130)]


def test_draws_do_not_depend_on_how_many_runs_there_are():
    model = Model(Case.model_validate(case_of_uniforms("x")))
    whole = draws_from(model, 0, 1000)["x"]

    np.testing.assert_array_equal(draws_from(model, 0, 70)["x"], whole[:70])
    np.testing.assert_array_equal(draws_from(model, 640, 360)["x"], whole[640:])


def test_an_input_more_leaves_all_other_draws_as_they_were():
    tables = every_kind_of_line()
    before = run_case(tables, 130)
    # It comes first in the config, and takes part in what was there already.
    tables["inputs"] = {"a_new_one": {"dist": "uniform", "low": 0.9, "high": 1.1}} | tables[
        "inputs"
    ]
    tables["scenarios"]["s1"]["lines"]["project"]["factors"] = ["a_new_one", "overrun"]
    after = run_case(tables, 130)

    for name in set(tables["inputs"]) - {"a_new_one"}:
        np.testing.assert_array_equal(after[name], before[name], err_msg=name)
    assert (after["s1.one_off"] != before["s1.one_off"]).all()


def test_an_input_has_its_draws_in_every_case():
    alone = run_case(case_of_uniforms("overrun"), 130)["overrun"]

    assert run_case(case_of_uniforms("x", "overrun"), 130)["overrun"].tolist() == alone.tolist()


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def test_other_names_and_seeds_have_other_draws():
    runs = 4096
    columns = run_case(case_of_uniforms("x", "y", "X"), runs)
    draws = [columns["x"], columns["y"], columns["X"]]
    draws += [run_case(case_of_uniforms("x"), runs, seed)["x"] for seed in (2, 3, 1 + 2**32)]

    # 15 pairs and 6 means at 5 standard errors: fails by chance for one seed in 80,000.
    for n, first in enumerate(draws):
        assert abs(first.mean() - 0.5) < 5 / np.sqrt(12 * runs)
        for second in draws[n + 1 :]:
            assert (first != second).mean() > 0.99
            assert abs(correlation(first, second)) < 5 / np.sqrt(runs)
