"""Asset classes: who has which term, and who buys."""

from __future__ import annotations

from collections.abc import Iterator

from ictsim.config.faults.fault import Fault, Keys, Table, names_at
from ictsim.config.rules.fields import records
from ictsim.config.rules.references import unknown
from ictsim.lines.investment import COLLABORATION, Investment
from ictsim.model import Case


def terms_of_classes(case: Case, tables: Table) -> Iterator[Fault]:
    """A term by buyer is that of a partner, or of the collaboration."""
    partners = names_at(tables, "partners")
    for name, asset_class in case.asset_classes.items():
        terms = asset_class.term_years
        for buyer in terms if isinstance(terms, dict) else ():
            if buyer not in (COLLABORATION, *partners):
                keys = ("asset_classes", name, "term_years", buyer)
                yield unknown(keys, "buyer", buyer, [COLLABORATION, *partners])
    if case.asset_classes and COLLABORATION in partners:
        message = "cannot be the id of a partner: as a buyer it is all of them together; rename it"
        yield Fault(("partners", COLLABORATION), message)


def terms_of_buyers(case: Case, tables: Table) -> Iterator[Fault]:
    """Who buys has a term in the asset class."""
    known = {COLLABORATION, *names_at(tables, "partners")}
    for keys, line in records(case):
        if not isinstance(line, Investment) or line.asset_class not in case.asset_classes:
            continue
        terms = case.asset_classes[line.asset_class].term_years
        buyer = line.buyer or COLLABORATION
        # Who is no one at all, and a class with terms for no one, are told of themselves.
        if isinstance(terms, dict) and buyer in known - set(terms) and known >= set(terms):
            yield _no_term((*keys, "buyer"), line, list(terms))


def _no_term(keys: Keys, line: Investment, buyers: list[str]) -> Fault:
    known = f"it has one for {', '.join(buyers) or 'no one'}"
    advice = f"add it to asset_classes.{line.asset_class}.term_years, or name another buyer"
    if line.buyer is None:
        message = f"missing; {line.asset_class} has no term for the {COLLABORATION}, which buys"
        return Fault(keys, f"{message} where no one is named: {known}; {advice}", "missing")
    return Fault(keys, f'"{line.buyer}" has no term in {line.asset_class}; {known}: {advice}')


CAPITAL = (terms_of_classes, terms_of_buyers)
