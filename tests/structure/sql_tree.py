"""What the SQL files define and refer to, read from their text."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lookalike.resources import SQL

ARCHIVE = SQL / "archive"
_OBJECT = r"(lookalike(?:_detail|_internal)?\.\w+)"
_DEFINITION = re.compile(
    rf"CREATE (?:OR REPLACE )?(TABLE|VIEW|FUNCTION|PROCEDURE) (?:IF NOT EXISTS )?{_OBJECT}"
)
# Advice to people is no dependence: DETAIL = '...', HINT = format('...').
_ADVICE = re.compile(r"(?:DETAIL|HINT) = (?:\w+\()?(?:[^;']|'(?:[^']|'')*')*;")


@cache
def code(path: Path) -> str:
    """The text of a file without comments and without what its errors advise."""
    return _ADVICE.sub(";", re.sub(r"--[^\n]*", "", path.read_text()))


def archive_files() -> list[Path]:
    return sorted(ARCHIVE.glob("*/*.sql"))


def definitions(*kinds: str) -> Iterator[tuple[Path, str]]:
    """Each file with each object of these kinds that it defines, schema and name.

    A delta defines nothing: it says again what a state file says.
    """
    for path in archive_files():
        if path.name.startswith("delta_"):
            continue
        for kind, name in _DEFINITION.findall(code(path)):
            if kind in kinds:
                yield path, name


def references(path: Path) -> set[str]:
    """The objects of our schemas that a file names."""
    return set(re.findall(_OBJECT, code(path)))
