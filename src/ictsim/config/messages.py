"""Say what pydantic found in the words of the config's author: one problem, one line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ictsim.config.faults import Fault, Keys
from ictsim.distributions import FAMILIES
from ictsim.lines import KINDS

# The keys that say which record a table is, and what they may say.
_TAGS = {
    "dist": [get_args(family.model_fields["dist"].annotation)[0] for family in FAMILIES],
    "kind": [get_args(kind.model_fields["kind"].annotation)[0] for kind in KINDS],
}

# What a member of a union asks for, by the start of pydantic's name for it.
_MEMBERS = {
    "float": "a number",
    "constrained-int": "a year",
    "constrained-str": "the name of an input",
    "list[": "a list of these",
}

_WRONG_TYPE = {
    "float_type": "is {value}; must be a number",
    "int_type": "is {value}; must be a whole number",
    "string_type": 'is {value}; must be text in quotes, like "this"',
    "bool_type": "is {value}; must be true or false",
    "list_type": "is {value}; must be a list, like [...]",
    "dict_type": "is {value}; must be a table",
    "model_type": "is {value}; must be a table",
    "model_attributes_type": "is {value}; must be a table",
    "literal_error": "is {value}; must be {expected}",
}

_MESSAGES = _WRONG_TYPE | {
    "missing": "missing; this key must be given",
    "extra_forbidden": "unknown key; remove it or correct its name",
    "value_error": "{error}",
    "finite_number": "is {value}; must be a finite number",
    "greater_than": "is {value}; must be above {gt:g}",
    "greater_than_equal": "is {value}; must be at least {ge:g}",
    "less_than": "is {value}; must be below {lt:g}",
    "less_than_equal": "is {value}; must be at most {le:g}",
    "string_pattern_mismatch": (
        "{value} is no name; use letters, digits and _, starting with a letter"
    ),
    "string_too_long": "is longer than the {max_length} characters allowed",
    "too_short": "holds {actual_length}; must hold {min_length} or more",
    "too_long": "holds {actual_length}; must hold {max_length} or fewer",
}

_NO_YEAR = "{value} is no year; use calendar years from 1900 to 2200"


class _Found(NamedTuple):
    """One error of pydantic, placed in the author's tables.

    ``member`` is the member of a union that refused the value, ``on_key`` that a name in the
    table is at fault, not what it holds.
    """

    keys: Keys
    error: ErrorDetails
    value: Any
    member: str
    on_key: bool


def translate(error: ValidationError, tables: Any, prefix: Keys = ()) -> list[Fault]:
    """The faults in ``tables``, which stand at ``prefix`` of the config."""
    found = [_place(details, tables) for details in error.errors(include_url=False)]
    groups: dict[Keys, list[_Found]] = {}
    faults = []
    for one in _without_shadows(found):
        if one.member:
            groups.setdefault(one.keys, []).append(one)
        else:
            faults.append(_fault(one))
    faults += map(_union_fault, groups.values())
    return [fault._replace(keys=(*prefix, *fault.keys)) for fault in faults]


def _place(details: ErrorDetails, tables: Any) -> _Found:
    """Follow pydantic's path through the tables, leaving out the names it adds itself."""
    keys: list[str | int] = []
    member = ""
    may_be_tag = False
    for part in details["loc"]:
        if may_be_tag and part in (tables.get("dist"), tables.get("kind")):
            may_be_tag = False
        elif _is_in(part, tables):
            part = part if isinstance(tables, list) else str(part)
            keys.append(part)
            tables, member = tables[part], ""
            may_be_tag = isinstance(tables, dict)
        elif details["type"] == "missing":
            keys.append(part)
        elif part != "[key]":
            member = str(part)
    return _Found(tuple(keys), details, tables, member, "[key]" in details["loc"])


def _is_in(part: str | int, tables: Any) -> bool:
    if isinstance(tables, list):
        return isinstance(part, int) and part < len(tables)
    return isinstance(tables, dict) and str(part) in tables


def _without_shadows(found: list[_Found]) -> Iterator[_Found]:
    """Leave out "no number, no text" for a list that was right but for its members."""
    inside = {one.keys[:-1] for one in found if one.keys and isinstance(one.keys[-1], int)}
    for one in found:
        if not (one.member and isinstance(one.value, list) and one.keys in inside):
            yield one


def _union_fault(group: list[_Found]) -> Fault:
    """One fault for a value that fits no member of a union."""
    for one in group:
        if one.error["type"] not in _WRONG_TYPE:
            return _fault(one)
    allowed = " or ".join(_member_wants(one.member) for one in group)
    return Fault(group[0].keys, f"is {shown(group[0].value)}; must be {allowed}")


def _member_wants(member: str) -> str:
    for start, words in _MEMBERS.items():
        if member.startswith(start):
            return words
    return member.removeprefix("literal[").removesuffix("]").replace("'", '"')


def _fault(one: _Found) -> Fault:
    kind, context = one.error["type"], one.error.get("ctx", {})
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _tag_fault(one, str(context["discriminator"]).strip("'"))
    template = _MESSAGES.get(kind, "is {value}; " + one.error["msg"].replace("{", "{{"))
    if one.on_key and not kind.startswith("string"):
        template = _NO_YEAR
    value = shown(one.keys[-1] if one.on_key else one.value)
    message = template.format(**{**context, "value": value})
    if kind == "literal_error":
        message = message.replace("'", '"')
    if kind == "missing":
        return Fault(one.keys, message, "missing")
    return Fault(one.keys, message, "unknown" if kind == "extra_forbidden" else "wrong")


def _tag_fault(one: _Found, key: str) -> Fault:
    keys, allowed = (*one.keys, key), ", ".join(_TAGS[key])
    if key not in one.value:
        return Fault(keys, f"missing; must be one of {allowed}", "missing")
    return Fault(keys, f"unknown {key} {shown(one.value[key])}; must be one of {allowed}")


def shown(value: Any) -> str:
    """A value as it would stand in TOML, shortened."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        text = f"[{', '.join(map(shown, value))}]"
    else:
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
