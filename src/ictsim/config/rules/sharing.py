"""Who bears a line: some partners, or one that pays others; and what its copies draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ictsim.config.faults.fault import Fault, Keys, Table, names_at
from ictsim.config.rules.fields import records
from ictsim.config.rules.references import unknown
from ictsim.lines.base import Line, Transfer
from ictsim.model import Case


def partners_of_lines(case: Case, tables: Table) -> Iterator[Fault]:
    """The partners that bear a line are partners of the case, each named once."""
    for keys, line in _lines(case):
        place = (*keys, "partners")
        if "partners" in line.model_fields_set and not line.partners:
            message = "holds none; name those who bear the line, or leave it out: then all do"
            yield Fault(place, message)
        yield from _named_once(place, "partner", line.partners, names_at(tables, "partners"))


def transfers(case: Case, tables: Table) -> Iterator[Fault]:
    """A transfer goes from one partner to others, and is a cost to the one that pays."""
    known = names_at(tables, "partners")
    for keys, line in _lines(case):
        if line.transfer is None:
            continue
        place = (*keys, "transfer")
        if line.partners:
            message = "beside partners; some bear a line, or one pays it to others: remove one"
            yield Fault(place, message)
        yield from _parties(place, line.transfer, known)
        if line.effect == "saving":
            yield _reversed(keys, line)


def _parties(place: Keys, transfer: Transfer, known: Sequence[str]) -> Iterator[Fault]:
    payer = transfer.from_
    if payer not in known:
        yield unknown((*place, "from"), "partner", payer, known)
    yield from _named_once((*place, "to"), "partner", transfer.to, known)
    for position, name in enumerate(transfer.to):
        if name == payer in known:
            message = f'"{name}" pays the transfer, so it does not receive it; leave it out'
            yield Fault((*place, "to", position), message)
    if len(known) == 1 and not transfer.to:
        yield Fault(place, "is paid to no one: there is no other partner; remove it")


def _reversed(keys: Keys, line: Line) -> Fault:
    """A transfer written as a saving: who would pay then receives."""
    if "effect" in line.model_fields_set:
        message = 'is "saving"; what a partner saves in a transfer it receives: swap from and to'
        return Fault((*keys, "effect"), f'{message}, and write effect = "cost"')
    message = "missing; this kind is a saving, and who pays a transfer saves nothing"
    return Fault((*keys, "effect"), f'{message}: write effect = "cost"', "missing")


def inputs_of_copies(case: Case, tables: Table) -> Iterator[Fault]:
    """What each copy draws for itself is an input that goes together with nothing else."""
    known = names_at(tables, "inputs")
    correlated = {name: label for label, pair in case.correlations.items() for name in pair.inputs}
    for keys, line in _lines(case):
        place = (*keys, "own")
        if line.own and line.copies == 1:
            yield Fault(place, "goes with copies; write copies = 2 or more, or remove it")
        yield from _named_once(place, "input", line.own, known)
        for position, name in enumerate(line.own):
            if name in correlated:
                message = (
                    f'"{name}" has a rank correlation in {correlated[name]}, which the copies '
                    "could not have; take it out of one of these"
                )
                yield Fault((*place, position), message)


def _named_once(
    place: Keys, what: str, names: Sequence[str], known: Sequence[str]
) -> Iterator[Fault]:
    for position, name in enumerate(names):
        if name not in known:
            yield unknown((*place, position), what, name, known)
        elif name in names[:position]:
            yield Fault((*place, position), f'"{name}" stands twice; name each {what} once')


def _lines(case: Case) -> Iterator[tuple[Keys, Line]]:
    return ((keys, line) for keys, line in records(case) if isinstance(line, Line))


SHARING = (partners_of_lines, transfers, inputs_of_copies)
