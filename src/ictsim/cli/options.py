"""What arguments may hold, and options that commands share."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ictsim.cli.streams import tell
from ictsim.errors import ConfigError, Problem

if TYPE_CHECKING:
    from ictsim.config import LoadedCase

LARGEST_RUNS = 10**12
LARGEST_DRAWS = 100_000
_SIZES = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6}


class Count(click.ParamType[int]):
    """A whole number: 1000000, 1_000_000, 1e6, 2.5M or 500k."""

    name = "count"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """What stands for the number in the help."""
        return "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a usage error names what is allowed."""
        count = value if isinstance(value, int) else _whole_number(str(value))
        if count is None:
            self.fail(f"{value!r} is no whole number such as 500, 20k, 1e6 or 1M", param, ctx)
        if not self.low <= count <= self.high:
            self.fail(f"{value} is not between {self.low} and {self.high:_}", param, ctx)
        return count


def _whole_number(text: str) -> int | None:
    """The number, exact at any size; None where there is none."""
    found = re.fullmatch(
        r"([+-]?\d{1,40})(?:\.(\d{1,40}))?(?:[eE]\+?(\d{1,2}))?([kKM]?)", _joined(text)
    )
    if found is None:
        return None
    whole, fraction = found[1], found[2] or ""
    scaled = int(whole + fraction) * 10 ** int(found[3] or 0) * _SIZES[found[4]]
    count, rest = divmod(scaled, 10 ** len(fraction))
    return None if rest else count


def _joined(text: str) -> str:
    """Without the underscores that stand between digits."""
    return re.sub(r"(?<=\d)_(?=\d)", "", text.strip())


def available_threads() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _remember(ctx: click.Context, _option: click.Parameter, value: bool) -> None:
    ctx.ensure_object(dict)["traceback"] = value


traceback_option = click.option(
    "--traceback", is_flag=True, expose_value=False, is_eager=True, callback=_remember,
    help="On an error show where in the program it arose.",
)  # fmt: skip

set_option = click.option(
    "--set", "overrides", multiple=True, metavar="KEY.PATH=VALUE",
    help="Change one key of the config, in TOML: --set inputs.delay.mode=0.5, or "
    "--set 'case.title=\"A what-if\"'. May be given more than once.",
)  # fmt: skip

config_argument = click.argument("config", type=click.Path(path_type=Path))


def load(config: Path, overrides: Sequence[str] = (), *, with_warnings: bool = True) -> LoadedCase:
    """The config that a command is given, with the settings of ``--set`` on top.

    ``with_warnings`` prints its warnings on stderr, each once in a command.

    Raises
    ------
    ConfigError
        With every problem found.
    """
    from ictsim.config import load_case

    what = _no_config(config)
    if what:
        raise ConfigError([Problem("", what, str(config))])
    loaded = load_case(config, overrides)
    if with_warnings:
        _tell_new(loaded.warnings)
    return loaded


def _tell_new(warnings: Iterable[Problem]) -> None:
    """Print the warnings that the command has not printed yet: configs share their layers."""
    context = click.get_current_context(silent=True)
    told: set[Problem] = set() if context is None else context.meta.setdefault(__name__, set())
    for warning in warnings:
        if warning not in told:
            told.add(warning)
            tell(f"warning: {warning}")


def _no_config(path: Path) -> str:
    try:
        str(path).encode()
        if path.is_dir():
            return "is a folder; name a config (.toml) in it"
        if path.exists() and not path.is_file():
            return "is no regular file; save the config in one"
    except UnicodeEncodeError:
        return "the name is not valid UTF-8; rename the file"
    except OSError as problem:
        return f"cannot be read: {problem.strerror}"
    return ""
