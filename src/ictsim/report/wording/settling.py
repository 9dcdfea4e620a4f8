"""The words of a comparison of keys: what each leaves to whom, and what the best mix adds."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.model.settlement import BASELINE_COST, EQUAL
from ictsim.report.cleaning import clean, shorten, translated, translations
from ictsim.report.language import _
from ictsim.report.numbers import (
    NBSP,
    PLUS_MINUS,
    error_step,
    grouped,
    half_width,
    one_digit_up,
    to_step,
)
from ictsim.report.numbers import percent as chance
from ictsim.results.record import Estimate
from ictsim.results.settling import KeyRow, SettlingResults

_LABEL = 40


def own(results: SettlingResults, text: str) -> str:
    """A text of the config in the language that is spoken, cleaned."""
    return translated({"texts": results.texts}, text)


def heading(results: SettlingResults) -> str:
    """What the table shows."""
    text = _("{scenario}: how often each council is better off by the end of {year}")
    label = own(results, results.scenario_label).split(":")[0].strip() or results.scenario
    return text.format(scenario=shorten(label, 30), year=results.year)


def head_of_keys() -> str:
    """Column head."""
    return _("key")


def head_of_all() -> str:
    """Column head."""
    return _("every council")


def row_of_mix() -> str:
    """Row of the mix that was found."""
    return _("best mix")


def row_as_configured() -> str:
    """Row of a settlement that is no single key."""
    return _("as configured")


def key(results: SettlingResults, name: str) -> str:
    """A key in a sentence and in a row: as the config calls it, else without underscores."""
    known = {EQUAL: _("equal parts"), BASELINE_COST: _("cost of going on alone")}
    said = translations({"texts": results.texts}).get(name) or _(name.replace("_", " "))
    return known.get(name) or shorten(clean(said), _LABEL)


def mix(results: SettlingResults, row: KeyRow) -> str:
    """The weights: ``60 % inhabitants, 40 % workplaces``."""
    text = _("{weight} {key}")
    parts = sorted(row.weights.items(), key=lambda part: -part[1])
    return ", ".join(text.format(weight=_weight(w), key=key(results, name)) for name, w in parts)


def _weight(weight: float) -> str:
    parts = 100.0 * weight
    decimals = next((d for d in (0, 1) if abs(round(parts, d) - parts) < 1e-9), 2)
    return f"{grouped(parts, decimals)}{NBSP}%"


def points(estimate: Estimate) -> str:
    """A difference of chances in percentage points, with its margin: ``2.1 ± 0.1``."""
    value, half = 100.0 * float(estimate.value or 0.0), 100.0 * (half_width(estimate) or 0.0)
    if half == 0.0:
        return grouped(value, 1)
    return f"{to_step(value, error_step(half))} {PLUS_MINUS}{NBSP}{one_digit_up(half)}"


def sentences(results: SettlingResults) -> Iterator[str]:
    """What came out, what it is compared with, and what no key can do."""
    yield _configured(results)
    yield _best(results)
    yield _(
        "Chance that the councils together are better off: {chance}; no key can do better."
    ).format(chance=chance(results.together))


def _configured(results: SettlingResults) -> str:
    if results.configured_key is None:
        return _("The config divides by more than one key: the row “as configured”.")
    return _("The config divides by {key}.").format(key=key(results, results.configured_key))


def _best(results: SettlingResults) -> str:
    fields = {"key": key(results, results.best_key), "chance": str(chance(results.mix.every))}
    if results.mix.every.value == 0.0:
        return _("No mix of these keys was found under which every council is ever better off.")
    if results.mix.is_one_key:
        return _(
            "No mix of these keys was found that does better than a single one, {key}. Chance that "
            "every council is better off: {chance}."
        ).format(**fields)
    behind = results.keys[results.best_key].behind
    fields |= {"mix": mix(results, results.mix), "points": points(behind)}
    if isinstance(behind.low, float) and behind.low > 0.0:
        return _(
            "Best mix: {mix}. Chance that every council is better off: {chance}; that is {points} "
            "percentage points more than by the best single key, {key}."
        ).format(**fields)
    return _(
        "Best mix: {mix}. Chance that every council is better off: {chance}. Against the best "
        "single key, {key}, that is {points} percentage points: chance in the drawing can do as "
        "much."
    ).format(**fields)


def base_sentence(results: SettlingResults) -> str:
    """What the figures rest on."""
    return _(
        "The mix and the best single key were chosen in {search} calculated futures; all chances "
        "are over {fresh} others, seed {seed}."
    ).format(search=grouped(results.search_runs), fresh=grouped(results.runs), seed=results.seed)
