"""The kinds of event. A new kind is one file here and one entry in ``Kind``."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from ictsim.events.base import Event
from ictsim.events.chance import Chance
from ictsim.events.hazard import Hazard

# The catalogue.
Kind = Chance | Hazard

AnyEvent = Annotated[Kind, Field(discriminator="kind")]

EVENTS: tuple[type[Event], ...] = get_args(Kind)

__all__ = ["EVENTS", "AnyEvent", "Event"]
