"""A first config for a number of municipalities: it runs at once, and all its numbers are invented.

The amounts hang together: they grow with the inhabitants, so that a case of ten is as sensible as
one of two.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ictsim.config.rules.references import TAKEN_BY_PARTNERS
from ictsim.config.schema.schema import FILE_NAME
from ictsim.errors import UsageError

SOURCE = "assumption: placeholder, replace"
FEWEST, MOST = 2, 10
LONGEST_LABEL = 60

_TEMPLATE = Path(__file__).with_name("starter.toml.j2")
_INHABITANTS = (45, 30, 60, 25, 80, 35, 50, 20, 70, 40)  # thousands
_EUR_PER_INHABITANT = (76, 78, 75, 79, 74)
_BUDGET_YEARS = 4
_GROWTH = 0.02

# Letters that do not fall apart into a plain letter and an accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


@dataclass(frozen=True)
class _Partner:
    """What the template says of a municipality; ``label`` is in TOML's quotes already."""

    id: str
    label: str
    inhabitants: str
    workplaces: str
    baseline: tuple[str, ...]


@dataclass(frozen=True)
class _Fte:
    low: float
    mode: float
    high: float


def starter_config(name: str, labels: Sequence[str], start: int) -> str:
    """The text of the config.

    Parameters
    ----------
    name
        Of the case, for its title; its id is made from it.
    labels
        Names of 2 to 10 municipalities, all different.
    start
        First calendar year.

    Raises
    ------
    UsageError
        A name that cannot be one, or too few or too many municipalities.
    """
    from jinja2 import Environment, StrictUndefined

    partners = [
        _partner(number, id_, label)
        for number, (id_, label) in enumerate(zip(partner_ids(labels), labels, strict=True))
    ]
    total = sum(_eur(number) for number in range(len(partners)))
    fte = max(round(0.035 * total / 85_000), 1)
    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True, autoescape=False
    )
    return environment.from_string(_TEMPLATE.read_text("utf-8")).render(
        name=case_id(name),
        title=toml_text(f"{name}: running ICT together"),
        comment=name,
        schema=FILE_NAME,
        source=SOURCE,
        start=start,
        partners=partners,
        fte=_Fte(round(0.4 * fte, 1), float(fte), round(1.2 * fte, 1)),
        programme=_amount(0.12 * total, 50_000),
        migration=_amount(0.10 * total, 50_000),
        steering=_amount(0.012 * total, 5_000),
    )


def case_id(name: str) -> str:
    """The id of a case and the stem of its file.

    Raises
    ------
    UsageError
        The name holds no plain letter or digit, or is a path.
    """
    _check_label("NAME", name)
    if "/" in name or "\\" in name:
        raise UsageError(f"{name!r} is a path; NAME is the name alone, --out takes the place")
    made = plain_id(name)
    if not made:
        raise UsageError(
            f"NAME {name!r} holds no letter of a to z and no digit, of which the id of the case "
            f"is made; take such a NAME (my_case), and write {name} as its title in the file"
        )
    return made


def partner_ids(labels: Sequence[str]) -> list[str]:
    """An id for each municipality, all different.

    Raises
    ------
    UsageError
        Too few or too many, one twice, or one without a name.
    """
    if not FEWEST <= len(labels) <= MOST:
        raise UsageError(f"{len(labels)} municipalities; a case has {FEWEST} to {MOST}")
    for label in labels:
        _check_label("--partner", label)
        if labels.count(label) > 1:
            raise UsageError(f"--partner {label!r} is given twice; each has its own name")
    ids: list[str] = []
    for number, label in enumerate(labels, start=1):
        made = plain_id(label) or f"municipality_{number}"
        taken = {*ids, *TAKEN_BY_PARTNERS}
        ids.append(made if made not in taken else _numbered(made, taken))
    return ids


def plain_id(text: str) -> str:
    """Lower-case letters, digits and ``_``, starting with a letter; empty where nothing is left."""
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = re.sub(r"[\u0300-\u036f]", "", spread)
    words = re.findall(r"[a-z0-9]+", plain)
    made = "_".join(words)
    return f"m_{made}" if made[:1].isdigit() else made


def toml_text(text: str) -> str:
    """Text in TOML's double quotes."""
    # TOML reads JSON's escapes; DEL is what JSON leaves as it is and TOML does not allow.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _numbered(made: str, taken: set[str]) -> str:
    return next(f"{made}_{n}" for n in range(2, len(taken) + 3) if f"{made}_{n}" not in taken)


def _check_label(where: str, label: str) -> None:
    if not label.strip() or not label.isprintable():
        raise UsageError(f"{where} {label!r} is no name; use printable characters")
    if len(label) > LONGEST_LABEL:
        raise UsageError(f"{where} {label[:20]!r}... is longer than {LONGEST_LABEL} characters")


def _partner(number: int, id_: str, label: str) -> _Partner:
    first = _eur(number)
    rows = (first * (1.0 + _GROWTH) ** year for year in range(_BUDGET_YEARS))
    inhabitants = 1_000 * _INHABITANTS[number]
    return _Partner(
        id_,
        toml_text(label),
        f"{inhabitants:_}",
        f"{inhabitants // 100:_}",
        tuple(_amount(row, 10_000) for row in rows),
    )


def _eur(number: int) -> float:
    """What a municipality spends on ICT in the first year, in euros."""
    return 1_000.0 * _INHABITANTS[number] * _EUR_PER_INHABITANT[number % len(_EUR_PER_INHABITANT)]


def _amount(euros: float, unit: int) -> str:
    """Euros in whole units, at least one, with underscores."""
    return f"{max(round(euros / unit), 1) * unit:_}"
