"""From a case to what the tile machine runs: case -> flows -> outputs -> tape."""

from ictsim.compile.flows import CaseFlows, flows_of
from ictsim.compile.inputs import SampledInputs, sampled_inputs
from ictsim.compile.slots import Slots, slots_of
from ictsim.compile.tape import Bins, Tape, node_tape, statistics_tape, store_tape

__all__ = [
    "Bins",
    "CaseFlows",
    "SampledInputs",
    "Slots",
    "Tape",
    "flows_of",
    "node_tape",
    "sampled_inputs",
    "slots_of",
    "statistics_tape",
    "store_tape",
]
