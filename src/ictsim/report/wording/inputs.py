"""The words about inputs: for experts who must recognise their own judgement in them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ictsim.distributions import Distribution
from ictsim.distributions.summary import Summary, exact_values
from ictsim.report.numbers import NBSP, plain

TITLE = "The inputs"
INTRODUCTION = (
    "Does each picture say what you think? It shows how likely the model takes which values to "
    "be. Everything that is calculated rests on these judgements."
)
READING = (
    "Upper part: where the area is higher, values come more often; a stem is one exact value that "
    "comes again and again. Where there are both, each says in how many of 100 cases it comes, and "
    "the more cases, the higher it is. Lower part: how many of 100 cases lie at or below a value. "
    "The triangle marks the plan, the thin lines P10, P50 and P90: 10, 50 and 90 "
    "of 100 cases lie at or below them."
)
DRAWN = "Inputs with a range"
FIXED = "Inputs held certain"
EVENTS = "What may happen, or not"
FIXED_CAPTION = "One value in every run"
FIXED_COLUMNS = ("input", "value", "source")
TABLE_COLUMNS = ("percentile", "value")
NO_PICTURE = "The values lie too close together, or too far apart, to be drawn in one picture."

_SHARE = re.compile(r"(?:share|fraction)\b\s*")
_EURO = re.compile(r"(?:EUR|€)\s*")
_SHORT_UNIT = 6
_FEW, _OFTEN, _EACH = 6, 0.05, 3
_LEVELS = {10: "in 1 of 10 cases", 50: "in half of the cases", 90: "in 9 of 10 cases"}


def figure(value: float) -> str:
    """Three digits: more is not judged."""
    return plain(float(f"{value:.3g}"))


def in_unit(value: float, unit: str) -> str:
    """A value with its unit in words: ``18.2 %``, ``€ 1,530,000 per year``, ``0.44 years``."""
    if share := _SHARE.match(unit):
        return f"{figure(100.0 * value)}{NBSP}% {unit[share.end() :]}".rstrip()
    if euro := _EURO.match(unit):
        return f"€{NBSP}{figure(value)} {unit[euro.end() :]}".rstrip()
    return figure(value) if unit in ("", "factor") else f"{figure(value)}{NBSP}{unit}"


def often(chance: float) -> str:
    """A chance as a natural frequency: ``35 of 100``; finer where it is rare or nearly sure."""
    if chance <= 0.0 or chance >= 1.0:
        return "none" if chance <= 0.0 else "all"
    rest = min(chance, 1.0 - chance)
    out_of = next((n for n in (100, 1_000, 10_000) if rest * n >= 0.95), 0)
    if not out_of:
        return "fewer than 1 of 10,000" if chance < 0.5 else "more than 9,999 of 10,000"
    return f"{math.floor(chance * out_of + 0.5):,} of {out_of:,}"


def cases(chance: float) -> str:
    """A chance as a number of cases: ``35 of 100 cases``, ``no case``."""
    return "no case" if chance <= 0.0 else f"{often(chance)} cases"


def percentile_sentence(law: Distribution, found: Summary, unit: str) -> str:
    """In how many of 10 cases the value is below what; at most, where it is an exact value."""
    exact = exact_values(law)
    told: dict[float, str] = {}
    for level, words in _LEVELS.items():
        value = found.percentiles[level]
        subject = "" if told.keys() - {value} else " the value is"
        # Two levels at one exact value: the higher one says more.
        told[value] = (
            f"in at least {words.removeprefix('in ')}{subject} at most {in_unit(value, unit)}"
            if value in exact
            else f"{words}{subject} below {in_unit(value, unit)}"
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
        by_cap = ": what would be above is set to it" if value == law.cap else ""
        yield f"Exactly {in_unit(value, unit)} in {cases(chance)}{by_cap}."
    yield from _all_exact({v: c for v, c in shown.items() if v not in apart}, unit)
    if len(shown) < len(exact):
        others = len(exact) - len(shown)
        yield f"{others} more single values, each of them in fewer than 5 of 100 cases."


def _all_exact(shown: Mapping[float, float], unit: str) -> Iterator[str]:
    """Exact values in one sentence; values that come equally often are told together."""
    alike: dict[str, list[str]] = {}
    for value, chance in shown.items():
        alike.setdefault(often(chance), []).append(in_unit(value, unit))
    if len(alike) == 1:
        ((how_often, values),) = alike.items()
        yield f"{len(values)} exact values, each in {how_often} cases: {', '.join(values)}."
    elif alike:
        parts = (f"{', '.join(values)} in {how_often}" for how_often, values in alike.items())
        yield f"Exact values, in how many cases: {'; '.join(parts)}."


def extreme_sentence(law: Distribution, found: Summary, unit: str) -> str:
    """What 1 in 100 lies beyond, on either side."""
    low, high = law.support()
    exact = exact_values(law)
    top, bottom = found.percentiles[99], found.percentiles[1]
    above = "none" if top == high else "at most 1" if top in exact else "1"
    below = "none" if bottom == low else "fewer than 1" if bottom in exact else "1"
    return (
        f"Of 100 cases {above} lies above {in_unit(top, unit)}, "
        f"and {below} below {in_unit(bottom, unit)}."
    )


def plan_sentence(law: Distribution, found: Summary, unit: str) -> str:
    """The plan's value, and how many draws lie below it."""
    if found.base is None or found.below_base is None:
        return "The plan has no value here."
    told = f"The plan takes {in_unit(found.base, unit)}"
    low, high = law.support()
    if found.base < low or found.base > high:
        side = "below" if found.base < low else "above"
        return f"{told}: {side} every value that is drawn."
    if found.base in (low, high) and not found.at_base:
        side = "lowest" if found.base == low else "highest"
        return f"{told}: the {side} value there can be."
    exactly = f", {often(found.at_base)} are exactly it" if found.at_base else ""
    below = often(found.below_base)
    lie = "no draw lies" if below == "none" else f"{below} draws lie"
    return f"{told}: {lie} below it{exactly}."


