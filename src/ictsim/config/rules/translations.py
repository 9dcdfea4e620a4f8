"""Texts of a config in other languages."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.config.faults.fault import Fault, Table
from ictsim.model import Case


def translations(case: Case, _: Table) -> Iterator[Fault]:
    """No text, and no translation of it, is empty."""
    for language, texts in case.texts.items():
        for text, translation in texts.items():
            keys = ("texts", language, text)
            if not text.strip():
                yield Fault(keys, "is the translation of no text; remove it")
            elif not translation.strip():
                yield Fault(keys, "is empty; write the translation, or remove it")


TRANSLATIONS = (translations,)
