"""The report in Dutch: every text has a translation, every number the Dutch separators.

That the catalogue is whole is checked in two ways that share no code: what the sources mark, found
by their syntax trees, and what stands on a page that is written in Dutch.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import importlib.util
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel import Locale
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from rich.cells import cell_len
from rich.console import Console
from strategies import small_case
from test_cli_small import call, run_quickly, small_config
from test_report_comparison import compared
from test_report_samples import HORIZON, sample

from ictsim.distributions import FAMILIES
from ictsim.distributions.base import SHARED_FIELDS
from ictsim.events import EVENTS
from ictsim.model import Case
from ictsim.report import (
    answer,
    joint_answer,
    print_comparison,
    print_summary,
)
from ictsim.report.building import comparison_document, results_document
from ictsim.report.charts import all_charts
from ictsim.report.cleaning import clean_results
from ictsim.report.document import Document
from ictsim.report.figures import make_figures
from ictsim.report.formats import written
from ictsim.report.inputs_page import inputs_page
from ictsim.report.language import LANGUAGES, _, catalogue_of, language, ngettext, speaking
from ictsim.report.numbers import (
    MINUS,
    NBSP,
    Frequency,
    euros,
    grouped,
    in_euros,
    in_percent,
    noted,
    plain,
    to_step,
)
from ictsim.report.terminal import short
from ictsim.report.view import View
from ictsim.report.wording import inputs as inputs_words
from ictsim.report.wording import sentences, vocabulary
from ictsim.report.wording.notes import remark_sentences
from ictsim.report.wording.parts import counted
from ictsim.results.read import read_results
from ictsim.results.record import (
    Band,
    CorrelationRow,
    Estimate,
    EventRow,
    Remark,
    ResilienceRow,
    Results,
    TornadoRow,
)

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "ictsim"
MARKS = {"_": 1, "N_": 1, "ngettext": 2}  # how many messages each takes
FIELD = re.compile(r"\{(\w*)\}")

TWO_WORDS = re.compile(r"[^\W\d]{2,} +[^\W\d]{2,}")

Message = str | tuple[str, ...]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """docs/make_catalogue.py as a module."""
    spec = importlib.util.spec_from_file_location("make_catalogue", ROOT / "docs/make_catalogue.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def translations(code: str = "nl") -> dict[Message, Message]:
    """Every message of a catalogue with its translation, forms of a plural as a tuple."""
    with catalogue_of(code).open("rb") as file:
        found = read_po(file, locale=code)
    assert not found.obsolete
    assert not [one.id for one in found if one.id and one.fuzzy]
    return {one.id: one.string for one in found if one.id}


DUTCH = translations()


# ---------------------------------------------------------------------------------------------
# What the sources mark


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def marked(tree: ast.AST) -> Iterator[tuple[ast.Call, Message | None]]:
    """Calls of a mark with their message; None where that is no constant text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            count = MARKS.get(node.func.id, 0)
            texts = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
            if count and None not in texts[:count]:
                yield node, texts[0] if count == 1 else tuple(texts[:count])
            elif count:
                yield node, None


