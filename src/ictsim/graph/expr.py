"""Expressions over sampled inputs, kept as linear forms of shared nodes.

A sum never becomes a node until it is needed as a factor or held: so the baseline that both
sides of a comparison share cancels exactly, coefficient by coefficient, before any run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from ictsim.graph.nodes import Node, Op, Range, inverse, times
from ictsim.kernels.layout import TIE_EUR

# Coefficients that differ by rounding alone (partners' shares times their rows) must cancel to
# nothing: what is left would decide "no change" and ties.
_CANCELS = 8 * 2.0**-52

# A score beyond this has no uniform: half a step of 2**-32 from 0 is 6.3 from the middle.
_SCORES = (-7.0, 7.0)


@dataclass(frozen=True, slots=True)
class Expr:
    """``constant + sum(coefficient * node)``; equal in value to one number in every run."""

    graph: Graph
    terms: tuple[tuple[int, float], ...]
    constant: float

    @property
    def is_constant(self) -> bool:
        """Whether the value is the same in every run."""
        return not self.terms

    @property
    def range(self) -> Range:
        """Bounds that hold in every run."""
        low = high = self.constant
        for node, coefficient in self.terms:
            bounds = self.graph.nodes[node]
            part = times((bounds.low, bounds.high), (coefficient, coefficient))
            low, high = low + part[0], high + part[1]
        return low, high

    def as_scaled_node(self) -> tuple[float, int]:
        """(k, node) with the value k * node; a node is made if there is none.

        Terms with coefficients of one size share a node whatever that size is: what differs
        between partners by their share alone is computed once.
        """
        if len(self.terms) == 1 and not self.constant:
            node, scale = self.terms[0]
            return scale, node
        sizes = {abs(coefficient) for _, coefficient in self.terms}
        if len(sizes) == 1 and not self.constant:
            scale = sizes.pop()
            signs = tuple((node, math.copysign(1.0, k)) for node, k in self.terms)
            return scale, self.graph.node_of(Expr(self.graph, signs, 0.0))
        return 1.0, self.graph.node_of(self)

    def hold(self) -> Expr:
        """The same value by one node, so that it is computed once and not spread out again."""
        if self.is_constant:
            return self
        scale, node = self.as_scaled_node()
        return self.graph.as_expr(node)._scaled(scale)

    def whole(self) -> Expr:
        """The same value by one node that larger products do not take apart."""
        held = self.hold()
        if not held.is_constant:
            self.graph.keep_whole(held.terms[0][0])
        return held

    def of_year(self, year: int) -> Expr:
        """The same value by one node that belongs to ``year`` and is no part of a product.

        Nodes are computed year by year: few are then alive at a time, and a later year may
        react to what earlier ones brought. What has no year is computed when first needed.
        """
        held = self.hold()
        if not held.is_constant:
            self.graph.stamp(held.terms[0][0], year)
        return held

    def spread(self, factor: Expr) -> Expr:
        """``self * factor`` term by term: for shares that sum to 1, so that they cancel again."""
        total = factor * self.constant
        for node, coefficient in self.terms:
            total = total + self.graph.as_expr(node) * factor * coefficient
        return total

    def __add__(self, other: Expr | float) -> Expr:
        if not isinstance(other, Expr):
            return Expr(self.graph, self.terms, self.constant + other)
        terms = self._merged(other) if self.terms and other.terms else self.terms or other.terms
        constant = self.constant + other.constant
        if abs(constant) <= _CANCELS * max(abs(self.constant), abs(other.constant)):
            constant = 0.0
        return Expr(self.graph, terms, constant)

    __radd__ = __add__

    def _merged(self, other: Expr) -> tuple[tuple[int, float], ...]:
        """The terms of both; those that cancel are gone."""
        merged = dict(self.terms)
        for node, coefficient in other.terms:
            before = merged.get(node, 0.0)
            after = before + coefficient
            if abs(after) <= _CANCELS * max(abs(before), abs(coefficient)):
                merged.pop(node, None)
            else:
                merged[node] = after
        return tuple(sorted(merged.items()))

    def __mul__(self, other: Expr | float) -> Expr:
        if not isinstance(other, Expr):
            return self._scaled(other)
        if self.is_constant:
            return other._scaled(self.constant)
        if other.is_constant:
            return self._scaled(other.constant)
        (scale, a), (other_scale, b) = self.as_scaled_node(), other.as_scaled_node()
        product = self.graph.product(self.graph.factors(a) + self.graph.factors(b))
        return self.graph.as_expr(product)._scaled(scale * other_scale)

    __rmul__ = __mul__

    def __neg__(self) -> Expr:
        return self._scaled(-1.0)

    def __sub__(self, other: Expr | float) -> Expr:
        return self + (-other)

    def __rsub__(self, other: float) -> Expr:
        return -self + other

    def __truediv__(self, other: Expr | float) -> Expr:
        if not isinstance(other, Expr):
            return self._scaled(1.0 / other)
        if other.is_constant:
            return self._scaled(1.0 / other.constant)
        inverse = self.graph.add(Op.INVERSE, (self.graph.node_of(other),))
        return self * self.graph.as_expr(inverse)

    def __rtruediv__(self, other: float) -> Expr:
        return self.graph.number(other) / self

    def _scaled(self, factor: float) -> Expr:
        if factor == 0.0:
            return self.graph.number(0.0)
        if not self.terms:
            return self.graph.number(self.constant * factor)
        terms = tuple((node, coefficient * factor) for node, coefficient in self.terms)
        return Expr(self.graph, terms, self.constant * factor)


@dataclass(eq=False)
class Graph:
    """All nodes of one case, each different one once."""

    nodes: list[Node] = field(default_factory=list)
    _known: dict[tuple[object, ...], int] = field(default_factory=dict)
    _factors: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _stamped: set[int] = field(default_factory=set)

    def number(self, value: float) -> Expr:
        """A constant."""
        return Expr(self, (), float(value))

    def input(self, name: str, low: float, high: float) -> Expr:
        """The sampled input ``name``, which lies in [low, high] in every run."""
        return self.as_expr(self._make(Op.INPUT, (), (), name, (low, high)))

    def score(self, name: str) -> Expr:
        """The standard normal score of the independent uniform behind the input ``name``."""
        return self.as_expr(self._make(Op.SCORE, (), (), name, _SCORES))

    def dependent_input(self, name: str, low: float, high: float, score: Expr) -> Expr:
        """The sampled input ``name`` in [low, high], whose standard normal score is ``score``."""
        args = (self.node_of(score),)
        return self.as_expr(self._make(Op.DEPENDENT, args, (), name, (low, high)))

    def as_expr(self, node: int) -> Expr:
        """A node's value as an expression."""
        return Expr(self, ((node, 1.0),), 0.0)

    def node_of(self, expr: Expr) -> int:
        """The node that computes ``expr``; made if there is none."""
        expr = self._factored(expr)
        if len(expr.terms) == 1 and not expr.constant and expr.terms[0][1] == 1.0:
            return expr.terms[0][0]
        args = tuple(node for node, _ in expr.terms)
        weights = tuple(coefficient for _, coefficient in expr.terms)
        return self._make(Op.LINEAR, args, (expr.constant, *weights), "", expr.range)

    def factors(self, node: int) -> tuple[int, ...]:
        """What a product is the product of; another node is its own only factor."""
        return self._factors.get(node, (node,))

    def keep_whole(self, node: int) -> None:
        """Let a product be one factor of larger ones."""
        self._factors.pop(node, None)

    def stamp(self, node: int, year: int) -> None:
        """Let a node belong to ``year``, and keep it whole where it is part of a product."""
        if node not in self._stamped:
            self._stamped.add(node)
            self.nodes[node] = replace(self.nodes[node], stage=year)
            self.keep_whole(node)

    def product(self, factors: tuple[int, ...]) -> int:
        """The product of nodes: what is the same in all years first, so it is computed once."""
        ordered = sorted(factors, key=lambda node: (self.nodes[node].stage, node))
        product = ordered[0]
        for length, factor in enumerate(ordered[1:], start=2):
            product = self.add(Op.MUL, (product, factor))
            self._factors.setdefault(product, tuple(ordered[:length]))
        return product

    def _factored(self, expr: Expr) -> Expr:
        """X p + y p = (x + y) p: where the last factor, a year's price level say, is shared.

        The sum in brackets is then often the same in all years.
        """
        groups: dict[int, list[tuple[int, float]]] = {}
        for node, coefficient in expr.terms:
            groups.setdefault(self.factors(node)[-1], []).append((node, coefficient))
        if all(len(group) == 1 for group in groups.values()):
            return expr
        result = self.number(expr.constant)
        for last, group in groups.items():
            if len(group) == 1:
                result = result + Expr(self, tuple(group), 0.0)
                continue
            inside = self.number(0.0)
            for node, coefficient in group:
                rest = self.factors(node)[:-1]
                term = self.as_expr(self.product(rest)) if rest else self.number(1.0)
                inside = inside + term * coefficient
            result = result + inside.hold() * self.as_expr(last)
        return result

    def add(self, op: Op, args: tuple[int, ...], constants: tuple[float, ...] = ()) -> int:
        """A node for ``op``, or the one that is there already."""
        return self._make(op, args, constants, "", self._range(op, args, constants))

    def _range(self, op: Op, args: tuple[int, ...], constants: tuple[float, ...]) -> Range:
        ranges = [(self.nodes[arg].low, self.nodes[arg].high) for arg in args]
        if op is Op.MUL:
            return times(*ranges)
        if op is Op.INVERSE:
            return inverse(ranges[0])
        if op in (Op.MIN, Op.MAX):
            ranges += [(k, k) for k in constants]
            choose = min if op is Op.MIN else max
            return choose(r[0] for r in ranges), choose(r[1] for r in ranges)
        if op is Op.FLOOR:
            return ranges[0][0] - 1.0, ranges[0][1]
        if op in (Op.POSITIVE, Op.REACHED):
            return 0.0, 1.0
        if op is Op.PICK:
            return min(constants[0], ranges[2][0]), max(constants[0], ranges[2][1])
        # UNDER and PAYBACK: the code before, or one of the constants.
        return min(ranges[0][0], constants[0]), max(ranges[0][1], *constants)

    def _make(
        self,
        op: Op,
        args: tuple[int, ...],
        constants: tuple[float, ...],
        name: str,
        bounds: Range,
    ) -> int:
        key = (op, args, constants, name)
        known = self._known.get(key)
        if known is not None:
            return known
        stage = max((self.nodes[arg].stage for arg in args), default=0)
        self.nodes.append(Node(op, args, constants, name, stage, *bounds))
        self._known[key] = len(self.nodes) - 1
        return len(self.nodes) - 1


