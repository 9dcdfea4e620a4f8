"""Sentences on what is not in the figures."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.numbers import NBSP, euros, nice_step
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.sentences import listed

THESE = "these figures"
_MUCH = 0.05  # of the one-off cost: from here on a part that comes too late is told


def left_out_sentence(view: View, figures: str = THESE) -> str:
    """How much is not in ``figures``; said before the details."""
    counts = [
        (len(view.case.get("omitted", ())), "cost item", "left out"),
        (len(view.case.get("not_in_money", ())), "effect", "nobody has put an amount on"),
        (len(view.case.get("waiting", ())), "part", "this model cannot calculate yet"),
    ]
    parts = [f"{n} {what}{'s' if n > 1 else ''} {which}" for n, what, which in counts if n]
    if not parts:
        return "The configuration names nothing that is left out."
    return f"Not in {figures}: {listed(parts)}. Each of them can move the answer."


def waiting_sentence(view: View) -> str:
    """How much cannot be calculated yet; empty where all can."""
    waiting = len(view.case.get("waiting", ()))
    if not waiting:
        return ""
    return f"{waiting} part{'s' if waiting > 1 else ''} of the case cannot be calculated yet"


def late_sentences(view: View, figures: str = THESE) -> list[str]:
    """For each scenario how much of its one-off cost falls after the last year, where it is much.

    Much is more than 5 % of the mean one-off cost, before and after the last year together.
    """
    return list(_late(view, figures))


def _late(view: View, figures: str) -> Iterator[str]:
    for scenario in view.scenarios:
        late = view.value(f"{scenario}.remainder.mean") or 0.0
        share = late / (late + max(0.0, view.value(f"{scenario}.one_off.mean") or 0.0) or 1.0)
        if share > _MUCH:
            yield (
                f"{100 * share:.0f}{NBSP}% of the one-off cost of "
                f"{words.collaboration(view.short(scenario))} falls after {view.horizon}, the last "
                f"year calculated: on average {euros(late, nice_step(late / 20))}. It is not in "
                f"{figures}; with it they would be worse."
            )
