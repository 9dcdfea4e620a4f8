"""Parts that many sentences have: frequencies, outcomes in money, lists."""

from __future__ import annotations

from collections.abc import Sequence

from ictsim.report.language import N_, _
from ictsim.report.numbers import OUT_OF, Frequency, euros, frequency, tied
from ictsim.results.record import Estimate

_RELATIONS = {
    "none": N_("none"),
    "all": N_("all"),
    "unknown": N_("an unknown number"),
    "about": N_("about {count} of {out_of}"),
    "fewer than": N_("fewer than {count} of {out_of}"),
    "more than": N_("more than {count} of {out_of}"),
    "between": N_("{count} to {upper} of {out_of}"),
}


def counted(how_often: Frequency) -> str:
    """A frequency in words: ``about 2 of 100``."""
    return tied(_(_RELATIONS[how_often.relation]), "out_of").format(
        count=how_often.count, upper=how_often.upper, out_of=OUT_OF
    )


def futures(estimate: Estimate) -> str:
    """A probability as a number of futures: ``about 2 of 100 calculated futures``."""
    how_often = frequency(estimate)
    match how_often.relation:
        case "none":
            return _("none of the calculated futures")
        case "all":
            return _("all calculated futures")
        case "unknown":
            return _("an unknown number of calculated futures")
    return _("{counted} calculated futures").format(counted=counted(how_often))


def result(value: float, step: float) -> str:
    """An outcome in money, said as a saving or as extra cost."""
    if round(abs(value) / step) == 0:
        return _("about nil")
    said = _("a saving of {amount}") if value > 0 else _("extra cost of {amount}")
    return said.format(amount=euros(value, step))


def listed(parts: Sequence[str]) -> str:
    """Parts with commas, and ``and`` before the last."""
    if len(parts) == 1:
        return parts[0]
    return _("{first} and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def upper_first(text: str) -> str:
    """A text that begins a line."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """A sentence that follows on another's colon."""
    return text[:1].lower() + text[1:]
