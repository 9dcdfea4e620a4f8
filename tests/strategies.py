"""Random valid cases, and what it takes to run one.

A case is written as the tables a config would hold, and then validated. The records accept a
little more than a config may hold (an amount before the start, say); the core must cope with it.
Numbers lie on a coarse grid: repeats, ties, exact zeros and moments that fall together are then
common instead of never.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from ictsim.compile import node_tape, slots_of, statistics_tape, store_tape
from ictsim.engine import Plan, choose_bins
from ictsim.engine.plan import BINS
from ictsim.graph import Op
from ictsim.model import Case
from ictsim.study import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from ictsim.compile import Slots, Tape
    from ictsim.graph import Expr, Graph
    from ictsim.study import Study

    Columns = Mapping[str, NDArray[np.float64]]

Table = dict[str, Any]
Draw = Any  # what st.composite hands to its function

# ---------------------------------------------------------------------------------------------
# Running a case


@dataclass(frozen=True)
class Model:
    """A case made ready to run, and a tape that stores all its inputs and results."""

    case: Case
    seed: int = 1

    @cached_property
    def study(self) -> Study:
        return prepare(self.case, self.seed)

    @cached_property
    def tape(self) -> Tape:
        study = self.study
        return store_tape(self._graph, study.inputs, study.outputs, keep=self.inputs)

    @cached_property
    def inputs(self) -> dict[str, Expr]:
        """All inputs: those listed, and the years outside the case that some formula needs."""
        graph = self._graph
        used = {
            node.name: graph.as_expr(number)
            for number, node in enumerate(graph.nodes)
            if node.op in (Op.INPUT, Op.DEPENDENT)
        }
        return {**self.study.flows.inputs, **used}

    @property
    def _graph(self) -> Graph:
        return self.study.flows.frame.graph

    def columns(self, runs: int, tape: Tape | None = None) -> Columns:
        """Inputs and results of the first ``runs`` runs, by name."""
        return self.study.core.store(tape or self.tape, runs)

    def draws(self, columns: Columns, run: int) -> dict[str, float]:
        """What the inputs were in one run."""
        return {name: float(columns[name][run]) for name in self.inputs}

    @cached_property
    def slots(self) -> Slots:
        return slots_of(self.study.outputs)

    def nodes(self, runs: int) -> list[NDArray[np.float64]]:
        """What the amount slots keep the distribution of, in the first ``runs`` runs."""
        tape = node_tape(self._graph, self.study.inputs, self.slots.amounts)
        return list(self.study.core.store(tape, runs).values())

    def plan(self, runs: int = 1000, narrowed: float = 1.0) -> Plan:
        """What to gather; bins from the first ``runs`` runs, or a part of their width."""
        bins = [
            replace(b, low=b.low + BINS * b.width * (1 - narrowed) / 2, width=b.width * narrowed)
            for b in choose_bins(self.nodes(runs))
        ]
        graph, inputs, slots = self._graph, self.study.inputs, self.slots
        lean = statistics_tape(graph, inputs, slots.lean(), bins)
        return Plan(lean, statistics_tape(graph, inputs, slots, bins), slots, bins)


def run_case(tables: Table, runs: int, seed: int = 1) -> Columns:
    """Inputs and results of the first ``runs`` runs of a case given as tables."""
    return Model(Case.model_validate(tables), seed).columns(runs)


# ---------------------------------------------------------------------------------------------
# Numbers and distributions


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Floats on a grid of 64 steps, both ends included."""
    return st.integers(0, 64).map(lambda step: low + (high - low) * (step / 64))


def _rising(draw: Draw, low: float, high: float, count: int) -> list[float]:
    return sorted(draw(st.lists(numbers(low, high), min_size=count, max_size=count)))


def _uniform(draw: Draw, low: float, high: float) -> Table:
    first, last = _rising(draw, low, high, 2)
    return {"dist": "uniform", "low": first, "high": last}


def _three_points(family: str) -> Callable[[Draw, float, float], Table]:
    def make(draw: Draw, low: float, high: float) -> Table:
        first, mode, last = _rising(draw, low, high, 3)
        return {"dist": family, "low": first, "mode": mode, "high": last}

    return make


def _normal(draw: Draw, low: float, high: float) -> Table:
    mean = draw(numbers(low, high))
    return {"dist": "normal", "mean": mean, "sd": (high - low) / 6, "min": low, "max": high}


def _lognormal(draw: Draw, low: float, high: float) -> Table:
    middle = max(low, high / 4)
    if draw(st.booleans()):
        law = {"p50": middle, "p90": 2 * middle}
    else:
        law = {"mean": middle, "sd": middle / 3}
    return {"dist": "lognormal", **law, "min": max(low, 0.0), "max": high}


def _bernoulli(draw: Draw, low: float, high: float) -> Table:
    del low, high
    return {"dist": "bernoulli", "p": draw(numbers(0.0, 1.0))}


def _discrete(draw: Draw, low: float, high: float) -> Table:
    values = sorted(draw(st.lists(numbers(low, high), min_size=1, max_size=4, unique=True)))
    weights = [draw(st.integers(1, 4)) for _ in values]
    return {"dist": "discrete", "values": values, "weights": [w / sum(weights) for w in weights]}


