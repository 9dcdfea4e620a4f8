"""A sample: figures that were observed, each as likely as the next."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np

from ictsim.distributions.atoms import atoms
from ictsim.distributions.base import Distribution, require
from ictsim.distributions.law import Law
from ictsim.values import Text


class Empirical(Distribution):
    """One of the observed ``values``, each as likely as the next.

    The draw is number floor(n u) of the n values in increasing order, counted from 0; a value
    that occurs twice is twice as likely. In a config ``file`` and ``column`` may stand in place of
    values: a CSV beside the config, read when the config is.
    """

    use: ClassVar[str] = "For figures of comparable projects, when there are enough to draw from."
    example: ClassVar[dict[str, Any]] = {"values": [0.8, 0.95, 1.0, 1.1, 1.1, 1.35, 2.4]}

    dist: Literal["empirical"] = "empirical"
    """One of the observed values."""
    values: list[float] = []
    """The values, in any order."""
    file: Text = ""
    """A CSV file in place of ``values``, relative to this config."""
    column: Text = ""
    """Heading of the column of ``file`` that holds the values."""

    def _check_parameters(self) -> None:
        require(
            not self.file and not self.column,
            f"{'file' if self.file else 'column'} is only read in a config, where both file and "
            "column must stand in one table; write both, or values",
        )
        require(bool(self.values), "no values; write values = [...], or file and column")

    def _parent(self) -> Law:
        values, counts = np.unique(np.array(self.values), return_counts=True)
        return atoms(values, counts)
