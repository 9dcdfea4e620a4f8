"""Reads a comparison by what it is about: configs, what they share, and the figures of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from ictsim.report.cleaning import clean, shorten, translated
from ictsim.report.view import View, shared_money
from ictsim.results.comparison import Comparison, Layer

_LABEL_LIMIT, _TITLE_LIMIT = 40, 200


@dataclass(frozen=True)
class Column:
    """One config among the others. ``view`` is None where the runs were stopped before it.

    ``name`` is an id, so it can stand in a link. The languages of label and title are empty where
    they are that of the report, or not known.
    """

    name: str
    label: str
    title: str
    config_name: str
    view: View | None
    label_language: str = ""
    title_language: str = ""


@dataclass(frozen=True)
class Joint:
    """A comparison, its texts cleaned."""

    comparison: Comparison
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, comparison: Comparison) -> Joint:
        """A comparison with all texts made fit to print, and amounts that are written alike."""
        views = [
            View.of(layer.results) if layer.results and layer.results.runs else None
            for layer in comparison.layers
        ]
        money = shared_money([view for view in views if view])
        columns = (
            _column(layer, replace(view, shared=money) if view else None)
            for layer, view in zip(comparison.layers, views, strict=True)
        )
        return cls(comparison, tuple(columns))

    @property
    def years(self) -> list[int]:
        """The headline years that all configs have."""
        return self.comparison.shared.headline_years

    @cached_property
    def first(self) -> View:
        """The config that the rest of the report is about."""
        view = self.columns[0].view
        if view is None:
            raise ValueError("the first config has no results")
        return view

    @cached_property
    def calculated(self) -> list[tuple[Column, View]]:
        """The configs that have results."""
        return [(column, column.view) for column in self.columns if column.view is not None]

    @property
    def horizon(self) -> int | None:
        """The last year calculated, where it is the same in all configs."""
        found = {view.horizon for _column, view in self.calculated}
        return found.pop() if len(found) == 1 else None

    def of_scenario(self, scenario: str) -> list[tuple[Column, View]]:
        """The configs that have results of a scenario."""
        return [(c, view) for c, view in self.calculated if scenario in view.scenarios]

    @cached_property
    def scenarios(self) -> list[str]:
        """The scenarios that any config with results has: first the one that is told about.

        That is the last of the first config that another one has too.
        """
        found = [s for s in self.comparison.shared.scenarios if self.of_scenario(s)]
        alike = [s for s in found if len(self.of_scenario(s)) > 1]
        own = [s for s in self.first.scenarios if s in alike]
        told = (own or alike or found)[-1:]
        return told + [scenario for scenario in found if scenario not in told]

    @property
    def scale(self) -> float:
        """Euros per unit, the same in all columns."""
        return self.first.scale

    @cached_property
    def same_partners(self) -> bool:
        """Whether all configs have the same councils."""
        shared = set(self.comparison.shared.partners)
        return all(set(layer.case["partners"]) == shared for layer in self.comparison.layers)


def _column(layer: Layer, view: View | None) -> Column:
    """A config, its texts cleaned; its name, in place of a label, is in no language."""
    label, title = (translated(layer.case, text) for text in (layer.label, layer.case["title"]))
    return Column(
        layer.name,
        shorten(label, _LABEL_LIMIT) or layer.name,
        shorten(title, _TITLE_LIMIT),
        clean(layer.config_name),
        view,
        label_language=view.language_of(label) if view and layer.label != layer.name else "",
        title_language=view.language_of(title) if view else "",
    )