def parents_of(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def test_the_catalogue_holds_what_the_sources_mark_and_nothing_else():
    found = {message for _path, tree in sources() for _call, message in marked(tree) if message}

    assert set(DUTCH) == found


def test_the_catalogue_is_as_the_script_leaves_it(script: ModuleType):
    """With the search of Babel in place of the one above."""
    text = script.updated("nl", script.messages())

    assert catalogue_of("nl").read_text("utf-8") == text


def test_templates_hold_no_text_of_their_own():
    """Whatever a reader sees there comes from the code."""
    for path in (PACKAGE / "report" / "templates").glob("*.j2"):
        text = re.sub(r"<style>.*?</style>", "", path.read_text("utf-8"), flags=re.S)
        shown = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", "", text, flags=re.S)
        assert re.findall(r"\w+", shown) == [], path.name


FOR_STDERR = {"troubles"}  # what the program tells of itself is in English


def texts_left_alone(tree: ast.AST) -> Iterator[ast.Constant]:
    """Texts of two words and more that no mark stands around: not docstrings, not errors."""
    let_be: set[int] = set()
    for node in ast.walk(tree):
        documents = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_mark = isinstance(node, ast.Call) and ast.unparse(node.func) in MARKS
        told_by_program = isinstance(node, ast.FunctionDef) and node.name in FOR_STDERR
        if documents or is_mark or told_by_program or isinstance(node, ast.Raise):
            let_be |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in let_be and TWO_WORDS.search(node.value):
            yield node


NO_SENTENCES = {
    "fewer than",  # ids of a relation, in numbers.py
    "more than",
    "offset points",  # matplotlib
    "DejaVu Sans",
    "'DejaVu Sans'",
    "'DejaVu Sans', Verdana, Arial, sans-serif",
    "Glyph .* missing from font",
    r"Glyph (\d+) .*missing from font",
    "Monte Carlo, Philox4x32-10",  # a name
    "ictsim inputs",  # a mark in files
    '<svg class="icons" viewBox="0 0 ',
}


def test_every_sentence_of_the_report_is_marked():
    alone = [
        f"{path.name}:{node.lineno}: {node.value}"
        for path, tree in sources()
        if path.is_relative_to(PACKAGE / "report")
        for node in texts_left_alone(tree)
        if node.value not in NO_SENTENCES
    ]

    assert alone == []


def test_notes_of_figures_are_marked_where_they_are_made():
    """A note is made below the report, which looks it up: it has to be in the catalogue."""
    made = [
        node.value
        for name in ("estimates", "resilience", "tornado")
        for node in texts_left_alone(ast.parse((PACKAGE / f"study/{name}.py").read_text("utf-8")))
    ]

    assert made == []


def bare_constants(tree: ast.Module) -> Iterator[ast.expr]:
    """Names of marked constants that are used as they are, without being translated."""
    modules, names = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("ictsim.report"):
            for alias in node.names:
                modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                names[alias.asname or alias.name] = (node.module, alias.name)
    parents = parents_of(tree)
    for node in ast.walk(tree):
        value = None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr.isupper() and node.value.id in modules:
                module = importlib.import_module(modules[node.value.id])
                value = getattr(module, node.attr, None)
        elif isinstance(node, ast.Name) and node.id.isupper() and node.id in names:
            module, name = names[node.id]
            value = getattr(importlib.import_module(module), name, None)
        if isinstance(value, str) and value in DUTCH and not is_translated(node, parents):
            yield node


def is_translated(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_":
            return True
        # In a list of heads, each of which is translated; or under a second name.
        if isinstance(node, ast.comprehension):
            return True
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).isupper():
            return True
    return False


def test_marked_constants_are_translated_where_they_are_used():
    bare = [
        f"{path.name}:{node.lineno}: {ast.unparse(node)}"
        for path, tree in sources()
        if path.is_relative_to(PACKAGE / "report")
        for node in bare_constants(tree)
    ]

    assert bare == []


def frozen(tree: ast.Module) -> Iterator[ast.Call]:
    """Translations at import, when no language is spoken yet."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "ngettext"):
            yield node
        waiting += [
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        ]


def test_nothing_is_translated_at_import():
    calls = [f"{path.name}:{call.lineno}" for path, tree in sources() for call in frozen(tree)]

    assert calls == []


def taken_marks(tree: ast.AST) -> Iterator[ast.AST]:
    """Where ``_`` is another thing in a module that imports the function of that name."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    if any(alias.name == "_" for node in imports for alias in node.names):
        for node in ast.walk(tree):
            is_name = isinstance(node, ast.Name) and node.id == "_"
            if (is_name and not isinstance(node.ctx, ast.Load)) or (
                isinstance(node, ast.arg) and node.arg == "_"
            ):
                yield node


def test_the_name_of_the_mark_is_used_for_nothing_else():
    """A loop over ``_`` in a function would take the place of the function of that name."""
    taken = [f"{path.name}:{node.lineno}" for path, tree in sources() for node in taken_marks(tree)]

    assert taken == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('x = "two words"', 1),
        ('x = f"{a} two words"', 1),
        ('x = _("two words")', 0),
        ('x = ngettext("two words", "more words", n)', 0),
        ('def f():\n    """Two words."""', 0),
        ('raise ValueError("two words")', 0),
        ('x = "word"', 0),
    ],
)
def test_a_sentence_that_is_not_marked_is_found(text: str, found: int):
    assert len(list(texts_left_alone(ast.parse(text)))) == found


def test_a_constant_that_is_not_translated_is_found():
    use = "from ictsim.report.wording import words\n"

    assert len(list(bare_constants(ast.parse(use + "x = words.PLAN")))) == 1
    assert list(bare_constants(ast.parse(use + "x = _(words.PLAN)"))) == []
    unmarked = "from ictsim.report import numbers\nx = numbers.MARK"
    assert list(bare_constants(ast.parse(unmarked))) == []


def test_a_mark_whose_name_is_taken_is_found():
    imported = "from ictsim.report.language import _\n"

    assert len(list(taken_marks(ast.parse(imported + "x = [a for _, a in b]")))) == 1
    assert len(list(taken_marks(ast.parse(imported + "x = lambda _: 1")))) == 1
    assert list(taken_marks(ast.parse(imported + "x = _(a)"))) == []
    assert list(taken_marks(ast.parse("x = [a for _, a in b]"))) == []


def test_a_translation_at_import_is_found():
    assert len(list(frozen(ast.parse('X = _("a")')))) == 1
    assert list(frozen(ast.parse('X = N_("a")\ndef f():\n    return _(X)'))) == []


# ---------------------------------------------------------------------------------------------
# The translations


def pairs() -> Iterator[tuple[str, str]]:
    """Each form of each message with its translation."""
    for message, dutch in DUTCH.items():
        if isinstance(message, str):
            yield message, str(dutch)
        else:
            yield from zip(message, dutch, strict=True)


def test_every_message_has_a_dutch_one():
    assert [message for message, dutch in pairs() if not dutch.strip()] == []


def test_fields_line_breaks_and_ends_are_those_of_the_message():
    for message, dutch in pairs():
        assert sorted(FIELD.findall(message)) == sorted(FIELD.findall(dutch)), message
        assert "{" not in FIELD.sub("", dutch), message
        assert message.endswith(".") <= dutch.endswith("."), message
        assert message.endswith("?") == dutch.endswith("?"), message
        assert dutch == dutch.strip(), message
    assert all(
        message.count("\n") == dutch.count("\n") for message, dutch in pairs() if "\n" in message
    )


def test_what_stands_in_a_fixed_place_is_not_longer_than_it_has_room():
    """Heads of the terminal's columns, names of sheets, labels at a line's end."""
    assert max(map(len, DUTCH["paid by\n{year}"].format(year=2018).split("\n"))) <= 8
    assert max(map(len, DUTCH["not by\n{year}"].format(year=2018).split("\n"))) <= 8
    assert max(map(len, DUTCH["half\nby"].split("\n"))) <= 5
    assert max(map(len, DUTCH["cheaper\nby {year}"].format(year=2018).split("\n"))) <= 8
    assert len(DUTCH["saving to {year}"].format(year=2018)) <= 14
    for sheet in ("Answer", "Payback", "Omissions and method", "Distribution function"):
        assert len(str(DUTCH[sheet])) <= 31
        assert not set("[]:*?/\\").intersection(DUTCH[sheet])


