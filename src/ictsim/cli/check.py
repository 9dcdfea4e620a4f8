"""``ictsim check``: what a config says once it is put together, or all that is wrong with it."""

from __future__ import annotations

import gc
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ictsim.cli.options import load, set_option, traceback_option
from ictsim.cli.program import Command
from ictsim.cli.streams import printing
from ictsim.errors import ConfigError, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ictsim.config import LoadedCase


@click.command(cls=Command)
@click.argument("configs", metavar="CONFIG...", nargs=-1, required=True,
                type=click.Path(path_type=Path))  # fmt: skip
@click.option("--diff", is_flag=True,
              help="Of two configs, the old one first: show what the new one says differently."
              )  # fmt: skip
@set_option
@click.option("--json", "as_json", is_flag=True,
              help="Print JSON: every value with its file and line, no number rounded."
              )  # fmt: skip
@traceback_option
def check(configs: tuple[Path, ...], diff: bool, overrides: tuple[str, ...], as_json: bool) -> None:
    """Check CONFIG and show what it comes down to.

    With its layers merged: each value and the file and line it comes from, the inputs with their
    percentiles, the lines with their amounts in the base case, who pays, and what the config
    leaves out. Nothing is run or written.

    ictsim check my_case.toml

    ictsim check --diff old.toml new.toml
    """
    _refuse(len(configs), diff, bool(overrides))
    with _quick_start():
        try:
            if diff:
                data, view = _difference(*configs)
            else:
                data, view = _resolved(configs[0], overrides)
        except ConfigError as error:
            if as_json:
                _print_json(_refused(error))
            raise
    if as_json:
        _print_json(data)
        return
    with printing():
        click.echo(view(data, shutil.get_terminal_size().columns))


def _print_json(data: dict[str, Any]) -> None:
    with printing():
        click.echo(json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1).encode())


def _refused(error: ConfigError) -> dict[str, Any]:
    """What JSON says of a config that cannot be used, beside the messages on stderr."""
    from ictsim.cli.placed import problem_table

    return {"valid": False, "problems": [problem_table(problem) for problem in error.problems]}


def _refuse(given: int, diff: bool, overridden: bool) -> None:
    """A usage error where the number of configs does not fit what is asked of them."""
    if diff and given != 2:
        raise UsageError(f"--diff needs two configs, the old one and the new one; {given} given")
    if diff and overridden:
        raise UsageError("--set beside --diff would be for one config alone; leave it out")
    if not diff and given != 1:
        raise UsageError(f"{given} configs; name one, or add --diff to compare two")


@contextmanager
def _quick_start() -> Iterator[None]:
    """Leave out what takes longer than the check: threads of NumPy, and looking for garbage."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # all that is there stays until the end: no use in looking at it then
        if collected:
            gc.enable()


def _resolved(
    config: Path, overrides: tuple[str, ...]
) -> tuple[dict[str, Any], Callable[[dict[str, Any], int], str]]:
    loaded = load(config, overrides, with_warnings=False)
    from ictsim.cli.check_data import check_data
    from ictsim.cli.check_view import check_text

    return check_data(loaded), check_text


def _difference(
    old: Path, new: Path
) -> tuple[dict[str, Any], Callable[[dict[str, Any], int], str]]:
    both: list[LoadedCase] = []
    problems: list[Problem] = []
    for config in (old, new):
        try:
            both.append(load(config, with_warnings=False))
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(list(dict.fromkeys(problems)))  # what both extend is wrong once
    from ictsim.cli.check_diff import diff_data, diff_text

    return diff_data(*both), diff_text
