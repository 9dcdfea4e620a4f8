"""The statistics of configs/3_0.toml in numpy: two variants, filled chunk by chunk.

``Full`` keeps what the report's statistics keep, ``Headline`` eight outputs. Which amounts are
kept, in which bins and over which runs, is given; outputs that are a multiple of another one
are kept once, as in the kernel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy_case as case
from numpy.typing import NDArray
from numpy_case import END_ROWS, ENDS, FIRST, KEY, SECOND, SHARE, START, YEARS, Array

SAMPLED_RUNS = 2**18
TOTALS = ("s2", "s3_vs_s2", "s3")
SETTLED = ("s2", "s3")
HEADLINE = (
    "s2.saving.2018",
    "s3.saving.2018",
    "s3.saving.2023",
    "s3.npv.2023",
    "s3.peak",
    "s3.payback",
    "s3.beats.2018",
    "s3.all_partners.2018",
)

# Rows of a flow's amounts: the cumulative saving of every year, then these.
NPV, PEAK, WORST, SHARES, ONE_OFF = 18, 21, 22, 23, 26

_clip = np._core.umath.clip  # type: ignore[attr-defined]  # np.clip without its checks


@dataclass(frozen=True)
class BinPlan:
    """``count`` equal bins from ``low``; exact repeats (``atoms``) are counted apart.

    ``every_run``: kept over all runs, not only over the first 2**18.
    """

    low: float
    width: float
    count: int
    atoms: tuple[float, ...]
    every_run: bool


@dataclass
class Amount:
    """What is kept of an amount: runs, sum, sum of squares, bins (one below, one above), atoms."""

    runs: int
    total: float
    squares: float
    histogram: NDArray[np.int64]
    atom_counts: list[int]


@dataclass
class Statistics:
    """What is kept over ``runs`` runs, by the outputs' names."""

    runs: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, Amount] = field(default_factory=dict)
    tallies: dict[str, NDArray[np.int64]] = field(default_factory=dict)


class _Bins:
    """One amount's histogram."""

    def __init__(self, name: str, row: int, plan: BinPlan) -> None:
        self.name, self.row, self.count = name, row, plan.count
        self.scale = 1.0 / plan.width
        self.shift = 1.0 - plan.low * self.scale
        self.atoms = [(atom, abs(atom) * 1e-9 + 1e-9) for atom in plan.atoms]
        self.histogram = np.zeros(plan.count + 2, np.int64)
        self.atom_counts = [0] * len(self.atoms)

    def add(self, x: Array, place: Array, index: NDArray[np.intp]) -> None:
        """Count a chunk; ``place`` and ``index`` are scratch."""
        np.multiply(x, self.scale, out=place)
        np.add(place, self.shift, out=place)
        _clip(place, 0.0, self.count + 1.0, place)
        np.copyto(index, place, casting="unsafe")
        counted = np.bincount(index, minlength=self.count + 2)
        np.add(self.histogram, counted, out=self.histogram)
        for number, (atom, near) in enumerate(self.atoms):
            repeats = np.flatnonzero(np.abs(x - atom) <= near)
            if repeats.size:
                self.atom_counts[number] += repeats.size
                self.histogram[index[repeats[0]]] -= repeats.size


class Keeper:
    """Sums and histograms of those rows of an array, shape (rows, chunk), that have a plan."""

    def __init__(self, names: Sequence[str], plans: Mapping[str, BinPlan], chunk: int) -> None:
        self._place, self._index = np.empty(chunk), np.empty(chunk, np.intp)
        self._ones = np.ones(chunk)
        self._runs = [0, 0]
        groups: tuple[list[_Bins], list[_Bins]] = ([], [])
        for row, name in enumerate(names):
            if name in plans:
                groups[plans[name].every_run].append(_Bins(name, row, plans[name]))
        self._groups = groups
        self._stretches = [_stretches([bins.row for bins in group]) for group in groups]
        self._sums = np.zeros((2, len(names)))

    def add(self, values: Array, sampled: bool) -> None:
        """Add a chunk; ``sampled`` if it is among those of which all rows are kept."""
        for every in (0, 1) if sampled else (1,):
            self._runs[every] += len(self._place)
            for rows in self._stretches[every]:
                part = values[rows]
                self._sums[0, rows] += part @ self._ones
                self._sums[1, rows] += np.vecdot(part, part)
            # Row by row: the scratch of one row stays in the nearest cache, which is 2 to 3
            # times as fast here as steps over the whole array.
            for bins in self._groups[every]:
                bins.add(values[bins.row], self._place, self._index)

    def write(self, into: Statistics) -> None:
        """Everything kept, under its name."""
        for runs, group in zip(self._runs, self._groups, strict=True):
            for bins in group:
                s, ss = self._sums[:, bins.row].tolist()
                into.amounts[bins.name] = Amount(runs, s, ss, bins.histogram, bins.atom_counts)


