"""The statistics of configs/3_0.toml in numpy: two variants, filled chunk by chunk.

``Full`` keeps what the report's statistics keep, ``Headline`` eight outputs. Bins are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy_case as case
from numpy_case import CHUNK, END_ROWS, ENDS, FIRST, KEY, SECOND, SHARE, START, YEARS, Array

import numpy as np
from numpy.typing import NDArray

BINS = 2_048
SAMPLED_RUNS = 2**18
TOTALS = ("s2", "s3_vs_s2", "s3")
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
EVERY_RUN = (*END_ROWS, NPV, NPV + 1, NPV + 2, PEAK)

_clip = np._core.umath.clip  # type: ignore[attr-defined]  # np.clip without its checks


class BinPlan(Protocol):
    """Equal bins from ``low``, and exact repeats that are counted apart."""

    @property
    def low(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def atoms(self) -> tuple[float, ...]: ...


@dataclass
class Statistics:
    """What is kept, by the outputs' names. ``sums`` hold the sum and the sum of squares.

    ``histograms`` have a bin below and one above; atoms are not in them.
    """

    runs: int = 0
    sampled_runs: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, tuple[float, float]] = field(default_factory=dict)
    histograms: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    atom_counts: dict[str, list[int]] = field(default_factory=dict)
    tallies: dict[str, NDArray[np.int64]] = field(default_factory=dict)


@dataclass
class _Row:
    """One amount's histogram. ``near`` are its atoms: value, and how near is the same."""

    name: str
    every_run: bool
    scale: float
    shift: float
    near: list[tuple[float, float]]
    histogram: NDArray[np.int64]
    atom_counts: list[int]


class Keeper:
    """Sums and histograms of the rows of one array, shape (rows, chunk)."""

    def __init__(
        self, names: list[str], every_run: tuple[int, ...], bins: Mapping[str, BinPlan], chunk: int
    ) -> None:
        """``every_run``: the rows whose histogram rests on all runs."""
        self._place, self._index = np.empty(chunk), np.empty(chunk, np.intp)
        self._ones = np.ones(chunk)
        self._sums = np.zeros((2, len(names)))
        self._rows = []
        for number, name in enumerate(names):
            plan = bins[name]
            scale = 1.0 / plan.width
            near = [(atom, abs(atom) * 1e-9 + 1e-9) for atom in plan.atoms]
            empty = np.zeros(BINS + 2, np.int64)
            row = _Row(
                name, number in every_run, scale, 1.0 - plan.low * scale, near, empty, [0] * len(near)
            )
            self._rows.append(row)

    def add(self, values: Array, sampled: bool) -> None:
        """Add a chunk; ``sampled`` if it is among those of which every row's bins are kept."""
        self._sums[0] += values @ self._ones
        self._sums[1] += np.vecdot(values, values)
        # Row by row: one row's scratch stays in the nearest cache, which is 2 to 3 times as
        # fast here as whole-array steps.
        place, index = self._place, self._index
        for row, x in zip(self._rows, values, strict=True):
            if not (sampled or row.every_run):
                continue
            np.multiply(x, row.scale, out=place)
            np.add(place, row.shift, out=place)
            _clip(place, 0.0, BINS + 1.0, place)
            np.copyto(index, place, casting="unsafe")
            np.add(row.histogram, np.bincount(index, minlength=BINS + 2), out=row.histogram)
            for number, (atom, near) in enumerate(row.near):
                repeats = np.flatnonzero(np.abs(x - atom) <= near)
                if repeats.size:
                    row.atom_counts[number] += repeats.size
                    row.histogram[index[repeats[0]]] -= repeats.size

    def write(self, into: Statistics) -> None:
        """Everything kept, under its name."""
        for row, s, ss in zip(self._rows, *self._sums.tolist(), strict=True):
            into.sums[row.name] = (s, ss)
            into.histograms[row.name] = row.histogram
            into.atom_counts[row.name] = row.atom_counts


