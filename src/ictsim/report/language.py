"""The language of what is being written: English, or another by its catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = ("en", "nl")

_spoken: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The code of the language that is spoken now: one of LANGUAGES."""
    return _spoken.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """A block in which every text comes in this language."""
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def _(message: str) -> str:
    """The message in the language that is spoken."""
    return message


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a message that goes with ``count``."""
    return one if count == 1 else many