def _pareto(draw: Draw, low: float, high: float) -> Table:
    end = draw(st.sampled_from(["cap", "max"]))
    return {"dist": "pareto", "xm": max(low, high / 4), "alpha": draw(numbers(0.5, 3.0)), end: high}


def _beta(draw: Draw, low: float, high: float) -> Table:
    first, last = _rising(draw, low, high, 2)
    a, b = (draw(st.sampled_from([0.5, 1.0, 2.0, 4.5])) for _ in range(2))
    return {"dist": "beta", "a": a, "b": b, "low": first, "high": last}


def _gamma(draw: Draw, low: float, high: float) -> Table:
    middle = max(low, high / 4)
    sd = middle * draw(numbers(0.25, 2.0))
    return {"dist": "gamma", "mean": middle, "sd": sd, "min": max(low, 0.0), "max": high}


def _weibull(draw: Draw, low: float, high: float) -> Table:
    law = {"dist": "weibull", "shape": draw(numbers(0.5, 4.0)), "scale": max(low, high / 4)}
    return law | {"min": max(low, 0.0), "max": high}


def _student_t(draw: Draw, low: float, high: float) -> Table:
    law = {"dist": "student_t", "df": draw(numbers(0.5, 10.0)), "loc": draw(numbers(low, high))}
    return law | {"scale": (high - low) / 6, "min": low, "max": high}


def _poisson(draw: Draw, low: float, high: float) -> Table:
    del low
    return {"dist": "poisson", "mean": draw(numbers(0.0, high)), "cap": high}


def _empirical(draw: Draw, low: float, high: float) -> Table:
    values = draw(st.lists(numbers(low, high), min_size=1, max_size=6))
    return {"dist": "empirical", "values": values}


def _quantiles(draw: Draw, low: float, high: float) -> Table:
    return {"dist": "quantiles", "p": [0.0, 0.25, 0.5, 1.0], "values": _rising(draw, low, high, 4)}


def _metalog(draw: Draw, low: float, high: float) -> Table:
    """Between both ends, which it does not reach."""
    shares = (0.2, draw(numbers(0.4, 0.6)), 0.8)
    p10, p50, p90 = (low + share * (high - low) for share in shares)
    return {"dist": "metalog", "p10": p10, "p50": p50, "p90": p90, "lower": low, "upper": high}


def _mixture(draw: Draw, low: float, high: float) -> Table:
    middle = (low + high) / 2
    parts = [_discrete(draw, low, high), _three_points("triangular")(draw, low, middle)]
    weight = draw(numbers(0.0, 1.0))
    base = draw(numbers(low, high))
    return {
        "dist": "mixture",
        "weights": [weight, 1.0 - weight],
        "components": parts,
        "base": base,
    }


def _constant(draw: Draw, low: float, high: float) -> Table:
    return {"dist": "constant", "value": draw(numbers(low, high))}


# Every family, to be drawn between two ends. A new one gets a line here.
FAMILIES: dict[str, Callable[[Draw, float, float], Table]] = {
    "constant": _constant,
    "uniform": _uniform,
    "triangular": _three_points("triangular"),
    "pert": _three_points("pert"),
    "normal": _normal,
    "lognormal": _lognormal,
    "bernoulli": _bernoulli,
    "discrete": _discrete,
    "pareto": _pareto,
    "mixture": _mixture,
    "beta": _beta,
    "gamma": _gamma,
    "weibull": _weibull,
    "student_t": _student_t,
    "poisson": _poisson,
    "empirical": _empirical,
    "quantiles": _quantiles,
    "metalog": _metalog,
}

# These have the values 0 and 1.
COUNTS = {"bernoulli", "poisson"}


def _law(draw: Draw, low: float, high: float) -> Table:
    fitting = [name for name in FAMILIES if name not in COUNTS or (low <= 0.0 and high >= 1.0)]
    law = FAMILIES[draw(st.sampled_from(fitting))](draw, low, high)
    if draw(st.integers(0, 3)) == 0:
        law["base"] = draw(numbers(low, high))
    return law


# ---------------------------------------------------------------------------------------------
# A case, part by part

# What a value is for, and the range that makes sense there. Some must stay above 0.
ROLES = {
    "amount": (-100_000.0, 400_000.0),
    "cost": (0.0, 400_000.0),
    "fte": (0.0, 12.0),
    "factor": (0.0, 2.0),
    "baseline_factor": (0.5, 1.5),
    "rate": (-0.02, 0.08),
    "share": (0.05, 0.4),
    "delay": (-1.5, 3.0),
    "duration": (0.4, 2.5),
    "pace": (0.4, 2.5),
    "years": (1.0, 8.0),
    "ceiling": (0.0, 1.0),
    "probability": (0.0, 1.0),
    "hazard": (0.0, 1.0),
    "switch": (0.0, 1.0),
    "interest": (-0.02, 0.1),
    "weight": (0.25, 2.0),
}

PERSISTENCES = st.sampled_from([None, 0.0, 0.5, -0.25, 0.9])
RANKS = st.sampled_from([-0.3, 0.0, 0.25, 0.6])

