"""stdout carries the result, stderr the rest; either may be closed, full or of few characters."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ictsim.errors import OutputError

# Signs of our texts that a stream of few characters lacks.
_PLAIN = {"−": "-", "–": "-", "€": "EUR", "\N{NO-BREAK SPACE}": " ", "…": "..."}


def tell(*lines: str) -> None:
    """Print on stderr. Where that is impossible the program goes on all the same."""
    if sys.stderr is None:
        return
    with suppress(OSError, ValueError):
        for line in lines:
            print(line, file=sys.stderr)
        sys.stderr.flush()


@contextmanager
def printing() -> Iterator[None]:
    """A block that prints on stdout. A reader that has seen enough (``| head``) is no failure.

    Raises
    ------
    OutputError
        stdout cannot be written, for example to a full disk.
    """
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        silence_stdout()
    except OSError as problem:
        silence_stdout()
        raise OutputError(f"cannot print the result: {problem.strerror or problem}") from problem


def silence_stdout() -> None:
    """Let what is still buffered go nowhere, so that the exit does not fail on it again."""
    with suppress(OSError, ValueError):
        stdout = sys.stdout.fileno()
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout)


def speak_any_encoding() -> None:
    """Print a plain sign, or ``?``, for what the stream's encoding lacks."""
    codecs.register_error("ictsim", _plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="ictsim")


def _plainer(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    signs = problem.object[problem.start : problem.end]
    return "".join(_PLAIN.get(sign, "?") for sign in signs), problem.end
