"""Inputs that correlate, and inputs that are drawn each year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ictsim.config.faults.fault import Fault, Keys, Table, names_at
from ictsim.config.rules.fields import records, texts
from ictsim.config.rules.references import unknown
from ictsim.distributions import Distribution
from ictsim.lines.base import Line
from ictsim.model import Case

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DIGITS = 3
_MOST = 24  # names or pairs in one message

Ranks = Mapping[tuple[str, str], float]


def years_of_inputs(case: Case, _: Table) -> Iterator[Fault]:
    """An input drawn each year stands only where a year is meant."""
    for keys, record in records(case):
        once = record.once_a_run() if isinstance(record, Line) else getattr(record, "once", ())
        for field in sorted(once):
            for place, name in texts(getattr(record, field)):
                law = case.inputs.get(name)
                if law is not None and law.per_year:
                    message = f'"{name}" is drawn each year, and this holds for the whole run'
                    key = type(record).model_fields[field].alias or field
                    yield Fault((*keys, key, *place), f"{message}; remove its per_year = true")


def names_in_correlations(case: Case, tables: Table) -> Iterator[Fault]:
    """What correlates is an input or an event, and no pair is given twice."""
    known = [*names_at(tables, "inputs"), *names_at(tables, "events")]
    given: dict[frozenset[str], str] = {}
    for label, correlation in case.correlations.items():
        keys: Keys = ("correlations", label, "inputs")
        for place, name in enumerate(correlation.inputs):
            if name not in known:
                yield unknown((*keys, place), "input or event", name, known)
            elif name in correlation.inputs[:place]:
                yield Fault((*keys, place), f'"{name}" stands twice; name each input once')
        for a, b in correlation.pairs():
            before = given.setdefault(frozenset((a, b)), label)
            if before != label:
                message = f"{a} and {b} have a rank correlation in {before} already; keep one"
                yield Fault(keys, message)


def yearly_partners(case: Case, _: Table) -> Iterator[Fault]:
    """Inputs drawn each year correlate only with each other, and with equal persistence."""
    for label, correlation in case.correlations.items():
        for a, b in correlation.pairs():
            laws = case.sampled.get(a), case.sampled.get(b)
            message = "" if None in laws else _years_differ(a, b, *laws)
            if message:
                yield Fault(("correlations", label, "inputs"), message)
                break


def _years_differ(a: str, b: str, law: Distribution | None, other: Distribution | None) -> str:
    if law is None or other is None:
        return ""
    if law.per_year != other.per_year:
        yearly, once = (a, b) if law.per_year else (b, a)
        return f"{yearly} is drawn each year and {once} once a run; give both or neither per_year"
    if (law.persistence or 0.0) != (other.persistence or 0.0):
        return (
            f"{a} has persistence {law.persistence or 0.0:g} and {b} {other.persistence or 0.0:g}; "
            "inputs drawn each year correlate only with equal persistence"
        )
    return ""


def valid_correlations(case: Case, _: Table) -> Iterator[Fault]:
    """All rank correlations together are possible; if not, the nearest possible ones are told."""
    # Pairs of one input, or of an input that is not there, are told elsewhere.
    ranks = {
        (a, b): rank
        for (a, b), rank in case.rank_correlations().items()
        if a != b and a in case.sampled and b in case.sampled
    }
    scale = case.correlation_scale
    for label, correlation in case.correlations.items():
        if abs(correlation.rank * scale) > 1.0:
            message = f"times {scale:g} (correlation of the case) is beyond -1 ... 1; scale less"
            yield Fault(("correlations", label, "rank"), f"{correlation.rank:g} {message}")
            return
    from ictsim.statistics.correlation import (
        correlation_matrix,
        groups_of,
        is_valid,
        smallest_eigenvalue,
    )

    for group in groups_of(ranks, case.correlated) if ranks else ():
        matrix = correlation_matrix(ranks, group)
        if not is_valid(matrix):
            advice = _proposal(ranks, group)
            message = (
                f"the rank correlations of {_some(group)}{_scaled(case)} cannot hold together "
                f"(smallest eigenvalue {smallest_eigenvalue(matrix):.3f}, must be at least 0); "
            )
            if case.correlation_scale != 1.0:
                advice += '; write these with correlation = "x1", or scale less'
            yield Fault(("correlations", _last_of(case, group)), message + advice)


def _scaled(case: Case) -> str:
    return "" if case.correlation_scale == 1.0 else f", times {case.correlation_scale:g},"


def _last_of(case: Case, group: Sequence[str]) -> str:
    """The last correlation of a group, where the message is put: it came on top of the others."""
    return [label for label, c in case.correlations.items() if set(c.inputs) & set(group)][-1]


def _proposal(ranks: Ranks, group: Sequence[str]) -> str:
    """The nearest valid rank correlations, those that must change most first."""
    offered = nearest_ranks(ranks, group)
    changes = sorted(
        ((abs(rank - ranks[pair]), pair, ranks[pair], rank) for pair, rank in offered.items()),
        key=lambda change: (-change[0], change[1]),
    )
    told = [
        f"{a} and {b} {rank:g} (now {before:g})"
        for change, (a, b), before, rank in changes
        if change >= 10.0**-_DIGITS / 2
    ]
    return f"nearest valid: {_some(told, '; ')}"


def _some(items: Sequence[str], between: str = ", ") -> str:
    """The items, cut where they are more than a reader takes in."""
    more = f"{between}and {len(items) - _MOST} more" if len(items) > _MOST + 1 else ""
    return between.join(items[: _MOST if more else None]) + more


def nearest_ranks(ranks: Ranks, group: Sequence[str]) -> dict[tuple[str, str], float]:
    """The valid rank correlations nearest to those of a group, rounded, for the same pairs.

    Pairs without a correlation stay without one.
    """
    import numpy as np

    from ictsim.statistics.correlation import (
        correlation_matrix,
        nearest,
        normal_from_rank,
        rank_from_normal,
        rounded_until_valid,
    )

    def rounded(found: NDArray[np.float64]) -> NDArray[np.float64]:
        result = np.eye(len(found))
        for i, j in zip(*np.nonzero(wanted - result), strict=True):
            rank = round(rank_from_normal(float(np.clip(found[i, j], -1.0, 1.0))), _DIGITS)
            result[i, j] = normal_from_rank(rank)
        return result

    wanted = correlation_matrix(ranks, list(group))
    offered = rounded_until_valid(nearest(wanted, fixed=wanted == 0.0), rounded)
    place = {name: number for number, name in enumerate(group)}
    return {
        (a, b): round(rank_from_normal(float(offered[place[a], place[b]])), _DIGITS)
        for a, b in ranks
        if a in place and b in place
    }


DEPENDENCE = (years_of_inputs, names_in_correlations, yearly_partners, valid_correlations)
