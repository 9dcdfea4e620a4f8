"""Slips that a valid config can hold: each told once, where it is, and not where all is well."""

from __future__ import annotations

from pathlib import Path

import pytest
from scipy import stats
from test_config_small import config
from test_config_warnings import SOUND, warnings

from ictsim.config import load_case
from ictsim.config.faults.numbers import advice, number_at, written
from ictsim.errors import ConfigError, Problem


def told(folder: Path, *pairs: tuple[str, str]) -> tuple[Problem, ...]:
    """The warnings about the sound config with some parts of its text replaced."""
    text = SOUND
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return warnings(folder, text)


def refused(folder: Path, *pairs: tuple[str, str]) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        told(folder, *pairs)
    return caught.value.problems


def an_input(name: str, law: str) -> tuple[str, str]:
    """A pair that adds an input."""
    header = "[indices.prices]"
    return header, f'[inputs.{name}]\n{law}\nsource = "x"\n\n{header}'


# ---------------------------------------------------------------------------------------------
# Thousands in one place


@pytest.mark.parametrize(
    ("row", "odd"),
    [
        ("2020 = 4_000_000, 2021 = 4_100, 2022 = 4_200_000", {"2021": "2020 is 4,000,000"}),
        ("2020 = 4_000, 2021 = 4_100_000, 2022 = 4_200_000", {"2020": "2021 is 4,100,000"}),
        ("2020 = 4_000_000, 2021 = 4_100_000, 2022 = 4_200", {"2022": "2021 is 4,100,000"}),
        (
            "2020 = 4_000_000, 2021 = 4_100, 2022 = 4_200, 2023 = 4_300_000",
            {"2021": "2020 is 4,000,000", "2022": "2023 is 4,300,000"},
        ),
        ("2020 = 4_000_000, 2021 = 40_000_000, 2022 = 4_200_000", {"2021": "40,000,000 euros"}),
        ("2020 = 4_000_000, 2021 = 0, 2022 = 4_200_000", {"2021": "0 euros"}),
        ("2020 = 4_000_000, 2021 = 7_900_000, 2022 = 4_000_000", {}),
    ],
)
def test_one_year_of_a_row(tmp_path: Path, row: str, odd: dict[str, str]):
    found = told(tmp_path, ("2020 = 4_000_000", row))

    assert {warning.path.rpartition(".")[2]: True for warning in found} == dict.fromkeys(odd, True)
    for warning, words in zip(found, odd.values(), strict=True):
        assert warning.path.startswith("partners.west.baseline_eur.")
        assert words in warning.message


@pytest.mark.parametrize(
    ("amounts", "odd"),
    [((8_000, 4_000_000, 2_000_000), ["east"]), ((8_000_000, 4_000, 2_000), ["west", "south"]),
     ((8_000_000, 4_000_000, 260_000), []), ((8_000_000, 4_000_000, 190_000), ["south"]),
     ((8_000_000, 4_000_000, 26_000_000), ["south"])],
)  # fmt: skip
def test_the_row_of_a_partner(tmp_path: Path, amounts: tuple[int, ...], odd: list[str]):
    """80 euros for each of 100,000, 50,000 and 25,000 inhabitants; below 8, or above 800, is odd.

    Another partner in thousands takes the median of the others half way down.
    """
    south = (
        '[partners.south]\nlabel = "South"\nattributes = { inhabitants = 25_000 }\n'
        f"baseline_eur = {{ 2020 = {amounts[2]} }}\n\n[inputs.rise]"
    )
    found = told(
        tmp_path,
        ("2020 = 8_000_000", f"2020 = {amounts[0]}"),
        ("2020 = 4_000_000", f"2020 = {amounts[1]}"),
        ("[inputs.rise]", south),
        ("= 1_200\n", "= 2_000\n"),
        ("east = { 2020 = 7_500_000 }", f"east = {{ 2020 = {amounts[0]} }}"),
    )

    assert [warning.path for warning in found] == [f"partners.{n}.baseline_eur" for n in odd]
    assert all("for each of its inhabitants, and the others have" in each.message for each in found)


