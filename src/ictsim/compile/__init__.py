"""From a case to what the tile machine runs: case -> flows -> outputs -> tape."""

from ictsim.compile.flows import CaseFlows, flows_of
from ictsim.compile.inputs import SampledInputs, sampled_inputs
from ictsim.compile.tape import Bins, Tape, statistics_tape, store_tape

__all__ = [
    "Bins",
    "CaseFlows",
    "SampledInputs",
    "Tape",
    "flows_of",
    "sampled_inputs",
    "statistics_tape",
    "store_tape",
]
