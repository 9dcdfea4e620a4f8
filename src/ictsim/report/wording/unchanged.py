"""The futures in which nothing changes against going on alone: they count as paid back."""

from __future__ import annotations

from ictsim.report.language import _
from ictsim.report.numbers import frequency
from ictsim.report.view import View
from ictsim.report.wording.parts import counted
from ictsim.results.record import Estimate

_NEXT_TO_NEVER = 0.01  # a probability below it is no part of the answer


def with_unchanged(view: View, flow: str, paid_back: str) -> str:
    """How often it is paid back, in words, with how many of those are so as nothing changes."""
    unchanged = _unchanged(view, flow)
    if not unchanged:
        return paid_back
    return _("{paid_back} (including {counted} in which nothing changes)").format(
        paid_back=paid_back, counted=unchanged
    )


def no_change(view: View, flow: str) -> str:
    """How often nothing changes, and how that counts; empty where that is next to never."""
    unchanged = _unchanged(view, flow)
    text = _("In {counted} it changes nothing against going on alone, which counts as paid back.")
    return text.format(counted=unchanged) if unchanged else ""


def above_water(view: View, flow: str) -> str:
    """How often it changes something and never costs more; empty where next to never."""
    above = _counted_if_any(view.estimate(f"{flow}.payback.never_under_water"))
    text = _("In {counted} it never costs more than going on alone.")
    if _unchanged(view, flow):
        text = _("Besides, in {counted} it never costs more than going on alone.")
    return text.format(counted=above) if above else ""


def _unchanged(view: View, flow: str) -> str:
    """In how many nothing changes; empty where that is next to never."""
    return _counted_if_any(view.estimate(f"{flow}.payback.no_change"))


def _counted_if_any(found: Estimate) -> str:
    """How often, in words; empty where undefined or next to never."""
    if not isinstance(found.value, float) or found.value < _NEXT_TO_NEVER:
        return ""
    return counted(frequency(found))
