"""Runs a case on the compiled core: base case, pilot, first draws, and millions of runs."""

from ictsim.engine.core import Core, Plan, Progress
from ictsim.engine.gather import Gathered
from ictsim.engine.plan import PILOT_RUNS, SAMPLED_RUNS, choose_bins

__all__ = [
    "PILOT_RUNS",
    "SAMPLED_RUNS",
    "Core",
    "Gathered",
    "Plan",
    "Progress",
    "choose_bins",
]
