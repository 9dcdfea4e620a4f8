"""The resolved model on a terminal: what a reader checks first comes first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ictsim.cli.base_view import Row, in_blocks
from ictsim.cli.check_words import (
    INDENT,
    key_texts,
    law_text,
    number,
    one_line,
    place_text,
    places,
    rounded,
    share,
    value_text,
    wrapped,
)
from ictsim.cli.payers import payers_text
from ictsim.cli.placed import Placed, plain
from ictsim.distributions.base import SHARED_FIELDS

Table = dict[str, Any]

_NARROWEST = 50

_AMOUNTS = "Base case{basis}, x € 1,000: above 0 is extra cost, below a saving"

_LISTS = {
    "omitted": "Cost items that are left out",
    "not_in_money": "Effects without an amount",
    "waiting": "What the config cannot say yet",
    "assumptions": "Assumptions",
    "inconsistencies": "Where the source contradicts itself",
}

# Sections without a view of their own: each item with its values.
_PLAIN_SECTIONS = {
    "events": "EVENTS",
    "indices": "PRICE PATHS",
    "schedules": "PATHS IN TIME",
    "asset_classes": "ASSET CLASSES",
    "partners": "PARTNERS",
}


def check_text(data: Table, width: int) -> str:
    """What :func:`ictsim.cli.check_data.check_data` gives, as text.

    ``width`` is the terminal's, in characters.
    """
    return "\n".join(_lines(data, max(width - 1, _NARROWEST)))


def _lines(data: Table, width: int) -> Iterator[str]:
    yield from _head(data, width)
    yield from _scenarios(data, width)
    yield from _inputs(data, width)
    yield from _correlations(data, width)
    yield from _lines_of_scenarios(data, width)
    for section, heading in _PLAIN_SECTIONS.items():
        if data.get(section):
            yield from ("", heading)
            for name, item in data[section].items():
                yield from _item(name, item["values"], width)
    yield from _alone(data["baseline"], width)
    yield from _who_pays(data, width)
    yield from _published(data.get("published", {}), width)
    if "resilience" in data:
        yield from ("", "CAPACITY TO BEAR LOSSES")
        yield from _item("resilience", data["resilience"]["values"], width)
    yield from _left_out(data["case"]["values"], width)
    yield from _translations(data.get("texts", {}), width)
    if data["warnings"]:
        yield from ("", "WARNINGS")
        for warning in data["warnings"]:
            text = f"{place_text(warning)}: {warning['key']}: {warning['message']}"
            yield from wrapped(text, width)
    yield ""
    yield verdict(data["counts"])


def verdict(counts: Table) -> str:
    """The last line."""
    parts = (_count(counts[f"{what}s"], what) for what in ("input", "line", "warning"))
    return f"valid: {', '.join(parts)}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _head(data: Table, width: int) -> Iterator[str]:
    case = plain(data["case"]["values"])
    yield from wrapped(case["title"], width, "")
    if case.get("question"):
        yield from wrapped(case["question"], width, "")
    years = ", ".join(map(str, case["headline_years"]))
    yield from wrapped(
        f"{case['start']} to {case['horizon']}, headline years {years}, "
        f"discount rate {100 * case['discount_rate']:.6g} %"
        + (f", correlations {case['correlation']}" if "correlation" in case else ""),
        width,
        "",
    )
    names = {key: case[key] for key in ("name", "label") if key in case}
    said = {key: given for key, given in data["case"]["values"].items() if key not in _LISTS}
    yield from wrapped(f"{key_texts(names)} ({places(said)})", width, "")
    yield ""
    yield "Read, each over the one before:" if len(data["files"]) > 1 else "Read:"
    yield from (f"{INDENT}{one_line(file)}" for file in data["files"])
    yield from (f"{INDENT}--set {one_line(setting)}" for setting in data["overrides"])


def _scenarios(data: Table, width: int) -> Iterator[str]:
    """Per scenario a row a line: what the base case changes each year."""
    for name, scenario in data.get("scenarios", {}).items():
        values = plain(scenario["values"])
        yield ""
        yield from wrapped(f"SCENARIO {name}: {values['label']}", width, "")
        if values.get("builds_on"):
            dropped = f", without {', '.join(scenario['dropped'])}" if scenario["dropped"] else ""
            yield from wrapped(f"builds on {values['builds_on']}{dropped}", width, "")
        if values.get("description"):
            yield from wrapped(values["description"], width, "")
        said = {key: node for key, node in scenario["values"].items() if key != "settlement"}
        yield from wrapped(f"({places(said)})", width, "")
        yield from _source(said, width)
        if not scenario["counted"]:
            continue
        basis = ", in the budget" if data["two_bases"] else ""
        yield from wrapped(_AMOUNTS.format(basis=basis), width, "")
        amounts = {
            _line_name(line, name): _item_of(data, line)["base_eur"] for line in scenario["counted"]
        }
        rows = [
            Row(line, 0, _cells(by_year))
            for line, by_year in amounts.items()
            if any(by_year.values())
        ]
        rows.append(Row("together", 0, _cells(scenario["base_eur"])))
        yield from in_blocks(tuple(scenario["base_eur"]), rows, width)
        nothing = [line for line, by_year in amounts.items() if not any(by_year.values())]
        yield from _apart(data, name, scenario["counted"], nothing, width)


def _apart(
    data: Table, scenario: str, counted: list[str], nothing: list[str], width: int
) -> Iterator[str]:
    """The lines of a scenario of which its table does not say all."""
    given = {_line_name(line, scenario): plain(_item_of(data, line)["values"]) for line in counted}
    in_cash = [line for line, values in given.items() if values.get("basis") == "cash"]
    for told, lines in (
        (
            "moved between partners, and no part of together",
            [x for x in given if "transfer" in given[x]],
        ),
        ("in cash alone, not in the budget", in_cash),
        ("0 in every year of the base case", [x for x in nothing if x not in in_cash]),
    ):
        if lines:
            yield from wrapped(f"{told}: {', '.join(lines)}", width, "")


def _line_name(line: str, scenario: str) -> str:
    """Its own lines by their name, those of other scenarios with the scenario's."""
    owner, _, name = line.partition(".")
    return name if owner == scenario else line


