"""Marks messages that a report translates: the layers below it write them in English only."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name by which gettext's tools know a mark
    """The message itself; the catalogues find it by this mark."""
    return message