def test_rows_are_compared_where_nothing_tells_the_size(tmp_path: Path):
    bare = [("attributes = { inhabitants = 100_000 }\n", ""), ("{ inhabitants = 50_000 }", "{}")]
    equal = ("[published]", '[settlement]\nkey = "equal"\n\n[published]')

    assert told(tmp_path, *bare, equal, ("= 4_000_000", "= 100_000")) == ()
    [warning] = told(tmp_path, *bare, equal, ("= 4_000_000", "= 39_000"))
    assert warning.path == "partners.west.baseline_eur"
    assert "is 39,000 euros a year on average and the others have 8,000,000" in warning.message


def test_what_is_spent_once_is_seldom_small(tmp_path: Path):
    """One part in 2,000 of 12 million a year: 6,000."""
    added = (
        '\n[scenarios.plan.lines.training]\nkind = "one_off"\nlabel = "Training"\n'
        'phasing = { 2021 = 1.0 }\nsource = "x"\namount_eur = '
    )
    assert told(tmp_path, ("[published]", f"{added}6_001\n[published]")) == ()
    [warning] = told(tmp_path, ("[published]", f"{added}5_999\n[published]"))
    assert warning.path == "scenarios.plan.lines.training.amount_eur"
    assert "5,999 euros at most" in warning.message


def test_nobody_gives_a_range_to_what_does_not_matter(tmp_path: Path):
    """One part in 5,000 of 12 million a year: 2,400, at the upper end."""

    def found(high: int) -> tuple[Problem, ...]:
        law = f'dist = "triangular"\nlow = 900\nmode = 1_200\nhigh = {high}'
        return told(tmp_path, ("= 1_200\n", '= "yearly"\n'), an_input("yearly", law))

    assert found(2_401) == ()
    [warning] = found(2_399)
    assert warning.path == "scenarios.plan.lines.office.amount_eur"


# ---------------------------------------------------------------------------------------------
# Schedules and delays


@pytest.mark.parametrize(("reference", "words"), [("80", "80 % is 0.8"), ("1.01", "at most 1")])
def test_a_reference_is_no_percentage(tmp_path: Path, reference: str, words: str):
    by_schedule = ("phasing = { 2020 = 1.0 }", f'phasing = "ramp"\nreference = {reference}')
    for pair, line in ((("= 0.75", f"= {reference}"), "software"), (by_schedule, "move")):
        [problem] = refused(tmp_path, pair)
        assert problem.path == f"scenarios.plan.lines.{line}.reference"
        assert words in problem.message
    assert told(tmp_path, ("= 0.75", "= 1")) == ()


def test_a_schedule_that_stops_short_leaves_a_part_unspent(tmp_path: Path):
    """Of 1,000,000 (the median) times 1.6: 0.8 less the 0.1 that is there from the beginning."""
    ceiling = an_input("ceiling", 'dist = "pert"\nlow = 0.4\nmode = 0.8\nhigh = 0.9')
    plan = ("[[2021.0, 0.0], [2023.0, 1.0]]", '[[2021.0, 0.1], [2023.0, 1.0]]\nceiling = "ceiling"')
    phased = 'phasing = "ramp"\nfactors = [1.6]'

    [warning] = told(tmp_path, ceiling, plan, ("phasing = { 2020 = 1.0 }", phased))
    assert warning.path == "scenarios.plan.lines.move.phasing"
    assert "in the plan 1,120,000 of 1,600,000 euros is spent" in warning.message
    assert "realises 0.7; if that is the whole bill, write reference = 0.7;" in warning.message
    for reference in ("0.7", "1", "0.5"):  # whoever writes one has thought of it
        said = f"{phased}\nreference = {reference}"
        assert told(tmp_path, ceiling, plan, ("phasing = { 2020 = 1.0 }", said)) == ()
    assert told(tmp_path, ("phasing = { 2020 = 1.0 }", phased)) == ()