def _item_of(data: Table, line: str) -> Table:
    owner, _, name = line.partition(".")
    item: Table = data["scenarios"][owner]["lines"][name]
    return item


def _cells(amounts: dict[str, float]) -> tuple[str, ...]:
    texts = (f"{euros / 1000:,.1f}" for euros in amounts.values())
    return tuple(text if text.strip("-0.") else "0" for text in texts)


def _inputs(data: Table, width: int) -> Iterator[str]:
    inputs = data.get("inputs", {})
    drawn = {name: item for name, item in inputs.items() if item["figures"]["drawn"]}
    if drawn:
        yield from ("", f"INPUTS THAT ARE DRAWN ({len(drawn)})")
        for name, item in drawn.items():
            yield from _input(name, item, width)
    if len(drawn) < len(inputs):
        yield from ("", f"INPUTS HELD CERTAIN ({len(inputs) - len(drawn)})")
        for name, item in inputs.items():
            if name not in drawn:
                yield from _input(name, item, width)


def _input(name: str, item: Table, width: int) -> Iterator[str]:
    values, figures = item["values"], item["figures"]
    yield from _title(name, values, width)
    law = {key: node for key, node in values.items() if key not in SHARED_FIELDS}
    yearly = {key: values[key] for key in ("per_year", "persistence") if key in values}
    apart = {key: node for key, node in values.items() if key not in ("base", *yearly)}
    yield from wrapped(f"{law_text(plain(law))} ({places(apart)})", width)
    yield from (_drawn if figures["drawn"] else _certain)(values, figures, width)
    if yearly:
        yield from wrapped(f"{_how_often(plain(yearly))} ({places(yearly)})", width)
    yield from _source(values, width)


def _drawn(values: Table, figures: Table, width: int) -> Iterator[str]:
    """Percentiles, and where the base case stands among the draws."""
    found = [f"{level.upper()} {rounded(x)}" for level, x in figures["percentiles"].items()]
    yield from wrapped(f"{', '.join(found)}, mean {rounded(figures['mean'])}", width)
    exactly = f", {share(figures['at_base'])} are exactly it" if figures["at_base"] else ""
    if figures["base"] is None:
        yield from wrapped("no value in the base case", width)
    else:
        below = f"{share(figures['below_base'])} of draws lie below the plan{exactly}"
        yield from wrapped(f"plan {rounded(figures['base'])}: {below}{_base_place(values)}", width)
    if figures["capped_share"]:
        yield f"{INDENT}the cap binds in {share(figures['capped_share'])} of draws"


def _certain(values: Table, figures: Table, width: int) -> Iterator[str]:
    """Of an input that never varies only a plan that is another value."""
    base, value = figures["base"], figures["percentiles"]["p50"]
    if base is None:
        yield from wrapped("no value in the base case", width)
    elif base != value:
        told = f"plan {number(base)}, but {number(value)} in every draw{_base_place(values)}"
        yield from wrapped(told, width)


def _base_place(values: Table) -> str:
    return f" ({place_text(values['base'])})" if "base" in values else ""


