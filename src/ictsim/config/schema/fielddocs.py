"""What the records say about themselves, for editors and for the reference.

A key is described once: in the text below its field in the record (an attribute docstring). The
text may end in a unit in square brackets. It is read from the source only when it is asked for,
so that no command pays for it at its start.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from functools import cache
from typing import NamedTuple

from ictsim.values import Record

_UNIT = re.compile(r"\s*\[([^\[\]]+)\]$")


class FieldDoc(NamedTuple):
    """The meaning of a key in Markdown, and its unit (empty where it has none)."""

    text: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.text} Unit: {self.unit}." if self.unit else self.text


def field_docs(record: type[Record]) -> dict[str, FieldDoc]:
    """The documented fields of a record, by field name; those of its bases too."""
    docs: dict[str, FieldDoc] = {}
    for cls in reversed(record.__mro__):
        if issubclass(cls, Record):
            docs |= _documented(cls.__module__).get(cls.__qualname__, {})
    return {name: doc for name, doc in docs.items() if name in record.model_fields}


def record_doc(record: type[Record]) -> str:
    """The docstring of a record in Markdown, one line to a paragraph."""
    text = inspect.cleandoc(record.__doc__ or "").partition("\n\nAttributes\n")[0]
    return "\n\n".join(markdown(part) for part in text.split("\n\n"))


def markdown(text: str) -> str:
    """A docstring's paragraph on one line, with Markdown's marks for code and without ``**``."""
    return " ".join(text.split()).replace("``", "`").replace("**", "^")


@cache
def _documented(module: str) -> dict[str, dict[str, FieldDoc]]:
    """The documented fields of each class at the top of a module."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except OSError:  # installed without its sources
        return {}
    return {node.name: _fields(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _fields(node: ast.ClassDef) -> dict[str, FieldDoc]:
    docs = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                value=ast.Constant(value=str(text))
            ):
                docs[name] = _doc(markdown(text))
    return docs


def _doc(text: str) -> FieldDoc:
    unit = _UNIT.search(text)
    return FieldDoc(_UNIT.sub("", text), unit[1] if unit else "")
