"""configs/3_0.toml in numpy alone, written as fast as numpy goes: what the kernel is timed against.

Chunks of runs, native samplers, arrays allocated once and filled with ``out=``, one thread. All
knowledge of the case is used that an author of such a script could use: years in which a one-off
can fall, the year after which no schedule moves any more, closed forms of laws that have one, and
that a partner's change is its share of the total plus a constant times the price level.

It shares no code with the package, and its draws are other draws: its statistics must agree with
the kernel's within their sampling errors, and are of the same outputs over the same runs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CHUNK = 4_096

START, HORIZON, LAST_PUBLISHED = 2013, 2030, 2018
YEARS = HORIZON - START + 1
ENDS = (2018, 2023, 2030)
END_ROWS = [end - START for end in ENDS]
DISCOUNT_RATE = 0.04
INCLUDED_GROWTH = 0.02

# The first partner's numbers are computed; the second one's are what is left of the total.
FIRST, SECOND = "haarlem", "haarlemmermeer"
SHARE = 150_000 / 293_000
ROWS = {
    FIRST: (10_800e3, 11_100e3, 11_450e3, 11_750e3, 11_700e3, 12_150e3),
    SECOND: (10_500e3, 10_800e3, 11_000e3, 11_250e3, 11_300e3, 11_750e3),
}

# PERT low, mode, high.
PERT = {
    "friction": (0.519480519, 1.0, 1.948051948),
    "programme": (80e3, 100e3, 200e3),
    "delay": (0.0, 0.0, 2.0),
    "lag": (0.0, 0.0, 2.5),
    "technical_fte": (7.0, 15.0, 16.0),
    "added_fte": (0.0, 2.0, 5.0),
    "functional_fte": (0.0, 5.5, 5.5),
    "other_fte": (1.0, 5.0, 5.5),
    "cost_per_fte": (64e3, 72e3, 80e3),
    "cio_fte": (4.0, 6.0, 14.0),
    "cio_cost": (80e3, 88e3, 105e3),
    "software_saving": (0.0, 0.35, 0.38),
    "infrastructure_saving": (0.0, 0.15, 0.20),
    "software_share": (0.249, 0.28, 0.311),
    "infrastructure_share": (0.131, 0.15, 0.195),
    "years": (3.0, 3.0, 10.0),
    "ceiling": (0.40, 0.75, 0.80),
}
# Chance of the tail, PERT body, Pareto scale and exponent.
MIXTURE = {
    "project": (0.08, (0.85, 1.05, 1.60), 1.6, 3.0),
    "transition": (0.08, (0.85, 1.05, 1.60), 1.6, 3.0),
    "migration": (0.176, (0.80, 1.00, 1.55), 2.0, 3.5),
}
OVERRUN_CAP = 5.0
INFLATION = (0.005, 0.020, 0.032)

PROJECT_EUR, TRANSITION_EUR, FRICTION_EUR = 1_427_500.0, 1_000_000.0, 1_000_000.0
PROJECT_PHASES = (0.707530648, 0.292469352)
MIGRATION_EUR, FRICTION_3_EUR = 2_691_500.0, 808_500.0
PHASES_3 = (0.134000000, 0.511142857, 0.354857143)
FIXED_2 = (250e3 - 146e3, 160e3 + 66e3, -200e3, -155e3, -49e3, -40e3)
FIXED_3 = {2016: 432e3, 2018: 107e3}
PLANNED_YEARS, PLAN_LENGTH, QUOTED = 3.0, 4.0, 0.75

# No ramp goes on after 2015 + 2 (delay) + 4 * 10/3 * 0.80.
FIRST_FULL_YEAR = 2028


def per_year(rows: tuple[float, ...]) -> Array:
    """A published row over all years, in units of the price level (1 + inflation)^(t - start)."""
    years = np.minimum(np.arange(YEARS), len(rows) - 1)
    return np.array(rows)[years] / (1.0 + INCLUDED_GROWTH) ** years


WHOLE = per_year(ROWS[FIRST]) + per_year(ROWS[SECOND])
# What the first partner gains by the key alone: its own baseline, less its share of both.
KEY = per_year(ROWS[FIRST]) - SHARE * WHOLE


def shapes(low: float, mode: float, high: float) -> tuple[float, float]:
    """PERT as a beta on low ... high."""
    width = high - low
    return 1.0 + 4.0 * (mode - low) / width, 1.0 + 4.0 * (high - mode) / width


class Draws:
    """Independent draws of all inputs, a chunk at a time.

    A beta with a whole shape n is a product of n powers of uniforms, which is 3 to 10 times as
    fast as numpy's general sampler up to n = 3; six inputs are of that kind. A triangular is a
    weighted mean of the smaller and the larger of two uniforms.
    """

    def __init__(self, seed: int, chunk: int) -> None:
        self.rng = np.random.Generator(np.random.SFC64(seed))
        self.chunk = chunk
        self._u, self._v = np.empty(chunk), np.empty(chunk)

    def fill(self) -> dict[str, Array]:
        """The next chunk."""
        drawn = {name: self._pert(*law) for name, law in PERT.items()}
        for name, law in MIXTURE.items():
            drawn[name] = self._mixture(*law)
        drawn["inflation"] = self._triangular(*INFLATION)
        return drawn

    def _beta(self, a: float, b: float) -> Array:
        return self.rng.beta(a, b, self.chunk)

    def _pert(self, low: float, mode: float, high: float) -> Array:
        a, b = shapes(low, mode, high)
        for one, other, start, slope in ((a, b, high, low - high), (b, a, low, high - low)):
            if round(one) <= 3 and abs(one - round(one)) < 1e-9:
                x = self._powers([1.0 / (other + i) for i in range(round(one))])
                return _affine(x, slope, start)
        return _affine(self._beta(a, b), high - low, low)

    def _powers(self, exponents: list[float]) -> Array:
        """Product of powers of uniforms: Beta(a, n) with exponents 1/a, ..., 1/(a + n - 1)."""
        first, *rest = exponents
        logs = self.rng.random(self.chunk)
        np.log(logs, out=logs)
        np.multiply(logs, first, out=logs)
        for exponent in rest:
            np.log(self.rng.random(out=self._u), out=self._u)
            np.add(logs, np.multiply(self._u, exponent, out=self._u), out=logs)
        return np.exp(logs, out=logs)

    def _mixture(
        self, chance: float, body: tuple[float, float, float], scale: float, exponent: float
    ) -> Array:
        x = self._pert(*body)
        tail = np.flatnonzero(self.rng.random(out=self._u) < chance)
        far = scale * np.exp(self.rng.standard_exponential(tail.size) / exponent)
        x[tail] = np.minimum(far, OVERRUN_CAP)
        return x

    def _triangular(self, low: float, mode: float, high: float) -> Array:
        u, v = self.rng.random(out=self._u), self.rng.random(out=self._v)
        smaller = np.minimum(u, v)
        larger = np.maximum(u, v, out=u)
        np.multiply(larger, mode - low, out=larger)
        np.multiply(smaller, high - mode, out=smaller)
        np.add(smaller, larger, out=smaller)
        return np.add(smaller, low, out=smaller)


class TableDraws(Draws):
    """The same with betas from a table of their quantiles, straight lines between the steps.

    Seven times as fast as numpy's sampler, but another law: the outermost steps, 1 run in 4,000
    on each side, are flat where the tail is not. So it is shown beside, not as the measure.
    """

    STEPS = 4_096

    def __init__(self, seed: int, chunk: int) -> None:
        super().__init__(seed, chunk)
        self._tables: dict[tuple[float, float], tuple[Array, Array]] = {}
        self._index = np.empty(chunk, np.intp)
        self.fill()  # makes the tables

    def _beta(self, a: float, b: float) -> Array:
        if (a, b) not in self._tables:
            from scipy.special import betaincinv

            edges = betaincinv(a, b, np.linspace(0.0, 1.0, self.STEPS + 1))
            slopes = np.diff(edges)
            self._tables[a, b] = (edges[:-1] - np.arange(self.STEPS) * slopes, slopes)
        starts, slopes = self._tables[a, b]
        u = self.rng.random(self.chunk)
        np.multiply(u, float(self.STEPS), out=u)
        np.copyto(self._index, u, casting="unsafe")
        np.multiply(u, np.take(slopes, self._index, out=self._u, mode="clip"), out=u)
        return np.add(u, np.take(starts, self._index, out=self._u, mode="clip"), out=u)


def _affine(x: Array, slope: float, start: float) -> Array:
    np.multiply(x, slope, out=x)
    return np.add(x, start, out=x)


class Model:
    """Yearly gains (the change against the baseline, saving above 0) of a chunk of runs.

    ``gain_2`` and ``gain_vs`` (of 3.0 against 2.0) have shape (years, chunk), in euros;
    ``price`` is (1 + inflation)^(t - start). 3.0 gains or costs nothing in 2013 and 2014.
    """

    def __init__(self, chunk: int) -> None:
        self.price, self.gain_2 = np.ones((YEARS, chunk)), np.empty((YEARS, chunk))
        self.gain_vs = np.zeros((YEARS, chunk))
        self.one_off_2, self.one_off_vs = np.empty(chunk), np.empty(chunk)
        self._rows = [np.empty(chunk) for _ in range(8)]
        self._ramp = np.empty((FIRST_FULL_YEAR - 2017 + 1, chunk))

    def run(self, x: Mapping[str, Array]) -> None:
        """Fill all arrays from the inputs."""
        price = self.price
        np.add(x["inflation"], 1.0, out=price[1])
        for t in range(2, YEARS):
            np.multiply(price[t - 1], price[1], out=price[t])
        # The parts of 2014 and 2015 after the delayed 1 January 2014. Every one-off is made of
        # these two: what is planned for one year falls for `before` in that year, for
        # `after - before` in the next and for `1 - after` in the one after it.
        before, after = self._rows[:2]
        np.maximum(np.subtract(1.0, x["delay"], out=before), 0.0, out=before)
        np.minimum(np.subtract(2.0, x["delay"], out=after), 1.0, out=after)
        self._running_2(x, before, after)
        self._one_offs_2(x, before, after)
        self._running_vs(x, before)
        self._one_offs_vs(x, before, after)

    def _running_2(self, x: Mapping[str, Array], before: Array, after: Array) -> None:
        price, gain = self.price, self.gain_2
        office, staff, begin, part, past, so_far = self._rows[2:]
        np.multiply(x["cio_fte"], x["cio_cost"], out=office)
        np.subtract(x["technical_fte"], x["added_fte"], out=staff)
        np.multiply(staff, x["cost_per_fte"], out=staff)
        np.add(x["delay"], x["lag"], out=begin)  # at most 4.5 years after 1 January 2014
        gain[0] = -FIXED_2[0]
        for t, live in ((1, before), (2, after), (3, None), (4, None), (5, None)):
            np.maximum(np.subtract(float(t), begin, out=so_far), 0.0, out=so_far)
            np.subtract(so_far, past if t > 1 else 0.0, out=part)
            np.multiply(part, staff, out=part)
            past, so_far = so_far, past
            row = gain[t]
            now = office if live is None else np.multiply(office, live, out=row)
            np.subtract(part, now, out=row)
            np.multiply(row, price[t], out=row)
            np.subtract(row, FIXED_2[t], out=row)
            if t in (2, 3, 4):
                np.subtract(row, x["programme"], out=row)
        np.subtract(staff, office, out=part)
        for t in range(6, YEARS):
            np.multiply(price[t], part, out=gain[t])
            np.subtract(gain[t], FIXED_2[5], out=gain[t])

    def _one_offs_2(self, x: Mapping[str, Array], before: Array, after: Array) -> None:
        project, start_up, part = self._rows[2:5]
        np.multiply(x["project"], PROJECT_EUR, out=project)
        np.multiply(x["transition"], TRANSITION_EUR, out=start_up)
        np.add(start_up, np.multiply(x["friction"], FRICTION_EUR, out=part), out=start_up)
        np.add(project, start_up, out=self.one_off_2)
        self._spend(self.gain_2, 2013, [(p, project) for p in PROJECT_PHASES], before, after)
        self._spend(self.gain_2, 2014, [(1.0, start_up)], before, after)

    def _one_offs_vs(self, x: Mapping[str, Array], before: Array, after: Array) -> None:
        amount, part = self.one_off_vs, self._rows[2]
        np.multiply(x["migration"], MIGRATION_EUR, out=amount)
        np.add(amount, np.multiply(x["friction"], FRICTION_3_EUR, out=part), out=amount)
        self._spend(self.gain_vs, 2015, [(p, amount) for p in PHASES_3], before, after)

    def _spend(
        self,
        gain: Array,
        first: int,
        planned: list[tuple[float, Array]],
        before: Array,
        after: Array,
    ) -> None:
        """Take an amount, planned in shares from year ``first`` on, from the gains."""
        amount = planned[0][1]
        shares = [0.0, 0.0, *(share for share, _ in planned), 0.0, 0.0]
        early, late, part = self._rows[5:8]
        np.multiply(amount, before, out=early)
        np.multiply(amount, after, out=late)
        for t in range(len(shares) - 2):
            row = gain[first - START + t]
            ago, last, now = shares[t : t + 3]
            for factor, values in ((ago, amount), (last - ago, late), (now - last, early)):
                if factor == 1.0:
                    np.subtract(row, values, out=row)
                elif factor != 0.0:
                    np.subtract(row, np.multiply(values, factor, out=part), out=row)

    def _running_vs(self, x: Mapping[str, Array], before: Array) -> None:
        price, gain, ramp = self.price, self.gain_vs, self._ramp
        length, steep, staff, reduction, meets, part = self._rows[2:]
        ceiling = x["ceiling"]
        # Before it meets the ceiling the harmonised share rises for `length` years. On
        # 1 January m it has covered ceiling (m - begin - length/2) + steep max(0, meets - m)^2.
        np.multiply(x["years"], PLAN_LENGTH / PLANNED_YEARS, out=length)
        np.divide(0.5, length, out=steep)
        np.multiply(length, ceiling, out=length)
        np.add(x["delay"], length, out=meets)
        for number, row in enumerate(ramp):
            np.maximum(np.subtract(meets, 2.0 + number, out=row), 0.0, out=row)
            np.multiply(row, row, out=row)
        np.add(x["functional_fte"], x["other_fte"], out=staff)
        np.multiply(staff, x["cost_per_fte"], out=staff)
        np.multiply(staff, 1.0 / QUOTED, out=staff)
        np.multiply(x["software_saving"], x["software_share"], out=reduction)
        np.multiply(x["infrastructure_saving"], x["infrastructure_share"], out=part)
        np.add(reduction, part, out=reduction)
        self._first_years_vs(x, before)
        # From the last published year on the gain per unit of price and share is constant.
        np.add(np.multiply(reduction, WHOLE[5], out=part), staff, out=part)
        full = np.multiply(part, ceiling, out=meets)
        slow = np.multiply(part, steep, out=part)
        for t in range(5, YEARS):
            row = gain[t]
            if t < FIRST_FULL_YEAR - START:
                np.subtract(ramp[t - 4], ramp[t - 3], out=row)
                np.subtract(full, np.multiply(row, slow, out=row), out=row)
                np.multiply(row, price[t], out=row)
            else:
                np.multiply(full, price[t], out=row)
        for year, amount in FIXED_3.items():
            np.subtract(gain[year - START], amount, out=gain[year - START])

    def _first_years_vs(self, x: Mapping[str, Array], before: Array) -> None:
        """2015, 2016 and 2017: each has its own published row beside the staff saving."""
        length, steep, staff, reduction, _, part = self._rows[2:]
        gain, ramp, ceiling = self.gain_vs, self._ramp, x["ceiling"]
        first, second, third = gain[2], gain[3], gain[4]
        np.multiply(np.multiply(before, before, out=first), steep, out=first)
        np.multiply(length, 0.5, out=second)
        np.add(second, x["delay"], out=second)
        np.multiply(np.subtract(2.0, second, out=second), ceiling, out=second)
        np.add(second, np.multiply(ramp[0], steep, out=part), out=second)
        np.subtract(second, first, out=second)
        np.multiply(np.subtract(ramp[1], ramp[0], out=third), steep, out=third)
        np.add(third, ceiling, out=third)
        for t, row in ((2, first), (3, second), (4, third)):
            np.add(np.multiply(reduction, WHOLE[t], out=part), staff, out=part)
            np.multiply(row, part, out=row)
            np.multiply(row, self.price[t], out=row)
