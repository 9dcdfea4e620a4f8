"""Texts that stand for the figures, for those who do not see them."""

from __future__ import annotations

from ictsim.report.language import _
from ictsim.report.numbers import frequency, grouped
from ictsim.report.view import View
from ictsim.report.wording import words
from ictsim.report.wording.parts import counted


def saving_share(view: View, flow: str, year: int) -> str:
    """How many futures save by a year."""
    share = counted(frequency(view.estimate(f"{flow}.beats.{year}")))
    return _("to {year}: {counted}").format(year=year, counted=share)


def payback_alt(view: View, scenario: str) -> str:
    """What the payback bars show."""
    years = [str(y) for y in view.years[1:]]
    top = max(years, key=lambda y: view.value(f"{scenario}.payback.{y}") or 0.0, default="")
    plan = view.plan_year(scenario)
    said = _("The plan says {year}.") if plan else _("In the plan it is not by {horizon}.")
    shown = _(
        "Bar chart: the share of the futures in which {collaboration} is paid back in each year. "
        "The highest bar is {year}, {share}. Apart from the years: not by the end of {horizon}, "
        "{never}."
    ).format(
        collaboration=words.collaboration(view.short(scenario)),
        year=top,
        share=counted(frequency(view.estimate(f"{scenario}.payback.{top}"))),
        horizon=view.horizon,
        never=counted(frequency(view.estimate(f"{scenario}.payback.never"))),
    )
    return f"{shown} {said.format(year=plan, horizon=view.horizon)}"


def fan_alt(view: View, stem: str, title: str, scale: float) -> str:
    """What a fan shows at the headline years, in units of ``scale`` euros, as its axis has."""
    parts = []
    for year in view.headline_years:
        low, middle, high = (view.value(f"{stem}.{year}.p{p}") for p in (5, 50, 95))
        if low is not None and middle is not None and high is not None:
            low, middle, high = low / scale, middle / scale, high / scale
            parts.append(
                _("{year}: median {middle}, 90 of 100 between {low} and {high}").format(
                    year=year,
                    middle=grouped(middle, 1),
                    low=grouped(low, 1),
                    high=grouped(high, 1),
                )
            )
    return _("Fan chart. {title}. In {unit}; {parts}.").format(
        title=title, unit=words.axis_money(scale), parts="; ".join(parts)
    )


def curve_alt(view: View, flow: str, label: str, years: list[int]) -> str:
    """What a distribution function shows."""
    return _("Rising curves of the net saving of {name}. Cheaper than {other} {parts}.").format(
        name=label,
        other=compared_with(view, flow),
        parts="; ".join(saving_share(view, flow, year) for year in years),
    )


def compared_with(view: View, flow: str) -> str:
    """What a scenario saves against: going on alone; a difference, against the other scenario."""
    if flow in view.differences:
        return view.short(view.differences[flow][1])
    return _(words.BASELINE)


def chance_alt(view: View, scenario: str) -> str:
    """What the chance by year shows."""
    return _(
        "Lines per year: in how many futures {collaboration} is cheaper than going on alone, "
        "together and for each council. Together {parts}."
    ).format(
        collaboration=words.collaboration(view.short(scenario)),
        parts="; ".join(saving_share(view, scenario, year) for year in view.ends),
    )
