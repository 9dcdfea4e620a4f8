"""Everything that can go wrong for a user, with the exit code it ends in.

Exit codes: 0 fine, 1 internal, 2 usage, 3 config invalid (a missing config and a results
folder of an unknown version too), 4 a limit broken, 5 output not writable, 6 asked precision
not reached, 130 interrupted (what was computed is kept).
"""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True)
class Problem:
    """One fault in a config.

    ``path`` is the dotted key (``inputs.delay.low``), empty for the whole file; ``file`` the
    config it stands in; ``message`` says what is wrong, what is allowed and the fix.
    """

    path: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}:{self.column}"
        return ": ".join(part for part in (place, self.path, self.message) if part)


class ConfigError(IctsimError):
    """A config that cannot be used; holds every problem found, not the first alone."""

    exit_code = 3

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))
