"""The sampled inputs of a case: where each one's quantile table begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ictsim.distributions.tables import lower

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ictsim.distributions import Distribution


@dataclass(frozen=True)
class Law:
    """How an input follows from its uniform: a line, or ``pieces`` from ``first_piece`` on.

    A constant is its ``intercept``.
    """

    kind: Literal["constant", "affine", "pieces"]
    intercept: float = 0.0
    slope: float = 0.0
    first_piece: int = 0
    pieces: int = 0


@dataclass(frozen=True)
class SampledInputs:
    """All inputs that vary, and their tables one after the other.

    ``ranges`` are bounds that hold in every run and at the base value. Piece arrays have one
    entry a piece; ``coefficients`` three numbers a segment.
    """

    laws: Mapping[str, Law]
    ranges: Mapping[str, tuple[float, float]]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    offset: NDArray[np.int64]
    stride: NDArray[np.int64]
    coefficients: NDArray[np.float64]


def varies(law: Distribution) -> bool:
    """Whether an input must be a variable: it is sampled, or its base is not its value."""
    return not law.is_constant() or law.base_value() != law.support()[0]


def sampled_inputs(inputs: Mapping[str, Distribution], names: Iterable[str]) -> SampledInputs:
    """Tables for the inputs ``names``."""
    import numpy as np

    laws: dict[str, Law] = {}
    ranges: dict[str, tuple[float, float]] = {}
    low: list[float] = []
    high: list[float] = []
    offset: list[int] = []
    stride: list[int] = []
    coefficients: list[NDArray[np.float64]] = [np.empty((0, 3))]
    rows = 0
    for name in names:
        distribution = inputs[name]
        lowest, highest = distribution.support()
        base = distribution.base_value()
        ranges[name] = (min(lowest, base), max(highest, base))
        lowered = lower(distribution)
        if lowered.kind == "constant":
            laws[name] = Law("constant", lowered.value)
            continue
        if lowered.kind == "affine":
            laws[name] = Law("affine", lowered.intercept, lowered.slope)
            continue
        edges = lowered.edges.tolist()
        laws[name] = Law("pieces", first_piece=len(low), pieces=len(edges) - 1)
        low += edges[:-1]
        high += edges[1:]
        offset += [rows + first for first in lowered.offset.tolist()]
        stride += lowered.stride.tolist()
        coefficients.append(lowered.coefs)
        rows += len(lowered.coefs)
    return SampledInputs(
        laws,
        ranges,
        np.array(low),
        np.array(high),
        np.array(offset, np.int64),
        np.array(stride, np.int64),
        np.ascontiguousarray(np.concatenate(coefficients)).ravel(),
    )
