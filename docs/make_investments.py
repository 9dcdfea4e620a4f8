"""Makes docs/INVESTMENTS.md: what the source's assumptions on investments explain of its tables.

What the shipped configs give comes from the program; other readings of the source come from
verification/readings_in_plain_numpy.py, which shares nothing with it. Where both have a figure
they must agree.

Usage: python docs/make_investments.py           make it anew
       python docs/make_investments.py --check   exit code 1 if it says anything else
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "verification"))

import investments_in_plain_numpy as plain  # noqa: E402
import readings_in_plain_numpy as other  # noqa: E402

from ictsim.config import load_case  # noqa: E402
from ictsim.model import Case  # noqa: E402
from ictsim.study.base import BaseCase, base_case  # noqa: E402

DOCUMENT = ROOT / "docs" / "INVESTMENTS.md"
BELOW, LAYER = "3_0", "3_0_investments"
YEARS = list(other.PRINTED_YEARS)
AGREE = 0.05  # thousands
SCENARIOS = {"s2": "2.0", "s3": "3.0"}
WORKPLACES = {"Haarlem": 1_700, "Haarlemmermeer": 1_450}

HEAD = """\
# What investments explain of the printed tables

Made by `docs/make_investments.py`; do not edit. Amounts are in thousands of euros unless said
otherwise. Numbers of sections are those of the business case of 2013.

The business case prints what ICT would cost, as totals. `configs/3_0.toml` rebuilds these from the
items that it prints; what then is missing stands in *reconciling items*. The report says where much
of it comes from: "different terms of depreciation" (6.1), besides cheaper projects and renewal
(3.7). `configs/3_0_investments.toml` counts these assumptions as purchases with depreciation and
interest, in place of the reconciling item of 2.0. This page says what that explains.
"""

READ = """\
## What the source prints, and how it is read

| assumption of section 3.7 | alone | together | read as |
| --- | --- | --- | --- |
| term of workplace hardware, years | 4 and 3 | 3 | what is in use is replaced when its own \
term is over, and then at the centre's |
| term of workplace servers | 5 and 4 | 5 | likewise |
| term of peripherals, telephony | 5 and 3 | 5 | likewise |
| term of data communication | 5 and 5 | 10 | likewise |
| term of applications and their servers | 5 and 5 | 5 | no difference |
| term of facilities | 10 and 3 | 10 | left out: both had just moved to an outside data centre |
| projects that replace software, of the purchase | 100 % | 80 % | from the start of the centre, \
in 2.0 and 3.0 alike |
| projects for renewal, of the purchase | 125 % | 100 % | likewise |
| renewal, projects included | EUR 4.56 per inhabitant a year | | what a municipality alone \
spends: the figure comes from a benchmark of municipalities |
| interest | not printed | 5 % | 5 % for both |
| charges | | | begin in the year after a purchase |

Terms are those of Haarlem and of Haarlemmermeer. No amount is printed but the 4.56. Two places
contradict this table, and are told as inconsistencies of the source: section 4 says that
Haarlemmermeer's baseline has longer terms than its budget, which would leave nothing to gain there;
section 6.1 names terms of depreciation as the cause of differences in applications, whose terms
differ nowhere.
"""

END = """\
## What follows

- The printed assumptions do not explain the printed tables. What they bring grows from year to
  year, because each year's purchases are charged over the years after; what is missing is largest
  in 2015 and nearly gone in 2018. No plausible amounts change that shape.
- The reconciling item stays, as what is left of it: `ictsim base` shows the case with it and
  without. That it is larger than before says that the assumptions, taken at their word with these
  amounts, promise more than the tables hold.
- The base case stays the published table in all years, also after 2018, so savings and payback
  years of the plan do not rest on the assumed amounts. Net present values are on cash, where
  purchases are saved earlier than charges; those do rest on them.
- `3_0_outside_view.toml` builds on this layer: there joint projects save less than planned (inputs
  25 and 26), which costs what the plan had counted on.
- What would settle it: the two municipalities' registers of ICT assets of 2012 (year, price, term)
  and the worksheet behind section 6.2. Each amount is an input: try another one with
  `ictsim base configs/3_0_investments.toml --set inputs.application_purchases.value=600_000`.
