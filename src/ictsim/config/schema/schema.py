"""The JSON Schema of a config, for editors: made from the records that check it.

A file that ``extends`` another gives only what it adds, so nothing is required of it. The keys
and types of both sorts of file are the same and stand in ``properties``; what a file that stands
alone must have besides comes in ``else``.
"""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from ictsim.config.faults.allowed import TAGS
from ictsim.config.schema.fielddocs import field_docs, record_doc
from ictsim.config.schema.partial import named_values, relaxed, requirements, without_unused
from ictsim.model import Case

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE_NAME = "ictsim.schema.json"
TITLE = "ictsim config"

_YEARS = r"^(19\d\d|2[01]\d\d|2200)$"

_EXTENDS: Schema = {
    "description": "The config, or the list of configs, that this one builds on; file names are "
    "relative to this file. Tables are merged by name: say here only what is new or different.",
    "anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "array", "items": {"type": "string", "minLength": 1}},
    ],
}


def schema_text() -> str:
    """The schema as the text of a file."""
    return json.dumps(config_schema(), indent=1, ensure_ascii=False) + "\n"


def config_schema() -> Schema:
    """The JSON Schema (2020-12) of one config file."""
    case = case_schema()
    definitions: Schema = case.pop("$defs")
    layer = relaxed(case, definitions)
    schema = {
        "$schema": DIALECT,
        "title": TITLE,
        "description": case["description"],
        "type": "object",
        "properties": {"extends": _EXTENDS, **layer["properties"]},
        "additionalProperties": False,
        "if": {"required": ["extends"], "additionalProperties": True},
        "else": requirements(case, definitions),
        "$defs": definitions,
    }
    return without_unused(named_values(schema))


def case_schema() -> Schema:
    """The JSON Schema of a whole case: all layers merged, as pydantic sees it."""
    return Case.model_json_schema(schema_generator=_Records)


class _Records(GenerateJsonSchema):
    """Pydantic's generator in the words of TOML: no null, years as keys, the records' own docs."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Schema:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        made = super().default_schema(schema)
        if not isinstance(made.get("default"), bool | int | float | str) or made["default"] == "":
            made.pop("default", None)
        return made

    def dict_schema(self, schema: core_schema.DictSchema) -> Schema:
        made = super().dict_schema(schema)
        if schema.get("keys_schema", {}).get("type") == "int":
            made["patternProperties"] = {_YEARS: made.pop("additionalProperties")}
        # Where any text is a key, as that which is translated, others cannot be refused.
        return made | {"additionalProperties": False} if "patternProperties" in made else made

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> Schema:
        return {"oneOf": super().tagged_union_schema(schema)["oneOf"]}

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        made = super().model_schema(schema)
        record = schema["cls"]
        names = {info.alias or name: name for name, info in record.model_fields.items()}
        docs = field_docs(record)
        fields = {
            key: _field(field)
            for key, field in made["properties"].items()
            if field.get("type") != "null"  # a key of all lines that this kind does not take
        }
        for key in fields:
            if names[key] in docs:
                fields[key]["description"] = str(docs[names[key]])
        tags = [key for key in TAGS if "const" in fields.get(key, {})]
        for tag in tags:
            fields[tag].pop("default", None)
            made["title"] = fields[tag]["const"]
        required = [*tags, *(key for key in made.get("required", []) if key not in tags)]
        return made | {
            "description": record_doc(record),
            "properties": fields,
            "required": required,
        }


def _field(made: Schema) -> Schema:
    """A table's least size is written as if it were a text's where a validator comes first."""
    if made.get("type") == "object" and "minLength" in made:
        made["minProperties"] = made.pop("minLength")
    if "anyOf" in made:
        made["anyOf"] = [_field(member) for member in made["anyOf"]]
    return made
