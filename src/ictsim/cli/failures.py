"""Every failure ends in one clear line per problem on stderr and an exit code of its own."""

from __future__ import annotations

import functools
import sys
import traceback
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from ictsim.errors import ConfigError, IctsimError

_P = ParamSpec("_P")
_R = TypeVar("_R")
INTERRUPTED = 130


def ends_cleanly(command: Callable[_P, _R]) -> Callable[_P, _R]:
    """Turn exceptions into messages; the command takes a keyword ``traceback``."""

    @functools.wraps(command)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        show = bool(kwargs.get("traceback"))
        try:
            return command(*args, **kwargs)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            _say(["interrupted: nothing was computed yet, nothing was written"], show)
            raise SystemExit(INTERRUPTED) from None
        except ConfigError as problem:
            lines = [str(p) for p in problem.problems]
            if len(lines) > 1:
                lines.append(f"{len(lines)} problems; nothing was run or written")
            _say(lines, show)
            raise SystemExit(problem.exit_code) from None
        except IctsimError as problem:
            _say([str(problem)], show)
            raise SystemExit(problem.exit_code) from None
        except Exception as problem:
            what = str(problem).splitlines()[0] if str(problem) else ""
            advice = "" if show else "; --traceback shows where"
            _say([f"internal error: {type(problem).__name__}: {what}{advice}"], show)
            raise SystemExit(1) from None

    return guarded


def _say(lines: list[str], with_traceback: bool) -> None:
    if with_traceback:
        traceback.print_exc()
    for line in lines:
        print(line, file=sys.stderr)