"""


def table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A table in Markdown."""
    columns = list(head)
    yield f"| {' | '.join(map(str, columns))} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"
    yield ""


def paragraph(*sentences: str) -> str:
    """Sentences in lines of a page's width."""
    return textwrap.fill(" ".join(sentences), 100, break_on_hyphens=False) + "\n"


def tenth(value: float) -> str:
    """A difference, in thousands."""
    return f"{value:+,.1f}" if abs(value) >= 0.05 else "0.0"


def bought(case: Case) -> Iterator[str]:
    """Every assumed purchase and where it comes from."""
    yield "## What is bought each year\n"
    yield "Assumed before a look at what it explains, and then left as it was.\n"
    inputs = ["application_purchases", *(thing.what for thing in plain.REPLACED)]
    rows = []
    for name in inputs:
        found = case.inputs[name]
        rows.append((found.label, f"{found.base_value():,.0f}", found.source))
    renewal = case.inputs["renewal_investment"]
    of_all = renewal.base_value() * plain.INHABITANTS
    label = "Renewal alone, projects included: 4.56 times 293,000 inhabitants"
    rows.append((label, f"{of_all:,.0f}", renewal.source))
    yield from table(("what", "EUR a year", "source"), rows)


def charged(case: BaseCase) -> Iterator[str]:
    """What the budget bears of it, beside what is missing."""
    yield "## What it does to the budget of 2.0 and of 3.0\n"
    yield "Together less alone; the same in both scenarios. Below 0 is a saving.\n"
    groups = {
        "projects that replace applications": ["replacement_projects"],
        "projects for renewal": ["renewal_projects"],
        "workplace hardware, Haarlem": ["haarlem_workplace_hardware"],
        "workplace servers, Haarlemmermeer": ["haarlemmermeer_workplace_servers"],
        "peripherals and telephony, Haarlemmermeer": [
            "haarlemmermeer_peripherals",
            "haarlemmermeer_telephony",
        ],
        "data communication, both": [
            "haarlem_data_communication",
            "haarlemmermeer_data_communication",
        ],
    }
    total = dict.fromkeys(YEARS, 0.0)
    rows = []
    for label, names in groups.items():
        lines = [case.lines[f"s2.{n}_{how}"] for n in names for how in ("alone", "together")]
        by_year = {year: sum(line[year] for line in lines) / 1000 for year in YEARS}
        total = {year: total[year] + by_year[year] for year in YEARS}
        rows.append((label, *(tenth(by_year[year]) for year in YEARS)))
    agree(total.values(), other.assumed().two[other.CELLS, 0], "charges")
    rows.append(("**all of it**", *(f"**{tenth(total[year])}**" for year in YEARS)))
    for scenario, label in SCENARIOS.items():
        spans = (other.needed(scenario, year) for year in YEARS)
        needs = (f"{low:+,.0f} to {high:+,.0f}" for low, high in spans)
        rows.append((f"missing in {label}", *needs))
    yield from table(("", *YEARS), rows)
    yield paragraph(
        "*Missing*: between which amounts all that no item explains lies, if the cells of both",
        "municipalities are to come out. Nothing that is bought from 2014 on is charged before",
        "2015, so the eight cells of 2013 and 2014 are out of reach; in 2016 the two scenarios",
        f"miss amounts of opposite sign. {other.most_that_can_fit()} of 24 cells is the most that",
        "purchases which are the same in 2.0 and 3.0 can bring out.",
    )