def minimum(a: Expr, b: Expr | float) -> Expr:
    """The smaller of the two in each run; folded where one surely is."""
    return _extreme(Op.MIN, a, b)


def maximum(a: Expr, b: Expr | float) -> Expr:
    """The larger of the two in each run; folded where one surely is."""
    return _extreme(Op.MAX, a, b)


def _extreme(op: Op, a: Expr, b: Expr | float) -> Expr:
    graph = a.graph
    if not isinstance(b, Expr):
        b = graph.number(b)
    if a.is_constant and b.is_constant:
        choose = min if op is Op.MIN else max
        return graph.number(choose(a.constant, b.constant))
    low_first = (a - b).range
    if low_first[1] <= 0.0:  # a <= b in every run
        return a if op is Op.MIN else b
    if low_first[0] >= 0.0:
        return b if op is Op.MIN else a
    if a.is_constant:
        a, b = b, a
    (scale, x), (other, y) = a.as_scaled_node(), (0.0, 0)
    if not b.is_constant:
        other, y = b.as_scaled_node()
    if scale > 0.0 and (scale == other or b.constant == 0.0 == other) and scale != 1.0:
        rest = graph.as_expr(y) if other else b
        return _extreme(op, graph.as_expr(x), rest) * scale
    if b.is_constant:
        return graph.as_expr(graph.add(op, (graph.node_of(a),), (b.constant,)))
    return graph.as_expr(graph.add(op, (graph.node_of(a), graph.node_of(b))))


