"""The capacity to bear losses beside what is needed: ratios and classes (MODEL section 10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ictsim.kernels.layout import TIE_EUR
from ictsim.model import Case
from ictsim.model.resilience import TOTAL
from ictsim.results.messages import N_
from ictsim.results.record import Estimate, ResilienceRow
from ictsim.statistics.resilience import BEST, class_of

_NOT_NEEDED = N_("no amount is needed at this level")
_MAYBE_NOT_NEEDED = N_("within the sampling error no amount may be needed")


def resilience_rows(case: Case, estimates: Mapping[str, Estimate]) -> list[ResilienceRow]:
    """For each scenario and each capacity: the loss by the headline years, the funding peaks."""
    given = case.resilience
    if given is None:
        return []
    rows = []
    for flow, capacity in _capacities(case):
        for what, metric in _amounts(case):
            amount = estimates.get(f"{flow}.{metric}.p{given.percent}")
            if amount is not None:
                rows.append(resilience_row(flow, what, given.level, capacity, amount))
    return rows


def _capacities(case: Case) -> Iterator[tuple[str, float]]:
    """Each flow of which the capacity is given, in euros."""
    capacities = case.resilience.capacity_eur if case.resilience else {}
    for scenario in case.in_building_order():
        for who, capacity in capacities.items():
            yield scenario if who == TOTAL else f"{scenario}.{who}", capacity


def _amounts(case: Case) -> Iterator[tuple[str, str]]:
    """What is put beside the capacity, by its name there and its metric.

    There is a funding peak in cash where that is not the budget.
    """
    for year in case.case.headline_years:
        yield str(year), f"loss.{year}"
    yield from (("peak", "peak"), ("peak_cash", "peak_cash"))


def resilience_row(
    flow: str, what: str, level: float, capacity: float, amount: Estimate
) -> ResilienceRow:
    """Ratio and class of a capacity (euros) beside an amount, with their sampling error."""
    needed, least, most = (_number(x) for x in (amount.value, amount.low, amount.high))
    return ResilienceRow(
        name=f"{flow}.resilience.{what}",
        flow=flow,
        what=what,
        level=level,
        capacity_eur=capacity,
        amount_eur=needed,
        amount_low=least,
        amount_high=most,
        runs=amount.runs,
        ratio=_ratio(capacity, needed),
        low=_ratio(capacity, most),
        high=_ratio(capacity, least),
        class_=_class(capacity, needed),
        class_low=_class(capacity, most),
        class_high=_class(capacity, least),
        note="; ".join(filter(None, (_why_no_ratio(needed, least), amount.note))),
    )


def _why_no_ratio(needed: float | None, least: float | None) -> str:
    """Why the ratio, or else its upper end, is undefined though the amount is known."""
    if needed is not None and needed <= TIE_EUR:
        return _NOT_NEEDED
    return _MAYBE_NOT_NEEDED if least is not None and least <= TIE_EUR else ""


def _number(value: float | str | None) -> float | None:
    return float(value) if isinstance(value, float | int) else None


def _ratio(capacity: float, amount: float | None) -> float | None:
    """Capacity over amount; None where the amount is not known, or there is none to divide by."""
    return None if amount is None or amount <= TIE_EUR else capacity / amount


def _class(capacity: float, amount: float | None) -> str | None:
    """The class; where no amount is needed the best one, however small the capacity."""
    if amount is None:
        return None
    ratio = _ratio(capacity, amount)
    return BEST if ratio is None else class_of(ratio)