def per_cell(before: BaseCase, after: BaseCase) -> Iterator[str]:
    """Each cell's difference without the reconciling items, below and in the layer."""
    yield "## Each printed cell, without any reconciling item\n"
    yield "Computed less printed; a cell comes out within 25 (half of the rounding), * does not.\n"
    cells = {
        label: {(c.scenario, c.partner, c.year): c for c in found.cells()}
        for label, found in (("before", before), ("after", after))
    }
    rows = []
    for scenario, name in SCENARIOS.items():
        for partner, record in after.case.partners.items():
            for label, found in cells.items():
                row = [found[scenario, partner, year] for year in YEARS]
                apart = (tenth((c.computed - c.published) / 1000) + "*" * (not c.fits) for c in row)
                rows.append((f"{name}, {record.label}, {label}", *apart))
    yield from table(("", *YEARS), rows)
    fit = {label: sum(c.fits for c in found.values()) for label, found in cells.items()}
    away = {
        label: [
            sum(abs(c.computed - c.published) for c in found.values() if c.year == year) / 4000
            for year in YEARS
        ]
        for label, found in cells.items()
    }
    plainly = other.fitting(other.assumed())[0]
    assert fit["after"] == plainly, (fit, plainly)
    yield f"**{fit['before']} of 24 come out before, {fit['after']} after.**\n"
    rows = [(label, *(f"{value:,.0f}" for value in row)) for label, row in away.items()]
    yield from table(("a cell is off by, on average", *YEARS), rows)
    closer = [str(y) for y, a, b in zip(YEARS, *away.values(), strict=True) if b < a - 0.5]
    further = [str(y) for y, a, b in zip(YEARS, *away.values(), strict=True) if b > a + 0.5]
    yield paragraph(
        f"So the assumptions help in {' and '.join(closer) or 'no year'}, and lead further away",
        f"in {', '.join(further)}.",
    )


def item(before: BaseCase, after: BaseCase) -> Iterator[str]:
    """The reconciling item of 2.0 before and after."""
    yield "## The reconciling item of 2.0\n"
    rows = [
        (label, *(tenth(found.lines["s2.reconciling"][year] / 1000) for year in YEARS))
        for label, found in ((f"`{BELOW}.toml`", before), (f"`{LAYER}.toml`", after))
    ]
    yield from table(("", *YEARS), rows)
    yield paragraph(
        "The item of 3.0 (432 in 2016, 107 in 2018) stays: nothing in section 3.7 differs between",
        "2.0 and 3.0. After 2018 the item goes on as what the charges of each year leave of the",
        "-40 of before.",
    )


def readings() -> Iterator[str]:
    """How many cells come out under each reading."""
    found = other.readings()
    yield "## Other readings\n"
    yield "Cells that come out without any reconciling item, with the same amounts.\n"
    terms = (f"terms: {reading}" for reading in other.TERM_READINGS)
    rows = [
        (a, b, *(found[a, b, c] for c in other.TERM_READINGS))
        for a in other.RENEWAL_READINGS
        for b in other.PROJECT_READINGS
    ]
    yield from table(("renewal", "cheaper replacement projects in", *terms), rows)
    none = found["nothing", "nothing", "nothing"]
    best = max(found.values())
    same = ", which is what none at all brings out" if best == none else ""
    yield paragraph(
        "*Used for the new term*: what the municipalities have is used as long as the centre's",
        "term allows, where that is longer. *Harmonised part of 3.0*: section 5.3 has the 20 % on",
        "implementation as a gain of 3.0, so it may not hold in 2.0. *Nothing*: the assumption is",
        f"left out. No reading brings out more than {best}{same}.",
    )


def amounts() -> Iterator[str]:
    """Which amounts would explain most."""
    yield "## Which amounts would explain most\n"
    yield paragraph(
        "This turns the question round, and is no evidence for any amount: what would have to be",
        "bought each year for most cells to come out, with nothing else counted?",
    )
    rows = []
    for one in other.free_amounts():
        cells, low, high = other.best_single(one)
        rows.append((one.what, f"{low:,.0f} to {high:,.0f}", cells))
    yield from table(("one amount", "a year, within", "cells"), rows)
    pairs = other.best_pairs()[:3]
    rows = [
        (f"{pair.first}; {pair.second}", f"{pair.of_first:,.0f}; {pair.of_second:,.0f}", pair.cells)
        for pair in pairs
    ]
    yield from table(("two amounts", "a year", "cells"), rows)
    yield paragraph(*judged(*pairs[:2]))


