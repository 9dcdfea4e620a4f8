"""The charts. A new one is one file here and one entry in the catalogue.

Each has ``charts(view)``: its charts with title, alternative text and data table, made without
matplotlib, and with ``draw``, which fills a matplotlib figure.
"""

from __future__ import annotations

from ictsim.report.charts import chance, curve, fan, payback, tornado
from ictsim.report.charts.base import Chart
from ictsim.report.view import View

CHARTS = (payback, fan, curve, chance, tornado)

__all__ = ["CHARTS", "Chart", "all_charts"]


def all_charts(view: View) -> list[Chart]:
    """Every chart of a record, kind by kind."""
    return [chart for kind in CHARTS for chart in kind.charts(view)]
