"""Several keys of the settlement on the same draws, and the mix that suits all most often."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ictsim import __version__
from ictsim.compile import flows_of, store_tape
from ictsim.config import LoadedCase
from ictsim.errors import UsageError
from ictsim.graph import Graph
from ictsim.kernels.layout import TIE_EUR
from ictsim.metrics import Flow, Output
from ictsim.model import Case, Settlement
from ictsim.model.settlement import BASELINE_COST, EQUAL, Key
from ictsim.results.record import Estimate
from ictsim.results.settling import KeyRow, SettlingResults
from ictsim.statistics.mixing import best_mix
from ictsim.statistics.paired import paired_difference
from ictsim.study import estimates as of
from ictsim.study.prepare import Study, prepare

MOST_SEARCHED = 1 << 17  # runs: their gains under every key are in memory together
LARGEST_STORE = 1 << 28  # numbers of 8 bytes in memory together

# One run in so many may be lost for a mix of fewer keys, or of rounder weights.
_SPARED = 2_000

Gains = NDArray[np.float64]
Wins = NDArray[np.bool_]
Notice = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """What is asked: ``runs`` in all, half of them for the search, 2**17 at most.

    ``scenario`` None means the last one, ``year`` None the last headline year; no ``keys`` means
    all there are.
    """

    runs: int
    seed: int
    scenario: str | None = None
    year: int | None = None
    keys: tuple[str, ...] = ()

    @property
    def search_runs(self) -> int:
        """How many runs the search looks at: the first ones."""
        return min(self.runs // 2, MOST_SEARCHED)

    @property
    def fresh_runs(self) -> int:
        """How many runs it has not seen: all chances are over these."""
        return self.runs - self.search_runs


@dataclass(frozen=True)
class _Way:
    """A way to divide: its gains in the search runs, and who gains in the fresh ones.

    ``seen`` in euros, shape (partners, search runs); ``wins`` has shape (partners, fresh runs).
    """

    seen: Gains
    wins: Wins


def settle(loaded: LoadedCase, asked: Asked, notice: Notice, progress: Notice) -> SettlingResults:
    """Compare all single keys and the configured settlement, and search the best mix of keys.

    Each key stands in the config's place on the same draws, for all cost categories. The search
    takes gains as linear in the weights; what it finds is then computed as a settlement of its
    own, like any other. ``notice`` is told what a user should know, ``progress`` how far it is.

    Raises
    ------
    UsageError
        The case has nothing to divide, or not the scenario or year that is asked for; or the
        runs do not fit into memory.
    """
    asked = replace(asked, scenario=_scenario_of(loaded.case, asked), year=_year_of(loaded, asked))
    draws = _Draws(loaded.case, asked, notice)
    keys = draws.every_key(progress)
    progress(f"searching the best mix of {len(keys)} keys on {asked.search_runs:,} futures")
    seen = np.stack([way.seen for way in keys.values()])
    weights = best_mix(seen, TIE_EUR, asked.search_runs // _SPARED).weights.tolist()
    mix = {name: weight for name, weight in zip(keys, weights, strict=True) if weight}
    won = {name: int((way.seen > TIE_EUR).all(axis=0).sum()) for name, way in keys.items()}
    best_key = max(won, key=lambda name: won[name])
    wins = keys[best_key].wins if mix.keys() == {best_key} else draws.way(dict(mix)).wins
    settlement = loaded.case.settlement_of(draws.scenario)
    configured = None if settlement.per_category else single_key(settlement.key)

    def row(weights: dict[str, float], its: Wins) -> KeyRow:
        return draws.row(weights, its, wins)

    return SettlingResults(
        title=loaded.case.case.title,
        config_name=loaded.files[-1].name,
        config_sha256=loaded.sha256,
        overrides=list(loaded.overrides),
        version=__version__,
        seed=asked.seed,
        scenario=draws.scenario,
        scenario_label=loaded.case.scenarios[draws.scenario].label,
        year=draws.year,
        search_runs=asked.search_runs,
        runs=asked.fresh_runs,
        partners={name: partner.label for name, partner in loaded.case.partners.items()},
        keys={name: row({name: 1.0}, way.wins) for name, way in keys.items()},
        best_key=best_key,
        mix=row(mix, wins),
        together=draws.together(),
        configured=None if configured in keys else row({}, draws.way(None).wins),
        configured_key=configured,
        texts=loaded.case.texts,
    )


def single_key(key: Key) -> str | None:
    """The one key that a key or mix comes down to; None for a mix of several."""
    if isinstance(key, str):
        return key
    return next(iter(key)) if len(key) == 1 else None


def key_names(case: Case, settlement: Settlement) -> list[str]:
    """The single keys there are: the configured one first, attributes of all partners, others."""
    partners = list(case.partners.values())
    attributes = [
        name
        for name in partners[0].attributes
        if all(name in partner.attributes for partner in partners)
        and sum(partner.attributes[name] for partner in partners) > 0.0
    ]
    names = list(dict.fromkeys([*attributes, EQUAL, BASELINE_COST]))
    first = single_key(settlement.key)
    return sorted(names, key=lambda name: name != first)


def _scenario_of(case: Case, asked: Asked) -> str:
    if len(case.partners) < 2:
        raise UsageError("the case has one partner: there is nothing to divide; settle needs two")
    names = list(case.in_building_order())
    if not names:
        raise UsageError("the case has no scenarios: without collaboration nothing is divided")
    if asked.scenario is not None and asked.scenario not in names:
        raise UsageError(
            f"there is no scenario {asked.scenario!r}; the case has {', '.join(names)}"
        )
    return asked.scenario or names[-1]


def _keys_of(case: Case, asked: Asked) -> list[str]:
    names = key_names(case, case.settlement_of(str(asked.scenario)))
    for name in asked.keys:
        if name not in names:
            raise UsageError(f"{name!r} is no key; all partners have {', '.join(names)}")
    return [name for name in names if name in asked.keys] if asked.keys else names


def _year_of(loaded: LoadedCase, asked: Asked) -> int:
    frame = loaded.case.case
    year = frame.headline_years[-1] if asked.year is None else asked.year
    if not frame.start <= year <= frame.horizon:
        raise UsageError(f"--year {year} is not between {frame.start} and {frame.horizon}")
    return year


class _Draws:
    """One case and seed, in which only the key changes."""

    def __init__(self, case: Case, asked: Asked, notice: Notice) -> None:
        """``asked`` names its scenario and year."""
        self.asked = asked
        self.notice = notice
        self.scenario, self.year = str(asked.scenario), int(asked.year or 0)
        self.names = _keys_of(case, asked)
        _check_size(len(self.names), len(case.partners), asked)
        self.study: Study = prepare(case, asked.seed, notice=notice)

    def every_key(self, progress: Notice) -> dict[str, _Way]:
        """All single keys that can divide every cost."""
        ways = {}
        for name in self.names:
            progress(f"dividing by {name}")
            try:
                ways[name] = self.way(name)
            except ZeroDivisionError:
                self.notice(f"warning: {name} is left out: a cost has nobody to bear it by {name}")
        if not ways:
            raise UsageError("no key is left: each gives some cost to nobody")
        return ways

    def way(self, key: Key | None) -> _Way:
        """What a key or mix gives; None for the settlement as configured.

        Raises
        ------
        ZeroDivisionError
            It is 0 for all who bear some cost.
        """
        flows = flows_of(self._settled_by(key))
        gains = self._savings(flows.frame.graph, flows.partners[self.scenario].values())
        if not np.isfinite(gains).all():
            raise ZeroDivisionError
        first = self.asked.search_runs
        return _Way(gains[:, :first].copy(), gains[:, first:] > TIE_EUR)

    def together(self) -> Estimate:
        """The chance that the partners together are better off, however they divide it."""
        flows = self.study.flows
        [savings] = self._savings(flows.frame.graph, [flows.totals[self.scenario]])
        return self._chance(savings[self.asked.search_runs :] > TIE_EUR)

    def _savings(self, graph: Graph, flows: Iterable[Flow]) -> Gains:
        """What each flow has saved by the end of the year, euros, shape (flows, runs)."""
        outputs = [Output(flow.name, "eur", flow.saving[self.year]) for flow in flows]
        tape = store_tape(graph, self.study.inputs, outputs)
        return np.stack(list(self.study.core.store(tape, self.asked.runs).values()))

    def _settled_by(self, key: Key | None) -> Case:
        case = self.study.case
        if key is None:
            return case
        settlement = case.settlement_of(self.scenario)
        settlement = settlement.model_copy(update={"key": key, "per_category": {}})
        scenario = case.scenarios[self.scenario].model_copy(update={"settlement": settlement})
        return case.model_copy(update={"scenarios": {**case.scenarios, self.scenario: scenario}})

    def row(self, weights: dict[str, float], wins: Wins, mix: Wins) -> KeyRow:
        """The chances of one way to divide, and how far it is behind the mix."""
        partners = zip(self.study.case.partners, wins, strict=True)
        every, of_mix = _everyone(wins), _everyone(mix)
        return KeyRow(
            weights=weights,
            partners={name: self._chance(own) for name, own in partners},
            every=self._chance(every),
            behind=self._difference(of_mix, every, same=wins is mix),
        )

    def _chance(self, wins: Wins) -> Estimate:
        if not self.study.inputs.laws:
            return of.always(bool(wins[0]), len(wins))
        return of.probability(int(wins.sum()), len(wins))

    def _difference(self, first: Wins, second: Wins, *, same: bool) -> Estimate:
        """The chance of the first less that of the second, over the same runs."""
        ahead, behind = int((first & ~second).sum()), int((second & ~first).sum())
        runs = len(first)
        value = (ahead - behind) / runs
        if same or not self.study.inputs.laws:
            return Estimate(value, value, value, "share", runs)
        low, high = paired_difference(ahead, behind, runs)
        return Estimate(value, low, high, "share", runs)


def _everyone(wins: Wins) -> Wins:
    return np.asarray(wins.all(axis=0))


def _check_size(keys: int, partners: int, asked: Asked) -> None:
    left = LARGEST_STORE - keys * partners * asked.search_runs
    if partners * asked.runs > left:
        raise UsageError(
            f"{asked.runs:,} runs of {partners} partners do not fit into memory together; "
            f"--runs {max(left // partners, 0):,} is the most"
        )
