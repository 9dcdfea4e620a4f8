"""Everything that can go wrong for a user, with the exit code it ends in.

Exit codes: 0 fine, 1 internal, 2 usage, 3 config invalid (a missing config, a results folder of
an unknown version and one that cannot be made again as it is too), 4 a limit broken, 5 output not
writable, 6 asked precision not reached, 130 interrupted (what was computed is kept).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class IctsimError(Exception):
    """A failure with one clear line for the user; ``exit_code`` ends the program."""

    exit_code = 1


class UsageError(IctsimError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class ResultsError(IctsimError):
    """A results folder that is missing, incomplete or of an unknown format."""

    exit_code = 3


class ModelError(IctsimError):
    """A valid config whose numbers cannot be computed with."""

    exit_code = 3


class OutputError(IctsimError):
    """The output folder cannot be written, or holds something else."""

    exit_code = 5


class Place(NamedTuple):
    """A place in a config; line and column count from 1, line 0 means the file as a whole.

    ``file`` is a path as the user gave it, or ``--set key=value`` of the command line.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Problem:
    """One fault in a config, or a warning about it.

    ``path`` is the dotted key (``inputs.delay.low``), empty for the whole file; ``file`` the
    config it stands in; ``message`` says what is wrong, what is allowed and the fix.
    """

    path: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, self.line, self.column)

    def __str__(self) -> str:
        text = ": ".join(part for part in (str(self.place), self.path, self.message) if part)
        # One line, and nothing that a terminal would obey: a config may hold any sign.
        return "".join(sign if sign.isprintable() else _escaped(sign) for sign in text)


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


class ConfigError(IctsimError):
    """A config that cannot be used; holds every problem found, not the first alone."""

    exit_code = 3

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))
