"""Runs a command so that every failure ends in clear lines on stderr and its own exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from ictsim.cli.streams import printing, speak_any_encoding, tell
from ictsim.errors import ConfigError, IctsimError

INTERRUPTED = 130


class StoppedError(IctsimError):
    """The user, or the system, asked to stop."""

    exit_code = INTERRUPTED


class Command(click.Command):
    """A command whose help and version may go to a full disk, or to a reader who stops early."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does it: this is where help and version are printed."""
        return _parsed(ctx, lambda: super(Command, self).parse_args(ctx, args))


def _parsed(ctx: click.Context, parse: Callable[[], list[str]]) -> list[str]:
    parsed: list[str] | None = None
    with printing():
        parsed = parse()
    if parsed is None:  # the reader of the help has seen enough
        ctx.exit()
    return parsed


class Program(click.Group):
    """A group of commands that ends in a message of one line per problem, and no traceback."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As of any command."""
        return _parsed(ctx, lambda: super(Program, self).parse_args(ctx, args))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; click would end an interrupt with words and a code of its own."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise StoppedError("interrupted") from None

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the program and exit; without ``standalone_mode`` failures are left to the caller."""
        parent = super().main

        def run(**obj: Any) -> Any:
            alone = {"standalone_mode": False, **obj, **extra}
            return parent(args, prog_name, complete_var, **alone)

        if not standalone_mode:
            return run()
        speak_any_encoding()
        settings: dict[str, bool] = {}
        try:
            code: Any = run(obj=settings)
        except Exception as problem:
            if settings.get("traceback"):
                tell(traceback.format_exc().rstrip())
            lines, code = _lines_and_code(problem)
            tell(*lines)
        sys.exit(code if isinstance(code, int) else 0)


def _lines_and_code(problem: Exception) -> tuple[list[str], int]:
    match problem:
        case NoArgsIsHelpError():
            return [problem.format_message()], problem.exit_code
        case click.UsageError():
            return [f"error: {_usage(problem)}"], problem.exit_code
        case click.Abort():
            return ["interrupted"], INTERRUPTED
        case ConfigError(problems=problems):
            count = f"{len(problems)} problems; nothing was run or written"
            lines = [str(one) for one in problems]
            return [*lines, count] if len(lines) > 1 else lines, problem.exit_code
        case StoppedError():
            return [str(problem)], problem.exit_code
        case IctsimError():
            return [f"error: {problem}"], problem.exit_code
        case MemoryError():
            return ["error: not enough memory; take fewer --threads or --draws"], 1
    what = str(problem).splitlines()[0] if str(problem) else ""
    return [f"internal error: {type(problem).__name__}: {what} (--traceback shows where)"], 1


def _usage(problem: click.UsageError) -> str:
    """The message of click on one line, and where help is."""
    message = " ".join(problem.format_message().split()).rstrip(".")
    where = f"; see '{problem.ctx.command_path} --help'" if problem.ctx else ""
    return message + where
