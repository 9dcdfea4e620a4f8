"""Names that refer to something: each check yields the faults of one kind of reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ictsim.config.faults.fault import Fault, Keys, Table, at, names_at
from ictsim.config.faults.hints import listed
from ictsim.config.rules.fields import records, values_named
from ictsim.lines.base import Line
from ictsim.model import Case, Settled
from ictsim.model.resilience import TOTAL

# Keys of a line that name a part of the case: what it is, and where such parts stand.
_PARTS = {
    "index": ("index", ("indices",)),
    "schedule": ("schedule", ("schedules",)),
    "of": ("baseline category", ("baseline", "categories")),
    "asset_class": ("asset class", ("asset_classes",)),
    "buyer": ("partner", ("partners",)),
    "partner": ("partner", ("partners",)),
    "event": ("event", ("events",)),
}

# Keys of a line, or of the years of a settlement, that name an event or an input.
_EVENTS_TOO = ("from", "until", "written_off")

# Results are named scenario.partner.metric.year: these words already have a meaning there.
TAKEN_BY_SCENARIOS = ("baseline", "best")
TAKEN_BY_PARTNERS = (
    "all_partners",
    "saving",
    "beats",
    "payback",
    "payback_by",
    "npv",
    "npv_beats",
    "loss",
    "peak",
    "peak_cash",
    "worst_rise",
    "saving_cash",
    "share",
    "one_off",
    "remainder",
    "book_value",
    "cost",
    "resilience",
    "tornado",
    "settle",
    TOTAL,
)


def result_names(case: Case, _: Table) -> Iterator[Fault]:
    """Scenario and partner ids can be told apart from the other words in a result's name."""
    for name in case.scenarios:
        if name in TAKEN_BY_SCENARIOS or "_vs_" in name:
            taken = ", ".join(TAKEN_BY_SCENARIOS)
            message = f'cannot be the id of a scenario: {taken} and "_vs_" name results; rename it'
            yield Fault(("scenarios", name), message)
    for name in case.partners:
        if name in TAKEN_BY_PARTNERS:
            why = "it stands for all of them together" if name == TOTAL else "it names a result"
            message = f"cannot be the id of a partner: {why}; rename it"
            yield Fault(("partners", name), message)


def input_names(case: Case, tables: Table) -> Iterator[Fault]:
    """Every name that stands for a number is an input."""
    inputs, events = names_at(tables, "inputs"), names_at(tables, "events")
    for keys, record in records(case):
        for place, name in values_named(record):
            # A line may begin and end with an event, and be written off at one.
            may_be_event = isinstance(record, Line | Settled) and place[0] in _EVENTS_TOO
            if may_be_event and name not in (*inputs, *events):
                yield unknown((*keys, *place), "event or input", name, [*events, *inputs])
            elif not may_be_event and name not in inputs:
                yield unknown((*keys, *place), "input", name, inputs)


def parts_of_lines(case: Case, tables: Table) -> Iterator[Fault]:
    """What a line names is there: its index, schedule, category, asset class, partner, event."""
    for keys, line in records(case):
        for key, (what, place) in _PARTS.items():
            name = getattr(line, key, None) if isinstance(line, Line) else None
            if name is not None and name not in names_at(tables, *place):
                yield unknown((*keys, key), what, name, names_at(tables, *place))


def partner_names(case: Case, tables: Table) -> Iterator[Fault]:
    """Amounts per partner are for partners of the case."""
    partners = names_at(tables, "partners")
    for name, category in case.baseline.categories.items():
        for partner in category.additive_eur:
            if partner not in partners:
                keys = ("baseline", "categories", name, "additive_eur", partner)
                yield unknown(keys, "partner", partner, partners)


def published_names(case: Case, tables: Table) -> Iterator[Fault]:
    """The published table is about scenarios and partners of the case."""
    if case.published is None:
        return
    scenarios, partners = names_at(tables, "scenarios"), names_at(tables, "partners")
    for scenario, rows in case.published.costs_eur.items():
        keys = ("published", "costs_eur", scenario)
        if scenario not in scenarios:
            yield unknown(keys, "scenario", scenario, scenarios)
        for partner in rows:
            if partner not in partners:
                yield unknown((*keys, partner), "partner", partner, partners)


def capacity_names(case: Case, tables: Table) -> Iterator[Fault]:
    """A capacity to bear losses is a partner's, or that of all together."""
    partners = names_at(tables, "partners")
    for name in case.resilience.capacity_eur if case.resilience else ():
        if name != TOTAL and name not in partners:
            keys = ("resilience", "capacity_eur", name)
            yield unknown(keys, "partner", name, dict.fromkeys([TOTAL, *partners]))


def builds_on(case: Case, tables: Table) -> Iterator[Fault]:
    """What a scenario builds on exists and does not build on it in turn."""
    scenarios = names_at(tables, "scenarios")
    for name, scenario in case.scenarios.items():
        keys = ("scenarios", name, "builds_on")
        if scenario.builds_on is None:
            continue
        if scenario.builds_on not in scenarios:
            yield unknown(keys, "scenario", scenario.builds_on, scenarios)
            continue
        chain = ancestors(tables, name)
        # A circle is one fault: told at the first of its scenarios.
        if name in chain and name == min(chain, key=scenarios.index):
            way = " -> ".join([name, *chain])
            yield Fault(keys, f"scenarios build on each other in a circle: {way}; break it")


def without(case: Case, tables: Table) -> Iterator[Fault]:
    """What a scenario drops is a line of one it builds on."""
    for name, scenario in case.scenarios.items():
        above = [
            line
            for ancestor in ancestors(tables, name)
            for line in names_at(tables, "scenarios", ancestor, "lines")
        ]
        for place, line in enumerate(scenario.without):
            keys = ("scenarios", name, "without", place)
            if line not in above:
                yield unknown(keys, "inherited line", line, above)
            elif above.count(line) > 1:
                message = (
                    f"{line} is a line of more than one scenario below; give each its own name"
                )
                yield Fault(keys, message)


def ancestors(tables: Table, scenario: str) -> list[str]:
    """The scenarios one builds on, nearest first; ends where one is missing or comes again."""
    found: list[str] = []
    below = _below(tables, scenario)
    while below and below not in found:
        found.append(below)
        below = _below(tables, below)
    return found


def _below(tables: Table, scenario: str) -> str:
    try:
        below = at(tables, ("scenarios", scenario, "builds_on"))
    except KeyError:
        return ""
    return below if isinstance(below, str) else ""


def unknown(keys: Keys, what: str, name: str, known: Iterable[str]) -> Fault:
    """A name that refers to nothing: what it should be, and what there is."""
    return Fault(keys, f'"{name}" is no {what} of this case; {listed(known, name)}')


REFERENCES = (
    result_names,
    input_names,
    parts_of_lines,
    partner_names,
    published_names,
    capacity_names,
    builds_on,
    without,
)
