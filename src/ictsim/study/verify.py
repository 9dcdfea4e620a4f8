"""Runs a results folder again from its manifest, and finds what is not the same.

What is computed again is compared bit for bit; the other files (report, figures, draws) are
compared with the hashes that the manifest has of them.
"""

from __future__ import annotations

import dataclasses
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ictsim import __version__
from ictsim.config import LoadedCase
from ictsim.config.loading import fingerprint, validate
from ictsim.errors import ResultsError
from ictsim.results.comparison import COMPARISON, Comparison, Layer, shared_of, write_comparison
from ictsim.results.folder import writing
from ictsim.results.read import SUMMARY
from ictsim.results.record import Results
from ictsim.results.store import MANIFEST, changed_files, check_format, file_bytes, read_json
from ictsim.results.tables import write_tables
from ictsim.study.assemble import assemble
from ictsim.study.prepare import prepare
from ictsim.study.run import run_study
from ictsim.study.write import surroundings

if TYPE_CHECKING:
    from ictsim.engine import Progress

# What a manifest must hold, and of which type: of all results, of one config, of several.
_KEYS = {"version": str, "config_sha256": str, "overrides": list, "seed": int, "runs": int,
         "planned_runs": int, "complete": bool, "packages": dict, "platform": str,
         "processor": str, "files": dict}  # fmt: skip
_KEYS_OF_ONE = {"config_name": str, "config_resolved": dict}
_KEYS_OF_SEVERAL = {"configs": list}
_BOUNDS = {"seed": (0, 2**64 - 1), "runs": (1, 10**12)}

_TINY = 1e-6  # below this a difference counts as if the figure were this large


@dataclass(frozen=True)
class Stored:
    """A results folder as it lies there.

    ``content`` is its summary.json, of several configs its comparison.json; ``loaded`` the config
    as the manifest holds it, None for several.
    """

    folder: Path
    manifest: dict[str, Any]
    content: dict[str, Any]
    loaded: LoadedCase | None

    @property
    def same_version(self) -> bool:
        """Whether this version of the program made it."""
        return bool(self.manifest["version"] == __version__)


@dataclass(frozen=True)
class Archive:
    """All results in a folder: each config's, and what holds them together where there is such.

    ``changed`` are the files that are not as they were written, by their path in the folder.
    """

    parts: list[Stored]
    joint: Stored | None
    changed: list[str]

    @property
    def everything(self) -> list[Stored]:
        """The parts, and the joint one last."""
        return [*self.parts, self.joint] if self.joint else self.parts


class Difference(NamedTuple):
    """What stands under one name, stored and now; where nothing stands, None."""

    name: str
    stored: Any
    now: Any

    @property
    def is_figure(self) -> bool:
        """Whether it is about a number."""
        return _is_number(self.stored) or _is_number(self.now)

    @property
    def size(self) -> float:
        """How far apart, as a share of the larger of the two; a number and a text infinitely."""
        if not (_is_number(self.stored) and _is_number(self.now)):
            return float("inf")
        largest = max(abs(self.stored), abs(self.now), _TINY)
        return float(abs(self.stored - self.now) / largest)


@dataclass(frozen=True)
class Findings:
    """What came of one comparison.

    ``figures`` and ``files`` are how many were compared (files none, where another version made
    them); ``differing`` names files, ``differences`` are the figures and texts.
    """

    figures: int
    files: int
    differing: list[str]
    differences: list[Difference]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.differing and not self.differences


def read_archive(folder: Path) -> Archive:
    """Read a results folder and refuse what cannot be run again, before anything runs.

    Raises
    ------
    ResultsError
        It is none, of another format, interrupted, or its manifest lacks something.
    """
    if not folder.is_dir():
        raise ResultsError(f"{folder}: no such folder")
    whole = _read(folder)
    if whole.loaded is not None:
        return Archive([whole], None, _changed(whole))
    parts = [_read(folder / name) for name in _names(whole)]
    for part in parts:
        if part.loaded is None:
            raise ResultsError(f"{part.folder} holds several results, and should hold one config's")
    changed = [f"{part.folder.name}/{name}" for part in parts for name in _changed(part)]
    return Archive(parts, whole, list(dict.fromkeys(changed + _changed(whole))))


