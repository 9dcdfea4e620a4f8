"""``ictsim base``: the base case against the table the source published."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click

from ictsim.cli.options import config_argument, load, set_option, traceback_option
from ictsim.cli.program import Command
from ictsim.cli.streams import printing


@click.command(cls=Command)
@config_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON, in euros, instead of tables.")
@set_option
@traceback_option
def base(config: Path, as_json: bool, overrides: tuple[str, ...]) -> None:
    """Compute CONFIG's base case beside the published table.

    Per council and year, with the reconciling items and without them; break-even years with
    costs growing on, and with the saving of the last published year held constant.
    """
    from ictsim.cli.base_view import base_text
    from ictsim.study.base_tables import base_tables

    tables = base_tables(load(config, overrides).case)
    with printing():
        if as_json:
            text = json.dumps(tables, ensure_ascii=False, allow_nan=False, indent=1)
            click.echo(text.encode())
        else:
            click.echo(base_text(tables, shutil.get_terminal_size().columns))
