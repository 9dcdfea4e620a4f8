"""From a loaded config to results: the program on one screen.

config -> case -> flows -> outputs -> tape -> runs -> estimates
"""

from ictsim.study.base import BaseCase, base_case
from ictsim.study.draws import first_draws
from ictsim.study.prepare import Study, prepare
from ictsim.study.run import run_study

__all__ = ["BaseCase", "Study", "base_case", "first_draws", "prepare", "run_study"]
