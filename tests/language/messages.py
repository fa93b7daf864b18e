"""The texts of the report and of the pages, from their code: python tests/language/messages.py

Run as a script, this adds texts that are new to each message file, without a translation, and takes
out those that are no longer used.
"""

import sys
from pathlib import Path

import jinja2.ext  # noqa: F401 -- the extractor of templates
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import lookalike.language
import lookalike.report
import lookalike.serve
from lookalike.language import LANGUAGES, MESSAGES
from lookalike.report.page import further_queries

_TEMPLATES = ("**.j2", "jinja2.ext:babel_extract")
# Of the pages, only the templates have texts.
FOLDERS = {
    Path(str(lookalike.language.__file__)).parent: [("**.py", "python")],
    Path(str(lookalike.report.__file__)).parent: [("**.py", "python"), _TEMPLATES],
    Path(str(lookalike.serve.__file__)).parent: [_TEMPLATES],
}
_OPTIONS = {"**.j2": {"newstyle_gettext": "true", "silent": "false", "trimmed": "true"}}
_KEYWORDS = {
    "noted": None, "noted_many": (1, 2), "say": None, "say_many": (1, 2),
    "_": None, "gettext": None, "ngettext": (1, 2),
}  # fmt: skip


def extract() -> Catalog:
    """Every text of the templates and of the packages, in a catalogue without translations."""
    catalog = Catalog(charset="utf-8")
    for folder, methods in FOLDERS.items():
        for path, _, message, _, _ in extract_from_dir(
            folder, method_map=methods, options_map=_OPTIONS, keywords=_KEYWORDS
        ):
            catalog.add(message, locations=[(path, 0)])
    for question, _ in further_queries():
        catalog.add(question, locations=[("queries/further.sql", 0)])
    return catalog


def read(code: str) -> Catalog:
    with (MESSAGES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code.replace("-", "_"))


def main() -> None:
    for code in LANGUAGES[1:]:
        path = MESSAGES / f"{code}.po"
        catalog = read(code) if path.exists() else Catalog(locale=code.replace("-", "_"))
        catalog.update(extract(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, width=100, no_location=True, sort_output=True)
        missing = [message.id for message in catalog if message.id and not message.string]
        print(f"{code}: {len(catalog)} messages, {len(missing)} without a translation")


if __name__ == "__main__":
    sys.exit(main())
