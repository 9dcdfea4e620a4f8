"""Makes docs/DISTRIBUTIONS.md: each distribution, when to use it, and how accurately it is drawn.

The accuracy is measured where the draws are made: the compiled look-up of the simulation core gets
chosen u, and the distribution function F, which takes no part in making the tables, says how far
F(x) is from u. That is done on a dense grid of u from 1e-9 to 1 - 1e-9 and beside every edge of a
table, for typical and for extreme parameters.

Usage: python docs/make_distributions.py           write the document anew
       python docs/make_distributions.py --check   exit code 1 if it says anything else, or a
                                                   distribution is less accurate than promised
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from pydantic import TypeAdapter

from ictsim.config.schema.fielddocs import field_docs, markdown, record_doc
from ictsim.distributions import FAMILIES, AnyDistribution, Distribution
from ictsim.distributions.tables import ABSOLUTE, RELATIVE, Lowered, evaluate, lower
from ictsim.kernels import sampling
from ictsim.kernels.layout import TILE

DOCUMENT = Path(__file__).resolve().parent / "DISTRIBUTIONS.md"
Array = NDArray[np.float64]
Table = dict[str, Any]

# Values are doubles: F is taken this many last digits of x to both sides.
DIGITS = 4
LEAST_U = 1e-9
GRID = 20_000

NORMAL = {"dist": "normal", "mean": 0.0, "sd": 1.0}
PERCENTILES = {"p": [0.05, 0.25, 0.5, 0.75, 0.95], "values": [1.0, 3.0, 4.0, 5.5, 9.0]}

# Next to the typical parameters, which the family itself states.
OTHERS: dict[str, list[Table]] = {
    "constant": [],
    "uniform": [{"low": -1.0, "high": 2.0, "min": 0.0, "cap": 1.5}],
    "triangular": [
        {"low": 0.0, "mode": 0.0, "high": 3.0},
        {"low": 0.0, "mode": 1.3e-9, "high": 1.0},
        {"low": 0.0, "mode": 1.0, "high": 4.0, "min": 1.0, "max": 3.0},
        {"low": 0.0, "mode": 1.0, "high": 4.0, "limits": "p10-p90"},
    ],
    "pert": [
        {"low": 0.0, "mode": 2.0, "high": 2.0},
        {"low": 2013.0, "mode": 2013.1, "high": 2013.5},
        {"low": 0.0, "mode": 0.1, "high": 1.0, "weight": 0.05},
        {"low": 0.0, "mode": 0.3, "high": 1.0, "weight": 400.0},
        {"low": 0.0, "mode": 1.0, "high": 5.0, "min": 0.5, "max": 4.9},
        {"low": 0.0, "mode": 1.0, "high": 1.0, "limits": "p10-p90"},
    ],
    "beta": [
        {"a": 0.5, "b": 0.5, "low": 0.0, "high": 1.0},
        {"a": 0.05, "b": 0.05, "low": 0.0, "high": 1.0},
        {"a": 0.2, "b": 3.0, "low": 10.0, "high": 20.0},
        {"a": 300_000.0, "b": 700_000.0, "low": 0.0, "high": 1.0},
    ],
    "normal": [
        {"mean": 2013.0, "sd": 0.001},
        {"mean": 0.0, "sd": 1.0, "min": 9.0},
        {"mean": 0.0, "sd": 1.0, "min": 8.0, "max": 8.5},
        {"mean": 1.0, "sd": 1.0, "min": 0.0, "cap": 4.0},
    ],
    "lognormal": [
        {"mean": 1.0, "sd": 3.0},
        {"p50": 1.0, "p90": 1000.0},
        {"p50": 1.0, "p90": 3.0, "min": 0.5, "max": 20.0},
    ],
    "gamma": [
        {"mean": 2.0, "sd": 2.0},
        {"mean": 1.0, "sd": 5.0},
        {"mean": 1.0, "sd": 0.001},
        {"mean": 1.0, "sd": 2.0, "min": 0.1, "cap": 5.0},
    ],
    "weibull": [
        {"shape": 0.5, "scale": 8.0},
        {"shape": 0.05, "scale": 1.0},
        {"shape": 50.0, "scale": 3.0},
    ],
    "pareto": [
        {"xm": 1.5, "alpha": 1.38},
        {"xm": 1.0, "alpha": 1.05},
        {"xm": 1.0, "alpha": 0.5, "cap": 50.0},
        {"xm": 1.0, "alpha": 0.1, "max": 1e6},
    ],
    "student_t": [
        {"df": 1.5, "loc": 0.0, "scale": 1.0},
        {"df": 1.0, "loc": 0.0, "scale": 1.0, "min": -10.0, "cap": 10.0},
        {"df": 0.1, "loc": 0.0, "scale": 1.0, "min": -1000.0, "max": 1000.0},
        {"df": 1e6, "loc": 5.0, "scale": 1.0},
    ],
    "bernoulli": [{"p": 1e-6}, {"p": 0.999999}],
    "discrete": [{"values": [0.0, 1.0, 2.0, 3.0], "weights": [0.0, 0.5, 0.5, 0.0]}],
    "poisson": [{"mean": 0.001}, {"mean": 3000.25}, {"mean": 3.0, "min": 1.0, "cap": 6.0}],
    "empirical": [{"values": [3.0, 1.0, 2.0, 1.0, 9.0], "min": 1.5}],
    "quantiles": [
        {"p": [0.0, 1.0], "values": [3.0, 4.0]},
        {"p": [0.0, 0.2, 0.5, 0.8, 1.0], "values": [0.0, 1.0, 1.0, 3.0, 10.0]},
        {"p": [0.0, 0.001, 0.999, 1.0], "values": [-1e6, 1.0, 2.0, 1e6]},
    ],
    "metalog": [
        {"p10": -1.0, "p50": 0.0, "p90": 2.0},
        {"p10": 1.0, "p50": 2.0, "p90": 4.0, "lower": 0.5, "upper": 9.0},
        {"p10": 1.0, "p50": 10.0, "p90": 100.0, "lower": 0.0, "cap": 10_000.0},
        {"p10": 0.0, "p50": 0.1668, "p90": 1.0},
        PERCENTILES,
        {**PERCENTILES, "terms": 3, "lower": 0.0},
    ],
    "mixture": [
        {
            "weights": [0.35, 0.65],
            "components": [
                {"dist": "constant", "value": 0.0},
                {"dist": "pert", "low": 0.0, "mode": 1.0, "high": 3.0},
            ],
        },
        {
            "weights": [0.5, 0.5],
            "components": [NORMAL, {"dist": "normal", "mean": 3.0, "sd": 0.5}],
        },
        {
            "weights": [0.9, 0.1],
            "components": [NORMAL, {"dist": "normal", "mean": 0.3, "sd": 0.001}],
        },
        {"weights": [0.5, 0.5], "components": [NORMAL, {"dist": "poisson", "mean": 0.5}]},
        {
            "weights": [0.4, 0.6],
            "components": [
                {"dist": "triangular", "low": 0.0, "mode": 1.0, "high": 3.0},
                {"dist": "uniform", "low": 2.0, "high": 4.0},
            ],
            "min": 0.2,
            "max": 3.5,
        },
    ],
}

# ---------------------------------------------------------------------------------------------
# Measuring


@njit(error_model="numpy")
def look_up(u, count, edges, starts, coefficients):  # type: ignore[no-untyped-def]
    """Values at the chosen u, tile by tile, as an instruction of the core finds them."""
    values = np.empty(u.size)
    rows, q = np.zeros(2 * TILE), np.empty(sampling.FLOATS * TILE)
    bits, whole = q.view(np.int64), np.empty(sampling.INTEGERS * TILE, np.int64)
    none, second = np.uint64(0), np.uint64(TILE)
    for first in range(0, u.size, TILE):
        lanes = min(TILE, u.size - first)
        rows[:lanes] = u[first : first + lanes]
        rows[lanes:TILE] = 0.5
        if count == 1:
            sampling.by_table(rows, second, none, starts[0, 0], coefficients, q, bits, whole)
        else:
            pieces = np.uint64(count)
            sampling.by_pieces(
                rows, second, none, none, pieces, edges, starts, coefficients, q, bits, whole
            )
        values[first : first + lanes] = rows[TILE : TILE + lanes]
    return values


def drawn(lowered: Lowered, u: Array) -> Array:
    """What the core draws at u."""
    if lowered.kind != "pieces":
        return evaluate(lowered, u)
    low, high = lowered.edges[:-1], lowered.edges[1:]
    edges = np.column_stack([low, high, 1.0 / (high - low)])
    starts = np.column_stack([lowered.offset, lowered.stride])
    return np.asarray(look_up(u, len(low), edges, starts, lowered.coefs.ravel()))


class Accuracy(NamedTuple):
    """Largest distance of F(x(u)) from u, and that as a share of min(u, 1 - u)."""

    absolute: float
    relative: float


def places(lowered: Lowered) -> Array:
    """All u to look at, rising: tails, middle, and both sides of every edge."""
    tail = np.geomspace(LEAST_U, 0.5, GRID)
    near = np.geomspace(1e-13, 1e-2, 45)
    beside = (lowered.edges[:, None] + np.concatenate([-near, [0.0], near])).ravel()
    touching = np.nextafter(lowered.edges, 0.0)
    u = np.concatenate([tail, 1.0 - tail, np.linspace(0.0, 1.0, GRID), beside, touching])
    return np.unique(u[(u >= LEAST_U) & (u <= 1.0 - LEAST_U)])


def accuracy(law: Distribution) -> Accuracy:
    """Measured in the compiled look-up."""
    lowered = lower(law)
    u = places(lowered)
    x = drawn(lowered, u)
    slack = DIGITS * np.spacing(np.abs(x))
    lower_half = u <= 0.5
    below = np.maximum(law.cdf_left(x - slack) - u, u - law.cdf(x + slack))
    above = np.maximum(law.sf(x + slack) - (1.0 - u), (1.0 - u) - law.sf_left(x - slack))
    miss = np.maximum(np.where(lower_half, below, above), 0.0)
    return Accuracy(float(miss.max()), float((miss / np.minimum(u, 1.0 - u)).max()))


# ---------------------------------------------------------------------------------------------
# Writing


def toml(value: Any) -> str:
    """A value as it stands in a config."""
    if isinstance(value, bool | str):
        return json.dumps(value)
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {toml(inner)}' for key, inner in value.items())} }}"
    return f"{value:.10g}"


def name_of(family: type[Distribution]) -> str:
    return str(family.model_fields["dist"].default)


def cases(family: type[Distribution]) -> Iterator[tuple[Table, Distribution]]:
    """Parameters to measure, and the distribution they make."""
    adapter: TypeAdapter[Distribution] = TypeAdapter(AnyDistribution)
    for parameters in (family.example, *OTHERS[name_of(family)]):
        yield parameters, adapter.validate_python({"dist": name_of(family), **parameters})


def keys(family: type[Distribution]) -> Iterator[str]:
    """One row for each parameter of the family's own."""
    docs = field_docs(family)
    for name, field in family.model_fields.items():
        if name in Distribution.model_fields or name == "dist":
            continue
        default = "must be given" if field.is_required() else ""
        if field.default not in (None, "", []) and not field.is_required():
            default = f"`{toml(field.default)}`"
        yield f"| `{name}` | {default} | {docs[name].text} |"