def test_sheets_have_names_of_their_own():
    path = PACKAGE / "report" / "wording"
    sheets = {
        message
        for file in path.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("sheet")
        and not node.name.endswith(("margin", "caption", "columns", "amount", "share"))
        for _call, message in marked(node)
        if message
    }

    assert len(sheets) > 12
    assert len({DUTCH[sheet] for sheet in sheets}) == len(sheets)


def test_plural_forms():
    one, many = "{n} cost item left out", "{n} cost items left out"
    with speaking("nl"):
        said = [ngettext(one, many, n).format(n=n) for n in (0, 1, 2)]

    assert said == ["0 weggelaten kostenposten", "1 weggelaten kostenpost",
                    "2 weggelaten kostenposten"]  # fmt: skip


def test_names_of_the_config_language_have_a_dutch_one():
    """Distributions, their parameters, events and theirs, found in the catalogues of the code."""
    names = {str(family.model_fields["dist"].default) for family in FAMILIES}
    parameters = {
        name
        for record in (*FAMILIES, *EVENTS)
        for field, info in record.model_fields.items()
        for name in [info.alias or field]
        if name not in (*SHARED_FIELDS, "dist", "kind", "components")
    }
    kinds = {event.model_json_schema()["properties"]["kind"]["const"] for event in EVENTS}
    symbols = {"a", "b", "p", "xm", "alpha", "p10", "p50", "p90"}

    assert names == set(vocabulary.DISTRIBUTIONS)
    assert kinds == set(vocabulary.EVENT_KINDS)
    assert parameters - symbols == set(vocabulary.PARAMETERS)


# ---------------------------------------------------------------------------------------------
# The language that is spoken


def test_english_is_spoken_unless_another_is_asked_for():
    assert language() == "en"
    with speaking("nl"):
        assert (language(), _("the plan")) == ("nl", "het plan")
        with speaking("en"):
            assert (language(), _("the plan")) == ("en", "the plan")
        assert language() == "nl"
    assert _("the plan") == "the plan"


def test_after_an_error_the_language_is_as_before():
    with pytest.raises(KeyError), speaking("nl"):
        raise KeyError
    assert language() == "en"


def test_a_language_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="no language 'de'; there are en, nl"), speaking("de"):
        pass


def test_what_has_no_translation_stays_and_nothing_stays_nothing():
    """The empty message of a catalogue is its heading, which is no text."""
    with speaking("nl"):
        assert _("Sporthal De Haak") == "Sporthal De Haak"
        assert _("") == ""


def test_notes_with_several_reasons_are_translated_one_by_one():
    reasons = ["no amount is needed at this level", "one run has no spread"]
    own = "outside the range that the first runs showed; more of the runs lie there"
    with speaking("nl"):
        assert noted("; ".join(reasons)) == "; ".join(_(reason) for reason in reasons)
        assert noted(own) == DUTCH[own]
        assert noted("") == ""
    assert noted("; ".join(reasons)) == "; ".join(reasons)


