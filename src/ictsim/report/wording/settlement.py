"""Sentences on who pays which part of the cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ictsim.report.language import N_, _
from ictsim.report.numbers import grouped, in_percent
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.parts import listed

_KEYS = {"equal": N_("equal parts"), "baseline_cost": N_("the own cost of going on alone")}


class _Said(NamedTuple):
    """A sentence about a scenario, to be filled in with these and with its name."""

    message: str
    divided: str
    first: str = ""
    last: str = ""
    category: str = ""


def settlement_sentences(view: View) -> list[str]:
    """How cost is divided over the councils; scenarios that do the same are told together."""
    if len(view.partners) < 2:
        return []
    alike: dict[tuple[_Said, ...], list[str]] = {}
    for scenario in view.scenarios:
        told = tuple(_told(view, view.case["scenarios"][scenario]))
        alike.setdefault(told, []).append(view.short(scenario))
    return [
        said.message.format(collaboration=words.collaboration(listed(names)), **said._asdict())
        for told, names in alike.items()
        for said in told
    ]


def _told(view: View, texts: Mapping[str, Any]) -> Iterator[_Said]:
    """What is said of one scenario."""
    divided = _divided(view, texts.get("key") or "", texts.get("shares") or {})
    settled = texts.get("settled", True)
    if isinstance(settled, Mapping):
        first, last = (_moment(view, settled.get(end)) for end in ("from", "until"))
        yield _Said(_in_some_years(first, last), divided, first or str(view.start), last)
    elif settled:
        whole = _(
            "The whole cost of {collaboration} is divided {divided}; each council is compared with "
            "its own cost of going on alone, so the key itself moves money between the councils."
        )
        yield _Said(whole, divided)
    else:
        lines = _(
            "In {collaboration} each council bears its own cost of going on alone; what the "
            "collaboration adds or saves is divided {divided}."
        )
        yield _Said(lines, divided)
    for category, key in (texts.get("per_category") or {}).items():
        text = _("In {collaboration} the cost of {category} is divided {divided}.")
        yield _Said(text, _divided(view, key, {}), category=view.in_words(category))


def _in_some_years(first: str, last: str) -> str:
    """Which years are settled; the rest as in a settlement of the lines alone."""
    if first and last:
        return _(
            "From {first} to {last} the whole cost of {collaboration} is divided {divided}; in "
            "other years each council bears its own cost of going on alone, and only what the "
            "collaboration adds or saves is divided so."
        )
    if last:
        return _(
            "Up to {last} the whole cost of {collaboration} is divided {divided}; after that each "
            "council bears its own cost of going on alone, and only what the collaboration adds "
            "or saves is divided so."
        )
    return _(
        "From {first} on the whole cost of {collaboration} is divided {divided}; before that each "
        "council bears its own cost of going on alone, and only what the collaboration adds or "
        "saves is divided so."
    )


def _moment(view: View, given: int | str | None) -> str:
    """A year, or the input or event that brings it; empty where there is none."""
    if given is None or isinstance(given, int):
        return "" if given is None else str(given)
    results = view.results
    labels = {row.name: row.label for row in results.inputs}
    labels |= {row.name: row.label for row in results.events}
    return _("the year of “{label}”").format(label=labels.get(given) or given)


def _divided(view: View, key: str | Mapping[str, Any], shares: Mapping[str, float]) -> str:
    """By what, with each council's share where that is known."""
    said = [
        f"{view.partner(p)} {in_percent(grouped(100 * shares[p], 1))}"
        for p in view.partners
        if p in shares
    ]
    if isinstance(key, Mapping):
        how = _("by a mix of {keys}").format(keys=listed(_mixed(view, key)))
    elif key == "equal":
        how = _("equally")
    else:
        how = _("by {key}").format(key=_key(view, key)) if key else _("by a key")
    return f"{how} ({listed(said)})" if said else how


def _mixed(view: View, mix: Mapping[str, Any]) -> list[str]:
    """The keys of a mix, with their weights where these are numbers."""
    weights = [weight for weight in mix.values() if isinstance(weight, float | int)]
    if len(weights) < len(mix) or not sum(weights):
        return [_key(view, key) for key in mix]
    return [
        f"{_key(view, key)} ({in_percent(grouped(100 * weight / sum(weights)))})"
        for key, weight in mix.items()
    ]


def _key(view: View, key: str) -> str:
    return _(_KEYS[key]) if key in _KEYS else view.in_words(key)
