"""The exact yearly average of a sampled schedule.

h(tau) = min(c, plan(t0 + p (tau - t0 - d))) is piecewise linear in time, so its integral is
piecewise quadratic: no quadrature. Everything is written in calendar time, where what lies
after the last kink has a constant slope and costs nothing in later years.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ictsim.graph import Expr, maximum, minimum, positive
from ictsim.values import TIE_YEARS


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


def realised(schedule: SampledSchedule, moment: int) -> Expr:
    """The part realised just before ``moment``: a step on that very day has not come yet."""
    risen = schedule.delay.graph.number(schedule.points[0][1])
    for (x0, v0), (x1, v1) in pairwise(schedule.points):
        since = moment - schedule.calendar(x0)
        if x1 == x0:
            risen = risen + positive(since - TIE_YEARS) * (v1 - v0)
        elif v1 > v0:
            length = schedule.stretch * (x1 - x0)
            slope = (v1 - v0) / (x1 - x0) / schedule.stretch
            risen = risen + _within(since, length) * slope
    return risen if schedule.ceiling is None else minimum(risen, schedule.ceiling)


def realised_range(schedule: SampledSchedule) -> tuple[Expr, Expr]:
    """The part realised before everything, and the part in the end."""
    return schedule.cut(schedule.points[0][1]), schedule.cut(schedule.points[-1][1])


def _integral(schedule: SampledSchedule, moment: int) -> Expr:
    """The integral of h from the plan's first point to ``moment`` (negative before it)."""
    first, before = schedule.points[0]
    since = moment - schedule.calendar(first)
    total = minimum(since, 0.0).spread(schedule.cut(before))
    for (x0, v0), (x1, v1) in pairwise(schedule.points):
        if x1 == x0:
            continue  # a step has no width
        piece = _Piece(schedule, moment - schedule.calendar(x0), x1 - x0, v0, (v1 - v0) / (x1 - x0))
        if piece.surely_meets_ceiling():
            return total + piece.up_to_ceiling_and_on()
        total = total + piece.part()
    last, after = schedule.points[-1]
    return total + maximum(moment - schedule.calendar(last), 0.0).spread(schedule.cut(after))


@dataclass(frozen=True)
class _Piece:
    """One linear piece of the plan: ``since`` its begin in calendar time, in years.

    ``width`` is its length in the plan's own time, ``value`` where it begins, ``slope`` >= 0.
    """

    schedule: SampledSchedule
    since: Expr
    width: float
    value: float
    slope: float

    def surely_meets_ceiling(self) -> bool:
        """Whether the ceiling is met within the piece in every run."""
        ceiling = self.schedule.ceiling
        if ceiling is None or self.slope == 0.0:
            return False
        low, high = ceiling.range
        return low >= self.value and high <= self.value + self.slope * self.width

    def up_to_ceiling_and_on(self) -> Expr:
        """The part of a piece that surely meets the ceiling, and all that comes after.

        c t - e (c - value - slope * pace / 2 * e), with t the years since the begin and e those
        of them in which it rose: once e is done the second part cancels from year to year.
        """
        ceiling, rising = self._ceiling()
        elapsed = _within(self.since, rising)
        missing = ceiling - self.value - elapsed * self._steepness()
        return maximum(self.since, 0.0).spread(ceiling) - elapsed * missing

    def part(self) -> Expr:
        """The part of the integral within the piece."""
        schedule, length = self.schedule, self.schedule.stretch * self.width
        if self.slope == 0.0:
            return _within(self.since, length).spread(schedule.cut(self.value))
        if schedule.ceiling is None:
            return self._ramp(_within(self.since, length))
        ceiling, meets = self._ceiling()
        rising = minimum(maximum(meets, 0.0), length)
        elapsed = _within(self.since, rising)
        return self._ramp(elapsed) + (_within(self.since, length) - elapsed) * ceiling

    def _ceiling(self) -> tuple[Expr, Expr]:
        """The ceiling, and after how many calendar years the rising value meets it."""
        ceiling = self.schedule.ceiling
        assert ceiling is not None
        return ceiling, ((ceiling - self.value) / self.slope * self.schedule.stretch).hold()

    def _ramp(self, elapsed: Expr) -> Expr:
        """Integral of value + slope * pace * e over e in [0, elapsed]."""
        return elapsed * self.value + elapsed * elapsed * self._steepness()

    def _steepness(self) -> Expr:
        return self.slope / 2.0 / self.schedule.stretch


def _within(since: Expr, length: Expr) -> Expr:
    """How much of ``length`` (>= 0) has passed, in years, ``since`` years after its begin."""
    return maximum(minimum(since, length), 0.0).hold()
