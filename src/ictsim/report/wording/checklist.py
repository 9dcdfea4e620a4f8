"""The checklist of a credible risk report: its items, and what this one answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ictsim.report.language import _, digits, ngettext


class Answer(NamedTuple):
    """Whether the report has an item (``have``: yes, partly, no), and what or where."""

    have: str
    text: str


def heading() -> str:
    """Of the section."""
    return _("What a credible risk report contains, and where this one has it")


def sheet() -> str:
    """Name of the sheet in a workbook."""
    return _("Checklist")


def reading() -> str:
    """What the list is."""
    return _(
        "Drawn up from what auditors and guides for business cases ask of a risk report. What "
        "the program cannot know is not ticked off."
    )


def caption() -> str:
    """Of the table."""
    return _("Checklist")


def columns() -> tuple[str, ...]:
    """Heads of the table."""
    return (_("a credible report has"), _("here"), _("what, or where"))


def _yes(text: str) -> Answer:
    return Answer(_("yes"), text)


def _partly(text: str) -> Answer:
    return Answer(_("partly"), text)


def _no(text: str) -> Answer:
    return Answer(_("no"), text)


ITEMS: dict[str, Callable[[], str]] = {
    "frame": lambda: _(
        "the decision, its alternatives and going on alone; price basis, years, discount rate"
    ),
    "source": lambda: _("the source's own figures given back, cell by cell"),
    "inputs": lambda: _("of every uncertain input its unit, distribution, percentiles and basis"),
    "certain": lambda: _("a list of what is held certain and of what is left out"),
    "dependence": lambda: _(
        "how inputs depend on each other, and the result at none and half of it"
    ),
    "curve": lambda: _("a distribution function of each alternative, with the plan's place in it"),
    "percentiles": lambda: _(
        "percentiles, the chance of a saving, of payback by a year, and of a loss too large to bear"
    ),
    "contingency": lambda: _("the amount that suffices at several levels of certainty"),
    "sensitivity": lambda: _(
        "what decides the outcome: one input at a time, all together, and break-even values"
    ),
    "tail": lambda: _("what happens in the worst twentieth, and where the tail is cut off"),
    "events": lambda: _("events apart from continuous ranges"),
    "double": lambda: _("a check that no risk is counted twice"),
    "errors": lambda: _("the sampling error of every probability; seed, runs, version, hash"),
    "unquantified": lambda: _("effects without an amount, next to the money"),
    "outside": lambda: _("what the model does not cover, on the first page"),
    "benefits": lambda: _("for every benefit an owner, a starting point and a date to measure it"),
}


def frame(scenarios: Sequence[str], start: int, horizon: int, rate: str) -> Answer:
    """The question and its frame."""
    return _yes(
        _(
            "{scenarios} against going on alone; nominal euros, {start} to {horizon}; net present "
            "value at a nominal {rate} %. Why that rate: see the choices of this model."
        ).format(scenarios=", ".join(scenarios), start=start, horizon=horizon, rate=rate)
    )


def source_table(fitting: int, published: int, without: int) -> Answer:
    """The reconciliation."""
    text = _(
        "{fitting} of {published} printed figures; {without} without reconciling items. See the "
        "comparison with the source's own table."
    ).format(fitting=fitting, published=published, without=without)
    return _yes(text) if fitting == published else _partly(text)


def no_source_table() -> Answer:
    """Nothing to compare with."""
    return _no(_("The configuration holds no table of the source to compare with."))


def inputs(drawn: int, sourced: int) -> Answer:
    """The inputs."""
    text = _(
        "See what goes in: {sourced} of {drawn} name a source or an assumption. Who said so and "
        "when is not asked for apart from that."
    ).format(sourced=sourced, drawn=drawn)
    return _partly(text)


def held_certain(fixed: int, omitted: int) -> Answer:
    """What does not vary."""
    text = _(
        "{fixed} inputs held certain, in a table of their own; {omitted} cost items left out, "
        "named on page one. Numbers written straight into a line are in the configuration only."
    ).format(fixed=fixed, omitted=omitted)
    return _yes(text)


def dependence(pairs: int, scale: str) -> Answer:
    """Correlations."""
    if not pairs:
        return _partly(_("Inputs are drawn independently here, but for what the formulas share."))
    return _partly(
        _(
            "{pairs} pairs, in a table (times {scale}). Results at none and half of it need "
            'another run: --set case.correlation="x0" and "x0.5".'
        ).format(pairs=pairs, scale=digits(scale.removeprefix("x")))
    )


def curves(has_plan: bool) -> Answer:
    """Distribution functions."""
    text = _("See how large a saving, how often; the plan's place is on page one.")
    return _yes(text) if has_plan else _partly(text)


def percentiles(*, has_capacity: bool) -> Answer:
    """Percentile tables."""
    if has_capacity:
        return _yes(_("See percentiles, councils, and the capacity to bear losses."))
    return _partly(
        _("See percentiles and councils. The configuration gives no capacity to compare with.")
    )


def contingency(partners: int) -> Answer:
    """The certainty table."""
    text = _("See the certainty table, 50 to 95 %. It is not spread over the years.")
    if partners > 1:
        text = _(
            "See the certainty table, 50 to 95 %, in total and for each council. It is not spread "
            "over the years."
        )
    return _partly(text)


def sensitivity(inputs: int) -> Answer:
    """The tornado."""
    if not inputs:
        return _no(_("Nothing varies."))
    return _partly(
        ngettext(
            "One input, low and high. Shares of the variance and break-even values are not "
            "calculated.",
            "{inputs} inputs and events, one at a time, low and high. Shares of the variance and "
            "break-even values are not calculated.",
            inputs,
        ).format(inputs=inputs)
    )


def tail(cut: int) -> Answer:
    """The worst cases."""
    return _partly(
        ngettext(
            "P5 stands in the percentiles. {cut} input is cut off; where, and how often, stands "
            "with the method.",
            "P5 stands in the percentiles. {cut} inputs are cut off; where, and how often, stands "
            "with the method.",
            cut,
        ).format(cut=cut)
        if cut
        else _("P5 stands in the percentiles. No input is cut off.")
    )


def events(count: int) -> Answer:
    """Events."""
    if not count:
        return _no(_("The configuration has no event: no exit, no stop, no failure half-way."))
    return _yes(
        ngettext(
            "{count} event, in a table of its own and among what decides the outcome.",
            "{count} events, in a table of their own and among what decides the outcome.",
            count,
        ).format(count=count)
    )


def double_counting() -> Answer:
    """Nothing a program can check."""
    return _no(_("To be judged by a reader: see the inputs with their sources, and the choices."))


def errors(runs: str, seed: int) -> Answer:
    """Sampling errors and passport."""
    return _yes(
        _("An interval with every figure; {runs} runs, seed {seed}; the rest at the end.").format(
            runs=runs, seed=seed
        )
    )


def unquantified(count: int) -> Answer:
    """Effects without an amount."""
    if not count:
        return _no(_("The configuration names none."))
    return _yes(
        ngettext("{count} effect, on page one.", "{count} effects, on page one.", count).format(
            count=count
        )
    )


def outside(omitted: int, waiting: int) -> Answer:
    """What is not covered."""
    if not omitted + waiting:
        return _no(_("The configuration names nothing that is left out."))
    return _yes(
        _(
            "{omitted} cost items left out and {waiting} parts that cannot be calculated, on page "
            "one."
        ).format(omitted=omitted, waiting=waiting)
    )


def benefits() -> Answer:
    """Not part of the model."""
    return _no(_("Not part of the configuration: to be agreed before the decision."))