def test_a_delay_that_often_passes_the_horizon(tmp_path: Path):
    """Of a uniform delay up to d years 1 - 10/d is above the ten years of the case."""

    def found(high: float, where: str) -> tuple[Problem, ...]:
        pairs = [an_input("late", f'dist = "uniform"\nlow = 0\nhigh = {high}')]
        pairs.append((where, f'{where}\ndelay = ["late", 0.5]'))
        return told(tmp_path, *pairs)

    for where in ("phasing = { 2020 = 1.0 }", "[schedules.ramp]"):
        assert found(11.0, where) == ()
        [warning] = found(12.5, where)
        assert warning.path == "inputs.late"
        assert "longer than the 10 years from start to horizon in 20 % of runs" in warning.message
    [warning] = told(tmp_path, ("[schedules.ramp]", "[schedules.ramp]\ndelay = 18"))
    assert (warning.path, "100 % of runs" in warning.message) == ("schedules.ramp.delay", True)


# ---------------------------------------------------------------------------------------------
# Values


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ('dist = "triangular"\nlow = -3\nmode = 23\nhigh = 135\nunit = "factor"', "-3 to 135"),
        ('dist = "triangular"\nlow = 90\nmode = 100\nhigh = 220', "from 90 to 220: 23 % more"),
        ('dist = "triangular"\nlow = 2\nmode = 5\nhigh = 9\nunit = "% over"', "from 2 to 9"),
        ('dist = "empirical"\nvalues = [95, 110, 136]\nunit = "index"', "from 95 to 136"),
        ('dist = "normal"\nmean = 1.0\nsd = 0.5', "is below 0 in 2.3 % of draws"),
        ('dist = "uniform"\nlow = -0.1\nhigh = 0.3', "is below 0 in 25 % of draws"),
        ('dist = "normal"\nmean = 1.0\nsd = 0.2', ""),
        ('dist = "pert"\nlow = 0.8\nmode = 1.0\nhigh = 9.0', ""),
        ('dist = "pert"\nlow = 150\nmode = 170\nhigh = 190\nunit = "workplaces"', ""),
        ('dist = "pert"\nlow = 12\nmode = 14\nhigh = 30\nunit = "months, duration"', ""),
        ('dist = "pareto"\nxm = 1\nalpha = 3', ""),
    ],
)
def test_factors_in_per_cent_and_below_zero(tmp_path: Path, law: str, words: str):
    used = ("= 1_200\n", '= 1_200\nfactors = ["over"]\n')

    found = told(tmp_path, an_input("over", law), used)

    assert [warning.path for warning in found] == (["inputs.over"] if words else [])
    for warning in found:
        assert "a factor multiplies" in warning.message
        assert words in warning.message
        assert "(used as scenarios.plan.lines.office.factors)" in warning.message


def test_a_percentage_does_not_make_a_line_look_large(tmp_path: Path):
    """A million times 220 would be more than twenty years of the baseline."""
    law = 'dist = "triangular"\nlow = 90\nmode = 100\nhigh = 400'
    used = ('amount_eur = "cost"', 'amount_eur = 1_000_000\nfactors = ["over"]')

    found = told(tmp_path, an_input("over", law), used)

    assert [warning.path for warning in found] == ["inputs.cost", "inputs.over"]
    [warning] = told(tmp_path, ("= 1_200\n", "= 1_200\nfactors = [-1.5]\n"))
    assert warning.path == "scenarios.plan.lines.office.factors[0]"


def test_a_tail_below_zero_that_nobody_wrote(tmp_path: Path):
    def found(law: str) -> tuple[Problem, ...]:
        return told(tmp_path, ('dist = "lognormal"\np50 = 1_000_000\np90 = 2_000_000', law))

    [warning] = found('dist = "normal"\nmean = 1_000_000\nsd = 500_000')
    below = stats.norm(1_000_000, 500_000).cdf(0)
    assert (warning.path, f"below 0 in {100 * below:.2g} %" in warning.message) == (
        "inputs.cost", True
    )  # fmt: skip
    assert "give min = 0 (used as scenarios.plan.lines.move.amount_eur)" in warning.message
    percentiles = 'dist = "metalog"\np10 = 200_000\np50 = 600_000\np90 = 2_000_000'
    [warning] = found(percentiles)
    assert "give lower = 0" in warning.message
    assert found(f"{percentiles}\nlower = 0") == ()
    assert found('dist = "normal"\nmean = 1_000_000\nsd = 300_000') == ()
    assert found('dist = "uniform"\nlow = -200_000\nhigh = 1_000_000') == ()  # written so
    assert found('dist = "normal"\nmean = 0\nsd = 25_000\nbase = 500_000') == ()  # meant so