def _read(folder: Path) -> Stored:
    manifest = _sound_manifest(folder)
    joint = "configs" in manifest
    content = read_json(folder, COMPARISON if joint else SUMMARY)
    check_format(content, folder)
    return Stored(folder, manifest, content, None if joint else _loaded(folder, manifest))


def _sound_manifest(folder: Path) -> dict[str, Any]:
    """The manifest, if the results can be made again from it."""
    manifest, place = read_json(folder, MANIFEST), folder / MANIFEST
    generator = manifest.get("generator")
    if generator != "ictsim":
        raise ResultsError(f"{place}: the generator is {generator!r}; only 'ictsim' can be run")
    check_format(manifest, folder)
    wanted = _KEYS | (_KEYS_OF_SEVERAL if "configs" in manifest else _KEYS_OF_ONE)
    lacking = [key for key, kind in wanted.items() if type(manifest.get(key)) is not kind]
    if lacking:
        raise ResultsError(f"{place} has no sound {', '.join(lacking)}; run the config again")
    if not manifest["complete"]:
        raise ResultsError(
            f"{folder} was interrupted, {manifest['runs']:,} of {manifest['planned_runs']:,} runs "
            "are there: run the config to its end, then verify that"
        )
    for key, (low, high) in _BOUNDS.items():
        if not low <= manifest[key] <= high:
            raise ResultsError(f"{place}: {key} {manifest[key]} is not between {low} and {high}")
    return manifest


def _loaded(folder: Path, manifest: Mapping[str, Any]) -> LoadedCase:
    """The config out of a manifest; where its files lay is not known any more."""
    tables = manifest["config_resolved"]
    case, faults = validate(tables)
    if faults or case is None:
        first = f" ({'.'.join(map(str, faults[0].keys))}: {faults[0].message})" if faults else ""
        raise ResultsError(f"{folder / MANIFEST}: its config is not valid in this version{first}")
    return LoadedCase(
        case,
        files=(Path(manifest["config_name"]),),
        sha256=fingerprint(tables),
        tables=tables,
        text="",
        overrides=tuple(manifest["overrides"]),
    )


def _names(joint: Stored) -> list[str]:
    """The folders of the configs of joint results."""
    listed = joint.manifest["configs"]
    names = [one.get("name") if isinstance(one, dict) else None for one in listed]
    sound = [name for name in names if isinstance(name, str) and re.fullmatch(r"\w+", name)]
    if not names or sound != names:
        raise ResultsError(f"{joint.folder / MANIFEST} has no sound configs; run them again")
    return sound


def _changed(stored: Stored) -> list[str]:
    """What is not as the manifest says that it was written."""
    manifest = stored.manifest
    found = [
        f"{name} (missing)" if state == "missing" else name
        for name, state in changed_files(stored.folder, manifest["files"]).items()
    ]
    # Another version may have made the hash of a config in another way.
    if stored.loaded and stored.same_version and stored.loaded.sha256 != manifest["config_sha256"]:
        found.append(f"{MANIFEST} (its config)")
    return found


def run_again(
    stored: Stored,
    threads: int,
    report: Callable[[Progress], None] | None = None,
    notice: Callable[[str], None] | None = None,
) -> Results:
    """The results of one config, computed anew.

    Its config's warnings are the stored ones: they name files, which need not be there any more.

    Raises
    ------
    KeyboardInterrupt
        Stopped before all runs were done: there is nothing to compare.
    """
    loaded, manifest = stored.loaded, stored.manifest
    if loaded is None:
        raise ValueError(f"{stored.folder} holds several results")
    study = prepare(loaded.case, manifest["seed"], notice=notice)
    outcome = run_study(study, manifest["runs"], threads, report)
    if not outcome.complete:
        raise KeyboardInterrupt
    results = assemble(loaded, study, outcome, manifest["seed"], manifest["planned_runs"])
    kept = stored.content.get("warnings")
    return dataclasses.replace(results, warnings=kept if isinstance(kept, list) else [])