def floor(a: Expr) -> Expr:
    """``a`` rounded down to a whole number."""
    if a.is_constant:
        return a.graph.number(float(int(a.constant // 1)))
    return a.graph.as_expr(a.graph.add(Op.FLOOR, (a.graph.node_of(a),)))


def positive(a: Expr) -> Expr:
    """1 where ``a`` > 0, else 0."""
    low, high = a.range
    if high <= 0.0 or low > 0.0:
        return a.graph.number(float(low > 0.0))
    return a.graph.as_expr(a.graph.add(Op.POSITIVE, (a.graph.node_of(a),)))


def reached(a: Expr) -> Expr:
    """1 where ``a`` >= 0, else 0."""
    low, high = a.range
    if high < 0.0 or low >= 0.0:
        return a.graph.number(float(low >= 0.0))
    return a.graph.as_expr(a.graph.add(Op.REACHED, (a.graph.node_of(a),)))


def pick(a: Expr, b: Expr, code: float, otherwise: Expr) -> Expr:
    """``code`` where ``a`` > ``b``, else ``otherwise``."""
    graph = a.graph
    args = (graph.node_of(a), graph.node_of(b), graph.node_of(otherwise))
    return graph.as_expr(graph.add(Op.PICK, args, (code,)))


def payback_step(before: Expr, saving: Expr, under_water: float, above: float) -> Expr:
    """One year's step of the payback code, given that of the years before it.

    ``under_water`` where the cumulative saving is below 0; where it is above, what it was but
    at least ``above``; where it is 0, what it was.
    """
    low, high = saving.range
    if high < -TIE_EUR:
        return before.graph.number(under_water)
    if low > TIE_EUR:
        return maximum(before, above)
    if low >= -TIE_EUR and high <= TIE_EUR:  # 0 in every run, rounding aside
        return before
    graph = before.graph
    args = (graph.node_of(before), sign_node(saving))
    if before.range[0] >= above:  # something has surely changed already: half the work
        return graph.as_expr(graph.add(Op.UNDER, args, (under_water,)))
    return graph.as_expr(graph.add(Op.PAYBACK, args, (under_water, above)))


def sign_node(a: Expr) -> int:
    """A node with the sign of ``a`` that is not smaller: what is near 0 in it is so in ``a``."""
    scale, node = a.as_scaled_node()
    return node if 0.0 < scale <= 1.0 else a.graph.node_of(a)