def _how_often(yearly: Table) -> str:
    if not yearly.get("per_year"):
        return "drawn once, for all years"
    persistence = yearly.get("persistence")
    again = "" if persistence is None else f", persistence {value_text(persistence)}"
    return f"drawn each year{again}"


def _title(name: str, values: Table, width: int) -> Iterator[str]:
    words = _words(values)
    unit = f" [{words['unit']}]" if words.get("unit") else ""
    label = words.get("label", "")
    yield from wrapped(f"{name}{f': {label}' if label else ''}{unit}", width, "")


def _source(values: Table, width: int) -> Iterator[str]:
    source = _words(values).get("source")
    if source:
        yield from wrapped(f"source: {source}", width)


def _words(values: Table) -> Table:
    """What is said for people. A partner may have such a name too: that is a table of years."""
    return {
        key: values[key]["value"]
        for key in ("label", "unit", "source")
        if isinstance(values.get(key), Placed)
    }


def _item(name: str, values: Table, width: int) -> Iterator[str]:
    """Any other item: its name, its values, where they stand, its source."""
    yield from _title(name, {key: node for key, node in values.items() if key != "unit"}, width)
    told_apart = _words(values).keys() - {"unit"}
    rest = {key: node for key, node in values.items() if key not in told_apart}
    yield from wrapped(f"{key_texts(plain(rest))} ({places(values)})".lstrip(), width)
    yield from _source(values, width)


def _correlations(data: Table, width: int) -> Iterator[str]:
    correlations = data.get("correlations", {})
    if not correlations:
        return
    yield from ("", "RANK CORRELATIONS")
    for item in correlations.values():
        for pair in item["pairs"]:
            scaled = f", scaled to {rounded(pair['rank'])}" if pair["rank"] != pair["asked"] else ""
            text = f"{' and '.join(pair['inputs'])}: {value_text(pair['asked'])}{scaled}"
            yield from wrapped(f"{text}{_realised(pair)} ({places(item['values'])})", width, "")
        yield from _source(item["values"], width)


def _realised(pair: Table) -> str:
    if pair["realised"] is None:
        return ", but one of them never varies"
    if not pair["with_atoms"]:
        return ""
    return f", realised {pair['realised']:.3f}"


def _lines_of_scenarios(data: Table, width: int) -> Iterator[str]:
    for name, scenario in data.get("scenarios", {}).items():
        if scenario.get("lines"):
            yield from ("", f"LINES OF {name}")
        for line, item in scenario.get("lines", {}).items():
            yield from _item(line, item["values"], width)


def _alone(baseline: Table, width: int) -> Iterator[str]:
    yield from ("", "COST OF GOING ON ALONE")
    if "values" in baseline:
        yield from _item("baseline", baseline["values"], width)
    for name, item in baseline["categories"].items():
        yield from _item(name, item["values"], width)


def _who_pays(data: Table, width: int) -> Iterator[str]:
    """In words per scenario, those alike together; then what the config says of it."""
    start = plain(data["case"]["values"])["start"]
    alike: dict[str, list[str]] = {}
    for name, paid in data["who_pays"].items():
        alike.setdefault(payers_text(paid, start), []).append(name)
    given = {"settlement": data["settlement"]["values"]} if "settlement" in data else {}
    for name, scenario in data.get("scenarios", {}).items():
        if "settlement" in scenario["values"]:
            given[f"{name}.settlement"] = scenario["values"]["settlement"]
    if alike or given:
        yield from ("", "WHO PAYS")
    for text, names in alike.items():
        yield from wrapped(f"{', '.join(names)}: {text}", width, "")
    for name, values in given.items():
        yield from _item(name, values, width)


def _published(published: Table, width: int) -> Iterator[str]:
    if not published:
        return
    yield from ("", "PUBLISHED, TO COMPARE THE BASE CASE WITH")
    yield from _item("published", published["values"], width)
    for name, item in published["costs_eur"].items():
        yield from _item(name, item["values"], width)


def _left_out(case: Table, width: int) -> Iterator[str]:
    for key, heading in _LISTS.items():
        entries = case[key]["value"] if key in case else []
        if entries:
            yield ""
            yield from wrapped(f"{heading.upper()} ({place_text(case[key])})", width, "")
            for entry in entries:
                yield from wrapped(f"- {entry}", width)


def _translations(languages: Table, width: int) -> Iterator[str]:
    if languages:
        yield ""
    for language, said in languages.items():
        left, given = said["untranslated"], len(said.get("values", {}))
        told = "every text of this config has one"
        if left:
            told = f'{_count(len(left), "text")} of this config without one, the first: "{left[0]}"'
        yield from wrapped(f"TRANSLATIONS INTO {language}: {given}; {told}", width, "")
