"""The inputs as one self-contained page, for the meeting with those who must recognise them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ictsim.distributions import Distribution
from ictsim.distributions.base import SHARED_FIELDS
from ictsim.distributions.ranks import realised_rank_correlation
from ictsim.distributions.summary import percentiles_of, summary
from ictsim.errors import ModelError
from ictsim.events import Event
from ictsim.events.chance import Chance
from ictsim.events.hazard import Hazard
from ictsim.model import Case
from ictsim.report.cleaning import clean, translated
from ictsim.report.inputs import law
from ictsim.report.inputs_figures import Picture, png_of, svg_of
from ictsim.report.language import PROGRAM, _, digits, foreign, language
from ictsim.report.numbers import Cell
from ictsim.report.pages import fill
from ictsim.report.tables import Table, table
from ictsim.report.wording import inputs as words
from ictsim.report.wording import page as page_words
from ictsim.report.wording import vocabulary
from ictsim.values import Value, terms

# Stands in both files, so that they are known as ours.
SOFTWARE = "ictsim inputs"

_LEVELS = (1, 5, 10, 25, 50, 75, 90, 95, 99)

# Fields of a distribution that are told in sentences of their own, or not at all.
_TOLD_APART = {"dist", *SHARED_FIELDS}


@dataclass(frozen=True)
class Card:
    """What the page says about one input that is drawn, or about one event."""

    name: str
    label: str
    sentences: list[str]
    notes: list[str]
    source: str
    language: str = ""  # of the label, where it is another than the page's
    table: Table | None = None
    svg: str = ""
    alt: str = ""
    picture: Picture | None = field(default=None, repr=False)


def inputs_page(case: Case, version: str) -> tuple[str, bytes]:
    """The page as text, and all its pictures side by side as a PNG file; in the language spoken.

    Parameters
    ----------
    case
        A valid case; its texts may hold anything.
    version
        Of the program, for the foot of the page.
    """
    cards = [_card(case, name) for name, law in case.inputs.items() if not law.is_constant()]
    title = _text(case, case.case.title or case.case.name)
    pictures = [card.picture for card in cards if card.picture is not None]
    text = fill(
        "inputs.html.j2",
        {
            "language": language(),
            "title": words.png_title(title),
            "software": SOFTWARE,
            "introduction": _(words.INTRODUCTION),
            "reading": _(words.READING),
            "no_picture": _(words.NO_PICTURE),
            "sections": [
                (_(words.DRAWN), cards),
                (_(words.EVENTS), [_event_card(case, name) for name in case.events]),
            ],
            "fixed_heading": _(words.FIXED),
            "fixed": _fixed(case),
            "version": version,
            "words": words,
            "page": page_words,
        },
    )
    return text, png_of(pictures, words.png_title(title), SOFTWARE)


def _labels(case: Case) -> dict[str, str]:
    return {
        name: _text(case, x.label or name)
        for name, x in [*case.inputs.items(), *case.events.items()]
    }


def _text(case: Case, text: str) -> str:
    """A text of the config in the language that is spoken, fit to print."""
    return translated({"texts": case.texts}, text)


def _language(case: Case, text: str) -> str:
    """The language of a text without a translation, in a config that has translations."""
    own = case.texts.get(language(), {})
    return foreign(PROGRAM) if text and own and text not in own else ""


def _cell(case: Case, text: str, printed: str = "") -> Cell:
    return Cell(printed or _text(case, text), language=_language(case, text))


def _card(case: Case, name: str) -> Card:
    given, label = case.inputs[name], _labels(case)[name]
    unit, found = vocabulary.unit(_text(case, given.unit)), summary(given)
    sentences = [
        words.percentile_sentence(given, found, unit),
        *words.exact_sentences(given, unit),
        words.extreme_sentence(given, found, unit),
        words.plan_sentence(given, found, unit),
    ]
    notes = [words.yearly_sentence(given), *_together(case, name), _law_text(given)]
    picture = Picture(name, label, given, found, partial(words.in_unit, unit=words.axis_unit(unit)))
    return Card(
        name,
        label,
        sentences,
        [note for note in notes if note],
        _text(case, given.source),
        _language(case, given.label),
        replace(_percentiles(given, label, unit), caption_language=_language(case, given.label)),
        alt=words.picture(label, sentences),
        **_drawn(picture),
    )


def _drawn(picture: Picture) -> dict[str, Any]:
    """The drawing, and what it is made of; nothing where there can be none."""
    from markupsafe import Markup

    try:
        # The drawing comes from figures.inline, which writes every text escaped.
        return {"svg": Markup(svg_of(picture)), "picture": picture}
    except ModelError:
        return {}


def _percentiles(given: Distribution, label: str, unit: str) -> Table:
    rows = [
        (f"P{level}", words.in_unit(value, unit))
        for level, value in percentiles_of(given, _LEVELS).items()
    ]
    return table(label, [_(head) for head in words.TABLE_COLUMNS], rows)


def _law_text(given: Distribution) -> str:
    kept = {key: value for key, value in _parameters(given).items() if key not in _TOLD_APART}
    told = law(str(getattr(given, "dist", "")), kept, given.unit)
    return _("Given as {law}.").format(law=clean(told))


def _parameters(given: Distribution) -> dict[str, Any]:
    """What a distribution is written with, those it is mixed of too."""
    values = {"dist": getattr(given, "dist", "")}
    for name in type(given).model_fields:
        value = getattr(given, name)
        if isinstance(value, list):
            values[name] = [_parameters(v) if isinstance(v, Distribution) else v for v in value]
        elif value != type(given).model_fields[name].default:
            values[name] = value
    return values


def _together(case: Case, name: str) -> Iterator[str]:
    """A sentence for each input or event that this one is correlated with."""
    labels, laws = _labels(case), case.sampled
    for pair, rank in case.rank_correlations().items():
        if name in pair and rank != 0.0:
            other = pair[1] if pair[0] == name else pair[0]
            realised = realised_rank_correlation(laws[name], laws[other], rank)
            if realised is not None:
                this, that = (words.Side(labels[n], n in case.events) for n in (name, other))
                yield words.together_sentence(this, that, rank, realised)


def _event_card(case: Case, name: str) -> Card:
    event = case.events[name]
    label, source = _labels(case)[name], _text(case, event.source)
    told, notes = [_event_sentence(case, event)], list(_together(case, name))
    return Card(name, label, told, notes, source, _language(case, event.label))


def _event_sentence(case: Case, event: Event) -> str:
    labels = _labels(case)
    if isinstance(event, Chance):
        moment = _told(event.moment, labels)
        return words.chance_sentence(
            _number(event.probability), _told(event.probability, labels), moment
        )
    if isinstance(event, Hazard):
        first = max(case.case.start, event.from_ or case.case.start)
        years = range(first, case.case.horizon + 1)
        return words.hazard_sentence(_number(event.rate), _told(event.rate, labels), years)
    return ""


def _number(value: Value) -> float | None:
    """A value that is the same in every run."""
    numbers = [term for term in terms(value) if not isinstance(term, str)]
    return sum(numbers) if len(numbers) == len(terms(value)) else None


def _told(value: Value, labels: Mapping[str, str]) -> str:
    number = _number(value)
    if number is not None:
        return digits(f"{number:.12g}")
    return words.sum_of([str(term) for term in terms(value)], labels)


def _fixed(case: Case) -> Table | None:
    labels = _labels(case)
    rows = [
        (
            _cell(case, law.label, labels[name]),
            words.in_unit(law.support()[0], vocabulary.unit(_text(case, law.unit))),
            _cell(case, law.source),
        )
        for name, law in case.inputs.items()
        if law.is_constant()
    ]
    columns = [_(head) for head in words.FIXED_COLUMNS]
    return table(_(words.FIXED_CAPTION), columns, rows, text_columns=(2,)) if rows else None