def _stretches(rows: list[int]) -> list[slice]:
    """Slices that together hold the rows, which rise."""
    slices: list[slice] = []
    for row in rows:
        begin = slices.pop().start if slices and slices[-1].stop == row else row
        slices.append(slice(begin, row + 1))
    return slices


class Payback:
    """Codes: the last year under water, + 2; 1 where it never is; 0 where nothing changes."""

    def __init__(self, chunk: int) -> None:
        self._below = np.empty((YEARS, chunk), bool)
        self._code = np.empty((YEARS, chunk), np.uint8)
        self._last = np.empty(chunk, np.uint8)
        self._codes = np.arange(2, YEARS + 2, dtype=np.uint8)[:, None]

    def tally(self, saving: Array) -> NDArray[np.intp]:
        """How often each code occurs."""
        np.less(saving, 0.0, out=self._below)
        np.multiply(self._below.view(np.uint8), self._codes, out=self._code)
        np.maximum.reduce(self._code, axis=0, out=self._last)
        if not self._last.all():
            np.maximum(self._last, (saving > 0.0).any(axis=0), out=self._last)
        return np.bincount(self._last, minlength=YEARS + 2)


class _Flow:
    """What is kept of one flow, over all chunks."""

    def __init__(self, name: str, plans: Mapping[str, BinPlan], chunk: int) -> None:
        self.name = name
        names = [f"{name}.saving.{START + t}" for t in range(YEARS)]
        names += [f"{name}.npv.{end}" for end in ENDS]
        names += [f"{name}.peak", f"{name}.worst_rise"]
        names += [f"{name}.share.{end}" for end in ENDS]
        self.keeper = Keeper([*names, f"{name}.one_off"], plans, chunk)
        self.beats = np.zeros(YEARS, np.int64)
        self.npv_beats = np.zeros(len(ENDS), np.int64)
        self.payback = np.zeros(YEARS + 2, np.int64)

    def write(self, into: Statistics) -> None:
        """Everything under its name."""
        self.keeper.write(into)
        for t, count in enumerate(self.beats.tolist()):
            into.counts[f"{self.name}.beats.{START + t}"] = count
        for end, count in zip(ENDS, self.npv_beats.tolist(), strict=True):
            into.counts[f"{self.name}.npv_beats.{end}"] = count
        into.tallies[f"{self.name}.payback"] = self.payback


# In which years the largest rise of cost can fall, as (a stretch, one more). The gain of 2.0 is
# a constant plus a multiple of the price level from 2019 on, that of 3.0 from 2028 on, and that
# of 3.0 against 2.0 only grows from 2020 on.
_WORST = {"s2": (slice(0, 7), 17), "s3_vs_s2": (slice(1, 7), 7), "s3": (slice(0, 16), 17)}
# In which years the lowest saving can fall.
_LOWEST = {"s2": slice(0, YEARS), "s3_vs_s2": slice(1, 7), "s3": slice(0, YEARS)}


