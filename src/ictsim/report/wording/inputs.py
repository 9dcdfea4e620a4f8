"""The words about inputs: for experts who must recognise their own judgement in them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ictsim.distributions import Distribution
from ictsim.distributions.summary import Summary, exact_values
from ictsim.report.language import N_, _, ngettext
from ictsim.report.numbers import NBSP, grouped, in_euros, in_percent, plain

INTRODUCTION = N_(
    "Does each picture say what you think? It shows how likely the model takes which values to "
    "be. Everything that is calculated rests on these judgements."
)
READING = N_(
    "Upper part: where the area is higher, values come more often; a stem is one exact value that "
    "comes again and again. Where there are both, each says in how many of 100 cases it comes, and "
    "the more cases, the higher it is. Lower part: how many of 100 cases lie at or below a value. "
    "The triangle marks the plan, the thin lines P10, P50 and P90: 10, 50 and 90 "
    "of 100 cases lie at or below them."
)
DRAWN = N_("Inputs with a range")
FIXED = N_("Inputs held certain")
EVENTS = N_("What may happen, or not")
FIXED_CAPTION = N_("One value in every run")
FIXED_COLUMNS = (N_("input"), N_("value"), N_("source"))
TABLE_COLUMNS = (N_("percentile"), N_("value"))
NO_PICTURE = N_("The values lie too close together, or too far apart, to be drawn in one picture.")
AT_OR_BELOW, HOW_LIKELY = N_("of 100 cases, at or below"), N_("how likely")

# A unit begins so in English or, translated, in Dutch.
_SHARE = re.compile(r"(?:share|fraction|aandeel|fractie)\b\s*")
_EURO = re.compile(r"(?:EUR|€)\s*")
_SHORT_UNIT = 6
_FEW, _OFTEN, _EACH = 6, 0.05, 3
_LEVELS = {10: N_("1 of 10 cases"), 50: N_("half of the cases"), 90: N_("9 of 10 cases")}


def figure(value: float) -> str:
    """Three digits: more is not judged."""
    return plain(float(f"{value:.3g}"))


def in_unit(value: float, unit: str) -> str:
    """A value with its unit in words: ``18.2 %``, ``€ 1,530,000 per year``, ``0.44 years``."""
    if share := _SHARE.match(unit):
        return f"{in_percent(figure(100.0 * value))} {unit[share.end() :]}".rstrip()
    if euro := _EURO.match(unit):
        return f"{in_euros(figure(value))} {unit[euro.end() :]}".rstrip()
    return figure(value) if unit in ("", "factor") else f"{figure(value)}{NBSP}{unit}"


def is_share(unit: str) -> bool:
    """Whether values of this unit are fractions that are told in per cent."""
    return _SHARE.match(unit) is not None


def number(value: float, unit: str) -> str:
    """A value without its unit, of a share in per cent: what stands in a table."""
    return in_percent(plain(100.0 * value)) if is_share(unit) else plain(value)


def unit_of_numbers(unit: str) -> str:
    """The unit of what :func:`number` writes: ``% per year`` of a share per year."""
    share = _SHARE.match(unit)
    return f"% {unit[share.end() :]}".rstrip() if share else unit


def often(chance: float) -> str:
    """A chance as a natural frequency: ``35 of 100``; finer where it is rare or nearly sure."""
    if chance <= 0.0 or chance >= 1.0:
        return _("none") if chance <= 0.0 else _("all")
    rest = min(chance, 1.0 - chance)
    out_of = next((n for n in (100, 1_000, 10_000) if rest * n >= 0.95), 0)
    if not out_of:
        if chance < 0.5:
            return _("fewer than {count} of {out_of}").format(count=1, out_of=grouped(10_000))
        return _("more than {count} of {out_of}").format(
            count=grouped(9_999), out_of=grouped(10_000)
        )
    return _("{count} of {out_of}").format(
        count=grouped(math.floor(chance * out_of + 0.5)), out_of=grouped(out_of)
    )


def cases(chance: float) -> str:
    """A chance as a number of cases: ``35 of 100 cases``, ``no case``."""
    return _("no case") if chance <= 0.0 else _("{often} cases").format(often=often(chance))


def percentile_sentence(law: Distribution, found: Summary, unit: str) -> str:
    """In how many of 10 cases the value is below what; at most, where it is an exact value."""
    exact = exact_values(law)
    told: dict[float, str] = {}
    for level, many in _LEVELS.items():
        value = found.percentiles[level]
        if told.keys() - {value}:
            smooth = _("in {cases} below {value}")
            stepped = _("in at least {cases} at most {value}")
        else:
            smooth = _("in {cases} the value is below {value}")
            stepped = _("in at least {cases} the value is at most {value}")
        # Two levels at one exact value: the higher one says more.
        told[value] = (stepped if value in exact else smooth).format(
            cases=_(many), value=in_unit(value, unit)
        )
    text = "; ".join(told.values())
    return f"{text[0].upper()}{text[1:]}."


def exact_sentences(law: Distribution, unit: str) -> Iterator[str]:
    """How often the values come that have a chance of their own, such as a cap.

    A sentence for each of a few, one for all of many.
    """
    exact = exact_values(law)
    few = len(exact) <= _FEW
    shown = {value: chance for value, chance in exact.items() if few or chance >= _OFTEN}
    apart = {v: c for v, c in shown.items() if len(shown) <= _EACH or v == law.cap}
    for value, chance in apart.items():
        text = _("Exactly {value} in {cases}.")
        if value == law.cap:
            text = _("Exactly {value} in {cases}: what would be above is set to it.")
        yield text.format(value=in_unit(value, unit), cases=cases(chance))
    yield from _all_exact({v: c for v, c in shown.items() if v not in apart}, unit)
    if len(shown) < len(exact):
        others = len(exact) - len(shown)
        yield ngettext(
            "{count} more single value, in fewer than 5 of 100 cases.",
            "{count} more single values, each of them in fewer than 5 of 100 cases.",
            others,
        ).format(count=others)


def _all_exact(shown: Mapping[float, float], unit: str) -> Iterator[str]:
    """Exact values in one sentence; values that come equally often are told together."""
    alike: dict[str, list[str]] = {}
    for value, chance in shown.items():
        alike.setdefault(often(chance), []).append(in_unit(value, unit))
    if len(alike) == 1:
        ((how_often, values),) = alike.items()
        yield _("{count} exact values, each in {often} cases: {values}.").format(
            count=len(values), often=how_often, values=", ".join(values)
        )
    elif alike:
        parts = (
            _("{values} in {often}").format(values=", ".join(values), often=how_often)
            for how_often, values in alike.items()
        )
        yield _("Exact values, in how many cases: {parts}.").format(parts="; ".join(parts))


def extreme_sentence(law: Distribution, found: Summary, unit: str) -> str:
    """What 1 in 100 lies beyond, on either side."""
    low, high = law.support()
    exact = exact_values(law)
    top, bottom = found.percentiles[99], found.percentiles[1]
    above = _("none") if top == high else _("at most 1") if top in exact else "1"
    below = _("none") if bottom == low else _("fewer than 1") if bottom in exact else "1"
    return _("Of 100 cases {above} lies above {top}, and {below} below {bottom}.").format(
        above=above, top=in_unit(top, unit), below=below, bottom=in_unit(bottom, unit)
    )


def plan_sentence(law: Distribution, found: Summary, unit: str) -> str:
    """The plan's value, and how many draws lie below it."""
    if found.base is None or found.below_base is None:
        return _("The plan has no value here.")
    low, high = law.support()
    if found.base < low:
        text = _("The plan takes {value}: below every value that is drawn.")
    elif found.base > high:
        text = _("The plan takes {value}: above every value that is drawn.")
    elif found.base == low and not found.at_base:
        text = _("The plan takes {value}: the lowest value there can be.")
    elif found.base == high and not found.at_base:
        text = _("The plan takes {value}: the highest value there can be.")
    elif found.at_base and found.below_base <= 0.0:
        text = _("The plan takes {value}: no draw lies below it, {exactly} are exactly it.")
    elif found.at_base:
        text = _("The plan takes {value}: {below} draws lie below it, {exactly} are exactly it.")
    elif found.below_base <= 0.0:
        text = _("The plan takes {value}: no draw lies below it.")
    else:
        text = _("The plan takes {value}: {below} draws lie below it.")
    return text.format(
        value=in_unit(found.base, unit),
        below=often(found.below_base),
        exactly=often(found.at_base or 0.0),
    )


