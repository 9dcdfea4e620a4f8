"""Formulas as data: what every line and metric is written in, and what becomes machine code.

A cost model is written once, with ordinary ``+ - * /`` on :class:`Expr`. The graph keeps each
different sub-expression once, folds what is the same in every run, and knows a range for each
node, so that a schedule that is surely finished costs nothing.
"""

from ictsim.graph.expr import (
    Expr,
    Graph,
    floor,
    maximum,
    minimum,
    payback_step,
    pick,
    positive,
    reached,
    sign_node,
)
from ictsim.graph.nodes import Node, Op

__all__ = [
    "Expr",
    "Graph",
    "Node",
    "Op",
    "floor",
    "maximum",
    "minimum",
    "payback_step",
    "pick",
    "positive",
    "reached",
    "sign_node",
]
