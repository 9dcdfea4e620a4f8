"""Texts that stand for the figures, for those who do not see them."""

from __future__ import annotations

from ictsim.report.numbers import frequency, grouped
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.sentences import counted


def saving_share(view: View, flow: str, year: int) -> str:
    """How many futures save by a year."""
    return f"to {year}: {counted(frequency(view.estimate(f'{flow}.beats.{year}')))}"


def payback_alt(view: View, scenario: str) -> str:
    """What the payback bars show."""
    years = [str(y) for y in view.years[1:]]
    top = max(years, key=lambda y: view.value(f"{scenario}.payback.{y}") or 0.0, default="")
    share = counted(frequency(view.estimate(f"{scenario}.payback.{top}")))
    never = counted(frequency(view.estimate(f"{scenario}.payback.never")))
    plan = view.plan_year(scenario)
    said = f"The plan says {plan}." if plan else f"In the plan it is not by {view.horizon}."
    return (
        f"Bar chart: the share of the futures in which {words.collaboration(view.short(scenario))} "
        f"is paid back in each year. The highest bar is {top}, {share}. Apart from the years: not "
        f"by the end of {view.horizon}, {never}. {said}"
    )


def fan_alt(view: View, stem: str, title: str) -> str:
    """What a fan shows, at the headline years."""
    parts = []
    for year in view.headline_years:
        low, middle, high = (view.value(f"{stem}.{year}.p{p}") for p in (5, 50, 95))
        if low is not None and middle is not None and high is not None:
            low, middle, high = low / 1e6, middle / 1e6, high / 1e6
            parts.append(
                f"{year}: median {grouped(middle, 1)}, 90 of 100 between {grouped(low, 1)} and "
                f"{grouped(high, 1)}"
            )
    return f"Fan chart. {title}. In € million; {'; '.join(parts)}."


def curve_alt(view: View, flow: str, label: str, years: list[int]) -> str:
    """What a distribution function shows."""
    parts = "; ".join(saving_share(view, flow, year) for year in years)
    return f"Rising curves of the net saving of {label}. Cheaper than going on alone {parts}."


def chance_alt(view: View, scenario: str) -> str:
    """What the chance by year shows."""
    parts = "; ".join(saving_share(view, scenario, year) for year in view.ends)
    return (
        f"Lines per year: in how many futures {words.collaboration(view.short(scenario))} is "
        f"cheaper than going on alone, together and for each council. Together {parts}."
    )