def test_a_saving_is_not_written_below_zero(tmp_path: Path):
    staff = 'kind = "staff"\nfte = { desk = "less" }\ncost_per_fte_eur = 70_000\neffect = '
    less = an_input("less", 'dist = "pert"\nlow = -8\nmode = -7\nhigh = -3')

    def found(effect: str) -> tuple[Problem, ...]:
        pairs = [('kind = "yearly"\n', f'{staff}"{effect}"\n'), ("amount_eur = 1_200\n", "")]
        return told(tmp_path, less, *pairs)

    [warning] = found("saving")
    assert warning.path == "inputs.less"
    assert "runs from -8 to -3, and a saving below 0 is a cost" in warning.message
    assert found("cost") == ()


def test_what_happens_for_certain(tmp_path: Path):
    [warning] = told(tmp_path, ("probability = 0.1", "probability = 1"))
    assert warning.path == "events.stop.probability"
    assert "is 1, so it happens in every run; 1 % is 0.01" in warning.message
    hazard = ('kind = "chance"\nprobability = 0.1\nmoment = 2025.0', 'kind = "hazard"\nrate = 1')
    [warning] = told(tmp_path, hazard)
    assert warning.path == "events.stop.rate"
    for rank in ("1", "-1"):
        pair = f'[correlations.two]\ninputs = ["cost", "saving"]\nrank = {rank}\n\n[indices.prices]'
        [warning] = told(tmp_path, ("[indices.prices]", pair))
        assert (warning.path, warning.message.startswith(f"is {rank}, so each decides")) == (
            "correlations.two.rank", True
        )  # fmt: skip


def test_placeholders_are_counted_and_told_once(tmp_path: Path):
    one = ('source = "report, section 1"', 'source = "assumption: Placeholder, replace"')
    [warning] = told(tmp_path, one)
    assert (warning.path, warning.message[:34]) == (
        "inputs.rise.source", "1 source still says placeholder; r"
    )  # fmt: skip
    five = [(f'"report, section {n}"', '"placeholder"') for n in range(1, 6)]
    [warning] = told(tmp_path, *five)
    # Section 5 is named by two lines.
    assert warning.message.startswith("6 sources still say placeholder; ")
    assert told(tmp_path, ('title = "Nothing to', 'title = "No placeholder to')) == ()


# ---------------------------------------------------------------------------------------------
# Numbers as people write them


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("150_000", "150_000"), ("2,5", "2.5"), ("0,350", "0.350"), ("0.35", "0.35"),
        ("1.600.000", "1_600_000"), ("1.600.000,50", "1_600_000.50"),
        ("1,600,000.5", "1_600_000.5"),
        ("150 000", "150_000"), ("-3", "-3"), ("4 %", "0.04"), ("2,5%", "0.025"),
        ("€ 1.600.000", "1_600_000"), ("EUR 3", "3"), ("20 euro", "20"),
        ("1.600", "1_600 or 1.600"), ("20.000 euro", "20_000 or 20.000"),
        ("-1,250", "-1_250 or -1.250"),
        ("1.500 %", "15 or 0.015"),
        ("delay", ""), ("half", ""), ("007", ""), ("1.60.000", ""), ("2 of 3", ""), ("", ""),
        ("1.600,000,00", ""), ("3 fte", ""), ("2020-01-01", ""), ("%", ""), ("1_", ""),
    ],
)  # fmt: skip
def test_what_a_number_means(text: str, meant: str):
    assert written(text) == meant
    for each in meant.split(" or ") if meant else ():
        assert float(each) == float(each.replace("_", ""))


@pytest.mark.parametrize(
    ("text", "words"),
    [("2.5", ""), ("word", ""), ("2,5", "decimals have a point: 2.5"),
     ("1.600.000", "thousands: 1_600_000"), ("12%", "fraction: 0.12"),
     ("€ 5", "leave the sign out: 5"),
     ("1,600", "thousands have _ and decimals a point: 1_600 or 1.600")],
)  # fmt: skip
def test_what_to_write_in_its_place(text: str, words: str):
    assert advice(text).endswith(words)
    assert bool(advice(text)) == bool(words)