def figures(found: Accuracy) -> str:
    return " | ".join(f"{number:.1e}" if number else "0" for number in found)


def section(family: type[Distribution], measure: Callable[[Distribution], Accuracy]) -> str:
    """What the document says of one family."""
    name = name_of(family)
    example = "\n".join(f"{key} = {toml(value)}" for key, value in family.example.items())
    rows = [
        f"| `{', '.join(f'{key} = {toml(value)}' for key, value in parameters.items())}` "
        f"| {figures(measure(law))} |"
        for parameters, law in cases(family)
    ]
    return "\n".join(
        [
            f"## `{name}`",
            "",
            record_doc(family),
            "",
            markdown(family.use),
            "",
            "| key | default | meaning |",
            "| --- | --- | --- |",
            *keys(family),
            "",
            "```toml",
            "[inputs.example]",
            f'dist = "{name}"',
            example,
            "```",
            "",
            "| parameters | F(x(u)) off u by at most | as a share of min(u, 1 − u) |",
            "| --- | --- | --- |",
            *rows,
        ]
    )


HEAD = """\
# Distributions

Made by [make_distributions.py](make_distributions.py). How an input is written down, and the keys
that all distributions have, is in [CONFIG.md](CONFIG.md#inputsid-uncertain-numbers).

Any of them takes `min` and `max`, which cut the distribution and share what is left out among the
rest, or `cap`, which makes every larger value the cap. A distribution without a finite mean must
have an end on that side. Any of them can be a component of a `mixture`, which is still one input.

## How accurate a draw is

A draw is x(u), u uniform between 0 and 1, read from tables of parabolas. Each table says below
how far it is off, over all u from 10⁻⁹ to 1 − 10⁻⁹: F is the distribution function, and above the
middle the survival function is compared with 1 − u. Promised is at most 10⁻⁶, and at most 1 % of
min(u, 1 − u). A single value with a probability of its own counts as 0 off where u lies between the
probability before it and up to it. x is a floating-point number: F may be taken at four last digits
of it to both sides. Parameters beside the first row are extremes, to show the limits.
"""


