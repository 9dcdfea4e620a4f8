"""What every distribution has: the table ``[inputs.<name>]`` and the verbs asked of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from pydantic import model_validator

from ictsim.distributions.cuts import Capped, Conditioned
from ictsim.distributions.law import Array, Law, Piece
from ictsim.values import Record, Text

INFINITY = float("inf")

# What min and max leave must be large enough to divide by without running out of exponents.
LEAST_MASS = 1e-200


def require(fine: bool, message: str) -> None:
    """Refuse a parameter: ``message`` says what is wrong, what is allowed, and the fix."""
    if not fine:
        raise ValueError(message)


class Distribution(Record):
    """The fields and verbs that all families share.

    A family adds its parameters, ``_check_parameters`` and ``_parent``. Values ``x`` are in the
    unit of the input; ``p`` is the probability from below, ``q`` the survival from above.

    Attributes
    ----------
    label, unit, source
        For people: what it is, in what unit, and where the figures come from.
    base
        Value in the base case; may lie outside the range.
    min, max
        Condition the law on ``min <= x <= max``: renormalised, the parameters stay the parent's.
    cap
        Replace x by min(x, cap), after ``min`` and ``max``: an atom at ``cap``.
    """

    linear: ClassVar[bool] = False
    """The quantile function is one straight line, whatever ``min`` and ``max`` are."""

    label: Text = ""
    unit: Text = ""
    source: Text = ""
    base: float | None = None
    min: float | None = None
    max: float | None = None
    cap: float | None = None

    @abstractmethod
    def _check_parameters(self) -> None:
        """Raise ``ValueError`` for parameters that make no law."""

    @abstractmethod
    def _parent(self) -> Law:
        """The law of the parameters, before ``min``, ``max`` and ``cap``."""

    def _natural_base(self) -> float:
        return float(self.quantile(0.5))

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._check_parameters()
        self._check_cuts()
        return self

    def _check_cuts(self) -> None:
        if self.min is not None and self.max is not None:
            require(
                self.min < self.max,
                f"min {self.min:.12g} is not below max {self.max:.12g}; write min < max",
            )
        if self.min is not None or self.max is not None:
            knots = self._parent().knots()
            law = self._conditioned()
            require(
                law.mass > LEAST_MASS,
                f"no probability lies from min {law.low:.12g} to max {law.high:.12g}; this law "
                f"runs from {min(knots):.12g} to {max(knots):.12g}: widen min and max",
            )
        if self.cap is not None:
            require(
                float(self._uncapped().cdf_left(np.array([self.cap]))[0]) > 0.0,
                f"cap {self.cap:.12g} lies below every other value, so nothing would vary; raise "
                'cap, or write dist = "constant"',
            )

    def _conditioned(self) -> Conditioned:
        low = -INFINITY if self.min is None else self.min
        high = INFINITY if self.max is None else self.max
        return Conditioned(self._parent(), low, high)

    def _uncapped(self) -> Law:
        return self._parent() if self.min is None and self.max is None else self._conditioned()

    def law(self) -> Law:
        """The law that is drawn from, after ``min``, ``max`` and ``cap``."""
        return self._uncapped() if self.cap is None else Capped(self._uncapped(), self.cap)

    def quantile(self, p: ArrayLike) -> Array:
        """Smallest x with P(X <= x) >= p, for 0 <= p <= 1; same shape as ``p``."""
        law = self.law()
        return _elementwise(lambda below: law.at(below, 1.0 - below), p)

    def upper_quantile(self, q: ArrayLike) -> Array:
        """Smallest x with P(X > x) <= q, for 0 <= q <= 1, exact for q near 0."""
        law = self.law()
        return _elementwise(lambda above: law.at(1.0 - above, above), q)

    def cdf(self, x: ArrayLike) -> Array:
        """P(X <= x), exact near 0; same shape as ``x``."""
        return _elementwise(self.law().cdf, x)

    def cdf_left(self, x: ArrayLike) -> Array:
        """P(X < x); differs from ``cdf`` at atoms."""
        return _elementwise(self.law().cdf_left, x)

    def sf(self, x: ArrayLike) -> Array:
        """P(X > x), exact near 0; same shape as ``x``."""
        return _elementwise(self.law().sf, x)

    def sf_left(self, x: ArrayLike) -> Array:
        """P(X >= x); differs from ``sf`` at atoms."""
        return _elementwise(self.law().sf_left, x)

    def pieces(self) -> tuple[Piece, ...]:
        """The stretches of probability over which the quantile function is smooth."""
        return self.law().pieces()

    def breaks(self) -> Array:
        """Probabilities between 0 and 1 at which a piece ends: kinks, jumps, edges of atoms."""
        return np.array([piece.a for piece in self.pieces()[1:]])

    def support(self) -> tuple[float, float]:
        """Smallest and largest value, possibly infinite."""
        pieces = self.pieces()
        return pieces[0].low, pieces[-1].high

    def mean_value(self) -> float:
        """Expected value, in the unit of the input."""
        return self.law().mean()

    def base_value(self) -> float:
        """Value in the base case: ``base``, else what the family takes for it (the median).

        Raises
        ------
        ValueError
            The family has no natural value, and ``base`` is not given.
        """
        return self._natural_base() if self.base is None else self.base

    def capped_share(self) -> float:
        """Probability that a cap binds."""
        return float(sum(share for _, share in self.law().cap_atoms()))

    def is_constant(self) -> bool:
        """Every draw is the same."""
        low, high = self.support()
        return low == high


def _elementwise(verb: Callable[[Array], Array], x: ArrayLike) -> Array:
    """A verb of a law, which takes one dimension, on an array of any shape."""
    array = np.asarray(x, dtype=np.float64)
    return verb(array.ravel()).reshape(array.shape)
