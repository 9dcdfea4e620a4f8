"""What each line changes in the base case, without the compiled core.

With every input fixed at its base a formula is a number at once: nothing is sampled, no graph
grows, and nothing slow is loaded. The core's base case gives the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ictsim.compile.surroundings import CaseSurroundings
from ictsim.graph import Expr
from ictsim.lines import Line
from ictsim.model import Case


@dataclass(eq=False)
class BaseSurroundings(CaseSurroundings):
    """What lines ask of a case, with every input at its base; no event happens there."""

    _asked: dict[tuple[str, str, int], Expr] = field(default_factory=dict)

    @cached_property
    def bases(self) -> dict[str, float]:
        """The base value of every input, and of every event's uniform."""
        return {name: law.base_value() for name, law in self.case.sampled.items()}

    def _term(self, term: float | str, year: int | None) -> Expr:
        return self.graph.number(self.bases[term] if isinstance(term, str) else term)

    def over_copies(self, line: Line, ask: Callable[[CaseSurroundings], Expr]) -> Expr:
        """What is asked of a line, times its copies: at the base all are alike."""
        return ask(self) * float(line.copies)

    def coverage(self, schedule: str, year: int) -> Expr:
        """S(t); many lines share a schedule, so it is kept."""
        key = ("coverage", schedule, year)
        if key not in self._asked:
            self._asked[key] = super().coverage(schedule, year)
        return self._asked[key]

    def baseline(self, category: str, year: int, partners: Sequence[str] = ()) -> Expr:
        """The category's baseline cost, in euros; kept likewise."""
        key = (f"baseline of {','.join(partners)}", category, year)
        if key not in self._asked:
            self._asked[key] = super().baseline(category, year, partners)
        return self._asked[key]


def base_amounts(case: Case) -> dict[str, dict[int, float]]:
    """The change of each line's budget against the baseline in the base case, in euros per year.

    Returns
    -------
    dict
        By ``scenario.line``, under the scenario that writes the line, and by calendar year;
        extra cost is above 0, a saving below.
    """
    place = BaseSurroundings(case)
    return {
        f"{name}.{key}": {year: _change(place, line, year) for year in case.years}
        for name, scenario in case.scenarios.items()
        for key, line in scenario.lines.items()
    }


def _change(place: BaseSurroundings, line: Line, year: int) -> float:
    return place.over_copies(line, lambda at: line.change(at, year)).constant


def base_totals(
    case: Case, amounts: Mapping[str, Mapping[int, float]]
) -> dict[str, dict[int, float]]:
    """The change of each scenario in the base case, in euros by year: all lines that count in it.

    A transfer moves money between partners and is no part of it. ``amounts`` are those of
    :func:`base_amounts`.
    """
    counted = {
        name: [key for key, line in case.lines_of(name).items() if line.transfer is None]
        for name in case.scenarios
    }
    return {
        name: {year: sum(amounts[line][year] for line in lines) for year in case.years}
        for name, lines in counted.items()
    }
