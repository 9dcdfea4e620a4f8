"""Which outputs share what is kept of them.

An output is a number times a node. Outputs of one node (a partner's share of a difference, a
probability that depends on the sign alone) are gathered once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ictsim.graph import sign_node
from ictsim.metrics import Coverage, Output


@dataclass(frozen=True)
class Slots:
    """Nodes kept, slot by slot, and for each output its slot and scale.

    Outputs over all runs come first: ``everywhere`` is how many slots of each kind they need.
    An output that is the same in every run has no slot. ``codes`` is what a tally needs.
    """

    counts: tuple[int, ...]
    amounts: tuple[int, ...]
    tallies: tuple[int, ...]
    everywhere: tuple[int, int, int]
    codes: int
    of: dict[str, tuple[int, float]] = field(repr=False)

    def lean(self) -> Slots:
        """The slots of outputs over all runs alone."""
        counts, amounts, tallies = self.everywhere
        return Slots(
            self.counts[:counts],
            self.amounts[:amounts],
            self.tallies[:tallies],
            self.everywhere,
            self.codes,
            self.of,
        )


def slots_of(outputs: Sequence[Output]) -> Slots:
    """Slots for all outputs, those over all runs first."""
    kinds: tuple[dict[int, int], dict[int, int], dict[int, int]] = ({}, {}, {})
    of: dict[str, tuple[int, float]] = {}
    everywhere = (0, 0, 0)
    for coverage in (Coverage.ALL, Coverage.SAMPLE):
        for output in outputs:
            if output.coverage is coverage and not output.expr.is_constant:
                kind, node, scale = _place(output)
                of[output.name] = kinds[kind].setdefault(node, len(kinds[kind])), scale
        if coverage is Coverage.ALL:
            everywhere = (len(kinds[0]), len(kinds[1]), len(kinds[2]))
    codes = max((len(output.codes) for output in outputs), default=1) or 1
    counts, amounts, tallies = (tuple(kind) for kind in kinds)
    return Slots(counts, amounts, tallies, everywhere, codes, of)


def _place(output: Output) -> tuple[int, int, float]:
    """Kind of slot (0 count, 1 amount, 2 tally), node and scale."""
    if output.unit == "probability":
        return 0, sign_node(output.expr), 1.0
    if output.unit == "year":
        return 2, output.expr.graph.node_of(output.expr), 1.0
    scale, node = output.expr.as_scaled_node()
    return 1, node, scale
