"""The case as its author wrote it: partners, inputs, indices, schedules, lines, scenarios."""

from ictsim.model.case import Case, Published, Scenario, Settings, copy_name
from ictsim.model.parts import AssetClass, Baseline, Category, Correlation, Index, Partner, Schedule
from ictsim.model.resilience import Resilience
from ictsim.model.settlement import Key, Settled, Settlement, weights_of

__all__ = [
    "AssetClass",
    "Baseline",
    "Case",
    "Category",
    "Correlation",
    "Index",
    "Key",
    "Partner",
    "Published",
    "Resilience",
    "Scenario",
    "Schedule",
    "Settings",
    "Settled",
    "Settlement",
    "copy_name",
    "weights_of",
]