class Payback:
    """Codes: the last year under water, + 2; 1 where it never is; 0 where nothing changes."""

    def __init__(self, chunk: int) -> None:
        self._below = np.empty((YEARS, chunk), bool)
        self._code = np.empty((YEARS, chunk), np.uint8)
        self._last = np.empty(chunk, np.uint8)
        self._codes = np.arange(2, YEARS + 2, dtype=np.uint8)[:, None]

    def tally(self, saving: Array, above: NDArray[np.bool_]) -> NDArray[np.intp]:
        """How often each code occurs; ``above`` is where saving > 0."""
        np.less(saving, 0.0, out=self._below)
        np.multiply(self._below.view(np.uint8), self._codes, out=self._code)
        np.maximum.reduce(self._code, axis=0, out=self._last)
        if not self._last.all():
            np.maximum(self._last, above.any(axis=0), out=self._last)
        return np.bincount(self._last, minlength=YEARS + 2)


def _amount_names(flow: str) -> list[str]:
    names = [f"{flow}.saving.{START + t}" for t in range(YEARS)]
    names += [f"{flow}.npv.{end}" for end in ENDS]
    names += [f"{flow}.peak", f"{flow}.worst_rise"]
    names += [f"{flow}.share.{end}" for end in ENDS]
    return [*names, f"{flow}.one_off"] if flow in ("s2", "s3") else names


class _Flow:
    """What is kept of one flow, over all chunks."""

    def __init__(self, name: str, bins: Mapping[str, BinPlan], chunk: int) -> None:
        self.name = name
        names = _amount_names(name)
        self.rows = len(names)
        self.keeper = Keeper(names, EVERY_RUN, bins, chunk)
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
_PEAK = {"s2": slice(0, YEARS), "s3_vs_s2": slice(1, 7), "s3": slice(0, YEARS)}


