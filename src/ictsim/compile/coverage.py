"""The exact yearly average of a sampled schedule.

h(tau) = min(c, plan(t0 + p (tau - t0 - d))) is piecewise linear in time, so its integral is
piecewise quadratic: no quadrature. Everything is written in calendar time, where what lies
after the last kink has a constant slope and costs nothing in later years.
"""

from __future__ import annotations

from dataclasses import dataclass

from ictsim.graph import Expr, maximum, minimum


@dataclass(frozen=True)
class SampledSchedule:
    """A plan (moments in decimal years, values 0 ... 1) as one run sees it.

    ``delay`` in years; ``stretch`` = 1 / pace > 0; ``ceiling`` cuts values off, or None.
    """

    points: list[tuple[float, float]]
    delay: Expr
    stretch: Expr
    ceiling: Expr | None

    def calendar(self, moment: Expr | float) -> Expr:
        """When a moment of the plan comes: t0 + d + (moment - t0) / p."""
        first = self.points[0][0]
        return self.stretch * (moment - first) + self.delay + first

    def cut(self, value: float) -> Expr:
        """min(ceiling, value)."""
        number = self.delay.graph.number(value)
        return number if self.ceiling is None else minimum(self.ceiling, number)


def average(schedule: SampledSchedule, year: int) -> Expr:
    """S(t): the integral of h over [year, year + 1]."""
    return _integral(schedule, year + 1) - _integral(schedule, year)


def _integral(schedule: SampledSchedule, moment: int) -> Expr:
    """The integral of h from the plan's first point to ``moment`` (negative before it)."""
    first, before = schedule.points[0]
    begin = schedule.calendar(first)
    total = schedule.cut(before) * minimum(moment - begin, 0.0)
    for (x0, v0), (x1, v1) in zip(schedule.points, schedule.points[1:], strict=False):
        if x1 == x0:
            continue  # a step has no width
        segment, reached_ceiling = _segment(schedule, (x0, v0, x1, v1), moment)
        total = total + segment
        if reached_ceiling:
            return total
    last, after = schedule.points[-1]
    return total + schedule.cut(after) * maximum(moment - schedule.calendar(last), 0.0)


def _segment(
    schedule: SampledSchedule, plan: tuple[float, float, float, float], moment: int
) -> tuple[Expr, bool]:
    """The part of the integral within one linear piece of the plan.

    True says that the ceiling is reached within the piece in every run: the part then holds
    all that comes after it too.
    """
    x0, v0, x1, v1 = plan
    slope = (v1 - v0) / (x1 - x0)
    begin, end = schedule.calendar(x0), schedule.calendar(x1)
    ceiling = schedule.ceiling
    if slope == 0.0:
        return schedule.cut(v0) * _within(moment, begin, end), False
    if ceiling is None or ceiling.range[0] >= v1:
        return _ramp(schedule, v0, slope, _within(moment, begin, end)), False
    meets = schedule.calendar((ceiling - v0) / slope + x0).hold()
    if ceiling.range[0] >= v0 and ceiling.range[1] <= v1:
        rising = _ramp(schedule, v0, slope, _within(moment, begin, meets))
        return rising + ceiling * maximum(moment - meets, 0.0), True
    meets = minimum(maximum(meets, begin), end)
    rising = _ramp(schedule, v0, slope, _within(moment, begin, meets))
    return rising + ceiling * _within(moment, meets, end), False


def _within(moment: int, begin: Expr, end: Expr) -> Expr:
    """How long of [begin, end] has passed at ``moment``, in years."""
    return (maximum(minimum(moment - begin, end - begin), 0.0)).hold()


def _ramp(schedule: SampledSchedule, value: float, slope: float, elapsed: Expr) -> Expr:
    """Integral of value + slope * p * e over e in [0, elapsed]."""
    steepness = slope / 2.0 / schedule.stretch
    return elapsed * value + elapsed * (elapsed * steepness)
