"""The forms and the languages that a report is asked for in."""

from __future__ import annotations

from typing import Any

import click

# Kept here so that the help loads nothing of the report; a test holds them equal to the catalogues.
FORMS = ("html", "md", "xlsx", "csv", "json", "svg", "png")
LANGUAGES = ("en", "nl")


class Forms(click.ParamType[tuple[str, ...]]):
    """Names of forms with commas between: ``html,xlsx``."""

    name = "forms"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What stands for the names in the help."""
        return "FORM,..."

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The names, each once; a usage error names those that there are."""
        if isinstance(value, tuple):
            return value
        found = [part.strip() for part in str(value).split(",")]
        unknown = [part for part in found if part not in FORMS]
        if unknown:
            known = ", ".join(FORMS)
            self.fail(f"{unknown[0]!r} is no form of a report; there are {known}", param, ctx)
        return tuple(dict.fromkeys(found))


language_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True,
    help="Language of what is written.",
)  # fmt: skip
