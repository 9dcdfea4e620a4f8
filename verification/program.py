"""The program as its users have it: through the command line, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "configs" / "3_0.toml"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with TemporaryDirectory(prefix="ictsim-verification-") as folder:
        yield Path(folder)


def ictsim(*arguments: object) -> str:
    """What ``ictsim`` prints on stdout; the verification ends here where it fails."""
    words = [str(argument) for argument in arguments]
    done = subprocess.run(
        [sys.executable, "-m", "ictsim", *words], capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        sys.exit(f"ictsim {' '.join(words)}\nended in exit code {done.returncode}:\n{done.stderr}")
    return done.stdout


def run(config: Path, folder: Path, *options: object) -> None:
    """``ictsim run`` into a new folder, without figures."""
    ictsim("run", config, "--out", folder, "--no-figures", "--quiet", *options)


def summary(folder: Path) -> dict[str, Any]:
    """The summary.json of a results folder."""
    content: dict[str, Any] = json.loads((folder / "summary.json").read_text("utf-8"))
    return content


def layer(folder: Path, name: str, text: str) -> Path:
    """A config in ``folder`` that adds ``text`` to the case."""
    path = folder / f"{name}.toml"
    parent = json.dumps(CASE.as_posix())  # JSON text is TOML text here
    path.write_text(f"extends = {parent}\n\n{text}", "utf-8")
    return path