def yearly_sentence(law: Distribution) -> str:
    """Whether it is drawn for each year; empty where it is drawn once."""
    if not law.per_year:
        return ""
    if not law.persistence:
        return _("Drawn anew for each year, whatever the years before were.")
    text = _(
        "Drawn for each year; after a high one the next tends to be low (correlation "
        "{correlation})."
    )
    if law.persistence > 0.0:
        text = _(
            "Drawn for each year; after a high one the next tends to be high (correlation "
            "{correlation})."
        )
    return text.format(correlation=figure(law.persistence))


class Side(NamedTuple):
    """One of two that go together: its name, and whether it is an event."""

    label: str
    is_event: bool = False


def together_sentence(this: Side, other: Side, rank: float, realised: float) -> str:
    """What another input or event says about this one.

    ``rank`` is of the uniforms, ``realised`` of the values; an event happens at low uniforms.
    """
    upward = (rank > 0.0) == (this.is_event == other.is_event)
    size = abs(rank) if this.is_event or other.is_event else rank
    told = figure(size)
    if not (this.is_event or other.is_event) and _differ(rank, realised):
        told = _("{rank}, {realised} of the values themselves").format(
            rank=told, realised=figure(realised)
        )
    return _(_TOGETHER[this.is_event, upward, other.is_event]).format(other=other.label, rank=told)


