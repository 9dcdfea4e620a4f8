"""From the graph to the tile machine's instructions: the one lowering step.

A tape either gathers statistics (``statistics_tape``) or writes each run's values out
(``store_tape``, for the pilot, the base case and ``--draws``); the model in it is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ictsim.compile.allocate import Rows, merged_nodes, needed
from ictsim.graph import Expr, Graph, Node, Op
from ictsim.kernels import opcodes as op
from ictsim.kernels.layout import TILE
from ictsim.kernels.streams import stream_of
from ictsim.metrics import Output

if TYPE_CHECKING:
    from ictsim.compile.inputs import Law, SampledInputs
    from ictsim.compile.slots import Slots

_PLAIN = {
    Op.MUL: op.MUL,
    Op.INVERSE: op.INVERSE,
    Op.FLOOR: op.FLOOR,
    Op.POSITIVE: op.POSITIVE,
    Op.REACHED: op.REACHED,
    Op.UNDER: op.UNDER,
    Op.PAYBACK: op.PAYBACK,
    Op.PICK: op.PICK,
}


@dataclass(frozen=True)
class Bins:
    """How an amount's distribution is kept: equal bins from ``low``, and its atoms.

    ``centre`` is what its moments are taken about; ``atoms`` are exact repeats, rising.
    """

    low: float
    width: float
    centre: float
    atoms: tuple[float, ...] = ()


Instruction = tuple[int, int, int, int, int, float, float, int]
"""code, w, a, b, c, k0, k1, d"""

_WITH_COUNT = {Op.UNDER: op.UNDER_COUNT, Op.PAYBACK: op.PAYBACK_COUNT}


@dataclass(frozen=True)
class Tape:
    """Instructions (see ``opcodes``), the rows they need, and the columns stored."""

    instructions: tuple[Instruction, ...]
    rows: int
    stored: tuple[str, ...] = ()


def store_tape(
    graph: Graph,
    inputs: SampledInputs,
    outputs: Sequence[Output],
    fixed: Mapping[str, float] | None = None,
    keep: Mapping[str, Expr] | None = None,
) -> Tape:
    """A tape that writes every output of every run to a column of its own.

    With ``fixed`` the inputs have these values instead of being sampled. ``keep`` are inputs that
    get a column too, before the outputs.
    """
    writer = _Writer(graph, inputs, fixed)
    columns = [(name, graph.node_of(expr)) for name, expr in (keep or {}).items()]
    columns += [(output.name, graph.node_of(output.result)) for output in outputs]
    for column, (_, node) in enumerate(columns):
        writer.after(node, op.STORE, column)
    tape = writer.write()
    return Tape(tape.instructions, tape.rows, tuple(name for name, _ in columns))


def node_tape(graph: Graph, inputs: SampledInputs, nodes: Sequence[int]) -> Tape:
    """A tape that writes these nodes of every run, a column each, named by their number."""
    writer = _Writer(graph, inputs, None)
    for column, node in enumerate(nodes):
        writer.after(node, op.STORE, column)
    tape = writer.write()
    return Tape(tape.instructions, tape.rows, tuple(str(node) for node in nodes))


def statistics_tape(
    graph: Graph, inputs: SampledInputs, slots: Slots, bins: Sequence[Bins]
) -> Tape:
    """A tape that counts, sums and bins the nodes of ``slots``; ``bins`` by amount slot."""
    writer = _Writer(graph, inputs, None)
    for slot, node in enumerate(slots.counts):
        writer.after(node, op.COUNT, slot)
    for slot, node in enumerate(slots.tallies):
        writer.after(node, op.TALLY, slot)
    for slot, node in enumerate(slots.amounts):
        plan = bins[slot]
        writer.after(node, op.MOMENTS, slot, plan.centre)
        code = op.ATOMS if plan.atoms else op.HISTOGRAM
        writer.after(node, code, slot, plan.low, 1.0 / plan.width)
    return writer.write()


def _stream(label: str) -> tuple[int, int]:
    """The stream of ``name``, or of ``name.year``."""
    name, _, year = label.partition(".")
    return stream_of(name, int(year) if year else None)


@dataclass
class _Writer:
    """Writes instructions for the nodes that something is kept of.

    Stepping to an instruction costs as much as its work on a tile, so two that always follow
    each other are one: a product that only a sum needs, a payback step and its count.
    """

    graph: Graph
    inputs: SampledInputs
    fixed: Mapping[str, float] | None
    wanted: dict[int, list[tuple[int, int, float, float]]] = field(default_factory=dict)
    code: list[Instruction] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)
    row_of: dict[int, int] = field(default_factory=dict)
    merged: set[int] = field(default_factory=set)
    counted: set[int] = field(default_factory=set)

    def after(self, node: int, code: int, slot: int, k0: float = 0.0, k1: float = 0.0) -> None:
        """Once ``node`` is computed, keep it: one instruction on its row."""
        self.wanted.setdefault(node, []).append((code, slot, k0, k1))

    def write(self) -> Tape:
        """All instructions, each node before what rests on it."""
        nodes = self.graph.nodes
        order = needed(nodes, self.wanted)
        self.merged = merged_nodes(nodes, order, self.wanted)
        order = [number for number in order if number not in self.merged]
        last_use = {arg: number for number in order for arg in self._leaves(number)}
        ends: dict[int, list[int]] = {}
        for arg, number in last_use.items():
            ends.setdefault(number, []).append(arg)
        steps = {nodes[n].args[1] for n in order if nodes[n].op in _WITH_COUNT}
        for number in order:
            self.row_of[number] = self._compute(nodes[number])
            for code, slot, k0, k1 in self.wanted.get(number, ()):
                if code != op.COUNT or number not in steps:
                    self.code.append((code, slot, self._at(number), 0, 0, k0, k1, 0))
            for arg in ends.get(number, ()):
                self.rows.give_back(self.row_of[arg])
            if number not in last_use:
                self.rows.give_back(self.row_of[number])
        return Tape(tuple(self.code), self.rows.count)

    def _leaves(self, number: int) -> list[int]:
        """The rows' nodes that a merged node is computed from."""
        leaves: list[int] = []
        for arg in self.graph.nodes[number].args:
            leaves += self._leaves(arg) if arg in self.merged else [arg]
        return leaves

    def _at(self, node: int) -> int:
        return self.row_of[node] * TILE

    def _emit(self, code: int, rows: Sequence[int] = (), k0: float = 0.0, k1: float = 0.0) -> int:
        """Append one instruction on up to four rows; what it writes is none of those in use."""
        row = self.rows.take()
        a, b, c, d = (*rows, 0, 0, 0, 0)[:4]
        self.code.append((code, row * TILE, a, b, c, k0, k1, d))
        return row

    def _compute(self, node: Node) -> int:
        """Instructions for one node; returns its row."""
        if node.op is Op.INPUT:
            return self._input(node.name)
        if node.op is Op.SCORE:
            return self._emit(op.DRAW, (*_stream(node.name), self.inputs.score_piece))
        if node.op is Op.DEPENDENT:
            return self._dependent(node)
        if node.op is Op.LINEAR:
            return self._linear(node)
        k0, k1 = (*node.constants, 0.0, 0.0)[:2]
        if node.op in (Op.MIN, Op.MAX):
            return self._extreme(node)
        rows = [self._at(arg) for arg in node.args]
        if node.op in _WITH_COUNT:
            slots = [s for code, s, *_ in self.wanted.get(node.args[1], ()) if code == op.COUNT]
            # Years of one flow can share a saving (the second is twice the first): count once.
            if slots and node.args[1] not in self.counted:
                self.counted.add(node.args[1])
                return self._emit(_WITH_COUNT[node.op], (*rows, slots[0]), k0, k1)
        return self._emit(_PLAIN[node.op], rows, k0, k1)

    def _extreme(self, node: Node) -> int:
        """The smaller or larger of two rows, of a row and a number, or of a line and a row."""
        smaller = node.op is Op.MIN
        if node.constants:
            code = op.MIN_NUMBER if smaller else op.MAX_NUMBER
            return self._emit(code, [self._at(node.args[0])], node.constants[0])
        for line, other in (node.args, node.args[::-1]):
            if line in self.merged:
                inner = self.graph.nodes[line]
                rows = [self._at(inner.args[0]), self._at(other)]
                return self._emit(op.MIN_AFFINE, rows, inner.constants[1], inner.constants[0])
        return self._emit(op.MIN if smaller else op.MAX, [self._at(arg) for arg in node.args])

    def _input(self, label: str) -> int:
        law, fixed = self._law(label)
        if fixed is not None:
            return self._emit(op.LOAD, k0=fixed)
        low, high = _stream(label)
        if law.pieces == 1:
            return self._emit(op.DRAW, (low, high, law.first_piece))
        return self._quantile(law, self._emit(op.UNIFORM, (low, high)))

    def _dependent(self, node: Node) -> int:
        law, fixed = self._law(node.name)
        if fixed is not None:
            return self._emit(op.LOAD, k0=fixed)
        return self._quantile(law, self._emit(op.NORMAL_CDF, [self._at(node.args[0])]))

    def _law(self, label: str) -> tuple[Law, float | None]:
        """The law of an input, and its value where that is the same in every run."""
        name = label.partition(".")[0]
        law = self.inputs.laws[name]
        if self.fixed is not None:
            return law, self.fixed[name]
        return law, law.intercept if law.kind == "constant" else None

    def _quantile(self, law: Law, uniform: int) -> int:
        at = uniform * TILE
        if law.kind == "affine":
            row = self._emit(op.AFFINE, [at], law.slope, law.intercept)
        else:
            row = self._emit(op.PIECES, (at, law.first_piece, law.pieces))
        return self._replace(uniform, row)

    def _linear(self, node: Node) -> int:
        """k0 + sum of k * x, where x may be a product."""
        constant, *weights = node.constants
        plain: list[tuple[float, int]] = []
        products: list[tuple[float, list[int]]] = []
        for weight, arg in zip(weights, node.args, strict=True):
            if arg in self.merged:
                products.append((weight, [self._at(factor) for factor in self._leaves(arg)]))
            else:
                plain.append((weight, self._at(arg)))
        row = self._begin_sum(constant, plain, products)
        while plain:
            weight, x = plain.pop(0)
            if plain:
                other, y = plain.pop(0)
                row = self._onto(row, op.ADD_TWO, [x, y], weight, other)
            else:
                row = self._replace(row, self._pair(1.0, row * TILE, weight, x))
        for weight, factors in products:
            row = self._add_product(row, weight, factors)
        return row

    def _begin_sum(
        self,
        constant: float,
        plain: list[tuple[float, int]],
        products: list[tuple[float, list[int]]],
    ) -> int:
        """The row a sum begins with; what is in it leaves the lists."""
        if not plain and not products:
            return self._emit(op.LOAD, k0=constant)
        if not plain:
            weight, factors = products.pop(0)
            return self._emit(op.MUL_AFFINE, factors, weight, constant)
        weight, x = plain.pop(0)
        if constant != 0.0 or (not plain and weight != 1.0):
            return self._emit(op.AFFINE, [x], weight, constant)
        if plain:
            other, y = plain.pop(0)
            return self._pair(weight, x, other, y)
        weight, factors = products.pop(0)
        code = op.MUL_MUL_ADD if len(factors) == 3 else op.MUL_ADD
        return self._emit(code, [*factors[:2], x, *factors[2:]], weight)

    def _add_product(self, row: int, weight: float, factors: list[int]) -> int:
        code = op.MUL_MUL_ADD if len(factors) == 3 else op.MUL_ADD
        rows = [*factors[:2], row * TILE, *factors[2:]]
        return self._replace(row, self._emit(code, rows, weight))

    def _onto(self, row: int, code: int, rows: list[int], k0: float, k1: float = 0.0) -> int:
        """Add two rows to a sum's row, in a new row."""
        return self._replace(row, self._emit(code, [*rows, row * TILE], k0, k1))

    def _replace(self, before: int, row: int) -> int:
        self.rows.give_back(before)
        return row

    def _pair(self, weight: float, x: int, other: float, y: int) -> int:
        if weight == 1.0:
            if other in (1.0, -1.0):
                return self._emit(op.ADD if other == 1.0 else op.SUB, [x, y])
            return self._emit(op.ADD_SCALED, [x, y], other)
        if other == 1.0:
            return self._emit(op.ADD_SCALED, [y, x], weight)
        return self._emit(op.COMBINE, [x, y], weight, other)
