"""Every way in which a config can be wrong: where it is told, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_config_small import SMALL, problems

from ictsim.distributions import FAMILIES
from ictsim.lines import KINDS

if TYPE_CHECKING:
    from pathlib import Path

LINE = "[scenarios.plan.lines.new]\n"
INPUT = "[inputs.new]\n"


def told(folder: Path, above: str, path: str, *words: str, below: str = SMALL) -> None:
    """The layer has one problem, at ``path``, in these words."""
    found = problems(folder, above, below)
    assert list(found) == [path], [str(problem) for problem in found.values()]
    for word in words:
        assert word in found[path].message
    assert "\n" not in str(found[path])


# ---------------------------------------------------------------------------------------------
# What the records themselves refuse


@pytest.mark.parametrize(
    ("above", "path", "words"),
    [
        ("[case]\nhorizont = 2030", "case.horizont", "unknown key"),
        ("[lines.a]", "lines", "unknown key"),
        ('[case]\n"a.b c" = 1', 'case."a.b c"', "unknown key"),
        ('[inputs.delay]\nlowest = 0.0\nlabel = ""', "inputs.delay.lowest", "unknown key"),
        (
            "[scenarios.plan.lines.office]\namount = 1",
            "scenarios.plan.lines.office.amount",
            "unknown",
        ),
        (INPUT + 'dist = "uniform"\nlow = 0.0', "inputs.new.high", "missing"),
        (LINE + 'kind = "yearly"\nlabel = "x"', "scenarios.plan.lines.new.amount_eur", "missing"),
        ("[scenarios.new]", "scenarios.new.label", "missing"),
        ("[indices.new]\nrate = 0.01", "indices.new.price_year", "missing"),
        ("[case]\ntitle = 3", "case.title", "is 3; must be text"),
        ("[case]\nhorizon = 2030.5", "case.horizon", "is 2030.5; must be a whole number"),
        ('[case]\nhorizon = "2030"', "case.horizon", 'is "2030"; must be a whole number'),
        ("[case]\ndiscount_rate = 4", "case.discount_rate", "is 4; must be below 1"),
        (
            "[case]\ndiscount_rate = -0.9999999999999999",
            "case.discount_rate",
            "must be at least -0.5",
        ),
        ("[case]\ndiscount_rate = nan", "case.discount_rate", "is nan; must be a finite number"),
        ("[case]\ndiscount_rate = 2020-01-01", "case.discount_rate", "must be a number"),
        ("[settlement]\nsettled = 1", "settlement.settled", "is 1; must be true or false"),
        (
            "[settlement]\nsettled = {}",
            "settlement.settled",
            "says no years; give from, until or both, or write true or false",
        ),
        ('case = "small"', "case", 'is "small"; must be a table'),
        ("[case]\nheadline_years = []", "case.headline_years", "holds 0; must hold 1 or more"),
        ("[case]\nheadline_years = 2025", "case.headline_years", "is 2025; must be a list"),
        ('[case]\nheadline_years = ["2025"]', "case.headline_years[0]", "must be a whole number"),
        ("[case]\nheadline_years = [1025]", "case.headline_years[0]", "at least 1900"),
        ("[case]\nheadline_years = [2050]", "case", "2050 outside 2020 ... 2030"),
        ("[case]\nhorizon = 2019", "case", "horizon 2019 is before start 2020"),
        ('[case]\nname = "a b"', "case.name", '"a b" is no name; use letters'),
        (
            '[partners."oost einde"]\nlabel = "x"\nbaseline_eur = { 2020 = 1 }',
            'partners."oost einde"',
            "no name",
        ),
        (
            "[partners.east.attributes]\ninhabitants = -1",
            "partners.east.attributes.inhabitants",
            "at least 0",
        ),
        (
            "[partners.east.baseline_eur]\n20 = 1",
            "partners.east.baseline_eur.20",
            '"20" is no year',
        ),
        (
            "[partners.east.baseline_eur]\n1820 = 1",
            "partners.east.baseline_eur.1820",
            "1900 to 2200",
        ),
        (
            '[partners.east.baseline_eur]\n2020 = "1"',
            "partners.east.baseline_eur.2020",
            "must be a number",
        ),
        ("[scenarios.plan.lines.team]\nfte = {}", "scenarios.plan.lines.team.fte", "1 or more"),
        (
            "[scenarios.plan.lines.team]\nreference = 0",
            "scenarios.plan.lines.team.reference",
            "must be above 0",
        ),
        (
            '[scenarios.plan.lines.team]\neffect = "benefit"',
            "scenarios.plan.lines.team.effect",
            'is "benefit"; must be "cost" or "saving"',
        ),
        ("[published]\ntolerance_eur = -1", "published.tolerance_eur", "at least 0"),
        ("[schedules.ramp]\nplan = [[2021.0]]", "schedules.ramp.plan[0]", "must hold 2 or more"),
        ("[schedules.ramp]\nplan = [[1.0, 2.0, 3.0]]", "schedules.ramp.plan[0]", "2 or fewer"),
        ("[schedules.ramp]\nplanned_years = -3", "schedules.ramp.planned_years", "must be above 0"),
        (
            "[schedules.new]\nplan = [[2021, 0]]\npace = 1\nyears = 3\nplanned_years = 3",
            "schedules.new",
            "give one of them",
        ),
        ("[schedules.new]\nplan = [[2021, 0]]\nyears = 3", "schedules.new", "give both or neither"),
        (
            "[schedules.ramp]\nplan = [[2021, 1], [2022, 0]]",
            "schedules.ramp.plan",
            "must not decrease",
        ),
        ("[schedules.ramp]\nplan = [[2021, 0], [2022, 75]]", "schedules.ramp.plan", "75 % is 0.75"),
        ('[baseline.categories.software]\nshare = "rest"', "baseline", "at most one can"),
        ("[baseline.categories.software]\nshare = 30", "baseline", "35 % is 0.35"),
        ("[baseline.categories.other]\nshare = 0.6", "baseline", "they must sum to 1"),
        (
            "[scenarios.plan.lines.project]\nphasing = { 2020 = 0.5 }",
            "scenarios.plan.lines.project.phasing",
            "the shares sum to 0.5; they must sum to 1",
        ),
        (
            "[scenarios.plan.lines.project]\nphasing = { 2020 = 1.5, 2021 = -0.5 }",
            "scenarios.plan.lines.project.phasing",
            "below 0",
        ),
        (
            '[scenarios.more.lines.programme]\nafter = "hold"\ngrowth = 0.1',
            "scenarios.more.lines.programme",
            "growth goes with after",
        ),
        (
            "[inputs.delay]\nlow = 1.0",
            "inputs.delay",
            "low 1 is above mode 0.5; write low <= mode <= high",
        ),
        ("[inputs.delay]\nmode = 9.0", "inputs.delay", "low <= mode <= high"),
        ("[inputs.fte]\nhigh = 0.0", "inputs.fte", "low 1 is above high 0"),
        ("[inputs.overrun]\nweights = [0.9, 0.2]", "inputs.overrun", "weights sum to 1.1"),
        (
            INPUT
            + 'dist = "mixture"\nbase = 0\nweights = [1.0]\n'
            + 'components = [{ dist = "pert", low = 0, mode = 1 }]',
            "inputs.new.components[0].high",
            "missing",
        ),
    ],
)
def test_what_a_record_refuses(tmp_path: Path, above: str, path: str, words: str):
    told(tmp_path, above, path, words)


def test_an_unknown_distribution_lists_those_there_are(tmp_path: Path):
    told(tmp_path, INPUT + 'dist = "prt"', "inputs.new.dist", 'unknown dist "prt"', "uniform, tri")
    names = [family.model_fields["dist"].default for family in FAMILIES]
    message = problems(tmp_path, INPUT + "low = 1.0")["inputs.new.dist"].message

    assert message == f"missing; must be one of {', '.join(names)}"


def test_an_unknown_kind_of_line_lists_those_there_are(tmp_path: Path):
    allowed = "yearly, staff, amounts, one_off, reduction, investment, contribution"

    assert len(KINDS) == len(allowed.split(", "))
    told(tmp_path, LINE + 'kind = "year"', "scenarios.plan.lines.new.kind", 'kind "year"', allowed)
    told(tmp_path, LINE + 'label = ""', "scenarios.plan.lines.new.kind", "missing", allowed)
    told(tmp_path, LINE + "kind = 3", "scenarios.plan.lines.new.kind", "unknown kind 3", allowed)


@pytest.mark.parametrize(
    ("value", "place", "words"),
    [
        ("true", "", "is true; must be a number or the name of an input or a list of these"),
        ("{ a = 1 }", "", "is a table; must be a number or the name"),
        ("2020-01-01", "", "is 2020-01-01; must be a number or the name"),
        ('"two words"', "", '"two words" is no name'),
        ("nan", "", "is nan; must be a finite number"),
        ("inf", "", "is inf; must be a finite number"),
        ("[1, true]", "[1]", "is true; must be a number or the name of an input"),
        ("[1, [2]]", "[1]", "is [2]; must be a number or the name of an input"),
        ('[1, "a b"]', "[1]", '"a b" is no name'),
        ('["rise", -inf]', "[1]", "is -inf; must be a finite number"),
    ],
)
def test_a_value_that_is_none_is_one_problem(tmp_path: Path, value: str, place: str, words: str):
    path = "scenarios.plan.lines.office.amount_eur" + place

    told(tmp_path, f"[scenarios.plan.lines.office]\namount_eur = {value}", path, words)


def test_each_bad_member_of_a_list_is_a_problem(tmp_path: Path):
    found = problems(tmp_path, "[indices.prices]\nrate = [true, 0.01, false]")

    assert list(found) == ["indices.prices.rate[0]", "indices.prices.rate[2]"]


@pytest.mark.parametrize(
    ("above", "path", "words"),
    [
        (
            "[baseline.categories.other]\nshare = true",
            "baseline.categories.other.share",
            'must be "rest" or a number or the name of an input',
        ),
        (
            "[scenarios.plan.lines.office]\nuntil = 2028.5",
            "scenarios.plan.lines.office.until",
            "is 2028.5; must be a year or the name of an input",
        ),
        (
            "[scenarios.plan.lines.office]\nfrom = 21",
            "scenarios.plan.lines.office.from",
            "is 21; must be at least 1900",
        ),
        (
            '[scenarios.plan.lines.project]\nfactors = "overrun"',
            "scenarios.plan.lines.project.factors",
            'is "overrun"; must be a list',
        ),
        (
            '[scenarios.more.lines.software]\nindex = "prices"',
            "scenarios.more.lines.software.index",
            "prices",
        ),
        ("[scenarios.more]\nbuilds_on = 3", "scenarios.more.builds_on", "is 3; must be text"),
    ],
)
def test_other_unions_are_one_problem_too(tmp_path: Path, above: str, path: str, words: str):
    told(tmp_path, above, path, words)


def test_an_item_may_bear_the_name_of_its_own_kind(tmp_path: Path):
    above = """
        [inputs.pert]
        dist = "pert"
        low = 1.0
        mode = true
        high = 2.0
        [scenarios.plan.lines.yearly]
        kind = "yearly"
        label = "x"
        amount_eur = true
    """

    assert list(problems(tmp_path, above)) == [
        "inputs.pert.mode",
        "scenarios.plan.lines.yearly.amount_eur",
    ]


def test_braces_and_long_values_do_not_break_a_message(tmp_path: Path):
    found = problems(tmp_path, f'[case]\nstart = "{{0}}{{value}}{"x" * 100}"')

    assert found["case.start"].message.startswith('is "{0}{value}xxx')
    assert "...; must be a whole number" in found["case.start"].message


@pytest.mark.parametrize("sign", ["\\n", "\\u001b[31m", "\\u0085", "\\u2028", "\\u0000", "\\r"])
def test_signs_that_a_terminal_would_obey_are_written_out(tmp_path: Path, sign: str):
    found = problems(tmp_path, f'[case]\nstart = "a{sign}b"\n[inputs."x{sign}y"]\ndist = "pert"')

    for problem in found.values():
        assert str(problem).isprintable()


def test_a_text_that_is_too_long(tmp_path: Path):
    told(tmp_path, f'[case]\ntitle = "{"x" * 10_001}"', "case.title", "longer than the 10000 char")


def test_many_names_are_cut_to_a_dozen_with_the_nearest_first(tmp_path: Path):
    many = "".join(f'[inputs.factor_{n}]\ndist = "constant"\nvalue = 1\n' for n in range(100, 140))

    [problem] = problems(tmp_path, many + '[schedules.ramp]\ndelay = "factr_117"').values()

    there = problem.message.split("there are: ")[1].split(" and ")[0].split(", ")
    assert "factor_117" in there[:3]
    assert len(there) == 10
    assert 'and 36 more; did you mean "factor_117"?' in problem.message


# ---------------------------------------------------------------------------------------------
# References


@pytest.mark.parametrize(
    ("above", "path", "words"),
    [
        ('[indices.prices]\nrate = "rize"', "indices.prices.rate", "input"),
        ('[indices.prices]\nrate = ["rise", "rize"]', "indices.prices.rate[1]", "input"),
        ('[schedules.ramp]\ndelay = "dely"', "schedules.ramp.delay", "input"),
        ('[schedules.ramp]\nyears = "yers"', "schedules.ramp.years", "input"),
        ('[schedules.ramp]\nceiling = "top"', "schedules.ramp.ceiling", "input"),
        (
            '[baseline.categories.software]\nshare = "s"',
            "baseline.categories.software.share",
            "input",
        ),
        ('[baseline.categories.other]\nrate = "r"', "baseline.categories.other.rate", "input"),
        (
            '[baseline.categories.other]\nfactors = ["f"]',
            "baseline.categories.other.factors[0]",
            "input",
        ),
        (
            '[baseline.categories.software]\nadditive_eur = { east = "extra" }',
            "baseline.categories.software.additive_eur.east",
            "input",
        ),
        (
            "[baseline.categories.software]\nadditive_eur = { north = 1.0 }",
            "baseline.categories.software.additive_eur.north",
            "partner",
        ),
        (
            '[scenarios.plan.lines.project]\nfactors = [2, "overun"]',
            "scenarios.plan.lines.project.factors[1]",
            "input",
        ),
        (
            '[scenarios.plan.lines.project]\ndelay = "x"',
            "scenarios.plan.lines.project.delay",
            "input",
        ),
        (
            '[scenarios.plan.lines.project]\nduration = "x"',
            "scenarios.plan.lines.project.duration",
            "input",
        ),
        (
            '[scenarios.plan.lines.project]\namount_eur = "x"',
            "scenarios.plan.lines.project.amount_eur",
            "input",
        ),
        (
            '[scenarios.plan.lines.team]\nfte = { all = ["fte", "x"] }',
            "scenarios.plan.lines.team.fte.all[1]",
            "input",
        ),
        (
            '[scenarios.plan.lines.team]\ncost_per_fte_eur = "x"',
            "scenarios.plan.lines.team.cost_per_fte_eur",
            "input",
        ),
        ('[scenarios.plan.lines.team]\nindex = "x"', "scenarios.plan.lines.team.index", "index"),
        (
            '[scenarios.plan.lines.team]\nschedule = "x"',
            "scenarios.plan.lines.team.schedule",
            "schedule",
        ),
        (
            '[scenarios.plan.lines.office]\nfrom = "x"',
            "scenarios.plan.lines.office.from",
            "event or input",
        ),
        (
            '[scenarios.plan.lines.office]\nuntil = "x"',
            "scenarios.plan.lines.office.until",
            "event or input",
        ),
        (
            '[scenarios.more.lines.software]\nof = "x"',
            "scenarios.more.lines.software.of",
            "baseline category",
        ),
        (
            '[scenarios.more.lines.software]\nrate = "x"',
            "scenarios.more.lines.software.rate",
            "input",
        ),
        (
            '[scenarios.more.lines.programme]\namounts_eur = { 2021 = "x" }',
            "scenarios.more.lines.programme.amounts_eur.2021",
            "input",
        ),
        (
            '[scenarios.more.lines.programme]\ngrowth = "x"',
            "scenarios.more.lines.programme.growth",
            "input",
        ),
        ('[scenarios.new]\nlabel = ""\nbuilds_on = "plam"', "scenarios.new.builds_on", "scenario"),
        (
            '[scenarios.more]\nwithout = ["office", "ofice"]',
            "scenarios.more.without[1]",
            "inherited line",
        ),
        ('[scenarios.more]\nwithout = ["software"]', "scenarios.more.without[0]", "inherited line"),
        ('[scenarios.plan]\nwithout = ["office"]', "scenarios.plan.without[0]", "inherited line"),
        ("[published.costs_eur.pln]\neast = { 2020 = 1.0 }", "published.costs_eur.pln", "scenario"),
        (
            "[published.costs_eur.plan]\nnorth = { 2020 = 1.0 }",
            "published.costs_eur.plan.north",
            "partner",
        ),
    ],
)
def test_a_name_that_refers_to_nothing(tmp_path: Path, above: str, path: str, words: str):
    told(tmp_path, above, path, f"is no {words} of this case; there are: ")


def test_an_unknown_name_comes_with_those_there_are(tmp_path: Path):
    words = "there are: rise, overrun, delay, saving, years, fte"

    told(tmp_path, '[indices.prices]\nrate = "x"', "indices.prices.rate", words)


@pytest.mark.parametrize("first", ["plan", "more", "third"])
def test_scenarios_that_build_on_each_other(tmp_path: Path, first: str):
    above = f"""
        [scenarios.plan]
        builds_on = "{first}"
        [scenarios.third]
        label = "Third"
        builds_on = "more"
    """

    told(tmp_path, above, "scenarios.plan.builds_on", "in a circle: plan -> ", "-> plan")


@pytest.mark.parametrize(
    ("above", "path", "words"),
    [
        (
            '[settlement]\nkey = "workplaces"',
            "settlement.key",
            'no attribute of west; every partner has: "equal", "baseline_cost", inhabitants',
        ),
        ('[settlement]\nkey = "people"', "settlement.key", "no attribute of east, west"),
        (
            '[scenarios.plan.settlement]\nkey = "workplaces"',
            "scenarios.plan.settlement.key",
            "no attribute of west",
        ),
        (
            "[partners]\neast.attributes.inhabitants = 0\nwest.attributes.inhabitants = 0",
            "settlement.key",
            "0 for every partner",
        ),
    ],
)
def test_a_settlement_needs_a_key_of_every_partner(
    tmp_path: Path, above: str, path: str, words: str
):
    told(tmp_path, above, path, words)


def test_settling_equally_needs_no_attribute(tmp_path: Path):
    assert problems(tmp_path, '[settlement]\nkey = "equal"\n[partners.west]\nattributes = {}') == {}


@pytest.mark.parametrize("name", ["baseline", "best", "plan_vs_more", "_vs_"])
def test_scenario_ids_that_name_results(tmp_path: Path, name: str):
    found = problems(tmp_path, f'[scenarios.{name}]\nlabel = ""')

    assert list(found) == [f"scenarios.{name}"]


@pytest.mark.parametrize(
    "name", ["all_partners", "saving", "npv", "payback_by", "cost", "remainder"]
)
def test_partner_ids_that_name_results(tmp_path: Path, name: str):
    above = f"""
        [partners.{name}]
        label = ""
        attributes = {{ inhabitants = 1 }}
        baseline_eur = {{ 2020 = 1.0 }}
    """

    told(tmp_path, above, f"partners.{name}", "cannot be the id of a partner")


def test_a_scenario_may_be_called_like_a_partner(tmp_path: Path):
    assert problems(tmp_path, '[scenarios.east]\nlabel = ""') == {}


# ---------------------------------------------------------------------------------------------
# Years


@pytest.mark.parametrize(
    ("above", "path", "words"),
    [
        ("[partners.east.baseline_eur]\n2021 = 1.0", "partners.east.baseline_eur", "2020 missing"),
        (
            "[partners.east.baseline_eur]\n2020 = 1.0\n2023 = 1.0",
            "partners.east.baseline_eur",
            "2021, 2022 missing; give every year from the start on",
        ),
        (
            "[partners.east.baseline_eur]\n2019 = 1.0\n2020 = 1.0",
            "partners.east.baseline_eur",
            "2019 before the start 2020",
        ),
        (
            "[case]\nhorizon = 2020\nheadline_years = [2020]\n"
            "[partners.west.baseline_eur]\n2020 = 1\n"
            "[scenarios.plan.lines.project.phasing]\n2020 = 1\n"
            "[scenarios.plan.lines.office]\nfrom = 2020\n"
            "[scenarios.more.lines.programme.amounts_eur]\n2020 = 1",
            "partners.east.baseline_eur",
            "2021 is after the horizon 2020",
        ),
        (
            "[published.costs_eur.plan.east]\n2019 = 1.0\n2020 = 1.0\n2031 = 1.0",
            "published.costs_eur.plan.east",
            "2019, 2031 outside 2020 ... 2030",
        ),
        (
            "[scenarios.plan.lines.project.phasing]\n2020 = 0.5\n2031 = 0.5",
            "scenarios.plan.lines.project.phasing",
            "2031 is after the horizon 2030",
        ),
        (
            "[scenarios.plan.lines.project.phasing]\n1820 = 1.0",
            "scenarios.plan.lines.project.phasing.1820",
            "1900 to 2200",
        ),
        (
            "[scenarios.more.lines.programme.amounts_eur]\n2019 = 1.0",
            "scenarios.more.lines.programme.amounts_eur",
            "2019 outside 2020 ... 2030, where nothing counts",
        ),
        (
            "[scenarios.more.lines.programme.amounts_eur]\n2021 = 1.0\n2072 = 1.0",
            "scenarios.more.lines.programme.amounts_eur",
            "2072 outside 2020 ... 2030, where nothing counts",
        ),
        (
            "[scenarios.plan.lines.office]\nfrom = 2072\nuntil = 2073",
            "scenarios.plan.lines.office.from",
            "2072 is after the horizon 2030, so the line never counts",
        ),
        (
            "[scenarios.plan.lines.office]\nfrom = 2010\nuntil = 2019",
            "scenarios.plan.lines.office.until",
            "2019 is before the start 2020, so the line never counts",
        ),
        (
            "[partners.east]\ngrowth = 2.0",
            "partners.east.growth",
            "is 2; a yearly rate lies above -1 and is at most 1, 2 % is 0.02",
        ),
        (
            "[scenarios.plan.lines.office]\nfrom = 2029",
            "scenarios.plan.lines.office.until",
            "2028 is before from = 2029",
        ),
        ("[schedules.ramp]\nplan = [[1, 0], [3, 1]]", "schedules.ramp.plan", "decimal years"),
    ],
)
def test_years_that_do_not_fit(tmp_path: Path, above: str, path: str, words: str):
    told(tmp_path, above, path, words)


def test_one_off_costs_planned_before_the_start_are_allowed(tmp_path: Path):
    above = "[scenarios.plan.lines.project.phasing]\n2018 = 0.5\n2019 = 0.5"

    assert problems(tmp_path, above) == {}


# ---------------------------------------------------------------------------------------------
# Numbers that must stay within bounds whatever is drawn


@pytest.mark.parametrize(
    ("above", "path", "words"),
    [
        ("[inputs.years]\nlow = 0.0", "inputs.years", "runs from 0 to 6; must stay above 0"),
        ("[inputs.years]\nbase = -1.0", "inputs.years", "runs from -1 to 6; must stay above 0"),
        ("[schedules.ramp]\nyears = 0", "schedules.ramp.years", "is 0; must stay above 0"),
        (
            "[schedules.ramp]\nyears = ['years', -2.0]",
            "schedules.ramp.years",
            "runs from 0 to 4; must stay above 0",
        ),
        ("[schedules.new]\nplan = [[2021, 1]]\npace = -1", "schedules.new.pace", "above 0"),
        (
            "[scenarios.plan.lines.project]\nduration = 0",
            "scenarios.plan.lines.project.duration",
            "above 0",
        ),
        (
            '[scenarios.plan.lines.project]\nduration = "delay"',
            "inputs.delay",
            "from 0 to 2; must stay above 0",
        ),
        ("[schedules.ramp]\nceiling = -0.1", "schedules.ramp.ceiling", "at least 0"),
        (
            "[schedules.ramp]\nceiling = 80",
            "schedules.ramp.ceiling",
            "is 80; a ceiling is at least 0, and 75 % is 0.75",
        ),
        (
            INPUT + 'dist = "normal"\nmean = 0.8\nsd = 0.1\n[schedules.ramp]\nceiling = "new"',
            "inputs.new",
            "runs from -inf to inf; a ceiling is at least 0",
        ),
        (
            INPUT + 'dist = "constant"\nvalue = 35\n[baseline.categories.software]\nshare = "new"',
            "inputs.new",
            "is 35; a share is 0 to 1, 35 % is 0.35",
        ),
        (
            '[baseline.categories.software]\nshare = ["saving", 0.5]\n'
            '[baseline.categories.other]\nshare = "saving"',
            "baseline.categories",
            "together reach 1.3; keep",
        ),
        (
            '[baseline.categories.other]\nshare = "saving"',
            "baseline.categories",
            'can be 0.4; give one category share = "rest"',
        ),
        (
            "[indices.prices]\nrate = 2",
            "indices.prices.rate",
            "is 2; a yearly rate lies above -1 and is at most 1, 2 % is 0.02",
        ),
        ("[inputs.rise]\nhigh = 3.2", "inputs.rise", "runs from 0 to 3.2; a yearly rate"),
        (
            "[inputs.rise]\nlow = -1.0",
            "inputs.rise",
            "runs from -1 to 0.04; a yearly rate lies above -1",
        ),
        (
            "[baseline.categories.software]\nrate = ['rise', 1]",
            "baseline.categories.software.rate",
            "runs from 1 to 1.04; a yearly rate",
        ),
        (
            "[scenarios.more.lines.software]\nrate = 35",
            "scenarios.more.lines.software.rate",
            "35 % is 0.35",
        ),
        ("[inputs.saving]\nhigh = 40", "inputs.saving", "a rate of reduction is at most 1"),
        (
            INPUT
            + 'dist = "mixture"\nweights = [1.0]\ncomponents = [{ dist = "constant", value = 1 }]',
            "inputs.new.base",
            "write base = <value>",
        ),
    ],
)
def test_numbers_out_of_bounds(tmp_path: Path, above: str, path: str, words: str):
    told(tmp_path, above, path, words)


# ---------------------------------------------------------------------------------------------
# Everything at once


def test_five_faults_of_five_sorts_give_five_problems(tmp_path: Path):
    above = """
        [case]
        horizont = 2030
        [inputs.delay]
        high = -1.0
        [scenarios.plan.lines.office]
        amount_eur = true
        [scenarios.plan.lines.team]
        schedule = "rampe"
        [indices.prices]
        rate = 2
    """

    assert set(problems(tmp_path, above)) == {
        "case.horizont",
        "inputs.delay",
        "scenarios.plan.lines.office.amount_eur",
        "scenarios.plan.lines.team.schedule",
        "indices.prices.rate",
    }


def test_what_refers_to_something_at_fault_is_no_fault_itself(tmp_path: Path):
    above = """
        [inputs.rise]
        mode = "x"
        [inputs.delay]
        low = true
        [indices.prices]
        label = 3
        [schedules.ramp]
        label = 3
        [baseline.categories.software]
        label = 3
        [scenarios.plan.lines.office]
        label = 3
        [partners.east]
        label = 3
    """

    assert len(problems(tmp_path, above)) == 7


@pytest.mark.parametrize(
    "broken",
    ["[case]\ndiscount_rate = 5", "[baseline]\nincluded_growth = 2", "[scenarios.plan]\nlabel = 1"],
)
def test_a_broken_frame_does_not_hide_the_rest(tmp_path: Path, broken: str):
    found = problems(tmp_path, f'{broken}\n[schedules.ramp]\ndelay = "dely"\n')

    assert len(found) == 2
    assert "schedules.ramp.delay" in found


def test_an_empty_file_lacks_everything_it_must_have(tmp_path: Path):
    assert set(problems(tmp_path, below="")) == {"case", "partners", "baseline"}