# Is it an event, and goes it up with the other; is the other one an event?
_TOGETHER = {
    (True, True, True): N_("Happens more often where “{other}” happens (rank correlation {rank})."),
    (True, True, False): N_(
        "Happens more often where “{other}” is high (rank correlation {rank})."
    ),
    (True, False, True): N_(
        "Happens less often where “{other}” happens (rank correlation {rank})."
    ),
    (True, False, False): N_(
        "Happens less often where “{other}” is high (rank correlation {rank})."
    ),
    (False, True, True): N_("Tends to be high where “{other}” happens (rank correlation {rank})."),
    (False, True, False): N_("Tends to be high where “{other}” is high (rank correlation {rank})."),
    (False, False, True): N_("Tends to be low where “{other}” happens (rank correlation {rank})."),
    (False, False, False): N_("Tends to be low where “{other}” is high (rank correlation {rank})."),
}


def _differ(rank: float, realised: float) -> bool:
    return abs(realised - rank) > 0.005


def low_where_it_happens(event: str) -> str:
    """An event among inputs that are drawn together."""
    return _("{event} (low where it happens)").format(event=event)


def axis_unit(unit: str) -> str:
    """The unit as it stands beside every value at an axis; empty where it is too long."""
    if is_share(unit):
        return "share"
    if _EURO.match(unit):
        return "EUR"
    return unit if len(unit) <= _SHORT_UNIT and " " not in unit else ""


def skip() -> str:
    """The first link of the page."""
    return _("Skip to the inputs")


def source(text: str) -> str:
    """Below an input."""
    return _("Source: {source}").format(source=text)


def made_with(version: str) -> str:
    """The foot of the page."""
    return _("Made with ictsim {version}.").format(version=version)


def picture(label: str, sentences: list[str]) -> str:
    """What the picture shows, for those who do not see it."""
    return _("{label}: how likely which values are. {sentences}").format(
        label=label, sentences=" ".join(sentences)
    )


def png_title(title: str) -> str:
    """Above all pictures."""
    return _("The inputs: {title}").format(title=title)


def chance_sentence(probability: float | None, given: str, moment: str) -> str:
    """An event that happens at a moment or never; ``given`` names the inputs its chance is of."""
    text = _("Happens by chance: {given}, at {moment}; else never.")
    if probability is not None:
        text = _("Happens in {cases}, at {moment}; else never.")
    return text.format(cases=cases(probability or 0.0), given=given, moment=moment)


def hazard_sentence(rate: float | None, given: str, years: range) -> str:
    """An event that may strike in any of ``years``."""
    if rate is None:
        return _("May strike in any year from {year} on; its yearly chance: {given}.").format(
            year=years[0], given=given
        )
    in_the_end = 1.0 - (1.0 - rate) ** len(years)
    return _(
        "From {first} on it strikes in {each} each year, once at most: by the end of {last} it has "
        "struck in {in_all}."
    ).format(first=years[0], each=cases(rate), last=years[-1], in_all=cases(in_the_end))


def sum_of(names: list[str], labels: Mapping[str, str]) -> str:
    """The inputs that a value is the sum of."""
    plus = _("plus")
    return f" {plus} ".join(f"“{labels.get(name, name)}”" for name in names)
