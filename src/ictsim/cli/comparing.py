"""``ictsim run`` with several configs: each a results folder, and one report of all."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ictsim.cli.clock import Clock
from ictsim.cli.computing import Computed, Landing, Task, compute
from ictsim.cli.interrupts import Interrupts
from ictsim.cli.options import load
from ictsim.cli.streams import tell
from ictsim.errors import ConfigError, Problem, UsageError

if TYPE_CHECKING:
    from ictsim.config import LoadedCase
    from ictsim.results.comparison import Comparison


def load_all(configs: Sequence[Path], overrides: Sequence[str] = ()) -> list[LoadedCase]:
    """Every config, with the settings of ``--set`` on each.

    Raises
    ------
    ConfigError
        With the problems of all of them, each once.
    UsageError
        One of them is given twice.
    """
    loaded: list[LoadedCase] = []
    problems: dict[Problem, None] = {}
    for config in configs:
        try:
            loaded.append(load(config, overrides))
        except ConfigError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ConfigError(list(problems))
    places = [config.resolve() for config in configs]
    for number, config in enumerate(configs):
        if places.index(places[number]) < number:
            raise UsageError(f"{config} is given twice; name each config once")
    return loaded


def compare(
    configs: Sequence[Path], options: dict[str, Any], clock: Clock, interrupts: Interrupts
) -> tuple[Comparison, Path]:
    """Load, open the folder, run one config after the other, write the report of all."""
    with clock.part("imports"):
        from ictsim.results.folder import results_folder, writing
        from ictsim.study import compare as study
    with clock.part("config"):
        loaded = load_all(configs, options["overrides"])
        planned = study.planned_comparison(loaded, options["seed"], options["runs"])
    first, others = planned.layers[0].name, len(configs) - 1
    landing = Landing(options["out"] or Path("results") / f"{first}_and_{others}_more")
    identity = {
        "config": study.joint_hash(planned),
        "seed": planned.seed,
        "version": planned.version,
    }
    with results_folder(
        landing.target, identity, force=options["force"], runs=planned.planned_runs,
        elsewhere=landing.elsewhere,
    ) as folder:  # fmt: skip
        task = Task(options, interrupts, landing.target, len(configs))
        names = [layer.name for layer in planned.layers]
        done = _compute_all(dict(zip(names, loaded, strict=True)), folder, task, clock)
        comparison = study.with_results(planned, [one.results for one in done])
        with writing(landing.target):
            study.write_joint(comparison, done[0].figures, folder, options, clock)
    return comparison, landing.place


def _compute_all(
    loaded: dict[str, LoadedCase], folder: Path, task: Task, clock: Clock
) -> list[Computed]:
    """Each config in a folder of its own; of those after an interrupt there is none."""
    from ictsim.results.folder import writing

    done: list[Computed] = []
    for number, (name, one) in enumerate(loaded.items(), start=1):
        if task.interrupts.asked is not None and done:
            break
        if not task.options["quiet"]:
            tell(f"config {number} of {len(loaded)}: {name}")
        with writing(task.target):
            (folder / name).mkdir()
        own = Clock()
        try:
            done.append(compute(one, folder / name, task, own))
        except KeyboardInterrupt:
            if task.interrupts.gave_up or not done:
                raise
            shutil.rmtree(folder / name)
        for part, seconds in own.seconds.items():
            clock.add(part, seconds)
    return done