# These may be anything in some runs.
UNBOUNDED = {"amount", "delay", "moment"}


@dataclass
class Author:
    """Writes a case; inputs come into being where a value asks for one."""

    draw: Draw
    positive: bool
    start: int
    horizon: int
    partners: dict[str, Table] = field(default_factory=dict)
    inputs: dict[str, Table] = field(default_factory=dict)
    owned: set[str] = field(default_factory=set)
    asset_classes: dict[str, Table] = field(default_factory=dict)
    events: dict[str, Table] = field(default_factory=dict)
    indices: dict[str, Table] = field(default_factory=dict)
    schedules: dict[str, Table] = field(default_factory=dict)

    def yes(self, one_in: int = 2) -> bool:
        return self.draw(st.integers(1, one_in)) == one_in

    def input(self, role: str, *, yearly: bool = False) -> str:
        """An input for this role, there already or new; where ``yearly``, maybe one by year."""
        by_year = yearly and self.yes(3)
        known = [name for name in self.inputs if name.startswith(f"{role}_")]
        fitting = [name for name in known if yearly or "per_year" not in self.inputs[name]]
        if fitting and (self.yes() or len(self.inputs) > 12):
            return self.draw(st.sampled_from(fitting))
        name = f"{role}_{len(known)}"
        self.inputs[name] = self.law(role) | (self.by_year() if by_year else {})
        return name

    def law(self, role: str) -> Table:
        if role == "switch":
            return {"dist": "bernoulli", "p": self.draw(numbers(0.0, 1.0))}
        ends = (self.start - 1.0, self.horizon + 1.5) if role == "moment" else ROLES[role]
        law = _law(self.draw, *ends)
        if role in UNBOUNDED and law["dist"] in ("normal", "lognormal") and self.yes():
            del law["min"], law["max"]
        return law

    def by_year(self) -> Table:
        persistence = self.draw(PERSISTENCES)
        return {"per_year": True} | ({} if persistence is None else {"persistence": persistence})

    def term(self, role: str, *, yearly: bool = False) -> float | str:
        return self.input(role, yearly=yearly) if self.yes() else self.draw(numbers(*ROLES[role]))

    def value(self, role: str, *, yearly: bool = False) -> float | str | list[float | str]:
        count = 2 if self.yes(6) else 1
        members = [self.term(role, yearly=yearly) for _ in range(count)]
        return members if count > 1 else members[0]

    def amount(self, *, yearly: bool = True) -> float | str | list[float | str]:
        return self.value("cost" if self.positive else "amount", yearly=yearly)

    def year(self, before: int = 0, after: int = 0) -> int:
        return self.draw(st.integers(self.start - before, self.horizon + after))

    def factors(self, role: str, *, yearly: bool = True) -> list[float | str]:
        return [self.term(role, yearly=yearly) for _ in range(self.draw(st.integers(0, 2)))]

    # Paths

    def index(self) -> Table:
        return {"rate": self.value("rate", yearly=True), "price_year": self.year(before=3, after=2)}

    def plan(self) -> list[list[float]]:
        """Steps, ramps and flat parts."""
        moment = self.start + self.draw(st.integers(-8, 16)) / 4
        value = self.draw(numbers(0.0, 1.0)) if self.yes(3) else 0.0
        points = [[moment, value]]
        for _ in range(self.draw(st.integers(0, 4))):
            moment += self.draw(st.sampled_from([0.0, 0.25, 1 / 3, 1.0, 2.75]))
            value += (1.0 - value) * self.draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))
            points.append([moment, value])
        return points

    def schedule(self) -> Table:
        table: Table = {"plan": self.plan(), "delay": self.value("delay")}
        how = self.draw(st.sampled_from(["as planned", "pace", "years"]))
        if how == "pace":
            table["pace"] = self.value("pace")
        if how == "years":
            table |= {"years": self.value("years"), "planned_years": self.draw(numbers(1.0, 5.0))}
        if self.yes():
            table["ceiling"] = self.term("ceiling")
        return table

    # Baseline

    def partner(self, number: int) -> Table:
        last = self.year(after=1)
        row = numbers(200_000.0, 2_000_000.0)
        growth = {"growth": self.value("rate", yearly=True)} if self.yes(4) else {}
        return growth | {
            "label": f"Partner {number}",
            "attributes": {
                "inhabitants": self.draw(numbers(5_000.0, 150_000.0)),
                "workplaces": self.workplaces(number),
            },
            "baseline_eur": {str(t): self.draw(row) for t in range(self.start, last + 1)},
        }

    def workplaces(self, number: int) -> float:
        """Often none, but of the first two: whatever partners are named, some key has a sum."""
        if number < 2:
            return self.draw(numbers(100.0, 900.0))
        return 0.0 if self.yes(3) else self.draw(numbers(0.0, 900.0))

    def shares(self, count: int) -> list[Any]:
        """With one that takes the rest, or numbers that sum to 1, or with an input among them."""
        how = self.draw(st.sampled_from(["rest", "numbers", "input"]))
        if how == "rest" or count == 1:
            shares = [self.term("share", yearly=True) for _ in range(count - 1)]
            shares.insert(self.draw(st.integers(0, count - 1)), "rest")
            return shares
        shares = [self.draw(numbers(0.1, 0.4)) for _ in range(count - 1)]
        last = 1.0 - sum(shares) if how == "numbers" else self.input("share", yearly=True)
        return [*shares, last]

    def baseline(self, partners: list[str]) -> Table:
        categories = {}
        for number, share in enumerate(self.shares(self.draw(st.integers(1, 3)))):
            categories[f"c{number}"] = {
                "label": f"Category {number}",
                "share": share,
                "additive_eur": {
                    p: self.value("cost", yearly=True) for p in partners if self.yes(4)
                },
                "factors": self.factors("baseline_factor"),
                "rate": self.value("rate", yearly=True),
            }
        included = self.draw(st.sampled_from([0.0, 0.02, -0.01]))
        return {"included_growth": included, "categories": categories}

    # Events and dependence

    def event(self) -> Table:
        if self.yes():
            moment = self.input("moment") if self.yes() else self.draw(self.moments())
            return {"kind": "chance", "probability": self.term("probability"), "moment": moment}
        table: Table = {"kind": "hazard", "rate": self.term("hazard", yearly=True)}
        return table | ({"from": self.year(2, 1)} if self.yes() else {})

    def moments(self) -> st.SearchStrategy[float]:
        """From well before the start to well after the horizon, on quarters of a year."""
        return st.integers(4 * self.start - 12, 4 * self.horizon + 12).map(lambda n: n / 4)

    def correlations(self) -> dict[str, Table]:
        """Sets of inputs and events that go together; no two sets share one."""
        alike: dict[tuple[bool, float], list[str]] = {}
        free = {name: law for name, law in self.inputs.items() if name not in self.owned}
        for name, law in free.items():
            by_year = law.get("per_year", False), law.get("persistence", 0.0)
            alike.setdefault(by_year, []).append(name)
        alike.setdefault((False, 0.0), []).extend(self.events)
        found = {}
        for number, names in enumerate(alike.values()):
            if len(names) > 1 and self.yes():
                some = self.draw(st.permutations(names))[: self.draw(st.integers(2, 4))]
                found[f"set_{number}"] = {"inputs": some, "rank": self.draw(RANKS)}
        return found

    # Lines

    def line(self, kind: str, categories: list[str]) -> Table:
        table: Table = {"kind": kind, "label": kind, **LINES[kind](self, categories)}
        table["factors"] = self.factors("factor", yearly="phasing" not in table)
        if self.yes():
            table["effect"] = self.draw(st.sampled_from(["cost", "saving"]))
        if self.yes(4):
            table["nature"] = self.draw(st.sampled_from(["investment", "running"]))
        if self.indices and kind != "reduction" and self.yes():
            table["index"] = self.draw(st.sampled_from(sorted(self.indices)))
        if self.schedules and not isinstance(table.get("phasing"), str) and self.yes():
            table["schedule"] = self.draw(st.sampled_from(sorted(self.schedules)))
        if self.yes():
            table["reference"] = self.draw(numbers(0.25, 1.0))
        if self.yes(4):
            table["basis"] = self.draw(st.sampled_from(["budget", "cash"]))
        if self.yes():
            table["category"] = self.draw(st.sampled_from([*categories, "elsewhere"]))
        table |= self.window()
        return table | self.bearers(always=kind == "contribution") | self.copies(table)

    def bearers(self, *, always: bool) -> Table:
        """All, some or one partner, or a transfer between partners."""
        if not always and not self.yes(3):
            return {}
        names = sorted(self.partners)
        if len(names) == 1 or self.positive or self.yes():
            return {"partners": self.some_partners(names)}
        payer = self.draw(st.sampled_from(names))
        others = [name for name in names if name != payer]
        to = {"to": self.some_partners(others)} if self.yes() else {}
        return {"transfer": {"from": payer, **to}}

    def some_partners(self, names: list[str]) -> list[str]:
        """Some of these, not all without workplaces."""
        some = self.draw(st.permutations(names))[: self.draw(st.integers(1, min(4, len(names))))]
        if not any(self.partners[name]["attributes"]["workplaces"] for name in some):
            some.append(names[0])  # the first or, where that one pays, the second of all
        return some

    def copies(self, line: Table) -> Table:
        """Maybe a few copies, some of whose inputs are their own; maybe none that it has."""
        if not self.yes(5):
            return {}
        named = sorted(set(strings_in(line)) & set(self.inputs))
        candidates = sorted(self.inputs) if self.yes(3) else named
        own = [name for name in candidates if self.yes()][:4]
        self.owned.update(own)
        return {"copies": self.draw(st.integers(1, 3)), "own": own}

    def window(self) -> Table:
        table: Table = {}
        for end in ("from", "until"):
            if self.yes(4):
                table[end] = self.moment_of_line()
        for switch in ("when", "unless"):
            if self.yes(6):
                by_event = self.one_event() if self.yes() else ""
                table[switch] = by_event or self.input("switch")
        return table

    def moment_of_line(self) -> int | str:
        found = self.one_event() if self.yes() else self.input("moment")
        return found or self.year(1, 1)

    def one_event(self) -> str | None:
        return self.draw(st.sampled_from(sorted(self.events))) if self.events else None

    def yearly(self, _: list[str]) -> Table:
        return {"amount_eur": self.amount()}

    def staff(self, _: list[str]) -> Table:
        groups = self.draw(st.integers(1, 3))
        fte = {f"group_{n}": self.value("fte", yearly=True) for n in range(groups)}
        return {"fte": fte, "cost_per_fte_eur": self.value("cost", yearly=True)}

    def calendar(self, _: list[str]) -> Table:
        years = self.draw(
            st.sets(st.integers(self.start - 1, self.horizon), min_size=1, max_size=4)
        )
        after = self.draw(st.sampled_from(["end", "hold", "grow"]))
        table: Table = {
            "amounts_eur": {str(t): self.amount() for t in sorted(years)},
            "after": after,
        }
        return table | ({"growth": self.value("rate", yearly=True)} if after == "grow" else {})

    def one_off(self, _: list[str]) -> Table:
        table: Table = {"amount_eur": self.amount(yearly=False)}
        if self.schedules and self.yes(3):
            return table | {"phasing": self.draw(st.sampled_from(sorted(self.schedules)))}
        years = self.draw(st.sets(st.integers(-2, 4), min_size=1, max_size=4))
        weights = {self.start + year: self.draw(st.integers(1, 8)) for year in sorted(years)}
        table["phasing"] = {str(year): w / sum(weights.values()) for year, w in weights.items()}
        if self.yes():
            table["delay"] = self.value("delay")
        if self.yes():
            table["duration"] = self.value("duration")
        if self.events and self.yes():
            table["at"] = self.one_event()
        return table

    def investment(self, categories: list[str]) -> Table:
        how = self.draw(st.sampled_from(["each year", "by year", "phased"]))
        if how == "each year":
            table: Table = {"amount_eur": self.amount()}
        else:
            table = self.calendar(categories) if how == "by year" else self.one_off(categories)
        table["interest"] = 0.03 if self.positive else self.value("interest", yearly=True)
        table["asset_class"] = self.asset_class()
        if self.yes(3):
            table["buyer"] = self.draw(st.sampled_from(sorted(self.partners)))
        if self.yes():
            table["written_off"] = self.moment_of_line()
        return table

    def asset_class(self) -> str:
        """One there already or new; its term may depend on the buyer."""
        if self.asset_classes and self.yes():
            return self.draw(st.sampled_from(sorted(self.asset_classes)))
        name, terms = f"class_{len(self.asset_classes)}", st.sampled_from([1, 1, 2, 3, 4, 5, 8, 40])
        term: Any = self.draw(terms)
        if self.yes():
            term = {buyer: self.draw(terms) for buyer in ["collaboration", *self.partners]}
        self.asset_classes[name] = {"label": name, "term_years": term}
        return name

    def contribution(self, _: list[str]) -> Table:
        profile = st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0]), min_size=1, max_size=5)
        return {
            "partner": self.draw(st.sampled_from(sorted(self.partners))),
            "event": self.one_event(),
            "profile": self.draw(profile),
        }

    def reduction(self, categories: list[str]) -> Table:
        rate = self.value("share", yearly=True)
        return {"rate": rate, "of": self.draw(st.sampled_from(categories))}

    # Scenarios

    def settlement(self, categories: list[str]) -> Table:
        table: Table = {"key": self.key(), "settled": self.settled()}
        if self.yes(3):
            some = [name for name in [*categories, "elsewhere"] if self.yes()]
            table["per_category"] = {name: self.key() for name in some}
        return table

    def key(self) -> str | Table:
        """One key, or a mix of some, in which one may have no weight."""
        if self.yes():
            return self.draw(st.sampled_from(KEYS))
        some = self.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True))
        weights = {key: self.value("weight") for key in some}
        if len(some) > 1 and self.yes(4):
            weights[some[-1]] = 0.0
        return weights

    def settled(self) -> bool | Table:
        how = self.draw(st.sampled_from(["always", "always", "never", "window"]))
        if how != "window":
            return how == "always"
        ends = self.draw(st.sampled_from([("from",), ("until",), ("from", "until")]))
        return {end: self.moment_of_line() for end in ends}

    def scenario(self, earlier: dict[str, Table], categories: list[str]) -> Table:
        known = set(LINES) if self.events and not self.positive else set(LINES) - {"contribution"}
        kinds = [self.draw(st.sampled_from(sorted(known))) for _ in range(self.draw(LINE_COUNTS))]
        lines = {f"line_{n}": self.line(kind, categories) for n, kind in enumerate(kinds)}
        table: Table = {"label": "A scenario", "lines": lines}
        if earlier and self.yes():
            table["builds_on"] = self.draw(st.sampled_from(sorted(earlier)))
            if self.yes():
                below = sorted(earlier[table["builds_on"]]["lines"])
                table["without"] = [name for name in below if self.yes()]
        if self.yes(4):
            table["settlement"] = self.settlement(categories)
        return table