def compare_all(archive: Archive, made: Sequence[Results]) -> list[Findings]:
    """Each part with its results now, and the joint files with those of all of them."""
    found = [
        _compare(part, SUMMARY, partial(write_tables, results))
        for part, results in zip(archive.parts, made, strict=True)
    ]
    if archive.joint is not None:
        comparison = _comparison(archive.joint, made)
        found.append(_compare(archive.joint, COMPARISON, partial(write_comparison, comparison)))
    return found


def _comparison(joint: Stored, made: Sequence[Results]) -> Comparison:
    """What the joint files are written from; the labels are the stored ones."""
    names, labels = _names(joint), _labels(joint.content)
    layers = [
        Layer(name, labels.get(name, name), one.config_name, one.config_sha256, one.case, one)
        for name, one in zip(names, made, strict=True)
    ]
    shared = shared_of(names, [one.case for one in made])
    manifest = joint.manifest
    return Comparison(layers, shared, manifest["seed"], manifest["planned_runs"], __version__)


def _labels(content: Mapping[str, Any]) -> dict[str, str]:
    listed = content.get("layers")
    layers = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {str(one.get("name")): str(one.get("label")) for one in layers}


def _compare(stored: Stored, main: str, write: Callable[[Path], None]) -> Findings:
    """Compare a folder with what ``write`` writes; ``main`` is its JSON file."""
    with writing(Path(tempfile.gettempdir())), tempfile.TemporaryDirectory() as place:
        write(Path(place))
        fresh = {path.name: path.read_bytes() for path in sorted(Path(place).iterdir())}
    before, after = dict(_leaves(stored.content)), dict(_leaves(json.loads(fresh[main])))
    differences = [
        Difference(" ".join(name), before.get(name), after.get(name))
        for name in before | after
        if _spelled(before, name) != _spelled(after, name)
    ]
    figures = sum(map(_is_number, before.values()))
    if not stored.same_version:  # then texts may be others: the version itself is one
        return Findings(figures, 0, [], [one for one in differences if one.is_figure])
    differing = [name for name in fresh if file_bytes(stored.folder / name) != fresh[name]]
    return Findings(figures, len(fresh), differing, differences)


def _leaves(content: Any, name: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Everything in a JSON object that is no object or list, under its keys; lists count from 1."""
    if not isinstance(content, dict | list):
        yield name, content
        return
    items = content.items() if isinstance(content, dict) else enumerate(content, start=1)
    for key, value in items:
        yield from _leaves(value, (*name, str(key)))


def _spelled(leaves: Mapping[tuple[str, ...], Any], name: tuple[str, ...]) -> str:
    """One spelling for the same bits, another for any other: 0.0, -0.0 and 0 are three things."""
    return json.dumps(leaves[name]) if name in leaves else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def other_surroundings(archive: Archive) -> list[str]:
    """What was another when the results were made: ``numpy 2.4.5 (now 2.4.6)``."""
    now = _surroundings({"version": __version__, **surroundings({"threads": 1}, {})})
    found: dict[str, None] = {}
    for stored in archive.everything:
        then = _surroundings(stored.manifest)
        for name in then | now:
            was, is_now = then.get(name, "not listed"), now.get(name, "not listed")
            if was != is_now:
                found[f"{name} {was} (now {is_now})"] = None
    return list(found)


def _surroundings(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Version, python and packages, platform and processor, by name."""
    packages = {name: str(x) for name, x in manifest["packages"].items() if name != "ictsim"}
    named = {key: str(manifest[key]) for key in ("version", "platform", "processor")}
    return {"version": named.pop("version"), **packages, **named}