def document(measure: Callable[[Distribution], Accuracy]) -> str:
    """The whole text."""
    return "\n\n".join([HEAD.rstrip(), *(section(family, measure) for family in FAMILIES)]) + "\n"


def without_figures(text: str) -> str:
    """The text with a mark for each measured figure: their last digit may differ elsewhere."""
    return re.sub(r"\| (0|\d\.\de-\d+) \| (0|\d\.\de-\d+) \|$", "| * | * |", text, flags=re.M)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make docs/DISTRIBUTIONS.md.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    found: list[Accuracy] = []

    def measured(law: Distribution) -> Accuracy:
        found.append(accuracy(law))
        return found[-1]

    text = document(measured)
    faults = [f"less accurate than promised: {one}" for one in found if not fine(one)]
    if check:
        old, new = without_figures(DOCUMENT.read_text("utf-8")), without_figures(text)
        faults += difflib.unified_diff(old.splitlines(), new.splitlines(), "committed", "made")
    else:
        DOCUMENT.write_text(text, "utf-8")
    print("\n".join(faults) or f"ok: {len(FAMILIES)} distributions, {len(found)} measured")
    return 1 if faults else 0


def fine(found: Accuracy) -> bool:
    return found.absolute <= ABSOLUTE and found.relative <= RELATIVE


if __name__ == "__main__":
    sys.exit(main())
