"""The kinds of line. A new kind is one file here and one entry in ``Kind``."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from ictsim.lines.amounts import Amounts
from ictsim.lines.base import Line, Surroundings
from ictsim.lines.contribution import Contribution
from ictsim.lines.investment import Investment
from ictsim.lines.one_off import OneOff
from ictsim.lines.reduction import Reduction
from ictsim.lines.staff import Staff
from ictsim.lines.yearly import Yearly

# The catalogue.
Kind = Yearly | Staff | Amounts | OneOff | Reduction | Investment | Contribution

AnyLine = Annotated[Kind, Field(discriminator="kind")]

KINDS: tuple[type[Line], ...] = get_args(Kind)

__all__ = ["KINDS", "AnyLine", "Line", "Surroundings"]
