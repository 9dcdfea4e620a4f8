"""The language of what is being written: English, or another by its catalogue.

A text is a whole sentence with named fields, ``_("{count} of {all}").format(...)``, so that
another language can put them in its own order. A constant is marked by ``N_`` and translated where
it is printed: ``_(words.PLAN)``. The catalogues are ``locale/<code>/LC_MESSAGES/ictsim.po``, read
as they are; ``docs/make_catalogue.py`` brings one up to date with the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from ictsim.results.messages import N_

__all__ = ["LANGUAGES", "N_", "_", "digits", "language", "ngettext", "speaking"]

LANGUAGES = ("en", "nl")
PROGRAM = "en"
"""What the program says in no catalogue, and configs that have translations say themselves."""
_SOURCE = "en"  # what the code is written in
_CATALOGUES = Path(__file__).parent.parent / "locale"

_spoken: ContextVar[str] = ContextVar("language", default=_SOURCE)


def language() -> str:
    """The code of the language that is spoken now: one of LANGUAGES."""
    return _spoken.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """A block in which every text comes in this language.

    Raises
    ------
    ValueError
        It is none of LANGUAGES.
    """
    if code not in LANGUAGES:
        raise ValueError(f"no language {code!r}; there are {', '.join(LANGUAGES)}")
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def catalogue_of(code: str) -> Path:
    """Where the catalogue of a language other than English lies."""
    return _CATALOGUES / code / "LC_MESSAGES" / "ictsim.po"


def _(message: str) -> str:
    """The message in the language that is spoken; as it is where there is no translation."""
    # In a catalogue the empty message is its own heading.
    return _translations(language()).gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a message that goes with ``count``."""
    return _translations(language()).ngettext(one, many, count)


@cache
def _translations(code: str) -> NullTranslations:
    if code == _SOURCE:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with catalogue_of(code).open("rb") as catalogue:
        write_mo(compiled, read_po(catalogue, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def foreign(code: str) -> str:
    """The code of a language that is not spoken now; empty for the one that is."""
    return "" if code == language() else code


def digits(number: str) -> str:
    """A number as Python writes it (``1,234.5``), with the separators of the language spoken."""
    return number.translate(_separators(language()))


@cache
def _separators(code: str) -> dict[int, str]:
    if code == _SOURCE:  # Python's own
        return {}
    from babel import Locale

    symbols = Locale.parse(code).number_symbols["latn"]
    return {ord(","): symbols["group"], ord("."): symbols["decimal"]}
