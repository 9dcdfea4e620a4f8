"""The kinds of line. A new kind is one file here and one entry in ``KINDS``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ictsim.lines.amounts import Amounts
from ictsim.lines.base import Line, Surroundings
from ictsim.lines.one_off import OneOff
from ictsim.lines.reduction import Reduction
from ictsim.lines.staff import Staff
from ictsim.lines.yearly import Yearly

KINDS = (Yearly, Staff, Amounts, OneOff, Reduction)

AnyLine = Annotated[Yearly | Staff | Amounts | OneOff | Reduction, Field(discriminator="kind")]

__all__ = ["KINDS", "AnyLine", "Line", "Surroundings"]