def test_english_loads_no_catalogue():
    program = """
import sys
from ictsim.report.language import _, ngettext, speaking
from ictsim.report.numbers import grouped
grouped(1234.5, 1), _("the plan"), ngettext("a", "b", 2)
print("babel" in sys.modules)
with speaking("nl"):
    grouped(1234.5, 1)
print("babel" in sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout.split() == ["False", "True"]


# ---------------------------------------------------------------------------------------------
# Numbers: Babel's own formatting is the second road

NUMBERS = [0.0, 0.5, 12.0, 999.0, 1_000.0, 12_345.678, 1_234_567.0, 3_000_000_000.0]


@pytest.mark.parametrize("value", NUMBERS)
@pytest.mark.parametrize("decimals", [0, 1, 2])
@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_are_as_the_locale_has_them(value: float, decimals: int, code: str):
    pattern = "#,##0" + ("." + decimals * "0" if decimals else "")
    with speaking(code):
        assert grouped(value, decimals) == format_decimal(value, pattern, locale=code)


@pytest.mark.parametrize("value", NUMBERS[1:])
def test_amounts_of_money_are_as_the_locale_has_them(value: float):
    """In Dutch the sign of the currency, a space that does not break, the amount, its own sign."""
    pattern = Locale.parse("nl").currency_formats["standard"].pattern.replace(".00", "")
    for sign in (1, -1):
        expected = format_currency(sign * value, "EUR", pattern, locale="nl", currency_digits=False)
        with speaking("nl"):
            told = in_euros(grouped(sign * value))
        if round(value):
            assert told == expected.replace("-", MINUS)
        assert told.startswith(f"€{NBSP}")


def test_figures_of_both_languages():
    def figures() -> list[str]:
        return [
            grouped(-1_234_567.891, 2),
            euros(1_850_000.0, 50_000.0),
            euros(35_000.0, 5_000.0),
            in_percent(to_step(12.345, 0.1)),
            plain(0.1234567),
            plain(-1_234.4),
            plain(2.50),
            counted(Frequency("fewer than", 1)),
            short(Frequency("about", 25)),
        ]

    assert figures() == [
        f"{MINUS}1,234,567.89", f"€{NBSP}1.85{NBSP}million", f"€{NBSP}35,000", f"12.3{NBSP}%",
        "0.1235", f"{MINUS}1,234", "2.5", f"fewer than 1 of{NBSP}100", f"25{NBSP}%",
    ]  # fmt: skip
    with speaking("nl"):
        assert figures() == [
            f"{MINUS}1.234.567,89", f"€{NBSP}1,85{NBSP}miljoen", f"€{NBSP}35.000", f"12,3{NBSP}%",
            "0,1235", f"{MINUS}1.234", "2,5", f"minder dan 1 van de{NBSP}100", f"25{NBSP}%",
        ]  # fmt: skip
        digits = format_percent(0.123, "#,##0.0%", locale="nl").rstrip("%")
        assert in_percent(to_step(12.345, 0.1)).startswith(digits)


def test_ticks_have_the_separators_of_the_language():
    from matplotlib.figure import Figure

    from ictsim.report.charts.base import money_ticks, share_ticks

    def ticks() -> list[str]:
        found = []
        for set_ticks in (share_ticks, money_ticks):
            axes = Figure().add_subplot()
            axes.set_ylim(0.0, 2.0) if set_ticks is share_ticks else axes.set_ylim(-2e3, 2e3)
            set_ticks(axes.yaxis)
            found += [axes.yaxis.get_major_formatter()(x, 0) for x in (0.5, -1_500.0)]
        return found

    english = ticks()
    with speaking("nl"):
        dutch = ticks()

    assert english[2:] == ["0.5", f"{MINUS}1,500"]
    assert dutch[2:] == ["0,5", f"{MINUS}1.500"]
    assert dutch[0] == english[0].replace(".", ",")


# ---------------------------------------------------------------------------------------------
# What is written in Dutch

TEXTS = [f"Naam {n}" for n in range(40)]
DAYS = {"s2", "s1"}


def band(low: float, high: float, mean: float) -> Band:
    saving = Estimate(mean, mean - 1e4, mean + 1e4, "eur", 500)
    return Band(low, high, 0.1, saving, Estimate(0.4, 0.3, 0.5, "probability", 500))


def resilience_row(what: str, **changes: Any) -> ResilienceRow:
    made = ResilienceRow(
        f"s2.resilience.{what}", "s2", what, 0.9, 2e6, 1e6, 9e5, 1.1e6, 2_000,
        2.0, 1.8, 2.2, "A", "B", "A",
    )  # fmt: skip
    return dataclasses.replace(made, **changes)


def cells(fits: bool) -> dict[str, Any]:
    cell = {"published": 1e6, "computed": 1e6 if fits else 1.2e6, "fits": fits}
    return {"cells": {"2018": cell}}


def tables(fitting: int) -> dict[str, Any]:
    scenario = {
        "partners": {"town0": cells(fitting > 0), "town1": cells(True)},
        "break_even": {"growing_on": 2018 if fitting else None},
    }
    return {
        "cells": {"published": 4, "fitting": fitting},
        "scenarios": {"s1": scenario, "s2": scenario},
    }


def full_record(**changes: Any) -> Results:
    """A record with something in every part that a report can have."""
    made = sample(runs=2_000, texts=TEXTS)
    undefined = Estimate(None, None, None, "eur", 0, "one run has no spread")
    late = Estimate(2e6, 1.9e6, 2.1e6, "eur", 2_000)
    case = made.case | {"correlation": "x0.5", "two_bases": True}
    case["scenarios"] = {
        "s1": case["scenarios"]["s1"] | {"key": "equal", "settled": False},
        "s2": case["scenarios"]["s2"] | {
            "key": {"inhabitants": 0.5, "baseline_cost": 0.5},
            "per_category": {"software": "workplaces"},
            "settled": {"from": 2014, "until": "uittreding"},
            "shares": {},
        },
    }  # fmt: skip
    filled = {
        "case": case,
        "events": [
            EventRow("uittreding", "Naam 30", "hazard", {"rate": 0.03, "from": 2016}, "Naam 31"),
            EventRow("munt", "Naam 32", "chance", {"probability": "p", "moment": 2014.5}, ""),
        ],
        "correlations": [CorrelationRow("Naam 1", "Naam 2", -0.3, -0.25, "Naam 3")],
        "tornado": [
            TornadoRow(
                "s2", 2018, "saving", "Naam 16", [band(0.1, 0.2, -1e6), band(2, 3, 1e6)], []
            ),
            TornadoRow("s2", 2018, "munt", "Naam 32", [band(0, 0, 1e6), band(1, 1, -2e6)], []),
        ],
        "resilience": [
            resilience_row("2018"),
            resilience_row("peak", class_low=None, class_high="A", low=None),
            resilience_row("peak", ratio=None, note="no amount is needed at this level"),
            resilience_row("peak", class_=None, amount_eur=None, note="one run has no spread"),
        ],
        "remarks": [
            Remark(
                "{label}: one-off cost of on average {amount} euros falls after {year} and is in "
                "none of the other figures.",
                {"label": "Naam 5", "amount": 1_234_567.0, "year": 2022},
            )
        ],
        "reconciliation": {
            "has_reconciling": True,
            "tolerance_eur": 500.0,
            "published_source": "Naam 7",
            "with_reconciling": tables(4),
            "without_reconciling": tables(0),
        },
        "overrides": ["a.b=1"],
        "fan_runs": 1_000,
        "estimates": made.estimates
        | {f"s{n}.remainder.mean": late for n in (1, 2)}
        | {"s1.saving.2018.p5": undefined, "s1.share.2018.sd": undefined},
    }
    return dataclasses.replace(made, **(filled | changes))


def texts_of(document: Document) -> list[str]:
    """Every text of a report, each by itself."""
    with speaking(document.language):
        stored = json.loads(written(document, ["json"])["report.json"])
    return list(strings(stored["sections"]))


NOT_READ = {"id", "kind", "name", "chart", "target", "unit", "tone", "layout", "value"}


def strings(stored: Any) -> Iterator[str]:
    if isinstance(stored, str):
        yield stored
    elif isinstance(stored, dict):
        for key, inner in stored.items():
            if key not in NOT_READ:
                yield from strings(inner)
    elif isinstance(stored, list):
        for inner in stored:
            yield from strings(inner)


def pattern_of(message: str) -> re.Pattern[str]:
    """A message with anything in its fields, as a text or as words within one."""
    fixed = re.split(r"\{\w*\}", message.replace(NBSP, " "))
    return re.compile(rf"(?<![\w-]){'[^ ].*?'.join(map(re.escape, fixed))}(?![\w-])")


DUTCH_TOO = {"in", "of", "is", "plan", "report", "week", "p"}  # words that both languages have


def english_messages() -> list[tuple[str, re.Pattern[str]]]:
    """Every message that has another text in Dutch, and a word that is none there."""
    return [
        (message, pattern_of(message))
        for message, dutch in pairs()
        if message != dutch
        and set(re.findall(r"[^\W\d_]+", FIELD.sub("", message).lower())) - DUTCH_TOO
    ]


PATTERNS = english_messages()


def english_in(texts: list[str]) -> list[str]:
    page = "\n".join(text.replace(NBSP, " ") for text in texts)
    return [
        f"{message!r}: {found[0]!r}" for message, one in PATTERNS if (found := one.search(page))
    ]


def test_english_on_a_page_is_found():
    assert english_in(["P100: op of boven de bandbreedte, in of bij het plan"]) == []
    assert english_in(["Percentielen", "P100: at or above the range"])
    assert english_in(["about 3 of 100"])
    assert english_in(["ongeveer 3 van de 100, not by 2030"])


@pytest.mark.parametrize(
    "record",
    [
        full_record(),
        full_record(complete=False, planned_runs=9_000),
        sample(runs=2_000, texts=TEXTS),
        sample(runs=30, texts=TEXTS, partners=12),
        sample(runs=200, texts=TEXTS, scenarios=0),
        sample(runs=1, texts=TEXTS, scenarios=1, partners=1),
        dataclasses.replace(sample(runs=50, texts=TEXTS), inputs=[]),
    ],
    ids=["full", "partial", "plain", "many", "alone", "one", "certain"],
)
def test_a_dutch_report_has_no_english_in_it(record: Results):
    with speaking("nl"):
        document = results_document(record, {"ictsim": "0"})
        page = written(document, ["html", "md"])["report.html"].decode()

    assert document.language == "nl"
    assert '<html lang="nl">' in page
    assert english_in(texts_of(document)) == []
    shown = re.sub(r"<style>.*?</style>|<[^>]*>", "\n", page, flags=re.S)
    assert english_in([shown]) == []


def test_a_dutch_report_has_dutch_numbers_in_all_its_tables():
    """A point is no decimal sign: three digits follow it, never one or two."""
    with speaking("nl"):
        document = results_document(full_record(), {})
        made = [table for table in document.tables if "Herkomst" not in table.caption]
    told = [f"{cell.text} {cell.margin}" for table in made for row in table.rows for cell in row]
    told = [text for text in told if "--set" not in text]  # what a user would type

    assert len(told) > 500
    assert [text for text in told if re.search(r"\d\.\d{1,2}(?!\d)", text)] == []
    assert [text for text in told if re.search(r"\d,\d{3},", text)] == []
    assert sum(bool(re.search(r"\d\.\d{3}(?!\d)", text)) for text in told) > 50
    assert sum(bool(re.search(r"\d,\d", text)) for text in told) > 50


def test_a_dutch_comparison_has_no_english_in_it():
    first, second = full_record(), sample(runs=300, texts=TEXTS, partners=3)
    odd = dataclasses.replace(
        second, case=second.case | {"start": 2012, "headline_years": [2018, 2019]}
    )
    comparison = compared(first, odd, second, labels=["Een", "Twee", "Drie"], stopped=1)
    with speaking("nl"):
        document = comparison_document(comparison, {})

    assert english_in(texts_of(document)) == []


@pytest.mark.parametrize(("scenarios", "partners"), [(2, 2), (1, 1), (2, 12), (8, 12), (0, 2)])
def test_the_dutch_terminal_is_dutch_and_fits_24_lines_of_80(scenarios: int, partners: int):
    record = sample(runs=200, scenarios=scenarios, partners=partners, texts=TEXTS)
    out = io.StringIO()
    with speaking("nl"):
        print_summary(record, Console(file=out, width=80), with_answer=True)
    lines = out.getvalue().splitlines()

    assert english_in([" ".join(" ".join(lines).split())]) == []
    assert len(lines) <= 24
    assert max(cell_len(line.rstrip()) for line in lines) <= 80


def test_the_dutch_terminal_of_a_comparison():
    comparison = compared(sample(runs=200, texts=TEXTS), full_record(), labels=["Eerste", "Tweede"])
    out = io.StringIO()
    with speaking("nl"):
        print_comparison(comparison, Console(file=out, width=80))
        told = joint_answer(comparison)
    lines = out.getvalue().splitlines()

    assert english_in([told, " ".join(" ".join(lines).split())]) == []
    assert max(cell_len(line.rstrip()) for line in lines) <= 80


def test_the_answer_in_dutch():
    """Read by a person: the plan is paid back in 2018, half of the futures later."""
    record = sample(runs=2_000, texts=TEXTS, scenarios=1)
    with speaking("nl"):
        said = answer(record).replace(NBSP, " ")

    assert re.fullmatch(
        r"In .* van de 100 doorrekeningen heeft samenwerking Naam 5 zich uiterlijk eind 20\d\d "
        r"terugverdiend(, het jaar waarin dat volgens plan gebeurt| \(in het plan zelf is dat eind "
        rf"{HORIZON} nog niet zo\))\. (De helft van de doorrekeningen is uiterlijk eind 20\d\d "
        rf"zover\. )?In .* van de 100 is het eind {HORIZON}, het laatste doorgerekende jaar, nog "
        r"niet terugverdiend\.",
        said,
    ), said


def drawn_texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


def test_titles_axes_and_labels_of_the_charts_are_dutch():
    record = full_record()
    with speaking("nl"):
        charts = all_charts(View.of(record))
        figures = make_figures(record)
    told = [text for figure in figures for text in drawn_texts(figure.svg)]

    assert len(charts) == len(figures) > 8
    assert english_in([part for chart in charts for part in (chart.title, chart.alt)]) == []
    assert english_in(told) == []
    assert {"mediaan", "samen", "het plan", "← meerkosten"} <= {
        part for text in told for part in (text, text.split("\u2003")[0])
    }
    assert not [text for text in told if re.search(r"\d\.\d{1,2}(?!\d)", text)]


def test_the_page_of_the_inputs_is_dutch():
    correlated = {"pair": {"inputs": ["wind", "golf"], "rank": 0.5}}
    tables = small_case(
        {"s": {"line": {"kind": "yearly", "amount_eur": 1.0, "factors": ["golf"]}}},
        inputs={
            "wind": {"dist": "pert", "low": 0, "mode": 1234, "high": 5000, "unit": "EUR per year",
                     "label": "Naam 1", "source": "Naam 2", "cap": 2500, "per_year": True,
                     "persistence": 0.5},
            "golf": {"dist": "discrete", "values": [0, 0.25, 1], "weights": [0.25, 0.25, 0.5],
                     "unit": "share", "label": "Naam 3", "base": 3.0},
            "vast": {"dist": "constant", "value": 0.125, "unit": "share", "label": "Naam 4"},
        },
        correlations=correlated,
        events={"exit": {"kind": "hazard", "rate": 0.03, "label": "Naam 5"},
                "munt": {"kind": "chance", "probability": 0.5, "moment": 2014.5,
                         "label": "Naam 6"}},
    )  # fmt: skip
    tables["case"]["title"] = "Naam 7"
    with speaking("nl"):
        page, _picture = inputs_page(Case.model_validate(tables), "0")
    shown = re.sub(r"<style>.*?</style>|<[^>]*>", "\n", page, flags=re.S)

    assert english_in([shown]) == []
    assert f"12,5{NBSP}%" in page
    assert f"€{NBSP}2.500 per jaar" in page
    assert '<html lang="nl">' in page


def test_units_are_read_in_both_languages():
    assert inputs_words.in_unit(0.125, "share per year") == f"12.5{NBSP}% per year"
    with speaking("nl"):
        unit = vocabulary.unit("share per year")
        assert inputs_words.in_unit(0.125, unit) == f"12,5{NBSP}% per jaar"


# ---------------------------------------------------------------------------------------------
# Texts of the config

OWN = {"nl": {"Name 0": "Titel", "Name 5": "Vijf: een plan", "Name 16": "Besparing",
              "software": "programmatuur", "inhabitants": "aantal inwoners"}}  # fmt: skip


def with_own_texts(**changes: Any) -> Results:
    made = sample(runs=50, **changes)
    case = made.case | {"texts": OWN}
    rows = [dataclasses.replace(row, category="software") for row in made.lines]
    return dataclasses.replace(made, case=case, lines=rows)


def test_texts_of_the_config_come_in_the_language_that_is_spoken():
    record = with_own_texts()
    english = texts_of(results_document(record, {}))
    with speaking("nl"):
        document = results_document(record, {})
        view = View.of(record)
        dutch = texts_of(document)

        assert (document.title, view.label("s1"), view.short("s1")) == (
            "Titel", "Vijf: een plan", "Vijf",
        )  # fmt: skip
        assert "programmatuur" in dutch
        assert "Besparing" in dutch
        assert any("naar aantal inwoners" in text for text in dutch)
    assert "Besparing" not in english
    assert "software" in english
    assert View.of(record).label("s1") == "Name 5"


def test_ids_are_not_taken_for_texts():
    """A word that is a translation of something else and the id of a thing leaves the id alone."""
    record = dataclasses.replace(
        with_own_texts(),
        case=with_own_texts().case | {"texts": {"nl": {"s1": "X", "pert": "Y", "sample": "Z"}}},
    )
    with speaking("nl"):
        cleaned = clean_results(record)

    assert cleaned.case["differences"] == record.case["differences"]
    assert cleaned.case["name"] == "sample"
    assert [row.distribution for row in cleaned.inputs] == [
        row.distribution for row in record.inputs
    ]


@pytest.mark.parametrize("name", ["basis", "key", "name", "texts", "scenarios", "s9"])
def test_a_partner_and_a_scenario_may_be_named_as_a_field_is(name: str):
    """Their labels are translated all the same, here and beside the published figures."""
    record = with_own_texts()
    partner = {"label": "Name 0", "attributes": {}, "source": ""}
    scenario = {"label": "Name 16", "description": "", "builds_on": None, "key": "software"}
    tables = {"scenarios": {name: {"label": "Name 16", "partners": {name: {"label": "Name 0"}}}}}
    case = record.case | {"partners": {name: partner}, "scenarios": {name: scenario}}
    with speaking("nl"):
        cleaned = clean_results(
            dataclasses.replace(record, case=case, reconciliation={"with_reconciling": tables})
        )

    told = (cleaned.reconciliation or {})["with_reconciling"]["scenarios"][name]
    assert cleaned.case["partners"][name]["label"] == "Titel"
    assert cleaned.case["scenarios"][name]["label"] == "Besparing"
    assert cleaned.case["scenarios"][name]["key"] == "software", "an id"
    assert (told["label"], told["partners"][name]["label"]) == ("Besparing", "Titel")


class Spoken(HTMLParser):
    """Every text of a page with the language it is marked as, empty where it has no mark."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.languages = [""]
        self.texts: list[tuple[str, str]] = []
        self.feed(re.sub('<html lang="[a-z]+">', "<html>", page))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "br", "img"):
            self.languages.append(dict(attrs).get("lang") or self.languages[-1])

    def handle_endtag(self, tag: str) -> None:
        self.languages.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((data.strip(" :()\n"), self.languages[-1]))

    def marked(self, language: str, start: str) -> set[str]:
        """The texts in a language that begin so and have nothing behind it but a number."""
        whole = re.compile(rf"{start} \d+")
        return {text for text, code in self.texts if code == language and whole.fullmatch(text)}