def strings_in(part: Any) -> Iterator[str]:
    """All texts in a table, at any depth."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from strings_in(inner)


KEYS = ["inhabitants", "workplaces", "equal", "baseline_cost"]
PARTNER_COUNTS = st.sampled_from([1, 2, 2, 3, 3, 4, 5, 12])
LINE_COUNTS = st.sampled_from([0, 1, 2, 2, 3, 3, 4])
SCENARIO_COUNTS = st.sampled_from([1, 2, 2, 3])

# Every kind of line. A new one gets a line here.
LINES: dict[str, Callable[[Author, list[str]], Table]] = {
    "yearly": Author.yearly,
    "staff": Author.staff,
    "amounts": Author.calendar,
    "one_off": Author.one_off,
    "reduction": Author.reduction,
    "investment": Author.investment,
    "contribution": Author.contribution,
}


@st.composite
def tables_of_cases(draw: Draw, *, positive: bool = False, compared: bool = False) -> Table:
    """The tables of a valid case.

    ``positive``: no amount is below 0, so that a line's ``effect`` tells which way it works for
    every partner, and no line is a part of others' cost; ``compared``: there is a scenario.
    """
    start = draw(st.integers(2008, 2016))
    author = Author(draw, positive, start, start + draw(st.integers(0, 11)))
    for number in range(draw(st.integers(0, 2))):
        author.indices[f"index_{number}"] = author.index()
    for number in range(draw(st.integers(0, 3))):
        author.schedules[f"schedule_{number}"] = author.schedule()
    for number in range(draw(st.integers(0, 2))):
        author.events[f"event_{number}"] = author.event()
    author.partners |= {f"p{n}": author.partner(n) for n in range(draw(PARTNER_COUNTS))}
    baseline = author.baseline(sorted(author.partners))
    settlement = author.settlement(sorted(baseline["categories"]))
    made: dict[str, Table] = {}
    count = draw(SCENARIO_COUNTS) if compared or not author.yes(8) else 0
    for number in range(1, 1 + count):
        made[f"s{number}"] = author.scenario(made, sorted(baseline["categories"]))
    headline = draw(st.sets(st.integers(start, author.horizon), min_size=1, max_size=3))
    return {
        "case": {
            "name": "random",
            "title": "A random case",
            "start": start,
            "horizon": author.horizon,
            "headline_years": sorted(headline),
            "discount_rate": draw(numbers(-0.02, 0.1)),
            "correlation": draw(st.sampled_from(["x1", "x1", "x0.5", "x0"])),
        },
        "partners": author.partners,
        "inputs": author.inputs,
        "correlations": author.correlations(),
        "events": author.events,
        "indices": author.indices,
        "schedules": author.schedules,
        "asset_classes": author.asset_classes,
        "baseline": baseline,
        "settlement": settlement,
        "scenarios": made,
    }


def cases() -> st.SearchStrategy[Case]:
    """Valid cases."""
    return tables_of_cases().map(Case.model_validate)


@st.composite
def realisation_paths(draw: Draw) -> Table:
    """A case whose only line costs S(t) euros a year, for a random schedule."""
    start = draw(st.integers(2008, 2016))
    author = Author(draw, True, start, start + 11)
    schedule = author.schedule()
    line = {"kind": "yearly", "label": "A euro", "amount_eur": 1.0, "schedule": "path"}
    return small_case(
        {"s1": {"line": line}},
        author.inputs,
        years=(start, start + 11),
        schedules={"path": schedule},
    )


# ---------------------------------------------------------------------------------------------
# Cases written by hand


def small_case(
    lines: Mapping[str, Mapping[str, Table]],
    inputs: Table | None = None,
    *,
    years: tuple[int, int] = (2013, 2018),
    partners: Mapping[str, float] | None = None,
    **parts: Table,
) -> Table:
    """A case with the given lines per scenario; partners by inhabitants, at 1 million a year."""
    start, horizon = years
    weights = {"a": 1.0} if partners is None else partners
    return {
        "case": {
            "name": "small",
            "title": "A small case",
            "start": start,
            "horizon": horizon,
            "headline_years": [horizon],
            "discount_rate": 0.04,
        },
        "partners": {
            name: {
                "label": name,
                "attributes": {"inhabitants": weight},
                "baseline_eur": {str(start): 1_000_000.0},
            }
            for name, weight in weights.items()
        },
        "inputs": inputs or {},
        "baseline": {"categories": {"all": {"label": "All", "rate": 0.0}}},
        "scenarios": {
            scenario: {"label": scenario, "lines": {k: {"label": k} | v for k, v in own.items()}}
            for scenario, own in lines.items()
        },
    } | parts


def every_kind_of_line() -> Table:
    """Two partners, two scenarios, and in them each kind of line with something that varies."""
    one_off = {
        "kind": "one_off",
        "amount_eur": 900_000.0,
        "factors": ["overrun"],
        "phasing": {"2013": 0.25, "2014": 0.75},
        "delay": "delay",
        "duration": "duration",
    }
    staff = {
        "kind": "staff",
        "effect": "saving",
        "fte": {"technical": "fte", "other": 1.5},
        "cost_per_fte_eur": 70_000.0,
        "index": "prices",
        "schedule": "go_live",
        "reference": 0.75,
    }
    reduction = {"kind": "reduction", "rate": "rate", "of": "software", "schedule": "go_live"}
    programme = {
        "kind": "amounts",
        "amounts_eur": {"2013": 100_000.0, "2014": "programme"},
        "after": "grow",
        "growth": "inflation",
        "until": "last",
    }
    licences = {"kind": "yearly", "amount_eur": ["programme", -20_000.0], "from": 2015}
    tables = small_case(
        {"s1": {"project": one_off, "staff": staff, "programme": programme},
         "s2": {"software": reduction, "licences": licences}},
        {
            "overrun": {"dist": "lognormal", "p50": 1.1, "p90": 1.8},
            "delay": {"dist": "pert", "low": -0.5, "mode": 0.0, "high": 2.0},
            "duration": {"dist": "triangular", "low": 0.7, "mode": 1.0, "high": 2.0},
            "fte": {"dist": "normal", "mean": 5.0, "sd": 2.0},
            "rate": {"dist": "uniform", "low": 0.05, "high": 0.3},
            "programme": {"dist": "discrete", "values": [2e4, 8e4], "weights": [0.5, 0.5]},
            "last": {"dist": "uniform", "low": 2014.0, "high": 2018.5},
            "inflation": {"dist": "uniform", "low": -0.01, "high": 0.05},
            "software": {"dist": "uniform", "low": 0.2, "high": 0.3},
            "ceiling": {"dist": "pert", "low": 0.3, "mode": 0.7, "high": 0.8},
            "years": {"dist": "uniform", "low": 1.0, "high": 5.0},
        },
        partners={"a": 150_000.0, "b": 143_000.0},
        indices={"prices": {"rate": "inflation", "price_year": 2014}},
        schedules={
            "go_live": {
                "plan": [[2014.0, 0.0], [2014.0, 0.2], [2016.0, 1.0]],
                "delay": "delay",
                "years": "years",
                "planned_years": 2.0,
                "ceiling": "ceiling",
            }
        },
        baseline={
            "included_growth": 0.02,
            "categories": {
                "software": {"label": "Software", "share": "software", "rate": "inflation"},
                "other": {"label": "Other", "rate": ["inflation", 0.01]},
            },
        },
    )  # fmt: skip
    tables["scenarios"]["s2"]["builds_on"] = "s1"
    for partner, row in (("a", 1_100_000.0), ("b", 900_000.0)):
        tables["partners"][partner]["baseline_eur"] = {"2013": row, "2014": 1.1 * row}
    return tables


def every_kind_of_dependence() -> Table:
    """Events and what hangs on them, draws by year, and inputs that go together."""
    lines = {
        "claim": {"kind": "yearly", "amount_eur": "claim", "when": "strike", "until": "rescue"},
        "service": {
            "kind": "yearly",
            "effect": "saving",
            "amount_eur": "saved",
            "factors": ["luck"],
            "unless": "strike",
            "index": "prices",
        },
        "repair": {
            "kind": "one_off",
            "amount_eur": "repair",
            "phasing": {"2013": 0.75, "2014": 0.25},
            "delay": "late",
            "at": "strike",
        },
    }
    more = {
        "move": {
            "kind": "one_off",
            "amount_eur": 400_000.0,
            "phasing": "go_live",
            "reference": 0.8,
        },
        "team": {"kind": "yearly", "amount_eur": 40_000.0, "from": "rescue", "when": "wanted"},
        "programme": {
            "kind": "amounts",
            "amounts_eur": {"2013": 30_000.0, "2014": "saved"},
            "after": "grow",
            "growth": "inflation",
        },
    }
    tables = small_case(
        {"s1": lines, "s2": more},
        {
            "inflation": {
                "dist": "normal",
                "mean": 0.02,
                "sd": 0.01,
                "per_year": True,
                "persistence": 0.6,
            },
            "wages": {
                "dist": "pert",
                "low": 0.0,
                "mode": 0.01,
                "high": 0.05,
                "per_year": True,
                "persistence": 0.6,
            },
            "luck": {"dist": "uniform", "low": 0.5, "high": 1.5, "per_year": True},
            "saved": {"dist": "pert", "low": 2e4, "mode": 9e4, "high": 2e5},
            "claim": {"dist": "lognormal", "p50": 9e4, "p90": 3e5},
            "repair": {"dist": "triangular", "low": 1e5, "mode": 2e5, "high": 6e5},
            "late": {"dist": "uniform", "low": -0.5, "high": 2.0},
            "wanted": {"dist": "bernoulli", "p": 0.7},
        },
        partners={"a": 150_000.0, "b": 143_000.0},
        correlations={
            "costs": {"inputs": ["claim", "repair", "late"], "rank": 0.4},
            "harm": {"inputs": ["late", "strike"], "rank": -0.5},
            "prices": {"inputs": ["inflation", "wages"], "rank": 0.7},
        },
        events={
            "strike": {"kind": "hazard", "rate": 0.2},
            "rescue": {"kind": "chance", "probability": 0.6, "moment": 2015.5},
        },
        indices={"prices": {"rate": ["inflation", 0.005], "price_year": 2014}},
        schedules={
            "go_live": {
                "plan": [[2012.0, 0.1], [2014.0, 0.2], [2014.0, 0.4], [2019.0, 1.0]],
                "delay": "late",
                "ceiling": 0.9,
            }
        },
        baseline={
            "included_growth": 0.02,
            "categories": {
                "software": {"label": "Software", "share": 0.3, "rate": "inflation"},
                "other": {"label": "Other", "rate": ["wages", 0.01]},
            },
        },
    )
    tables["scenarios"]["s2"]["builds_on"] = "s1"
    for partner, row in (("a", 1_100_000.0), ("b", 900_000.0)):
        tables["partners"][partner]["baseline_eur"] = {"2013": row, "2014": 1.1 * row}
    tables["partners"]["b"]["growth"] = "wages"
    tables["baseline"]["categories"]["other"]["additive_eur"] = {"a": "saved"}
    return tables


def every_way_to_bear() -> Table:
    """Three partners, two of whose keys vary; what is bought, passed on, paid in part or copied."""
    lines = {
        "desks": {
            "kind": "investment",
            "amount_eur": "price",
            "asset_class": "equipment",
            "interest": "interest",
            "written_off": "leaving",
            "index": "prices",
        },
        "migration": {
            "kind": "investment",
            "amount_eur": 400_000.0,
            "phasing": {"2013": 0.5, "2014": 0.5},
            "delay": "late",
            "asset_class": "software",
            "buyer": "b",
            "interest": 0.04,
            "written_off": "end",
            "partners": ["b", "c"],
        },
        "programme": {
            "kind": "investment",
            "effect": "saving",
            "amounts_eur": {"2013": 30_000.0, "2015": "price"},
            "after": "grow",
            "growth": "inflation",
            "asset_class": "software",
            "interest": "interest",
            "category": "software",
        },
        "incidents": {
            "kind": "yearly",
            "amount_eur": "claim",
            "factors": ["luck"],
            "copies": 3,
            "own": ["claim", "luck"],
        },
        "provision": {"kind": "yearly", "amount_eur": "price", "basis": "budget", "until": 2015},
        "deposit": {"kind": "yearly", "amount_eur": "claim", "basis": "cash", "when": "leaving"},
        "rent": {
            "kind": "yearly",
            "amount_eur": "price",
            "category": "software",
            "transfer": {"from": "a"},
        },
        "taper": {
            "kind": "contribution",
            "partner": "b",
            "event": "leaving",
            "profile": [1.0, 0.8, 0.5],
            "transfer": {"from": "b", "to": ["a", "c"]},
        },
        "fine": {
            "kind": "contribution",
            "partner": "c",
            "event": "leaving",
            "profile": [0.5],
            "factors": ["luck"],
            "partners": ["a", "c"],
        },
    }
    tables = small_case(
        {"s1": lines, "s2": {"licences": {"kind": "reduction", "rate": 0.3, "of": "other"}}},
        {
            "price": {"dist": "pert", "low": 2e4, "mode": 9e4, "high": 2e5},
            "claim": {"dist": "lognormal", "p50": 3e4, "p90": 9e4},
            "luck": {"dist": "uniform", "low": 0.5, "high": 1.5, "per_year": True},
            "interest": {"dist": "uniform", "low": 0.01, "high": 0.06, "per_year": True},
            "inflation": {"dist": "normal", "mean": 0.02, "sd": 0.02, "per_year": True},
            "late": {"dist": "uniform", "low": -0.5, "high": 2.0},
            "end": {"dist": "uniform", "low": 2014.0, "high": 2018.0},
            "weight": {"dist": "uniform", "low": 0.2, "high": 2.0},
        },
        partners={"a": 150_000.0, "b": 143_000.0, "c": 60_000.0},
        events={"leaving": {"kind": "hazard", "rate": 0.3, "from": 2014}},
        indices={"prices": {"rate": ["inflation", 0.005], "price_year": 2014}},
        asset_classes={
            "equipment": {"label": "Equipment", "term_years": 3},
            "software": {"label": "Software", "term_years": {"collaboration": 2, "b": 4}},
        },
        baseline={
            "included_growth": 0.02,
            "categories": {
                "software": {"label": "Software", "share": 0.3, "rate": "inflation"},
                "other": {"label": "Other", "rate": 0.01},
            },
        },
        settlement={
            "key": {"inhabitants": 1.0, "baseline_cost": "weight"},
            "per_category": {"software": "workplaces"},
            "settled": {"until": "end"},
        },
    )
    tables["scenarios"]["s2"]["builds_on"] = "s1"
    tables["scenarios"]["s2"]["settlement"] = {"key": "equal", "settled": {"from": "leaving"}}
    for n, partner in enumerate(tables["partners"].values()):
        partner["attributes"]["workplaces"] = 500.0 * n
        partner["baseline_eur"] = {"2013": 1e6 - 2e5 * n, "2014": 1.1e6 - 1e5 * n}
    return tables
