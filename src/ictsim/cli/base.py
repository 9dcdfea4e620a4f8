"""``ictsim base``: the base case against the table the source published."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ictsim.cli.options import config_argument, load, set_option, traceback_option
from ictsim.cli.program import Command
from ictsim.cli.streams import printing
from ictsim.errors import ConfigError

if TYPE_CHECKING:
    from ictsim.config import LoadedCase
    from ictsim.model import Case


@click.command(cls=Command)
@config_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON, in euros, instead of tables.")
@set_option
@traceback_option
def base(config: Path, as_json: bool, overrides: tuple[str, ...]) -> None:
    """Compute CONFIG's base case beside the published table.

    Per council and year, with the reconciling items and without them; break-even years with
    costs growing on, and with the saving of the last published year held constant. Where CONFIG
    builds on another one and misses the table by other amounts, both are shown beside each other.
    """
    from ictsim.cli.base_view import base_text
    from ictsim.study.base_tables import base_tables

    loaded = load(config, overrides)
    tables = base_tables(loaded.case, _below(loaded))
    with printing():
        if as_json:
            text = json.dumps(tables, ensure_ascii=False, allow_nan=False, indent=1)
            click.echo(text.encode())
        else:
            click.echo(base_text(tables, shutil.get_terminal_size().columns))


def _below(loaded: LoadedCase) -> tuple[str, Case] | None:
    """The config read just before this one; None where it is no whole case by itself."""
    if len(loaded.files) < 2:
        return None
    try:
        return loaded.files[-2].name, load(loaded.files[-2], with_warnings=False).case
    except ConfigError:
        return None
