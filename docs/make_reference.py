"""Makes docs/REFERENCE.md: every key of a config, from the records that check it.

Usage: python docs/make_reference.py           make it anew
       python docs/make_reference.py --check   exit code 1 if it says anything else
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from ictsim.config.faults.allowed import TAGS
from ictsim.config.schema.fielddocs import field_docs, record_doc
from ictsim.config.schema.partial import named_values
from ictsim.config.schema.schema import case_schema
from ictsim.model import Case
from ictsim.model.case import LANGUAGE_PATTERN
from ictsim.values import FIRST_YEAR, ID_PATTERN, Record

Schema: TypeAlias = dict[str, Any]

FILE = Path(__file__).resolve().parent / "REFERENCE.md"
REF = "#/$defs/"
NAMED = {"Value": "value", "Factor": "number or input", "YearOrName": "year, input or event"}

INTRODUCTION = """\
# Every key of a config

Made by `docs/make_reference.py` from the definitions that check a config; do not edit.
[CONFIG.md](CONFIG.md) explains how to write one, with examples. `ictsim schema` prints the same
for your editor.

- **name**: letters, digits and `_`, beginning with a letter.
- **value**: a number, the name of an input, or a list of these, which means their sum.
- **number**: from -1e12 to 1e12; so is an amount in euros with its factors and copies.
- **fraction**: 2 % is 0.02.
- **decimal year**: 1 July 2026 is 2026.5.
- A key without a default must be given. A file that begins with `extends = "other.toml"`, or with
  a list of files, gives only what it adds or changes.
