"""``ictsim inputs``: pictures and words of every input, for the experts who gave them."""

from __future__ import annotations

from pathlib import Path

import click

from ictsim.cli.files import check_free, make_folder, printable, write_file
from ictsim.cli.forms import language_option
from ictsim.cli.options import config_argument, load, set_option, traceback_option
from ictsim.cli.program import Command
from ictsim.cli.streams import printing

PAGE, PICTURE = "inputs.html", "inputs.png"
_HEAD = 4096  # bytes of a file that tell whose it is


@click.command(cls=Command)
@config_argument
@click.option("--out", type=click.Path(path_type=Path), default=None,
              show_default="results/<config name>_inputs",
              help=f"Folder for {PAGE} and {PICTURE}; earlier ones in it are replaced."
              )  # fmt: skip
@language_option
@set_option
@click.option("--force", is_flag=True,
              help="Replace files of these names that this command did not make.")  # fmt: skip
@traceback_option
def inputs(
    config: Path, out: Path | None, lang: str, overrides: tuple[str, ...], force: bool
) -> None:
    """Draw CONFIG's inputs and put them in words.

    For those who must recognise their own judgement in them: one page that stands by itself, and
    one picture of all inputs. Nothing is run.
    """
    loaded = load(config, overrides)
    folder = out or Path("results") / f"{config.stem}_inputs"
    targets = [folder / PAGE, folder / PICTURE]
    for target in targets:
        check_free(target, replace=force or _is_ours(target))
    from ictsim import __version__
    from ictsim.report.inputs_page import inputs_page
    from ictsim.report.language import speaking

    make_folder(folder)  # a place that cannot be written is told before the pictures are drawn
    with speaking(lang):
        page, picture = inputs_page(loaded.case, __version__)
    for target, content in zip(targets, (page.encode(), picture), strict=True):
        write_file(target, content, replace=True)
    with printing():
        for target in targets:
            click.echo(printable(target))


def _is_ours(path: Path) -> bool:
    """Whether this command wrote the file."""
    from ictsim.report.inputs_page import SOFTWARE

    try:
        with path.open("rb") as file:
            return SOFTWARE.encode() in file.read(_HEAD)
    except OSError:
        return False
