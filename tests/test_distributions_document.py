"""docs/DISTRIBUTIONS.md: every family is in it, and it says what was promised."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from pydantic import TypeAdapter
from test_distributions_examples import EXAMPLES

from ictsim.config.schema.fielddocs import field_docs
from ictsim.distributions import FAMILIES, AnyDistribution, Distribution
from ictsim.distributions.tables import evaluate, lower

DOCS = Path(__file__).resolve().parent.parent / "docs"
TEXT = (DOCS / "DISTRIBUTIONS.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
ROW = re.compile(r"^\| `(.+)` \| ([0-9.e-]+) \| ([0-9.e-]+) \|$", re.M)


def name_of(family: type[Distribution]) -> str:
    return str(family.model_fields["dist"].default)


def test_every_family_is_in_the_document() -> None:
    assert list(SECTIONS) == [name_of(family) for family in FAMILIES]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_section_has_the_use_the_keys_and_the_example(family: type[Distribution]) -> None:
    section = SECTIONS[name_of(family)]
    assert family.use.replace("``", "`") in section
    own = set(family.model_fields) - set(Distribution.model_fields) - {"dist"}
    assert own == set(re.findall(r"^\| `(\w+)` \| [^|]*\| [^|]+ \|$", section, re.M))
    assert own <= set(field_docs(family))
    [text] = re.findall(r"```toml\n(.*?)```", section, re.S)
    table = tomllib.loads(text)["inputs"]["example"]
    assert table == {"dist": name_of(family), **family.example}
    assert type(TypeAdapter(AnyDistribution).validate_python(table)) is family


@pytest.mark.parametrize("name", SECTIONS)
def test_the_accuracy_is_what_is_promised(name: str) -> None:
    """At most 1e-6, and at most 1 % of the smaller tail; typical parameters first, then others."""
    rows = ROW.findall(SECTIONS[name])
    assert len(rows) >= (1 if name == "constant" else 2)
    for parameters, absolute, relative in rows:
        tables = tomllib.loads("x = { dist = " + f'"{name}", {parameters}' + " }")
        TypeAdapter(AnyDistribution).validate_python(tables["x"])
        assert float(absolute) <= 1e-6
        assert float(relative) <= 1e-2


@pytest.fixture(scope="module")
def made() -> Iterator[ModuleType]:
    """The script that makes the document."""
    spec = spec_from_file_location("make_distributions", DOCS / "make_distributions.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["make_distributions"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["make_distributions"]


def test_the_compiled_look_up_draws_what_the_tables_say(made: ModuleType) -> None:
    """One table, two or three pieces, many pieces, and many atoms."""
    u = np.concatenate([np.geomspace(1e-12, 0.5, 999), 1 - np.geomspace(1e-12, 0.5, 999)])
    for name in ("normal", "triangular", "M-heavy", "quantiles", "poisson-many", "uniform"):
        lowered = lower(EXAMPLES[name])
        found = made.drawn(lowered, u)
        np.testing.assert_allclose(found, evaluate(lowered, u), rtol=1e-12, atol=1e-12)


def test_a_planted_error_is_measured(made: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    law = EXAMPLES["pert"]
    assert made.fine(made.accuracy(law))
    lowered = lower(law)
    coefs = lowered.coefs.copy()
    coefs[300] *= 1.05
    monkeypatch.setattr(made, "lower", lambda _: replace(lowered, coefs=coefs))
    assert not made.fine(made.accuracy(law))


def test_places_are_dense_beside_every_edge(made: ModuleType) -> None:
    lowered = lower(EXAMPLES["M-heavy"])
    u = made.places(lowered)
    assert (np.diff(u) > 0).all()
    assert (u[0], u[-1]) == pytest.approx((1e-9, 1 - 1e-9), abs=1e-12)
    for edge in lowered.edges[1:-1]:
        assert edge in u
        assert np.nextafter(edge, 0) in u
        assert (np.abs(u - edge) < 1e-11).sum() > 10
    assert len(u) > 50_000
