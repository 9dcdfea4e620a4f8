"""``ictsim new``: a first config of one's own."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from ictsim.cli.files import check_free, printable, write_file
from ictsim.cli.options import Count, traceback_option
from ictsim.cli.program import Command
from ictsim.cli.streams import printing
from ictsim.errors import UsageError


@click.command(cls=Command)
@click.argument("name")
@click.option("--partners", type=Count(2, 10), default=None, show_default="4",
              help="How many municipalities, 2 to 10.")  # fmt: skip
@click.option("--partner", "labels", multiple=True, metavar="LABEL",
              help="Name of a municipality; give it once for each.")  # fmt: skip
@click.option("--start", type=Count(1900, 2150), default=None, show_default="next year",
              help="First calendar year.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None,
              show_default="NAME.toml", help="Write this file.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@traceback_option
def new(
    name: str,
    partners: int | None,
    labels: tuple[str, ...],
    start: int | None,
    out: Path | None,
    force: bool,
) -> None:
    """Write a first config for the case NAME, to be filled in.

    It runs at once; all its numbers are invented and marked as such. The schema for editors
    (see 'ictsim schema') comes beside it.

    ictsim new Waterland --partners 4

    ictsim new Waterland --partner Purmerend --partner "'s-Hertogenbosch"
    """
    from ictsim.cli.schema import is_schema, write_schema
    from ictsim.config.schema.schema import FILE_NAME
    from ictsim.config.starter.starter import case_id, starter_config

    name = name.removesuffix(".toml")
    text = starter_config(name, _labels(partners, labels), start or _next_year())
    path = out or Path(f"{case_id(name)}.toml")
    schema = path.with_name(FILE_NAME)
    if path == schema:
        raise UsageError(f"{FILE_NAME} is the name of the schema; choose another --out")
    check_free(path, replace=force)
    check_free(schema, replace=force or is_schema(schema))
    write_schema(schema, force=force)
    write_file(path, text.encode(), replace=force)
    with printing():
        click.echo(f"Written: {printable(path)}, and {FILE_NAME} for your editor beside it.")
        click.echo(f"It runs as it is: ictsim run {printable(path)}")
        click.echo("Then replace its numbers; each is marked 'placeholder, replace'.")


def _labels(partners: int | None, labels: tuple[str, ...]) -> tuple[str, ...]:
    if not labels:
        return tuple(f"Municipality {number}" for number in range(1, (partners or 4) + 1))
    if partners is not None and partners != len(labels):
        raise UsageError(
            f"--partners {partners} beside {len(labels)} times --partner; leave --partners out"
        )
    return labels


def _next_year() -> int:
    return datetime.date.today().year + 1