def yearly_sentence(law: Distribution) -> str:
    """Whether it is drawn for each year; empty where it is drawn once."""
    if not law.per_year:
        return ""
    if not law.persistence:
        return "Drawn anew for each year, whatever the years before were."
    next_one = "high" if law.persistence > 0.0 else "low"
    return (
        f"Drawn for each year; after a high one the next tends to be {next_one} (correlation "
        f"{figure(law.persistence)})."
    )


class Side(NamedTuple):
    """One of two that go together: its name, and whether it is an event."""

    label: str
    is_event: bool = False


def together_sentence(this: Side, other: Side, rank: float, realised: float) -> str:
    """What another input or event says about this one.

    ``rank`` is of the uniforms, ``realised`` of the values; an event happens at low uniforms.
    """
    upward = (rank > 0.0) == (this.is_event == other.is_event)
    if this.is_event:
        what = f"Happens {'more' if upward else 'less'} often"
    else:
        what = f"Tends to be {'high' if upward else 'low'}"
    where = f"where “{other.label}” {'happens' if other.is_event else 'is high'}"
    if this.is_event or other.is_event:
        return f"{what} {where} (rank correlation {figure(abs(rank))})."
    exact = f", {figure(realised)} of the values themselves" if _differ(rank, realised) else ""
    return f"{what} {where} (rank correlation {figure(rank)}{exact})."


def _differ(rank: float, realised: float) -> bool:
    return abs(realised - rank) > 0.005


def axis_unit(unit: str) -> str:
    """The unit as it stands beside every value at an axis; empty where it is too long."""
    if _SHARE.match(unit):
        return "share"
    if _EURO.match(unit):
        return "EUR"
    return unit if len(unit) <= _SHORT_UNIT and " " not in unit else ""


def picture(label: str, sentences: list[str]) -> str:
    """What the picture shows, for those who do not see it."""
    return f"{label}: how likely which values are. {' '.join(sentences)}"


def png_title(title: str) -> str:
    """Above all pictures."""
    return f"{TITLE}: {title}"


def chance_sentence(probability: float | None, given: str, moment: str) -> str:
    """An event that happens at a moment or never; ``given`` names the inputs its chance is of."""
    chance = f"in {cases(probability)}" if probability is not None else f"by chance: {given}"
    return f"Happens {chance}, at {moment}; else never."


def hazard_sentence(rate: float | None, given: str, years: range) -> str:
    """An event that may strike in any of ``years``."""
    if rate is None:
        return f"May strike in any year from {years[0]} on; its yearly chance: {given}."
    in_the_end = 1.0 - (1.0 - rate) ** len(years)
    return (
        f"From {years[0]} on it strikes in {cases(rate)} each year, once at most: by the end "
        f"of {years[-1]} it has struck in {cases(in_the_end)}."
    )


def sum_of(names: list[str], labels: Mapping[str, str]) -> str:
    """The inputs that a value is the sum of."""
    return " plus ".join(f"“{labels.get(name, name)}”" for name in names)