"""


def records() -> dict[str, type[Record]]:
    """Every record by the name that the schema has for it."""

    def below(cls: type[Record]) -> Iterator[type[Record]]:
        for one in cls.__subclasses__():
            yield one
            yield from below(one)

    return {cls.__name__: cls for cls in below(Record)}


class Reference:
    """Walks through the schema of a case and writes a section for each sort of table."""

    def __init__(self) -> None:
        self.schema = named_values(case_schema())
        self.records = records()
        self.bases: dict[str, type[Record]] = {}
        self.seen: dict[str, str] = {}

    def text(self) -> str:
        """The whole document."""
        lines = [INTRODUCTION, *self.table(self.schema, Case)]
        for key, node in self.schema["properties"].items():
            lines += self.section(key, node)
        return "\n".join(lines) + "\n"

    def section(self, path: str, node: Schema) -> Iterator[str]:
        """The sections of a table and of the tables in it."""
        if "patternProperties" in node:
            [inner] = node["patternProperties"].values()
            if "oneOf" in inner:
                yield from self.kinds(f"{path}.ID", inner)
            else:
                yield from self.section(f"{path}.ID", inner)
            return
        for member in node.get("anyOf", ()):
            yield from self.section(path, member)
        name = node.get("$ref", "").removeprefix(REF)
        if name not in self.records:
            return
        if name in self.seen:
            yield f"\n## `[{path}]`\n\nThe keys of `[{self.seen[name]}]`."
            return
        self.seen[name] = path
        yield from (f"\n## `[{path}]`\n", record_doc(self.records[name]), "")
        yield from self.table(self.resolved(node), self.records[name])
        for key, inner in self.resolved(node)["properties"].items():
            yield from self.section(f"{path}.{key}", inner)

    def kinds(self, path: str, node: Schema) -> Iterator[str]:
        """A table of which there are several kinds: what all have, then each."""
        kinds = {
            name: self.schema["$defs"][name]
            for name in (member["$ref"].removeprefix(REF) for member in node["oneOf"])
        }
        self.bases |= dict.fromkeys(kinds, base := self.records[next(iter(kinds))].__mro__[1])
        tag = next(tag for tag in TAGS if tag in next(iter(kinds.values()))["properties"])
        said = [f'`"{kind["title"]}"`' for kind in kinds.values()]
        yield from (f"\n## `[{path}]`\n", record_doc(base), "")
        yield f"`{tag}` must be given: {', '.join(said)}. Keys of all of them:\n"
        common: Schema = {"properties": {}, "required": []}
        for name, kind in kinds.items():
            for key, value in kind["properties"].items():
                if key != tag and key not in self.own_keys(name):
                    common["properties"].setdefault(key, value)
                    common["required"] += [key] if key in kind["required"] else []
        yield from self.table(common, base)
        for name, kind in kinds.items():
            yield from self.kind(name, kind, tag, set(common["properties"]))
        for key, inner in common["properties"].items():
            yield from self.section(f"{path}.{key}", inner)

    def kind(self, name: str, kind: Schema, tag: str, common: set[str]) -> Iterator[str]:
        """One kind: what it is, its own keys, and an example of a distribution."""
        record = self.records[name]
        yield f'\n### `{tag} = "{kind["title"]}"`\n'
        for cls in self.between(name):
            yield from (record_doc(cls), "")
        if hasattr(record, "use"):
            yield from (record.use, "")
        lacking = sorted(common - set(kind["properties"]))
        if lacking:
            yield f"Does not take {', '.join(f'`{key}`' for key in lacking)}.\n"
        own = {
            key: value
            for key, value in kind["properties"].items()
            if key in self.own_keys(name) and key != tag
        }
        yield from self.table(kind | {"properties": own}, record)

    def own_keys(self, name: str) -> set[str]:
        """The keys that a record says itself, not what all of its sort have."""
        own = {field for cls in self.between(name) for field in inspect.get_annotations(cls)}
        fields = self.records[name].model_fields
        return {info.alias or field for field, info in fields.items() if field in own}

    def between(self, name: str) -> tuple[type[Record], ...]:
        """A record and those it is built on, up to what all of its sort are."""
        order = self.records[name].__mro__
        return order[: order.index(self.bases[name])]

    def table(self, node: Schema, record: type[Record]) -> Iterator[str]:
        """The keys of a record as a table."""
        docs = field_docs(record)
        fields = {info.alias or name: name for name, info in record.model_fields.items()}
        yield "| key | is | default | unit | meaning |"
        yield "| --- | --- | --- | --- | --- |"
        for key, value in node["properties"].items():
            doc = docs[fields[key]]
            default = "must be given" if key in node.get("required", []) else _default(value)
            cells = (f"`{key}`", self.allowed(value), default, doc.unit, doc.text)
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

    def allowed(self, node: Schema) -> str:
        """What may stand at a key, in words."""
        name = node.get("$ref", "").removeprefix(REF)
        if name:
            return NAMED.get(name, "table")
        if "const" in node:
            return f'`"{node["const"]}"`'
        if "enum" in node:
            return ", ".join(f"`{json.dumps(word)}`" for word in node["enum"])
        if "anyOf" in node:
            return " or ".join(self.allowed(member) for member in node["anyOf"])
        if "oneOf" in node:
            return "table"
        return getattr(self, f"_{node['type']}")(node)

    def _object(self, node: Schema) -> str:
        if "patternProperties" not in node:
            return f"table by text: {self.allowed(node['additionalProperties'])}"
        [(pattern, inner)] = node["patternProperties"].items()
        by = {ID_PATTERN: "name", LANGUAGE_PATTERN: "language"}.get(pattern, "year")
        return f"table by {by}: {self.allowed(inner)}"

    def _array(self, node: Schema) -> str:
        least, most = node.get("minItems"), node.get("maxItems")
        count = f"{least} " if least is not None and least == most else ""
        return f"list of {count}{_many(self.allowed(node['items']))}"

    def _string(self, node: Schema) -> str:
        return "name" if node.get("pattern") == ID_PATTERN else "text"

    def _boolean(self, _: Schema) -> str:
        return "`true` or `false`"

    def _integer(self, node: Schema) -> str:
        return "year" if node.get("minimum") == FIRST_YEAR else f"whole number{_bounds(node)}"

    def _number(self, node: Schema) -> str:
        return f"number{_bounds(node)}"

    def resolved(self, node: Schema) -> Schema:
        """The definition that a reference leads to."""
        return self.schema["$defs"][node["$ref"].removeprefix(REF)]


_SINGULAR = re.compile(r"^(whole number|\w+)")


def _many(what: str) -> str:
    if what.startswith("list of "):
        return what.replace("list of ", "lists of ", 1)
    return " or ".join(_SINGULAR.sub(r"\1s", word) for word in what.split(" or "))


def _bounds(node: Schema) -> str:
    words = {
        "minimum": "from {:g}",
        "exclusiveMinimum": "above {:g}",
        "maximum": "to {:g}",
        "exclusiveMaximum": "below {:g}",
    }
    said = [text.format(node[key]) for key, text in words.items() if key in node]
    return f" {' and '.join(said)}".replace(" and to", " to") if said else ""


def _default(node: Schema) -> str:
    default = node.get("default", "")
    if default == "":
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f'`"{default}"`' if isinstance(default, str) else f"`{default:g}`"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    made = Reference().text()
    if not parser.parse_args().check:
        FILE.write_text(made, "utf-8")
    elif not FILE.exists() or FILE.read_text("utf-8") != made:
        sys.exit("docs/REFERENCE.md is not of this version: python docs/make_reference.py")


if __name__ == "__main__":
    main()
