"""``ictsim report``: the report of results that are there, in other forms or another language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ictsim.cli.files import check_free, check_writable, make_folder, printable, write_file
from ictsim.cli.forms import FORMS, Forms, language_option
from ictsim.cli.options import traceback_option
from ictsim.cli.program import Command
from ictsim.cli.streams import printing, tell
from ictsim.errors import ResultsError

if TYPE_CHECKING:
    from ictsim.results.read import Kept


@click.command(cls=Command)
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--to", "forms", type=Forms(), default="html,md", show_default=True,
              help=f"Forms, with commas between: {', '.join(FORMS)}.")  # fmt: skip
@language_option
@click.option("--out", type=click.Path(path_type=Path), default=None, show_default="RESULTS",
              help="Folder for the files.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files that are there and differ.")
@traceback_option
def report(results: Path, forms: tuple[str, ...], lang: str, out: Path | None, force: bool) -> None:
    """Write the report of results in other forms, or in Dutch.

    Nothing is run again. The names of the files have the language in them (report_nl.html), so
    they lie beside those of the run. The same results give the same files, bit for bit. On stdout
    come their paths.
    """
    from ictsim.results.read import read_results

    kept = read_results(results)
    _tell_changes(kept, results)
    folder = out or results
    _check_place(folder, forms, lang)
    beside = out is None or out.resolve() == results.resolve()
    own = _own_reports(kept, results, lang) if beside else {}
    with _sound(kept, results):
        files = _files(kept, lang, forms, own)
    _write({folder / name: content for name, content in files.items()}, force=force)
    with printing():
        for name in files:
            click.echo(printable(folder / name))


def _tell_changes(kept: Kept, folder: Path) -> None:
    """Say which data files are not those of the run, and what the report has to do with them."""
    for name in kept.changed:
        tell(f"warning: {printable(folder / name)} is not as the run wrote it; the report shows "
             "what it says now: put it back, or run the config again")  # fmt: skip
    for name, state in kept.beside.items():
        now = "is missing" if state == "missing" else "is not as the run wrote it"
        tell(f"warning: {printable(folder / name)} {now}; the report shows what the run found: "
             "put it back, or run the config again")  # fmt: skip


def _check_place(folder: Path, forms: Sequence[str], lang: str) -> None:
    """Refuse, before the pictures are drawn, a place where the files could not be written.

    Whether a file that is there differs shows after that only: the same one may stay.
    """
    from ictsim.report.formats import report_files

    make_folder(folder)
    paths = [folder / name for name in report_files(forms, f"_{lang}")]
    for path in paths:
        check_free(path, replace=True)
    if not paths or not all(path.exists() for path in paths):
        check_writable(folder)


@contextmanager
def _sound(kept: Kept, folder: Path) -> Iterator[None]:
    """A block that needs sound results: those that were changed since may be anything."""
    try:
        yield
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as problem:
        if not kept.changed:
            raise
        raise ResultsError(
            f"{folder / kept.changed[0]} is not as the run wrote it, and not sound "
            f"({type(problem).__name__}: {problem}); run the config again"
        ) from problem


def _own_reports(kept: Kept, folder: Path, lang: str) -> dict[str, str]:
    """Where the own report of each config lies in this language, by the config's name.

    Those of the run come before those that were written later, pages before chapters.
    """
    from ictsim.report.formats import READABLE, report_files
    from ictsim.results.comparison import Comparison

    if not isinstance(kept.made, Comparison):
        return {}
    marks = ["", f"_{lang}"] if kept.language == lang else [f"_{lang}"]
    names = [
        name for form in sorted(READABLE) for mark in marks for name in report_files([form], mark)
    ]
    paths = {
        layer.name: [
            f"{layer.name}/{name}" for name in names if (folder / layer.name / name).is_file()
        ]
        for layer in kept.made.layers
    }
    return {name: there[0] for name, there in paths.items() if there}


def _files(kept: Kept, lang: str, forms: Sequence[str], own: Mapping[str, str]) -> dict[str, bytes]:
    """The files of the report by their path in its folder; ``own`` are the configs' reports."""
    from ictsim.report import comparison_document, make_figures, results_document
    from ictsim.report.figures import troubles
    from ictsim.report.formats import DRAWN, written
    from ictsim.report.language import speaking
    from ictsim.results.comparison import Comparison

    with speaking(lang):
        figures = make_figures(kept.first) if DRAWN.intersection(forms) else None
        tell(*(f"warning: {trouble}" for trouble in troubles(figures or ())))
        if isinstance(kept.made, Comparison):
            document = comparison_document(kept.made, kept.packages, figures, reports=own)
        else:
            document = results_document(kept.made, kept.packages, figures)
        return written(document, forms, f"_{lang}")


def _write(files: Mapping[Path, bytes], *, force: bool) -> None:
    """Write what is not there yet; nothing where something else is in the way of any file."""
    new = {path: content for path, content in files.items() if not _holds(path, content)}
    for path in new:
        check_free(path, replace=force)
    for path, content in new.items():
        make_folder(path.parent)
        write_file(path, content, replace=force)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == content
    except OSError:
        return False