def judged(first: other.Pair, second: other.Pair) -> Iterator[str]:
    """Whether the best two pairs are plausible; the words hold for these two alone."""
    hardware, servers = "workplace hardware (Haarlem", "workplace servers (Haarlemmermeer"
    peripherals = "peripherals and telephony (Haarlemmermeer"
    kinds = (first.first, hardware), (first.second, servers), (second.first, hardware)
    for what, expected in (*kinds, (second.second, peripherals)):
        if not what.startswith(expected):
            sys.exit(f"other amounts explain most now: {what}; judge them anew")
    yield f"The best two bring out {first.cells} of the {other.most_that_can_fit()} that can be"
    yield f"reached. They would mean EUR {per_workplace(first.of_first, 4, 'Haarlem'):,.0f} of"
    yield "hardware for each workplace of Haarlem and"
    yield f"EUR {per_workplace(first.of_second, 4, 'Haarlemmermeer'):,.0f} of servers for each of"
    yield "Haarlemmermeer, where 750 and 300 are assumed: not plausible, the first alone would be"
    yield "more than half of all that Haarlem replaces. The next two bring out"
    yield f"{second.cells} with amounts that are plausible"
    yield f"(EUR {per_workplace(second.of_first, 4, 'Haarlem'):,.0f} of hardware;"
    yield f"EUR {per_workplace(second.of_second, 3, 'Haarlemmermeer'):,.0f} of peripherals and"
    yield "telephony, where 400 is assumed), but only if old peripherals and telephones are used"
    yield "two years longer, and if renewal, the printed percentages for projects and the ten years"
    yield "for data communication change nothing. Ten years for data communication by itself"
    yield "explains no further cell, whatever is bought of it."


def per_workplace(yearly: float, years: int, partner: str) -> float:
    """Euros for each workplace, from thousands a year and years between purchases."""
    return yearly * 1000 * years / WORKPLACES[partner]


def staff() -> Iterator[str]:
    """How the answer hangs on the cost of an fte."""
    yield "## What else may be otherwise\n"
    found = {
        "without investments": other.with_staff_cost(other.NOTHING),
        "with those assumed": other.with_staff_cost(other.assumed()),
        "with renewal alone": other.with_staff_cost(other.renewal(other.RENEWAL_READINGS[0])),
        "with terms alone": other.with_staff_cost(other.terms(other.TERM_READINGS[0])),
    }
    costs = range(64, 81, 2)
    yield paragraph(
        "The cost of an fte (EUR 72,000) is printed nowhere either; it was derived together with",
        "the reconciling items. Cells that come out without any of these, by that cost in",
        "thousands (64 to 80 is the range of input 14):",
    )
    rows = [(label, *(row[cost] for cost in costs)) for label, row in found.items()]
    yield from table(("", *costs), rows)
    most = {label: max(row.values()) for label, row in found.items()}
    yield paragraph(
        "A lower cost per fte makes room for these savings. Over all whole thousands the most is",
        f"{most['without investments']} without investments and {most['with those assumed']} with",
        f"those assumed; renewal alone or terms alone reach {most['with renewal alone']} and",
        f"{most['with terms alone']}. So the counts above say what these assumptions explain",
        "beside one decomposition of the rest, and not that they are wrong.",
    )


def agree(ours: Iterable[float], theirs: Iterable[float], what: str) -> None:
    """Fail where the program and the script differ."""
    pairs = list(zip(ours, theirs, strict=True))
    if any(abs(a - b) > AGREE for a, b in pairs):
        sys.exit(f"{what}: the program and verification/ differ: {pairs}")


def document() -> str:
    """The whole page."""
    below, layer = (load_case(ROOT / "configs" / f"{name}.toml").case for name in (BELOW, LAYER))
    bare = [base_case(case, reconciling=False) for case in (below, layer)]
    whole = [base_case(case) for case in (below, layer)]
    parts = [
        HEAD,
        READ,
        *bought(layer),
        *charged(whole[1]),
        *per_cell(*bare),
        *item(*whole),
        *readings(),
        *amounts(),
        *staff(),
        END,
    ]
    return "\n".join(parts)


def main() -> None:
    """Write the page, or compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true")
    text = document()
    if not parser.parse_args().check:
        DOCUMENT.write_text(text, "utf-8")
    elif not DOCUMENT.exists() or DOCUMENT.read_text("utf-8") != text:
        sys.exit(f"docs/{DOCUMENT.name} says something else; make it anew: make docs")


if __name__ == "__main__":
    main()