class Full:
    """Every output of the report's statistics: nine flows, and the best scenario."""

    def __init__(self, bins: Mapping[str, BinPlan], seed: int, chunk: int = CHUNK) -> None:
        self._statistics = Statistics()
        self._chunk_runs = chunk
        self._draws, self._model = case.Draws(seed, chunk), case.Model(chunk)
        self._flows = {
            name: _Flow(name, bins, chunk)
            for total in TOTALS
            for name in (total, f"{total}.{FIRST}", f"{total}.{SECOND}")
        }
        self._both = {total: np.zeros(YEARS, np.int64) for total in TOTALS}
        self._best = np.zeros((len(ENDS), 3), np.int64)
        self._payback = Payback(chunk)
        self._blocks = {total: np.empty((ONE_OFF + 1, chunk)) for total in TOTALS}
        self._halves = [np.empty((ONE_OFF, chunk)) for _ in range(2)]
        self._gain_3, self._gain_1, self._rest = np.empty((3, YEARS, chunk))
        self._key_gain = np.empty((YEARS, chunk))
        self._above = np.empty((3, YEARS, chunk), bool)
        self._both_above = np.empty((YEARS, chunk), bool)
        years = np.arange(YEARS)
        until = np.array([years <= row for row in END_ROWS], float)
        self._discount = until * (1.0 + case.DISCOUNT_RATE) ** -years
        first, second = case.per_year(case.ROWS[FIRST]), case.per_year(case.ROWS[SECOND])
        # What is linear in the price levels, in one matrix product: the first partner's gain by
        # the key, cumulated and discounted; the baselines up to the ends.
        cumulated = np.tril(np.ones((YEARS, YEARS))) * KEY
        costs = [until * row for row in (first + second, first, second)]
        self._of_price = np.concatenate([cumulated, self._discount * KEY, *costs])
        self._linear = np.empty((len(self._of_price), chunk))

    def run(self, runs: int) -> None:
        """Add ``runs`` runs, a whole number of chunks."""
        kept = self._statistics
        with np.errstate(divide="ignore"):  # the logarithm of a uniform that is 0
            for _ in range(runs // self._chunk_runs):
                sampled = kept.runs < SAMPLED_RUNS
                self._model.run(self._draws.fill())
                self._add_chunk(sampled)
                kept.runs += self._chunk_runs
                kept.sampled_runs += self._chunk_runs if sampled else 0

    def result(self) -> Statistics:
        """All statistics under the outputs' names."""
        kept = self._statistics
        for flow in self._flows.values():
            flow.write(kept)
        for total, both in self._both.items():
            for t, count in enumerate(both.tolist()):
                kept.counts[f"{total}.all_partners.{START + t}"] = count
        for end, tally in zip(ENDS, self._best, strict=True):
            kept.tallies[f"best.{end}"] = tally
        return kept

    def _add_chunk(self, sampled: bool) -> None:
        model, blocks = self._model, self._blocks
        np.matmul(self._of_price, model.price, out=self._linear)
        inverse = np.divide(1.0, self._linear[21:], out=self._linear[21:])
        np.multiply(model.price, KEY[:, None], out=self._key_gain)
        for total, gain in zip(TOTALS, (model.gain_2, model.gain_vs, self._gain_3), strict=True):
            block = blocks[total]
            if total == "s3":
                np.add(model.gain_2, model.gain_vs, out=gain)
                np.add(blocks["s2"][:PEAK], blocks["s3_vs_s2"][:PEAK], out=block[:PEAK])
                np.add(model.one_off_2, model.one_off_vs, out=block[ONE_OFF])
            else:
                block[0] = gain[0]
                for t in range(1, YEARS):
                    np.add(block[t - 1], gain[t], out=block[t])
                np.matmul(self._discount, gain, out=block[NPV:PEAK])
                block[ONE_OFF] = model.one_off_2
            self._extremes(total, block, gain)
            above = self._keep(total, block, inverse[:3], sampled, 0)
            if total == "s3_vs_s2":
                self._split_difference(total, block, inverse, sampled)
                self._both[total] += self._counts(above)
            else:
                self._split(total, gain, inverse, sampled)
        self._pick_best(blocks["s2"], blocks["s3"])

    def _extremes(self, total: str, block: Array, gain: Array) -> None:
        """Funding peak and worst rise."""
        lowest = np.minimum.reduce(block[_PEAK[total]], axis=0, out=block[PEAK])
        np.negative(np.minimum(lowest, 0.0, out=lowest), out=lowest)
        years, one_more = _WORST[total]
        worst = np.minimum.reduce(gain[years], axis=0, out=block[WORST])
        np.negative(np.minimum(worst, gain[one_more], out=worst), out=worst)

    def _split(self, total: str, gain: Array, inverse: Array, sampled: bool) -> None:
        """The whole cost by the key: share * total + constant * price, and what is left."""
        block, (first, second) = self._blocks[total], self._halves
        np.multiply(block[:PEAK], SHARE, out=first[:PEAK])
        np.add(first[:PEAK], self._linear[:PEAK], out=first[:PEAK])
        np.subtract(block[:PEAK], first[:PEAK], out=second[:PEAK])
        years, one_more = _WORST[total]
        for rows in (years, one_more):
            mine = np.multiply(gain[rows], SHARE, out=self._gain_1[rows])
            np.add(mine, self._key_gain[rows], out=mine)
            np.subtract(gain[rows], mine, out=self._rest[rows])
        self._extremes(total, first, self._gain_1)
        self._extremes(total, second, self._rest)
        one = self._keep(f"{total}.{FIRST}", first, inverse[3:6], sampled, 1)
        other = self._keep(f"{total}.{SECOND}", second, inverse[6:9], sampled, 2)
        self._both[total] += self._counts(np.logical_and(one, other, out=self._both_above))

    def _split_difference(self, total: str, block: Array, inverse: Array, sampled: bool) -> None:
        """Both scenarios hold the same baselines: the shares of the total, so the same signs."""
        whole = self._flows[total]
        shares = ((FIRST, SHARE, inverse[3:6]), (SECOND, 1.0 - SHARE, inverse[6:9]))
        for part, (name, share, costs) in zip(self._halves, shares, strict=True):
            flow = self._flows[f"{total}.{name}"]
            np.multiply(block[:SHARES], share, out=part[:SHARES])
            np.multiply(part[END_ROWS], costs, out=part[SHARES:ONE_OFF])
            flow.keeper.add(part, sampled)
            flow.beats, flow.npv_beats, flow.payback = whole.beats, whole.npv_beats, whole.payback

    def _keep(
        self, name: str, block: Array, inverse: Array, sampled: bool, slot: int
    ) -> NDArray[np.bool_]:
        """All statistics of one flow; returns where its saving is above 0."""
        flow = self._flows[name]
        for number, row in enumerate(END_ROWS):
            np.multiply(block[row], inverse[number], out=block[SHARES + number])
        above = np.greater(block[:YEARS], 0.0, out=self._above[slot])
        flow.beats += self._counts(above)
        flow.npv_beats += self._counts(np.greater(block[NPV:PEAK], 0.0))
        flow.payback += self._payback.tally(block[:YEARS], above)
        flow.keeper.add(block[: flow.rows], sampled)
        return above

    @staticmethod
    def _counts(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many are set in each row: bits of 8 flags at a time."""
        return np.bitwise_count(flags.view(np.uint64)).sum(axis=1, dtype=np.int64)

    def _pick_best(self, two: Array, three: Array) -> None:
        for tally, row in zip(self._best, END_ROWS, strict=True):
            second = two[row] > 0.0
            third = three[row] > np.maximum(two[row], 0.0)
            most = np.count_nonzero(third)
            some = np.count_nonzero(second & ~third)
            tally += (self._chunk_runs - most - some, some, most)


class Headline:
    """Eight outputs: five amounts, a payback year and two probabilities."""

    def __init__(self, bins: Mapping[str, BinPlan], seed: int, chunk: int = CHUNK) -> None:
        self._statistics = Statistics()
        self._chunk_runs = chunk
        self._draws, self._model = case.Draws(seed, chunk), case.Model(chunk)
        self._keeper = Keeper(list(HEADLINE[:5]), tuple(range(5)), bins, chunk)
        self._payback = Payback(chunk)
        self._beats = self._both = 0
        self._tally = np.zeros(YEARS + 2, np.int64)
        self._values, self._saving = np.empty((5, chunk)), np.empty((YEARS, chunk))
        self._first = np.empty(chunk)
        years = np.arange(END_ROWS[1] + 1)
        self._discount = (1.0 + case.DISCOUNT_RATE) ** -years

    def run(self, runs: int) -> None:
        """Add ``runs`` runs, a whole number of chunks."""
        with np.errstate(divide="ignore"):
            for _ in range(runs // self._chunk_runs):
                self._model.run(self._draws.fill())
                self._add_chunk()
                self._statistics.runs += self._chunk_runs

    def result(self) -> Statistics:
        """All statistics under the outputs' names."""
        kept = self._statistics
        kept.sampled_runs = kept.runs
        self._keeper.write(kept)
        kept.counts = {"s3.beats.2018": self._beats, "s3.all_partners.2018": self._both}
        kept.tallies = {"s3.payback": self._tally}
        return kept

    def _add_chunk(self) -> None:
        model, values, saving = self._model, self._values, self._saving
        gain = np.add(model.gain_2, model.gain_vs, out=model.gain_vs)
        saving[0] = gain[0]
        for t in range(1, YEARS):
            np.add(saving[t - 1], gain[t], out=saving[t])
        np.sum(model.gain_2[:6], axis=0, out=values[0])
        values[1], values[2] = saving[END_ROWS[0]], saving[END_ROWS[1]]
        np.matmul(self._discount, gain[: END_ROWS[1] + 1], out=values[3])
        lowest = np.minimum.reduce(saving, axis=0, out=values[4])
        np.negative(np.minimum(lowest, 0.0, out=lowest), out=lowest)
        self._keeper.add(values, True)
        self._tally += self._payback.tally(saving, saving > 0.0)
        at = values[1]
        self._beats += np.count_nonzero(at > 0.0)
        first = np.matmul(KEY[:6], model.price[:6])
        np.add(first, np.multiply(at, SHARE, out=self._first), out=first)
        self._both += np.count_nonzero((first > 0.0) & (at > first))
        # What 3.0 gains against 2.0 in the years in which nothing of it happens.
        model.gain_vs[:2] = 0.0