def page_of(made: Document) -> Spoken:
    return Spoken(written(made, ["html"])["report.html"].decode())


# Title, question, councils, correlations, scenarios, lists, unit, source, inputs, lines and their
# source, events and theirs; by their numbers in full_record. 13 is a message of the program, 21 a
# category's id.
STAND_ALONE = {0, 1, 2, 3, *range(5, 13), *range(14, 21), 22, 30, 31, 32}


@pytest.mark.parametrize("lacking", [0, 1], ids=["even", "odd"])
def test_each_text_of_the_config_without_a_translation_says_so(lacking: int):
    """In a config with translations of every other text; then of the others."""
    record = full_record()
    own = {f"Naam {n}": f"Tekst {n}" for n in STAND_ALONE if n % 2 != lacking}
    record = dataclasses.replace(record, case=record.case | {"texts": {"nl": own}})
    with speaking("nl"):
        page = page_of(results_document(record, {}))

    without = {f"Naam {n}" for n in STAND_ALONE if n % 2 == lacking}
    assert page.marked("en", "Naam") == without | {"Naam 13"}
    assert page.marked("", "Naam") == {"Naam 21"}
    assert page.marked("", "Tekst") == set(own.values())
    assert page.marked("en", "Tekst") == set()
    assert page_of(results_document(record, {})).marked("en", "Naam") == set(), "in English"


