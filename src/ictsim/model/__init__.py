"""The case as its author wrote it: partners, inputs, indices, schedules, lines, scenarios."""

from ictsim.model.case import Case, Published, Scenario, Settings, Settlement
from ictsim.model.parts import Baseline, Category, Correlation, Index, Partner, Schedule
from ictsim.model.resilience import Resilience

__all__ = [
    "Baseline",
    "Case",
    "Category",
    "Correlation",
    "Index",
    "Partner",
    "Published",
    "Resilience",
    "Scenario",
    "Schedule",
    "Settings",
    "Settlement",
]
