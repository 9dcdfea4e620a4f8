"""Brings the catalogues of the report up to date with the code; the translating is yours.

Usage: python docs/make_catalogue.py           add what is new, drop what is gone
       python docs/make_catalogue.py --check   exit code 1 if that would change anything

A message that is new comes without a translation; the tests fail until it has one. Catalogues lie
in src/ictsim/locale/<language>/LC_MESSAGES/ictsim.po. A message is marked in the code by ``_``,
``ngettext`` or ``N_``, or in a template by ``_``.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from ictsim.report.language import LANGUAGES, catalogue_of

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "ictsim"
SOURCE = "en"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
FILES = [("**.py", "python"), ("**.j2", "jinja2")]
WIDTH = 96

# Without dates, authors and versions: these would change where no message does.
HEADER = """\
# The report of ictsim in {name}; docs/make_catalogue.py adds what is new and drops what is gone.
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plural}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def messages() -> Catalog:
    """Every message that the package marks, with the files it stands in."""
    found = Catalog(charset="utf-8")
    extracted = extract_from_dir(PACKAGE, FILES, keywords=KEYWORDS)
    for file, _line, message, _comments, context in extracted:
        found.add(message, locations=[(file, 0)], context=context)
    return found


def updated(code: str, marked: Catalog) -> str:
    """A catalogue as it is to be: what is translated stays, in the order of the files."""
    old = Catalog(locale=code)
    if catalogue_of(code).exists():
        with catalogue_of(code).open("rb") as file:
            old = read_po(file, locale=code)
    new = Catalog(locale=code)
    for message in marked:
        if message.id:
            kept = old.get(message.id)
            string = kept.string if kept is not None and not kept.fuzzy else None
            made = new.add(message.id, string=string, locations=message.locations)
            made.flags.clear()  # a "%" in a sentence is no field of Python's
    out = io.BytesIO()
    write_po(out, new, width=WIDTH, omit_header=True, include_lineno=False, sort_by_file=True)
    header = HEADER.format(name=new.locale.english_name, code=code, plural=new.plural_forms)
    return header + out.getvalue().decode("utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    marked, changed = messages(), False
    for code in LANGUAGES:
        if code == SOURCE:
            continue
        path, text = catalogue_of(code), updated(code, marked)
        if path.exists() and path.read_text("utf-8") == text:
            continue
        changed = True
        if check:
            print(f"{path.name} ({code}) is not up to date: python docs/make_catalogue.py")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return int(check and changed)


if __name__ == "__main__":
    sys.exit(main())