def test_names_common_units_and_cut_labels_are_not_in_another_language():
    """What the program itself says, what is no text, and a translation that is too long."""
    record = full_record()
    long = "Tekst " * 20
    first, *others = record.inputs
    case = record.case | {"texts": {"nl": {"Naam 5": long, "Naam 2": long}}}
    row = dataclasses.replace(first, label=first.name, unit="factor")
    with speaking("nl"):
        record = dataclasses.replace(record, case=case, inputs=[row, *others])
        page = page_of(results_document(record, {}))
    no_texts = {code for text, code in page.texts if text in (first.name, "factor")}
    cut = {text: code for text, code in page.texts if re.fullmatch(r"(Tekst )+Tekst…", text)}

    assert no_texts == {""}
    assert len(cut) >= 2, "a scenario and its short name"
    assert set(cut.values()) == {""}
    assert {"Naam 3", "Naam 6"} <= page.marked("en", "Naam")


def test_each_config_side_by_side_knows_its_own_language():
    lists = dict.fromkeys(("not_in_money", "waiting", "assumptions", "inconsistencies"), ())
    first, second = with_own_texts(), with_own_texts()
    first.case.update(lists, omitted=["Left out 1"], texts={"nl": {"Name 20": "Tekst 20"}})
    second.case.update(
        lists,
        omitted=["Left out 1", "Left out 2"],
        texts={"nl": {"Name 0": "Tekst 0", "Left out 2": "Tekst 2"}},
    )
    with speaking("nl"):
        both = compared(first, second, labels=["Name 20", "Name 21"])
        page = page_of(comparison_document(both, {}, reports={"c0": "0.html", "c1": "1.html"}))
        unnamed = page_of(comparison_document(compared(first, second, labels=["c0", "c1"]), {}))

    # The first one's title is the page's too, the second one's is translated, and so on.
    assert {"Name 0", "Name 21"} <= page.marked("en", "Name")
    assert page.marked("", "Name") == set()
    assert {"Tekst 0", "Tekst 2", "Tekst 20"} <= page.marked("", "Tekst")
    assert page.marked("en", "Tekst") == set()
    assert page.marked("en", "Left out") == {"Left out 1"}
    assert {code for text, code in unnamed.texts if text in ("c0", "c1")} == {""}


