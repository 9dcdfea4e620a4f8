"""Numbers that must stay within bounds in every run, whatever their inputs draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from ictsim.config.faults.fault import Fault, Keys, dotted
from ictsim.config.rules.fields import records
from ictsim.lines.investment import Investment
from ictsim.lines.phasing import Phased
from ictsim.lines.reduction import Reduction
from ictsim.model import Case
from ictsim.values import Value, terms

_ROUNDING = 1e-9


def bases(case: Case) -> Iterator[Fault]:
    """Every input has a value in the base case."""
    for name, distribution in case.inputs.items():
        try:
            distribution.base_value()
        except ValueError as error:
            yield Fault(("inputs", name, "base"), str(error), "missing")


def divisors(case: Case) -> Iterator[Fault]:
    """What is divided by stays above 0: paces, years of a schedule, durations."""
    values: dict[Keys, Value | None] = {}
    for name, schedule in case.schedules.items():
        values["schedules", name, "pace"] = schedule.pace
        values["schedules", name, "years"] = schedule.years
    for keys, line in records(case):
        if isinstance(line, Phased):
            values[*keys, "duration"] = line.duration
    for keys, value in values.items():
        advice = "must stay above 0"
        yield from bounded(case, keys, _without_open_ends(case, value), _above_zero, advice)


def _above_zero(low: float, _: float) -> bool:
    return low > 0.0


def _without_open_ends(case: Case, value: Value | None) -> Value | None:
    """A value without the inputs that come near 0 and are never 0, such as a lognormal."""
    if value is None:
        return None
    kept = [term for term in terms(value) if not (isinstance(term, str) and is_open(case, term))]
    # An empty list is a sum of nothing, so 0: that is at fault.
    return kept if kept or not terms(value) else None


def is_open(case: Case, name: str) -> bool:
    """Whether an input comes near 0 and is never 0, without an upper end: as a lognormal does."""
    law = case.inputs.get(name)
    ends = _ends(case, name)
    if law is None or ends is None or ends[0] != 0.0 or law.per_year:
        return False
    try:
        return law.base_value() > 0.0 and float(law.cdf([0.0])[0]) == 0.0 and ends[1] == math.inf
    except ValueError:
        return False


def ceilings(case: Case) -> Iterator[Fault]:
    """A ceiling is not below 0, nor a percentage."""
    for name, schedule in case.schedules.items():
        advice = "a ceiling is at least 0, and 75 % is 0.75"
        keys = ("schedules", name, "ceiling")
        yield from bounded(case, keys, schedule.ceiling, lambda low, _: 0.0 <= low <= 1.0, advice)


def shares(case: Case) -> Iterator[Fault]:
    """Each share of the baseline is 0 to 1."""
    for name, category in case.baseline.categories.items():
        if category.share != "rest":
            keys = ("baseline", "categories", name, "share")
            advice = "a share is 0 to 1, 35 % is 0.35"
            yield from bounded(
                case, keys, category.share, lambda low, high: low >= 0.0 and high <= 1.0, advice
            )


def sum_of_shares(case: Case) -> Iterator[Fault]:
    """The shares leave no negative rest, and where none takes the rest they are the whole."""
    given = [category.share for category in case.baseline.categories.values()]
    ends = [bounds(case, share) for share in given if share != "rest"]
    known = [end for end in ends if end is not None and 0.0 <= end[0] <= end[1] <= 1.0]
    if len(known) < len(ends):
        return  # A share is at fault itself.
    low, high = sum(end[0] for end in known), sum(end[1] for end in known)
    if high > 1.0 + _ROUNDING:
        message = f"the shares together reach {high:.6g}; keep them at most 1 in every run"
        yield Fault(("baseline", "categories"), message)
    elif low < 1.0 - _ROUNDING and "rest" not in given:
        message = f'the shares together can be {low:.6g}; give one category share = "rest"'
        yield Fault(("baseline", "categories"), message)


def rates(case: Case) -> Iterator[Fault]:
    """Yearly rates are fractions above -1, and nothing saves or rises by more than 100 %."""
    values: dict[Keys, Value] = {}
    for name, index in case.indices.items():
        values["indices", name, "rate"] = index.rate
    for name, category in case.baseline.categories.items():
        values["baseline", "categories", name, "rate"] = category.rate
    for keys, record in records(case):
        growth = getattr(record, "growth", None)  # of a partner, and of amounts by year
        if growth is not None:
            values[*keys, "growth"] = growth
    advice = "a yearly rate lies above -1 and is at most 1, 2 % is 0.02"
    for keys, value in values.items():
        yield from bounded(case, keys, value, lambda low, high: low > -1.0 and high <= 1.0, advice)


def rates_with_growth(case: Case) -> Iterator[Fault]:
    """A category's rate and a partner's own growth together stay above -1."""
    for name, partner in case.partners.items():
        for category, part in case.baseline.categories.items():
            ends = bounds(case, [*terms(part.rate), *terms(partner.growth or 0.0)])
            if partner.growth is not None and ends is not None and ends[0] <= -1.0:
                message = f"with the rate of {category} together down to {ends[0]:.6g}"
                yield Fault(("partners", name, "growth"), f"{message}; must stay above -1")


def reductions(case: Case) -> Iterator[Fault]:
    """A reduction is a share of what it reduces."""
    for keys, line in records(case):
        if isinstance(line, Reduction):
            advice = "a rate of reduction is at most 1, 35 % is 0.35"
            yield from bounded(
                case,
                (*keys, "rate"),
                line.rate,
                lambda low, high: low >= -1.0 and high <= 1.0,
                advice,
            )


def interests(case: Case) -> Iterator[Fault]:
    """An interest is a fraction of the book value."""
    for keys, line in records(case):
        if isinstance(line, Investment):
            advice = "an interest lies from -1 to 1, 2 % is 0.02"
            yield from bounded(
                case,
                (*keys, "interest"),
                line.interest,
                lambda low, high: low >= -1.0 and high <= 1.0,
                advice,
            )


def bounded(
    case: Case,
    keys: Keys,
    value: Value | None,
    fine: Callable[[float, float], bool],
    advice: str,
) -> Iterator[Fault]:
    """A fault if the ends of a value are not fine: at an input, where that is not fine alone."""
    ends = bounds(case, value)
    if value is None or ends is None or fine(*ends):
        return
    alone: list[tuple[Keys, tuple[float, float], str]] = []
    for term in terms(value):
        own = bounds(case, term)
        if isinstance(term, str) and own is not None and not fine(*own):
            alone.append((("inputs", term), own, f" (used as {dotted(keys)})"))
    for place, (low, high), used in alone or [(keys, ends, "")]:
        runs = f"is {low:.6g}" if low == high else f"runs from {low:.6g} to {high:.6g}"
        yield Fault(place, f"{runs}; {advice}{used}")


def bounds(case: Case, value: Value | None) -> tuple[float, float] | None:
    """Lowest and highest a value can be in any run, the base case included.

    ``None`` where there is no value, or one of its inputs is itself at fault.
    """
    if value is None:
        return None
    low = high = 0.0
    for term in terms(value):
        ends = _ends(case, term) if isinstance(term, str) else (term, term)
        if ends is None:
            return None
        low, high = low + ends[0], high + ends[1]
    return low, high


def lowest(case: Case, value: Value) -> float | None:
    """The lowest a value can be; above 0 where it comes near 0 and is never 0.

    ``None`` where one of its inputs is itself at fault.
    """
    ends = bounds(case, value)
    if ends is None:
        return None
    opened = any(isinstance(term, str) and is_open(case, term) for term in terms(value))
    return math.ulp(0.0) if ends[0] == 0.0 and opened else ends[0]


def _ends(case: Case, name: str) -> tuple[float, float] | None:
    distribution = case.inputs.get(name)
    if distribution is None:
        return None
    low, high = distribution.support()
    try:
        base = distribution.base_value()
    except ValueError:
        return low, high
    return min(low, base), max(high, base)


LIMITS = (
    bases,
    divisors,
    ceilings,
    shares,
    sum_of_shares,
    rates,
    rates_with_growth,
    reductions,
    interests,
)
