"""What is left of an item once a later layer says something new about it."""

from __future__ import annotations

from typing import Any, TypeAlias, get_args

from pydantic import TypeAdapter, ValidationError

from ictsim.config.faults.fault import Fault, Keys
from ictsim.config.faults.messages import translate
from ictsim.config.layers.tree import Leaf, Tree, tables_of
from ictsim.distributions import AnyDistribution, Distribution
from ictsim.lines import KINDS

Group: TypeAlias = tuple[str, ...]

# What an input keeps when a later layer gives it another distribution: words, and how often it
# is drawn. Parameters, ends and a cap belong to the distribution.
_KEPT_OF_INPUTS = ("label", "unit", "source", "per_year", "persistence")

# What a line or event keeps when it becomes one of another kind: what it is for, who bears it and
# in which account. Amounts, and all that they are multiplied by, are written anew.
_KEPT_OF_KINDS = (
    "label",
    "category",
    "effect",
    "basis",
    "partners",
    "transfer",
    "reconciling",
    "source",
)

# Two ways to say one thing: who says it one way takes back the other way of an earlier layer.
_EITHER: dict[str, tuple[tuple[Group, Group], ...]] = {
    "schedules": ((("pace",), ("years", "planned_years")),),
    "lines": ((("partners",), ("transfer",)),),
    "inputs": (
        (("mean", "sd"), ("p50", "p90")),
        (("values",), ("file", "column")),
        (("p10", "p50", "p90"), ("p", "values", "terms")),
    ),
}

# What a phasing by a schedule cannot stand beside.
_TIMING = {"delay", "duration", "at", "schedule"}

# What an investment cannot have beside amounts by year, and what it has with them only.
_BESIDE_YEARS = {"amount_eur", "phasing", "delay", "duration", "at"}
_WITH_YEARS = {"amounts_eur", "after", "growth"}

# The key of a distribution that holds its base value where no base is given.
_NATURAL_BASES = ("mode", "value", "dist")

_DISTRIBUTION: TypeAdapter[Distribution] = TypeAdapter(AnyDistribution)


def left_of(item: Keys, old: Tree, new: Tree, faults: list[Fault]) -> Tree:
    """The keys of an item that stay below what a later layer says of it.

    Parameters
    ----------
    item
        The keys of the item.
    old, new
        The item as it was, and what the later layer says of it.
    faults
        What is wrong with the item as it was is added here.

    Returns
    -------
    Tree
        What is left of ``old``. An input has its base in it, unless ``new`` gives one: what was
        planned stays planned, whatever the later layer thinks of it.
    """
    section = str(item[2] if item[0] == "scenarios" and len(item) > 2 else item[0])
    if section == "inputs":
        agreeing = _agreeing(section, old, new)
        left = _kept(agreeing, _KEPT_OF_INPUTS) if "dist" in new else agreeing
        return left if "base" in new else left | _base_of(item, old, faults)
    if _value(new, "kind") not in (None, _value(old, "kind")):
        return _effect_of(old) | _kept(old, _KEPT_OF_KINDS)
    return _agreeing(section, old, new)


def _kept(old: Tree, names: Group) -> Tree:
    return {name: old[name] for name in names if name in old}


def _agreeing(section: str, old: Tree, new: Tree) -> Tree:
    """The old item without what the new keys take back."""
    gone: set[str] = set()
    for one, other in _EITHER.get(section, ()):
        for mine, others in ((one, other), (other, one)):
            if any(name in new for name in mine):
                gone |= set(others) - set(mine)
    if section == "inputs" and _value(new, "per_year") is False:
        gone.add("persistence")
    if section == "lines":
        gone |= _gone_of_line(old, new)
    return {name: node for name, node in old.items() if name not in gone}


def _gone_of_line(old: Tree, new: Tree) -> set[str]:
    """The keys of a line that the new ones take back."""
    gone: set[str] = set()
    if _value(new, "after") in ("end", "hold"):
        gone.add("growth")
    if isinstance(_value(new, "phasing"), str):
        gone |= _TIMING
    if _value(old, "kind") == "investment":
        gone |= _BESIDE_YEARS if "amounts_eur" in new else set()
        gone |= _WITH_YEARS if "amount_eur" in new else set()
    return gone


def _effect_of(old: Tree) -> Tree:
    """The effect that the kind of a line has by itself: a saving stays one, and so does a cost."""
    for kind in KINDS:
        if _value(old, "kind") in get_args(kind.model_fields["kind"].annotation):
            return {"effect": _like(old["kind"], kind.model_fields["effect"].default)}
    return {}


def _base_of(item: Keys, old: Tree, faults: list[Fault]) -> Tree:
    """The base value of an input as a tree of one leaf; nothing if there is none to keep."""
    if "base" in old:
        return {"base": old["base"]}
    if "dist" not in old:
        return {}
    table = tables_of(old)
    try:
        base = _DISTRIBUTION.validate_python(table).base_value()
    except ValidationError as error:
        faults += translate(error, table, item)
        return {}
    except ValueError as error:
        faults.append(Fault((*item, "base"), str(error), "missing"))
        return {}
    natural = next(name for name in _NATURAL_BASES if name in old)
    return {"base": _like(old[natural], base)}


def _like(node: Tree | Leaf, value: Any) -> Leaf:
    """A leaf that stands where another stands."""
    return Leaf(value, node.layer, node.keys) if isinstance(node, Leaf) else Leaf(value, 0, ())


def _value(item: Tree, name: str) -> Any:
    node = item.get(name)
    return node.value if isinstance(node, Leaf) else None
