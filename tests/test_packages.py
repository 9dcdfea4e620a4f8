"""Every package that code, tests and scripts import is one that pyproject.toml names."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable

import pytest
from test_structure import ROOT, Source, imported_packages, planted, read

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text("utf-8")

# The name to import where it is another than that of the package to install.
INSTALLED_AS = {"PIL": "pillow", "markdown_it": "markdown-it-py"}
# What a named package cannot do without, and has in its own interface.
COMES_WITH = {"llvmlite": "numba", "markupsafe": "jinja2", "pydantic_core": "pydantic"}
SCRIPTS = ("tests", "docs", "verification", "benchmarks")


def names(requirements: Iterable[str]) -> set[str]:
    """The packages of lines such as ``numpy>=2.4``."""
    return {re.split(r"[<>=!~\[; ]", line, maxsplit=1)[0].lower() for line in requirements}


RUN_TIME = names(PROJECT["dependencies"])
FOR_DEVELOPERS = RUN_TIME | names(PROJECT["optional-dependencies"]["dev"])


def sources(folder: str) -> list[Source]:
    return [read(path) for path in sorted((ROOT / folder).rglob("*.py"))]


def undeclared(source: Source, declared: set[str], own: set[str]) -> list[str]:
    """Packages from outside that a file imports and that nobody who installs this would have."""
    outside = imported_packages(source) - sys.stdlib_module_names - own - {"ictsim"}
    installed = {name: INSTALLED_AS.get(name, COMES_WITH.get(name, name)) for name in outside}
    return [f"{source.place}: {name}" for name, package in installed.items()
            if package not in declared]  # fmt: skip


def test_the_program_imports_what_it_asks_for():
    found = [fault for one in sources("src") for fault in undeclared(one, RUN_TIME, set())]

    assert found == []


def test_tests_and_scripts_import_what_developers_install():
    scripts = [source for folder in SCRIPTS for source in sources(folder)]
    beside = {source.parts[-1].removesuffix(".py") for source in scripts}

    assert len(scripts) > 80
    assert [f for one in scripts for f in undeclared(one, FOR_DEVELOPERS, beside)] == []


def test_an_undeclared_package_is_found():
    source = planted("import numpy, requests\nfrom PIL import Image\nimport json, helper\n")

    assert undeclared(source, {"numpy", "pillow"}, {"helper"}) == [f"{source.place}: requests"]
    assert len(undeclared(source, {"numpy"}, set())) == 3


@pytest.mark.parametrize("package", sorted(FOR_DEVELOPERS))
def test_every_package_has_one_exact_version(package: str):
    pins = [line for line in CONSTRAINTS.splitlines() if not line.startswith("#")]

    assert sum(line.lower().startswith(f"{package}==") for line in pins) == 1
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in pins)
