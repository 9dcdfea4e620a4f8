"""At which levels a distribution is reported, in per cent."""

from __future__ import annotations

PERCENTILES = (5, 10, 25, 50, 75, 80, 90, 95)
"""Of every amount."""

CERTAINTIES = (50, 70, 75, 80, 85, 90, 95)
"""Of the certainty table: with how much certainty an amount suffices."""