def test_the_number_at_a_column_is_the_one_that_the_parser_stopped_in():
    line = "a = { low = 2,5 , high = 1.600.000 }"

    assert number_at(line, line.index(",5") + 1) == "2,5"
    assert number_at(line, line.index(", high") + 1) == "2,5"
    assert number_at(line, line.index(".600") + 1) == "1.600.000"
    assert number_at(line, line.index("high") + 1) == ""
    assert number_at(line, 1) == ""


def test_a_list_of_decimals_with_commas_is_refused_and_other_lists_are_not(tmp_path: Path):
    [problem] = refused(tmp_path, ("= 1_200\n", "= 1_200\nfactors = [0,3, 0,7]\n"))
    assert "[0,3, 0,7] is a list of 4 numbers; decimals have a point: [0.3, 0.7]" in str(problem)
    for factors in ("[1, 2, 3, 4]", "[1,2,3,4]", "[1,2]", "[0.3, 0.7]"):
        assert told(tmp_path, ("= 1_200\n", f"= 1_200\nfactors = {factors}\n")) == ()
    for text in ('"weights [0,3, 0,7]"', '"x" # [0,3, 0,7]'):
        assert (
            told(tmp_path, ('label = "Office, a small line that is real"', f"label = {text}")) == ()
        )


# ---------------------------------------------------------------------------------------------
# Files


def test_a_deleted_heading(tmp_path: Path):
    [problem] = refused(tmp_path, ("[partners.west]\n", ""))
    text = SOUND.replace("[partners.west]\n", "").split("\n")
    assert text[problem.line - 1] == 'label = "West"'
    before = text.index('label = "East"') + 1
    assert f"label stands under [partners.east] in line {before} already" in problem.message
    assert "is a heading like [partners.NAME] missing above this one?" in problem.message


def test_a_missing_config_and_one_that_is_no_text(tmp_path: Path):
    config(tmp_path, SOUND, "waterland.toml")
    with pytest.raises(ConfigError, match=r'no such file; did you mean "waterland\.toml"'):
        load_case(tmp_path / "waterlnd.toml")
    (tmp_path / "book.xlsx").write_bytes(b"PK\3\4\xff\0")
    with pytest.raises(ConfigError, match="no text, but the file of another program"):
        load_case(tmp_path / "book.xlsx")
    empirical = 'dist = "empirical"\nfile = "book.xlsx"\ncolumn = "a"'
    [problem] = refused(
        tmp_path, ('dist = "lognormal"\np50 = 1_000_000\np90 = 2_000_000', empirical)
    )
    assert "book.xlsx: a workbook or another file that is no text; save the sheet as CSV" in str(
        problem
    )


def test_the_file_that_extends_is_not_offered_to_itself(tmp_path: Path):
    path = config(tmp_path, 'extends = "layer_1.toml"\n', "layer_2.toml")
    with pytest.raises(ConfigError) as caught:
        load_case(path)
    assert "did you mean" not in str(caught.value)
    config(tmp_path, SOUND, "layer_3.toml")
    with pytest.raises(ConfigError, match=r'did you mean "layer_3\.toml"'):
        load_case(path)


@pytest.mark.parametrize(
    ("key", "slip", "paths"),
    [
        ("horizon = ", "horizn = ", ["case.horizn"]),
        (
            "baseline_eur = ",
            "baselin_eur = ",
            ["partners.east.baselin_eur", "partners.west.baselin_eur"],
        ),
        ("[partners.", "[partnrs.", ["partnrs"]),
    ],
)
def test_a_misspelt_key_is_told_once_and_not_as_missing_too(
    tmp_path: Path, key: str, slip: str, paths: list[str]
):
    found = refused(tmp_path, (key, slip))

    assert [problem.path for problem in found] == paths
    assert all(problem.line for problem in found)
    assert all("unknown key; allowed are" in problem.message for problem in found)
    assert all(f'did you mean "{key.strip("[. =")}"?' in problem.message for problem in found)


def test_a_key_that_is_missing_is_told_beside_another_that_is_unknown(tmp_path: Path):
    found = refused(tmp_path, ("horizon = 2030", 'remark = "none"'))

    assert [problem.path for problem in found] == ["case.horizon", "case.remark"]
