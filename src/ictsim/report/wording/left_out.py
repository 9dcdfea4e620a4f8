"""Sentences on what is not in the figures."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.report.language import N_, _, ngettext
from ictsim.report.numbers import euros, in_percent, nice_step
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.parts import listed

LISTS = {
    "omitted": N_("Left out"),
    "not_in_money": N_("Without an amount"),
    "waiting": N_("Not calculated yet"),
}
_MUCH = 0.05  # of the one-off cost: from here on a part that comes too late is told


def left_out_sentence(view: View, figures: str = "") -> str:
    """How much is not in ``figures`` (those of this record); said before the details."""
    omitted, effects, waiting = (
        len(view.case.get(key, ())) for key in ("omitted", "not_in_money", "waiting")
    )
    counts = [
        (omitted, ngettext("{n} cost item left out", "{n} cost items left out", omitted)),
        (effects, ngettext("{n} effect nobody has put an amount on",
                           "{n} effects nobody has put an amount on", effects)),
        (waiting, ngettext("{n} part this model cannot calculate yet",
                           "{n} parts this model cannot calculate yet", waiting)),
    ]  # fmt: skip
    parts = [text.format(n=n) for n, text in counts if n]
    if not parts:
        return _("The configuration names nothing that is left out.")
    return _("Not in {figures}: {parts}. Each of them can move the answer.").format(
        figures=figures or _("these figures"), parts=listed(parts)
    )


def late_sentences(view: View, figures: str = "") -> list[str]:
    """For each scenario how much of its one-off cost falls after the last year, where it is much.

    Much is more than 5 % of the mean one-off cost, before and after the last year together.
    """
    return list(_late(view, figures or _("these figures")))


def _late(view: View, figures: str) -> Iterator[str]:
    for scenario in view.scenarios:
        late = view.value(f"{scenario}.remainder.mean") or 0.0
        share = late / (late + max(0.0, view.value(f"{scenario}.one_off.mean") or 0.0) or 1.0)
        if share > _MUCH:
            yield _(
                "{share} of the one-off cost of {collaboration} falls after {horizon}, the last "
                "year calculated: on average {amount}. It is not in {figures}; with it they would "
                "be worse."
            ).format(
                share=in_percent(f"{100 * share:.0f}"),
                collaboration=words.collaboration(view.short(scenario)),
                horizon=view.horizon,
                amount=euros(late, min(view.money.step, nice_step(late / 20))),
                figures=figures,
            )
