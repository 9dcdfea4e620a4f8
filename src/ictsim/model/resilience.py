"""The capacity to bear losses, beside which the results are put."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from ictsim.statistics import CERTAINTIES
from ictsim.values import Id, Record, Text

TOTAL = "total"
"""Stands for all partners together among their ids."""

_LEVELS = tuple(percent / 100 for percent in CERTAINTIES)


class Resilience(Record):
    """What losses can be borne, by all partners together and by each.

    A loss by a headline year and the funding peak are put beside it: the ratio is the capacity
    over the amount that suffices with the certainty ``level``.
    """

    level: Annotated[float, Field(gt=0.0, lt=1.0, json_schema_extra={"enum": list(_LEVELS)})] = 0.9
    """With which certainty it is to suffice. [fraction]"""
    capacity_eur: Annotated[dict[Id, Annotated[float, Field(ge=0.0)]], Field(min_length=1)]
    """What can be borne, by partner, or "total" for all of them together. [EUR]"""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""

    @field_validator("level")
    @classmethod
    def _one_of_the_levels(cls, level: float) -> float:
        if level not in _LEVELS:
            raise ValueError(f"is {level:g}; must be one of {', '.join(map(str, _LEVELS))}")
        return level

    @property
    def percent(self) -> int:
        """The level in per cent, as percentiles are named."""
        return round(100 * self.level)
