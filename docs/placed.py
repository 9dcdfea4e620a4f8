"""What the scripts of this folder that fill documents share: blocks of text, and pictures.

Text stands between ``<!-- begin NAME (made by docs/SCRIPT) -->`` and ``<!-- end NAME -->``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def filled(document: Path, blocks: dict[str, str], script: str) -> str:
    """The text of a document with the blocks that a script makes replaced."""
    text = document.read_text("utf-8")
    for name, block in blocks.items():
        begin, end = f"<!-- begin {name} (made by docs/{script}) -->", f"<!-- end {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            sys.exit(f"{document.name} must hold each of these once: {begin} {end}")
        pattern = re.escape(begin) + ".*?" + re.escape(end)
        whole = f"{begin}\n{block}\n{end}"
        text = re.sub(pattern, lambda _, whole=whole: whole, text, flags=re.S)
    return text


def sizes(images: Path) -> dict[str, int]:
    """The files of a folder of pictures, not of those in it, with their bytes."""
    return {path.name: path.stat().st_size for path in images.iterdir() if path.is_file()}


def picture_faults(document: Path, images: Path, most_bytes: int) -> list[str]:
    """Pictures that a document asks for and that are not there, or the reverse; too many bytes."""
    place = images.relative_to(ROOT).as_posix()
    linked = images.relative_to(document.parent).as_posix()
    wanted = set(re.findall(rf"\({re.escape(linked)}/([^)/\s]+)\)", document.read_text("utf-8")))
    there = sizes(images)
    faults = [f"{place}/{name} is missing" for name in sorted(wanted - set(there))]
    faults += [f"{place}/{name} is used nowhere" for name in sorted(set(there) - wanted)]
    if sum(there.values()) > most_bytes:
        faults.append(f"the pictures take {sum(there.values()):,} bytes; {most_bytes:,} is allowed")
    return faults
