"""``ictsim base``: the base case against the table the source published."""

from __future__ import annotations

import json
from pathlib import Path


import click

from ictsim.cli.failures import ends_cleanly


@click.command()
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.option("--traceback", is_flag=True, help="On an error show where it came from.")
@ends_cleanly
def base(config: Path, as_json: bool, traceback: bool) -> None:  # noqa: ARG001
    """The base case of CONFIG per partner and year, against the published table.

    With the reconciling items and without them; break-even years with costs growing on, and
    with the last published year's saving held constant.
    """
    from ictsim.cli.base_view import print_base
    from ictsim.config import load_case
    from ictsim.study.base_tables import base_tables

    case = load_case(config).case
    tables = base_tables(case)
    if as_json:
        print(json.dumps(tables, ensure_ascii=False, allow_nan=False, indent=1))
    else:
        print_base(tables)


