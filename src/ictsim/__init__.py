"""ictsim: should municipalities run their ICT together?

Monte Carlo simulation of joint municipal ICT: in which year it is paid back, how likely it
beats going on alone, in total and for each council, and how sure those figures are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ictsim.results.frames import ResultFrames

__version__ = "0.1.0"

__all__ = ["__version__", "load_results"]


def load_results(folder: str | Path) -> ResultFrames:
    """Read a results folder into pandas DataFrames.

    Parameters
    ----------
    folder
        A folder that ``ictsim run`` wrote.

    Returns
    -------
    ResultFrames
        Named DataFrames, one for each table of the folder; amounts in euros.

    Raises
    ------
    ictsim.errors.ResultsError
        The folder is missing, incomplete, or of a format this version cannot read.
    """
    # pandas costs a third of a second to import: only those who ask for frames pay it.
    from ictsim.results.frames import read_frames

    return read_frames(folder)
