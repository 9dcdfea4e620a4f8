"""From the schema of a whole case to that of one file of it.

A file that extends another is merged with it item by item (``layers.SHAPE``), so each of its
items may be a part of one. What is required of a file that stands alone is said apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from ictsim.config.faults.allowed import TAGS
from ictsim.config.layers.tree import SHAPE, Shape
from ictsim.values import Id, Value, Year

Schema: TypeAlias = dict[str, Any]

_REF = "#/$defs/"
_WHOLE = "dist"  # a new distribution is written anew, all of its parameters
_SAID_BY_KIND = ("description", "default")

# Types that stand in many places, and what an editor says about them.
_VALUES: dict[str, tuple[Any, str]] = {
    "Value": (Value, "A number, the name of an input, or a list of these: their sum."),
    "Factor": (float | Id, "A number, or the name of an input."),
    "YearOrName": (Year | Id, "A calendar year, or the name of an input or an event."),
}


def relaxed(node: Schema, definitions: Schema, shape: Shape = SHAPE) -> Schema:
    """``node`` with nothing required where layers are merged; adds to ``definitions``."""
    if "$ref" in node:
        name = f"{node['$ref'].removeprefix(_REF)}Part"
        if name not in definitions:
            definitions[name] = relaxed(_resolved(node, definitions), definitions, shape)
        return node | {"$ref": _REF + name}
    if "oneOf" in node:
        parts = node["oneOf"]
        if _tag(_resolved(parts[0], definitions)) != _WHOLE:
            parts = [relaxed(part, definitions, shape) for part in parts]
        return node | {"oneOf": [*parts, _untagged(node["oneOf"], definitions)]}
    made = {key: value for key, value in node.items() if key not in ("required", "minProperties")}
    for where in ("properties", "patternProperties"):
        if where in node:
            made[where] = {
                key: relaxed(inner, definitions, _inner(shape, key, where))
                if _is_merged(shape, key, where)
                else inner
                for key, inner in node[where].items()
            }
    tags = [tag for tag in TAGS if tag in node.get("required", [])]
    return made | ({"required": tags} if tags else {})


def requirements(node: Schema, definitions: Schema, shape: Shape = SHAPE) -> Schema:
    """What ``node`` requires and ``relaxed`` took away, and nothing else."""
    node = _resolved(node, definitions)
    if "oneOf" in node:
        kinds = [_resolved(member, definitions) for member in node["oneOf"]]
        made = {"required": [_tag(kinds[0])], "additionalProperties": True}
        if made["required"] != [_WHOLE]:
            made["allOf"] = [_of_kind(kind, definitions, shape) for kind in kinds]
        return made
    made = {key: node[key] for key in ("required", "minProperties") if node.get(key)}
    for where in ("properties", "patternProperties"):
        inner = {
            key: requirements(value, definitions, _inner(shape, key, where))
            for key, value in node.get(where, {}).items()
            if _is_merged(shape, key, where)
        }
        if any(inner.values()):
            made[where] = {key: value for key, value in inner.items() if value}
    return made | {"additionalProperties": True} if made else {}


def _of_kind(kind: Schema, definitions: Schema, shape: Shape) -> Schema:
    tag = _tag(kind)
    is_it = {"properties": {tag: {"const": kind["properties"][tag]["const"]}}, "required": [tag]}
    open_ = {"additionalProperties": True}
    return {"if": is_it | open_, "then": requirements(kind, definitions, shape)}


def _untagged(kinds: list[Schema], definitions: Schema) -> Schema:
    """An item of an earlier file, of whatever kind it is there."""
    tables = [_resolved(kind, definitions) for kind in kinds]
    tag = _tag(tables[0])
    found: dict[str, list[Schema]] = {}
    for table in tables:
        for key, value in table["properties"].items():
            value = {word: said for word, said in value.items() if word not in _SAID_BY_KIND}
            if key != tag and value not in found.setdefault(key, []):
                found[key].append(value)
    return {
        "title": f"without {tag}",
        "description": f"Changes an item of an earlier file, which says its `{tag}`.",
        "type": "object",
        "properties": {key: _any_of(schemas) for key, schemas in found.items()},
        "additionalProperties": False,
    }


def _any_of(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _tag(kind: Schema) -> str:
    return next(tag for tag in TAGS if "const" in kind["properties"].get(tag, {}))


def _is_merged(shape: Shape, key: str, where: str) -> bool:
    return ("*" if where == "patternProperties" else key) in shape


def _inner(shape: Shape, key: str, where: str) -> Shape:
    return shape["*" if where == "patternProperties" else key]


def _resolved(node: Schema, definitions: Schema) -> Schema:
    if "$ref" not in node:
        return node
    found: Schema = definitions[node["$ref"].removeprefix(_REF)]
    return found


def named_values(schema: Schema) -> Schema:
    """The types that stand in many places written once, under a name."""
    members = {
        name: TypeAdapter(kind).json_schema()["anyOf"] for name, (kind, _) in _VALUES.items()
    }
    made: Schema = _replaced(schema, members)
    for name, (_, text) in _VALUES.items():
        inner = [_replaced(member, members) for member in members[name]]
        made["$defs"][name] = {"description": text, "anyOf": inner}
    return made


def _replaced(node: Any, members: dict[str, list[Schema]]) -> Any:
    if isinstance(node, list):
        return [_replaced(inner, members) for inner in node]
    if not isinstance(node, dict):
        return node
    choices = node.get("anyOf")
    for name, wanted in members.items():
        if isinstance(choices, list) and choices[-len(wanted) :] == wanted:
            ref = {"$ref": _REF + name}
            others = choices[: -len(wanted)]
            node = {key: value for key, value in node.items() if key != "anyOf"}
            node |= {"anyOf": [*others, ref]} if others else ref
            break
    return {key: _replaced(value, members) for key, value in node.items()}


def without_unused(schema: Schema) -> Schema:
    """The schema without definitions that nothing refers to."""
    definitions = schema["$defs"]
    waiting = set(_referred({key: value for key, value in schema.items() if key != "$defs"}))
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        used.add(name)
        waiting |= set(_referred(definitions[name])) - used
    kept = {name: definitions[name] for name in sorted(used)}
    return schema | {"$defs": kept}


def _referred(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix(_REF)
        for value in node.values():
            yield from _referred(value)
    elif isinstance(node, list):
        for value in node:
            yield from _referred(value)
