"""What every distribution has: the table ``[inputs.<name>]`` and the verbs asked of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Self

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
    """An uncertain number: what all families of distributions have in common."""

    # A family adds its parameters, ``_check_parameters`` and ``_parent``. Values ``x`` are in the
    # unit of the input; ``p`` is the probability from below, ``q`` the survival from above.

    linear: ClassVar[bool] = False
    """The quantile function is one straight line, whatever ``min`` and ``max`` are."""

    use: ClassVar[str]
    """When to use the family, in one sentence."""

    example: ClassVar[dict[str, Any]]
    """Typical parameters: what the documentation, plots and tests show."""

    label: Text = ""
    """Name, for people."""
    unit: Text = ""
    """Of the values, for people."""
    source: Text = ""
    """Where it comes from: a document and its section, or "assumption: " and why."""
    base: float | None = None
    """Value in the base case; may lie outside the range."""
    min: float | None = None
    """Only values from here on: renormalised, the parameters stay those of the whole law."""
    max: float | None = None
    """Only values up to here: renormalised, the parameters stay those of the whole law."""
    cap: float | None = None
    """Larger values become this one, after ``min`` and ``max``: it gets their probability."""
    per_year: bool = False
    """``true``: a draw for each calendar year, instead of one for all of them."""
    persistence: float | None = None
    """With ``per_year``: correlation of the normal scores of neighbouring years, between -1 and 1.
    Each year by itself keeps this distribution. Absent: 0."""

    @abstractmethod
    def _check_parameters(self) -> None:
        """Raise ``ValueError`` for parameters that make no law."""

    @abstractmethod
    def _parent(self) -> Law:
        """The law of the parameters, before ``min``, ``max`` and ``cap``."""

    def _natural_base(self) -> float:
        return self.law().middle()

    @model_validator(mode="after")
    def _check(self) -> Self:
        self._check_parameters()
        self._check_cuts()
        self._check_persistence()
        return self

    def _check_persistence(self) -> None:
        if self.persistence is None:
            return
        require(
            self.per_year,
            f"persistence {self.persistence:.12g} needs a draw per year; add per_year = true, or "
            "leave persistence out",
        )
        require(
            -1.0 < self.persistence < 1.0,
            f"persistence {self.persistence:.12g} is not between -1 and 1; write one in between, "
            "or leave per_year out to have one draw for all years",
        )

    def _check_cuts(self) -> None:
        if self.min is not None and self.max is not None:
            require(
                self.min < self.max,
                f"min {self.min:.12g} is not below max {self.max:.12g}; write min < max",
            )
        if self.min is not None or self.max is not None:
            low, high = self._own.ends()
            law = self._conditioned()
            require(
                law.mass > LEAST_MASS,
                f"no probability lies from min {law.low:.12g} to max {law.high:.12g}; this law "
                f"runs from {low:.12g} to {high:.12g}: widen min and max",
            )
        if self.cap is not None:
            require(
                self._varies_below(self.cap),
                f"cap {self.cap:.12g} lies below every other value, so nothing would vary; raise "
                'cap, or write dist = "constant"',
            )

    def _varies_below(self, cap: float) -> bool:
        """Whether there is any probability below ``cap``."""
        law = self._uncapped()
        # Mostly the mean says so, and is known without the special functions, which load slowly.
        if law is self._own and law.mean() < cap:
            return True
        return float(law.cdf_left(np.array([cap]))[0]) > 0.0

    def _conditioned(self) -> Conditioned:
        low = -INFINITY if self.min is None else self.min
        high = INFINITY if self.max is None else self.max
        return Conditioned(self._own, low, high)

    def _uncapped(self) -> Law:
        return self._own if self.min is None and self.max is None else self._conditioned()

    @cached_property
    def _own(self) -> Law:
        return self._parent()

    @cached_property
    def _law(self) -> Law:
        return self._uncapped() if self.cap is None else Capped(self._uncapped(), self.cap)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As of any record; what was kept for the old fields is left behind."""
        copied = super().model_copy(update=update, deep=deep)
        for kept in ("_own", "_law"):
            copied.__dict__.pop(kept, None)
        return copied

    def law(self) -> Law:
        """The law that is drawn from, after ``min``, ``max`` and ``cap``."""
        return self._law

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
        return self.law().ends()

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
        if self.base is not None:
            return self.base
        # A cut may leave the natural value out: the nearest one that can be drawn is meant.
        natural = self._natural_base()
        if self.min is None and self.max is None and self.cap is None:
            return natural
        low, high = self.support()
        return min(max(natural, low), high)

    def capped_share(self) -> float:
        """Probability that a cap binds."""
        return float(sum(share for _, share in self.law().cap_atoms()))

    def is_constant(self) -> bool:
        """Every draw is the same."""
        low, high = self.support()
        return low == high


CUTS = ("min", "max", "cap")
"""The keys of any input that shape its law together with the parameters of its family."""

SHARED_FIELDS = tuple(name for name in Distribution.model_fields if name not in CUTS)
"""The keys of any input that are no part of its law: ``label``, ``base``, ``per_year`` ..."""


def _elementwise(verb: Callable[[Array], Array], x: ArrayLike) -> Array:
    """A verb of a law, which takes one dimension, on an array of any shape."""
    array = np.asarray(x, dtype=np.float64)
    return verb(array.ravel()).reshape(array.shape)
