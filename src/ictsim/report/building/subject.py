"""What a report is built from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ictsim.report.charts import Chart
from ictsim.report.figures import FigureFile
from ictsim.report.joint import Joint
from ictsim.report.view import View


@dataclass(frozen=True)
class Subject:
    """A results record read by what it is about, and what else the report tells.

    ``charts`` are drawn or not; ``packages`` names and versions for the passport. ``joint`` holds
    several configs, of which ``view`` is the first; ``reports`` where the own report of each of
    them lies, by its name and seen from this report: none for one that has none there.
    """

    view: View
    charts: Sequence[Chart | FigureFile]
    packages: Mapping[str, str]
    joint: Joint | None = None
    reports: Mapping[str, str] = field(default_factory=dict)

    @property
    def told(self) -> str | None:
        """The scenario that page one is about; None without scenarios, or without runs."""
        return self.view.headline_scenario if self.view.results.runs else None
