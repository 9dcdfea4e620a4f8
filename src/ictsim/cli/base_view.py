"""The base case on a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_base(tables: dict[str, Any], console: Console | None = None) -> None:
    """Tables x 1,000 euros: published, computed, difference; then break-even years."""
    out = console or Console(highlight=False)
    out.print(Text(f"{tables['title']}: the base case, amounts x € 1,000"))
    both = [("with_reconciling", "with the reconciling items")]
    if tables["has_reconciling"]:
        both.append(("without_reconciling", "without the reconciling items"))
    for key, title in both:
        _print_version(tables, tables[key], title, out)


def _print_version(
    tables: dict[str, Any], version: dict[str, Any], title: str, out: Console
) -> None:
    if not version["scenarios"]:
        _print_baseline(version, out)
        return
    cells = version["cells"]
    if cells["published"]:
        out.print(Text(f"\n{title[0].upper()}{title[1:]}"))
        for name, scenario in version["scenarios"].items():
            _print_cells(name, scenario, out)
        tolerance = tables["tolerance_eur"] / 1000
        out.print(
            Text(
                f"{cells['fitting']} of {cells['published']} published cells fit "
                f"within {tolerance:g} (* does not)"
            )
        )
    _print_scenarios(version, title, out)


def _print_cells(name: str, scenario: dict[str, Any], out: Console) -> None:
    partners = {p: row for p, row in scenario["partners"].items() if row["cells"]}
    years = sorted({year for row in partners.values() for year in row["cells"]})
    table = Table(title=Text(f"{name}  {scenario['label']}"), title_justify="left", box=None)
    table.add_column("")
    for year in years:
        table.add_column(year, justify="right")
    for row in partners.values():
        cells = [row["cells"].get(year) for year in years]
        label = row["label"]
        table.add_row(Text(f"{label}, published"), *(_cell(c, "published") for c in cells))
        table.add_row(Text(f"{label}, computed"), *(_cell(c, "computed") for c in cells))
        table.add_row(Text(f"{label}, difference"), *(_difference(c) for c in cells))
    out.print(table)


def _cell(cell: dict[str, Any] | None, key: str) -> str:
    return "" if cell is None else f"{cell[key] / 1000:,.1f}"


def _difference(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return ""
    mark = "" if cell["fits"] else " *"
    return f"{(cell['computed'] - cell['published']) / 1000:+,.1f}{mark}"


def _print_scenarios(version: dict[str, Any], title: str, out: Console) -> None:
    first = next(iter(version["scenarios"].values()))
    years = [y for y in first["change_eur"] if y <= str(first["share_until"]["year"])]
    table = Table(
        title=Text(f"Change against the baseline (cost is above 0), {title}"),
        title_justify="left",
        box=None,
    )
    for column in ("", *years, f"saving to {years[-1]}", "share"):
        table.add_column(column, justify="left" if not column else "right")
    for scenario in version["scenarios"].values():
        table.add_row(
            Text(scenario["label"]),
            *(f"{scenario['change_eur'][year] / 1000:,.1f}" for year in years),
            f"{scenario['saving_eur'][years[-1]] / 1000:,.1f}",
            f"{scenario['share_until']['share']:.3%}",
        )
    out.print(table)
    _print_break_even(version, years[-1], out)


def _print_break_even(version: dict[str, Any], last: str, out: Console) -> None:
    table = Table(title=Text("Break-even year"), title_justify="left", box=None)
    for column in ("", "growing on", f"saving of {last} held constant"):
        table.add_column(column, justify="left" if not column else "right")
    for scenario in version["scenarios"].values():
        rows = [(scenario["label"], scenario["break_even"])]
        rows += [(f"  {p['label']}", p["break_even"]) for p in scenario["partners"].values()]
        for label, years in rows:
            table.add_row(Text(label), *(_year(years[k]) for k in ("growing_on", "held_constant")))
    out.print(table)


def _year(year: int | None) -> str:
    return "not by the horizon" if year is None else str(year)


def _print_baseline(version: dict[str, Any], out: Console) -> None:
    table = Table(title=Text("Cost of going on alone"), title_justify="left", box=None)
    years = list(next(iter(version["baseline_eur"].values())))
    for column in ("", *years):
        table.add_column(column, justify="left" if not column else "right")
    for partner, row in version["baseline_eur"].items():
        table.add_row(Text(partner), *(f"{value / 1000:,.0f}" for value in row.values()))
    out.print(table)
