"""``ictsim verify``: are stored results those of their config, seed and version?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ictsim.cli.options import Count, available_threads, traceback_option
from ictsim.cli.program import Command
from ictsim.cli.progress import progress_shown
from ictsim.cli.streams import printing, tell
from ictsim.errors import ResultsError

if TYPE_CHECKING:
    from ictsim.results.record import Results
    from ictsim.study.verify import Archive, Difference, Findings

_LONGEST = 80  # signs of a stored text that are shown


@click.command(cls=Command)
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--threads", type=Count(1, 1024), default=available_threads,
              show_default="all cores",
              help="How many threads compute; they change no result.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="No progress; on stdout the outcome alone.")
@traceback_option
def verify(results: Path, threads: int, quiet: bool) -> None:
    """Compute a results folder again and compare every bit.

    The config, seed and number of runs are those in manifest.json of RESULTS; of joint results
    each config is computed. Every number in summary.json is compared, then that file and the CSV
    tables byte by byte; report, figures and draws are checked against their hashes. Nothing is
    written. Where something differs, the exit code is 3.
    """
    from ictsim.study.verify import compare_all, other_surroundings, read_archive

    archive = read_archive(results)
    made = _run_all(archive, threads, quiet=quiet)
    findings = compare_all(archive, made)
    same = all(one.same for one in findings) and not archive.changed
    others = other_surroundings(archive)
    lines = _same(findings, others) if same else _different(archive, findings, others)
    with printing():
        for line in lines:
            click.echo(_harmless(line))
    if not same:
        raise SystemExit(ResultsError.exit_code)


def _run_all(archive: Archive, threads: int, *, quiet: bool) -> list[Results]:
    """Every config's results, computed now."""
    from ictsim.study.verify import run_again

    made = []
    for number, part in enumerate(archive.parts, start=1):
        if archive.joint and not quiet:
            tell(f"config {number} of {len(archive.parts)}: {part.folder.name}")
        with progress_shown(part.manifest["runs"], quiet=quiet) as show:
            made.append(run_again(part, threads, show, tell))
    return made


def _same(findings: Sequence[Findings], others: Sequence[str]) -> Iterator[str]:
    """One line, with what was another and has no effect."""
    made = f"; made with {', '.join(others)}" if others else ""
    yield f"{_all_of(findings)}{made}"


def _all_of(findings: Sequence[Findings]) -> str:
    figures, files = sum(one.figures for one in findings), sum(one.files for one in findings)
    compared = f"{figures:,} figures" + f" and {files} files" * (files > 0)
    return f"the same: {compared}, bit for bit"


def _different(
    archive: Archive, findings: Sequence[Findings], others: Sequence[str]
) -> Iterator[str]:
    """What differs, for each config, and what may be the reason."""
    for stored, found in zip(archive.everything, findings, strict=True):
        of_part = archive.joint is not None and stored is not archive.joint
        prefix = f"{stored.folder.name}: " if of_part else ""
        for line in _counted(found):
            yield prefix + line
    if archive.changed:
        yield f"changed since they were written: {', '.join(archive.changed)}"
    if others:
        yield f"made with {', '.join(others)}"
    else:
        yield "made with the same version, python, packages, platform and processor"


def _counted(found: Findings) -> Iterator[str]:
    if found.same:
        yield _all_of([found])
        return
    figures = [one for one in found.differences if one.is_figure]
    texts = [one for one in found.differences if not one.is_figure]
    names = f" ({', '.join(found.differing)})" if found.differing else ""
    files = f", {len(found.differing)} of {found.files} files{names}" if found.files else ""
    yield f"different: {len(figures):,} of {found.figures:,} figures{files}"
    if figures:
        yield f"largest difference: {_told(max(figures, key=lambda one: one.size))}"
    if texts:
        yield f"texts that differ: {len(texts):,}, the first {_told(texts[0])}"


def _told(one: Difference) -> str:
    return f"{one.name}: {_short(one.stored)} stored, {_short(one.now)} now"


def _short(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _harmless(line: str) -> str:
    """Nothing that a terminal would obey: a results folder may hold any sign."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in line
    )
