"""The sampled inputs of a case: where each one's quantile table begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ictsim.distributions import Normal
from ictsim.distributions.tables import Lowered, lower

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
    score_piece: int = -1  # the standard normal's table, where one is needed


def varies(law: Distribution) -> bool:
    """Whether an input must be a variable: it is sampled, or its base is not its value."""
    return not law.is_constant() or law.base_value() != law.support()[0]


def sampled_inputs(
    inputs: Mapping[str, Distribution], names: Iterable[str], *, with_scores: bool = False
) -> SampledInputs:
    """Tables for the inputs ``names``, and for normal scores where these are needed."""
    tables = _Tables()
    laws: dict[str, Law] = {}
    ranges: dict[str, tuple[float, float]] = {}
    for name in names:
        distribution = inputs[name]
        ranges[name] = range_of(distribution)
        laws[name] = tables.add(lower(distribution))
    score_piece = tables.add(lower(Normal(mean=0.0, sd=1.0))).first_piece if with_scores else -1
    return tables.sampled(laws, ranges, score_piece)


def range_of(distribution: Distribution) -> tuple[float, float]:
    """Bounds that hold in every run; the base case is one, so its value counts."""
    lowest, highest = distribution.support()
    base = distribution.base_value()
    return min(lowest, base), max(highest, base)


@dataclass
class _Tables:
    """Collects quantile tables, one after the other."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    offset: list[int] = field(default_factory=list)
    stride: list[int] = field(default_factory=list)
    coefficients: list[NDArray[np.float64]] = field(default_factory=list)
    rows: int = 0

    def add(self, lowered: Lowered) -> Law:
        """Append the pieces of one law, and say where they are."""
        if lowered.kind == "constant":
            return Law("constant", lowered.value)
        if lowered.kind == "affine":
            return Law("affine", lowered.intercept, lowered.slope)
        edges = lowered.edges.tolist()
        law = Law("pieces", first_piece=len(self.low), pieces=len(edges) - 1)
        self.low += edges[:-1]
        self.high += edges[1:]
        self.offset += [self.rows + first for first in lowered.offset.tolist()]
        self.stride += lowered.stride.tolist()
        self.coefficients.append(lowered.coefs)
        self.rows += len(lowered.coefs)
        return law

    def sampled(
        self,
        laws: Mapping[str, Law],
        ranges: Mapping[str, tuple[float, float]],
        score_piece: int,
    ) -> SampledInputs:
        """All of it as arrays."""
        import numpy as np

        none = np.empty((0, 3))
        return SampledInputs(
            laws,
            ranges,
            np.array(self.low),
            np.array(self.high),
            np.array(self.offset, np.int64),
            np.array(self.stride, np.int64),
            np.ascontiguousarray(np.concatenate([none, *self.coefficients])).ravel(),
            score_piece,
        )
