"""The case as its author wrote it: partners, inputs, indices, schedules, lines, scenarios."""

from ictsim.model.case import Case, Published, Scenario, Settings, Settlement
from ictsim.model.parts import Baseline, Category, Correlation, Index, Partner, Schedule

__all__ = [
    "Baseline",
    "Case",
    "Category",
    "Correlation",
    "Index",
    "Partner",
    "Published",
    "Scenario",
    "Schedule",
    "Settings",
    "Settlement",
]