def test_texts_of_the_inputs_without_a_translation_say_so():
    tables = small_case(
        {"s": {"line": {"kind": "yearly", "amount_eur": 1.0, "factors": ["golf"]}}},
        inputs={
            "wind": {"dist": "uniform", "low": 0, "high": 1, "label": "Naam 1"},
            "golf": {"dist": "uniform", "low": 0, "high": 1, "label": "Naam 2"},
            "vast": {"dist": "constant", "value": 1, "label": "Naam 3", "source": "Naam 4"},
            "zand": {"dist": "constant", "value": 1, "label": "Naam 5", "source": "Naam 6"},
            "kaal": {"dist": "constant", "value": 1},
        },
        events={"exit": {"kind": "hazard", "rate": 0.03, "label": "Naam 7"}},
    )
    tables["texts"] = {"nl": {f"Naam {n}": f"Tekst {n}" for n in (2, 4, 5)}}
    with speaking("nl"):
        page = Spoken(inputs_page(Case.model_validate(tables), "0")[0])

    assert page.marked("en", "Naam") == {f"Naam {n}" for n in (1, 3, 6, 7)}
    assert page.marked("", "Naam") == set()
    assert page.marked("", "Tekst") == {f"Tekst {n}" for n in (2, 4, 5)}
    assert ("kaal", "") in page.texts


