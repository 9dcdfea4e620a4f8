"""A single distribution, asked for on the command line instead of in a config."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ictsim.config.faults.fault import Fault, Table, dotted
from ictsim.config.faults.hints import listed
from ictsim.config.faults.messages import translate
from ictsim.config.layers.overrides import Override, read_overrides
from ictsim.config.rules.sizes import with_sizes
from ictsim.distributions import FAMILIES, AnyDistribution, Distribution
from ictsim.errors import ConfigError, Problem, UsageError

_ANY: TypeAdapter[Distribution] = TypeAdapter(AnyDistribution)


def family_name(family: type[Distribution]) -> str:
    """What a config calls it: its ``dist``."""
    return str(family.model_fields["dist"].default)


def family_named(name: str) -> type[Distribution]:
    """The family that a config calls ``name``.

    Raises
    ------
    UsageError
        There is none.
    """
    families = {family_name(family): family for family in FAMILIES}
    if name not in families:
        raise UsageError(f"{name!r} is no distribution; {listed(families, name)}")
    return families[name]


def example_words(family: type[Distribution]) -> tuple[str, ...]:
    """The parameters of the family's example as one would type them."""
    return tuple(f"{key}={toml_value(value)}" for key, value in family.example.items())


def toml_value(value: Any) -> str:
    """Numbers, texts, lists and tables of these in TOML, on one line."""
    if isinstance(value, dict):
        inside = (f"{key} = {toml_value(inner)}" for key, inner in value.items())
        return f"{{ {', '.join(inside)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False)
    return f"{value:.15g}"


def read_distribution(family: str, words: Sequence[str]) -> Distribution:
    """The distribution with parameters such as ``low=0`` or ``values=[1, 2]``, in TOML.

    Raises
    ------
    UsageError
        There is no such family.
    ConfigError
        With every problem found.
    """
    family_named(family)
    try:
        given = read_overrides(words)
    except ConfigError as error:
        raise ConfigError([Problem(family, one.message) for one in error.problems]) from None
    found, faults = _validated(family, _table(family, given))
    if found is None or faults:
        raise ConfigError([Problem(dotted(f.keys), f.message) for f in faults])
    return found


def _validated(family: str, table: Table) -> tuple[Distribution | None, list[Fault]]:
    """The distribution, and all that is wrong: the same that would be wrong in a config."""
    found, faults = None, []
    try:
        found = _ANY.validate_python(table)
    except ValidationError as error:
        faults = translate(error, table, (family,))
    return found, with_sizes(faults, {family: table})


def _table(family: str, given: Sequence[Override]) -> Table:
    table: Table = {"dist": family}
    problems = []
    for one in given:
        path = f"{family}.{dotted(one.keys)}"
        if len(one.keys) > 1:
            problems.append(Problem(path, "goes too deep; write the whole parameter"))
        elif one.keys[0] in table:
            problems.append(Problem(path, "is given already; write it once"))
        table[str(one.keys[0])] = one.value
    if problems:
        raise ConfigError(problems)
    return table
