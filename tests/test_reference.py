"""docs/REFERENCE.md names every key that there is, as it is."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from types import ModuleType

import pytest

from ictsim.config.schema.fielddocs import field_docs, markdown, record_doc
from ictsim.distributions import FAMILIES
from ictsim.events import EVENTS
from ictsim.lines import KINDS
from ictsim.model import Case
from ictsim.values import Record

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "docs" / "make_reference.py"
TEXT = (ROOT / "docs" / "REFERENCE.md").read_text("utf-8")


def records() -> Iterator[type[Record]]:
    """Every record that a config can hold, found by the subclasses and not by the schema."""
    waiting = [Record]
    while waiting:
        for cls in waiting.pop().__subclasses__():
            waiting.append(cls)
            if cls.__module__.startswith("ictsim.") and cls is not Case:
                yield cls


RECORDS = sorted(set(records()), key=lambda cls: cls.__qualname__)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """docs/make_reference.py as a module."""
    spec = importlib.util.spec_from_file_location("make_reference", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def section(heading: str) -> str:
    """The text from a heading to the next one."""
    start = TEXT.index(f"\n{heading}\n")
    rest = TEXT[start + len(heading) + 2 :]
    return rest[: m.start()] if (m := re.search(r"^#+ ", rest, re.M)) else rest


def rows(text: str) -> dict[str, list[str]]:
    """The rows of a table by key."""
    found = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \| (.*) \| (.*) \|$", text, re.M)
    return {key: list(cells) for key, *cells in found}


def test_the_document_is_what_the_script_makes():
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, ""), "python docs/make_reference.py"


def test_a_difference_is_found(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(script, "FILE", tmp_path / "REFERENCE.md")
    monkeypatch.setattr(sys, "argv", ["make_reference.py", "--check"])
    with pytest.raises(SystemExit, match="make_reference"):
        script.main()

    (tmp_path / "REFERENCE.md").write_text(TEXT.replace("`delay`", "`dealy`", 1), "utf-8")
    with pytest.raises(SystemExit, match="make_reference"):
        script.main()

    (tmp_path / "REFERENCE.md").write_text(TEXT, "utf-8")
    script.main()


@pytest.mark.parametrize("record", RECORDS, ids=lambda cls: cls.__name__)
def test_every_key_of_every_record_is_explained_and_told(record: type[Record]):
    docs = field_docs(record)
    told = set(re.findall(r"^\| `(\w+)` \|", TEXT, re.M))

    for name, info in record.model_fields.items():
        assert name in docs, f"{record.__name__}.{name} needs a text below it"
        assert docs[name].text.endswith("."), docs[name].text
        assert (info.alias or name) in told | {"dist", "kind"}


@pytest.mark.parametrize("cls", [*FAMILIES, *KINDS, *EVENTS], ids=lambda cls: cls.__name__)
def test_every_kind_has_its_section_with_its_own_keys(cls: type[Record]):
    tag = "dist" if cls in FAMILIES else "kind"
    [word] = cls.model_fields[tag].annotation.__args__
    text = section(f'### `{tag} = "{word}"`')
    sort = next(kinds for kinds in (FAMILIES, KINDS, EVENTS) if cls in kinds)
    # What some kinds have in common, such as a phasing, is told of each of them.
    before = takewhile(lambda base: not all(issubclass(kind, base) for kind in sort), cls.__mro__)
    written = {name for base in before for name in base.__annotations__}
    own = {
        cls.model_fields[name].alias or name
        for name, info in cls.model_fields.items()
        if name in written and info.annotation is not type(None)
    }

    assert set(rows(text)) == own - {tag}
    assert record_doc(cls).split("\n")[0] in text


def test_keys_with_a_unit_in_their_name_have_it_in_the_table():
    for key, (_, _, unit, _) in rows(TEXT).items():
        if key.endswith("_eur"):
            assert unit.startswith("EUR"), key
        if key.endswith("_years") and key != "headline_years":
            assert unit == "years", key
    assert rows(section("## `[case]`"))["discount_rate"][2] == "fraction per year"


def test_what_must_be_given_and_the_defaults_are_told():
    schedule = rows(section("## `[schedules.ID]`"))
    one_off = rows(section('### `kind = "one_off"`'))

    assert schedule["plan"][:2] == ["list of lists of 2 numbers", "must be given"]
    assert schedule["delay"][:2] == ["value", "`0`"]
    assert schedule["planned_years"][:2] == ["number above 0", ""]
    assert one_off["nature"][:2] == ['`"investment"`, `"running"`', '`"investment"`']
    assert rows(section("## `[correlations.ID]`"))["rank"][0] == "number from -1 to 1"
    assert "Does not take `index`." in section('### `kind = "reduction"`')
    profile = rows(section('### `kind = "contribution"`'))["profile"]
    assert profile[:2] == ["list of numbers from 0", "must be given"]


def test_tables_inside_an_item_have_a_section():
    assert set(rows(section("## `[settlement.settled]`"))) == {"from", "until"}
    transfer = rows(section("## `[scenarios.ID.lines.ID.transfer]`"))
    assert transfer["from"][1] == "must be given"
    assert transfer["to"][:2] == ["list of names", ""]
    whole = rows(TEXT.split("\n## ")[0])
    assert whole["texts"][0] == "table by language: table by text: text"


def test_texts_of_records_are_markdown_on_one_line():
    class Sample(Record):
        """First ``a`` line
        goes on.

        Second with x**2.
        """

    assert record_doc(Sample) == "First `a` line goes on.\n\nSecond with x^2."
    assert markdown("a\n  ``b``  c") == "a `b` c"
    assert field_docs(Sample) == {}