class Full:
    """Every output of the report's statistics.

    The partners' parts of a difference of scenarios are multiples of the total difference: its
    statistics are theirs, but for the saving as a share of each one's own baseline.
    """

    def __init__(self, plans: Mapping[str, BinPlan], draws: case.Draws) -> None:
        self._runs, chunk = 0, draws.chunk
        self._chunk_runs = chunk
        self._draws, self._model = draws, case.Model(chunk)
        names = [*TOTALS, *(f"{total}.{p}" for total in SETTLED for p in (FIRST, SECOND))]
        self._flows = {name: _Flow(name, plans, chunk) for name in names}
        self._parts = {
            partner: Keeper([f"s3_vs_s2.{partner}.share.{end}" for end in ENDS], plans, chunk)
            for partner in (FIRST, SECOND)
        }
        self._both = {total: np.zeros(YEARS, np.int64) for total in SETTLED}
        self._best = np.zeros((len(ENDS), 3), np.int64)
        self._payback = Payback(chunk)
        self._blocks = {total: np.empty((ONE_OFF + 1, chunk)) for total in TOTALS}
        self._halves = [np.empty((ONE_OFF + 1, chunk)) for _ in range(2)]
        self._gain_3, self._gain_1, self._rest = np.empty((3, YEARS, chunk))
        self._above = np.empty((3, YEARS, chunk), bool)
        self._both_above = np.empty((YEARS, chunk), bool)
        years = np.arange(YEARS)
        until = np.array([years <= row for row in END_ROWS], float)
        self._discount = until * (1.0 + case.DISCOUNT_RATE) ** -years
        # What is linear in the price levels is a matrix product: the first partner's gain by
        # the key, cumulated and discounted, and the baselines up to the ends.
        cumulated = np.tril(np.ones((YEARS, YEARS))) * KEY
        self._by_key = np.concatenate([cumulated, self._discount * KEY])
        self._key_saving = np.empty((len(self._by_key), chunk))
        first, second = case.per_year(case.ROWS[FIRST]), case.per_year(case.ROWS[SECOND])
        self._of_baseline = np.concatenate([until * row for row in (first + second, first, second)])
        self._inverse = np.empty((len(self._of_baseline), chunk))

    def run(self, runs: int) -> None:
        """Add ``runs`` runs, a whole number of chunks."""
        with np.errstate(divide="ignore"):  # the logarithm of a uniform that is 0
            for _ in range(runs // self._chunk_runs):
                self._model.run(self._draws.fill())
                self._add_chunk(self._runs < SAMPLED_RUNS)
                self._runs += self._chunk_runs

    def result(self) -> Statistics:
        """All statistics under the outputs' names."""
        kept = Statistics(self._runs)
        for flow in self._flows.values():
            flow.write(kept)
        for part in self._parts.values():
            part.write(kept)
        # Of the difference both partners gain where the total does.
        for total, both in {**self._both, "s3_vs_s2": self._flows["s3_vs_s2"].beats}.items():
            for t, count in enumerate(both.tolist()):
                kept.counts[f"{total}.all_partners.{START + t}"] = count
        for end, tally in zip(ENDS, self._best, strict=True):
            kept.tallies[f"best.{end}"] = tally
        return kept

    def _add_chunk(self, sampled: bool) -> None:
        model, blocks = self._model, self._blocks
        np.matmul(self._by_key, model.price, out=self._key_saving)
        if sampled:
            np.divide(1.0, self._of_baseline @ model.price, out=self._inverse)
        for total, gain in zip(TOTALS, (model.gain_2, model.gain_vs, self._gain_3), strict=True):
            block = blocks[total]
            if total == "s3":
                np.add(blocks["s2"][:PEAK], blocks["s3_vs_s2"][:PEAK], out=block[:PEAK])
                if sampled:
                    np.add(model.gain_2, model.gain_vs, out=gain)
                    np.add(model.one_off_2, model.one_off_vs, out=block[ONE_OFF])
            else:
                block[0] = gain[0]
                for t in range(1, YEARS):
                    np.add(block[t - 1], gain[t], out=block[t])
                np.matmul(self._discount, gain, out=block[NPV:PEAK])
                block[ONE_OFF] = model.one_off_2
            if sampled:
                self._rises_and_shares(total, block, gain, self._inverse[:3])
            self._keep(total, total, block, sampled, 0)
            if total in SETTLED:
                self._split(total, gain, sampled)
            elif sampled:
                for name, share, costs in (
                    (FIRST, SHARE, self._inverse[3:6]),
                    (SECOND, 1.0 - SHARE, self._inverse[6:]),
                ):
                    self._parts[name].add(block[END_ROWS] * costs * share, sampled)
        self._pick_best(blocks["s2"], blocks["s3"])

    def _rises_and_shares(self, total: str, block: Array, gain: Array, inverse: Array) -> None:
        """What is kept over the subsample alone: the worst rise, the saving as a share."""
        years, one_more = _WORST[total]
        worst = np.minimum.reduce(gain[years], axis=0, out=block[WORST])
        np.negative(np.minimum(worst, gain[one_more], out=worst), out=worst)
        for number, row in enumerate(END_ROWS):
            np.multiply(block[row], inverse[number], out=block[SHARES + number])

    def _split(self, total: str, gain: Array, sampled: bool) -> None:
        """The whole cost by the key: share * total + constant * price, and what is left."""
        block, (first, second) = self._blocks[total], self._halves
        np.multiply(block[:PEAK], SHARE, out=first[:PEAK])
        np.add(first[:PEAK], self._key_saving, out=first[:PEAK])
        np.subtract(block[:PEAK], first[:PEAK], out=second[:PEAK])
        if sampled:
            years, one_more = _WORST[total]
            for rows in (years, slice(one_more, one_more + 1)):
                mine = np.multiply(gain[rows], SHARE, out=self._gain_1[rows])
                by_key = np.multiply(self._model.price[rows], KEY[rows, None], out=self._rest[rows])
                np.add(mine, by_key, out=mine)
                np.subtract(gain[rows], mine, out=self._rest[rows])
            self._rises_and_shares(total, first, self._gain_1, self._inverse[3:6])
            self._rises_and_shares(total, second, self._rest, self._inverse[6:])
        one = self._keep(f"{total}.{FIRST}", total, first, sampled, 1)
        other = self._keep(f"{total}.{SECOND}", total, second, sampled, 2)
        self._both[total] += _counts(np.logical_and(one, other, out=self._both_above))

    def _keep(
        self, name: str, total: str, block: Array, sampled: bool, slot: int
    ) -> NDArray[np.bool_]:
        """All statistics of one flow; returns where its saving is above 0."""
        flow = self._flows[name]
        lowest = np.minimum.reduce(block[_LOWEST[total]], axis=0, out=block[PEAK])
        np.negative(np.minimum(lowest, 0.0, out=lowest), out=lowest)
        above: NDArray[np.bool_] = self._above[slot]
        np.greater(block[:YEARS], 0.0, out=above)
        flow.beats += _counts(above)
        flow.npv_beats += _counts(np.greater(block[NPV:PEAK], 0.0))
        flow.payback += self._payback.tally(block[:YEARS])
        flow.keeper.add(block, sampled)
        return above

    def _pick_best(self, two: Array, three: Array) -> None:
        for tally, row in zip(self._best, END_ROWS, strict=True):
            second = two[row] > 0.0
            third = three[row] > np.maximum(two[row], 0.0)
            most = np.count_nonzero(third)
            some = np.count_nonzero(second & ~third)
            tally += (self._chunk_runs - most - some, some, most)


def _counts(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many are set in each row, 8 flags at a time."""
    counts: NDArray[np.int64] = np.bitwise_count(flags.view(np.uint64)).sum(axis=1, dtype=np.int64)
    return counts


class Headline:
    """Eight outputs: five amounts, a payback year and two probabilities."""

    def __init__(self, plans: Mapping[str, BinPlan], draws: case.Draws) -> None:
        self._runs, chunk = 0, draws.chunk
        self._chunk_runs = chunk
        self._draws, self._model = draws, case.Model(chunk)
        self._keeper = Keeper(HEADLINE[:5], plans, chunk)
        self._payback = Payback(chunk)
        self._beats = self._both = 0
        self._tally = np.zeros(YEARS + 2, np.int64)
        self._values = np.empty((5, chunk))
        self._gain, self._saving = np.empty((2, YEARS, chunk))
        years = np.arange(END_ROWS[1] + 1)
        self._discount = (1.0 + case.DISCOUNT_RATE) ** -years

    def run(self, runs: int) -> None:
        """Add ``runs`` runs, a whole number of chunks."""
        with np.errstate(divide="ignore"):
            for _ in range(runs // self._chunk_runs):
                self._model.run(self._draws.fill())
                self._add_chunk()
                self._runs += self._chunk_runs

    def result(self) -> Statistics:
        """All statistics under the outputs' names."""
        kept = Statistics(self._runs)
        self._keeper.write(kept)
        kept.counts = {"s3.beats.2018": self._beats, "s3.all_partners.2018": self._both}
        kept.tallies = {"s3.payback": self._tally}
        return kept

    def _add_chunk(self) -> None:
        model, values, saving = self._model, self._values, self._saving
        gain = np.add(model.gain_2, model.gain_vs, out=self._gain)
        saving[0] = gain[0]
        for t in range(1, YEARS):
            np.add(saving[t - 1], gain[t], out=saving[t])
        np.sum(model.gain_2[: END_ROWS[0] + 1], axis=0, out=values[0])
        values[1], values[2] = saving[END_ROWS[0]], saving[END_ROWS[1]]
        np.matmul(self._discount, gain[: END_ROWS[1] + 1], out=values[3])
        lowest = np.minimum.reduce(saving, axis=0, out=values[4])
        np.negative(np.minimum(lowest, 0.0, out=lowest), out=lowest)
        self._keeper.add(values, True)
        self._tally += self._payback.tally(saving)
        at = values[1]
        self._beats += int(np.count_nonzero(at > 0.0))
        first = KEY[: END_ROWS[0] + 1] @ model.price[: END_ROWS[0] + 1]
        np.add(first, at * SHARE, out=first)
        self._both += int(np.count_nonzero((first > 0.0) & (at > first)))
