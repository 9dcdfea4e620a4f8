"""What a comparison of keys gave, as a plain record: the terminal and JSON are written from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from ictsim.results.record import Estimate

SETTLING_FORMAT = 1


@dataclass(frozen=True)
class KeyRow:
    """One way to divide shared cost, and how often it leaves whom better off.

    ``weights`` is how much of each single key it is, 1 in all; empty where the config's own
    settlement is more than one key. ``partners`` are chances by partner, ``every`` that of all at
    once. ``behind``: the chance of all under the best mix less this one, in the same runs.
    """

    weights: dict[str, float]
    partners: dict[str, Estimate]
    every: Estimate
    behind: Estimate

    @property
    def is_one_key(self) -> bool:
        """Whether a single key divides everything."""
        return len(self.weights) == 1


@dataclass(frozen=True)
class SettlingResults:
    """Keys compared on the same draws, and the mix that was searched for.

    ``partners`` are labels by id. ``keys`` holds the single keys by name; ``best_key`` is the one
    that came out best in the search. ``mix`` is that key where no mix is better.
    ``configured_key`` is the single key of the config, None where it has several; ``configured``
    is its settlement where that is none of ``keys``.
    ``together`` is the chance that the partners in total are better off: no key goes beyond it.
    Chances are over ``runs`` runs that the search, over ``search_runs`` others, has not seen.
    ``texts`` are the config's translations: by language, each text with what takes its place.
    """

    title: str
    config_name: str
    config_sha256: str
    overrides: list[str]
    version: str
    seed: int
    scenario: str
    scenario_label: str
    year: int
    search_runs: int
    runs: int
    partners: dict[str, str]
    keys: dict[str, KeyRow]
    best_key: str
    mix: KeyRow
    together: Estimate
    configured: KeyRow | None = None
    configured_key: str | None = None
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def rows(self) -> dict[str, KeyRow]:
        """Every way to divide, by its part of the names of the figures."""
        rows = {f"key.{name}": row for name, row in self.keys.items()}
        if self.configured is not None:
            rows["configured"] = self.configured
        return {**rows, "mix": self.mix}

    def figures(self) -> dict[str, Estimate]:
        """Every figure by its name: ``s3.settle.key.inhabitants.haarlem.beats.2018``."""
        found = {f"{self.scenario}.beats.{self.year}": self.together}
        for name, row in self.rows().items():
            stem = f"{self.scenario}.settle.{name}"
            for partner, chance in row.partners.items():
                found[f"{stem}.{partner}.beats.{self.year}"] = chance
            found[f"{stem}.all_partners.{self.year}"] = row.every
            if row is not self.mix:
                found[f"{stem}.behind_mix.{self.year}"] = row.behind
        return found


def settling_json(results: SettlingResults) -> dict[str, Any]:
    """The record as JSON holds it: the settings, the mix, and a list of named figures."""
    settings = {
        key: getattr(results, key)
        for key in (
            "title", "config_name", "config_sha256", "overrides", "version", "seed", "scenario",
            "year", "search_runs", "runs", "best_key", "configured_key",
        )
    }  # fmt: skip
    figures = [{"name": name, **asdict(one)} for name, one in results.figures().items()]
    mix = {"weights": results.mix.weights}
    return {"format": SETTLING_FORMAT, **settings, "mix": mix, "figures": figures}
