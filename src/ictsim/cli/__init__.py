"""The command line. Commands import what they need when they run: ``--help`` stays quick."""

from __future__ import annotations

import click

from ictsim import __version__
from ictsim.cli.base import base
from ictsim.cli.check import check
from ictsim.cli.distributions import distributions
from ictsim.cli.inputs import inputs
from ictsim.cli.new import new
from ictsim.cli.program import Program
from ictsim.cli.report import report
from ictsim.cli.run import run
from ictsim.cli.schema import schema
from ictsim.cli.settle import settle
from ictsim.cli.verify import verify


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 ok, 1 internal, 2 usage, 3 config invalid, 5 output not writable, "
    "130 interrupted (what was computed is kept).",
)
@click.version_option(__version__, prog_name="ictsim")
def main() -> None:
    """Should municipalities run their ICT together? Payback year, and chances for each council."""


main.add_command(run)
main.add_command(report)
main.add_command(base)
main.add_command(new)
main.add_command(schema)
main.add_command(distributions)
main.add_command(check)
main.add_command(inputs)
main.add_command(verify)
main.add_command(settle)
