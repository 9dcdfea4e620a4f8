"""Rich's console, ended by our own rules."""

from __future__ import annotations

import rich.console


class Console(rich.console.Console):
    """A console that leaves a reader who has gone (``| head``) to the program."""

    def on_broken_pipe(self) -> None:
        """Do not exit here: the results are written, and that is no failure."""
        raise BrokenPipeError
