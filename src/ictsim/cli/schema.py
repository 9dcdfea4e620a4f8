"""``ictsim schema``: what a config may hold, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ictsim.cli.files import write_file
from ictsim.cli.options import traceback_option
from ictsim.cli.program import Command
from ictsim.cli.streams import printing

_LARGEST = 10_000_000  # bytes; a schema has a hundredth of it


@click.command(cls=Command)
@click.option("--out", type=click.Path(path_type=Path), default=None,
              help="Write a file instead. An earlier schema of ictsim is replaced.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace any file.")
@traceback_option
def schema(out: Path | None, force: bool) -> None:
    """Print the JSON Schema of a config, for editors.

    An editor that reads TOML (VS Code with the extension Tombi, for one) checks a config while
    you type, and explains every key, if the first line of the config names the schema:

    #:schema ictsim.schema.json
    """
    from ictsim.config.schema.schema import schema_text

    if out is None:
        with printing():
            click.echo(schema_text().encode(), nl=False)
    else:
        write_schema(out, force=force)


def write_schema(path: Path, *, force: bool) -> None:
    """Write the schema; one of another version is replaced, any other file only by ``force``.

    Raises
    ------
    ictsim.errors.OutputError
        Something else is there, or the place cannot be written.
    """
    from ictsim.config.schema.schema import schema_text

    write_file(path, schema_text().encode(), replace=force or is_schema(path))


def is_schema(path: Path) -> bool:
    """Whether a file is a schema that this program has written."""
    from ictsim.config.schema.schema import TITLE

    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return False
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("title") == TITLE