def test_lists_and_messages_in_another_language_than_the_page_say_so():
    """Messages of the program, and texts of a config that have no translation among others."""
    own = {"nl": {"Left out": "Weggelaten", "Other": "Anders"}}
    record = with_own_texts(warnings=["a message"])
    empty = ("not_in_money", "waiting", "assumptions", "inconsistencies")
    lists = {"omitted": ["Left out", "Not translated"], **dict.fromkeys(empty, ())}
    record = dataclasses.replace(record, case=record.case | lists | {"texts": own})
    without = dataclasses.replace(record, case=record.case | {"texts": {}})

    def marked(made: Results, code: str) -> list[str]:
        with speaking(code):
            page = page_of(results_document(made, {}))
        return sorted(text for text, code in page.texts if code == "en" and "Name" not in text)

    assert marked(record, "en") == []
    assert marked(without, "nl") == ["a message"]
    assert marked(record, "nl") == ["Not translated", "Not translated", "a message"]


def test_the_labels_of_configs_side_by_side_are_translated():
    record = with_own_texts()
    comparison = compared(record, record, labels=["Name 16", "Twee"])
    with speaking("nl"):
        told = texts_of(comparison_document(comparison, {}))

    assert any("Besparing" in text for text in told)


# ---------------------------------------------------------------------------------------------
# Remarks: what the study finds, in the words of the report


def test_a_remark_is_said_in_the_language_that_is_spoken():
    view = View.of(full_record())

    assert remark_sentences(view) == [
        "Naam 5: one-off cost of on average 1,234,567 euros falls after 2022 and is in none of the "
        "other figures."
    ]
    with speaking("nl"):
        assert remark_sentences(view) == [
            "Naam 5: gemiddeld 1.234.567 euro aan incidentele kosten valt na 2022 en zit in geen "
            "van de andere cijfers."
        ]


def test_a_remark_from_a_file_is_no_format_of_python():
    """The record may be read from a folder that somebody changed."""
    remark = Remark("{label.__class__} {unknown} {label} {0} {", {"label": "{year}", "year": 7})
    view = View.of(sample(runs=20, remarks=[remark]))

    assert remark_sentences(view) == ["{label.__class__} {unknown} {year} {0} {"]


# ---------------------------------------------------------------------------------------------
# The command line


def test_a_run_in_dutch_writes_and_prints_dutch(tmp_path: Path):
    config, out = small_config(tmp_path), tmp_path / "out"
    result = run_quickly(config, out, "--runs", 100, "--lang", "nl")

    page = (out / "report.html").read_text("utf-8")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert result.exit_code == 0, result.stderr
    assert "doorrekeningen" in result.stdout
    assert "calculated future" not in result.stdout
    assert '<html lang="nl">' in page
    assert "doorrekeningen" in page
    assert manifest["language"] == "nl"


def test_the_numbers_of_a_run_do_not_depend_on_its_language(tmp_path: Path):
    config = small_config(tmp_path)
    folders = [tmp_path / code for code in LANGUAGES]
    for code, folder in zip(LANGUAGES, folders, strict=True):
        result = run_quickly(config, folder, "--runs", 100, "--lang", code)
        assert result.exit_code == 0, result.stderr

    english, dutch = ((folder / "summary.json").read_bytes() for folder in folders)
    assert english == dutch
    assert language() == "en"


def test_results_that_are_read_again_give_the_same_dutch_report(tmp_path: Path):
    """The record on the disk is in no language."""
    config, out = small_config(tmp_path), tmp_path / "out"
    run_quickly(config, out, "--runs", 100)
    result = call("report", out, "--lang", "nl", "--to", "html")

    kept = read_results(out)
    with speaking("nl"):
        document = results_document(kept.first, kept.packages)
    assert result.exit_code == 0, result.stderr
    told = (out / "report_nl.html").read_text("utf-8")
    assert sentences.answer(kept.first) not in told
    headings = [section.heading for section in document.sections if section.heading]
    assert {"Percentielen", "Uitgangspunten"} <= set(headings)
    assert [text for text in headings if text not in unescape(told)] == []
    assert '<html lang="nl">' in told


@pytest.mark.parametrize("command", ["run", "report", "inputs"])
def test_a_language_that_there_is_not_is_a_wrong_argument(tmp_path: Path, command: str):
    result = call(command, small_config(tmp_path), "--lang", "de")

    assert result.exit_code == 2
    assert "'de' is not one of 'en', 'nl'" in result.stderr


def test_the_inputs_in_dutch(tmp_path: Path):
    out = tmp_path / "out"
    result = call("inputs", small_config(tmp_path), "--out", out, "--lang", "nl")

    assert result.exit_code == 0, result.stderr
    assert "Uitgangspunten" in (out / "inputs.html").read_text("utf-8")
