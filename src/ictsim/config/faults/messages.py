"""Say what pydantic found in the words of the config's author: one problem, one line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ictsim.config.faults.allowed import allowed_keys, allowed_tags, annotation_at
from ictsim.config.faults.fault import Fault, Keys, at, names_at
from ictsim.config.faults.hints import hint, nearest, shortened
from ictsim.config.faults.numbers import written
from ictsim.distributions import AnyDistribution
from ictsim.model.case import CORRELATION_PATTERN, LANGUAGE_PATTERN

# What a member of a union asks for, by the start of pydantic's name for it.
_MEMBERS = {
    "float": "a number",
    "bool": "true or false",
    "constrained-int": "a year",
    "list[": "a list of these",
    "function-": "a table",
    "Settled": "a table with from and until",
}

_NEARLY_THE_SAME = 0.85

# Keys that name something else than an input.
_NAMED = {
    "phasing": "a schedule",
    "from": "an input or event",
    "until": "an input or event",
    "written_off": "an input or event",
    "key": "a key",
    "per_category": "a key",
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
    "none_required": "is {value}; it does not go with this kind, remove it",
    "literal_error": "is {value}; must be {expected}",
}

_MESSAGES = _WRONG_TYPE | {
    "missing": "missing; this key must be given",
    "value_error": "{error}",
    "finite_number": "is {value}; must be a finite number",
    "greater_than": "is {value}; must be above {gt:g}",
    "greater_than_equal": "is {value}; must be at least {ge:g}",
    "less_than": "is {value}; must be below {lt:g}",
    "less_than_equal": "is {value}; must be at most {le:g}",
    "string_pattern_mismatch": (
        "{value} is no name; use letters, digits and _, starting with a letter"
    ),
    "string_no_factor": 'is {value}; write x and a factor in quotes, like "x0.5"',
    "string_no_language": "{value} is no language; write its code of two letters, like nl",
    "string_too_long": "is longer than the {max_length} characters allowed",
    "too_short": "holds {actual_length}; must hold {min_length} or more",
    "too_long": "holds {actual_length}; must hold {max_length} or fewer",
}

_TABLES = {
    "key": "a table of weights",
    "per_category": "a table of weights",
    "term_years": "a table by buyer",
}

# What a text is to be that has a pattern, where that is no name.
_PATTERNS = {CORRELATION_PATTERN: "string_no_factor", LANGUAGE_PATTERN: "string_no_language"}

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
    # Elsewhere than in a config stands a distribution by itself.
    start = annotation_at(prefix) or AnyDistribution
    for one in _without_shadows(found):
        if one.member:
            groups.setdefault(one.keys, []).append(one)
        elif one.error["type"] == "extra_forbidden":
            faults.append(_unknown_key(one, start, tables))
        elif one.error["type"] in ("union_tag_invalid", "union_tag_not_found"):
            faults.append(_tag_fault(one, start, tables))
        else:
            faults.append(_fault(one))
    faults += map(_union_fault, groups.values())
    return [fault._replace(keys=(*prefix, *fault.keys)) for fault in faults]


def _place(details: ErrorDetails, tables: Any) -> _Found:
    """Follow pydantic's path through the tables, leaving out the names it adds itself."""
    keys: list[str | int] = []
    member = ""
    may_be_tag = isinstance(tables, dict)
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
    """Leave out "no number, no text" for a list or table that was right but for what it holds."""
    inside = {one.keys[:-1] for one in found if one.keys}
    for one in found:
        if not (one.member and isinstance(one.value, list | dict) and one.keys in inside):
            yield one


def _union_fault(group: list[_Found]) -> Fault:
    """One fault for a value that fits no member of a union."""
    takes_number = any(one.member.startswith(("float", "constrained-int")) for one in group)
    if takes_number and (number := _quoted_number(group[0])):
        return Fault(group[0].keys, f"is {shown(group[0].value)}; must be a number{number}")
    for one in group:
        if one.error["type"] not in _WRONG_TYPE:
            return _fault(one)
    allowed = " or ".join(_member_wants(one.member, group[0].keys) for one in group)
    return Fault(group[0].keys, f"is {shown(group[0].value)}; must be {allowed}")


def _quoted_number(one: _Found) -> str:
    """What to write in place of a number that stands in quotes; empty where there is none."""
    found = written(one.value) if isinstance(one.value, str) and not one.on_key else ""
    if not found:
        return ""
    return f": remove the quotes, {found}" if found == one.value else f": write {found}"


def _member_wants(member: str, keys: Keys) -> str:
    if member.startswith("constrained-str"):
        named = next((_NAMED[key] for key in keys[-2:] if key in _NAMED), "an input")
        return f"the name of {named}"
    if member.startswith("constrained-int") and keys[-1:] == ("term_years",):
        return "a whole number"
    if member.startswith("dict["):
        return next((_TABLES[key] for key in keys[-2:] if key in _TABLES), "a table")
    for start, words in _MEMBERS.items():
        if member.startswith(start):
            return words
    return member.removeprefix("literal[").removesuffix("]").replace("'", '"')


def _fault(one: _Found) -> Fault:
    kind, context = one.error["type"], one.error.get("ctx", {})
    kind = _PATTERNS.get(context.get("pattern", ""), kind)
    template = _MESSAGES.get(kind, "is {value}; {msg}")
    if one.on_key and not kind.startswith("string"):
        template = _NO_YEAR
    value = shown(one.keys[-1] if one.on_key else one.value)
    message = template.format(**{"msg": one.error["msg"], **context, "value": value})
    if kind == "literal_error":
        message = message.replace("'", '"')
    if kind in ("float_type", "int_type"):
        message += _quoted_number(one)
    if 1.0 in (context.get("lt"), context.get("le")):
        message += _percentage(one.value)
    return Fault(one.keys, message, "missing" if kind == "missing" else "wrong")


def _percentage(value: Any) -> str:
    """The fraction that a number above 1 may stand for."""
    is_number = isinstance(value, int | float) and 2.0 <= value <= 100.0
    return f"; {value:g} % is {value / 100:g}" if is_number else ""


def _unknown_key(one: _Found, start: Any, tables: Any) -> Fault:
    """A key that no record has, and those that may stand there."""
    above, key = one.keys[:-1], str(one.keys[-1])
    allowed = allowed_keys(annotation_at(above, tables, start), at(tables, above))
    if not allowed:
        return Fault(one.keys, "unknown key; remove it", "unknown")
    message = f"unknown key; allowed are {shortened(allowed, key)}{hint(key, allowed)}"
    return Fault(one.keys, message, "unknown", nearest(key, allowed))


def _tag_fault(one: _Found, start: Any, tables: Any) -> Fault:
    """A ``dist`` or ``kind`` that is missing, or none of those there are."""
    tag = str(one.error.get("ctx", {})["discriminator"]).strip("'")
    allowed = allowed_tags(annotation_at(one.keys, tables, start), tag)
    keys, choice = (*one.keys, tag), f"must be one of {', '.join(allowed)}"
    if tag in one.value:
        said = one.value[tag]
        near = hint(said, allowed) if isinstance(said, str) else ""
        return Fault(keys, f"unknown {tag} {shown(said)}; {choice}{near}")
    # In a layer a misspelt name makes an item of its own, with most of its keys missing.
    name = str(one.keys[-1]) if one.keys else ""
    others = [other for other in names_at(tables, *one.keys[:-1]) if other != name]
    near = nearest(name, others, _NEARLY_THE_SAME)
    question = f'; or did you mean "{near}", which is there?' if near else ""
    return Fault(keys, f"missing; {choice}{question}", "missing")


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
