"""Everything that is checked once the records themselves are valid."""

from __future__ import annotations

from ictsim.config.faults.fault import Fault, Table
from ictsim.config.rules.capital import CAPITAL
from ictsim.config.rules.dependence import DEPENDENCE
from ictsim.config.rules.happenings import HAPPENINGS
from ictsim.config.rules.limits import LIMITS
from ictsim.config.rules.references import REFERENCES
from ictsim.config.rules.settling import SETTLEMENT_LIMITS, SETTLEMENT_NAMES
from ictsim.config.rules.sharing import SHARING
from ictsim.config.rules.sizes import products_too_large
from ictsim.config.rules.timing import references
from ictsim.config.rules.translations import TRANSLATIONS
from ictsim.config.rules.years import YEARS
from ictsim.model import Case

_RULES = (
    *REFERENCES,
    *SETTLEMENT_NAMES,
    *SHARING,
    *CAPITAL,
    *HAPPENINGS,
    *DEPENDENCE,
    *TRANSLATIONS,
)
_LIMITS = (*LIMITS, *SETTLEMENT_LIMITS, products_too_large, references)


def check(case: Case, tables: Table, *, years: bool = True) -> list[Fault]:
    """All faults of a case whose records are valid.

    ``tables`` are all the author wrote: ``case`` may lack the items that are at fault, and what
    refers to those is no fault of its own. ``years``: whether the years of the case are known.
    """
    faults = [fault for rule in _RULES for fault in rule(case, tables)]
    faults += [fault for rule in YEARS if years for fault in rule(case)]
    # One slip in an input shows wherever the input is used: say it once, at the input.
    slips = {fault.keys: fault for rule in _LIMITS for fault in rule(case)}
    return faults + list(slips.values())
